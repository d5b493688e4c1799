// SPDX-License-Identifier: GPL-2.0
/*
 * events.c - writes events.rst from the event table, so that nobody has to. The
 * line of the license is the Makefile's.
 */
#include <stdio.h>

#include <linux/gentrace_events.h>
#include <linux/gentrace_format.h>

/* A table with a head; each row then begins with "   * - ". */
static void write_table(const char *widths, const char *head)
{
	printf("\n.. list-table::\n   :header-rows: 1\n   :widths: %s\n\n%s", widths, head);
}

static void section(const char *title, const char *text)
{
	const char *c;

	printf("\n%s\n", title);
	for (c = title; *c; c++)
		putchar('-');
	printf("\n\n%s\n", text);
}

static void row(const char *cell)
{
	printf("   * - %s\n", cell);
}

static void cell(const char *text)
{
	printf("     - %s\n", text);
}

static void number_row(int number)
{
	printf("   * - %d\n", number);
}

static void write_class(int wanted)
{
	write_table("5 20 45 30", "   * - id\n     - event\n     - arguments\n     - meaning\n");
#define A(type, name)	" ``" #name "``:" #type
#define E(id, name, class, args, text)					\
	if (GENTRACE_CLASS_##class == wanted) {				\
		number_row(id);						\
		cell("``" #name "``");					\
		cell(&("" args)[1]);					\
		cell(text);						\
	}
	GENTRACE_EVENTS(E, A)
#undef E
#undef A
}

static void write_events(void)
{
	section("Events",
		"An argument is written ``name``:type. Arguments are on the wire in this order.");
#define C(number, NAME, name, text)					\
	printf("\nClass ``" #name "`` (%d): %s.\n", number, text);	\
	write_class(number);
	GENTRACE_CLASSES(C)
#undef C
}

static void write_types(void)
{
	section("Argument types",
		"A trace declares a type as code * 4 + wire kind; the wire kinds are varint 0,\n"
		"zigzag 1 and bytes 2.");
	write_table("10 15 15 60", "   * - code\n     - type\n     - wire\n     - meaning\n");
#define T(code, name, wire, text)					\
	number_row(code);						\
	cell(#name);							\
	cell(#wire);							\
	cell(text);
	GENTRACE_TYPES(T)
#undef T
}

static void write_states(void)
{
	section("Task states", "What an argument of type state says.");
	write_table("10 15 75", "   * - state\n     - letter\n     - meaning\n");
#define S(number, NAME, letter, text)					\
	number_row(number);						\
	cell(letter);							\
	cell(text);
	GENTRACE_TASK_STATES(S)
#undef S
}

static void write_causes(void)
{
	section("Causes of losses", "What an argument of type cause says.");
	write_table("10 15 75", "   * - cause\n     - name\n     - meaning\n");
#define L(number, NAME, name, text)					\
	number_row(number);						\
	cell(#name);							\
	cell(text);
	GENTRACE_CAUSES(L)
#undef L
}

static void write_blocks(void)
{
	section("Block requests", "What arguments of types blkop and blkflags say.");
	write_table("20 20 60", "   * - table\n     - number\n     - name\n");
#define O(number, NAME, name)						\
	row("blkop");							\
	printf("     - %d\n", number);					\
	cell(#name);
	GENTRACE_BLOCK_OPS(O)
#undef O
#define F(bit, NAME, name)						\
	row("blkflags");						\
	printf("     - 1 << %d\n", bit);				\
	cell(#name);
	GENTRACE_BLOCK_FLAGS(F)
#undef F
}

static void write_locks(void)
{
	section("Flags of locks", "What an argument of type lockflags says.");
	write_table("20 80", "   * - bit\n     - name\n");
#define F(bit, NAME, name)						\
	number_row(bit);						\
	cell(#name);
	GENTRACE_LOCK_FLAGS(F)
#undef F
}

static void write_signal_results(void)
{
	section("What comes of signals", "What an argument of type sigresult says.");
	write_table("20 80", "   * - result\n     - name\n");
#define R(number, NAME, name)						\
	number_row(number);						\
	cell(#name);
	GENTRACE_SIGNAL_RESULTS(R)
#undef R
}

static void write_faults(void)
{
	section("Flags of page faults", "What an argument of type faultflags says.");
	write_table("20 80", "   * - bit\n     - name\n");
#define F(bit, NAME, name)						\
	number_row(bit);						\
	cell(#name);
	GENTRACE_FAULT_FLAGS(F)
#undef F
}

static void write_stacks(void)
{
	section("Stacks", "What an argument of type stack says if it is less than 16, and one of type walk.");
	write_table("10 10 15 65", "   * - table\n     - number\n     - name\n     - meaning\n");
#define N(number, NAME, name, text)					\
	row("stack");							\
	printf("     - %d\n", number);					\
	cell(#name);							\
	cell(text);
	GENTRACE_NO_STACKS(N)
#undef N
#define W(number, NAME, name, text)					\
	row("walk");							\
	printf("     - %d\n", number);					\
	cell(#name);							\
	cell(text);
	GENTRACE_WALKS(W)
#undef W
}

static void write_namings(void)
{
	section("Names", "What arguments of types naming and space say.");
	write_table("10 10 15 65", "   * - type\n     - number\n     - name\n     - meaning\n");
#define N(number, NAME, name, text)					\
	row("naming");							\
	printf("     - %d\n", number);					\
	cell(#name);							\
	cell(text);
	GENTRACE_NAMINGS(N)
#undef N
#define S(number, NAME, name, text)					\
	row("space");							\
	printf("     - %d\n", number);					\
	cell(#name);							\
	cell(text);
	GENTRACE_SPACES(S)
#undef S
}

static void write_clocks(void)
{
	section("Clocks", "What an argument of type clock says. A trace never says auto.");
	write_table("10 15 75", "   * - clock\n     - name\n     - meaning\n");
#define K(number, NAME, name, text)					\
	number_row(number);						\
	cell(#name);							\
	cell(text);
	GENTRACE_CLOCKS(K)
#undef K
}

static void write_names(void)
{
	section("Levels and reasons", "Context levels, and why a generation ended.");
	write_table("20 20 60", "   * - table\n     - number\n     - name\n");
#define L(number, NAME, name)						\
	row("level");							\
	printf("     - %d\n", number);					\
	cell(#name);
	GENTRACE_LEVELS(L)
#undef L
#define R(number, NAME, name)						\
	row("reason");							\
	printf("     - %d\n", number);					\
	cell(#name);
	GENTRACE_END_REASONS(R)
#undef R
}

int main(void)
{
	puts(".. Made from uapi/linux/gentrace_events.h by make -C Documentation; do not edit.\n"
	     "\n"
	     "===============\n"
	     "The event table\n"
	     "===============\n"
	     "\n"
	     "What a trace can hold. How it lies in the bytes is in `format <format.rst>`_.");
	write_events();
	write_types();
	write_states();
	write_causes();
	write_blocks();
	write_locks();
	write_signal_results();
	write_faults();
	write_stacks();
	write_namings();
	write_clocks();
	write_names();
	return 0;
}
