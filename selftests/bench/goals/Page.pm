# SPDX-License-Identifier: GPL-2.0
# Page.pm - the table of goals in a page of documentation: between two comment lines a
# simple table, a line for each row, and below it where each part ran.

package Page;

use strict;
use warnings FATAL => 'all';
use List::Util qw(max);

my @COLUMNS = qw(what goal measured verdict part);
my $BEGIN = ".. goals: written by make bench\n";
my $END = ".. goals: end\n";

# load FILE: the page, and what its table says: {rows}{WHAT} and {where}{PART}.
sub load {
	my ($class, $name) = @_;
	my $page = bless { name => $name, rows => {}, where => {} }, $class;

	open my $file, '<', $name or die "$name: $!\n";
	my ($before, @rest) = split /^(\Q$BEGIN\E|\Q$END\E)/m, do { local $/ = undef; <$file> };
	die "$name: not one place for the goals\n"
		unless (@rest == 3 || @rest == 4) && $rest[0] eq $BEGIN && $rest[2] eq $END;
	@$page{qw(before behind)} = ($before, $rest[3] // '');
	$page->parse($rest[1]);
	return $page;
}

# A row is cut where the ruler has its gaps; the last cell goes on to the end.
sub parse {
	my ($page, $text) = @_;
	my ($template, $length);

	for my $line (split /\n/, $text) {
		if ($line =~ /^==/) {
			$template = join ' x ', map { 'A' . length } split / /, $line;
			$template =~ s/\d+$/*/;
			$length = length $line;
		} elsif ($line =~ /^- (\S.*?): (.*)/) {
			my ($parts, $where) = ($1, $2);

			$page->{where}{$_} = $where for $parts =~ /\*([^*]+)\*/g;
		} elsif ($template && $line =~ /\S/) {
			my %row;

			@row{@COLUMNS} = unpack $template, sprintf '%-*s', $length, $line;
			$page->{rows}{ $row{what} } = \%row;
		}
	}
}

# table ROWS: the lines of a simple table.
sub table {
	my @rows = ({ map { ($_ => $_) } @COLUMNS }, @_);
	my @widths = map { my $column = $_; max(map { length $_->{$column} } @rows) } @COLUMNS;
	my $ruler = join ' ', map { '=' x $_ } @widths;
	my @lines = map { my $row = $_; join ' ', map { sprintf '%-*s', $widths[$_], $row->{ $COLUMNS[$_] } } 0 .. $#COLUMNS } @rows;

	return map { s/ +$//r . "\n" } $ruler, shift @lines, $ruler, @lines, $ruler;
}

# places WHERE: a line for each place, with the parts that ran there.
sub places {
	my ($where) = @_;
	my %parts;

	push @{ $parts{ $where->{$_} } }, "*$_*" for sort keys %$where;
	return map { '- ' . join(', ', @{ $parts{$_} }) . ": $_\n" } sort { $parts{$a}[0] cmp $parts{$b}[0] } keys %parts;
}

# save ROWS WHERE: the page with them in place.
sub save {
	my ($page, $rows, $where) = @_;
	my @places = places($where);

	open my $file, '>', "$page->{name}.new" or die "$page->{name}.new: $!\n";
	print $file $page->{before}, $BEGIN, "\n", table(@$rows), @places ? ("\n", @places) : (), "\n", $END, $page->{behind};
	close $file or die "$page->{name}.new: $!\n";
	rename "$page->{name}.new", $page->{name} or die "$page->{name}: $!\n";
}

1;
