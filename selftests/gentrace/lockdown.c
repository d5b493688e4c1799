// SPDX-License-Identifier: GPL-2.0
/*
 * lockdown.c - a kernel that forbids tracing forbids this tracer.
 *
 * There is no way back but to boot, so this is the last program of a run, and
 * not for a machine that is still wanted.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "trace.h"

#define LOCKDOWN	"/sys/kernel/security/lockdown"

static bool lock_down(const char *level)
{
	int fd = open(LOCKDOWN, O_WRONLY);
	bool done = fd >= 0 && write(fd, level, strlen(level)) == (ssize_t)strlen(level);

	close(fd);
	return done;
}

/* Integrity does not forbid to look; confidentiality does, to newcomers. */
TEST(levels)
{
	struct gentrace_config config = session_quiet_config();
	struct trace trace;
	int before, fd;

	before = session_open(0);
	ASSERT_LE(0, before);
	ASSERT_TRUE(lock_down("integrity"))
		TH_LOG("%s cannot be written: no securityfs, or locked down already", LOCKDOWN);
	fd = session_open(0);
	ASSERT_LE(0, fd);
	close(fd);

	ASSERT_EQ(0, session_start(before, &config));
	ASSERT_TRUE(lock_down("confidentiality"));
	EXPECT_EQ(-EPERM, session_open(0));
	EXPECT_EQ(-EPERM, session_open(O_NONBLOCK));

	/* Who was in goes on: opening is where it is asked. */
	ASSERT_EQ(0, trace_take(&trace, before, GENTRACE_CLASSES_ALL));
	ASSERT_COMPLETE(&trace);
	trace_free(&trace);
	close(before);
}

TEST_HARNESS_MAIN
