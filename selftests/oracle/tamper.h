/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tamper.h - facts that are made false, to see the comparison find it.
 *
 * Each returns false if there is nothing to tamper with.
 */
#ifndef ORACLE_TAMPER_H
#define ORACLE_TAMPER_H

#include "facts.h"

/* An event that is in the trace and was never seen: as if the trace had made it up. */
bool tamper_forget(struct facts *facts, __u8 id);

/* One that was seen and is neither in the trace nor lost: as if it had been dropped. */
bool tamper_invent(struct facts *facts, __u8 id);

/* Another value of an argument, or another task. */
bool tamper_arg(struct facts *facts, __u8 id, unsigned int arg);
bool tamper_pid(struct facts *facts, __u8 id);

/* A line of the ledger that counts one loss twice. */
bool tamper_ledger(struct trace *trace);

#endif
