// SPDX-License-Identifier: GPL-2.0
/* watcher.c - the BPF programs, loaded, attached, and what they wrote down. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

#include "watcher.h"

#define OBJECT	"watch.bpf.o"

/* The programs lie beside the test. */
static const char *object_path(void)
{
	static char path[4096];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - sizeof("/" OBJECT));
	char *slash;

	path[n < 0 ? 0 : n] = 0;
	slash = strrchr(path, '/');
	strcpy(slash ? slash : path, "/" OBJECT);
	return path;
}

/* Asked of the kernel's types: they came together, and its version says little. */
bool watcher_can_be_preempted(void)
{
	struct btf *btf = btf__load_vmlinux_btf();
	bool faultable = btf && btf__find_by_name_kind(btf, "tracepoint_ext", BTF_KIND_STRUCT) > 0;

	btf__free(btf);
	return faultable;
}

static struct bpf_map *map_find(const struct watcher *watcher, const char *suffix)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, watcher->object) {
		const char *name = bpf_map__name(map);

		if (strlen(name) >= strlen(suffix) &&
		    !strcmp(name + strlen(name) - strlen(suffix), suffix))
			return map;
	}
	return NULL;
}

static int watcher_load(struct watcher *watcher)
{
	struct bpf_map *records = map_find(watcher, "records");
	struct bpf_map *constants = map_find(watcher, ".rodata");
	__u64 room = watcher->room;

	if (!records || !constants)
		return -ENOENT;
	if (bpf_map__set_max_entries(records, watcher->cpus * watcher->room) ||
	    bpf_map__set_initial_value(constants, &room, sizeof(room)))
		return -EINVAL;
	return bpf_object__load(watcher->object);
}

static size_t records_bytes(const struct watcher *watcher)
{
	return watcher->cpus * watcher->room * sizeof(struct watch_record);
}

#define COUNTS_BYTES	(WATCH_CPUS * sizeof(struct watch_count))

static const void *map_bytes(const struct watcher *watcher, const char *suffix, size_t bytes)
{
	int fd = bpf_map__fd(map_find(watcher, suffix));
	void *mapped = mmap(NULL, bytes, PROT_READ, MAP_SHARED, fd, 0);

	return mapped == MAP_FAILED ? NULL : mapped;
}

static int watcher_map(struct watcher *watcher)
{
	watcher->count = map_bytes(watcher, ".bss", COUNTS_BYTES);
	watcher->record = map_bytes(watcher, "records", records_bytes(watcher));
	return watcher->count && watcher->record ? 0 : -errno;
}

static int watcher_attach(struct watcher *watcher)
{
	struct bpf_program *program;

	bpf_object__for_each_program(program, watcher->object) {
		struct bpf_link *link = bpf_program__attach(program);

		if (!link)
			return -errno;
		watcher->link[watcher->links++] = link;
	}
	return 0;
}

int watcher_open(struct watcher *watcher, size_t room)
{
	int cpus = libbpf_num_possible_cpus();
	int error;

	*watcher = (struct watcher) { .room = room, .cpus = cpus };
	if (cpus < 1 || cpus > WATCH_CPUS)
		return -E2BIG;
	watcher->object = bpf_object__open_file(object_path(), NULL);
	if (!watcher->object)
		return -errno;
	error = watcher_load(watcher);
	if (!error)
		error = watcher_map(watcher);
	if (!error)
		error = watcher_attach(watcher);
	if (error)
		watcher_close(watcher);
	return error;
}

void watcher_stop(struct watcher *watcher)
{
	while (watcher->links)
		bpf_link__destroy(watcher->link[--watcher->links]);
}

void watcher_close(struct watcher *watcher)
{
	watcher_stop(watcher);
	if (watcher->count)
		munmap((void *)watcher->count, COUNTS_BYTES);
	if (watcher->record)
		munmap((void *)watcher->record, records_bytes(watcher));
	if (watcher->object)
		bpf_object__close(watcher->object);
	*watcher = (struct watcher) {};
}

unsigned long long watcher_events(const struct watcher *watcher)
{
	unsigned long long events = 0;

	for (unsigned int cpu = 0; cpu < watcher->cpus; cpu++)
		events += watcher->count[cpu].events;
	return events;
}

static bool program_missed_nothing(const struct bpf_program *program)
{
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);

	if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size)) {
		fprintf(stderr, "# %s: nobody can tell what it missed\n",
			bpf_program__name(program));
		return false;
	}
	if (info.recursion_misses)
		fprintf(stderr, "# %s: skipped %llu times by the kernel\n",
			bpf_program__name(program), info.recursion_misses);
	return !info.recursion_misses;
}

bool watcher_is_complete(const struct watcher *watcher)
{
	struct bpf_program *program;
	bool complete = true;

	bpf_object__for_each_program(program, watcher->object)
		complete &= program_missed_nothing(program);
	for (unsigned int cpu = 0; cpu < watcher->cpus; cpu++) {
		if (watcher->count[cpu].events <= watcher->room)
			continue;
		fprintf(stderr, "# cpu %u: %llu events, room for %zu\n", cpu,
			watcher->count[cpu].events, watcher->room);
		complete = false;
	}
	return complete;
}
