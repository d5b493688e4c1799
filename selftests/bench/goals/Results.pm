# SPDX-License-Identifier: GPL-2.0
# Results.pm - what the parts of the benchmark have left in their directory.
# Whatever is not there, or is not what it should be, is said by dying.

package Results;

use strict;
use warnings FATAL => 'all';
use JSON::PP ();
use List::Util qw(max min);
use Exporter 'import';
our @EXPORT_OK = qw(spread ratio);

my $NUMBER = qr/^-?[0-9]+(\.[0-9]+)?$/;

sub new {
	my ($class, $directory) = @_;

	return bless { directory => $directory, kept => {} }, $class;
}

sub text {
	my ($self, $name) = @_;

	open my $file, '<', "$self->{directory}/$name" or die "$name: $!\n";
	local $/ = undef;
	return <$file> // '';
}

# Lines of fields, without comments.
sub lines {
	my ($self, $name) = @_;

	return $self->{kept}{$name} //= [
		map { [ split /\t/, $_, -1 ] } grep { !/^#/ } split /\n/, $self->text($name) ];
}

# values FILE WHAT UNIT: of a file whose lines are that and a number, in their order.
sub values {
	my ($self, $name, $what, $unit) = @_;
	my @found = grep { $_->[0] eq $what && ($_->[1] // '') eq $unit } @{ $self->lines($name) };

	die "$name: no $unit of $what\n" unless @found;
	die "$name: a line that is not three fields\n" if grep { @$_ != 3 } @{ $self->lines($name) };
	return map { number("$name: $unit of $what", $_->[2]) } @found;
}

# names FILE UNIT: what there is of that unit.
sub names {
	my ($self, $name, $unit) = @_;
	my %seen;

	return grep { !$seen{$_}++ } map { $_->[0] } grep { ($_->[1] // '') eq $unit } @{ $self->lines($name) };
}

# table FILE: a hash for each line, by the names in the first.
sub table {
	my ($self, $name) = @_;
	my ($head, @lines) = @{ $self->lines($name) };

	die "$name: empty\n" unless $head;
	return map { my %line; @line{@$head} = @$_; \%line } @lines;
}

# cycles NAME [WRITERS]: that row of cycles.json.
sub cycles {
	my ($self, $name, $writers) = @_;
	my $all = $self->{kept}{cycles} //= JSON::PP::decode_json($self->text('cycles.json'));
	my ($row) = grep { $_->{name} eq $name && $_->{writers} == ($writers // 1) } @{ $all->{rows} };

	die "cycles.json: no row $name\n" unless $row;
	die "$name: $row->{error}\n" if $row->{error};
	return map { number("cycles.json: $name", $_) } @{ $row->{rounds} };
}

sub number {
	my ($where, $text) = @_;

	die "$where: not a number: '" . ($text // '') . "'\n" unless ($text // '') =~ $NUMBER;
	return $text + 0;
}

# Between two runs, a part of the way.
sub quantile {
	my ($part, @sorted) = @_;
	my $at = $part * $#sorted;
	my ($low, $high) = @sorted[ int $at, min(int($at) + 1, $#sorted) ];

	return $low + ($high - $low) * ($at - int $at);
}

# spread NUMBERS: lower quartile, median, upper quartile.
sub spread {
	my @sorted = sort { $a <=> $b } @_;

	die "no runs\n" unless @sorted;
	return map { quantile($_, @sorted) } 0.25, 0.5, 0.75;
}

# ratio A B: the spread of one beside the other. Of the same round, what else happened
# in it happened to both; where a round is missing, each beside the other's median.
sub ratio {
	my ($one, $other) = @_;
	my (undef, $middle) = spread(@$other);

	die "nothing to compare with\n" if grep { $_ <= 0 } @$other;
	return spread(map { $one->[$_] / (@$one == @$other ? $other->[$_] : $middle) } 0 .. $#$one);
}

1;
