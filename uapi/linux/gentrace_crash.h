/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * gentrace_crash.h - what a kernel leaves behind that has died: lines of its log.
 *
 * Whatever keeps a log beyond the end keeps them: pstore, a serial console, kdump's
 * vmcore-dmesg. A line is the tag and a batch of the trace in base64, with its checksum
 * and without padding; the last one is the tag, the word and how many there are:
 *
 *	gentrace-crash: R1RSQkgABAA...
 *	gentrace-crash: end 8
 *
 * The batches are of the last generation and, if there is room, of the one before. They
 * have no end, so nothing proves them. What is of a stream goes back to the same instant in all of
 * them; a stream that does not begin there with its generation begins with sequence 1: a
 * hole, to a reader.
 */
#ifndef _UAPI_LINUX_GENTRACE_CRASH_H
#define _UAPI_LINUX_GENTRACE_CRASH_H

#define GENTRACE_CRASH_TAG	"gentrace-crash: "
#define GENTRACE_CRASH_END	"end "

/* Of a batch; a line of the kernel's log has less than 1000 characters. */
#define GENTRACE_CRASH_BYTES	672

/* What the kernel log gets by default, and what a line of it takes. */
#define GENTRACE_CRASH_LINE	(GENTRACE_CRASH_BYTES / 3 * 4 + 24)

#endif /* _UAPI_LINUX_GENTRACE_CRASH_H */
