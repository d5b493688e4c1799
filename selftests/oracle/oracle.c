// SPDX-License-Identifier: GPL-2.0
/*
 * oracle.c - BPF programs on the same tracepoints see what gentrace records.
 *
 * Two sets of the same programs ("watchers") are attached, one before the
 * module's handlers and one after them. A tracepoint calls who is attached in
 * that order, so every event is seen three times: by a watcher, by the module,
 * by the other watcher. This makes the comparison exact:
 *
 * What is compared. The trace says when each CPU was inside the world stops of
 * START and STOP. In there interrupts are off and no event comes, so each
 * event that a watcher saw is before, inside or after the cut by its stamp
 * alone (cut.h); one that is not fails the test. The handlers of a tracepoint
 * run with preemption off, so no world stop separates them.
 *
 * Which is which. Events of one lane (facts.h: one kind on one CPU, or of one
 * task) come one after the other: before, module, after, before, module,
 * after... With clock=monotonic all three stamp by the same function, so the
 * module's stamp lies between the two others, and belongs to one event only,
 * whatever is lost in between. Nothing is searched or guessed; an event that is
 * not found there was not seen.
 *
 * Newer kernels leave preemption on, where it was on. There a world stop can
 * separate the handlers of a task's last event: at the most one a task at each
 * end of the cut, which the trace may or may not have (struct fact, open).
 *
 * What must agree. Each event of the trace: its arguments, its task (which the
 * trace knows from the switches before it). Each one that is missing: counted
 * as lost, by CPU and class, at that time. So over the cut, for each CPU and
 * class, seen = recorded + lost, to the event. Each task's time on the CPUs, and
 * each CPU's time busy and idle: between the watchers' bounds, and to the nanosecond
 * what the switches say.
 *
 * The watchers are to be trusted if they agree with each other, if the kernel
 * has skipped no program, and if there was room for all: each is a failure. Only
 * where preemption makes the kernel skip programs the test begins again.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "away.h"
#include "calm.h"
#include "compare.h"
#include "load.h"
#include "tamper.h"
#include "times.h"

/* Records a CPU and watcher. */
#define ROOM		(1u << 18)

/*
 * A trace goes on until there are this many events in it; where GENTRACE_PERCENT says
 * less, so many of them, but this many: the longer it takes, the likelier it is that
 * a program is skipped.
 */
#define EVENTS		50000
#define EVENTS_MIN	10000

/* And one that loses until this many are lost, and this many are not: a tenth of it. */
#define LOST_PART	10

/* How often to record where the kernel may skip a watcher. */
#define TRIES		8

/* How far a TSC stamp may be off as CLOCK_MONOTONIC; see there. */
#define TSC_SLACK_NS	1000

/* An emulated machine under load is slow. */
#define TIMEOUT_S	600

static struct facts facts;

FIXTURE(oracle) {
	int fd;
	struct load load;
	struct watcher before;
	struct watcher after;
	struct buffer buffer;
	struct trace trace;
};

FIXTURE_SETUP(oracle)
{
	if (watcher_can_be_preempted())
		calm_set(true);
	ASSERT_EQ(0, watcher_open(&self->before, ROOM));
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
	ASSERT_EQ(0, load_start(&self->load));
}

FIXTURE_TEARDOWN(oracle)
{
	if (watcher_can_be_preempted())
		calm_set(false);
	load_stop(&self->load);
	watcher_close(&self->after);
	watcher_close(&self->before);
	facts_free(&facts);
	trace_free(&self->trace);
	buffer_free(&self->buffer);
	close(self->fd);
}

/* The second watcher comes after the module's handlers, which come with arming. */
static void start(struct __test_metadata *const _metadata, FIXTURE_DATA(oracle) *self,
		  const struct gentrace_config *config)
{
	ASSERT_EQ(0, session_arm(self->fd, config));
	ASSERT_EQ(0, watcher_open(&self->after, ROOM));
	ASSERT_EQ(0, session_start_armed(self->fd));
}

