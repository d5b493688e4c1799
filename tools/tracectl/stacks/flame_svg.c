// SPDX-License-Identifier: GPL-2.0
/*
 * flame_svg.c - a flame graph as a picture that needs nothing else.
 *
 * The outermost frames are on top. One pass over the sorted stacks: at each depth there
 * is one frame at a time, which is drawn when a stack comes that does not have it. No
 * script, so names of a trace can do nothing but be read; and no colour but those of the
 * style sheet, which has them for light and for dark.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "flame.h"
#include "print/units.h"

#define WIDTH		1200
#define MARGIN		10
#define ROW		19
#define TOP		64
#define LETTER		7.3	/* width of one, at most */
#define NARROWEST	0.25	/* frames below that are only counted */
#define DRAWN_MAX	40000	/* frames; a browser is slow with more */
#define WIDTHS		16	/* classes of them, each twice as wide as the one before */
#define TITLE_MAX	300	/* bytes of a stack in a frame's title, about */

static const char *const tones[] = {
	[FLAME_TASK] = "task", [FLAME_CALL] = "call", [FLAME_CODE] = "code",
	[FLAME_SLEEP] = "sleep", [FLAME_DISK] = "disk", [FLAME_WAIT] = "wait",
	[FLAME_UNKNOWN] = "unknown",
};

static const char style[] =
	"svg { --back: #ffffff; --text: #1b2127; --dim: #66727e; --ink: #10151a; --task: #e6eaee;\n"
	"  --call: #c9d3dc; --code: #d8e6c8; --sleep: #b9c4ce; --disk: #dfa3c4; --wait: #e9b949; --unknown: #a9b2bb; }\n"
	"@media (prefers-color-scheme: dark) {\n"
	"  svg { --back: #15191d; --text: #e4e9ee; --dim: #94a1ad; --ink: #e4e9ee; --task: #2a323a;\n"
	"    --call: #3a4651; --code: #3d5230; --sleep: #4a5763; --disk: #7d3f63; --wait: #7a5a10; --unknown: #555f69; }\n"
	"}\n"
	".back { fill: var(--back); }\n"
	"text { font: 12px ui-monospace, monospace; fill: var(--ink); }\n"
	"text.title { font-size: 15px; font-weight: bold; fill: var(--text); }\n"
	"text.note { fill: var(--dim); }\n"
	"g rect { stroke: var(--back); stroke-width: 0.5; }\n"
	"g:hover rect { stroke: var(--text); stroke-width: 1.5; }\n"
	".task { fill: var(--task); } .call { fill: var(--call); } .code { fill: var(--code); }\n"
	".sleep { fill: var(--sleep); } .disk { fill: var(--disk); } .wait { fill: var(--wait); }\n"
	".unknown { fill: var(--unknown); }\n";

/**
 * struct graph - a graph that is being drawn
 * @file: where to; NULL: only count
 * @whole_ns: what all stacks add up to
 * @now_ns: of these, those that have been passed
 * @open: the frames at which the pass stands, by depth
 * @depth: how many
 * @count: how many frames there are, by their width and depth
 * @width: frames of this class of widths and of larger ones are drawn
 * @deepest: of this one only those above this depth
 * @narrow: frames that are too narrow to be drawn
 * @others: frames that are not because there are so many
 */
struct graph {
	FILE *file;
	__u64 whole_ns;
	__u64 now_ns;
	struct {
		const char *text;	/* in its stack, up to its end */
		size_t length;		/* of the stack up to there */
		size_t name;		/* where its own name begins */
		__u64 begin_ns;
		enum flame_tone tone;
	} open[FLAME_DEPTH_MAX];
	size_t depth;
	size_t count[WIDTHS][FLAME_DEPTH_MAX];
	size_t width;
	size_t deepest;
	__u64 narrow;
	__u64 others;
};

