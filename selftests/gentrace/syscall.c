// SPDX-License-Identifier: GPL-2.0
/* syscall.c - system calls with known numbers and return values. */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "expect.h"
#include "task.h"

/* A number no kernel has. */
#define NR_NONE		4000

/* getpid() of the 32-bit entry. */
#define NR_COMPAT_GETPID	20

FIXTURE(syscall) {
	int fd;
	struct trace trace;
};

FIXTURE_SETUP(syscall)
{
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	task_pin(0, 0);
}

FIXTURE_TEARDOWN(syscall)
{
	trace_free(&self->trace);
	close(self->fd);
}

/* START returns after the probes are attached, STOP enters before they go. */
#define ENTER(nr)	STEP(sys_enter, 0, me, .value = { (nr) })
#define LEAVE(nr, ret)	STEP(sys_exit, 0, me, .value = { (nr), (__u64)(ret) })

TEST_F(syscall, numbers_and_returns)
{
	struct gentrace_config config = session_quiet_config();
	pid_t me = getpid();
	const struct step step[] = {
		LEAVE(SYS_ioctl, 0),
		ENTER(SYS_getpid), LEAVE(SYS_getpid, me),
		ENTER(SYS_close), LEAVE(SYS_close, -EBADF),
		ENTER(SYS_dup3), LEAVE(SYS_dup3, -EINVAL),
		ENTER(SYS_umask), LEAVE(SYS_umask, 0123),
		ENTER(NR_NONE), LEAVE(NR_NONE, -ENOSYS),
		ENTER(SYS_ioctl),
	};

	umask(0123);
	ASSERT_EQ(0, session_start(self->fd, &config));
	syscall(SYS_getpid);
	syscall(SYS_close, -1);
	syscall(SYS_dup3, 0, 0, 0);
	syscall(SYS_umask, 0);
	syscall(NR_NONE);
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, GENTRACE_CLASSES_ALL));
	ASSERT_COMPLETE(&self->trace);
	EXPECT_TRUE(expect_exactly(&self->trace, me, step, ARRAY_SIZE(step)));
}

#ifdef __x86_64__
TEST_F(syscall, entry_of_32_bits)
{
	struct gentrace_config config = session_quiet_config();
	pid_t me = getpid();
	const __u64 nr = NR_COMPAT_GETPID | GENTRACE_SYSCALL_COMPAT;
	const struct step step[] = {
		LEAVE(SYS_ioctl, 0), ENTER(nr), LEAVE(nr, me), ENTER(SYS_ioctl),
	};
	int result = NR_COMPAT_GETPID;

	ASSERT_EQ(0, session_start(self->fd, &config));
	asm volatile("int $0x80" : "+a" (result) : : "memory", "r8", "r9", "r10", "r11");
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, GENTRACE_CLASSES_ALL));
	ASSERT_COMPLETE(&self->trace);
	ASSERT_EQ(me, result);
	EXPECT_TRUE(expect_exactly(&self->trace, me, step, ARRAY_SIZE(step)));
}
#endif

TEST_HARNESS_MAIN
