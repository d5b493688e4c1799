// SPDX-License-Identifier: GPL-2.0
/* fault.c - pages that are touched for the first time. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "trace.h"

#define PAGES		16

/* Touched in the middle: the address is the access, and not the page. */
#define OFFSET		123

FIXTURE(fault) {
	int fd;
	char *pages;
	size_t size;
	struct trace trace;
};

FIXTURE_SETUP(fault)
{
	struct gentrace_config config = session_quiet_config();

	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	config.classes |= GENTRACE_CLASS_BIT(GENTRACE_CLASS_FAULT);
	/* The test skips: in a setup that ends no test on older kernels' harness. */
	if (!(session_classes(self->fd) & GENTRACE_CLASS_BIT(GENTRACE_CLASS_FAULT)))
		return;
	self->size = sysconf(_SC_PAGESIZE);
	self->pages = mmap(NULL, 2 * PAGES * self->size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->pages);
	madvise(self->pages, 2 * PAGES * self->size, MADV_NOHUGEPAGE);
	ASSERT_EQ(0, session_start(self->fd, &config));
}

FIXTURE_TEARDOWN(fault)
{
	trace_free(&self->trace);
	close(self->fd);
}

static long faults_so_far(void)
{
	struct rusage usage;

	return getrusage(RUSAGE_SELF, &usage) ? -1 : usage.ru_minflt;
}

/* Faults of ours at an access of these pages. */
static size_t faults_seen(struct __test_metadata *const _metadata, const struct trace *trace,
			  __u8 id, const char *pages, size_t size, __u64 error)
{
	size_t seen = 0;

	for (size_t i = 0; i < trace->entries; i++) {
		const struct gentrace_entry *entry = &trace->entry[i];
		__u64 address = entry->value[GENTRACE_ARG(page_fault_user, address)];
		__u64 begin = (unsigned long)pages;

		if (entry->class != GENTRACE_CLASS_FAULT || (pid_t)entry->pid != getpid() ||
		    address < begin || address >= begin + PAGES * size)
			continue;
		EXPECT_EQ(id, entry->id);
		EXPECT_EQ(begin + seen * size + OFFSET, address);
		EXPECT_EQ(error, entry->value[GENTRACE_ARG(page_fault_user, error)]);
		/* The instruction is ours, or the kernel's. */
		EXPECT_EQ(id == GENTRACE_EVENT_page_fault_kernel,
			  (long long)entry->value[GENTRACE_ARG(page_fault_user, ip)] < 0);
		seen++;
	}
	return seen;
}

TEST_F(fault, first_touch)
{
	char *ours = self->pages, *kernels = self->pages + PAGES * self->size;
	int zero = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	long before, after;

	if (!self->pages)
		SKIP(return, "this kernel does not trace page faults");
	before = faults_so_far();
	for (size_t i = 0; i < PAGES; i++)
		*(volatile char *)(ours + i * self->size + OFFSET) = 1;
	for (size_t i = 0; i < PAGES; i++) {
		ASSERT_EQ(1, read(zero, kernels + i * self->size + OFFSET, 1));
	}
	after = faults_so_far();
	close(zero);
	ASSERT_EQ(0, trace_take(&self->trace, self->fd, GENTRACE_CLASSES_ALL));
	ASSERT_COMPLETE(&self->trace);
	EXPECT_LE(2 * PAGES, after - before);
	EXPECT_EQ(PAGES, faults_seen(_metadata, &self->trace, GENTRACE_EVENT_page_fault_user, ours,
				     self->size, GENTRACE_FAULT_WRITE | GENTRACE_FAULT_USER));
	EXPECT_EQ(PAGES, faults_seen(_metadata, &self->trace, GENTRACE_EVENT_page_fault_kernel,
				     kernels, self->size, GENTRACE_FAULT_WRITE));
}

TEST_HARNESS_MAIN
