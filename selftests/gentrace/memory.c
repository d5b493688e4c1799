// SPDX-License-Identifier: GPL-2.0
/*
 * memory.c - each allocation of each request fails once.
 *
 * A kernel with fault injection lets the n-th allocation of a task fail. So every
 * request is made again and again, n going up, until it needs fewer than n: each
 * way out of it has then been taken. Leaks on these ways, and what is freed
 * twice, are the sanitizers' to find.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "trace.h"

#define FAIL_NTH	"/proc/thread-self/fail-nth"
#define INJECT		"/sys/kernel/debug/"

/* The harness runs a test even if its setup has skipped it: each test asks. */
#define NOT_HERE	"this kernel injects no failures: no " FAIL_NTH

/* Kernels with fault injection have sanitizers as well, and are slow. */
#define TIMEOUT_S	1200

/* No request allocates as often as that. */
#define NTH_MAX		20000

/* By default only allocations that may not wait fail; and failures are shown. */
static const struct setting {
	const char *path;
	const char *value;
} settings[] = {
	{ INJECT "failslab/ignore-gfp-wait", "N" },
	{ INJECT "failslab/verbose", "0" },
	{ INJECT "fail_page_alloc/ignore-gfp-wait", "N" },
	{ INJECT "fail_page_alloc/ignore-gfp-highmem", "N" },
	{ INJECT "fail_page_alloc/min-order", "0" },
	{ INJECT "fail_page_alloc/verbose", "0" },
};

static bool write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	bool done = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	close(fd);
	return done;
}

FIXTURE(memory) {
	int fd;
	int nth;
	unsigned int injected;
	unsigned int refused;
};

FIXTURE_SETUP(memory)
{
	self->fd = -1;
	self->nth = open(FAIL_NTH, O_RDWR | O_CLOEXEC);
	if (self->nth < 0)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		ASSERT_TRUE(write_text(settings[i].path, settings[i].value))
			TH_LOG("%s cannot be written", settings[i].path);
	}
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
}

FIXTURE_TEARDOWN(memory)
{
	close(self->fd);
	close(self->nth);
}

/* From here on the n-th allocation of this task fails; 0: none. */
static bool arrange(int fd, unsigned int n)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%u", n);

	return pwrite(fd, text, length, 0) == length;
}

/* Whether an allocation has failed since; no more will. */
static bool has_failed(int fd)
{
	char text[16] = "";
	bool done = pread(fd, text, sizeof(text) - 1, 0) > 0 && !strtoul(text, NULL, 10);

	arrange(fd, 0);
	return done;
}

/* Whether there was such an allocation. A failure may be made up for; else it is said. */
static bool inject(struct __test_metadata *const _metadata, FIXTURE_DATA(memory) *self,
		   unsigned int n, int (*request)(FIXTURE_DATA(memory) *self), int *err)
{
	bool failed;

	ASSERT_GT(NTH_MAX, n);
	ASSERT_TRUE(arrange(self->nth, n));
	*err = request(self);
	failed = has_failed(self->nth);
	if (!failed) {
		ASSERT_EQ(0, *err);
		return false;
	}
	self->injected++;
	if (*err) {
		ASSERT_EQ(-ENOMEM, *err);
		self->refused++;
	}
	return true;
}

static void reopen(struct __test_metadata *const _metadata, FIXTURE_DATA(memory) *self)
{
	close(self->fd);
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
}

static void finish(struct __test_metadata *const _metadata, FIXTURE_DATA(memory) *self)
{
	TH_LOG("%u allocations failed, %u times the request did", self->injected, self->refused);
	EXPECT_LT(0, self->refused);
}

