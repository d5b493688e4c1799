// SPDX-License-Identifier: GPL-2.0
/*
 * abi.c - each promise of gentrace.h, and each refusal with its errno.
 *
 * A refusal has changed nothing: every test that provokes one looks at the
 * session before and after.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "session.h"

/* A struct as a caller of the future would pass it: with fields behind ours. */
#define TAIL_BYTES	64
#define PAGE_BYTES	4096

/* Volatile, for the compiler knows better than to write there. */
static void *volatile nowhere = (void *)8;

static bool poisoned(const void *data, size_t from, size_t to)
{
	const unsigned char *bytes = data;

	for (; from < to; from++)
		if (bytes[from] != SESSION_POISON)
			return false;
	return true;
}

static __u32 state_of(int fd)
{
	struct gentrace_stats stats;

	return session_stats(fd, &stats) ? ~0u : stats.state;
}

/* Everything a refused request could have changed; counters of events cannot stand still. */
static bool same_session(const struct gentrace_stats *a, const struct gentrace_stats *b)
{
	return a->state == b->state && a->session == b->session && a->owner == b->owner &&
	       a->batches == b->batches && a->generation == b->generation &&
	       a->generations == b->generations && a->start_pause_ns == b->start_pause_ns &&
	       a->stop_pause_ns == b->stop_pause_ns && a->fault == b->fault;
}

FIXTURE(device) {
	int fd;
	int other;
};

FIXTURE_SETUP(device)
{
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd)
		TH_LOG("cannot open %s: %s; is the module loaded?",
		       GENTRACE_DEVICE, strerror(-self->fd));
	self->other = session_open(0);
	ASSERT_LE(0, self->other);
	ASSERT_EQ(GENTRACE_STATE_IDLE, state_of(self->fd));
}

FIXTURE_TEARDOWN(device)
{
	close(self->other);
	close(self->fd);
}

TEST_F(device, info)
{
	struct gentrace_info info;

	ASSERT_EQ(0, session_info(self->fd, &info));
	EXPECT_EQ(sizeof(info), info.size);
	EXPECT_EQ(GENTRACE_ABI, info.abi);
	EXPECT_EQ(GENTRACE_FORMAT, info.format);
	EXPECT_TRUE(info.clocks & 1u << GENTRACE_CLOCK_MONOTONIC);
	EXPECT_EQ(0, info.clocks & ~0x7u);
	EXPECT_EQ(GENTRACE_FEATURES, info.features);
	EXPECT_EQ(SESSION_CLASSES, info.classes & SESSION_CLASSES);
	EXPECT_EQ(GENTRACE_FLAGS_ALL, info.flags);
	EXPECT_LE(sysconf(_SC_NPROCESSORS_ONLN), (long)info.cpus);
	EXPECT_EQ(GENTRACE_BATCH_BYTES_MIN, info.batch_bytes_min);
	EXPECT_EQ(GENTRACE_BATCH_BYTES_MAX, info.batch_bytes_max);
	EXPECT_EQ(GENTRACE_POOL_BYTES_MIN, info.pool_bytes_min);
	EXPECT_LE(info.pool_bytes_min, info.pool_bytes_max);
	EXPECT_GE(GENTRACE_POOL_BYTES_MAX, info.pool_bytes_max);
	EXPECT_EQ(GENTRACE_PERIOD_NS_MIN, info.period_ns_min);
	EXPECT_EQ(GENTRACE_PERIOD_NS_MAX, info.period_ns_max);
	ASSERT_NE(NULL, memchr(info.version, 0, sizeof(info.version)));
	EXPECT_STREQ(GENTRACE_VERSION, info.version);
}

/* A class that this kernel lacks is not offered, and refused. */
TEST_F(device, class_that_is_not_here)
{
	struct gentrace_config config = session_config();
	struct gentrace_stats stats;

	config.classes = GENTRACE_CLASSES_ALL & ~session_classes(self->fd);
	if (!config.classes)
		SKIP(return, "this kernel has all classes");
	EXPECT_EQ(-ENOENT, session_arm(self->fd, &config));
	ASSERT_EQ(0, session_stats(self->fd, &stats));
	EXPECT_EQ(GENTRACE_STATE_IDLE, stats.state);
}

/* Shorter than the first version of the struct is no version of it. */
TEST_F(device, answer_shorter)
{
	const unsigned long requests[] = {
		GENTRACE_IOC_INFO, GENTRACE_IOC_STATS, GENTRACE_IOC_FILTERS,
	};
	const __u32 sizes[] = {
		sizeof(struct gentrace_info), sizeof(struct gentrace_stats),
		sizeof(struct gentrace_filters),
	};
	unsigned char answer[sizeof(struct gentrace_filters)];

	for (size_t i = 0; i < ARRAY_SIZE(requests); i++) {
		for (__u32 size = 0; size < sizes[i]; size++) {
			memset(answer, SESSION_POISON, sizeof(answer));
			memcpy(answer, &size, sizeof(size));
			ASSERT_EQ(-EINVAL, session_ioctl(self->fd, requests[i], answer));
			ASSERT_EQ(0, memcmp(answer, &size, sizeof(size)));
			ASSERT_TRUE(poisoned(answer, sizeof(size), sizeof(answer)));
		}
	}
}

