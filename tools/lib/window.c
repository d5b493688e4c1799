// SPDX-License-Identifier: GPL-2.0
/*
 * window.c - the generations of a file that overlap a span of time.
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
 * struct search - on the way through the file
 * @fd: the file
 * @limit: memory a generation may take
 * @from_ns: what is wanted, CLOCK_MONOTONIC once the first generation is known
 * @to_ns: the same
 * @window: what has been found
 * @list: where the generations begin that are wanted
 * @bytes: room for a batch
 */
struct search {
	int fd;
	__u64 limit;
	__u64 from_ns;
	__u64 to_ns;
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

static int search_keep(struct search *search, __u64 begin)
{
	size_t count = (size_t)search->window->wanted;

	/* Grows at powers of two, where the count says that it is full. */
	if (!(count & (count - 1))) {
		__u64 *list = reallocarray(search->list, count ? 2 * count : 1, sizeof(*list));

		if (!list)
			return -ENOMEM;
		search->list = list;
	}
	search->list[count] = begin;
	search->window->wanted++;
	return 0;
}

/* A generation from @begin to @end, as a sketch or as a whole. */
static int search_add(struct search *search, const struct gentrace_generation *generation,
		      __u64 begin, __u64 end)
{
	struct gentrace_window *window = search->window;

	if (!window->generations++) {
		window->begin_ns = generation->first.monotonic;
		search->from_ns = add(search->from_ns, window->begin_ns);
		search->to_ns = add(search->to_ns, window->begin_ns);
	}
	if (!search_wants(search, generation))
		return 0;
	if (!window->wanted || generation->first.monotonic < window->first_ns)
		window->first_ns = generation->first.monotonic;
	if (generation->last.monotonic > window->last_ns)
		window->last_ns = generation->last.monotonic;
	window->bytes += end - begin;
	return search_keep(search, begin);
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

int window_list(int fd, __u64 limit, __u64 from_ns, __u64 to_ns,
		struct gentrace_window *window, __u64 **list, size_t *listed)
{
	struct search search = {
		.fd = fd, .limit = limit, .from_ns = from_ns, .to_ns = to_ns,
		.window = window, .bytes = malloc(GENTRACE_BATCH_BYTES_MAX),
	};
	__u64 at = 0;
	int ret;

	*window = (struct gentrace_window) { 0 };
	/* Never NULL: a window with nothing in it is one, too. */
	search.list = malloc(sizeof(*search.list));
	ret = search.bytes && search.list ? 1 : -ENOMEM;
	/*
	 * Not POSIX_FADV_RANDOM, which is tempting: a header, a page, a wait for the
	 * disk. With it this took twice as long where nothing was cached.
	 */
	while (ret > 0)
		ret = search_next(&search, &at);
	free(search.bytes);
	if (ret)
		free(search.list);
	*list = ret ? NULL : search.list;
	*listed = ret ? 0 : (size_t)window->wanted;
	return ret;
}
