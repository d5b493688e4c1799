// SPDX-License-Identifier: GPL-2.0
/*
 * args.c - the structs that requests carry: their shape, their sense, the copy.
 *
 * All that user space can say to the module comes through here. So nothing here
 * knows of sessions or of the machine, and selftests/fuzz builds this file as it
 * is, with a user space of its own.
 */
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <asm/page.h>

#include "args.h"

/*
 * The size stands in the struct's first word. What is shorter than the first
 * version of the struct was never valid; what is longer than ours may be newer.
 */
static int args_size_from_user(u32 *size, void __user *from, u32 first)
{
	if (get_user(*size, (u32 __user *)from))
		return -EFAULT;
	if (*size < first)
		return -EINVAL;
	return *size > PAGE_SIZE ? -E2BIG : 0;
}

/*
 * What was read is written back at once: memory that cannot take the answer is
 * refused before anything has changed. A struct begins with its size; @first is that
 * of its first version, and what a caller of that has not is 0.
 */
static int args_struct_from_user(void *args, u32 ksize, u32 first, void __user *from)
{
	u32 size;
	int err;

	err = args_size_from_user(&size, from, first);
	if (err)
		return err;
	err = copy_struct_from_user(args, ksize, from, size);
	if (err)
		return err;
	/* Read twice by necessity; the second value must not differ. */
	if (*(u32 *)args != size)
		return -EINVAL;
	return copy_to_user(from, args, min(ksize, size)) ? -EFAULT : 0;
}

/**
 * gt_args_config_from_user - read a config, once
 * @config: filled in on success
 * @from: where the caller has it
 *
 * Context: process, may fault.
 * Return: 0; -EFAULT, -EINVAL for a size that never was, -E2BIG for a tail that
 * is not zero.
 */
int gt_args_config_from_user(struct gentrace_config *config, void __user *from)
{
	return args_struct_from_user(config, sizeof(*config), GENTRACE_CONFIG_SIZE_FIRST, from);
}

/* An array that a config has the address and the length of; both, or neither. */
static int args_array_from_user(void *to, u64 from, u32 count, u32 most, size_t size)
{
	if (count > most || !count != !from)
		return -EINVAL;
	if ((unsigned long)from != from)
		return -EFAULT;
	return copy_from_user(to, (void __user *)(unsigned long)from, count * size) ? -EFAULT : 0;
}

/**
 * gt_args_filters_from_user - read the filters of a config, once
 * @filters: room for GENTRACE_FILTERS_MAX; filled in on success
 * @config: as it was read
 *
 * Context: process, may fault.
 * Return: 0; -EFAULT, -EINVAL for more than there may be, and for an address or a
 * count without the other.
 */
int gt_args_filters_from_user(struct gentrace_filter *filters,
			      const struct gentrace_config *config)
{
	return args_array_from_user(filters, config->filters, config->filter_count,
				    GENTRACE_FILTERS_MAX, sizeof(*filters));
}

/**
 * gt_args_triggers_from_user - read the triggers of a config, once
 * @triggers: room for GENTRACE_TRIGGERS_MAX; filled in on success
 * @config: as it was read
 *
 * Context: process, may fault.
 * Return: as gt_args_filters_from_user().
 */
int gt_args_triggers_from_user(struct gentrace_trigger *triggers,
			       const struct gentrace_config *config)
{
	return args_array_from_user(triggers, config->triggers, config->trigger_count,
				    GENTRACE_TRIGGERS_MAX, sizeof(*triggers));
}

/**
 * gt_args_take_from_user - read how many batches are given back and wanted
 * @take: filled in on success; the places for the answer are zero
 * @from: where the caller has it
 *
 * Context: process, may fault.
 * Return: 0; as gt_args_config_from_user(), and -EINVAL for flags, and for more
 * than an answer can hold.
 */
