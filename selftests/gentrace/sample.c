// SPDX-License-Identifier: GPL-2.0
/* sample.c - samples are where the CPU was, no more than the clock makes, and no clock is left. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "sections.h"
#include "symbol.h"
#include "task.h"
#include "trace.h"

#define HOME		0
#define AWAY		1
#define CPUS		64

/*
 * Samples a second: not the default, and in step with no other clock. No more than an
 * emulated CPU has time for between two of them, with a sanitizer and both stacks: else
 * two that are busy hardly get to anything but their clocks.
 */
#define HZ		101

/*
 * CPU time that a task burns in all, and at the least: where interrupts take most of it,
 * it is to be seen a few times, too.
 */
#define BURN_MS		2000
#define BURN_MS_MIN	500

#define ROUNDS		20
#define ONLINE		"/sys/devices/system/cpu/cpu1/online"

/* Under load and emulation a CPU takes seconds to come. */
#define TIMEOUT_S	300

static bool is_burning(__u64 ip)
{
	return ip >= (uintptr_t)__start_burning && ip < (uintptr_t)__stop_burning;
}

static bool is_reading(__u64 ip)
{
	return ip >= (uintptr_t)__start_reading && ip < (uintptr_t)__stop_reading;
}

static in_section("burning") void burn_some(void)
{
	for (unsigned int i = 0; i < 1000000; i++)
		asm volatile("" : "+r" (i));
}

/* The kernel has to write all of it; what enters it is here, and not in a library. */
static in_section("reading") void read_some(int zero, void *bytes, size_t size)
{
	long ret;

	asm volatile("syscall" : "=a" (ret)
		     : "0" (SYS_read), "D" (zero), "S" (bytes), "d" (size)
		     : "rcx", "r11", "memory");
}

static __u64 cpu_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

static __u64 burn_ns(void)
{
	unsigned int ms = session_cycles(BURN_MS);

	return (ms > BURN_MS_MIN ? ms : BURN_MS_MIN) * 1000000ull;
}

/* Until this task has had so much of a CPU. */
static void burn(void)
{
	__u64 end = cpu_ns() + burn_ns();

	while (cpu_ns() < end)
		burn_some();
}

static void read_zeros(int zero)
{
	static char bytes[1 << 20];
	__u64 end = cpu_ns() + burn_ns();

	while (cpu_ns() < end)
		read_some(zero, bytes, sizeof(bytes));
}

static void burner(void *arg)
{
	/* At no higher priority: the kernel's threads of this CPU have to start its clock. */
	if (write(*(int *)arg, "", 1) != 1)
		_exit(1);
	for (;;)
		burn_some();
}

static bool set_online(bool online)
{
	int fd = open(ONLINE, O_WRONLY);
	bool done = fd >= 0 && write(fd, online ? "1" : "0", 1) == 1;

	close(fd);
	return done;
}

/* Clocks of perf that are running, by what the kernel says of its timers. */
static unsigned int clocks_running(void)
{
	FILE *file = fopen("/proc/timer_list", "r");
	unsigned int clocks = 0;
	char line[512];

	while (file && fgets(line, sizeof(line), file))
		clocks += strstr(line, "perf_swevent_hrtimer") != NULL;
	if (file)
		fclose(file);
	return file ? clocks : ~0u;
}

/* One that is just being served is in no list. */
static bool clocks_become(unsigned int wanted)
{
	long long deadline = 0;

	while (clocks_running() != wanted)
		if (deadline_over(&deadline, SESSION_DEADLINE_S))
			return false;
	return true;
}

FIXTURE(sample) {
	int fd;
	bool here;
	unsigned int clocks;
	struct gentrace_config config;
	struct trace trace;
};

