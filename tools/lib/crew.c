// SPDX-License-Identifier: GPL-2.0
/*
 * crew.c - threads that read the generations of a file ahead.
 *
 * What a reader finds depends on nothing but the byte it begins at. So the crew
 * guesses where generations begin, by hopping over them, and has a thread read
 * each as if the others were not there. The results are handed out in order, and
 * a result counts only if it begins where the one before it has ended. If not,
 * the guess was wrong, as it is around damage: what is behind it is thrown away
 * and the crew begins anew at the byte that is known. A trace that is nothing but
 * damage is thus read by one thread at a time, and nobody can tell the difference.
 *
 * Jobs are a ring: @first..@first + @jobs - 1 are in the order of the file.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crew.h"
#include "generation.h"
#include "hop.h"
#include "line.h"
#include "part.h"
#include "reader.h"

#define THREADS_MAX	256u

enum job_state { JOB_WAITS, JOB_RUNS, JOB_DONE };

/**
 * struct job - a generation to be read
 * @begin: where to begin
 * @state: under the lock; the rest is its thread's while it runs
 * @result: of gentrace_reader_next()
 * @generation: what that returned
 * @totals: of the reader that read it
 */
struct job {
	__u64 begin;
	enum job_state state;
	int result;
	struct gentrace_generation *generation;
	struct gentrace_reader_totals totals;
};

/**
 * struct crew - the threads and what they do
 * @fd: the file
 * @limit: memory a generation may take
 * @at: where the next generation to be handed out begins, or the search for it
 * @guess: where the next job begins
 * @guessing: there can be a next job; else @guess is not known before all jobs
 *	that there are have been handed out
 * @list: where the generations begin that are wanted, NULL: all are. No guess
 *	is needed then, and none is wrong
 * @listed: how many
 * @next: the next of them to become a job
 * @models: the threads make what a model needs of generations, too
 * @totals: of what has been handed out
 * @lock: over all that follows
 * @work: a job waits, or it is over
 * @done: a job is done
 * @over: the threads have to go
 * @first: oldest job
 * @jobs: how many
 * @size: how many there can be
 * @job: the ring
 * @thread: the threads
 * @threads: how many
 */
struct crew {
	int fd;
	__u64 limit;
	__u64 at;
	__u64 guess;
	bool guessing;
	__u64 *list;
	size_t listed;
	size_t next;
	bool models;
	struct gentrace_reader_totals totals;
	pthread_mutex_t lock;
	pthread_cond_t work;
	pthread_cond_t done;
	bool over;
	unsigned int first;
	unsigned int jobs;
	unsigned int size;
	struct job *job;
	pthread_t *thread;
	unsigned int threads;
};

static struct job *crew_job(struct crew *crew, unsigned int i)
{
	return &crew->job[(crew->first + i) % crew->size];
}

/*
 * To have the order made ahead costs a third more in all, and takes half of it off the
 * one who has the model: a bargain only if there are CPUs to spare.
 */
#define LINE_THREADS	3

/* It is not shared yet, so it is not const yet. */
static void generation_model(struct gentrace_generation *public, unsigned int threads)
{
	struct generation *generation = (struct generation *)public;

	generation->part = part_make(public);
	if (!generation->part && threads >= LINE_THREADS)
		generation->line = line_make(public);
}

static void job_run(const struct crew *crew, struct job *job)
{
	struct gentrace_reader *reader = reader_open_at(crew->fd, job->begin, crew->limit);

	job->generation = NULL;
	job->result = -ENOMEM;
	if (!reader)
		return;
	job->result = gentrace_reader_next(reader, &job->generation);
	gentrace_reader_totals(reader, &job->totals);
	gentrace_reader_close(reader);
	if (job->result > 0 && crew->models)
		generation_model(job->generation, crew->size - 1);
}

/* Under the lock. The oldest job that waits, NULL if none does. */
static struct job *crew_waiting(struct crew *crew)
{
	unsigned int i;

	for (i = 0; i < crew->jobs; i++) {
		if (crew_job(crew, i)->state == JOB_WAITS)
			return crew_job(crew, i);
	}
	return NULL;
}

static void *crew_thread(void *data)
{
	struct crew *crew = data;

	pthread_mutex_lock(&crew->lock);
	while (!crew->over) {
		struct job *job = crew_waiting(crew);

		if (!job) {
			pthread_cond_wait(&crew->work, &crew->lock);
			continue;
		}
		job->state = JOB_RUNS;
		pthread_mutex_unlock(&crew->lock);
		job_run(crew, job);
		pthread_mutex_lock(&crew->lock);
		job->state = JOB_DONE;
		pthread_cond_signal(&crew->done);
	}
	pthread_mutex_unlock(&crew->lock);
	return NULL;
}

static void crew_add(struct crew *crew, __u64 begin)
{
	pthread_mutex_lock(&crew->lock);
	*crew_job(crew, crew->jobs++) = (struct job) { .begin = begin };
	pthread_cond_signal(&crew->work);
	pthread_mutex_unlock(&crew->lock);
}

