/* SPDX-License-Identifier: GPL-2.0 */
/*
 * session.h - /dev/gentrace as the tests use it.
 *
 * Commands return 0 or -errno, whatever the system call did, so that a test
 * compares one number. What the kernel writes is poisoned first: a field it
 * left alone cannot look right by accident.
 */
#ifndef SELFTEST_SESSION_H
#define SELFTEST_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <linux/gentrace.h>

/* No field of the ABI holds this by itself. */
#define SESSION_POISON		0xa5

/*
 * The harness ends a test after half a minute. An emulated machine with busy
 * neighbours can need that to attach the probes: the end is for tests that hang.
 */
#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT	300

/* How long a condition may take to come true; nothing passes or fails faster. */
#define SESSION_DEADLINE_S	120

/**
 * struct buffer - a trace, or a part of one, in memory
 * @data: the bytes
 * @size: how many there are
 * @room: how many fit
 */
struct buffer {
	unsigned char *data;
	size_t size;
	size_t room;
};

/* The file descriptor, or -errno. @flags is added to O_RDONLY. */
int session_open(int flags);

/* An ioctl whose argument is a struct, a number or nothing. */
int session_ioctl(int fd, unsigned long request, void *arg);

/* All defaults: START(config) with it traces scheduler, interrupts and power. */
struct gentrace_config session_config(void);

/* What tasks and CPUs do. Every kernel has these classes; attaching is quick. */
#define SESSION_CLASSES							\
	(GENTRACE_CLASSES_DEFAULT | GENTRACE_CLASS_BIT(GENTRACE_CLASS_SYSCALL))

/* All classes that can be recorded here. */
__u64 session_classes(int fd);

/*
 * One generation until somebody asks for more, SESSION_CLASSES, and a pool that
 * holds everything a short test does: nothing is lost and nothing ends early.
 */
struct gentrace_config session_quiet_config(void);

int session_info(int fd, struct gentrace_info *info);
int session_stats(int fd, struct gentrace_stats *stats);
int session_filters(int fd, struct gentrace_filters *filters);
int session_window(int fd, struct gentrace_flight_window *window);
int session_arm(int fd, const struct gentrace_config *config);
int session_start(int fd, const struct gentrace_config *config);
int session_start_armed(int fd);
int session_stop(int fd);
int session_flip(int fd);
int session_snapshot(int fd, struct gentrace_flight_snapshot *snapshot);

/* Sum of a session's losses in the generations it has closed. */
unsigned long long session_lost(const struct gentrace_stats *stats);

/*
 * Ask for the statistics until they please @done or SESSION_DEADLINE_S is over.
 * Return: whether they did; @stats are the last ones.
 */
bool session_await(int fd, struct gentrace_stats *stats,
		   bool (*done)(const struct gentrace_stats *stats, unsigned long long arg),
		   unsigned long long arg);

/* Bytes that the module has taken for pools and tables: what vmalloc() says. */
unsigned long long module_bytes(void);

/* The module lets go when the last file of a dead process is closed for good. */
bool module_bytes_become(unsigned long long wanted);

/* One read(2) behind what is there: the number of bytes, 0 at the end, -errno. */
long buffer_read(struct buffer *buffer, int fd);

/* The same, of at most so many bytes. */
long buffer_read_some(struct buffer *buffer, int fd, size_t bytes);

/* Read to the end of the trace, or of what a O_NONBLOCK file has: 0 or -errno. */
int buffer_drain(struct buffer *buffer, int fd);

void buffer_free(struct buffer *buffer);

/* How often to repeat something: GENTRACE_PERCENT of what is usual, at least once. */
unsigned int session_cycles(unsigned int usual);

/*
 * A condition that no event announces: true when @seconds have passed since
 * *@deadline was set; sets it on the first call, when it is 0.
 */
bool deadline_over(long long *deadline, int seconds);

#endif
