// SPDX-License-Identifier: GPL-2.0
/*
 * mutation.c - traces whose batches were dropped, doubled, moved, cut and
 * changed: what is lost, and is it said?
 *
 * mutation ROUNDS [TRACE [KIND]]: each kind of mutation so many times, on a
 * trace or, with none or "", on one made of text. After each mutation
 *
 *  - the reader comes to an end, and judge.c finds nothing;
 *  - every generation that was left alone is read, and is what it was;
 *  - the verifier finds what is wrong, by its right name, if the trace says
 *    something else than before, and finds nothing if it does not.
 *
 * What damages bytes is found by the checksum. To see what the other rules are
 * worth, some kinds give the batch a new checksum, as somebody would who forges a
 * trace. Then an event that became another event that could be there is not found
 * out. Such mutations are counted and printed.
 */
#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checksum.h"
#include "judge.h"
#include "made.h"
#include "mutant.h"

/* A trace that is longer is judged each so many rounds only. */
#define JUDGE_BYTES	(64 << 10)
#define JUDGE_ROUNDS	64

static __u64 seed;
static const char *kind_now;
static unsigned long round_now;

static size_t random_below(size_t limit)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (seed >> 33) % limit;
}

/* ----------------------------------------------------------------- the kinds */

#define FIELD(name)	offsetof(struct gentrace_batch_header, name)

static size_t any_piece(const struct mutant *mutant)
{
	return random_below(mutant->pieces);
}

static __u32 drop_is(const struct original *original, size_t batch)
{
	if (original_opens(original, batch))
		return RULE(SKIPPED);
	return original_ends(original, batch) ? RULE(INCOMPLETE) : RULE(SEQUENCE);
}

static void drop(struct mutant *mutant)
{
	size_t i = any_piece(mutant);

	mutant->wanted = drop_is(mutant->of, i);
	mutant_remove(mutant, i, 1);
	mutant_assemble(mutant);
}

static void drop_many(struct mutant *mutant)
{
	size_t from = any_piece(mutant), most = mutant->pieces - from;

	mutant->wanted = RULE(SEQUENCE) | RULE(SKIPPED) | RULE(INCOMPLETE) |
			 RULE(NUMBERING) | RULE(OPENING);
	mutant_remove(mutant, from, 1 + random_below(most));
	mutant_assemble(mutant);
}

/* What a copy of @batch does before piece @to, which is not moved. */
static __u32 copy_is(const struct original *original, size_t batch, size_t to)
{
	size_t own = original->batch[batch].generation;
	bool inside = to && to < original->batches && !original_opens(original, to);
	size_t host = to < original->batches ? original->batch[to].generation :
		      original->generations;

	if (original_opens(original, batch))
		return host == own ? RULE(SEQUENCE) : RULE(INCOMPLETE);
	if (!inside)
		return RULE(SKIPPED);
	if (host != own)
		return RULE(INCOMPLETE);
	return original_ends(original, batch) ? RULE(SKIPPED) : RULE(SEQUENCE);
}

static void duplicate(struct mutant *mutant)
{
	size_t i = any_piece(mutant), to = random_below(mutant->pieces + 1);

	mutant->wanted = copy_is(mutant->of, i, to);
	mutant_insert(mutant, to, (struct piece) { .batch = i });
	mutant_assemble(mutant);
}

/* To a place of its own generation, as a rule: the others are far away. */
static void move(struct mutant *mutant)
{
	size_t i = any_piece(mutant), to = random_below(mutant->pieces);

	if (random_below(4)) {
		const struct original_generation *generation =
			&mutant->of->generation[mutant->of->batch[i].generation];

		to = generation->batch + random_below(generation->batches);
	}
	mutant->wanted = RULE(SEQUENCE) | RULE(SKIPPED) | RULE(INCOMPLETE);
	mutant_remove(mutant, i, 1);
	mutant_insert(mutant, to, (struct piece) { .batch = i });
	mutant_assemble(mutant);
}

