# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# top.sh - the part of all.sh for top: tables on traces whose numbers are known, and the
# screen on a terminal of tmux(1), whose picture can be looked at. To be sourced.

# The single quotes are around Perl, whose variables are meant.
# shellcheck disable=SC2016

# top_agrees FILE OPTION...: the tasks of each generation are those that report tells of it.
top_agrees() {
	local i=0 line from to

	run top -b --json "$1"
	cp out top.lines
	while read -r line; do
		i=$((i + 1))
		from=$(perl -MJSON::PP -e '$_ = decode_json($ARGV[0]); print $_->{begin_ns}' "$line")
		to=$(perl -MJSON::PP -e '$_ = decode_json($ARGV[0]); print $_->{end_ns}' "$line")
		# Whole generations: in the middle of one there is only that one.
		[ "$i" = 1 ] && first=$from
		run report --json --from "$(((from + to) / 2 - first))ns" --to "$(((from + to) / 2 - first))ns" "$1"
		printf '%s\n' "$line" | perl -MJSON::PP -e '
			my $top = decode_json(<STDIN>);
			open my $file, "<", "out"; my $report = decode_json(join "", <$file>);
			my $json = JSON::PP->new->canonical;
			delete $_->{now} for @{$top->{tasks}};
			exit !($json->encode($top->{tasks}) eq $json->encode($report->{tasks}) &&
				$top->{emitted} == $report->{emitted} && $top->{lost} == $report->{lost} &&
				$top->{verdict} eq $report->{verdict} &&
				$top->{emitted} == $top->{recorded} + $top->{lost});'
		ok $? "generation $i of $1 is what report says of it"
	done <top.lines
}

top_usage_tests() {
	exits 0 top --help
	says out "Examples:" "top --help has examples"
	exits 3 top --frobnicate
	exits 3 top a b
	exits 3 top -b -n 0 waits.gt
	exits 3 top -b -n many waits.gt
	exits 3 top -b -d 10ms waits.gt
	says err "between 100ms and 1m" "a delay that is none names those that are"
	exits 3 top -b -d 2m waits.gt
	exits 3 top -b -s colour waits.gt
	exits 3 top -b --rows x waits.gt
	exits 3 top -b -c sched,disk
	exits 3 top -b -c sched waits.gt
	says err "what is recorded has been decided" "a file is not recorded again"
	exits 3 top waits.gt
	says err "try: tracectl top -b" "where there is no terminal, -b is"
	exits 3 top -
	exits 4 top -b missing.gt
	exits 2 top -b empty
	exits 2 top -b "$TESTS/ping.txt"
	says err "is not a gentrace trace" "what is no trace is called so"
}

top_batch_tests() {
	run dump --from-text "$UNIT_TRACES/windows.txt"
	mv out windows.gt
	make_trace born
	top_agrees windows.gt
	top_agrees waits.gt
	top_agrees lossy.gt
	top_agrees born.gt
	exits 0 top -b windows.gt
	says out "windows.gt: generation 4, 1.00 us until " "a table says what it is about"
	says out "losses      none: 3 emitted = recorded, proven" "what was lost is said of each"
	says out "total       12 recorded + 0 lost = 12 emitted in 4 generations" "and of all"
	says out "tasks       2: 1 on a CPU, 0 waiting, 1 blocked, 0 ended; 1 CPU, 100.0 % busy" \
		"what tasks are at the end is counted"
	says out "latency     worst 100 ns of ping/12, p50 100 ns, p99 100 ns of 1 wakeup" \
		"latencies of all tasks"
	grep -q '^ping *12 *R *80.0 % *800 ns *100 ns *100 ns *1 *1 *100 ns *100 ns$' out
	ok $? "a task has a row"
	exits 0 top -b -n 2 windows.gt
	[ "$(grep -c '^total' out)" = 2 ]
	ok $? "-n 2 prints two"
	exits 0 top -b -s blocked --rows 1 windows.gt
	[ "$(grep -c '^pong ' out)" = 4 ] && ! grep -q '^ping ' out
	ok $? "the first row is that of who was blocked longest"
	says out "and 1 more task: --rows 0 shows all" "and those below it are counted"
	exits 0 top -b --comm 'po*' windows.gt
	! grep -q '^ping ' out
	ok $? "--comm leaves out the others"
	"$TRACECTL" top -b - <windows.gt | grep -q '^standard input: generation 1,'
	ok $? "a trace on standard input"
	exits 0 top -b lossy.gt
	says out "losses      4 of 12 events (33.3 %); numbers with ~ may be touched by it" "losses are said"
	says out "total       8 recorded + 4 lost = 12 emitted in 1 generation" "and counted"
	says out "no task was woken and got a CPU (~)" "what they may have hidden is marked"
	grep -q '^worker .* 5.50 us~' out
	ok $? "and numbers that they touch"
	run top --json windows.gt
	json_lines "top --json is an object a line"
	run top -b hostile.gt
	plain out "names do not reach the terminal as they are"
	# The second of four generations is not there.
	run dump --raw windows.gt
	sed '/gen=2 /,/gen=3 /{/gen=3 /!d}' out >hole.txt
	run dump --from-text hole.txt
	mv out hole.gt
	run top -b hole.gt
	says out "in 3 generations, 1 more missing" "a generation that is missing is missed"
	head -c 500 windows.gt >cut.gt
	run top -b cut.gt
	[ "$status" != 139 ] && [ "$status" != 134 ]
	ok $? "half a generation is no reason to die"
}

