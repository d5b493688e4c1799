# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# timeline.sh - the part of all.sh for timeline: what stands in the page. What a
# browser makes of it is tested by selftests/timeline. To be sourced; waits.gt is there.

# The single quotes are around Perl, whose variables are meant.
# shellcheck disable=SC2016

# page NAME FILE EXPRESSION: a page has what it shall.
page() {
	perl "$TESTS/page.pl" "$2" "$3" 2>>err
	ok $? "$1"
}

timeline_usage_tests() {
	exits 0 timeline --help
	says out "Examples:" "timeline --help has examples"
	says out "xit status" "timeline --help tells the exit status"
	exits 3 timeline --frobnicate
	says err "try: tracectl timeline --help" "timeline names its help"
	exits 3 timeline a b
	exits 3 timeline --limit much a
	exits 3 timeline --limit 0 a
	exits 3 timeline --pid x a
	exits 4 timeline missing.gt
	exits 2 timeline empty
	exits 4 timeline -o missing/page.html waits.gt
	says err "try: -o FILE" "a page that cannot be written says what to do"
	exits 4 timeline --limit 1K waits.gt
	says err "try: --from and --to" "a page that is too large says what to do"
	says err "full at 0.0000" "and how far it came"
	[ ! -e trace.html ]
	ok $? "and leaves no page"
	exits 1 timeline --comm nobody waits.gt
	says err "tracectl report -n 0 waits.gt" "an empty page is none, and says where tasks are listed"
	script -qec "'$TRACECTL' timeline -o - '$WORK/waits.gt'" /dev/null </dev/null |
		grep -q "no sight for a terminal"
	ok $? "a terminal gets no page"
}

timeline_page_tests() {
	exits 0 timeline waits.gt
	says out "22 segments of 5 tasks on 2 CPUs" "timeline says what is in the page"
	says out "18 emitted = recorded, proven" "and that nothing was lost"
	[ "$(stat -c %a trace.html)" = 600 ]
	ok $? "a page is its owner's"
	page "the verdict is in the page" trace.html \
		'my $f = $page->{facts};
		$f->{verdict} eq "complete" && $f->{emitted} == 18 && $f->{lost} == 0 && $f->{file} eq "waits.gt"'
	page "segments have no holes and add up" trace.html \
		'my ($now, $sum, %by) = (0, 0);
		for my $s (@{$page->{tasks}{sink}}) {
			die "hole" if $s->{begin} != $now;
			$now = $s->{end};
			$by{$s->{doing}} += $s->{end} - $s->{begin};
		}
		$now == 13000 && $by{run} == 4100 && $by{wait} == 2140 && $by{block} == 6760'
	page "a block has its system call and its waker" trace.html \
		'my ($s) = grep { $_->{begin} == 1100 } @{$page->{tasks}{sink}};
		$s->{doing} eq "block" && $s->{end} == 4950 && $s->{syscall} eq "read" && $s->{state} eq "S" &&
		$s->{waker} eq "middle" && $s->{waker_ns} == 4900 && $s->{waker_cpu} == 1 && $s->{level} eq "task"'
	page "a waker can be an interrupt" trace.html \
		'my ($s) = grep { $_->{begin} == 9100 } @{$page->{tasks}{sink}};
		$s->{level} eq "hardirq" && $s->{source} eq "" && $s->{waker} eq "idle" && $s->{syscall} eq "nanosleep"'
	page "a wait says for which CPU, and whether it was woken" trace.html \
		'my ($s) = grep { $_->{begin} == 4950 } @{$page->{tasks}{sink}};
		my ($h) = grep { $_->{begin} == 7000 } @{$page->{tasks}{hog}};
		$s->{doing} eq "wait" && $s->{cpu} == 0 && $s->{woken} && $h->{doing} eq "wait" && !$h->{woken}'
	page "a run says what interrupted it" trace.html \
		'my ($s) = grep { $_->{begin} == 7100 } @{$page->{tasks}{sink}};
		$s->{doing} eq "run" && $s->{hardirq} == 200 && $s->{softirq} == 0'
	page "CPUs have who was on them" trace.html \
		'join(" ", map { "$_->{task}:$_->{begin}-$_->{end}" } @{$page->{cpus}{0}{tasks}}) eq
		"sink:0-1100 brief:1100-5000 hog:5000-7000 sink:7000-9100 sink:12100-13000"'
	page "CPUs have their interrupts" trace.html \
		'my ($i) = @{$page->{cpus}{0}{hardirq}};
		$i->{begin} == 8000 && $i->{end} == 8200 && $i->{name} eq "eth0" && $i->{task} eq "sink"'
	page "tasks have their system calls" trace.html \
		'my ($c) = @{$page->{calls}{sink}};
		$c->{name} eq "read" && $c->{begin} == 1000 && $c->{end} == 7100 && $c->{result} == 1'
	exits 0 timeline -o lossy.html lossy.gt
	page "losses are gaps" lossy.html \
		'my ($g) = @{$page->{facts}{gaps}};
		my ($u) = grep { $_->{doing} eq "unknown" } @{$page->{tasks}{worker}};
		$page->{facts}{verdict} eq "lossy" && $g->[0] == 0 && $g->[3] == 9000 && $g->[4] == 4 && $u->{end} == 9000'
	exits 0 timeline -o begun.html begun.gt
	says out "4 requests of 1 device, 3 waits for locks" "timeline says how many requests and waits there are"
	page "requests are the device's, and may overlap" begun.html \
		'join(" ", map { "$_->{op}:$_->{begin}-$_->{end}:$_->{sector}+$_->{sectors}:$_->{queue}" } @{$page->{devices}{"8:0"}}) eq
		"read:4500-5000:500+8:0 read:4500-5200:508+8:0 write:4300-6000:100+8:100 flush:7300-8000:0+0:0"'
	page "they have who began them, and what came of them" begun.html \
		'!(grep { $_->{task} ne "waiter" || $_->{cpu} != 0 || $_->{lossy} } @{$page->{devices}{"8:0"}}) &&
		join(" ", map { "$_->{result}.$_->{pending}" } @{$page->{devices}{"8:0"}}) eq "0.0 0.0 -5.0 0.1"'
	page "a wait for a lock is the task that waits" begun.html \
		'my ($m) = @{$page->{locks}{waiter}};
		@{$page->{locks}{waiter}} == 1 && $m->{begin} == 1100 && $m->{end} == 4200 &&
		$m->{name} eq "mutex 0xffff888000001000" && $m->{result} == 0 &&
		$page->{locks}{holder}[0]{result} == -4'
	page "an interrupt'\''s is its CPU" begun.html \
		'my ($s) = @{$page->{cpu_locks}{1}};
		@{$page->{cpu_locks}{1}} == 1 && !@{$page->{cpu_locks}{0}} && $s->{level} eq "softirq" &&
		$s->{begin} == 2000 && $s->{end} == 2200 && $s->{name} eq "spinlock 0xffff888000002000"'
	page "they are no calls, nor interrupts" begun.html \
		'@{$page->{calls}{waiter}} == 1 && !@{$page->{cpus}{0}{hardirq} || []} &&
		!@{$page->{cpus}{1}{softirq} || []}'
	exits 0 timeline -o lost.html lost.gt
	page "what had not ended after a loss is not sure" lost.html \
		'my ($f) = grep { $_->{op} eq "flush" } @{$page->{devices}{"8:0"}};
		$f->{pending} && $f->{lossy} && @{$page->{facts}{gaps}} > 0'
	"$TESTS/requests.pl" 104492 4000 | "$TRACECTL" dump --from-text - >devices.gt
	exits 0 timeline -o devices.html devices.gt
	page "more devices than there is room for are counted" devices.html \
		'keys(%{$page->{devices}}) == 1024 && $page->{facts}{requests_left_out} == 4000 - 1024'
	"$TRACECTL" timeline -o - waits.gt >out 2>err
	cmp -s out trace.html
	ok $? "standard output gets the same page"
}

