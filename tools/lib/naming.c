// SPDX-License-Identifier: GPL-2.0
/*
 * naming.c - addresses of stacks as names: what the trace knows of them, and what files
 * of the same builds add to that.
 */
#include <errno.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "debugfile.h"

/**
 * struct build - a file that has been looked for
 * @next: another one
 * @image: what was looked for; its texts are its own
 * @file: what was found
 * @path: of @image.name, terminated
 * @bias: of the kernel: what has to be subtracted from an address
 */
struct build {
	struct build *next;
	struct gentrace_image image;
	struct debugfile *file;
	char *path;
	__u64 bias;
};

/**
 * struct known - an address that has been looked up in a file
 * @build: the file
 * @code: the address
 * @count: its functions
 * @name: these
 */
struct known {
	const struct build *build;
	__u64 code;
	int count;
	struct gentrace_name name[];
};

/**
 * struct gentrace_symbols - what has been looked up so far
 * @build: files
 * @text: texts, each once: a tree of tsearch(3)
 * @known: addresses in files: another one
 */
struct gentrace_symbols {
	struct build *build;
	void *text;
	void *known;
};

struct gentrace_symbols *gentrace_symbols_create(void)
{
	return calloc(1, sizeof(struct gentrace_symbols));
}

void gentrace_symbols_destroy(struct gentrace_symbols *symbols)
{
	struct build *build, *next;

	if (!symbols)
		return;
	for (build = symbols->build; build; build = next) {
		next = build->next;
		debugfile_close(build->file);
		free((void *)build->image.build_id);
		free(build->path);
		free(build);
	}
	tdestroy(symbols->text, free);
	tdestroy(symbols->known, free);
	free(symbols);
}

static int text_compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* The same text, terminated, for as long as the symbols are there; NULL: no memory. */
static const char *symbols_text(struct gentrace_symbols *symbols, const char *text, __u32 length)
{
	char *copy = strndup(text, length);
	char **found = copy ? tsearch(copy, &symbols->text, text_compare) : NULL;

	if (!found || *found != copy)
		free(copy);
	return found ? *found : NULL;
}

static bool image_is_same(const struct gentrace_image *a, const struct gentrace_image *b)
{
	return a->build_id_length == b->build_id_length && a->begin == b->begin &&
	       a->name_length == b->name_length &&
	       !memcmp(a->build_id, b->build_id, a->build_id_length) &&
	       !memcmp(a->name, b->name, a->name_length);
}

static bool build_copy(struct build *build, const struct gentrace_image *image)
{
	__u8 *id = malloc(image->build_id_length + 1u);

	build->image = *image;
	build->image.build_id = id;
	build->path = strndup(image->name, image->name_length);
	build->image.name = build->path;
	if (!id || !build->path)
		return false;
	memcpy(id, image->build_id, image->build_id_length);
	/* A name with a 0 in it is shorter than it says; it is still found again. */
	build->image.name_length = (__u32)strlen(build->path);
	return build->image.name_length == image->name_length;
}

/* A list of names of files that ends with NULL; the text is the caller's. */
static void kernel_paths(const char *paths[4], char text[3][512], const char *release)
{
	static const char *const formats[] = {
		"/usr/lib/debug/boot/vmlinux-%s", "/usr/lib/debug/lib/modules/%s/vmlinux",
		"/boot/vmlinux-%s",
	};
	unsigned int i;

	paths[0] = NULL;
	/* What others have written must not lead anywhere else. */
	if (strchr(release, '/'))
		return;
	for (i = 0; i < 3; i++) {
		snprintf(text[i], sizeof(text[i]), formats[i], release);
		paths[i] = text[i];
	}
	paths[3] = NULL;
}

/* The file of an image, looked for once; NULL: no memory. */
static struct build *symbols_build(struct gentrace_symbols *symbols,
				   const struct gentrace_image *image, const char *release)
{
	const char *paths[4] = { NULL };
	struct build *build;
	char text[3][512];

	for (build = symbols->build; build; build = build->next) {
		if (image_is_same(&build->image, image))
			return build;
	}
	build = calloc(1, sizeof(*build));
	if (!build)
		return NULL;
	if (!build_copy(build, image)) {
		build->image.name_length = image->name_length;
		build->image.build_id_length = 0;
	}
	if (release)
		kernel_paths(paths, text, release);
	else if (build->path && *build->path == '/')
		paths[0] = build->path;
	build->file = debugfile_open(&build->image, paths);
	if (build->file && release)
		build->bias = image->begin - debugfile_symbol(build->file, "_stext");
	build->next = symbols->build;
	symbols->build = build;
	return build->file ? build : NULL;
}

/* One name that says why there is none. */
static int name_why(struct gentrace_name *name, const char *why)
{
	name->why = why;
	return 1;
}

static int known_compare(const void *a, const void *b)
{
	const struct known *x = a, *y = b;

	if (x->build != y->build)
		return x->build < y->build ? -1 : 1;
	return x->code < y->code ? -1 : x->code > y->code;
}

/* What the file says, with texts that stay. -ENOMEM. */
static int names_look(struct gentrace_symbols *symbols, const struct build *build, __u64 code,
		      struct gentrace_name *name)
{
	int i, count = debugfile_names(build->file, code, name);

	for (i = 0; i < count; i++) {
		if (name[i].function)
			name[i].function = symbols_text(symbols, name[i].function,
							(__u32)strlen(name[i].function));
		if (name[i].source)
			name[i].source = symbols_text(symbols, name[i].source,
						      (__u32)strlen(name[i].source));
	}
	return count;
}

static struct known *known_make(const struct build *build, __u64 code, int count,
				const struct gentrace_name *name)
{
	struct known *known = malloc(sizeof(*known) + (size_t)count * sizeof(*name));

	if (!known)
		return NULL;
	*known = (struct known) { .build = build, .code = code, .count = count };
	memcpy(known->name, name, (size_t)count * sizeof(*name));
	return known;
}

