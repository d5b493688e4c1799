// SPDX-License-Identifier: GPL-2.0
/*
 * race.c - everything at once, through one file.
 *
 * Threads ask for statistics, flip, read, take, map, poll, and change their names
 * and priorities, while sessions begin and end. What each is answered depends on who
 * comes first; what must hold is the account, and that nothing breaks. A kernel
 * that looks for data races finds them here, if anywhere.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "trace.h"

#define SESSIONS	30
#define FLIPS		10
#define TIMEOUT_S	1200

/* Less than any session has. */
#define MAP_BYTES	GENTRACE_POOL_BYTES_MIN

/* What the threads share: the file, and whether they are still wanted. */
static struct {
	int fd;
	atomic_bool over;
	atomic_uint wrong;
} crowd;

/* An answer that none of the states could have given. */
static void expect_one_of(int answer, int a, int b, int c)
{
	if (answer != a && answer != b && answer != c)
		atomic_fetch_add(&crowd.wrong, 1);
}

static void *ask(void *unused)
{
	struct gentrace_stats stats;

	while (!crowd.over) {
		expect_one_of(session_stats(crowd.fd, &stats), 0, 0, 0);
		if (stats.emitted != stats.recorded + session_lost(&stats) || stats.fault)
			atomic_fetch_add(&crowd.wrong, 1);
	}
	return unused;
}

static void *flip(void *unused)
{
	while (!crowd.over)
		expect_one_of(session_flip(crowd.fd), 0, -EINVAL, -ENOSPC);
	return unused;
}

/* Reads what there is, of whichever session, and throws it away. */
static void *devour(void *unused)
{
	char bytes[1 << 16];
	struct pollfd poller = { .events = POLLIN };

	while (!crowd.over) {
		poller.fd = crowd.fd;
		poll(&poller, 1, 0);
		if (read(crowd.fd, bytes, sizeof(bytes)) < 0)
			expect_one_of(errno, EAGAIN, ENODATA, EBUSY);
	}
	return unused;
}

/* Takes batches, which keeps others from reading, maps some memory, looks at it. */
static void *occupy(void *unused)
{
	volatile unsigned char *bytes;
	struct gentrace_take take;

	while (!crowd.over) {
		take = (struct gentrace_take) {
			.size = sizeof(take), .give = GENTRACE_GIVE_ALL, .count = 3,
		};
		expect_one_of(session_ioctl(crowd.fd, GENTRACE_IOC_TAKE, &take),
			      0, -EBUSY, -ENODATA);
		bytes = mmap(NULL, MAP_BYTES, PROT_READ, MAP_SHARED, crowd.fd, 0);
		if (bytes == MAP_FAILED) {
			expect_one_of(errno, ENODATA, ENODATA, ENODATA);
			continue;
		}
		for (size_t at = 0; at < MAP_BYTES; at += GENTRACE_BATCH_BYTES_MIN)
			(void)bytes[at];
		munmap((void *)bytes, MAP_BYTES);
	}
	return unused;
}

/* What a status says of a task, while it is being read. */
static void *change(void *unused)
{
	unsigned int round = 0;

	while (!crowd.over) {
		prctl(PR_SET_NAME, round % 2 ? "a name" : "another name");
		setpriority(PRIO_PROCESS, 0, round++ % 20);
		sched_yield();
	}
	return unused;
}

static void *(*const parts[])(void *) = {
	ask, ask, flip, devour, devour, occupy, occupy, change,
};

FIXTURE(race) {
	pthread_t thread[ARRAY_SIZE(parts)];
	size_t threads;
	struct load load;
};

FIXTURE_SETUP(race)
{
	crowd.fd = session_open(O_NONBLOCK);
	ASSERT_LE(0, crowd.fd);
	crowd.over = false;
	crowd.wrong = 0;
	ASSERT_EQ(0, load_start(&self->load));
	for (; self->threads < ARRAY_SIZE(parts); self->threads++) {
		ASSERT_EQ(0, pthread_create(&self->thread[self->threads], NULL,
					    parts[self->threads], NULL));
	}
}

FIXTURE_TEARDOWN(race)
{
	crowd.over = true;
	while (self->threads)
		pthread_join(self->thread[--self->threads], NULL);
	load_stop(&self->load);
	close(crowd.fd);
}

/* Small batches and a pool that is soon full: every path is taken. */
static struct gentrace_config small(void)
{
	struct gentrace_config config = session_config();

	config.batch_bytes = GENTRACE_BATCH_BYTES_MIN;
	config.pool_bytes = 2 * GENTRACE_POOL_BYTES_MIN;
	config.period_ns = GENTRACE_PERIOD_NS_MIN;
	return config;
}

/* Until so many generations have ended, whoever ended them. */
static bool has_ended(const struct gentrace_stats *stats, unsigned long long generations)
{
	return stats->generations >= generations;
}

TEST_F_TIMEOUT(race, sessions, TIMEOUT_S)
{
	struct gentrace_config config = small();
	struct gentrace_stats stats;

	for (unsigned int i = 0; i < session_cycles(SESSIONS); i++) {
		config.classes = i % 10 ? GENTRACE_CLASS_BIT(GENTRACE_CLASS_POWER) :
					  session_classes(crowd.fd);
		ASSERT_EQ(0, session_start(crowd.fd, &config));
		ASSERT_TRUE(session_await(crowd.fd, &stats, has_ended, FLIPS));
		ASSERT_EQ(0, session_stop(crowd.fd));
		ASSERT_EQ(0, session_stats(crowd.fd, &stats));
		ASSERT_EQ(GENTRACE_STATE_STOPPED, stats.state);
		ASSERT_EQ(stats.emitted, stats.recorded + session_lost(&stats));
		ASSERT_EQ(0, stats.fault);
		ASSERT_EQ(0, crowd.wrong);
	}
}

TEST_HARNESS_MAIN
