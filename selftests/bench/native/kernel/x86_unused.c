// SPDX-License-Identifier: GPL-2.0
/*
 * x86_unused.c - the same with the clock read and its result not used: what is over
 * to the whole event is waiting for the result, and not reading it.
 */
#define TIMELESS_READS	gt_tsc_read()
#include "timeless.h"
#include "x86.h"
#include "pieces.h"

X86_CONTESTANT(x86_event_unused, READ_ONCE(piece_call)(NULL, false, self, next, 1));
