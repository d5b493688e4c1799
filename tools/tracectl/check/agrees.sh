#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# tracectl beside programs that measure the same thing at the same time: cyclictest and
# latency, perf trace and syscalls. Wants root and gentrace loaded. TAP on standard output.
# offcpu is held against BPF programs by selftests/oracle.

# The single quotes are around Perl, whose variables are meant.
# shellcheck disable=SC2016

# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"

TESTS=${TRACECTL%/*}/check/data
PLANT=${TRACECTL%/*}/../../build/selftests/answers/plant
CYCLES=200

[ -e /sys/module/gentrace ] || {
	echo "Bail out! the module is not loaded: modprobe gentrace"
	exit 1
}

# A thread that sleeps until an instant and looks how late it is. What that is made of
# is in data/cyclic.pl.
cyclic_tests() {
	local thread

	run record -c all --clock monotonic --pool 256M -o cyclic.gt -- \
		cyclictest -q -v -N -t 1 -p 80 -i 20000 -l $CYCLES
	[ "$status" = 0 ]
	ok $? "cyclictest runs"
	mv out cyclic.out
	exits 0 verify -q cyclic.gt
	thread=$(sed -n 's/^T: 0 (\s*\([0-9]*\)).*/\1/p' cyclic.out)
	"$TRACECTL" dump --json --pid "$thread" cyclic.gt >events.json 2>err
	run latency --json --pid "$thread" cyclic.gt
	mv out latency.json
	perl "$TESTS/cyclic.pl" "$thread" $CYCLES cyclic.out events.json latency.json >out 2>err
	ok $? "latency and cyclictest agree: $(tail -n 1 out)"
}

# Counts are exact. Each call is stamped by both at its begin and at its end; between two
# stamps is what the other one does there. An empty call is hardly anything else: so a
# call's times are not further apart than an empty call is long, by the longest of them.
perf_tests() {
	mountpoint -q /sys/kernel/tracing || mount -t tracefs tracefs /sys/kernel/tracing
	run record -c all --clock monotonic --pool 256M -o perf.gt -- \
		perf trace -s -m 4096 -o perf.out -- "$PLANT" calls
	[ "$status" = 0 ] && grep -q '^pid=' out
	ok $? "perf trace runs"
	PLANTED=$(grep '^pid=' out)
	exits 0 verify -q perf.gt
	! grep -q LOST perf.out
	ok $? "perf has lost nothing"
	pid=${PLANTED#pid=} pid=${pid%% *}
	# perf begins to count with the exec.
	since=$("$TRACECTL" dump --json --event sched_process_exec --pid "$pid" perf.gt |
		sed -n 's/.*"since_ns":\([0-9]*\).*/\1/p' | tail -n 1)
	run syscalls --json --pid "$pid" --from "${since}ns" perf.gt
	mv out syscalls.json
	perl "$TESTS/perf.pl" perf.out syscalls.json >out 2>err
	ok $? "syscalls and perf trace agree: $(tail -n 1 out)"
}

cyclic_tests
perf_tests
tap_end
