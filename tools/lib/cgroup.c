// SPDX-License-Identifier: GPL-2.0
/* cgroup.c - cgroups, and who is in them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"

#define VALUE(entry, event, arg)	((entry)->value[GENTRACE_ARG(event, arg)])

/**
 * struct cgroup - struct gentrace_cgroup and what its users do not see
 * @public: must be the first
 * @name: public.name; the cgroup's own
 * @past: in the list of those whose id is another's now
 */
struct cgroup {
	struct gentrace_cgroup public;
	char *name;
	struct cgroup *past;
};

/* Whoever moves is seen. Else a task may be anywhere, whatever its status has said. */
static bool moves_are_told(const struct gentrace_generation *generation)
{
	return generation->classes & 1ull << GENTRACE_CLASS_SCHED &&
	       !(generation->filtered & GENTRACE_FILTERED_CPUS) &&
	       gentrace_generation_keeps(generation, GENTRACE_FILTER_EVENT,
					 GENTRACE_EVENT_cgroup_attach_task);
}

static int cgroup_create(struct gentrace_model *model, __u64 id, struct cgroup **created)
{
	struct cgroup *cgroup = calloc(1, sizeof(*cgroup));

	if (!cgroup)
		return -ENOMEM;
	cgroup->public.id = id;
	if (map_set(&model->cgroup, id, cgroup)) {
		free(cgroup);
		return -ENOMEM;
	}
	*created = cgroup;
	return 0;
}

/* Known or not, a cgroup has one place in memory. */
static int cgroup_find(struct gentrace_model *model, __u64 id, struct cgroup **cgroup)
{
	*cgroup = id ? map_find(&model->cgroup, id) : NULL;
	return !id || *cgroup ? 0 : cgroup_create(model, id, cgroup);
}

static const struct gentrace_cgroup *cgroup_public(const struct cgroup *cgroup)
{
	return cgroup ? &cgroup->public : NULL;
}

static bool cgroup_is(const struct cgroup *cgroup, const struct cgroup *parent, const char *name,
		      __u32 length)
{
	return cgroup->name && cgroup->public.parent == cgroup_public(parent) &&
	       strlen(cgroup->name) == length && !memcmp(cgroup->name, name, length);
}

/*
 * Ids are not given twice as long as a machine runs; in a file that was put together of
 * two traces they are. Who has seen the first one goes on to.
 */
static int cgroup_name(struct gentrace_model *model, __u64 id, __u64 parent_id, const char *name,
		       __u32 length)
{
	struct cgroup *cgroup, *parent, *past;

	if (cgroup_find(model, parent_id, &parent) || cgroup_find(model, id, &cgroup))
		return -ENOMEM;
	if (!cgroup || cgroup_is(cgroup, parent, name, length))
		return 0;
	if (cgroup->name) {
		past = cgroup;
		if (cgroup_create(model, id, &cgroup))
			return -ENOMEM;
		past->past = model->cgroup_past;
		model->cgroup_past = past;
	}
	cgroup->public.parent = cgroup_public(parent);
	cgroup->name = strndup(name, length);
	cgroup->public.name = cgroup->name;
	return cgroup->name ? 0 : -ENOMEM;
}

int cgroups_begin(struct gentrace_model *model)
{
	const struct gentrace_generation *generation = model->now;
	size_t i;

	for (i = 0; i < generation->cgroup_count; i++) {
		const struct gentrace_cgroup_status *status = &generation->cgroup[i];

		if (cgroup_name(model, status->id, status->parent, status->name,
				status->name_length))
			return -ENOMEM;
	}
	return 0;
}

int cgroup_made(struct gentrace_model *model, const struct gentrace_entry *entry)
{
	const unsigned int name = GENTRACE_ARG(cgroup_mkdir, name);

	return cgroup_name(model, VALUE(entry, cgroup_mkdir, cgroup),
			   VALUE(entry, cgroup_mkdir, parent), entry->text[name],
			   (__u32)entry->value[name]);
}

int cgroup_get(struct gentrace_model *model, __u64 id, const struct gentrace_cgroup **cgroup)
{
	struct cgroup *found = NULL;

	if (moves_are_told(model->now) && cgroup_find(model, id, &found))
		return -ENOMEM;
	*cgroup = cgroup_public(found);
	return 0;
}

int cgroup_attach(struct gentrace_model *model, const struct gentrace_entry *entry)
{
	struct task *task = task_find(model, VALUE(entry, cgroup_attach_task, pid));

	if (!task || task->public.doing == GENTRACE_DOING_EXITED)
		return 0;
	task_part(model, task, entry->ns);
	return cgroup_get(model, VALUE(entry, cgroup_attach_task, cgroup), &task->public.cgroup);
}

void cgroups_clear(struct gentrace_model *model)
{
	struct cgroup *cgroup;
	size_t i;

	for (i = 0; i < model->cgroup.count; i++) {
		cgroup = model->cgroup.value[i];
		cgroup->past = model->cgroup_past;
		model->cgroup_past = cgroup;
	}
	map_clear(&model->cgroup);
	while ((cgroup = model->cgroup_past)) {
		model->cgroup_past = cgroup->past;
		free(cgroup->name);
		free(cgroup);
	}
}

const char *gentrace_cgroup_path(const struct gentrace_cgroup *cgroup,
				 char path[GENTRACE_CGROUP_PATH_MAX])
{
	char *p = path + GENTRACE_CGROUP_PATH_MAX - 1;
	size_t length;

	*p = '\0';
	/* In a trace that lies, one can be in itself: then there is no room at last. */
	for (; cgroup && cgroup->name && cgroup->parent; cgroup = cgroup->parent) {
		length = strlen(cgroup->name);
		if (length + 1 > (size_t)(p - path))
			return NULL;
		p -= length;
		memcpy(p, cgroup->name, length);
		*--p = '/';
	}
	if (!cgroup || !cgroup->name)
		return NULL;
	if (!*p)
		*--p = '/';
	return p;
}
