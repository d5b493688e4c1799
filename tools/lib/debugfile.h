/* SPDX-License-Identifier: GPL-2.0 */
/* debugfile.h - a file of some build, and the functions in it. */
#ifndef GENTRACE_DEBUGFILE_H
#define GENTRACE_DEBUGFILE_H

#include "libgentrace_symbols.h"

struct debugfile;

/*
 * The file with this build id: at one of @paths, a list that NULL ends, or where else
 * such files are. Where none is, the debugfile has no functions. NULL: no memory.
 */
struct debugfile *debugfile_open(const struct gentrace_image *image, const char *const *paths);
void debugfile_close(struct debugfile *file);

/* Is there a file? */
bool debugfile_exists(const struct debugfile *file);

/* The address of a symbol, as symbols of the file count; 0 if there is no such. */
__u64 debugfile_symbol(const struct debugfile *file, const char *name);

/*
 * The functions that an address is in, the innermost first; of @offset only the last
 * one's is set. Texts are the file's. How many.
 */
int debugfile_names(const struct debugfile *file, __u64 address,
		    struct gentrace_name name[GENTRACE_NAMES_MAX]);

#endif /* GENTRACE_DEBUGFILE_H */