/* Have as many jobs as there can be. */
static void crew_fill(struct crew *crew)
{
	while (crew->list && crew->jobs < crew->size && crew->next < crew->listed)
		crew_add(crew, crew->list[crew->next++]);
	while (!crew->list && crew->jobs < crew->size && crew->guessing) {
		struct hop hop;

		crew_add(crew, crew->guess);
		crew->guessing = hop_over(&hop, crew->fd, crew->guess) && hop.sound;
		crew->guess = hop.end;
	}
}

/* Wait for the oldest job and take it from the ring. */
static struct job crew_take(struct crew *crew)
{
	struct job *job = crew_job(crew, 0);
	struct job taken;

	pthread_mutex_lock(&crew->lock);
	while (job->state != JOB_DONE)
		pthread_cond_wait(&crew->done, &crew->lock);
	taken = *job;
	crew->first = (crew->first + 1) % crew->size;
	crew->jobs--;
	pthread_mutex_unlock(&crew->lock);
	return taken;
}

/* The jobs that there are begin at bytes that are none. */
static void crew_begin_anew(struct crew *crew)
{
	while (crew->jobs) {
		struct job job = crew_take(crew);

		gentrace_generation_free(job.generation);
	}
	crew->guess = crew->at;
	crew->guessing = true;
}

int crew_next(struct crew *crew, struct gentrace_generation **generation)
{
	struct gentrace_reader_totals *totals = &crew->totals;
	struct job job;

	if (!crew->list && (!crew->jobs || crew_job(crew, 0)->begin != crew->at))
		crew_begin_anew(crew);
	crew_fill(crew);
	if (!crew->jobs)
		return 0;
	job = crew_take(crew);
	if (job.result < 0)
		return job.result;
	crew->at = job.totals.bytes;
	/* What another thread has passed behind the generation before. */
	if (job.generation && !crew->list)
		job.generation->skipped += totals->skipped_at_end;
	totals->skipped += job.totals.skipped;
	totals->skipped_at_end = job.totals.skipped_at_end +
				 (job.result ? 0 : totals->skipped_at_end);
	totals->generations += job.totals.generations;
	totals->damaged += job.totals.damaged;
	totals->incomplete += job.totals.incomplete;
	*generation = job.generation;
	/* The threads go on while the caller looks at what it got. */
	if (job.result && crew->jobs && (crew->list || crew_job(crew, 0)->begin == crew->at))
		crew_fill(crew);
	return job.result;
}

void crew_list(struct crew *crew, __u64 *list, size_t listed)
{
	crew->list = list;
	crew->listed = listed;
}

void crew_model(struct crew *crew)
{
	crew->models = true;
}

void crew_totals(const struct crew *crew, struct gentrace_reader_totals *totals)
{
	*totals = crew->totals;
	totals->bytes = crew->at;
}

void crew_destroy(struct crew *crew)
{
	unsigned int i;

	if (!crew)
		return;
	pthread_mutex_lock(&crew->lock);
	crew->over = true;
	pthread_cond_broadcast(&crew->work);
	pthread_mutex_unlock(&crew->lock);
	for (i = 0; i < crew->threads; i++)
		pthread_join(crew->thread[i], NULL);
	for (i = 0; i < crew->jobs; i++)
		gentrace_generation_free(crew_job(crew, i)->generation);
	pthread_cond_destroy(&crew->done);
	pthread_cond_destroy(&crew->work);
	pthread_mutex_destroy(&crew->lock);
	free(crew->thread);
	free(crew->list);
	free(crew->job);
	free(crew);
}

/* One that is read from its first byte on, which is how offsets count. */
static bool fd_is_file(int fd)
{
	struct stat status;

	return !fstat(fd, &status) && S_ISREG(status.st_mode) && !lseek(fd, 0, SEEK_CUR);
}

static void crew_start(struct crew *crew, unsigned int threads)
{
	if (!crew->job || !crew->thread)
		return;
	while (crew->threads < threads &&
	       !pthread_create(&crew->thread[crew->threads], NULL, crew_thread, crew))
		crew->threads++;
}

struct crew *crew_create(int fd, __u64 limit, unsigned int threads)
{
	struct crew *crew = fd_is_file(fd) ? calloc(1, sizeof(*crew)) : NULL;

	if (!crew)
		return NULL;
	if (threads > THREADS_MAX)
		threads = THREADS_MAX;
	crew->fd = fd;
	crew->limit = limit;
	crew->guessing = true;
	crew->size = threads + 1;
	crew->job = calloc(crew->size, sizeof(*crew->job));
	crew->thread = calloc(threads, sizeof(*crew->thread));
	pthread_mutex_init(&crew->lock, NULL);
	pthread_cond_init(&crew->work, NULL);
	pthread_cond_init(&crew->done, NULL);
	crew_start(crew, threads);
	if (!crew->threads) {
		crew_destroy(crew);
		return NULL;
	}
	return crew;
}
