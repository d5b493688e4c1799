/* SPDX-License-Identifier: GPL-2.0 */
/* pids.h - sets of pids. */
#ifndef GENTRACE_PIDS_H
#define GENTRACE_PIDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <linux/types.h>

/* PID_MAX_LIMIT of 64-bit kernels; no task has a larger pid. */
#define PIDS_LIMIT	(1u << 22)

/**
 * struct pids - a set of pids
 * @word: a bit per pid
 * @words: how many; pids are small as a rule
 * @failed: there was no memory for one, which is not in the set now
 *
 * All zeros is an empty set.
 */
struct pids {
	__u64 *word;
	size_t words;
	bool failed;
};

static inline void pids_free(struct pids *pids)
{
	free(pids->word);
	*pids = (struct pids) { 0 };
}

/* Room for the pids of at least @words words; twice as much each time. */
static inline bool pids_reserve(struct pids *pids, size_t words)
{
	size_t size = pids->words ? pids->words : 64;
	__u64 *word;

	if (words <= pids->words)
		return true;
	while (size < words)
		size *= 2;
	word = reallocarray(pids->word, size, sizeof(*word));
	if (!word) {
		pids->failed = true;
		return false;
	}
	memset(word + pids->words, 0, (size - pids->words) * sizeof(*word));
	pids->word = word;
	pids->words = size;
	return true;
}

static inline void pids_clear(struct pids *pids)
{
	if (pids->words)
		memset(pids->word, 0, pids->words * sizeof(*pids->word));
}

static inline __u64 pids_word(const struct pids *pids, size_t i)
{
	return i < pids->words ? pids->word[i] : 0;
}

static inline bool pids_has(const struct pids *pids, __u64 pid)
{
	return pid / 64 < pids->words && pids->word[pid / 64] >> pid % 64 & 1;
}

static inline void pids_add(struct pids *pids, __u64 pid)
{
	if (__builtin_expect(pid / 64 >= pids->words, 0) &&
	    (pid >= PIDS_LIMIT || !pids_reserve(pids, pid / 64 + 1)))
		return;
	pids->word[pid / 64] |= 1ull << pid % 64;
}

/* All of @more, too. */
static inline void pids_unite(struct pids *pids, const struct pids *more)
{
	size_t i;

	if (!pids_reserve(pids, more->words))
		return;
	for (i = 0; i < more->words; i++)
		pids->word[i] |= more->word[i];
	pids->failed |= more->failed;
}

/* None of @less any more. */
static inline void pids_subtract(struct pids *pids, const struct pids *less)
{
	size_t i;

	for (i = 0; i < less->words && i < pids->words; i++)
		pids->word[i] &= ~less->word[i];
	pids->failed |= less->failed;
}

#endif /* GENTRACE_PIDS_H */
