// SPDX-License-Identifier: GPL-2.0
/*
 * why_hit.c - what tracectl why is asked when nobody is named: about what a flight recorder
 * has noticed.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "hits.h"
#include "print/json.h"
#include "print/message.h"
#include "read/proof.h"
#include "why.h"

bool why_is_trace_inside(const char *path)
{
	/* The bytes of GENTRACE_BATCH_MAGIC, with which every trace begins. */
	static const char magic[] = { 'G', 'T', 'R', 'B' };
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char bytes[sizeof(magic)];
	bool is;

	is = fd >= 0 && read(fd, bytes, sizeof(bytes)) == sizeof(bytes) &&
	     !memcmp(bytes, magic, sizeof(bytes));
	if (fd >= 0)
		close(fd);
	return is;
}

bool why_is_trace(const char *path)
{
	size_t length = strlen(path);

	return !strcmp(path, "-") || (length > 3 && !strcmp(path + length - 3, ".gt")) ||
	       why_is_trace_inside(path);
}

static int explain_none(const struct why *why)
{
	const struct answer *answer = &why->answer;

	if (!hits_count(answer->model) && !answer->trace.windowed) {
		message_error("which task? A pid or a name is missing, and in %s nothing was noticed",
			      trace_name(answer->path));
		message_try("tracectl report %s, which lists the tasks", trace_argument(answer->path));
		return EXIT_USAGE;
	}
	if (why->hit_number)
		message_error("there is no hit %llu in %s", why->hit_number, trace_name(answer->path));
	else
		message_error("nothing was noticed in this time");
	message_try("tracectl info --hits %s, which lists them", trace_argument(answer->path));
	return EXIT_NO;
}

/* Which hit: the one that is asked for, else the one that took longest. */
static int hit_choose(struct why *why)
{
	const struct answer *answer = &why->answer;

	why->hit = hits_longest(answer->model, answer_instant(answer, answer->reading.from_ns),
				answer_instant(answer, answer->reading.to_ns), &why->hits);
	if (why->hit_number)
		why->hit = hits_find(answer->model, why->hit_number);
	return why->hit ? EXIT_OK : explain_none(why);
}

/*
 * The time that was measured; of what took none, all that led to it. A trace that is not
 * as old as that begins when it does.
 */
static bool hit_span(struct why *why, const struct noticed *noticed)
{
	const struct gentrace_hit *hit = why->hit;
	__u64 since = why->task->first_ns;

	why->from_ns = since;
	why->to_ns = hit->ns < why->task->last_ns ? hit->ns : why->task->last_ns;
	if (noticed_has_time(noticed) && hit->took < why->to_ns && hit->ns - hit->took > since)
		why->from_ns = hit->ns - hit->took;
	else
		why->cut = noticed_has_time(noticed);
	return why->from_ns < why->to_ns;
}

int why_ask_hit(struct why *why, bool all)
{
	struct noticed noticed;
	int status = hit_choose(why);

	if (status)
		return status;
	noticed = noticed_of(why->hit);
	why->task = why->hit->task;
	if (!why->task && why->hit->pid && why->hit->pid != GENTRACE_PID_NONE) {
		message_error("nothing is known of task %u, which hit %llu is about", why->hit->pid,
			      why->hit->number);
		message_try("tracectl dump --event trigger_hit %s",
			    trace_argument(why->answer.path));
		return EXIT_NO;
	}
	if (!why->task)
		return EXIT_OK;
	if (hit_span(why, &noticed) && !all)
		return EXIT_OK;
	why->cut = false;
	why->from_ns = why->task->first_ns;
	why->to_ns = why->task->last_ns;
	return EXIT_OK;
}

/* ----------------------------------------------------------- the answer's head */

void why_hit_print(const struct why *why)
{
	const struct answer *answer = &why->answer;

	if (!why->hit)
		return;
	hit_print(why->hit, answer_instant(answer, 0));
	if (why->hits > 1 && why->hit_number)
		printf("            one of %zu hits\n", why->hits);
	else if (why->hits > 1)
		printf("            the longest of %zu hits: --hit N asks about another\n", why->hits);
	if (why->cut)
		puts("            it had begun before the trace does: what was then is not in it");
}

void why_hit_json(struct json_object *root, const struct why *why)
{
	if (!why->hit)
		return;
	hit_json(json_add_object(root, "hit"), why->hit, answer_instant(&why->answer, 0));
	json_add_u64(root, "hits", why->hits);
	json_add_bool(root, "cut", why->cut);
}

/* ------------------------------------------- a hit in which nobody waited or ran */

/* The interruption of the hit's CPU behind the first @i in its time, and how much of it. */
static const struct gentrace_interruption *hit_interruption(const struct why *why, size_t i,
							     __u64 *ns)
{
	const struct gentrace_hit *hit = why->hit;
	__u64 from_ns = hit->took < hit->ns ? hit->ns - hit->took : 0;
	const struct gentrace_interruption *interruption =
		gentrace_history_interruption(why->history, hit->cpu, from_ns, i);

	if (!interruption || interruption->begin_ns >= hit->ns)
		return NULL;
	*ns = gentrace_interruption_within(interruption, from_ns, hit->ns);
	return interruption;
}

static void nobody_print(const struct why *why, const struct noticed *noticed)
{
	const struct gentrace_interruption *interruption;
	char text[INTERRUPT_TEXT_MAX], span[UNITS_MAX];
	__u64 ns;
	size_t i;

	why_hit_print(why);
	trace_print_window(&why->answer.trace);
	proof_print_line(why->answer.path, why->answer.verify);
	if (!noticed_is_interrupt(noticed)) {
		puts("\nno task waited for anything; what was lost, and where:");
		printf("  next: tracectl report %s\n", trace_argument(why->answer.path));
		return;
	}
	printf("\nCPU %u was idle, so no task was held up; it had\n", why->hit->cpu);
	for (i = 0; (interruption = hit_interruption(why, i, &ns)); i++)
		if (ns && i < why->answer.rows)
			printf("  %9s  %s\n", units_ns(span, ns),
			       interrupt_text(text, interruption->kind, interruption->id,
					      interruption->name));
	if (!i)
		puts("  no interrupts that were recorded");
}

static void nobody_json(const struct why *why)
{
	struct json_object *root = json_object_new_object(), *list, *object;
	const struct gentrace_interruption *interruption;
	char text[INTERRUPT_TEXT_MAX];
	__u64 ns;
	size_t i;

	answer_add_head(root, &why->answer);
	why_hit_json(root, why);
	list = json_add_array(root, "interruptions");
	for (i = 0; (interruption = hit_interruption(why, i, &ns)); i++) {
		object = json_append_object(list);
		json_add_text(object, "by", interrupt_text(text, interruption->kind,
							   interruption->id, interruption->name));
		json_add_u64(object, "ns", ns);
	}
	json_add_array(root, "causes");
	json_add_array(root, "steps");
	json_print(root);
}

int why_nobody(const struct why *why)
{
	const struct noticed noticed = noticed_of(why->hit);

	if (why->answer.json)
		nobody_json(why);
	else
		nobody_print(why, &noticed);
	return trace_finish(&why->answer.trace);
}
