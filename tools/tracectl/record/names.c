// SPDX-License-Identifier: GPL-2.0
/*
 * names.c - what the addresses in stacks are called.
 *
 * A generation's stacks stand in its last batches. When the very last one comes, all
 * of them are known, and what they go through is looked up and put before it: only
 * that, so a generation has a few hundred names and not a hundred thousand.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "print/message.h"
#include "names.h"

/* Generations for which a process is remembered that has no more stacks. */
#define MEMORY	64

/* A row, its arguments by name. */
struct row {
	__u64 value[GENTRACE_ARGS_MAX];
	const char *text[GENTRACE_ARGS_MAX];
};

#define row_text(row, event, arg, bytes, length)				\
	do {									\
		(row)->text[GENTRACE_ARG(event, arg)] = (const char *)(bytes);	\
		(row)->value[GENTRACE_ARG(event, arg)] = (length);		\
	} while (0)

#define row_value(row, event, arg, number)					\
	((row)->value[GENTRACE_ARG(event, arg)] = (number))

#define row_add(names, row, event)						\
	gentrace_rows_add(&(names)->rows, GENTRACE_EVENT_##event, (row)->value, (row)->text)

int names_open(struct names *names, bool users)
{
	*names = (struct names){ .users = users, .outline = gentrace_outline_create() };
	names->round = names->maps.round = 1;
	names->modules = kallsyms_modules();
	if (names->outline && !kallsyms_read(&names->kallsyms) &&
	    (!users || !maps_read_all(&names->maps)))
		return 0;
	names_close(names);
	message_error("out of memory");
	return -1;
}

void names_close(struct names *names)
{
	gentrace_outline_destroy(names->outline);
	gentrace_rows_clear(&names->rows);
	kallsyms_free(&names->kallsyms);
	kallsyms_free(&names->before);
	maps_free(&names->maps);
	*names = (struct names){ 0 };
}

/* ------------------------------------------------------------- the kernel */

/* 0 or -ENOMEM. */
static int names_read_again(struct names *names)
{
	kallsyms_free(&names->before);
	names->before = names->kallsyms;
	names->modules = kallsyms_modules();
	return kallsyms_read(&names->kallsyms);
}

/*
 * The function of an address, and whose table it is in. A module may have gone
 * and another one have come to its place: what has two names in one generation
 * has none.
 */
static struct kernel_symbol *names_find(const struct names *names, __u64 address, __u64 *bytes,
					const struct kallsyms **table)
{
	struct kernel_symbol *now = kallsyms_find(&names->kallsyms, address, bytes);
	struct kernel_symbol *before;
	__u64 bytes_before = 0;

	*table = &names->kallsyms;
	if (!names->before.count)
		return now;
	before = kallsyms_find(&names->before, address, &bytes_before);
	if (!before)
		return now;
	if (now)
		return now->address == before->address &&
		       !strcmp(kallsyms_name(&names->kallsyms, now),
			       kallsyms_name(&names->before, before)) ? now : NULL;
	/* Two functions in one place cannot both be right. */
	if (kallsyms_overlaps(&names->kallsyms, before->address, bytes_before))
		return NULL;
	*table = &names->before;
	*bytes = bytes_before;
	return before;
}

/* Images of the table before have ids of their own, for they may be other builds. */
static __u64 image_id(const struct names *names, const struct kallsyms *table,
		      const struct kernel_image *image)
{
	__u64 id = image - table->image + 1;

	return table == &names->before ? id + names->kallsyms.images : id;
}

static int kernel_image_write(struct names *names, const struct kallsyms *table,
			      struct kernel_image *image)
{
	struct row row = { 0 };

	if (image->round == names->round)
		return 0;
	image->round = names->round;
	row_value(&row, kernel_image, id, image_id(names, table, image));
	row_value(&row, kernel_image, begin, image->begin);
	row_text(&row, kernel_image, build_id, image->build_id.bytes, image->build_id.length);
	row_text(&row, kernel_image, name, image->name, strlen(image->name));
	return row_add(names, &row, kernel_image);
}

/* The function that an address is in, unless it is in none or has been written. */
static int kernel_symbol_write(struct names *names, __u64 address)
{
	const struct kallsyms *table;
	struct kernel_symbol *symbol;
	struct kernel_image *image;
	struct row row = { 0 };
	const char *name;
	__u64 bytes = 0;
	int result;

	symbol = names_find(names, address, &bytes, &table);
	if (!symbol || symbol->round == names->round)
		return 0;
	symbol->round = names->round;
	image = kallsyms_image(table, symbol);
	result = kernel_image_write(names, table, image);
	name = kallsyms_name(table, symbol);
	row_value(&row, kernel_symbol, image, image_id(names, table, image));
	row_value(&row, kernel_symbol, address, symbol->address);
	row_value(&row, kernel_symbol, bytes, bytes);
	row_text(&row, kernel_symbol, name, name, strlen(name));
	return result ?: row_add(names, &row, kernel_symbol);
}

/* Was it looked for in vain? It will not be there the next time either. */
static bool names_is_strange(struct names *names, __u64 address)
{
	const size_t room = sizeof(names->strange) / sizeof(*names->strange);
	size_t i;

	for (i = 0; i < names->strangers && i < room; i++) {
		if (names->strange[i] == address)
			return true;
	}
	names->strange[names->strangers++ % room] = address;
	return false;
}

/* What is to be done with each address that a kernel's stack goes through; 0 or -errno. */
static int kernel_walk(struct names *names, const struct gentrace_generation *generation,
		       int (*visit)(struct names *names, __u64 address))
{
	__u64 address[GENTRACE_STACK_FRAMES_MAX];
	int count, i, result = 0;
	size_t n;

	for (n = 0; n < generation->stack_count && !result; n++) {
		const struct gentrace_stack *stack = &generation->stack[n];

		count = gentrace_frames_read(stack->frames, stack->length, address);
		if (stack->user)
			continue;
		for (i = 0; i < count && !result; i++)
			result = visit(names, gentrace_frame_code(stack, i, address[i]));
	}
	return result;
}

/* Code that came while it was recorded and is of no module: a BPF program, say. */
static int kernel_look(struct names *names, __u64 address)
{
	__u64 bytes;

	return kallsyms_find(&names->kallsyms, address, &bytes) ||
	       names_is_strange(names, address) ? 0 : -ENOENT;
}

static int kernel_write(struct names *names, const struct gentrace_generation *generation)
{
	bool again = kallsyms_modules() != names->modules;

	if (names->kallsyms.naming != GENTRACE_NAMING_TAKEN)
		return 0;
	if (!again)
		again = kernel_walk(names, generation, kernel_look);
	if (again && names_read_again(names))
		return -ENOMEM;
	return kernel_walk(names, generation, kernel_symbol_write);
}

/* ----------------------------------------------------------- the processes */

static int user_file_write(struct names *names, __u32 index)
{
	struct user_file *file = &names->maps.file[index];
	size_t length = strlen(file->path);
	size_t cut = length > GENTRACE_TEXT_MAX ? length - GENTRACE_TEXT_MAX : 0;
	struct row row = { 0 };

	if (file->round == names->round)
		return 0;
	file->round = names->round;
	row_value(&row, user_image, id, index + 1);
	row_text(&row, user_image, build_id, file->build_id.bytes, file->build_id.length);
	row_text(&row, user_image, path, file->path + cut, length - cut);
	return row_add(names, &row, user_image);
}

static int mapping_write(struct names *names, __u64 space, const struct mapping *mapping)
{
	struct row row = { 0 };
	int result = 0;

	if (mapping->file != FILE_NONE)
		result = user_file_write(names, mapping->file);
	row_value(&row, user_mapping, space, space);
	row_value(&row, user_mapping, begin, mapping->begin);
	row_value(&row, user_mapping, bytes, mapping->bytes);
	row_value(&row, user_mapping, offset, mapping->offset);
	row_value(&row, user_mapping, vaddr, mapping_vaddr(&names->maps, mapping));
	row_value(&row, user_mapping, image, mapping->file == FILE_NONE ? 0 : mapping->file + 1);
	return result ?: row_add(names, &row, user_mapping);
}

/* Those of its mappings that stacks of it go through; @wanted: a byte for each. */
static void mappings_mark(const struct space *space, const struct gentrace_stack *stack,
			  char *wanted)
{
	__u64 address[GENTRACE_STACK_FRAMES_MAX];
	int count = gentrace_frames_read(stack->frames, stack->length, address);
	int i;

	for (i = 0; i < count; i++) {
		const struct mapping *mapping =
			space_find(space, gentrace_frame_code(stack, i, address[i]));

		if (mapping)
			wanted[mapping - space->mapping] = 1;
	}
}

/* All stacks of one process in one program. */
static int user_space_write(struct names *names, __u64 id,
			    const struct gentrace_stack *const *stack, size_t count)
{
	struct space *space = NULL;
	struct row row = { 0 };
	char *wanted;
	size_t i;
	int result;

	result = maps_read(&names->maps, stack[0]->tgid, stack[0]->start_stack, &space);
	if (result < 0)
		return result;
	row_value(&row, user_space, id, id);
	row_value(&row, user_space, tgid, stack[0]->tgid);
	row_value(&row, user_space, start_stack, stack[0]->start_stack);
	row_value(&row, user_space, state, result);
	wanted = calloc(space->count + 1, 1);
	if (!wanted)
		return -ENOMEM;
	result = row_add(names, &row, user_space);
	for (i = 0; i < count; i++)
		mappings_mark(space, stack[i], wanted);
	for (i = 0; i < space->count && !result; i++) {
		if (wanted[i])
			result = mapping_write(names, id, &space->mapping[i]);
	}
	free(wanted);
	return result;
}

static int stack_compare(const void *a, const void *b)
{
	const struct gentrace_stack *x = *(const struct gentrace_stack *const *)a;
	const struct gentrace_stack *y = *(const struct gentrace_stack *const *)b;

	if (x->tgid != y->tgid)
		return x->tgid < y->tgid ? -1 : 1;
	return x->start_stack < y->start_stack ? -1 : x->start_stack > y->start_stack;
}

static int user_stacks_write(struct names *names, const struct gentrace_generation *generation)
{
	const struct gentrace_stack **stack;
	size_t i, begin, count = 0;
	int result = 0;
	__u64 id = 0;

	stack = calloc(generation->stack_count + 1, sizeof(*stack));
	if (!stack)
		return -ENOMEM;
	for (i = 0; i < generation->stack_count; i++) {
		if (generation->stack[i].user && generation->stack[i].tgid)
			stack[count++] = &generation->stack[i];
	}
	qsort(stack, count, sizeof(*stack), stack_compare);
	for (begin = 0; begin < count && !result; begin = i) {
		for (i = begin; i < count && !stack_compare(&stack[begin], &stack[i]); i++)
			;
		result = user_space_write(names, ++id, stack + begin, i - begin);
	}
	free(stack);
	return result;
}

/* --------------------------------------------------------------- the whole */

static int names_write(struct names *names, const struct gentrace_generation *generation)
{
	struct row row = { 0 };
	int result;

	row_value(&row, symbols, kernel, names->kallsyms.naming);
	row_value(&row, symbols, user, names->users ? GENTRACE_NAMING_TAKEN :
						      GENTRACE_NAMING_OFF);
	result = row_add(names, &row, symbols);
	if (!result)
		result = kernel_write(names, generation);
	if (!result && names->users)
		result = user_stacks_write(names, generation);
	return result;
}

int names_add(struct names *names, const void *batch, size_t length)
{
	struct gentrace_generation *generation;
	int result = gentrace_outline_add(names->outline, batch, length, &generation);

	if (result != 1 && result != -ENOMEM)
		return 0;
	if (result == 1) {
		result = gentrace_rows_begin(&names->rows, batch, length);
		if (!result)
			result = names_write(names, generation);
		if (!result)
			result = gentrace_rows_end(&names->rows, batch, length);
		gentrace_generation_free(generation);
		kallsyms_free(&names->before);
		names->maps.round = ++names->round;
		maps_forget(&names->maps, MEMORY);
	}
	if (!result)
		return 1;
	/* A batch that was damaged on its way stays what it is. */
	if (result != -ENOMEM)
		return 0;
	message_error("out of memory while names were looked up");
	message_try("tracectl record --no-symbols");
	return -1;
}
