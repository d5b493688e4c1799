/* SPDX-License-Identifier: GPL-2.0 */
/*
 * generation.pml - gate.c, generation.c, ledger.c: the world stop, and
 * generations that are opened, flipped and closed.
 */
typedef generation_t {
	bit lock;
	bit open;
	byte gen;
};

generation_t generation;
byte last_gen;
byte highest;		/* for the claims: the same, but counted at the gate */

/* Over the closed generations of the session. */
typedef totals_t {
	byte emitted;
	byte recorded;
	byte lost;
};

totals_t sum, total;

/* The slots of @gen's parity go to its writers. */
inline hand_to_writers(gen_)
{
	for (i : 0 .. STREAMS - 1) {
		claim(I5_slots_are_clean, slot_is_clean(stream[i].slot[parity(gen_)]))
	}
	advancers[parity(gen_)] = 0;
	claim(I5_generations_count_on, gen_ == highest + 1);
	highest = gen_
}

/*
 * stop_callback(), one a CPU, in the stopper thread: not below a section, and
 * not while an NMI is there.
 */
#define STOPPED_CPU	cpu[_pid - CPUS * DEPTH]

active [CPUS] proctype stopper() provided (!in_nmi(_pid - CPUS * DEPTH))
{
	bit taken;

end:	do
	:: d_step {
		stop.called && STOPPED_CPU.online && !STOPPED_CPU.stopped && !STOPPED_CPU.open ->
		STOPPED_CPU.stopped = 1;
		stop.came++
	   };
	   atomic {
		stop.came == cpus_online ->
		taken = stop.taken;
		stop.taken = 1
	   };
	   if
	   :: taken
	   :: else ->
		if
		:: stop.order && !broken(HINT_SET_LAST) -> gate.hint = 1
		:: !stop.order && broken(HINT_CLEARED_FIRST) -> gate.hint = 0
		:: else
		fi;
		d_step {
			gate.gen = stop.order;
			if
			:: stop.order -> hand_to_writers(stop.order)
			:: else
			fi
		};
		if
		:: !stop.order -> gate.hint = 0
		:: stop.order && broken(HINT_SET_LAST) -> gate.hint = 1
		:: else
		fi
	   fi;
	   d_step {	/* each CPU must have seen it; a start may wait in vain */
		gate.gen == stop.order || (broken(ONE_OBSERVER) && taken) ||
		(gate.fault && stop.order && !broken(FAULTY_START_WAITS)) ||
		(gate.fault && broken(FAULTY_STOP_EXCUSED)) ->
		taken = 0;
		stop.returned++
	   };
	   STOPPED_CPU.stopped == 0
	od
}

/* Returns to its caller after the CPUs have gone on. */
inline stop_world(gen_)
{
	atomic {
		!hotplug_lock ->
		hotplug_lock = 1;
		d_step {
			stop.order = gen_;
			stop.called = 1
		}
	};
	d_step {
		stop.returned == cpus_online ->
		stop.called = 0;
		stop.order = 0;
		stop.taken = 0;
		stop.came = 0;
		stop.returned = 0;
		cpu[0].stopped = 0;
		cpu[1].stopped = 0;
		hotplug_lock = 0
	}
}

/* Nobody can be in @gen any more: flush what is open. */
inline flush_streams(gen_)
{
	for (i : 0 .. STREAMS - 1) {
		if
		:: stream[i].slot[parity(gen_)].batch &&
		   !(broken(FLUSH_ONLINE_ONLY) && !cpu[i / LEVELS].online) ->
			slot_seal(stream[i].slot[parity(gen_)], gen_, i, b);
			outbox_append(b, gen_)
		:: else
		fi
	}
}

/* The account of @gen, into @sum; then its slots are clean. */
#define OLD	stream[i].slot[parity(gen_)]

