/* SPDX-License-Identifier: GPL-2.0 */
/*
 * section.pml - section.h, stream.h, emit.h: a context, which emits one event.
 */
typedef gate_t {
	byte gen;
	bit hint;		/* gt_gate.enabled; "enabled" is a word of the language */
	bit fault;		/* gt_gate_faulty() */
};

gate_t gate;

/* Probes are attached: contexts emit. */
bit attached;

/* Between the return of START and the call of STOP every event counts. */
bit promised;

/* Contexts that may still come in this session. */
byte events_left;

#if FAULTS
byte faults;
#endif

/*
 * For the claims: the newest generation that an event has been committed in. Any
 * event of it may be a cause of what takes its time after that.
 */
byte newest;

#define STREAM	stream[_pid / DEPTH * LEVELS + level]
#define SLOT	STREAM.slot[parity(gen)]

/* Neither of them looks a second time, or not inside of the section. */
#define looks_once \
	(broken(NO_SECOND_LOOK) || broken(READ_OUTSIDE) || broken(INHERITED))

/* Said at each step that touches a slot. */
inline slot_is_mine()
{
	claim(I4_stop_leaves_no_writer, !quiet);
	claim(I3_slot_is_the_writers, !advancers[parity(gen)])
}

inline stream_lose()
{
	arrived[parity(gen)]++;
	if
	:: !broken(LOSS_UNCOUNTED) -> SLOT.lost++
	:: else
	fi
}

/*
 * gt_gate_fault(), by whoever finds one; here, a writer that has found nothing
 * wrong with its account. From here on nothing is promised.
 */
inline gate_fault()
{
	d_step {
		faults++;
		gate.fault = 1;
		promised = 0
	};
	gate.gen = 0;
	gate.hint = 0
}

/* The context begins on its CPU and looks at the hint. */
inline begin(l)
{
	if
	:: !gate.hint ->
		/* It leaves, and nothing has happened. */
		claim(I1_hint_hides_nothing, gate.gen == 0)
	:: else ->
		events_left--;
		CPU.level[PLACE] = l;
		CPU.depth++;
		owed = promised;
		early = (broken(READ_OUTSIDE) -> gate.gen : 0);
		break
	fi
}

active [CPUS * DEPTH] proctype context() provided (has_the_cpu)
{
	byte gen, level, got, next, tag, before, early;
	bit owed, reentered;

end:	do	/* the hint */
	:: atomic { may_begin(TASK) -> begin(TASK) }
	:: atomic { may_begin(SOFTIRQ) -> begin(SOFTIRQ) }
	:: atomic { may_begin(HARDIRQ) -> begin(HARDIRQ) }
	:: atomic { may_begin(NMI) -> begin(NMI) }
	od;

	atomic {	/* preemption off; the truth */
		CPU.open = CPU.open | SELF;
		gen = (broken(READ_OUTSIDE) -> early : gate.gen);
		if
		:: broken(INHERITED) && CPU.below -> gen = CPU.below
		:: broken(INHERITED) && !CPU.below -> CPU.below = gen
		:: else
		fi;
		if
		:: gen == 0 && !broken(HINT_TRUSTED) ->
			claim(I4_start_misses_nothing, !(owed && promised));
			goto off
		:: else
		fi
	};
	atomic {	/* the level's stream, or the next free one above */
		claim(I2_truth_is_looked_at, gen != 0);
		level = CPU.level[PLACE];
		do
		:: (CPU.busy & (1 << level)) && level < NMI && !broken(NO_BUSY_FLAG) -> level++
		:: else -> break
		od;
		reentered = (CPU.busy & (1 << level)) && !broken(NO_BUSY_FLAG);
		if
		:: !reentered ->
			claim(one_writer_a_stream, !STREAM.written);
			STREAM.written = 1;
			CPU.busy = CPU.busy | (1 << level)
		:: else
		fi
	};
	before = newest;	/* the clock */
	atomic {	/* the second look */
		if
		:: gate.gen == gen || looks_once -> goto reserve
		:: else -> gen = gate.gen
		fi;
		if
		:: gen == 0 ->
			claim(I4_start_misses_nothing, !(owed && promised));
			goto leave
		:: else
		fi
	};
	before = newest;	/* the clock again */
reserve:
	atomic {
		slot_is_mine();
		if
		:: reentered ->
			SLOT.reentered++;
			arrived[parity(gen)]++;
			goto leave
		:: else
		fi;
		SLOT.emitted++;
		if	/* room? */
		:: SLOT.batch && SLOT.events < ROOM -> goto write
		:: else
		fi
	};
	if
	:: d_step {
		SLOT.batch ->
		slot_is_mine();
		slot_seal(SLOT, gen, _pid / DEPTH * LEVELS + level, got);
		outbox_publish(got, gen);
		got = 0
	   }
	:: else
	fi;
	pool_get(got, next, tag);
	atomic {
		slot_is_mine();
		if
		:: got -> slot_open(SLOT, got); got = 0
		:: else -> stream_lose(); goto leave
		fi
	};
write:
#if FAULTS
	if
	:: faults < FAULTS -> gate_fault()
	:: skip
	fi;
#endif
	atomic {	/* and commit */
		slot_is_mine();
		before = (broken(LOOK_BEFORE_CLOCK) -> newest : before);
		claim(cause_before_effect, gen >= before);
		SLOT.events++;
		arrived[parity(gen)]++;
		events_written[parity(gen)]++;
		newest = (gen > newest -> gen : newest)
	};

leave:	atomic {
		if
		:: !reentered ->
			STREAM.written = 0;
			CPU.busy = CPU.busy & ~(1 << level)
		:: else
		fi
	};
off:	atomic {	/* preemption on; the context ends */
		CPU.open = CPU.open & ~SELF;
		CPU.awaited = CPU.awaited & ~SELF;
		CPU.depth--;
		CPU.level[PLACE] = 0;
		if
		:: CPU.open == 0 -> CPU.below = 0
		:: else
		fi;
		gen = 0; level = 0; before = 0; early = 0; owed = 0; reentered = 0
	};
	goto end
}
