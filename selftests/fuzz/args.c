// SPDX-License-Identifier: GPL-2.0
/*
 * args.c - libFuzzer target: the argument checks of the module, module/args.c as
 * it is, for a caller whose memory can be anything.
 *
 * What is accepted has to be what uapi/linux/gentrace.h allows, said again here
 * in another way, and the other way round; what is refused is left as it was.
 */
#include <assert.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <args.h>

#include "target.h"
#include "user.h"

enum request {
	REQUEST_CONFIG,
	REQUEST_INFO,
	REQUEST_STATS,
	REQUEST_TAKE,
	REQUEST_SNAPSHOT,
	REQUEST_COUNT,
};

/* How an input begins; the rest is the caller's memory. Stacks are @clocks' upper half. */
struct situation {
	__u8 request;
	__u8 clocks;
	__u8 read_only;
	__u8 racing;
	__u8 pool_bytes_max[8];
};

/* ------------------------------------------------- what the header promises */

static bool between(__u64 value, __u64 low, __u64 high)
{
	return low <= value && value <= high;
}

static __u64 or_default(__u64 value, __u64 instead)
{
	return value ? value : instead;
}

/* Of events that are recorded, and with so much memory; or not at all. */
static bool stacks_are_sensible(const struct gentrace_config *c)
{
	__u64 classes = or_default(c->classes, GENTRACE_CLASSES_DEFAULT);

	if (!c->stacks)
		return !c->stack_bytes;
	if (c->stacks & 0xf && !(classes >> GENTRACE_CLASS_SCHED & 1))
		return false;
	if (c->stacks & 0x30 && !(classes >> GENTRACE_CLASS_SAMPLE & 1))
		return false;
	if (c->stacks & 0xc0 && !(classes >> GENTRACE_CLASS_LOCK & 1))
		return false;
	return c->stacks < 256 &&
	       between(or_default(c->stack_bytes, 1 << 20), 4096, 16 << 20);
}

/* Of who samples, and none else. */
static bool sample_hz_is_sensible(const struct gentrace_config *c)
{
	if (!(c->classes >> GENTRACE_CLASS_SAMPLE & 1))
		return !c->sample_hz;
	return between(or_default(c->sample_hz, 99), 1, 10000);
}

/* Is this a config that some machine could take? */
static bool config_is_sensible(const struct gentrace_config *c,
			       const struct gt_args_bounds *bounds)
{
	__u64 least = bounds->pool_bytes_max < GENTRACE_POOL_BYTES_DEFAULT ?
		      bounds->pool_bytes_max : GENTRACE_POOL_BYTES_DEFAULT;
	bool flight = c->flags & GENTRACE_FLIGHT;
	__u64 batch = or_default(c->batch_bytes, flight ? 16384 : GENTRACE_BATCH_BYTES_DEFAULT);
	__u64 pool = or_default(c->pool_bytes, least);
	__u64 period = or_default(c->period_ns, GENTRACE_PERIOD_NS_DEFAULT);

	if (c->reserved || ((c->window_ns || c->trigger_count) && !flight) || !sample_hz_is_sensible(c))
		return false;
	if (!stacks_are_sensible(c))
		return false;
	return (c->flags | GENTRACE_FLAGS_ALL) == GENTRACE_FLAGS_ALL &&
	       (c->classes | GENTRACE_CLASSES_ALL) == GENTRACE_CLASSES_ALL &&
	       between(c->clock, GENTRACE_CLOCK_AUTO, GENTRACE_CLOCK_MONOTONIC) &&
	       between(batch, GENTRACE_BATCH_BYTES_MIN, GENTRACE_BATCH_BYTES_MAX) &&
	       __builtin_popcountll(batch) == 1 &&
	       between(pool, GENTRACE_POOL_BYTES_MIN, GENTRACE_POOL_BYTES_MAX) &&
	       pool / GENTRACE_POOL_BATCHES_MIN >= batch &&
	       between(period, GENTRACE_PERIOD_NS_MIN, GENTRACE_PERIOD_NS_MAX) &&
	       (!c->budget_bytes || c->budget_bytes >= batch) &&
	       (!flight || or_default(c->budget_bytes, batch) <= pool / batch * batch / 4);
}

