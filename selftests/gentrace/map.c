// SPDX-License-Identifier: GPL-2.0
/*
 * map.c - mmap(2) of the device, GENTRACE_IOC_TAKE, splice(2): each promise, each
 * errno, and what a hostile reader could do with a mapping.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "trace.h"

#define PAGE_BYTES	4096

/* The least pool; so a generation, and a pool full of them, are soon there. */
#define SMALL_BATCHES	32

/* Volatile, for the compiler knows better than to write there. */
static void *volatile nowhere = (void *)8;

static int take(int fd, __u32 give, __u32 count, struct gentrace_take *take)
{
	memset(take, SESSION_POISON, sizeof(*take));
	take->size = sizeof(*take);
	take->flags = 0;
	take->give = give;
	take->count = count;
	return session_ioctl(fd, GENTRACE_IOC_TAKE, take);
}

FIXTURE(map) {
	int fd;			/* owns the session */
	int reader;		/* reads it */
	unsigned char *bytes;	/* what that one has mapped */
	size_t size;
	struct buffer buffer;
	struct trace trace;
};

FIXTURE_SETUP(map)
{
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	self->reader = session_open(O_RDWR | O_NONBLOCK);
	ASSERT_LE(0, self->reader);
}

FIXTURE_TEARDOWN(map)
{
	if (self->bytes)
		munmap(self->bytes, self->size);
	trace_free(&self->trace);
	buffer_free(&self->buffer);
	close(self->reader);
	close(self->fd);
}

/* mmap(2) that returns 0 or -errno. */
static int map(int fd, size_t size, int protection, int flags, off_t offset, unsigned char **bytes)
{
	*bytes = mmap(NULL, size, protection, flags, fd, offset);
	if (*bytes != MAP_FAILED)
		return 0;
	*bytes = NULL;
	return -errno;
}

/* Be the session's reader, and map it whole. */
static void map_all(struct __test_metadata *const _metadata, FIXTURE_DATA(map) *self)
{
	struct gentrace_stats stats;
	struct gentrace_take nothing;

	ASSERT_EQ(0, take(self->reader, 0, 0, &nothing));
	ASSERT_EQ(0, session_stats(self->reader, &stats));
	ASSERT_LT(0, stats.map_pages);
	self->size = (size_t)stats.map_pages * PAGE_BYTES;
	ASSERT_EQ(0, map(self->reader, self->size, PROT_READ, MAP_SHARED, 0, &self->bytes));
}

/* A short trace, stopped, and mapped. */
static void trace_and_map(struct __test_metadata *const _metadata, FIXTURE_DATA(map) *self)
{
	struct gentrace_config config = session_quiet_config();

	ASSERT_EQ(0, session_start(self->fd, &config));
	ASSERT_EQ(0, session_flip(self->fd));
	ASSERT_EQ(0, session_stop(self->fd));
	map_all(_metadata, self);
}

/* Behind what is in the buffer already, as read(2) would have put it there. */
static void keep(struct __test_metadata *const _metadata, FIXTURE_DATA(map) *self,
		 const struct gentrace_take *taken)
{
	for (__u32 i = 0; i < taken->count; i++) {
		size_t size = self->buffer.size + taken->bytes[i];

		ASSERT_LE(taken->offset[i], self->size);
		ASSERT_LE(taken->bytes[i], self->size - taken->offset[i]);
		if (size > self->buffer.room) {
			self->buffer.room = 2 * size;
			self->buffer.data = realloc(self->buffer.data, self->buffer.room);
			ASSERT_NE(NULL, self->buffer.data);
		}
		memcpy(self->buffer.data + self->buffer.size, self->bytes + taken->offset[i],
		       taken->bytes[i]);
		self->buffer.size = size;
	}
}

/* Takes so many at a time until the end, giving back or not: how many there were. */
static size_t take_all(struct __test_metadata *const _metadata, FIXTURE_DATA(map) *self,
		       __u32 give, __u32 count)
{
	struct gentrace_take taken;
	size_t sum = 0;

	do {
		ASSERT_EQ(0, take(self->reader, sum ? give : 0, count, &taken));
		ASSERT_GE(count, taken.count);
		keep(_metadata, self, &taken);
		sum += taken.count;
	} while (!(taken.flags & GENTRACE_TAKE_END));
	ASSERT_EQ(0, taken.count);
	return sum;
}

