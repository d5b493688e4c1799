/* SPDX-License-Identifier: GPL-2.0 */
/*
 * timeline.h - a trace as a page for a browser.
 *
 * The page holds facts, which are text (JSON), and columns, which are bytes (varints in
 * base64): the lanes of tasks, then those of CPUs and of block devices, one behind the
 * other. The facts say how long each is. Documentation/answers.rst has the layout;
 * tools/timeline/trace.js reads it.
 */
#ifndef TRACECTL_TIMELINE_H
#define TRACECTL_TIMELINE_H

#include <stdio.h>

#include "answers/answer.h"

/* The layout of facts and columns; the page refuses others. */
#define TIMELINE_FORMAT	3

/* A browser reads this in some seconds; more than twice as much, none does. */
#define TIMELINE_LIMIT_DEFAULT	(256ull << 20)

/* What the first byte of a segment says besides its enum gentrace_doing. */
enum {
	SEGMENT_DOING	= 0x03,
	SEGMENT_GAP	= 0x04,	/* it does not begin where the one before ends */
	SEGMENT_CPU	= 0x08,	/* another CPU than before */
	SEGMENT_SYSCALL	= 0x10,	/* another system call than before */
	SEGMENT_CAUSE	= 0x20,	/* of a wait: woken; of a block: the waker is known */
	SEGMENT_STOLEN	= 0x40,	/* of a run: it was interrupted */
	SEGMENT_STACKS	= 0x40,	/* of a wait or a block: there are stacks */
	SEGMENT_STATE	= 0x80,	/* of a block: another state than the last one */
};

/* The first byte of a request or of a wait for a lock. */
enum {
	CALL_LOSSY	= 0x01,	/* a loss may have hidden that it was more than one */
	CALL_PENDING	= 0x02,	/* it had not ended when the trace did */
};

/* Strips of a CPU, in this order. */
enum strip { STRIP_TASKS, STRIP_HARDIRQ, STRIP_SOFTIRQ, STRIP_NMI, STRIP_COUNT };

/**
 * struct lane - things that follow each other, as bytes
 * @bytes: the bytes
 * @length: how many
 * @room: how many there could be
 * @count: how many things that is
 * @end_ns: where the last one ends
 */
struct lane {
	__u8 *bytes;
	size_t length;
	size_t room;
	size_t count;
	__u64 end_ns;
};

/* A task; what is not set again in a segment is as in the one before. */
struct task_lane {
	const struct gentrace_task *task;
	struct lane segments;
	struct lane calls;
	struct lane locks;
	__u32 cpu;
	__u32 state;
	__u64 syscall;
};

/* A CPU; @shift is what its last task has had of it so far, @locks what interrupts wait for. */
struct cpu_lane {
	bool used;
	struct lane strip[STRIP_COUNT];
	struct lane locks;
	struct gentrace_shift shift;
};

/* A block device: @number is an argument of type dev. */
struct device_lane {
	__u64 number;
	struct lane requests;
};

/* Events of a stream that are missing. */
struct gap {
	__u32 cpu;
	__u32 level;
	__u64 begin_ns;
	__u64 end_ns;
	__u64 lost;
	__u64 missing;
};

/* Texts, each of them once; @slot is a hash table of numbers from 1. */
struct names {
	char **text;
	size_t count;
	size_t *slot;
	size_t slots;
};

/**
 * struct page_stacks - stacks of a page, each of them once
 * @lists: tree of struct frame_list: the names of a part
 * @list: the same by number, from 1
 * @list_count: how many
 * @pairs: tree of struct stack_pair: a part of the kernel and one of a program
 * @pair: the same by number, from 1
 * @pair_count: how many
 */
struct page_stacks {
	void *lists;
	struct frame_list **list;
	size_t list_count;
	void *pairs;
	struct stack_pair **pair;
	size_t pair_count;
};

struct timeline {
	struct answer answer;
	const char *output;
	const char *selection;		/* as it was given */
	__u64 limit;			/* bytes of the page */
	__u64 bytes;			/* bytes of it so far, but for the viewer */
	bool full;
	__u64 full_ns;			/* when that happened: end of what came last */
	__u64 segments;
	__u64 begin_ns;			/* the earliest of all that is shown */
	__u64 end_ns;			/* the latest */
	struct task_lane *task;
	size_t tasks;
	size_t task_room;
	struct cpu_lane *cpu;
	size_t cpus;
	struct device_lane *device;
	size_t devices;
	__u64 requests;
	__u64 requests_left_out;
	__u64 locks;
	bool pending;			/* calls that are told have not ended */
	struct gap *gap;
	size_t gaps;
	struct names names;
	struct page_stacks stacks;
};

/**
 * struct record - a thing on its way into a lane
 * @bytes: the bytes; more than the longest takes
 * @length: how many
 */
struct record {
	__u8 bytes[192];
	size_t length;
};

void record_put(struct record *record, __u64 value);

/* Numbers of a text and of a task, from 1; 0 or -errno. */
int record_put_text(struct timeline *timeline, struct record *record, const char *text);
int record_put_task(struct timeline *timeline, struct record *record,
		    const struct gentrace_task *task);

/* Times count from the begin of the trace: there, all lanes begin. */
void lane_begin(const struct timeline *timeline, struct lane *lane);

/* 0, -ENOMEM, or -E2BIG: the page would be larger than its limit. */
int lane_append(struct timeline *timeline, struct lane *lane, const struct record *record,
		__u64 end_ns);

/* So many bytes more in the page; 0 or -E2BIG. */
int timeline_take(struct timeline *timeline, __u64 bytes);

/* Observers of answer_read(). */
int timeline_segment(void *data, const struct gentrace_segment *segment);
int timeline_call(void *data, const struct gentrace_call *call);
int timeline_look(void *data, const struct gentrace_generation *generation);

/* What was still going on; 0 or -errno. */
int lanes_finish(struct timeline *timeline);
void lanes_clear(struct timeline *timeline);

/* Of a block device, and of who waits for a lock; 0 or -errno. */
int timeline_request(struct timeline *timeline, const struct gentrace_call *call);
int timeline_lock(struct timeline *timeline, const struct gentrace_call *call);
void devices_clear(struct timeline *timeline);

/* The lane of a CPU, or of a task, which is made; 0 or -errno. */
int cpu_lane_get(struct timeline *timeline, __u32 cpu, struct cpu_lane **lane);
int task_lane_get(struct timeline *timeline, const struct gentrace_task *task,
		  struct task_lane **lane);

/* The number of a text; -1 if there is no memory, or no room in the page. */
ssize_t names_number(struct timeline *timeline, const char *text);
void names_clear(struct names *names);

/* The number of a task's stacks, 0: there are none; -1 as with names. */
ssize_t stacks_number(struct timeline *timeline, const struct gentrace_task *task,
		      const struct gentrace_stacks *stacks);
void stacks_print(FILE *file, const struct timeline *timeline);
void stacks_clear(struct page_stacks *stacks);

/* A text as a value of JSON that cannot end the element it stands in. */
void facts_print_text(FILE *file, const char *text);
void facts_print(FILE *file, const struct timeline *timeline);

/* All of the page; errors stay with the file. */
void page_print(FILE *file, const struct timeline *timeline);

/* How large it will be, about. */
__u64 page_bytes(const struct timeline *timeline);

#endif /* TRACECTL_TIMELINE_H */
