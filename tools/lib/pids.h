/* SPDX-License-Identifier: GPL-2.0 */
/* pids.h - sets of pids. */
#ifndef GENTRACE_PIDS_H
#define GENTRACE_PIDS_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <linux/types.h>

/* PID_MAX_LIMIT of 64-bit kernels; no task has a larger pid. */
#define PIDS_LIMIT	(1u << 22)

/**
 * struct pids - a set of pids
 * @used: words that may not be 0; pids are small as a rule
 * @word: a bit per pid
 */
struct pids {
	size_t used;
	__u64 word[PIDS_LIMIT / 64];
};

static inline void pids_clear(struct pids *pids)
{
	memset(pids->word, 0, pids->used * sizeof(pids->word[0]));
	pids->used = 0;
}

static inline bool pids_has(const struct pids *pids, __u64 pid)
{
	return pid < PIDS_LIMIT && pids->word[pid / 64] >> pid % 64 & 1;
}

static inline void pids_add(struct pids *pids, __u64 pid)
{
	if (pid >= PIDS_LIMIT)
		return;
	pids->word[pid / 64] |= 1ull << pid % 64;
	if (pid / 64 >= pids->used)
		pids->used = pid / 64 + 1;
}

/* All of @more, too. */
static inline void pids_unite(struct pids *pids, const struct pids *more)
{
	size_t i;

	for (i = 0; i < more->used; i++)
		pids->word[i] |= more->word[i];
	if (more->used > pids->used)
		pids->used = more->used;
}

/* None of @less any more. */
static inline void pids_subtract(struct pids *pids, const struct pids *less)
{
	size_t i;

	for (i = 0; i < less->used; i++)
		pids->word[i] &= ~less->word[i];
}

#endif /* GENTRACE_PIDS_H */
