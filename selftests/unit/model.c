// SPDX-License-Identifier: GPL-2.0
/* model.c - the model's answers to traces whose answers are known, in ns. */
#include "unit.h"

static struct gentrace_model *model_load(const char *name)
{
	struct gentrace_model *model;
	struct gentrace_buffer trace;

	trace_load(&trace, name);
	model = trace_model(&trace, NULL, NULL);
	gentrace_buffer_clear(&trace);
	return model;
}

static const struct gentrace_task *find_task(const struct gentrace_model *model, __u32 pid,
					     __u32 incarnation)
{
	const struct gentrace_task *task;
	size_t i;

	for (i = 0; (task = gentrace_model_task(model, i)); i++) {
		if (task->pid == pid && task->incarnation == incarnation)
			return task;
	}
	fail_msg("there is no task %u.%u", pid, incarnation);
	return NULL;
}

/* The accounts of a task, and that they are its span. */
static void check_task(const struct gentrace_task *task, __u64 run, __u64 wait, __u64 block,
		       __u64 unknown)
{
	if (task->run_ns != run || task->wait_ns != wait || task->block_ns != block ||
	    task->unknown_ns != unknown)
		fail_msg("task %u: run %llu wait %llu block %llu unknown %llu", task->pid,
			 task->run_ns, task->wait_ns, task->block_ns, task->unknown_ns);
	assert_int_equal(run + wait + block + unknown, task->last_ns - task->first_ns);
}

static void check_cpu(const struct gentrace_cpu *cpu, __u64 busy, __u64 idle, __u64 unknown)
{
	if (cpu->busy_ns != busy || cpu->idle_ns != idle || cpu->unknown_ns != unknown)
		fail_msg("cpu %u: busy %llu idle %llu unknown %llu", cpu->cpu,
			 cpu->busy_ns, cpu->idle_ns, cpu->unknown_ns);
	assert_int_equal(busy + idle + unknown, cpu->last_ns - cpu->first_ns);
}

/*
 * Who is on a CPU uses it, and nobody else: all tasks together have run for as
 * long as the CPUs were busy, even if most of it is lost.
 */
static void check_run_is_busy(const struct gentrace_model *model)
{
	const struct gentrace_task *task;
	const struct gentrace_cpu *cpu;
	__u64 run = 0, busy = 0;
	size_t i;

	for (i = 0; (task = gentrace_model_task(model, i)); i++)
		run += task->run_ns;
	for (i = 0; (cpu = gentrace_model_cpu(model, i)); i++)
		busy += cpu->busy_ns;
	assert_true(run == busy);
}

static void test_tasks_of_a_whole_trace(void **state)
{
	struct gentrace_model *model = model_load("sound");
	const struct gentrace_task *task;

	(void)state;
	/* It slept through everything: its status says so. */
	task = find_task(model, 50, 1);
	check_task(task, 0, 0, 2000, 0);
	assert_string_equal(task->comm, "tracer");

	/* Ran 500..750, blocked in read() until 1550, waited 50, ran to the end. */
	task = find_task(model, 100, 1);
	check_task(task, 250 + 900, 50, 800, 0);
	assert_int_equal(task->voluntary, 1);
	assert_int_equal(task->involuntary, 0);
	assert_int_equal(task->migrations, 1);
	assert_int_equal(task->wakeups, 1);
	assert_int_equal(task->latency.count, 1);
	assert_int_equal(task->latency.max, 50);
	assert_int_equal(task->latency_worst_ns, 1550);
	assert_int_equal(task->latency_worst_cpu, 1);
	assert_int_equal(task->syscalls, 2);
	assert_int_equal(task->syscall_ns, 950 + 30);
	assert_int_equal(task->syscall_max_ns, 950);
	assert_int_equal(task->syscall_max_nr, 0);
	assert_int_equal(task->syscall_max_at, 700);
	assert_int_equal(task->tgid, 100);
	assert_false(task->lossy);

	/* Woken at 605, on the CPU from 650 to 1600, across the generations. */
	task = find_task(model, 200, 1);
	check_task(task, 950, 45, 105 + 900, 0);
	assert_true(task->kthread);
	assert_int_equal(task->doing, GENTRACE_DOING_BLOCK);

	/* Born at 650, ready 5 later, ran from 750 until it died at 1650. */
	task = find_task(model, 300, 1);
	check_task(task, 900, 95, 5, 0);
	assert_true(task->forked);
	assert_string_equal(task->comm, "child");
	assert_int_equal(task->start, 900);
	assert_int_equal(task->ppid, 100);
	assert_int_equal(task->first_ns, 650);
	assert_int_equal(task->last_ns, 1650);
	assert_int_equal(task->doing, GENTRACE_DOING_EXITED);
	assert_null(gentrace_model_task(model, 4));
	assert_ptr_equal(gentrace_model_find(model, 300), task);
	assert_null(gentrace_model_find(model, 0));
	gentrace_model_destroy(model);
}

