#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
# Rules that make no sense, for the tests of tracectl assert: sound ones with a byte changed,
# put in or cut off behind it, then random words and bytes. The same on every machine.
# usage: rules.pl SEED LINES
use strict;
use warnings;

my ($seed, $lines) = @ARGV;
my @sound = ("latency.p99 < 5ms comm=nginx", "wait<10.5% comm='worker *' pid!=12",
	"syscall.max <= 50 ms name=f*sync prio<100 cpu>=1", "irq.count == 0 irq=4", "lost < 0.01%",
	"blocked.max < 20ms syscall!=epoll_wait # of servers",
	"request.p99 < 50ms device=8:0 op=wr* cgroup!=/user.slice", "lock.max < 1ms name='mutex *'");
my @words = (qw(latency wait run blocked syscall irq softirq nmi request lock lost . max p99 count share < <= > >=
	== != = 5ms 10% 0 1.5s 18446744073709551615ns 99999999999999999999 comm= pid= prio<100 cpu=
	name=* device= op=read cgroup=/ ' " * [ [a ? ms % .), " ", "#", "\t", "\r", "\0", "\xff", "\x1b[2J", "a" x 600);

sub dice {
	$seed = $seed * 16807 % 2147483647;
	return $seed % $_[0];
}

for my $i (1 .. $lines) {
	my $rule = $sound[dice(scalar @sound)];
	my ($at, $how) = (dice(1 + length $rule), dice(4));

	if ($how == 0) {
		substr($rule, $at, 1) = chr(dice(256));
	} elsif ($how == 1) {
		substr($rule, $at, 0) = $words[dice(scalar @words)];
	} elsif ($how == 2) {
		$rule = substr($rule, 0, $at);
	} else {
		$rule = join('', map { $words[dice(scalar @words)] } 0 .. dice(12));
	}
	$rule =~ tr/\n/ /;
	print $rule, "\n";
}
