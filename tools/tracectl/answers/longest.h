/* SPDX-License-Identifier: GPL-2.0 */
/* longest.h - the longest of many things, the longest first. */
#ifndef TRACECTL_LONGEST_H
#define TRACECTL_LONGEST_H

#include <stddef.h>
#include <linux/types.h>

/**
 * struct longest - a bounded list
 * @list: the things; free() ends it
 * @count: how many
 * @room: how many there is memory for
 */
struct longest {
	void *list;
	size_t count;
	size_t room;
};

/*
 * Makes room for a thing of @size bytes that took @ns, behind those that took as long, if
 * it is one of the @most longest: *@place is where it goes, or NULL. @ns_of tells how
 * long one in the list took. 0 or -ENOMEM.
 */
int longest_place(struct longest *longest, size_t most, size_t size, __u64 ns,
		  __u64 (*ns_of)(const void *thing), void **place);

#endif /* TRACECTL_LONGEST_H */