static void test_cpus_of_a_whole_trace(void **state)
{
	struct gentrace_model *model = model_load("sound");
	const struct gentrace_cpu *cpu;

	(void)state;
	cpu = gentrace_model_cpu(model, 0);
	assert_int_equal(cpu->cpu, 0);
	check_cpu(cpu, 1150, 850, 0);
	assert_int_equal(cpu->switches, 2);
	assert_int_equal(cpu->events, 11);
	cpu = gentrace_model_cpu(model, 1);
	check_cpu(cpu, 1850, 150, 0);
	assert_int_equal(cpu->hardirq_ns, 30);
	assert_int_equal(cpu->softirq_ns, 20);
	assert_null(gentrace_model_cpu(model, 2));
	gentrace_model_destroy(model);
}

static void test_activities_of_a_whole_trace(void **state)
{
	struct gentrace_model *model = model_load("sound");
	const struct gentrace_activity *activity;

	(void)state;
	activity = gentrace_model_syscall(model, 0);
	assert_int_equal(activity->id, 0);
	assert_int_equal(activity->count, 1);
	assert_int_equal(activity->total_ns, 950);
	assert_int_equal(activity->max_ns, 950);
	assert_int_equal(activity->max_at, 700);
	assert_int_equal(activity->max_pid, 100);
	activity = gentrace_model_syscall(model, 1);
	assert_int_equal(activity->id, 1);
	assert_int_equal(activity->total_ns, 30);
	assert_int_equal(activity->unfinished, 0);
	assert_null(gentrace_model_syscall(model, 2));

	activity = gentrace_model_irq(model, 0);
	assert_int_equal(activity->id, 27);
	assert_string_equal(activity->name, "eth0");
	assert_int_equal(activity->count, 1);
	assert_int_equal(activity->total_ns, 30);
	assert_int_equal(activity->max_cpu, 1);
	assert_null(gentrace_model_irq(model, 1));
	activity = gentrace_model_softirq(model, 0);
	assert_int_equal(activity->id, 1);
	assert_int_equal(activity->total_ns, 20);
	assert_null(gentrace_model_softirq(model, 1));
	assert_null(gentrace_model_nmi(model, 0));
	gentrace_model_destroy(model);
}

static void test_summary_of_a_whole_trace(void **state)
{
	struct gentrace_model *model = model_load("sound");
	const struct gentrace_summary *summary = gentrace_model_summary(model);
	const struct gentrace_world_stop *stop;
	struct gentrace_buffer trace;

	(void)state;
	trace_load(&trace, "sound");
	assert_int_equal(summary->bytes, trace.length);
	gentrace_buffer_clear(&trace);
	assert_int_equal(summary->generations, 2);
	assert_int_equal(summary->sessions, 1);
	assert_int_equal(summary->incomplete, 0);
	assert_int_equal(summary->first_ns, 500);
	assert_int_equal(summary->last_ns, 2500);
	assert_int_equal(summary->realtime_ns, 1700000000000000500);
	assert_int_equal(summary->events, 24);
	assert_int_equal(summary->class_events[GENTRACE_CLASS_SCHED], 14);
	assert_int_equal(summary->class_events[GENTRACE_CLASS_IRQ], 4);
	assert_int_equal(summary->class_events[GENTRACE_CLASS_SYSCALL], 4);
	assert_int_equal(summary->class_events[GENTRACE_CLASS_POWER], 2);
	assert_int_equal(summary->lost_total, 0);

	stop = gentrace_model_world_stop(model, 0);
	assert_int_equal(stop->op, GENTRACE_STOP_OP_START);
	assert_int_equal(stop->at, 500);
	assert_int_equal(stop->whole_ns, 30);
	assert_int_equal(stop->cpu_max_ns, 20);
	assert_int_equal(stop->cpu_max, 1);
	assert_int_equal(stop->cpus, 2);
	stop = gentrace_model_world_stop(model, 1);
	assert_int_equal(stop->op, GENTRACE_STOP_OP_STOP);
	assert_int_equal(stop->whole_ns, 20);
	assert_null(gentrace_model_world_stop(model, 2));
	gentrace_model_destroy(model);
}

