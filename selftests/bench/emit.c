// SPDX-License-Identifier: GPL-2.0
/*
 * emit.c - so many pairs of events on each CPU, as fast as it can, at task level.
 *
 * The threads of gentrace_torture.ko emit them, so this program takes no time.
 */
#include <stdio.h>
#include <stdlib.h>

#include "emitter.h"

int main(int argc, char **argv)
{
	struct torture_order order = { .levels = TORTURE_LEVEL_BIT(TASK) };
	struct emitter emitter = { .fd = -1 };

	order.pairs = argc == 2 ? strtoull(argv[1], NULL, 10) : 0;
	if (!order.pairs) {
		fprintf(stderr, "usage: emit PAIRS\n");
		return 2;
	}
	if (emitter_open(&emitter) || emitter_run(&emitter, &order) ||
	    emitter_wait(&emitter) || emitter_stop(&emitter)) {
		perror("emit");
		return 1;
	}
	emitter_close(&emitter);
	return 0;
}