/* A newer caller finds zeros in the fields that this kernel does not know. */
TEST_F(device, answer_longer)
{
	struct {
		struct gentrace_info info;
		unsigned char tail[TAIL_BYTES];
		unsigned char beyond[TAIL_BYTES];
	} newer;
	static const unsigned char zeros[TAIL_BYTES];

	memset(&newer, SESSION_POISON, sizeof(newer));
	newer.info.size = offsetof(typeof(newer), beyond);
	ASSERT_EQ(0, session_ioctl(self->fd, GENTRACE_IOC_INFO, &newer));
	EXPECT_EQ(sizeof(newer.info), newer.info.size);
	EXPECT_EQ(0, memcmp(newer.tail, zeros, sizeof(newer.tail)));
	EXPECT_TRUE(poisoned(newer.beyond, 0, sizeof(newer.beyond)));
	newer.info.size = PAGE_BYTES + 1;
	EXPECT_EQ(-E2BIG, session_ioctl(self->fd, GENTRACE_IOC_INFO, &newer));
	EXPECT_EQ(PAGE_BYTES + 1, newer.info.size);
}

/* The figures are those of the last session, if there was one. */
TEST_F(device, stats_of_no_session)
{
	struct gentrace_stats stats;

	ASSERT_EQ(0, session_stats(self->fd, &stats));
	EXPECT_EQ(sizeof(stats), stats.size);
	EXPECT_EQ(GENTRACE_STATE_IDLE, stats.state);
	EXPECT_EQ(stats.emitted, stats.recorded + session_lost(&stats));
	EXPECT_EQ(0, stats.open_lost);
	EXPECT_EQ(0, stats.batches);
	EXPECT_EQ(0, stats.batches_free);
	EXPECT_EQ(0, stats.batches_unread);
	EXPECT_EQ(0, stats.owner);
	EXPECT_EQ(0, stats.fault);
	EXPECT_EQ(0, stats.map_pages);
}

/* Requests without an argument take none. */
TEST_F(device, argument_not_wanted)
{
	struct gentrace_config config = session_config();
	const unsigned long requests[] = { GENTRACE_IOC_STOP, GENTRACE_IOC_FLIP };
	struct gentrace_stats before, after;

	config.period_ns = GENTRACE_PERIOD_NS_MAX;
	ASSERT_EQ(0, session_start(self->fd, &config));
	ASSERT_EQ(0, session_stats(self->fd, &before));
	for (size_t i = 0; i < ARRAY_SIZE(requests); i++) {
		EXPECT_EQ(-EINVAL, session_ioctl(self->fd, requests[i], (void *)1));
		EXPECT_EQ(-EINVAL, session_ioctl(self->fd, requests[i], &config));
		ASSERT_EQ(0, session_stats(self->fd, &after));
		EXPECT_TRUE(same_session(&before, &after));
	}
}

TEST_F(device, unknown_request)
{
	struct gentrace_stats stats;

	EXPECT_EQ(-ENOTTY, session_ioctl(self->fd, _IO(GENTRACE_IOC_MAGIC, 0x7f), NULL));
	EXPECT_EQ(-ENOTTY, session_ioctl(self->fd, _IO('t', 0x10), &stats));
	EXPECT_EQ(GENTRACE_STATE_IDLE, state_of(self->fd));
}

