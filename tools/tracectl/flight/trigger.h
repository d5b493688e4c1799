/* SPDX-License-Identifier: GPL-2.0 */
/* trigger.h - what a flight recorder is to notice, from words to what the module takes. */
#ifndef TRACECTL_TRIGGER_H
#define TRACECTL_TRIGGER_H

#include <stdbool.h>

#include <linux/gentrace.h>

/**
 * struct triggers - those of a command line
 * @list: as the module takes them
 * @count: how many
 * @classes: what must be recorded for them, as bits
 */
struct triggers {
	struct gentrace_trigger list[GENTRACE_TRIGGERS_MAX];
	unsigned int count;
	__u64 classes;
};

/* The next --trigger. 0, or what the command exits with and the reason printed. */
int triggers_add(struct triggers *triggers, const char *text);

/*
 * Makes them a part of @config, which points to them from then on: their classes are
 * recorded, too.
 */
void triggers_apply(const struct triggers *triggers, struct gentrace_config *config);

#endif /* TRACECTL_TRIGGER_H */