FIXTURE_SETUP(sample)
{
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	self->here = session_classes(self->fd) & GENTRACE_CLASS_BIT(GENTRACE_CLASS_SAMPLE);
	/* The test skips: in a setup that ends no test on older kernels' harness. */
	if (!self->here)
		return;
	ASSERT_EQ(0, symbol_read())
		TH_LOG("/proc/kallsyms has no addresses: kernel.kptr_restrict must not be 2");
	self->clocks = clocks_running();
	ASSERT_NE(~0u, self->clocks);
	self->config = session_quiet_config();
	self->config.classes = GENTRACE_CLASS_BIT(GENTRACE_CLASS_SAMPLE);
	self->config.sample_hz = HZ;
	self->config.stacks = GENTRACE_STACKS(SAMPLE);
	task_pin(0, HOME);
}

/* Whatever a test does, none of its clocks outlives its session. */
FIXTURE_TEARDOWN(sample)
{
	set_online(true);
	trace_free(&self->trace);
	close(self->fd);
	if (self->here)
		EXPECT_TRUE(clocks_become(self->clocks));
}

#define NO_SAMPLES	"this kernel has no perf events"

/**
 * struct sight - what samples say
 * @cpu: samples by CPU
 * @user: of the task, in user space
 * @kernel: of the task, in the kernel
 * @idle: of idle CPUs
 * @others: all the rest
 * @burning: of @user, in the function that burns
 * @reading: of @kernel, in a read that the function that reads has called
 */
struct sight {
	unsigned int cpu[CPUS];
	unsigned int user, kernel, idle, others;
	unsigned int burning, reading;
};

static int frames_of(const struct trace *trace, __u64 id, __u64 address[GENTRACE_STACK_FRAMES_MAX])
{
	const struct gentrace_stack *stack = gentrace_generation_stack(trace->generation[0], id);

	return stack ? gentrace_frames_read(stack->frames, stack->length, address) : -ENOENT;
}

static bool frames_have(const __u64 *address, int count, const char *name)
{
	for (int i = 0; i < count; i++)
		if (!strcmp(symbol_name(address[i]), name))
			return true;
	return false;
}

/* A sample of the kernel: its stack begins there, and has nothing of the clock on it. */
static void see_kernel(struct __test_metadata *const _metadata, const struct trace *trace,
		       const struct gentrace_entry *sample, const struct gentrace_entry *stack,
		       struct sight *sight, pid_t pid)
{
	__u64 kernel[GENTRACE_STACK_FRAMES_MAX], user[GENTRACE_STACK_FRAMES_MAX];
	int count = frames_of(trace, stack->value[GENTRACE_ARG(stack, kernel)], kernel);

	ASSERT_LE(1, count);
	ASSERT_EQ(sample->value[GENTRACE_ARG(cpu_sample, ip)], kernel[0]);
	ASSERT_FALSE(frames_have(kernel, count, "perf_swevent_hrtimer"));
	if (sample->value[GENTRACE_ARG(cpu_sample, level)] == GENTRACE_LEVEL_SOFTIRQ)
		ASSERT_EQ(GENTRACE_NO_STACK_INTERRUPT, stack->value[GENTRACE_ARG(stack, user)]);
	if (sample->value[GENTRACE_ARG(cpu_sample, pid)] != (__u64)pid ||
	    !frames_have(kernel, count, "vfs_read"))
		return;
	count = frames_of(trace, stack->value[GENTRACE_ARG(stack, user)], user);
	sight->reading += count > 0 && is_reading(user[0]);
}

/* A sample of a program: there is nothing of the kernel. */
static void see_user(struct __test_metadata *const _metadata, const struct trace *trace,
		     const struct gentrace_entry *sample, const struct gentrace_entry *stack)
{
	__u64 user[GENTRACE_STACK_FRAMES_MAX];

	ASSERT_EQ(GENTRACE_LEVEL_TASK, sample->value[GENTRACE_ARG(cpu_sample, level)]);
	ASSERT_EQ(GENTRACE_NO_STACK_NO_KERNEL, stack->value[GENTRACE_ARG(stack, kernel)]);
	ASSERT_LE(1, frames_of(trace, stack->value[GENTRACE_ARG(stack, user)], user));
	ASSERT_EQ(sample->value[GENTRACE_ARG(cpu_sample, ip)], user[0]);
}