timeline_selection_tests() {
	run timeline -o some.html --comm 'si*' waits.gt
	page "only some tasks" some.html \
		'@{$page->{tasks}{sink}} == 10 && !@{$page->{tasks}{middle} || []} && !$page->{tasks}{hog} &&
		$page->{facts}{selection} eq "--comm si*"'
	page "of the waker the name is kept" some.html \
		'grep { ($_->{waker} || "") eq "middle" } @{$page->{tasks}{sink}}'
	run timeline -o some.html --comm holder begun.gt
	page "and their waits for locks only" some.html \
		'!@{$page->{facts}{devices}} && @{$page->{locks}{holder}} == 1 && !@{$page->{locks}{waiter} || []}'
	run timeline -o some.html --cpu 1 waits.gt
	page "only some CPUs" some.html \
		'!$page->{cpus}{0} && @{$page->{cpus}{1}{tasks}} == 2 && !$page->{tasks}{hog}'
	run timeline -o some.html --from 5us --to 8us waits.gt
	page "only some time" some.html \
		'!(grep { $_->{end} <= 5000 || $_->{begin} >= 8000 } map { @$_ } values %{$page->{tasks}}) &&
		(grep { $_->{begin} == 7000 } @{$page->{tasks}{sink}})'
}

# Names that would end an element, begin one, or a comment, or a string.
timeline_hostile_tests() {
	local bytes size crashed=0

	exits 0 timeline -o hostile.html hostile.gt
	tr -d '\t' <hostile.html >hostile.txt
	plain hostile.txt "plain text of a hostile trace: timeline"
	run dump --raw waits.gt
	sed 's,comm="hog",comm="</script><!--\\"\&",' out >escape.txt
	"$TRACECTL" dump --from-text escape.txt >escape.gt
	exits 0 timeline -o escape.html escape.gt
	page "a name cannot leave its place" escape.html \
		'$page->{facts_text} !~ /[<>&\x27]/ &&
		(() = $page->{text} =~ /<script/g) == (() = $page->{text} =~ m{</script>}g) &&
		grep { $_ && $_->[5] eq q(</script><!--"&) } @{$page->{facts}{tasks}}'
	perl -ne '$n += () = /Content-Security-Policy" content="default-src .none.; base-uri .none.; form-action .none.; style-src .sha256-\S+ ; script-src( .sha256-[\w+\/]+=.)+ "/; END { exit($n == 1 ? 0 : 1) }' escape.html
	ok $? "the page allows only its own scripts, and no network"
	! grep -qE '(src|href)=|url\(|@import|fetch\(|XMLHttpRequest|WebSocket|innerHTML|insertAdjacentHTML' escape.html
	ok $? "and it refers to nothing else, nor makes markup of text"
	size=$(stat -c %s waits.gt)
	for ((bytes = 0; bytes < size; bytes += 13)); do
		cp waits.gt flip.gt
		printf '\xff' | dd of=flip.gt bs=1 seek=$bytes conv=notrunc status=none
		run timeline -o flip.html flip.gt
		[ "$status" -le 2 ] || grep -q "too far apart" err || crashed=$((crashed + 1))
		[ "$status" != 0 ] || perl "$TESTS/page.pl" flip.html 1 2>>err || crashed=$((crashed + 1))
	done
	ok $crashed "pages of a trace with a wrong byte anywhere can be read"
}

timeline_tests() {
	timeline_usage_tests
	timeline_page_tests
	timeline_selection_tests
	timeline_hostile_tests
}
