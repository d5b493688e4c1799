// SPDX-License-Identifier: GPL-2.0
/*
 * trigger.c - bad moments that are made: each is noticed, nothing else is, and what led
 * to it is there.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "task.h"
#include "trace.h"

/* Tasks are made to wait on this one; the test itself stays at home. */
#define CPU		1
#define HOME		0

#define SPIKES		1000
#define ABOVE_NS	2000000ull

/* A sixteenth of a clock unit and rounding: what is that near to a bound may be either. */
#define GRAIN_NS	1000ull

#define PIDS		4194304
#define TIMEOUT_S	600

FIXTURE(trigger) {
	int fd;
	struct gentrace_config config;
	struct gentrace_trigger trigger;
	struct buffer buffer;
	struct trace trace;
};

FIXTURE_SETUP(trigger)
{
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	self->config = session_config();
	self->config.flags = GENTRACE_FLIGHT;
	self->config.pool_bytes = 16ull << 20;
	self->config.period_ns = GENTRACE_PERIOD_NS_MAX;
	self->config.triggers = (uintptr_t)&self->trigger;
	self->config.trigger_count = 1;
	self->trigger = (struct gentrace_trigger) {
		.measure = GENTRACE_MEASURE_LATENCY, .above = ABOVE_NS,
		.name = "spike", .rule = "latency > 2ms",
	};
	task_prio(0, TASK_LOW);
	task_pin(0, HOME);
}

FIXTURE_TEARDOWN(trigger)
{
	trace_free(&self->trace);
	buffer_free(&self->buffer);
	close(self->fd);
}

static __u64 now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

static void take_snapshot(struct __test_metadata *const _metadata, FIXTURE_DATA(trigger) *self)
{
	struct gentrace_flight_snapshot snapshot;

	ASSERT_EQ(0, session_snapshot(self->fd, &snapshot));
	ASSERT_EQ(0, buffer_drain(&self->buffer, self->fd));
	ASSERT_EQ(0, trace_decode(&self->trace, self->buffer.data, self->buffer.size));
	ASSERT_COMPLETE(&self->trace);
	ASSERT_EQ(0, trace_line_up(&self->trace, ~0ull));
}

/* ---------------------------------------------------------------- spikes */

/**
 * struct pair - two tasks on one CPU
 * @go: a byte for each spike, its length in ms
 * @wake: from the one that spins to the one that waits
 * @done: from that one to the test
 */
struct pair {
	int go[2];
	int wake[2];
	int done[2];
};

/* Wakes the other one, and has the CPU for so long. */
static void spin(void *arg)
{
	const struct pair *pair = arg;
	unsigned char ms;

	while (read(pair->go[0], &ms, 1) == 1) {
		__u64 end = now_ns() + ms * 1000000ull;

		if (write(pair->wake[1], "", 1) != 1)
			_exit(1);
		while (now_ns() < end)
			;
	}
	_exit(1);
}

static void suffer(const struct pair *pair)
{
	char byte;

	prctl(PR_SET_NAME, "victim");
	while (read(pair->wake[0], &byte, 1) == 1 && write(pair->done[1], "", 1) == 1)
		;
	_exit(1);
}

static pid_t pair_start(struct __test_metadata *const _metadata, struct pair *pair, pid_t *spinner)
{
	pid_t victim;

	ASSERT_EQ(0, pipe2(pair->go, O_CLOEXEC));
	ASSERT_EQ(0, pipe2(pair->wake, O_CLOEXEC));
	ASSERT_EQ(0, pipe2(pair->done, O_CLOEXEC));
	victim = fork();
	if (!victim) {
		task_pin(0, CPU);
		suffer(pair);
	}
	*spinner = task_spawn(CPU, HOME, spin, pair);
	return victim;
}

static void pair_stop(pid_t victim, pid_t spinner)
{
	kill(victim, SIGKILL);
	kill(spinner, SIGKILL);
	task_reap(victim);
	task_reap(spinner);
}

static void spike(struct __test_metadata *const _metadata, const struct pair *pair,
		  unsigned char ms)
{
	char byte;

	ASSERT_EQ(1, write(pair->go[1], &ms, 1));
	ASSERT_EQ(1, read(pair->done[0], &byte, 1));
}

/* What the trace itself says: how many latencies are above, and how many may be. */
struct latencies {
	size_t above;
	size_t maybe;
	size_t hits;
};

