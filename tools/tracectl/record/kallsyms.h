/* SPDX-License-Identifier: GPL-2.0 */
/* kallsyms.h - what the running kernel calls its functions. */
#ifndef TRACECTL_KALLSYMS_H
#define TRACECTL_KALLSYMS_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/gentrace.h>

#include "buildid.h"

/**
 * struct kernel_image - the kernel, or a module
 * @name: vmlinux, or the module's
 * @begin: where its _stext or .text is; 0: not known, or nobody has asked yet
 * @build_id: as @begin
 * @asked: these two are as they will ever be
 * @round: when it was written last
 */
struct kernel_image {
	char name[64];
	__u64 begin;
	struct build_id build_id;
	bool asked;
	__u64 round;
};

/**
 * struct kernel_symbol - a line of /proc/kallsyms
 * @address: where it begins
 * @name: where in the text its name is
 * @image: index of its image
 * @code: it is a function
 * @round: when it was written last
 */
struct kernel_symbol {
	__u64 address;
	__u64 round;
	__u32 name;
	__u16 image;
	bool code;
};

/**
 * struct kallsyms - all of them, at one instant
 * @naming: enum gentrace_naming: whether there are any
 * @symbol: by address, those of data among them: a function ends where these begin
 * @count: how many
 * @text: their names
 * @image: vmlinux is the first
 * @images: how many
 */
struct kallsyms {
	enum gentrace_naming naming;
	struct kernel_symbol *symbol;
	size_t count;
	char *text;
	struct kernel_image *image;
	size_t images;
};

/* 0 or -ENOMEM; that the kernel does not say is no error. */
int kallsyms_read(struct kallsyms *kallsyms);
void kallsyms_free(struct kallsyms *kallsyms);

/* The function that the address is in, with its length; NULL if it is in none. */
struct kernel_symbol *kallsyms_find(const struct kallsyms *kallsyms, __u64 address,
				    __u64 *bytes);

/* Is any of these bytes in a function, or does anything begin there? */
bool kallsyms_overlaps(const struct kallsyms *kallsyms, __u64 address, __u64 bytes);

/* The address of _text and the like, by name: 0 if there is none. */
__u64 kallsyms_address(const struct kallsyms *kallsyms, const char *name);

static inline const char *kallsyms_name(const struct kallsyms *kallsyms,
					const struct kernel_symbol *symbol)
{
	return kallsyms->text + symbol->name;
}

/* The image of a symbol, with its build id and its begin. */
struct kernel_image *kallsyms_image(const struct kallsyms *kallsyms,
				    const struct kernel_symbol *symbol);

/* A number that changes when modules are loaded or unloaded. */
__u64 kallsyms_modules(void);

#endif /* TRACECTL_KALLSYMS_H */
