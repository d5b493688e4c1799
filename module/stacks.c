// SPDX-License-Identifier: GPL-2.0
/*
 * stacks.c - taking stacks, and an insert-only hash table of them that any
 * context can insert into.
 *
 * An entry is written into the arena, where its writer has a place that nobody
 * else has, and then published by exchanging a slot from 0. Who finds the slot
 * taken in the meantime looks at what is there: if it is the same stack, that one
 * counts and the place in the arena is lost, which costs memory and nothing else.
 * Nobody waits for anybody, so an NMI may come between any two instructions.
 *
 * The only line that all CPUs write is the one that counts what is used of the
 * arena, once for each stack that is new in a generation.
 */
#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/jhash.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/mm_types.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "compat/stack.h"
#include "meta.h"
#include "stacks.h"

/* Slots that one stack can be in. */
#define TRIES		32u

/* Frames of the tracer that are on top of the stack: less than these. */
#define OWN_MAX		8u

/* Bytes of a table for each slot; few stacks are so small that slots run out. */
#define SLOT_SHARE	32u

/* The arena is given out in words. */
#define WORD		sizeof(u64)

/**
 * struct owner - whose a user's stack is: addresses mean nothing without
 * @start_stack: where its stack began at exec. Each exec draws another one, so it
 *	tells the programs of a process apart, and /proc/PID/stat has it, too
 * @tgid: the process
 */
struct owner {
	u64 start_stack;
	u32 tgid;
} __packed;

/**
 * struct stack - an entry of a table, in its arena
 * @id: its id in this generation
 * @bytes: of @frames
 * @user: not the kernel's
 * @walk: enum gentrace_walk
 * @frames: as they will stand in the trace; behind a user's there is its struct owner.
 *	In an arena there are no more bytes than these; where it is made there is room
 *	for the number that does not fit any more, too
 */
struct stack {
	u32 id;
	u8 bytes;
	u8 user;
	u8 walk;
	u8 frames[GENTRACE_TEXT_MAX + GENTRACE_VARINT_MAX + sizeof(struct owner)];
};

/**
 * struct table - the stacks of a generation
 * @slot: hash in the upper half, in the lower one where the entry is, in words of
 *	the arena and counted from 1; 0: free
 * @arena: the entries
 * @used: ids in the upper half, words of the arena in the lower one
 * @missed: how often there was no room
 */
struct table {
	atomic64_t *slot;
	u64 *arena;
	atomic64_t used;
	atomic64_t missed;
};

/**
 * struct scratch - where one level of one CPU makes a stack
 * @address: the frames, and before them those of the tracer
 * @stack: the entry
 *
 * It belongs to who has the level's section: one at a time.
 */
struct scratch {
	unsigned long address[GENTRACE_STACK_FRAMES_MAX + OWN_MAX];
	struct stack stack;
};

struct cpu_scratch {
	struct scratch level[GENTRACE_LEVEL_CONTEXTS];
};

/* A function between the tracepoint and the probe. */
struct passage {
	unsigned long begin;
	unsigned long bytes;
};

/* Constant while probes are attached, but for the tables; those are by gen % 2 (I5). */
static struct {
	u32 wanted;
	u32 slots;
	u32 words;
	u32 passages;
	struct passage passage[8];
	struct cpu_scratch __percpu *scratch;
	struct table table[2];
} stacks;

static u64 slot_make(u32 hash, u32 place)
{
	return (u64)hash << 32 | (place + 1);
}

static struct stack *slot_stack(const struct table *table, u64 slot)
{
	return (struct stack *)&table->arena[lower_32_bits(slot) - 1];
}

/* Bytes of its frames and its owner. */
static u32 stack_bytes(const struct stack *stack)
{
	return stack->bytes + (stack->user ? sizeof(struct owner) : 0);
}

static bool stacks_equal(const struct stack *a, const struct stack *b)
{
	return a->bytes == b->bytes && a->user == b->user && a->walk == b->walk &&
	       !memcmp(a->frames, b->frames, stack_bytes(a));
}

static u32 stack_words(const struct stack *stack)
{
	return DIV_ROUND_UP(offsetof(struct stack, frames) + stack_bytes(stack), WORD);
}

