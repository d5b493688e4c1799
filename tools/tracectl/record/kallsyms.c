// SPDX-License-Identifier: GPL-2.0
/* kallsyms.c - what the running kernel calls its functions. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kallsyms.h"

#define PAGE	4096u

/**
 * struct reading - /proc/kallsyms on its way
 * @kallsyms: where it goes
 * @symbols: room for so many
 * @bytes: of the text
 * @room: for so many bytes of text
 */
struct reading {
	struct kallsyms *kallsyms;
	size_t symbols;
	size_t bytes;
	size_t room;
};

/* The index of an image, which may be a new one; that before is a good guess. -1: no memory. */
static int image_index(struct kallsyms *kallsyms, const char *name, int guess)
{
	struct kernel_image *image = kallsyms->image;
	size_t i;

	if (image && !strcmp(image[guess].name, name))
		return guess;
	for (i = 0; i < kallsyms->images; i++) {
		if (!strcmp(image[i].name, name))
			return (int)i;
	}
	image = reallocarray(image, i + 1, sizeof(*image));
	if (!image || i > 0xffff)
		return -1;
	kallsyms->image = image;
	kallsyms->images++;
	image[i] = (struct kernel_image){ 0 };
	snprintf(image[i].name, sizeof(image[i].name), "%s", name);
	return (int)i;
}

static int reading_grow(struct reading *reading, size_t length)
{
	struct kallsyms *kallsyms = reading->kallsyms;

	if (kallsyms->count == reading->symbols) {
		size_t size = reading->symbols ? 2 * reading->symbols : 1 << 16;
		void *more = reallocarray(kallsyms->symbol, size, sizeof(*kallsyms->symbol));

		if (!more)
			return -ENOMEM;
		kallsyms->symbol = more;
		reading->symbols = size;
	}
	if (reading->room - reading->bytes < length) {
		size_t size = reading->room ? 2 * reading->room : 1 << 20;
		char *more = realloc(kallsyms->text, size);

		if (!more)
			return -ENOMEM;
		kallsyms->text = more;
		reading->room = size;
	}
	return 0;
}

/* "ffffffffc0000000 t veth_poll	[veth]" */
static int reading_line(struct reading *reading, char *line)
{
	struct kallsyms *kallsyms = reading->kallsyms;
	char *name, *module, type, *save;
	__u64 address = strtoull(line, &name, 16);
	int image = kallsyms->count ? kallsyms->symbol[kallsyms->count - 1].image : 0;
	size_t length;

	if (name[0] != ' ' || !name[1] || name[2] != ' ')
		return 0;
	type = name[1];
	name = strtok_r(name + 3, "\t\n ", &save);
	module = name ? strtok_r(NULL, "\t\n []", &save) : NULL;
	if (!name)
		return 0;
	length = strlen(name) + 1;
	image = image_index(kallsyms, module ?: "vmlinux", image);
	if (image < 0 || length > 1024 || reading_grow(reading, length))
		return -ENOMEM;
	memcpy(kallsyms->text + reading->bytes, name, length);
	kallsyms->symbol[kallsyms->count++] = (struct kernel_symbol){
		.address = address,
		.name = reading->bytes,
		.image = image,
		.code = strchr("tTwW", type),
	};
	reading->bytes += length;
	return 0;
}

/* Those of one address stay in the order of the file, where the kernel takes the first. */
static int symbol_compare(const void *a, const void *b)
{
	const struct kernel_symbol *x = a, *y = b;

	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	return x->name < y->name ? -1 : x->name > y->name;
}

int kallsyms_read(struct kallsyms *kallsyms)
{
	struct reading reading = { .kallsyms = kallsyms };
	FILE *file = fopen("/proc/kallsyms", "re");
	char *line = NULL;
	size_t size = 0;
	int result = 0;

	*kallsyms = (struct kallsyms){ .naming = GENTRACE_NAMING_FAILED };
	if (!file)
		return 0;
	if (image_index(kallsyms, "vmlinux", 0) < 0)
		result = -ENOMEM;
	while (!result && getline(&line, &size, file) > 0)
		result = reading_line(&reading, line);
	free(line);
	fclose(file);
	if (result) {
		kallsyms_free(kallsyms);
		return result;
	}
	if (!kallsyms->count)
		return 0;
	qsort(kallsyms->symbol, kallsyms->count, sizeof(*kallsyms->symbol), symbol_compare);
	/* Who may not see addresses sees zeros. */
	kallsyms->naming = kallsyms->symbol[kallsyms->count - 1].address ?
			   GENTRACE_NAMING_TAKEN : GENTRACE_NAMING_HIDDEN;
	return 0;
}

