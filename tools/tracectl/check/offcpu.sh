# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# offcpu.sh - the part of all.sh for offcpu: to the nanosecond what the accounts of
# report are, in each of its forms. To be sourced behind assert.sh.

# The single quotes are around Perl, whose variables are meant.
# shellcheck disable=SC2016

# adds_up FILE [FRAMES]: what each task did is what report says of it, and all forms say the
# same; folded lines have so many frames behind the first.
adds_up() {
	"$TRACECTL" report --json -n 0 "$1" >report.json 2>err
	run offcpu --json "$1"
	json "offcpu of $1 adds up to the accounts of each task" \
		'local $/; open(my $f, "<", "report.json"); my $r = decode_json(<$f>);
		my %key = (blocked => "blocked_ns", wait => "wait_ns", unknown => "unknown_ns");
		my (%sum, $some, $wrong);
		for my $g (@{$_->{groups}}) { $sum{"$g->{task}{pid} $g->{doing}"} += $g->{ns}; }
		for my $t (@{$r->{tasks}}) {
			for my $d (keys %key) {
				$sum{"$t->{pid} $d"} = ($sum{"$t->{pid} $d"} // 0) - $t->{$key{$d}};
				$some = 1 if $t->{$key{$d}};
			}
		}
		$wrong = grep { $_ } values %sum;
		my $all = 0;
		$all += $_->{ns} for @{$_->{groups}};
		$some && !$wrong && $all == $_->{blocked_ns} + $_->{wait_ns} + $_->{unknown_ns}'
	whole=$(perl -MJSON::PP -0777 -ne '$_ = decode_json($_);
		print $_->{blocked_ns} + $_->{wait_ns} + $_->{unknown_ns}' out)
	run offcpu --folded "$1"
	[ "$(sed 's/.* //' out | paste -sd+ | bc)" = "$whole" ]
	ok $? "and so do the folded lines of $1"
	! grep -vqE "^[^;]+(;[^;]+){${2:-3}} [0-9]+$" out
	ok $? "each of which has its frames and a number"
	[ "$(sort out | sed 's/ [0-9]*$//' | uniq -d | wc -l)" = 0 ]
	ok $? "and is there once"
	run offcpu --svg picture.svg "$1"
	"$TESTS/svg.pl" picture.svg >frames 2>>err
	ok $? "the picture of $1 is sound XML without scripts, links and other surprises"
	grep -q 'not drawn' picture.svg ||
		[ "$(sed -n 's/^0 \([0-9]*\) .*/\1/p' frames | paste -sd+ | bc)" = "$whole" ]
	ok $? "and its outermost frames add up, too"
}

offcpu_usage_tests() {
	exits 0 offcpu --help
	says out "Examples:" "offcpu --help has examples"
	says out "xit status" "offcpu --help tells the exit status"
	exits 3 offcpu --frobnicate
	says err "try: tracectl offcpu --help" "offcpu names its help"
	exits 3 offcpu a b
	exits 3 offcpu --folded --json waits.gt
	exits 3 offcpu --folded --svg x.svg waits.gt
	exits 4 offcpu missing.gt
	exits 2 offcpu empty
	exits 4 offcpu --svg missing/x.svg waits.gt
	says err "another FILE" "a picture that cannot be written says what to do"
	script -qec "'$TRACECTL' offcpu --svg - '$WORK/waits.gt'" /dev/null </dev/null |
		grep -q "no sight for a terminal"
	ok $? "a terminal gets no picture"
}

offcpu_tests() {
	local trace

	offcpu_usage_tests
	run offcpu --folded waits.gt
	cat >want <<-'EOF'
	brief;-;preempted, waits for a CPU;- 9100
	hog;-;preempted, waits for a CPU;- 11000
	middle;-;interruptible sleep;- 8000
	middle;-;interruptible sleep;source 2950
	middle;-;woken, waits for a CPU;- 50
	sink;nanosleep;interruptible sleep;timer or another CPU 2910
	sink;nanosleep;woken, waits for a CPU;- 90
	sink;read;interruptible sleep;middle 3850
	sink;read;woken, waits for a CPU;- 2050
	source;-;interruptible sleep;- 10000
	EOF
	cmp -s want out
	ok $? "task, system call, kind and waker are those of the trace"
	run offcpu waits.gt
	says out "50.0 us on no CPU: blocked 27.7 us, waiting for a CPU 22.3 us" "offcpu sums up"
	run offcpu --json waits.gt
	json "offcpu --json names the waker and the longest" \
		'my ($g) = grep { $_->{ns} == 3850 } @{$_->{groups}};
		$g->{task}{pid} == 10 && $g->{waker}{pid} == 20 && $g->{woken_in} eq "task" &&
		$g->{syscall} eq "read" && $g->{count} == 1 && $g->{longest_at_ns} == 1100'
	run offcpu --json --from 2us --to 4us waits.gt
	json "offcpu of a part of the time is cut to it" '$_->{blocked_ns} == 3950 && $_->{wait_ns} == 2050'
	run offcpu --json --comm 's*k' waits.gt
	json "offcpu of some tasks" '$_->{blocked_ns} == 6760 && $_->{wait_ns} == 2140'
	run offcpu -n 2 waits.gt
	says out "and 8 more: -n 0 shows all" "offcpu tells what it does not show"
	$(sed -n 's/^next: tracectl/run/p' out)
	says out "waited for CPU 0" "and what to ask next"
	run offcpu doubt.gt
	says out "5 of 15 events" "offcpu counts losses"
	grep -q '2.14 us~ .*thirty/30' out
	ok $? "and marks what they may have touched"
	run offcpu --svg doubt.svg doubt.gt
	says doubt.svg "5 of 15 events were lost" "the picture counts them, too"
	[ "$(stat -c %a doubt.svg)" = 600 ]
	ok $? "and is for its owner"
	for trace in waits doubt lossy born ping windows base; do
		adds_up "$trace.gt"
	done
	# Woken twice by an interrupt is that, whomever it interrupted.
	make_trace twice
	run offcpu --json twice.gt
	json "an interrupt that wakes a task is not the task that it interrupted" \
		'my @g = grep { ($_->{woken_in} // "") eq "hardirq" } @{$_->{groups}};
		@g == 1 && $g[0]{count} == 2 && $g[0]{ns} == 920 && !$g[0]{waker}'
	# Names that end elements, frames and entities, that begin alike, and that two have.
	sed -e 's/comm="sink"/comm="<a>;\&amp;\\""/; s/comm="source"/comm="<a>;\&amp;\\"x"/' \
		-e 's/comm="hog"/comm="brief"/' waits.txt >frames.txt
	"$TRACECTL" dump --from-text frames.txt >frames.gt
	adds_up frames.gt
	run offcpu -n 0 hostile.gt
	plain out "plain text of a hostile trace: offcpu"
	adds_up hostile.gt
}
