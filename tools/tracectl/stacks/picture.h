/* SPDX-License-Identifier: GPL-2.0 */
/* picture.h - a flame graph in a file. */
#ifndef TRACECTL_PICTURE_H
#define TRACECTL_PICTURE_H

#include "flame.h"

/* @path may be "-". EXIT_OK, or EXIT_FAILED with the reason printed. */
int picture_write(const struct flame *flame, const char *path, const char *title,
		  const char *note);

#endif /* TRACECTL_PICTURE_H */
