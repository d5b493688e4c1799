// SPDX-License-Identifier: GPL-2.0
/* screen.c - a terminal as a whole, by ncurses. */
#include <curses.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "print/message.h"
#include "print/terminal.h"
#include "screen.h"

/* How long a key that sends several bytes may take, ms. */
#define ESCAPE_MS	50

/* Pairs of colours, by style; those without one have the terminal's. */
static attr_t styles[SCREEN_STYLES];

static SCREEN *terminal;

static int explain(const char *why)
{
	message_error("%s", why);
	message_try("tracectl top -b, which prints tables");
	return -1;
}

int screen_check(void)
{
	const char *name = getenv("TERM");

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return explain("this is no terminal, and top without -b is a picture on one");
	if (!name || !*name)
		return explain("TERM is not set, so nobody knows what this terminal can do");
	if (!strcmp(name, "dumb"))
		return explain("this terminal cannot move its cursor (TERM is dumb)");
	return 0;
}

static bool terminal_can(const char *capability)
{
	const char *text = tigetstr(capability);

	return text && text != (const char *)-1;
}

static void style_colour(enum screen_style style, short foreground, short background)
{
	if (init_pair(style, foreground, background) != ERR)
		styles[style] = COLOR_PAIR(style);
}

/* Without colours all is told by bold and reverse. */
static void styles_make(void)
{
	memset(styles, 0, sizeof(styles));
	styles[SCREEN_BOLD] = A_BOLD;
	styles[SCREEN_DIM] = A_DIM;
	styles[SCREEN_WARN] = A_BOLD;
	styles[SCREEN_BAD] = A_BOLD;
	styles[SCREEN_BAR] = A_REVERSE;
	styles[SCREEN_CURSOR] = A_REVERSE;
	styles[SCREEN_TAG] = A_BOLD;
	if (!terminal_colored(stdout) || !has_colors() || start_color() == ERR ||
	    use_default_colors() == ERR)
		return;
	style_colour(SCREEN_GOOD, COLOR_GREEN, -1);
	style_colour(SCREEN_WARN, COLOR_YELLOW, -1);
	style_colour(SCREEN_BAD, COLOR_RED, -1);
	style_colour(SCREEN_BAR, COLOR_BLACK, COLOR_GREEN);
	style_colour(SCREEN_CURSOR, COLOR_BLACK, COLOR_CYAN);
	style_colour(SCREEN_TAG, COLOR_YELLOW, -1);
	styles[SCREEN_TAG] |= A_BOLD;
}

int screen_open(struct screen *screen)
{
	terminal = newterm(NULL, stdout, stdin);
	if (!terminal)
		return explain("this terminal is not known (see TERM, and the package ncurses-term)");
	if (!terminal_can("cup") || !terminal_can("clear")) {
		screen_close();
		return explain("this terminal cannot move its cursor (see TERM)");
	}
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	set_escdelay(ESCAPE_MS);
	curs_set(0);
	styles_make();
	screen->utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
	getmaxyx(stdscr, screen->rows, screen->columns);
	return 0;
}

void screen_close(void)
{
	endwin();
	delscreen(terminal);
	terminal = NULL;
}

void screen_resize(struct screen *screen)
{
	struct winsize size;

	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_row && size.ws_col)
		resizeterm(size.ws_row, size.ws_col);
	getmaxyx(stdscr, screen->rows, screen->columns);
}

void screen_erase(void)
{
	erase();
}

void screen_show(void)
{
	refresh();
}

/* So many bytes are so many columns at most: all but the blocks of a line are ASCII. */
static int text_fit(const char *text, int *columns)
{
	int room = *columns, bytes;

	for (bytes = 0; text[bytes]; bytes++) {
		bool begins = ((unsigned char)text[bytes] & 0xc0) != 0x80;

		if (begins && !room)
			break;
		room -= begins;
	}
	*columns -= room;
	return bytes;
}

int screen_put(const struct screen *screen, int row, int column, enum screen_style style,
	       const char *text)
{
	int columns = screen->columns - column, bytes;

	if (row < 0 || row >= screen->rows || column < 0 || columns <= 0)
		return column;
	bytes = text_fit(text, &columns);
	attrset(styles[style]);
	mvaddnstr(row, column, text, bytes);
	attrset(A_NORMAL);
	return column + columns;
}

void screen_fill(const struct screen *screen, int row, enum screen_style style)
{
	if (row < 0 || row >= screen->rows)
		return;
	attrset(styles[style]);
	mvhline(row, 0, ' ' | styles[style], screen->columns);
	attrset(A_NORMAL);
}

int screen_key(void)
{
	static const struct {
		int curses;
		int key;
	} keys[] = {
		{ KEY_UP, SCREEN_UP }, { KEY_DOWN, SCREEN_DOWN }, { KEY_RIGHT, SCREEN_RIGHT },
		{ KEY_PPAGE, SCREEN_PAGE_UP }, { KEY_NPAGE, SCREEN_PAGE_DOWN },
		{ KEY_HOME, SCREEN_HOME }, { KEY_END, SCREEN_END },
		{ KEY_ENTER, SCREEN_ENTER }, { '\r', SCREEN_ENTER }, { '\n', SCREEN_ENTER },
		{ 27, SCREEN_ESCAPE }, { KEY_BACKSPACE, SCREEN_ERASE }, { 127, SCREEN_ERASE },
		{ '\b', SCREEN_ERASE }, { KEY_F(1), SCREEN_F1 }, { KEY_F(3), SCREEN_F3 },
		{ KEY_F(4), SCREEN_F4 }, { KEY_F(6), SCREEN_F6 }, { KEY_F(10), SCREEN_F10 },
	};
	int key = getch();
	size_t i;

	if (key == ERR)
		return SCREEN_NONE;
	for (i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		if (key == keys[i].curses)
			return keys[i].key;
	return key < 0x100 ? key : SCREEN_OTHER;
}
