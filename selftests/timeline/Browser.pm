# SPDX-License-Identifier: GPL-2.0
# Browser.pm - Chromium without a screen, driven by WebDriver: JSON over HTTP, spoken by
# chromedriver. Whatever fails, dies with what the browser says.
package Browser;

use strict;
use warnings;
use HTTP::Tiny;
use JSON::PP;
use MIME::Base64;

# Keys that are no letter.
our %KEY = (Shift => "\x{E008}", Escape => "\x{E00C}", Enter => "\x{E007}");

my $json = JSON::PP->new->utf8->canonical->allow_nonref;

# The driver says which port it has taken, and that it listens.
sub start_driver {
	my ($self) = @_;

	$self->{driver} = open(my $out, '-|', 'chromedriver', '--port=0') or die "no chromedriver: $!\n";
	$self->{out} = $out;
	while (my $line = <$out>) {
		return $self->{port} = $1 if $line =~ /started successfully on port (\d+)/;
	}
	die "chromedriver does not start\n";
}

sub new {
	my ($class, %want) = @_;
	my $self = bless { http => HTTP::Tiny->new(timeout => 300) }, $class;
	my @arguments = ('--headless=new', '--no-sandbox', '--disable-gpu', '--hide-scrollbars=false',
			 '--disable-dev-shm-usage', '--no-first-run', '--disable-background-networking',
			 '--force-color-profile=srgb', "--window-size=$want{width},$want{height}");

	push @arguments, '--force-dark-mode' if $want{dark};
	$self->start_driver;
	my $session = $self->ask(POST => '/session', { capabilities => { alwaysMatch => {
		browserName => 'chrome',
		'goog:chromeOptions' => { args => \@arguments },
		'goog:loggingPrefs' => { browser => 'ALL', performance => 'ALL' },
	} } });

	$self->{session} = "/session/$session->{sessionId}";
	$self->devtools('Emulation.setDeviceMetricsOverride', { width => $want{width}, height => $want{height},
			deviceScaleFactor => $want{scale} || 1, mobile => JSON::PP::false });
	return $self;
}

sub ask {
	my ($self, $method, $path, $body) = @_;
	my $answer = $self->{http}->request($method, "http://127.0.0.1:$self->{port}$path", {
		headers => { 'Content-Type' => 'application/json' },
		$method eq 'POST' ? (content => $json->encode($body || {})) : (),
	});
	my $value = eval { $json->decode($answer->{content})->{value} };

	return $value if $answer->{success};
	die "$method $path: ", $value ? "$value->{error}: $value->{message}" : $answer->{content}, "\n";
}

sub post {
	my ($self, $what, $body) = @_;

	return $self->ask(POST => "$self->{session}/$what", $body);
}

sub devtools {
	my ($self, $command, $parameters) = @_;

	return $self->post('goog/cdp/execute', { cmd => $command, params => $parameters });
}

sub open_file {
	my ($self, $file) = @_;

	return $self->post('url', { url => "file://$file" });
}

# The value of an expression; it may be a promise.
sub value {
	my ($self, $expression, @arguments) = @_;

	return $self->post('execute/sync', { script => "return ($expression)", args => \@arguments });
}

# Until an expression is true: the page is asked at each of its frames, nobody sleeps.
sub until_true {
	my ($self, $expression) = @_;

	$self->post('timeouts', { script => 120000 });
	return $self->post('execute/async', { script => "const done = arguments[0];
		const look = () => { ($expression) ? done(true) : requestAnimationFrame(look); }; look();", args => [] });
}

# Keys, one after the other, as a keyboard sends them.
sub keys {
	my ($self, @keys) = @_;

	return $self->post('actions', { actions => [ { type => 'key', id => 'keyboard', actions => [
		map { ({ type => 'keyDown', value => $_ }, { type => 'keyUp', value => $_ }) } @keys ] } ] });
}

# The mouse: at least one place, in CSS pixels; the button is down from the first to the last.
sub mouse {
	my ($self, $places, %with) = @_;
	my ($first, @others) = @$places;
	my $move = sub { { type => 'pointerMove', duration => 0, x => int($_[0][0]), y => int($_[0][1]) } };
	my @pointer = ($move->($first), { type => 'pointerDown', button => 0 }, (map { $move->($_) } @others),
		       { type => 'pointerUp', button => 0 });
	my @pauses = map { { type => 'pause' } } @pointer;
	my @key = $with{shift} ? ({ type => 'keyDown', value => $KEY{Shift} }, @pauses, { type => 'keyUp', value => $KEY{Shift} }) : ();

	unshift @pointer, { type => 'pause' } if @key;
	return $self->post('actions', { actions => [
		{ type => 'pointer', id => 'mouse', parameters => { pointerType => 'mouse' }, actions => \@pointer },
		@key ? { type => 'key', id => 'keyboard', actions => \@key } : (),
	] });
}

sub screenshot {
	my ($self, $file) = @_;

	open(my $out, '>:raw', $file) or die "$file: $!\n";
	print $out decode_base64($self->ask(GET => "$self->{session}/screenshot"));
	close($out) or die "$file: $!\n";
}

# What the page has complained about since the last time.
sub complaints {
	my ($self) = @_;

	return map { "$_->{level}: $_->{message}" } @{$self->post('se/log', { type => 'browser' })};
}

# What has been asked for by address since the last time.
sub requests {
	my ($self) = @_;
	my @messages = map { $json->decode($_->{message})->{message} } @{$self->post('se/log', { type => 'performance' })};

	return map { $_->{params}{request}{url} } grep { $_->{method} eq 'Network.requestWillBeSent' } @messages;
}

sub quit {
	my ($self) = @_;

	eval { $self->ask(DELETE => delete $self->{session}) } if $self->{session};
	return unless $self->{driver};
	kill TERM => delete $self->{driver};
	close($self->{out});
}

sub DESTROY {
	my ($self) = @_;

	local ($., $@, $!, $^E, $?);
	$self->quit;
}

1;
