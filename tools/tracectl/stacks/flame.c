// SPDX-License-Identifier: GPL-2.0
/* flame.c - stacks with times, as folded lines. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "flame.h"
#include "print/terminal.h"

int flame_add(struct flame *flame, const struct flame_stack *stack)
{
	struct flame_stack *list = flame->stack, *new;

	/* Grows at powers of two, where the count says that it is full. */
	if (!(flame->stacks & (flame->stacks - 1))) {
		list = reallocarray(list, flame->stacks ? 2 * flame->stacks : 1, sizeof(*list));
		if (!list)
			return -ENOMEM;
		flame->stack = list;
	}
	new = &list[flame->stacks];
	*new = *stack;
	new->text = strdup(stack->text);
	if (!new->text)
		return -ENOMEM;
	flame->stacks++;
	return 0;
}

void flame_clear(struct flame *flame)
{
	size_t i;

	for (i = 0; i < flame->stacks; i++)
		free(flame->stack[i].text);
	free(flame->stack);
	*flame = (struct flame) { 0 };
}

static int stack_compare(const void *left, const void *right)
{
	const struct flame_stack *a = left, *b = right;

	return strcmp(a->text, b->text);
}

void flame_sort(struct flame *flame)
{
	size_t i, n = 0;

	if (!flame->stacks)
		return;
	qsort(flame->stack, flame->stacks, sizeof(*flame->stack), stack_compare);
	for (i = 1; i < flame->stacks; i++) {
		if (strcmp(flame->stack[n].text, flame->stack[i].text)) {
			flame->stack[++n] = flame->stack[i];
		} else {
			flame->stack[n].ns += flame->stack[i].ns;
			free(flame->stack[i].text);
		}
	}
	flame->stacks = n + 1;
}

void flame_print_folded(const struct flame *flame, FILE *file)
{
	size_t i;

	for (i = 0; i < flame->stacks; i++)
		fprintf(file, "%s %llu\n", flame->stack[i].text, flame->stack[i].ns);
}

char *flame_escape(char *buffer, size_t size, const char *text)
{
	size_t used = 0;

	*buffer = '\0';
	for (; *text; text++) {
		char escaped[5];

		terminal_escape(escaped, sizeof(escaped), text, 1);
		if (*text == ';')
			strcpy(escaped, "\\x3b");
		if (used + strlen(escaped) >= size)
			break;
		strcpy(buffer + used, escaped);
		used += strlen(escaped);
	}
	/* An empty frame would be none. */
	return used ? buffer : strcpy(buffer, "?");
}