/* ------------------------------------------------------------------- losses */

static void test_a_loss_makes_unknown_what_it_hides(void **state)
{
	struct gentrace_model *model = model_load("lossy");
	const struct gentrace_task *task;
	const struct gentrace_loss *loss;

	(void)state;
	/* Asleep before the gap, found running behind it. */
	task = find_task(model, 10, 1);
	check_task(task, 200, 0, 300 + 2000, 500);
	assert_true(task->lossy);
	/* It was on the CPU when the gap began. */
	task = find_task(model, 20, 1);
	check_task(task, 300, 100, 100, 2500);
	assert_true(task->lossy);
	/* Runs on the other CPU behind the gap: nobody saw it wake up. */
	task = find_task(model, 30, 1);
	check_task(task, 200 + 900, 0, 300, 1600);
	assert_true(task->lossy);

	/* CPU 0 is known to the first gap, and not behind the second. */
	check_cpu(gentrace_model_cpu(model, 0), 500, 0, 2500);
	assert_true(gentrace_model_cpu(model, 0)->lossy);
	assert_int_equal(gentrace_model_cpu(model, 0)->lost, 8);
	check_cpu(gentrace_model_cpu(model, 1), 3000, 0, 0);
	assert_false(gentrace_model_cpu(model, 1)->lossy);

	loss = gentrace_model_loss(model, 0);
	assert_int_equal(loss->count, 1);
	assert_int_equal(loss->cause, GENTRACE_CAUSE_REENTRY);
	loss = gentrace_model_loss(model, 1);
	assert_int_equal(loss->count, 7);
	assert_int_equal(loss->first, 1500);
	assert_null(gentrace_model_loss(model, 2));
	assert_int_equal(gentrace_model_summary(model)->lost_total, 8);
	assert_int_equal(gentrace_model_summary(model)->lost[GENTRACE_CAUSE_NO_BATCH], 7);
	gentrace_model_destroy(model);
}

#define OPENING(gen, clock) \
	"batch gen=" #gen " level=meta time=" #clock "\n" \
	"+0 generation format=2 clock=monotonic\n" \
	"+0 clock_snapshot clock=" #clock " monotonic=" #clock " boottime=" #clock "\n"
#define CLOSING(clock) \
	"batch level=meta time=" #clock "\n" \
	"+0 clock_snapshot clock=" #clock " monotonic=" #clock " boottime=" #clock "\n" \
	"+0 generation_end\n"

/* Losses of irq events do not touch what is known about tasks. */
static void test_a_loss_of_other_classes_touches_no_task(void **state)
{
	struct gentrace_model *model = text_model(
		OPENING(1, 1000)
		"+0 task_status pid=10 start=1 state=C\n"
		"+0 task_status pid=20 start=1 state=S\n"
		"batch cpu=0 level=task time=1000 pid=10\n"
		"+100 sched_wakeup pid=20\n"
		"+100 sched_switch prev_state=S next_pid=20\n"
		"batch cpu=0 level=hardirq time=1900 pid=20 lost=4 since=1300\n"
		"+0 irq_handler_entry irq=1\n"
		"+10 irq_handler_exit irq=1\n"
		"batch level=meta time=2000\n"
		"+0 stream_loss cpu=0 level=hardirq class=irq count=4 first=1300 last=1800\n"
		"+0 clock_snapshot clock=2000 monotonic=2000\n"
		"+0 generation_end\n");

	(void)state;
	check_task(find_task(model, 10, 1), 200, 0, 800, 0);
	check_task(find_task(model, 20, 1), 800, 100, 100, 0);
	assert_false(find_task(model, 10, 1)->lossy);
	assert_false(find_task(model, 20, 1)->lossy);
	assert_true(gentrace_model_cpu(model, 0)->lossy);
	assert_true(gentrace_model_irq(model, 0)->lossy);
	gentrace_model_destroy(model);
}

