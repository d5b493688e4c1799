#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
# A trace in the text form, for the tests of tracectl diff: every 10 ms a worker is woken,
# waits for its CPU, makes a system call and runs; each time with a spread of 20 %.
# usage: worker.pl SEED WAIT_NS CALL_NS RUN_NS [BYTES]	(BYTES: of the worker's batch)
use strict;
use warnings;

my ($seed, @mean) = map { $_ + 0 } @ARGV[0 .. 3];
my $bytes = $ARGV[4] // 1;
my $rounds = 100;
my $period = 10_000_000;
my ($last, $events) = (0, '');

# The same on every machine: a generator of Park and Miller.
sub spread {
	$seed = $seed * 16807 % 2147483647;
	return int($_[0] * (0.8 + 0.4 * $seed / 2147483647));
}

sub event {
	my ($time, $text) = @_;
	$events .= '+' . ($time - $last) . " $text\n";
	$last = $time;
}

for my $i (0 .. $rounds - 1) {
	my ($wait, $call, $run) = map { spread($_) } @mean;
	my $at = $i * $period + 1_000_000;
	event($at, 'sched_wakeup pid=10 target=0');
	event($at += $wait, 'sched_switch prev_state=R next_pid=10');
	event($at += 1000, 'sys_enter nr=39');
	event($at += $call, 'sys_exit nr=39 ret=10');
	event($at += $run, 'sched_switch prev_state=S next_pid=0');
}

my $end = $rounds * $period;
my $count = 5 * $rounds;
print <<"END";
batch session=0xd1ff gen=1 level=meta time=0
+0 generation format=2 session=0xd1ff clock=monotonic khz=1000000 cpus=1 classes=30 batch_bytes=65536 pool_bytes=655360 period=1000000000 release="6.1.0-test"
+0 clock_snapshot clock=0 monotonic=0 realtime=1700000000000000000 boottime=1000
+0 cpu_status cpu=0 online=1
+0 task_status pid=10 tgid=10 ppid=1 start=10 state=S cpu=0 prio=120 comm="worker"
batch cpu=0 level=task time=0 pid=0
${events}batch level=meta time=$end
+0 stream_total cpu=0 level=task emitted=$count recorded=$count batches=1 bytes=$bytes
+0 clock_snapshot clock=$end monotonic=$end realtime=1700000001000000000 boottime=1000001000
+0 generation_end reason=stop emitted=$count recorded=$count batches=1 tasks=1
END
