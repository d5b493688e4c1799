// SPDX-License-Identifier: GPL-2.0
/* assertion.c - tracectl assert: whether rules about a trace hold. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assertion.h"
#include "command.h"
#include "condition.h"
#include "print/message.h"
#include "print/terminal.h"

static const char help[] =
	"usage: tracectl assert {--rule RULE | --rules FILE} ... [OPTIONS] [FILE]\n"
	"\n"
	"Says whether rules about a trace (FILE, else " TRACE_DEFAULT ") hold, for scripts that\n"
	"must fail if they do not. For each that does not: the worst instance, when, of which\n"
	"task, on which CPU. If events were lost that could decide it, a rule is unknown.\n"
	"\n"
	"A rule compares something that is measured, and goes on with conditions:\n"
	"\n"
	"  latency.p99 < 5ms comm=nginx      from being woken to being on a CPU\n"
	"  wait < 10% comm='worker*'         each task's share of its time: wait, run, blocked\n"
	"  blocked.max < 20ms syscall=futex  wait, run, blocked: one after the other\n"
	"  syscall.max < 50ms name=fsync     system calls; they must have been recorded\n"
	"  irq.max < 1ms irq=4 cpu!=0        irq, softirq, nmi\n"
	"  request.max < 50ms device=8:0     of block devices; op=write\n"
	"  lock.p99 < 1ms name='mutex*'      waits for locks of the kernel\n"
	"  lost == 0                         events\n"
	"\n"
	"  of all but lost:  max, p50, p90, p95, p99, p999, count, total\n"
	"  conditions:       comm pid prio cgroup cpu; name (calls, requests, locks),\n"
	"                    irq (irq), syscall (blocked), device op (request)\n"
	"\n"
	"      --rule RULE       a rule; can be repeated\n"
	"      --rules FILE      one a line; # begins a comment; can be repeated\n"
	"\n"
	"Conditions of all rules but those about lost:\n"
	FILTER_SELECT_HELP
	"\n"
	"      --json            for programs\n"
	READING_HELP
	"  -h, --help            this text\n"
	"\n"
	"Exit status: 0 all rules hold, 1 one is broken or selects nothing, 2 the trace is\n"
	"damaged, or none, 3 bad usage or a rule that makes no sense, 4 a file cannot be\n"
	"read, 5 none is broken, but what was lost leaves one unknown.\n"
	"\n"
	"Examples:\n"
	"  tracectl assert --rule 'lost == 0' --rule 'latency.max < 20ms prio<100'\n"
	"  tracectl assert --rules limits.rules trace.gt\n"
	"  tracectl assert --rules limits.rules --cgroup nginx.service\n"
	"  tracectl assert --json --rules limits.rules | jq '.rules[] | select(.result != \"holds\")'\n";

enum { OPTION_RULE = 1, OPTION_RULES };

static const struct option options[] = {
	{ "rule", required_argument, NULL, OPTION_RULE },
	{ "rules", required_argument, NULL, OPTION_RULES },
	FILTER_SELECT_OPTIONS,
	{ "json", no_argument, NULL, ANSWER_JSON },
	READING_OPTIONS,
	{ "help", no_argument, NULL, 'h' },
	{ 0 }
};

/* ---------------------------------------------------------------- samples */

static int sample_add(struct assertion *assertion, enum rule_measure measure,
		      const struct tally_sample *sample)
{
	const struct answer *answer = &assertion->answer;
	size_t i;

	if (!answer_wants(answer, sample->task, sample->cpu, sample->begin_ns, sample->end_ns))
		return 0;
	for (i = 0; i < assertion->rules; i++) {
		const struct rule *rule = &assertion->rule[i];
		struct tally_sample own = *sample;
		enum tally_truth selects;

		if (rule->measure != measure || rule->statistic == RULE_SHARE)
			continue;
		selects = condition_selects(rule, &assertion->all, sample);
		if (selects == TALLY_FALSE)
			continue;
		own.certain = sample->certain && selects == TALLY_TRUE;
		if (tally_add(&assertion->tally[i], rule, &own))
			return -ENOMEM;
	}
	return 0;
}

