#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# make check: tracectl as its users see it. Needs no module and no privilege:
# traces are made from the text form in data/. TAP on standard output.

# The single quotes are around Perl, whose variables are meant.
# shellcheck disable=SC2016

# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"

# shellcheck source=answers.sh
. "${TRACECTL%/*}/check/answers.sh"

# shellcheck source=assert.sh
. "${TRACECTL%/*}/check/assert.sh"

# shellcheck source=hits.sh
. "${TRACECTL%/*}/check/hits.sh"

# shellcheck source=offcpu.sh
. "${TRACECTL%/*}/check/offcpu.sh"

# shellcheck source=stacks.sh
. "${TRACECTL%/*}/check/stacks.sh"

# shellcheck source=oncpu.sh
. "${TRACECTL%/*}/check/oncpu.sh"

# shellcheck source=progress.sh
. "${TRACECTL%/*}/check/progress.sh"

# shellcheck source=recover.sh
. "${TRACECTL%/*}/check/recover.sh"

# shellcheck source=symbols.sh
. "${TRACECTL%/*}/check/symbols.sh"

# shellcheck source=timeline.sh
. "${TRACECTL%/*}/check/timeline.sh"

# shellcheck source=threads.sh
. "${TRACECTL%/*}/check/threads.sh"

# shellcheck source=top.sh
. "${TRACECTL%/*}/check/top.sh"