/* Each sample has its stack right before it, and is of one kind. */
static struct sight see(struct __test_metadata *const _metadata, const struct trace *trace,
			pid_t pid)
{
	struct gentrace_entry before[CPUS][GENTRACE_LEVEL_CONTEXTS] = { 0 };
	struct sight sight = { 0 };

	for (size_t i = 0; i < trace->entries; i++) {
		const struct gentrace_entry *entry = &trace->entry[i];
		struct gentrace_entry stack = before[entry->cpu % CPUS][entry->level];
		bool user = entry->value[GENTRACE_ARG(cpu_sample, user)];
		__u64 whose = entry->value[GENTRACE_ARG(cpu_sample, pid)];

		before[entry->cpu % CPUS][entry->level] = *entry;
		if (entry->id != GENTRACE_EVENT_cpu_sample)
			continue;
		ASSERT_EQ(GENTRACE_EVENT_stack, stack.id);
		ASSERT_EQ(entry->time, stack.time);
		ASSERT_LE(GENTRACE_LEVEL_HARDIRQ, entry->level);
		sight.cpu[entry->cpu % CPUS]++;
		if (user)
			see_user(_metadata, trace, entry, &stack);
		else
			see_kernel(_metadata, trace, entry, &stack, &sight, pid);
		sight.idle += !whose;
		sight.others += whose && whose != (__u64)pid;
		sight.user += whose == (__u64)pid && user;
		sight.kernel += whose == (__u64)pid && !user;
		sight.burning += whose == (__u64)pid && user &&
				 is_burning(entry->value[GENTRACE_ARG(cpu_sample, ip)]);
		ASSERT_TRUE(whose || !user);
	}
	return sight;
}

/*
 * No CPU can have more samples than its clock has made in the time that there was: one
 * in each period, of which the first and the last may be there in part.
 */
static void expect_few(struct __test_metadata *const _metadata, const struct trace *trace,
		       const struct sight *sight)
{
	const struct gentrace_generation *generation = trace->generation[0];
	__u64 ns = generation->last.monotonic - generation->first.monotonic;

	for (int i = 0; i < CPUS; i++)
		EXPECT_GE(ns / (1000000000 / HZ) + 2, sight->cpu[i]);
	TH_LOG("%u samples in the program, %u in the kernel, %u idle, %u of others; %llu ms",
	       sight->user, sight->kernel, sight->idle, sight->others, ns / 1000000);
}

static void take(struct __test_metadata *const _metadata, FIXTURE_DATA(sample) *self)
{
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, ~0ull));
	ASSERT_COMPLETE(&self->trace);
	ASSERT_EQ(1, self->trace.generations);
}

/* A task that does nothing but burn is seen there, by its pid, without class sched. */
TEST_F(sample, program)
{
	struct sight sight;

	if (!self->here)
		SKIP(return, NO_SAMPLES);
	task_pin(0, AWAY);
	ASSERT_EQ(0, session_start(self->fd, &self->config));
	burn();
	take(_metadata, self);
	sight = see(_metadata, &self->trace, getpid());
	expect_few(_metadata, &self->trace, &sight);
	EXPECT_LT(0, sight.user);
	EXPECT_LT(sight.user / 2, sight.burning);
	/* The other CPUs are sampled, too, even where there is nothing to do. */
	EXPECT_LT(0, sight.idle + sight.others);
	EXPECT_EQ(0, trace_count(&self->trace, GENTRACE_EVENT_cpu_sample_begin));
	EXPECT_EQ(0, trace_count(&self->trace, GENTRACE_EVENT_cpu_sample_end));
}

