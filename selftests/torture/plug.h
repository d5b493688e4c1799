/* SPDX-License-Identifier: GPL-2.0 */
/*
 * plug.h - CPU 1, which comes and goes.
 */
#ifndef SELFTEST_PLUG_H
#define SELFTEST_PLUG_H

#include <stdbool.h>

#define PLUG_CPU		1

/* Can it come and go here? */
bool plug_exists(void);
bool plug_is_in(void);

/* Take it out or put it in: whether that was done. */
bool plug_set(bool in);

#endif
