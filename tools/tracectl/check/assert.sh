# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# assert.sh - the part of all.sh for assert, on traces whose numbers are known:
# waits.gt, where nothing is lost, doubt.gt (selftests/unit/traces/doubt.txt) and lossy.gt,
# where something is. To be sourced behind answers.sh.

# The single quotes are around Perl, whose variables are meant.
# shellcheck disable=SC2016

# rule STATUS RESULT RULE FILE: what the only rule comes to.
rule() {
	exits "$1" assert --json --rule "$3" "$4"
	json "$2 of $4: $3" "\$_->{rules}[0]{result} eq '$2' && \$_->{$2} == 1"
}

# wrong RULE COLUMN TEXT HINT: a rule that makes no sense, where, and what would be right.
wrong() {
	local caret

	exits 3 assert --rule "$1" waits.gt
	says err "$3" "assert says: $3"
	says err "try: $4" "and what would be right: $4"
	caret=$(grep -n '^ *^$' err | sed 's/.*:\( *\)^/\1/')
	[ ${#caret} = $(($2 + 3)) ]
	ok $? "and where: byte $2 of $1"
}

assert_usage_tests() {
	exits 0 assert --help
	says out "Examples:" "assert --help has examples"
	exits 3 assert waits.gt
	says err "which rules?" "assert without a rule asks for one"
	exits 3 assert --frobnicate
	exits 3 assert --rule 'lost == 0' a b
	exits 4 assert --rules missing.rules waits.gt
	exits 4 assert --rule 'lost == 0' missing.gt
	exits 2 assert --rule 'lost == 0' empty
	exits 3 assert --rules empty waits.gt
	says err "there is no rule in empty" "a file without a rule is no pass"
	wrong 'latensy.max < 5ms' 1 "called 'latensy'" "latency; one of"
	wrong 'latency.p98 < 5ms' 9 "asked for 'p98'" "p90; one of max, p50"
	wrong 'latency < 5ms' 8 "what about latency?" "latency.max"
	wrong 'latency.max ~ 5ms' 13 "there is '~'" "<, <=, >"
	wrong 'latency.max < 5' 15 "compared with a time" "a time with its unit"
	wrong 'latency.max < 5mss' 15 "compared with a time" "a time with its unit"
	wrong 'wait < 5ms' 8 "compared with a share" "a share in percent"
	wrong 'wait < 100.0001%' 8 "compared with a share" "a share in percent"
	wrong 'wait.count < 5%' 14 "compared with a number" "a number like"
	wrong 'latency.max < 5ms com=x' 19 "depend on 'com'" "comm; one of comm, pid, prio, cpu"
	wrong 'wait < 5% cpu=1' 11 "depend on 'cpu'" "comm, pid, prio"
	wrong 'latency.max < 5ms comm<x' 23 "is a name" "= or !="
	wrong 'latency.max < 5ms comm="x' 24 "quote has no end" 'another "'
	wrong 'latency.max < 5ms comm=' 24 "value of comm is missing" "a name or a pattern"
	wrong 'latency.max < 5ms pid=x' 23 "'x' is no pid" "a number"
	wrong 'syscall.max < 5ms name=fsnyc' 24 "no system call is called 'fsnyc'" "fsync"
	wrong 'softirq.max < 5ms name=TIMR' 24 "no softirq is called 'TIMR'" "TIMER"
	wrong 'lost == 0 cpu=1' 11 "depend on 'cpu'" "no condition"
	exits 3 assert --rule "latency.max < 5ms$(printf ' cpu=%d' {0..16})" waits.gt
	says err "no more than 16 conditions" "conditions are bounded"
	printf '# limits\n\nlost == 0\n  wait < 5\n latency.max<1s # long\nlatency.p98 < 1s' >bad.rules
	exits 3 assert --rules bad.rules waits.gt
	says err "bad.rules:4:10: " "a wrong rule of a file is told with its line and column"
	says err "bad.rules:6:9: " "and so are all others"
	[ ! -s out ]
	ok $? "a rule that makes no sense has no answer"
}

# The numbers are in selftests/unit/traces/waits.txt, and what latency and syscalls say of it.
assert_sound_tests() {
	rule 0 holds 'syscall.total == 6200ns' begun.gt
	rule 0 holds 'latency.max <= 2050ns' waits.gt
	rule 1 broken 'latency.max < 2050ns' waits.gt
	rule 0 holds 'latency.max == 2050ns' waits.gt
	rule 1 broken 'latency.max != 2050ns' waits.gt
	rule 1 broken 'latency.max > 2050ns' waits.gt
	rule 0 holds 'latency.max >= 2050ns' waits.gt
	# 50, 90 and 2050 ns; buckets know the median to 1/64 only.
	rule 0 holds 'latency.p50 <= 90ns' waits.gt
	rule 1 broken 'latency.p50 < 90ns' waits.gt
	rule 0 holds 'latency.p50 == 90ns' waits.gt
	rule 1 broken 'latency.p99 < 2050ns' waits.gt
	rule 0 holds 'latency.p99 < 2051ns' waits.gt
	rule 0 holds 'latency.count == 3' waits.gt
	rule 0 holds 'latency.total == 2190ns' waits.gt
	rule 0 holds 'latency.max<1us comm!=sink' waits.gt
	rule 0 holds 'latency.max < 1us cpu=1' waits.gt
	rule 1 broken 'latency.max < 1us comm=s*k cpu=0 pid>=10 prio==120' waits.gt
	rule 0 holds 'wait.max == 2050ns comm=sink' waits.gt
	# 2140 of 13000 ns, in parts per million, and below that nothing is rounded.
	rule 0 holds 'wait < 16.4616% comm=sink' waits.gt
	rule 1 broken 'wait < 16.4615% comm=sink' waits.gt
	rule 0 holds 'run > 31% comm=sink' waits.gt
	rule 0 holds 'blocked.max == 3850ns syscall=read comm=sink' waits.gt
	rule 0 holds 'blocked.max == 2910ns syscall=nanosleep' waits.gt
	rule 0 holds 'blocked.total == 6760ns syscall!="" comm=sink' waits.gt
	# A run goes on over system calls: 7000 to 9100.
	rule 0 holds 'run.max == 2100ns comm=sink' waits.gt
	rule 0 holds 'run.count == 3 comm=sink' waits.gt
	rule 0 holds 'syscall.max == 6100ns name=read' waits.gt
	# It has not come back when the trace ends: 9000 to 13000.
	rule 1 broken 'syscall.max < 4us name=nanosleep' waits.gt
	rule 0 holds 'syscall.max == 4us name=nanosleep' waits.gt
	rule 0 holds 'irq.max == 200ns irq=27 name=eth0' waits.gt
	rule 0 holds 'lost == 0' waits.gt
	rule 0 holds 'lost < 0.0001%' waits.gt
	# Requests and waits for locks are calls, too, and of their own rules only.
	rule 0 holds 'latency.count == 2' begun.gt
	rule 0 holds 'syscall.count == 1' begun.gt
	rule 0 holds 'irq.count == 0' begun.gt
	rule 0 holds 'nmi.count == 0' begun.gt
	run assert --json --rule 'latency.max < 1us' waits.gt
	json "assert --json has the worst" \
		'my $r = $_->{rules}[0]; my $w = $r->{worst};
		$r->{value_ns} == 2050 && $r->{bound_ns} == 1000 && $r->{of} == 3 && $r->{breaking} == 1 &&
		$w->{task}{pid} == 10 && $w->{cpu} == 0 && $w->{begin_ns} == 4950 && $w->{end_ns} == 7000'
	run assert --rule 'latency.max < 1us' waits.gt
	says out "worst: sink/10, 2.05 us, from 0.000004950 on CPU 0" "assert names the worst"
	says out "1 of 3 wakeups breaks it" "and how many there are"
	$(sed -n 's/^ *next: tracectl/run/p' out)
	grep -q '0.000004950 .* sched_wakeup *pid=10(sink)' out && grep -q '0.000007000 .*next_pid=10(sink)' out
	ok $? "the command that assert names shows it"
	run assert --json --from 5.5us --rule 'latency.count == 1 comm=middle' --rule 'run == 100% comm=hog' waits.gt
	json "assert of a part of the time" \
		'$_->{rules}[0]{result} eq "broken" && $_->{rules}[1]{result} eq "broken" &&
		$_->{rules}[1]{value_ppm} == 200000'
}

# The numbers are in selftests/unit/traces/begun.txt. A flush has not ended after 700 ns.
assert_requests_and_locks_tests() {
	rule 0 holds 'request.max == 1700ns' begun.gt
	rule 1 broken 'request.max < 1700ns op=write' begun.gt
	rule 0 holds 'request.max == 700ns op=read device=8:0' begun.gt
	rule 0 holds 'request.count == 4' begun.gt
	rule 0 holds 'request.count == 2 name="8:0 read"' begun.gt
	rule 1 broken 'request.max < 700ns op=flush' begun.gt
	rule 0 holds 'request.max == 700ns op=flush comm=waiter' begun.gt
	rule 1 nothing 'request.max < 1s device=8:1' begun.gt
	rule 1 nothing 'request.max < 1s' waits.gt
	says out '"request"' "a rule of requests where none were recorded"
	rule 0 holds 'lock.max == 3100ns' begun.gt
	rule 0 holds 'lock.max == 3100ns name="mutex *" comm=waiter pid=10' begun.gt
	rule 1 broken 'lock.max < 200ns name=spinlock*' begun.gt
	rule 0 holds 'lock.total == 3400ns' begun.gt
	rule 1 nothing 'lock.max < 1s' waits.gt
	wrong 'request.max < 5ms op=wriet' 22 "no operation is called 'wriet'" "read, write"
	wrong 'lock.max < 5ms device=8:0' 16 "depend on 'device'" "comm"
	run assert --rule 'request.max < 1us' begun.gt
	says out "worst: 8:0 write, begun by waiter/10, 1.7 us" "assert names the worst request"
	run assert --rule 'lock.max < 1us' begun.gt
	says out "waited for by waiter/10, 3.1 us" "assert names the longest wait for a lock"
	# After the last batch an event of each was lost.
	sed -e 's/cpu=0 level=task emitted=13/cpu=0 level=task emitted=14/' \
		-e 's/cpu=0 level=hardirq emitted=5/cpu=0 level=hardirq emitted=6/' \
		-e 's/reason=stop emitted=24 recorded=24/& lost=2/; s/reason=stop emitted=24/reason=stop emitted=26/' \
		-e 's/^+0 stream_total cpu=0 level=task/+0 stream_loss cpu=0 level=task class=lock cause=no_batch count=1 first=7500 last=7500\n&/' \
		-e 's/^+0 stream_total cpu=0 level=hardirq/+0 stream_loss cpu=0 level=hardirq class=block cause=no_batch count=1 first=7500 last=7500\n&/' \
		"$UNIT_TRACES/begun.txt" >lost.txt
	"$TRACECTL" dump --from-text lost.txt >lost.gt
	rule 5 unknown 'lock.max < 1s' lost.gt
	rule 1 broken 'lock.max < 3us' lost.gt
	rule 5 unknown 'request.max < 1s' lost.gt
	rule 1 broken 'request.max < 1us' lost.gt
	rule 0 holds 'request.count >= 3' lost.gt
	rule 0 holds 'irq.count == 0' lost.gt
}

assert_cgroup_tests() {
	rule 0 holds 'latency.count == 2 cgroup=/system.slice' cgroups.gt
	rule 0 holds 'latency.count == 1 cgroup!=/system.slice' cgroups.gt
	rule 0 holds 'latency.max == 100ns cgroup=user.slice' cgroups.gt
	rule 1 nothing 'latency.max < 1s cgroup=none' cgroups.gt
	rule 5 unknown 'latency.max < 1us cgroup=/' waits.gt
	all 0 holds 'latency.count == 2' cgroups.gt --cgroup /system.slice
	all 0 holds 'latency.count == 1' cgroups.gt --cgroup web.service --comm web
	all 0 holds 'latency.count == 0 comm=mover' cgroups.gt --cgroup web.service
	all 1 nothing 'latency.max < 1s' cgroups.gt --cgroup none
	all 1 nothing 'run < 100%' cgroups.gt --cgroup none
	all 5 unknown 'latency.max < 1us' waits.gt --cgroup /
	all 5 unknown 'run > 0%' waits.gt --cgroup /
	all 0 holds 'lost == 0' waits.gt --cgroup /
}

# all STATUS RESULT RULE FILE OPTION...: the same with conditions that all rules have.
all() {
	exits "$1" assert --json --rule "$3" "${@:5}" "$4"
	json "$2 of $4: $3, ${*:5}" "\$_->{rules}[0]{result} eq '$2' && \$_->{$2} == 1"
}

# Conditions of a call are those that a rule can have itself.
assert_all_tests() {
	local condition rule

	exits 3 assert --cpu 0 --rule 'lost == 0' --rule 'run < 1%' waits.gt
	says err "--cpu cannot be a condition of 'run < 1%'" "--cpu and a share"
	exits 3 assert --pid x --rule 'lost == 0' waits.gt
	exits 3 assert --cgroup '' --rule 'lost == 0' waits.gt
	for condition in comm=sink pid=10 cpu=1 cpu=0; do
		for rule in latency.count latency.total run.total blocked.max syscall.count irq.count; do
			run assert --json --rule "$rule >= 0 $condition" waits.gt
			grep -v '"rule":' out >own
			run assert --json "--${condition%=*}" "${condition#*=}" --rule "$rule >= 0" waits.gt
			grep -v '"rule":' out | cmp -s own -
			ok $? "$condition as a condition of all rules: $rule"
		done
	done
	all 1 nothing 'latency.max < 1s' waits.gt --comm nobody
	all 1 nothing 'wait < 10%' waits.gt --pid 4711
	all 0 holds 'latency.count == 0' waits.gt --pid 10 --cpu 4000
	# What was lost was lost on CPU 0, where interrupts stay.
	sed -e 's/class=sched cause/class=irq cause/' -e 's/classes=2/classes=30/' "$TESTS/lossy.txt" |
		"$TRACECTL" dump --from-text - >missed.gt
	all 5 unknown 'irq.count == 0' missed.gt --cpu 0
	all 0 holds 'irq.count == 0' missed.gt --cpu 1
	# Whom they interrupted is known by switches.
	sed 's/classes=30/classes=4/' waits.txt | "$TRACECTL" dump --from-text - >irqs.gt
	all 0 holds 'irq.count == 0' irqs.gt --cpu 1
	all 1 nothing 'irq.count == 0' irqs.gt --comm hog
}

assert_nothing_tests() {
	rule 1 nothing 'latency.max < 1s comm=nobody' waits.gt
	rule 1 nothing 'latency.count == 0 comm=nobody' waits.gt
	rule 1 nothing 'wait < 10% pid=4711' waits.gt
	rule 1 nothing 'softirq.p99 < 1s' waits.gt
	rule 1 nothing 'latency.max < 1s prio<100' waits.gt
	rule 0 holds 'syscall.count == 0 name=ptrace' waits.gt
	rule 1 nothing 'syscall.count == 0 name=ptrace' lossy.gt
	run assert --rule 'syscall.max < 1s' lossy.gt
	says out "system calls were not recorded: record -c all" "and says why"
}

# doubt.txt: certain are wakeups of 50 ns and 500 ns, and one of 10 ns lies across the gap.
assert_lossy_tests() {
	rule 1 broken 'latency.max < 500ns' doubt.gt
	says out '"lossy": true' "what was lost is told where a rule is broken in spite of it"
	rule 5 unknown 'latency.max < 501ns' doubt.gt
	rule 0 holds 'latency.max >= 500ns' doubt.gt
	rule 5 unknown 'latency.max < 1s' doubt.gt
	rule 5 unknown 'latency.p99 < 1s' doubt.gt
	rule 5 unknown 'latency.p99 < 1ns' doubt.gt
	rule 0 holds 'latency.count >= 2' doubt.gt
	rule 5 unknown 'latency.count >= 3' doubt.gt
	rule 1 broken 'latency.count < 2' doubt.gt
	rule 5 unknown 'latency.count == 3' doubt.gt
	# Certainly blocked from 1050 to 1100 and from 2600 on, of 3000 ns.
	rule 1 broken 'blocked < 48% comm=thirty' doubt.gt
	rule 5 unknown 'blocked < 49% comm=thirty' doubt.gt
	rule 5 unknown 'blocked < 99% comm=thirty' doubt.gt
	make_trace born
	rule 1 broken 'run < 0.5% comm=born' born.gt
	rule 5 unknown 'run < 0.6% comm=born' born.gt
	rule 5 unknown 'run > 1.9% comm=born' born.gt
	rule 1 broken 'run > 2% comm=born' born.gt
	rule 1 broken 'lost == 0' doubt.gt
	rule 0 holds 'lost < 50%' doubt.gt
	rule 1 broken 'lost < 10%' doubt.gt
	# What was lost are events of tasks: interrupts are all there, there were none.
	rule 0 holds 'irq.count == 0' doubt.gt
	exits 5 assert --rule 'lost < 50%' --rule 'latency.max < 1s' doubt.gt
	says out "5 events of class sched on CPU 0" "unknown says what was lost, and where"
	exits 1 assert --rule 'lost == 0' --rule 'latency.max < 1s' doubt.gt
	# A byte more than the ledger says.
	sed 's/bytes=106/bytes=107/' "$UNIT_TRACES/doubt.txt" >contradicts.txt
	"$TRACECTL" dump --from-text contradicts.txt >contradicts.gt
	rule 2 unknown 'latency.max < 1ns' contradicts.gt
	rule 2 unknown 'latency.max < 1s' contradicts.gt
}

# A task that was born in the trace, whose priority it does not tell.
assert_undecided_tests() {
	sed 's/prio=120 comm="sink"/prio=4294967295 comm="sink"/' waits.txt >prio.txt
	"$TRACECTL" dump --from-text prio.txt >prio.gt
	run assert --json --rule 'latency.max < 1us prio==120' --rule 'latency.max < 3us prio==120' \
		--rule 'latency.max < 10ns prio==120' --rule 'latency.p50 < 1us prio==120' \
		--rule 'latency.count <= 3 prio==120' --rule 'latency.count == 1 prio==120' \
		--rule 'latency.max < 1ns prio==4' prio.gt
	json "what a task with an unknown priority decides, and what it does not" \
		'join(" ", map { $_->{result} } @{$_->{rules}}) eq
			"unknown holds broken holds holds unknown unknown"'
}

assert_hostile_tests() {
	local seed bytes size crashed=0

	for seed in {1..20}; do
		"$TESTS/rules.pl" "$seed" 400 >hostile.rules
		run assert --rules hostile.rules waits.gt
		[ "$status" -le 5 ] || crashed=$((crashed + 1))
		plain err "what is said of hostile rules is plain text ($seed)"
	done
	ok $crashed "hostile rules do not crash"
	yes 'lost == 0' | head -n 1100 >many.rules
	exits 3 assert --rules many.rules waits.gt
	says err "no more than 1024 rules" "rules are bounded"
	head -c 2000000 /dev/zero | tr '\0' '#' >long.rules
	exits 3 assert --rules long.rules waits.gt
	says err "is too large" "files of rules are bounded"
	printf 'latency.max < 5ms comm=%0600d' 0 >long.rules
	exits 3 assert --rules long.rules waits.gt
	says err "at most" "a rule is bounded"
	printf 'lost == 0\0' >zero.rules
	exits 3 assert --rules zero.rules waits.gt
	printf '%s\n' 'latency.max < 1ns' 'wait < 1%' 'run < 1%' 'blocked < 1%' 'syscall.p99 < 1ns' \
		'irq.max < 1ns' 'softirq.max < 1ns' 'nmi.max < 1ns' 'request.max < 1ns' \
		'lock.max < 1ns' 'lost == 0' >all.rules
	run assert --rules all.rules hostile.gt
	plain out "plain text of a hostile trace: assert"
	run assert --json --rules all.rules hostile.gt
	json "JSON of a hostile trace: assert" '@{$_->{rules}} == 11'
	size=$(stat -c %s waits.gt)
	for ((bytes = 0; bytes < size; bytes += 7)); do
		cp waits.gt flip.gt
		printf '\xff' | dd of=flip.gt bs=1 seek=$bytes conv=notrunc status=none
		run assert --rules all.rules flip.gt
		[ "$status" -le 2 ] || crashed=$((crashed + 1))
	done
	ok $crashed "rules about a trace with a wrong byte anywhere do not crash"
}

assert_tests() {
	cp "$UNIT_TRACES/waits.txt" waits.txt
	"$TRACECTL" dump --from-text "$UNIT_TRACES/doubt.txt" >doubt.gt
	"$TRACECTL" dump --from-text "$UNIT_TRACES/begun.txt" >begun.gt
	: >empty
	assert_usage_tests
	assert_sound_tests
	assert_requests_and_locks_tests
	assert_cgroup_tests
	assert_all_tests
	assert_nothing_tests
	assert_lossy_tests
	assert_undecided_tests
	assert_hostile_tests
}
