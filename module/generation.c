// SPDX-License-Identifier: GPL-2.0
/*
 * generation.c - what makes a generation self-contained, and the flip.
 *
 *	start	snapshot, world stop, open
 *	flip	snapshot, gen + 1, grace period, close the old, open the new
 *	stop	world stop, snapshot, close
 *
 * The flip never waits for the reader. If the reader is so far behind that the
 * memory to close one more generation is not there, the flip is put off: the
 * generation goes on, and what finds no batch is counted in it.
 */
#include <linux/cpumask.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/utsname.h>

#include "cgroups.h"
#include "clock.h"
#include "filter.h"
#include "gate.h"
#include "generation.h"
#include "hits.h"
#include "meta.h"
#include "outbox.h"
#include "picture.h"
#include "sampler.h"
#include "stacks.h"
#include "stream.h"
#include "strings.h"
#include "tasks.h"
#include "trigger.h"
#include "window.h"

/* The event table, the generation's own rows, snapshots; a CPU's status, stop and samples. */
#define HEAD_BYTES_MAX		8192
#define CPU_BYTES_MAX		96

/* Everything here is under @lock; it nests inside the session's. */
static struct {
	struct mutex lock;
	const struct gentrace_config *config;
	u64 session;
	bool open;
	struct gt_snapshot begin;
	u32 tasks;
	u32 tasks_missed;
	struct gt_progress progress;
} generation = {
	.lock = __MUTEX_INITIALIZER(generation.lock),
};

/* The event table as it is declared: a row, then its arguments (@event is 0). */
static const struct declaration {
	u8 event;
	u16 code;
	const char *name;
} declarations[] = {
#define A(kind, arg)	{ .code = GENTRACE_TYPE_##kind, .name = #arg },
#define E(id, title, group, args, meaning) \
	{ .event = id, .code = GENTRACE_CLASS_##group, .name = #title }, args
	GENTRACE_EVENTS(E, A)
#undef E
#undef A
};

/* Every trace declares its own event table, so that old tools can skip rows. */
static void declare_events(void)
{
	const struct declaration *d, *end = declarations + ARRAY_SIZE(declarations);
	u8 event = 0;

	for (d = declarations; d < end; d++) {
		struct gt_text name = gt_text(d->name, GENTRACE_TEXT_MAX);

		if (d->event) {
			event = d->event;
			gt_meta(event_type, .event = event, .class = d->code, .name = name);
		} else {
			gt_meta(event_arg, .event = event, .type = d->code, .name = name);
		}
	}
}

static struct gt_args_clock_snapshot snapshot_row(const struct gt_snapshot *snap)
{
	return (struct gt_args_clock_snapshot) {
		.clock = snap->clock, .monotonic = snap->monotonic,
		.realtime = snap->realtime, .boottime = snap->boottime,
	};
}

static struct gt_args_generation head_row(void)
{
	const struct gentrace_config *config = generation.config;
	const char *release = init_utsname()->release;

	return (struct gt_args_generation) {
		.format = gt_filter_count() ? GENTRACE_FORMAT_FILTERED : GENTRACE_FORMAT,
		.session = generation.session,
		.clock = config->clock, .khz = gt_clock_khz(),
		.cpus = num_possible_cpus(), .classes = config->classes,
		.batch_bytes = config->batch_bytes, .pool_bytes = config->pool_bytes,
		.period = config->period_ns,
		.release = gt_text(release, __NEW_UTS_LEN),
	};
}

static void write_snapshot(const struct gt_snapshot *snap)
{
	const struct gt_args_clock_snapshot row = snapshot_row(snap);

	gt_meta_write_clock_snapshot(&row);
}

static void write_head(void)
{
	const struct gt_args_generation row = head_row();

	gt_meta_write_generation(&row);
}

static void write_cpus(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		gt_meta(cpu_status, .cpu = cpu, .online = cpu_online(cpu));
}

/* The pauses of a world stop; CPUs it did not run on were offline. */
static void write_stop(u32 op, const struct gt_world_stop *stop, u64 gen)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		const struct gt_pause *pause = per_cpu_ptr(&gt_pause, cpu);

		if (pause->gen == gen)
			gt_meta(world_stop, .op = op, .cpu = cpu,
				.enter = pause->enter, .leave = pause->leave);
	}
	gt_meta(world_pause, .op = op, .begin = stop->begin, .end = stop->end);
}