static struct latencies count_latencies(struct __test_metadata *const _metadata,
					const struct trace *trace)
{
	__u64 *woken = calloc(PIDS, sizeof(*woken));
	struct latencies count = { };

	ASSERT_NE(NULL, woken) {
		return count;
	}
	for (size_t i = 0; i < trace->entries; i++) {
		const struct gentrace_entry *entry = &trace->entry[i];
		__u64 pid = entry->value[0], took = 0;

		ASSERT_GT(PIDS, entry->pid) {
			break;
		}

		if (entry->id == GENTRACE_EVENT_sched_wakeup ||
		    entry->id == GENTRACE_EVENT_sched_wakeup_new) {
			woken[pid] = entry->ns;
		} else if (entry->id == GENTRACE_EVENT_sched_switch) {
			/* Who leaves may have been woken while it ran. */
			woken[entry->pid] = 0;
			pid = entry->value[GENTRACE_ARG(sched_switch, next_pid)];
			took = woken[pid] ? entry->ns - woken[pid] : 0;
			woken[pid] = 0;
		} else if (entry->id == GENTRACE_EVENT_trigger_hit) {
			count.hits++;
			EXPECT_LT(ABOVE_NS, entry->value[GENTRACE_ARG(trigger_hit, took)]);
		}
		count.above += took > ABOVE_NS + GRAIN_NS;
		count.maybe += took + GRAIN_NS > ABOVE_NS && took <= ABOVE_NS + GRAIN_NS;
	}
	free(woken);
	return count;
}

/* Every one above the bound, of any task, and none below. */
TEST_F_TIMEOUT(trigger, each_spike, TIMEOUT_S)
{
	unsigned int spikes = session_cycles(SPIKES);
	struct gentrace_flight_window window;
	struct latencies count;
	pid_t victim, spinner;
	struct pair pair;

	victim = pair_start(_metadata, &pair, &spinner);
	ASSERT_EQ(0, session_start(self->fd, &self->config));
	for (unsigned int i = 0; i < spikes; i++) {
		spike(_metadata, &pair, 3);
		spike(_metadata, &pair, 1);
	}
	/* Nothing hits any more between the snapshot and the count. */
	ASSERT_EQ(0, session_stop(self->fd));
	take_snapshot(_metadata, self);
	ASSERT_EQ(0, session_window(self->fd, &window));
	pair_stop(victim, spinner);
	count = count_latencies(_metadata, &self->trace);
	TH_LOG("%zu latencies above, %zu at the bound; %zu hits", count.above, count.maybe,
	       count.hits);
	EXPECT_LE(spikes, count.above);
	EXPECT_EQ(0, window.unwatched);
	EXPECT_LE(count.above, count.hits);
	EXPECT_GE(count.above + count.maybe, count.hits);
	EXPECT_EQ(count.hits, window.hits);
}

/* ---------------------------------------------------------------- frozen */

static int hit_take(int fd, struct gentrace_flight_hit *hit)
{
	memset(hit, 0, sizeof(*hit));
	hit->size = sizeof(*hit);
	return session_ioctl(fd, GENTRACE_IOC_HIT, hit);
}

static int hit_done(int fd, __u64 number)
{
	struct gentrace_flight_hit hit = {
		.size = sizeof(hit), .flags = GENTRACE_HIT_DONE, .number = number,
	};

	return session_ioctl(fd, GENTRACE_IOC_HIT, &hit);
}

static bool hit_comes(int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLPRI };

	return poll(&poll_fd, 1, SESSION_DEADLINE_S * 1000) == 1 && poll_fd.revents & POLLPRI;
}

