// SPDX-License-Identifier: GPL-2.0
/* assertion.c - tracectl assert: whether rules about a trace hold. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assertion.h"
#include "command.h"
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

	if (assertion_finish(assertion))
		return trace_no_memory();
	assertion->broken = gentrace_verify_verdict(assertion->answer.verify) == GENTRACE_BROKEN;
	for (i = 0; i < assertion->rules; i++)
		assertion_judge(assertion, &assertion->rule[i], &assertion->tally[i]);
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
	switch (option) {
	case OPTION_RULE:
		return ruleset_add(assertion, argument);
	case OPTION_RULES:
		return ruleset_read(assertion, argument);
	case FILTER_PID:
	case FILTER_COMM:
	case FILTER_CPU:
	case FILTER_CGROUP:
		return filter_option(&assertion->all, "assert", option, argument);
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
