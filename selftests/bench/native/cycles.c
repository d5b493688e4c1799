// SPDX-License-Identifier: GPL-2.0
/*
 * cycles.c - what an event costs in cycles of the processor, beside its peers.
 *
 * usage: cycles PROGRAM.bpf.o RESULT.json [ROUNDS]
 *	  cycles record CONTESTANT UNTIL	(two CPUs do, until that file exists)
 *
 * A round measures every row once, in turn, forwards and backwards from round to
 * round. gentrace records into a session whose pool holds what a row writes and has been
 * used once; the session is read between rows. At the end it must have recorded every event that
 * was asked for and lost none, or the figures are worth nothing.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <string.h>
#include <unistd.h>

#include "program.h"
#include "row.h"
#include "session.h"
#include "table.h"

#define ROUNDS		21
#define SAMPLES		25
#define EVENTS		1000
#define WARM		100

#define ROW(name_, contestant_, state_, writers_) { \
	.name = name_, .contestant = BENCH_##contestant_, .state = ROW_##state_, .writers = writers_ }
#define ONE(contestant_)	ROW(#contestant_, contestant_, TRACING, 1)
#define MANY(contestant_)	ROW(#contestant_, contestant_, TRACING, 2), \
				ROW(#contestant_, contestant_, TRACING, 4), \
				ROW(#contestant_, contestant_, TRACING, 8)

static struct row rows[] = {
	ROW("empty", empty, ARMED, 1),
	ROW("off", sched_switch, ARMED, 1),
	ROW("rdtsc", rdtsc, ARMED, 1),
	ONE(sched_switch), ONE(sched_waking), ONE(sched_migrate_task), ONE(sched_process_exit),
	ONE(irq_handler_entry), ONE(irq_handler_exit), ONE(softirq_entry),
	ONE(sys_enter), ONE(sys_exit), ONE(cpu_idle),
	ONE(ring), ONE(ftrace_switch), ONE(ftrace_waking),
	ONE(bpf_ring), ONE(bpf_empty), ONE(irqs),
	ONE(lttng_switch), ONE(lttng_waking),
	MANY(sched_switch), MANY(ring),
	ONE(shared), MANY(shared),
	ONE(piece_preempt), ONE(piece_cpu), ONE(piece_clock), ONE(piece_section),
	ONE(piece_section_timeless), ONE(piece_bytes), ONE(piece_event), ONE(piece_event_timeless),
	ONE(x86_preempt), ONE(x86_section), ONE(x86_section_timeless), ONE(x86_event),
	ONE(x86_event_timeless), ONE(x86_event_unused),
};

#define ROWS	(sizeof(rows) / sizeof(rows[0]))

static struct row *const rdtsc = &rows[2], *const ring = &rows[13];

/* Is it gentrace that writes in this row? */
static bool row_is_gentrace(const struct row *row)
{
	return row->state == ROW_TRACING && row->contestant >= BENCH_sched_switch &&
	       row->contestant <= BENCH_cpu_idle;
}

/* What this machine does not have is no failure; its row says so. */
static bool row_is_excused(const struct row *row)
{
	return !row->error || row->error == -ENOENT || row->error == -ERANGE ||
	       row->error == -EBADF || row->error == -EAGAIN;
}

static struct programs programs;
static int bench, tracer;

/* Events that gentrace has been made to record in this session. */
static unsigned long long asked;

/* Of the row that was run last. */
static __u64 samples[SAMPLES * BENCH_WRITERS_MAX];

static void row_run(struct row *row)
{
	struct bench_order order = {
		.contestant = row->contestant, .writers = row->writers, .samples = SAMPLES,
		.events = EVENTS, .warm = WARM, .cycles = (__u64)(unsigned long)samples,
		.bpf_fd = row->contestant == BENCH_bpf_empty ? programs.empty : programs.ring,
	};

	if (getenv("BENCH_VERBOSE"))
		fprintf(stderr, "%s, %u\n", row->name, row->writers);
	row->error = ioctl(bench, BENCH_IOC_RUN, &order) ? -errno : 0;
	programs_drain(&programs);
	if (!row->error && row_is_gentrace(row))
		asked += (unsigned long long)row->writers * SAMPLES * (EVENTS + WARM);
}

static void measure(struct row *row)
{
	row_run(row);
	if (!row->error)
		row_add(row, samples, SAMPLES * row->writers, EVENTS);
}

static void check(int error, const char *what)
{
	if (error)
		errx(1, "%s: %s", what, strerrorname_np(-error));
}

static void throw_away(void)
{
	static char bytes[8 << 20];

	while (read(tracer, bytes, sizeof(bytes)) > 0)
		;
}