void kallsyms_free(struct kallsyms *kallsyms)
{
	free(kallsyms->symbol);
	free(kallsyms->text);
	free(kallsyms->image);
	*kallsyms = (struct kallsyms){ .naming = GENTRACE_NAMING_FAILED };
}

/* How many symbols are not behind the address. */
static size_t symbols_until(const struct kallsyms *kallsyms, __u64 address)
{
	size_t low = 0, high = kallsyms->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (kallsyms->symbol[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Nobody says where the last function of an image ends: at the end of a page at most. */
static __u64 symbol_bytes(const struct kallsyms *kallsyms, const struct kernel_symbol *symbol)
{
	size_t next = symbols_until(kallsyms, symbol->address);
	__u64 page = PAGE - symbol->address % PAGE, bytes;

	if (next == kallsyms->count)
		return page;
	bytes = kallsyms->symbol[next].address - symbol->address;
	return kallsyms->symbol[next].image == symbol->image || bytes < page ? bytes : page;
}

struct kernel_symbol *kallsyms_find(const struct kallsyms *kallsyms, __u64 address, __u64 *bytes)
{
	size_t end = symbols_until(kallsyms, address), i = end;

	if (!end || kallsyms->naming != GENTRACE_NAMING_TAKEN)
		return NULL;
	while (i && kallsyms->symbol[i - 1].address == kallsyms->symbol[end - 1].address)
		i--;
	while (i < end && !kallsyms->symbol[i].code)
		i++;
	if (i == end)
		return NULL;
	*bytes = symbol_bytes(kallsyms, &kallsyms->symbol[i]);
	return address - kallsyms->symbol[i].address < *bytes ? &kallsyms->symbol[i] : NULL;
}

bool kallsyms_overlaps(const struct kallsyms *kallsyms, __u64 address, __u64 bytes)
{
	size_t end = symbols_until(kallsyms, address + bytes - 1);
	__u64 length;

	return (end && kallsyms->symbol[end - 1].address >= address) ||
	       kallsyms_find(kallsyms, address, &length);
}

__u64 kallsyms_address(const struct kallsyms *kallsyms, const char *name)
{
	size_t i;

	for (i = 0; i < kallsyms->count; i++) {
		if (!strcmp(kallsyms_name(kallsyms, &kallsyms->symbol[i]), name))
			return kallsyms->symbol[i].address;
	}
	return 0;
}

static __u64 module_begin(const char *name)
{
	char path[128];
	__u64 begin = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/sys/module/%s/sections/.text", name);
	file = fopen(path, "re");
	if (!file)
		return 0;
	if (fscanf(file, "%llx", &begin) != 1)
		begin = 0;
	fclose(file);
	return begin;
}

struct kernel_image *kallsyms_image(const struct kallsyms *kallsyms,
				    const struct kernel_symbol *symbol)
{
	struct kernel_image *image = &kallsyms->image[symbol->image];
	char path[128] = "/sys/kernel/notes";

	if (image->asked)
		return image;
	image->asked = true;
	if (symbol->image) {
		snprintf(path, sizeof(path), "/sys/module/%s/notes/.note.gnu.build-id",
			 image->name);
		image->begin = module_begin(image->name);
	} else {
		image->begin = kallsyms_address(kallsyms, "_stext");
	}
	build_id_of_notes(&image->build_id, path);
	return image;
}

__u64 kallsyms_modules(void)
{
	FILE *file = fopen("/proc/modules", "re");
	char *line = NULL, *word, *save;
	__u64 sum = 0xcbf29ce484222325;
	size_t size = 0;
	int i;

	/* Name, size and address; who uses it is of no interest. */
	while (file && getline(&line, &size, file) > 0) {
		word = strtok_r(line, "\n ", &save);
		for (i = 0; word; i++, word = strtok_r(NULL, "\n ", &save)) {
			for (; (i < 2 || i == 5) && *word; word++)
				sum = (sum ^ (unsigned char)*word) * 0x100000001b3;
		}
	}
	free(line);
	if (file)
		fclose(file);
	return sum;
}
