// SPDX-License-Identifier: GPL-2.0
/* cgroups.c - which cgroups are meant. */
#include <fnmatch.h>
#include <string.h>

#include "cgroups.h"
#include "command.h"
#include "print/message.h"
#include "read/trace.h"

/* Where people find the paths, which a trace does not know. */
static const char *const mounts[] = { "/sys/fs/cgroup/unified", "/sys/fs/cgroup" };

static char *text_skip_mount(char *text)
{
	size_t i;

	for (i = 0; i < sizeof(mounts) / sizeof(*mounts); i++) {
		size_t length = strlen(mounts[i]);

		if (!strncmp(text, mounts[i], length) && (!text[length] || text[length] == '/'))
			return text + length;
	}
	return text;
}

bool cgroups_add(struct cgroups *cgroups, char *text)
{
	char *path = text_skip_mount(text);
	size_t length = strlen(path);

	if (cgroups->count == CGROUPS_MAX || !*text)
		return false;
	while (length && path[length - 1] == '/')
		path[--length] = '\0';
	cgroups->pattern[cgroups->count++] = length ? path : "/";
	return true;
}

static bool pattern_is(const char *pattern, const struct gentrace_cgroup *cgroup,
		       const char *path)
{
	return !fnmatch(pattern, *pattern == '/' ? path : cgroup->name, FNM_PATHNAME);
}

bool cgroups_have(const struct cgroups *cgroups, const struct gentrace_cgroup *cgroup)
{
	char buffer[GENTRACE_CGROUP_PATH_MAX];
	const char *path;
	unsigned int i;

	/* One that is in itself has no path. */
	for (; (path = gentrace_cgroup_path(cgroup, buffer)); cgroup = cgroup->parent)
		for (i = 0; i < cgroups->count; i++)
			if (pattern_is(cgroups->pattern[i], cgroup, path))
				return true;
	return false;
}

static int explain_unknown(const char *path)
{
	message_error("%s does not tell which cgroups tasks were in", trace_name(path));
	message_try("a new recording, by this version of the module, of a kernel with cgroup v2; "
		    "without --cpu or --event, with class sched");
	return EXIT_NO;
}

static int explain_none(const struct cgroups *cgroups, const char *path)
{
	message_error("no cgroup of %s is '%s'%s", trace_name(path), cgroups->pattern[0],
		      cgroups->count > 1 ? ", nor any other that is named" : "");
	message_try("tracectl dump --meta --event cgroup,cgroup_mkdir %s, which lists them",
		    trace_argument(path));
	return EXIT_NO;
}

int cgroups_check(const struct cgroups *cgroups, const struct gentrace_model *model,
		  const char *path)
{
	const struct gentrace_cgroup *cgroup;
	const struct gentrace_task *task;
	size_t known = 0, unknown = 0, i;

	if (!cgroups->count)
		return EXIT_OK;
	for (i = 0; (task = gentrace_model_task(model, i)); i++) {
		known += task->cgroup != NULL;
		unknown += !task->cgroup;
	}
	if (!known)
		return explain_unknown(path);
	if (unknown)
		message_note("of %zu tasks the trace does not tell the cgroup; they are left out",
			     unknown);
	for (i = 0; (cgroup = gentrace_model_cgroup(model, i)); i++)
		if (cgroups_have(cgroups, cgroup))
			return EXIT_OK;
	return explain_none(cgroups, path);
}
