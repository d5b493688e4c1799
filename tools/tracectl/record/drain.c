// SPDX-License-Identifier: GPL-2.0
/* drain.c - the way from the device to the file. */
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "device.h"
#include "drain.h"
#include "print/message.h"
#include "names.h"
#include "output.h"

/* And at least a batch. */
#define READ_BYTES	GENTRACE_BATCH_BYTES_MAX

/* What is being written is missing from the pool: never more than this part of it. */
#define POOL_SHARE	8

static int explain_read(int error)
{
	message_error("cannot read the trace: %s", error == EBUSY ?
		      "another program is reading " GENTRACE_DEVICE : strerror(error));
	message_try("tracectl status; dmesg | grep gentrace");
	return -1;
}

static int drain_take(const struct drain *drain, unsigned int count, struct gentrace_take *take)
{
	take->size = sizeof(*take);
	take->flags = 0;
	take->give = GENTRACE_GIVE_ALL;
	take->count = count;
	return ioctl(drain->device->fd, GENTRACE_IOC_TAKE, take) ? errno : 0;
}

/* To take nothing makes the file the session's reader, and only that one may map. */
static int drain_map(struct drain *drain)
{
	struct gentrace_take nothing;
	struct gentrace_stats stats;
	int error;

	error = drain_take(drain, 0, &nothing);
	if (error)
		return explain_read(error);
	if (device_stats(drain->device, &stats))
		return -1;
	drain->map_bytes = (size_t)stats.map_pages * sysconf(_SC_PAGESIZE);
	/* A page costs a fault, and none is to come while events do. */
	drain->map = mmap(NULL, drain->map_bytes, PROT_READ, MAP_SHARED | MAP_POPULATE,
			  drain->device->fd, 0);
	if (drain->map == MAP_FAILED)
		drain->map = NULL;
	drain->batches = stats.batches / POOL_SHARE;
	if (!drain->batches)
		drain->batches = 1;
	if (drain->batches > GENTRACE_TAKE_MAX)
		drain->batches = GENTRACE_TAKE_MAX;
	return 0;
}

int drain_open(struct drain *drain, const struct device *device, bool copy,
	       struct names *names)
{
	*drain = (struct drain){ .device = device, .names = names };
	if (!copy && device->info.features & GENTRACE_FEATURE_MAP && drain_map(drain))
		return -1;
	if (drain->map)
		return 0;
	drain->buffer = malloc(2 * READ_BYTES);
	if (drain->buffer)
		return 0;
	message_error("out of memory");
	return -1;
}

/*
 * Writes whole batches. One that names are put before is written from where these are,
 * so what comes before it has to be written first. 0 or -1.
 */
static int drain_write(struct drain *drain, struct output *output, struct iovec *from, int count)
{
	int i, done = 0;

	for (i = 0; drain->names && i < count; i++) {
		int result = names_add(drain->names, from[i].iov_base, from[i].iov_len);
		const struct gentrace_buffer *batches = &drain->names->rows.batches;

		if (result < 0)
			return -1;
		if (!result)
			continue;
		from[i] = (struct iovec){ batches->bytes, batches->length };
		if (output_write_all(output, from + done, i + 1 - done))
			return -1;
		done = i + 1;
	}
	return done < count ? output_write_all(output, from + done, count - done) : 0;
}

/*
 * One request gives back what has been written and takes the next. That a batch
 * lies where the module says is looked at, for the file may be any that answers.
 */
static int drain_mapped(struct drain *drain, struct output *output)
{
	struct iovec from[GENTRACE_TAKE_MAX];
	struct gentrace_take take;
	unsigned int i;
	int error;

	error = drain_take(drain, drain->batches, &take);
	if (error == EINTR)
		return 1;
	if (error)
		return explain_read(error);
	if (!take.count)
		return !(take.flags & GENTRACE_TAKE_END);
	for (i = 0; i < take.count && i < GENTRACE_TAKE_MAX; i++) {
		if (take.offset[i] > drain->map_bytes ||
		    take.bytes[i] > drain->map_bytes - take.offset[i])
			return explain_read(EOVERFLOW);
		from[i].iov_base = (char *)drain->map + take.offset[i];
		from[i].iov_len = take.bytes[i];
	}
	return drain_write(drain, output, from, i) ? -1 : 1;
}

/* Writes the batches of the buffer that are whole, and holds the rest. 0 or -1. */
static int drain_split(struct drain *drain, struct output *output, size_t length)
{
	struct gentrace_batch_header header;
	size_t at = 0;

	while (length - at >= sizeof(header)) {
		struct iovec batch = { .iov_base = drain->buffer + at };

		memcpy(&header, drain->buffer + at, sizeof(header));
		batch.iov_len = le32toh(header.bytes);
		if (batch.iov_len < sizeof(header) || batch.iov_len > GENTRACE_BATCH_BYTES_MAX)
			return explain_read(EOVERFLOW);
		if (batch.iov_len > length - at)
			break;
		at += batch.iov_len;
		if (drain_write(drain, output, &batch, 1))
			return -1;
	}
	drain->held = length - at;
	memmove(drain->buffer, drain->buffer + at, drain->held);
	return 0;
}

static int drain_read(struct drain *drain, struct output *output)
{
	ssize_t count = read(drain->device->fd, drain->buffer + drain->held, READ_BYTES);

	if (count > 0 && drain->names)
		return drain_split(drain, output, drain->held + count) ? -1 : 1;
	if (count > 0)
		return output_write(output, drain->buffer, count) ? -1 : 1;
	if (!count)
		return drain->held ? explain_read(EPROTO) : 0;
	if (errno == EAGAIN || errno == EINTR)
		return 1;
	return explain_read(errno);
}

int drain_some(struct drain *drain, struct output *output)
{
	return drain->map ? drain_mapped(drain, output) : drain_read(drain, output);
}

/* A mapping is as good as an open file: with it, the session would stay. */
void drain_close(struct drain *drain)
{
	if (drain->map)
		munmap(drain->map, drain->map_bytes);
	free(drain->buffer);
	*drain = (struct drain){ 0 };
}