/* Names are printable ASCII already. */
static void print_text(FILE *file, const char *text, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++) {
		switch (text[i]) {
		case '<':
			fputs("&lt;", file);
			break;
		case '>':
			fputs("&gt;", file);
			break;
		case '&':
			fputs("&amp;", file);
			break;
		case '"':
			fputs("&quot;", file);
			break;
		default:
			putc(text[i], file);
		}
	}
}

static double x_of(const struct graph *graph, __u64 ns)
{
	return MARGIN + (double)ns / graph->whole_ns * (WIDTH - 2 * MARGIN);
}

/* As much of the name as there is room for; two letters say nothing. */
static void print_name(FILE *file, const char *name, size_t length, double width)
{
	size_t room = (size_t)((width - 6) / LETTER);

	if (width < 6 || room < 3)
		return;
	if (length <= room) {
		print_text(file, name, length);
		return;
	}
	print_text(file, name, room - 2);
	fputs("..", file);
}

/* The stack up to a frame; of a deep one the end, as each of its frames has a title. */
static void print_stack(FILE *file, const char *text, size_t length)
{
	const char *from = NULL;

	if (length > TITLE_MAX)
		from = memchr(text + length - TITLE_MAX, ';', TITLE_MAX);
	if (from)
		fputs("...", file);
	else
		from = text;
	print_text(file, from, length - (size_t)(from - text));
}

static size_t width_class(double width)
{
	size_t class = 0;

	for (width /= 2 * NARROWEST; width >= 1 && class < WIDTHS - 1; width /= 2)
		class++;
	return class;
}

/* Whether there is room for a frame; at first it is only counted. */
static bool frame_has_room(struct graph *graph, size_t depth, double width)
{
	size_t class = width_class(width);

	if (!graph->file) {
		graph->count[class][depth] += width >= NARROWEST;
		return false;
	}
	if (width < NARROWEST)
		graph->narrow++;
	else if (class < graph->width || (class == graph->width && depth >= graph->deepest))
		graph->others++;
	else
		return true;
	return false;
}

static void frame_draw(struct graph *graph, size_t depth)
{
	const char *text = graph->open[depth].text;
	size_t length = graph->open[depth].length, name = graph->open[depth].name;
	__u64 ns = graph->now_ns - graph->open[depth].begin_ns;
	double x = x_of(graph, graph->open[depth].begin_ns);
	double width = x_of(graph, graph->now_ns) - x;
	char took[UNITS_MAX], share[UNITS_MAX];
	size_t y = TOP + depth * ROW;

	if (!frame_has_room(graph, depth, width))
		return;
	fprintf(graph->file, "<g><title>");
	print_stack(graph->file, text, length);
	fprintf(graph->file, ": %s, %s, %llu ns</title><rect class=\"%s\" x=\"%.2f\" y=\"%zu\" "
		"width=\"%.2f\" height=\"%d\"/>", units_ns(took, ns),
		units_percent(share, ns, graph->whole_ns), ns, tones[graph->open[depth].tone], x, y,
		width, ROW - 1);
	fprintf(graph->file, "<text x=\"%.2f\" y=\"%zu\">", x + 3, y + 13);
	print_name(graph->file, text + name, length - name, width);
	fputs("</text></g>\n", graph->file);
}

static enum flame_tone tone_at(const struct flame_stack *stack, size_t depth)
{
	if (depth >= stack->plain)
		return stack->tone;
	return depth ? depth == 1 ? FLAME_CALL : FLAME_CODE : FLAME_TASK;
}

/* How many of the open frames the stack begins with, too. */
static size_t common_depth(const struct graph *graph, const char *text)
{
	size_t depth = 0;

	while (depth < graph->depth) {
		size_t length = graph->open[depth].length;

		if (strncmp(graph->open[depth].text, text, length) ||
		    (text[length] && text[length] != ';'))
			break;
		depth++;
	}
	return depth;
}

static void graph_close(struct graph *graph, size_t depth)
{
	while (graph->depth > depth)
		frame_draw(graph, --graph->depth);
}

