// SPDX-License-Identifier: GPL-2.0
/*
 * power.c - frequencies, of a machine that has none: whatever is attached to the
 * tracepoint is called by the module that counts its instructions.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "kmod.h"
#include "trace.h"

/* What selftests/bench/count/kernel calls it with: row.c; and how often: main.c. */
#define CPU		1
#define KHZ		2400000
#define CALLS		((500 + 1) * 200)

#define PARAMETERS	"/sys/module/gentrace_count/parameters/"

FIXTURE(power) {
	int fd;
	struct trace trace;
};

FIXTURE_SETUP(power)
{
	struct gentrace_config config = session_quiet_config();
	const char *module = getenv("GENTRACE_COUNT_KO");

	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	/* The test skips: in a setup that ends no test on older kernels' harness. */
	if (!module)
		return;
	ASSERT_EQ(0, kmod_insert_file(module, ""));
	config.classes = GENTRACE_CLASS_BIT(GENTRACE_CLASS_POWER);
	ASSERT_EQ(0, session_start(self->fd, &config));
}

FIXTURE_TEARDOWN(power)
{
	trace_free(&self->trace);
	close(self->fd);
	syscall(SYS_delete_module, "gentrace_count", O_NONBLOCK);
}

TEST_F(power, frequency)
{
	int call = open(PARAMETERS "attached", O_WRONLY | O_CLOEXEC);
	size_t seen = 0;

	if (!getenv("GENTRACE_COUNT_KO"))
		SKIP(return, "GENTRACE_COUNT_KO does not say where gentrace_count.ko is");
	ASSERT_LE(0, call);
	ASSERT_EQ(13, write(call, "cpu_frequency", 13));
	close(call);
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, GENTRACE_CLASSES_ALL));
	ASSERT_COMPLETE(&self->trace);
	for (size_t i = 0; i < self->trace.entries; i++) {
		const struct gentrace_entry *entry = &self->trace.entry[i];

		if (entry->id != GENTRACE_EVENT_cpu_frequency)
			continue;
		ASSERT_EQ(CPU, entry->value[GENTRACE_ARG(cpu_frequency, cpu)]);
		ASSERT_EQ(KHZ, entry->value[GENTRACE_ARG(cpu_frequency, khz)]);
		seen++;
	}
	EXPECT_EQ(CALLS, seen);
}

TEST_HARNESS_MAIN
