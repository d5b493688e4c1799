// SPDX-License-Identifier: GPL-2.0
/* read.c - read(2) and poll(2) of the device: each promise, each errno. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "session.h"

/* Volatile, for the compiler knows better than to write there. */
static void *volatile nowhere = (void *)8;

FIXTURE(reading) {
	int fd;
	int other;
};

FIXTURE_SETUP(reading)
{
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	self->other = session_open(0);
	ASSERT_LE(0, self->other);
}

FIXTURE_TEARDOWN(reading)
{
	close(self->other);
	close(self->fd);
}

TEST_F(reading, without_session)
{
	char byte;

	EXPECT_EQ(-1, read(self->fd, &byte, 1));
	EXPECT_EQ(ENODATA, errno);
}

TEST_F(reading, would_block)
{
	struct gentrace_config config = session_quiet_config();
	int reader = session_open(O_NONBLOCK);
	struct buffer buffer = {};

	ASSERT_LE(0, reader);
	ASSERT_EQ(0, session_arm(self->fd, &config));
	EXPECT_EQ(-EAGAIN, buffer_read(&buffer, reader));

	ASSERT_EQ(0, session_start_armed(self->fd));
	ASSERT_EQ(0, session_flip(self->fd));
	EXPECT_LT(0, buffer_read(&buffer, reader));

	ASSERT_EQ(0, session_stop(self->fd));
	EXPECT_EQ(0, buffer_drain(&buffer, reader));
	EXPECT_EQ(0, buffer_read(&buffer, reader));
	buffer_free(&buffer);
	close(reader);
}

/* read(2) sleeps until there is something, and for good news only. */
TEST_F(reading, blocks)
{
	struct gentrace_config config = session_quiet_config();
	struct buffer buffer = {};
	int status;
	pid_t child;

	ASSERT_EQ(0, session_arm(self->fd, &config));
	child = fork();
	ASSERT_LE(0, child);
	if (!child)
		_exit(buffer_drain(&buffer, self->other) || !buffer.size);
	EXPECT_EQ(0, waitpid(child, &status, WNOHANG));
	ASSERT_EQ(0, session_start_armed(self->fd));
	EXPECT_EQ(0, waitpid(child, &status, WNOHANG));
	ASSERT_EQ(0, session_stop(self->fd));
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, status);
}

static void on_alarm(int signal)
{
	(void)signal;
}

/* A timer that goes on until the test ends: whenever read(2) sleeps, it is woken. */
static void alarm_often(void)
{
	struct sigaction action = { .sa_handler = on_alarm };
	struct itimerval often = {
		.it_value.tv_usec = 10000, .it_interval.tv_usec = 10000,
	};

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
}

static void alarm_end(void)
{
	struct itimerval never = {};

	setitimer(ITIMER_REAL, &never, NULL);
}

/* A signal ends the sleep, and takes nothing of the trace with it. */
TEST_F(reading, interrupted)
{
	struct gentrace_config config = session_quiet_config();
	struct buffer buffer = {};

	ASSERT_EQ(0, session_arm(self->fd, &config));
	alarm_often();
	EXPECT_EQ(-EINTR, buffer_read(&buffer, self->other));
	alarm_end();
	EXPECT_EQ(0, buffer.size);
	ASSERT_EQ(0, session_start_armed(self->fd));
	ASSERT_EQ(0, session_stop(self->fd));
	EXPECT_EQ(0, buffer_drain(&buffer, self->other));
	EXPECT_LT(sizeof(struct gentrace_batch_header), buffer.size);
	buffer_free(&buffer);
}

/* What poll(2) says of a file, without waiting. */
static int poll_now(int fd)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };

	return poll(&ready, 1, 0) < 0 ? -errno : ready.revents;
}

/* POLLHUP: nothing will come. In between, POLLIN when read(2) would not wait. */
TEST_F(reading, hangup)
{
	struct gentrace_config config = session_quiet_config();
	struct buffer buffer = {};

	EXPECT_EQ(POLLIN | POLLHUP, poll_now(self->other));
	ASSERT_EQ(0, session_arm(self->fd, &config));
	EXPECT_EQ(0, poll_now(self->other));
	ASSERT_EQ(0, session_start_armed(self->fd));
	ASSERT_EQ(0, session_flip(self->fd));
	EXPECT_EQ(POLLIN, poll_now(self->other));
	ASSERT_EQ(0, session_stop(self->fd));
	EXPECT_EQ(POLLIN, poll_now(self->other));
	ASSERT_EQ(0, buffer_drain(&buffer, self->other));
	EXPECT_EQ(POLLIN | POLLHUP, poll_now(self->other));
	buffer_free(&buffer);
}

TEST_F(reading, second_reader)
{
	struct gentrace_config config = session_config();
	struct buffer buffer = {};
	char byte;

	ASSERT_EQ(0, session_start(self->fd, &config));
	ASSERT_EQ(0, session_stop(self->fd));
	EXPECT_EQ(1, read(self->other, &byte, 1));
	EXPECT_EQ(-EBUSY, buffer_read(&buffer, self->fd));

	/* The place is free again when the reader has gone. */
	close(self->other);
	EXPECT_LT(0, buffer_read(&buffer, self->fd));
	self->other = session_open(0);
	buffer_free(&buffer);
}

