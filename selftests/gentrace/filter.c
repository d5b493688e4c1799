// SPDX-License-Identifier: GPL-2.0
/*
 * filter.c - what a filter leaves out is not there, what it keeps is all there.
 *
 * As in content.c, who runs when is known beforehand.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "expect.h"
#include "task.h"

#define ROUNDS		5
#define QUEUE		"/gentrace-filter"

#define HOME		0
#define AWAY		1

/* Only a failure takes so long. */
#define START_S		60

#define EVENT(name) \
	{ .kind = GENTRACE_FILTER_EVENT, .first = GENTRACE_EVENT_##name, \
	  .last = GENTRACE_EVENT_##name }
#define TASK(pid) \
	{ .kind = GENTRACE_FILTER_TASK, .first = (pid), .last = (pid) }
#define CGROUP(id) \
	{ .kind = GENTRACE_FILTER_CGROUP, .first = (id), .last = (id) }
#define CPU(number) \
	{ .kind = GENTRACE_FILTER_CPU, .first = (number), .last = (number) }

/* A message is sent after the last lock is let go; see content.c. */
static mqd_t queue_make(const char *name)
{
	struct mq_attr attr = { .mq_maxmsg = 1, .mq_msgsize = 1 };
	mqd_t queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attr);

	mq_unlink(name);
	return queue;
}

static void doze(void *queue)
{
	char byte;

	for (;;)
		if (mq_receive((mqd_t)(intptr_t)queue, &byte, 1, NULL) != 1)
			_exit(1);
}

FIXTURE(filter) {
	int fd;
	mqd_t queue;
	struct trace trace;
	struct gentrace_model *model;
};

FIXTURE_SETUP(filter)
{
	ASSERT_LE(2, sysconf(_SC_NPROCESSORS_ONLN))
		TH_LOG("needs two CPUs");
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	self->queue = queue_make(QUEUE);
	ASSERT_LE(0, self->queue);
	task_pin(0, HOME);
	task_prio(0, TASK_LOW);
}

FIXTURE_TEARDOWN(filter)
{
	gentrace_model_destroy(self->model);
	trace_free(&self->trace);
	close(self->queue);
	close(self->fd);
}

static struct gentrace_config config_of(const struct gentrace_filter *filter, __u32 count)
{
	struct gentrace_config config = session_quiet_config();

	config.filters = (uintptr_t)filter;
	config.filter_count = count;
	return config;
}

static void start(struct __test_metadata *const _metadata, int fd,
		  const struct gentrace_config *config)
{
	long long deadline = 0;
	int err;

	/* A child of the test before, on its way out, may still hold that one's file. */
	do {
		err = session_start(fd, config);
	} while (err == -EBUSY && !deadline_over(&deadline, START_S));
	ASSERT_EQ(0, err);
}

/* All that was emitted was recorded, and the trace says that there was more. */
static void finish(struct __test_metadata *const _metadata, FIXTURE_DATA(filter) *self,
		   const struct gentrace_filter *filter, __u32 count)
{
	const struct gentrace_generation *generation;

	ASSERT_EQ(0, trace_take(&self->trace, self->fd, GENTRACE_CLASSES_ALL));
	ASSERT_COMPLETE(&self->trace);
	for (size_t i = 0; i < self->trace.generations; i++) {
		generation = self->trace.generation[i];
		ASSERT_EQ(GENTRACE_FORMAT_FILTERED, generation->format);
		ASSERT_EQ(count, generation->kept_count);
		for (__u32 j = 0; j < count; j++) {
			EXPECT_EQ(filter[j].kind, generation->kept[j].kind);
			EXPECT_EQ(filter[j].first, generation->kept[j].first);
			EXPECT_EQ(filter[j].last, generation->kept[j].last);
		}
	}
	self->model = gentrace_model_create();
	ASSERT_NE(NULL, self->model);
	for (size_t i = 0; i < self->trace.generations; i++)
		ASSERT_EQ(0, gentrace_model_add(self->model, self->trace.generation[i]));
	ASSERT_EQ(0, gentrace_model_finish(self->model));
}

/* Forget what was recorded, and the session. */
static void again(struct __test_metadata *const _metadata, FIXTURE_DATA(filter) *self)
{
	gentrace_model_destroy(self->model);
	self->model = NULL;
	trace_free(&self->trace);
	close(self->fd);
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
}

static const struct gentrace_cpu *cpu_of(const struct gentrace_model *model, __u32 number)
{
	const struct gentrace_cpu *cpu;

	for (size_t i = 0; (cpu = gentrace_model_cpu(model, i)); i++)
		if (cpu->cpu == number)
			return cpu;
	return NULL;
}

