// SPDX-License-Identifier: GPL-2.0
/* irq.c - hardirqs, softirqs, NMIs and idle CPUs in the trace. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "trace.h"

#define CPUS_MAX	64
#define IRQS_MAX	1024
#define TIMER_VEC	1
#define NO_VEC		~0ull
#define TIMEOUTS	10

FIXTURE(irq) {
	int fd;
	struct trace trace;
};

FIXTURE_SETUP(irq)
{
	struct gentrace_config config = session_quiet_config();

	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	config.classes &= ~GENTRACE_CLASS_BIT(GENTRACE_CLASS_SYSCALL);
	ASSERT_EQ(0, session_start(self->fd, &config));
}

FIXTURE_TEARDOWN(irq)
{
	trace_free(&self->trace);
	close(self->fd);
}

/* Numbered interrupts so far, summed over the CPUs. */
static void count_interrupts(unsigned long long count[IRQS_MAX])
{
	FILE *file = fopen("/proc/interrupts", "r");
	char line[4096], *at;

	memset(count, 0, IRQS_MAX * sizeof(*count));
	while (file && fgets(line, sizeof(line), file)) {
		unsigned long irq = strtoul(line, &at, 10);

		if (*at != ':' || irq >= IRQS_MAX || at == line)
			continue;
		at++;
		for (int cpu = 0; cpu < sysconf(_SC_NPROCESSORS_ONLN); cpu++)
			count[irq] += strtoull(at, &at, 10);
	}
	if (file)
		fclose(file);
}

/* The console's serial line, the shares' and the disks' queues: any will do. */
static void make_interrupts(void)
{
	int console = open("/dev/ttyS0", O_WRONLY | O_NOCTTY);
	int self = open("/proc/self/exe", O_RDONLY);
	char bytes[4096];

	if (console >= 0 && write(console, "gentrace\r\n", 10) > 0)
		close(console);
	posix_fadvise(self, 0, 0, POSIX_FADV_DONTNEED);
	while (read(self, bytes, sizeof(bytes)) > 0)
		;
	close(self);
}

/* What /proc/interrupts counted while we traced, the trace has at least. */
TEST_F(irq, hardirq)
{
	static unsigned long long before[IRQS_MAX], after[IRQS_MAX], seen[IRQS_MAX];
	unsigned long long counted = 0;
	long long deadline = 0;

	count_interrupts(before);
	do {
		make_interrupts();
		count_interrupts(after);
		counted = 0;
		for (int i = 0; i < IRQS_MAX; i++)
			counted += after[i] - before[i];
	} while (!counted && !deadline_over(&deadline, SESSION_DEADLINE_S));
	ASSERT_LT(0, counted)
		TH_LOG("no device here raises a numbered interrupt");
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, GENTRACE_CLASSES_ALL));
	ASSERT_COMPLETE(&self->trace);

	for (size_t i = 0; i < self->trace.entries; i++) {
		const struct gentrace_entry *entry = &self->trace.entry[i];
		__u32 length;

		if (entry->id != GENTRACE_EVENT_irq_handler_entry)
			continue;
		EXPECT_EQ(GENTRACE_LEVEL_HARDIRQ, entry->level);
		EXPECT_NE(NULL, gentrace_generation_string(self->trace.generation[0],
				entry->value[GENTRACE_ARG(irq_handler_entry, name)], &length));
		if (entry->value[0] < IRQS_MAX)
			seen[entry->value[0]]++;
	}
	for (int i = 0; i < IRQS_MAX; i++) {
		EXPECT_LE(after[i] - before[i], seen[i])
			TH_LOG("irq %d", i);
	}
}

/*
 * A socket's time-out is one of the timer wheel's: each ends in the softirq of
 * the timers, which wakes us. Softirqs of a CPU begin and end in turn.
 */
