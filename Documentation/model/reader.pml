/* SPDX-License-Identifier: GPL-2.0 */
/*
 * reader.pml - who reads: device_read(), and what it promises.
 */

/*
 * The file that is written from what is read, by one reader after the other. It
 * checks what a trace promises: whole generations, each stream in sequence, as
 * many events as the end mark says.
 */
typedef file_t {
	byte gen;		/* that has begun and not ended */
	byte events;
	byte next[STREAMS];	/* sequence */
};

file_t file;

inline file_clear()
{
	file.gen = 0;
	file.events = 0;
	for (i : 0 .. STREAMS - 1) {
		file.next[i] = 0
	}
}

inline file_add_events(which)
{
	claim(generations_are_whole, file.gen == batch[which].gen);
	claim(batches_in_sequence, file.next[batch[which].stream] == batch[which].sequence);
	file.next[batch[which].stream]++;
	file.events = file.events + batch[which].events
}

#define read_ended \
	(session.state == STOPPED || session.state == IDLE || reading != session.id)

/*
 * One pass of device_read(): what fits is one meta batch or half a batch of
 * events. @copied is for the claims: the reader has the first half.
 */
inline read_one(value)
{
	if
	:: outbox.current && !outbox.offset ->
		outbox.offset = 1;
		copied = 1
	:: outbox.current && outbox.offset ->
		claim(reader_gets_whole_batches, copied);
		file_add_events(outbox.current);
		pool_put(outbox.current);
		outbox.current = 0;
		outbox.offset = 0;
		copied = 0
	:: else ->
		outbox_collect();
		if
		:: queue?EVENTS_OF(value) ->
			outbox.current = value;
			outbox.offset = 1;
			copied = 1
		:: queue?BEGIN(value) ->
			claim(generations_are_whole, file.gen == 0);
			file.gen = value;
			meta_free++
		:: queue?END(value) ->
			claim(generations_are_whole, file.gen && file.events == value);
			file_clear();
			meta_free++
		:: empty(queue) -> nothing = 1
		fi
	fi
}

active proctype reader()
{
	byte deaths, reading, value;
	byte owned;		/* the session that the file is of */
	bit ended, copied, nothing, dead;

end:	do
	:: atomic {	/* gt_session_read_claim() */
		!dead && !reading && session.state != IDLE && !session.lock ->
		d_step {
			reading = session.id;
			if
			:: owned != reading -> file_clear()
			:: else
			fi;
			owned = reading
		}
	   }
	:: atomic {	/* waits for something to read, or the end; asks for the end first */
		!dead && reading && (!outbox_empty || read_ended || broken(ASK_END_LAST)) ->
		if
		:: broken(ASK_END_LAST) -> nothing = outbox_empty
		:: else -> ended = read_ended
		fi
	   };
	   d_step {	/* gt_outbox_read() */
		if
		:: nothing -> ended = read_ended
		:: !nothing && outbox.session == reading -> read_one(value)
		:: else -> nothing = 1
		fi;
		if
		:: nothing && ended ->
			claim(end_is_the_end, outbox.session != reading ||
			      (outbox_empty && file.gen == 0));
			reading = 0
		:: else
		fi;
		value = 0;
		nothing = 0;
		ended = 0
	   }
	:: atomic {	/* gt_session_release() of a reader: gt_outbox_rewind() */
		!dead && reading && !session.lock ->
		dead = 1;
		copied = 0;
		if
		:: outbox.session == reading && !broken(NO_REWIND) -> outbox.offset = 0
		:: else
		fi;
		reading = 0
	   }
	:: atomic {	/* another one comes, or nobody ever */
		dead && deaths < READERS - 1 ->
		deaths++;
		dead = 0
	   }
	od
}
