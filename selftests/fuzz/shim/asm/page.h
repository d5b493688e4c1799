/* SPDX-License-Identifier: GPL-2.0 */
/* page.h - the one size there is on x86-64. */
#define PAGE_SIZE	4096ul
