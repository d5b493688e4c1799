// SPDX-License-Identifier: GPL-2.0
/*
 * newcpu.c - a CPU that comes up for the first time while we trace.
 *
 * It has never run a world-stop callback, nor anything else. Only in a machine
 * that booted with maxcpus=1, and only once:
 *
 *	GENTRACE_VM_APPEND=maxcpus=1 selftests/vm/run -- selftests/vm/selftests newcpu
 */
#define _GNU_SOURCE
#include <sched.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "plug.h"
#include "witness.h"

#define TIMEOUT_S	600

static bool has_emitted(const struct torture_count *count)
{
	for (unsigned int level = 0; level < GENTRACE_LEVEL_CONTEXTS; level++)
		if (count->events[level] < 100)
			return false;
	return true;
}

static size_t cpus_in_stop(const struct trace *trace, unsigned int op)
{
	size_t cpus = 0;

	for (size_t i = 0; i < trace->generations; i++)
		for (size_t k = 0; k < trace->generation[i]->stop_count; k++)
			cpus += trace->generation[i]->stop[k].op == op;
	return cpus;
}

static bool was_online(const struct gentrace_generation *generation, unsigned int cpu)
{
	for (size_t i = 0; i < generation->cpu_status_count; i++)
		if (generation->cpu_status[i].cpu == cpu)
			return generation->cpu_status[i].online;
	return false;
}

TEST(newcpu)
{
	struct torture_order order = {
		.pairs = 2000, .period_ns = 1000000, .levels = TORTURE_LEVELS_ALL, .every = 31,
	};
	struct gentrace_config config = session_quiet_config();
	struct counts before, after;
	struct emitter emitter;
	struct witness witness;
	struct trace trace;
	int fd = session_open(0);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, emitter_open(&emitter));
	ASSERT_TRUE(plug_exists());
	ASSERT_FALSE(plug_is_in());
	ASSERT_EQ(0, emitter_count(&emitter, &before));
	ASSERT_EQ(0, counts_events(&before.cpu[PLUG_CPU]))
		TH_LOG("CPU %d has been up before", PLUG_CPU);

	config.classes = GENTRACE_CLASS_BIT(GENTRACE_CLASS_TEST);
	ASSERT_EQ(0, session_start(fd, &config));
	ASSERT_EQ(0, emitter_run(&emitter, &order));
	ASSERT_TRUE(plug_set(true));
	do {
		sched_yield();
		ASSERT_EQ(0, emitter_count(&emitter, &after));
	} while (!has_emitted(&after.cpu[PLUG_CPU]));
	ASSERT_EQ(0, emitter_stop(&emitter));
	ASSERT_EQ(0, emitter_count(&emitter, &after));
	ASSERT_EQ(0, session_stop(fd));
	ASSERT_EQ(0, trace_take_stopped(&trace, fd));
	ASSERT_COMPLETE(&trace);
	ASSERT_TRUE(witness_hear(&witness, &trace, true))
		TH_LOG("%s", witness.complaint);
	ASSERT_TRUE(witness_all(&witness, &before, &after))
		TH_LOG("%s", witness.complaint);

	/* From its first event on. */
	EXPECT_EQ(1, witness.span[TORTURE_WRITER(PLUG_CPU, GENTRACE_LEVEL_NMI)].first);
	EXPECT_FALSE(was_online(trace.generation[0], PLUG_CPU));
	EXPECT_EQ(1, cpus_in_stop(&trace, GENTRACE_STOP_OP_START));
	EXPECT_EQ(2, cpus_in_stop(&trace, GENTRACE_STOP_OP_STOP));
	TH_LOG("%llu events of a CPU that was never there",
	       counts_events(&after.cpu[PLUG_CPU]));
	trace_free(&trace);
	emitter_close(&emitter);
	close(fd);
}

TEST_HARNESS_MAIN