/* What led to it and what followed stays, whoever comes and goes, until it is safe. */
TEST_F_TIMEOUT(trigger, what_led_to_it, TIMEOUT_S)
{
	struct gentrace_flight_hit hit, same;
	pid_t victim, spinner;
	struct pair pair;
	size_t hits = 0;
	int other = session_open(0);

	ASSERT_LE(0, other);
	self->trigger.before = 2;
	self->trigger.after = 1;
	self->trigger.limit = 1;
	self->trigger.condition_count = 1;
	self->trigger.condition[0] = (struct gentrace_condition) {
		.key = GENTRACE_KEY_COMM, .relation = GENTRACE_RELATION_EQ,
		.value = sizeof("victim"), .comm = "victim",
	};
	victim = pair_start(_metadata, &pair, &spinner);
	ASSERT_EQ(0, session_start(self->fd, &self->config));
	for (int i = 0; i < 4; i++) {
		ASSERT_EQ(0, session_flip(self->fd));
	}
	EXPECT_EQ(-ENODATA, hit_take(other, &hit));
	spike(_metadata, &pair, 5);
	spike(_metadata, &pair, 5);
	ASSERT_EQ(0, session_flip(self->fd));
	ASSERT_EQ(0, session_flip(self->fd));
	ASSERT_TRUE(hit_comes(other));
	pair_stop(victim, spinner);
	ASSERT_EQ(0, hit_take(other, &hit));
	EXPECT_EQ(1, hit.number);
	EXPECT_EQ(victim, hit.pid);
	EXPECT_LT(ABOVE_NS, hit.took_ns);
	EXPECT_EQ(hit.generation - 2, hit.first);
	EXPECT_EQ(hit.generation + 1, hit.last);
	EXPECT_EQ(-ENODATA, hit_take(self->fd, &same));
	EXPECT_EQ(-EINVAL, hit_done(self->fd, hit.number));
	close(other);

	ASSERT_EQ(0, hit_take(self->fd, &same));
	EXPECT_EQ(0, memcmp(&hit, &same, sizeof(hit)));
	ASSERT_EQ(0, buffer_drain(&self->buffer, self->fd));
	EXPECT_EQ(hit.bytes, self->buffer.size);
	ASSERT_EQ(0, trace_decode(&self->trace, self->buffer.data, self->buffer.size));
	ASSERT_COMPLETE(&self->trace);
	EXPECT_EQ(4, self->trace.generations);
	ASSERT_EQ(0, trace_line_up(&self->trace, ~0ull));
	for (size_t i = 0; i < self->trace.entries; i++)
		hits += self->trace.entry[i].id == GENTRACE_EVENT_trigger_hit;
	EXPECT_EQ(1, hits);
	ASSERT_EQ(0, hit_done(self->fd, hit.number));
	EXPECT_EQ(-EINVAL, hit_done(self->fd, hit.number));
}

/* The number of an event, and one of its arguments. */
static void about(struct gentrace_trigger *trigger, __u64 event, __u32 arg, __u64 value)
{
	trigger->measure = GENTRACE_MEASURE_EVENT;
	trigger->above = 0;
	trigger->condition_count = 2;
	trigger->condition[0] = (struct gentrace_condition) {
		.key = GENTRACE_KEY_NUMBER, .relation = GENTRACE_RELATION_EQ, .value = event,
	};
	trigger->condition[1] = (struct gentrace_condition) {
		.key = GENTRACE_KEY_ARG + arg, .relation = GENTRACE_RELATION_EQ, .value = value,
	};
}

/* What is asked of an event is asked of its arguments. */
TEST_F(trigger, an_event)
{
	struct gentrace_flight_window window;

	self->config.classes = GENTRACE_CLASSES_DEFAULT |
			       GENTRACE_CLASS_BIT(GENTRACE_CLASS_SIGNAL);
	about(&self->trigger, GENTRACE_EVENT_signal_generate,
	      GENTRACE_ARG(signal_generate, signal), SIGUSR2);
	signal(SIGUSR1, SIG_IGN);
	signal(SIGUSR2, SIG_IGN);
	ASSERT_EQ(0, session_start(self->fd, &self->config));
	for (int i = 0; i < 3; i++) {
		kill(getpid(), SIGUSR1);
	}
	kill(getpid(), SIGUSR2);
	ASSERT_EQ(0, session_window(self->fd, &window));
	EXPECT_EQ(1, window.hits);
}

static void leave(void *arg)
{
	_exit(*(int *)arg);
}

/* With which status a task exits, or by which signal. */
TEST_F(trigger, how_a_task_ends)
{
	int quiet = 0, status = 41;
	struct gentrace_flight_window window;
	pid_t pid;

	about(&self->trigger, GENTRACE_EVENT_sched_process_exit,
	      GENTRACE_ARG(sched_process_exit, code), status << 8);
	ASSERT_EQ(0, session_start(self->fd, &self->config));
	task_reap(task_spawn(HOME, HOME, leave, &quiet));
	ASSERT_EQ(0, session_window(self->fd, &window));
	EXPECT_EQ(0, window.hits);
	pid = task_spawn(HOME, HOME, leave, &status);
	task_reap(pid);
	ASSERT_EQ(0, session_window(self->fd, &window));
	EXPECT_EQ(1, window.hits);
}