static int assertion_call(void *data, const struct gentrace_call *call)
{
	static const enum rule_measure measures[] = {
		[GENTRACE_CALL_SYSCALL] = RULE_SYSCALL,
		[GENTRACE_CALL_HARDIRQ] = RULE_IRQ,
		[GENTRACE_CALL_SOFTIRQ] = RULE_SOFTIRQ,
		[GENTRACE_CALL_NMI] = RULE_NMI,
		[GENTRACE_CALL_REQUEST] = RULE_REQUEST,
		[GENTRACE_CALL_LOCK] = RULE_LOCK,
	};
	struct assertion *assertion = data;
	struct tally_sample sample = {
		.task = call->task,
		.begin_ns = call->begin_ns,
		.end_ns = call->end_ns,
		.cpu = call->cpu,
		.certain = !call->lossy,
		.call = *call,
	};

	if (call->kind == GENTRACE_CALL_SYSCALL && call->task && call->task->index < assertion->tasks)
		assertion->task[call->task->index].in_call = false;
	return sample_add(assertion, measures[call->kind], &sample);
}

static struct assertion_task *task_get(struct assertion *assertion, size_t index)
{
	size_t tasks = assertion->tasks ? assertion->tasks : 64;
	struct assertion_task *list;

	if (index < assertion->tasks)
		return &assertion->task[index];
	while (tasks <= index)
		tasks *= 2;
	list = reallocarray(assertion->task, tasks, sizeof(*list));
	if (!list)
		return NULL;
	memset(list + assertion->tasks, 0, (tasks - assertion->tasks) * sizeof(*list));
	assertion->task = list;
	assertion->tasks = tasks;
	return &list[index];
}

static void task_account(const struct assertion *assertion, struct assertion_task *task,
			 const struct gentrace_segment *segment)
{
	const struct answer *answer = &assertion->answer;
	__u64 begin = answer_instant(answer, answer->reading.from_ns);
	__u64 end = answer_instant(answer, answer->reading.to_ns);

	if (begin < segment->begin_ns)
		begin = segment->begin_ns;
	if (end > segment->end_ns)
		end = segment->end_ns;
	if (begin >= end)
		return;
	if (segment->lossy)
		task->doubtful_ns += end - begin;
	else
		task->ns[segment->doing] += end - begin;
}

/* Since when it is in a system call; what ends is told to assertion_call(). */
static void task_follow_call(struct assertion_task *task, const struct gentrace_segment *segment)
{
	if (segment->syscall == GENTRACE_SYSCALL_NONE) {
		task->in_call = false;
		return;
	}
	if (!task->in_call || task->call_nr != segment->syscall ||
	    task->end_ns != segment->begin_ns) {
		task->in_call = true;
		task->call_lossy = false;
		task->call_nr = segment->syscall;
		task->call_ns = segment->begin_ns;
	}
	task->call_lossy |= segment->lossy;
}

/* System calls and moves between CPUs cut what is one thing here. */
static void task_extend(struct assertion_task *task, const struct gentrace_segment *segment)
{
	if (task->end_ns != segment->begin_ns || task->doing != segment->doing ||
	    task->then != segment->doing || !task->task) {
		task->doing = segment->doing;
		task->begin_ns = segment->begin_ns;
		task->woken_ns = segment->woken_ns;
		task->lossy = false;
	}
	task->task = segment->task;
	task->syscall = segment->syscall;
	task->lossy |= segment->lossy;
	task->cpu = segment->cpu;
	task->then = segment->then;
	task->end_ns = segment->end_ns;
}

static void task_keep_longest(struct assertion_task *task)
{
	if (task->end_ns - task->begin_ns <=
	    task->longest[task->doing].end_ns - task->longest[task->doing].begin_ns)
		return;
	task->longest[task->doing].begin_ns = task->begin_ns;
	task->longest[task->doing].end_ns = task->end_ns;
	task->longest[task->doing].cpu = task->cpu;
}

