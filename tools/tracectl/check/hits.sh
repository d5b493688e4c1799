# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# hits.sh - the part of all.sh for what a flight recorder has noticed, on a trace whose hits
# are known (selftests/unit/traces/hits.txt). To be sourced.

# The single quotes are around Perl, whose variables are meant.
# shellcheck disable=SC2016

# What is the same in each answer about all four.
HITS='
my @h = @{$_->{hits}};
@h == 4 && join(" ", map { $_->{trigger} } @h) eq "spike storm said lost-4" &&
join(" ", map { $_->{since_ns} } @h) eq "14100 17050 18050 19000" &&
join(" ", map { $_->{measure} } @h) eq "latency irq event lost" &&
$h[0]{task}{comm} eq "web" && $h[0]{took_ns} == 3000 && $h[0]{bound_ns} == 2000 &&
$h[0]{realtime_ns} == 1700000000000014100 && $h[0]{rule} eq "wakeup > 2us comm=web as=spike" &&
$h[1]{took_ns} == 2000 && $h[1]{level} eq "hardirq" &&
$h[2]{event} eq "mark" && $h[2]{task}{pid} == 30 && !exists $h[2]{took_ns} &&
$h[3]{lost} == 12 && $h[3]{bound} == 10 && !$h[3]{task}'

hits_listed() {
	run report hits.gt
	head -n 1 out >first
	says first "noticed     hit 1, spike: web/10 waited for a CPU for 3.00 us, more than 2.00 us" \
		"report begins with what was noticed"
	says out "at 0.000014100 s on CPU 0, 22:13:20.000014100 (2023-11-14 22:13:20 UTC); wakeup > 2us comm=web" \
		"when that was, and by which rule"
	says out "hit 2, storm: web/10 was interrupted by a hardirq for 2.00 us, more than 1.00 us" \
		"an interrupt is told with whom it has interrupted"
	says out "hit 3, said: mark by helper/30" "an event with who has caused it"
	says out "hit 4, lost-4: 12 events lost in a generation, more than 10 events" "and losses without"
	says out "next: tracectl why hits.gt" "report names the next command"
	run report --json hits.gt
	json "report, for programs" "$HITS"
	run report -n 1 hits.gt
	says out "and 3 more hits: tracectl info --hits shows all" "report -n is about hits, too"
	run info hits.gt
	says out "noticed     hit 4, lost-4: " "info has them"
	run info --json hits.gt
	json "info, for programs" "$HITS"
	exits 0 info --hits hits.gt
	[ "$(grep -c ^noticed out)" = 4 ]
	ok $? "info --hits has nothing else"
	run info --hits --json hits.gt
	json "info --hits, for programs, of two of three generations" "$HITS && \$_->{generations_read} == 2"
	cat hits.gt | "$TRACECTL" info --hits --json - >out 2>err
	json "of a pipe all are read" "$HITS && \$_->{generations_read} == 3"
	exits 1 info --hits waits.gt
	run report waits.gt
	! grep -q noticed out
	ok $? "where nothing was noticed, nobody says so"
}

hits_explained() {
	run why hits.gt
	says out "the longest of 4 hits: --hit N asks about another" "why says which it is about"
	says out "web/10: 3.00 us, from 0.000011100 to 0.000014100 s of hits.gt" "and asks about its task and time"
	says out "2.90 us  96.7 %  it waited for CPU 0, behind hog/20" "who had the CPU"
	run why --json hits.gt
	json "why, for programs" \
		'$_->{hit}{number} == 1 && $_->{hits} == 4 && !$_->{cut} && $_->{task}{pid} == 10 &&
		$_->{from_ns} == 11100 && $_->{to_ns} == 14100 && $_->{causes}[0]{behind}{comm} eq "hog"'
	run why --hit 2 hits.gt
	says out "1.95 us  97.5 %  it was interrupted by hardirq eth0" "an interrupt, of whom it has interrupted"
	run why --json --hit 3 hits.gt
	json "an event, and all that led to it" \
		'$_->{hit}{trigger} eq "said" && $_->{task}{comm} eq "helper" && $_->{from_ns} == 0 && $_->{to_ns} == 18050'
	exits 0 why --hit 4 hits.gt
	says out "no task waited for anything" "losses are nobody's"
	run why --json --hit 4 hits.gt
	json "for programs, too" '$_->{hit}{lost} == 12 && !$_->{task} && !@{$_->{steps}}'
	run why --json --longest block --hit 3 hits.gt
	json "--longest is about all of the task" '$_->{from_ns} == 0 && $_->{to_ns} == 16100'
	run why --json --from 16us hits.gt
	json "--from leaves hits out" '$_->{hit}{number} == 2 && $_->{hits} == 3'
	cp hits.gt trace.gt
	exits 0 why
	says out "hit 1, spike" "the usual trace can be left out"
	rm trace.gt
	cat hits.gt | "$TRACECTL" why --json - >out 2>err
	json "a pipe is a trace" '$_->{hit}{number} == 1'
	exits 1 why --hit 5 hits.gt
	says err "there is no hit 5 in hits.gt" "why of a hit that there is not"
	exits 3 why --hit 0 hits.gt
	exits 3 why --hit 1 web hits.gt
	exits 3 why waits.gt
	says err "which task?" "where nothing was noticed, why asks for a task"
	exits 1 why --from 25us hits.gt
}