/* However small the pieces, the bytes are the same ones and each comes once. */
TEST_F(reading, in_pieces)
{
	struct gentrace_config config = session_quiet_config();
	const struct gentrace_batch_header *header;
	struct buffer buffer = {};
	size_t at = 0;

	ASSERT_EQ(0, session_start(self->fd, &config));
	ASSERT_EQ(0, session_stop(self->fd));
	ASSERT_EQ(-1, read(self->fd, nowhere, 100));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(0, read(self->fd, NULL, 0));
	buffer.room = 64 << 20;
	buffer.data = malloc(buffer.room);
	ASSERT_NE(NULL, buffer.data);
	for (size_t piece = 1;; piece = piece % 97 + 1) {
		ssize_t n = read(self->fd, buffer.data + buffer.size, piece);

		ASSERT_LE(0, n);
		ASSERT_GE((ssize_t)piece, n);
		if (!n)
			break;
		buffer.size += n;
	}
	while (at < buffer.size) {
		ASSERT_LE(at + sizeof(*header), buffer.size);
		header = (const void *)(buffer.data + at);
		ASSERT_EQ(GENTRACE_BATCH_MAGIC, header->magic);
		ASSERT_LE(header->header_bytes, header->bytes);
		at += header->bytes;
	}
	EXPECT_EQ(buffer.size, at);
	buffer_free(&buffer);
}

TEST_F(reading, no_position)
{
	struct gentrace_config config = session_config();
	char byte;

	ASSERT_EQ(0, session_start(self->fd, &config));
	ASSERT_EQ(0, session_stop(self->fd));
	EXPECT_EQ(-1, lseek(self->fd, 0, SEEK_SET));
	EXPECT_EQ(ESPIPE, errno);
	EXPECT_EQ(-1, pread(self->fd, &byte, 1, 0));
	EXPECT_EQ(ESPIPE, errno);
}

#define PAGE_BYTES	4096

/* A page that is not there until somebody says so: the file to say it by, or -errno. */
static int page_that_waits(void *page)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register want = {
		.range = { (size_t)page, PAGE_BYTES }, .mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	int fd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);

	if (fd < 0 || ioctl(fd, UFFDIO_API, &api) || ioctl(fd, UFFDIO_REGISTER, &want))
		return -errno;
	return fd;
}

struct hanging {
	int fd;
	void *page;
	ssize_t result;
};

static void *hang(void *argument)
{
	struct hanging *hanging = argument;

	hanging->result = read(hanging->fd, hanging->page, PAGE_BYTES / 2);
	return NULL;
}

/*
 * A reader whose memory does not answer, for as long as it likes: nobody waits for
 * it. Not the owner that ends the session, nor the next one and its reader.
 */
TEST_F(reading, copy_hangs)
{
	struct gentrace_config config = session_quiet_config();
	struct uffdio_zeropage answer = { .range.len = PAGE_BYTES };
	struct hanging hanging = { .fd = self->other };
	struct buffer buffer = {};
	struct gentrace_stats stats;
	struct pollfd stuck = { .events = POLLIN };
	pthread_t thread;

	hanging.page = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, hanging.page);
	stuck.fd = page_that_waits(hanging.page);
	if (stuck.fd < 0)
		SKIP(return, "no userfaultfd: %s", strerror(-stuck.fd));
	ASSERT_EQ(0, session_start(self->fd, &config));
	ASSERT_EQ(0, session_flip(self->fd));
	ASSERT_EQ(0, pthread_create(&thread, NULL, hang, &hanging));
	ASSERT_EQ(1, poll(&stuck, 1, SESSION_DEADLINE_S * 1000));

	ASSERT_EQ(0, session_flip(self->fd));
	close(self->fd);
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, session_stats(self->fd, &stats));
	EXPECT_EQ(GENTRACE_STATE_IDLE, stats.state);
	ASSERT_EQ(0, session_start(self->fd, &config));
	ASSERT_EQ(0, session_stop(self->fd));
	EXPECT_EQ(0, buffer_drain(&buffer, self->fd));
	EXPECT_LT(sizeof(struct gentrace_batch_header), buffer.size);

	/* And what it reads at last is what it was entitled to. */
	answer.range.start = (size_t)hanging.page;
	ASSERT_EQ(0, ioctl(stuck.fd, UFFDIO_ZEROPAGE, &answer));
	ASSERT_EQ(0, pthread_join(thread, NULL));
	EXPECT_EQ(PAGE_BYTES / 2, hanging.result);
	EXPECT_EQ(GENTRACE_BATCH_MAGIC, *(__le32 *)hanging.page);
	buffer_free(&buffer);
	munmap(hanging.page, PAGE_BYTES);
	close(stuck.fd);
}

TEST_HARNESS_MAIN
