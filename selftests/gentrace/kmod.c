// SPDX-License-Identifier: GPL-2.0
/* kmod.c - modules of the kernel that a test needs. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kmod.h"

/* Not finit_module(2): see vm/init, modules had better be loaded from memory. */
static int insert(int fd, size_t size, const char *parameters)
{
	char *image = malloc(size);
	size_t have = 0;
	ssize_t got;
	int err = image ? 0 : -ENOMEM;

	while (!err && have < size) {
		got = read(fd, image + have, size - have);
		if (got <= 0)
			err = got ? -errno : -EIO;
		else
			have += (size_t)got;
	}
	if (!err && syscall(SYS_init_module, image, size, parameters) && errno != EEXIST)
		err = -errno;
	free(image);
	return err;
}

int kmod_insert_file(const char *path, const char *parameters)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat stat;
	int err;

	if (fd < 0)
		return -errno;
	err = fstat(fd, &stat) ? -errno : insert(fd, (size_t)stat.st_size, parameters);
	close(fd);
	return err;
}

int kmod_insert(const char *name, const char *parameters)
{
	const char *modules = getenv("GENTRACE_MODULES");
	char path[PATH_MAX];

	if (!modules || !*modules)
		return -ENOENT;
	snprintf(path, sizeof(path), "%s/kernel/%s.ko", modules, name);
	return kmod_insert_file(path, parameters);
}

int kmod_remove(const char *name)
{
	return syscall(SYS_delete_module, name, O_NONBLOCK) ? -errno : 0;
}