/*
 * A copy in the arena with an id of its own. Looking first keeps a full table from
 * being counted up for ever; those who look at once go beyond its end by a stack
 * each at most.
 *
 * Return: the slot that refers to it; 0 if there is no room.
 */
static u64 table_store(struct table *table, u32 hash, const struct stack *stack)
{
	u32 words = stack_words(stack);
	struct stack *copy;
	u64 used, slot;

	if (lower_32_bits(atomic64_read(&table->used)) + words > stacks.words)
		return 0;
	used = atomic64_add_return(1ull << 32 | words, &table->used);
	if (lower_32_bits(used) > stacks.words)
		return 0;
	slot = slot_make(hash, lower_32_bits(used) - words);
	copy = slot_stack(table, slot);
	memcpy(copy, stack, offsetof(struct stack, frames) + stack_bytes(stack));
	copy->id = GENTRACE_STACK_FIRST + upper_32_bits(used) - 1;
	return slot;
}

/* Its id, or GENTRACE_NO_STACK_FULL. */
static u32 table_find(struct table *table, const struct stack *stack)
{
	u32 hash = jhash(stack->frames, stack_bytes(stack), stack->user);
	u64 mine = 0;
	u32 i;

	for (i = 0; i < TRIES; i++) {
		atomic64_t *slot = &table->slot[(hash + i) & (stacks.slots - 1)];
		/* Pairs with the release below: the entry is whole. */
		u64 there = atomic64_read_acquire(slot);

		if (!there) {
			mine = mine ?: table_store(table, hash, stack);
			if (!mine)
				break;
			gt_test_point(GT_TEST_STACK);
			/*
			 * Pairs with the acquires; without it another CPU could compare
			 * with an entry that is not written yet.
			 */
			if (!atomic64_cmpxchg_release(slot, 0, mine))
				return slot_stack(table, mine)->id;
			/* An exchange that fails orders nothing. Pairs with the release. */
			there = atomic64_read_acquire(slot);
		}
		if (upper_32_bits(there) == hash && stacks_equal(slot_stack(table, there), stack))
			return slot_stack(table, there)->id;
	}
	atomic64_inc(&table->missed);
	return GENTRACE_NO_STACK_FULL;
}

/* @count addresses as a stack, as far as they fit; its id. */
static u32 scratch_find(struct scratch *scratch, struct table *table,
			const unsigned long *address, u32 count)
{
	u8 *next, *p = scratch->stack.frames;
	unsigned long before = 0;
	u32 i;

	for (i = 0; i < count; i++) {
		next = gentrace_put_frame(p, before, address[i]);
		if (next - scratch->stack.frames > GENTRACE_TEXT_MAX) {
			scratch->stack.walk = GENTRACE_WALK_CUT;
			break;
		}
		before = address[i];
		p = next;
	}
	scratch->stack.bytes = p - scratch->stack.frames;
	if (scratch->stack.user) {
		/* An exec may be about to set where its stack begins: either will do. */
		const struct owner owner = {
			.start_stack = data_race(current->mm->start_stack), .tgid = current->tgid,
		};

		memcpy(p, &owner, sizeof(owner));
	}
	return table_find(table, &scratch->stack);
}

/* Is it a frame of the tracer, or of what called it from the tracepoint? */
static bool address_is_own(unsigned long address)
{
	u32 i;

	for (i = 0; i < stacks.passages; i++)
		if (address - stacks.passage[i].begin < stacks.passage[i].bytes)
			return true;
	return within_module(address, THIS_MODULE);
}

/* @count addresses of the kernel. */
static u32 kernel_find(struct scratch *scratch, struct table *table,
		       const unsigned long *address, u32 count)
{
	if (!count)
		return GENTRACE_NO_STACK_EMPTY;
	scratch->stack.user = false;
	scratch->stack.walk = count > GENTRACE_STACK_FRAMES_MAX ? GENTRACE_WALK_CUT :
								  GENTRACE_WALK_WHOLE;
	return scratch_find(scratch, table, address, min(count, GENTRACE_STACK_FRAMES_MAX));
}

