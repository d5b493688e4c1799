/* SPDX-License-Identifier: GPL-2.0 */
/* value.h - digits and numbers, as value.c and the parser read them. */
#ifndef VALUE_H
#define VALUE_H

#include "libgentrace.h"

/* What a digit of base 10 or 16 stands for; -1 if it is none. */
int value_digit(char c, int base);

/* Decimal, or hexadecimal after 0x; false if it is no number of 64 bits. */
bool value_number(const char *word, __u64 *number);

#endif