static void run_true(void)
{
	pid_t child = fork();

	if (!child) {
		execl("/bin/true", "true", NULL);
		_exit(1);
	}
	waitpid(child, NULL, 0);
}

/* The kinds of events that the load does not bring about. */
static void do_everything(void)
{
	int trigger = open("/proc/sysrq-trigger", O_WRONLY | O_CLOEXEC);
	int result = 20;

	prctl(PR_SET_NAME, "delphi");
	syscall(SYS_close, -1);
#ifdef __x86_64__
	/* getpid() of the 32-bit entry. */
	asm volatile("int $0x80" : "+a" (result) : : "memory", "r8", "r9", "r10", "r11");
#endif
	/* NMIs: a backtrace of every CPU. */
	if (write(trigger, "l", 1) != 1)
		_exit(1);
	close(trigger);
}

static unsigned int events_wanted(void)
{
	unsigned int events = session_cycles(EVENTS);

	return events > EVENTS_MIN ? events : EVENTS_MIN;
}

/* Programs are run until there were so many events, of whatever kind. */
static void await_events(const struct watcher *watcher, unsigned long long events)
{
	unsigned long long until = watcher_events(watcher) + events;

	while (watcher_events(watcher) < until)
		run_true();
}

/* Return: whether the watchers have seen everything. */
static bool stop(struct __test_metadata *const _metadata, FIXTURE_DATA(oracle) *self)
{
	bool complete;

	ASSERT_EQ(0, session_stop(self->fd));
	watcher_stop(&self->after);
	watcher_stop(&self->before);
	complete = watcher_is_complete(&self->before);
	return watcher_is_complete(&self->after) && complete;
}

/* The same once more, from the beginning. */
static void start_over(struct __test_metadata *const _metadata, FIXTURE_DATA(oracle) *self)
{
	close(self->fd);
	buffer_free(&self->buffer);
	watcher_close(&self->after);
	watcher_close(&self->before);
	ASSERT_EQ(0, watcher_open(&self->before, ROOM));
	self->fd = session_open(0);
	ASSERT_LE(0, self->fd);
}

#define NOT_ONCE	"the kernel has skipped a program in each recording: nothing was compared"

/*
 * Record while @act does something. Where programs can be preempted, the kernel
 * now and then skips one in spite of the calm; what the watchers have then is no
 * measure for anything, and is thrown away unseen, but not for ever.
 *
 * Return: whether the watchers have seen everything.
 */
static bool record(struct __test_metadata *const _metadata, FIXTURE_DATA(oracle) *self,
		   const struct gentrace_config *config,
		   void (*act)(struct __test_metadata *const _metadata, FIXTURE_DATA(oracle) *self))
{
	unsigned int tries = watcher_can_be_preempted() ? TRIES : 1;

	start(_metadata, self, config);
	act(_metadata, self);
	while (!stop(_metadata, self)) {
		if (!--tries) {
			EXPECT_TRUE(watcher_can_be_preempted());
			return false;
		}
		start_over(_metadata, self);
		start(_metadata, self, config);
		act(_metadata, self);
	}
	return true;
}

/* Everything is over: the trace, proven, and what the watchers saw in it. */
static void finish(struct __test_metadata *const _metadata, FIXTURE_DATA(oracle) *self)
{
	static struct cut cut;

	load_stop(&self->load);
	ASSERT_EQ(0, buffer_drain(&self->buffer, self->fd));
	ASSERT_EQ(0, trace_decode(&self->trace, self->buffer.data, self->buffer.size));
	ASSERT_PROVEN(&self->trace);
	ASSERT_TRUE(cut_find(&cut, &self->trace, self->before.cpus));
	ASSERT_TRUE(facts_take(&facts, &cut, &self->before, &self->after));
}

static void expect_agreement(struct __test_metadata *const _metadata,
			     FIXTURE_DATA(oracle) *self, struct compared *compared,
			     __u64 slack_ns)
{
	ASSERT_EQ(0, compare_events(compared, &facts, &self->trace, slack_ns));
	compared_show(compared);
	EXPECT_EQ(0, compared->differences);
	EXPECT_EQ(self->trace.totals.recorded, compared->events);
	EXPECT_LE(compared->lost, self->trace.totals.lost_total);
	EXPECT_GE(compared->lost + compared->open, self->trace.totals.lost_total);
	if (!watcher_can_be_preempted())
		EXPECT_EQ(0, facts.open);
}