/* Each struct, each way of being no struct. */
TEST_F(device, bad_pointer)
{
	const unsigned long requests[] = {
		GENTRACE_IOC_INFO, GENTRACE_IOC_STATS, GENTRACE_IOC_ARM, GENTRACE_IOC_START,
	};
	unsigned char *pages = mmap(NULL, 2 * PAGE_BYTES, PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	__u32 *last = (__u32 *)(pages + PAGE_BYTES) - 1;

	ASSERT_NE(MAP_FAILED, pages);
	ASSERT_EQ(0, munmap(pages + PAGE_BYTES, PAGE_BYTES));
	for (size_t i = 0; i < ARRAY_SIZE(requests); i++) {
		/* Its size can be read, and is enough for any; the rest cannot. */
		*last = sizeof(struct gentrace_stats);
		EXPECT_EQ(-EFAULT, session_ioctl(self->fd, requests[i], last));
		EXPECT_EQ(-EFAULT, session_ioctl(self->fd, requests[i], nowhere));
	}
	EXPECT_EQ(GENTRACE_STATE_IDLE, state_of(self->fd));
	munmap(pages, PAGE_BYTES);
}

/* A config that cannot be given back must not leave a session behind. */
TEST_F(device, config_read_only)
{
	struct gentrace_config *config = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE,
					      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ASSERT_NE(MAP_FAILED, config);
	*config = session_config();
	ASSERT_EQ(0, mprotect(config, PAGE_BYTES, PROT_READ));
	EXPECT_EQ(-EFAULT, session_ioctl(self->fd, GENTRACE_IOC_ARM, config));
	EXPECT_EQ(GENTRACE_STATE_IDLE, state_of(self->fd));
	EXPECT_EQ(-EFAULT, session_ioctl(self->fd, GENTRACE_IOC_START, config));
	EXPECT_EQ(GENTRACE_STATE_IDLE, state_of(self->fd));
	munmap(config, PAGE_BYTES);
}

TEST_F(device, config_longer)
{
	struct {
		struct gentrace_config config;
		unsigned char tail[TAIL_BYTES];
	} newer = { .config.size = sizeof(newer) };

	newer.tail[0] = 1;
	EXPECT_EQ(-E2BIG, session_ioctl(self->fd, GENTRACE_IOC_ARM, &newer));
	EXPECT_EQ(GENTRACE_STATE_IDLE, state_of(self->fd));
	newer.tail[0] = 0;
	newer.tail[TAIL_BYTES - 1] = 1;
	EXPECT_EQ(-E2BIG, session_ioctl(self->fd, GENTRACE_IOC_START, &newer));
	EXPECT_EQ(GENTRACE_STATE_IDLE, state_of(self->fd));
	newer.tail[TAIL_BYTES - 1] = 0;
	EXPECT_EQ(0, session_ioctl(self->fd, GENTRACE_IOC_ARM, &newer));
	EXPECT_EQ(GENTRACE_STATE_ARMED, state_of(self->fd));
}

TEST_F(device, config_in_force)
{
	struct gentrace_config config = session_config();

	ASSERT_EQ(0, session_ioctl(self->fd, GENTRACE_IOC_ARM, &config));
	EXPECT_EQ(0, config.flags);
	EXPECT_EQ(GENTRACE_CLASSES_DEFAULT, config.classes);
	EXPECT_EQ(GENTRACE_POOL_BYTES_DEFAULT, config.pool_bytes);
	EXPECT_EQ(config.pool_bytes / 4, config.budget_bytes);
	EXPECT_EQ(GENTRACE_PERIOD_NS_DEFAULT, config.period_ns);
	EXPECT_EQ(GENTRACE_BATCH_BYTES_DEFAULT, config.batch_bytes);
	EXPECT_NE(GENTRACE_CLOCK_AUTO, config.clock);
	EXPECT_EQ(0, config.stacks);
	EXPECT_EQ(0, config.stack_bytes);
}

/* Memory for stacks is of whole pages; without a wish it is the default. */
TEST_F(device, stacks_in_force)
{
	struct gentrace_config config = session_config();

	config.stacks = GENTRACE_STACKS_ALL;
	config.classes = session_classes(self->fd);
	ASSERT_EQ(0, session_ioctl(self->fd, GENTRACE_IOC_ARM, &config));
	EXPECT_EQ(GENTRACE_STACKS_ALL, config.stacks);
	EXPECT_EQ(GENTRACE_STACK_BYTES_DEFAULT, config.stack_bytes);
	close(self->fd);

	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	config.stack_bytes = 3 * GENTRACE_STACK_BYTES_MIN - 1;
	ASSERT_EQ(0, session_ioctl(self->fd, GENTRACE_IOC_ARM, &config));
	EXPECT_EQ(2 * GENTRACE_STACK_BYTES_MIN, config.stack_bytes);
}

/* Without a wish, samples come at the default rate; the bounds are inside. */
TEST_F(device, samples_in_force)
{
	const __u32 rate[] = { 0, GENTRACE_SAMPLE_HZ_MIN, GENTRACE_SAMPLE_HZ_MAX };

	for (size_t i = 0; i < ARRAY_SIZE(rate); i++) {
		struct gentrace_config config = session_config();

		config.classes = GENTRACE_CLASS_BIT(GENTRACE_CLASS_SAMPLE);
		if (!(session_classes(self->fd) & config.classes))
			SKIP(return, "this kernel has no perf events");
		config.sample_hz = rate[i];
		ASSERT_EQ(0, session_ioctl(self->fd, GENTRACE_IOC_ARM, &config));
		EXPECT_EQ(rate[i] ?: GENTRACE_SAMPLE_HZ_DEFAULT, config.sample_hz);
		close(self->fd);
		self->fd = session_open(0);
		ASSERT_LE(0, self->fd);
	}
}

/* 100 bytes short of 33 batches are 32 batches. */
TEST_F(device, pool_of_whole_batches)
{
	struct gentrace_config config = session_config();
	struct gentrace_stats stats;

	config.batch_bytes = 8192;
	config.pool_bytes = 33 * 8192 - 100;
	ASSERT_EQ(0, session_ioctl(self->fd, GENTRACE_IOC_ARM, &config));
	EXPECT_EQ(32 * 8192, config.pool_bytes);
	ASSERT_EQ(0, session_stats(self->fd, &stats));
	EXPECT_EQ(32, stats.batches);
}

/* The limits themselves are inside. */
TEST_F(device, limits)
{
	struct gentrace_config config = session_config();

	config.batch_bytes = GENTRACE_BATCH_BYTES_MIN;
	config.pool_bytes = GENTRACE_POOL_BYTES_MIN;
	config.period_ns = GENTRACE_PERIOD_NS_MIN;
	ASSERT_EQ(0, session_arm(self->fd, &config));
	close(self->fd);

	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	config.batch_bytes = GENTRACE_BATCH_BYTES_MAX;
	config.pool_bytes = GENTRACE_BATCH_BYTES_MAX * (__u64)GENTRACE_POOL_BATCHES_MIN;
	config.period_ns = GENTRACE_PERIOD_NS_MAX;
	EXPECT_EQ(0, session_arm(self->fd, &config));
}

TEST_F(device, states)
{
	struct gentrace_config config = session_config();
	struct gentrace_stats stats;

	ASSERT_EQ(0, session_arm(self->fd, &config));
	ASSERT_EQ(0, session_stats(self->other, &stats));
	EXPECT_EQ(GENTRACE_STATE_ARMED, stats.state);
	EXPECT_EQ(getpid(), (pid_t)stats.owner);
	EXPECT_NE(0, stats.session);
	EXPECT_EQ(0, stats.start_pause_ns);

	ASSERT_EQ(0, session_start_armed(self->fd));
	ASSERT_EQ(0, session_stats(self->other, &stats));
	EXPECT_EQ(GENTRACE_STATE_TRACING, stats.state);
	EXPECT_NE(0, stats.generation);
	EXPECT_NE(0, stats.start_pause_ns);
	EXPECT_EQ(0, stats.stop_pause_ns);

	ASSERT_EQ(0, session_stop(self->fd));
	ASSERT_EQ(0, session_stats(self->other, &stats));
	EXPECT_EQ(GENTRACE_STATE_STOPPED, stats.state);
	EXPECT_NE(0, stats.stop_pause_ns);
	EXPECT_LE(1, stats.generations);
	EXPECT_EQ(stats.emitted, stats.recorded + session_lost(&stats));

	close(self->fd);
	EXPECT_EQ(GENTRACE_STATE_IDLE, state_of(self->other));
	self->fd = session_open(0);
}

/* Requests that make no sense in a state, in each state. */
TEST_F(device, wrong_state)
{
	struct gentrace_config config = session_config();

	EXPECT_EQ(-EINVAL, session_start_armed(self->fd));
	EXPECT_EQ(-EINVAL, session_stop(self->fd));
	EXPECT_EQ(-EINVAL, session_flip(self->fd));
	EXPECT_EQ(GENTRACE_STATE_IDLE, state_of(self->fd));

	ASSERT_EQ(0, session_arm(self->fd, &config));
	EXPECT_EQ(-EINVAL, session_flip(self->fd));
	EXPECT_EQ(-EBUSY, session_arm(self->fd, &config));
	EXPECT_EQ(GENTRACE_STATE_ARMED, state_of(self->fd));

	ASSERT_EQ(0, session_start_armed(self->fd));
	EXPECT_EQ(-EBUSY, session_arm(self->fd, &config));
	EXPECT_EQ(-EBUSY, session_start(self->fd, &config));
	EXPECT_NE(0, session_start_armed(self->fd));
	EXPECT_EQ(GENTRACE_STATE_TRACING, state_of(self->fd));

	ASSERT_EQ(0, session_stop(self->fd));
	EXPECT_EQ(-EINVAL, session_stop(self->fd));
	EXPECT_EQ(-EINVAL, session_flip(self->fd));
	EXPECT_EQ(-EINVAL, session_start_armed(self->fd));
	EXPECT_EQ(GENTRACE_STATE_STOPPED, state_of(self->fd));
}

/* Nobody reads: flips go on until the memory for one more is not there. */
TEST_F(device, flip_without_memory)
{
	struct gentrace_config config = session_config();
	struct gentrace_stats before, after;
	struct buffer buffer = {};
	int err;

	config.period_ns = GENTRACE_PERIOD_NS_MAX;
	config.batch_bytes = GENTRACE_BATCH_BYTES_MIN;
	config.pool_bytes = GENTRACE_POOL_BYTES_MIN;
	config.classes = GENTRACE_CLASS_BIT(GENTRACE_CLASS_POWER);
	ASSERT_EQ(0, session_start(self->fd, &config));
	do {
		ASSERT_EQ(0, session_stats(self->fd, &before));
		err = session_flip(self->fd);
	} while (!err);
	EXPECT_EQ(-ENOSPC, err);
	ASSERT_EQ(0, session_stats(self->fd, &after));
	EXPECT_LT(0, after.generations);
	EXPECT_EQ(before.generation, after.generation);
	EXPECT_EQ(before.postponed + 1, after.postponed);

	/* As soon as somebody has read, it is there. */
	ASSERT_LT(0, buffer_read(&buffer, self->other));
	while (session_flip(self->fd))
		ASSERT_LT(0, buffer_read(&buffer, self->other));
	buffer_free(&buffer);
}

/* What another file may not do to a session, armed or tracing. */
TEST_F(device, not_the_owner)
{
	struct gentrace_config config = session_config();
	struct gentrace_stats before, after;

	ASSERT_EQ(0, session_arm(self->fd, &config));
	ASSERT_EQ(0, session_stats(self->fd, &before));
	EXPECT_EQ(-EBUSY, session_arm(self->other, &config));
	EXPECT_EQ(-EBUSY, session_start(self->other, &config));
	EXPECT_EQ(-EBUSY, session_start_armed(self->other));
	ASSERT_EQ(0, session_stats(self->fd, &after));
	EXPECT_TRUE(same_session(&before, &after));

	ASSERT_EQ(0, session_start_armed(self->fd));
	ASSERT_EQ(0, session_stats(self->fd, &before));
	EXPECT_EQ(-EBUSY, session_arm(self->other, &config));
	EXPECT_EQ(-EBUSY, session_start(self->other, &config));
	EXPECT_EQ(-EBUSY, session_stop(self->other));
	ASSERT_EQ(0, session_stats(self->fd, &after));
	EXPECT_TRUE(same_session(&before, &after));
}

/* A file that comes and goes does not end the session of another one. */
TEST_F(device, other_closes)
{
	struct gentrace_config config = session_config();

	ASSERT_EQ(0, session_start(self->fd, &config));
	close(self->other);
	EXPECT_EQ(GENTRACE_STATE_TRACING, state_of(self->fd));
	self->other = session_open(0);
	ASSERT_LE(0, self->other);
}

/* The session is the file's, not the descriptor's. */
TEST_F(device, duplicate_closes)
{
	struct gentrace_config config = session_config();
	int copy = dup(self->fd);

	ASSERT_LE(0, copy);
	ASSERT_EQ(0, session_start(self->fd, &config));
	close(self->fd);
	EXPECT_EQ(GENTRACE_STATE_TRACING, state_of(self->other));
	self->fd = copy;
	EXPECT_EQ(0, session_stop(self->fd));
}

/* A persistent session outlives its file; any privileged one may end it. */
TEST_F(device, persistent)
{
	struct gentrace_config config = session_config();
	struct buffer buffer = {};

	config.flags = GENTRACE_PERSISTENT;
	ASSERT_EQ(0, session_start(self->fd, &config));
	close(self->fd);
	EXPECT_EQ(GENTRACE_STATE_TRACING, state_of(self->other));
	EXPECT_EQ(0, session_flip(self->other));
	EXPECT_EQ(0, session_stop(self->other));
	EXPECT_EQ(GENTRACE_STATE_STOPPED, state_of(self->other));
	EXPECT_EQ(0, buffer_drain(&buffer, self->other));
	EXPECT_LT(0, buffer.size);
	buffer_free(&buffer);
	close(self->other);
	self->fd = session_open(0);
	self->other = session_open(0);
	ASSERT_LE(0, self->other);
	EXPECT_EQ(GENTRACE_STATE_IDLE, state_of(self->fd));
}

/* A config that is refused, why, and with which errno. */
/* A filter that is good everywhere. */
static const struct gentrace_filter one_cpu[] = { { .kind = GENTRACE_FILTER_CPU } };

FIXTURE(refusal) {
	int fd;
};

FIXTURE_VARIANT(refusal) {
	struct gentrace_config config;
	int error;
};

FIXTURE_SETUP(refusal)
{
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
}

FIXTURE_TEARDOWN(refusal)
{
	close(self->fd);
}

#define REFUSAL(name, errno_, ...)					\
	FIXTURE_VARIANT_ADD(refusal, name) {				\
		.config = { .size = sizeof(struct gentrace_config), __VA_ARGS__ }, \
		.error = -(errno_),					\
	}

REFUSAL(flags_unknown, EINVAL, .flags = GENTRACE_FLAGS_ALL + 1);
REFUSAL(flags_highest, EINVAL, .flags = 1u << 31);
REFUSAL(classes_unknown, EINVAL,
	.classes = GENTRACE_CLASSES_DEFAULT | GENTRACE_CLASS_BIT(GENTRACE_CLASS_COUNT));
REFUSAL(classes_highest, EINVAL, .classes = 1ull << 63);
REFUSAL(pool_too_small, EINVAL, .pool_bytes = GENTRACE_POOL_BYTES_MIN - 1);
REFUSAL(pool_of_one_byte, EINVAL, .pool_bytes = 1);
REFUSAL(pool_too_large, EINVAL, .pool_bytes = GENTRACE_POOL_BYTES_MAX + 1);
REFUSAL(pool_absurd, EINVAL, .pool_bytes = ~0ull);
REFUSAL(pool_of_few_batches, EINVAL, .batch_bytes = 64 << 10,
	.pool_bytes = (GENTRACE_POOL_BATCHES_MIN - 1) * (64ull << 10));
REFUSAL(budget_of_no_batch, EINVAL, .budget_bytes = GENTRACE_BATCH_BYTES_DEFAULT - 1);
REFUSAL(batch_too_small, EINVAL, .batch_bytes = GENTRACE_BATCH_BYTES_MIN / 2);
REFUSAL(batch_too_large, EINVAL, .batch_bytes = GENTRACE_BATCH_BYTES_MAX * 2);
REFUSAL(batch_no_power_of_two, EINVAL, .batch_bytes = 12288);
REFUSAL(batch_absurd, EINVAL, .batch_bytes = ~0u);
REFUSAL(period_too_short, EINVAL, .period_ns = GENTRACE_PERIOD_NS_MIN - 1);
REFUSAL(period_too_long, EINVAL, .period_ns = GENTRACE_PERIOD_NS_MAX + 1);
REFUSAL(period_absurd, EINVAL, .period_ns = ~0ull);
REFUSAL(clock_unknown, EINVAL, .clock = GENTRACE_CLOCK_MONOTONIC + 1);
REFUSAL(clock_absurd, EINVAL, .clock = ~0u);
REFUSAL(class_stack, EINVAL, .classes = GENTRACE_CLASS_BIT(GENTRACE_CLASS_STACK));
REFUSAL(stacks_unknown, EINVAL, .stacks = GENTRACE_STACKS_ALL + 1);
REFUSAL(stacks_highest, EINVAL, .stacks = 1u << 31);
REFUSAL(stacks_without_their_class, EINVAL, .stacks = GENTRACE_STACKS_KERNEL(SWITCH),
	.classes = GENTRACE_CLASS_BIT(GENTRACE_CLASS_IRQ));
REFUSAL(stack_bytes_without_stacks, EINVAL, .stack_bytes = GENTRACE_STACK_BYTES_DEFAULT);
REFUSAL(stack_bytes_too_small, EINVAL, .stacks = GENTRACE_STACKS_KERNEL(SWITCH),
	.stack_bytes = GENTRACE_STACK_BYTES_MIN - 1);
REFUSAL(stack_bytes_too_large, EINVAL, .stacks = GENTRACE_STACKS_KERNEL(SWITCH),
	.stack_bytes = GENTRACE_STACK_BYTES_MAX + 1);
REFUSAL(reserved, EINVAL, .reserved = 1);
REFUSAL(window_without_flight, EINVAL, .window_ns = 1);
REFUSAL(triggers_without_count, EINVAL, .flags = GENTRACE_FLIGHT, .triggers = 8);
REFUSAL(triggers_without_address, EINVAL, .flags = GENTRACE_FLIGHT, .trigger_count = 1);
REFUSAL(triggers_unreadable, EFAULT, .flags = GENTRACE_FLIGHT, .triggers = 8,
	.trigger_count = 1);
REFUSAL(flight_budget_too_large, EINVAL, .flags = GENTRACE_FLIGHT, .pool_bytes = 16 << 20,
	.budget_bytes = (4 << 20) + 1);
REFUSAL(stacks_of_samples_without_them, EINVAL, .stacks = GENTRACE_STACKS_KERNEL(SAMPLE));
REFUSAL(stacks_of_locks_without_them, EINVAL, .stacks = GENTRACE_STACKS_USER(CONTENTION));
REFUSAL(sample_hz_without_samples, EINVAL, .sample_hz = GENTRACE_SAMPLE_HZ_DEFAULT);
REFUSAL(sample_hz_too_high, EINVAL, .classes = GENTRACE_CLASS_BIT(GENTRACE_CLASS_SAMPLE),
	.sample_hz = GENTRACE_SAMPLE_HZ_MAX + 1);
REFUSAL(sample_hz_absurd, EINVAL, .classes = GENTRACE_CLASS_BIT(GENTRACE_CLASS_SAMPLE),
	.sample_hz = ~0u);
REFUSAL(filters_without_count, EINVAL, .filters = (uintptr_t)one_cpu);
REFUSAL(filters_without_address, EINVAL, .filter_count = 1);
REFUSAL(filters_too_many, EINVAL, .filters = (uintptr_t)one_cpu,
	.filter_count = GENTRACE_FILTERS_MAX + 1);
REFUSAL(filters_unreadable, EFAULT, .filters = 8, .filter_count = 1);
REFUSAL(filters_nowhere, EFAULT, .filters = 1ull << 63, .filter_count = 1);

/* The last member given wins: these replace the size. */
FIXTURE_VARIANT_ADD(refusal, size_zero) {
	.config = { .size = 0 }, .error = -EINVAL,
};
FIXTURE_VARIANT_ADD(refusal, size_less_than_first_version) {
	.config = { .size = GENTRACE_CONFIG_SIZE_FIRST - 1 }, .error = -EINVAL,
};
FIXTURE_VARIANT_ADD(refusal, size_over_a_page) {
	.config = { .size = PAGE_BYTES + 1 }, .error = -E2BIG,
};
FIXTURE_VARIANT_ADD(refusal, size_absurd) {
	.config = { .size = ~0u }, .error = -E2BIG,
};

/* Who knows of no triggers is served as ever, and nothing behind his struct is touched. */
TEST_F(refusal, first_version)
{
	struct gentrace_config config = session_config();
	const unsigned char *tail = (unsigned char *)&config + GENTRACE_CONFIG_SIZE_FIRST;

	memset(&config, 0, sizeof(config));
	memset(&config.triggers, SESSION_POISON, sizeof(config) - GENTRACE_CONFIG_SIZE_FIRST);
	config.size = GENTRACE_CONFIG_SIZE_FIRST;
	ASSERT_EQ(0, session_ioctl(self->fd, GENTRACE_IOC_START, &config));
	EXPECT_EQ(GENTRACE_CLASSES_DEFAULT, config.classes);
	for (size_t i = 0; i < sizeof(config) - GENTRACE_CONFIG_SIZE_FIRST; i++)
		EXPECT_EQ(SESSION_POISON, tail[i]);
}

/* Twice a page of zeros behind the config: its size is all that is wrong. */
TEST_F(refusal, config)
{
	static union {
		struct gentrace_config config;
		unsigned char bytes[2 * PAGE_BYTES];
	} asked;
	struct gentrace_stats before, after;
	const unsigned long requests[] = { GENTRACE_IOC_ARM, GENTRACE_IOC_START };

	ASSERT_EQ(0, session_stats(self->fd, &before));
	ASSERT_EQ(GENTRACE_STATE_IDLE, before.state);
	asked.config = variant->config;
	for (size_t i = 0; i < ARRAY_SIZE(requests); i++) {
		EXPECT_EQ(variant->error, session_ioctl(self->fd, requests[i], &asked));
		EXPECT_EQ(0, memcmp(&asked.config, &variant->config, sizeof(asked.config)));
		ASSERT_EQ(0, session_stats(self->fd, &after));
		EXPECT_TRUE(same_session(&before, &after));
	}
}

#define POOL_PERCENT	"/sys/module/gentrace/parameters/max_pool_percent"

/* What a session may take of this machine's memory. */
FIXTURE(memory) {
	int fd;
	char percent[16];
};

static bool write_percent(const char *percent)
{
	int fd = open(POOL_PERCENT, O_WRONLY);
	bool done = fd >= 0 && write(fd, percent, strlen(percent)) == (ssize_t)strlen(percent);

	close(fd);
	return done;
}

FIXTURE_SETUP(memory)
{
	int fd = open(POOL_PERCENT, O_RDONLY);

	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	ASSERT_LT(0, read(fd, self->percent, sizeof(self->percent) - 1));
	close(fd);
}

FIXTURE_TEARDOWN(memory)
{
	write_percent(self->percent);
	close(self->fd);
}

static __u64 pool_max(int fd)
{
	struct gentrace_info info;

	return session_info(fd, &info) ? 0 : info.pool_bytes_max;
}

/* A pool that the format allows and this machine does not. */
TEST_F(memory, more_than_allowed)
{
	struct gentrace_config config = session_config();
	struct gentrace_stats stats;

	config.pool_bytes = pool_max(self->fd) + 1;
	EXPECT_EQ(-ENOMEM, session_arm(self->fd, &config));
	ASSERT_EQ(0, session_stats(self->fd, &stats));
	EXPECT_EQ(GENTRACE_STATE_IDLE, stats.state);
	EXPECT_EQ(0, stats.batches);
}

/* The parameter counts when arming, and 90 is the most that it means. */
TEST_F(memory, percent)
{
	struct gentrace_config config = session_config();
	__u64 one, ninety;

	ASSERT_TRUE(write_percent("1"));
	one = pool_max(self->fd);
	ASSERT_TRUE(write_percent("90"));
	ninety = pool_max(self->fd);
	EXPECT_EQ(90 * one, ninety);
	ASSERT_TRUE(write_percent("100"));
	EXPECT_EQ(ninety, pool_max(self->fd));

	ASSERT_TRUE(write_percent("1"));
	config.pool_bytes = 2 * one;
	EXPECT_EQ(-ENOMEM, session_arm(self->fd, &config));
	ASSERT_TRUE(write_percent("2"));
	EXPECT_EQ(0, session_arm(self->fd, &config));
}

/* Root without the capabilities: the device's own check, not the file's mode. */
static int open_with(__u64 capabilities)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[2] = {
		{ .effective = (__u32)capabilities, .permitted = (__u32)capabilities },
		{ .effective = capabilities >> 32, .permitted = capabilities >> 32 },
	};
	pid_t child = fork();
	int status;

	if (!child) {
		if (syscall(SYS_capset, &header, data))
			_exit(255);
		status = session_open(0);
		_exit(status < 0 ? -status : 0);
	}
	return waitpid(child, &status, 0) == child && WIFEXITED(status) ? -WEXITSTATUS(status) : 1;
}

