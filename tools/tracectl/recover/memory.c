// SPDX-License-Identifier: GPL-2.0
/* memory.c - files that are a picture of a machine's memory. */
#include <errno.h>
#include <fcntl.h>
#include <libkdumpfile/kdumpfile.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"
#include "print/message.h"

#define PAGE	GENTRACE_PICTURE_PAGE

/**
 * struct memory - an open picture
 * @path: of its file
 * @fd: the file
 * @bytes: of a bare one
 * @dump: what reads it if it is a dump, else NULL
 * @pages: of a dump: which there are
 */
struct memory {
	const char *path;
	int fd;
	__u64 bytes;
	kdump_ctx_t *dump;
	kdump_bmp_t *pages;
};

/* What makedumpfile writes into a pipe; nothing but itself reads that. */
#define FLATTENED	"makedumpfile"

static const char *const dump_magic[] = { "\177ELF", "KDUMP   ", "DISKDUMP", FLATTENED };

static bool begins_with(const char *path, const char *magic)
{
	char begin[16] = { 0 };
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, begin, sizeof(begin));

	if (fd >= 0)
		close(fd);
	return got == sizeof(begin) && !memcmp(begin, magic, strlen(magic));
}

bool memory_is_dump(const char *path)
{
	size_t i;

	for (i = 0; i < sizeof(dump_magic) / sizeof(*dump_magic); i++)
		if (begins_with(path, dump_magic[i]))
			return true;
	return false;
}

/* ------------------------------------------------------------------- page */

static int bare_read(void *data, __u64 address, __u8 *page)
{
	const struct memory *memory = data;

	if (address >= memory->bytes)
		return -1;
	return pread(memory->fd, page, PAGE, address) == PAGE ? 0 : -1;
}

static int dump_read(void *data, __u64 address, __u8 *page)
{
	const struct memory *memory = data;
	size_t length = PAGE;

	if (kdump_read(memory->dump, KDUMP_MACHPHYSADDR, address, page, &length) == KDUMP_OK)
		return 0;
	kdump_clear_err(memory->dump);
	return -1;
}

/* The first page of the picture from @address on; false if there is none. */
static bool page_next(const struct memory *memory, __u64 *address)
{
	kdump_addr_t number = *address / PAGE;

	if (!memory->dump)
		return *address < memory->bytes;
	if (kdump_bmp_find_set(memory->pages, &number) != KDUMP_OK)
		return false;
	*address = number * PAGE;
	return true;
}

/* ------------------------------------------------------------------- open */

static int explain(const struct memory *memory, const char *why)
{
	message_error("cannot read %s: %s", memory->path, why);
	return -1;
}

static int dump_open(struct memory *memory)
{
	kdump_attr_t pages = { .type = KDUMP_BITMAP };

	if (begins_with(memory->path, FLATTENED)) {
		explain(memory, "makedumpfile has written it for a pipe");
		message_try("makedumpfile -R vmcore < %s", memory->path);
		return -1;
	}
	memory->dump = kdump_new();
	if (!memory->dump)
		return explain(memory, strerror(ENOMEM));
	if (kdump_open_fd(memory->dump, memory->fd) != KDUMP_OK ||
	    kdump_get_typed_attr(memory->dump, KDUMP_ATTR_FILE_PAGEMAP, &pages) != KDUMP_OK)
		return explain(memory, kdump_get_err(memory->dump));
	memory->pages = pages.val.bitmap;
	return 0;
}

static int memory_open(struct memory *memory, const char *path)
{
	struct stat status;

	*memory = (struct memory){ .path = path, .fd = open(path, O_RDONLY | O_CLOEXEC) };
	if (memory->fd < 0 || fstat(memory->fd, &status))
		return explain(memory, strerror(errno));
	if (!S_ISREG(status.st_mode))
		return explain(memory, "it is no file");
	memory->bytes = status.st_size;
	return memory_is_dump(path) ? dump_open(memory) : 0;
}

static void memory_close(struct memory *memory)
{
	if (memory->dump)
		kdump_free(memory->dump);
	if (memory->fd >= 0)
		close(memory->fd);
}

/* ----------------------------------------------------------------- search */

static int recorder_read(const struct gentrace_picture *picture, __u64 at,
			 struct gentrace_salvage *salvage, struct gentrace_picture_sum *sum,
			 __u64 *recorders)
{
	int err = gentrace_picture_read(picture, at, salvage, sum);

	if (err == -ENOMEM) {
		message_error("there is no memory for what is found");
		return -1;
	}
	if (err)
		message_note("a flight recorder at %#llx cannot be read: where its memory is, is damaged", at);
	else
		++*recorders;
	return 0;
}

static int memory_search(struct memory *memory, struct gentrace_salvage *salvage,
			 struct gentrace_picture_sum *sum, __u64 *recorders)
{
	const struct gentrace_picture picture = {
		.read = memory->dump ? dump_read : bare_read, .data = memory,
	};
	__u8 page[PAGE];
	__u64 at;

	for (at = 0; page_next(memory, &at); at += PAGE)
		if (!picture.read(memory, at, page) && gentrace_picture_is_first(page, at) &&
		    recorder_read(&picture, at, salvage, sum, recorders))
			return -1;
	return 0;
}

int memory_read(const char *path, struct gentrace_salvage *salvage,
		struct gentrace_picture_sum *sum, __u64 *recorders)
{
	struct memory memory;
	int ret = memory_open(&memory, path) ?: memory_search(&memory, salvage, sum, recorders);

	memory_close(&memory);
	return ret;
}
