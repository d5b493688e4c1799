// SPDX-License-Identifier: GPL-2.0
/* piece_timeless.c - the same without the clock. */
#include "timeless.h"
#include "pieces.h"

CONTESTANT(piece_section_timeless, NULL, NULL, piece_section());
CONTESTANT(piece_event_timeless, NULL, NULL, READ_ONCE(piece_call)(NULL, false, self, next, 1));
