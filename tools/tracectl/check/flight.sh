# SPDX-License-Identifier: GPL-2.0
# flight.sh - tracectl flight, with the module. To be sourced.
# shellcheck shell=bash

# The single quotes are around Perl, whose variables are meant.
# shellcheck disable=SC2016

has_dropped() {
	"$TRACECTL" flight status --json | perl -MJSON::PP -0e 'exit !(decode_json(<>)->{dropped} > 20)'
}

flight_refusals() {
	exits 1 flight status
	says out "next: tracectl flight start" "where nothing is recorded, status says how to"
	exits 4 flight snapshot -o none.gt
	says err "try: tracectl flight start" "and so does snapshot"
	exits 4 flight stop
	exits 4 flight start --memory 64K
	says err "try: --memory 1.00 MiB or more" "memory for nothing is refused"
	exits 4 flight start --memory 1M
	says err "is too little for a flight recording" "and memory for the tables alone"
	exits 3 flight start --memory many
	exits 3 flight start --window soon
	exits 3 flight start now
	exits 1 status
}

# Somebody's trace is not the recorder's.
flight_of_others() {
	exits 0 start
	exits 1 flight status
	exits 4 flight snapshot -o none.gt
	says err "no flight recording" "another session has no snapshots"
	exits 4 flight stop
	exits 4 flight start
	says err "another trace session exists" "nor makes it room"
	exits 0 stop
	cat /dev/gentrace >/dev/null
}

flight_records() {
	exits 0 flight start --memory 16M --batch 4K -c +syscall --stacks
	says out "into 16.0 MiB" "flight start says what it takes"
	dd if=/dev/zero of=/dev/null bs=1 status=none &
	wait_for has_dropped
	ok $? "old generations go"
	kill %%
	wait %% 2>/dev/null
	/usr/bin/true
	exits 0 flight snapshot -o snapshot.gt
	says err "next: tracectl report snapshot.gt" "snapshot names the next command"
	exits 0 verify snapshot.gt
	run dump --event sched_process_exec snapshot.gt
	says out 'filename="/usr/bin/true"' "a snapshot has what just happened"
	exits 0 report snapshot.gt
	run dump --event stack snapshot.gt
	grep -q 'kernel=[0-9]*\[[a-z_]' out
	ok $? "addresses in stacks have their names"
	exits 0 flight status
	says out "history  " "status tells how much there is"
	run flight status --json
	json "nothing is lost, and all is accounted for" \
		'$_->{recording} && !$_->{lost} && $_->{emitted} == $_->{recorded} && $_->{history_ns} > 0 &&
		$_->{memory_bytes} <= 16 << 20 && $_->{memory_bytes} > 12 << 20'
	exits 0 flight snapshot --window 1ms -o short.gt
	run info --json short.gt
	json "a short window is one generation" '@{$_->{sessions}[0]{generations}} == 1'
	"$TRACECTL" flight snapshot -o - 2>err | "$TRACECTL" verify - >out
	[ "${PIPESTATUS[*]}" = "0 0" ]
	ok $? "a snapshot through a pipe is complete"
	cat /dev/gentrace >cat.gt
	exits 0 verify cat.gt
	exits 4 flight stop -o "$WORK/no/where.gt"
	exits 1 flight status
	says out "state        stopped" "what could not be written is still there"
	exits 0 flight stop -o last.gt
	exits 0 verify last.gt
	is_idle
	ok $? "when it has been written the memory is given back"
}

# What a program says: a hit each.
say() {
	echo "moment $1" >/dev/gentrace
}

collected() {
	find hits -name '*.gt' | wc -l
}

# has_room SAID: the module keeps 32 for who collects them.
has_room() {
	[ "$1" -lt $(($(collected) + 16)) ]
}

has_collected() {
	[ "$(collected)" = "$1" ]
}

collect() {
	"$TRACECTL" flight collect "$@" hits >out 2>err &
	collector=$!
}

# Before, it would be ended as any program is.
minds_signals() {
	(($((0x$(sed -n 's/^SigBlk:[[:space:]]*//p' "/proc/$collector/status"))) >> 14 & 1))
}

# collector_end SIGNAL
collector_end() {
	[ "$1" != TERM ] || wait_for minds_signals
	kill "-$1" "$collector"
	wait "$collector" 2>/dev/null
}

# As often as long loops go round: a hundred times if all of it is wanted.
KILLS=${GENTRACE_PERCENT:-100}

# It is ended at any point of its work, and begins again; at most 16 hits wait for it. How far
# it comes is meant to differ: from nothing to twice what the first hit took.
collect_and_kill() {
	local begin=$EPOCHREALTIME i said=1 took

	say 1
	collect
	wait_for has_collected 1
	took=$(perl -e 'print $ARGV[1] - $ARGV[0]' "$begin" "$EPOCHREALTIME")
	collector_end TERM
	for ((i = 0; i < KILLS; i++)); do
		while has_room $said && [ $said -lt "$KILLS" ]; do
			say $((++said))
		done
		collect
		perl -e 'select(undef, undef, undef, rand(2 * $ARGV[0]))' "$took"
		collector_end KILL
	done
	collect
	while [ $said -lt "$KILLS" ]; do
		wait_for has_room $said
		say $((++said))
	done
}