static int request_open(FIXTURE_DATA(memory) *self)
{
	int fd = session_open(0);

	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

TEST_F_TIMEOUT(memory, open, TIMEOUT_S)
{
	int err;

	if (self->nth < 0)
		SKIP(return, NOT_HERE);
	for (unsigned int n = 1; inject(_metadata, self, n, request_open, &err); n++)
		;
	finish(_metadata, self);
}

/* The smallest pool: every page of it is an allocation. */
static struct gentrace_config small(__u64 classes)
{
	struct gentrace_config config = session_config();

	config.classes = classes;
	config.batch_bytes = GENTRACE_BATCH_BYTES_MIN;
	config.pool_bytes = GENTRACE_POOL_BYTES_MIN;
	return config;
}

static int request_arm(FIXTURE_DATA(memory) *self)
{
	struct gentrace_config config = small(SESSION_CLASSES);

	return session_arm(self->fd, &config);
}

/* All or nothing: armed, or as idle as before and good for the next attempt. */
TEST_F_TIMEOUT(memory, arm, TIMEOUT_S)
{
	struct gentrace_stats stats;
	int err;

	if (self->nth < 0)
		SKIP(return, NOT_HERE);
	for (unsigned int n = 1; inject(_metadata, self, n, request_arm, &err); n++) {
		ASSERT_EQ(0, session_stats(self->fd, &stats));
		ASSERT_EQ(err ? GENTRACE_STATE_IDLE : GENTRACE_STATE_ARMED, stats.state);
		if (err) {
			ASSERT_EQ(0, stats.batches);
			ASSERT_EQ(0, stats.owner);
		}
		reopen(_metadata, self);
	}
	finish(_metadata, self);
}

static int request_arm_small(FIXTURE_DATA(memory) *self)
{
	struct gentrace_config config = small(GENTRACE_CLASS_BIT(GENTRACE_CLASS_POWER));

	return session_arm(self->fd, &config);
}

/* The exception: what was to be replaced is gone, for the new one may need its memory. */
TEST_F_TIMEOUT(memory, arm_over_stopped, TIMEOUT_S)
{
	struct gentrace_config config = small(GENTRACE_CLASS_BIT(GENTRACE_CLASS_POWER));
	struct gentrace_stats stats;
	bool more = true;
	int err;

	if (self->nth < 0)
		SKIP(return, NOT_HERE);
	for (unsigned int n = 1; more; n++) {
		ASSERT_EQ(0, session_start(self->fd, &config));
		ASSERT_EQ(0, session_stop(self->fd));
		more = inject(_metadata, self, n, request_arm_small, &err);
		ASSERT_EQ(0, session_stats(self->fd, &stats));
		/* While it reads its arguments, nothing has changed yet. */
		if (err == 0 || stats.state != GENTRACE_STATE_STOPPED) {
			ASSERT_EQ(err ? GENTRACE_STATE_IDLE : GENTRACE_STATE_ARMED, stats.state);
		}
		reopen(_metadata, self);
	}
	finish(_metadata, self);
}

static int request_start(FIXTURE_DATA(memory) *self)
{
	return session_start_armed(self->fd);
}

/* Read to the end what has been stopped: a trace, and proven. */
static void read_back(struct __test_metadata *const _metadata, FIXTURE_DATA(memory) *self)
{
	struct buffer buffer = {};
	struct trace trace;

	ASSERT_EQ(0, buffer_drain(&buffer, self->fd));
	ASSERT_EQ(0, trace_decode(&trace, buffer.data, buffer.size));
	ASSERT_PROVEN(&trace);
	trace_free(&trace);
	buffer_free(&buffer);
}

/* A trace that has begun and cannot go on has ended, and can be read. */
TEST_F_TIMEOUT(memory, start_armed, TIMEOUT_S)
{
	struct gentrace_config config = small(GENTRACE_CLASS_BIT(GENTRACE_CLASS_POWER));
	struct gentrace_stats stats;
	bool more = true;
	int err;

	if (self->nth < 0)
		SKIP(return, NOT_HERE);
	for (unsigned int n = 1; more; n++) {
		ASSERT_EQ(0, session_arm(self->fd, &config));
		more = inject(_metadata, self, n, request_start, &err);
		ASSERT_EQ(0, session_stats(self->fd, &stats));
		ASSERT_EQ(err ? GENTRACE_STATE_STOPPED : GENTRACE_STATE_TRACING, stats.state);
		if (!err) {
			ASSERT_EQ(0, session_stop(self->fd));
		}
		read_back(_metadata, self);
		reopen(_metadata, self);
	}
	finish(_metadata, self);
}

/* With a config nothing is left: neither a trace nor what was armed for it. */
static int request_start_at_once(FIXTURE_DATA(memory) *self)
{
	struct gentrace_config config = small(GENTRACE_CLASS_BIT(GENTRACE_CLASS_POWER));

	return session_start(self->fd, &config);
}

TEST_F_TIMEOUT(memory, start, TIMEOUT_S)
{
	struct gentrace_stats stats;
	int err;

	if (self->nth < 0)
		SKIP(return, NOT_HERE);
	for (unsigned int n = 1; inject(_metadata, self, n, request_start_at_once, &err); n++) {
		ASSERT_EQ(0, session_stats(self->fd, &stats));
		ASSERT_EQ(err ? GENTRACE_STATE_IDLE : GENTRACE_STATE_TRACING, stats.state);
		reopen(_metadata, self);
	}
	finish(_metadata, self);
}

TEST_HARNESS_MAIN
