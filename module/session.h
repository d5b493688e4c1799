/* SPDX-License-Identifier: GPL-2.0 */
/*
 * session.h - the one session: its states, its owner, its reader.
 */
#ifndef GT_SESSION_H
#define GT_SESSION_H

#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/gentrace.h>

#include "window.h"

/**
 * struct gt_opener - an open file of the device
 * @reading: the session it has begun to read, 0 if none. Stays when the session
 *	is gone: then the file is at its end. Written under the session's lock, read
 *	without it: threads may share a file
 * @view: its snapshot of a flight session
 * @one_reader: held by a thread that reads or takes, for a whole copy to user
 *	space. Of the file, for a copy that hangs may hold up no other one
 */
struct gt_opener {
	u64 reading;
	struct gt_view view;
	struct mutex one_reader;
};

/**
 * struct gt_parts - the arrays of a config, as they were read
 * @filters: config->filter_count of them
 * @triggers: config->trigger_count of them
 */
struct gt_parts {
	struct gentrace_filter filters[GENTRACE_FILTERS_MAX];
	struct gentrace_trigger triggers[GENTRACE_TRIGGERS_MAX];
};

void gt_session_info(struct gentrace_info *info);
void gt_session_stats(struct gentrace_stats *stats);
void gt_session_filters(struct gentrace_filters *filters);
int gt_session_arm(struct gt_opener *opener, struct gentrace_config *config,
		   const struct gt_parts *parts);
int gt_session_start(struct gt_opener *opener, struct gentrace_config *config,
		     const struct gt_parts *parts);
int gt_session_stop(struct gt_opener *opener);
void gt_session_release(struct gt_opener *opener);
void gt_session_exit(void);

int gt_session_hit(struct gt_opener *opener, struct gentrace_flight_hit *hit);
int gt_session_snapshot(struct gt_opener *opener, struct gentrace_flight_snapshot *snapshot);
void gt_session_trigger(struct gentrace_flight_trigger *told);
bool gt_session_is_flight(void);

int gt_session_read_claim(struct gt_opener *opener);
bool gt_session_read_ended(const struct gt_opener *opener);

#endif /* GT_SESSION_H */