static void swap(struct mutant *mutant)
{
	size_t i = any_piece(mutant), j = any_piece(mutant);
	struct piece piece = mutant->piece[i];

	mutant->wanted = RULE(SEQUENCE) | RULE(SKIPPED) | RULE(INCOMPLETE);
	mutant->piece[i] = mutant->piece[j];
	mutant->piece[j] = piece;
	mutant_assemble(mutant);
}

/* Whole generations: dropped, doubled, put elsewhere. */
static void shuffle(struct mutant *mutant)
{
	const struct original_generation *generation = mutant->of->generation;
	size_t g = random_below(mutant->of->generations);
	size_t to = random_below(mutant->of->generations), i, how = random_below(3);

	mutant->wanted = RULE(NUMBERING);
	if (how) {
		size_t place = generation[to].batch;

		for (i = 0; i < generation[g].batches; i++)
			mutant_insert(mutant, place + i,
				      (struct piece) { .batch = generation[g].batch + i });
		/* The old ones, which may have been pushed back. */
		if (how == 2)
			mutant_remove(mutant, generation[g].batch +
				      (to <= g ? generation[g].batches : 0),
				      generation[g].batches);
	} else {
		mutant_remove(mutant, generation[g].batch, generation[g].batches);
	}
	mutant_assemble(mutant);
}

/* Bytes are missing inside of a batch. */
static void cut(struct mutant *mutant)
{
	size_t i = any_piece(mutant);
	size_t length = mutant->of->batch[i].length;
	size_t bytes = random_below(4) ? 1 + random_below(length < 16 ? length : 16) :
		       1 + random_below(length);

	mutant->wanted = RULE(MAGIC) | RULE(LENGTH) | RULE(HEADER) | RULE(EVENT) |
			 RULE(EVENT_COUNT) | RULE(TRUNCATED) | RULE(SKIPPED) | RULE(SEQUENCE) |
			 RULE(INCOMPLETE);
	mutant->piece[i].cut = bytes;
	/* Its end is where it can hurt the batch behind. */
	mutant->piece[i].at = random_below(2) ? length - bytes :
			      random_below(length - bytes + 1);
	mutant_assemble(mutant);
}

static size_t generation_at(const struct original *original, size_t offset)
{
	size_t g = 0;

	while (offset >= original->generation[g].offset + original->generation[g].length)
		g++;
	return g;
}

/* The trace has no end, or no begin. */
static void truncate_at(struct mutant *mutant, size_t offset, bool keep_begin)
{
	const struct original *original = mutant->of;
	size_t g = generation_at(original, offset), batches;

	batches = original->generation[g].batch;
	mutant_assemble(mutant);
	if (keep_begin) {
		mutant->length = offset;
	} else {
		mutant->length -= offset;
		memmove(mutant->bytes, mutant->bytes + offset, mutant->length);
	}
	/* The generation that was cut is changed, those beyond are not there. */
	mutant->changed[g] = offset != original->generation[g].offset;
	if (keep_begin)
		mutant->pieces = batches + (mutant->changed[g] ? 1 : 0);
	else
		mutant_remove(mutant, 0, batches);
}

static void truncate_end(struct mutant *mutant)
{
	mutant->wanted = RULE(TRUNCATED) | RULE(INCOMPLETE) | RULE(SKIPPED) | RULE(OPENING);
	truncate_at(mutant, random_below(mutant->of->length), true);
}

static void truncate_begin(struct mutant *mutant)
{
	mutant->wanted = RULE(SKIPPED) | RULE(OPENING);
	truncate_at(mutant, random_below(mutant->of->length), false);
}

static void truncate_between(struct mutant *mutant)
{
	size_t g = random_below(mutant->of->generations);

	mutant->wanted = RULE(OPENING);
	truncate_at(mutant, mutant->of->generation[g].offset, random_below(2));
}

