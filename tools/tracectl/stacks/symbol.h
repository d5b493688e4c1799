/* SPDX-License-Identifier: GPL-2.0 */
/* symbol.h - the name of a frame in one word. */
#ifndef TRACECTL_SYMBOL_H
#define TRACECTL_SYMBOL_H

#include <libgentrace_symbols.h>

#include "print/terminal.h"

/* Room for a function and a file, both of any length that a trace can have. */
#define SYMBOL_TEXT_MAX	1024

/*
 * "schedule+0x5e", "veth_poll+0x10(veth)", "main+0x1d(/usr/bin/x)", "copy(inlined)"; without
 * a name "/usr/bin/x+0x1136", or the bare address. Printable ASCII without blanks.
 */
const char *symbol_text(char buffer[static SYMBOL_TEXT_MAX], const struct gentrace_name *name,
			__u64 address);

#endif /* TRACECTL_SYMBOL_H */
