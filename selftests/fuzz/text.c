// SPDX-License-Identifier: GPL-2.0
/*
 * text.c - libFuzzer target: a text of any bytes to the text parser.
 *
 * What parses is a trace, which everything behind the reader has to stand, and
 * which has a text of its own that parses to the same bytes.
 */
#include <assert.h>
#include <string.h>

#include "judge.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct gentrace_buffer trace = { 0 };
	struct gentrace_text_error error;
	int ret = gentrace_text_parse((const char *)bytes, length, &trace, &error);

	if (ret) {
		/* A refusal says where and what. */
		assert(error.line >= 1 && error.line <= length + 1);
		assert(error.text[0] && memchr(error.text, 0, sizeof(error.text)));
	} else {
		judge_trace(trace.bytes, trace.length, 0);
		judge_text(trace.bytes, trace.length, 0);
		judge_text_of(trace.bytes, trace.length);
	}
	gentrace_buffer_clear(&trace);
	return 0;
}