/* Wake it, and let it fall asleep again. */
static bool wake(mqd_t queue)
{
	if (mq_send(queue, "", 1, 0))
		return false;
	task_outlast(AWAY, HOME);
	return true;
}

/* Without a filter nothing says that there was one. */
TEST_F(filter, none)
{
	struct gentrace_config config = session_quiet_config();

	start(_metadata, self->fd, &config);
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, GENTRACE_CLASSES_ALL));
	ASSERT_COMPLETE(&self->trace);
	EXPECT_EQ(GENTRACE_FORMAT, self->trace.generation[0]->format);
	EXPECT_EQ(0, self->trace.generation[0]->kept_count);
	EXPECT_EQ(0, self->trace.generation[0]->filtered);
}

/* These events and no other, in every generation. */
TEST_F(filter, events)
{
	const struct gentrace_filter filter[] = { EVENT(sched_waking), EVENT(sched_switch) };
	struct gentrace_config config = config_of(filter, ARRAY_SIZE(filter));
	struct step step[3 * ROUNDS];
	pid_t it = task_spawn(AWAY, HOME, doze, (void *)(intptr_t)self->queue);

	start(_metadata, self->fd, &config);
	for (int i = 0; i < ROUNDS; i++) {
		ASSERT_TRUE(wake(self->queue));
		step[3 * i] = STEP(sched_waking, HOME, getpid(), .value = { it, AWAY });
		step[3 * i + 1] = STEP(sched_switch, AWAY, ANY_PID, .value = { ANY, it });
		step[3 * i + 2] = STEP(sched_switch, AWAY, it,
				       .value = { GENTRACE_TASK_SLEEPING, ANY });
	}
	ASSERT_EQ(0, session_flip(self->fd));
	finish(_metadata, self, filter, ARRAY_SIZE(filter));
	ASSERT_EQ(2, self->trace.generations);
	EXPECT_TRUE(expect_exactly(&self->trace, it, step, ARRAY_SIZE(step)));
	for (size_t i = 0; i < self->trace.entries; i++) {
		ASSERT_TRUE(self->trace.entry[i].id == GENTRACE_EVENT_sched_waking ||
			    self->trace.entry[i].id == GENTRACE_EVENT_sched_switch);
	}
	kill(it, SIGKILL);
}

/* Without wakeups nobody can say where blocking ends and waiting begins. */
TEST_F(filter, no_wakeups)
{
	const struct gentrace_filter filter[] = { EVENT(sched_switch) };
	struct gentrace_config config = config_of(filter, ARRAY_SIZE(filter));
	pid_t it = task_spawn(AWAY, HOME, doze, (void *)(intptr_t)self->queue);
	const struct gentrace_task *task;

	start(_metadata, self->fd, &config);
	for (int i = 0; i < ROUNDS; i++)
		ASSERT_TRUE(wake(self->queue));
	finish(_metadata, self, filter, ARRAY_SIZE(filter));
	task = gentrace_model_find(self->model, it);
	ASSERT_NE(NULL, task);
	EXPECT_EQ(ROUNDS, task->voluntary);
	EXPECT_LT(0, task->run_ns);
	EXPECT_LT(0, task->unknown_ns);
	EXPECT_EQ(0, task->block_ns);
	EXPECT_EQ(0, task->latency.count);
	kill(it, SIGKILL);
}

/* Without switches nobody can say who runs: no CPU is idle, none is busy. */
TEST_F(filter, no_switches)
{
	const struct gentrace_filter filter[] = { EVENT(sched_wakeup), EVENT(sched_waking) };
	struct gentrace_config config = config_of(filter, ARRAY_SIZE(filter));
	const struct gentrace_cpu *cpu;

	start(_metadata, self->fd, &config);
	task_outlast(AWAY, HOME);
	finish(_metadata, self, filter, ARRAY_SIZE(filter));
	for (size_t i = 0; i < self->trace.entries; i++)
		ASSERT_EQ(GENTRACE_PID_NONE, self->trace.entry[i].pid);
	for (size_t i = 0; (cpu = gentrace_model_cpu(self->model, i)); i++) {
		EXPECT_EQ(0, cpu->busy_ns);
		EXPECT_EQ(0, cpu->idle_ns);
	}
}

