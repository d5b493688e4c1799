// SPDX-License-Identifier: GPL-2.0
/* outline.c - a generation by its meta stream alone, while the trace is recorded. */
#include <errno.h>
#include <stdlib.h>

#include "generation.h"
#include "header.h"

/**
 * struct gentrace_outline - a trace on its way from the device
 * @generation: the one that is being recorded, NULL between two
 */
struct gentrace_outline {
	struct generation *generation;
};

struct gentrace_outline *gentrace_outline_create(void)
{
	return calloc(1, sizeof(struct gentrace_outline));
}

static void outline_drop(struct gentrace_outline *outline)
{
	if (outline->generation)
		gentrace_generation_free(&outline->generation->public);
	outline->generation = NULL;
}

void gentrace_outline_destroy(struct gentrace_outline *outline)
{
	if (outline)
		outline_drop(outline);
	free(outline);
}

/* The generation that the batch is of, begun anew if it is another one. 0 or -ENOMEM. */
static int outline_open(struct gentrace_outline *outline,
			const struct gentrace_batch_header *header)
{
	const struct generation *open = outline->generation;

	if (open && open->public.session == header->session &&
	    open->public.number == header->generation)
		return 0;
	outline_drop(outline);
	outline->generation = generation_create(header, 0, GENTRACE_READER_LIMIT_DEFAULT);
	return outline->generation ? 0 : -ENOMEM;
}

/* With its end there, the generation is the caller's. 1 or -ENOMEM. */
static int outline_close(struct gentrace_outline *outline,
			 struct gentrace_generation **generation)
{
	if (tables_make(outline->generation)) {
		outline_drop(outline);
		return -ENOMEM;
	}
	*generation = &outline->generation->public;
	outline->generation = NULL;
	return 1;
}

int gentrace_outline_add(struct gentrace_outline *outline, const void *bytes, size_t length,
			 struct gentrace_generation **generation)
{
	struct gentrace_batch_header header;
	int ret;

	*generation = NULL;
	if (length < HEADER_BYTES)
		return -EBADMSG;
	header_read(&header, bytes);
	if (header.magic != GENTRACE_BATCH_MAGIC || header.bytes != length ||
	    !header_has_sound_length(&header) || !header_has_sound_stream(&header))
		return -EBADMSG;
	if (header.level != GENTRACE_LEVEL_META)
		return 0;
	ret = outline_open(outline, &header);
	if (!ret)
		ret = generation_append(outline->generation, &header, bytes, 0);
	if (ret) {
		outline_drop(outline);
		return ret;
	}
	return outline->generation->public.complete ? outline_close(outline, generation) : 0;
}
