/* SPDX-License-Identifier: GPL-2.0 */
/*
 * session.pml - session.c: arm, start, stop, release.
 */
#define IDLE	0
#define ARMED	1
#define TRACING	2
#define STOPPED	3

typedef session_t {
	bit lock;
	byte state;
	byte id;
};

session_t session;

/* All or nothing. */
inline session_arm()
{
	pool_create();
	meta_free = METAS;
	session.id++;
	session.state = ARMED;
	gate.fault = 0;
	attached = 1;
	events_left = EVENTS;
	outbox.session = session.id
}

/* gt_probes_detach() waits until no handler runs. */
inline probes_detach()
{
	attached = 0;
	cpu[0].depth == 0 && cpu[1].depth == 0
}

inline session_stop()
{
	promised = 0;
	generation_stop();
	probes_detach();
	d_step {
		claim(emitted_is_recorded_plus_lost, total.emitted == total.recorded + total.lost);
		session.state = STOPPED;
		session.lock = 0
	}
}

/* Throws away what is unread. */
inline session_free()
{
	d_step {
		outbox_reset(0);
		pool_destroy();
		meta_free = 0;
		events_left = 0;
		total.emitted = 0;
		total.recorded = 0;
		total.lost = 0;
		session.state = IDLE
	}
}

/*
 * The owner. It may die at any time; then what it holds is stopped and freed by
 * gt_session_release(), which looks as if it had stopped and closed in haste.
 */
active proctype owner()
{
	byte next;

	d_step {
		cpu[0].online = 1;
		cpu[1].online = 1
	};
end:	do
	:: d_step { session.id < SESSIONS -> session_arm() };
	   session.lock = 1;
	   if
	   :: d_step {
		quiet = 0;
		promised = broken(STARTED_TOO_SOON);
		next = (broken(COUNT_FROM_ONE) -> 1 : last_gen + 1)
	      };
	      generation_start(next);
	      d_step {
		session.state = TRACING;
		promised = !gate.fault;
		session.lock = 0;
		next = 0
	      };
	      session.lock = 1;
	      session_stop()
	   :: probes_detach();	/* it dies before it starts */
	      session.lock = 0
	   fi;
	   session_free()
	od
}