static u32 take_kernel(struct scratch *scratch, struct table *table)
{
	u32 count = gt_stack_kernel(scratch->address, ARRAY_SIZE(scratch->address));
	u32 own = 0;

	while (own < count && address_is_own(scratch->address[own]))
		own++;
	return kernel_find(scratch, table, scratch->address + own, count - own);
}

/* The tracer is left in: if it was interrupted, that is where the time went. */
static u32 take_kernel_of(struct scratch *scratch, struct table *table, struct pt_regs *regs)
{
	if (user_mode(regs))
		return GENTRACE_NO_STACK_NO_KERNEL;
	return kernel_find(scratch, table, scratch->address,
			   gt_stack_kernel_of(regs, scratch->address,
					      ARRAY_SIZE(scratch->address)));
}

/* Of the running task, if it is what runs, @in_task, or what has been interrupted. */
static u32 take_user(struct scratch *scratch, struct table *table, bool in_task)
{
	enum gentrace_walk walk;
	u32 count;

	if (!in_task)
		return GENTRACE_NO_STACK_INTERRUPT;
	count = gt_stack_user(scratch->address, GENTRACE_STACK_FRAMES_MAX, &walk);
	if (!count)
		return GENTRACE_NO_STACK_NO_USER;
	scratch->stack.user = true;
	scratch->stack.walk = walk;
	return scratch_find(scratch, table, scratch->address, count);
}

/*
 * What is wanted at a site of the running context, or of where an interrupt came: @regs.
 * Part of both that call it, which know whether there are any.
 */
static __always_inline struct gt_stacks_taken take(u64 gen, unsigned int level, u32 site,
						   struct pt_regs *regs)
{
	struct gt_stacks_taken taken = {
		.kernel = GENTRACE_NO_STACK_OFF, .user = GENTRACE_NO_STACK_OFF,
	};
	struct table *table = &stacks.table[gen % 2];
	u32 wanted = stacks.wanted >> site;
	struct scratch *scratch;

	/* The event will only be counted. */
	if (level == GT_LEVEL_NONE)
		return taken;
	scratch = &this_cpu_ptr(stacks.scratch)->level[level];
	if (wanted & 1)
		taken.kernel = regs ? take_kernel_of(scratch, table, regs) :
				      take_kernel(scratch, table);
	if (wanted & 2)
		taken.user = take_user(scratch, table, regs ? !in_serving_softirq() : in_task());
	return taken;
}

/**
 * gt_stacks_take - the stacks that are wanted at a site
 * @gen: of the section
 * @level: of the section
 * @site: enum gentrace_stack_site
 *
 * Context: any, inside a section.
 * Return: their ids, or why there are none.
 */
struct gt_stacks_taken gt_stacks_take(u64 gen, unsigned int level, u32 site)
{
	return take(gen, level, site, NULL);
}

/**
 * gt_stacks_take_of - gt_stacks_take(), of what an interrupt has interrupted
 * @gen: of the section
 * @level: of the section
 * @site: enum gentrace_stack_site
 * @regs: where it was
 *
 * Context: that interrupt, inside a section.
 * Return: as gt_stacks_take().
 */
struct gt_stacks_taken gt_stacks_take_of(u64 gen, unsigned int level, u32 site,
					 struct pt_regs *regs)
{
	return take(gen, level, site, regs);
}

static void stack_write(const struct stack *stack)
{
	const struct gt_text frames = { (const char *)stack->frames, stack->bytes };
	struct owner owner = { 0 };

	if (stack->user)
		memcpy(&owner, stack->frames + stack->bytes, sizeof(owner));
	gt_meta(stack_frames, .id = stack->id, .user = stack->user, .walk = stack->walk,
		.frames = frames, .tgid = owner.tgid, .start_stack = owner.start_stack);
}

/**
 * gt_stacks_write - write a generation's table, and clear it
 * @gen: the generation; no writer can be in it any more
 * @count: set to the number of stacks
 * @missed: set to how often the table was full
 *
 * Context: process, under the generation's lock.
 */