/* One that lets the kernel work is seen in the kernel, and where it has called it. */
TEST_F(sample, kernel)
{
	int zero = open("/dev/zero", O_RDONLY);
	struct sight sight;

	if (!self->here)
		SKIP(return, NO_SAMPLES);
	ASSERT_LE(0, zero);
	task_pin(0, AWAY);
	ASSERT_EQ(0, session_start(self->fd, &self->config));
	read_zeros(zero);
	take(_metadata, self);
	sight = see(_metadata, &self->trace, getpid());
	expect_few(_metadata, &self->trace, &sight);
	EXPECT_LT(0, sight.kernel);
	EXPECT_LT(sight.kernel / 2, sight.reading);
}

/* Whose stacks were not asked for has none, and is sampled all the same. */
TEST_F(sample, without_stacks)
{
	if (!self->here)
		SKIP(return, NO_SAMPLES);
	self->config.stacks = 0;
	ASSERT_EQ(0, session_start(self->fd, &self->config));
	burn();
	take(_metadata, self);
	EXPECT_LT(0, trace_count(&self->trace, GENTRACE_EVENT_cpu_sample));
	EXPECT_EQ(0, trace_count(&self->trace, GENTRACE_EVENT_stack));
}

static __u32 rate_of(const struct trace *trace, __u32 cpu)
{
	const struct gentrace_generation *generation = trace->generation[0];

	for (size_t i = 0; i < generation->cpu_status_count; i++)
		if (generation->cpu_status[i].cpu == cpu)
			return generation->cpu_status[i].sample_hz;
	return ~0u;
}

/* Down and up again: the trace says from when to when, and in between there is nothing. */
TEST_F_TIMEOUT(sample, hotplug, TIMEOUT_S)
{
	unsigned int changes = 0, after = 0;

	if (!self->here)
		SKIP(return, NO_SAMPLES);
	ASSERT_EQ(0, session_start(self->fd, &self->config));
	for (int i = 0; i < 3; i++) {
		ASSERT_TRUE(set_online(false));
		EXPECT_TRUE(clocks_become(self->clocks + sysconf(_SC_NPROCESSORS_ONLN)));
		ASSERT_TRUE(set_online(true));
		EXPECT_TRUE(clocks_become(self->clocks + sysconf(_SC_NPROCESSORS_ONLN)));
	}
	task_pin(0, AWAY);
	burn();
	take(_metadata, self);
	EXPECT_EQ(HZ, rate_of(&self->trace, HOME));
	EXPECT_EQ(HZ, rate_of(&self->trace, AWAY));
	for (size_t i = 0; i < self->trace.entries; i++) {
		const struct gentrace_entry *entry = &self->trace.entry[i];

		if (entry->id == GENTRACE_EVENT_cpu_sample_begin ||
		    entry->id == GENTRACE_EVENT_cpu_sample_end) {
			EXPECT_EQ(AWAY, entry->value[0]);
			EXPECT_EQ(changes++ % 2 ? GENTRACE_EVENT_cpu_sample_begin :
						  GENTRACE_EVENT_cpu_sample_end, entry->id);
			if (entry->id == GENTRACE_EVENT_cpu_sample_begin)
				EXPECT_EQ(0, entry->value[GENTRACE_ARG(cpu_sample_begin, ret)]);
		} else if (entry->id == GENTRACE_EVENT_cpu_sample && entry->cpu == AWAY) {
			EXPECT_EQ(0, changes % 2);
			after += changes == 6;
		}
	}
	EXPECT_EQ(6, changes);
	EXPECT_LT(0, after);
}

/* A CPU that is away is not sampled, which the trace says, until it comes. */
TEST_F_TIMEOUT(sample, away_at_start, TIMEOUT_S)
{
	if (!self->here)
		SKIP(return, NO_SAMPLES);
	ASSERT_TRUE(set_online(false));
	ASSERT_EQ(0, session_start(self->fd, &self->config));
	ASSERT_TRUE(set_online(true));
	take(_metadata, self);
	EXPECT_EQ(HZ, rate_of(&self->trace, HOME));
	EXPECT_EQ(0, rate_of(&self->trace, AWAY));
	EXPECT_EQ(1, trace_count(&self->trace, GENTRACE_EVENT_cpu_sample_begin));
	EXPECT_EQ(0, trace_count(&self->trace, GENTRACE_EVENT_cpu_sample_end));
}

