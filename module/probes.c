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

#include "probes.h"
#include "stacks.h"

static struct gt_probe_set *const sets[] = {
	&gt_probes_sched,
	&gt_probes_irq,
	&gt_probes_syscall,
	&gt_probes_power,
	&gt_probes_block,
	&gt_probes_lock,
	&gt_probes_timer,
	&gt_probes_work,
	&gt_probes_signal,
	&gt_probes_net,
	&gt_probes_fault,
};

/* What is attached; under the session's lock. */
static u64 attached;

static void probes_match(struct tracepoint *tp, void *data)
{
	struct gt_probe *probe;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sets); i++)
		for (probe = sets[i]->probes; probe->name; probe++)
			if (!strcmp(tp->name, probe->name))
				probe->tracepoint = tp;
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
 * gt_probes_classes - the classes that this kernel has all the tracepoints of
 *
 * Return: bit set; a class without a source of its own is in it.
 */
u64 gt_probes_classes(void)
{
	u64 classes = GENTRACE_CLASSES_ALL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sets); i++)
		if (!set_is_complete(sets[i]))
			classes &= ~GENTRACE_CLASS_BIT(sets[i]->class);
	return classes;
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

/**
 * gt_probes_attach - attach the sources of some classes, all or none
 * @classes: bit set
 * @stacks: the stacks that they take, as gentrace_config.stacks
 *
 * Takes milliseconds: text patching on every CPU for each tracepoint.
 *
 * Context: process, sleeps; the gate is closed.
 * Return: 0; -ENOENT if the kernel lacks a tracepoint, or what it says.
 */
int gt_probes_attach(u64 classes, u32 stacks)
{
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(sets); i++) {
		u64 bit = 1ull << sets[i]->class;

		if (!(classes & bit))
			continue;
		err = set_attach(sets[i], stacks);
		if (err) {
			gt_probes_detach();
			return err;
		}
		attached |= bit;
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

	while (i--)
		if (attached & 1ull << sets[i]->class)
			set_detach(sets[i]);
	attached = 0;
	tracepoint_synchronize_unregister();
}
