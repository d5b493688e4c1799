// SPDX-License-Identifier: GPL-2.0
/*
 * window.c - the generations of a file that overlap a span of time, or may have hits.
 *
 * When a generation began and ended is in its first and its last batch, and the
 * headers tell where these are. So the whole file is hopped over: sessions that
 * were concatenated may come in any order, and a search that halves would pass
 * them by. Where the headers lead nowhere, a reader finds the way.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "generation.h"
#include "header.h"
#include "hop.h"
#include "reader.h"
#include "window.h"

/**
 * struct passed - a generation that has been passed by
 * @session: which
 * @number: which
 * @hits: how often its triggers had hit when it began
 * @watched: it has triggers
 * @kept: it is wanted
 * @first_ns: its begin
 * @last_ns: its end
 * @begin: where it begins in the file
 * @end: where it ends
 */
struct passed {
	__u64 session;
	__u64 number;
	__u64 hits;
	bool watched;
	bool kept;
	__u64 first_ns;
	__u64 last_ns;
	__u64 begin;
	__u64 end;
};

/**
 * struct search - on the way through the file
 * @fd: the file
 * @limit: memory a generation may take
 * @from_ns: what is wanted, CLOCK_MONOTONIC once the first generation is known
 * @to_ns: the same
 * @hits: those with hits are wanted instead
 * @passed: the last one, if so
 * @window: what has been found
 * @list: where the generations begin that are wanted
 * @bytes: room for a batch
 */
struct search {
	int fd;
	__u64 limit;
	__u64 from_ns;
	__u64 to_ns;
	bool hits;
	struct passed passed;
	struct gentrace_window *window;
	__u64 *list;
	__u8 *bytes;
};

static __u64 add(__u64 a, __u64 b)
{
	__u64 sum;

	return __builtin_add_overflow(a, b, &sum) ? ~0ull : sum;
}

static bool sketch_append(struct search *search, struct generation *generation, __u64 offset,
			  __u32 bytes)
{
	struct gentrace_batch_header header;

	if (pread(search->fd, search->bytes, bytes, (off_t)offset) != (ssize_t)bytes)
		return false;
	header_read(&header, search->bytes);
	return header.bytes == bytes && header.level == GENTRACE_LEVEL_META &&
	       !generation_append(generation, &header, search->bytes, offset);
}

/* A generation of its first and its last batch only, NULL if these will not do. */
static struct generation *sketch_make(struct search *search, const struct hop *hop)
{
	struct gentrace_batch_header header;
	struct generation *generation;

	if (pread(search->fd, search->bytes, HEADER_BYTES, (off_t)hop->begin) != HEADER_BYTES)
		return NULL;
	header_read(&header, search->bytes);
	generation = header_has_sound_length(&header) ?
		     generation_create(&header, hop->begin, search->limit) : NULL;
	if (!generation)
		return NULL;
	if (sketch_append(search, generation, hop->begin, header.bytes) &&
	    (hop->last == hop->begin ||
	     sketch_append(search, generation, hop->last, hop->last_bytes)) &&
	    !tables_make(generation) && generation->public.complete &&
	    !generation->public.damaged && generation->public.snapshots > 1 &&
	    format_is_known(generation->public.format))
		return generation;
	gentrace_generation_free(&generation->public);
	return NULL;
}

static bool search_wants(const struct search *search,
			 const struct gentrace_generation *generation)
{
	if (!generation->complete || generation->damaged || !generation->snapshots)
		return true;
	return generation->last.monotonic >= search->from_ns &&
	       generation->first.monotonic <= search->to_ns;
}

/* It is wanted. 0 or -ENOMEM. */
static int search_keep(struct search *search, const struct passed *passed)
{
	struct gentrace_window *window = search->window;
	size_t count = (size_t)window->wanted;

	/* Grows at powers of two, where the count says that it is full. */
	if (!(count & (count - 1))) {
		__u64 *list = reallocarray(search->list, count ? 2 * count : 1, sizeof(*list));

		if (!list)
			return -ENOMEM;
		search->list = list;
	}
	search->list[count] = passed->begin;
	if (!count || passed->first_ns < window->first_ns)
		window->first_ns = passed->first_ns;
	if (passed->last_ns > window->last_ns)
		window->last_ns = passed->last_ns;
	window->bytes += passed->end - passed->begin;
	window->wanted++;
	return 0;
}

/* The last one had hits, or may have had. */
static int search_keep_passed(struct search *search)
{
	struct passed *passed = &search->passed;

	if (passed->kept || !passed->watched)
		return 0;
	passed->kept = true;
	return search_keep(search, passed);
}

