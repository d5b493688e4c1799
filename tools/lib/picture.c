// SPDX-License-Identifier: GPL-2.0
/*
 * picture.c - a flight recorder in a picture of a machine's memory.
 *
 * Every byte is hostile: whoever could write to that memory could write this. And some of
 * it is missing, for who takes such pictures leaves out what he thinks nobody wants.
 */
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "checksum.h"
#include "header.h"
#include "libgentrace_salvage.h"
#include "schema.h"

#define PAGE		GENTRACE_PICTURE_PAGE

/* Addresses: of a pool of 64 GiB. */
#define ENTRIES_MAX	(16ull << 20)

/**
 * struct layout - what the pages say
 * @first: the first one, as numbers of this machine
 * @entry: the addresses
 * @pages: how many of them are the events' batches'
 * @meta_pages: the meta batches', behind those
 * @slots: behind those
 * @used: of each batch of events, how far it has been written to if a stream has it
 */
struct layout {
	struct gentrace_picture_page *first;
	__u64 *entry;
	__u64 pages;
	__u64 meta_pages;
	__u64 slots;
	struct open {
		__u32 used;
		__u32 cpu;
		__u8 level;
		__u8 parity;
	} *open;
};

/* What is read from, and into. */
struct search {
	const struct gentrace_picture *picture;
	struct gentrace_salvage *salvage;
	struct gentrace_picture_sum *sum;
	struct layout layout;
	struct schema *schema;
	__u8 *batch;
};

/* ------------------------------------------------------------------ pages */

static void page_decode(struct gentrace_picture_page *page, const __u8 *bytes)
{
	memcpy(page, bytes, sizeof(*page));
	page->magic = le64toh(page->magic);
	page->checksum = le64toh(page->checksum);
	page->self = le64toh(page->self);
	page->next = le64toh(page->next);
	page->session = le64toh(page->session);
	page->number = le32toh(page->number);
	page->version = le32toh(page->version);
	page->oldest = le64toh(page->oldest);
	page->newest = le64toh(page->newest);
	page->address = le64toh(page->address);
	page->batches = le32toh(page->batches);
	page->batch_bytes = le32toh(page->batch_bytes);
	page->meta_batches = le32toh(page->meta_batches);
	page->meta_bytes = le32toh(page->meta_bytes);
	page->cpus = le32toh(page->cpus);
	page->levels = le32toh(page->levels);
	page->cursor = le32toh(page->cursor);
	page->count = le64toh(page->count);
}

static __u64 page_checksum(const __u8 *bytes)
{
	struct gentrace_picture_page *page;
	__u8 copy[PAGE];

	memcpy(copy, bytes, PAGE);
	page = (struct gentrace_picture_page *)copy;
	page->oldest = 0;
	page->newest = 0;
	return XXH64(&page->self, PAGE - offsetof(struct gentrace_picture_page, self), 0);
}

static bool page_is_sound(const struct gentrace_picture_page *page, const __u8 *bytes,
			  __u64 address)
{
	return page->magic == GENTRACE_PICTURE_MAGIC && page->self == address &&
	       page->version == GENTRACE_PICTURE_VERSION && page_checksum(bytes) == page->checksum;
}

bool gentrace_picture_is_first(const __u8 *bytes, __u64 address)
{
	struct gentrace_picture_page page;

	page_decode(&page, bytes);
	return page_is_sound(&page, bytes, address) && !page.number;
}

/* Whole pages of so many batches; 0 is none. */
static __u64 pages_of(__u64 batches, __u64 bytes)
{
	return (batches * bytes + PAGE - 1) / PAGE;
}

static bool sizes_are_sound(struct layout *layout)
{
	const struct gentrace_picture_page *first = layout->first;

	if (!first->batches || first->batch_bytes < GENTRACE_BATCH_BYTES_MIN ||
	    first->batch_bytes > GENTRACE_BATCH_BYTES_MAX ||
	    first->meta_bytes < GENTRACE_BATCH_BYTES_MIN ||
	    first->meta_bytes > GENTRACE_BATCH_BYTES_MAX ||
	    first->cpus > GENTRACE_CPUS_MAX || first->levels > GENTRACE_LEVEL_CONTEXTS ||
	    first->cursor > PAGE - sizeof(__u64) || !first->session)
		return false;
	layout->pages = pages_of(first->batches, first->batch_bytes);
	layout->meta_pages = pages_of(first->meta_batches, first->meta_bytes);
	layout->slots = 2ull * first->cpus * first->levels;
	return layout->pages + layout->meta_pages + layout->slots == first->count &&
	       first->count <= ENTRIES_MAX;
}