static ssize_t mark(int fd, const char *text, size_t length)
{
	ssize_t n = write(fd, text, length);

	return n < 0 ? -errno : n;
}

/* What a program says is in the trace, word for word, and a bad moment if one wants. */
TEST_F(trigger, marks)
{
	/* The compiler is not to see what it is. */
	const char *volatile nowhere = (const char *)8;
	char long_one[GENTRACE_TEXT_MAX + 2];
	struct gentrace_flight_window window;
	int fd = session_open(O_RDWR);
	size_t marks = 0;

	ASSERT_LE(0, fd);
	memset(long_one, 'x', sizeof(long_one));
	about(&self->trigger, GENTRACE_EVENT_mark, GENTRACE_ARG(mark, pid), getpid());
	EXPECT_EQ(-ENODATA, mark(fd, "early", 5));
	ASSERT_EQ(0, session_start(self->fd, &self->config));
	EXPECT_EQ(-EBADF, mark(self->fd, "read only", 9));
	EXPECT_EQ(-EMSGSIZE, mark(fd, long_one, sizeof(long_one)));
	EXPECT_EQ(-EMSGSIZE, mark(fd, long_one, GENTRACE_TEXT_MAX + 1));
	EXPECT_EQ(-EINVAL, mark(fd, "\n", 1));
	EXPECT_EQ(-EFAULT, mark(fd, nowhere, 9));
	ASSERT_EQ(0, session_window(self->fd, &window));
	EXPECT_EQ(0, window.hits);
	EXPECT_EQ(GENTRACE_TEXT_MAX, mark(fd, long_one, GENTRACE_TEXT_MAX));
	EXPECT_EQ(6, mark(fd, "hello\n", 6));
	take_snapshot(_metadata, self);
	ASSERT_EQ(0, session_window(self->fd, &window));
	EXPECT_EQ(2, window.hits);
	for (size_t i = 0; i < self->trace.entries; i++) {
		const struct gentrace_entry *entry = &self->trace.entry[i];

		if (entry->id != GENTRACE_EVENT_mark)
			continue;
		EXPECT_EQ(getpid(), entry->pid);
		EXPECT_EQ(marks++ ? 5 : GENTRACE_TEXT_MAX,
			  entry->value[GENTRACE_ARG(mark, text)]);
		EXPECT_EQ(0, memcmp(entry->text[GENTRACE_ARG(mark, text)],
				    marks == 1 ? long_one : "hello",
				    marks == 1 ? GENTRACE_TEXT_MAX : 5));
	}
	EXPECT_EQ(2, marks);
	ASSERT_EQ(0, session_stop(self->fd));
	EXPECT_EQ(-ENODATA, mark(fd, "late", 4));
	close(fd);
}

/* A time of a system call, and of being blocked; what is shorter is none. */
TEST_F(trigger, times)
{
	struct timespec shorter = { .tv_nsec = 1000 }, longer = { .tv_nsec = 20000000 };
	struct gentrace_trigger both[2] = { self->trigger, self->trigger };
	struct gentrace_flight_hit hit;

	for (int i = 0; i < 2; i++) {
		both[i].above = 15000000;
		both[i].condition_count = 1;
		both[i].condition[0] = (struct gentrace_condition) {
			.key = GENTRACE_KEY_PID, .relation = GENTRACE_RELATION_EQ,
			.value = getpid(),
		};
	}
	both[0].measure = GENTRACE_MEASURE_SYSCALL;
	both[1].measure = GENTRACE_MEASURE_BLOCKED;
	self->config.triggers = (uintptr_t)both;
	self->config.trigger_count = 2;
	self->config.classes = SESSION_CLASSES;
	ASSERT_EQ(0, session_start(self->fd, &self->config));
	nanosleep(&shorter, NULL);
	nanosleep(&longer, NULL);
	ASSERT_EQ(0, session_stop(self->fd));
	/* In the order of their ends. */
	ASSERT_EQ(0, hit_take(self->fd, &hit));
	EXPECT_EQ(1, hit.trigger);
	EXPECT_LE(20000000, hit.took_ns);
	ASSERT_EQ(0, hit_done(self->fd, hit.number));
	ASSERT_EQ(0, hit_take(self->fd, &hit));
	EXPECT_EQ(0, hit.trigger);
	EXPECT_LE(20000000, hit.took_ns);
	ASSERT_EQ(0, hit_done(self->fd, hit.number));
	EXPECT_EQ(-ENODATA, hit_take(self->fd, &hit));
}