/*
 * A generation says what has been noticed only some time after the one before has ended:
 * what is more than that one has said may be in either.
 */
static int search_add_hits(struct search *search, struct passed *now, bool sound)
{
	const struct passed *before = &search->passed;
	bool next = before->session == now->session && before->number + 1 == now->number;
	bool more = next && before->hits != now->hits;
	int ret = !next || more ? search_keep_passed(search) : 0;

	search->passed = *now;
	search->passed.watched |= !sound;
	return ret ?: more || !sound ? search_keep_passed(search) : 0;
}

/* A generation from @begin to @end, as a sketch or as a whole. */
static int search_add(struct search *search, const struct gentrace_generation *generation,
		      __u64 begin, __u64 end)
{
	struct gentrace_window *window = search->window;
	struct passed now = {
		.session	= generation->session,
		.number		= generation->number,
		.watched	= generation->trigger_count || generation->hit_count,
		.first_ns	= generation->first.monotonic,
		.last_ns	= generation->last.monotonic,
		.begin		= begin,
		.end		= end,
	};
	size_t i;

	if (!window->generations++) {
		window->begin_ns = generation->first.monotonic;
		search->from_ns = add(search->from_ns, window->begin_ns);
		search->to_ns = add(search->to_ns, window->begin_ns);
	}
	for (i = 0; i < generation->trigger_count; i++)
		now.hits += generation->trigger[i].hits;
	if (search->hits)
		return search_add_hits(search, &now, generation->complete && !generation->damaged);
	return search_wants(search, generation) ? search_keep(search, &now) : 0;
}

/* The headers do not tell: read what begins at @at. 1, 0 at the end, or -errno. */
static int search_read(struct search *search, __u64 *at)
{
	struct gentrace_reader *reader = reader_open_at(search->fd, *at, search->limit);
	struct gentrace_generation *generation;
	struct gentrace_reader_totals totals;
	int ret = reader ? gentrace_reader_next(reader, &generation) : -ENOMEM;

	if (ret > 0) {
		gentrace_reader_totals(reader, &totals);
		ret = search_add(search, generation, *at, totals.bytes) ?: 1;
		*at = totals.bytes;
		gentrace_generation_free(generation);
	}
	gentrace_reader_close(reader);
	return ret;
}

/* The generation at @at, or the next one. 1, 0 at the end, or -errno. */
static int search_next(struct search *search, __u64 *at)
{
	struct generation *sketch;
	struct hop hop;
	int ret;

	sketch = hop_over(&hop, search->fd, *at) && hop.sound ? sketch_make(search, &hop) : NULL;
	if (!sketch)
		return search_read(search, at);
	ret = search_add(search, &sketch->public, hop.begin, hop.end);
	gentrace_generation_free(&sketch->public);
	*at = hop.end;
	return ret ?: 1;
}

static int search_run(struct search *search, __u64 **list, size_t *listed)
{
	__u64 at = 0;
	int ret;

	*search->window = (struct gentrace_window) { 0 };
	search->bytes = malloc(GENTRACE_BATCH_BYTES_MAX);
	/* Never NULL: a window with nothing in it is one, too. */
	search->list = malloc(sizeof(*search->list));
	ret = search->bytes && search->list ? 1 : -ENOMEM;
	/*
	 * Not POSIX_FADV_RANDOM, which is tempting: a header, a page, a wait for the
	 * disk. With it this took twice as long where nothing was cached.
	 */
	while (ret > 0)
		ret = search_next(search, &at);
	/* What came behind the last one, nobody says. */
	if (!ret && search->hits)
		ret = search_keep_passed(search);
	free(search->bytes);
	if (ret)
		free(search->list);
	*list = ret ? NULL : search->list;
	*listed = ret ? 0 : (size_t)search->window->wanted;
	return ret;
}

int window_list(int fd, __u64 limit, __u64 from_ns, __u64 to_ns,
		struct gentrace_window *window, __u64 **list, size_t *listed)
{
	struct search search = {
		.fd = fd, .limit = limit, .from_ns = from_ns, .to_ns = to_ns, .window = window,
	};

	return search_run(&search, list, listed);
}

int window_list_hits(int fd, __u64 limit, struct gentrace_window *window, __u64 **list,
		     size_t *listed)
{
	struct search search = { .fd = fd, .limit = limit, .hits = true, .window = window };

	return search_run(&search, list, listed);
}
