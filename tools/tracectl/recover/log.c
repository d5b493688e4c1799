// SPDX-License-Identifier: GPL-2.0
/* log.c - what logs of kernels hold that have died. */
#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "print/message.h"

/* Returns whether there was something; -1: said why not. */
static int lines_read(FILE *file, struct gentrace_salvage *salvage)
{
	bool something = false;
	char *line = NULL;
	size_t room = 0;
	ssize_t length;
	int ret = 0;

	while (ret >= 0 && (length = getline(&line, &room, file)) >= 0) {
		ret = gentrace_salvage_line(salvage, line, length);
		something |= ret != GENTRACE_SALVAGED_NOTHING;
	}
	free(line);
	if (ret < 0)
		message_error("there is no memory for what is found");
	return ret < 0 ? -1 : something;
}

static int file_read(const char *path, struct gentrace_salvage *salvage, __u64 *files)
{
	FILE *file = fopen(path, "re");
	int something = file ? lines_read(file, salvage) : -1;

	if (!file || ferror(file)) {
		message_error("cannot read %s: %s", path, strerror(errno));
		something = -1;
	}
	if (file)
		fclose(file);
	*files += something > 0;
	return something < 0 ? -1 : 0;
}

static int entry_read(const FTSENT *entry, struct gentrace_salvage *salvage, __u64 *files)
{
	switch (entry->fts_info) {
	case FTS_F:
		return file_read(entry->fts_path, salvage, files);
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		message_error("cannot read %s: %s", entry->fts_path, strerror(entry->fts_errno));
		return -1;
	default:
		return 0;
	}
}

int log_read(const char *path, struct gentrace_salvage *salvage, __u64 *files)
{
	char *paths[2] = { };
	FTSENT *entry;
	int ret = 0;
	FTS *tree;

	paths[0] = (char *)path;
	tree = fts_open(paths, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, NULL);
	if (!tree) {
		message_error("cannot read %s: %s", path, strerror(errno));
		return -1;
	}
	while (!ret && (entry = fts_read(tree)))
		ret = entry_read(entry, salvage, files);
	fts_close(tree);
	return ret;
}
