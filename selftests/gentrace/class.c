// SPDX-License-Identifier: GPL-2.0
/* class.c - what is recorded is what was asked for. */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "task.h"
#include "trace.h"

FIXTURE(class) {
	int fd;
	struct trace trace;
};

FIXTURE_SETUP(class)
{
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
}

FIXTURE_TEARDOWN(class)
{
	trace_free(&self->trace);
	close(self->fd);
}

/* Only when asked for: the probes put every task on the slow path. */
TEST_F(class, syscall_not_by_default)
{
	struct gentrace_config config = session_config();

	ASSERT_EQ(0, session_start(self->fd, &config));
	syscall(SYS_getpid);
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, GENTRACE_CLASSES_ALL));
	ASSERT_PROVEN(&self->trace);
	EXPECT_EQ(0, trace_count(&self->trace, GENTRACE_EVENT_sys_enter));
	EXPECT_EQ(0, trace_count(&self->trace, GENTRACE_EVENT_sys_exit));
	EXPECT_LT(0, trace_count(&self->trace, GENTRACE_EVENT_sched_switch));
}

/* Each class alone: nothing of the others. */
TEST_F(class, alone)
{
	struct gentrace_config config = session_quiet_config();

	for (unsigned int class = GENTRACE_CLASS_SCHED; class < GENTRACE_CLASS_COUNT; class++) {
		config.classes = GENTRACE_CLASS_BIT(class);
		if (!(config.classes & session_classes(self->fd)))
			continue;
		ASSERT_EQ(0, session_start(self->fd, &config));
		task_pin(0, 1);
		task_pin(0, 0);
		ASSERT_EQ(0, trace_take(&self->trace, self->fd, GENTRACE_CLASSES_ALL));
		ASSERT_COMPLETE(&self->trace);
		EXPECT_EQ(GENTRACE_CLASS_BIT(class),
			  self->trace.generation[0]->classes & GENTRACE_CLASSES_ALL);
		for (size_t i = 0; i < self->trace.entries; i++) {
			ASSERT_EQ(class, self->trace.entry[i].class);
		}
		trace_free(&self->trace);
		close(self->fd);
		self->fd = session_open(0);
		ASSERT_LE(0, self->fd);
	}
}

TEST_HARNESS_MAIN