void gt_stacks_write(u64 gen, u32 *count, u64 *missed)
{
	struct table *table = &stacks.table[gen % 2];
	u32 i;

	*count = 0;
	for (i = 0; i < stacks.slots; i++) {
		u64 slot = atomic64_read(&table->slot[i]);

		if (!slot)
			continue;
		stack_write(slot_stack(table, slot));
		++*count;
	}
	*missed = atomic64_read(&table->missed);
	if (!stacks.slots)
		return;
	memset(table->slot, 0, stacks.slots * sizeof(*table->slot));
	atomic64_set(&table->used, 0);
	atomic64_set(&table->missed, 0);
}

/**
 * gt_stacks_bytes_max - worst case of the closing rows
 *
 * A row is at most so much longer than its entry in the arena, which is two words at
 * least; an owner takes no more bytes in the row than in the entry, but for two.
 */
size_t gt_stacks_bytes_max(void)
{
	const size_t owner = GENTRACE_VARINT32_MAX + GENTRACE_VARINT_MAX - sizeof(struct owner);
	const size_t more = GT_EVENT_HEAD_MAX + GENTRACE_VARINT32_MAX + 1 + 1 + 2 + owner -
			    offsetof(struct stack, frames);

	return stacks.words * WORD + more * min(stacks.slots, stacks.words / 2);
}

/**
 * gt_stacks_pass_by - a function that stands between a tracepoint and its probes
 * @function: is left out where stacks begin; it is on them only if the tracepoint
 *	has other probes, too
 *
 * Its length is what the kernel says when it prints it: name+0x0/0x50.
 *
 * Context: process, before the probe is attached.
 */
void gt_stacks_pass_by(const void *function)
{
	struct passage *passage = &stacks.passage[stacks.passages];
	char symbol[128];
	const char *bytes;

	if (WARN_ON_ONCE(stacks.passages == ARRAY_SIZE(stacks.passage)))
		return;
	scnprintf(symbol, sizeof(symbol), "%pS", function);
	bytes = strrchr(symbol, '/');
	passage->begin = (unsigned long)function;
	if (bytes && !kstrtoul(bytes + 1, 16, &passage->bytes))
		stacks.passages++;
}

/**
 * gt_stacks_available - the stacks that this kernel can take
 *
 * Return: as gentrace_config.stacks.
 */
u32 gt_stacks_available(void)
{
	return GT_STACK_WALKS ? GENTRACE_STACKS_ALL : 0;
}

/* Does this session take any? */
bool gt_stacks_wanted(void)
{
	return stacks.wanted;
}

/* Does it take one at this site? */
bool gt_stacks_wanted_at(u32 site)
{
	return stacks.wanted >> site & 3;
}

static int table_create(struct table *table, u32 bytes)
{
	table->slot = kvzalloc(bytes, GFP_KERNEL | __GFP_NOWARN);
	if (!table->slot)
		return -ENOMEM;
	table->arena = (u64 *)(table->slot + stacks.slots);
	return 0;
}

/**
 * gt_stacks_create - take the memory for a session's stacks
 * @wanted: as gentrace_config.stacks; 0: nothing is taken
 * @bytes: of the table of a generation
 *
 * Context: process, may sleep; no probe is attached.
 * Return: 0 or -ENOMEM.
 */
int gt_stacks_create(u32 wanted, u32 bytes)
{
	if (!wanted)
		return 0;
	stacks.wanted = wanted;
	stacks.slots = rounddown_pow_of_two(bytes / SLOT_SHARE);
	stacks.words = bytes / WORD - stacks.slots;
	stacks.scratch = alloc_percpu(struct cpu_scratch);
	if (stacks.scratch && !table_create(&stacks.table[0], bytes) &&
	    !table_create(&stacks.table[1], bytes))
		return 0;
	gt_stacks_destroy();
	return -ENOMEM;
}

/**
 * gt_stacks_destroy - give back what gt_stacks_create() took, if anything
 *
 * Context: process, may sleep; no probe is attached.
 */
void gt_stacks_destroy(void)
{
	kvfree(stacks.table[0].slot);
	kvfree(stacks.table[1].slot);
	free_percpu(stacks.scratch);
	memset(&stacks, 0, sizeof(stacks));
}
