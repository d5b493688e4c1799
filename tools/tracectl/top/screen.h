/* SPDX-License-Identifier: GPL-2.0 */
/*
 * screen.h - a terminal as a whole, by ncurses.
 *
 * Texts must have been escaped before; what does not fit is cut. The terminal is what it was
 * when the screen has been closed, so that is part of every way out.
 */
#ifndef TRACECTL_SCREEN_H
#define TRACECTL_SCREEN_H

#include <stdbool.h>

enum screen_style {
	SCREEN_PLAIN,
	SCREEN_BOLD,
	SCREEN_DIM,
	SCREEN_GOOD,
	SCREEN_WARN,
	SCREEN_BAD,
	SCREEN_BAR,	/* the line of headings, names of keys */
	SCREEN_CURSOR,
	SCREEN_TAG,
	SCREEN_STYLES,
};

/* Keys that are no letters; those are what they are. */
enum screen_key {
	SCREEN_NONE = -1,
	SCREEN_UP = 0x1000,
	SCREEN_DOWN,
	SCREEN_RIGHT,
	SCREEN_PAGE_UP,
	SCREEN_PAGE_DOWN,
	SCREEN_HOME,
	SCREEN_END,
	SCREEN_ENTER,
	SCREEN_ESCAPE,
	SCREEN_ERASE,
	SCREEN_F1,
	SCREEN_F3,
	SCREEN_F4,
	SCREEN_F6,
	SCREEN_F10,
	SCREEN_OTHER,
};

/**
 * struct screen - the terminal
 * @rows: lines that it has
 * @columns: and columns
 * @utf8: it shows UTF-8
 */
struct screen {
	int rows;
	int columns;
	bool utf8;
};

/* Is there a terminal at all? 0, or -1 with the reason printed. */
int screen_check(void);

/* 0, or -1 with the reason printed: it is no terminal that can do this. */
int screen_open(struct screen *screen);
void screen_close(void);

/* The terminal has another size. */
void screen_resize(struct screen *screen);

void screen_erase(void);
void screen_show(void);

/* Text at a place; the column behind it. */
int screen_put(const struct screen *screen, int row, int column, enum screen_style style,
	       const char *text);

/* A line in one style, empty otherwise. */
void screen_fill(const struct screen *screen, int row, enum screen_style style);

/* What was typed and has not been asked for. */
int screen_key(void);

#endif /* TRACECTL_SCREEN_H */