TEST(privilege)
{
	EXPECT_EQ(-EPERM, open_with(0));
	EXPECT_EQ(-EPERM, open_with(~0ull & ((1ull << (CAP_LAST_CAP + 1)) - 1) &
				    ~(1ull << CAP_PERFMON | 1ull << CAP_SYS_ADMIN)));
	EXPECT_EQ(0, open_with(1ull << CAP_PERFMON));
	EXPECT_EQ(0, open_with(1ull << CAP_SYS_ADMIN));
}

/* Filters that are none. What is wrong with the last one is wrong with them all. */
TEST_F(device, filters_refused)
{
	static const struct gentrace_filter bad[] = {
		{ .kind = 0 },
		{ .kind = 0xffffffff },
		{ .kind = GENTRACE_FILTER_CPU, .reserved = 1 },
		{ .kind = GENTRACE_FILTER_CPU, .first = 1 },
		{ .kind = GENTRACE_FILTER_CPU, .last = 1u << 20 },
		{ .kind = GENTRACE_FILTER_CPU, .last = ~0ull },
		{ .kind = GENTRACE_FILTER_CGROUP },
		{ .kind = GENTRACE_FILTER_CGROUP, .first = 1, .last = 2 },
		{ .kind = GENTRACE_FILTER_TASK },
		{ .kind = GENTRACE_FILTER_TASK, .first = 1, .last = 2 },
		{ .kind = GENTRACE_FILTER_TASK, .first = 1ull << 31, .last = 1ull << 31 },
		{ .kind = GENTRACE_FILTER_EVENT },
		{ .kind = GENTRACE_FILTER_EVENT, .first = GENTRACE_EVENT_generation,
		  .last = GENTRACE_EVENT_generation },
		{ .kind = GENTRACE_FILTER_EVENT, .first = GENTRACE_EVENT_sched_switch, .last = 255 },
		{ .kind = GENTRACE_FILTER_EVENT, .first = GENTRACE_EVENT_sched_switch,
		  .last = ~0ull },
		/* Of a class that is not recorded: it would never come. */
		{ .kind = GENTRACE_FILTER_EVENT, .first = GENTRACE_EVENT_sys_enter,
		  .last = GENTRACE_EVENT_sys_enter },
	};
	struct gentrace_filter filter[2] = { *one_cpu };
	struct gentrace_config config = session_config();
	struct gentrace_filters told;

	config.filters = (uintptr_t)filter;
	config.filter_count = ARRAY_SIZE(filter);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		filter[1] = bad[i];
		EXPECT_EQ(-EINVAL, session_arm(self->fd, &config))
			TH_LOG("filter %zu", i);
		EXPECT_EQ(-EINVAL, session_start(self->fd, &config));
		EXPECT_EQ(GENTRACE_STATE_IDLE, state_of(self->fd));
	}
	ASSERT_EQ(0, session_filters(self->fd, &told));
	EXPECT_EQ(0, told.count);
}

