// SPDX-License-Identifier: GPL-2.0
/*
 * userfile.c - the file that a process has mapped, by whatever name it has.
 *
 * It is opened through /proc/PID/map_files, which leads to what is mapped itself: in
 * other mount namespaces, too, and after it was deleted.
 */
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <elfutils/libdwelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "userfile.h"

static int file_open(__u32 tgid, const struct mapping *mapping)
{
	char path[96];

	snprintf(path, sizeof(path), "/proc/%u/map_files/%llx-%llx", tgid, mapping->begin,
		 mapping->begin + mapping->bytes);
	return open(path, O_RDONLY | O_CLOEXEC);
}

static void file_add_segment(struct user_file *file, const GElf_Phdr *phdr)
{
	if (phdr->p_type != PT_LOAD || !(phdr->p_flags & PF_X) || file->segments == SEGMENTS_MAX)
		return;
	file->segment[file->segments++] = (struct segment){
		.offset = phdr->p_offset, .bytes = phdr->p_filesz, .vaddr = phdr->p_vaddr,
	};
}

/* What the file says of itself; one that is no ELF file says nothing. */
static void file_look(struct user_file *file, int fd)
{
	const void *id = NULL;
	ssize_t length;
	size_t count, i;
	GElf_Phdr phdr;
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	if (!elf)
		return;
	length = dwelf_elf_gnu_build_id(elf, &id);
	if (length > 0 && length <= BUILD_ID_MAX) {
		memcpy(file->build_id.bytes, id, length);
		file->build_id.length = length;
	}
	if (!elf_getphdrnum(elf, &count))
		for (i = 0; i < count && gelf_getphdr(elf, i, &phdr); i++)
			file_add_segment(file, &phdr);
	elf_end(elf);
}

static int file_add(struct maps *maps, const struct user_file *file, int fd)
{
	struct user_file *more = reallocarray(maps->file, maps->files + 1, sizeof(*more));

	if (!more)
		return -ENOMEM;
	maps->file = more;
	more = &maps->file[maps->files];
	*more = *file;
	more->path = strdup(file->path);
	if (!more->path)
		return -ENOMEM;
	if (fd >= 0)
		file_look(more, fd);
	return maps->files++;
}

static bool file_is_same(const struct user_file *a, const struct user_file *b)
{
	return a->device == b->device && a->inode == b->inode &&
	       a->changed_ns == b->changed_ns && !strcmp(a->path, b->path);
}

int user_file_find(struct maps *maps, __u32 tgid, const struct mapping *mapping,
		   const struct space *before, const char *path)
{
	const struct mapping *known = space_find(before, mapping->begin);
	struct user_file file = {
		.device = mapping->device, .inode = mapping->inode, .path = (char *)path,
	};
	struct stat status;
	int fd = -1, result;
	size_t i;

	if (known && known->begin == mapping->begin && known->offset == mapping->offset &&
	    known->device == mapping->device && known->inode == mapping->inode &&
	    known->file != FILE_NONE && !strcmp(maps->file[known->file].path, path))
		return known->file;
	if (mapping->inode)
		fd = file_open(tgid, mapping);
	if (fd >= 0 && !fstat(fd, &status))
		file.changed_ns = status.st_ctim.tv_sec * 1000000000ull + status.st_ctim.tv_nsec;
	for (i = 0; i < maps->files && !file_is_same(&maps->file[i], &file); i++)
		;
	result = i < maps->files ? (int)i : file_add(maps, &file, fd);
	if (fd >= 0)
		close(fd);
	return result;
}