/* The entries of page @number, which is at @at; moves @at to the next one. */
static int entries_read(struct search *search, __u32 number, __u64 *at)
{
	const struct gentrace_picture *picture = search->picture;
	struct layout *layout = &search->layout;
	struct gentrace_picture_page page;
	__u64 i, done = (__u64)number * GENTRACE_PICTURE_ENTRIES;
	__u8 bytes[PAGE];

	if (picture->read(picture->data, *at, bytes))
		return -EINVAL;
	page_decode(&page, bytes);
	if (!page_is_sound(&page, bytes, *at) || page.number != number ||
	    page.session != layout->first->session)
		return -EINVAL;
	for (i = 0; i < GENTRACE_PICTURE_ENTRIES && done + i < layout->first->count; i++) {
		memcpy(&layout->entry[done + i],
		       bytes + sizeof(page) + i * sizeof(__le64), sizeof(__le64));
		layout->entry[done + i] = le64toh(layout->entry[done + i]);
	}
	*at = page.next;
	return 0;
}

static int layout_read(struct search *search, __u64 at)
{
	const struct gentrace_picture *picture = search->picture;
	struct layout *layout = &search->layout;
	__u8 bytes[PAGE];
	__u32 number;
	int err;

	if (picture->read(picture->data, at, bytes) || !gentrace_picture_is_first(bytes, at))
		return -EINVAL;
	layout->first = malloc(sizeof(*layout->first));
	if (!layout->first)
		return -ENOMEM;
	page_decode(layout->first, bytes);
	if (!sizes_are_sound(layout))
		return -EINVAL;
	layout->entry = calloc(layout->first->count, sizeof(*layout->entry));
	layout->open = calloc(layout->first->batches, sizeof(*layout->open));
	if (!layout->entry || !layout->open)
		return -ENOMEM;
	for (number = 0; number * GENTRACE_PICTURE_ENTRIES < layout->first->count; number++) {
		err = entries_read(search, number, &at);
		if (err)
			return err;
	}
	return 0;
}

/* ---------------------------------------------------------------- batches */

/* What is not in the picture reads as zero. */
static void piece_read(struct search *search, __u64 entry, __u32 begin, __u32 bytes, __u8 *to)
{
	const struct gentrace_picture *picture = search->picture;
	__u8 page[PAGE];

	search->sum->pages++;
	if (picture->read(picture->data, search->layout.entry[entry], page)) {
		search->sum->missing++;
		memset(page, 0, sizeof(page));
	}
	memcpy(to, page + begin, bytes);
}

/* The batch that begins so many bytes behind the page of an entry. */
static void batch_read(struct search *search, __u64 entry, __u64 offset, __u32 bytes)
{
	__u32 done, begin, piece;

	for (done = 0; done < bytes; done += piece) {
		begin = (offset + done) % PAGE;
		piece = PAGE - begin < bytes - done ? PAGE - begin : bytes - done;
		piece_read(search, entry + (offset + done) / PAGE, begin, piece,
			   search->batch + done);
	}
}

/* How many events there are, and where the last one ends. */
static __u32 events_count(const struct schema *schema, const __u8 *from, const __u8 *end,
			  const __u8 **last)
{
	const struct shape *shape;
	__u32 count = 0;
	__u64 delta;
	const __u8 *p;

	for (*last = from; *last < end; *last = p, count++) {
		shape = &schema->shape[**last];
		p = shape_skip(shape, gentrace_get_varint(*last + 1, end, &delta), end);
		if (!shape->known || !p)
			break;
	}
	return count;
}

static void put32(__u8 *batch, size_t offset, __u32 value)
{
	value = htole32(value);
	memcpy(batch + offset, &value, sizeof(value));
}

#define PUT32(batch, field, value) \
	put32(batch, offsetof(struct gentrace_batch_header, field), value)

/* A batch of so many bytes: what can be decoded of it is kept. Returns -errno. */
static int batch_keep(struct search *search, __u8 *batch, __u32 bytes, bool open)
{
	struct gentrace_batch_header header;
	const __u8 *end;
	__u32 events;
	size_t used;
	int ret;

	header_read(&header, batch);
	events = events_count(search->schema, batch + HEADER_BYTES, batch + bytes, &end);
	if (end != batch + bytes || (!open && events != header.events))
		gentrace_salvage_damaged(search->salvage);
	PUT32(batch, bytes, end - batch);
	PUT32(batch, events, events);
	ret = gentrace_salvage_batch(search->salvage, batch, bytes, false, &used);
	if (ret == GENTRACE_SALVAGED_BATCH)
		search->sum->batches++;
	return ret < 0 ? ret : 0;
}

static bool is_kept(const struct search *search, const struct gentrace_batch_header *header)
{
	const struct gentrace_picture_page *first = search->layout.first;

	return header->session == first->session && header->generation >= first->oldest &&
	       header->generation <= first->newest + 1;
}