/* Several generations, and batches so small that each of them can waste some. */
static struct gentrace_config config_of(__u32 clock)
{
	struct gentrace_config config = session_quiet_config();

	config.clock = clock;
	config.period_ns = 500000000;
	config.batch_bytes = 16 << 10;
	return config;
}

/*
 * Of every kind that is watched there was one at least; CPUs and cgroups stay as they
 * are, nothing is left out, and nobody has anything to say.
 */
static void expect_all_kinds(struct __test_metadata *const _metadata,
			     const struct compared *compared)
{
	for (unsigned int id = GENTRACE_EVENT_sched_switch; id < GENTRACE_EVENT_LIMIT; id++) {
		const struct gentrace_event_info *info = gentrace_event_info(id);

		if (!info || !(GENTRACE_CLASS_BIT(info->class) & SESSION_CLASSES) ||
		    id == GENTRACE_EVENT_cpu_online || id == GENTRACE_EVENT_cpu_offline ||
		    id == GENTRACE_EVENT_cpu_frequency || id == GENTRACE_EVENT_task_filter ||
		    id == GENTRACE_EVENT_cgroup_attach_task ||
		    id == GENTRACE_EVENT_cgroup_mkdir || id == GENTRACE_EVENT_mark)
			continue;
		EXPECT_LT(0, compared->recorded[id])
			TH_LOG("no %s", info->name);
	}
}

static void expect_times(struct __test_metadata *const _metadata, FIXTURE_DATA(oracle) *self,
			 __u64 slack_ns)
{
	struct timed timed;

	ASSERT_EQ(0, compare_times(&timed, &facts, &self->trace, slack_ns));
	timed_show(&timed);
	EXPECT_LT(0, timed.tasks);
	EXPECT_EQ(0, timed.differences);
}

static void expect_away(struct __test_metadata *const _metadata, FIXTURE_DATA(oracle) *self,
			__u64 slack_ns)
{
	struct offtime offtime;

	ASSERT_EQ(0, compare_away(&offtime, &facts, &self->trace, slack_ns));
	offtime_show(&offtime);
	EXPECT_LT(0, offtime.blocks);
	EXPECT_LT(0, offtime.waits);
	EXPECT_EQ(0, offtime.differences);
}

static void act_everything(struct __test_metadata *const _metadata, FIXTURE_DATA(oracle) *self)
{
	do_everything();
	await_events(&self->before, events_wanted());
}

TEST_F_TIMEOUT(oracle, every_event, TIMEOUT_S)
{
	struct gentrace_config config = config_of(GENTRACE_CLOCK_MONOTONIC);
	struct compared compared;

	if (!record(_metadata, self, &config, act_everything))
		SKIP(return, NOT_ONCE);
	finish(_metadata, self);
	expect_agreement(_metadata, self, &compared, 0);
	EXPECT_EQ(0, compared.lost);
	EXPECT_LE(events_wanted(), compared.events);
	expect_all_kinds(_metadata, &compared);
	expect_times(_metadata, self, 0);
	expect_away(_metadata, self, 0);
}

static void act_much(struct __test_metadata *const _metadata, FIXTURE_DATA(oracle) *self)
{
	await_events(&self->before, events_wanted());
}

/*
 * The other clock, which is the usual one: its stamps become CLOCK_MONOTONIC by
 * the line through two snapshots. They may be off by a unit, by half the width
 * of the snapshots, and by the kernel's own steering. Nothing is lost here, so
 * the order of each lane says which is which.
 */