/* One thing it did has ended, or the trace has. */
static int task_sample(struct assertion *assertion, struct assertion_task *task)
{
	static const enum rule_measure measures[] = {
		[GENTRACE_DOING_RUN] = RULE_RUN,
		[GENTRACE_DOING_WAIT] = RULE_WAIT,
		[GENTRACE_DOING_BLOCK] = RULE_BLOCKED,
	};
	struct tally_sample sample = {
		.task = task->task,
		.begin_ns = task->begin_ns,
		.end_ns = task->end_ns,
		.cpu = task->cpu,
		.certain = !task->lossy,
		.call = { .id = task->syscall, .name = "" },
	};
	int error;

	if (task->doing == GENTRACE_DOING_UNKNOWN)
		return 0;
	task_keep_longest(task);
	error = sample_add(assertion, measures[task->doing], &sample);
	if (error || task->doing != GENTRACE_DOING_WAIT || !task->woken_ns)
		return error;
	sample.begin_ns = task->woken_ns;
	return sample_add(assertion, RULE_LATENCY, &sample);
}

static int assertion_segment(void *data, const struct gentrace_segment *segment)
{
	struct assertion *assertion = data;
	struct assertion_task *task = task_get(assertion, segment->task->index);

	if (!task)
		return -ENOMEM;
	task_account(assertion, task, segment);
	task_follow_call(task, segment);
	task_extend(task, segment);
	return segment->then == segment->doing ? 0 : task_sample(assertion, task);
}

static int assertion_look(void *data, const struct gentrace_generation *generation)
{
	struct assertion *assertion = data;

	assertion->classes |= generation->classes;
	return 0;
}

/* A call that has not come back when the trace ends has taken that long at least. */
static int calls_finish(struct assertion *assertion)
{
	__u64 end_ns = gentrace_model_summary(assertion->answer.model)->last_ns;
	size_t i;

	for (i = 0; i < assertion->tasks; i++) {
		const struct assertion_task *task = &assertion->task[i];
		struct tally_sample sample = {
			.task = task->task,
			.begin_ns = task->call_ns,
			.end_ns = task->end_ns,
			.cpu = task->cpu,
			.certain = !task->call_lossy &&
				   !gentrace_model_loss(assertion->answer.model, 0),
			.call = {
				.kind = GENTRACE_CALL_SYSCALL,
				.id = task->call_nr,
				.name = "",
			},
		};

		if (!task->task || !task->in_call || task->end_ns != end_ns ||
		    task->then != GENTRACE_DOING_UNKNOWN)
			continue;
		if (sample_add(assertion, RULE_SYSCALL, &sample))
			return -ENOMEM;
	}
	/* The same of requests that are not done, and of who still waits for a lock. */
	return gentrace_model_pending(assertion->answer.model, assertion_call, assertion);
}

/* ------------------------------------------------------------------ rules */

static bool rule_asks_for_tasks(const struct assertion *assertion, const struct rule *rule)
{
	size_t i;

	if (filter_asks_for_tasks(&assertion->all))
		return true;
	for (i = 0; i < rule->conditions; i++)
		if (RULE_BIT(rule->condition[i].key) &
		    (RULE_BIT(RULE_KEY_COMM) | RULE_BIT(RULE_KEY_PID) | RULE_BIT(RULE_KEY_PRIO) |
		     RULE_BIT(RULE_KEY_CGROUP)))
			return true;
	return false;
}

/* Bits of classes: what is lost of these may have touched it. */
static unsigned int rule_classes(const struct assertion *assertion, const struct rule *rule)
{
	const unsigned int sched = 1u << GENTRACE_CLASS_SCHED;
	size_t i;

	switch (rule->measure) {
	case RULE_SYSCALL:
		return 1u << GENTRACE_CLASS_SYSCALL | sched;
	case RULE_BLOCKED:
		for (i = 0; i < rule->conditions; i++)
			if (rule->condition[i].key == RULE_KEY_SYSCALL)
				return 1u << GENTRACE_CLASS_SYSCALL | sched;
		return sched;
	case RULE_IRQ:
	case RULE_SOFTIRQ:
	case RULE_NMI:
		/* Whom it interrupted is known by switches. */
		return 1u << GENTRACE_CLASS_IRQ | (rule_asks_for_tasks(assertion, rule) ? sched : 0);
	case RULE_REQUEST:
		/* And so is who ran where it began. */
		return 1u << GENTRACE_CLASS_BLOCK | (rule_asks_for_tasks(assertion, rule) ? sched : 0);
	case RULE_LOCK:
		/* Begin and end are brought together by who waits. */
		return 1u << GENTRACE_CLASS_LOCK | sched;
	case RULE_LOST:
		return 0;
	default:
		return sched;
	}
}

