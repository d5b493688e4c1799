/* SPDX-License-Identifier: GPL-2.0 */
/*
 * meta.h - the meta stream: what a generation says about itself.
 *
 * It has one writer, whoever holds the generation's lock, and memory of its
 * own: a full pool must not keep a generation from saying what it lost. A
 * generation is opened only when the memory to close it is already there.
 */
#ifndef GT_META_H
#define GT_META_H

#include "emit.h"

/**
 * struct gt_meta_needs - what the memory of a meta stream is to hold
 * @open_bytes: what opening a generation takes at the worst
 * @close_bytes: what closing one takes
 * @events_bytes: what the session's events get; 0: as few generations as possible
 * @fit_bytes: batches are not to be larger than this; 0: however large
 */
struct gt_meta_needs {
	size_t open_bytes;
	size_t close_bytes;
	u64 events_bytes;
	u32 fit_bytes;
};

u64 gt_meta_bytes(const struct gt_meta_needs *needs);
int gt_meta_create(struct gt_memory *memory, const struct gt_meta_needs *needs);
void gt_meta_destroy(void);
void gt_meta_begin(u64 gen);
void gt_meta_keep(bool keep);
bool gt_meta_has_room(size_t open_bytes);
void gt_meta_tell(u32 *batches, u32 *batch_bytes);
u8 *gt_meta_reserve(u8 event, u32 args_max);
void gt_meta_commit(u8 *p);
void gt_meta_seal(void);

#define A(type, arg)
#define E(id, name, class, args, meaning)				\
	static inline bool gt_meta_write_##name(const struct gt_args_##name *a) \
	{								\
		u8 *p = gt_meta_reserve(id, GT_ARGS_MAX_##name);	\
									\
		if (p)							\
			gt_meta_commit(gt_encode_##name(p, a));		\
		return p;						\
	}
GENTRACE_EVENTS(E, A)
#undef E
#undef A

/**
 * gt_meta - write an event into the meta stream
 * @event: name of the event, as in the table
 * @...: its arguments, as designated initializers
 *
 * Context: process, under the generation's lock.
 * Return: false if there was no memory.
 */
#define gt_meta(event, ...) \
	gt_meta_write_##event(&(const struct gt_args_##event){ __VA_ARGS__ })

#endif /* GT_META_H */