/* --------------------------------------------------------------- the contents */

TEST_F(map, whole_trace)
{
	struct gentrace_stats before, after;

	trace_and_map(_metadata, self);
	ASSERT_EQ(0, session_stats(self->fd, &before));
	EXPECT_LT(2, take_all(_metadata, self, GENTRACE_GIVE_ALL, GENTRACE_TAKE_MAX));
	ASSERT_EQ(0, session_stats(self->fd, &after));
	EXPECT_EQ(after.batches, after.batches_free);
	EXPECT_LT(before.batches_free, after.batches_free);
	EXPECT_EQ(0, after.batches_unread);
	EXPECT_EQ(self->buffer.size, after.bytes_read);
	ASSERT_EQ(0, trace_decode(&self->trace, self->buffer.data, self->buffer.size));
	ASSERT_PROVEN(&self->trace);
	EXPECT_EQ(2, self->trace.generations);
	EXPECT_EQ(after.emitted, self->trace.totals.emitted);
}

/*
 * A file that closes has read nothing of what it has taken: the next reader gets
 * it, by read(2), and it is the same to the byte, in the same order.
 */
TEST_F(map, closed_with_taken)
{
	struct gentrace_stats stats;
	struct buffer read = {};
	size_t batches;

	trace_and_map(_metadata, self);
	batches = take_all(_metadata, self, 0, 3);
	ASSERT_EQ(0, session_stats(self->fd, &stats));
	EXPECT_EQ(0, stats.batches_unread);
	EXPECT_EQ(self->buffer.size, stats.bytes_read);

	ASSERT_EQ(0, munmap(self->bytes, self->size));
	self->bytes = NULL;
	close(self->reader);
	ASSERT_EQ(0, session_stats(self->fd, &stats));
	EXPECT_EQ(batches, stats.batches_unread);
	EXPECT_EQ(0, stats.bytes_read);
	self->reader = session_open(0);
	ASSERT_EQ(0, buffer_drain(&read, self->reader));
	ASSERT_EQ(self->buffer.size, read.size);
	EXPECT_EQ(0, memcmp(self->buffer.data, read.data, read.size));
	ASSERT_EQ(0, trace_decode(&self->trace, read.data, read.size));
	ASSERT_PROVEN(&self->trace);
	buffer_free(&read);
}

/* The first so many, not others: what is still taken keeps its bytes. */
TEST_F(map, give_back_some)
{
	struct gentrace_take four, next;
	struct gentrace_stats stats;
	__u64 read = 0;

	trace_and_map(_metadata, self);
	ASSERT_EQ(0, take(self->reader, 0, 4, &four));
	ASSERT_EQ(4, four.count);
	EXPECT_EQ(0, four.flags);
	EXPECT_EQ(-EINVAL, take(self->reader, 5, 1, &next));
	ASSERT_EQ(0, session_stats(self->fd, &stats));
	for (int i = 0; i < 4; i++)
		read += four.bytes[i];
	EXPECT_EQ(read, stats.bytes_read);
	ASSERT_EQ(0, take(self->reader, 3, 0, &next));
	EXPECT_EQ(0, next.count);
	EXPECT_EQ(0, next.flags);
	EXPECT_EQ(-EINVAL, take(self->reader, 2, 0, &next));
	ASSERT_EQ(0, take(self->reader, 1, 1, &next));
	EXPECT_EQ(1, next.count);
	ASSERT_EQ(0, take(self->reader, GENTRACE_GIVE_ALL, 0, &next));
	ASSERT_EQ(0, take(self->reader, GENTRACE_GIVE_ALL, 0, &next));
	EXPECT_EQ(-EINVAL, take(self->reader, 1, 0, &next));
}

static bool has_lost(const struct gentrace_stats *stats, unsigned long long events)
{
	return session_lost(stats) + stats->open_lost >= events;
}

