// SPDX-License-Identifier: GPL-2.0
/*
 * module.c - the module itself comes and goes, under load.
 *
 * GENTRACE_KO is the module's file. A module that is loaded when the tests
 * begin is taken out and, at the end, put back.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "trace.h"

#define LOADS		100

/* Under emulation it takes a second to load and unload with sessions between. */
#define TIMEOUT_S	1200

static int module_insert(void)
{
	const char *path = getenv("GENTRACE_KO");
	int fd = open(path ? path : "", O_RDONLY | O_CLOEXEC);
	int error = fd < 0 || syscall(SYS_finit_module, fd, "", 0) ? -errno : 0;

	if (fd >= 0)
		close(fd);
	return error;
}

static int module_remove(void)
{
	return syscall(SYS_delete_module, "gentrace", O_NONBLOCK) ? -errno : 0;
}

FIXTURE(module) {
	struct load load;
	bool was_there;
};

FIXTURE_SETUP(module)
{
	ASSERT_NE(NULL, getenv("GENTRACE_KO"))
		TH_LOG("set GENTRACE_KO to the file of the module");
	self->was_there = !module_remove();
	ASSERT_NE(0, access(GENTRACE_DEVICE, F_OK));
	ASSERT_EQ(0, load_start(&self->load));
}

FIXTURE_TEARDOWN(module)
{
	load_stop(&self->load);
	if (self->was_there) {
		EXPECT_EQ(0, module_insert());
	}
}

/* Every tenth time a whole session in between: its probes must be gone. */
TEST_F_TIMEOUT(module, load_and_unload, TIMEOUT_S)
{
	struct gentrace_config config = session_config();
	unsigned int loads = session_cycles(LOADS);

	for (unsigned int i = 0; i < loads; i++) {
		ASSERT_EQ(0, module_insert());
		if (i % 10 == 0) {
			struct trace trace;
			int fd = session_open(0);

			ASSERT_LE(0, fd);
			config.classes = session_classes(fd);
			ASSERT_EQ(0, session_start(fd, &config));
			ASSERT_EQ(0, trace_take(&trace, fd, 0));
			ASSERT_PROVEN(&trace);
			trace_free(&trace);
			close(fd);
		}
		ASSERT_EQ(0, module_remove());
		ASSERT_NE(0, access(GENTRACE_DEVICE, F_OK));
	}
}

TEST_F_TIMEOUT(module, loaded_twice, TIMEOUT_S)
{
	ASSERT_EQ(0, module_insert());
	EXPECT_EQ(-EEXIST, module_insert());
	EXPECT_EQ(0, module_remove());
	EXPECT_EQ(-ENOENT, module_remove());
}

/* An open file holds the module, whatever its session does. */
TEST_F_TIMEOUT(module, open_file_holds, TIMEOUT_S)
{
	struct gentrace_config config = session_config();
	struct trace trace;
	int fd;

	ASSERT_EQ(0, module_insert());
	fd = session_open(0);
	ASSERT_LE(0, fd);
	ASSERT_EQ(-EWOULDBLOCK, module_remove());
	ASSERT_EQ(0, session_start(fd, &config));
	ASSERT_EQ(-EWOULDBLOCK, module_remove());
	ASSERT_EQ(0, trace_take(&trace, fd, 0));
	ASSERT_PROVEN(&trace);
	ASSERT_EQ(-EWOULDBLOCK, module_remove());
	trace_free(&trace);
	close(fd);
	EXPECT_EQ(0, module_remove());
}

/* A session that belongs to no file does not hold it: it ends with it. */
TEST_F_TIMEOUT(module, persistent_session_does_not, TIMEOUT_S)
{
	struct gentrace_config config = session_config();
	struct gentrace_stats stats;
	int fd;

	config.flags = GENTRACE_PERSISTENT;
	for (int i = 0; i < 5; i++) {
		ASSERT_EQ(0, module_insert());
		fd = session_open(0);
		ASSERT_LE(0, fd);
		ASSERT_EQ(0, session_start(fd, &config));
		close(fd);
		ASSERT_EQ(0, module_remove());
	}
	ASSERT_EQ(0, module_insert());
	fd = session_open(0);
	ASSERT_LE(0, fd);
	ASSERT_EQ(0, session_stats(fd, &stats));
	EXPECT_EQ(GENTRACE_STATE_IDLE, stats.state);
	close(fd);
	EXPECT_EQ(0, module_remove());
}

TEST_HARNESS_MAIN