static void open_generation(u64 gen, const struct gt_snapshot *begin,
			    const struct gt_world_stop *stop)
{
	generation.begin = *begin;
	/* Marked for gt_generation_over_budget(), which takes no lock. */
	WRITE_ONCE(generation.progress.gen, gen);
	generation.open = true;
	gt_picture_newest(gen);
	gt_meta_begin(gen);
	gt_meta_keep(true);
	write_head();
	declare_events();
	gt_filter_write();
	gt_trigger_write();
	if (generation.config->stacks)
		gt_meta(stack_sites, .sites = generation.config->stacks);
	write_snapshot(begin);
	if (stop)
		write_stop(GENTRACE_STOP_OP_START, stop, gen);
	write_cpus();
	gt_sampler_write();
	gt_cgroups_write();
	gt_tasks_write(&generation.tasks, &generation.tasks_missed);
	gt_meta_seal();
	gt_outbox_begin(gen);
	gt_outbox_wake();
}

static void flush_streams(u64 gen)
{
	unsigned int level;
	int cpu;

	/* Published batches first: a stream's open batch is its last one. */
	gt_outbox_collect();
	for_each_possible_cpu(cpu)
		for (level = 0; level < GENTRACE_LEVEL_CONTEXTS; level++)
			gt_stream_flush(cpu, level, gen);
}

/* How large the generation's tables are, and what was not in them. */
struct sizes {
	u32 strings;
	u32 strings_missed;
	u32 stacks;
	u64 stacks_missed;
};

static void write_end(enum gentrace_end_reason reason, const struct gt_totals *sum,
		      const struct sizes *sizes)
{
	gt_meta(generation_end, .reason = reason, .emitted = sum->emitted,
		.recorded = sum->recorded, .lost = gt_ledger_lost(sum),
		.batches = sum->batches, .tasks = generation.tasks,
		.tasks_missed = generation.tasks_missed,
		.strings = sizes->strings, .strings_missed = sizes->strings_missed,
		.stacks = sizes->stacks, .stacks_missed = sizes->stacks_missed);
}

/* It is the recorder's, which may be asked to notice how much was lost. */
static void generation_keep(u64 gen, const struct gt_snapshot *end, const struct gt_totals *sum)
{
	const struct gt_sample lost = {
		.measure = GENTRACE_MEASURE_LOST, .took = gt_ledger_lost(sum),
		.runs = current->pid,
	};

	gt_window_keep(gen, generation.begin.monotonic, end->monotonic);
	if (lost.took)
		gt_trigger_judge(&lost, gen);
	gt_hits_kept(gen);
}

/* No writer can be in @gen any more. */
static void close_generation(u64 gen, enum gentrace_end_reason reason,
			     const struct gt_snapshot *end, const struct gt_world_stop *stop)
{
	struct sizes sizes;
	struct gt_totals sum;

	flush_streams(gen);
	gt_meta_keep(false);
	gt_strings_write(gen, &sizes.strings, &sizes.strings_missed);
	gt_stacks_write(gen, &sizes.stacks, &sizes.stacks_missed);
	if (stop)
		write_stop(GENTRACE_STOP_OP_STOP, stop, 0);
	gt_ledger_write(gen, &generation.begin, end, &sum);
	write_snapshot(end);
	write_end(reason, &sum, &sizes);
	gt_meta_seal();
	gt_outbox_forget(gen);
	gt_ledger_add(&generation.progress.sum, &sum);
	generation.progress.closed++;
	generation.open = false;
	if (generation.config->flags & GENTRACE_FLIGHT)
		generation_keep(gen, end, &sum);
}

static u64 pause_ns(const struct gt_world_stop *stop)
{
	return gt_clock_to_ns(stop->end - stop->begin);
}

/* Worst cases of what a generation says about itself. */
static size_t bytes_to_open(void)
{
	return HEAD_BYTES_MAX + gt_filter_bytes() + gt_trigger_bytes() + num_possible_cpus() * CPU_BYTES_MAX +
	       gt_cgroups_bytes() +
	       (size_t)gt_tasks_estimate() * GT_TASK_BYTES_MAX;
}

static size_t bytes_to_close(void)
{
	return HEAD_BYTES_MAX + GT_STRINGS_BYTES_MAX + gt_stacks_bytes_max() +
	       (size_t)num_possible_cpus() * (CPU_BYTES_MAX + GT_LEDGER_CPU_BYTES_MAX);
}

/* Batches of a flight session's meta stream are packed into those of its events. */
static struct gt_meta_needs meta_needs(const struct gentrace_config *config)
{
	bool flight = config->flags & GENTRACE_FLIGHT;

	return (struct gt_meta_needs){
		.open_bytes = bytes_to_open(), .close_bytes = bytes_to_close(),
		.events_bytes = flight ? 0 : config->pool_bytes,
		.fit_bytes = flight ? config->batch_bytes : 0,
	};
}

/**
 * gt_generation_bytes - the memory that gt_generation_prepare() will take
 * @config: as there
 *
 * Context: process; the session's filters, stacks and triggers are in place.
 */
u64 gt_generation_bytes(const struct gentrace_config *config)
{
	const struct gt_meta_needs needs = meta_needs(config);

	return gt_meta_bytes(&needs);
}

