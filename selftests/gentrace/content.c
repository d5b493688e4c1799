// SPDX-License-Identifier: GPL-2.0
/*
 * content.c - tasks do something, the trace says exactly that.
 *
 * Everything runs at real-time priorities on chosen CPUs (see task.h), so that
 * each step has one possible outcome.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/futex.h>
#include <mqueue.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "expect.h"
#include "task.h"

#define ROUNDS		5
#define QUEUE		"/gentrace-content"

/* Only a failure takes so long. */
#define START_S		60

/* The two CPUs of every test here. */
#define HOME		0
#define AWAY		1

/*
 * How a task sleeps and is woken: by a message or a futex, both of which wake
 * after the last lock is let go. A pipe wakes under the lock of its wait queue,
 * on which the woken task goes to sleep again if the kernel is preempt-rt.
 */
struct bed {
	mqd_t queue;
	int *word;
	bool futex;
};

static void bed_sleep(struct bed *bed)
{
	char byte;

	if (!bed->futex) {
		if (mq_receive(bed->queue, &byte, 1, NULL) != 1)
			_exit(1);
		return;
	}
	while (!__atomic_exchange_n(bed->word, 0, __ATOMIC_SEQ_CST))
		syscall(SYS_futex, bed->word, FUTEX_WAIT, 0, NULL, NULL, 0);
}

static bool bed_wake(struct bed *bed)
{
	if (!bed->futex)
		return !mq_send(bed->queue, "", 1, 0);
	__atomic_store_n(bed->word, 1, __ATOMIC_SEQ_CST);
	return syscall(SYS_futex, bed->word, FUTEX_WAKE, 1, NULL, NULL, 0) == 1;
}

static bool bed_make(struct bed *bed, bool futex)
{
	struct mq_attr attr = { .mq_maxmsg = 1, .mq_msgsize = 1 };

	bed->futex = futex;
	bed->word = mmap(NULL, sizeof(*bed->word), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	bed->queue = mq_open(QUEUE, O_RDWR | O_CREAT | O_EXCL, 0600, &attr);
	mq_unlink(QUEUE);
	return bed->word != MAP_FAILED && bed->queue >= 0;
}

static void doze(void *arg)
{
	for (;;)
		bed_sleep(arg);
}

static void start(struct __test_metadata *const _metadata, int fd)
{
	struct gentrace_config config = session_quiet_config();
	long long deadline = 0;
	int err;

	/* A child of the test before, on its way out, may still hold that one's file. */
	do {
		err = session_start(fd, &config);
	} while (err == -EBUSY && !deadline_over(&deadline, START_S));
	ASSERT_EQ(0, err);
}

/* Nothing of what these tests look at may be lost: they look at everything. */
static void finish(struct __test_metadata *const _metadata, int fd, struct trace *trace)
{
	ASSERT_EQ(0, trace_take(trace, fd, GENTRACE_CLASSES_ALL));
	ASSERT_COMPLETE(trace);
	ASSERT_EQ(1, trace->generations);
}

static int setup(struct __test_metadata *const _metadata)
{
	int fd = session_open(0);

	ASSERT_LE(0, fd);
	ASSERT_LE(2, sysconf(_SC_NPROCESSORS_ONLN))
		TH_LOG("needs two CPUs");
	task_pin(0, HOME);
	task_prio(0, TASK_LOW);
	return fd;
}

FIXTURE(wake) {
	int fd;
	pid_t sleeper;
	struct bed bed;
	struct trace trace;
};

/* @cpu is the waker's; the sleeper is on AWAY. */
FIXTURE_VARIANT(wake) {
	bool futex;
	int cpu;
};

FIXTURE_VARIANT_ADD(wake, message_across) { .futex = false, .cpu = HOME };
FIXTURE_VARIANT_ADD(wake, futex_across) { .futex = true, .cpu = HOME };
FIXTURE_VARIANT_ADD(wake, message_same_cpu) { .futex = false, .cpu = AWAY };
FIXTURE_VARIANT_ADD(wake, futex_same_cpu) { .futex = true, .cpu = AWAY };

FIXTURE_SETUP(wake)
{
	self->fd = setup(_metadata);
	ASSERT_TRUE(bed_make(&self->bed, variant->futex));
	self->sleeper = task_spawn(AWAY, HOME, doze, &self->bed);
}

FIXTURE_TEARDOWN(wake)
{
	if (self->sleeper > 0)
		kill(self->sleeper, SIGKILL);
	trace_free(&self->trace);
	close(self->fd);
}

/* Woken, run, asleep again: four events each time and not one more. */
TEST_F(wake, rounds)
{
	struct step step[4 * ROUNDS];
	pid_t me = getpid(), it = self->sleeper;

	start(_metadata, self->fd);
	for (int i = 0; i < ROUNDS; i++) {
		task_pin(0, variant->cpu);
		ASSERT_TRUE(bed_wake(&self->bed));
		task_outlast(AWAY, HOME);
		step[4 * i] = STEP(sched_waking, variant->cpu, me, .value = { it, AWAY });
		step[4 * i + 1] = STEP(sched_wakeup, ANY_CPU, ANY_PID, .value = { it, AWAY });
		step[4 * i + 2] = STEP(sched_switch, AWAY, variant->cpu == AWAY ? me : ANY_PID,
				       .value = { ANY, it });
		step[4 * i + 3] = STEP(sched_switch, AWAY, it,
				       .value = { GENTRACE_TASK_SLEEPING, ANY });
	}
	finish(_metadata, self->fd, &self->trace);
	EXPECT_TRUE(expect_exactly(&self->trace, it, step, ARRAY_SIZE(step)));
}

/* A sleeper that was given another CPU goes there when it is woken. */
TEST_F(wake, elsewhere)
{
	pid_t me = getpid(), it = self->sleeper;
	const struct step step[] = {
		STEP(sched_waking, HOME, me, .value = { it, AWAY }),
		STEP(sched_migrate_task, HOME, me, .value = { it, AWAY, HOME }),
		STEP(sched_wakeup, HOME, me, .value = { it, HOME }),
		STEP(sched_switch, HOME, me, .value = { ANY, it }),
		STEP(sched_switch, HOME, it, .value = { GENTRACE_TASK_SLEEPING, ANY }),
	};

	start(_metadata, self->fd);
	task_pin(it, HOME);
	ASSERT_TRUE(bed_wake(&self->bed));
	finish(_metadata, self->fd, &self->trace);
	EXPECT_TRUE(expect_exactly(&self->trace, it, step, ARRAY_SIZE(step)));
}

FIXTURE(life) {
	int fd;
	struct trace trace;
};

FIXTURE_SETUP(life)
{
	self->fd = setup(_metadata);
}

FIXTURE_TEARDOWN(life)
{
	trace_free(&self->trace);
	close(self->fd);
}

/* The program beside this one, by its whole name. */
static const char *leaf_path(void)
{
	static char path[200];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - sizeof("/leaf"));
	char *slash;

	path[n < 0 ? 0 : n] = '\0';
	slash = strrchr(path, '/');
	strcpy(slash ? slash : path, "/leaf");
	return path;
}