# ---------------------------------------------------------------- the screen

# Each has a server of its own: one that has been told to end may take its time.
terminals=0

tm() {
	tmux -L "$$.$terminals" -f /dev/null "$@"
}

# A terminal of so many columns and rows, in which the shell says how it was and how it is.
# terminal COLUMNS ROWS COMMAND
terminal() {
	terminals=$((terminals + 1))
	rm -f before after ended pid
	tm new-session -d -x "$1" -y "$2" -e LC_ALL=C.UTF-8 -e "PS1=" \
		"stty -g >before; $3; echo \$? >ended; stty -g >after; cat"
}

terminal_end() {
	tm kill-server 2>/dev/null
}

picture() {
	tm capture-pane -p >out 2>err
}

# on_screen PATTERN: now or soon; a minute is a failure.
on_screen() {
	local deadline=$((SECONDS + 60))

	until picture && grep -qE -- "$1" out; do
		[ $SECONDS -lt $deadline ] || return 1
	done
}

# sees PATTERN NAME
sees() {
	on_screen "$1"
	ok $? "$2"
}

# keys KEY...: with names as tmux knows them.
keys() {
	tm send-keys "$@"
}

top_has_ended() {
	local deadline=$((SECONDS + 60))

	until [ -s after ]; do
		[ $SECONDS -lt $deadline ] || return 1
	done
}

# The modes are what they were, and what was on the terminal is there again.
restored() {
	top_has_ended && cmp -s before after && [ "$(cat ended)" = 0 ] &&
		[ "$(tm display-message -p '#{alternate_on}#{cursor_flag}')" = 01 ]
	ok $? "$1"
}

