#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
# requests.pl - the text of a trace with so many requests, each of a device of its own; or
# so many of one device at a time. BYTES is what all batches have, as verify says.
# usage: requests.pl BYTES NUMBER [AT A TIME]
use strict;
use warnings;

my ($bytes, $number, $at_a_time) = @ARGV;
my @events;

# Request $i begins at 10 * $i, and is done when so many others have begun.
for my $i (0 .. $number - 1) {
	my $device = $at_a_time ? '8:0' : '8:' . ($i + 1);
	my $what = "dev=$device sector=" . 8 * $i . ' sectors=8 op=read flags=0';

	push @events, [10 * $i, "block_rq_issue $what"],
		[10 * ($i + ($at_a_time || 1)) - 5, "block_rq_complete $what error=0"];
}
@events = sort { $a->[0] <=> $b->[0] } @events;

print <<"EOF";
batch session=0x10c6 gen=1 level=meta time=0
+0 generation format=2 session=0x10c6 clock=monotonic khz=1000000 cpus=1 classes=110 batch_bytes=4096 pool_bytes=65536 period=1000000000 release="6.1.0-test"
+0 clock_snapshot clock=0 monotonic=0 realtime=1700000000000000000 boottime=1000
+0 cpu_status cpu=0 online=1
+0 task_status pid=10 tgid=10 ppid=1 start=10 state=C cpu=0 prio=120 comm="reader"
EOF

my ($now, $batches, $in) = (0, 0, 0);

for (@events) {
	my $ns = 1000 + $_->[0];

	if ($in++ % 60 == 0) {
		print "\nbatch cpu=0 level=task time=$ns pid=10\n";
		$now = $ns;
		$batches++;
	}
	print '+', $ns - $now, " $_->[1]\n";
	$now = $ns;
}
my ($end, $count) = ($now + 100, scalar @events);

print <<"EOF";

batch level=meta time=$end
+0 stream_total cpu=0 level=task emitted=$count recorded=$count batches=$batches bytes=$bytes
+0 clock_snapshot clock=$end monotonic=$end realtime=1700000000000000000 boottime=$end
+0 generation_end reason=stop emitted=$count recorded=$count batches=$batches tasks=1 strings=0
EOF
