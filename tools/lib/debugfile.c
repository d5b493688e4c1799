// SPDX-License-Identifier: GPL-2.0
/*
 * debugfile.c - a file of some build, and the functions in it: elfutils' libdwfl.
 *
 * A file is a world of its own here, in which its addresses are those that its symbols
 * have. Who knows where it was mapped does the rest.
 */
#include <dwarf.h>
#include <elfutils/libdwelf.h>
#include <elfutils/libdwfl.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "debugfile.h"

/* Bytes of a build id that are worth a name of a file; two hexadecimal digits each. */
#define BUILD_ID_MAX	64

/**
 * struct debugfile - a file
 * @dwfl: libdwfl's, which has this file alone; NULL: there is none
 * @module: the file in it
 */
struct debugfile {
	Dwfl *dwfl;
	Dwfl_Module *module;
};

static char *debuginfo_path;

static const Dwfl_Callbacks callbacks = {
	.find_elf	 = dwfl_build_id_find_elf,
	.find_debuginfo	 = dwfl_standard_find_debuginfo,
	.section_address = dwfl_offline_section_address,
	.debuginfo_path	 = &debuginfo_path,
};

/* Only a file of the same build has anything to say. */
static bool file_is_build(int fd, const struct gentrace_image *image)
{
	Elf *elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	const void *id = NULL;
	bool same;

	if (!elf)
		return false;
	same = dwelf_elf_gnu_build_id(elf, &id) == (ssize_t)image->build_id_length &&
	       !memcmp(id, image->build_id, image->build_id_length);
	elf_end(elf);
	return same;
}

/* The file that is open as @fd, which is taken in any case. */
static bool debugfile_take_open(struct debugfile *file, const struct gentrace_image *image,
				const char *path, int fd)
{
	if (!file_is_build(fd, image)) {
		close(fd);
		return false;
	}
	file->dwfl = dwfl_begin(&callbacks);
	if (!file->dwfl) {
		close(fd);
		return false;
	}
	/* Takes the file, if it succeeds. Addresses stay what they are. */
	file->module = dwfl_report_elf(file->dwfl, path, path, fd, 0, true);
	dwfl_report_end(file->dwfl, NULL, NULL);
	if (file->module)
		return true;
	close(fd);
	dwfl_end(file->dwfl);
	file->dwfl = NULL;
	return false;
}

static bool debugfile_take(struct debugfile *file, const struct gentrace_image *image,
			   const char *path)
{
	struct stat status;
	int fd;

	/* Traces say where to look, and to open a device can do anything. */
	if (stat(path, &status) || !S_ISREG(status.st_mode))
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	return fd >= 0 && debugfile_take_open(file, image, path, fd);
}

static bool debugfile_take_debug(struct debugfile *file, const struct gentrace_image *image)
{
	char path[64 + 2 * BUILD_ID_MAX] = "/usr/lib/debug/.build-id/";
	char *p = path + strlen(path);
	__u32 i;

	for (i = 0; i < image->build_id_length; i++)
		p += sprintf(p, i ? "%02x" : "%02x/", image->build_id[i]);
	strcpy(p, ".debug");
	return debugfile_take(file, image, path);
}

/*
 * Whoever gives away files by their build ids, by way of libdwfl. What a debuginfod has
 * given comes as an open file, without a path.
 */
static bool debugfile_take_remote(struct debugfile *file, const struct gentrace_image *image)
{
	Dwfl *dwfl = dwfl_begin(&callbacks);
	Dwfl_Module *module;
	char *path = NULL;
	Elf *elf = NULL;
	int fd = -1;

	if (!dwfl)
		return false;
	module = dwfl_report_module(dwfl, "wanted", 0, 1ull << 40);
	if (module && !dwfl_module_report_build_id(module, image->build_id,
						   image->build_id_length, 0))
		fd = dwfl_build_id_find_elf(module, NULL, "wanted", 0, &path, &elf);
	elf_end(elf);
	dwfl_report_end(dwfl, NULL, NULL);
	dwfl_end(dwfl);
	if (fd >= 0)
		debugfile_take_open(file, image, path ?: "wanted", fd);
	free(path);
	return file->module;
}

struct debugfile *debugfile_open(const struct gentrace_image *image, const char *const *paths)
{
	struct debugfile *file = calloc(1, sizeof(*file));

	if (!file || !image->build_id_length || image->build_id_length > BUILD_ID_MAX)
		return file;
	elf_version(EV_CURRENT);
	for (; *paths; paths++) {
		if (debugfile_take(file, image, *paths))
			return file;
	}
	if (!debugfile_take_debug(file, image))
		debugfile_take_remote(file, image);
	return file;
}