static void live(void *arg)
{
	prctl(PR_SET_NAME, "early");
	task_pin(0, AWAY);
	execl(arg, "leaf", NULL);
}

/* From the fork to the last switch. */
TEST_F(life, whole)
{
	const char *path = leaf_path();
	pid_t me = getpid(), it;

	start(_metadata, self->fd);
	it = fork();
	ASSERT_LE(0, it);
	if (!it) {
		live((void *)path);
		_exit(1);
	}
	ASSERT_EQ(7, task_reap(it))
		TH_LOG("%s did not run", path);
	/* It can be reaped before its last switch; here it comes first. */
	task_outlast(AWAY, HOME);
	finish(_metadata, self->fd, &self->trace);

	const struct step step[] = {
		STEP(sched_process_fork, HOME, me, .value = { me, it, it, ANY, ANY },
		     .text = "content"),
		STEP(sched_wakeup_new, HOME, me, .value = { it, HOME }),
		STEP(task_rename, HOME, it, .value = { it, ANY }, .text = "early"),
		STEP(sched_migrate_task, HOME, ANY_PID, .value = { it, HOME, AWAY }),
		STEP(task_rename, AWAY, it, .value = { it, ANY }, .text = "leaf"),
		STEP(sched_process_exec, AWAY, it, .value = { it, it, ANY }, .text = path),
		STEP(sched_process_exit, AWAY, it, .value = { it, it, ANY, 7 << 8 },
		     .text = "leaf"),
	};
	EXPECT_TRUE(expect_exactly(&self->trace, it, step, ARRAY_SIZE(step)));
	EXPECT_TRUE(expect_switches(&self->trace, it));
}