static bool has_emitted(const struct gentrace_stats *stats, unsigned long long events)
{
	return stats->recorded >= events;
}

/* Nobody reads until the pool is full and events are lost; then somebody does. */
TEST_F(map, full_pool_recovers)
{
	struct gentrace_config config = session_config();
	struct gentrace_stats stats;
	struct gentrace_take taken;
	long long deadline = 0;
	__u64 recorded;

	config.classes = session_classes(self->fd);
	config.batch_bytes = GENTRACE_BATCH_BYTES_MIN;
	config.pool_bytes = SMALL_BATCHES * GENTRACE_BATCH_BYTES_MIN;
	ASSERT_EQ(0, session_start(self->fd, &config));
	map_all(_metadata, self);
	ASSERT_TRUE(session_await(self->fd, &stats, has_lost, 100));
	recorded = stats.recorded;
	do {
		ASSERT_EQ(0, take(self->reader, deadline ? GENTRACE_GIVE_ALL : 0,
				  GENTRACE_TAKE_MAX, &taken));
		keep(_metadata, self, &taken);
		ASSERT_EQ(0, session_stats(self->fd, &stats));
		ASSERT_FALSE(deadline_over(&deadline, SESSION_DEADLINE_S));
	} while (!has_emitted(&stats, recorded + 1000));
	ASSERT_EQ(0, session_stop(self->fd));
	take_all(_metadata, self, GENTRACE_GIVE_ALL, GENTRACE_TAKE_MAX);
	ASSERT_EQ(0, trace_decode(&self->trace, self->buffer.data, self->buffer.size));
	ASSERT_PROVEN(&self->trace);
	EXPECT_LE(100, self->trace.totals.lost_total);
}

/* At the border of a batch one may go over from one way to the other. */
TEST_F(map, mixed_with_read)
{
	struct gentrace_batch_header header;
	struct gentrace_take taken;
	char byte;

	trace_and_map(_metadata, self);
	ASSERT_EQ(0, take(self->reader, 0, 1, &taken));
	keep(_metadata, self, &taken);
	EXPECT_EQ(-1, read(self->reader, &byte, 1));
	EXPECT_EQ(EBUSY, errno);
	ASSERT_EQ(0, take(self->reader, GENTRACE_GIVE_ALL, 0, &taken));

	/* A batch that was begun and of which nothing was read is still whole. */
	EXPECT_EQ(-1, read(self->reader, nowhere, 1));
	EXPECT_EQ(EFAULT, errno);
	ASSERT_EQ(0, take(self->reader, 0, 1, &taken));
	keep(_metadata, self, &taken);
	ASSERT_EQ(0, take(self->reader, GENTRACE_GIVE_ALL, 0, &taken));

	ASSERT_EQ(sizeof(header), read(self->reader, &header, sizeof(header)));
	EXPECT_EQ(-EBUSY, take(self->reader, 0, 1, &taken));
	EXPECT_EQ(-EBUSY, take(self->reader, 0, 0, &taken));
	self->buffer.data = realloc(self->buffer.data, self->buffer.size + header.bytes);
	ASSERT_NE(NULL, self->buffer.data);
	memcpy(self->buffer.data + self->buffer.size, &header, sizeof(header));
	ASSERT_EQ(header.bytes - sizeof(header),
		  read(self->reader, self->buffer.data + self->buffer.size + sizeof(header),
		       header.bytes - sizeof(header)));
	self->buffer.size += header.bytes;
	self->buffer.room = self->buffer.size;
	take_all(_metadata, self, GENTRACE_GIVE_ALL, 2);
	ASSERT_EQ(0, trace_decode(&self->trace, self->buffer.data, self->buffer.size));
	ASSERT_PROVEN(&self->trace);
}

