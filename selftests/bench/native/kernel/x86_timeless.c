// SPDX-License-Identifier: GPL-2.0
/* x86_timeless.c - the same without the clock. */
#include "timeless.h"
#include "x86.h"
#include "pieces.h"

X86_CONTESTANT(x86_section_timeless, piece_section());
X86_CONTESTANT(x86_event_timeless, READ_ONCE(piece_call)(NULL, false, self, next, 1));
