/* SPDX-License-Identifier: GPL-2.0 */
/*
 * kmod.h - modules of the kernel that a test needs.
 */
#ifndef SELFTEST_KMOD_H
#define SELFTEST_KMOD_H

/*
 * Load "drivers/block/brd" of the directory GENTRACE_MODULES: 0 or -errno, 0 if it
 * is there already. -ENOENT: there is none, or nobody says where.
 */
int kmod_insert(const char *name, const char *parameters);

/* The same of a file. */
int kmod_insert_file(const char *path, const char *parameters);

/* Others may want it with parameters of their own: 0 or -errno. */
int kmod_remove(const char *name);

#endif
