// SPDX-License-Identifier: GPL-2.0
/* timer.c - timers that expire as often as they were set. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "symbol.h"
#include "trace.h"

#define TIMES		10
#define CPUS_MAX	64

/* At an address that is a multiple of this; a system call begins somewhere in it. */
#define STACK		16384

FIXTURE(timer) {
	int fd;
	struct trace trace;
};

FIXTURE_SETUP(timer)
{
	struct gentrace_config config = session_quiet_config();

	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	config.classes |= GENTRACE_CLASS_BIT(GENTRACE_CLASS_TIMER);
	ASSERT_EQ(0, session_start(self->fd, &config));
}

FIXTURE_TEARDOWN(timer)
{
	trace_free(&self->trace);
	close(self->fd);
}

/* A kind of timer: its events, and who expires in each context just now. */
struct kind {
	__u8 entry;
	__u8 exit;
	__u64 timer[CPUS_MAX][GENTRACE_LEVEL_CONTEXTS];
	__u64 function[CPUS_MAX][GENTRACE_LEVEL_CONTEXTS];
};

/* Timers of a kind begin and end in turn, in each context of each CPU. */
static void expire(struct __test_metadata *const _metadata, struct kind *kind,
		   const struct gentrace_entry *entry)
{
	__u64 *timer = &kind->timer[entry->cpu][entry->level];

	if (entry->id == kind->entry) {
		EXPECT_EQ(0, *timer);
		*timer = entry->value[0];
		kind->function[entry->cpu][entry->level] = entry->value[1];
		/* Addresses of the kernel, whole. */
		EXPECT_GT(0, (long long)entry->value[0]);
		EXPECT_GT(0, (long long)entry->value[1]);
	} else if (entry->id == kind->exit) {
		/* The trace can begin inside of one. */
		if (*timer) {
			EXPECT_EQ(*timer, entry->value[0]);
		}
		*timer = 0;
	}
}

/* The timer that calls @function, and wakes us in it, first; 0: none does. */
static __u64 waker(struct __test_metadata *const _metadata, const struct trace *trace,
		   struct kind *kind, __u64 function)
{
	__u64 found = 0;

	for (size_t i = 0; i < trace->entries; i++) {
		const struct gentrace_entry *entry = &trace->entry[i];

		ASSERT_GT(CPUS_MAX, entry->cpu) {
			return 0;
		}
		expire(_metadata, kind, entry);
		if (!found && entry->id == GENTRACE_EVENT_sched_waking &&
		    (pid_t)entry->value[0] == getpid() &&
		    kind->function[entry->cpu][entry->level] == function)
			found = kind->timer[entry->cpu][entry->level];
	}
	return found;
}

/* How often a timer in these @bytes about @timer has called this function, of this name. */
static unsigned int calls(const struct trace *trace, const struct kind *kind, __u64 timer,
			  __u64 bytes, __u64 function, const char *name)
{
	unsigned int calls = 0;

	for (size_t i = 0; i < trace->entries; i++) {
		const struct gentrace_entry *entry = &trace->entry[i];

		calls += entry->id == kind->entry && entry->value[0] / bytes == timer / bytes &&
			 entry->value[1] == function &&
			 trace_string_is(trace, entry->value[2], name);
	}
	return calls;
}

/* A timerfd, set again and again, is one timer with one function. */
TEST_F(timer, precise)
{
	static struct kind kind = {
		GENTRACE_EVENT_hrtimer_expire_entry, GENTRACE_EVENT_hrtimer_expire_exit,
	};
	struct itimerspec once = { .it_value.tv_nsec = 2000000 };
	__u64 function = symbol_address("timerfd_tmrproc"), timer;
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	unsigned long long fired, sum = 0;

	ASSERT_NE(0, function);
	for (int i = 0; i < TIMES; i++) {
		ASSERT_EQ(0, timerfd_settime(fd, 0, &once, NULL));
		ASSERT_EQ(sizeof(fired), read(fd, &fired, sizeof(fired)));
		sum += fired;
	}
	close(fd);
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, GENTRACE_CLASSES_ALL));
	ASSERT_COMPLETE(&self->trace);
	timer = waker(_metadata, &self->trace, &kind, function);
	ASSERT_NE(0, timer);
	EXPECT_EQ(sum, calls(&self->trace, &kind, timer, 1, function, "timerfd_tmrproc"));
}

/* A socket's time-out is one of the wheel's; it is on our stack in the kernel. */
TEST_F(timer, wheel)
{
	static struct kind kind = {
		GENTRACE_EVENT_timer_expire_entry, GENTRACE_EVENT_timer_expire_exit,
	};
	struct timeval timeout = { .tv_usec = 1000 };
	__u64 function = symbol_address("process_timeout"), timer;
	int sockets[2];
	char byte;

	ASSERT_NE(0, function);
	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, sockets));
	ASSERT_EQ(0, setsockopt(sockets[0], SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)));
	for (int i = 0; i < TIMES; i++) {
		ASSERT_EQ(-1, recv(sockets[0], &byte, 1, 0));
		ASSERT_EQ(EAGAIN, errno);
	}
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, GENTRACE_CLASSES_ALL));
	ASSERT_COMPLETE(&self->trace);
	timer = waker(_metadata, &self->trace, &kind, function);
	ASSERT_NE(0, timer);
	EXPECT_EQ(TIMES, calls(&self->trace, &kind, timer, STACK, function, "process_timeout"));
}

TEST_HARNESS_MAIN