TEST_F_TIMEOUT(oracle, tsc, TIMEOUT_S)
{
	struct gentrace_config config = config_of(GENTRACE_CLOCK_TSC);
	struct gentrace_info info;
	struct compared compared;

	ASSERT_EQ(0, session_info(self->fd, &info));
	if (!(info.clocks & 1u << GENTRACE_CLOCK_TSC))
		SKIP(return, "no TSC to be trusted");
	if (!record(_metadata, self, &config, act_much))
		SKIP(return, NOT_ONCE);
	finish(_metadata, self);
	expect_agreement(_metadata, self, &compared, TSC_SLACK_NS);
	EXPECT_EQ(0, compared.lost);
	expect_times(_metadata, self, TSC_SLACK_NS);
	expect_away(_metadata, self, TSC_SLACK_NS);
}

static struct gentrace_config tiny(void)
{
	struct gentrace_config config = session_config();

	config.clock = GENTRACE_CLOCK_MONOTONIC;
	config.classes = SESSION_CLASSES;
	config.batch_bytes = GENTRACE_BATCH_BYTES_MIN;
	config.pool_bytes = 24 * GENTRACE_BATCH_BYTES_MIN;
	config.period_ns = 20000000;
	return config;
}

/* A reader that reads when more is lost than not. */
static void act_losing(struct __test_metadata *const _metadata, FIXTURE_DATA(oracle) *self)
{
	unsigned long long wanted = events_wanted() / LOST_PART, lost;
	struct gentrace_stats stats;

	do {
		run_true();
		ASSERT_EQ(0, session_stats(self->fd, &stats));
		lost = session_lost(&stats) + stats.open_lost;
		if (lost > stats.recorded)
			ASSERT_LT(0, buffer_read(&self->buffer, self->fd));
	} while (lost < wanted || stats.recorded < wanted);
}

/* What is missing is what was counted. */
TEST_F_TIMEOUT(oracle, losses, TIMEOUT_S)
{
	struct gentrace_config config = tiny();
	struct compared compared;

	if (!record(_metadata, self, &config, act_losing))
		SKIP(return, NOT_ONCE);
	finish(_metadata, self);
	expect_agreement(_metadata, self, &compared, 0);
	EXPECT_LT(0, compared.lost);
	EXPECT_LE(events_wanted() / LOST_PART, compared.events);

	ASSERT_TRUE(tamper_ledger(&self->trace));
	ASSERT_EQ(0, compare_events(&compared, &facts, &self->trace, 0));
	EXPECT_LT(0, compared.differences);
}

static void act_little(struct __test_metadata *const _metadata, FIXTURE_DATA(oracle) *self)
{
	await_events(&self->before, EVENTS_MIN);
}

/* A comparison that finds nothing must be one that could have. */
TEST_F_TIMEOUT(oracle, lies, TIMEOUT_S)
{
	struct gentrace_config config = config_of(GENTRACE_CLOCK_MONOTONIC);
	struct compared compared;

	if (!record(_metadata, self, &config, act_little))
		SKIP(return, NOT_ONCE);
	finish(_metadata, self);
	expect_agreement(_metadata, self, &compared, 0);

#define EXPECT_FOUND(lie)							\
	do {									\
		unsigned long long before = compared.differences;		\
										\
		ASSERT_TRUE(lie);						\
		ASSERT_EQ(0, compare_events(&compared, &facts, &self->trace, 0)); \
		EXPECT_LT(before, compared.differences);			\
	} while (0)

	EXPECT_FOUND(tamper_arg(&facts, GENTRACE_EVENT_sched_switch,
				GENTRACE_ARG(sched_switch, next_pid)));
	EXPECT_FOUND(tamper_arg(&facts, GENTRACE_EVENT_sched_waking,
				GENTRACE_ARG(sched_waking, pid)));
	EXPECT_FOUND(tamper_arg(&facts, GENTRACE_EVENT_sys_exit,
				GENTRACE_ARG(sys_exit, ret)));
	EXPECT_FOUND(tamper_pid(&facts, GENTRACE_EVENT_irq_handler_entry));
	EXPECT_FOUND(tamper_forget(&facts, GENTRACE_EVENT_sched_wakeup));
	EXPECT_FOUND(tamper_invent(&facts, GENTRACE_EVENT_softirq_entry));
}

TEST_HARNESS_MAIN
