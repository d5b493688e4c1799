/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * gentrace_picture.h - how to find a flight recorder in a picture of a machine's memory.
 *
 * A chain of pages, each with its own address: the first one is found by its magic number,
 * anywhere in the picture. Together they list addresses of the machine's memory, 8 bytes
 * each, in this order:
 *
 *	the events' batches		@batches * @batch_bytes, a page an entry
 *	the meta batches		@meta_batches * @meta_bytes, the same
 *	slots				by CPU, level and parity of the generation; of a CPU
 *					that there cannot be, 0
 *
 * What a stream is writing to has no whole header yet: its slot says how far it has come. All
 * other batches have one, but for the checksum. One pool batch can hold several of the trace,
 * one behind the other, and generations before @oldest have been dropped.
 */
#ifndef _UAPI_LINUX_GENTRACE_PICTURE_H
#define _UAPI_LINUX_GENTRACE_PICTURE_H

#include <linux/types.h>

/* "gtpictur", and goes up when an old reader could misread. */
#define GENTRACE_PICTURE_MAGIC		0x7275746369707467ull
#define GENTRACE_PICTURE_VERSION	1

#define GENTRACE_PICTURE_PAGE		4096

/**
 * struct gentrace_picture_page - a page of the chain
 * @magic: GENTRACE_PICTURE_MAGIC
 * @checksum: XXH64, seed 0, of the page behind this field, @oldest and @newest 0
 * @self: where the page is
 * @next: where the next one is; 0: this is the last one
 * @session: of the recorder
 * @number: of the page, from 0
 * @version: GENTRACE_PICTURE_VERSION
 * @oldest: the first generation that is kept; changes; the first page's, as all that follows
 * @newest: the one that is written to; changes. The next one may have begun
 * @address: where the events' batches begin, as slots have it
 * @batches: of events
 * @batch_bytes: of each
 * @meta_batches: batches of the meta stream
 * @meta_bytes: of each
 * @cpus: for which there are slots
 * @levels: the same
 * @cursor: where in a slot the 8 bytes are that say where the next event goes, 0: no batch
 * @count: of entries, in all pages
 * @entry: those of this page, as many as there is room for
 */
struct gentrace_picture_page {
	__le64 magic;
	__le64 checksum;
	__le64 self;
	__le64 next;
	__le64 session;
	__le32 number;
	__le32 version;
	__le64 oldest;
	__le64 newest;
	__le64 address;
	__le32 batches;
	__le32 batch_bytes;
	__le32 meta_batches;
	__le32 meta_bytes;
	__le32 cpus;
	__le32 levels;
	__le32 cursor;
	__le32 reserved;
	__le64 count;
	__le64 entry[];
};

#define GENTRACE_PICTURE_ENTRIES						\
	((GENTRACE_PICTURE_PAGE - sizeof(struct gentrace_picture_page)) / sizeof(__le64))

#endif /* _UAPI_LINUX_GENTRACE_PICTURE_H */