/* Is this a filter that could keep something? */
static bool filter_is_sensible(const struct gentrace_filter *filter, __u64 classes,
			       const struct gt_args_bounds *bounds)
{
	static const __u8 class_of[GENTRACE_EVENT_LIMIT] = {
#define A(type, name)
#define E(id, name, class, args, text)	[id] = GENTRACE_CLASS_##class,
		GENTRACE_EVENTS(E, A)
#undef E
#undef A
	};
	__u64 id;

	if (filter->reserved || filter->last < filter->first)
		return false;
	if (filter->kind == GENTRACE_FILTER_CPU)
		return filter->last < bounds->cpus;
	if (filter->kind == GENTRACE_FILTER_TASK)
		return filter->first == filter->last && between(filter->first, 1, 0x7fffffff);
	if (filter->kind == GENTRACE_FILTER_CGROUP)
		return filter->first == filter->last && filter->first;
	if (filter->kind != GENTRACE_FILTER_EVENT || filter->last > 255)
		return false;
	for (id = filter->first; id <= filter->last; id++) {
		/* What is none has the class meta here. */
		if (!class_of[id] || !(classes >> class_of[id] & 1))
			return false;
	}
	return true;
}

/* May this be the answer to that? */
static bool config_error_is_true(int err, const struct gentrace_config *asked,
				 const struct gt_args_bounds *bounds)
{
	bool tsc = bounds->clocks >> GENTRACE_CLOCK_TSC & 1;
	bool sensible = config_is_sensible(asked, bounds);
	bool clock = asked->clock != GENTRACE_CLOCK_TSC || tsc;
	bool memory = asked->pool_bytes <= bounds->pool_bytes_max;
	bool stacks = !(asked->stacks & ~bounds->stacks);

	switch (err) {
	case 0:
		return sensible && clock && stacks && memory;
	case -EINVAL:
		return !sensible;
	case -EOPNOTSUPP:
		return !clock || !stacks;
	case -ENOMEM:
		return !memory;
	default:
		return false;
	}
}

/* What is in force is what was asked for, with nothing left open. */
static void judge_config_in_force(const struct gentrace_config *got,
				  const struct gentrace_config *asked,
				  const struct gt_args_bounds *bounds)
{
	bool flight = asked->flags & GENTRACE_FLIGHT;
	__u64 part = got->pool_bytes / (flight ? 16 : 4);
	struct gentrace_config again = *got;

	assert(got->size == asked->size && got->flags == asked->flags);
	assert(got->classes == or_default(asked->classes, GENTRACE_CLASSES_DEFAULT));
	assert(got->batch_bytes == or_default(asked->batch_bytes, flight ?
	       GENTRACE_FLIGHT_BATCH_BYTES_DEFAULT : GENTRACE_BATCH_BYTES_DEFAULT));
	assert(got->period_ns == or_default(asked->period_ns, GENTRACE_PERIOD_NS_DEFAULT));
	/* One batch at the least. */
	assert(got->budget_bytes == or_default(asked->budget_bytes,
	       flight && part < got->batch_bytes ? got->batch_bytes : part));
	assert(got->pool_bytes % got->batch_bytes == 0);
	assert(got->pool_bytes <= bounds->pool_bytes_max);
	assert(!asked->pool_bytes || asked->pool_bytes - got->pool_bytes < got->batch_bytes);
	assert(got->clock != GENTRACE_CLOCK_AUTO && bounds->clocks >> got->clock & 1);
	assert(!asked->clock || got->clock == asked->clock);
	assert(!got->sample_hz == !(got->classes >> GENTRACE_CLASS_SAMPLE & 1));
	assert(!asked->sample_hz || got->sample_hz == asked->sample_hz);
	assert(got->stacks == asked->stacks && !(got->stacks & ~bounds->stacks));
	assert(got->stack_bytes % 4096 == 0 && !got->stack_bytes == !got->stacks);
	assert(!asked->stack_bytes || asked->stack_bytes - got->stack_bytes < 4096);
	/* What is in force can be asked for. */
	assert(!gt_args_config_check(&again, bounds));
	assert(!memcmp(&again, got, sizeof(again)));
}

/* -------------------------------------------------------------- the requests */

static void try_check(const struct gentrace_config *asked, const struct gt_args_bounds *bounds)
{
	struct gentrace_config config = *asked;
	int err = gt_args_config_check(&config, bounds);

	assert(config_error_is_true(err, asked, bounds));
	if (err)
		assert(!memcmp(&config, asked, sizeof(config)));
	else
		judge_config_in_force(&config, asked, bounds);
}

/* The size that the caller gave, before anybody raced; 0 if it cannot be read. */
static __u32 size_given(const unsigned char *before)
{
	__u32 size = 0;

	if (user.length >= sizeof(size))
		memcpy(&size, before, sizeof(size));
	return size;
}

static bool tail_is_zero(const unsigned char *before, size_t from, size_t to)
{
	while (from < to) {
		if (before[from++])
			return false;
	}
	return true;
}

/* Does the size allow an answer at all? If not, the errno that says why. */
static int size_error(__u32 size, size_t first)
{
	if (user.length < sizeof(size))
		return -EFAULT;
	if (size < first)
		return -EINVAL;
	return size > 4096 ? -E2BIG : 0;
}