# hits_edited NAME SED: a trace that nobody records.
hits_edited() {
	sed "$2" "$UNIT_TRACES/hits.txt" | "$TRACECTL" dump --from-text - >"$1.gt"
	[ "${PIPESTATUS[*]}" = "0 0" ]
	ok $? "a trace with $1"
}

hits_hostile() {
	hits_edited strangers 's/trigger_hit trigger=0/trigger_hit trigger=7/'
	exits 0 report strangers.gt
	says out "noticed     hit 1, ?: web/10, 3.00 us" "a hit of a trigger that nobody knows"
	says out "the trace does not say what was to be noticed" "and that is said"
	exits 0 why strangers.gt
	hits_edited ages 's/took=3000/took=0xfffffffffffffff0/'
	exits 0 why ages.gt
	says out "it had begun before the trace does" "a time that is longer than the trace"
	run why --json ages.gt
	json "is asked about since that begins" '$_->{cut} && $_->{from_ns} == 0 && $_->{to_ns} == 14100'
	hits_edited nobodies 's/hit=1 pid=10/hit=1 pid=4000000/'
	exits 1 why --hit 1 nobodies.gt
	says err "nothing is known of task 4000000" "a task that is not in the trace"
	run report nobodies.gt
	says out "hit 1, spike: ?/4000000 waited" "and is told by its number"
	hits_edited idle 's/hit=2 pid=10/hit=2 pid=0/'
	exits 0 why --hit 2 idle.gt
	says out "CPU 0 was idle, so no task was held up; it had" "an interrupt of an idle CPU"
	says out "1.95 us  hardirq eth0" "has its name"
	run why --json --hit 2 idle.gt
	json "for programs, too" '$_->{interruptions}[0]{ns} == 1950 && !$_->{task}'
	hits_edited riddles 's/rule="[^"]*"/rule="\\x1b[31m > \\xff"/; s/name="spike"/name="\\x07bell"/'
	exits 0 report riddles.gt
	plain out "what comes from a trace does no harm to a terminal"
	says out 'hit 1, \x07bell: web/10, 3.00 us' "a rule that makes no sense has no bound"
	exits 0 why riddles.gt
	exits 0 info riddles.gt
	plain out "nor in info"
}

# Two files of a collector's name and one of another, and what is no trace.
hits_collected() {
	mkdir collected
	cp hits.gt collected/said-0000000000004175-3.gt
	cp hits.gt collected/storm-0000000000004175-2.gt
	cp hits.gt collected/moved.gt
	cp collected/moved.gt collected/.hidden.gt
	echo nothing >collected/none.gt
	touch -d '2020-01-01' collected/storm*
	exits 0 flight list -o collected
	says out "2023-11-14 22:13:20 UTC  said     helper/30" "flight list has the hit that the name of a file says"
	says out "spike    web/10      3.00 us  1.79 KiB  moved.gt" "else the longest, its task, value and size"
	run flight list --json -o collected
	json "flight list, for programs, the oldest first" \
		'my %f = map { $_->{file} => $_ } @{$_->{files}}; my $s = $f{"storm-0000000000004175-2.gt"};
		@{$_->{files}} == 4 && $_->{files}[0] == $s && $s->{hit}{trigger} eq "storm" &&
		$s->{hit}{took_ns} == 2000 && $s->{hits} == 4 && $s->{generations_read} == 2 &&
		$f{"said-0000000000004175-3.gt"}{hit}{number} == 3 && !$f{"none.gt"}{hit} &&
		$f{"moved.gt"}{bytes} == -s "hits.gt"'
	exits 4 flight list -o missing
	says err "cannot read missing" "a directory that is not there"
	mkdir nothing
	exits 1 flight list -o nothing
	exits 3 flight list collected
	exits 3 flight start --quota 2G
	says err "--quota is for -o DIR" "a quota of nothing"
	exits 3 flight start --quota many -o collected
	exits 4 flight start -o missing
	says err "try: mkdir missing" "nothing is started that nobody could collect"
}

hits_tests() {
	"$TRACECTL" dump --from-text "$UNIT_TRACES/hits.txt" >hits.gt
	exits 0 verify -q hits.gt
	export TZ=UTC
	hits_listed
	hits_explained
	hits_hostile
	hits_collected
	unset TZ
}
