/* SPDX-License-Identifier: GPL-2.0 */
/* reading.h - how much of a trace is read, and by how many threads. */
#ifndef TRACECTL_READING_H
#define TRACECTL_READING_H

#include <linux/types.h>

/* What getopt_long returns for them, besides -j. */
enum {
	READING_FROM = 0x300,
	READING_TO,
};

#define READING_SHORT "j:"

#define READING_OPTIONS						\
	{ "threads", required_argument, NULL, 'j' },		\
	{ "from", required_argument, NULL, READING_FROM },	\
	{ "to", required_argument, NULL, READING_TO }

#define READING_HELP									\
	"      --from TIME       only what happened since TIME after the begin of the trace:\n" \
	"                        1.5, 20ms; whole generations, the others are not read\n" \
	"      --to TIME         the same, until then\n"				\
	"  -j, --threads N       read with N threads [one a CPU]\n"

/**
 * struct reading - how a trace is read
 * @threads: by how many threads
 * @from_ns: what is wanted, since the begin of the trace
 * @to_ns: the same
 */
struct reading {
	unsigned int threads;
	__u64 from_ns;
	__u64 to_ns;
};

#define READING_ALL { .threads = reading_cpus(), .to_ns = ~0ull }

/* How many CPUs there are for us. */
unsigned int reading_cpus(void);

/*
 * Takes option @option of @command with @argument. EXIT_OK, or what the command
 * exits with: the argument is wrong, or the option is nobody's, and that is said.
 */
int reading_option(struct reading *reading, const char *command, int option,
		   const char *argument);

#endif /* TRACECTL_READING_H */