void debugfile_close(struct debugfile *file)
{
	if (file && file->dwfl)
		dwfl_end(file->dwfl);
	free(file);
}

bool debugfile_exists(const struct debugfile *file)
{
	return file->module;
}

__u64 debugfile_symbol(const struct debugfile *file, const char *name)
{
	int i, count = file->module ? dwfl_module_getsymtab(file->module) : 0;

	for (i = 1; i < count; i++) {
		GElf_Sym symbol;
		GElf_Addr address;
		const char *found = dwfl_module_getsym_info(file->module, i, &symbol, &address,
							    NULL, NULL, NULL);

		if (found && !strcmp(found, name))
			return address;
	}
	return 0;
}

/* Does the DIE stand for code with a name? */
static bool die_is_function(Dwarf_Die *die)
{
	switch (dwarf_tag(die)) {
	case DW_TAG_inlined_subroutine:
	case DW_TAG_subprogram:
	case DW_TAG_entry_point:
		return true;
	default:
		return false;
	}
}

/* As a symbol would have it: in C++ a name alone says nothing of its class. */
static const char *die_name(Dwarf_Die *die)
{
	Dwarf_Attribute attribute;
	const char *name = dwarf_formstring(dwarf_attr_integrate(die, DW_AT_linkage_name,
								 &attribute));

	return name ?: dwarf_formstring(dwarf_attr_integrate(die, DW_AT_name, &attribute));
}

/* Where an inlined function is called: the place in the one it is part of. */
static void die_call_site(Dwarf_Die *die, Dwarf_Die *unit, struct gentrace_name *caller)
{
	Dwarf_Word file = 0, line = 0;
	Dwarf_Attribute attribute;
	Dwarf_Files *files;

	if (dwarf_formudata(dwarf_attr(die, DW_AT_call_file, &attribute), &file) ||
	    dwarf_formudata(dwarf_attr(die, DW_AT_call_line, &attribute), &line) ||
	    dwarf_getsrcfiles(unit, &files, NULL))
		return;
	caller->source = dwarf_filesrc(files, file, NULL, NULL);
	caller->line = (unsigned int)line;
}

/*
 * The unit that an address is in. Not all compilers write an index of them, as clang does
 * not; then they are looked through.
 */
static Dwarf_Die *debugfile_unit(const struct debugfile *file, __u64 address, Dwarf_Addr *bias)
{
	Dwarf_Die *unit = dwfl_module_addrdie(file->module, address, bias);

	if (unit)
		return unit;
	while ((unit = dwfl_module_nextcu(file->module, unit, bias)))
		if (dwarf_haspc(unit, address - *bias) > 0)
			return unit;
	return NULL;
}

/*
 * The inlined functions that the address is in, by the nesting of the DIEs. How many;
 * behind them, the function that has them is told where it calls the outermost.
 */
static int debugfile_inlined(const struct debugfile *file, __u64 address,
			     struct gentrace_name name[GENTRACE_NAMES_MAX])
{
	Dwarf_Die *scopes = NULL, *nested = NULL, *unit;
	int i, count, inlined = 0;
	Dwarf_Addr bias;

	unit = debugfile_unit(file, address, &bias);
	if (!unit || dwarf_getscopes(unit, address - bias, &scopes) < 1)
		return 0;
	count = dwarf_getscopes_die(&scopes[0], &nested);
	for (i = 0; i < count && inlined < GENTRACE_NAMES_MAX - 1; i++) {
		if (!die_is_function(&nested[i]))
			continue;
		if (dwarf_tag(&nested[i]) != DW_TAG_inlined_subroutine)
			break;
		name[inlined].function = die_name(&nested[i]);
		name[inlined].inlined = true;
		die_call_site(&nested[i], unit, &name[++inlined]);
	}
	free(scopes);
	free(nested);
	return inlined;
}

int debugfile_names(const struct debugfile *file, __u64 address,
		    struct gentrace_name name[GENTRACE_NAMES_MAX])
{
	Dwfl_Line *line;
	GElf_Off offset;
	GElf_Sym symbol;
	int inlined, number;

	memset(name, 0, GENTRACE_NAMES_MAX * sizeof(*name));
	if (!file->module)
		return 1;
	inlined = debugfile_inlined(file, address, name);
	name[inlined].function = dwfl_module_addrinfo(file->module, address, &offset, &symbol,
						      NULL, NULL, NULL);
	name[inlined].offset = name[inlined].function ? offset : 0;
	line = dwfl_module_getsrc(file->module, address);
	if (line) {
		name[0].source = dwfl_lineinfo(line, NULL, &number, NULL, NULL, NULL);
		name[0].line = (unsigned int)number;
	}
	return inlined + 1;
}
