#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
# deep.pl - the text of a trace of a task that blocks so many times, each time in another
# stack of so many frames. What its batches add up to is not told: it is no proof.
# usage: deep.pl STACKS FRAMES
use strict;
use warnings;

my ($stacks, $frames) = @ARGV;
my ($ns, $batches) = (1000, 0);

# As in uapi/linux/gentrace_varint.h.
sub varint {
	my ($value) = @_;
	my $more = 0;

	$more++ while $more < 8 && $value >> 7 * ($more + 1);
	my $bits = $value << $more + 1 | 1 << $more;
	return join('', map { sprintf('\\x%02x', $bits >> 8 * $_ & 255) } 0 .. $more);
}

# The same ones each time.
my $last = 1;

sub any {
	$last = ($last * 1103515245 + 12345) % 2147483648;
	return ($last >> 16) % 30 + 1;
}

# 0xffffffff81000000, then distances of up to 30 bytes: few outer frames are the same.
sub stack {
	return join('', varint(0xfdffffff), map { varint(2 * any()) } 2 .. $frames);
}

print <<"EOF";
batch session=0x10c7 gen=1 level=meta time=0
+0 generation format=2 session=0x10c7 clock=monotonic khz=1000000 cpus=1 classes=2 batch_bytes=4096 pool_bytes=65536 period=1000000000 release="6.1.0-test"
+0 stack_sites sites=3
+0 clock_snapshot clock=0 monotonic=0 realtime=1700000000000000000 boottime=1000
+0 cpu_status cpu=0 online=1
+0 task_status pid=10 tgid=10 ppid=1 start=10 state=C cpu=0 prio=120 comm="deep"
EOF
for my $i (0 .. $stacks - 1) {
	if ($i % 40 == 0) {
		print "\nbatch cpu=0 level=task time=$ns pid=10\n";
		$batches++;
	}
	print '+', $i % 40 ? 100 : 0, ' stack kernel=', 16 + $i, " user=3\n",
		"+0 sched_switch prev_state=S next_pid=0\n+900 sched_switch prev_state=R next_pid=10\n";
	$ns += $i % 40 ? 1000 : 900;
}
for my $i (0 .. $stacks - 1) {
	print "\nbatch level=meta time=$ns\n" if $i % 15 == 0;
	print '+0 stack_frames id=', 16 + $i, ' walk=whole frames="', stack(), "\"\n";
}
my ($end, $events) = ($ns + 100, 3 * $stacks);

print <<"EOF";

batch level=meta time=$end
+0 clock_snapshot clock=$end monotonic=$end realtime=1700000000000000000 boottime=$end
+0 generation_end reason=stop emitted=$events recorded=$events batches=$batches tasks=1 strings=0 stacks=$stacks
EOF