/* What is refused has taken nothing and given nothing back. */
TEST_F(map, arguments)
{
	struct {
		struct gentrace_take take;
		unsigned char tail[64];
	} newer = {};
	struct gentrace_stats before, after;
	struct gentrace_take taken, *fixed;

	EXPECT_EQ(-ENODATA, take(self->reader, 0, 1, &taken));
	trace_and_map(_metadata, self);
	ASSERT_EQ(0, session_stats(self->fd, &before));
	EXPECT_EQ(-EINVAL, take(self->reader, 0, GENTRACE_TAKE_MAX + 1, &taken));
	EXPECT_EQ(-EINVAL, take(self->reader, 1, 1, &taken));
	EXPECT_EQ(-EBUSY, take(self->fd, 0, 1, &taken));
	taken = (struct gentrace_take) { .size = sizeof(taken), .flags = GENTRACE_TAKE_END };
	EXPECT_EQ(-EINVAL, session_ioctl(self->reader, GENTRACE_IOC_TAKE, &taken));
	taken = (struct gentrace_take) { .size = sizeof(taken) - 1, .count = 1 };
	EXPECT_EQ(-EINVAL, session_ioctl(self->reader, GENTRACE_IOC_TAKE, &taken));
	EXPECT_EQ(-EFAULT, session_ioctl(self->reader, GENTRACE_IOC_TAKE, NULL));
	fixed = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, fixed);
	*fixed = (struct gentrace_take) { .size = sizeof(*fixed), .count = 1 };
	ASSERT_EQ(0, mprotect(fixed, PAGE_BYTES, PROT_READ));
	EXPECT_EQ(-EFAULT, session_ioctl(self->reader, GENTRACE_IOC_TAKE, fixed));
	munmap(fixed, PAGE_BYTES);
	newer.take.size = sizeof(newer);
	newer.take.count = 1;
	newer.tail[63] = 1;
	EXPECT_EQ(-E2BIG, session_ioctl(self->reader, GENTRACE_IOC_TAKE, &newer));
	ASSERT_EQ(0, session_stats(self->fd, &after));
	EXPECT_EQ(before.batches_unread, after.batches_unread);
	EXPECT_EQ(0, after.bytes_read);

	newer.tail[63] = 0;
	ASSERT_EQ(0, session_ioctl(self->reader, GENTRACE_IOC_TAKE, &newer));
	EXPECT_EQ(sizeof(taken), newer.take.size);
	EXPECT_EQ(1, newer.take.count);
	/* What is not filled in is zero: nothing of the kernel's comes out. */
	for (int i = 1; i < GENTRACE_TAKE_MAX; i++)
		EXPECT_EQ(0, newer.take.offset[i] | newer.take.bytes[i]);
}

/* -------------------------------------------------------- what cannot be mapped */

TEST_F(map, only_for_the_reader)
{
	struct gentrace_config config = session_quiet_config();
	struct gentrace_info info;
	struct gentrace_stats stats;
	unsigned char *bytes;

	ASSERT_EQ(0, session_info(self->fd, &info));
	EXPECT_TRUE(info.features & GENTRACE_FEATURE_MAP);
	ASSERT_EQ(0, session_stats(self->fd, &stats));
	EXPECT_EQ(0, stats.map_pages);
	EXPECT_EQ(-ENODATA, map(self->fd, PAGE_BYTES, PROT_READ, MAP_SHARED, 0, &bytes));
	ASSERT_EQ(0, session_arm(self->fd, &config));
	EXPECT_EQ(-ENODATA, map(self->fd, PAGE_BYTES, PROT_READ, MAP_SHARED, 0, &bytes));
	map_all(_metadata, self);
	EXPECT_EQ(-ENODATA, map(self->fd, PAGE_BYTES, PROT_READ, MAP_SHARED, 0, &bytes));
	EXPECT_LT(config.pool_bytes, self->size);
}

