#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# make check-device: tracectl with the module. Wants root and gentrace loaded;
# the trace must not be in use. TAP on standard output.

# The single quotes are around Perl, whose variables are meant.
# shellcheck disable=SC2016

# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"

# shellcheck source=symbols.sh
. "${TRACECTL%/*}/check/symbols.sh"

# shellcheck source=flight.sh
. "${TRACECTL%/*}/check/flight.sh"

# shellcheck source=top.sh
. "${TRACECTL%/*}/check/top.sh"

# shellcheck source=live.sh
. "${TRACECTL%/*}/check/live.sh"

[ -e /sys/module/gentrace ] || {
	echo "Bail out! the module is not loaded: modprobe gentrace"
	exit 1
}

# wait_for COMMAND...: until it succeeds; a minute is a failure.
wait_for() {
	local deadline=$((SECONDS + 60))

	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $deadline ] || return 1
	done
}

is_tracing() {
	"$TRACECTL" status --json | grep -q '"state": *"tracing"'
}

is_idle() {
	"$TRACECTL" status --json | grep -q '"state": *"idle"'
}

info_tests() {
	exits 0 info
	says out "module       gentrace" "info describes the module"
	run info --json
	json "info --json" '$_->{abi} == 1 && $_->{cpus} > 0'
	exits 1 status
	says out "state        idle" "status of an idle module"
}

record_tests() {
	exits 0 record -o true.gt -- true
	says err "next: tracectl report true.gt" "record names the next command"
	exits 0 verify true.gt
	run dump --json --event sched_process_exec true.gt
	says out '"filename":"' "the exec of the command is in the trace"
	exits 7 record -o status.gt -- sh -c 'exit 7'
	exits 143 record -o signal.gt -- sh -c 'kill -TERM $$'
	exits 127 record -o none.gt -- no-such-command
	exits 126 record -o none.gt -- "$WORK"
	exits 0 record -d 200ms
	exits 0 verify
	exits 0 record --no-mmap -o copied.gt -- true
	exits 0 verify copied.gt
	exits 0 record -c +syscall -o calls.gt -- cat /proc/self/stat
	run report --json calls.gt
	json "system calls are recorded when asked for" \
		'grep { $_->{name} eq "execve" && $_->{count} } @{$_->{syscalls}}'
	exits 0 record --stacks --no-symbols -o stacks.gt -- sleep 0.01
	exits 0 verify stacks.gt
	run dump --event stack stacks.gt
	grep -q 'stack              kernel=[0-9]*\[ffffffff[0-9a-f,]*\] user=off$' out
	ok $? "stacks are recorded when asked for"
	exits 0 record --stacks=all --stack-table 4M -o stacks.gt -- sleep 0.01
	exits 0 verify stacks.gt
	exits 125 record --stacks -c irq -o none.gt -- true
	says err "-c sched,irq" "stacks without their class: the refusal says what to do"
	exits 125 record --stack-table 4M -o none.gt -- true
	says err "try: --stacks" "memory for stacks without stacks: the same"
	"$TRACECTL" record -d 200ms -o - 2>err | "$TRACECTL" verify - >out
	[ "${PIPESTATUS[*]}" = "0 0" ]
	ok $? "a trace through a pipe is complete"
	"$TRACECTL" record -o - -- echo noise 2>err | "$TRACECTL" verify - >out
	[ "${PIPESTATUS[*]}" = "0 0" ] && grep -q '^noise$' err
	ok $? "what the command prints does not get into the trace"
	! is_tracing
	ok $? "nothing is traced afterwards"
}

# sleeps PATTERN NAME: the program has slept with such a stack, in the trace named.gt.
sleeps() {
	grep -qE -- "chain-[a-z]*/[0-9]+ +stack +kernel=$1" out
	ok $? "$2"
}

# wake_chain PID: gives it a byte, and is over when it sleeps once more. Its count of sleeps
# grows in the scheduler, with interrupts off, before the switch is recorded: so if it has
# grown, no stop is before that switch.
wake_chain() {
	local before

	before=$(grep ^voluntary_ctxt_switches "/proc/$1/status")
	echo >&9
	while [ "$(grep ^voluntary_ctxt_switches "/proc/$1/status")" = "$before" ]; do :; done
}
export -f wake_chain

# sleeper_tests PROGRAM: it reads a byte while it is recorded.
sleeper_tests() {
	chain "$BUILT/$1"
	exits 0 record --stacks=all -o named.gt ${2+"$2"} -- bash -c "wake_chain $chain_pid"
	exits 0 verify named.gt
	run dump --event stack named.gt
	sleeps '[0-9]+\[(__)?schedule\+0x[0-9a-f]+,.*vfs_read\+0x[0-9a-f]+,.*' \
		"$1 sleeps in a read, by the kernel's names"
	sleeps ".*user=[0-9]+\[.*,chain_inlined\(inlined\),chain_outer\+0x[0-9a-f]+\(.*/$1\),main\+0x" \
		"and by its own"
	run dump --meta --event kernel_image,user_space named.gt
	grep -qE 'kernel_image .*build_id=[0-9a-f]{40} name="vmlinux"' out &&
		grep -qE "user_space .*tgid=$chain_pid\(.* state=read" out
	ok $? "the build of the kernel is in the trace, and that the program was there"
	chain_end
}