/* One CPU: all that happens on it, nothing of the other. */
TEST_F(filter, cpu)
{
	const struct gentrace_filter filter[] = { CPU(AWAY) };
	struct gentrace_config config = config_of(filter, ARRAY_SIZE(filter));
	struct step step[2 * ROUNDS];
	pid_t it = task_spawn(AWAY, HOME, doze, (void *)(intptr_t)self->queue);
	const struct gentrace_cpu *cpu;
	const struct gentrace_task *task;

	start(_metadata, self->fd, &config);
	for (int i = 0; i < ROUNDS; i++) {
		ASSERT_TRUE(wake(self->queue));
		step[2 * i] = STEP(sched_switch, AWAY, ANY_PID, .value = { ANY, it });
		step[2 * i + 1] = STEP(sched_switch, AWAY, it,
				       .value = { GENTRACE_TASK_SLEEPING, ANY });
	}
	finish(_metadata, self, filter, ARRAY_SIZE(filter));
	EXPECT_TRUE(expect_exactly(&self->trace, it, step, ARRAY_SIZE(step)));
	EXPECT_LT(0, self->trace.entries);
	for (size_t i = 0; i < self->trace.entries; i++) {
		ASSERT_EQ(AWAY, self->trace.entry[i].cpu);
	}
	cpu = cpu_of(self->model, HOME);
	ASSERT_NE(NULL, cpu);
	EXPECT_EQ(cpu->last_ns - cpu->first_ns, cpu->unknown_ns);
	cpu = cpu_of(self->model, AWAY);
	ASSERT_NE(NULL, cpu);
	EXPECT_EQ(0, cpu->unknown_ns);
	/* Asleep, or on the CPU that nobody saw? */
	task = gentrace_model_find(self->model, it);
	ASSERT_NE(NULL, task);
	EXPECT_EQ(0, task->block_ns);
	EXPECT_EQ(0, task->wait_ns);
	EXPECT_LT(0, task->run_ns);
	kill(it, SIGKILL);
}

/* Kinds hold together: of one CPU, one event. */
TEST_F(filter, event_on_cpu)
{
	const struct gentrace_filter filter[] = { EVENT(sys_enter), EVENT(sched_switch), CPU(HOME) };
	struct gentrace_config config = config_of(filter, ARRAY_SIZE(filter));
	size_t calls = 0;

	start(_metadata, self->fd, &config);
	for (int i = 0; i < ROUNDS; i++) {
		syscall(SYS_getppid);
		task_pin(0, AWAY);
		syscall(SYS_getppid);
		task_pin(0, HOME);
	}
	finish(_metadata, self, filter, ARRAY_SIZE(filter));
	for (size_t i = 0; i < self->trace.entries; i++) {
		const struct gentrace_entry *entry = &self->trace.entry[i];

		ASSERT_EQ(HOME, entry->cpu);
		ASSERT_NE(GENTRACE_EVENT_sys_exit, entry->id);
		calls += entry->id == GENTRACE_EVENT_sys_enter && entry->pid == getpid() &&
			 entry->value[GENTRACE_ARG(sys_enter, nr)] == SYS_getppid;
	}
	EXPECT_EQ(ROUNDS, calls);
}

/* What the session leaves out can be asked for, and is over with it. */
TEST_F(filter, told)
{
	const struct gentrace_filter filter[] = { EVENT(sched_switch), CPU(HOME) };
	struct gentrace_config config = config_of(filter, ARRAY_SIZE(filter));
	struct gentrace_filters told;
	int other = session_open(0);

	ASSERT_LE(0, other);
	ASSERT_EQ(0, session_filters(other, &told));
	EXPECT_EQ(0, told.count);
	start(_metadata, self->fd, &config);
	ASSERT_EQ(0, session_filters(other, &told));
	EXPECT_EQ(sizeof(told), told.size);
	ASSERT_EQ(ARRAY_SIZE(filter), told.count);
	EXPECT_EQ(0, memcmp(filter, told.filter, sizeof(filter)));
	for (size_t i = ARRAY_SIZE(filter); i < GENTRACE_FILTERS_MAX; i++)
		EXPECT_EQ(0, told.filter[i].kind);
	finish(_metadata, self, filter, ARRAY_SIZE(filter));
	close(self->fd);
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, session_filters(other, &told));
	EXPECT_EQ(0, told.count);
	close(other);
}

/* Somebody else's message queue. */
static mqd_t other_queue(void)
{
	return queue_make(QUEUE "-other");
}

/* It runs, or somebody who is not told does something to it. */
static bool is_about(const struct gentrace_entry *entry, __u32 pid)
{
	return entry->pid == pid ||
	       (entry->pid == GENTRACE_PID_NONE && trace_concerns(entry, pid));
}

