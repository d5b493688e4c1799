# SPDX-License-Identifier: GPL-2.0
# Figures.pm - the figures of the goals, from the results: lower quartile, median and
# upper quartile, and what must be said beside them. One that cannot be had dies.

package Figures;

use strict;
use warnings FATAL => 'all';
use List::Util qw(max sum);
use Results qw(spread ratio);

my @PEERS = qw(bpf lttng ftrace perf);

my %figures = (
	'instructions:stopped' => \&stopped,
	'instructions:growth' => \&growth,
	'instructions:stack' => sub { with_stack($_[0], 'stack') },
	'instructions:user' => sub { with_stack($_[0], 'user') },
	'cycles:off' => \&off,
	'cycles:rdtsc' => sub { cycles($_[0], 'sched_switch', 'rdtsc') },
	'cycles:ring' => sub { cycles($_[0], 'ring', 'sched_switch') },
	'cycles:ftrace' => sub { cycles($_[0], 'ftrace_switch', 'sched_switch') },
	'cycles:lttng' => sub { cycles($_[0], 'lttng_switch', 'sched_switch') },
	'cycles:writers' => \&writers,
	'lines:shared' => \&shared,
	'disk:lost' => sub { lost($_[0]->values('disk.tsv', 'mmap', 'lost')) },
	'disk:cpu' => \&disk_cpu,
	'system:bytes' => \&bytes,
	'system:lost' => sub { lost(map { $_->{lost} } runs($_[0], 'system', 'flood', 'gentrace')) },
	'system:history_10k' => sub { history($_[0], 1e4) },
	'system:history_100k' => sub { history($_[0], 1e5) },
	'reading:bytes' => sub { spread($_[0]->values('reading.tsv', 'recorded', 'sched_event_bytes')) },
	'reading:warm' => sub { answer($_[0], 'warm') },
	'reading:cold' => sub { answer($_[0], 'cold') },
	'reading-peers:perf' => sub { peer($_[0], 'perf sched latency', 'perf sched timehist') },
	'reading-peers:babeltrace2' => sub { peer($_[0], 'babeltrace2') },
	'pause:start' => sub { pause($_[0], 'start') },
	'pause:stop' => sub { pause($_[0], 'stop') },
);

for my $tracer (qw(lttng bpf perf)) {
	$figures{"counting:$tracer"} = sub { counted($_[0], $tracer) };
}
for my $workload (qw(pipe messaging files syscalls)) {
	$figures{"system:$workload"} = sub { slow_down($_[0], 'system', $workload) };
	$figures{"counting:$workload"} = sub { slow_down($_[0], 'system-instructions', $workload) };
}
for my $command (qw(verify report)) {
	$figures{"reading:$command"} = sub { rate($_[0], $command) };
	$figures{"reading:${command}_threads"} = sub { threads($_[0], $command) };
	$figures{"reading:${command}_memory"} = sub { memory($_[0], $command) };
}

# figure RESULTS NAME: low, median, high, and a note; undecided if there is but a note.
sub figure {
	my ($results, $name) = @_;

	die "no figure $name\n" unless $figures{$name};
	return $figures{$name}->($results);
}

# Is it made of times, which an emulator distorts?
sub is_time {
	return $_[0] =~ /^(pause|system):/ && $_[0] !~ /^system:(bytes|lost|history)/;
}

sub round {
	return sprintf '%.*f', $_[0] < 10 ? 2 : 0, $_[0];
}

sub median {
	return (spread(@_))[1];
}

# dearest NAME => SPREAD...: that with the highest median, and which it is.
sub dearest {
	my %spreads = @_;
	my ($name) = sort { $spreads{$b}[1] <=> $spreads{$a}[1] || $a cmp $b } keys %spreads;

	return (@{ $spreads{$name} }, $name);
}

sub stopped {
	my $most = max(map { $_[0]->values('instructions.tsv', $_, 'stopped') }
		$_[0]->names('instructions.tsv', 'stopped'));

	die "instructions.tsv: no event\n" unless defined $most;
	return ($most) x 3;
}

