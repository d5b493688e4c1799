/* SPDX-License-Identifier: GPL-2.0 */
/* buildid.h - which build a file is: the note that linkers put into it. */
#ifndef TRACECTL_BUILDID_H
#define TRACECTL_BUILDID_H

#include <linux/types.h>

#define BUILD_ID_MAX	64

/* A file that has none, or cannot be read, has a length of 0. */
struct build_id {
	__u8 bytes[BUILD_ID_MAX];
	__u32 length;
};

/* Of a file that is nothing but notes. */
void build_id_of_notes(struct build_id *id, const char *path);

#endif /* TRACECTL_BUILDID_H */