# Names of the kernel and of programs, mapped and read; of one that is nowhere else, too.
names_tests() {
	BUILT=${TRACECTL%/*}/check/data/built
	sleeper_tests chain-pie
	sleeper_tests chain-static --no-mmap
	run info --json named.gt
	json "info --json counts what has names" \
		'my $s = $_->{sessions}[0]{stacks}; $s->{kernel} eq "taken" && $s->{user} eq "taken" &&
		$s->{functions} > 1 && $s->{processes} > 0 && !$s->{generations_without_names}'
	cp "$BUILT/chain-pie" chain-away
	BUILT=$WORK sleeper_tests chain-away
	# For away.sh, on another machine.
	[ -z "${GENTRACE_OUT:-}" ] || cp named.gt "$GENTRACE_OUT/"
}

filter_tests() {
	exits 0 record --cpu 0 -o cpu.gt -- true
	exits 0 verify cpu.gt
	says out "filter: only CPUs 0 was recorded" "a recording of one CPU says so"
	exits 0 record --event 'sched_w*,sched_switch' -o events.gt -- true
	run report --json events.gt
	json "a recording of some events says so" '$_->{filter} =~ /^events .*sched_waking/'
	exits 4 record --cpu 0,8191 -o refused.gt -d 1
	says err "this machine has no CPU 8191" "a CPU that is not there is refused"
	exits 4 record -c irq --event sched_switch -o refused.gt -d 1
	says err "sched_switch is of class sched, which -c leaves out" \
		"an event of another class is refused"
	[ ! -e refused.gt ]
	ok $? "what is refused writes nothing"
	exits 4 record --pid 4194304 -o refused.gt -d 1
	says err "there is no task 4194304" "a task that is not there is refused"
	exits 0 record --pid $$ -o shell.gt -- true
	exits 0 verify shell.gt
	says out "filter: only tasks $$ (" "a recording of a task names it"
	exits 5 record --only -o only.gt -- sh -c 'sleep 0.01; exit 5'
	exits 0 verify only.gt
	run report --json only.gt
	json "record --only has the command and its children, and nobody else" \
		'@{$_->{tasks}} == 2 && !grep { $_->{comm} !~ /^(sh|sleep)$/ } @{$_->{tasks}}'
	exits 0 start --cpu 0 --event sched_switch
	exits 0 status
	says out "filter       only CPUs 0; events sched_switch" "status shows the filter"
	run status --json
	json "status --json shows the filter" '$_->{filter} eq "CPUs 0; events sched_switch"'
	exits 0 stop
	cat /dev/gentrace >filtered.gt
	exits 0 verify filtered.gt
}

interrupt_tests() {
	local pid

	# The shell makes background commands ignore interrupts.
	env --default-signal=INT "$TRACECTL" record -o interrupt.gt >out 2>err &
	pid=$!
	wait_for is_tracing
	ok $? "record traces until it is interrupted"
	run record -o second.gt -d 1
	[ "$status" = 4 ]
	ok $? "a second recording is refused"
	says err "pid $pid (tracectl)" "the refusal names the owner"
	[ ! -s second.gt ]
	ok $? "the refused recording wrote nothing"
	kill -INT $pid
	wait $pid
	ok $? "an interrupted recording succeeds"
	exits 0 verify interrupt.gt

	"$TRACECTL" record -o killed.gt >out 2>err &
	pid=$!
	wait_for is_tracing
	kill -KILL $pid
	wait $pid 2>/dev/null
	wait_for is_idle
	ok $? "a killed recording leaves the tracer idle"
}

full_disk_tests() {
	local way

	mkdir small
	mount -t tmpfs -o size=16k none small || return
	for way in '' --no-mmap; do
		exits 4 record $way -c all -o small/full.gt -d 30
		says err "No space left" "a full disk is called so${way:+, $way}"
		says err "can be read; its end is missing" \
			"a full disk leaves a trace that can be read${way:+, $way}"
	done
	umount small
}

background_tests() {
	local reader

	exits 0 start
	says out "next: cat /dev/gentrace" "start says how to read"
	exits 0 status
	says out "state        tracing" "status of a background trace"
	cat /dev/gentrace >background.gt &
	reader=$!
	exits 0 stop
	wait $reader
	ok $? "the reader ends after stop"
	exits 0 verify background.gt
	exits 4 stop
	says err "nothing is being traced" "stopping twice is refused"
}

info_tests
record_tests
names_tests
filter_tests
interrupt_tests
full_disk_tests
background_tests
flight_tests
live_tests
tap_end
