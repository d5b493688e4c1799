// SPDX-License-Identifier: GPL-2.0
/*
 * crash.c - when the kernel dies: the last events, into its log.
 *
 * The log is the one road that leads to all that outlives a crash: pstore, consoles,
 * kdump. Its end is kept if not all of it can be. So lines come in the order of time,
 * the oldest first, and behind the events what they cannot be read without.
 *
 * panic() has stopped the other CPUs wherever they were, so no lock is taken and no list
 * believed: the pool is looked through, batch by batch. A stream has one writer and its
 * cursor moves when an event is whole, so what lies before it is good. This kernel is at
 * its end: what is in the way of reading is written over.
 */

/* These messages are what all this is for: pr_debug() is to print them. */
#define DEBUG

#include <linux/cpumask.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/notifier.h>
#include <linux/panic_notifier.h>
#include <linux/percpu.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/gentrace_crash.h>

#include "checksum.h"
#include "compat/base64.h"
#include "crash.h"
#include "decode.h"
#include "emit.h"
#include "generation.h"
#include "tasks.h"

static unsigned int panic_bytes = 8192;
module_param(panic_bytes, uint, 0644);
MODULE_PARM_DESC(panic_bytes, "bytes that the last events may take in the log of a kernel that dies; 0: none");

static bool panic_console;
module_param(panic_console, bool, 0644);
MODULE_PARM_DESC(panic_console, "consoles get them, too: say yes if nothing else outlives the machine");

/* Less says nothing: a line of events, and one of what they are. */
#define PANIC_BYTES_MIN		(2 * GENTRACE_CRASH_LINE)

/* What names tasks gets of the room. */
#define NAMES_SHARE		4

/* What a line takes besides events, in bytes of a batch: its header, and the tag. */
#define LINE_BYTES		(sizeof(struct gentrace_batch_header) + 24 * 3 / 4)

/* Less than a line takes of events: the last one may find no room. */
#define LINE_EVENTS_BYTES	(GENTRACE_CRASH_BYTES - sizeof(struct gentrace_batch_header) - 48)

/* Batches that are looked at more closely, the newest ones; tasks that get a name. */
#define PIECES_MAX		1024u
#define TASKS_MAX		512u

static_assert(GENTRACE_CRASH_BYTES > sizeof(struct gentrace_batch_header) + GT_EVENT_HEAD_MAX +
	      GT_ARGS_MAX_task_status);
static_assert(GENTRACE_CRASH_BYTES > sizeof(struct gentrace_batch_header) + GT_EVENT_HEAD_MAX +
	      GT_ARGS_MAX_generation);

/**
 * struct piece - a batch of a stream
 * @data: its header, and what follows
 * @bytes: of both
 * @last: clock at its last event
 */
struct piece {
	const u8 *data;
	u32 bytes;
	u64 last;
};

/* All that a dying kernel cannot ask for any more. */
static struct crash {
	struct piece piece[PIECES_MAX];
	u32 pieces;
	u32 task[TASKS_MAX];
	u32 tasks;
	/* The line that is being written, as a batch of a pool of its own. */
	u8 bytes[GENTRACE_CRASH_BYTES] __aligned(8);
	char text[BASE64_CHARS(GENTRACE_CRASH_BYTES) + 1];
	struct gt_pool pool;
	struct gt_batch batch;
	struct gt_slot slot;
	u32 lines;
} *crash;

/* Lines of each stream. */
static DEFINE_PER_CPU(struct crash_lines {
	u32 of[GENTRACE_LEVEL_CONTEXTS];
}, crash_lines);

static const struct gentrace_batch_header *piece_header(const struct piece *piece)
{
	return (const void *)piece->data;
}

static u64 piece_generation(const struct piece *piece)
{
	return le64_to_cpu(piece_header(piece)->generation);
}

/* ---------------------------------------------------------------- pieces */

/* Free batches hold what has been dropped. The stack may be broken. */
static void pool_forget_free(void)
{
	u32 index = (u32)atomic64_read(&gt_pool.top), i;

	for (i = 0; i < gt_pool.count && index && index <= gt_pool.count; i++) {
		gt_pool.batches[index - 1].bytes = 0;
		index = READ_ONCE(gt_pool.batches[index - 1].next);
	}
}