/* Four events a round of the one that is chosen, none of the other one. */
TEST_F(filter, task)
{
	mqd_t queue = other_queue();
	pid_t it = task_spawn(AWAY, HOME, doze, (void *)(intptr_t)self->queue);
	pid_t other = task_spawn(AWAY, HOME, doze, (void *)(intptr_t)queue);
	const struct gentrace_filter filter[] = { TASK(it) };
	struct gentrace_config config = config_of(filter, ARRAY_SIZE(filter));
	const __u32 none = GENTRACE_PID_NONE;
	const struct gentrace_task *task;
	const struct gentrace_cpu *cpu;
	struct step step[4 * ROUNDS];

	start(_metadata, self->fd, &config);
	for (int i = 0; i < ROUNDS; i++) {
		ASSERT_TRUE(wake(queue));
		ASSERT_TRUE(wake(self->queue));
		ASSERT_TRUE(wake(queue));
		step[4 * i] = STEP(sched_waking, HOME, none, .value = { it, AWAY });
		step[4 * i + 1] = STEP(sched_wakeup, ANY_CPU, none, .value = { it, AWAY });
		step[4 * i + 2] = STEP(sched_switch, AWAY, none, .value = { ANY, it });
		step[4 * i + 3] = STEP(sched_switch, AWAY, it,
				       .value = { GENTRACE_TASK_SLEEPING, none });
	}
	finish(_metadata, self, filter, ARRAY_SIZE(filter));
	EXPECT_TRUE(expect_exactly(&self->trace, it, step, ARRAY_SIZE(step)));
	for (size_t i = 0; i < self->trace.entries; i++) {
		const struct gentrace_entry *entry = &self->trace.entry[i];

		ASSERT_TRUE(is_about(entry, it));
		/* Of the other one not even what an interrupt does to it. */
		if (entry->id == GENTRACE_EVENT_sched_switch)
			ASSERT_NE(other, entry->value[GENTRACE_ARG(sched_switch, next_pid)]);
		/* What nobody causes and that names nobody happens while it runs. */
		if (entry->class != GENTRACE_CLASS_SCHED)
			ASSERT_EQ(it, entry->pid);
	}
	ASSERT_EQ(1, self->trace.generation[0]->status_count);
	EXPECT_EQ(it, self->trace.generation[0]->status[0].pid);

	/* Its accounts are whole, the CPU's are its. */
	task = gentrace_model_find(self->model, it);
	ASSERT_NE(NULL, task);
	EXPECT_EQ(0, task->unknown_ns);
	EXPECT_FALSE(task->lossy);
	EXPECT_EQ(ROUNDS, task->wakeups);
	EXPECT_EQ(ROUNDS, task->voluntary);
	EXPECT_EQ(ROUNDS, task->latency.count);
	EXPECT_LT(0, task->block_ns);
	EXPECT_EQ(NULL, gentrace_model_find(self->model, other));
	cpu = cpu_of(self->model, AWAY);
	ASSERT_NE(NULL, cpu);
	EXPECT_EQ(task->run_ns, cpu->busy_ns);
	EXPECT_EQ(0, cpu->idle_ns);
	EXPECT_LT(0, cpu->unknown_ns);
	kill(it, SIGKILL);
	kill(other, SIGKILL);
	close(queue);
}

/* By order: a child that has a child. Both end. */
static void beget(void *queue)
{
	char byte;

	if (mq_receive((mqd_t)(intptr_t)queue, &byte, 1, NULL) != 1)
		_exit(1);
	for (int i = 0; i < 2; i++) {
		pid_t child = fork();

		if (child)
			_exit(task_reap(child) == 7 ? 7 : 1);
	}
	_exit(7);
}

/* What is born of it is chosen, too, with all of its life, whatever generation it is. */
TEST_F(filter, children)
{
	pid_t it = task_spawn(AWAY, HOME, beget, (void *)(intptr_t)self->queue);
	const struct gentrace_filter filter[] = { TASK(it) };
	struct gentrace_config config = config_of(filter, ARRAY_SIZE(filter));
	size_t births = 0;
	pid_t parent = it, mine;

	start(_metadata, self->fd, &config);
	ASSERT_EQ(0, session_flip(self->fd));
	mine = fork();
	if (!mine)
		_exit(3);
	ASSERT_EQ(3, task_reap(mine));
	ASSERT_EQ(0, mq_send(self->queue, "", 1, 0));
	ASSERT_EQ(7, task_reap(it));
	task_outlast(AWAY, HOME);
	finish(_metadata, self, filter, ARRAY_SIZE(filter));
	for (size_t i = 0; i < self->trace.entries; i++) {
		const struct gentrace_entry *entry = &self->trace.entry[i];

		ASSERT_FALSE(trace_concerns(entry, mine));
		if (entry->id != GENTRACE_EVENT_sched_process_fork)
			continue;
		/* Each one's parent is the one before. */
		ASSERT_EQ(parent, entry->value[GENTRACE_ARG(sched_process_fork, parent)]);
		parent = entry->value[GENTRACE_ARG(sched_process_fork, child)];
		EXPECT_TRUE(expect_switches(&self->trace, parent));
		births++;
	}
	EXPECT_EQ(2, births);
	EXPECT_EQ(3, trace_count(&self->trace, GENTRACE_EVENT_sched_process_exit));
}