/* Rules that a change of this byte of a header breaks; 0: it may be unseen. */
static __u32 header_change_is(const struct original *original, size_t batch, size_t at)
{
	const struct gentrace_batch_header *header = &original->batch[batch].header;
	__u32 opens = original_opens(original, batch) ? RULE(SKIPPED) | RULE(OPENING) : 0;
	__u32 layout = opens | RULE(LENGTH) | RULE(EVENT) | RULE(EVENT_COUNT) | RULE(MAGIC) |
		       RULE(TRUNCATED) | RULE(INCOMPLETE);

	if (at < FIELD(header_bytes))
		return opens | RULE(MAGIC);
	if (at < FIELD(level))
		return layout | RULE(LEDGER);
	if (at < FIELD(reserved))
		return opens | RULE(SEQUENCE) | RULE(HEADER);
	if (at < FIELD(bytes))
		return opens | RULE(HEADER);
	if (at < FIELD(events))
		return layout | RULE(LEDGER);
	if (at < FIELD(generation))
		return RULE(EVENT_COUNT);
	if (at < FIELD(cpu))
		return opens | RULE(INCOMPLETE);
	if (at < FIELD(sequence))
		return opens | RULE(SEQUENCE) | RULE(HEADER);
	if (at < FIELD(base_time))
		return RULE(SEQUENCE);
	/* Losses where there were none; else, and in the others, nobody can tell. */
	if (at >= FIELD(lost_since) && at < FIELD(pid) && !header->lost)
		return RULE(LOSS) | RULE(TIME);
	return 0;
}

/* Flips a bit; its batch, which can be sealed again. */
static __u8 *flip(struct mutant *mutant, size_t i, size_t at)
{
	const struct original_batch *batch = &mutant->of->batch[i];
	__u8 *bytes;

	mutant_assemble(mutant);
	bytes = mutant->bytes + batch->offset;
	bytes[at] ^= (__u8)(1u << random_below(8));
	mutant->changed[batch->generation] = true;
	return bytes;
}

/* What a change of a byte is if nobody sealed it: found, whatever the byte. */
static __u32 damage_is(const struct original *original, size_t batch)
{
	__u32 opens = original_opens(original, batch) ? RULE(SKIPPED) | RULE(OPENING) : 0;

	return opens | RULE(CHECKSUM) | RULE(LENGTH) | RULE(MAGIC) | RULE(HEADER) |
	       RULE(INCOMPLETE) | RULE(TRUNCATED);
}

static void flip_any(struct mutant *mutant)
{
	size_t i = any_piece(mutant);
	size_t length = mutant->of->batch[i].length;

	/* One half in the headers, which are the smaller part. */
	if (random_below(2))
		length = sizeof(struct gentrace_batch_header);
	mutant->wanted = damage_is(mutant->of, i);
	flip(mutant, i, random_below(length));
}

static void forge_header(struct mutant *mutant)
{
	size_t i = any_piece(mutant);
	size_t at = random_below(FIELD(checksum));

	mutant->wanted = header_change_is(mutant->of, i, at);
	checksum_seal(flip(mutant, i, at), mutant->of->batch[i].length);
}

static void forge_event(struct mutant *mutant)
{
	size_t i = any_piece(mutant), header = sizeof(struct gentrace_batch_header);
	size_t length = mutant->of->batch[i].length;

	checksum_seal(flip(mutant, i, header + random_below(length - header)), length);
}

/* Several of them, one upon the other. */
static void several(struct mutant *mutant)
{
	size_t i, changes = 2 + random_below(3);

	for (i = 0; i < changes && mutant->pieces; i++) {
		size_t from = any_piece(mutant), to = any_piece(mutant);
		struct piece piece = mutant->piece[from];
		size_t length = mutant->of->batch[piece.batch].length;

		switch (random_below(3)) {
		case 0:
			mutant_remove(mutant, from, 1);
			break;
		case 1:
			mutant_insert(mutant, to, piece);
			break;
		case 2:
			mutant->piece[from].at = 0;
			mutant->piece[from].cut = 1 + random_below(length);
			break;
		}
	}
	mutant_assemble(mutant);
	mutant->wanted = ~0u;
}