/* @first: the size of the first version of the struct */
static int shape_error(const unsigned char *before, size_t ksize, size_t first)
{
	__u32 size = size_given(before);
	size_t mapped = size < user.length ? size : user.length;
	int err = size_error(size, first);

	if (err)
		return err;
	if (user.length >= ksize && !tail_is_zero(before, ksize, mapped))
		return -E2BIG;
	if (mapped < size)
		return -EFAULT;
	if (user.racing)
		return -EINVAL;
	return user.read_only ? -EFAULT : 0;
}

/* Only the race has changed the caller's memory, and in one bit. */
static void judge_caller_memory(const unsigned char *before)
{
	if (user.racing && user.reads > 1)
		user.bytes[0] ^= 1;
	assert(!memcmp(before, user.bytes, user.length));
}

static int filters_error(const struct gentrace_config *config, const unsigned char *before,
			 __u64 offset, struct gentrace_filter *expected)
{
	size_t bytes = config->filter_count * sizeof(*expected);

	if (config->filter_count > GENTRACE_FILTERS_MAX || !config->filter_count != !config->filters)
		return -EINVAL;
	if (!bytes)
		return 0;
	if (offset > user.length || bytes > user.length - offset)
		return -EFAULT;
	memcpy(expected, before + offset, bytes);
	return 0;
}

/* Where the caller has them is an offset here, so that there may be something. */
static void try_filters(const unsigned char *before, const struct gentrace_config *asked,
			const struct gt_args_bounds *bounds)
{
	struct gentrace_filter filters[GENTRACE_FILTERS_MAX], expected[GENTRACE_FILTERS_MAX];
	struct gentrace_config config = *asked;
	bool sensible = true;
	int err;
	__u32 i;

	if (config.filters)
		config.filters += (__u64)(size_t)user.bytes;
	err = gt_args_filters_from_user(filters, &config);
	assert(err == filters_error(&config, before, asked->filters, expected));
	if (err || gt_args_config_check(&config, bounds))
		return;
	for (i = 0; i < config.filter_count; i++) {
		assert(!memcmp(&filters[i], &expected[i], sizeof(filters[i])));
		sensible = sensible && filter_is_sensible(&filters[i], config.classes, bounds);
	}
	assert(gt_args_filters_check(filters, &config, bounds) == (sensible ? 0 : -EINVAL));
}

/* What the probes rely on. */
static void judge_trigger(const struct gentrace_trigger *trigger)
{
	assert(between(trigger->measure, 1, GENTRACE_MEASURE_LIMIT - 1));
	assert(trigger->condition_count <= GENTRACE_CONDITIONS_MAX);
	assert(trigger->before <= GENTRACE_TRIGGER_AROUND_MAX &&
	       trigger->after <= GENTRACE_TRIGGER_AROUND_MAX);
	assert(*trigger->name && memchr(trigger->name, 0, sizeof(trigger->name)));
	assert(memchr(trigger->rule, 0, sizeof(trigger->rule)));
	assert(!trigger->above == (trigger->measure == GENTRACE_MEASURE_EVENT));
	for (__u32 i = 0; i < trigger->condition_count; i++) {
		const struct gentrace_condition *condition = &trigger->condition[i];

		assert(between(condition->relation, 1, GENTRACE_RELATION_LIMIT - 1));
		assert(between(condition->key, 1, GENTRACE_KEY_LIMIT - 1));
		assert(condition->key != GENTRACE_KEY_COMM ||
		       between(condition->value, 1, sizeof(condition->comm)));
	}
}

/* The same with the array of triggers, which stands at an offset, too. */
static void try_triggers(const unsigned char *before, const struct gentrace_config *asked,
			 const struct gt_args_bounds *bounds)
{
	struct gentrace_trigger triggers[GENTRACE_TRIGGERS_MAX];
	struct gentrace_config config = *asked;
	__u64 bytes = config.trigger_count * sizeof(*triggers);
	int err, expected = 0;

	if (config.trigger_count > GENTRACE_TRIGGERS_MAX || !config.trigger_count != !config.triggers)
		expected = -EINVAL;
	else if (bytes && (asked->triggers > user.length || bytes > user.length - asked->triggers))
		expected = -EFAULT;
	if (config.triggers)
		config.triggers += (__u64)(size_t)user.bytes;
	err = gt_args_triggers_from_user(triggers, &config);
	assert(err == expected);
	if (err || gt_args_config_check(&config, bounds))
		return;
	assert(!bytes || !memcmp(triggers, before + asked->triggers, bytes));
	err = gt_args_triggers_check(triggers, &config);
	assert(!err || err == -EINVAL);
	for (__u32 i = 0; !err && i < config.trigger_count; i++)
		judge_trigger(&triggers[i]);
}

