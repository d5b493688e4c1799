// SPDX-License-Identifier: GPL-2.0
/* stack.c - stacks are those of who was there, once in a table, and none is lost silently. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "symbol.h"
#include "task.h"
#include "trace.h"

#define HOME	0
#define AWAY	1

/* More stacks than a table of the least size has room for. */
#define DEPTH	150

#define noinline __attribute__((noinline, noclone))

FIXTURE(stack) {
	int fd;
	int pipe[2];
	pid_t child;
	struct gentrace_config config;
	struct trace trace;
};

/* The innermost function; it enters the kernel itself, so this is where its stack begins. */
static noinline long chain_read(int fd)
{
	long ret;
	char c;

	asm volatile("syscall" : "=a" (ret)
		     : "0" (SYS_read), "D" (fd), "S" (&c), "d" (1ul)
		     : "rcx", "r11", "memory");
	return ret;
}

/* What follows each call keeps it from being a jump. */
static noinline long chain_middle(int fd)
{
	long ret = chain_read(fd);

	asm volatile("" : "+r" (ret));
	return ret;
}

static noinline long chain_outer(int fd)
{
	long ret = chain_middle(fd);

	asm volatile("" : "+r" (ret));
	return ret;
}

/* A stack for each depth. */
static noinline long deep_read(int fd, int depth)
{
	long ret = depth ? deep_read(fd, depth - 1) : chain_read(fd);

	asm volatile("" : "+r" (ret));
	return ret;
}

static void reader(void *arg)
{
	const int *pipe = arg;

	close(pipe[1]);
	while (chain_outer(pipe[0]) == 1)
		;
	_exit(0);
}

static void deep_reader(void *arg)
{
	const int *pipe = arg;
	int depth = 0;

	close(pipe[1]);
	while (deep_read(pipe[0], depth++) == 1)
		;
	_exit(0);
}

FIXTURE_SETUP(stack)
{
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, pipe2(self->pipe, O_CLOEXEC));
	ASSERT_EQ(0, symbol_read())
		TH_LOG("/proc/kallsyms has no addresses: kernel.kptr_restrict must not be 2");
	task_pin(0, HOME);
	task_prio(0, TASK_LOW);
	self->config = session_quiet_config();
	self->config.stacks = GENTRACE_STACKS_KERNEL(SWITCH);
}

FIXTURE_TEARDOWN(stack)
{
	trace_free(&self->trace);
	close(self->fd);
}

/* Wake the child @times times; each time it has come back to its sleep. */
static void feed(struct __test_metadata *const _metadata, int pipe, int times)
{
	for (int i = 0; i < times; i++) {
		ASSERT_EQ(1, write(pipe, "", 1));
		task_outlast(AWAY, HOME);
	}
}

static void finish(struct __test_metadata *const _metadata, int pipe, pid_t child)
{
	close(pipe);
	ASSERT_EQ(0, task_reap(child));
}

/**
 * struct stack_walk - the events of a generation, with the stacks that they have
 * @generation: the generation
 * @order: its time line
 * @before: the last event of each stream of the first CPUs
 */
struct stack_walk {
	const struct gentrace_generation *generation;
	struct gentrace_order *order;
	struct gentrace_entry before[64][GENTRACE_LEVEL_CONTEXTS];
};

static bool walk_begin(struct stack_walk *walk, const struct gentrace_generation *generation)
{
	memset(walk, 0, sizeof(*walk));
	walk->generation = generation;
	walk->order = gentrace_order_create(generation, 0);
	return walk->order;
}

/* The next event of this kind, NULL behind the last; @explains: what stands before it. */
static const struct gentrace_entry *walk_next(struct stack_walk *walk, __u8 id,
					      struct gentrace_entry *explains)
{
	const struct gentrace_entry *entry;

	while ((entry = gentrace_order_next(walk->order))) {
		struct gentrace_entry *before = &walk->before[entry->cpu % 64][entry->level];

		*explains = *before;
		*before = *entry;
		if (entry->kind == GENTRACE_ENTRY_EVENT && entry->id == id)
			return entry;
	}
	gentrace_order_destroy(walk->order);
	return NULL;
}

static int frames_of(const struct gentrace_generation *generation, __u64 id,
		     __u64 address[GENTRACE_STACK_FRAMES_MAX])
{
	const struct gentrace_stack *stack = gentrace_generation_stack(generation, id);

	return stack ? gentrace_frames_read(stack->frames, stack->length, address) : -ENOENT;
}