int gt_args_take_from_user(struct gentrace_take *take, void __user *from)
{
	int err;

	err = args_struct_from_user(take, sizeof(*take), sizeof(*take), from);
	if (err)
		return err;
	if (take->flags || take->count > GENTRACE_TAKE_MAX)
		return -EINVAL;
	memset(take->offset, 0, sizeof(take->offset));
	memset(take->bytes, 0, sizeof(take->bytes));
	return 0;
}

/**
 * gt_args_snapshot_from_user - read what a snapshot is to have
 * @snapshot: filled in on success; the places for the answer are zero
 * @from: where the caller has it
 *
 * Context: process, may fault.
 * Return: 0; as gt_args_config_from_user(), and -EINVAL for flags.
 */
int gt_args_snapshot_from_user(struct gentrace_flight_snapshot *snapshot, void __user *from)
{
	int err;

	err = args_struct_from_user(snapshot, sizeof(*snapshot), sizeof(*snapshot), from);
	if (err)
		return err;
	if (snapshot->flags)
		return -EINVAL;
	*snapshot = (struct gentrace_flight_snapshot){ .window_ns = snapshot->window_ns };
	return 0;
}

/**
 * gt_args_hit_from_user - read whether a hit is wanted, or done
 * @hit: filled in on success; the places for the answer are zero
 * @from: where the caller has it
 *
 * Context: process, may fault.
 * Return: 0; as gt_args_config_from_user(), and -EINVAL for unknown flags, and for a
 * number without one.
 */
int gt_args_hit_from_user(struct gentrace_flight_hit *hit, void __user *from)
{
	int err;

	err = args_struct_from_user(hit, sizeof(*hit), sizeof(*hit), from);
	if (err)
		return err;
	if (hit->flags & ~GENTRACE_HIT_DONE || !hit->flags != !hit->number)
		return -EINVAL;
	*hit = (struct gentrace_flight_hit){ .flags = hit->flags, .number = hit->number };
	return 0;
}

/**
 * gt_args_index_from_user - read which one is asked about; it stands behind the size
 * @index: filled in on success
 * @from: where the caller has the struct of the answer
 * @ksize: the size of that
 *
 * Context: process, may fault.
 * Return: 0; -EFAULT, -EINVAL or -E2BIG for a size that cannot be.
 */
int gt_args_index_from_user(u32 *index, void __user *from, u32 ksize)
{
	u32 size;
	int err;

	err = args_size_from_user(&size, from, ksize);
	if (err)
		return err;
	return get_user(*index, (u32 __user *)from + 1) ? -EFAULT : 0;
}

/**
 * gt_args_answer_to_user - copy an answer, and zeros to where the caller has more
 * @to: where the caller wants it; its size stands there
 * @answer: the answer; its first word is set to @ksize
 * @ksize: its size
 *
 * Context: process, may fault.
 * Return: 0; -EFAULT, -EINVAL or -E2BIG for a size that cannot be.
 */
int gt_args_answer_to_user(void __user *to, void *answer, u32 ksize)
{
	u32 size;
	int err;

	err = args_size_from_user(&size, to, ksize);
	if (err)
		return err;
	*(u32 *)answer = ksize;
	if (copy_to_user(to, answer, ksize) || clear_user(to + ksize, size - ksize))
		return -EFAULT;
	return 0;
}

/* The clock that a config means, or -errno. */
static int args_clock(u32 wanted, u32 clocks)
{
	bool tsc = clocks & 1u << GENTRACE_CLOCK_TSC;

	switch (wanted) {
	case GENTRACE_CLOCK_AUTO:
		return tsc ? GENTRACE_CLOCK_TSC : GENTRACE_CLOCK_MONOTONIC;
	case GENTRACE_CLOCK_TSC:
		return tsc ? GENTRACE_CLOCK_TSC : -EOPNOTSUPP;
	case GENTRACE_CLOCK_MONOTONIC:
		return GENTRACE_CLOCK_MONOTONIC;
	default:
		return -EINVAL;
	}
}

