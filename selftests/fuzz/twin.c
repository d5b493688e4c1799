// SPDX-License-Identifier: GPL-2.0
/* twin.c - a model that takes in generations by parts, beside one that sees all entries. */
#include <assert.h>
#include <string.h>

#include "generation.h"
#include "part.h"
#include "twin.h"

struct twin twin_create(void)
{
	struct twin twin = {
		.whole = gentrace_model_create(), .parts = gentrace_model_create(),
	};

	assert(twin.whole && twin.parts);
	return twin;
}

/* As a thread does that has read the generation. */
void twin_add(struct twin *twin, struct gentrace_generation *public)
{
	struct generation *generation = (struct generation *)public;

	assert(!gentrace_model_add(twin->whole, public));
	generation->part = part_make(public);
	assert(!gentrace_model_add(twin->parts, public));
}

/* Cgroups and buckets are in two places, and are the same if what they say is. */
static void twin_judge_task(const struct gentrace_task *a, const struct gentrace_task *b)
{
	char path_a[GENTRACE_CGROUP_PATH_MAX], path_b[GENTRACE_CGROUP_PATH_MAX];
	const char *cgroup_a = gentrace_cgroup_path(a->cgroup, path_a);
	const char *cgroup_b = gentrace_cgroup_path(b->cgroup, path_b);
	struct gentrace_task x = *a, y = *b;
	unsigned int permille;

	assert(!strcmp(cgroup_a ?: "", cgroup_b ?: ""));
	for (permille = 0; permille <= 1000; permille += 50)
		assert(gentrace_histogram_percentile(&a->latency, permille) ==
		       gentrace_histogram_percentile(&b->latency, permille));
	x.cgroup = y.cgroup = NULL;
	x.latency.octave = y.latency.octave = NULL;
	x.latency.folded = y.latency.folded = NULL;
	x.latency.wide = y.latency.wide = 0;
	assert(!memcmp(&x, &y, sizeof(x)));
}

static void twin_judge_activities(const struct twin *twin,
				  const struct gentrace_activity *(*get)(
					  const struct gentrace_model *, size_t))
{
	const struct gentrace_activity *a, *b;
	size_t i;

	for (i = 0; (a = get(twin->whole, i)); i++) {
		struct gentrace_activity x = *a, y;

		b = get(twin->parts, i);
		assert(b && !strcmp(a->name, b->name));
		y = *b;
		/* Behind its end a name can be what was left of another one. */
		memset(x.name, 0, sizeof(x.name));
		memset(y.name, 0, sizeof(y.name));
		assert(!memcmp(&x, &y, sizeof(x)));
	}
	assert(!get(twin->parts, i));
}

void twin_judge(struct twin *twin)
{
	const struct gentrace_task *task, *other;
	const struct gentrace_cpu *cpu;
	size_t i;

	assert(!gentrace_model_finish(twin->whole) && !gentrace_model_finish(twin->parts));
	assert(!memcmp(gentrace_model_summary(twin->whole), gentrace_model_summary(twin->parts),
		       sizeof(struct gentrace_summary)));
	for (i = 0; (task = gentrace_model_task(twin->whole, i)); i++) {
		other = gentrace_model_task(twin->parts, i);
		assert(other);
		twin_judge_task(task, other);
	}
	assert(!gentrace_model_task(twin->parts, i));
	for (i = 0; (cpu = gentrace_model_cpu(twin->whole, i)); i++)
		assert(!memcmp(cpu, gentrace_model_cpu(twin->parts, i), sizeof(*cpu)));
	twin_judge_activities(twin, gentrace_model_syscall);
	twin_judge_activities(twin, gentrace_model_irq);
	twin_judge_activities(twin, gentrace_model_softirq);
	twin_judge_activities(twin, gentrace_model_nmi);
	gentrace_model_destroy(twin->whole);
	gentrace_model_destroy(twin->parts);
}
