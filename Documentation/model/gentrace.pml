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
 * One step of the model (a statement, an atomic or a d_step block) is a read or a
 * write of what others see, with whatever can be seen by nobody else. Where an
 * interrupt between two statements could matter they are two steps. Steps are
 * those of the module and go by its names:
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
 *	context: the second look	gt_section_enter(); gt_section_try() is one
 *					that may end here, without an event
 *	context: reserve		gt_stream_reserve(), gt_stream_open()
 *	context: write and commit	gt_slot_stamp(), gt_encode_<event>(),
 *					gt_stream_commit()
 *	context: leave			gt_section_leave()
 *	slot_seal(), slot_open()	stream_seal(), gt_slot_seal(), gt_slot_open()
 *	stream_lose()			stream_lose()
 *	pool_get(), pool_put()		gt_pool_get(), gt_pool_put()
 *	outbox_publish()		gt_outbox_publish()
 *	outbox_collect()		outbox_collect_locked()
 *	outbox_append(), meta_append()	gt_outbox_append(), gt_meta_seal()
 *	outbox_reset()			gt_outbox_reset()
 *	gate_fault()			gt_gate_fault()
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
 * Not here: bytes, classes, strings, task statuses, wake-ups (the reader looks as
 * often as it likes). And memory order: spin's processes see each store at once,
 * in one order (sequential consistency). That acquire, release and the grace
 * period give as much on real machines is what the litmus tests are for
 * (Documentation/litmus/).
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
#ifndef FAULTS
#define FAULTS		0	/* the tracer contradicts itself */
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

/* What can be broken, and how. */
#define NOTHING			0
#define ONE_OBSERVER		1	/* only the CPU that stores gen waits for it */
#define HINT_CLEARED_FIRST	2	/* a stop clears enabled, then gen */
#define HINT_SET_LAST		3	/* a start sets gen, then enabled */
#define NO_SECOND_LOOK		4	/* gen is read once, before the clock */
#define INHERITED		5	/* an interrupt takes the generation of what is below it */
#define NO_GRACE_PERIOD		6	/* a flip does not wait for open sections */
#define FLUSH_FIRST		7	/* open batches are queued before published ones */
#define LOSS_UNCOUNTED		8	/* an event that finds no batch is not counted */
#define NO_BUSY_FLAG		9	/* the level alone says whose a stream is */
#define READ_OUTSIDE		10	/* gen is read before preemption is off */
#define FLUSH_ONLINE_ONLY	11	/* an offline CPU is not flushed */
#define NO_REWIND		12	/* a new reader goes on in the middle of a batch */
#define ASK_END_LAST		13	/* what is there? then: has it ended? */
#define NO_TAG			14	/* the pool's top is compared without its tag */
#define SLOTS_LEFT_DIRTY	15	/* the ledger does not clear what it has added up */
#define FLIP_WAITS_FOR_READER	16	/* a flip waits until all is read */
#define BEGIN_EARLY		17	/* delivery goes on before the opening is queued */
#define LIST_NOT_TURNED		18	/* published batches are queued newest first */
#define STARTED_TOO_SOON	19	/* START returns before the world stop */
#define COUNT_FROM_ONE		20	/* each session begins with generation 1 */
#define HINT_TRUSTED		21	/* nobody asks whether gen is 0 */
#define FREE_KEEPS_CURRENT	22	/* the batch being read is forgotten */
#define STOP_FORGETS_LAST	23	/* open batches are not flushed */
#define REENTRY_UNCOUNTED	24	/* an event that finds no stream is not counted */
#define ROOM_NOT_KEPT		25	/* a flip does not look for memory to close with */
#define GRACE_SKIPS_NMI		26	/* a flip does not wait for NMIs */
#define LOOK_BEFORE_CLOCK	27	/* gen is read twice, then the clock */
#define FAULTY_START_WAITS	28	/* after a fault a start waits for gen all the same */
#define FAULTY_STOP_EXCUSED	29	/* after a fault a stop does not wait for gen */
#define FLIP_REOPENS		30	/* a flip stores gen without comparing */

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
