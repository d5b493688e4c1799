/* SPDX-License-Identifier: GPL-2.0 */
/* pause.h - what stopping the world costs if there is nothing to do. */
#ifndef TORTURE_PAUSE_H
#define TORTURE_PAUSE_H

#include <linux/types.h>

int pause_empty(u64 *ns);

#endif
