// SPDX-License-Identifier: GPL-2.0
/* collected.c - files of hits: how they are called, and which there are. */
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "collected.h"

#define SUFFIX	".gt"

void collected_name(char name[static COLLECTED_NAME_MAX], const char *trigger, __u64 session,
		    __u64 number)
{
	snprintf(name, COLLECTED_NAME_MAX, "%s-%016llx-%llu" SUFFIX, trigger, session, number);
}

__u64 collected_number(const char *name)
{
	const char *number = strrchr(name, '-');
	char *end;
	__u64 value;

	if (!number || number - name < 17)
		return 0;
	value = strtoull(number + 1, &end, 10);
	return strcmp(end, SUFFIX) ? 0 : value;
}

/* Of others' files nothing is counted, and nothing removed. */
static bool is_ours(const char *name)
{
	size_t length = strlen(name), suffix = strlen(SUFFIX);

	return *name != '.' && length > suffix && !strcmp(name + length - suffix, SUFFIX);
}

static int older(const void *left, const void *right)
{
	const struct collected *a = left, *b = right;

	if (a->time.tv_sec != b->time.tv_sec)
		return a->time.tv_sec < b->time.tv_sec ? -1 : 1;
	if (a->time.tv_nsec != b->time.tv_nsec)
		return a->time.tv_nsec < b->time.tv_nsec ? -1 : 1;
	return strcmp(a->name, b->name);
}

static bool file_look(int directory, const char *name, struct collected *file)
{
	struct stat status;

	if (!is_ours(name) || fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) ||
	    !S_ISREG(status.st_mode))
		return false;
	snprintf(file->name, sizeof(file->name), "%s", name);
	file->time = status.st_mtim;
	file->bytes = status.st_size;
	return true;
}

ssize_t collected_list(int directory, struct collected **list)
{
	int fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);
	struct collected *more, file;
	struct dirent *entry;
	ssize_t count = 0;

	*list = NULL;
	while (stream && (entry = readdir(stream))) {
		if (!file_look(directory, entry->d_name, &file))
			continue;
		more = reallocarray(*list, count + 1, sizeof(**list));
		if (!more) {
			count = -1;
			break;
		}
		*list = more;
		more[count++] = file;
	}
	if (stream)
		closedir(stream);
	if (count > 0)
		qsort(*list, count, sizeof(**list), older);
	return stream ? count : -1;
}
