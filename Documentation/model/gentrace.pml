/* SPDX-License-Identifier: GPL-2.0 */
/*
 * gentrace.pml - the protocol, for spin to look at every interleaving of it.
 *
 * Two CPUs, each with a stack of contexts: a task, what interrupts it, what
 * interrupts that, up to an NMI. Each context emits one event and is gone.
 * Around them: who starts and stops a session, the advancer that flips, a
 * reader that may stall or die, a CPU that goes and comes. They take their
 * steps in any order; after each step the claims below must hold.
 *
 * One step of the model is what nobody else can look into: a read or a write of
 * what CPUs share, or a run of steps on what only this context can see. Where
 * an interrupt between two steps could matter they are two. Steps are those of
 * the module and go by its names:
 *
 *	cpu.pml		what the kernel gives: contexts that nest, stop_machine(),
 *			synchronize_rcu()
 *	stream.pml	pool.c, stream.c: batches, slots, the account
 *	outbox.pml	outbox.c: published lists and the queue
 *	section.pml	section.h, stream.h, emit.h: a context, which emits an event
 *	generation.pml	gate.c, generation.c, ledger.c: open, flip, close
 *	session.pml	session.c: arm, start, stop, release
 *	reader.pml	device_read(), and what it promises to who reads
 *	hotplug.pml	a CPU that goes and comes
 *
 *	model				module
 *	-----				------
 *	context: the hint		gt_gate_enabled()
 *	context: the truth, the stream	gt_section_enter(), gt_section_escalate()
 *	context: the second look	gt_section_move()
 *	context: reserve		gt_stream_reserve(), gt_stream_open()
 *	context: write, commit		gt_slot_stamp(), gt_encode_<event>(),
 *					gt_stream_commit()
 *	context: leave			gt_section_leave()
 *	slot_seal(), slot_open()	stream_seal(), gt_slot_seal(), gt_slot_open()
 *	stream_lose()			stream_lose()
 *	pool_get(), pool_put()		gt_pool_get(), gt_pool_put()
 *	outbox_publish()		gt_outbox_publish()
 *	outbox_collect()		outbox_collect_locked()
 *	outbox_append(), meta_append()	gt_outbox_append(), gt_meta_seal()
 *	outbox_reset()			gt_outbox_reset()
 *	stopper, stop_world()		stop_callback(), stop_world()
 *	advancer			gt_generation_flip(), gt_gate_flip()
 *	close_generation()		close_generation(), gt_stream_flush(),
 *					gt_ledger_write()
 *	open_generation()		open_generation(), gt_outbox_begin()
 *	meta_has_room			gt_meta_has_room()
 *	owner: session_arm(), ...	gt_session_arm(), _start(), _stop(), _release()
 *	reader: claim, read, release	gt_session_read_claim(), gt_outbox_read(),
 *					gt_outbox_rewind()
 *
 * Not here: time, bytes, classes, strings, task statuses, the fault switch,
 * wake-ups (the reader looks as often as it likes). And memory order: spin's
 * processes see each store at once, in one order (sequential consistency). That
 * acquire, release and the grace period give as much on real machines is for the
 * litmus tests to say.
 *
 * Run by selftests/model, with sizes by -D. broken(X) is false unless the
 * runner says -DBREAK=X; then a step is left out or done wrong, and a claim
 * must fail. That is how we know that the claims can.
 */

/* Sizes. What is 0 does not happen. */
#ifndef CONTEXTS
#define CONTEXTS	TASKS + SOFTIRQS + HARDIRQS + NMIS
#endif			/* that occur, */
#ifndef CONTEXTS_1
#define CONTEXTS_1	CONTEXTS
#endif			/* and on CPU 1 */
#ifndef DEPTH
#define DEPTH		2	/* contexts nested on one CPU, at most */
#endif
#ifndef EVENTS
#define EVENTS		2	/* in a session, on all CPUs together */
#endif
#ifndef EXCEPTIONS
#define EXCEPTIONS	0	/* contexts that interrupt their own level */
#endif
#ifndef STEADY
#define STEADY		0	/* contexts begin only while START's promise holds */
#endif
#ifndef SESSIONS
#define SESSIONS	1
#endif
#ifndef FLIPS
#define FLIPS		0	/* in all sessions together */
#endif
#ifndef BATCHES
#define BATCHES		2	/* in the pool */
#endif
#ifndef ROOM
#define ROOM		1	/* events in a batch */
#endif
#ifndef POOL_STEPS
#define POOL_STEPS	0	/* the pool by its single loads and exchanges */
#endif
#ifndef METAS
#define METAS		8	/* batches of the meta stream: generations, opened and closed */
#endif
#ifndef READERS
#define READERS		0	/* one after the other; each may die */
#endif
#ifndef HOTPLUGS
#define HOTPLUGS	0	/* how often CPU 1 goes away and comes back */
#endif

/* What can be broken. */
#define NOTHING			0
#define ONE_OBSERVER		1
#define HINT_CLEARED_FIRST	2
#define HINT_SET_LAST		3
#define NO_SECOND_LOOK		4
#define INHERITED		5
#define NO_GRACE_PERIOD		6
#define FLUSH_FIRST		7
#define LOSS_UNCOUNTED		8
#define NO_BUSY_FLAG		9
#define READ_OUTSIDE		10
#define FLUSH_ONLINE_ONLY	11
#define NO_REWIND		12
#define ASK_END_LAST		13
#define NO_TAG			14
#define SLOTS_LEFT_DIRTY	15
#define FLIP_WAITS_FOR_READER	16
#define BEGIN_EARLY		17
#define LIST_NOT_TURNED		18
#define STARTED_TOO_SOON	19
#define COUNT_FROM_ONE		20
#define HINT_TRUSTED		21
#define FREE_KEEPS_CURRENT	22
#define STOP_FORGETS_LAST	23
#define REENTRY_UNCOUNTED	24
#define ROOM_NOT_KEPT		25
#define GRACE_SKIPS_NMI		26
#define LOOK_BEFORE_CLOCK	27

#ifndef BREAK
#define BREAK			NOTHING
#endif
#define broken(what)		(BREAK == what)

/*
 * The claims. The names are variables that stay 0, so that spin says by name
 * which one was violated.
 */
#define claim(name, holds)	assert(name || (holds))

hidden byte I1_hint_hides_nothing;
hidden byte I2_truth_is_looked_at;
hidden byte I3_slot_is_the_writers;
hidden byte I4_start_misses_nothing;
hidden byte I4_stop_leaves_no_writer;
hidden byte I4_all_is_readable;
hidden byte I5_generations_count_on;
hidden byte I5_slots_are_clean;
hidden byte one_writer_a_stream;
hidden byte cause_before_effect;
hidden byte emitted_is_recorded_plus_lost;
hidden byte ledger_is_exact;
hidden byte batch_has_one_owner;
hidden byte no_batch_leaks;
hidden byte batches_in_sequence;
hidden byte generations_are_whole;
hidden byte reader_gets_whole_batches;
hidden byte end_is_the_end;
hidden byte closing_has_memory;

/* Scratch, inside one step only. */
hidden byte i, b;

#include "cpu.pml"
#include "stream.pml"
#include "outbox.pml"
#include "section.pml"
#include "generation.pml"
#include "session.pml"
#if READERS
#include "reader.pml"
#endif
#if HOTPLUGS
#include "hotplug.pml"
#endif