/* Running is what a status says of one instant; a loss ends what it is good for. */
static void test_a_status_does_not_run_through_a_loss(void **state)
{
	struct gentrace_model *model = text_model(
		OPENING(1, 1000)
		"+0 task_status pid=10 start=1 state=C\n"
		"batch level=meta time=2000\n"
		"+0 stream_loss cpu=0 level=task class=sched count=4 first=1200 last=1900\n"
		"+0 clock_snapshot clock=2000 monotonic=2000\n"
		"+0 generation_end\n");

	(void)state;
	check_task(find_task(model, 10, 1), 200, 0, 0, 800);
	assert_true(find_task(model, 10, 1)->lossy);
	check_run_is_busy(model);
	gentrace_model_destroy(model);
}

static void test_tasks_run_as_long_as_cpus_are_busy(void **state)
{
	static const char *const names[] = { "sound", "lossy" };
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		struct gentrace_model *model = model_load(names[i]);

		check_run_is_busy(model);
		gentrace_model_destroy(model);
	}
}

/* A status from within a gap says nothing about what was before the gap. */
static void test_a_status_from_a_gap_runs_nowhere(void **state)
{
	struct gentrace_model *model = text_model(
		OPENING(1, 1000)
		"+300 task_status pid=10 start=1 state=C\n"
		"batch cpu=0 level=task time=1500 pid=10 lost=2 since=1200\n"
		"+50 sched_waking pid=10\n"
		"batch level=meta time=2000\n"
		"+0 stream_loss cpu=0 level=task class=sched count=2 first=1200 last=1400\n"
		"+0 clock_snapshot clock=2000 monotonic=2000\n"
		"+0 generation_end\n");

	(void)state;
	check_task(find_task(model, 10, 1), 450, 0, 0, 550);
	assert_true(find_task(model, 10, 1)->lossy);
	check_run_is_busy(model);
	gentrace_model_destroy(model);
}

/* A generation that is missing hides everything, until statuses tell again. */
static void test_a_missing_generation_is_a_hole(void **state)
{
	struct gentrace_model *model = text_model(
		OPENING(1, 1000)
		"+0 task_status pid=10 start=1 state=C\n"
		"batch cpu=0 level=task time=1000 pid=10\n"
		"+500 sched_switch prev_state=R next_pid=0\n"
		CLOSING(2000)
		OPENING(3, 4000)
		"+0 task_status pid=10 start=1 state=S\n"
		CLOSING(5000));

	(void)state;
	check_task(find_task(model, 10, 1), 500, 500, 1000, 2000);
	assert_true(find_task(model, 10, 1)->lossy);
	gentrace_model_destroy(model);
}

/* ------------------------------------------------------------------- states */

static void test_events_win_and_statuses_fill_gaps(void **state)
{
	struct gentrace_model *model = text_model(
		OPENING(1, 1000)
		/* Before its status was written the task had woken up: no news. */
		"+500 task_status pid=10 start=1 state=R\n"
		/* This one had not: it has been runnable from the beginning. */
		"+0 task_status pid=20 start=1 state=R\n"
		"+0 task_status pid=30 start=1 state=D\n"
		"batch cpu=0 level=task time=1000 pid=0\n"
		"+300 sched_wakeup pid=10 target=0\n"
		"+400 sched_switch prev_state=R next_pid=20\n"
		"+100 sched_switch prev_state=R next_pid=10\n"
		CLOSING(2000));

	(void)state;
	check_task(find_task(model, 10, 1), 200, 500, 300, 0);
	check_task(find_task(model, 20, 1), 100, 700 + 200, 0, 0);
	check_task(find_task(model, 30, 1), 0, 0, 1000, 0);
	assert_int_equal(find_task(model, 30, 1)->state, GENTRACE_TASK_DISK);
	assert_int_equal(find_task(model, 20, 1)->involuntary, 1);
	assert_int_equal(find_task(model, 20, 1)->voluntary, 0);
	/* A task that never slept has no wake-up latency. */
	assert_int_equal(find_task(model, 20, 1)->latency.count, 0);
	assert_int_equal(find_task(model, 10, 1)->latency.max, 500);
	gentrace_model_destroy(model);
}