static const struct kind {
	const char *name;
	void (*mutate)(struct mutant *mutant);
} kinds[] = {
	{ "drop a batch", drop },
	{ "drop batches", drop_many },
	{ "duplicate a batch", duplicate },
	{ "move a batch", move },
	{ "swap two batches", swap },
	{ "drop, double, move a generation", shuffle },
	{ "cut bytes out of a batch", cut },
	{ "cut off the end", truncate_end },
	{ "cut off the begin", truncate_begin },
	{ "cut between generations", truncate_between },
	{ "flip a bit", flip_any },
	{ "forge a bit of a header", forge_header },
	{ "forge a bit of an event", forge_event },
	{ "several at once", several },
};

/* --------------------------------------------------------------- the reading */

/**
 * struct reading - what was read of a mutant
 * @found: generations of the original that came out as they were, as bits
 * @same: all of them say what they said, in the order they said it
 * @count: how many generations were read
 * @verify: on the way to a verdict
 */
struct reading {
	bool *found;
	bool same;
	size_t count;
	struct gentrace_verify *verify;
};

/* The generation of the original that this one is, to the byte; or none. */
static size_t original_of(const struct mutant *mutant, const struct gentrace_generation *now)
{
	const struct original *original = mutant->of;
	size_t g;

	for (g = 0; g < original->generations; g++) {
		const struct original_generation *was = &original->generation[g];

		if (now->length == was->length &&
		    !memcmp(now->bytes, original->bytes + was->offset, was->length))
			return g;
	}
	return original->generations;
}

/* Nothing bad is said of a generation that was left alone, but of what is before it. */
static void check_no_slander(const struct gentrace_findings *findings, size_t from)
{
	for (; from < findings->count; from++) {
		const struct gentrace_finding *finding = &findings->list[from];

		/* A task may have been introduced, or left, in what is missing. */
		assert(finding->severity < GENTRACE_BROKEN ||
		       finding->rule == GENTRACE_RULE_NUMBERING ||
		       finding->rule == GENTRACE_RULE_SKIPPED ||
		       finding->rule == GENTRACE_RULE_SNAPSHOT ||
		       finding->rule == GENTRACE_RULE_TASK);
	}
}

static void take(struct reading *reading, const struct mutant *mutant,
		 const struct gentrace_generation *generation)
{
	const struct gentrace_findings *findings = gentrace_verify_findings(reading->verify);
	size_t g = original_of(mutant, generation), before = findings->count;

	assert(!gentrace_verify_add(reading->verify, generation));
	if (reading->count >= mutant->of->generations ||
	    generation_digest(generation) != mutant->of->generation[reading->count].digest)
		reading->same = false;
	reading->count++;
	if (g == mutant->of->generations)
		return;
	assert(generation->complete && !generation->damaged);
	reading->found[g] = true;
	if (mutant_has_intact(mutant, g))
		check_no_slander(findings, before);
}

static void read_mutant(struct reading *reading, const struct mutant *mutant)
{
	struct gentrace_generation *generation;
	struct gentrace_reader_totals totals;
	struct gentrace_reader *reader;

	*reading = (struct reading) {
		.found = calloc(mutant->of->generations, sizeof(*reading->found)),
		.same = true,
		.verify = gentrace_verify_create(),
	};
	reader = gentrace_reader_open_memory(mutant->bytes, mutant->length, 0);
	while (gentrace_reader_next(reader, &generation) == 1) {
		take(reading, mutant, generation);
		gentrace_generation_free(generation);
		/* An opening has a header, so there is an end to this. */
		assert(reading->count <= mutant->length / sizeof(struct gentrace_batch_header));
	}
	gentrace_reader_totals(reader, &totals);
	gentrace_reader_close(reader);
	assert(totals.bytes == mutant->length);
	assert(!gentrace_verify_finish(reading->verify, &totals));
}

/* -------------------------------------------------------------- the judgement */

/* What became of the mutants of a kind. */
struct tally {
	unsigned long same;
	unsigned long less;
	unsigned long named;
	unsigned long unseen;
};