/* One or several of the trace, one behind the other. */
static int pool_batch_keep(struct search *search, __u32 bytes)
{
	struct gentrace_batch_header header;
	__u32 offset;
	int err;

	for (offset = 0; bytes - offset >= HEADER_BYTES; offset += header.bytes) {
		header_read(&header, search->batch + offset);
		if (header.magic != GENTRACE_BATCH_MAGIC || header.header_bytes != HEADER_BYTES ||
		    header.bytes < HEADER_BYTES || header.bytes > bytes - offset)
			break;
		if (!is_kept(search, &header))
			continue;
		err = batch_keep(search, search->batch + offset, header.bytes, false);
		if (err)
			return err;
	}
	return 0;
}

/* Its header has what only the opening knew. */
static int open_batch_keep(struct search *search, const struct open *open)
{
	const struct gentrace_picture_page *first = search->layout.first;
	struct gentrace_batch_header header;

	memcpy(&header, search->batch, HEADER_BYTES);
	header.magic = htole32(GENTRACE_BATCH_MAGIC);
	header.header_bytes = htole16(HEADER_BYTES);
	header.level = open->level;
	header.reserved = 0;
	header.bytes = htole32(open->used);
	header.generation = htole64(first->newest + (open->parity != first->newest % 2));
	header.session = htole64(first->session);
	header.cpu = htole32(open->cpu);
	memcpy(search->batch, &header, HEADER_BYTES);
	search->sum->open++;
	return batch_keep(search, search->batch, open->used, true);
}

/* ------------------------------------------------------------------ slots */

static void slot_read(struct search *search, __u64 number)
{
	struct layout *layout = &search->layout;
	const struct gentrace_picture *picture = search->picture;
	__u64 address = layout->entry[layout->pages + layout->meta_pages + number], cursor, index;
	__u32 at = address % PAGE + layout->first->cursor, used;
	__u8 page[PAGE];

	/* A CPU that there cannot be. */
	if (!address)
		return;
	search->sum->pages++;
	if (at > PAGE - sizeof(cursor) ||
	    picture->read(picture->data, address - address % PAGE, page)) {
		search->sum->missing++;
		return;
	}
	memcpy(&cursor, page + at, sizeof(cursor));
	cursor = le64toh(cursor);
	if (cursor <= layout->first->address)
		return;
	/* It may stand right behind the last byte of a batch. */
	index = (cursor - layout->first->address - 1) / layout->first->batch_bytes;
	used = cursor - layout->first->address - index * layout->first->batch_bytes;
	if (index >= layout->first->batches || used < HEADER_BYTES)
		return;
	layout->open[index] = (struct open) {
		.used = used, .cpu = number / 2 / layout->first->levels,
		.level = number / 2 % layout->first->levels, .parity = number % 2,
	};
}

/* ------------------------------------------------------------------ search */

static int events_keep(struct search *search)
{
	const struct layout *layout = &search->layout;
	__u32 bytes = layout->first->batch_bytes, i;
	int err = 0;

	for (i = 0; i < layout->first->batches && !err; i++) {
		batch_read(search, 0, (__u64)i * bytes, bytes);
		err = layout->open[i].used ? open_batch_keep(search, &layout->open[i]) :
					     pool_batch_keep(search, bytes);
	}
	return err;
}

static int meta_keep(struct search *search)
{
	const struct layout *layout = &search->layout;
	__u32 bytes = layout->first->meta_bytes, i;
	int err = 0;

	for (i = 0; i < layout->first->meta_batches && !err; i++) {
		batch_read(search, layout->pages, (__u64)i * bytes, bytes);
		err = pool_batch_keep(search, bytes);
	}
	return err;
}

static int search_run(struct search *search, __u64 at)
{
	__u64 i;
	int err = layout_read(search, at);

	if (err)
		return err;
	search->schema = malloc(sizeof(*search->schema));
	search->batch = malloc(GENTRACE_BATCH_BYTES_MAX);
	if (!search->schema || !search->batch)
		return -ENOMEM;
	schema_init(search->schema);
	for (i = 0; i < search->layout.slots; i++)
		slot_read(search, i);
	return events_keep(search) ?: meta_keep(search);
}

int gentrace_picture_read(const struct gentrace_picture *picture, __u64 at,
			  struct gentrace_salvage *salvage, struct gentrace_picture_sum *sum)
{
	struct search search = { .picture = picture, .salvage = salvage, .sum = sum };
	int err = search_run(&search, at);

	free(search.batch);
	free(search.schema);
	free(search.layout.first);
	free(search.layout.entry);
	free(search.layout.open);
	return err;
}
