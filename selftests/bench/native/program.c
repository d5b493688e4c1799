// SPDX-License-Identifier: GPL-2.0
/* program.c - the BPF programs, loaded. */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <bpf/libbpf.h>

#include "program.h"

static int program_fd(struct bpf_object *object, const char *name)
{
	struct bpf_program *program = bpf_object__find_program_by_name(object, name);

	return program ? bpf_program__fd(program) : -1;
}

static int take(void *context, void *data, size_t size)
{
	(void)context, (void)data, (void)size;
	return 0;
}

/* A kernel without a compiler has no such file. */
static int jit(void)
{
	FILE *file = fopen("/proc/sys/net/core/bpf_jit_enable", "r");
	int on = 0;

	if (file) {
		if (fscanf(file, "%d", &on) != 1)
			on = 0;
		fclose(file);
	}
	return on;
}

int programs_load(struct programs *programs, const char *file)
{
	struct bpf_object *object;
	int err;

	*programs = (struct programs) { .ring = -1, .empty = -1, .jit = jit() };
	object = bpf_object__open_file(file, NULL);
	if (!object)
		return -errno;
	err = bpf_object__load(object);
	if (err) {
		bpf_object__close(object);
		return err;
	}
	programs->object = object;
	programs->ring = program_fd(object, "bpf_ring");
	programs->empty = program_fd(object, "bpf_empty");
	programs->reader = ring_buffer__new(bpf_object__find_map_fd_by_name(object, "ring"), take,
					    NULL, NULL);
	return programs->reader ? 0 : -errno;
}

int programs_drain(struct programs *programs)
{
	return programs->reader ? ring_buffer__consume(programs->reader) : 0;
}