TESTS=${TRACECTL%/*}/check/data
UNIT_TRACES=${TRACECTL%/*}/../../selftests/unit/traces

make_trace() {
	run dump --from-text "$TESTS/$1.txt"
	mv out "$1.gt"
	[ "$status" = 0 ]
	ok $? "data/$1.txt is a trace"
}

usage_tests() {
	local command words

	exits 3
	exits 3 frobnicate
	says err "try: tracectl help" "an unknown command names the help"
	exits 0 --help
	exits 0 --version
	says out "tracectl " "the version names the tool"
	for command in record report dump verify info start stop status flight \
		"flight start" "flight list" "flight status" "flight snapshot" "flight collect" "flight stop"; do
		read -ra words <<<"$command"
		exits 0 "${words[@]}" --help
		says out "Examples:" "$command --help has examples"
		says out "xit status" "$command --help tells the exit status"
		exits 3 "${words[@]}" --frobnicate
		says err "try: tracectl $command --help" "$command names its help"
	done
	for command in report dump verify info; do
		exits 3 "$command" a b
	done
	exits 3 record ls
	says err "a command follows --" "record wants -- before the command"
	exits 3 record -d 0
	exits 3 record -d 1x
	exits 3 record -c sched,disk
	says err "classes are sched,irq,syscall,power" "a wrong class names the right ones"
	exits 3 record -c ''
	exits 3 record --pool 12Q
	exits 3 record --pool 0
	exits 3 record --pool 99999999999999999999
	exits 3 record --pool -1
	exits 3 record --period 1.0000000001s
	exits 3 record --clock sundial
	exits 3 record --stacks=kernel,heap
	says err "write some of kernel, user, switch, waking" "a wrong stack names the right ones"
	exits 3 record --stack-table 0
	exits 3 record -c stack
	exits 3 record --cpu 3-1
	exits 3 record --cpu 8192
	exits 3 record --cpu ''
	exits 3 record --event sched_swich
	says err "near it: sched_switch" "names near an unknown event are suggested"
	exits 3 record --event generation
	exits 3 record --pid 0
	exits 3 record --only
	says err "--only needs a command" "--only wants something to record"
	exits 3 record --cgroup "$WORK"
	says err "is no cgroup v2 directory" "a cgroup is not just any directory"
	exits 3 record --cgroup "$WORK/none"
	exits 3 start --event 'no_*'
	says err "there is no event 'no_*'; tracectl(1) lists them" "a pattern of no event is refused"
	exits 3 start now
	exits 3 report -s colour
	exits 3 report -n many
	exits 3 dump --pid 0x12
	exits 3 dump --cpu 3-1
	exits 3 dump --cpu 8192
	exits 3 dump --event no_such_event
	exits 3 dump --from soon
	exits 3 dump --from-text
	exits 3 dump --clock sundial
}

# What a machine without the module says; on one with it, there is no such test.
device_tests() {
	[ ! -e /sys/module/gentrace ] || return
	exits 1 status
	says out "modprobe gentrace" "status says how to load the module"
	exits 1 status --json
	json "status --json without the module" '!$_->{loaded}'
	echo keep >trace.gt
	exits 4 record -d 1
	says err "try: modprobe gentrace" "record says how to load the module"
	[ "$(cat trace.gt)" = keep ]
	ok $? "a recording that cannot start leaves the old file alone"
	rm trace.gt
	exits 125 record -- touch ran
	[ ! -e ran ]
	ok $? "the command does not run without a trace"
	exits 4 start
	exits 4 stop
	exits 4 info
}

# The filter of a trace stands in each answer.
filter_tests() {
	local said="filter: only CPUs 1 was recorded; nothing is known of what was left out"

	run dump --raw ping.gt
	sed -e 's/format=2/format=3/' -e 's/^+0 clock_snapshot clock=0 /+0 filter kind=2 first=1 last=1\n&/' \
		out >kept.txt
	"$TRACECTL" dump --from-text kept.txt >kept.gt
	for command in report verify latency irqs; do
		run $command kept.gt
		says out "$said" "$command says that there was a filter"
		run $command --json kept.gt
		json "$command --json says so" '$_->{filter} eq "CPUs 1"'
	done
	run why ping kept.gt
	says out "$said" "why says that there was a filter"
	run info kept.gt
	says out "filter       only CPUs 1;" "info says that there was a filter"
	run info --json kept.gt
	json "info --json says so" '$_->{sessions}[0]{filter} eq "CPUs 1"'
	run dump kept.gt
	says out "# filter: only CPUs 1" "dump says that there was a filter"
	run dump --json kept.gt
	says out '"filter":"CPUs 1"' "dump --json says so"
	json_lines "dump --json is still JSON"
	run verify kept.gt
	says out "kept.gt: complete: nothing is missing, of what the filter kept" \
		"the verdict is about what was kept"
	cat kept.gt ping.gt >mixed.gt
	run verify mixed.gt
	says out "was recorded, in a part of the generations" "a filter of a part is called so"
	run report ping.gt
	! grep -q filter out
	ok $? "without a filter nothing speaks of one"
}

file_tests() {
	exits 4 report
	says err "try: tracectl record" "a missing default file says how to make one"
	exits 4 verify missing.gt
	exits 4 dump .
	: >empty
	exits 2 verify empty
	says err "is empty" "an empty file is called so"
	head -c 5000 "$TRACECTL" >program
	exits 2 report program
	says err "is not a gentrace trace" "a program is not taken for a trace"
	exits 2 dump --from-text program
	exits 4 dump --from-text missing.txt
}

verify_tests() {
	exits 0 verify ping.gt
	says out "ping.gt: complete: nothing is missing" "a complete trace is called so"
	says out "emitted 19 = recorded 19 + lost 0" "the proof is spelled out"
	run dump --raw ping.gt
	sed 's/session=386385/session=386386/' out >second.txt
	"$TRACECTL" dump --from-text second.txt >second.gt
	cat ping.gt second.gt >two.gt
	run verify -n 1 two.gt
	says out "and 1 more complete generation: -n 0 shows all" "verify tells what it does not list"
	exits 0 verify -q ping.gt
	[ ! -s out ] && [ ! -s err ]
	ok $? "verify -q is quiet"
	run verify --json ping.gt
	json "verify --json" \
		'$_->{verdict} eq "complete" && $_->{emitted} == 19 &&
		@{$_->{generations}} == 1 && @{$_->{findings}} == 0'
	exits 1 verify lossy.gt
	says out "emitted 12 = recorded 8 + lost 4" "losses are part of the proof"
	run verify --json lossy.gt
	json "verify --json counts losses by cause" \
		'$_->{verdict} eq "lossy" && $_->{lost_by_cause}{no_batch} == 4'
	"$TRACECTL" verify - <ping.gt >out 2>err
	ok $? "verify reads standard input"
}

report_tests() {
	run report ping.gt
	says out "19 emitted = recorded, proven" "the report says that nothing was lost"
	says out "start 900 ns as a whole, longest on CPU 0: 300 ns" "the world stop is reported"
	! grep -q '~' out
	ok $? "nothing is marked in a complete trace"
	run report --json ping.gt
	json "ping in the report" \
		'my ($t) = grep { $_->{pid} == 100 } @{$_->{tasks}};
		$t->{comm} eq "ping" && $t->{run_ns} == 4000 && $t->{wait_ns} == 1600 &&
		$t->{latency}{worst_ns} == 1500 && !$t->{lossy}'
	json "pong in the report" \
		'my ($t) = grep { $_->{pid} == 200 } @{$_->{tasks}};
		$t->{run_ns} == 2500 && $t->{wait_ns} == 2000 && $t->{latency}{worst_ns} == 2000 &&
		$t->{latency}{worst_cpu} == 1'
	json "CPU 0 in the report" \
		'my ($c) = grep { $_->{cpu} == 0 } @{$_->{cpus}};
		$c->{busy_ns} == 4000 && $c->{hardirq_ns} == 400'
	json "write in the report" \
		'my ($s) = grep { $_->{name} eq "write" } @{$_->{syscalls}};
		$s->{count} == 1 && $s->{total_ns} == 1700'
	json "interrupts in the report" \
		'$_->{irqs}[0]{name} eq "acpi" && $_->{softirqs}[0]{total_ns} == 700'
	run report -s worst -n 1 ping.gt
	grep -A1 '^TASK ' out | tail -n 1 | grep -q '^pong'
	ok $? "report -s worst -n 1 shows pong"
	says out "and 1 more task: -n 0 shows all" "the report tells what it does not show"

	run report lossy.gt
	says out "4 of 12 events" "the report counts losses"
	grep '^worker ' out | grep -q '~'
	ok $? "numbers that a loss touched are marked"
	run report --json lossy.gt
	json "report --json of losses" \
		'$_->{losses}[0]{lost} == 4 && $_->{losses}[0]{cause} eq "no_batch" &&
		$_->{cpus}[0]{lossy} && !$_->{cpus}[1]{lossy}'
}

# lines COUNT ARGUMENT...: so many events are dumped.
lines() {
	local want=$1

	shift
	run dump "$@"
	[ "$(wc -l <out)" = "$want" ]
	ok $? "$want lines: dump $*"
}

dump_tests() {
	lines 19 ping.gt
	says out "0.000004500    0  hardirq  idle                    irq_handler_entry  irq=9 name=\"acpi\"" \
		"an event as it is printed"
	says out "sys_exit           nr=read ret=-11(EAGAIN)" "calls and errors have names"
	says out "sched_switch       prev_state=S next_pid=0(idle)" "states and tasks have names"
	lines 6 --pid 200 ping.gt
	lines 6 --comm 'po*' ping.gt
	lines 6 --cpu 1 ping.gt
	lines 4 --event syscall ping.gt
	lines 6 --event sched_switch ping.gt
	lines 4 --event 'irq_*,softirq_e*' ping.gt
	lines 4 --from 9us --to 0.0000097 ping.gt
	lines 0 --from 1 ping.gt
	lines 0 --pid 100 --cpu 1 --event softirq_raise ping.gt
	run dump --json ping.gt
	json_lines "dump --json"
	grep -q '"event":"sched_switch","args":{"prev_state":1,"prev_state_name":"S","next_pid":0}' out
	ok $? "an event as JSON"
	run dump --clock raw --event irq_handler_exit ping.gt
	says out "4900    0" "dump --clock raw"
	run dump --clock real --event irq_handler_exit ping.gt
	says out ":20.000004900" "dump --clock real"

	run dump lossy.gt
	says out "LOST 4 events of this stream until 0.000009000" "a loss is a line in its place"
	run dump --raw ping.gt
	mv out ping.raw
	run dump --from-text ping.raw
	cmp -s out ping.gt
	ok $? "dump --raw and --from-text give the same trace"
}

stack_tests() {
	run dump --from-text "${TRACECTL%/*}/../../selftests/unit/traces/stacks.txt"
	mv out stacks.gt
	exits 1 verify stacks.gt
	says out "1 stacks were not taken: the table was full" "verify tells of a full stack table"
	lines 6 stacks.gt
	says out "kernel=16[ffffffff81000010,ffffffff81000030,ffffffff81000020] user=17[401000,401200,?]" \
		"a stack has its addresses, and how its walk ended"
	says out "user=no_user" "where there is no stack it says why"
	run dump --json --event stack stacks.gt
	grep -q '"user":17,"user_frames":\["0x401000","0x401200"\],"user_walk":"broken"' out
	ok $? "a stack as JSON"
	run dump --raw stacks.gt
	mv out stacks.raw
	run dump --from-text stacks.raw
	cmp -s out stacks.gt
	ok $? "stacks come back from their text"
}

info_tests() {
	exits 0 info ping.gt
	says out "machine      Linux 6.1.0-test, 2 CPUs" "info names the machine"
	says out "clock        monotonic" "info names the clock"
	run info --json ping.gt
	json "info --json" \
		'$_->{sessions}[0]{generations}[0]{complete} &&
		$_->{sessions}[0]{generations}[0]{events} == 19'
}

hostile_tests() {
	local command bytes size i crashed=0

	for command in "report -n 0" "dump --meta" info verify "report --json" "info --json" \
		       "verify --json" "dump --meta --json"; do
		# shellcheck disable=SC2086
		run $command hostile.gt
		plain out "plain text of a hostile trace: $command"
	done
	run report --json hostile.gt
	json "hostile names make valid JSON" '$_->{tasks}'
	run dump --json hostile.gt
	json_lines "hostile names make valid JSON lines"
	run report hostile.gt
	says out 'a\x1b[2J\x0a\\"\xff' "a hostile name is escaped"

	size=$(stat -c %s ping.gt)
	for ((bytes = 0; bytes < size; bytes += 7)); do
		head -c "$bytes" ping.gt >cut.gt
		for command in verify report dump; do
			run "$command" cut.gt
			[ "$status" -le 2 ] || crashed=$((crashed + 1))
			[ "$command" != verify ] || [ "$status" = 2 ] || crashed=$((crashed + 1))
		done
	done
	ok $crashed "a trace cut off anywhere is broken to verify, and no crash"
	crashed=0
	for ((i = 0; i < size; i += 11)); do
		cp ping.gt flip.gt
		printf '\xff' | dd of=flip.gt bs=1 seek=$i conv=notrunc status=none
		for command in "verify --json" "report -n 0" "dump --meta"; do
			# shellcheck disable=SC2086
			run $command flip.gt
			[ "$status" -le 2 ] || crashed=$((crashed + 1))
		done
	done
	ok $crashed "a trace with a wrong byte anywhere does not crash"
}

# same FILE: threads or none, the answers are the same.
same() {
	local command

	for command in "report -n 0" "report --json" "verify -n 0" "verify --json"; do
		# shellcheck disable=SC2086
		run $command -j 1 "$1"
		cat out err >alone
		echo "$status" >>alone
		# shellcheck disable=SC2086
		run $command -j 5 "$1"
		cat out err >crew
		echo "$status" >>crew
		cmp -s alone crew || return
	done
}

threads_tests() {
	local size i differ=0

	exits 3 report -j 0
	exits 3 verify -j many
	run dump --from-text "$UNIT_TRACES/windows.txt"
	mv out windows.gt
	cat windows.gt lossy.gt ping.gt windows.gt >many.gt
	same many.gt
	ok $? "threads say the same of several sessions"
	size=$(stat -c %s many.gt)
	for ((i = 5; i < size; i += size / 50)); do
		head -c "$i" many.gt >cut.gt
		same cut.gt || differ=$((differ + 1))
		cp many.gt flip.gt
		printf '\xff' | dd of=flip.gt bs=1 seek=$i conv=notrunc status=none
		same flip.gt || differ=$((differ + 1))
	done
	ok $differ "threads say the same of traces that are cut or damaged"
}

# The four generations of windows.gt are of a microsecond each.
window_tests() {
	run verify --from 1.2us --to 1.8us windows.gt
	says out "window: 0.000001000 to 0.000002000 s: 1 of 4 generations" \
		"verify says which part it has read"
	says out "emitted 3 = recorded 3 + lost 0" "and proves that part"
	run report --json --from 2.5us windows.gt
	json "report --json of a window" \
		'$_->{window}{generations} == 2 && $_->{window}{generations_of_file} == 4 &&
		$_->{window}{from_ns} == 2000'
	exits 4 report --from 1 windows.gt
	says err "between --from and --to" "a window with nothing in it is no report"
	exits 3 verify --from soon
	"$TRACECTL" verify --from 1us - <windows.gt >out 2>err
	ok $? "a file on standard input can be read in part"
	(cat windows.gt; cat two.gt) | "$TRACECTL" verify --from 1us - >out 2>err
	[ $? = 4 ]
	ok $? "a pipe cannot"
	lines 2 --from 1.05us --to 1.2us windows.gt
}

# A trace of the module as it was when there were five classes: it has rows that are
# read before it has declared them.
old_tests() {
	cp "${TRACECTL%/*}/../../selftests/unit/traces/format2.gt" old.gt
	run verify --json old.gt
	json "a trace of an older module is as good as ever" \
		'$_->{verdict} eq "complete" && $_->{emitted} == 224 && $_->{recorded} == 224'
	lines 224 old.gt
	run dump old.gt
	grep -q '^ *0.014454464 *1 *hardirq *migration/1/20 *irq_handler_entry *irq=0 name="hr timer"$' out &&
		grep -q '^ *0.050466681 *0 *softirq *migration/0/17 *sched_waking *pid=14(rcu_preempt) last=1$' out
	ok $? "and its events are what they were"
}

output_tests() {
	"$TRACECTL" dump ping.gt >/dev/full 2>err
	[ $? = 4 ]
	ok $? "a full disk under the output is an error"
	! script -qec "NO_COLOR=1 '$TRACECTL' verify '$WORK/ping.gt'" /dev/null </dev/null |
		grep -q $'\033'
	ok $? "NO_COLOR takes the colours away"
	script -qec "env -u NO_COLOR '$TRACECTL' verify '$WORK/ping.gt'" /dev/null </dev/null |
		grep -q $'\033'
	ok $? "a terminal gets colours"
	script -qec "'$TRACECTL' dump --from-text '$TESTS/ping.txt'" /dev/null </dev/null |
		grep -q "no sight for a terminal"
	ok $? "a terminal gets no binary"
}

usage_tests
device_tests
file_tests
make_trace ping
make_trace lossy
make_trace hostile
verify_tests
filter_tests
report_tests
dump_tests
stack_tests
info_tests
hostile_tests
threads_tests
window_tests
old_tests
answers_tests
hits_tests
assert_tests
offcpu_tests
stacks_tests
oncpu_tests
progress_tests
report_threads_tests
recover_tests
symbols_tests
split_tests
demangle_tests
hostile_names_tests
unknown_symbols_tests
timeline_tests
top_tests
output_tests
tap_end