/* What the reader may not do with a mapping, whatever it may do with the file. */
static void refuse(struct __test_metadata *const _metadata, FIXTURE_DATA(map) *self,
		   int write_errno)
{
	const int read_write = PROT_READ | PROT_WRITE, fd = self->reader;
	unsigned char *bytes;

	EXPECT_EQ(-write_errno, map(fd, PAGE_BYTES, read_write, MAP_SHARED, 0, &bytes));
	EXPECT_EQ(-write_errno, map(fd, PAGE_BYTES, PROT_WRITE, MAP_SHARED, 0, &bytes));
	EXPECT_EQ(-EPERM, map(fd, PAGE_BYTES, PROT_READ | PROT_EXEC, MAP_SHARED, 0, &bytes));
	EXPECT_EQ(-EINVAL, map(fd, PAGE_BYTES, PROT_READ, MAP_PRIVATE, 0, &bytes));
	EXPECT_EQ(-EINVAL, map(fd, PAGE_BYTES, read_write, MAP_PRIVATE, 0, &bytes));
	EXPECT_EQ(-EINVAL, map(fd, self->size + 1, PROT_READ, MAP_SHARED, 0, &bytes));
	EXPECT_EQ(-EINVAL, map(fd, PAGE_BYTES, PROT_READ, MAP_SHARED, self->size, &bytes));
	EXPECT_EQ(-EINVAL, map(fd, 2 * PAGE_BYTES, PROT_READ, MAP_SHARED,
			       self->size - PAGE_BYTES, &bytes));
	EXPECT_EQ(-EINVAL, map(fd, PAGE_BYTES, PROT_READ, MAP_SHARED, 1ull << 62, &bytes));

	EXPECT_EQ(-1, mprotect(self->bytes, PAGE_BYTES, read_write));
	EXPECT_EQ(EACCES, errno);
	EXPECT_EQ(-1, mprotect(self->bytes, PAGE_BYTES, PROT_READ | PROT_EXEC));
	EXPECT_EQ(EACCES, errno);
	EXPECT_EQ(MAP_FAILED, mremap(self->bytes, self->size, self->size + PAGE_BYTES,
				     MREMAP_MAYMOVE));
	EXPECT_EQ(EFAULT, errno);
	/* Of a shared mapping this makes a second one. */
	EXPECT_EQ(MAP_FAILED, mremap(self->bytes, 0, PAGE_BYTES, MREMAP_MAYMOVE));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(-1, madvise(self->bytes, self->size, MADV_DODUMP));
	EXPECT_EQ(EINVAL, errno);
}

TEST_F(map, refused)
{
	trace_and_map(_metadata, self);
	refuse(_metadata, self, EPERM);

	/* The kernel takes other flags from a file that is open for reading only. */
	ASSERT_EQ(0, munmap(self->bytes, self->size));
	close(self->reader);
	self->reader = session_open(O_NONBLOCK);
	ASSERT_LE(0, self->reader);
	map_all(_metadata, self);
	refuse(_metadata, self, EACCES);
}

/* The ways around a page table: those that debuggers have. */
TEST_F(map, written_to_by_force)
{
	int mem = open("/proc/self/mem", O_RDWR | O_CLOEXEC);
	struct iovec from = { "x", 1 }, to;
	struct gentrace_take taken;
	unsigned char before;

	trace_and_map(_metadata, self);
	ASSERT_EQ(0, take(self->reader, 0, 1, &taken));
	to = (struct iovec) { self->bytes + taken.offset[0], 1 };
	before = self->bytes[taken.offset[0]];
	ASSERT_NE('x', before);
	EXPECT_EQ(-1, process_vm_writev(getpid(), &from, 1, &to, 1, 0));
	/* Small kernels do without the call. */
	EXPECT_TRUE(errno == EFAULT || errno == ENOSYS);
	ASSERT_LE(0, mem);
	EXPECT_EQ(-1, pwrite(mem, "x", 1, (off_t)(size_t)to.iov_base));
	EXPECT_EQ(EIO, errno);
	EXPECT_EQ(-1, read(open("/dev/zero", O_RDONLY | O_CLOEXEC), to.iov_base, 1));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(before, self->bytes[taken.offset[0]]);
	close(mem);
}

/* --------------------------------------------------- the life of a mapping */

