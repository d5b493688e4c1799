/* SPDX-License-Identifier: GPL-2.0 */
/* message.h - what tracectl says on standard error. */
#ifndef TRACECTL_MESSAGE_H
#define TRACECTL_MESSAGE_H

/* "tracectl: ..." - what went wrong, in one line. */
void message_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "  try: ..." - what to do about it, below the error. */
void message_try(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* One more line below an error or a summary. */
void message_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Both end a command line that cannot be carried out: the error, the way to the
 * help of @command, and the exit status for it. message_help() is for those
 * that getopt has complained about already.
 */
int message_help(const char *command);
int message_usage(const char *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* TRACECTL_MESSAGE_H */