/* Tasks that nobody introduced: their events say what they had been doing. */
static void test_the_first_event_tells_what_was_before(void **state)
{
	struct gentrace_model *model = text_model(
		OPENING(1, 1000)
		"batch cpu=0 level=task time=1100 pid=10\n"
		"+0 sched_wakeup pid=20 target=0\n"
		"+100 sched_switch prev_state=S next_pid=30\n"
		"+100 sched_switch prev_state=S next_pid=20\n"
		CLOSING(2000));

	(void)state;
	check_task(find_task(model, 10, 1), 200, 0, 800, 0);
	check_task(find_task(model, 20, 1), 700, 200, 100, 0);
	check_task(find_task(model, 30, 1), 100, 200, 700, 0);
	gentrace_model_destroy(model);
}

static void test_wakeups_of_a_running_task_change_nothing(void **state)
{
	struct gentrace_model *model = text_model(
		OPENING(1, 1000)
		"batch cpu=0 level=task time=1000 pid=10\n"
		"+100 sched_waking pid=10\n"
		"+10 sched_wakeup pid=10 target=0\n"
		"+90 sched_switch prev_state=R next_pid=20\n"
		"+100 sched_waking pid=10\n"
		"+100 sched_switch prev_state=S next_pid=10\n"
		CLOSING(2000));

	(void)state;
	check_task(find_task(model, 10, 1), 200 + 600, 200, 0, 0);
	assert_int_equal(find_task(model, 10, 1)->wakeups, 0);
	gentrace_model_destroy(model);
}

static void test_a_pid_can_be_reused(void **state)
{
	struct gentrace_model *model = text_model(
		OPENING(1, 1000)
		"+0 task_status pid=10 tgid=10 start=1 state=C comm=\"old\"\n"
		"batch cpu=0 level=task time=1000 pid=10\n"
		"+100 sched_process_exit pid=10 comm=\"old\"\n"
		"+100 sched_switch prev_state=X next_pid=20\n"
		"+100 sched_process_fork parent=20 child=10 tgid=10 start=1300 comm=\"new\"\n"
		"+0 sched_wakeup_new pid=10 target=0\n"
		"+200 sched_switch prev_state=S next_pid=10\n"
		CLOSING(2000)
		OPENING(2, 2000)
		/* The same pid, but born at another time: somebody else again. */
		"+0 task_status pid=10 tgid=10 start=1999 state=S comm=\"third\"\n"
		CLOSING(3000));

	(void)state;
	check_task(find_task(model, 10, 1), 200, 0, 0, 0);
	assert_string_equal(find_task(model, 10, 1)->comm, "old");
	check_task(find_task(model, 10, 2), 500, 200, 0, 0);
	assert_string_equal(find_task(model, 10, 2)->comm, "new");
	check_task(find_task(model, 10, 3), 0, 0, 1000, 0);
	assert_true(find_task(model, 10, 3)->lossy);
	gentrace_model_destroy(model);
}

static void test_a_thread_that_execs_becomes_its_leader(void **state)
{
	struct gentrace_model *model = text_model(
		OPENING(1, 1000)
		"+0 task_status pid=10 tgid=10 start=1 state=Z comm=\"leader\"\n"
		"+0 task_status pid=11 tgid=10 start=2 state=C comm=\"thread\"\n"
		"batch cpu=0 level=task time=1000 pid=11\n"
		"+100 sched_process_exec pid=10 old_pid=11 filename=\"/bin/x\"\n"
		"+100 sched_switch prev_state=S next_pid=0\n"
		CLOSING(2000));

	(void)state;
	check_task(find_task(model, 11, 1), 100, 0, 0, 0);
	assert_int_equal(find_task(model, 11, 1)->doing, GENTRACE_DOING_EXITED);
	check_task(find_task(model, 10, 2), 100, 0, 800, 0);
	assert_false(find_task(model, 10, 2)->lossy);
	check_cpu(gentrace_model_cpu(model, 0), 200, 800, 0);
	gentrace_model_destroy(model);
}

