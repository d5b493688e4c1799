// SPDX-License-Identifier: GPL-2.0
/* signal.c - signals that we send ourselves, and what comes of them. */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "trace.h"

/* The first that the C library leaves alone. */
#define SIGNAL_QUEUED	34

static unsigned int handled;

static void handle(int signal)
{
	handled++;
}

FIXTURE(signal) {
	int fd;
	struct trace trace;
};

FIXTURE_SETUP(signal)
{
	struct gentrace_config config = session_quiet_config();

	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	config.classes |= GENTRACE_CLASS_BIT(GENTRACE_CLASS_SIGNAL);
	ASSERT_EQ(0, session_start(self->fd, &config));
}

FIXTURE_TEARDOWN(signal)
{
	trace_free(&self->trace);
	close(self->fd);
}

/* An event as it is expected: sent, with what result; received, by what handler. */
struct expected {
	__u8 id;
	int signal;
	int code;
	__u64 group;
	__u64 result;
};

#define SENT(signal, code, group, result) \
	{ GENTRACE_EVENT_signal_generate, signal, code, group, GENTRACE_SIGNAL_##result }
#define RECEIVED(signal, code) \
	{ GENTRACE_EVENT_signal_deliver, signal, code }

static bool is_expected(const struct gentrace_entry *entry, const struct expected *expected)
{
	if (entry->id != expected->id || (int)entry->value[0] != expected->signal ||
	    (int)entry->value[1] != expected->code)
		return false;
	if (entry->id == GENTRACE_EVENT_signal_deliver)
		return entry->value[GENTRACE_ARG(signal_deliver, handler)] == (unsigned long)handle;
	return (pid_t)entry->value[GENTRACE_ARG(signal_generate, pid)] == getpid() &&
	       entry->value[GENTRACE_ARG(signal_generate, group)] == expected->group &&
	       entry->value[GENTRACE_ARG(signal_generate, result)] == expected->result;
}

TEST_F(signal, ourselves)
{
	static const struct expected expected[] = {
		/* To the process, to the thread, with a value. */
		SENT(SIGUSR1, SI_USER, 1, DELIVERED), RECEIVED(SIGUSR1, SI_USER),
		SENT(SIGUSR1, SI_TKILL, 0, DELIVERED), RECEIVED(SIGUSR1, SI_TKILL),
		SENT(SIGNAL_QUEUED, SI_QUEUE, 1, DELIVERED), RECEIVED(SIGNAL_QUEUED, SI_QUEUE),
		/* Ignored. */
		SENT(SIGUSR2, SI_USER, 1, IGNORED),
		/* Twice while it is blocked: received once. */
		SENT(SIGUSR1, SI_USER, 1, DELIVERED), SENT(SIGUSR1, SI_USER, 1, ALREADY_PENDING),
		RECEIVED(SIGUSR1, SI_USER),
	};
	unsigned int received = 0;
	size_t next = 0;
	sigset_t set;

	handled = 0;
	signal(SIGUSR1, handle);
	signal(SIGNAL_QUEUED, handle);
	signal(SIGUSR2, SIG_IGN);
	kill(getpid(), SIGUSR1);
	syscall(SYS_tgkill, getpid(), gettid(), SIGUSR1);
	sigqueue(getpid(), SIGNAL_QUEUED, (union sigval){ .sival_int = 1 });
	kill(getpid(), SIGUSR2);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	kill(getpid(), SIGUSR1);
	kill(getpid(), SIGUSR1);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, GENTRACE_CLASSES_ALL));
	ASSERT_COMPLETE(&self->trace);

	for (size_t i = 0; i < self->trace.entries; i++) {
		const struct gentrace_entry *entry = &self->trace.entry[i];

		if (entry->class != GENTRACE_CLASS_SIGNAL || (pid_t)entry->pid != getpid())
			continue;
		ASSERT_GT(ARRAY_SIZE(expected), next);
		EXPECT_TRUE(is_expected(entry, &expected[next]))
			TH_LOG("event %zu: %s %lld %lld", next, entry->info->name,
			       entry->value[0], entry->value[1]);
		received += entry->id == GENTRACE_EVENT_signal_deliver;
		next++;
	}
	EXPECT_EQ(ARRAY_SIZE(expected), next);
	EXPECT_EQ(handled, received);
}

TEST_HARNESS_MAIN