/* What streams were writing to becomes as what they had written. */
static void streams_seal(u64 gen)
{
	unsigned int level;
	struct gt_slot *slot;
	int cpu;

	for_each_possible_cpu(cpu) {
		for (level = 0; level < GENTRACE_LEVEL_CONTEXTS; level++) {
			slot = gt_slot_of(cpu, level, gen);
			if (slot->batch && slot->cursor > slot->batch->data &&
			    slot->cursor <= slot->limit)
				gt_slot_seal(slot, gen, cpu, level);
		}
	}
}

static bool header_is_sound(const struct gentrace_batch_header *h, u32 room)
{
	return le32_to_cpu(h->magic) == GENTRACE_BATCH_MAGIC &&
	       le16_to_cpu(h->header_bytes) == sizeof(*h) &&
	       le32_to_cpu(h->bytes) >= sizeof(*h) && le32_to_cpu(h->bytes) <= room;
}

/* The newest ones, if there are too many. */
static void piece_add(const struct piece *piece)
{
	u32 i, oldest = 0;

	if (crash->pieces < PIECES_MAX) {
		crash->piece[crash->pieces++] = *piece;
		return;
	}
	for (i = 1; i < PIECES_MAX; i++)
		if (crash->piece[i].last < crash->piece[oldest].last)
			oldest = i;
	if (piece->last > crash->piece[oldest].last)
		crash->piece[oldest] = *piece;
}

static void piece_take(const struct gentrace_batch_header *h)
{
	struct piece piece = { .data = (const u8 *)h, .bytes = le32_to_cpu(h->bytes) };
	struct gt_step step;

	if (h->level >= GENTRACE_LEVEL_CONTEXTS || le32_to_cpu(h->cpu) >= nr_cpu_ids)
		return;
	gt_step_begin(&step, piece.data, piece.bytes);
	while (gt_step_next(&step))
		;
	piece.last = step.time;
	piece_add(&piece);
}

/* A batch of the pool can hold several, see window.c. */
static void pool_collect(u64 gen)
{
	const struct gentrace_batch_header *h;
	u32 i, offset, bytes;

	for (i = 0; i < gt_pool.count; i++) {
		const struct gt_batch *batch = &gt_pool.batches[i];

		bytes = min(batch->bytes, gt_pool.batch_bytes);
		for (offset = 0; bytes - offset >= sizeof(*h); offset += le32_to_cpu(h->bytes)) {
			h = (const void *)(batch->data + offset);
			if (!header_is_sound(h, bytes - offset))
				break;
			if (le64_to_cpu(h->generation) == gen ||
			    le64_to_cpu(h->generation) + 1 == gen)
				piece_take(h);
		}
	}
}

/* By generation, then by time; within a stream that is by sequence. */
static int piece_compare(const void *left, const void *right)
{
	const struct gentrace_batch_header *a = piece_header(left), *b = piece_header(right);
	u64 x = le64_to_cpu(a->generation), y = le64_to_cpu(b->generation);

	if (x == y) {
		x = le64_to_cpu(a->base_time);
		y = le64_to_cpu(b->base_time);
	}
	return x < y ? -1 : x > y;
}

/* ------------------------------------------------------------------- cut */

/* The place before the first event that is not before an instant. */
static void piece_seek(const struct piece *piece, u64 from, struct gt_step *step)
{
	struct gt_step next;

	gt_step_begin(step, piece->data, piece->bytes);
	for (next = *step; gt_step_next(&next) && next.time < from; *step = next)
		;
}

/* What of it takes in lines. */
static u32 piece_bytes(const struct piece *piece, u64 from)
{
	struct gt_step step;
	u32 events;

	if (piece->last < from)
		return 0;
	piece_seek(piece, from, &step);
	events = step.end - step.p;
	return events + DIV_ROUND_UP(events, LINE_EVENTS_BYTES) * LINE_BYTES;
}

static bool room_suffices(u64 from, u32 bytes)
{
	u32 i, sum = 0;

	for (i = 0; i < crash->pieces && sum <= bytes; i++)
		sum += piece_bytes(&crash->piece[i], from);
	return sum <= bytes;
}

