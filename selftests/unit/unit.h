/* SPDX-License-Identifier: GPL-2.0 */
/* unit.h - what all unit tests share: cmocka, and traces made of text. */
#ifndef GENTRACE_UNIT_H
#define GENTRACE_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libgentrace_waits.h>

#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))

/* The tests of one file; the number of those that failed. */
int cgroup_tests(void);
int codec_tests(void);
int crew_tests(void);
int events_tests(void);
int histogram_tests(void);
int hit_tests(void);
int kept_tests(void);
int line_tests(void);
int model_tests(void);
int order_tests(void);
int part_tests(void);
int places_tests(void);
int reader_tests(void);
int rows_tests(void);
int stacks_tests(void);
int symbols_tests(void);
int text_tests(void);
int value_tests(void);
int verify_tests(void);
int waits_tests(void);

/* traces/NAME.txt as it is, and as a trace. */
void text_load(struct gentrace_buffer *text, const char *name);
void trace_load(struct gentrace_buffer *trace, const char *name);

/* A text as a trace; a text that does not parse fails the test. */
void trace_parse(struct gentrace_buffer *trace, const char *text);

/* Replace @from, which must be there exactly once, by @to. */
void text_edit(struct gentrace_buffer *text, const char *from, const char *to);

/* The only generation of a trace. */
struct gentrace_generation *trace_generation(const struct gentrace_buffer *trace);

/* A model takes in a trace, to its end. */
void trace_add(const struct gentrace_buffer *trace, struct gentrace_model *model);

/* A model that has; @observer may be NULL. */
struct gentrace_model *trace_model(const struct gentrace_buffer *trace,
				   gentrace_observer_t observer, void *data);

/* The verifier of a trace, at its end. */
struct gentrace_verify *trace_verify(const void *bytes, size_t length);

/* Does the list hold a finding about this? */
bool has_finding(const struct gentrace_findings *findings, enum gentrace_severity severity,
		 enum gentrace_rule rule);

/* A text, taken in by a model to its end. */
struct gentrace_model *text_model(const char *text);

/**
 * struct breach - one change to a text, and what must be found then
 * @from: what is there exactly once
 * @to: what comes instead
 * @severity: of the finding
 * @rule: of the finding
 */
struct breach {
	const char *from;
	const char *to;
	enum gentrace_severity severity;
	enum gentrace_rule rule;
};

/* traces/NAME.txt with that change: the verifier finds it, and its verdict is as bad. */
void check_breach(const char *name, const struct breach *breach);

#endif /* GENTRACE_UNIT_H */
