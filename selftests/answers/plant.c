// SPDX-License-Identifier: GPL-2.0
/*
 * plant.c - programs that are slow for a reason that is known, and measured by
 * themselves, for tools/tracectl/check/planted.sh to ask tracectl about.
 *
 * usage: plant lock|starved|pipeline|storm|device FILE|calls
 *
 * Prints a line of NAME=NUMBER: what it did, pids of who did it, ns by CLOCK_MONOTONIC.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MS		1000000ull

#define HELD_NS		(500 * MS)
#define SPIN_NS		(500 * MS)
#define BURN_NS		(300 * MS)
#define CALLS		2000
#define BLOCK_BYTES	4096

static uint64_t now_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

static void sleep_ns(uint64_t ns)
{
	struct timespec time = { .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };

	while (clock_nanosleep(CLOCK_MONOTONIC, 0, &time, &time) == EINTR)
		;
}

static void must(int failed, const char *what)
{
	if (!failed)
		return;
	fprintf(stderr, "plant: %s: %s\n", what, strerror(errno));
	exit(2);
}

/*
 * Or what is measured has the time in it that a page takes to come, which is no part of a
 * cause. A child has to do so anew.
 */
static void lock_pages(void)
{
	must(mlockall(MCL_CURRENT), "mlockall");
}

static void start_thread(pthread_t *thread, void *(*run)(void *argument), const char *name)
{
	must(pthread_create(thread, NULL, run, NULL), "pthread_create");
	pthread_setname_np(*thread, name);
}

static void stay_on_cpu(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	must(sched_setaffinity(0, sizeof(set), &set), "sched_setaffinity");
}

/* Somebody else does, and sleeps. */
static void await_asleep(pid_t pid)
{
	char path[64], stat[512];
	const char *state;
	ssize_t length;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	do {
		fd = open(path, O_RDONLY | O_CLOEXEC);
		length = fd < 0 ? -1 : read(fd, stat, sizeof(stat) - 1);
		must(length < 0, path);
		close(fd);
		stat[length] = 0;
		state = strrchr(stat, ')');
	} while (!state || state[2] != 'S');
}

/* ------------------------------- a lock that another one holds in its sleep */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t barrier;
static pid_t holder_pid;
static uint64_t held_ns;	/* while the other one was asleep for it */

static void *hold(void *argument)
{
	uint64_t begin;

	holder_pid = gettid();
	pthread_mutex_lock(&mutex);
	pthread_barrier_wait(&barrier);
	await_asleep(getpid());
	begin = now_ns(CLOCK_MONOTONIC);
	sleep_ns(HELD_NS);
	held_ns = now_ns(CLOCK_MONOTONIC) - begin;
	pthread_mutex_unlock(&mutex);
	return argument;
}

static void plant_lock(void)
{
	pthread_t holder;
	uint64_t begin, waited;

	pthread_barrier_init(&barrier, NULL, 2);
	start_thread(&holder, hold, "holder");
	pthread_barrier_wait(&barrier);
	begin = now_ns(CLOCK_MONOTONIC);
	pthread_mutex_lock(&mutex);
	waited = now_ns(CLOCK_MONOTONIC) - begin;
	pthread_join(holder, NULL);
	printf("pid=%d holder=%d waited=%llu held=%llu\n", gettid(), holder_pid,
	       (unsigned long long)waited, (unsigned long long)held_ns);
}

/* --------------------------------- a CPU that another one does not give away */

static pid_t hog_pid, victim_pid;
static int doorbell[2];
static atomic_bool spinning;
static _Atomic uint64_t woken_ns;
static uint64_t woke_ns;

static void *read_byte(void *argument)
{
	char byte;

	stay_on_cpu(0);
	victim_pid = gettid();
	pthread_barrier_wait(&barrier);
	must(read(doorbell[0], &byte, 1) != 1, "read");
	woke_ns = now_ns(CLOCK_MONOTONIC);
	return argument;
}

/* From before the other one is woken until long after. */
static void *spin(void *argument)
{
	struct sched_param param = { .sched_priority = 1 };

	stay_on_cpu(0);
	must(sched_setscheduler(0, SCHED_FIFO, &param), "sched_setscheduler");
	hog_pid = gettid();
	atomic_store(&spinning, true);
	while (!atomic_load(&woken_ns) || now_ns(CLOCK_MONOTONIC) < woken_ns + SPIN_NS)
		;
	return argument;
}

/* Woken by a task: where timers are threads, a hog keeps those from their CPU, too. */
static void plant_starved(void)
{
	pthread_t victim, hog;
	uint64_t rung_ns;

	stay_on_cpu(1);
	must(pipe(doorbell), "pipe");
	pthread_barrier_init(&barrier, NULL, 2);
	start_thread(&victim, read_byte, "victim");
	pthread_barrier_wait(&barrier);
	await_asleep(victim_pid);
	start_thread(&hog, spin, "hog");
	while (!atomic_load(&spinning))
		sched_yield();
	atomic_store(&woken_ns, now_ns(CLOCK_MONOTONIC));
	must(write(doorbell[1], "", 1) != 1, "write");
	rung_ns = now_ns(CLOCK_MONOTONIC);
	pthread_join(victim, NULL);
	pthread_join(hog, NULL);
	/* It was woken between the two. */
	printf("pid=%d hog=%d late=%llu least=%llu\n", victim_pid, hog_pid,
	       (unsigned long long)(woke_ns - woken_ns),
	       (unsigned long long)(woke_ns > rung_ns ? woke_ns - rung_ns : 0));
}

