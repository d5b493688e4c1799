/* SPDX-License-Identifier: GPL-2.0 */
/*
 * strings.h - the string table of a generation.
 *
 * A probe notes a name and gets a small id to put into its event; closing the
 * generation writes the table. Names are copied when they are noted, as their
 * owner may be unloaded before the generation ends.
 */
#ifndef GT_STRINGS_H
#define GT_STRINGS_H

#include <linux/types.h>

/* Names in a generation; what comes after them gets id 0, and is counted. */
#define GT_STRINGS_MAX		512
#define GT_STRINGS_TEXT_MAX	64

/* Worst case of the closing rows. */
#define GT_STRINGS_BYTES_MAX	(GT_STRINGS_MAX * (GT_STRINGS_TEXT_MAX + 16))

u32 gt_strings_note(u64 gen, u32 salt, const char *name);
u32 gt_strings_note_symbol(u64 gen, const void *address);
void gt_strings_write(u64 gen, u32 *count, u32 *missed);
int gt_strings_init(void);
void gt_strings_exit(void);

#endif /* GT_STRINGS_H */
