/* SPDX-License-Identifier: GPL-2.0 */
/*
 * outbox.pml - outbox.c: published lists, and the queue behind them.
 */

/* Batches on their way: a writer's by its index, the meta stream's in short. */
mtype = { BEGIN, EVENTS_OF, END };

/* A published list. Writers push on one end; it is taken as a whole. */
typedef published_t {
	byte count;
	byte batch[BATCHES];
};

typedef outbox_t {
	byte gen;		/* in delivery */
	byte session;		/* that may be read; 0: none */
	byte current;		/* the batch being read */
	bit offset;		/* its first half has been copied */
};

published_t published[2];
outbox_t outbox;
chan queue = [METAS + BATCHES] of { mtype, byte };
byte meta_free;

/* Events in the queue or behind it, for the claims; by parity. */
byte delivered[2];

inline outbox_publish(which, gen_)
{
	published[parity(gen_)].batch[published[parity(gen_)].count] = which;
	published[parity(gen_)].count++
}

inline outbox_append(which, gen_)
{
	delivered[parity(gen_)] = delivered[parity(gen_)] + batch[which].events;
	queue!EVENTS_OF(which)
}

#define LIST	published[parity(outbox.gen)]

/* Takes the list of the generation in delivery, and turns it around. */
inline outbox_collect()
{
	if
	:: outbox.gen ->
		i = 0;
		do
		:: i < LIST.count ->
			b = (broken(LIST_NOT_TURNED) -> LIST.count - 1 - i : i);
			outbox_append(LIST.batch[b], outbox.gen);
			i++
		:: else -> break
		od;
		do
		:: LIST.count -> LIST.count--; LIST.batch[LIST.count] = 0
		:: else -> break
		od
	:: else
	fi
}

inline meta_append(kind, value)
{
	claim(closing_has_memory, meta_free > 0);
	meta_free--;
	queue!kind(value)
}

/* One more to close this generation, one to open another, one to close that. */
#define meta_has_room	(meta_free >= 3 || broken(ROOM_NOT_KEPT))

#define outbox_empty \
	(len(queue) == 0 && !outbox.current && \
	 (!outbox.gen || published[parity(outbox.gen)].count == 0))

/* Throws away what has not been read. */
inline outbox_reset(session_)
{
	if
	:: outbox.current && !broken(FREE_KEEPS_CURRENT) -> pool_put(outbox.current)
	:: else
	fi;
	outbox.current = 0;
	outbox.offset = 0;
	outbox_collect();
	do
	:: queue?EVENTS_OF(b) -> pool_put(b)
	:: queue?BEGIN(b)
	:: queue?END(b)
	:: empty(queue) -> break
	od;
	outbox.gen = 0;
	outbox.session = session_
}