/* The earliest instant from which on everything fits. */
static u64 cut_find(u32 bytes)
{
	u64 low = U64_MAX, high = 0, middle;
	u32 i;

	for (i = 0; i < crash->pieces; i++) {
		low = min(low, le64_to_cpu(piece_header(&crash->piece[i])->base_time));
		high = max(high, crash->piece[i].last + 1);
	}
	if (low >= high || room_suffices(low, bytes))
		return low;
	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (room_suffices(middle, bytes))
			high = middle;
		else
			low = middle;
	}
	return high;
}

/* ----------------------------------------------------------------- lines */

static void line_print(u64 gen, int cpu, unsigned int level)
{
	int chars;

	if (!crash->slot.batch)
		return;
	gt_slot_seal(&crash->slot, gen, cpu, level);
	crash->slot.batch = NULL;
	gt_checksum_put(crash->bytes, crash->batch.bytes);
	chars = gt_base64(crash->bytes, crash->batch.bytes, crash->text);
	crash->text[chars] = '\0';
	pr_debug(GENTRACE_CRASH_TAG "%s\n", crash->text);
	crash->lines++;
}

/* Room for an event, in a line that may have to be begun. */
static u8 *line_reserve(u8 event, u32 args_bytes, u64 time, u32 sequence, u32 pid)
{
	struct gentrace_batch_header *h = (void *)crash->bytes;

	if (!crash->slot.batch) {
		crash->slot.sequence = sequence;
		gt_slot_open(&crash->slot, &crash->batch, time);
		h->pid = cpu_to_le32(pid);
	}
	if (crash->slot.limit - crash->slot.cursor < GT_EVENT_HEAD_MAX + args_bytes)
		return NULL;
	return gt_slot_stamp(&crash->slot, crash->slot.cursor, event, time);
}

static void line_commit(u8 *p)
{
	crash->slot.cursor = p;
	crash->slot.events++;
}

/* --------------------------------------------------------------- streams */

static void task_remember(u32 pid)
{
	u32 i;

	for (i = 0; i < crash->tasks; i++)
		if (crash->task[i] == pid)
			return;
	if (pid && crash->tasks < TASKS_MAX)
		crash->task[crash->tasks++] = pid;
}

static bool event_copy(const struct gt_step *step, u32 sequence, u32 pid)
{
	u32 bytes = step->p - step->args;
	u8 *p = line_reserve(step->event, bytes, step->time, sequence, pid);

	if (!p)
		return false;
	memcpy(p, step->args, bytes);
	line_commit(p + bytes);
	return true;
}

/* Does a stream begin with this? Then nothing of it is missing. */
static bool piece_is_first(const struct piece *piece, const struct gt_step *at)
{
	return !piece_header(piece)->sequence && !piece_header(piece)->lost &&
	       at->p == piece->data + sizeof(struct gentrace_batch_header);
}

static void piece_write(const struct piece *piece, u64 from)
{
	const struct gentrace_batch_header *h = piece_header(piece);
	u32 *sequence = &per_cpu_ptr(&crash_lines, le32_to_cpu(h->cpu))->of[h->level], pid, i;
	struct gt_step step;

	if (piece->last < from)
		return;
	piece_seek(piece, from, &step);
	if (!*sequence && !piece_is_first(piece, &step))
		*sequence = 1;
	task_remember(step.pid);
	for (pid = step.pid; gt_step_next(&step); pid = step.pid) {
		for (i = 0; i < step.pids; i++)
			task_remember(step.named[i]);
		if (event_copy(&step, *sequence, pid))
			continue;
		line_print(piece_generation(piece), le32_to_cpu(h->cpu), h->level);
		++*sequence;
		/* One that no line can hold is a hole. */
		*sequence += !event_copy(&step, *sequence, pid);
	}
	line_print(piece_generation(piece), le32_to_cpu(h->cpu), h->level);
	++*sequence;
}

/* ------------------------------------------------------------------ meta */

/* In as many lines as there are, of which the first has what all has to begin with. */
static u8 *meta_reserve(u64 gen, u32 *lines, u8 event, u32 args_max, u64 when)
{
	u8 *p = line_reserve(event, args_max, when, crash->slot.sequence, 0);

	if (p || !--*lines)
		return p;
	line_print(gen, GENTRACE_CPU_NONE, GENTRACE_LEVEL_META);
	return line_reserve(event, args_max, when, crash->slot.sequence, 0);
}