/* It cools down, and it has enough. */
TEST_F(trigger, cools_down)
{
	struct gentrace_flight_window window;
	struct timespec longer = { .tv_nsec = 5000000 };

	self->trigger.measure = GENTRACE_MEASURE_BLOCKED;
	self->trigger.condition_count = 1;
	self->trigger.condition[0] = (struct gentrace_condition) {
		.key = GENTRACE_KEY_PID, .relation = GENTRACE_RELATION_EQ, .value = getpid(),
	};
	self->trigger.limit = 2;
	ASSERT_EQ(0, session_start(self->fd, &self->config));
	for (int i = 0; i < 5; i++)
		nanosleep(&longer, NULL);
	ASSERT_EQ(0, session_window(self->fd, &window));
	EXPECT_EQ(2, window.hits);
	ASSERT_EQ(0, session_stop(self->fd));
	self->trigger.limit = 0;
	self->trigger.cooldown_ns = 3600000000000ull;
	ASSERT_EQ(0, session_start(self->fd, &self->config));
	for (int i = 0; i < 5; i++)
		nanosleep(&longer, NULL);
	ASSERT_EQ(0, session_window(self->fd, &window));
	EXPECT_EQ(1, window.hits);
}

#define REFUSED(change)								\
	do {									\
		struct gentrace_trigger good = self->trigger;			\
										\
		change;								\
		EXPECT_EQ(-EINVAL, session_start(self->fd, &self->config))	\
			TH_LOG(#change);					\
		self->trigger = good;						\
	} while (0)

/* Nonsense of all kinds; what it was made from makes sense. */
TEST_F(trigger, refused)
{
	struct gentrace_condition *condition = &self->trigger.condition[0];

	REFUSED(self->trigger.measure = 0);
	REFUSED(self->trigger.measure = GENTRACE_MEASURE_LIMIT);
	REFUSED(self->trigger.measure = GENTRACE_MEASURE_SYSCALL);
	REFUSED(self->trigger.measure = GENTRACE_MEASURE_EVENT);
	REFUSED(self->trigger.measure = GENTRACE_MEASURE_IRQSOFF);
	REFUSED(self->trigger.above = 0);
	REFUSED(self->trigger.reserved = 1);
	REFUSED(self->trigger.before = GENTRACE_TRIGGER_AROUND_MAX + 1);
	REFUSED(self->trigger.after = GENTRACE_TRIGGER_AROUND_MAX + 1);
	REFUSED(self->trigger.name[0] = '\0');
	REFUSED(self->trigger.name[0] = ' ');
	REFUSED(memset(self->trigger.name, 'a', sizeof(self->trigger.name)));
	REFUSED(memset(self->trigger.rule, 'a', sizeof(self->trigger.rule)));
	REFUSED(self->trigger.condition_count = GENTRACE_CONDITIONS_MAX + 1);
	REFUSED(self->trigger.condition_count = 1);
	REFUSED(condition->value = 1);
	self->trigger.condition_count = 1;
	*condition = (struct gentrace_condition) {
		.key = GENTRACE_KEY_COMM, .relation = GENTRACE_RELATION_EQ, .value = 2, .comm = "a",
	};
	REFUSED(condition->key = GENTRACE_KEY_LIMIT);
	REFUSED(condition->key = GENTRACE_KEY_ARG);
	REFUSED(condition->key = GENTRACE_KEY_NUMBER);
	REFUSED(condition->relation = 0);
	REFUSED(condition->relation = GENTRACE_RELATION_LIMIT);
	REFUSED(condition->relation = GENTRACE_RELATION_LT);
	REFUSED(condition->value = 0);
	REFUSED(condition->value = sizeof(condition->comm) + 1);
	REFUSED(condition->comm[5] = 'b');
	EXPECT_EQ(0, session_start(self->fd, &self->config));
	ASSERT_EQ(0, session_stop(self->fd));
	self->config.flags = 0;
	self->config.pool_bytes = 0;
	EXPECT_EQ(-EINVAL, session_start(self->fd, &self->config));
}

TEST_HARNESS_MAIN