/* Interrupts stay on their CPU, tasks do not. */
static bool loss_is_elsewhere(const struct assertion *assertion, const struct rule *rule,
			      const struct gentrace_loss *loss)
{
	if (rule->measure != RULE_IRQ && rule->measure != RULE_SOFTIRQ && rule->measure != RULE_NMI)
		return false;
	return !condition_selects_cpu(rule, &assertion->all, loss->cpu);
}

static bool loss_touches(const struct assertion *assertion, const struct rule *rule,
			 const struct gentrace_loss *loss)
{
	unsigned int classes = rule_classes(assertion, rule);
	/* What a fault has lost is counted as meta: it could be anything. */
	bool any = !loss->class || loss->class >= GENTRACE_CLASS_COUNT;

	return classes && (any || classes & 1u << loss->class) &&
	       !loss_is_elsewhere(assertion, rule, loss);
}

const struct gentrace_loss *assertion_loss(const struct assertion *assertion,
					   const struct rule *rule)
{
	const struct gentrace_loss *loss, *most = NULL;
	size_t i;

	for (i = 0; (loss = gentrace_model_loss(assertion->answer.model, i)); i++)
		if (loss_touches(assertion, rule, loss) && (!most || loss->count > most->count))
			most = loss;
	return most;
}

/* Not only by events: batches, and names and statuses of tasks, can be missing, too. */
static bool rule_is_touched(const struct assertion *assertion, const struct rule *rule)
{
	const struct gentrace_summary *summary = gentrace_model_summary(assertion->answer.model);

	if (rule->measure == RULE_LOST)
		return false;
	return assertion_loss(assertion, rule) || summary->missing_batches ||
	       (!summary->lost_total &&
		gentrace_verify_verdict(assertion->answer.verify) != GENTRACE_NOTE);
}

/* Whether what the rule is about was recorded at all. */
static bool rule_is_recorded(const struct assertion *assertion, const struct rule *rule)
{
	unsigned int classes = rule_classes(assertion, rule);

	if (rule->measure == RULE_SYSCALL)
		classes = 1u << GENTRACE_CLASS_SYSCALL;
	if (rule->measure == RULE_LOCK)
		classes = 1u << GENTRACE_CLASS_LOCK;
	return (assertion->classes & classes) == classes;
}

static bool rule_has_task(const struct assertion *assertion, const struct rule *rule)
{
	const struct gentrace_task *task;
	size_t i;

	for (i = 0; (task = gentrace_model_task(assertion->answer.model, i)); i++)
		if (condition_selects_task(rule, &assertion->all, task) != TALLY_FALSE)
			return true;
	return condition_selects_task(rule, &assertion->all, NULL) != TALLY_FALSE;
}

const char *assertion_why_nothing(const struct assertion *assertion, size_t i)
{
	const struct rule *rule = &assertion->rule[i];

	if (!rule_is_recorded(assertion, rule))
		return rule_classes(assertion, rule) & 1u << GENTRACE_CLASS_SYSCALL ?
		       "system calls were not recorded: record -c all" :
		       "events that tell it were not recorded: record -c all";
	return rule_has_task(assertion, rule) ? NULL : "no task is selected: tracectl report lists them";
}

/* What of the trace is wanted, ns. */
static __u64 assertion_span(const struct assertion *assertion)
{
	const struct gentrace_summary *summary = gentrace_model_summary(assertion->answer.model);
	__u64 begin = answer_instant(&assertion->answer, assertion->answer.reading.from_ns);
	__u64 end = answer_instant(&assertion->answer, assertion->answer.reading.to_ns);

	begin = begin > summary->first_ns ? begin : summary->first_ns;
	end = end < summary->last_ns ? end : summary->last_ns;
	return end > begin ? end - begin : 0;
}

