# SPDX-License-Identifier: GPL-2.0
# live.sh - tracectl top, with the module. To be sourced behind top.sh.
# shellcheck shell=bash

# The single quotes are around Perl, whose variables are meant.
# shellcheck disable=SC2016

# intervals NAME EXPRESSION: out is a JSON object a line, all of them in @i, for which the
# Perl EXPRESSION is true.
intervals() {
	EXPRESSION=$2 perl -MJSON::PP -e '
		@i = map { decode_json($_) } <>;
		exit(eval($ENV{EXPRESSION}) ? 0 : 1);' out 2>>err
	ok $? "$1"
}

# Each of them, and all together: nothing is there that is not accounted for.
intervals_add_up() {
	intervals "$1: what was emitted was recorded or lost" \
		'my ($e, $l) = (0, 0);
		for (@i) {
			$e += $_->{emitted}; $l += $_->{lost};
			$_->{emitted} == $_->{recorded} + $_->{lost} && $_->{verdict} ne "broken" or die;
			$_->{total}{emitted} == $e && $_->{total}{lost} == $l or die;
			$_->{emitted} > 0 or die;
		}
		@i > 0'
	intervals "$1: one generation after the other, none of them missing" \
		'my $last = $i[0]{first} - 1;
		for (@i) { $_->{first} == $last + 1 && !$_->{total}{missing} or die; $last = $_->{last} }
		@i > 0'
	intervals "$1: tasks have all of the interval" \
		'for my $i (@i) {
			for (@{$i->{tasks}}) {
				$_->{run_ns} + $_->{wait_ns} + $_->{blocked_ns} + $_->{unknown_ns} ==
					$_->{last_ns} - $_->{first_ns} or die;
			}
			@{$i->{tasks}} > 10 or die;
		}
		1'
}

live_session() {
	dd if=/dev/zero of=/dev/null bs=1 status=none &
	exits 0 top --json -n 3 -d 500ms -c +syscall
	kill %%
	wait %% 2>/dev/null
	intervals "top has a session of its own, and three intervals" \
		'@i == 3 && !grep { $_->{source} ne "session" } @i'
	intervals_add_up "its session"
	intervals "who runs is known by name, and what it calls" \
		'@i == grep { grep { $_->{comm} eq "dd" && $_->{run_ns} && $_->{syscalls}{count} } @{$_->{tasks}} } @i'
	intervals "what looking costs is said" \
		'@i == grep { $_->{cost}{cpu_ns} && $_->{cost}{batches_used} && $_->{cost}{events_per_second} } @i'
	is_idle
	ok $? "its session ends with it"
	exits 0 top -b -n 1 -d 100ms --rows 3
	says out "tracectl takes " "tables tell the cost, too"
	says out "this machine: generation" "and what is looked at"
	is_idle
	ok $? "and the session is gone"
}

# live_ended SIGNAL STATUS
live_ended() {
	local pid

	"$TRACECTL" top -b -d 100ms >out 2>err &
	pid=$!
	wait_for is_tracing
	kill "-$1" $pid
	wait $pid 2>/dev/null
	[ $? = "$2" ] && wait_for is_idle
	ok $? "SIG$1 ends its session"
}

live_screen() {
	terminal 100 30 "sh -c 'echo \$\$ >pid; exec \"$TRACECTL\" top -d 200ms'"
	sees '^tracectl top  this machine: generation .*every 200 ms$' \
		"the screen says that it is this machine"
	sees '^Total .* emitted in ([2-9]|[1-9][0-9]+) generations$' "and goes on by itself"
	keys p
	sees '^tracectl top .* PAUSED$' "p holds the picture"
	says out "Losses " "with its losses"
	keys p
	sees '^tracectl top .* every 200 ms$' "and lets it go on"
	keys +
	sees 'every 500 ms$' "+ makes the delay longer"
	keys / t r a c e c t l Enter Enter
	sees 'tracectl/[0-9]+: what it needed the last interval for' "why, of a task that is there now"
	kill -TERM "$(cat pid)"
	restored "SIGTERM leaves the terminal as it was, with a session, too"
	wait_for is_idle
	ok $? "which is gone"
	terminal_end
}

# Somebody else's is left alone.
live_of_others() {
	exits 0 start
	exits 4 top -b -n 1
	says err "another trace session exists" "another session is refused"
	says err "it was started by pid" "with whose it is"
	says err "tracectl flight start" "and what would be shown"
	exits 0 status
	exits 0 stop
	exits 4 top -b -n 1
	says err "it has been stopped" "one that is stopped, too"
	cat /dev/gentrace >others.gt
	exits 0 verify others.gt
}

live_flight() {
	local pid

	exits 0 flight start --memory 16M
	exits 0 top --json -n 3 -d 300ms
	intervals "with a flight recorder its generations are shown" \
		'@i == 3 && !grep { $_->{source} ne "flight" } @i'
	intervals_add_up "the recorder"
	exits 0 flight status
	exits 0 flight snapshot -o live.gt
	exits 0 verify live.gt
	"$TRACECTL" top -b -d 100ms >out 2>err &
	pid=$!
	wait_for grep -q '^total' out
	ok $? "it is looked at"
	exits 0 flight stop
	run status
	wait $pid
	[ $? = 1 ]
	ok $? "a recorder that is stopped ends it"
	is_idle
	ok $? "and nothing holds the memory"
}

live_tests() {
	live_session
	live_ended TERM 0
	live_ended INT 0
	live_ended KILL 137
	live_screen
	live_of_others
	live_flight
}