top_screen_tests() {
	terminal 100 24 "'$TRACECTL' top windows.gt"
	sees '^tracectl top  windows.gt: generation 1, 1.00 us until .*n: the next one$' \
		"the first line says what is looked at, and how it goes on"
	sees '^Losses +none: 3 emitted = recorded, proven$' "losses are on the screen"
	sees '^Total +3 recorded \+ 0 lost = 3 emitted in 1 generation$' "and those of all"
	sees '^     PID S  RUN% +RUN +WAIT +BLOCKED +WORST  TASK$' "columns have names"
	sees '^      12 R  80.0   800 ns   100 ns   100 ns   100 ns  ping$' "a task has a line"
	sees '^F1 Help .* F10 Quit$' "the last line tells the keys"
	sees '^Worst +\| +█\| 0\.\.100 ns +of all tasks$' "a line of latencies"
	keys Space n Right
	sees 'windows.gt: generation 4,' "Space, n and Right show the next generation"
	sees '^Worst +\| +████\| 0\.\.100 ns' "the line grows"
	sees '12 emitted in 4 generations' "the total grows"
	keys n
	sees '^tracectl top .* the end$' "behind the last one is the end"
	keys B
	on_screen '^     PID S  RUN%' && [ "$(grep -nE ' (ping|pong)$' out | head -n 1 | grep -c pong)" = 1 ]
	ok $? "B sorts by the time blocked"
	keys P
	on_screen '^      12 R' && [ "$(grep -nE ' (ping|pong)$' out | head -n 1 | grep -c ping)" = 1 ]
	ok $? "P by the time on a CPU"
	keys '>'
	sees '^  syscalls$' "> lists what can be sorted by"
	keys Down Down Down Down Down Down Down Down Enter
	on_screen '^F1 Help' && [ "$(grep -nE ' (ping|pong)$' out | head -n 1 | grep -c pong)" = 1 ]
	ok $? "and Enter sorts by pid"
	keys Home t
	sees '^\*      5 B .* pong$' "t tags a task"
	sees '^ +\| +\| 0\.\.0 +pong/5$' "whose latencies have a line"
	keys Home t
	sees '^       5 B' "and not any more"
	keys '\'
	sees '^Filter: _$' "\\ asks for a filter"
	keys o n
	sees "^filter 'on': 1 of 2$" "which works while it is typed"
	! grep -q ' ping$' out
	ok $? "what it does not fit is not there"
	keys Escape
	sees ' ping$' "Escape ends it"
	keys End / p i n g Enter
	sees '^      12 R' "a search"
	keys Enter
	sees '^ ping/12: what it needed the last interval for, 1.00 us$' "Enter tells why of what was found"
	sees '^ +100 ns  10.0 %  it waited for CPU 0, behind pong/5$' "in the words of why"
	keys q
	sees '^F1 Help' "q goes back from there"
	keys '?'
	sees '^ F1 h .* F10 q +the end$' "? tells the keys"
	keys Escape d 5 0 Enter
	sees "every 50.0 s" "d takes a delay"
	keys d x Enter
	sees "'x' is no delay" "and refuses what is none"
	tm resize-window -x 120 -y 12
	sees '^ +PID S  RUN% +RUN +WAIT +BLOCKED +SWITCHES +WAKEUPS +P99 +WORST  TASK$' \
		"a wider terminal has more columns"
	! grep -q '^Latency' out && grep -q '^Losses' out
	ok $? "a lower one has fewer lines above, but losses"
	tm resize-window -x 20 -y 3
	sees '^tracectl top|^Losses' "a tiny one is no reason to die"
	tm resize-window -x 100 -y 24
	keys Home
	sees ' pong$' "and large again it has all tasks"
	keys q
	restored "q leaves the terminal as it was"
	terminal_end
}

# ended_by SIGNAL
ended_by() {
	terminal 80 24 "sh -c 'echo \$\$ >pid; exec \"$TRACECTL\" top windows.gt'"
	on_screen '^F1 Help' && kill "-$1" "$(cat pid)"
	restored "SIG$1 leaves the terminal as it was"
	terminal_end
}

top_terminal_tests() {
	local signal

	for signal in TERM INT HUP QUIT; do
		ended_by "$signal"
	done
	terminal 80 24 "'$TRACECTL' top hostile.gt"
	sees '^ *66 B .* a\\x1b\[2J\\x0a\\\\"\\xff$' "names do not reach the terminal as they are"
	plain out "all is printable"
	terminal_end
	terminal 80 24 "env -u NO_COLOR '$TRACECTL' top lossy.gt"
	sees '^ *10 B  18.2~ 2.00 us~       0~ 3.50 us~       -~ worker$' "numbers that a loss touches are marked"
	tm capture-pane -pe >out
	grep -qE $'\033\\[[34][0-7]m' out
	ok $? "a terminal gets colours"
	terminal_end
	terminal 80 24 "NO_COLOR=1 LC_ALL=C '$TRACECTL' top windows.gt"
	sees '^Worst +\| +#\| 0\.\.100 ns' "without UTF-8 a line is drawn by ASCII"
	tm capture-pane -pe >out
	! grep -qE $'\033\\[[34][0-7]' out
	ok $? "NO_COLOR takes the colours away"
	terminal_end
	for signal in dumb '' no-such-terminal; do
		script -qec "TERM=$signal '$TRACECTL' top '$WORK/windows.gt'" /dev/null </dev/null >out 2>&1
		[ $? = 3 ] && grep -q 'try: tracectl top -b' out
		ok $? "a terminal called '$signal' is refused, with what to do"
	done
}

top_tests() {
	top_usage_tests
	top_batch_tests
	top_screen_tests
	top_terminal_tests
}