/* Does the stack have this function? */
static bool stack_has(const struct gentrace_generation *generation, __u64 id, const char *name)
{
	__u64 address[GENTRACE_STACK_FRAMES_MAX];
	int count = frames_of(generation, id, address);

	for (int i = 0; i < count; i++)
		if (!strcmp(symbol_name(address[i]), name))
			return true;
	return false;
}

static void stack_show(const struct gentrace_generation *generation, __u64 id)
{
	__u64 address[GENTRACE_STACK_FRAMES_MAX];
	int count = frames_of(generation, id, address);

	for (int i = 0; i < count; i++)
		fprintf(stderr, "#   %llx %s\n", address[i], symbol_name(address[i]));
}

/* Every stack of a switch begins where the scheduler is, not in the tracer. */
static bool begins_in_schedule(const struct gentrace_generation *generation, __u64 id)
{
	__u64 address[GENTRACE_STACK_FRAMES_MAX];
	const char *name;

	if (frames_of(generation, id, address) < 1)
		return false;
	name = symbol_name(address[0]);
	if (!strcmp(name, "__schedule") || !strcmp(name, "schedule"))
		return true;
	stack_show(generation, id);
	return false;
}

/* The stack event right before each switch is of the same instant, and of who leaves. */
static void expect_explained(struct __test_metadata *const _metadata,
			     const struct gentrace_generation *generation, size_t *switches)
{
	struct stack_walk walk;
	struct gentrace_entry stack;
	const struct gentrace_entry *entry;

	*switches = 0;
	ASSERT_TRUE(walk_begin(&walk, generation));
	while ((entry = walk_next(&walk, GENTRACE_EVENT_sched_switch, &stack))) {
		ASSERT_EQ(GENTRACE_EVENT_stack, stack.id);
		ASSERT_EQ(entry->time, stack.time);
		ASSERT_EQ(entry->pid, stack.pid);
		ASSERT_TRUE(begins_in_schedule(generation,
					       stack.value[GENTRACE_ARG(stack, kernel)]));
		++*switches;
	}
}

/* How often the child slept in a read of the pipe, by its stacks; and in how many ids. */
static size_t reads_of(const struct gentrace_generation *generation, pid_t child, size_t *ids)
{
	struct stack_walk walk;
	struct gentrace_entry stack;
	const struct gentrace_entry *entry;
	__u64 seen[16];
	size_t reads = 0, i;

	*ids = 0;
	if (!walk_begin(&walk, generation))
		return 0;
	while ((entry = walk_next(&walk, GENTRACE_EVENT_sched_switch, &stack))) {
		__u64 id = stack.value[GENTRACE_ARG(stack, kernel)];

		if (entry->pid != (__u32)child || !stack_has(generation, id, "vfs_read"))
			continue;
		reads++;
		for (i = 0; i < *ids && seen[i] != id; i++)
			;
		if (i == *ids && i < 16)
			seen[(*ids)++] = id;
	}
	return reads;
}

static bool stacks_are_different(const struct gentrace_generation *generation)
{
	for (size_t i = 0; i < generation->stack_count; i++)
		for (size_t j = 0; j < i; j++) {
			const struct gentrace_stack *a = &generation->stack[i];
			const struct gentrace_stack *b = &generation->stack[j];

			if (a->id == b->id || (a->user == b->user && a->walk == b->walk &&
					       a->tgid == b->tgid &&
					       a->start_stack == b->start_stack &&
					       a->length == b->length &&
					       !memcmp(a->frames, b->frames, a->length)))
				return false;
		}
	return true;
}

/* A task that sleeps in a read has the read on its stack, always the same one. */
TEST_F(stack, switch_out)
{
	const struct gentrace_generation *generation;
	size_t ids, switches;

	ASSERT_EQ(0, session_start(self->fd, &self->config));
	self->child = task_spawn(AWAY, HOME, reader, self->pipe);
	feed(_metadata, self->pipe[1], 50);
	finish(_metadata, self->pipe[1], self->child);
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, ~0ull));
	ASSERT_COMPLETE(&self->trace);
	ASSERT_EQ(1, self->trace.generations);
	generation = self->trace.generation[0];
	EXPECT_EQ(GENTRACE_STACKS_KERNEL(SWITCH), generation->stacks);
	expect_explained(_metadata, generation, &switches);
	EXPECT_EQ(trace_count(&self->trace, GENTRACE_EVENT_stack), switches);
	EXPECT_EQ(51, reads_of(generation, self->child, &ids));
	EXPECT_EQ(1, ids);
	EXPECT_TRUE(stacks_are_different(generation));
	EXPECT_EQ(0, generation->end.stacks_missed);
}

