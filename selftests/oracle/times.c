// SPDX-License-Identifier: GPL-2.0
/* times.c - how long tasks and CPUs ran, by the facts and by the library's model. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "times.h"

/* Pids are below this on 64 bits, whatever pid_max says. */
#define PIDS	(4u << 20)

/**
 * struct run - how long one pid ran, or a CPU was busy, or idle
 * @least: by the watchers' stamps, from after it came to before it went
 * @most: from before it came to after it went
 * @exact: by the trace's stamps
 * @model: by the model, which has made up its own mind
 * @runs: how often
 */
struct run {
	__u64 least;
	__u64 most;
	__u64 exact;
	__u64 model;
	__u64 runs;
};

/* An instant as the watchers bound it and as the trace has it. */
struct instant {
	__u64 before;
	__u64 after;
	__u64 exact;
};

static struct instant instant_of(const struct fact *fact)
{
	return (struct instant) { fact->since, fact->until, fact->ns };
}

static void run_add(struct run *run, struct instant in, struct instant out)
{
	run->least += out.before > in.after ? out.before - in.after : 0;
	run->most += out.after - in.before;
	run->exact += out.exact - in.exact;
	run->runs++;
}

static void check(struct timed *timed, const char *what, size_t number, const struct run *run,
		  __u64 slack_ns)
{
	/* Both ends of each run may be off by the slack. */
	__u64 slack = 2 * slack_ns * run->runs;

	if (run->model + slack >= run->least && run->model <= run->most + slack &&
	    run->model == run->exact)
		return;
	timed->differences++;
	fprintf(stderr, "# %s %zu: %llu ns by the model, %llu by the switches, %llu to %llu by the watchers\n",
		what, number, run->model, run->exact, run->least, run->most);
}

/* The idle task of each CPU has the number 0. */
static void check_cpu(struct timed *timed, unsigned int number, struct run on[2],
		      const struct gentrace_model *model, size_t switches, __u64 slack_ns)
{
	const struct gentrace_cpu *cpu;

	for (size_t i = 0; (cpu = gentrace_model_cpu(model, i)); i++)
		if (cpu->cpu == number)
			break;
	on[0].model = cpu ? cpu->idle_ns : 0;
	on[1].model = cpu ? cpu->busy_ns : 0;
	check(timed, "idle cpu", number, &on[0], slack_ns);
	check(timed, "busy cpu", number, &on[1], slack_ns);
	if (!cpu || cpu->switches != switches || cpu->unknown_ns) {
		fprintf(stderr, "# cpu %u: %llu switches by the model, there were %zu\n", number,
			cpu ? cpu->switches : 0, switches);
		timed->differences++;
	}
}

/* Who is on at the beginning and at the end counts from and to those of the trace. */
static void run_cpu(struct timed *timed, struct run *run, unsigned int number,
		    const struct lane *lane, const struct gentrace_model *model, __u64 slack_ns)
{
	const struct gentrace_summary *summary = gentrace_model_summary(model);
	struct instant in = { summary->first_ns, summary->first_ns, summary->first_ns };
	struct instant end = { summary->last_ns, summary->last_ns, summary->last_ns };
	__u64 pid = lane->facts ? lane->fact[0].before->pid : 0;
	struct run on[2] = {};

	for (size_t i = 0; i <= lane->facts; i++) {
		const struct fact *fact = i < lane->facts ? &lane->fact[i] : NULL;
		struct instant out = fact ? instant_of(fact) : end;

		if (fact && fact->before->pid != pid) {
			fprintf(stderr, "# cpu %u: task %u leaves, %llu had come\n", number,
				fact->before->pid, pid);
			timed->differences++;
			return;
		}
		run_add(&run[pid], in, out);
		run_add(&on[pid != 0], in, out);
		in = out;
		if (fact)
			pid = fact->before->arg[GENTRACE_ARG(sched_switch, next_pid)];
	}
	if (lane->facts)
		check_cpu(timed, number, on, model, lane->facts, slack_ns);
}

static int model_make(struct gentrace_model *model, const struct trace *trace)
{
	for (size_t i = 0; i < trace->generations; i++)
		if (gentrace_model_add(model, trace->generation[i]))
			return -ENOMEM;
	return gentrace_model_finish(model);
}

static void check_all(struct timed *timed, struct run *run, const struct facts *facts,
		      const struct gentrace_model *model, __u64 slack_ns)
{
	const struct gentrace_task *task;

	for (unsigned int cpu = 0; cpu < facts->cpus; cpu++)
		run_cpu(timed, run, cpu, facts_lane(facts, GENTRACE_EVENT_sched_switch, cpu, 0),
			model, slack_ns);
	for (size_t i = 0; (task = gentrace_model_task(model, i)); i++)
		run[task->pid].model += task->run_ns;
	for (size_t pid = 1; pid < PIDS; pid++) {
		if (!run[pid].runs && !run[pid].model)
			continue;
		check(timed, "task", pid, &run[pid], slack_ns);
		timed->tasks++;
		timed->runs += run[pid].runs;
		timed->run_ns += run[pid].model;
		timed->width_ns += run[pid].most - run[pid].least;
	}
}

int compare_times(struct timed *timed, const struct facts *facts, const struct trace *trace,
		  __u64 slack_ns)
{
	struct gentrace_model *model = gentrace_model_create();
	struct run *run = calloc(PIDS, sizeof(*run));
	int error = model && run ? model_make(model, trace) : -ENOMEM;

	*timed = (struct timed) {};
	if (!error)
		check_all(timed, run, facts, model, slack_ns);
	free(run);
	gentrace_model_destroy(model);
	return error;
}

void timed_show(const struct timed *timed)
{
	printf("# %llu tasks ran %llu times, %llu ns; the watchers' bounds are %llu ns apart\n",
	       timed->tasks, timed->runs, timed->run_ns, timed->width_ns);
	fflush(stdout);
}
