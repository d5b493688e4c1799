// SPDX-License-Identifier: GPL-2.0
/* timeline_page.c - the page: the viewer, with facts and columns in their places. */
#include <string.h>

#include "timeline.h"

/* Made by the Makefile from tools/timeline: before the facts, between, behind the columns. */
static const char *const viewer[] = {
#include "timeline_viewer.h"
};

/* Bytes of a line of base64: a multiple of three, so that each line can be read alone. */
#define LINE_BYTES	49152

struct base64 {
	FILE *file;
	__u8 bytes[LINE_BYTES];
	size_t length;
};

static void base64_line(struct base64 *base64)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char line[LINE_BYTES / 3 * 4 + 1];
	size_t i, used = 0;

	for (i = 0; i < base64->length; i += 3) {
		size_t left = base64->length - i;
		__u32 group = base64->bytes[i] << 16;

		if (left > 1)
			group |= base64->bytes[i + 1] << 8;
		if (left > 2)
			group |= base64->bytes[i + 2];
		line[used++] = digits[group >> 18];
		line[used++] = digits[group >> 12 & 63];
		line[used++] = left > 1 ? digits[group >> 6 & 63] : '=';
		line[used++] = left > 2 ? digits[group & 63] : '=';
	}
	line[used++] = '\n';
	fwrite(line, 1, used, base64->file);
	base64->length = 0;
}

static void base64_add(struct base64 *base64, const struct lane *lane)
{
	size_t done = 0;

	while (done < lane->length) {
		size_t room = LINE_BYTES - base64->length;
		size_t part = lane->length - done < room ? lane->length - done : room;

		memcpy(base64->bytes + base64->length, lane->bytes + done, part);
		base64->length += part;
		done += part;
		if (base64->length == LINE_BYTES)
			base64_line(base64);
	}
}

static void columns_print(FILE *file, const struct timeline *timeline)
{
	struct base64 base64 = { .file = file };
	size_t i, strip;

	for (i = 0; i < timeline->tasks; i++) {
		base64_add(&base64, &timeline->task[i].segments);
		base64_add(&base64, &timeline->task[i].calls);
		base64_add(&base64, &timeline->task[i].locks);
	}
	for (i = 0; i < timeline->cpus; i++) {
		for (strip = 0; strip < STRIP_COUNT; strip++)
			base64_add(&base64, &timeline->cpu[i].strip[strip]);
		base64_add(&base64, &timeline->cpu[i].locks);
	}
	for (i = 0; i < timeline->devices; i++)
		base64_add(&base64, &timeline->device[i].requests);
	if (base64.length)
		base64_line(&base64);
}

void page_print(FILE *file, const struct timeline *timeline)
{
	fputs(viewer[0], file);
	facts_print(file, timeline);
	fputs(viewer[1], file);
	columns_print(file, timeline);
	fputs(viewer[2], file);
}

__u64 page_bytes(const struct timeline *timeline)
{
	static __u64 own;

	if (!own)
		own = strlen(viewer[0]) + strlen(viewer[1]) + strlen(viewer[2]);
	return own + timeline->bytes / 3 * 4;
}
