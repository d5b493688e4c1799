// SPDX-License-Identifier: GPL-2.0
/* block.c - requests of a block device that are known to the sector. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "kmod.h"
#include "trace.h"

#define CONFIGFS	"/sys/kernel/config"

/* The driver calls a device what its directory is called. */
#define NAME		"testdisk"
#define DEVICE		CONFIGFS "/nullb/" NAME
#define SYSFS		"/sys/block/" NAME

#define SECTOR		512
#define BUFFER		65536

/* Where the device has a bad spot; nothing else goes there. */
#define BAD_SECTOR	1024

FIXTURE(block) {
	int fd;
	int disk;
	__u64 dev;
	char *buffer;
	struct trace trace;
};

static bool put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	close(fd);
	return done;
}

static bool attribute(const char *name, const char *text)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), DEVICE "/%s", name);
	return put(path, text);
}

/* The driver answers before it returns, so each request is over before the next. */
static bool device_create(void)
{
	return !mkdir(DEVICE, 0700) &&
	       attribute("size", "16") && attribute("irqmode", "0") &&
	       attribute("blocksize", "512") && attribute("submit_queues", "1") &&
	       attribute("badblocks", "+1024-1031") && attribute("power", "1");
}

static void device_remove(void)
{
	attribute("power", "0");
	rmdir(DEVICE);
}

FIXTURE_SETUP(block)
{
	struct gentrace_config config = session_quiet_config();
	struct stat stat;

	self->disk = -1;
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	config.classes |= GENTRACE_CLASS_BIT(GENTRACE_CLASS_BLOCK);
	/* The test skips: in a setup that ends no test on older kernels' harness. */
	if (!(session_classes(self->fd) & GENTRACE_CLASS_BIT(GENTRACE_CLASS_BLOCK)))
		return;
	if (kmod_insert("fs/configfs/configfs", "") ||
	    kmod_insert("drivers/block/null_blk/null_blk", "nr_devices=0"))
		return;
	kmod_insert("block/mq-deadline", "");
	if (access(CONFIGFS "/nullb", F_OK)) {
		ASSERT_EQ(0, mount("none", CONFIGFS, "configfs", 0, NULL));
	}
	ASSERT_TRUE(device_create());
	ASSERT_TRUE(put(SYSFS "/queue/scheduler", "mq-deadline"));
	self->disk = open("/dev/" NAME, O_RDWR | O_DIRECT | O_CLOEXEC);
	ASSERT_LE(0, self->disk);
	ASSERT_EQ(0, fstat(self->disk, &stat));
	self->dev = GENTRACE_DEV(major(stat.st_rdev), minor(stat.st_rdev));
	ASSERT_EQ(0, posix_memalign((void **)&self->buffer, 4096, BUFFER));
	memset(self->buffer, 0, BUFFER);
	ASSERT_EQ(0, session_start(self->fd, &config));
}

FIXTURE_TEARDOWN(block)
{
	if (self->disk >= 0) {
		close(self->disk);
		device_remove();
		EXPECT_EQ(0, kmod_remove("null_blk"));
	}
	free(self->buffer);
	trace_free(&self->trace);
	close(self->fd);
}

/* What a test asks of the device, and what comes of it. */
struct io {
	enum gentrace_block_op op;
	__u64 sector;
	__u64 sectors;
	int error;
};

/* Requests that the kernel's own statistics have of a device. */
struct counts {
	unsigned long long reads, read_sectors, writes, write_sectors;
};

static bool count(struct counts *counts)
{
	FILE *file = fopen(SYSFS "/stat", "r");
	int found;

	if (!file)
		return false;
	found = fscanf(file, "%llu %*u %llu %*u %llu %*u %llu", &counts->reads,
		       &counts->read_sectors, &counts->writes, &counts->write_sectors);
	fclose(file);
	return found == 4;
}