/* Stacks are taken at events, which must be recorded; without stacks, no memory. */
static bool stacks_are_possible(const struct gentrace_config *c)
{
#define S(shift, NAME, name, class, text)				\
	if (c->stacks & GENTRACE_STACKS(NAME) &&			\
	    !(c->classes & GENTRACE_CLASS_BIT(GENTRACE_CLASS_##class)))	\
		return false;
	GENTRACE_STACK_SITES(S)
#undef S
	return !c->stacks ? !c->stack_bytes :
	       c->stack_bytes >= GENTRACE_STACK_BYTES_MIN &&
	       c->stack_bytes <= GENTRACE_STACK_BYTES_MAX;
}

/* Only who samples does so at a rate. */
static bool sample_hz_is_possible(const struct gentrace_config *c)
{
	if (!(c->classes & GENTRACE_CLASS_BIT(GENTRACE_CLASS_SAMPLE)))
		return !c->sample_hz;
	return c->sample_hz >= GENTRACE_SAMPLE_HZ_MIN && c->sample_hz <= GENTRACE_SAMPLE_HZ_MAX;
}

/* The part of the memory that a generation may have. */
static u64 args_budget(const struct gentrace_config *c)
{
	return c->pool_bytes / (c->flags & GENTRACE_FLIGHT ? 16 : 4);
}

/* One that takes all there is would leave nothing of those before. */
static bool budget_is_possible(const struct gentrace_config *c)
{
	return c->budget_bytes >= c->batch_bytes &&
	       (!(c->flags & GENTRACE_FLIGHT) || c->budget_bytes <= c->pool_bytes / 4);
}

/* Numbers that no machine takes; 0 has become the default. */
static bool args_are_possible(const struct gentrace_config *c)
{
	return is_power_of_2(c->batch_bytes) &&
	       c->batch_bytes >= GENTRACE_BATCH_BYTES_MIN &&
	       c->batch_bytes <= GENTRACE_BATCH_BYTES_MAX &&
	       c->pool_bytes >= GENTRACE_POOL_BYTES_MIN &&
	       c->pool_bytes <= GENTRACE_POOL_BYTES_MAX &&
	       c->pool_bytes / c->batch_bytes >= GENTRACE_POOL_BATCHES_MIN &&
	       c->period_ns >= GENTRACE_PERIOD_NS_MIN &&
	       c->period_ns <= GENTRACE_PERIOD_NS_MAX &&
	       stacks_are_possible(c) && sample_hz_is_possible(c);
}

/**
 * gt_args_config_check - fill in defaults, refuse what cannot be
 * @config: in: what is wanted; out, on success only: what that means
 * @bounds: what this machine has
 *
 * Return: 0; -EINVAL for what no machine can do, -EOPNOTSUPP for a clock and
 * stacks and -ENOMEM for a pool that this one has not.
 */
int gt_args_config_check(struct gentrace_config *config, const struct gt_args_bounds *bounds)
{
	struct gentrace_config c = *config;
	int clock = args_clock(c.clock, bounds->clocks);

	if (c.flags & ~GENTRACE_FLAGS_ALL || c.classes & ~GENTRACE_CLASSES_ALL ||
	    c.stacks & ~GENTRACE_STACKS_ALL || c.reserved ||
	    ((c.window_ns || c.trigger_count) && !(c.flags & GENTRACE_FLIGHT)))
		return -EINVAL;
	if (clock < 0)
		return clock;
	c.clock = clock;
	c.classes = c.classes ?: GENTRACE_CLASSES_DEFAULT;
	c.batch_bytes = c.batch_bytes ?: c.flags & GENTRACE_FLIGHT ?
			GENTRACE_FLIGHT_BATCH_BYTES_DEFAULT : GENTRACE_BATCH_BYTES_DEFAULT;
	c.pool_bytes = c.pool_bytes ?: min(GENTRACE_POOL_BYTES_DEFAULT, bounds->pool_bytes_max);
	c.period_ns = c.period_ns ?: GENTRACE_PERIOD_NS_DEFAULT;
	if (c.stacks)
		c.stack_bytes = c.stack_bytes ?: GENTRACE_STACK_BYTES_DEFAULT;
	if (c.classes & GENTRACE_CLASS_BIT(GENTRACE_CLASS_SAMPLE))
		c.sample_hz = c.sample_hz ?: GENTRACE_SAMPLE_HZ_DEFAULT;
	if (!args_are_possible(&c))
		return -EINVAL;
	if (c.stacks & ~bounds->stacks)
		return -EOPNOTSUPP;
	if (c.pool_bytes > bounds->pool_bytes_max)
		return -ENOMEM;

	c.pool_bytes = round_down(c.pool_bytes, c.batch_bytes);
	c.stack_bytes = round_down(c.stack_bytes, GENTRACE_STACK_BYTES_MIN);
	c.budget_bytes = c.budget_bytes ?: max_t(u64, args_budget(&c), c.batch_bytes);
	if (!budget_is_possible(&c))
		return -EINVAL;
	*config = c;
	return 0;
}

/* Classes of an event, as bits; 0 if it is none that can be recorded. */
static u64 args_event_class(u64 event)
{
	switch (event) {
#define A(type, name)
#define E(id, name, class, args, meaning)				\
	case id:							\
		return GENTRACE_CLASS_BIT(GENTRACE_CLASS_##class) & GENTRACE_CLASSES_ALL;
	GENTRACE_EVENTS(E, A)
#undef E
#undef A
	}
	return 0;
}

/* All of them are events of classes that are recorded. */
static bool args_events_are_possible(const struct gentrace_filter *filter, u64 classes)
{
	u64 event;

	if (filter->last >= GENTRACE_EVENT_LIMIT)
		return false;
	for (event = filter->first; event <= filter->last; event++)
		if (!(args_event_class(event) & classes))
			return false;
	return true;
}

static int args_filter_check(const struct gentrace_filter *filter, u64 classes,
			     const struct gt_args_bounds *bounds)
{
	if (filter->reserved || filter->first > filter->last)
		return -EINVAL;
	switch (filter->kind) {
	case GENTRACE_FILTER_EVENT:
		return args_events_are_possible(filter, classes) ? 0 : -EINVAL;
	case GENTRACE_FILTER_CPU:
		return filter->last < bounds->cpus ? 0 : -EINVAL;
	case GENTRACE_FILTER_TASK:
		/* One at a time: their names follow no order. */
		return filter->first && filter->first == filter->last &&
		       !(filter->last >> 31) ? 0 : -EINVAL;
	case GENTRACE_FILTER_CGROUP:
		return filter->first && filter->first == filter->last ? 0 : -EINVAL;
	default:
		return -EINVAL;
	}
}

/**
 * gt_args_filters_check - refuse filters that make no sense
 * @filters: as they were read
 * @config: checked
 * @bounds: what this machine has
 *
 * Return: 0; -EINVAL for what is no filter, no event of a class that is recorded, or
 * no CPU of this machine.
 */
int gt_args_filters_check(const struct gentrace_filter *filters,
			  const struct gentrace_config *config,
			  const struct gt_args_bounds *bounds)
{
	u32 i;
	int err = 0;

	for (i = 0; i < config->filter_count && !err; i++)
		err = args_filter_check(&filters[i], config->classes, bounds);
	return err;
}

static bool relation_is_possible(const struct gentrace_condition *condition)
{
	if (condition->key == GENTRACE_KEY_COMM || condition->key == GENTRACE_KEY_CGROUP)
		return condition->relation == GENTRACE_RELATION_EQ ||
		       condition->relation == GENTRACE_RELATION_NE;
	return condition->relation && condition->relation < GENTRACE_RELATION_LIMIT;
}

/* A name has as many bytes as are compared, and nothing behind them. */
static bool comm_is_possible(const struct gentrace_condition *condition)
{
	u64 bytes = condition->key == GENTRACE_KEY_COMM ? condition->value : 0;

	if (condition->key == GENTRACE_KEY_COMM && (!bytes || bytes > sizeof(condition->comm)))
		return false;
	return !memchr_inv(condition->comm + bytes, 0, sizeof(condition->comm) - bytes);
}

static bool condition_is_possible(const struct gentrace_condition *condition, u32 measure)
{
	switch (condition->key) {
	case GENTRACE_KEY_PID:
	case GENTRACE_KEY_COMM:
	case GENTRACE_KEY_CGROUP:
	case GENTRACE_KEY_CPU:
		return measure != GENTRACE_MEASURE_LOST;
	case GENTRACE_KEY_NUMBER:
		return measure >= GENTRACE_MEASURE_BLOCKED && measure <= GENTRACE_MEASURE_EVENT;
	default:
		return condition->key >= GENTRACE_KEY_ARG &&
		       condition->key < GENTRACE_KEY_LIMIT && measure == GENTRACE_MEASURE_EVENT;
	}
}

static bool conditions_are_possible(const struct gentrace_trigger *trigger)
{
	u32 i;

	if (trigger->condition_count > GENTRACE_CONDITIONS_MAX)
		return false;
	for (i = 0; i < trigger->condition_count; i++) {
		const struct gentrace_condition *condition = &trigger->condition[i];

		if (!condition_is_possible(condition, trigger->measure) ||
		    !relation_is_possible(condition) || !comm_is_possible(condition))
			return false;
	}
	return !memchr_inv(&trigger->condition[i], 0,
			   (GENTRACE_CONDITIONS_MAX - i) * sizeof(trigger->condition[0]));
}

/* One about an event says which: by its number, of a class that is recorded. */
static bool trigger_event_is_possible(const struct gentrace_trigger *trigger, u64 classes)
{
	u32 i, found = 0;

	for (i = 0; i < trigger->condition_count; i++) {
		const struct gentrace_condition *condition = &trigger->condition[i];

		if (condition->key != GENTRACE_KEY_NUMBER)
			continue;
		if (condition->relation != GENTRACE_RELATION_EQ ||
		    !(args_event_class(condition->value) & classes))
			return false;
		found++;
	}
	return found == 1;
}

/* What it measures is recorded, and it has a bound if that is a number. */
static bool measure_is_possible(const struct gentrace_trigger *trigger, u64 classes)
{
	switch (trigger->measure) {
#define M(number, NAME, name, class, text)				\
	case GENTRACE_MEASURE_##NAME:					\
		if (GENTRACE_CLASS_##class != GENTRACE_CLASS_META &&	\
		    !(classes & GENTRACE_CLASS_BIT(GENTRACE_CLASS_##class))) \
			return false;					\
		break;
	GENTRACE_MEASURES(M)
#undef M
	default:
		return false;
	}
	if (trigger->measure == GENTRACE_MEASURE_EVENT)
		return !trigger->above && trigger_event_is_possible(trigger, classes);
	return trigger->above;
}

/* Words that people read: terminated, and a name without anything that is no word. */
static bool texts_are_possible(const struct gentrace_trigger *trigger)
{
	const char *c;

	if (!memchr(trigger->name, 0, sizeof(trigger->name)) || !*trigger->name ||
	    !memchr(trigger->rule, 0, sizeof(trigger->rule)))
		return false;
	for (c = trigger->name; *c; c++)
		if (!isascii(*c) || !(isalnum(*c) || *c == '-' || *c == '_'))
			return false;
	return true;
}

/**
 * gt_args_triggers_check - refuse triggers that make no sense
 * @triggers: as they were read
 * @config: checked
 *
 * Return: 0; -EINVAL for what is no trigger, or measures what is not recorded.
 */
int gt_args_triggers_check(const struct gentrace_trigger *triggers,
			   const struct gentrace_config *config)
{
	u32 i;

	for (i = 0; i < config->trigger_count; i++) {
		const struct gentrace_trigger *trigger = &triggers[i];

		if (trigger->reserved || trigger->before > GENTRACE_TRIGGER_AROUND_MAX ||
		    trigger->after > GENTRACE_TRIGGER_AROUND_MAX ||
		    !texts_are_possible(trigger) || !conditions_are_possible(trigger) ||
		    !measure_is_possible(trigger, config->classes))
			return -EINVAL;
	}
	return 0;
}
