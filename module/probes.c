// SPDX-License-Identifier: GPL-2.0
/*
 * probes.c - finding the tracepoints, attaching all or none.
 *
 * The tracepoints of the scheduler and its kin are not exported by name. They
 * are looked up when the module is loaded; that a handler fits its tracepoint is
 * checked at build time, by GT_PROBE().
 */
#include <linux/array_size.h>
#include <linux/init.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <linux/gentrace.h>

#include "filter.h"
#include "probes.h"
#include "sampler.h"
#include "stacks.h"
#include "trigger.h"

/* What a session looks at besides: the columns of @sets. */
enum {
	PLAIN,
	FILTERED,
	WATCHED,
	KINDS,
};

/* By class: the handlers, those that look at a filter first, and those that watch, too. */
static struct gt_probe_set *const sets[][KINDS] = {
	{ &gt_probes_sched, &gt_filtered_sched, &gt_watched_sched },
	{ &gt_probes_cgroup, &gt_filtered_cgroup, &gt_watched_cgroup },
	{ &gt_probes_irq, &gt_filtered_irq, &gt_watched_irq },
	{ &gt_probes_syscall, &gt_filtered_syscall, &gt_watched_syscall },
	{ &gt_probes_power, &gt_filtered_power, &gt_watched_power },
	{ &gt_probes_block, &gt_filtered_block, &gt_watched_block },
	{ &gt_probes_lock, &gt_filtered_lock, &gt_watched_lock },
	{ &gt_probes_timer, &gt_filtered_timer, &gt_watched_timer },
	{ &gt_probes_work, &gt_filtered_work, &gt_watched_work },
	{ &gt_probes_signal, &gt_filtered_signal, &gt_watched_signal },
	{ &gt_probes_net, &gt_filtered_net, &gt_watched_net },
	{ &gt_probes_fault, &gt_filtered_fault, &gt_watched_fault },
	{ &gt_probes_sample, &gt_filtered_sample, &gt_watched_sample },
	{ &gt_probes_mark, &gt_filtered_mark, &gt_watched_mark },
};

/* What is attached, by the rows of @sets; under the session's lock. */
static struct gt_probe_set *attached[ARRAY_SIZE(sets)];
static bool choosing;

static void set_match(struct gt_probe_set *set, struct tracepoint *tp)
{
	struct gt_probe *probe;

	for (probe = set->probes; probe->name; probe++)
		if (!strcmp(tp->name, probe->name))
			probe->tracepoint = tp;
}

static void probes_match(struct tracepoint *tp, void *data)
{
	size_t i, kind;

	for (i = 0; i < ARRAY_SIZE(sets); i++)
		for (kind = 0; kind < KINDS; kind++)
			set_match(sets[i][kind], tp);
	set_match(&gt_probes_chosen, tp);
}

/**
 * gt_probes_init - find the tracepoints
 *
 * One walk for all probes, and only one: none of these tracepoints is a module's.
 */
void __init gt_probes_init(void)
{
	for_each_kernel_tracepoint(probes_match, NULL);
}

static bool set_is_complete(const struct gt_probe_set *set)
{
	const struct gt_probe *probe = set->probes;

	while (probe->name && probe->tracepoint)
		probe++;
	return !probe->name;
}

/**
 * gt_probes_classes - the classes that this kernel has all the sources of
 *
 * Return: bit set; a class without a source of its own is in it.
 */
u64 gt_probes_classes(void)
{
	u64 classes = GENTRACE_CLASSES_ALL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sets); i++)
		if (!set_is_complete(sets[i][PLAIN]))
			classes &= ~GENTRACE_CLASS_BIT(sets[i][PLAIN]->class);
	if (!gt_sampler_available())
		classes &= ~GENTRACE_CLASS_BIT(GENTRACE_CLASS_SAMPLE);
	return classes;
}

/* The same answer as long as a session is armed. */
static bool probe_is_wanted(const struct gt_probe *probe)
{
	return !probe->event || gt_filter_keeps_event(probe->event);
}

/*
 * Which of its handlers. The one that takes stacks is another function, so that the
 * other one need not ask.
 */
static void *probe_choose(const struct gt_probe *probe, u32 stacks)
{
	if (!(probe->stacks & stacks))
		return probe->handler;
	gt_stacks_pass_by(probe->tracepoint->iterator);
	return probe->taker;
}

static int probe_attach(struct gt_probe *probe, u32 stacks)
{
	int err;

	if (!probe_is_wanted(probe))
		return 0;
	if (!probe->tracepoint) {
		pr_err("gentrace: this kernel has no tracepoint %s; record without its class\n",
		       probe->name);
		return -ENOENT;
	}
	probe->attached = probe_choose(probe, stacks);
	err = tracepoint_probe_register(probe->tracepoint, probe->attached, NULL);
	if (err)
		pr_err("gentrace: attaching to %s failed: %d\n", probe->name, err);
	return err;
}

static void probes_detach(struct gt_probe_set *set, struct gt_probe *end)
{
	while (end-- > set->probes)
		if (probe_is_wanted(end))
			tracepoint_probe_unregister(end->tracepoint, end->attached, NULL);
}

static struct gt_probe *set_end(struct gt_probe_set *set)
{
	struct gt_probe *probe = set->probes;

	while (probe->name)
		probe++;
	return probe;
}

static int set_attach(struct gt_probe_set *set, u32 stacks)
{
	struct gt_probe *probe;
	int err = 0;

	for (probe = set->probes; probe->name && !err; probe++)
		err = probe_attach(probe, stacks);
	if (err) {
		probes_detach(set, probe - 1);
		return err;
	}
	if (set->attach)
		err = set->attach();
	if (err)
		probes_detach(set, set_end(set));
	return err;
}

static void set_detach(struct gt_probe_set *set)
{
	if (set->detach)
		set->detach();
	probes_detach(set, set_end(set));
}

/* Before any handler asks who is chosen. */
static int choice_attach(void)
{
	int err;

	if (!gt_filter_chooses())
		return 0;
	err = set_attach(&gt_probes_chosen, 0);
	choosing = !err;
	return err;
}

/**
 * gt_probes_attach - attach the sources of some classes, all or none
 * @classes: bit set
 * @stacks: the stacks that they take, as gentrace_config.stacks
 *
 * Takes milliseconds: text patching on every CPU for each tracepoint.
 *
 * Context: process, sleeps; the gate is closed.
 * Return: 0; -ENOENT if the kernel lacks a tracepoint, -ESRCH if a task that a filter
 * names has gone, or what the kernel says.
 */
int gt_probes_attach(u64 classes, u32 stacks)
{
	size_t i, kind = gt_trigger_count() ? WATCHED : gt_filter_looks() ? FILTERED : PLAIN;
	int err;

	err = choice_attach();
	if (err)
		return err;
	for (i = 0; i < ARRAY_SIZE(sets); i++) {
		struct gt_probe_set *set = sets[i][kind];

		if (!(classes & 1ull << set->class))
			continue;
		err = set_attach(set, stacks);
		if (err) {
			gt_probes_detach();
			return err;
		}
		attached[i] = set;
	}
	return 0;
}

/**
 * gt_probes_detach - detach everything, and wait until no handler runs
 *
 * Context: process, sleeps for grace periods.
 */
void gt_probes_detach(void)
{
	size_t i = ARRAY_SIZE(sets);

	while (i--) {
		if (attached[i])
			set_detach(attached[i]);
		attached[i] = NULL;
	}
	if (choosing)
		set_detach(&gt_probes_chosen);
	choosing = false;
	tracepoint_synchronize_unregister();
}