/* --------------------------------------- three processes, one after the other */

struct shared {
	uint64_t burned_ns[2];	/* on a CPU, without interrupts */
};

/* Looks at the clock, which is a system call, now and then. */
static void burn(struct shared *shared, int i)
{
	uint64_t begin = now_ns(CLOCK_THREAD_CPUTIME_ID);
	volatile unsigned int n;

	do {
		for (n = 0; n < 100000; n++)
			;
	} while (now_ns(CLOCK_THREAD_CPUTIME_ID) < begin + (i + 1) * BURN_NS);
	shared->burned_ns[i] = now_ns(CLOCK_THREAD_CPUTIME_ID) - begin;
}

/* Waits for the one before, burns, and lets the next one go on. */
static pid_t stage(struct shared *shared, int i, int from, int to)
{
	pid_t pid = fork();
	char byte;

	if (pid)
		return pid;
	lock_pages();
	must(read(from, &byte, 1) != 1, "read");
	burn(shared, i);
	must(write(to, &byte, 1) != 1, "write");
	_exit(0);
}

/*
 * Lets the first go when all wait: of what one did before, nobody would have waited for
 * it. It is none of them, lest its looking be taken for their burning.
 */
static void start_when_asleep(pid_t first, pid_t second, int to)
{
	if (fork())
		return;
	await_asleep(first);
	await_asleep(second);
	await_asleep(getppid());
	must(write(to, "", 1) != 1, "write");
	_exit(0);
}

static void plant_pipeline(void)
{
	struct shared *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int start[2], middle[2], end[2];
	uint64_t begin, waited;
	pid_t first, second;
	char byte;

	must(shared == MAP_FAILED || pipe(start) || pipe(middle) || pipe(end), "pipe");
	first = stage(shared, 0, start[0], middle[1]);
	second = stage(shared, 1, middle[0], end[1]);
	start_when_asleep(first, second, start[1]);
	begin = now_ns(CLOCK_MONOTONIC);
	must(read(end[0], &byte, 1) != 1, "read");
	waited = now_ns(CLOCK_MONOTONIC) - begin;
	while (wait(NULL) > 0)
		;
	printf("pid=%d waited=%llu", getpid(), (unsigned long long)waited);
	printf(" first=%d first_ran=%llu", first, (unsigned long long)shared->burned_ns[0]);
	printf(" second=%d second_ran=%llu\n", second, (unsigned long long)shared->burned_ns[1]);
}

/* ------------------------------------------ interrupts that take the CPU away */

#define RAISE	"/sys/module/gentrace_storm/parameters/raise"

static atomic_bool stormed;

static void *raise_storm(void *argument)
{
	static const char order[] = "0 100 1000000";
	int fd = open(RAISE, O_WRONLY | O_CLOEXEC);

	stay_on_cpu(1);
	must(fd < 0 || write(fd, order, strlen(order)) < 0, RAISE);
	close(fd);
	atomic_store(&stormed, true);
	return argument;
}

/* Runs, and does nothing else, for as long as it is interrupted. */
static void plant_storm(void)
{
	char measured[128];
	ssize_t length;
	pthread_t other;
	int fd;

	stay_on_cpu(0);
	start_thread(&other, raise_storm, "storm");
	while (!atomic_load(&stormed))
		;
	pthread_join(other, NULL);
	fd = open(RAISE, O_RDONLY | O_CLOEXEC);
	length = fd < 0 ? -1 : read(fd, measured, sizeof(measured));
	must(length < 0, RAISE);
	printf("pid=%d %.*s", getpid(), (int)length, measured);
}

/* ------------------------------------------------------ a device that is slow */

static void plant_device(const char *path)
{
	void *block = aligned_alloc(BLOCK_BYTES, BLOCK_BYTES);
	int fd = open(path, O_RDONLY | O_DIRECT | O_CLOEXEC);
	uint64_t begin, took;

	must(fd < 0 || !block, path);
	begin = now_ns(CLOCK_MONOTONIC);
	must(pread(fd, block, BLOCK_BYTES, 0) != BLOCK_BYTES, "pread");
	took = now_ns(CLOCK_MONOTONIC) - begin;
	printf("pid=%d took=%llu\n", getpid(), (unsigned long long)took);
}

/* --------------------------------------------- so many calls, some that fail */

static void plant_calls(void)
{
	uint64_t begin = now_ns(CLOCK_MONOTONIC);
	int i;

	for (i = 0; i < CALLS; i++) {
		syscall(SYS_getppid);
		if (i % 4 == 0)
			syscall(SYS_fchdir, -1);
	}
	printf("pid=%d calls=%d failed=%d took=%llu\n", getpid(), CALLS, CALLS / 4,
	       (unsigned long long)(now_ns(CLOCK_MONOTONIC) - begin));
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	lock_pages();
	if (!strcmp(what, "lock"))
		plant_lock();
	else if (!strcmp(what, "starved"))
		plant_starved();
	else if (!strcmp(what, "pipeline"))
		plant_pipeline();
	else if (!strcmp(what, "storm"))
		plant_storm();
	else if (!strcmp(what, "device") && argc > 2)
		plant_device(argv[2]);
	else if (!strcmp(what, "calls"))
		plant_calls();
	else
		return fprintf(stderr, "usage: plant lock|starved|pipeline|storm|device FILE|calls\n"), 2;
	return 0;
}
