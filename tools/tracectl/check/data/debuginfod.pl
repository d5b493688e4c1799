#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0
# debuginfod.pl - a server of debug information: the files of a directory, by build id.
# usage: debuginfod.pl DIRECTORY	(prints its port, and serves until it is killed)
use strict;
use warnings;
use IO::Socket::INET;

my ($directory) = @ARGV;
my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => 0, Listen => 8)
	or die "debuginfod.pl: $!\n";

# What stands behind "GET", if it is the place of a file that is there.
sub content {
	my ($request) = @_;

	return unless $request =~ m{^GET (/buildid/[0-9a-f]+/(?:debuginfo|executable)) };
	open(my $file, "<:raw", "$directory$1") or return;
	local $/;
	return <$file>;
}

$| = 1;
print $server->sockport, "\n";
while (my $client = $server->accept) {
	my $request = <$client> // "";
	1 while (<$client> // "") =~ /\S/;
	my $content = content($request);
	my $status = defined $content ? "200 OK" : "404 Not Found";
	$content //= "";
	print $client "HTTP/1.1 $status\r\nContent-Type: application/octet-stream\r\n",
		"Connection: close\r\nContent-Length: ", length($content), "\r\n\r\n", $content;
	close($client);
}