static bool names(const struct gentrace_findings *findings, __u32 wanted)
{
	size_t i;

	for (i = 0; i < findings->count; i++) {
		if (findings->list[i].severity == GENTRACE_BROKEN &&
		    wanted >> findings->list[i].rule & 1)
			return true;
	}
	return false;
}

static void check_meaning(const struct mutant *mutant, const struct reading *reading,
			  struct tally *tally)
{
	enum gentrace_severity verdict = gentrace_verify_verdict(reading->verify);

	switch (mutant_meaning(mutant)) {
	case MEANS_SAME:
		assert(reading->same && reading->count == mutant->of->generations);
		assert(verdict == mutant->of->verdict);
		tally->same++;
		break;
	case MEANS_LESS:
		assert(verdict < GENTRACE_BROKEN && reading->count);
		tally->less++;
		break;
	case MEANS_OTHER:
		assert(!mutant->wanted ||
		       names(gentrace_verify_findings(reading->verify), mutant->wanted));
		tally->named += verdict == GENTRACE_BROKEN;
		tally->unseen += verdict < GENTRACE_BROKEN;
		break;
	}
}

static void check(const struct mutant *mutant, struct tally *tally)
{
	struct reading reading;
	size_t g;

	if (mutant->length <= JUDGE_BYTES || !(round_now % JUDGE_ROUNDS))
		judge_trace(mutant->bytes, mutant->length, 0);
	read_mutant(&reading, mutant);
	for (g = 0; g < mutant->of->generations; g++)
		assert(reading.found[g] || !mutant_has_intact(mutant, g));
	check_meaning(mutant, &reading, tally);
	gentrace_verify_destroy(reading.verify);
	free(reading.found);
}

static void run(const struct original *original, const struct kind *kind, unsigned long rounds)
{
	struct tally tally = { 0 };

	kind_now = kind->name;
	for (round_now = 0; round_now < rounds; round_now++) {
		struct mutant mutant;

		seed = round_now;
		random_below(1);
		mutant_open(&mutant, original);
		kind->mutate(&mutant);
		check(&mutant, &tally);
		mutant_close(&mutant);
	}
	printf("ok %zu - %s: %lu times; the same %lu, less %lu, named %lu, unseen %lu\n",
	       kind - kinds + 1, kind->name, rounds, tally.same, tally.less, tally.named,
	       tally.unseen);
	fflush(stdout);
}

/* ------------------------------------------------------------------ the program */

static void load(struct gentrace_buffer *trace, const char *path)
{
	FILE *file = fopen(path, "r");
	long length;

	if (!file || fseek(file, 0, SEEK_END)) {
		perror(path);
		exit(EXIT_FAILURE);
	}
	length = ftell(file);
	rewind(file);
	trace->bytes = malloc((size_t)length);
	trace->length = fread(trace->bytes, 1, (size_t)length, file);
	fclose(file);
}

static void tell(int signal)
{
	(void)signal;
	fprintf(stderr, "# %s, round %lu\n", kind_now, round_now);
}

int main(int argc, char **argv)
{
	unsigned long rounds = argc > 1 ? strtoul(argv[1], NULL, 0) : 0;
	struct gentrace_buffer trace = { 0 };
	struct original original;
	size_t i;

	if (argc > 2 && argv[2][0])
		load(&trace, argv[2]);
	else
		made_trace(&trace);
	if (!rounds || !original_open(&original, trace.bytes, trace.length))
		return EXIT_FAILURE;
	signal(SIGABRT, tell);
	printf("# %zu bytes, %zu generations, %zu batches\n", original.length,
	       original.generations, original.batches);
	printf("1..%zu\n", argc < 4 ? sizeof(kinds) / sizeof(kinds[0]) : 1);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (argc < 4 || !strcmp(argv[3], kinds[i].name))
			run(&original, &kinds[i], rounds);
	}
	original_close(&original);
	gentrace_buffer_clear(&trace);
	return EXIT_SUCCESS;
}