/* Each of two generations has what its own events refer to. */
TEST_F(stack, each_generation_has_its_own)
{
	size_t ids, switches;

	ASSERT_EQ(0, session_start(self->fd, &self->config));
	self->child = task_spawn(AWAY, HOME, reader, self->pipe);
	for (int i = 0; i < 3; i++) {
		feed(_metadata, self->pipe[1], 10);
		ASSERT_EQ(0, session_flip(self->fd));
	}
	finish(_metadata, self->pipe[1], self->child);
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, ~0ull));
	ASSERT_COMPLETE(&self->trace);
	ASSERT_EQ(4, self->trace.generations);
	for (int i = 0; i < 4; i++) {
		expect_explained(_metadata, self->trace.generation[i], &switches);
		EXPECT_EQ(i ? i < 3 ? 10 : 0 : 11,
			  reads_of(self->trace.generation[i], self->child, &ids));
		EXPECT_TRUE(stacks_are_different(self->trace.generation[i]));
	}
}

/* Who wakes: the writer by a write; and interrupts, which have no user's stack. */
TEST_F(stack, waking)
{
	const struct gentrace_generation *generation;
	const struct gentrace_entry *entry;
	struct gentrace_entry stack;
	struct stack_walk walk;
	size_t mine = 0, others = 0;
	pid_t me = getpid();

	self->config.stacks = GENTRACE_STACKS(WAKING);
	ASSERT_EQ(0, session_start(self->fd, &self->config));
	self->child = task_spawn(AWAY, HOME, reader, self->pipe);
	feed(_metadata, self->pipe[1], 10);
	/* A timer wakes us. */
	ASSERT_EQ(0, poll(NULL, 0, 1));
	finish(_metadata, self->pipe[1], self->child);
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, ~0ull));
	ASSERT_COMPLETE(&self->trace);
	generation = self->trace.generation[0];
	ASSERT_TRUE(walk_begin(&walk, generation));
	while ((entry = walk_next(&walk, GENTRACE_EVENT_sched_waking, &stack))) {
		__u64 kernel = stack.value[GENTRACE_ARG(stack, kernel)];
		__u64 user = stack.value[GENTRACE_ARG(stack, user)];

		ASSERT_EQ(GENTRACE_EVENT_stack, stack.id);
		ASSERT_EQ(entry->time, stack.time);
		ASSERT_LE(GENTRACE_STACK_FIRST, kernel);
		if (entry->level != GENTRACE_LEVEL_TASK) {
			EXPECT_EQ(GENTRACE_NO_STACK_INTERRUPT, user);
			others++;
		} else if (entry->pid == me && entry->value[0] == self->child &&
			   stack_has(generation, kernel, "vfs_write")) {
			EXPECT_LE(GENTRACE_STACK_FIRST, user);
			mine++;
		}
	}
	EXPECT_EQ(10, mine);
	EXPECT_LT(0, others);
	EXPECT_LT(0, trace_count(&self->trace, GENTRACE_EVENT_sched_switch));
}

/* An address in one of the functions of the chain: its number from the inside. */
static int chain_place(__u64 address)
{
	const __u64 start[] = {
		(__u64)chain_read, (__u64)chain_middle, (__u64)chain_outer, (__u64)deep_read,
		(__u64)reader, (__u64)deep_reader,
	};
	int best = -1;

	for (int i = 0; i < 6; i++)
		if (start[i] <= address && (best < 0 || start[i] > start[best]))
			best = i;
	return best;
}

/* Where our stack began at exec, which is where that of a child did, too. */
static __u64 start_stack(void)
{
	char line[1024] = "", *p;
	int fd = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || read(fd, line, sizeof(line) - 1) < 0)
		return 0;
	close(fd);
	p = strrchr(line, ')');
	for (int field = 2; p && field < 28; field++)
		p = strchr(p + 1, ' ');
	return p ? strtoull(p, NULL, 10) : 0;
}

