/* SPDX-License-Identifier: GPL-2.0 */
/*
 * interrupt.h - softirqs, hardirqs and NMIs, sent and handled.
 */
#ifndef TORTURE_INTERRUPT_H
#define TORTURE_INTERRUPT_H

#include <linux/types.h>

int interrupt_init(void);
void interrupt_exit(void);

u32 interrupt_levels(void);
void interrupt_hook_set(void);
void interrupt_timer_start(void);
void interrupt_timer_stop(void);
void interrupt_others(void);
void interrupt_drain(void);

#endif /* TORTURE_INTERRUPT_H */