/* A process whose second thread sleeps until there is a message, as does the first. */
struct pair {
	mqd_t queue;
	pid_t *tid;
	int fd;
};

static void *pair_second(void *arg)
{
	struct pair *pair = arg;

	__atomic_store_n(pair->tid, (pid_t)syscall(SYS_gettid), __ATOMIC_SEQ_CST);
	doze((void *)(intptr_t)pair->queue);
	return NULL;
}

static void pair_first(void *arg)
{
	const struct pair *pair = arg;
	pthread_t thread;

	/* It is not to hold the session when the test ends it. */
	close(pair->fd);
	pthread_create(&thread, NULL, pair_second, arg);
	for (;;)
		pause();
}

static pid_t *shared_word(void)
{
	return mmap(NULL, sizeof(pid_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

/* By its leader all threads of a process are chosen, by another one just that. */
TEST_F(filter, threads)
{
	struct pair pair = {
		.queue = self->queue, .tid = shared_word(), .fd = self->fd,
	};
	pid_t leader = task_spawn(AWAY, HOME, pair_first, &pair);
	const struct gentrace_filter whole[] = { TASK(leader) };
	struct gentrace_config config = config_of(whole, ARRAY_SIZE(whole));

	/* The other CPU may leave the new thread waiting for longer than one that outlasts. */
	while (!__atomic_load_n(pair.tid, __ATOMIC_SEQ_CST))
		sched_yield();
	task_outlast(AWAY, HOME);
	start(_metadata, self->fd, &config);
	finish(_metadata, self, whole, ARRAY_SIZE(whole));
	EXPECT_EQ(2, self->trace.generation[0]->status_count);
	again(_metadata, self);

	const struct gentrace_filter part[] = { TASK(*pair.tid) };

	config = config_of(part, ARRAY_SIZE(part));
	start(_metadata, self->fd, &config);
	finish(_metadata, self, part, ARRAY_SIZE(part));
	ASSERT_EQ(1, self->trace.generation[0]->status_count);
	EXPECT_EQ(*pair.tid, self->trace.generation[0]->status[0].pid);
	EXPECT_EQ(leader, self->trace.generation[0]->status[0].tgid);
	kill(leader, SIGKILL);
}

/* The next thread of a process is all that each of its threads makes. */
static void *relay_run(void *counter)
{
	pthread_t next;

	__atomic_add_fetch((pid_t *)counter, 1, __ATOMIC_SEQ_CST);
	pthread_detach(pthread_self());
	while (pthread_create(&next, NULL, relay_run, counter))
		sched_yield();
	return NULL;
}

static bool relay_go_on(const pid_t *counter, int rounds)
{
	pid_t from = __atomic_load_n(counter, __ATOMIC_SEQ_CST);
	long long deadline = 0;

	while (__atomic_load_n(counter, __ATOMIC_SEQ_CST) - from < rounds) {
		if (deadline_over(&deadline, SESSION_DEADLINE_S))
			return false;
		sched_yield();
	}
	return true;
}

static void task_ordinary(void)
{
	const struct sched_param param = { 0 };
	cpu_set_t all;

	memset(&all, 0xff, sizeof(all));
	sched_setaffinity(0, sizeof(all), &all);
	sched_setscheduler(0, SCHED_OTHER, &param);
}

/*
 * A thread that is born while the set is filled must be in it: of a relay that has
 * once lost its baton nothing would ever be seen again.
 */
TEST_F(filter, born_while_arming)
{
	unsigned int cycles = session_cycles(50);
	pid_t *counter = shared_word(), it;

	task_ordinary();
	it = fork();
	if (!it) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(self->fd);
		relay_run(counter);
		for (;;)
			pause();
	}
	ASSERT_TRUE(relay_go_on(counter, 1));
	for (unsigned int i = 0; i < cycles; i++) {
		const struct gentrace_filter filter[] = { TASK(it) };
		struct gentrace_config config = config_of(filter, ARRAY_SIZE(filter));

		config.classes = GENTRACE_CLASS_BIT(GENTRACE_CLASS_SCHED);
		start(_metadata, self->fd, &config);
		ASSERT_TRUE(relay_go_on(counter, 5));
		finish(_metadata, self, filter, ARRAY_SIZE(filter));
		ASSERT_LE(4, trace_count(&self->trace, GENTRACE_EVENT_sched_process_fork))
			TH_LOG("cycle %u", i);
		again(_metadata, self);
	}
	kill(it, SIGKILL);
}

#define CGROUPS		"/run/gentrace-cgroups"

/* A kernel without cgroups says so; there is nothing more to test on it. */
static bool cgroups_mount(void)
{
	mkdir(CGROUPS, 0700);
	return !mount("none", CGROUPS, "cgroup2", 0, NULL);
}

static __u64 cgroup_make(const char *path)
{
	struct stat status;

	mkdir(path, 0700);
	return stat(path, &status) ? 0 : status.st_ino;
}

static bool cgroup_move(const char *path, pid_t pid)
{
	char name[128], text[16];
	int fd, length;
	bool done;

	snprintf(name, sizeof(name), "%s/cgroup.procs", path);
	fd = open(name, O_WRONLY);
	length = snprintf(text, sizeof(text), "%d", pid);
	done = fd >= 0 && write(fd, text, length) == length;
	close(fd);
	return done;
}

#define KEPT		CGROUPS "/kept"
#define BELOW		KEPT "/below"
#define LEFT_OUT	CGROUPS "/left"
#define MADE		KEPT "/made"

/* The cgroup's id, 0 if there are no cgroups. */
static __u64 cgroups_make(struct __test_metadata *const _metadata)
{
	__u64 id;

	if (!cgroups_mount()) {
		ASSERT_EQ(ENODEV, errno);
		return 0;
	}
	id = cgroup_make(KEPT);
	ASSERT_NE(0, id);
	ASSERT_NE(0, cgroup_make(BELOW));
	ASSERT_NE(0, cgroup_make(LEFT_OUT));
	return id;
}

/* When the tasks in them are gone for good. */
static void cgroups_remove(void)
{
	static const char *const paths[] = { BELOW, MADE, KEPT, LEFT_OUT };
	long long deadline = 0;

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		while (rmdir(paths[i]) && errno == EBUSY && !deadline_over(&deadline, START_S))
			sched_yield();
	umount(CGROUPS);
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	task_reap(pid);
}

/* Four events of a round, of a task that is chosen. */
static void step_round(struct step *step, pid_t it)
{
	const __u32 none = GENTRACE_PID_NONE;

	step[0] = STEP(sched_waking, HOME, none, .value = { it, AWAY });
	step[1] = STEP(sched_wakeup, ANY_CPU, none, .value = { it, AWAY });
	step[2] = STEP(sched_switch, AWAY, none, .value = { ANY, it });
	step[3] = STEP(sched_switch, AWAY, it, .value = { GENTRACE_TASK_SLEEPING, none });
}

/* One that is in it before, one that comes and goes, one that never is. */
TEST_F(filter, cgroup)
{
	__u64 id = cgroups_make(_metadata);
	const struct gentrace_filter filter[] = { CGROUP(id ?: 1) };
	struct gentrace_config config = config_of(filter, ARRAY_SIZE(filter));
	mqd_t queue[2] = { other_queue(), queue_make(QUEUE "-third") };
	const struct gentrace_task *task;
	struct step inside[12], moved[7];
	pid_t in, mover, out;

	if (!id) {
		EXPECT_EQ(-EOPNOTSUPP, session_arm(self->fd, &config));
		return;
	}
	in = task_spawn(AWAY, HOME, doze, (void *)(intptr_t)self->queue);
	mover = task_spawn(AWAY, HOME, doze, (void *)(intptr_t)queue[0]);
	out = task_spawn(AWAY, HOME, doze, (void *)(intptr_t)queue[1]);
	ASSERT_TRUE(cgroup_move(BELOW, in));
	start(_metadata, self->fd, &config);
	for (int i = 0; i < 3; i++) {
		ASSERT_TRUE(wake(self->queue));
		ASSERT_TRUE(wake(queue[0]));
		ASSERT_TRUE(wake(queue[1]));
		step_round(inside + 4 * i, in);
		ASSERT_TRUE(i == 2 || cgroup_move(i ? LEFT_OUT : KEPT, mover));
	}
	finish(_metadata, self, filter, ARRAY_SIZE(filter));
	moved[0] = STEP(task_filter, HOME, GENTRACE_PID_NONE, .value = { mover, mover, 1, ANY },
			.text = "filter");
	moved[1] = STEP(cgroup_attach_task, HOME, GENTRACE_PID_NONE, .value = { mover, id });
	step_round(moved + 2, mover);
	moved[6] = STEP(task_filter, HOME, GENTRACE_PID_NONE, .value = { mover, mover, 0, ANY });
	EXPECT_TRUE(expect_exactly(&self->trace, in, inside, ARRAY_SIZE(inside)));
	EXPECT_TRUE(expect_exactly(&self->trace, mover, moved, ARRAY_SIZE(moved)));
	for (size_t i = 0; i < self->trace.entries; i++) {
		ASSERT_FALSE(trace_concerns(&self->trace.entry[i], out));
		ASSERT_FALSE(trace_concerns(&self->trace.entry[i], getpid()));
	}
	ASSERT_EQ(1, self->trace.generation[0]->status_count);
	EXPECT_EQ(in, self->trace.generation[0]->status[0].pid);
	task = gentrace_model_find(self->model, in);
	ASSERT_NE(NULL, task);
	EXPECT_EQ(0, task->unknown_ns);
	task = gentrace_model_find(self->model, mover);
	ASSERT_NE(NULL, task);
	EXPECT_EQ(1, task->wakeups);
	EXPECT_LT(0, task->unknown_ns);
	end(in);
	end(mover);
	end(out);
	close(queue[0]);
	close(queue[1]);
	cgroups_remove();
}

/* Its children are in it, too. */
TEST_F(filter, cgroup_children)
{
	__u64 id = cgroups_make(_metadata);
	const struct gentrace_filter filter[] = { CGROUP(id) };
	struct gentrace_config config = config_of(filter, ARRAY_SIZE(filter));
	size_t births = 0;
	pid_t it;

	if (!id)
		SKIP(return, "no cgroups in this kernel");
	it = task_spawn(AWAY, HOME, beget, (void *)(intptr_t)self->queue);
	ASSERT_TRUE(cgroup_move(KEPT, it));
	start(_metadata, self->fd, &config);
	ASSERT_EQ(0, mq_send(self->queue, "", 1, 0));
	ASSERT_EQ(7, task_reap(it));
	task_outlast(AWAY, HOME);
	finish(_metadata, self, filter, ARRAY_SIZE(filter));
	for (size_t i = 0; i < self->trace.entries; i++) {
		const struct gentrace_entry *entry = &self->trace.entry[i];

		if (entry->id != GENTRACE_EVENT_sched_process_fork)
			continue;
		EXPECT_TRUE(expect_switches(&self->trace,
					    entry->value[GENTRACE_ARG(sched_process_fork, child)]));
		births++;
	}
	EXPECT_EQ(2, births);
	cgroups_remove();
}

static const struct gentrace_cgroup_status *
cgroup_row(const struct gentrace_generation *generation, __u64 id)
{
	for (size_t i = 0; i < generation->cgroup_count; i++)
		if (generation->cgroup[i].id == id)
			return &generation->cgroup[i];
	return NULL;
}

static __u64 status_cgroup(const struct gentrace_generation *generation, __u32 pid)
{
	for (size_t i = 0; i < generation->status_count; i++)
		if (generation->status[i].pid == pid)
			return generation->status[i].cgroup;
	return 0;
}

/* Without a filter, too: who is where at first, who moves, where children are born. */
TEST_F(filter, cgroup_told)
{
	__u64 id = cgroups_make(_metadata), made;
	struct gentrace_config config = session_quiet_config();
	const struct gentrace_cgroup_status *row;
	char path[GENTRACE_CGROUP_PATH_MAX];
	const struct gentrace_task *task;
	size_t births = 0, moves = 0;
	__u64 parent;
	pid_t it;

	if (!id)
		SKIP(return, "no cgroups in this kernel");
	it = task_spawn(AWAY, HOME, beget, (void *)(intptr_t)self->queue);
	parent = it;
	ASSERT_TRUE(cgroup_move(KEPT, it));
	start(_metadata, self->fd, &config);
	made = cgroup_make(MADE);
	ASSERT_NE(0, made);
	ASSERT_TRUE(cgroup_move(MADE, it));
	ASSERT_EQ(0, session_flip(self->fd));
	ASSERT_EQ(0, mq_send(self->queue, "", 1, 0));
	ASSERT_EQ(7, task_reap(it));
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, GENTRACE_CLASSES_ALL));
	ASSERT_COMPLETE(&self->trace);
	ASSERT_EQ(2, self->trace.generations);
	EXPECT_EQ(id, status_cgroup(self->trace.generation[0], it));
	EXPECT_EQ(made, status_cgroup(self->trace.generation[1], it));
	EXPECT_EQ(NULL, cgroup_row(self->trace.generation[0], made));
	row = cgroup_row(self->trace.generation[1], made);
	ASSERT_NE(NULL, row);
	EXPECT_EQ(id, row->parent);
	ASSERT_EQ(4, row->name_length);
	EXPECT_EQ(0, memcmp(row->name, "made", 4));
	for (size_t i = 0; i < self->trace.entries; i++) {
		const struct gentrace_entry *entry = &self->trace.entry[i];
		const __u64 *value = entry->value;

		if (entry->id == GENTRACE_EVENT_cgroup_mkdir) {
			ASSERT_EQ(made, value[GENTRACE_ARG(cgroup_mkdir, cgroup)]);
			ASSERT_EQ(id, value[GENTRACE_ARG(cgroup_mkdir, parent)]);
		} else if (entry->id == GENTRACE_EVENT_cgroup_attach_task) {
			ASSERT_EQ(it, value[GENTRACE_ARG(cgroup_attach_task, pid)]);
			ASSERT_EQ(made, value[GENTRACE_ARG(cgroup_attach_task, cgroup)]);
			moves++;
		} else if (entry->id == GENTRACE_EVENT_sched_process_fork &&
			   value[GENTRACE_ARG(sched_process_fork, parent)] == parent) {
			parent = value[GENTRACE_ARG(sched_process_fork, child)];
			ASSERT_EQ(made, value[GENTRACE_ARG(sched_process_fork, cgroup)]);
			/* Those of task_spawn() are of a real-time priority. */
			ASSERT_GT(100, value[GENTRACE_ARG(sched_process_fork, prio)]);
			births++;
		}
	}
	EXPECT_EQ(1, moves);
	EXPECT_EQ(2, births);
	self->model = gentrace_model_create();
	ASSERT_NE(NULL, self->model);
	for (size_t i = 0; i < self->trace.generations; i++)
		ASSERT_EQ(0, gentrace_model_add(self->model, self->trace.generation[i]));
	ASSERT_EQ(0, gentrace_model_finish(self->model));
	task = gentrace_model_find(self->model, it);
	ASSERT_NE(NULL, task);
	ASSERT_NE(NULL, gentrace_cgroup_path(task->cgroup, path));
	EXPECT_STREQ("/kept/made", gentrace_cgroup_path(task->cgroup, path));
	cgroups_remove();
}