flight_collects() {
	exits 4 flight collect .
	says err "try: tracectl flight start" "without a recorder there is nothing to collect"
	exits 3 flight collect
	exits 4 flight collect no/such/place
	exits 3 flight start --trigger 'nap > 5ms'
	exits 3 flight start --trigger 'wakeup > 5ms comm=a*b'
	says err "try: comm='a*'" "the nearest condition is named"
	exits 3 flight start --trigger 'wakeup < 5ms'
	exits 3 flight start --trigger 'event sched_switch next_pid='
	says err "a value of next_pid is missing" "and an argument without a value"
	exits 0 flight start --memory 32M --batch 4K \
		--trigger "event mark pid=$$ before=0 after=0 as=said"
	exits 0 flight status
	says out "event mark pid=" "flight status lists the triggers"
	mkdir hits
	collect_and_kill
	wait_for has_collected "$KILLS"
	ok $? "$KILLS hits are in $KILLS files, and the collector was killed as often"
	collector_end TERM
	ok $? "a collector that is asked to end has ended well"
	run flight status --json
	json "none is missing, and none is left" \
		"\$_->{hits} == $KILLS && \$_->{hits_missed} == 0 && \$_->{hits_ready} == 0"
	[ -z "$(find hits -name '*.unfinished')" ]
	ok $? "no file is left unfinished"
	printf '%s\n' hits/*.gt | xargs -n 1 "$TRACECTL" verify >out
	ok $? "each is a complete trace"
	find hits -name '*.gt' -exec "$TRACECTL" dump --event mark {} \; |
		sed -n 's/.*text="moment \([0-9]*\)".*/\1/p' | sort -nu | wc -l >out
	[ "$(cat out)" = "$KILLS" ]
	ok $? "and all that was said is in them"
	say again
	collect --quota 1
	wait_for has_collected 1
	ok $? "of more than the quota the oldest go, and the newest stays"
	collector_end TERM
	exits 0 flight stop
	rm -r hits
}

JOURNAL=/run/systemd/journal/socket

# In the place of journald: what it is sent, into the file journal.
journal_fake() {
	rm -f journal
	mkdir -p "${JOURNAL%/*}"
	perl -MSocket -MIO::Handle -e '
		socket(my $socket, PF_UNIX, SOCK_DGRAM, 0) or die $!;
		bind($socket, sockaddr_un($ARGV[0])) or die $!;
		open(my $file, ">", "journal") or die $!;
		$file->autoflush(1);
		print $file "$_\n" while defined recv($socket, $_, 1 << 16, 0);' "$JOURNAL" &
	journal=$!
	wait_for test -e journal
}

journal_end() {
	kill "$journal"
	wait "$journal" 2>/dev/null
	rm "$JOURNAL"
}

# Started and collected by one command, whose standard error is the journal.
stay() {
	: >stayed
	JOURNAL_STREAM=$(stat -c %d:%i stayed) "$TRACECTL" flight start --memory 32M --batch 4K \
		--trigger "event mark pid=$$ before=0 after=0 as=said" --quota 1G -o hits >out 2>>stayed &
	collector=$!
}

has_ready() {
	"$TRACECTL" flight status --json | perl -MJSON::PP -0e 'exit !(decode_json(<>)->{hits_ready} == 1)'
}

flight_stays() {
	local me

	me=$(cat /proc/$$/comm)
	mkdir hits
	journal_fake
	stay
	wait_for "$TRACECTL" flight status
	say 1
	wait_for has_collected 1
	ok $? "flight start -o collects"
	wait_for grep -q '^GENTRACE_FILE=hits/said-.*-1.gt$' journal
	ok $? "the journal has the file"
	[ "$(grep -cE "^(GENTRACE_TRIGGER=said|GENTRACE_HIT=1|GENTRACE_PID=$$|GENTRACE_TASK=$me|PRIORITY=5|GENTRACE_RULE=event mark .*|MESSAGE=said: $me/$$, .*)$" journal)" = 7 ]
	ok $? "and what is known of the hit, as fields"
	! grep -q said stayed
	ok $? "and has it once"
	collector_end KILL
	exits 0 flight status
	say 2
	wait_for has_ready
	ok $? "the recorder goes on when the collector is killed"
	exits 0 flight list -o hits
	says out "not in a file yet" "flight list has what waits to be collected"
	run flight list --json -o hits
	ME=$me json "for programs, too" '@{$_->{frozen}} == 1 && @{$_->{files}} == 1 &&
		$_->{frozen}[0]{hit}{number} == 2 && $_->{frozen}[0]{hit}{trigger} eq "said" &&
		$_->{files}[0]{hit}{number} == 1 && $_->{files}[0]{hit}{task}{comm} eq $ENV{ME}'
	has_ready
	ok $? "and lets it go"
	stay
	wait_for has_collected 2
	ok $? "the same command once more goes on with what there is"
	says stayed "it goes on as it was started" "and says so"
	collector_end TERM
	ok $? "it ends well when it is asked to"
	journal_end
	exits 0 why --hit 2 hits/said-*-2.gt
	says out "hit 2, said: mark by $me/$$" "why of what was collected, without a task"
	exits 0 info --hits hits/said-*-2.gt
	exits 0 flight stop
	rm -r hits
}

flight_tests() {
	flight_refusals
	flight_of_others
	flight_records
	flight_collects
	if [ -e $JOURNAL ]; then
		ok 0 "flight start -o # SKIP there is a journal already"
	else
		flight_stays
	fi
	exits 0 flight start --memory 6M --batch 4K
	exits 0 flight stop
	is_idle
	ok $? "what nobody wants is thrown away"
}