static void head_write(u64 gen, u64 from, u32 *lines)
{
	struct gt_args_clock_snapshot snapshot;
	struct gt_args_generation generation;
	u8 *p;

	gt_generation_tell(&generation, &snapshot);
	p = meta_reserve(gen, lines, GENTRACE_EVENT_generation, GT_ARGS_MAX_generation, from);
	line_commit(gt_encode_generation(p, &generation));
	p = meta_reserve(gen, lines, GENTRACE_EVENT_clock_snapshot, GT_ARGS_MAX_clock_snapshot,
			 from);
	if (p)
		line_commit(gt_encode_clock_snapshot(p, &snapshot));
}

/* What they are called, as of now: who has died has no name. */
static void tasks_write(u64 gen, u32 *lines)
{
	struct gt_args_task_status status;
	char comm[TASK_COMM_LEN];
	struct task_struct *task;
	u32 i;
	u8 *p;

	rcu_read_lock();
	for (i = 0; i < crash->tasks && *lines; i++) {
		task = pid_task(find_pid_ns(crash->task[i], &init_pid_ns), PIDTYPE_PID);
		if (!task)
			continue;
		p = meta_reserve(gen, lines, GENTRACE_EVENT_task_status,
				 GT_ARGS_MAX_task_status, gt_clock());
		if (!p)
			break;
		gt_task_status(task, &status, comm);
		line_commit(gt_encode_task_status(p, &status));
	}
	rcu_read_unlock();
}

static void meta_write(u64 gen, u64 from, u32 lines)
{
	crash->slot.sequence = 0;
	head_write(gen, from, &lines);
	tasks_write(gen, &lines);
	line_print(gen, GENTRACE_CPU_NONE, GENTRACE_LEVEL_META);
}

/* ----------------------------------------------------------------- panic */

static void generation_write(u64 gen, u64 from, u32 meta_lines)
{
	u32 i, before = crash->lines;
	int cpu;

	crash->tasks = 0;
	for_each_possible_cpu(cpu)
		memset(per_cpu_ptr(&crash_lines, cpu), 0, sizeof(crash_lines));
	for (i = 0; i < crash->pieces; i++)
		if (piece_generation(&crash->piece[i]) == gen)
			piece_write(&crash->piece[i], from);
	if (crash->lines > before)
		meta_write(gen, from, meta_lines);
}

static void crash_write(u64 gen, u32 room)
{
	u32 names = max_t(u32, room / NAMES_SHARE / GENTRACE_CRASH_LINE, 1);
	u64 from;

	/*
	 * panic() has made consoles print everything. A slow one would hold up the machine,
	 * so what is meant for debugging is left out there, from here on.
	 */
	if (!panic_console)
		console_loglevel = min(console_loglevel, CONSOLE_LOGLEVEL_DEFAULT);
	pool_forget_free();
	streams_seal(gen - 1);
	streams_seal(gen);
	pool_collect(gen);
	sort(crash->piece, crash->pieces, sizeof(*crash->piece), piece_compare, NULL);
	from = cut_find((room - names * GENTRACE_CRASH_LINE) / 4 * 3);
	generation_write(gen - 1, from, names);
	generation_write(gen, from, names);
	pr_debug(GENTRACE_CRASH_TAG GENTRACE_CRASH_END "%u\n", crash->lines);
}

static int crash_notify(struct notifier_block *block, unsigned long event, void *message)
{
	u32 room = READ_ONCE(panic_bytes);
	u64 gen = gt_gate_abandon();

	if (gen && room >= PANIC_BYTES_MIN)
		crash_write(gen, room);
	return NOTIFY_DONE;
}

static struct notifier_block crash_block = { .notifier_call = crash_notify };

/**
 * gt_crash_init - be told when the kernel dies
 *
 * Context: process, sleeps.
 * Return: 0 or -ENOMEM.
 */
int gt_crash_init(void)
{
	crash = kvzalloc(sizeof(*crash), GFP_KERNEL);
	if (!crash)
		return -ENOMEM;
	crash->pool.batch_bytes = sizeof(crash->bytes);
	crash->batch.pool = &crash->pool;
	crash->batch.data = crash->bytes;
	atomic_notifier_chain_register(&panic_notifier_list, &crash_block);
	return 0;
}

void gt_crash_exit(void)
{
	atomic_notifier_chain_unregister(&panic_notifier_list, &crash_block);
	kvfree(crash);
}