/* The same, remembered; all of it is of that image. */
static int names_take(struct gentrace_symbols *symbols, const struct build *build, __u64 code,
		      const char *image, struct gentrace_name *name)
{
	const struct known key = { .build = build, .code = code };
	struct known **found = tfind(&key, &symbols->known, known_compare);
	struct known *known;
	int i, count;

	if (found) {
		memcpy(name, (*found)->name, (size_t)(*found)->count * sizeof(*name));
		return (*found)->count;
	}
	count = names_look(symbols, build, code, name);
	for (i = 0; i < count; i++)
		name[i].image = image;
	known = known_make(build, code, count, name);
	if (!known || !tsearch(known, &symbols->known, known_compare)) {
		free(known);
		return -ENOMEM;
	}
	return count;
}

/* ------------------------------------------------------------- the kernel */

static const char *kernel_why(const struct gentrace_generation *generation)
{
	const char *why = gentrace_naming_meaning(generation->kernel_naming);

	if (!generation->named)
		return "nobody looked up names when this was recorded";
	if (generation->kernel_naming)
		return why ? why : "for a reason that this version does not know";
	return "it was in no function that the kernel knew";
}

/*
 * What is inlined there, if there is debug information of this very kernel; the name and
 * offset are the trace's own. Modules would have to be laid out as the kernel did it.
 */
static int kernel_inlined(struct gentrace_symbols *symbols,
			  const struct gentrace_generation *generation,
			  const struct gentrace_image *image, __u64 code,
			  struct gentrace_name *name)
{
	const struct gentrace_name plain = name[0];
	const struct build *build;
	int count;

	if (!image || !image->begin || !image->build_id_length || image->name_length != 7 ||
	    memcmp(image->name, "vmlinux", 7))
		return 1;
	build = symbols_build(symbols, image, generation->release);
	if (!build)
		return -ENOMEM;
	if (!debugfile_exists(build->file) || build->bias == image->begin)
		return 1;
	count = names_take(symbols, build, code - build->bias, plain.image, name);
	if (count < 0)
		return count;
	name[count - 1].function = plain.function;
	name[count - 1].offset = plain.offset;
	return count;
}

static int kernel_names(struct gentrace_symbols *symbols,
			const struct gentrace_generation *generation, __u64 address, __u64 code,
			struct gentrace_name *name)
{
	const struct gentrace_symbol *symbol = gentrace_generation_symbol(generation, code);
	const struct gentrace_image *image;

	if (!symbol)
		return name_why(name, kernel_why(generation));
	image = gentrace_generation_kernel_image(generation, symbol->image);
	name->function = symbols_text(symbols, symbol->name, symbol->name_length);
	name->offset = address - symbol->address;
	if (image)
		name->image = symbols_text(symbols, image->name, image->name_length);
	if (!name->function || (image && !name->image))
		return -ENOMEM;
	return kernel_inlined(symbols, generation, image, code, name);
}

/* ----------------------------------------------------------- the processes */

static const char *space_why(const struct gentrace_generation *generation,
			     const struct gentrace_user_space *space)
{
	if (!generation->named)
		return "nobody looked up mappings when this was recorded";
	if (!space)
		return "the trace does not know what its process had mapped";
	if (space->state == GENTRACE_SPACE_READ || space->state == GENTRACE_SPACE_EARLIER)
		return "it was in no mapping when these were read";
	return gentrace_space_meaning(space->state) ?: "for a reason that this version does not know";
}

static int file_names(struct gentrace_symbols *symbols, const struct gentrace_image *image,
		      __u64 address, __u64 code, struct gentrace_name *name)
{
	const char *text = symbols_text(symbols, image->name, image->name_length);
	const struct build *build = symbols_build(symbols, image, NULL);
	int count;

	if (!text || !build)
		return -ENOMEM;
	count = names_take(symbols, build, code, text, name);
	if (count < 0)
		return count;
	name[count - 1].image_address = address;
	if (name[count - 1].function)
		name[count - 1].offset += address - code;
	else if (!image->build_id_length)
		name[count - 1].why = "its file has no build id, or could not be read";
	else if (!debugfile_exists(build->file))
		name[count - 1].why = "no file with its build id is here";
	else
		name[count - 1].why = "its file has no name for it";
	return count;
}

static int user_names(struct gentrace_symbols *symbols,
		      const struct gentrace_generation *generation,
		      const struct gentrace_stack *stack, __u64 address, __u64 code,
		      struct gentrace_name *name)
{
	const struct gentrace_user_space *space = gentrace_generation_space(generation, stack);
	const struct gentrace_mapping *mapping =
		space ? gentrace_generation_mapping(generation, space, code) : NULL;
	const struct gentrace_image *image;

	if (!mapping)
		return name_why(name, space_why(generation, space));
	image = gentrace_generation_user_image(generation, mapping->image);
	if (!image)
		return name_why(name, "it was in memory that is of no file");
	return file_names(symbols, image, address - mapping->begin + mapping->vaddr,
			  code - mapping->begin + mapping->vaddr, name);
}

int gentrace_symbols_names(struct gentrace_symbols *symbols,
			   const struct gentrace_generation *generation,
			   const struct gentrace_stack *stack, unsigned int index,
			   __u64 address, struct gentrace_name name[GENTRACE_NAMES_MAX])
{
	__u64 code = gentrace_frame_code(stack, index, address);

	memset(name, 0, GENTRACE_NAMES_MAX * sizeof(*name));
	if (stack->user)
		return user_names(symbols, generation, stack, address, code, name);
	return kernel_names(symbols, generation, address, code, name);
}
