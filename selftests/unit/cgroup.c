// SPDX-License-Identifier: GPL-2.0
/* cgroup.c - in which cgroup a task is, and the priority that it is born with. */
#include "unit.h"

enum { WEB = 100, JOB = 101, MOVER = 200 };

/* What a task did in a cgroup, as it was told. */
struct told {
	const char *path;
	__u32 pid;
	__u64 begin_ns;
	__u64 end_ns;
	__u32 doing;
	size_t seen;
};

static int told_find(void *data, const struct gentrace_segment *segment)
{
	struct told *told;
	char path[GENTRACE_CGROUP_PATH_MAX];

	for (told = data; told->path; told++) {
		const char *in = gentrace_cgroup_path(segment->task->cgroup, path);

		assert_non_null(in);
		told->seen += segment->task->pid == told->pid && !strcmp(in, told->path) &&
			      segment->begin_ns == told->begin_ns &&
			      segment->end_ns == told->end_ns && segment->doing == told->doing;
	}
	return 0;
}

/* Each piece of a task's life is told while the task is where it did that. */
static void test_a_move_cuts_what_the_task_does(void **state)
{
	struct told told[] = {
		{ "/system.slice/web.service", JOB, 1100, 1200, GENTRACE_DOING_WAIT, 0 },
		{ "/system.slice/web.service", JOB, 1200, 1400, GENTRACE_DOING_RUN, 0 },
		{ "/system.slice/web.service/jobs", JOB, 1400, 1600, GENTRACE_DOING_RUN, 0 },
		{ "/user.slice", MOVER, 1000, 1500, GENTRACE_DOING_BLOCK, 0 },
		{ "/user.slice", MOVER, 1500, 1600, GENTRACE_DOING_WAIT, 0 },
		{ "/user.slice", MOVER, 1600, 1700, GENTRACE_DOING_RUN, 0 },
		{ "/system.slice/web.service", MOVER, 1700, 1900, GENTRACE_DOING_RUN, 0 },
		{ "/system.slice/web.service", WEB, 2000, 2050, GENTRACE_DOING_WAIT, 0 },
		{ 0 },
	};
	struct gentrace_buffer trace;
	struct gentrace_model *model;

	(void)state;
	trace_load(&trace, "cgroups");
	model = trace_model(&trace, told_find, told);
	for (size_t i = 0; told[i].path; i++)
		assert_int_equal(told[i].seen, 1);
	gentrace_model_destroy(model);
	gentrace_buffer_clear(&trace);
}

static void test_a_child_has_its_priority(void **state)
{
	struct gentrace_buffer trace;
	struct gentrace_model *model;

	(void)state;
	trace_load(&trace, "cgroups");
	model = trace_model(&trace, NULL, NULL);
	assert_int_equal(gentrace_model_find(model, WEB)->prio, 120);
	assert_int_equal(gentrace_model_find(model, JOB)->prio, 130);
	gentrace_model_destroy(model);
	gentrace_buffer_clear(&trace);
}

#define HEAD \
	"batch session=1 gen=1 level=meta time=1000\n" \
	"+0 generation format=2 session=1 clock=monotonic classes=2\n" \
	"events\n" \
	"+0 clock_snapshot clock=1000 monotonic=1000\n"

static const char *path_of(const struct gentrace_model *model, __u32 pid,
			   char path[GENTRACE_CGROUP_PATH_MAX])
{
	return gentrace_cgroup_path(gentrace_model_find(model, pid)->cgroup, path);
}

/* A trace that does not say, says nothing. */
static void test_what_is_not_told_is_not_known(void **state)
{
	char path[GENTRACE_CGROUP_PATH_MAX];
	struct gentrace_model *model;

	(void)state;
	model = text_model(HEAD
			   "+0 cgroup cgroup=1\n"
			   "+0 task_status pid=1 cgroup=1\n"
			   "+0 task_status pid=2\n"
			   "+0 task_status pid=3 cgroup=7\n");
	assert_string_equal(path_of(model, 1, path), "/");
	assert_null(path_of(model, 2, path));
	assert_null(path_of(model, 3, path));
	gentrace_model_destroy(model);
	/* Where moves are left out, a status is soon over. */
	model = text_model("batch session=1 gen=1 level=meta time=1000\n"
			   "+0 generation format=3 session=1 clock=monotonic classes=2\n"
			   "events\n"
			   "+0 filter kind=1 first=16 last=16\n"
			   "+0 clock_snapshot clock=1000 monotonic=1000\n"
			   "+0 cgroup cgroup=1\n"
			   "+0 task_status pid=1 cgroup=1\n");
	assert_null(path_of(model, 1, path));
	gentrace_model_destroy(model);
}

/* One that is in itself, and one whose path has no end of room. */
static void test_hostile_cgroups_have_no_path(void **state)
{
	char path[GENTRACE_CGROUP_PATH_MAX];
	struct gentrace_model *model;

	(void)state;
	model = text_model(HEAD
			   "+0 cgroup cgroup=1 parent=2 name=\"a\"\n"
			   "+0 cgroup cgroup=2 parent=1 name=\"b\"\n"
			   "+0 cgroup cgroup=3 parent=3\n"
			   "+0 task_status pid=1 cgroup=1\n"
			   "+0 task_status pid=3 cgroup=3\n");
	assert_null(path_of(model, 1, path));
	assert_null(path_of(model, 3, path));
	gentrace_model_destroy(model);
}

/* Who has seen the first of two with an id goes on to. */
static void test_an_id_can_be_given_again(void **state)
{
	char path[GENTRACE_CGROUP_PATH_MAX];
	const struct gentrace_cgroup *first;
	struct gentrace_model *model;

	(void)state;
	model = text_model(HEAD
			   "+0 cgroup cgroup=1\n"
			   "+0 cgroup cgroup=9 parent=1 name=\"a\"\n"
			   "+0 task_status pid=1 cgroup=9\n"
			   "batch cpu=0 level=task time=1000 pid=1\n"
			   "+10 cgroup_mkdir cgroup=9 parent=1 name=\"b\"\n"
			   "+10 sched_process_fork parent=1 child=2 cgroup=9\n");
	first = gentrace_model_find(model, 1)->cgroup;
	assert_string_equal(gentrace_cgroup_path(first, path), "/a");
	assert_string_equal(path_of(model, 2, path), "/b");
	gentrace_model_destroy(model);
}

int cgroup_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_move_cuts_what_the_task_does),
		cmocka_unit_test(test_a_child_has_its_priority),
		cmocka_unit_test(test_what_is_not_told_is_not_known),
		cmocka_unit_test(test_hostile_cgroups_have_no_path),
		cmocka_unit_test(test_an_id_can_be_given_again),
	};

	return cmocka_run_group_tests_name("cgroup", tests, NULL, NULL);
}
