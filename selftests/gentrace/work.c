// SPDX-License-Identifier: GPL-2.0
/* work.c - work that each CPU's worker does when it is told to. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "symbol.h"
#include "trace.h"

#define TIMES		10

/* Writing there has each CPU do a piece of work, and returns when all is done. */
#define ASK		"/proc/sys/vm/stat_refresh"

FIXTURE(work) {
	int fd;
	struct trace trace;
};

FIXTURE_SETUP(work)
{
	struct gentrace_config config = session_quiet_config();

	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	config.classes |= GENTRACE_CLASS_BIT(GENTRACE_CLASS_WORK);
	ASSERT_EQ(0, session_start(self->fd, &config));
}

FIXTURE_TEARDOWN(work)
{
	trace_free(&self->trace);
	close(self->fd);
}

/* The end of the work that begins at @begin: the next event of its worker. */
static bool ends(const struct trace *trace, size_t begin)
{
	const struct gentrace_entry *entry = &trace->entry[begin];

	for (size_t i = begin + 1; i < trace->entries; i++) {
		const struct gentrace_entry *end = &trace->entry[i];

		if (end->class == GENTRACE_CLASS_WORK && end->pid == entry->pid)
			return end->id == GENTRACE_EVENT_workqueue_execute_end &&
			       end->cpu == entry->cpu && end->value[0] == entry->value[0] &&
			       end->value[1] == entry->value[1];
	}
	return false;
}

TEST_F(work, each_cpu)
{
	__u64 function = symbol_address("refresh_vm_stats");
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	size_t done[64] = { };
	int ask;

	ASSERT_NE(0, function);
	ASSERT_GE(64, cpus);
	ask = open(ASK, O_WRONLY | O_CLOEXEC);
	ASSERT_LE(0, ask);
	for (int i = 0; i < TIMES; i++) {
		ASSERT_EQ(1, pwrite(ask, "1", 1, 0));
	}
	close(ask);
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, GENTRACE_CLASSES_ALL));
	ASSERT_COMPLETE(&self->trace);
	for (size_t i = 0; i < self->trace.entries; i++) {
		const struct gentrace_entry *entry = &self->trace.entry[i];

		if (entry->id != GENTRACE_EVENT_workqueue_execute_start ||
		    entry->value[GENTRACE_ARG(workqueue_execute_start, function)] != function)
			continue;
		EXPECT_TRUE(trace_string_is(&self->trace,
					    entry->value[GENTRACE_ARG(workqueue_execute_start, name)],
					    "refresh_vm_stats"));
		ASSERT_GT(64, entry->cpu);
		EXPECT_TRUE(ends(&self->trace, i));
		done[entry->cpu]++;
	}
	for (long cpu = 0; cpu < cpus; cpu++) {
		EXPECT_EQ(TIMES, done[cpu]) TH_LOG("cpu %ld", cpu);
	}
}

TEST_HARNESS_MAIN
