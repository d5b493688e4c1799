// SPDX-License-Identifier: GPL-2.0
/*
 * named.c - a trace with a stack of the kernel and one of a process, and the names that
 * tracectl record would put into it, without a device to record from.
 * usage: named PID START_STACK KERNEL,... USER,... [kernel]
 *	the stacks are addresses, hexadecimal; kernel: none of the process' names
 */
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/names.h"

/* As a frames argument in the text form. */
static char *frames(char *text, char *addresses)
{
	__u8 bytes[GENTRACE_TEXT_MAX + GENTRACE_VARINT_MAX], *p = bytes, *q;
	__u64 address, before = 0;
	char *word, *out = text;

	for (word = strtok(addresses, ","); word; word = strtok(NULL, ",")) {
		address = strtoull(word, NULL, 16);
		p = gentrace_put_frame(p, before, address);
		before = address;
	}
	for (q = bytes; q < p; q++)
		out += sprintf(out, "\\x%02x", *q);
	*out = 0;
	return text;
}

static int trace_write(struct names *names, const struct gentrace_buffer *trace)
{
	size_t at = 0;

	while (at < trace->length) {
		struct gentrace_batch_header header;
		int result;

		memcpy(&header, trace->bytes + at, sizeof(header));
		result = names_add(names, trace->bytes + at, le32toh(header.bytes));
		if (result < 0)
			return -1;
		if (result)
			fwrite(names->rows.batches.bytes, 1, names->rows.batches.length, stdout);
		else
			fwrite(trace->bytes + at, 1, le32toh(header.bytes), stdout);
		at += le32toh(header.bytes);
	}
	return fflush(stdout);
}

int main(int argc, char **argv)
{
	char kernel[4 * GENTRACE_TEXT_MAX], user[4 * GENTRACE_TEXT_MAX], text[8192];
	struct gentrace_buffer trace = { 0 };
	struct gentrace_text_error error;
	struct names names;
	int result;

	if (argc < 5 || names_open(&names, argc < 6))
		return 1;
	snprintf(text, sizeof(text),
		 "batch session=0x5e55 gen=7 level=meta time=1000\n"
		 "+0 generation format=2 session=0x5e55 clock=monotonic cpus=1 classes=2\n"
		 "+0 stack_sites sites=3\n"
		 "+0 clock_snapshot clock=1000 monotonic=1000 realtime=17000 boottime=1000\n"
		 "+0 task_status pid=%s tgid=%s state=C cpu=0 comm=\"chain\"\n"
		 "batch cpu=0 level=task time=1200 pid=%s\n"
		 "+0 stack kernel=16 user=17\n"
		 "+0 sched_switch prev_state=S\n"
		 "batch level=meta time=2900\n"
		 "+0 stack_frames id=16 frames=\"%s\"\n"
		 "+0 stack_frames id=17 user=1 frames=\"%s\" tgid=%s start_stack=%s\n"
		 "+0 stream_total cpu=0 level=task emitted=2 recorded=2 batches=1 bytes=80\n"
		 "+0 clock_snapshot clock=3000 monotonic=3000 realtime=19000 boottime=3000\n"
		 "+0 generation_end reason=stop emitted=2 recorded=2 batches=1 tasks=1 stacks=2\n",
		 argv[1], argv[1], argv[1], frames(kernel, argv[3]), frames(user, argv[4]), argv[1],
		 argv[2]);
	result = gentrace_text_parse(text, strlen(text), &trace, &error);
	if (result)
		fprintf(stderr, "line %zu: %s\n", error.line, error.text);
	else
		result = trace_write(&names, &trace);
	gentrace_buffer_clear(&trace);
	names_close(&names);
	return result ? 1 : 0;
}