sub growth {
	my ($results) = @_;
	my %growth;

	for my $event ($results->names('instructions.tsv', 'recorded')) {
		$growth{$event} = [ ratio([ $results->values('instructions.tsv', $event, 'recorded') ],
				[ $results->values('instructions.tsv', $event, 'kept') ]) ];
	}
	die "instructions.tsv: no event\n" unless %growth;
	return dearest(%growth);
}

# A switch with a stack, of one without: what a stack costs that the table has already.
sub with_stack {
	my ($results, $whose) = @_;
	my @plain = $results->values('instructions.tsv', 'sched_switch', 'recorded');
	my @stack = $results->values('instructions.tsv', 'sched_switch', $whose);

	return (ratio(\@stack, \@plain), 'instructions');
}

sub cycles {
	my ($results, $one, $other) = @_;

	return ratio([ $results->cycles($one) ], [ $results->cycles($other) ]);
}

sub off {
	my ($results) = @_;
	my @off = $results->cycles('off');
	my @empty = $results->cycles('empty');
	my $empty = median(@empty);

	return (spread(map { $_ - $empty } @off), round(median(@off) / $empty) . ' of one');
}

sub writers {
	my ($results) = @_;
	my @one = $results->cycles('sched_switch');

	return dearest(map { ("$_ writers" => [ ratio([ $results->cycles('sched_switch', $_) ], \@one) ]) } 2, 4, 8);
}

sub shared {
	my ($results) = @_;
	my @events = grep { $_ ne 'shared' } $results->names('lines.tsv', 'shared');
	my ($control) = $results->values('lines.tsv', 'shared', 'shared');

	die "lines.tsv: no event\n" unless @events;
	die "lines.tsv: the line that is shared was not found\n" unless $control;
	return ((sum(map { $results->values('lines.tsv', $_, 'shared') } @events)) x 3, join ', ', @events);
}

# One that was lost is too many, whatever the median says.
sub lost {
	return ((max(@_)) x 3, sprintf 'of %d runs the worst', scalar @_);
}

# What a run of one pair takes is what starting and ending take.
sub disk_runs {
	my ($results, $way) = @_;
	my @mb = $results->values('disk.tsv', $way, 'MB');
	my @cpu = $results->values('disk.tsv', $way, 'CPU s');

	die "disk.tsv: $way: not as many bytes as times\n" unless @mb == @cpu;
	return map { $cpu[$_] / $mb[$_] * 100 } 0 .. $#mb;
}

sub disk_cpu {
	my ($results) = @_;
	my @mmap = disk_runs($results, 'mmap');
	my @read = disk_runs($results, 'read');

	return (undef, undef, undef, 'starting and ending took as long') if grep { $_ <= 0 } @mmap, @read;
	return (spread(@mmap), round((ratio(\@mmap, \@read))[1]) . ' of read(2)');
}

# runs RESULTS FILE WORKLOAD TRACER: those that ended well, in the order of rounds.
sub runs {
	my ($results, $file, $workload, $tracer) = @_;
	my @runs = grep { $_->{workload} eq $workload && $_->{tracer} eq $tracer } $results->table("$file.tsv");

	for my $run (@runs) {
		die "$workload: $tracer: failed in round $run->{round}\n" if $run->{status} ne '0' || $run->{real_s} eq '-';
		die "$workload: $tracer: recorded nothing\n" if $tracer ne 'untraced' && !$run->{recorded};
		Results::number("$file.tsv: $_", $run->{$_})
			for qw(real_s user_s system_s), $tracer eq 'untraced' ? () : qw(recorded lost bytes);
	}
	die "$workload: $tracer: no runs\n" unless @runs;
	return sort { $a->{round} <=> $b->{round} } @runs;
}

