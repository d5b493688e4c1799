# SPDX-License-Identifier: GPL-2.0
# page.pl - what is in a page of tracectl timeline, read by other hands than the viewer's.
# usage: perl page.pl PAGE EXPRESSION; the expression is of $page: {facts}, {tasks}{NAME}
# as a list of segments, {calls}{NAME}, {locks}{NAME}, {cpus}{NUMBER}{STRIP},
# {cpu_locks}{NUMBER}, {devices}{NAME}, {text}. True: exit 0.
use strict;
use warnings;
use JSON::PP;
use MIME::Base64;

my @DOING = qw(unknown run wait block);
my ($bytes, $at);

# The varint of the trace format, with the loop that its reader does without.
sub varint {
	my $first = ord(substr($bytes, $at++, 1));
	my $more = 0;

	$more++ while $more < 8 && !($first >> $more & 1);
	my ($value, $shift) = $more == 8 ? (0, 0) : ($first >> $more + 1, 7 - $more);
	$value |= ord(substr($bytes, $at++, 1)) << $shift + 8 * $_ for 0 .. $more - 1;
	return $value;
}

sub signed {
	my $value = varint();

	return $value & 1 ? -($value >> 1) - 1 : $value >> 1;
}

sub span {
	my ($now) = @_;
	my $begin = $$now + varint();

	$$now = $begin + varint();
	return (begin => $begin, end => $$now);
}

# The frames of the kernel and of the program, the innermost first, with | between.
sub stack {
	my ($facts, $number) = @_;

	return join('|', map { join(' ', map { $facts->{names}[$_] } @{$_ ? $facts->{frames}[$_ - 1] : []}) }
		@{$facts->{stacks}[$number - 1]}) if $number;
	return '';
}

sub segment {
	my ($facts, $now) = @_;
	my $flags = ord(substr($bytes, $at++, 1));
	my $doing = $DOING[$flags & 3];
	my %segment = (doing => $doing, begin => $now->{end} + ($flags & 4 ? varint() : 0));

	$segment{end} = $now->{end} = $segment{begin} + varint();
	$now->{cpu} = varint() if $flags & 8;
	$now->{syscall} = varint() if $flags & 16;
	$now->{state} = varint() if $flags & 128;
	$segment{cpu} = $now->{cpu};
	$segment{syscall} = $now->{syscall} ? $facts->{names}[$now->{syscall} - 1] : '';
	$segment{state} = $facts->{states}[$now->{state}][0] if $doing eq 'block';
	@segment{qw(hardirq softirq nmi)} = (varint(), varint(), varint()) if $flags & 64 && $doing eq 'run';
	$segment{woken} = 1 if $flags & 32 && $doing ne 'block';
	if ($flags & 32 && $doing eq 'block') {
		my $task = varint();

		$segment{waker} = $task ? $facts->{tasks}[$task - 1][5] : 'idle';
		$segment{waker_ns} = $segment{end} - signed();
		$segment{waker_cpu} = varint();
		$segment{level} = $facts->{levels}[varint()];
		my $source = varint();

		$segment{source} = $source ? $facts->{names}[$source - 1] : '';
	}
	if ($flags & 64 && $doing ne 'run') {
		$segment{stack} = stack($facts, varint());
		$segment{waker_stack} = stack($facts, varint()) if $doing eq 'block';
	}
	return \%segment;
}

sub task {
	my ($page, $row) = @_;
	my $facts = $page->{facts};
	my %now = (end => 0, cpu => 0, syscall => 0, state => 0);
	my $end = 0;

	$page->{tasks}{$row->[5]} = [ map { segment($facts, \%now) } 1 .. $row->[6] ];
	$page->{calls}{$row->[5]} = [ map {
		+{ span(\$end), name => $facts->{names}[varint() - 1], result => signed() }
	} 1 .. $row->[8] ];
	$page->{locks}{$row->[5]} = locks($facts, $row->[10]);
}

# What overlaps: how far its end is from that of the one before, and how long it took.
sub overlapping {
	my ($last) = @_;
	my $flags = ord(substr($bytes, $at++, 1));
	my $end = $$last += signed();

	return (begin => $end - varint(), end => $end, lossy => $flags & 1, pending => $flags >> 1 & 1);
}

sub locks {
	my ($facts, $count) = @_;
	my $last = 0;

	return [ map {
		+{ overlapping(\$last), name => $facts->{names}[varint() - 1], level => $facts->{levels}[varint()], result => signed() }
	} 1 .. $count ];
}

sub device {
	my ($page, $name, $count) = @_;
	my $facts = $page->{facts};
	my $last = 0;

	$page->{devices}{$name} = [ map {
		my %request = overlapping(\$last);
		my ($op, $task) = (varint(), varint());

		$request{op} = $facts->{names}[$op - 1];
		$request{task} = $task ? $facts->{tasks}[$task - 1][5] : 'idle';
		@request{qw(queue cpu sector sectors)} = (varint(), varint(), varint(), varint());
		$request{result} = signed();
		\%request;
	} 1 .. $count ];
}

sub cpu {
	my ($page, $number, @counts) = @_;
	my $facts = $page->{facts};

	for my $strip (qw(tasks hardirq softirq nmi)) {
		my ($count, undef) = splice(@counts, 0, 2);
		my $end = 0;

		$page->{cpus}{$number}{$strip} = [ map {
			my %thing = span(\$end);
			my $task = varint();

			$thing{task} = $task ? $facts->{tasks}[$task - 1][5] : 'idle';
			$thing{name} = $facts->{names}[varint() - 1] if $strip ne 'tasks';
			\%thing;
		} 1 .. $count ];
	}
	$page->{cpu_locks}{$number} = locks($facts, $counts[0]);
}

my ($file, $expression) = @ARGV;
open(my $in, '<:raw', $file) or die "$file: $!\n";
my $text = do { local $/; <$in> };
# As a browser does: an element of this kind ends where its end tag begins, and nowhere else.
my ($facts) = $text =~ m{<script type="application/json" id="facts">(.*?)</script}s or die "no facts\n";
my ($columns) = $text =~ m{<script type="text/plain" id="columns">(.*?)</script}s or die "no columns\n";
our $page = { facts => decode_json($facts), text => $text, facts_text => $facts };

($bytes, $at) = (decode_base64($columns), 0);
task($page, $_) for grep { $_ } @{$page->{facts}{tasks}};
cpu($page, @$_) for grep { $_ } @{$page->{facts}{cpus}};
device($page, @$_) for @{$page->{facts}{devices}};
die "$at of ", length($bytes), " bytes\n" if $at != length($bytes);
my $holds = eval($expression);
die $@ if $@;
exit($holds ? 0 : 1);
