// SPDX-License-Identifier: GPL-2.0
/*
 * verify_symbols.c - names that contradict each other: what would be printed then
 * depends on who looks first.
 */
#include "generation.h"
#include "verify.h"

#define find(verify, ...)	verify_find(verify, BROKEN, SYMBOL, NULL, NULL, __VA_ARGS__)

static void verify_images(struct gentrace_verify *verify, const char *whose,
			  const struct gentrace_image *image, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (!image[i].id)
			find(verify, "an image of %s has the id 0, which is none", whose);
		else if (i && image[i].id == image[i - 1].id)
			find(verify, "image %llu of %s is in the table twice", image[i].id, whose);
		if (!image[i].name_length)
			find(verify, "image %llu of %s has no name", image[i].id, whose);
	}
}

static void verify_kernel(struct gentrace_verify *verify)
{
	const struct gentrace_generation *generation = verify->generation;
	size_t i;

	for (i = 0; i < generation->symbol_count; i++) {
		const struct gentrace_symbol *symbol = &generation->symbol[i];

		if (!symbol->name_length || !symbol->bytes ||
		    symbol->bytes - 1 > ~0ull - symbol->address)
			find(verify, "the symbol at %llx has no name, or an impossible length",
			     symbol->address);
		if (i && symbol->address - symbol[-1].address < symbol[-1].bytes)
			find(verify, "the symbols at %llx and %llx overlap", symbol[-1].address,
			     symbol->address);
		if (symbol->image && !gentrace_generation_kernel_image(generation, symbol->image))
			find(verify, "the symbol at %llx is of image %llu, which is not in the table",
			     symbol->address, symbol->image);
	}
}

/* @ids: those in the table. */
static void verify_spaces(struct gentrace_verify *verify, struct pids *ids)
{
	const struct gentrace_generation *generation = verify->generation;
	size_t i;

	for (i = 0; i < generation->user_space_count; i++) {
		const struct gentrace_user_space *space = &generation->user_space[i];

		if (i && space->tgid == space[-1].tgid &&
		    space->start_stack == space[-1].start_stack)
			find(verify, "process %u is in the table twice with one program",
			     space->tgid);
		if (pids_has(ids, space->id) || space->id >= PIDS_LIMIT)
			find(verify, "process %u has the id %llu, which is another's or impossible",
			     space->tgid, space->id);
		pids_add(ids, space->id);
	}
}

static void verify_mappings(struct gentrace_verify *verify, const struct pids *spaces)
{
	const struct gentrace_generation *generation = verify->generation;
	size_t i;

	for (i = 0; i < generation->mapping_count; i++) {
		const struct gentrace_mapping *mapping = &generation->mapping[i];

		if (!mapping->bytes || mapping->bytes - 1 > ~0ull - mapping->begin)
			find(verify, "the mapping at %llx has an impossible length",
			     mapping->begin);
		if (i && mapping->space == mapping[-1].space &&
		    mapping->begin - mapping[-1].begin < mapping[-1].bytes)
			find(verify, "the mappings at %llx and %llx overlap",
			     mapping[-1].begin, mapping->begin);
		if (mapping->image && !gentrace_generation_user_image(generation, mapping->image))
			find(verify, "the mapping at %llx is of image %llu, which is not in the table",
			     mapping->begin, mapping->image);
		if (!pids_has(spaces, mapping->space))
			find(verify, "the mapping at %llx is of process %llu, which is not in the table",
			     mapping->begin, mapping->space);
	}
}

void verify_symbols(struct gentrace_verify *verify)
{
	const struct gentrace_generation *generation = verify->generation;
	struct pids spaces = { 0 };

	if (generation_of(generation)->schema.shape[GENTRACE_EVENT_symbols].count > 1)
		find(verify, "says twice what came of looking for names");
	verify_images(verify, "the kernel", generation->kernel_image,
		      generation->kernel_image_count);
	verify_images(verify, "a process", generation->user_image, generation->user_image_count);
	verify_kernel(verify);
	verify_spaces(verify, &spaces);
	verify_mappings(verify, &spaces);
	verify->introduced.failed |= spaces.failed;
	pids_free(&spaces);
}