static void share_instance(struct tally *tally, const struct assertion_task *task, __u32 doing)
{
	tally->has_worst = task->longest[doing].end_ns != 0;
	tally->instance = (struct tally_sample) {
		.task = task->task,
		.begin_ns = task->longest[doing].begin_ns,
		.end_ns = task->longest[doing].end_ns,
		.cpu = task->longest[doing].cpu,
		.certain = !task->doubtful_ns,
		.call.name = "",
	};
}

static void judge_shares(const struct assertion *assertion, const struct rule *rule,
			 struct tally *tally)
{
	static const __u32 doings[RULE_MEASURES] = {
		[RULE_WAIT] = GENTRACE_DOING_WAIT,
		[RULE_RUN] = GENTRACE_DOING_RUN,
		[RULE_BLOCKED] = GENTRACE_DOING_BLOCK,
	};
	__u32 doing = doings[rule->measure];
	size_t i;

	tally_begin_shares(tally);
	for (i = 0; i < assertion->tasks; i++) {
		const struct assertion_task *task = &assertion->task[i];
		struct tally_share share = {
			.ns = task->ns[doing],
			.doubtful_ns = task->doubtful_ns,
			.whole_ns = task->ns[GENTRACE_DOING_RUN] + task->ns[GENTRACE_DOING_WAIT] +
				    task->ns[GENTRACE_DOING_BLOCK] + task->doubtful_ns,
		};
		enum tally_truth selects;

		if (!task->task || !share.whole_ns)
			continue;
		selects = condition_selects_task(rule, &assertion->all, task->task);
		if (selects == TALLY_FALSE)
			continue;
		share.certain = selects == TALLY_TRUE;
		/* If its birth can have been lost, nobody knows since when it lives. */
		share.most_ns = tally->touched && task->task->lossy ? assertion_span(assertion) :
				share.whole_ns;
		if (tally_add_share(tally, rule, &share))
			share_instance(tally, task, doing);
	}
	tally_judge_shares(tally);
}

static void judge_rule(const struct assertion *assertion, const struct rule *rule,
		       struct tally *tally)
{
	const struct gentrace_proof *totals = gentrace_verify_totals(assertion->answer.verify);

	tally->touched = rule_is_touched(assertion, rule);
	tally->selected = rule_is_recorded(assertion, rule) && rule_has_task(assertion, rule);
	if (rule->measure == RULE_LOST)
		tally_judge_lost(tally, rule, totals->lost_total, totals->emitted);
	else if (rule->statistic == RULE_SHARE)
		judge_shares(assertion, rule, tally);
	else
		tally_judge(tally, rule);
	/* What contradicts itself proves nothing. */
	if (assertion->broken)
		tally->result = TALLY_UNKNOWN;
}

/* ---------------------------------------------------------------- command */

const char *assertion_result_name(enum tally_result result)
{
	static const char *const names[] = {
		[TALLY_HOLDS] = "holds", [TALLY_BROKEN] = "broken", [TALLY_UNKNOWN] = "unknown",
		[TALLY_NOTHING] = "nothing",
	};

	return names[result];
}

const char *assertion_noun(const struct rule *rule)
{
	static const char *const nouns[] = {
		[RULE_LATENCY] = "wakeup", [RULE_WAIT] = "wait", [RULE_RUN] = "run",
		[RULE_BLOCKED] = "block", [RULE_SYSCALL] = "system call", [RULE_IRQ] = "hardirq",
		[RULE_SOFTIRQ] = "softirq", [RULE_NMI] = "NMI", [RULE_REQUEST] = "request",
		[RULE_LOCK] = "lock wait", [RULE_LOST] = "event",
	};

	if (rule->statistic == RULE_SHARE && rule->measure != RULE_LOST)
		return "task";
	return nouns[rule->measure];
}

