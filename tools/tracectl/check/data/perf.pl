#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
# The summary of perf trace beside that of tracectl syscalls, of one task from its exec on.
# usage: perf.pl PERF SYSCALLS
use strict;
use warnings;
use JSON::PP;

# perf tells milliseconds with three digits.
use constant ROUNDED_NS => 500;

my ($perf, $ours) = map { local $/; open(my $f, '<', $_) or die; <$f> } @ARGV;
my %perf = map { /^\s+(\w+)\s+(\d+)\s+(\d+)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)/ ?
	($1 => { calls => $2, errors => $3, ns => $4 * 1e6, max => $7 * 1e6 }) : () } split(/\n/, $perf);
my %ours = map { $_->{name} => $_ } @{decode_json($ours)->{calls}};
my ($calls, $apart, $empty) = (0, 0);

# It begins before the exec, and does not come back to perf.
delete $ours{execve};
delete $perf{execve};
die "no getppid\n" if !$perf{getppid} || !$ours{getppid};
$empty = $perf{getppid}{max} > $ours{getppid}{max_ns} ? $perf{getppid}{max} : $ours{getppid}{max_ns};
for my $name (sort keys %{{ %perf, %ours }}) {
	my ($p, $o) = ($perf{$name}, $ours{$name});

	die "only one knows of $name\n" if !$p || !$o;
	die "$name: $p->{calls} calls, $p->{errors} failed by perf; $o->{count}, $o->{errors}\n"
		if $p->{calls} != $o->{count} || $p->{errors} != $o->{errors};
	my $far = abs($p->{ns} - $o->{total_ns});
	die "$name: $p->{ns} ns by perf, $o->{total_ns}; an empty call takes $empty\n"
		if $far > $p->{calls} * ($empty + ROUNDED_NS);
	$calls += $p->{calls};
	$apart += $far;
}
printf("%d calls of %d system calls, %.0f ns apart for each; an empty one takes %d at most\n", $calls,
	scalar keys %ours, $apart / $calls, $empty);
