/* SPDX-License-Identifier: GPL-2.0 */
/* proof.h - the answer of tracectl verify, printed. */
#ifndef TRACECTL_PROOF_H
#define TRACECTL_PROOF_H

#include <libgentrace.h>

#include "print/terminal.h"

struct trace;

/* "complete", "lossy" or "broken". */
const char *proof_verdict(enum gentrace_severity severity);

/*
 * For people, for programs; 0, or -1 if memory was short. @rows is the most
 * complete generations to list; others are listed in any case.
 */
int proof_print(const char *path, const struct gentrace_verify *verify, size_t rows);
int proof_print_json(const struct trace *trace, const struct gentrace_verify *verify);

/**
 * struct proof_line - what is lost, and that it is proven, in words
 * @verdict: of the proof
 * @style: that goes with it
 * @lost: what is to be seen, in that style
 * @more: what follows it
 */
struct proof_line {
	enum gentrace_severity verdict;
	enum terminal_style style;
	char lost[96];
	char more[96];
};

void proof_line(struct proof_line *line, const struct gentrace_verify *verify);

/* One line of it, for other answers: what is lost, and that it is proven. */
void proof_print_line(const char *path, const struct gentrace_verify *verify);

struct json_object;

/* The same for programs: "verdict", "emitted", "lost". */
void proof_add_line(struct json_object *object, const struct gentrace_verify *verify);

#endif /* TRACECTL_PROOF_H */
