// SPDX-License-Identifier: GPL-2.0
/* lock.c - a lock of the kernel that is held for as long as the test likes. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "symbol.h"
#include "task.h"
#include "trace.h"

#define ROUNDS		8

/* Tasks are made to wait on this one; the test itself stays at home. */
#define CPU		1
#define HOME		0

/*
 * A write into a pipe holds its mutex while it copies. The page it copies from is not
 * there, and nobody but the test can say what is in it.
 */
FIXTURE(lock) {
	int fd;
	int faults;
	int pipe[2];
	char *page;
	size_t size;
	struct trace trace;
};

static int faults_open(void *page, size_t size)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register region = {
		.range = { (unsigned long)page, size }, .mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC);

	if (fd < 0)
		return -errno;
	if (ioctl(fd, UFFDIO_API, &api) || ioctl(fd, UFFDIO_REGISTER, &region)) {
		close(fd);
		return -EINVAL;
	}
	return fd;
}

FIXTURE_SETUP(lock)
{
	self->size = sysconf(_SC_PAGESIZE);
	self->page = mmap(NULL, self->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			  -1, 0);
	ASSERT_NE(MAP_FAILED, self->page);
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	self->faults = faults_open(self->page, self->size);
	/* The test skips: in a setup that ends no test on older kernels' harness. */
	if (self->faults == -ENOSYS)
		return;
	ASSERT_LE(0, self->faults);
	ASSERT_EQ(0, pipe2(self->pipe, O_CLOEXEC));
	task_prio(0, TASK_LOW);
	task_pin(0, HOME);
}

FIXTURE_TEARDOWN(lock)
{
	trace_free(&self->trace);
	close(self->fd);
}

/* One that holds the pipe's lock from when it is let go until the page is there. */
struct holder {
	pthread_t thread;
	sem_t go;
	int pipe;
	const char *page;
	pid_t tid;
	sem_t born;
	ssize_t written;
};

static void *holder_run(void *arg)
{
	struct holder *holder = arg;

	holder->tid = gettid();
	sem_post(&holder->born);
	sem_wait(&holder->go);
	holder->written = write(holder->pipe, holder->page, 1);
	return NULL;
}

static bool holder_start(struct holder *holder)
{
	sem_init(&holder->go, 0, 0);
	sem_init(&holder->born, 0, 0);
	if (pthread_create(&holder->thread, NULL, holder_run, holder))
		return false;
	sem_wait(&holder->born);
	task_pin(holder->tid, CPU);
	task_prio(holder->tid, TASK_HIGH);
	sem_post(&holder->go);
	task_outlast(CPU, HOME);
	return true;
}

static void waiter_run(void *arg)
{
	_exit(write(*(int *)arg, "", 1) != 1);
}

/* One round: held, waited for, let go. The task that waited. */
static pid_t round_run(struct __test_metadata *const _metadata, FIXTURE_DATA(lock) *self)
{
	struct holder holder = { .pipe = self->pipe[1], .page = self->page };
	struct uffdio_zeropage zero = { .range = { (unsigned long)self->page, self->size } };
	char bytes[2];
	pid_t waiter;

	ASSERT_TRUE(holder_start(&holder));
	waiter = task_spawn(CPU, HOME, waiter_run, &self->pipe[1]);
	ASSERT_EQ(0, ioctl(self->faults, UFFDIO_ZEROPAGE, &zero));
	ASSERT_EQ(0, pthread_join(holder.thread, NULL));
	ASSERT_EQ(1, holder.written);
	ASSERT_EQ(0, task_reap(waiter));
	ASSERT_EQ(2, read(self->pipe[0], bytes, sizeof(bytes)));
	ASSERT_EQ(0, madvise(self->page, self->size, MADV_DONTNEED));
	return waiter;
}

/*
 * The waits of a task for a lock: begun, perhaps again when it has spun for long
 * enough, and ended with it in hand. Those in which it was off the CPU.
 */
static unsigned int waits_of(struct __test_metadata *const _metadata, const struct trace *trace,
			     pid_t pid, __u64 lock)
{
	unsigned int waits = 0;
	bool waiting = false, slept = false;

	for (size_t i = 0; i < trace->entries; i++) {
		const struct gentrace_entry *entry = &trace->entry[i];

		if ((pid_t)entry->pid != pid || entry->level != GENTRACE_LEVEL_TASK)
			continue;
		if (entry->id == GENTRACE_EVENT_sched_switch)
			slept |= waiting;
		if (entry->class != GENTRACE_CLASS_LOCK || entry->value[0] != lock)
			continue;
		if (entry->id == GENTRACE_EVENT_contention_begin) {
			EXPECT_TRUE(entry->value[GENTRACE_ARG(contention_begin, flags)] &
				    (GENTRACE_LOCK_MUTEX | GENTRACE_LOCK_RT));
			waiting = true;
			continue;
		}
		EXPECT_TRUE(waiting);
		EXPECT_EQ(0, entry->value[GENTRACE_ARG(contention_end, ret)]);
		waits += waiting && slept;
		waiting = slept = false;
	}
	EXPECT_FALSE(waiting);
	return waits;
}

