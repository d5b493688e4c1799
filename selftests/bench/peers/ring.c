// SPDX-License-Identifier: GPL-2.0
/*
 * ring.c - the BPF programs attached, their ring buffer written to a file.
 *
 * usage: ring CLASS BYTES FILE COMMAND...	(sched or syscall; of the ring buffer)
 *
 * Records while COMMAND runs, then prints "EVENTS recorded LOST lost".
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "ring.h"

#define OBJECT	"ring.bpf.o"

static unsigned long long recorded;

static void fail(const char *what, int err)
{
	fprintf(stderr, "ring: %s: %s\n", what, strerror(err));
	exit(125);
}

/* The programs lie beside this one. */
static const char *object_path(const char *self)
{
	static char path[4096];
	const char *slash = strrchr(self, '/');

	snprintf(path, sizeof(path), "%.*s/" OBJECT, slash ? (int)(slash - self) : 1,
		 slash ? self : ".");
	return path;
}

/* Only the programs of the class are loaded. */
static struct bpf_object *programs_load(const char *path, const char *class, size_t bytes)
{
	struct bpf_object *object = bpf_object__open_file(path, NULL);
	struct bpf_program *program;

	if (!object)
		fail(path, errno);
	bpf_object__for_each_program(program, object)
		bpf_program__set_autoload(program, !strncmp(bpf_program__name(program), class,
							    strlen(class)));
	if (bpf_map__set_max_entries(bpf_object__find_map_by_name(object, "ring"), bytes))
		fail("the size of the ring buffer", errno);
	if (bpf_object__load(object))
		fail("loading the programs", errno);
	return object;
}

static void programs_attach(struct bpf_object *object)
{
	struct bpf_program *program;

	bpf_object__for_each_program(program, object)
		if (bpf_program__autoload(program) && !bpf_program__attach(program))
			fail(bpf_program__name(program), errno);
}

static unsigned long long programs_lost(struct bpf_object *object)
{
	struct bpf_map *map;
	unsigned long long lost = 0;
	unsigned int key = 0;

	bpf_object__for_each_map(map, object)
		if (strstr(bpf_map__name(map), ".bss"))
			bpf_map_lookup_elem(bpf_map__fd(map), &key, &lost);
	return lost;
}

static int record_write(void *file, void *data, size_t size)
{
	recorded++;
	return fwrite_unlocked(data, size, 1, file) == 1 ? 0 : -EIO;
}

/* The command begins when the programs are attached. */
static pid_t command_run(char **command)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	execvp(command[0], command);
	_exit(127);
}

/* Until the command has ended and the buffer is empty. Return: its status. */
static int records_copy(struct ring_buffer *ring, pid_t pid)
{
	int status = 0, err;

	while (!waitpid(pid, &status, WNOHANG)) {
		err = ring_buffer__poll(ring, 100);
		if (err == 0)
			err = ring_buffer__consume(ring);
		if (err < 0 && err != -EINTR)
			fail("the ring buffer", -err);
	}
	return WEXITSTATUS(status);
}

static void ended(int signal)
{
	(void)signal;
}

int main(int argc, char **argv)
{
	struct bpf_object *object;
	struct ring_buffer *ring;
	int status;
	FILE *file;

	if (argc < 5)
		fail("usage: ring CLASS BYTES FILE COMMAND...", EINVAL);
	object = programs_load(object_path(argv[0]), argv[1], strtoul(argv[2], NULL, 0));
	file = fopen(argv[3], "w");
	if (!file)
		fail(argv[3], errno);
	setvbuf(file, NULL, _IOFBF, 1 << 20);
	ring = ring_buffer__new(bpf_map__fd(bpf_object__find_map_by_name(object, "ring")),
				record_write, file, NULL);
	if (!ring)
		fail("the ring buffer", errno);
	/* The command's end interrupts the poll. */
	signal(SIGCHLD, ended);
	programs_attach(object);
	status = records_copy(ring, command_run(argv + 4));
	ring_buffer__consume(ring);
	if (fclose(file))
		fail(argv[3], errno);
	printf("%llu recorded %llu lost\n", recorded, programs_lost(object));
	return status;
}
