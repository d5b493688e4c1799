#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Ask tracectl why programs were slow that know it themselves (selftests/answers): the
# answer must name the cause, and the time within 2 %. Wants root and gentrace loaded.
# TAP on standard output.

# The single quotes are around Perl, whose variables are meant.
# shellcheck disable=SC2016

# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"

PLANT=${TRACECTL%/*}/../../build/selftests/answers/plant

[ -e /sys/module/gentrace ] || {
	echo "Bail out! the module is not loaded: modprobe gentrace"
	exit 1
}

# What all expressions can use: what the program has measured, in %p, and the sum of
# the causes that are like this. A program can lose its CPU between its clock and what it
# measures, so there is always a least and a most: clocks inside of the wait, and outside.
PERL='
my %p = $ENV{PLANTED} =~ /(\w+)=(\d+)/g;
sub sum {
	my $n = 0;
	for my $c (@{$_->{causes}}) { local $_ = $c; $n += $c->{ns} if $_[0]->() }
	return $n;
}
sub burned {
	my $pid = shift;
	return sum(sub { $_->{task}{pid} == $pid && $_->{doing} eq "run" &&
		($_->{syscall} // "clock_gettime") eq "clock_gettime" });
}
sub between { return $_[0] >= 0.98 * $_[1] && $_[0] <= 1.02 * $_[2] }
'

# planted WHAT...: record such a program; PLANTED is what it says of itself.
planted() {
	run record -c all --pool 256M -o "$1.gt" -- "$PLANT" "$@"
	PLANTED=$(grep '^pid=' out)
	export PLANTED
	[ "$status" = 0 ] && [ -n "$PLANTED" ]
	ok $? "$1: $PLANTED"
	exits 0 verify -q "$1.gt"
}

# value NAME: a number the program has measured.
value() {
	sed -n "s/.*\b$1=\([0-9]*\).*/\1/p" <<<"$PLANTED"
}

# finds NAME EXPRESSION: of what is in out.
finds() {
	json "$1" "$PERL $2"
}

lock_tests() {
	planted lock
	run why --json --longest futex "$(value pid)" lock.gt
	finds "lock: the call is as long as it was" 'between($_->{to_ns} - $_->{from_ns}, $p{held}, $p{waited})'
	# Where timers are threads, the holder in its turn waits for one of those, and that
	# for who asks for it.
	finds "lock: it was its holder's time" \
		'between(sum(sub { $_->{task}{pid} != $p{pid} }), $p{held}, $p{waited})'
	finds "lock: who slept" \
		'my ($s) = grep { $_->{task}{pid} == $p{holder} && $_->{doing} eq "blocked" } @{$_->{causes}};
		$s->{syscall} eq "clock_nanosleep" &&
		sum(sub { $_->{doing} eq "blocked" && ($_->{task}{pid} == $p{holder} ||
			$_->{task}{comm} =~ /^ktimers/) }) >= 0.9 * $p{held}'
}

starved_tests() {
	planted starved
	run why --json --longest wait "$(value pid)" starved.gt
	finds "starved: it waited for a CPU for so long" 'between($_->{to_ns} - $_->{from_ns}, $p{least}, $p{late})'
	finds "starved: behind the hog" \
		'between(sum(sub { $_->{doing} eq "wait" && $_->{behind}{pid} == $p{hog} }), $p{least}, $p{late})'
	run latency --json --pid "$(value pid)" starved.gt
	finds "starved: latency has it" \
		'between($_->{worst}[0]{end_ns} - $_->{worst}[0]{begin_ns}, $p{least}, $p{late}) &&
		$_->{worst}[0]{instead}{pid} == $p{hog}'
}

has_hit() {
	compgen -G "hits/$1-*.gt" >/dev/null
}

# What takes some time: a minute is more than enough.
wait_for() {
	local deadline=$((SECONDS + 60))

	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -lt $deadline ] || return 1
	done
}