/* The lock for which a task waits, off the CPU, first. */
static __u64 lock_of(const struct trace *trace, pid_t pid)
{
	__u64 lock = 0;

	for (size_t i = 0; i < trace->entries; i++) {
		const struct gentrace_entry *entry = &trace->entry[i];

		if ((pid_t)entry->pid != pid || entry->level != GENTRACE_LEVEL_TASK)
			continue;
		if (entry->id == GENTRACE_EVENT_contention_begin)
			lock = entry->value[GENTRACE_ARG(contention_begin, lock)];
		else if (entry->id == GENTRACE_EVENT_contention_end)
			lock = 0;
		else if (entry->id == GENTRACE_EVENT_sched_switch && lock)
			break;
	}
	return lock;
}

/* Each of them waits once for this lock, and none of the holders does. */
TEST_F(lock, held_and_waited_for)
{
	struct gentrace_config config = session_quiet_config();
	pid_t waiter[ROUNDS];
	__u64 lock;

	if (self->faults < 0)
		SKIP(return, "this kernel has no userfaultfd");
	config.classes |= GENTRACE_CLASS_BIT(GENTRACE_CLASS_LOCK);
	ASSERT_EQ(0, session_start(self->fd, &config));
	for (unsigned int i = 0; i < ROUNDS; i++) {
		waiter[i] = round_run(_metadata, self);
	}
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, GENTRACE_CLASSES_ALL));
	ASSERT_COMPLETE(&self->trace);

	lock = lock_of(&self->trace, waiter[0]);
	ASSERT_NE(0, lock);
	/* An address of the kernel, whole. */
	EXPECT_GT(0, (long long)lock);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		EXPECT_EQ(1, waits_of(_metadata, &self->trace, waiter[i], lock));
	}
	EXPECT_EQ(0, waits_of(_metadata, &self->trace, getpid(), lock));
}

/* pipe_write(); since 6.15 anon_pipe_write(). */
static bool writes_to_pipe(const char *function)
{
	return !strcmp(function, "pipe_write") || !strcmp(function, "anon_pipe_write");
}

/* The waits of a task with this lock whose stack has the function that writes to pipes. */
static unsigned int explained_of(struct __test_metadata *const _metadata,
				 const struct trace *trace, pid_t pid, __u64 lock)
{
	__u64 address[GENTRACE_STACK_FRAMES_MAX];
	const struct gentrace_entry *before = NULL;
	unsigned int explained = 0;

	for (size_t i = 0; i < trace->entries; i++) {
		const struct gentrace_entry *entry = &trace->entry[i];
		const struct gentrace_stack *stack;
		int count = 0;
		__u64 id;

		if ((pid_t)entry->pid != pid || entry->level != GENTRACE_LEVEL_TASK)
			continue;
		if (entry->id == GENTRACE_EVENT_contention_begin) {
			/* Right before it, at the same instant, whatever lock it is. */
			ASSERT_NE(NULL, before);
			ASSERT_EQ(GENTRACE_EVENT_stack, before->id);
			ASSERT_EQ(entry->time, before->time);
			id = before->value[GENTRACE_ARG(stack, kernel)];
			stack = gentrace_generation_stack(trace->generation[0], id);
			ASSERT_NE(NULL, stack);
			count = gentrace_frames_read(stack->frames, stack->length, address);
			ASSERT_LE(1, count);
			if (entry->value[GENTRACE_ARG(contention_begin, lock)] != lock)
				count = 0;
		}
		if (count)
			EXPECT_LE(GENTRACE_STACK_FIRST, before->value[GENTRACE_ARG(stack, user)]);
		while (count > 0 && !writes_to_pipe(symbol_name(address[count - 1])))
			count--;
		explained += count > 0;
		before = entry;
	}
	return explained;
}

/* Who waits has said where, each time: in the write to the pipe. */
TEST_F(lock, stack_of_the_waiter)
{
	struct gentrace_config config = session_quiet_config();
	pid_t waiter[ROUNDS];
	__u64 lock;

	if (self->faults < 0)
		SKIP(return, "this kernel has no userfaultfd");
	ASSERT_EQ(0, symbol_read())
		TH_LOG("/proc/kallsyms has no addresses: kernel.kptr_restrict must not be 2");
	config.classes |= GENTRACE_CLASS_BIT(GENTRACE_CLASS_LOCK);
	config.stacks = GENTRACE_STACKS(CONTENTION);
	ASSERT_EQ(0, session_start(self->fd, &config));
	for (unsigned int i = 0; i < ROUNDS; i++) {
		waiter[i] = round_run(_metadata, self);
	}
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, ~0ull));
	ASSERT_COMPLETE(&self->trace);
	EXPECT_EQ(0, self->trace.generation[0]->end.stacks_missed);
	/* Of each wait, and of nothing else. */
	EXPECT_EQ(trace_count(&self->trace, GENTRACE_EVENT_contention_begin),
		  trace_count(&self->trace, GENTRACE_EVENT_stack));

	lock = lock_of(&self->trace, waiter[0]);
	ASSERT_NE(0, lock);
	for (unsigned int i = 0; i < ROUNDS; i++) {
		EXPECT_LE(1, explained_of(_metadata, &self->trace, waiter[i], lock));
	}
}

TEST_HARNESS_MAIN
