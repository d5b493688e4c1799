// SPDX-License-Identifier: GPL-2.0
/*
 * maps.c - the code that processes have mapped: /proc/PID/maps.
 *
 * A pid may be another process by the time it is looked at, and exec gives a process
 * other mappings. What a stack is of is told by where the process' stack began,
 * which each exec draws anew: it is looked at before the mappings and after them.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "maps.h"
#include "userfile.h"

/* The field of /proc/PID/stat; the second one ends with the last parenthesis. */
#define STAT_START_STACK	28

/* 0 if the process has no memory any more, or one may not know. */
static __u64 start_stack_of(__u32 tgid)
{
	char path[32], line[1024], *p;
	size_t length;
	FILE *file;
	int i;

	snprintf(path, sizeof(path), "/proc/%u/stat", tgid);
	file = fopen(path, "re");
	if (!file)
		return 0;
	length = fread(line, 1, sizeof(line) - 1, file);
	fclose(file);
	line[length] = 0;
	p = strrchr(line, ')');
	for (i = 2; p && i < STAT_START_STACK; i++)
		p = strchr(p + 1, ' ');
	return p ? strtoull(p, NULL, 10) : 0;
}

/* "7f0c3a200000-7f0c3a355000 r-xp 00028000 fe:01 1234   /usr/lib/libc.so.6" */
static int space_line(struct maps *maps, struct space *space, const struct space *before,
		      char *line)
{
	unsigned long long begin, end, offset, inode;
	unsigned int major, minor;
	struct mapping *more;
	int path = 0, file;
	char access[8];

	if (sscanf(line, "%llx-%llx %7s %llx %x:%x %llu %n", &begin, &end, access, &offset,
		   &major, &minor, &inode, &path) < 7 || !path)
		return 0;
	line[strcspn(line, "\n")] = 0;
	/* The last page is the kernel's, the same for all: not the process' own. */
	if (access[2] != 'x' || end <= begin || begin >> 63)
		return 0;
	more = reallocarray(space->mapping, space->count + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	space->mapping = more;
	more = &space->mapping[space->count++];
	*more = (struct mapping){
		.begin = begin, .bytes = end - begin, .offset = offset,
		.device = makedev(major, minor), .inode = inode, .file = FILE_NONE,
	};
	if (!line[path])
		return 0;
	file = user_file_find(maps, space->tgid, more, before, line + path);
	if (file < 0)
		return file;
	more->file = file;
	return 0;
}

static void space_clear(struct space *space)
{
	free(space->mapping);
	space->mapping = NULL;
	space->count = 0;
}

/* What is read into @space, which is empty; @before: what is known of it. */
static int space_read(struct maps *maps, struct space *space, const struct space *before)
{
	char path[32], *line = NULL;
	size_t size = 0;
	int result = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%u/maps", space->tgid);
	file = fopen(path, "re");
	if (!file)
		return errno == ENOENT || errno == ESRCH ? GENTRACE_SPACE_ENDED :
							   GENTRACE_SPACE_DENIED;
	while (!result && getline(&line, &size, file) > 0)
		result = space_line(maps, space, before, line);
	free(line);
	fclose(file);
	if (!result && !space->count)
		result = start_stack_of(space->tgid) ? GENTRACE_SPACE_DENIED :
						       GENTRACE_SPACE_ENDED;
	return result;
}

static int space_compare(const struct space *a, __u32 tgid, __u64 start_stack)
{
	if (a->tgid != tgid)
		return a->tgid < tgid ? -1 : 1;
	return a->start_stack < start_stack ? -1 : a->start_stack > start_stack;
}

/* It may be new. NULL: no memory. */
static struct space *space_get(struct maps *maps, __u32 tgid, __u64 start_stack)
{
	size_t low = 0, high = maps->spaces;
	struct space *list;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = space_compare(&maps->space[middle], tgid, start_stack);

		if (!order)
			return &maps->space[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	list = reallocarray(maps->space, maps->spaces + 1, sizeof(*list));
	if (!list)
		return NULL;
	maps->space = list;
	memmove(list + low + 1, list + low, (maps->spaces - low) * sizeof(*list));
	maps->spaces++;
	list[low] = (struct space){ .tgid = tgid, .start_stack = start_stack };
	return &list[low];
}

int maps_read(struct maps *maps, __u32 tgid, __u64 start_stack, struct space **found)
{
	struct space *space = space_get(maps, tgid, start_stack);
	struct space fresh = { .tgid = tgid, .start_stack = start_stack };
	__u64 now, then;
	int result;

	if (!space)
		return -ENOMEM;
	*found = space;
	space->round = fresh.round = maps->round;
	now = start_stack_of(tgid);
	if (now && now != start_stack)
		result = GENTRACE_SPACE_CHANGED;
	else
		result = space_read(maps, &fresh, space);
	/* Did it last? */
	then = result ? 0 : start_stack_of(tgid);
	if (!result && then != start_stack)
		result = then ? GENTRACE_SPACE_CHANGED :
			 now ? GENTRACE_SPACE_ENDED : GENTRACE_SPACE_DENIED;
	if (!result) {
		space_clear(space);
		*space = fresh;
		return GENTRACE_SPACE_READ;
	}
	space_clear(&fresh);
	if (result < 0)
		return result;
	return space->count ? GENTRACE_SPACE_EARLIER : result;
}

int maps_read_all(struct maps *maps)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	struct space *space;
	int result = 0;

	while (proc && result >= 0 && (entry = readdir(proc))) {
		__u32 tgid = isdigit((unsigned char)*entry->d_name) ? atoi(entry->d_name) : 0;
		__u64 start_stack = tgid ? start_stack_of(tgid) : 0;

		/* A thread of the kernel has none. */
		if (start_stack)
			result = maps_read(maps, tgid, start_stack, &space);
	}
	if (proc)
		closedir(proc);
	return result < 0 ? result : 0;
}

void maps_forget(struct maps *maps, __u64 rounds)
{
	size_t i, kept = 0;

	for (i = 0; i < maps->spaces; i++) {
		if (maps->space[i].round + rounds < maps->round)
			space_clear(&maps->space[i]);
		else
			maps->space[kept++] = maps->space[i];
	}
	maps->spaces = kept;
}

void maps_free(struct maps *maps)
{
	size_t i;

	for (i = 0; i < maps->spaces; i++)
		space_clear(&maps->space[i]);
	for (i = 0; i < maps->files; i++)
		free(maps->file[i].path);
	free(maps->space);
	free(maps->file);
	*maps = (struct maps){ 0 };
}

const struct mapping *space_find(const struct space *space, __u64 address)
{
	size_t low = 0, high = space->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct mapping *mapping = &space->mapping[middle];

		if (address - mapping->begin < mapping->bytes)
			return mapping;
		if (mapping->begin < address)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

__u64 mapping_vaddr(const struct maps *maps, const struct mapping *mapping)
{
	const struct user_file *file;
	unsigned int i;

	if (mapping->file == FILE_NONE)
		return 0;
	file = &maps->file[mapping->file];
	for (i = 0; i < file->segments; i++) {
		const struct segment *segment = &file->segment[i];

		/* What is mapped begins at a page, and may begin before the segment. */
		if (mapping->offset + mapping->bytes > segment->offset &&
		    mapping->offset < segment->offset + segment->bytes)
			return segment->vaddr + mapping->offset - segment->offset;
	}
	return mapping->offset;
}