static void try_config(const unsigned char *before, const struct gt_args_bounds *bounds)
{
	struct gentrace_config config;
	int err = gt_args_config_from_user(&config, user.bytes);
	size_t given = size_given(before) < sizeof(config) ? size_given(before) : sizeof(config);

	assert(err == shape_error(before, sizeof(config), GENTRACE_CONFIG_SIZE_FIRST));
	judge_caller_memory(before);
	if (!err) {
		assert(!memcmp(&config, before, given));
		assert(tail_is_zero((const unsigned char *)&config, given, sizeof(config)));
		try_check(&config, bounds);
		try_filters(before, &config, bounds);
		try_triggers(before, &config, bounds);
	}
}

static void try_take(const unsigned char *before)
{
	struct gentrace_take take, asked;
	int err = gt_args_take_from_user(&take, user.bytes);
	int shape = shape_error(before, sizeof(take), sizeof(take));

	judge_caller_memory(before);
	if (shape) {
		assert(err == shape);
		return;
	}
	memcpy(&asked, before, sizeof(asked));
	assert(err == (asked.flags || asked.count > GENTRACE_TAKE_MAX ? -EINVAL : 0));
	if (err)
		return;
	assert(take.size == asked.size && take.give == asked.give && take.count == asked.count);
	assert(tail_is_zero((const unsigned char *)&take, offsetof(struct gentrace_take, offset),
			    sizeof(take)));
}

static void try_snapshot(const unsigned char *before)
{
	struct gentrace_flight_snapshot snapshot, asked;
	int err = gt_args_snapshot_from_user(&snapshot, user.bytes);
	int shape = shape_error(before, sizeof(snapshot), sizeof(snapshot));

	judge_caller_memory(before);
	if (shape) {
		assert(err == shape);
		return;
	}
	memcpy(&asked, before, sizeof(asked));
	assert(err == (asked.flags ? -EINVAL : 0));
	if (err)
		return;
	assert(!snapshot.flags && snapshot.window_ns == asked.window_ns);
	assert(tail_is_zero((const unsigned char *)&snapshot,
			    offsetof(struct gentrace_flight_snapshot, first), sizeof(snapshot)));
}

static void try_answer(const unsigned char *before, size_t ksize)
{
	unsigned char answer[512];
	__u32 size = size_given(before), told = (__u32)ksize;
	int err = size_error(size, ksize);

	memset(answer, 0xa5, sizeof(answer));
	if (!err && (user.read_only || size > user.length))
		err = -EFAULT;
	assert(gt_args_answer_to_user(user.bytes, answer, (__u32)ksize) == err);
	if (err) {
		/* Memory that ends within the tail has the answer. */
		assert((size > ksize && user.length >= ksize && !user.read_only) ||
		       !memcmp(before, user.bytes, user.length));
		return;
	}
	assert(!memcmp(user.bytes, &told, sizeof(told)));
	assert(!memcmp(user.bytes + 4, answer + 4, ksize - 4));
	assert(tail_is_zero(user.bytes, ksize, size));
	assert(!memcmp(user.bytes + size, before + size, user.length - size));
}

static void serve(const struct situation *situation, const unsigned char *before)
{
	struct gt_args_bounds bounds = {
		.clocks = (situation->clocks & 1u << GENTRACE_CLOCK_TSC) |
			  1u << GENTRACE_CLOCK_AUTO | 1u << GENTRACE_CLOCK_MONOTONIC,
		.stacks = situation->clocks >> 4,
		.cpus = 1u + (situation->racing >> 1),
	};

	memcpy(&bounds.pool_bytes_max, situation->pool_bytes_max, sizeof(bounds.pool_bytes_max));
	switch (situation->request % REQUEST_COUNT) {
	case REQUEST_CONFIG:
		try_config(before, &bounds);
		break;
	case REQUEST_INFO:
		try_answer(before, sizeof(struct gentrace_info));
		break;
	case REQUEST_STATS:
		try_answer(before, sizeof(struct gentrace_stats));
		break;
	case REQUEST_TAKE:
		try_take(before);
		break;
	case REQUEST_SNAPSHOT:
		try_snapshot(before);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct situation situation;

	if (length < sizeof(situation))
		return 0;
	memcpy(&situation, bytes, sizeof(situation));
	bytes += sizeof(situation);
	length -= sizeof(situation);
	/* In memory of its own, for the sanitizer to see its end. */
	user = (struct user) {
		.bytes = malloc(length),
		.length = length,
		.read_only = situation.read_only & 1,
		.racing = situation.racing & 1,
	};
	if (length)
		memcpy(user.bytes, bytes, length);
	serve(&situation, bytes);
	free(user.bytes);
	return 0;
}