/* Half a pool is more than any row writes. */
static void make_room(void)
{
	struct gentrace_stats stats;

	check(session_stats(tracer, &stats), "statistics");
	if (stats.batches_free > stats.batches / 2)
		return;
	check(session_flip(tracer), "flip");
	throw_away();
}

/*
 * A page of the pool that is written to for the first time is a fault of the host's: a
 * kernel that is no program has none there, and a pool goes round. So all of it is
 * written to once.
 */
static void warm_up(__u64 pool_bytes)
{
	/* One writer: there may be no more CPUs, and all take their batches from the same pool. */
	struct row row = {
		.contestant = BENCH_sched_switch, .state = ROW_TRACING, .writers = 1,
	};
	unsigned long long before = asked;

	/* A switch has three bytes at the least. */
	while ((asked - before) * 3 < pool_bytes) {
		row_run(&row);
		check(row.error, "warming up");
		make_room();
	}
}

static void settle(void)
{
	struct gentrace_stats stats;

	check(session_stop(tracer), "stop");
	throw_away();
	check(session_stats(tracer, &stats), "statistics");
	if (session_lost(&stats) || stats.emitted != stats.recorded)
		errx(1, "%llu events were lost", session_lost(&stats));
	if (stats.recorded < asked)
		errx(1, "%llu events recorded of %llu", (unsigned long long)stats.recorded, asked);
}

static void round_of(unsigned int number, enum row_state state)
{
	for (size_t i = 0; i < ROWS; i++) {
		struct row *row = &rows[number % 2 ? ROWS - 1 - i : i];

		if (row->state != state)
			continue;
		measure(row);
		if (state == ROW_TRACING)
			make_room();
	}
}

static void measure_rounds(unsigned int count)
{
	struct gentrace_config config = session_quiet_config();
	unsigned long long sum = 0;

	config.pool_bytes = GENTRACE_POOL_BYTES_DEFAULT;
	config.budget_bytes = config.pool_bytes;
	for (unsigned int i = 0; i < count; i++) {
		asked = 0;
		check(session_arm(tracer, &config), "arm");
		round_of(i, ROW_ARMED);
		check(session_start_armed(tracer), "start");
		warm_up(config.pool_bytes);
		round_of(i, ROW_TRACING);
		settle();
		sum += asked;
	}
	printf("%u rounds of %d samples of %d events a writer; %llu events recorded by gentrace, none lost\n\n",
	       count, SAMPLES, EVENTS, sum);
}

static void write_file(const char *name, const char *text)
{
	int fd = open(name, O_WRONLY);

	if (fd < 0 || write(fd, text, 1) != 1)
		warn("%s", name);
	close(fd);
}

/* With the clock that is cheapest, and a buffer that goes round. */
static void ftrace_begin(void)
{
	write_file("/sys/kernel/tracing/events/sched/sched_switch/enable", "1");
	write_file("/sys/kernel/tracing/events/sched/sched_waking/enable", "1");
}

/* For somebody who looks on: two CPUs record, until a file exists. */
static int record(const char *name, const char *until)
{
	struct gentrace_config config = session_quiet_config();
	struct row *row = rows;

	while (row < rows + ROWS && (row->state == ROW_ARMED || strcmp(row->name, name)))
		row++;
	if (row == rows + ROWS)
		errx(2, "no contestant %s", name);
	row->writers = 2;
	check(session_start(tracer, &config), "start");
	while (access(until, F_OK)) {
		measure(row);
		/* Who is looked at stands still, and is alone at work then. */
		if (row->error != -EAGAIN)
			check(row->error, name);
		make_room();
	}
	settle();
	return 0;
}

static void open_devices(void)
{
	bench = open(BENCH_DEVICE, O_RDONLY | O_CLOEXEC);
	tracer = session_open(O_NONBLOCK);
	if (bench < 0 || tracer < 0)
		errx(1, "load gentrace.ko and gentrace_bench.ko");
}

int main(int argc, char **argv)
{
	struct table table = { .row = rows, .rows = ROWS, .rdtsc = rdtsc, .ring = ring };

	if (argc < 3)
		errx(2, "usage: cycles PROGRAM.bpf.o RESULT.json [ROUNDS]");
	open_devices();
	if (argc == 4 && !strcmp(argv[1], "record"))
		return record(argv[2], argv[3]);
	if (programs_load(&programs, argv[1]))
		warnx("no BPF programs");
	table.jit = programs.jit;
	ftrace_begin();
	measure_rounds(argc > 3 ? atoi(argv[3]) : ROUNDS);
	table_print(&table);
	check(table_save(&table, argv[2]), argv[2]);
	for (size_t i = 0; i < ROWS; i++)
		if (!row_is_excused(&rows[i]))
			errx(1, "%s: %s", rows[i].name, strerrorname_np(-rows[i].error));
	return 0;
}
