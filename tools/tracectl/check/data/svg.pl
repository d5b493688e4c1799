#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
# Reads the picture of tracectl offcpu: fails if it is no XML, or has anything in it that
# is not expected there; else prints "DEPTH NS TEXT" of each frame.
# usage: svg.pl FILE
use strict;
use warnings;

local $/;
open(my $file, '<', $ARGV[0]) or die;
my $svg = <$file>;
my (@open, $text);

$svg =~ s/\A<\?xml version="1.0" encoding="UTF-8"\?>\n// or die "no XML\n";
die "not all of it is printable ASCII\n" if $svg =~ /[^\n -~]/;
$svg =~ s{<style>([^<>&]*)</style>}{} or die "no style\n";
my $style = $1;
die "the style fetches something\n" if $style =~ /url|import|http/;
die "no style for the dark\n" if $style !~ /prefers-color-scheme: dark/;

while ($svg =~ /\G([^<]*)(?:<(\/?)(\w+)((?: [A-Za-z-]+="[^"<]*")+|)(\/?)>|\z)/gc) {
	my ($between, $end, $tag, $attributes, $empty) = ($1, $2, $3, $4, $5);

	die "not escaped: $between\n" if $between =~ />|&(?!(?:lt|gt|amp|quot);)/;
	$text .= $between;
	last unless defined $tag;
	die "a $tag\n" unless $tag =~ /^(?:svg|rect|g|title|text)$/;
	die "attributes: $attributes\n"
		if $attributes =~ s{ xmlns="http://www.w3.org/2000/svg"}{}r =~ /href|\bon|http|style=/;
	if ($end) {
		die "$tag ends\n" unless @open && pop(@open) eq $tag;
		print split_title($text) if $tag eq 'title';
	} elsif (!$empty) {
		push(@open, $tag);
	}
	$text = '';
}
die "not all of it can be read\n" if @open || (pos($svg) // 0) < length($svg);

sub split_title {
	my ($stack, $ns) = $_[0] =~ /^(.*): [^:]*, (\d+) ns$/ or die "title: $_[0]\n";
	my $depth = () = $stack =~ /;/g;

	$depth -= () = $stack =~ /&(?:lt|gt|amp|quot);/g;
	return "$depth $ns $stack\n";
}