/* A clock a CPU from when a session is armed to when it is stopped, and never else. */
TEST_F(sample, clocks)
{
	unsigned int rounds = session_cycles(ROUNDS);

	if (!self->here)
		SKIP(return, NO_SAMPLES);
	for (unsigned int i = 0; i < rounds; i++) {
		ASSERT_EQ(0, session_arm(self->fd, &self->config));
		EXPECT_TRUE(clocks_become(self->clocks + sysconf(_SC_NPROCESSORS_ONLN)));
		ASSERT_EQ(0, session_start_armed(self->fd));
		ASSERT_EQ(0, session_stop(self->fd));
		EXPECT_EQ(self->clocks, clocks_running());
	}
	/* One that was armed and never started. */
	ASSERT_EQ(0, session_arm(self->fd, &self->config));
	close(self->fd);
	EXPECT_EQ(self->clocks, clocks_running());
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	/* One without samples. */
	self->config = session_quiet_config();
	ASSERT_EQ(0, session_start(self->fd, &self->config));
	EXPECT_EQ(self->clocks, clocks_running());
}

static void filter_by(FIXTURE_DATA(sample) *self, const struct gentrace_filter *filter)
{
	self->config.filters = (uintptr_t)filter;
	self->config.filter_count = 1;
}

/* Of two tasks that burn, one is wanted. */
TEST_F(sample, of_a_task)
{
	struct gentrace_filter filter = { .kind = GENTRACE_FILTER_TASK };
	struct sight sight;
	int pipe[2];
	pid_t child;
	char byte;

	if (!self->here)
		SKIP(return, NO_SAMPLES);
	ASSERT_EQ(0, pipe2(pipe, O_CLOEXEC));
	child = fork();
	ASSERT_LE(0, child);
	if (!child) {
		task_pin(0, AWAY);
		burner(&pipe[1]);
	}
	ASSERT_EQ(1, read(pipe[0], &byte, 1));
	filter.first = filter.last = child;
	filter_by(self, &filter);
	ASSERT_EQ(0, session_start(self->fd, &self->config));
	burn();
	take(_metadata, self);
	kill(child, SIGKILL);
	task_reap(child);
	sight = see(_metadata, &self->trace, child);
	EXPECT_LT(0, sight.burning);
	EXPECT_EQ(0, sight.idle);
	EXPECT_EQ(0, sight.others);
}

TEST_F(sample, of_a_cpu)
{
	struct gentrace_filter filter = {
		.kind = GENTRACE_FILTER_CPU, .first = AWAY, .last = AWAY,
	};
	struct sight sight;

	if (!self->here)
		SKIP(return, NO_SAMPLES);
	filter_by(self, &filter);
	ASSERT_EQ(0, session_start(self->fd, &self->config));
	task_pin(0, AWAY);
	burn();
	take(_metadata, self);
	sight = see(_metadata, &self->trace, getpid());
	EXPECT_LT(0, sight.burning);
	EXPECT_EQ(sight.cpu[AWAY], sight.user + sight.kernel + sight.idle + sight.others);
}

/* Without the event there is no clock. */
TEST_F(sample, of_other_events)
{
	struct gentrace_filter filter = {
		.kind = GENTRACE_FILTER_EVENT, .first = GENTRACE_EVENT_cpu_sample_begin,
		.last = GENTRACE_EVENT_cpu_sample_end,
	};

	if (!self->here)
		SKIP(return, NO_SAMPLES);
	filter_by(self, &filter);
	ASSERT_EQ(0, session_start(self->fd, &self->config));
	EXPECT_EQ(self->clocks, clocks_running());
	burn();
	take(_metadata, self);
	EXPECT_EQ(0, trace_count(&self->trace, GENTRACE_EVENT_cpu_sample));
}

TEST_HARNESS_MAIN
