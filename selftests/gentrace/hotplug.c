// SPDX-License-Identifier: GPL-2.0
/* hotplug.c - CPUs that go and come while we trace, and before. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "task.h"
#include "trace.h"

#define CPU		1
#define ONLINE		"/sys/devices/system/cpu/cpu1/online"
#define TIMES		5

/* Under load and emulation a CPU takes seconds. */
#define TIMEOUT_S	300

static bool set_online(bool online)
{
	int fd = open(ONLINE, O_WRONLY);
	bool done = fd >= 0 && write(fd, online ? "1" : "0", 1) == 1;

	close(fd);
	return done;
}

FIXTURE(hotplug) {
	int fd;
	struct load load;
	struct trace trace;
};

FIXTURE_SETUP(hotplug)
{
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, access(ONLINE, W_OK))
		TH_LOG("CPU %d cannot be taken offline here", CPU);
}

FIXTURE_TEARDOWN(hotplug)
{
	load_stop(&self->load);
	set_online(true);
	trace_free(&self->trace);
	close(self->fd);
}

/* The last event of the CPU's tasks, in clock units. */
static __u64 last_time_of(const struct gentrace_generation *generation, __u32 cpu)
{
	const struct gentrace_stream *stream =
		gentrace_generation_stream(generation, cpu, GENTRACE_LEVEL_TASK);

	return stream && stream->batch_count ?
	       stream->batch[stream->batch_count - 1].last_time : 0;
}

static const struct gentrace_cpu_status *status_of(const struct gentrace_generation *generation,
						   __u32 cpu)
{
	for (size_t i = 0; i < generation->cpu_status_count; i++)
		if (generation->cpu_status[i].cpu == cpu)
			return &generation->cpu_status[i];
	return NULL;
}

/* Down and up again, a few times, under load. */
TEST_F_TIMEOUT(hotplug, while_tracing, TIMEOUT_S)
{
	struct gentrace_config config = session_quiet_config();
	size_t seen = 0;
	__u64 last = 0;

	config.classes = GENTRACE_CLASS_BIT(GENTRACE_CLASS_SCHED) |
			 GENTRACE_CLASS_BIT(GENTRACE_CLASS_POWER);
	config.pool_bytes = config.budget_bytes = 128ull << 20;
	ASSERT_EQ(0, load_start(&self->load));
	ASSERT_EQ(0, session_start(self->fd, &config));
	for (int i = 0; i < TIMES; i++) {
		ASSERT_TRUE(set_online(false));
		ASSERT_TRUE(set_online(true));
	}
	task_pin(0, CPU);
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, GENTRACE_CLASS_BIT(GENTRACE_CLASS_POWER)));
	ASSERT_PROVEN(&self->trace);
	ASSERT_EQ(1, self->trace.generations);

	for (size_t i = 0; i < self->trace.entries; i++) {
		const struct gentrace_entry *entry = &self->trace.entry[i];

		if (entry->id != GENTRACE_EVENT_cpu_offline &&
		    entry->id != GENTRACE_EVENT_cpu_online)
			continue;
		EXPECT_EQ(CPU, entry->value[0]);
		EXPECT_EQ(seen % 2 ? GENTRACE_EVENT_cpu_online : GENTRACE_EVENT_cpu_offline,
			  entry->id);
		seen++;
		last = entry->time;
	}
	EXPECT_EQ(2 * TIMES, seen);
	EXPECT_LT(last, last_time_of(self->trace.generation[0], CPU));
}

/* A CPU that was away at START is known to be, and recorded when it comes. */
TEST_F_TIMEOUT(hotplug, before_start, TIMEOUT_S)
{
	struct gentrace_config config = session_quiet_config();
	const struct gentrace_cpu_status *status;

	ASSERT_TRUE(set_online(false));
	ASSERT_EQ(0, session_start(self->fd, &config));
	ASSERT_TRUE(set_online(true));
	task_pin(0, CPU);
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, GENTRACE_CLASS_BIT(GENTRACE_CLASS_POWER)));
	ASSERT_COMPLETE(&self->trace);

	status = status_of(self->trace.generation[0], CPU);
	ASSERT_NE(NULL, status);
	EXPECT_FALSE(status->online);
	status = status_of(self->trace.generation[0], 0);
	ASSERT_NE(NULL, status);
	EXPECT_TRUE(status->online);
	EXPECT_EQ(1, trace_count(&self->trace, GENTRACE_EVENT_cpu_online));
	EXPECT_LT(0, last_time_of(self->trace.generation[0], CPU));
}

/* A CPU that is away at STOP has left everything behind. */
TEST_F_TIMEOUT(hotplug, before_stop, TIMEOUT_S)
{
	struct gentrace_config config = session_quiet_config();

	ASSERT_EQ(0, session_start(self->fd, &config));
	task_pin(0, CPU);
	task_pin(0, 0);
	ASSERT_TRUE(set_online(false));
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, GENTRACE_CLASS_BIT(GENTRACE_CLASS_POWER)));
	ASSERT_COMPLETE(&self->trace);
	EXPECT_EQ(1, trace_count(&self->trace, GENTRACE_EVENT_cpu_offline));
	EXPECT_LT(0, last_time_of(self->trace.generation[0], CPU));
}

TEST_HARNESS_MAIN