static void spin(void *word)
{
	__atomic_store_n((pid_t *)word, getpid(), __ATOMIC_SEQ_CST);
	for (;;)
		__asm__ volatile("pause");
}

/* Left out while it runs: from then on nobody knows who is on that CPU. */
TEST_F(filter, cgroup_left_running)
{
	__u64 id = cgroups_make(_metadata);
	const struct gentrace_filter filter[] = { CGROUP(id) };
	struct gentrace_config config = config_of(filter, ARRAY_SIZE(filter));
	const struct gentrace_task *task;
	const struct gentrace_cpu *cpu;
	pid_t *running = shared_word(), it;
	bool gone = false;

	if (!id)
		SKIP(return, "no cgroups in this kernel");
	it = fork();
	if (!it) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		task_pin(0, AWAY);
		spin(running);
	}
	while (!__atomic_load_n(running, __ATOMIC_SEQ_CST))
		sched_yield();
	ASSERT_TRUE(cgroup_move(KEPT, it));
	start(_metadata, self->fd, &config);
	ASSERT_TRUE(cgroup_move(LEFT_OUT, it));
	finish(_metadata, self, filter, ARRAY_SIZE(filter));
	for (size_t i = 0; i < self->trace.entries; i++) {
		const struct gentrace_entry *entry = &self->trace.entry[i];

		if (gone)
			ASSERT_NE(it, entry->pid);
		gone = gone || entry->id == GENTRACE_EVENT_task_filter;
	}
	EXPECT_TRUE(gone);
	task = gentrace_model_find(self->model, it);
	ASSERT_NE(NULL, task);
	EXPECT_LT(0, task->unknown_ns);
	cpu = cpu_of(self->model, AWAY);
	ASSERT_NE(NULL, cpu);
	EXPECT_EQ(task->run_ns, cpu->busy_ns);
	EXPECT_LT(0, cpu->unknown_ns);
	end(it);
	cgroups_remove();
}

TEST_HARNESS_MAIN