static void graph_pass(struct graph *graph, const struct flame_stack *stack)
{
	const char *text = stack->text;
	size_t at;

	graph_close(graph, common_depth(graph, text));
	at = graph->depth ? graph->open[graph->depth - 1].length : 0;
	while (text[at] && graph->depth < FLAME_DEPTH_MAX) {
		size_t name = at + (text[at] == ';');

		at = name + strcspn(text + name, ";");
		graph->open[graph->depth].text = text;
		graph->open[graph->depth].length = at;
		graph->open[graph->depth].name = name;
		graph->open[graph->depth].begin_ns = graph->now_ns;
		graph->open[graph->depth].tone = tone_at(stack, graph->depth);
		graph->depth++;
	}
	graph->now_ns += stack->ns;
}

static size_t stack_depth(const char *text)
{
	size_t depth = 1;

	for (; *text; text++)
		depth += *text == ';';
	return depth;
}

static void print_line(FILE *file, const char *class, size_t y, const char *text)
{
	fprintf(file, "<text class=\"%s\" x=\"%d\" y=\"%zu\">", class, MARGIN, y);
	print_text(file, text, strlen(text));
	fputs("</text>\n", file);
}

static size_t print_begin(const struct flame *flame, FILE *file)
{
	size_t depth = 1, height, i;

	for (i = 0; i < flame->stacks; i++) {
		size_t deep = stack_depth(flame->stack[i].text);

		depth = deep > depth ? deep : depth;
	}
	depth = depth < FLAME_DEPTH_MAX ? depth : FLAME_DEPTH_MAX;
	height = TOP + depth * ROW + 2 * ROW;
	fprintf(file, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %zu\" width=\"%d\" height=\"%zu\">\n"
		"<style>\n%s</style>\n<rect class=\"back\" width=\"100%%\" height=\"100%%\"/>\n",
		WIDTH, height, WIDTH, height, style);
	return height;
}

static void graph_draw(struct graph *graph, const struct flame *flame)
{
	size_t i;

	graph->now_ns = 0;
	for (i = 0; graph->whole_ns && i < flame->stacks; i++)
		graph_pass(graph, &flame->stack[i]);
	graph_close(graph, 0);
}

/* Which frames there is room for: the widest, and of those the outermost. */
static void graph_measure(struct graph *graph, const struct flame *flame)
{
	size_t i, drawn = 0;

	for (i = 0; i < flame->stacks; i++)
		graph->whole_ns += flame->stack[i].ns;
	graph_draw(graph, flame);
	for (graph->width = WIDTHS - 1;; graph->width--) {
		for (i = 0; i < FLAME_DEPTH_MAX; i++) {
			drawn += graph->count[graph->width][i];
			if (drawn > DRAWN_MAX)
				return;
			graph->deepest = i + 1;
		}
		if (!graph->width)
			return;
		graph->deepest = 0;
	}
}

static void print_left_out(const struct graph *graph, size_t y)
{
	char text[192], count[UNITS_MAX];
	__u64 all = graph->narrow + graph->others;

	if (graph->others)
		snprintf(text, sizeof(text),
			 "%s frames are not drawn: of so many, %d of the widest are",
			 units_count(count, all), DRAWN_MAX);
	else
		snprintf(text, sizeof(text),
			 "%s frame%s narrower than a quarter of a pixel and not drawn",
			 units_count(count, all), all == 1 ? " is" : "s are");
	if (all)
		print_line(graph->file, "note", y, text);
}

void flame_print_svg(const struct flame *flame, FILE *file, const char *title, const char *note)
{
	struct graph *graph = calloc(1, sizeof(*graph));
	size_t height = print_begin(flame, file);

	print_line(file, "title", 26, title);
	print_line(file, "note", 46, note);
	if (!graph) {
		fputs("</svg>\n", file);
		return;
	}
	graph_measure(graph, flame);
	graph->file = file;
	graph_draw(graph, flame);
	print_left_out(graph, height - ROW / 2);
	free(graph);
	fputs("</svg>\n", file);
}
