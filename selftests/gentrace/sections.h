/* SPDX-License-Identifier: GPL-2.0 */
/* sections.h - functions that have a section for themselves, so that addresses in them are known. */
#ifndef SELFTEST_SECTIONS_H
#define SELFTEST_SECTIONS_H

#define in_section(name) __attribute__((noinline, noclone, section(name)))

/* The linker says where they are. */
extern const char __start_burning[], __stop_burning[], __start_reading[], __stop_reading[];

#endif
