/* SPDX-License-Identifier: GPL-2.0 */
/*
 * worker.h - the thread of each CPU.
 */
#ifndef TORTURE_WORKER_H
#define TORTURE_WORKER_H

#include "torture.h"

int worker_init(void);
void worker_exit(void);

void worker_run(const struct torture_order *order);
int worker_wait(void);
void worker_stop(void);

#endif /* TORTURE_WORKER_H */