# The recorder is told what is too long, and nothing else; nobody tells why whom to ask about.
noticed_tests() {
	local collector

	mkdir hits
	"$TRACECTL" flight start --memory 32M --trigger 'wakeup > 100ms comm=victim as=late' \
		-o hits >out 2>err &
	collector=$!
	wait_for "$TRACECTL" flight status
	ok $? "noticed: a recorder"
	PLANTED=$("$PLANT" starved)
	export PLANTED
	wait_for has_hit late
	ok $? "noticed: $PLANTED"
	kill "$collector"
	wait "$collector"
	ok $? "noticed: a trace is collected"
	exits 0 verify -q hits/late-*.gt
	run why --json hits/late-*.gt
	finds "noticed: who was late, and how long" \
		'$_->{hit}{trigger} eq "late" && $_->{hit}{task}{pid} == $p{pid} && $_->{task}{pid} == $p{pid} &&
		between($_->{hit}{took_ns}, $p{least}, $p{late}) && !$_->{cut}'
	finds "noticed: behind the hog" \
		'between(sum(sub { $_->{doing} eq "wait" && $_->{behind}{pid} == $p{hog} }), $p{least}, $p{late})'
	run report hits/late-*.gt
	says out "late: victim/$(value pid) waited for a CPU for" "noticed: report begins with it"
	exits 0 flight stop
}

# On a busy machine a stage can be on the path for some time before it looks at a clock: no
# more than what the wait leaves when the other one has burned.
pipeline_tests() {
	planted pipeline
	run why --json --longest read "$(value pid)" pipeline.gt
	finds "pipeline: as long as it was" \
		'between($_->{to_ns} - $_->{from_ns}, $p{first_ran} + $p{second_ran}, $p{waited})'
	finds "pipeline: the second one ran" \
		'between(burned($p{second}), $p{second_ran}, $p{waited} - $p{first_ran})'
	finds "pipeline: and before it the first" \
		'between(burned($p{first}), $p{first_ran}, $p{waited} - $p{second_ran})'
}

# Others interrupt it, too, but not for so long.
storm_tests() {
	insmod "$GENTRACE_STORM_KO"
	ok $? "interrupts that are known"
	planted storm
	run why --json "$(value pid)" storm.gt
	finds "storm: for so long it was interrupted by them" \
		'between(sum(sub { $_->{task}{pid} == $p{pid} && $_->{doing} eq "interrupted" &&
			$_->{by} eq "hardirq gentrace_storm" }), $p{inside}, $p{outside})'
	run why "$(value pid)" storm.gt
	says out "it was interrupted by hardirq gentrace_storm (" "storm: in words"
	run irqs --json storm.gt
	finds "storm: to the interrupt" \
		'my ($c) = grep { $_->{kind} eq "hardirq" && $_->{number} == $p{irq} } @{$_->{calls}};
		$c->{name} eq "gentrace_storm" && $c->{count} == $p{raised} && $p{raised} == 100 &&
		between($c->{total_ns}, $p{inside}, $p{outside})'
	flight_storm_tests
	rmmod gentrace_storm
	ok $? "storm: the module can be removed"
}

RAISE=/sys/module/gentrace_storm/parameters/raise

# hits TRIGGER: how often it has hit.
hits() {
	"$TRACECTL" flight status --json |
		perl -MJSON::PP -0e '($t) = grep { $_->{name} eq $ARGV[0] } @{decode_json(<STDIN>)->{triggers}};
			print $t->{hits}' "$1"
}

# A handler has its CPU's interrupts off: each of five is seen as both, by samples that come
# every millisecond; what others do for as long, is theirs.
flight_storm_tests() {
	exits 0 flight start --memory 16M -c +sample --sample-hz 1000 \
		--trigger "irq > 7ms irq=$(sed 's/irq=\([0-9]*\).*/\1/' $RAISE) as=storm" \
		--trigger 'irqsoff > 6ms cpu=0 as=off' --trigger 'irqsoff > 1h as=never'
	echo 0 5 1000 >$RAISE
	[ "$(hits storm)" = 0 ]
	ok $? "storm: what is shorter is no hit"
	echo 0 5 8000000 >$RAISE
	[ "$(hits storm)" = 5 ]
	ok $? "storm: a trigger sees each handler that took longer"
	[ "$(hits off)" -ge 5 ]
	ok $? "storm: and that interrupts were off"
	[ "$(hits never)" = 0 ]
	ok $? "storm: but not for an hour"
	exits 0 flight stop
}

