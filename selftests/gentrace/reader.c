// SPDX-License-Identifier: GPL-2.0
/* reader.c - readers and recorders that die, and two who want the same. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "load.h"
#include "trace.h"

#define POOL_BYTES	(64ull << 20)

/* A reader is stopped so often, each time until so many events more are lost. */
#define STOPS		5
#define LOST		5000

/* An emulated machine under load is slow. */
#define TIMEOUT_S	300

FIXTURE(reader) {
	int fd;
	int progress[2];
	pid_t child;
	struct load load;
	struct buffer buffer;
	struct trace trace;
};

FIXTURE_SETUP(reader)
{
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, pipe(self->progress));
	ASSERT_EQ(0, load_start(&self->load));
}

FIXTURE_TEARDOWN(reader)
{
	load_stop(&self->load);
	trace_free(&self->trace);
	buffer_free(&self->buffer);
	close(self->fd);
}

static struct gentrace_config busy(void)
{
	struct gentrace_config config = session_config();

	config.pool_bytes = POOL_BYTES;
	config.period_ns = 10 * GENTRACE_PERIOD_NS_MIN;
	return config;
}

/* A number in a file of one line, or after a word in one of many. */
static unsigned long long number_in(const char *path, const char *word)
{
	unsigned long long number = 0;
	FILE *file = fopen(path, "r");
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, word, strlen(word)) &&
		    sscanf(line + strlen(word), "%llu", &number) == 1)
			break;
	if (file)
		fclose(file);
	return number;
}

static unsigned long long module_users(void)
{
	return number_in("/sys/module/gentrace/refcnt", "");
}

/* A process that reads the session through a file of its own, for ever. */
static void read_on(int progress)
{
	struct buffer buffer = {};
	int fd = session_open(0);

	while (buffer_read(&buffer, fd) > 0) {
		buffer.size = 0;
		if (write(progress, "", 1) != 1)
			break;
	}
	_exit(1);
}

/* A process that owns a session and reads it. */
static void record(int progress)
{
	struct gentrace_config config = busy();
	struct buffer buffer = {};
	int fd = session_open(0);

	if (session_start(fd, &config))
		_exit(1);
	while (buffer_read(&buffer, fd) > 0) {
		buffer.size = 0;
		if (write(progress, "", 1) != 1)
			break;
	}
	_exit(1);
}

/* The child works, and dies at a moment of its life that nobody chose. */
static void start_and_kill(struct __test_metadata *const _metadata,
			   FIXTURE_DATA(reader) *self, void (*work)(int progress), int rounds)
{
	char byte;
	int status;

	self->child = fork();
	ASSERT_LE(0, self->child);
	if (!self->child) {
		close(self->fd);
		work(self->progress[1]);
	}
	while (rounds--) {
		ASSERT_EQ(1, read(self->progress[0], &byte, 1));
	}
	ASSERT_EQ(0, kill(self->child, SIGKILL));
	ASSERT_EQ(self->child, waitpid(self->child, &status, 0));
	ASSERT_TRUE(WIFSIGNALED(status));
}

/* The reader is dead, the session is not: the next one goes on. */
TEST_F_TIMEOUT(reader, reader_killed, TIMEOUT_S)
{
	struct gentrace_config config = busy();
	struct gentrace_stats stats;

	ASSERT_EQ(0, session_start(self->fd, &config));
	for (int i = 1; i <= 5; i++) {
		start_and_kill(_metadata, self, read_on, i);
		ASSERT_EQ(0, session_stats(self->fd, &stats));
		ASSERT_EQ(GENTRACE_STATE_TRACING, stats.state);
	}
	ASSERT_EQ(0, session_flip(self->fd));
	ASSERT_EQ(0, session_flip(self->fd));
	ASSERT_EQ(0, session_stop(self->fd));
	ASSERT_EQ(0, buffer_drain(&self->buffer, self->fd));
	ASSERT_EQ(0, session_stats(self->fd, &stats));
	EXPECT_EQ(stats.emitted, stats.recorded + session_lost(&stats));
	EXPECT_EQ(0, stats.fault);

	/* What the dead took with them is theirs; whole generations follow. */
	ASSERT_EQ(0, trace_decode(&self->trace, self->buffer.data, self->buffer.size));
	ASSERT_LE(2, self->trace.generations);
	for (size_t i = 1; i < self->trace.generations; i++) {
		EXPECT_TRUE(self->trace.generation[i]->complete);
		EXPECT_FALSE(self->trace.generation[i]->damaged);
	}
}