/* A program with frame pointers has all of its callers on its stack, in their order. */
TEST_F(stack, user)
{
	const struct gentrace_generation *generation;
	const struct gentrace_entry *entry;
	__u64 address[GENTRACE_STACK_FRAMES_MAX];
	struct gentrace_entry stack;
	struct stack_walk walk;
	size_t reads = 0, kthreads = 0;

	self->config.stacks = GENTRACE_STACKS(SWITCH);
	ASSERT_EQ(0, session_start(self->fd, &self->config));
	self->child = task_spawn(AWAY, HOME, reader, self->pipe);
	feed(_metadata, self->pipe[1], 10);
	finish(_metadata, self->pipe[1], self->child);
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, ~0ull));
	ASSERT_COMPLETE(&self->trace);
	generation = self->trace.generation[0];
	ASSERT_TRUE(walk_begin(&walk, generation));
	while ((entry = walk_next(&walk, GENTRACE_EVENT_sched_switch, &stack))) {
		__u64 user = stack.value[GENTRACE_ARG(stack, user)];

		ASSERT_EQ(GENTRACE_EVENT_stack, stack.id);
		/* The idle tasks never have one. */
		if (!entry->pid)
			ASSERT_EQ(GENTRACE_NO_STACK_NO_USER, user);
		kthreads += !entry->pid;
		if (entry->pid != (__u32)self->child ||
		    !stack_has(generation, stack.value[GENTRACE_ARG(stack, kernel)], "vfs_read"))
			continue;
		ASSERT_LE(4, frames_of(generation, user, address));
		EXPECT_TRUE(gentrace_generation_stack(generation, user)->user);
		EXPECT_EQ(self->child, gentrace_generation_stack(generation, user)->tgid);
		EXPECT_EQ(start_stack(), gentrace_generation_stack(generation, user)->start_stack);
		for (int i = 0; i < 3; i++)
			EXPECT_EQ(i, chain_place(address[i]));
		EXPECT_EQ(4, chain_place(address[3]));
		reads++;
	}
	EXPECT_EQ(11, reads);
	EXPECT_LT(0, kthreads);
}

/* What has no room is counted, where it is missing it says so, and no event is missing. */
TEST_F(stack, full_table)
{
	const struct gentrace_generation *generation;
	const struct gentrace_entry *entry;
	struct gentrace_entry stack;
	struct stack_walk walk;
	size_t full = 0, taken = 0;

	self->config.stacks = GENTRACE_STACKS(SWITCH);
	self->config.stack_bytes = GENTRACE_STACK_BYTES_MIN;
	ASSERT_EQ(0, session_start(self->fd, &self->config));
	self->child = task_spawn(AWAY, HOME, deep_reader, self->pipe);
	feed(_metadata, self->pipe[1], DEPTH);
	finish(_metadata, self->pipe[1], self->child);
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, ~0ull));
	ASSERT_COMPLETE(&self->trace);
	ASSERT_EQ(1, self->trace.generations);
	generation = self->trace.generation[0];
	ASSERT_TRUE(walk_begin(&walk, generation));
	while ((entry = walk_next(&walk, GENTRACE_EVENT_sched_switch, &stack))) {
		ASSERT_EQ(GENTRACE_EVENT_stack, stack.id);
		for (int i = 0; i < 2; i++) {
			full += stack.value[i] == GENTRACE_NO_STACK_FULL;
			taken += stack.value[i] >= GENTRACE_STACK_FIRST;
		}
	}
	EXPECT_LT(0, full);
	EXPECT_LT(0, taken);
	EXPECT_EQ(full, generation->end.stacks_missed);
	EXPECT_EQ(generation->stack_count, generation->end.stacks);
	EXPECT_EQ(GENTRACE_LOSSY, self->trace.verdict);
}

/* The memory is there when stacks are wanted, twice; and not a byte of it else. */
TEST_F(stack, memory)
{
	unsigned long long before = module_bytes(), without;

	self->config.stacks = 0;
	ASSERT_EQ(0, session_arm(self->fd, &self->config));
	without = module_bytes() - before;
	close(self->fd);
	ASSERT_TRUE(module_bytes_become(before));
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	self->config.stacks = GENTRACE_STACKS_KERNEL(SWITCH);
	self->config.stack_bytes = 4 << 20;
	ASSERT_EQ(0, session_arm(self->fd, &self->config));
	EXPECT_LE(without + 2 * self->config.stack_bytes, module_bytes() - before);
	close(self->fd);
	EXPECT_TRUE(module_bytes_become(before));
	self->fd = -1;
}

TEST_HARNESS_MAIN