/* Around a flip an event may come late; the accounts still add up. */
static void test_neighbours_may_overlap_a_little(void **state)
{
	struct gentrace_model *model = text_model(
		OPENING(1, 1000)
		"+0 task_status pid=10 start=1 state=C\n"
		"batch cpu=0 level=task time=1000 pid=10\n"
		"+1010 sched_switch prev_state=S next_pid=0\n"
		CLOSING(2000)
		OPENING(2, 2000)
		"+0 task_status pid=10 start=1 state=S\n"
		"batch cpu=1 level=task time=2005 pid=0\n"
		"+0 sched_wakeup pid=10 target=1\n"
		"+95 sched_switch prev_state=R next_pid=10\n"
		CLOSING(3000));

	(void)state;
	check_task(find_task(model, 10, 1), 1010 + 900, 90, 0, 0);
	gentrace_model_destroy(model);
}

static void test_a_silent_cpu_was_idle_or_had_one_task(void **state)
{
	struct gentrace_model *model = text_model(
		OPENING(1, 1000)
		"+0 cpu_status cpu=0 online=1\n"
		"+0 cpu_status cpu=1 online=1\n"
		"+0 cpu_status cpu=2 online=0\n"
		"+0 task_status pid=10 start=1 state=C cpu=1\n"
		CLOSING(2000));

	(void)state;
	check_cpu(gentrace_model_cpu(model, 0), 0, 1000, 0);
	check_cpu(gentrace_model_cpu(model, 1), 1000, 0, 0);
	assert_null(gentrace_model_cpu(model, 2));
	check_task(find_task(model, 10, 1), 1000, 0, 0, 0);
	gentrace_model_destroy(model);
}

/* --------------------------------------------------------------- activities */

static void test_a_hardirq_is_taken_out_of_the_softirq_it_interrupts(void **state)
{
	struct gentrace_model *model = text_model(
		OPENING(1, 1000)
		"batch cpu=0 level=softirq time=1100 pid=0\n"
		"+0 softirq_entry vec=NET_RX\n+100 softirq_exit vec=NET_RX\n"
		"batch cpu=0 level=hardirq time=1120 pid=0\n"
		"+0 irq_handler_entry irq=5\n+30 irq_handler_exit irq=5\n"
		"batch cpu=0 level=nmi time=1300 pid=0\n"
		"+0 nmi_handler handler=1 duration=40 handled=1\n"
		"batch level=meta\n+0 string id=1 text=\"perf\"\n"
		CLOSING(2000));
	const struct gentrace_cpu *cpu = gentrace_model_cpu(model, 0);

	(void)state;
	assert_int_equal(cpu->hardirq_ns, 30);
	assert_int_equal(cpu->softirq_ns, 70);
	assert_int_equal(cpu->nmi_ns, 40);
	assert_int_equal(gentrace_model_softirq(model, 0)->total_ns, 100);
	assert_string_equal(gentrace_model_nmi(model, 0)->name, "perf");
	assert_int_equal(gentrace_model_nmi(model, 0)->max_at, 1260);
	gentrace_model_destroy(model);
}

static void test_the_longest_is_remembered(void **state)
{
	struct gentrace_model *model = text_model(
		OPENING(1, 1000)
		"batch cpu=0 level=task time=1000 pid=10\n"
		"+0 sys_enter nr=1\n+20 sys_exit nr=1\n"
		"+0 sys_enter nr=1\n+70 sys_exit nr=1\n"
		"+0 sys_enter nr=1\n+30 sys_exit nr=1\n"
		CLOSING(2000));
	const struct gentrace_activity *activity = gentrace_model_syscall(model, 0);

	(void)state;
	assert_int_equal(activity->count, 3);
	assert_int_equal(activity->total_ns, 120);
	assert_int_equal(activity->max_ns, 70);
	assert_int_equal(activity->max_at, 1020);
	assert_int_equal(find_task(model, 10, 1)->syscall_max_ns, 70);
	gentrace_model_destroy(model);
}

