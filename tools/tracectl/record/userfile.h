/* SPDX-License-Identifier: GPL-2.0 */
/* userfile.h - the file that a process has mapped, by whatever name it has. */
#ifndef TRACECTL_USERFILE_H
#define TRACECTL_USERFILE_H

#include "maps.h"

/*
 * The file of a mapping of a process, an index into those of @maps; @before: what was
 * known of the process. -ENOMEM.
 */
int user_file_find(struct maps *maps, __u32 tgid, const struct mapping *mapping,
		   const struct space *before, const char *path);

#endif /* TRACECTL_USERFILE_H */
