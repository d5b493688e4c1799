/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stream.pml - pool.c and stream.c: where batches come from, slots, the account.
 */
#define STREAMS		(CPUS * LEVELS)

/* A batch as the reader will see it. Indices count from 1; 0 is none. */
typedef batch_t {
	unsigned next : 3;	/* below it on the free stack */
	bit taken;		/* for the claims: somebody owns it */
	unsigned gen : 3;
	unsigned stream : 3;
	unsigned sequence : 3;
	unsigned events : 2;
};

typedef slot_t {
	unsigned batch : 3;
	unsigned events : 2;
	unsigned sequence : 3;
	unsigned emitted : 3;
	/* struct gt_tally */
	unsigned recorded : 3;
	unsigned reentered : 3;
	unsigned lost : 3;
};

typedef stream_t {
	slot_t slot[2];
	bit written;		/* for the claims: a writer is in it */
};

typedef pool_t {
	byte top;
	byte tag;
};

batch_t batch[BATCHES + 1];
stream_t stream[STREAMS];
pool_t pool;

/*
 * For the claims. Whose are the slots of a parity? The writers', from the store
 * of its generation until the flip's grace period or the stop's world stop is
 * over. And counted apart from the module's own counts: events that came to a
 * stream, and events written, by parity.
 */
bit advancers[2] = 1;
byte arrived[2];
byte events_written[2];

/* Between the return of STOP and the next start nobody writes. */
bit quiet = 1;

#define parity(g)	((g) & 1)

inline batch_take(which)
{
	claim(batch_has_one_owner, !batch[which].taken);
	batch[which].taken = 1
}

inline pool_set(top_)
{
	claim(batch_has_one_owner, !batch[top_].taken);
	pool.top = top_;
	pool.tag = pool.tag + POOL_STEPS
}

/* A tag is there to be compared; it need not count where an operation is one step. */
#if POOL_STEPS
#define pool_operation
#else
#define pool_operation	atomic
#endif

#define pool_unchanged(old_top, old_tag) \
	(pool.top == old_top && (pool.tag == old_tag || broken(NO_TAG)))

/* Sets @got, 0 if the pool is empty. @next and @tag are the caller's locals. */
inline pool_get(got, next, tag)
{
	pool_operation {
		do
		:: atomic { got = pool.top; tag = pool.tag };
		   /* May be stale when it is used; then the exchange fails. */
		   next = batch[got].next;
		   atomic {
			if
			:: got == 0 -> break
			:: got && pool_unchanged(got, tag) ->
				batch_take(got);
				pool_set(next);
				break
			:: else
			fi
		   }
		od;
		atomic { next = 0; tag = 0 }
	}
}

/* The reader's alone: if its exchange fails it has seen nothing that matters. */
inline pool_put(which)
{
	claim(batch_has_one_owner, batch[which].taken);
	batch[which].taken = 0;
	batch[which].gen = 0;
	batch[which].stream = 0;
	batch[which].sequence = 0;
	batch[which].events = 0;
	batch[which].next = pool.top;
	pool_set(which)
}

inline pool_create()
{
	for (i : 1 .. BATCHES) {
		batch[i].next = i - 1
	}
	pool.top = BATCHES
}

inline pool_destroy()
{
	for (i : 1 .. BATCHES) {
		claim(no_batch_leaks, !batch[i].taken);
		batch[i].next = 0
	}
	pool.top = 0;
	pool.tag = 0
}

/* Completes the batch of a slot, @which; the slot has none any more. */
inline slot_seal(slot_, gen_, stream_, which)
{
	which = slot_.batch;
	batch[which].gen = gen_;
	batch[which].stream = stream_;
	batch[which].events = slot_.events;
	slot_.recorded = slot_.recorded + slot_.events;
	slot_.batch = 0;
	slot_.events = 0
}

inline slot_open(slot_, which)
{
	batch[which].sequence = slot_.sequence;
	slot_.sequence++;
	slot_.batch = which
}

#define slot_is_clean(slot_) \
	(!slot_.batch && !slot_.events && !slot_.sequence && !slot_.emitted && \
	 !slot_.recorded && !slot_.reentered && !slot_.lost)