# slow_downs: of each round. The clock that counts instructions counts idle time too.
sub slow_downs {
	my ($results, $file, $workload, $tracer) = @_;
	my $cost = $file =~ /instructions/ ? sub { $_[0]{user_s} + $_[0]{system_s} } : sub { $_[0]{real_s} };
	my @traced = map { $cost->($_) } runs($results, $file, $workload, $tracer);
	my @untraced = map { $cost->($_) } runs($results, $file, $workload, 'untraced');

	die "$workload: $tracer: a round is missing\n" unless @traced == @untraced;
	die "$workload: took no time\n" if grep { $_ <= 0 } @untraced;
	return spread(map { $traced[$_] / $untraced[$_] - 1 } 0 .. $#traced);
}

# best_peer RESULTS FILE WORKLOAD OF: that with the least OF, a function that gives a
# spread for a tracer; its name, with those that were not there, low and median.
sub best_peer {
	my ($results, $file, $workload, $of) = @_;
	my %there = map { ($_->{tracer} => 1) } grep { $_->{workload} eq $workload } $results->table("$file.tsv");
	my %peers = map { ($_ => [ $of->($_) ]) } grep { $there{$_} } @PEERS;
	my ($best) = sort { $peers{$a}[1] <=> $peers{$b}[1] || $a cmp $b } keys %peers;

	die "$workload: no peer\n" unless $best;
	return (join(' without ', $best, grep { !$there{$_} } @PEERS), @{ $peers{$best} }[ 0, 1 ]);
}

# A peer that hardly slows anything down is nothing to measure by: undecided.
sub slow_down {
	my ($results, $file, $workload) = @_;
	my @mine = slow_downs($results, $file, $workload, 'gentrace');
	my ($best, $low, $middle) = best_peer($results, $file, $workload,
		sub { slow_downs($results, $file, $workload, $_[0]) });

	return (undef, undef, undef, "$best, the best, is within the noise") if $low <= 0;
	return ((map { $_ / $middle } @mine), sprintf '%s slows by %.1f %%', $best, $middle * 100);
}

sub bytes {
	my ($results) = @_;
	my $each = sub { map { $_->{bytes} / $_->{recorded} } runs($results, 'system', 'messaging', $_[0]) };
	my @mine = $each->('gentrace');
	my ($best, undef, $middle) = best_peer($results, 'system', 'messaging', sub { spread($each->($_[0])) });

	return (spread(@mine), sprintf '%s takes %s times that', $best, round($middle / median(@mine)));
}

sub history {
	my ($results, $rate) = @_;

	return (spread(map { 2**26 / $_ / $rate / 60 } $results->values('history.tsv', 'messaging', 'bytes a switch')),
		'messaging, all included');
}

sub counted {
	my ($results, $tracer) = @_;

	return (ratio([ $results->values('counted.tsv', $tracer, 'instructions') ],
		[ $results->values('counted.tsv', 'gentrace', 'instructions') ]), 'instructions');
}

# Beside reading the bytes and checksumming them, and nothing else.
sub rate {
	my ($results, $command) = @_;
	my ($events) = $results->values('reading.tsv', 'short', 'events');
	my @cpu = $results->values('reading.tsv', "$command-j1", 'CPU ns');
	my $floor = median($results->values('reading.tsv', 'floor', 'CPU ns'));

	return (spread(map { $events / $_ * 1e3 } @cpu), sprintf '%.0f times reading bytes', median(@cpu) / $floor);
}

sub threads {
	my ($results, $command) = @_;

	return ratio(map { [ $results->values('reading.tsv', "$command-$_", 'wall ns') ] } 'j1', 'j2');
}

sub memory {
	my ($results, $command) = @_;

	return ratio([ $results->values('reading.tsv', "$command-long-j1", 'KiB') ],
		[ $results->values('reading.tsv', "$command-j1", 'KiB') ]);
}

sub answer {
	my ($results, $how) = @_;
	my @wall = $results->values('reading.tsv', $how, 'wall ns');
	my ($whole) = $results->values('reading.tsv', 'report-long-j1', 'wall ns');

	return (spread(map { $_ / 1e9 } @wall), sprintf '%.3f of the whole', median(@wall) / $whole);
}

# The faster of a peer's ways.
sub peer {
	my ($results, @ways) = @_;
	my %ns = map { ($_ => [ $results->values('reading-peers.tsv', $_, 'ns an event') ]) } @ways;
	my ($best) = sort { median(@{ $ns{$a} }) <=> median(@{ $ns{$b} }) } @ways;

	return (ratio($ns{$best}, [ $results->values('reading-peers.tsv', 'tracectl report', 'ns an event') ]), $best);
}

sub pause {
	my ($results, $which) = @_;
	my @cpus = $results->names('pause.tsv', $which);

	die "pause.tsv: no $which\n" unless @cpus;
	return dearest(map { ("CPUs: $_" => [ spread($results->values('pause.tsv', $_, $which)) ]) } @cpus);
}

1;
