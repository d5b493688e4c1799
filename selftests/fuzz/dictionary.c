// SPDX-License-Identifier: GPL-2.0
/*
 * dictionary.c - words that fuzzing should not have to guess, from the tables.
 *
 * dictionary reader|text|rule: prints one in libFuzzer's format.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libgentrace.h>

static void print_bytes(const void *bytes, size_t length)
{
	const __u8 *byte = bytes;
	size_t i;

	putchar('"');
	for (i = 0; i < length; i++)
		printf("\\x%02x", byte[i]);
	puts("\"");
}

/* Headers, and numbers at the edges of what fits. */
static void print_reader(void)
{
	static const __u8 header[] = { 'G', 'T', 'R', 'B', 64, 0, GENTRACE_LEVEL_META, 0 };
	static const __u64 numbers[] = { 0, 0x7f, 0x80, 255, 1ull << 32, 1ull << 63, ~0ull };
	__u8 varint[GENTRACE_VARINT_MAX];
	unsigned int id;
	size_t i;

	print_bytes(header, 4);
	print_bytes(header, sizeof(header));
	print_bytes("\xff\xff\xff\xff", 4);
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		print_bytes(varint, (size_t)(gentrace_put_varint(varint, numbers[i]) - varint));
	for (id = 0; id < GENTRACE_EVENT_LIMIT; id++) {
		const __u8 event[] = { (__u8)id, 1 };

		if (gentrace_event_info(id))
			print_bytes(event, sizeof(event));
	}
}

static void print_names(const char *(*name_of)(__u64 number))
{
	unsigned int i;

	for (i = 0; i < GENTRACE_EVENT_LIMIT; i++) {
		if (name_of(i))
			printf("\"%s\"\n", name_of(i));
	}
}

static void print_events(void)
{
	unsigned int id, i;

	for (id = 0; id < GENTRACE_EVENT_LIMIT; id++) {
		const struct gentrace_event_info *info = gentrace_event_info(id);

		if (!info)
			continue;
		printf("\"+0 %s\"\n", info->name);
		for (i = 0; i < info->args; i++)
			printf("\" %s=\"\n", info->arg[i].name);
	}
}

static void print_text(void)
{
	static const char *const words[] = {
		"batch ", "events\\x0a", "+0 @200 u=1 s=-2 b=\\x22\\x22\\x0a", " session=", " gen=1",
		" cpu=", " level=", " seq=", " time=", " pid=", " lost=", " since=", " events=",
		"0xffffffffffffffff", "18446744073709551616", "\\x5cx00", "\\x22", "\\x0a",
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		printf("\"%s\"\n", words[i]);
	print_events();
	print_names(gentrace_level_name);
	print_names(gentrace_class_name);
	print_names(gentrace_cause_name);
	print_names(gentrace_task_state_letter);
	print_names(gentrace_type_name);
}

static void print_rule(void)
{
	static const char *const words[] = {
		"latency", "wait", "run", "blocked", "syscall", "irq", "softirq", "nmi", "request",
		"lock", "lost", ".max", ".p50", ".p99", ".p999", ".count", ".total", ".share",
		"<", "<=", "==", "!=",
		"5ms", "10%", "0", "18446744073709551615ns", " comm=", " pid=", " prio", " cpu",
		" name=", " syscall=", " irq=", " device=", " op=", " cgroup=", "'", "\x22", " #",
		"fsync", "TIMER", "*",
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		printf("\"%s\"\n", words[i]);
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "reader"))
		print_reader();
	else if (argc == 2 && !strcmp(argv[1], "text"))
		print_text();
	else if (argc == 2 && !strcmp(argv[1], "rule"))
		print_rule();
	else
		return EXIT_FAILURE;
	return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