# A device that answers after half a second. Modules are loaded from memory: see vm/init.
device_tests() {
	local module

	for module in fs/configfs/configfs drivers/block/null_blk/null_blk; do
		cp "$GENTRACE_MODULES/kernel/$module.ko" . || return
	done
	grep -q configfs /proc/filesystems || insmod configfs.ko
	insmod null_blk.ko irqmode=2 completion_nsec=500000000 gb=1 nr_devices=1
	ok $? "a slow device is there"
	planted device /dev/nullb0
	run why --json --longest pread64 "$(value pid)" device.gt
	finds "device: as long as it was" \
		'between($_->{to_ns} - $_->{from_ns}, 500000000, $p{took})'
	finds "device: blocked in pread64, uninterruptibly, until the device was ready" \
		'my ($s) = grep { $_->{task}{pid} == $p{pid} && $_->{doing} eq "blocked" } @{$_->{causes}};
		my $n = sum(sub { $_->{doing} eq "blocked" && ($_->{task}{pid} == $p{pid} ||
			$_->{task}{comm} =~ /^(ktimers|ksoftirqd)/) });
		$s->{syscall} eq "pread64" && $s->{uninterruptible} &&
		$n >= 500000000 * 0.98 && $n <= $p{took}'
	rmmod null_blk
}

calls_tests() {
	planted calls
	run syscalls --json --pid "$(value pid)" calls.gt
	finds "calls: to the call" \
		'my ($c) = grep { $_->{name} eq "getppid" } @{$_->{calls}};
		my ($f) = grep { $_->{name} eq "fchdir" } @{$_->{calls}};
		$c->{count} == $p{calls} && $c->{errors} == 0 &&
		$f->{count} == $p{failed} && $f->{errors} == $p{failed} &&
		$c->{total_ns} + $f->{total_ns} <= $p{took}'
}

# Each request to the share that holds this machine's files is an interrupt, which
# the kernel counts, too: before and after the recording, and inside of it.
irqs_tests() {
	local outer

	interrupts before
	run record -o irqs.gt -- bash -c "$(declare -f interrupts); cd $WORK; interrupts begin; \
		for i in {1..200}; do stat -f / >/dev/null; done; interrupts end"
	interrupts after
	run irqs --json irqs.gt
	outer=$(perl -e "$INTERRUPTS")
	[ "$outer" = ok ]
	ok $? "irqs: as many as the kernel counts: $outer"
}

# interrupts NAME: what the kernel has counted, all CPUs, of those with a number.
interrupts() {
	awk '$1 ~ /^[0-9]+:$/ { n = 0; for (i = 2; $i ~ /^[0-9]+$/; i++) n += $i; print $1 + 0, n }' \
		/proc/interrupts >"interrupts.$1"
}

# Between what was counted inside and what was counted outside, each of them.
INTERRUPTS='
use JSON::PP;
local $/;
my (%n, %seen);
for my $when (qw(before begin end after)) {
	open(my $f, "<", "interrupts.$when") or die;
	$n{$when} = { split(" ", <$f>) };
}
open(my $f, "<", "out") or die;
for my $c (@{decode_json(<$f>)->{calls}}) {
	$seen{$c->{number}} += $c->{count} if $c->{kind} eq "hardirq";
}
my $some = 0;
for my $irq (keys %{$n{after}}) {
	my $least = $n{end}{$irq} - $n{begin}{$irq};
	my $most = $n{after}{$irq} - $n{before}{$irq};
	my $seen = $seen{$irq} // 0;
	$some = 1 if $least > 0;
	print("irq $irq: $seen, but $least to $most"), exit if $seen < $least || $seen > $most;
}
print($some ? "ok" : "there were none");
'

lock_tests
starved_tests
noticed_tests
pipeline_tests
if [ -n "${GENTRACE_STORM_KO:-}" ]; then
	storm_tests
else
	ok 0 "storm # SKIP GENTRACE_STORM_KO does not say where gentrace_storm.ko is"
fi
if [ -n "${GENTRACE_MODULES:-}" ]; then
	device_tests
else
	ok 0 "device # SKIP this kernel has no modules of its own"
fi
calls_tests
irqs_tests
tap_end
