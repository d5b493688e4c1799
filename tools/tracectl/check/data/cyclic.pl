#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
# What cyclictest says of each of its cycles beside what the trace has of it.
#
#   the instant it wants	wakeup		on a CPU	back		looks at the clock
#	|---- the timer's ------|--- latency ---|--- out of the call ---|--- ... ---|
#	|------------------------------- cyclictest --------------------------------|
#
# latency is a part of what cyclictest measures, in each cycle. The wanted instants are an
# interval apart, and what cyclictest measures reaches from one of them to between the
# return from its call and the next one: both are in the trace, so all cycles together say
# within how much the two agree about when the instants were. No instant fits otherwise.
# usage: cyclic.pl THREAD CYCLES CYCLICTEST EVENTS LATENCY
use strict;
use warnings;
use JSON::PP;

# Both clocks are CLOCK_MONOTONIC; the one of the trace is that for NMIs, which may be behind
# while the kernel changes its rate.
use constant SLACK => 1000;
use constant CLOCK_GETTIME => 228;
use constant CLOCK_NANOSLEEP => 230;

my ($thread, $cycles, @files) = @ARGV;
my ($said, $events, $latency) = map { open(my $f, '<', $_) or die; [<$f>] } @files;
my @late = map { /^\s*0:\s*\d+:\s*(-?\d+)\s*$/ ? $1 : () } @$said;
my ($interval) = map { /^T:.* I:(\d+) / ? $1 * 1000 : () } @$said;
my (@calls, $call, $woken, $on, $count, $total, $worst);

$latency = decode_json(join('', @$latency))->{all};
$count = $total = $worst = 0;
for (map { decode_json($_) } @$events) {
	my ($at, $event, $args) = ($_->{time_ns}, $_->{event}, $_->{args} // {});
	my $own = ($_->{pid} // 0) == $thread;

	if ($event =~ /^sched_wakeup/ && $args->{pid} == $thread) {
		$woken = $at if !$on && !$woken;
	} elsif ($event eq 'sched_switch' && $args->{next_pid} == $thread) {
		if ($woken) {
			my $took = $at - $woken;

			$count++;
			$total += $took;
			$worst = $took if $took > $worst;
			$call->{latency} += $took if $call;
		}
		($on, $woken) = (1, undef);
	} elsif ($event eq 'sched_switch' && $own) {
		$on = 0;
	} elsif ($event eq 'sys_enter' && $own) {
		# It has looked at the clock by then, unless this is how it looks.
		$calls[-1]{next} //= $at if @calls && $args->{nr} != CLOCK_GETTIME;
		$call = { latency => 0 } if $args->{nr} == CLOCK_NANOSLEEP;
	} elsif ($event eq 'sys_exit' && $own && $args->{nr} == CLOCK_NANOSLEEP && $call) {
		$call->{back} = $at;
		push(@calls, $call);
		$call = undef;
	}
}

die "cyclictest tells of " . @late . " cycles\n" if @late != $cycles;
die "the trace has " . @calls . " calls\n" if @calls != $cycles || !$calls[-1]{next};
die "latency says $latency->{count} wakeups, $latency->{total_ns} ns, worst $latency->{worst_ns}; " .
	"the events $count, $total, $worst\n"
	if $latency->{count} != $count || $latency->{total_ns} != $total || $latency->{worst_ns} != $worst;

my ($low, $high, $part, $whole);
for my $i (0 .. $#calls) {
	my $c = $calls[$i];
	my $first = $calls[0]{back} - $late[0];
	# A cycle that is too late leaves out the next ones.
	my $k = int(($c->{back} - $late[$i] - $first) / $interval + 0.5);
	my ($least, $most) = map { $_ - $late[$i] - $k * $interval } $c->{back}, $c->{next};

	die "cycle $i: latency $c->{latency}, cyclictest $late[$i]\n"
		if $c->{latency} > $late[$i] + SLACK;
	$low = $least if !defined $low || $least > $low;
	$high = $most if !defined $high || $most < $high;
	$part += $c->{latency};
	$whole += $late[$i];
}
die "no instant fits: from $low to $high\n" if $low > $high + SLACK;
die "the trace has no latencies\n" if !$part;
printf("%d cycles, %d ns by cyclictest, of which %d are latency; instants known to %d ns\n", $cycles,
	$whole, $part, $high - $low);