/* Throw away what was said before, wait for a word that is new. */
static void wait_for_progress(struct __test_metadata *const _metadata,
			      FIXTURE_DATA(reader) *self)
{
	struct pollfd poll_for = { .fd = self->progress[0], .events = POLLIN };
	char bytes[4096];

	while (read(self->progress[0], bytes, sizeof(bytes)) > 0)
		;
	ASSERT_EQ(1, poll(&poll_for, 1, SESSION_DEADLINE_S * 1000));
}

/* A process that reads the session to its end, and keeps it in a file. */
static void read_to_end(int progress, int keep)
{
	struct buffer buffer = {};
	int fd = session_open(0);
	long n;

	while ((n = buffer_read(&buffer, fd)) > 0) {
		if (write(keep, buffer.data, buffer.size) != buffer.size ||
		    write(progress, "", 1) != 1)
			_exit(1);
		buffer.size = 0;
	}
	_exit(n ? 1 : 0);
}

static bool has_lost(const struct gentrace_stats *stats, unsigned long long events)
{
	return session_lost(stats) + stats->open_lost >= events;
}

/* What the process kept, and that it came to the end. */
static void take_kept(struct __test_metadata *const _metadata, FIXTURE_DATA(reader) *self,
		      int keep)
{
	int status;

	ASSERT_EQ(self->child, waitpid(self->child, &status, 0));
	ASSERT_EQ(0, status);
	ASSERT_EQ(0, lseek(keep, 0, SEEK_SET));
	ASSERT_EQ(0, buffer_drain(&self->buffer, keep));
	ASSERT_EQ(0, trace_decode(&self->trace, self->buffer.data, self->buffer.size));
}

/*
 * The reader is stopped, at any moment, until much is lost, and goes on: the
 * tracer has not waited, and the trace says what is missing where.
 */
TEST_F_TIMEOUT(reader, reader_stopped, TIMEOUT_S)
{
	struct gentrace_config config = busy();
	int keep = memfd_create("trace", 0);
	unsigned int stops = session_cycles(STOPS);
	struct gentrace_stats stats;

	ASSERT_LE(0, keep);
	config.pool_bytes = 64 * GENTRACE_BATCH_BYTES_MIN;
	config.batch_bytes = GENTRACE_BATCH_BYTES_MIN;
	/* The one that reads must not wait for us to take its word. */
	ASSERT_EQ(0, fcntl(self->progress[0], F_SETFL, O_NONBLOCK));
	ASSERT_LT(0, fcntl(self->progress[1], F_SETPIPE_SZ, 1 << 20));
	ASSERT_EQ(0, session_start(self->fd, &config));
	self->child = fork();
	ASSERT_LE(0, self->child);
	if (!self->child) {
		close(self->fd);
		read_to_end(self->progress[1], keep);
	}
	for (unsigned int i = 1; i <= stops; i++) {
		wait_for_progress(_metadata, self);
		ASSERT_EQ(0, kill(self->child, SIGSTOP));
		ASSERT_TRUE(session_await(self->fd, &stats, has_lost, i * LOST));
		ASSERT_EQ(GENTRACE_STATE_TRACING, stats.state);
		ASSERT_EQ(0, kill(self->child, SIGCONT));
	}
	wait_for_progress(_metadata, self);
	ASSERT_EQ(0, session_stop(self->fd));
	take_kept(_metadata, self, keep);
	ASSERT_PROVEN(&self->trace);
	ASSERT_EQ(0, session_stats(self->fd, &stats));
	EXPECT_EQ(stats.emitted, self->trace.totals.emitted);
	EXPECT_EQ(session_lost(&stats), self->trace.totals.lost_total);
	EXPECT_LE(stops * LOST, self->trace.totals.lost_total);
	EXPECT_EQ(self->buffer.size, stats.bytes_read);
	TH_LOG("%u times stopped, %llu events, %llu lost, %zu generations", stops,
	       stats.emitted, session_lost(&stats), self->trace.generations);
	close(keep);
}