static int io_do(int disk, char *buffer, const struct io *io)
{
	size_t bytes = io->sectors * SECTOR;
	off_t offset = (off_t)(io->sector * SECTOR);
	ssize_t done = io->op == GENTRACE_BLOCK_WRITE ? pwrite(disk, buffer, bytes, offset) :
							pread(disk, buffer, bytes, offset);

	return done == (ssize_t)bytes ? 0 : -errno;
}

/* Is this event of the request @io, for which somebody waits? */
static bool io_is(const struct gentrace_entry *entry, const struct io *io)
{
	return entry->value[GENTRACE_ARG(block_rq_issue, sector)] == io->sector &&
	       entry->value[GENTRACE_ARG(block_rq_issue, sectors)] == io->sectors &&
	       entry->value[GENTRACE_ARG(block_rq_issue, op)] == io->op &&
	       entry->value[GENTRACE_ARG(block_rq_issue, flags)] == GENTRACE_BLOCK_FLAG_SYNC;
}

/*
 * Into the scheduler, to the driver, done: of each request these three, with its
 * sectors, and no other; as many as the kernel has counted.
 */
TEST_F(block, requests)
{
	static const __u8 stage[] = {
		GENTRACE_EVENT_block_rq_insert, GENTRACE_EVENT_block_rq_issue,
		GENTRACE_EVENT_block_rq_complete,
	};
	const struct io io[] = {
		{ GENTRACE_BLOCK_WRITE, 0, 8 },
		{ GENTRACE_BLOCK_WRITE, 4096, 1 },
		{ GENTRACE_BLOCK_WRITE, 100, 128 },
		{ GENTRACE_BLOCK_READ, 0, 8 },
		{ GENTRACE_BLOCK_READ, BAD_SECTOR, 8, -EIO },
		{ GENTRACE_BLOCK_READ, 32767, 1 },
	};
	struct counts before, after, expected = { };
	size_t next = 0;

	if (self->disk < 0)
		SKIP(return, "no block devices, or no null_blk: GENTRACE_MODULES says where modules are");
	ASSERT_TRUE(count(&before));
	for (size_t i = 0; i < ARRAY_SIZE(io); i++) {
		ASSERT_EQ(io[i].error, io_do(self->disk, self->buffer, &io[i]));
		if (io[i].op == GENTRACE_BLOCK_WRITE)
			expected.writes++, expected.write_sectors += io[i].sectors;
		else
			expected.reads++, expected.read_sectors += io[i].sectors;
	}
	ASSERT_TRUE(count(&after));
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, GENTRACE_CLASSES_ALL));
	ASSERT_COMPLETE(&self->trace);
	EXPECT_EQ(expected.reads, after.reads - before.reads);
	EXPECT_EQ(expected.read_sectors, after.read_sectors - before.read_sectors);
	EXPECT_EQ(expected.writes, after.writes - before.writes);
	EXPECT_EQ(expected.write_sectors, after.write_sectors - before.write_sectors);

	for (size_t i = 0; i < self->trace.entries; i++) {
		const struct gentrace_entry *entry = &self->trace.entry[i];

		if (entry->class != GENTRACE_CLASS_BLOCK ||
		    entry->value[GENTRACE_ARG(block_rq_issue, dev)] != self->dev)
			continue;
		ASSERT_GT(ARRAY_SIZE(stage) * ARRAY_SIZE(io), next);
		EXPECT_EQ(stage[next % ARRAY_SIZE(stage)], entry->id);
		EXPECT_TRUE(io_is(entry, &io[next / ARRAY_SIZE(stage)]))
			TH_LOG("request %zu: sector %llu sectors %llu op %llu flags %llu",
			       next / ARRAY_SIZE(stage), entry->value[1], entry->value[2],
			       entry->value[3], entry->value[4]);
		if (entry->id == GENTRACE_EVENT_block_rq_complete) {
			EXPECT_EQ(io[next / ARRAY_SIZE(stage)].error,
				  (int)entry->value[GENTRACE_ARG(block_rq_complete, error)]);
		}
		next++;
	}
	EXPECT_EQ(ARRAY_SIZE(stage) * ARRAY_SIZE(io), next);
}

TEST_HARNESS_MAIN