static void test_what_does_not_end_is_unfinished(void **state)
{
	struct gentrace_model *model = text_model(
		OPENING(1, 1000)
		"batch cpu=0 level=task time=1000 pid=10\n"
		/* An end without a begin is nothing, */
		"+10 sys_exit nr=7 ret=0\n"
		"+10 softirq_exit vec=RCU\n"
		/* a begin without an end is counted, */
		"+10 sys_enter nr=60\n"
		"+10 sched_switch prev_state=X next_pid=20\n"
		"+10 sys_enter nr=0\n"
		"+10 irq_handler_entry irq=3\n"
		CLOSING(2000));

	(void)state;
	assert_int_equal(gentrace_model_syscall(model, 0)->id, 0);
	assert_int_equal(gentrace_model_syscall(model, 0)->unfinished, 1);
	assert_int_equal(gentrace_model_syscall(model, 1)->id, 60);
	assert_int_equal(gentrace_model_syscall(model, 1)->unfinished, 1);
	assert_int_equal(gentrace_model_syscall(model, 1)->count, 0);
	assert_null(gentrace_model_syscall(model, 2));
	assert_int_equal(gentrace_model_irq(model, 0)->unfinished, 1);
	assert_null(gentrace_model_softirq(model, 0));
	gentrace_model_destroy(model);
}

static void test_there_is_room_for_many_tasks(void **state)
{
	static char text[1 << 20];
	struct gentrace_model *model;
	char *p = text;
	__u32 pid;

	(void)state;
	p += sprintf(p, OPENING(1, 1000) "batch cpu=0 level=task time=1000 pid=1\n");
	for (pid = 2; pid <= 2000; pid++)
		p += sprintf(p, "+1 sched_switch prev_state=S next_pid=%u\n", pid);
	for (pid = 2; pid <= 2000; pid++)
		p += sprintf(p, "+1 sched_wakeup pid=%u\n", pid);
	sprintf(p, CLOSING(9000));
	model = text_model(text);
	assert_non_null(gentrace_model_task(model, 1999));
	assert_null(gentrace_model_task(model, 2000));
	for (pid = 2; pid < 2000; pid++) {
		const struct gentrace_task *task = gentrace_model_find(model, pid);

		assert_int_equal(task->pid, pid);
		assert_int_equal(task->run_ns, 1);
		assert_int_equal(task->wakeups, 1);
	}
	check_run_is_busy(model);
	gentrace_model_destroy(model);
}

static void test_an_empty_model_answers(void **state)
{
	struct gentrace_model *model = gentrace_model_create();

	(void)state;
	assert_int_equal(gentrace_model_finish(model), 0);
	assert_null(gentrace_model_task(model, 0));
	assert_null(gentrace_model_cpu(model, 0));
	assert_null(gentrace_model_loss(model, 0));
	assert_null(gentrace_model_find(model, 1));
	assert_int_equal(gentrace_model_summary(model)->generations, 0);
	gentrace_model_destroy(model);
}

int model_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tasks_of_a_whole_trace),
		cmocka_unit_test(test_cpus_of_a_whole_trace),
		cmocka_unit_test(test_activities_of_a_whole_trace),
		cmocka_unit_test(test_summary_of_a_whole_trace),
		cmocka_unit_test(test_a_loss_makes_unknown_what_it_hides),
		cmocka_unit_test(test_a_loss_of_other_classes_touches_no_task),
		cmocka_unit_test(test_a_status_does_not_run_through_a_loss),
		cmocka_unit_test(test_tasks_run_as_long_as_cpus_are_busy),
		cmocka_unit_test(test_a_status_from_a_gap_runs_nowhere),
		cmocka_unit_test(test_a_missing_generation_is_a_hole),
		cmocka_unit_test(test_events_win_and_statuses_fill_gaps),
		cmocka_unit_test(test_the_first_event_tells_what_was_before),
		cmocka_unit_test(test_wakeups_of_a_running_task_change_nothing),
		cmocka_unit_test(test_a_pid_can_be_reused),
		cmocka_unit_test(test_a_thread_that_execs_becomes_its_leader),
		cmocka_unit_test(test_neighbours_may_overlap_a_little),
		cmocka_unit_test(test_a_silent_cpu_was_idle_or_had_one_task),
		cmocka_unit_test(test_a_hardirq_is_taken_out_of_the_softirq_it_interrupts),
		cmocka_unit_test(test_the_longest_is_remembered),
		cmocka_unit_test(test_what_does_not_end_is_unfinished),
		cmocka_unit_test(test_there_is_room_for_many_tasks),
		cmocka_unit_test(test_an_empty_model_answers),
	};

	return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