size_t assertion_count(const struct assertion *assertion, enum tally_result result)
{
	size_t i, count = 0;

	for (i = 0; i < assertion->rules; i++)
		count += assertion->tally[i].result == result;
	return count;
}

int assertion_status(const struct assertion *assertion)
{
	if (assertion->broken)
		return EXIT_BROKEN;
	if (assertion_count(assertion, TALLY_BROKEN) || assertion_count(assertion, TALLY_NOTHING))
		return EXIT_NO;
	return assertion_count(assertion, TALLY_UNKNOWN) ? EXIT_UNKNOWN : EXIT_OK;
}

static int assertion_answer(struct assertion *assertion)
{
	int status;
	size_t i;

	if (calls_finish(assertion))
		return trace_no_memory();
	assertion->broken = gentrace_verify_verdict(assertion->answer.verify) == GENTRACE_BROKEN;
	for (i = 0; i < assertion->rules; i++)
		judge_rule(assertion, &assertion->rule[i], &assertion->tally[i]);
	if (assertion->answer.json)
		assertion_print_json(assertion);
	else if (assertion_print(assertion))
		return trace_no_memory();
	status = trace_finish(&assertion->answer.trace);
	return status ?: assertion_status(assertion);
}

static int assertion_file(struct assertion *assertion)
{
	int status = EXIT_FAILED;
	size_t i;

	assertion->tally = calloc(assertion->rules, sizeof(*assertion->tally));
	if (!assertion->tally)
		return trace_no_memory();
	assertion->answer.look = assertion_look;
	status = answer_read(&assertion->answer, assertion_segment, assertion_call, assertion);
	if (!status)
		status = assertion_answer(assertion);
	for (i = 0; i < assertion->rules; i++)
		tally_clear(&assertion->tally[i]);
	free(assertion->tally);
	free(assertion->task);
	answer_close(&assertion->answer);
	return status;
}

/* A share is one of all the time of a task, wherever it was. */
static int explain_share(const struct rule *rule)
{
	char text[TERMINAL_ESCAPED(RULE_LENGTH_MAX)];

	message_error("--cpu cannot be a condition of '%s': a share is one of all the time of a task",
		      terminal_escape(text, sizeof(text), rule->text, strlen(rule->text)));
	message_try("%s.max, or a call of tracectl assert without --cpu for rules about shares",
		    rule_measure_name(rule->measure));
	return EXIT_USAGE;
}

static int check_cpus(const struct assertion *assertion)
{
	size_t i;

	for (i = 0; assertion->all.some_cpus && i < assertion->rules; i++)
		if (assertion->rule[i].statistic == RULE_SHARE &&
		    assertion->rule[i].measure != RULE_LOST)
			return explain_share(&assertion->rule[i]);
	return EXIT_OK;
}

static int assertion_option(struct assertion *assertion, int option, char *argument)
{
	char why[128];

	switch (option) {
	case OPTION_RULE:
		return ruleset_add(assertion, argument);
	case OPTION_RULES:
		return ruleset_read(assertion, argument);
	case FILTER_PID:
	case FILTER_COMM:
	case FILTER_CPU:
	case FILTER_CGROUP:
		if (filter_option(&assertion->all, option, argument, why, sizeof(why)))
			return message_usage("assert", "%s", why);
		return EXIT_OK;
	default:
		return answer_option(&assertion->answer, option, argument);
	}
}

int command_assert(int argc, char **argv)
{
	struct assertion assertion = { .answer = ANSWER("assert"), .all = FILTER_ALL };
	int option, status = EXIT_OK;

	while (!status && (option = getopt_long(argc, argv, READING_SHORT "h", options, NULL)) >= 0) {
		if (option == 'h') {
			fputs(help, stdout);
			free(assertion.rule);
			return EXIT_OK;
		}
		status = assertion_option(&assertion, option, optarg);
	}
	if (!status && !assertion.rules)
		status = message_usage("assert", "which rules? There is no --rule and no --rules");
	if (!status)
		status = check_cpus(&assertion) ?: answer_file(&assertion.answer, argc, argv) ?:
			 assertion_file(&assertion);
	free(assertion.rule);
	return status;
}
