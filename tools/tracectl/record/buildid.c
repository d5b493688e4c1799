// SPDX-License-Identifier: GPL-2.0
/* buildid.c - which build a file is: the note that linkers put into it. */
#include <elf.h>
#include <stdio.h>
#include <string.h>

#include "buildid.h"

#define NOTES_MAX	4096u

static size_t align4(size_t size)
{
	return (size + 3) & ~(size_t)3;
}

static void notes_find(struct build_id *id, const char *notes, size_t length)
{
	Elf64_Nhdr note;
	size_t at = 0;

	while (length - at >= sizeof(note)) {
		size_t name = at + sizeof(note), text, end;

		memcpy(&note, notes + at, sizeof(note));
		text = name + align4(note.n_namesz);
		end = text + align4(note.n_descsz);
		if (end > length || text < name || end < text)
			return;
		if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == sizeof(ELF_NOTE_GNU) &&
		    !memcmp(notes + name, ELF_NOTE_GNU, sizeof(ELF_NOTE_GNU)) &&
		    note.n_descsz <= BUILD_ID_MAX) {
			memcpy(id->bytes, notes + text, note.n_descsz);
			id->length = note.n_descsz;
			return;
		}
		at = end;
	}
}

void build_id_of_notes(struct build_id *id, const char *path)
{
	FILE *file = fopen(path, "re");
	char notes[NOTES_MAX];

	id->length = 0;
	if (!file)
		return;
	notes_find(id, notes, fread(notes, 1, sizeof(notes), file));
	fclose(file);
}