TEST_F(irq, softirq)
{
	struct timeval timeout = { .tv_usec = 1000 };
	__u64 vec[CPUS_MAX];
	size_t raised = 0, woken = 0;
	int sockets[2];
	char byte;

	ASSERT_EQ(0, socketpair(AF_UNIX, SOCK_DGRAM, 0, sockets));
	ASSERT_EQ(0, setsockopt(sockets[0], SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)));
	for (int i = 0; i < TIMEOUTS; i++) {
		ASSERT_EQ(-1, recv(sockets[0], &byte, 1, 0));
		ASSERT_EQ(EAGAIN, errno);
	}
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, GENTRACE_CLASSES_ALL));
	ASSERT_COMPLETE(&self->trace);

	memset(vec, 0xff, sizeof(vec));
	for (size_t i = 0; i < self->trace.entries; i++) {
		const struct gentrace_entry *entry = &self->trace.entry[i];

		ASSERT_GT(CPUS_MAX, entry->cpu);
		switch (entry->id) {
		case GENTRACE_EVENT_softirq_raise:
			raised += entry->value[0] == TIMER_VEC;
			break;
		case GENTRACE_EVENT_softirq_entry:
			ASSERT_EQ(NO_VEC, vec[entry->cpu]);
			vec[entry->cpu] = entry->value[0];
			break;
		case GENTRACE_EVENT_softirq_exit:
			/* On preempt-rt the trace can begin inside of one. */
			ASSERT_TRUE(vec[entry->cpu] == entry->value[0] ||
				    vec[entry->cpu] == NO_VEC);
			vec[entry->cpu] = NO_VEC;
			break;
		case GENTRACE_EVENT_sched_waking:
			woken += entry->value[0] == getpid() && vec[entry->cpu] == TIMER_VEC;
			break;
		}
	}
	EXPECT_LT(0, raised);
	EXPECT_EQ(TIMEOUTS, woken);
}

/* Idle CPUs say so, and when they are no longer: in turn, on every CPU. */
TEST_F(irq, idle)
{
	struct itimerspec once = { .it_value.tv_nsec = 20000000 };
	int timer = timerfd_create(CLOCK_MONOTONIC, 0);
	__u64 last[CPUS_MAX];
	size_t idle = 0;
	unsigned long long fired;

	memset(last, 0xff, sizeof(last));
	ASSERT_EQ(0, timerfd_settime(timer, 0, &once, NULL));
	ASSERT_EQ(sizeof(fired), read(timer, &fired, sizeof(fired)));
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, GENTRACE_CLASSES_ALL));
	ASSERT_COMPLETE(&self->trace);

	for (size_t i = 0; i < self->trace.entries; i++) {
		const struct gentrace_entry *entry = &self->trace.entry[i];

		if (entry->id != GENTRACE_EVENT_cpu_idle)
			continue;
		ASSERT_GT(CPUS_MAX, entry->cpu);
		EXPECT_EQ(0, entry->pid);
		if (last[entry->cpu] != ~0ull) {
			EXPECT_NE(!last[entry->cpu], !entry->value[0]);
		}
		last[entry->cpu] = entry->value[0];
		idle += entry->value[0] != 0;
	}
	EXPECT_LT(0, idle);
}

/* All CPUs are asked by NMI for a backtrace: a line in the log, no complaint. */
TEST_F(irq, nmi)
{
	int trigger = open("/proc/sysrq-trigger", O_WRONLY);
	size_t seen = 0;

	ASSERT_LE(0, trigger);
	ASSERT_EQ(1, write(trigger, "l", 1));
	close(trigger);
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, GENTRACE_CLASSES_ALL));
	ASSERT_COMPLETE(&self->trace);

	for (size_t i = 0; i < self->trace.entries; i++) {
		const struct gentrace_entry *entry = &self->trace.entry[i];
		const char *name = "nmi_cpu_backtrace_handler", *text;
		__u32 length;

		if (entry->id != GENTRACE_EVENT_nmi_handler)
			continue;
		EXPECT_EQ(GENTRACE_LEVEL_NMI, entry->level);
		text = gentrace_generation_string(self->trace.generation[0],
						  entry->value[0], &length);
		ASSERT_NE(NULL, text);
		if (length >= strlen(name) && !memcmp(text, name, strlen(name)) &&
		    entry->value[GENTRACE_ARG(nmi_handler, handled)])
			seen++;
	}
	EXPECT_EQ(sysconf(_SC_NPROCESSORS_ONLN) - 1, seen);
}

TEST_HARNESS_MAIN