/* A task that was there, and is no more. */
TEST_F(device, filter_of_no_task)
{
	struct gentrace_filter filter[] = { { .kind = GENTRACE_FILTER_TASK } };
	struct gentrace_config config = session_config();
	pid_t child = fork();

	if (!child)
		_exit(0);
	ASSERT_EQ(child, waitpid(child, NULL, 0));
	filter->first = child;
	filter->last = child;
	config.filters = (uintptr_t)filter;
	config.filter_count = ARRAY_SIZE(filter);
	EXPECT_EQ(-ESRCH, session_arm(self->fd, &config));
	EXPECT_EQ(-ESRCH, session_start(self->fd, &config));
	EXPECT_EQ(GENTRACE_STATE_IDLE, state_of(self->fd));
}

/* An id that no cgroup has. */
TEST_F(device, filter_of_no_cgroup)
{
	struct gentrace_filter filter[] = {
		{ .kind = GENTRACE_FILTER_CGROUP, .first = 1ull << 62, .last = 1ull << 62 },
	};
	struct gentrace_config config = session_config();
	int err;

	config.filters = (uintptr_t)filter;
	config.filter_count = ARRAY_SIZE(filter);
	err = session_arm(self->fd, &config);
	EXPECT_TRUE(err == -ESRCH || (err == -EOPNOTSUPP && access("/sys/fs/cgroup", F_OK)));
	EXPECT_EQ(err, session_start(self->fd, &config));
	EXPECT_EQ(GENTRACE_STATE_IDLE, state_of(self->fd));
}

/* Refused, too, where there is a session already, and nothing has changed. */
TEST_F(device, filters_refused_again)
{
	struct gentrace_filter filter[] = { *one_cpu };
	struct gentrace_config config = session_config();
	struct gentrace_stats before, after;
	struct gentrace_filters told;

	config.filters = (uintptr_t)filter;
	config.filter_count = ARRAY_SIZE(filter);
	ASSERT_EQ(0, session_start(self->fd, &config));
	ASSERT_EQ(0, session_stop(self->fd));
	ASSERT_EQ(0, session_stats(self->fd, &before));
	filter->kind = 99;
	EXPECT_EQ(-EINVAL, session_arm(self->fd, &config));
	ASSERT_EQ(0, session_stats(self->fd, &after));
	EXPECT_TRUE(same_session(&before, &after));
	ASSERT_EQ(0, session_filters(self->fd, &told));
	EXPECT_EQ(1, told.count);
	EXPECT_EQ(0, memcmp(one_cpu, told.filter, sizeof(one_cpu)));
}

TEST_HARNESS_MAIN