/* A fork() whose child looks at a byte and says what it saw, or dies of it. */
static int child_sees(const unsigned char *byte)
{
	int status;
	pid_t child = fork();

	if (!child)
		_exit(*(const volatile unsigned char *)byte);
	if (child < 0 || waitpid(child, &status, 0) != child)
		return -errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

TEST_F(map, not_in_a_child)
{
	trace_and_map(_metadata, self);
	EXPECT_EQ(-SIGSEGV, child_sees(self->bytes));
}

/*
 * Some kernels let a process say that a child has it after all. Then the child's is
 * a mapping like any other, and lives on when all others have gone.
 */
TEST_F(map, in_a_child_by_madvise)
{
	unsigned long long before = module_bytes();
	int go[2], status;
	pid_t child;
	char byte;

	trace_and_map(_metadata, self);
	if (madvise(self->bytes, self->size, MADV_DOFORK)) {
		EXPECT_EQ(EINVAL, errno);
		EXPECT_EQ(-SIGSEGV, child_sees(self->bytes));
		return;
	}
	/* Many come and go: a reference too few would free it. */
	for (int i = 0; i < 5; i++)
		EXPECT_EQ(self->bytes[0], child_sees(self->bytes));
	byte = self->bytes[0];
	ASSERT_EQ(0, pipe(go));
	child = fork();
	ASSERT_LE(0, child);
	if (!child) {
		close(self->fd);
		close(self->reader);
		close(go[1]);
		status = read(go[0], &status, 1);
		_exit(status || self->bytes[0] != byte ||
		      munmap(self->bytes + PAGE_BYTES, PAGE_BYTES));
	}
	munmap(self->bytes, self->size);
	self->bytes = NULL;
	close(self->reader);
	close(self->fd);
	EXPECT_LT(before, module_bytes());
	close(go[1]);
	ASSERT_EQ(child, waitpid(child, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_TRUE(module_bytes_become(before));
	self->fd = session_open(0);
	self->reader = session_open(0);
}

/* A mapping is as good as an open file: to the session, and to the module. */
TEST_F(map, file_closed_early)
{
	struct gentrace_config config = session_quiet_config();
	unsigned long long before = module_bytes();
	struct gentrace_take taken;
	struct gentrace_stats stats;

	/* Here the reader owns the session. */
	ASSERT_EQ(0, session_start(self->reader, &config));
	map_all(_metadata, self);
	ASSERT_EQ(0, session_flip(self->reader));
	ASSERT_EQ(0, take(self->reader, 0, 1, &taken));
	close(self->reader);
	ASSERT_EQ(0, session_stats(self->fd, &stats));
	EXPECT_EQ(GENTRACE_STATE_TRACING, stats.state);
	close(self->fd);
	EXPECT_EQ(-1, syscall(SYS_delete_module, "gentrace", O_NONBLOCK));
	EXPECT_EQ(EWOULDBLOCK, errno);
	EXPECT_EQ(GENTRACE_BATCH_MAGIC, *(__le32 *)(self->bytes + taken.offset[0]));

	ASSERT_EQ(0, munmap(self->bytes, self->size));
	self->bytes = NULL;
	self->fd = session_open(0);
	self->reader = session_open(0);
	ASSERT_EQ(0, session_stats(self->fd, &stats));
	EXPECT_EQ(GENTRACE_STATE_IDLE, stats.state);
	EXPECT_TRUE(module_bytes_become(before));
}

/* The owner ends the session, and begins another, while the reader looks on. */
TEST_F(map, session_ends_while_mapped)
{
	struct gentrace_config config = session_quiet_config();
	unsigned long long before = module_bytes();
	struct gentrace_take taken, next;
	unsigned char *more;

	trace_and_map(_metadata, self);
	ASSERT_EQ(0, take(self->reader, 0, 2, &taken));
	ASSERT_EQ(2, taken.count);
	keep(_metadata, self, &taken);
	close(self->fd);
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, session_start(self->fd, &config));
	ASSERT_EQ(0, session_flip(self->fd));
	EXPECT_LT(before + self->size, module_bytes());

	/* What was there is there; and it has come to its end. */
	for (int i = 0; i < 2; i++)
		EXPECT_EQ(0, memcmp(self->bytes + taken.offset[i], self->buffer.data +
				    (i ? taken.bytes[0] : 0), taken.bytes[i]));
	for (size_t at = 0; at < self->size; at += PAGE_BYTES)
		self->buffer.data[0] ^= self->bytes[at];
	ASSERT_EQ(0, take(self->reader, 2, 1, &next));
	EXPECT_EQ(0, next.count);
	EXPECT_EQ(GENTRACE_TAKE_END, next.flags);
	EXPECT_EQ(-ENODATA, map(self->reader, PAGE_BYTES, PROT_READ, MAP_SHARED, 0, &more));

	ASSERT_EQ(0, munmap(self->bytes, self->size));
	self->bytes = NULL;
	close(self->fd);
	EXPECT_TRUE(module_bytes_become(before));
	self->fd = session_open(0);
}

/* Mappings of the past count: no more memory than a session may have is taken. */
TEST_F(map, sessions_of_the_past_count)
{
	struct gentrace_info before, after;

	ASSERT_EQ(0, session_info(self->fd, &before));
	trace_and_map(_metadata, self);
	ASSERT_EQ(0, session_info(self->fd, &after));
	EXPECT_EQ(before.pool_bytes_max, after.pool_bytes_max);
	close(self->fd);
	self->fd = session_open(0);
	ASSERT_EQ(0, session_info(self->fd, &after));
	EXPECT_EQ(before.pool_bytes_max - self->size, after.pool_bytes_max);
	ASSERT_EQ(0, munmap(self->bytes, self->size));
	self->bytes = NULL;
	ASSERT_EQ(0, session_info(self->fd, &after));
	EXPECT_EQ(before.pool_bytes_max, after.pool_bytes_max);
}

/* Cut into pieces, moved, mapped again; each piece holds the memory. */
TEST_F(map, in_pieces)
{
	unsigned long long before = module_bytes();
	struct gentrace_take taken;
	unsigned char *place, *first, *last;
	size_t pages;

	trace_and_map(_metadata, self);
	ASSERT_EQ(0, take(self->reader, 0, 1, &taken));
	keep(_metadata, self, &taken);
	place = mmap(NULL, PAGE_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, place);
	first = self->bytes + taken.offset[0];
	last = self->bytes + self->size - PAGE_BYTES;
	pages = (first - self->bytes) / PAGE_BYTES;
	ASSERT_LT(0, pages);
	ASSERT_EQ(0, munmap(self->bytes, pages * PAGE_BYTES));
	ASSERT_EQ(0, munmap(first + PAGE_BYTES, last - first - PAGE_BYTES));
	ASSERT_EQ(place, mremap(first, PAGE_BYTES, PAGE_BYTES, MREMAP_MAYMOVE | MREMAP_FIXED, place));
	self->bytes = NULL;
	close(self->reader);
	close(self->fd);
	EXPECT_LT(before, module_bytes());
	EXPECT_EQ(0, memcmp(place, self->buffer.data, taken.bytes[0] < PAGE_BYTES ?
			    taken.bytes[0] : PAGE_BYTES));
	ASSERT_EQ(0, munmap(last, PAGE_BYTES));
	EXPECT_LT(before, module_bytes());
	ASSERT_EQ(0, munmap(place, PAGE_BYTES));
	EXPECT_TRUE(module_bytes_become(before));
	self->fd = session_open(0);
	self->reader = session_open(0);
}

/* A page that is on its way to somewhere outlives its session and its mapping. */
TEST_F(map, page_in_flight)
{
	unsigned long long before = module_bytes();
	struct gentrace_take taken;
	unsigned char there[PAGE_BYTES];
	struct iovec page;
	int way[2];

	trace_and_map(_metadata, self);
	ASSERT_EQ(0, take(self->reader, 0, 1, &taken));
	keep(_metadata, self, &taken);
	page = (struct iovec) { self->bytes + taken.offset[0],
				taken.bytes[0] < PAGE_BYTES ? taken.bytes[0] : PAGE_BYTES };
	ASSERT_EQ(0, pipe(way));
	ASSERT_EQ(page.iov_len, vmsplice(way[1], &page, 1, 0));
	ASSERT_EQ(0, munmap(self->bytes, self->size));
	self->bytes = NULL;
	close(self->reader);
	close(self->fd);
	EXPECT_TRUE(module_bytes_become(before));
	self->fd = session_open(0);
	self->reader = session_open(0);
	ASSERT_EQ(page.iov_len, read(way[0], there, sizeof(there)));
	EXPECT_EQ(0, memcmp(self->buffer.data, there, page.iov_len));
	close(way[0]);
	close(way[1]);
}

/* ------------------------------------------------------------ without a copy */

/*
 * From the mapping to a file that takes pages as they are. The share that the
 * virtual machine leaves its results in is one; tmpfs is none on older kernels.
 */
TEST_F(map, direct_write)
{
	const char *out = getenv("GENTRACE_OUT");
	struct gentrace_take taken;
	char path[256];
	ssize_t bytes;
	void *back;
	int fd;

	snprintf(path, sizeof(path), "%s/direct", out ? out : "/tmp");
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_DIRECT | O_CLOEXEC, 0600);
	if (fd < 0)
		SKIP(return, "no O_DIRECT in %s: %s", path, strerror(errno));
	unlink(path);
	trace_and_map(_metadata, self);
	ASSERT_EQ(0, take(self->reader, 0, 1, &taken));
	ASSERT_EQ(0, taken.offset[0] % PAGE_BYTES);
	bytes = (taken.bytes[0] + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
	ASSERT_EQ(bytes, pwrite(fd, self->bytes + taken.offset[0], bytes, 0));
	ASSERT_EQ(0, posix_memalign(&back, PAGE_BYTES, bytes));
	ASSERT_EQ(bytes, pread(fd, back, bytes, 0));
	EXPECT_EQ(0, memcmp(back, self->bytes + taken.offset[0], taken.bytes[0]));
	free(back);
	close(fd);
}

/* The whole trace through a pipe into a file. */
TEST_F(map, splice)
{
	struct gentrace_config config = session_quiet_config();
	int file = memfd_create("trace", MFD_CLOEXEC), way[2];
	struct gentrace_stats stats;
	ssize_t n, moved;

	ASSERT_LE(0, file);
	ASSERT_EQ(0, pipe(way));
	EXPECT_EQ(-1, splice(self->reader, NULL, way[1], NULL, PAGE_BYTES, 0));
	EXPECT_EQ(ENODATA, errno);
	ASSERT_EQ(0, session_start(self->fd, &config));
	ASSERT_EQ(0, session_flip(self->fd));
	ASSERT_EQ(0, session_stop(self->fd));
	while ((n = splice(self->reader, NULL, way[1], NULL, 1 << 20, 0)) > 0) {
		for (; n; n -= moved) {
			moved = splice(way[0], NULL, file, NULL, n, 0);
			ASSERT_LT(0, moved);
		}
	}
	ASSERT_EQ(0, n);
	ASSERT_EQ(0, lseek(file, 0, SEEK_SET));
	ASSERT_EQ(0, buffer_drain(&self->buffer, file));
	ASSERT_EQ(0, session_stats(self->fd, &stats));
	EXPECT_EQ(stats.bytes_read, self->buffer.size);
	ASSERT_EQ(0, trace_decode(&self->trace, self->buffer.data, self->buffer.size));
	ASSERT_PROVEN(&self->trace);
	close(file);
	close(way[0]);
	close(way[1]);
}

/*
 * sendfile(2) drops what its target does not take, so the kernel does it only from
 * files that it can read twice. Nothing is taken from the trace.
 */
TEST_F(map, sendfile_would_drop)
{
	int file = memfd_create("trace", MFD_CLOEXEC);
	struct gentrace_stats stats;

	ASSERT_LE(0, file);
	trace_and_map(_metadata, self);
	EXPECT_EQ(-1, sendfile(file, self->reader, NULL, 1 << 20));
	EXPECT_EQ(EINVAL, errno);
	ASSERT_EQ(0, session_stats(self->fd, &stats));
	EXPECT_EQ(0, stats.bytes_read);
	close(file);
}

TEST_HARNESS_MAIN