/**
 * gt_generation_prepare - take the memory a session's generations need
 * @memory: the session's, which gets it
 * @config: of the session
 *
 * Context: process, may sleep; under the session's lock; no generation is open.
 * Return: 0 or -ENOMEM.
 */
int gt_generation_prepare(struct gt_memory *memory, const struct gentrace_config *config)
{
	const struct gt_meta_needs needs = meta_needs(config);
	int err;

	mutex_lock(&generation.lock);
	memset(&generation.progress, 0, sizeof(generation.progress));
	generation.progress.gen = gt_gate_next() - 1;
	err = gt_meta_create(memory, &needs);
	mutex_unlock(&generation.lock);
	return err;
}

/**
 * gt_generation_discard - give back what gt_generation_prepare() took
 *
 * Context: as there; nothing of it waits for a reader.
 */
void gt_generation_discard(void)
{
	gt_meta_destroy();
}

/**
 * gt_generation_start - begin a trace, at one instant on all CPUs
 * @config: in force until gt_generation_stop(); not copied
 * @session: id of the session
 * @pause: set to how long the world stop took
 *
 * Context: process, sleeps; under the session's lock. See gt_gate_open().
 * Return: 0 or what stop_machine() says.
 */
int gt_generation_start(const struct gentrace_config *config, u64 session, u64 *pause)
{
	struct gt_snapshot begin;
	struct gt_world_stop stop;
	u64 gen;
	int err;

	mutex_lock(&generation.lock);
	generation.config = config;
	generation.session = session;
	gen = gt_gate_next();
	gt_clock_snapshot(&begin);
	err = gt_gate_open(gen, &stop);
	if (!err) {
		*pause = pause_ns(&stop);
		open_generation(gen, &begin, &stop);
	}
	mutex_unlock(&generation.lock);
	return err;
}

/**
 * gt_generation_flip - end the open generation and begin the next one
 * @reason: why
 *
 * Context: process, sleeps for a grace period; the session's lock not needed.
 * Return: 0; -EINVAL if no generation is open; -ENOSPC if the reader is so far
 * behind that the memory to close another one is missing.
 */
int gt_generation_flip(enum gentrace_end_reason reason)
{
	struct gt_snapshot now;
	int err = 0;
	u64 gen;

	mutex_lock(&generation.lock);
	gen = generation.progress.gen;
	if (!generation.open || gt_gate_faulty()) {
		err = -EINVAL;
	} else if (!gt_meta_has_room(bytes_to_open())) {
		generation.progress.postponed++;
		err = -ENOSPC;
	} else {
		gt_clock_snapshot(&now);
		gt_gate_flip(gen + 1);
		close_generation(gen, reason, &now, NULL);
		open_generation(gen + 1, &now, NULL);
	}
	mutex_unlock(&generation.lock);
	return err;
}

/**
 * gt_generation_stop - end the trace, at one instant on all CPUs
 * @pause: set to how long the world stop took
 *
 * When it returns no writer is active and everything written can be read (I4).
 *
 * Context: as gt_generation_start().
 * Return: 0 or what stop_machine() says; then the trace goes on.
 */
int gt_generation_stop(u64 *pause)
{
	struct gt_world_stop stop;
	struct gt_snapshot end;
	int err;

	mutex_lock(&generation.lock);
	err = gt_gate_close(&stop);
	if (!err) {
		*pause = pause_ns(&stop);
		gt_clock_snapshot(&end);
		close_generation(generation.progress.gen, GENTRACE_END_STOP, &end, &stop);
	}
	mutex_unlock(&generation.lock);
	return err;
}

/**
 * gt_generation_over_budget - has the open generation used up its bytes?
 *
 * Context: any; a hint.
 */
bool gt_generation_over_budget(void)
{
	const struct gentrace_config *config = generation.config;

	return gt_outbox_written(READ_ONCE(generation.progress.gen)) * config->batch_bytes >=
	       config->budget_bytes;
}

/**
 * gt_generation_age_ns - how long the open generation has been open
 */
u64 gt_generation_age_ns(void)
{
	u64 age;

	mutex_lock(&generation.lock);
	age = gt_clock_monotonic() - generation.begin.monotonic;
	mutex_unlock(&generation.lock);
	return age;
}

/**
 * gt_generation_progress - how far the session has come
 * @progress: filled in
 */
void gt_generation_progress(struct gt_progress *progress)
{
	mutex_lock(&generation.lock);
	*progress = generation.progress;
	mutex_unlock(&generation.lock);
}

/**
 * gt_generation_tell - what the open generation began with
 * @head: its first row
 * @begin: the clocks then
 *
 * Context: of a kernel that dies: no lock is taken, a generation is or was open.
 */
void gt_generation_tell(struct gt_args_generation *head, struct gt_args_clock_snapshot *begin)
{
	*head = head_row();
	*begin = snapshot_row(&generation.begin);
}