inline ledger_write(gen_)
{
	sum.emitted = 0;
	sum.recorded = 0;
	sum.lost = 0;
	for (i : 0 .. STREAMS - 1) {
		sum.emitted = sum.emitted + OLD.emitted +
			(broken(REENTRY_UNCOUNTED) -> 0 : OLD.reentered);
		sum.recorded = sum.recorded + OLD.recorded;
		sum.lost = sum.lost + OLD.lost +
			(broken(REENTRY_UNCOUNTED) -> 0 : OLD.reentered);
		if
		:: !broken(SLOTS_LEFT_DIRTY) ->
			OLD.batch = 0;
			OLD.events = 0;
			OLD.sequence = 0;
			OLD.emitted = 0;
			OLD.recorded = 0;
			OLD.reentered = 0;
			OLD.lost = 0
		:: else
		fi
	}
}

inline account_check(gen_)
{
	claim(I4_all_is_readable, events_written[parity(gen_)] == delivered[parity(gen_)]);
	claim(emitted_is_recorded_plus_lost, sum.emitted == sum.recorded + sum.lost);
	claim(ledger_is_exact, sum.emitted == arrived[parity(gen_)] &&
			       sum.recorded == events_written[parity(gen_)]);
	arrived[parity(gen_)] = 0;
	events_written[parity(gen_)] = 0;
	delivered[parity(gen_)] = 0;
	total.emitted = total.emitted + sum.emitted;
	total.recorded = total.recorded + sum.recorded;
	total.lost = total.lost + sum.lost
}

inline close_generation(gen_)
{
	/* Published batches first: a stream's open batch is its last one. */
	d_step {
		advancers[parity(gen_)] = 1;
		if
		:: broken(FLUSH_FIRST) -> flush_streams(gen_)
		:: else -> outbox_collect()
		fi
	};
	d_step {
		if
		:: broken(FLUSH_FIRST) -> outbox_collect()
		:: broken(STOP_FORGETS_LAST)
		:: else -> flush_streams(gen_)
		fi
	};
	d_step {
		ledger_write(gen_);
		account_check(gen_);
		meta_append(END, sum.recorded);
		generation.open = 0
	}
}

/* The reader goes on to @gen when its opening is queued. */
inline open_generation(gen_)
{
	d_step {
		generation.open = 1;
		generation.gen = gen_;
		meta_append(BEGIN, gen_)
	};
	d_step {
		outbox.gen = gen_;
		generation.lock = 0
	}
}

inline generation_start(gen_)
{
	atomic { !generation.lock -> generation.lock = 1 };
	stop_world(gen_);
	last_gen = gen_;
	open_generation(gen_)
}

inline generation_stop()
{
	atomic { !generation.lock -> generation.lock = 1 };
	stop_world(0);
	quiet = 1;
	close_generation(generation.gen);
	generation.lock = 0
}

#if FLIPS
/*
 * The advancer, and anybody else who asks for a flip: gt_generation_flip().
 */
active proctype advancer()
{
	byte flips, gen;

end:	do
	:: atomic {
		flips < FLIPS && generation.open && !gate.fault &&
		meta_has_room && !generation.lock ->
		generation.lock = 1;
		flips++;
		gen = generation.gen
	   };
	   d_step {	/* gt_gate_flip() */
		last_gen = gen + 1;
		/* An exchange, so that a gate that a fault has closed stays so. */
		if
		:: gate.gen == gen || broken(FLIP_REOPENS) -> gate.gen = gen + 1
		:: else
		fi;
		hand_to_writers(gen + 1)
	   };
	   d_step { grace_period_begin() };
	   grace_period_over || broken(NO_GRACE_PERIOD);
	   len(queue) == 0 || !broken(FLIP_WAITS_FOR_READER);
	   close_generation(gen);
	   if
	   :: broken(BEGIN_EARLY) -> outbox.gen = gen + 1
	   :: else
	   fi;
	   open_generation(gen + 1);
	   gen = 0
	od
}
#endif