/* The recorder is dead: no session, no memory, no hold on the module. */
TEST_F_TIMEOUT(reader, recorder_killed, TIMEOUT_S)
{
	unsigned long long before = module_bytes(), users = module_users();
	struct gentrace_config config = busy();
	struct gentrace_stats stats;

	for (int i = 1; i <= 5; i++) {
		start_and_kill(_metadata, self, record, i);
		ASSERT_EQ(0, session_stats(self->fd, &stats));
		ASSERT_EQ(GENTRACE_STATE_IDLE, stats.state);
		ASSERT_EQ(0, stats.batches);
		ASSERT_EQ(0, stats.owner);
		ASSERT_EQ(users, module_users());
	}
	EXPECT_TRUE(module_bytes_become(before))
		TH_LOG("%llu bytes are taken, %llu were", module_bytes(), before);

	ASSERT_EQ(0, session_start(self->fd, &config));
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, 0));
	ASSERT_PROVEN(&self->trace);
}

/* The memory is there while it is needed: what the tests above look for exists. */
TEST_F_TIMEOUT(reader, memory_of_a_session, TIMEOUT_S)
{
	unsigned long long before = module_bytes();
	struct gentrace_config config = busy();
	struct gentrace_stats stats;

	ASSERT_EQ(0, session_arm(self->fd, &config));
	EXPECT_LE(POOL_BYTES, module_bytes() - before);
	ASSERT_EQ(0, session_stats(self->fd, &stats));
	EXPECT_EQ(POOL_BYTES / GENTRACE_BATCH_BYTES_DEFAULT, stats.batches);
	EXPECT_EQ(stats.batches, stats.batches_free);
	close(self->fd);
	EXPECT_TRUE(module_bytes_become(before));
	self->fd = session_open(0);
}

/* Closed with everything unread. */
TEST_F_TIMEOUT(reader, nobody_reads, TIMEOUT_S)
{
	unsigned long long before = module_bytes();
	struct gentrace_config config = busy();
	struct gentrace_stats stats;

	for (int i = 0; i < 5; i++) {
		ASSERT_EQ(0, session_start(self->fd, &config));
		ASSERT_EQ(0, session_flip(self->fd));
		ASSERT_EQ(0, session_stop(self->fd));
		ASSERT_EQ(0, session_stats(self->fd, &stats));
		ASSERT_LT(0, stats.batches_unread);
		close(self->fd);
		self->fd = session_open(0);
		ASSERT_LE(0, self->fd);
	}
	ASSERT_EQ(0, session_stats(self->fd, &stats));
	EXPECT_EQ(GENTRACE_STATE_IDLE, stats.state);
	EXPECT_TRUE(module_bytes_become(before));
}

/* Starts when told to, says how that went, and keeps what it has. */
static void compete(int go, int result)
{
	struct gentrace_config config = session_config();
	int fd = session_open(0);
	char byte;

	if (read(go, &byte, 1) != 0)
		_exit(1);
	byte = -session_start(fd, &config);
	if (write(result, &byte, 1) != 1)
		_exit(1);
	for (;;)
		pause();
}

/* Of many who start at once, one does; the others are told that he did. */
TEST_F_TIMEOUT(reader, many_starters, TIMEOUT_S)
{
	int go[2], started = 0, refused = 0;
	pid_t child[8];

	ASSERT_EQ(0, pipe(go));
	for (size_t i = 0; i < ARRAY_SIZE(child); i++) {
		child[i] = fork();
		ASSERT_LE(0, child[i]);
		if (!child[i]) {
			close(go[1]);
			compete(go[0], self->progress[1]);
		}
	}
	close(go[1]);
	for (size_t i = 0; i < ARRAY_SIZE(child); i++) {
		char error;

		ASSERT_EQ(1, read(self->progress[0], &error, 1));
		started += error == 0;
		refused += error == EBUSY;
	}
	for (size_t i = 0; i < ARRAY_SIZE(child); i++) {
		kill(child[i], SIGKILL);
		waitpid(child[i], NULL, 0);
	}
	EXPECT_EQ(1, started);
	EXPECT_EQ(ARRAY_SIZE(child) - 1, refused);
}

TEST_HARNESS_MAIN
