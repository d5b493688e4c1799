// SPDX-License-Identifier: GPL-2.0
/*
 * strings.c - an insert-only hash table that any context can insert into.
 *
 * An entry is claimed by exchanging its key from 0; from then on it belongs to
 * that key until the generation has been closed. Who claims it also fills in
 * the text. Other writers need the index only, and the advancer reads the texts
 * after the grace period, when nobody is filling any.
 */
#include <linux/atomic.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "meta.h"
#include "strings.h"

/**
 * struct entry - one name
 * @key: what it stands for; 0: free
 * @symbol: the name is this address's symbol, resolved at the close: looking
 *	it up is too slow and too deep for an NMI
 * @text: else the name itself
 */
struct entry {
	atomic64_t key;
	const void *symbol;
	char text[GT_STRINGS_TEXT_MAX];
};

/* By gen % 2; clean when a generation begins (I5). */
static struct table {
	struct entry *entries;
	atomic_t missed;
} tables[2];

/*
 * Finds or claims the entry of a key. The catch: the key of a name is the
 * address it lives at, salted. Should it be freed and another name take its
 * place within a generation, the old name stands for both.
 */
static u32 strings_find(struct table *table, u64 key, bool *claimed)
{
	u32 i = hash_64(key, 32);
	u32 tries;

	for (tries = 0; tries < GT_STRINGS_MAX; tries++, i++) {
		struct entry *entry = &table->entries[i % GT_STRINGS_MAX];
		u64 have = atomic64_read(&entry->key);

		if (!have) {
			have = atomic64_cmpxchg(&entry->key, 0, key);
			*claimed = !have;
		}
		if (!have || have == key)
			return i % GT_STRINGS_MAX + 1;
	}
	atomic_inc(&table->missed);
	return 0;
}

/**
 * gt_strings_note - the id of a name
 * @gen: the section's generation
 * @salt: tells apart users of the same name; the irq number
 * @name: terminated, or NULL
 *
 * Context: any, inside a section.
 * Return: the id; 0 if there is no name or the table is full.
 */
u32 gt_strings_note(u64 gen, u32 salt, const char *name)
{
	struct table *table = &tables[gen % 2];
	bool claimed = false;
	u32 id;

	if (!name)
		return 0;
	id = strings_find(table, (u64)(unsigned long)name ^ (u64)salt << 48, &claimed);
	if (claimed)
		strscpy(table->entries[id - 1].text, name, GT_STRINGS_TEXT_MAX);
	return id;
}

/**
 * gt_strings_note_symbol - the id of a function's name
 * @gen: the section's generation
 * @address: the function
 *
 * Context: any, inside a section.
 * Return: the id; 0 if the table is full.
 */
u32 gt_strings_note_symbol(u64 gen, const void *address)
{
	struct table *table = &tables[gen % 2];
	bool claimed = false;
	u32 id;

	id = strings_find(table, (unsigned long)address, &claimed);
	if (claimed)
		table->entries[id - 1].symbol = address;
	return id;
}

static void entry_write(struct entry *entry, u32 id)
{
	if (entry->symbol)
		scnprintf(entry->text, sizeof(entry->text), "%ps", entry->symbol);
	gt_meta(string, .id = id, .text = gt_text(entry->text, sizeof(entry->text)));
}

/**
 * gt_strings_write - write a generation's table, and clear it
 * @gen: the generation; no writer can be in it any more
 * @count: set to the number of strings
 * @missed: set to how often the table was full
 *
 * Context: process, under the generation's lock.
 */
void gt_strings_write(u64 gen, u32 *count, u32 *missed)
{
	struct table *table = &tables[gen % 2];
	u32 i;

	*count = 0;
	for (i = 0; i < GT_STRINGS_MAX; i++) {
		if (!atomic64_read(&table->entries[i].key))
			continue;
		entry_write(&table->entries[i], i + 1);
		++*count;
	}
	*missed = atomic_xchg(&table->missed, 0);
	memset(table->entries, 0, GT_STRINGS_MAX * sizeof(struct entry));
}

int gt_strings_init(void)
{
	tables[0].entries = kvcalloc(2 * GT_STRINGS_MAX, sizeof(struct entry), GFP_KERNEL);
	if (!tables[0].entries)
		return -ENOMEM;
	tables[1].entries = tables[0].entries + GT_STRINGS_MAX;
	return 0;
}

void gt_strings_exit(void)
{
	kvfree(tables[0].entries);
}
