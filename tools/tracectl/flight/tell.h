/* SPDX-License-Identifier: GPL-2.0 */
/* tell.h - that a hit has been collected: on standard error, or with fields in the journal. */
#ifndef TRACECTL_TELL_H
#define TRACECTL_TELL_H

#include <linux/gentrace.h>

void tell_hit(const struct gentrace_trigger *trigger, const struct gentrace_flight_hit *hit,
	      const char *path);

#endif /* TRACECTL_TELL_H */
