/* SPDX-License-Identifier: GPL-2.0 */
/* hits.h - what a flight recorder has noticed, in words and for programs. */
#ifndef TRACECTL_HITS_H
#define TRACECTL_HITS_H

#include <libgentrace.h>

#include "print/units.h"
#include "rules/rule.h"

struct json_object;

/**
 * struct noticed - a hit, as far as its trace explains it
 * @hit: the hit
 * @known: its rule is there, and makes sense: only then the following is set
 * @measure: of what
 * @strict: it was to be more than @bound, not as much
 * @bound: in ns, or events
 * @event: of an event: which
 */
struct noticed {
	const struct gentrace_hit *hit;
	bool known;
	enum rule_measure measure;
	bool strict;
	__u64 bound;
	const char *event;
};

struct noticed noticed_of(const struct gentrace_hit *hit);

/* What was measured is a time, and nothing else. */
bool noticed_has_time(const struct noticed *noticed);

/* The task that it names did not wait: an interrupt came in its time. */
bool noticed_is_interrupt(const struct noticed *noticed);

/* Its name, that nobody has chosen for a terminal; "?" if the trace does not tell. */
#define NOTICED_NAME_MAX	(4 * GENTRACE_TRIGGER_NAME + 4)
const char *noticed_name(char buffer[static NOTICED_NAME_MAX], const struct gentrace_hit *hit);

/* "web/10"; "" of none. */
#define NOTICED_TASK_MAX	(4 * GENTRACE_NAME_MAX + 16)
const char *noticed_task(char buffer[static NOTICED_TASK_MAX], const struct gentrace_hit *hit);

/* What was measured: "7.21 ms", "12 events"; "" of nothing. */
const char *noticed_value(char buffer[static UNITS_MAX + 16], const struct noticed *noticed);

size_t hits_count(const struct gentrace_model *model);

/*
 * The one that took longest, of those between two instants, and @count is set to how many
 * these are. What is no time is no longer than anything; of equal ones the first.
 */
const struct gentrace_hit *hits_longest(const struct gentrace_model *model, __u64 from_ns,
					__u64 to_ns, size_t *count);

/* The first that has this number; NULL if there is none. */
const struct gentrace_hit *hits_find(const struct gentrace_model *model, __u64 number);

/* Two lines; instants count from @begin_ns. */
void hit_print(const struct gentrace_hit *hit, __u64 begin_ns);

/* All of them, at most @rows; nothing if there are none. */
void hits_print(const struct gentrace_model *model, __u64 begin_ns, size_t rows);

void hit_json(struct json_object *object, const struct gentrace_hit *hit, __u64 begin_ns);

/* The array "hits", which can be empty. */
void hits_json(struct json_object *root, const struct gentrace_model *model, __u64 begin_ns);

#endif /* TRACECTL_HITS_H */