static void *thread_main(void *tid)
{
	*(pid_t *)tid = syscall(SYS_gettid);
	return NULL;
}

TEST_F(life, thread)
{
	pid_t me = getpid(), it = 0;
	pthread_t thread;

	start(_metadata, self->fd);
	ASSERT_EQ(0, pthread_create(&thread, NULL, thread_main, &it));
	ASSERT_EQ(0, pthread_join(thread, NULL));
	/* The join returns before the thread has gone. */
	while (!syscall(SYS_tgkill, me, it, 0))
		sched_yield();
	finish(_metadata, self->fd, &self->trace);

	const struct step step[] = {
		STEP(sched_process_fork, HOME, me, .value = { me, it, me, ANY, ANY }),
		STEP(sched_process_exit, HOME, it, .value = { it, me, ANY }),
	};
	EXPECT_TRUE(expect_exactly(&self->trace, it, step, ARRAY_SIZE(step)));
}

/* Two tasks in turn with one pid: the starts tell them apart. */
TEST_F(life, pid_reused)
{
	const struct gentrace_entry *born[2] = {};
	size_t births = 0;
	pid_t first, second = 0;
	FILE *last_pid;

	start(_metadata, self->fd);
	first = fork();
	if (!first)
		_exit(0);
	ASSERT_EQ(0, task_reap(first));
	/* Somebody else may take the number; then it wraps around to be asked again. */
	for (int i = 0; i < 100 && second != first; i++) {
		last_pid = fopen("/proc/sys/kernel/ns_last_pid", "w");
		ASSERT_NE(NULL, last_pid);
		fprintf(last_pid, "%d", first - 1);
		ASSERT_EQ(0, fclose(last_pid));
		second = fork();
		if (!second)
			_exit(0);
		ASSERT_EQ(0, task_reap(second));
	}
	ASSERT_EQ(first, second);
	finish(_metadata, self->fd, &self->trace);

	for (size_t i = 0; i < self->trace.entries; i++) {
		const struct gentrace_entry *entry = &self->trace.entry[i];

		if (entry->id == GENTRACE_EVENT_sched_process_fork &&
		    entry->value[GENTRACE_ARG(sched_process_fork, child)] == first && births < 2)
			born[births++] = entry;
	}
	ASSERT_EQ(2, births);
	EXPECT_LT(0, born[0]->value[GENTRACE_ARG(sched_process_fork, start)]);
	EXPECT_LT(born[0]->value[GENTRACE_ARG(sched_process_fork, start)],
		  born[1]->value[GENTRACE_ARG(sched_process_fork, start)]);
}

/* Inside another pid namespace the trace still speaks of the initial one. */
TEST_F(life, namespace)
{
	pid_t me = getpid(), it;

	ASSERT_EQ(0, unshare(CLONE_NEWPID));
	start(_metadata, self->fd);
	it = fork();
	if (!it)
		_exit(getpid() == 1 ? 3 : 4);
	ASSERT_EQ(3, task_reap(it));
	finish(_metadata, self->fd, &self->trace);

	const struct step step[] = {
		STEP(sched_process_fork, HOME, me, .value = { me, it, it, ANY, ANY }),
		STEP(sched_process_exit, HOME, it, .value = { it, it, ANY, 3 << 8 }),
	};
	EXPECT_TRUE(expect_exactly(&self->trace, it, step, ARRAY_SIZE(step)));
}

/* A task that slept through it all is in the trace by its status. */
TEST_F(wake, status_of_sleeper)
{
	const struct gentrace_generation *generation;
	size_t seen = 0;

	start(_metadata, self->fd);
	finish(_metadata, self->fd, &self->trace);
	generation = self->trace.generation[0];
	for (size_t i = 0; i < generation->status_count; i++) {
		const struct gentrace_status *status = &generation->status[i];

		if (status->pid != self->sleeper)
			continue;
		seen++;
		EXPECT_EQ(self->sleeper, status->tgid);
		EXPECT_EQ(getpid(), status->ppid);
		EXPECT_EQ(GENTRACE_TASK_SLEEPING, status->state);
		EXPECT_EQ(AWAY, status->cpu);
		EXPECT_EQ(99 - TASK_HIGH, status->prio);
		EXPECT_FALSE(status->kthread);
		EXPECT_EQ(0, strncmp("content", status->comm, status->comm_length));
		EXPECT_LT(0, status->start);
	}
	EXPECT_EQ(1, seen);
}

TEST_HARNESS_MAIN
