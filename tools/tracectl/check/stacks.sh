# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# stacks.sh - the part of all.sh for stacks in answers, on a trace whose stacks are
# known (selftests/unit/traces/places.txt). To be sourced behind offcpu.sh.

# The single quotes are around Perl, whose variables are meant.
# shellcheck disable=SC2016

# places NAME [SED]: the trace as NAME.gt, with a change.
places() {
	sed "${2:-}" "$UNIT_TRACES/places.txt" >"$1.txt"
	"$TRACECTL" dump --from-text "$1.txt" >"$1.gt" 2>err
}

# What the trace has, as folded frames: of one who leaves a CPU, and of one who wakes.
read_frames='0x401030;0x401020;0x401010;0xffffffff81000030;0xffffffff81000020;0xffffffff81000010'
wake_frames='0xffffffff81000110;0xffffffff81000120;0xffffffff81000130;0xffffffff81000140;0x402010;0x402020;?'

stacks_offcpu_tests() {
	local unseen='[no stack: how it got there is not in the trace]'
	local empty='[no stack: the unwinder found nothing]'

	run offcpu --folded places.gt
	cat >want <<-EOF
	kworker;-;0xffffffff81000410;interruptible sleep;- 7000
	kworker;-;$unseen;interruptible sleep;--;$wake_frames;writer 12400
	kworker;-;$unseen;woken, waits for a CPU;- 100
	reader;-;$read_frames;interruptible sleep;--;$wake_frames;writer 9100
	reader;-;$read_frames;woken, waits for a CPU;- 200
	reader;-;0x401030;0x401020;0x401010;0xffffffff81000320;0xffffffff81000310;preempted, waits for a CPU;- 500
	reader;-;$empty;${read_frames#*;*;*;};uninterruptible sleep;--;0xffffffff81000210;0xffffffff81000220;...;hardirq disk 610
	reader;-;$empty;${read_frames#*;*;*;};woken, waits for a CPU;- 190
	writer;-;?;0x402020;0x402010;${read_frames#*;*;*;};interruptible sleep;- 5000
	EOF
	cmp -s want out
	ok $? "folded lines have the stacks of both, across generations"
	run offcpu --no-stacks --folded places.gt
	cat >want <<-'EOF'
	kworker;-;interruptible sleep;- 7000
	kworker;-;interruptible sleep;writer 12400
	kworker;-;woken, waits for a CPU;- 100
	reader;-;interruptible sleep;writer 9100
	reader;-;preempted, waits for a CPU;- 500
	reader;-;uninterruptible sleep;hardirq disk 610
	reader;-;woken, waits for a CPU;- 390
	writer;-;interruptible sleep;- 5000
	EOF
	cmp -s want out
	ok $? "without stacks they are what they were"
	run offcpu --json places.gt
	json "a group has both stacks, two blocks of different generations in one" \
		'my ($g) = grep { $_->{ns} == 9100 } @{$_->{groups}};
		$g->{count} == 2 && $g->{waker}{pid} == 20 &&
		"@{$g->{stack}{kernel}}" eq "0xffffffff81000010 0xffffffff81000020 0xffffffff81000030" &&
		"@{$g->{stack}{user}}" eq "0x401010 0x401020 0x401030" && $g->{stack}{user_walk} eq "whole" &&
		@{$g->{waker_stack}{kernel}} == 4 && $g->{waker_stack}{user_walk} eq "broken"'
	json "or says why not" \
		'my ($g) = grep { $_->{ns} == 610 } @{$_->{groups}};
		$g->{stack}{no_user} eq "empty" && $g->{waker_stack}{no_user} eq "interrupt" &&
		$g->{waker_stack}{kernel_walk} eq "cut"'
	run offcpu --json --no-stacks places.gt
	json "--no-stacks leaves them out" '@{$_->{groups}} == 8 && !grep { $_->{stack} } @{$_->{groups}}'
	run offcpu places.gt
	says out "  woken by hardirq disk  kernel   0xffffffff81000210 < 0xffffffff81000220 < ..." \
		"the stacks of the longest are listed"
	grep -q "record --stacks" out
	[ $? = 1 ]
	ok $? "and nobody is told to record them"
	run offcpu --frames 1 places.gt
	says out "kernel   0xffffffff81000110 < 3 more" "--frames cuts them"
	run offcpu --frames 0 -n 1 places.gt
	grep -q "0x402010 < 0x402020 < ?$" out && ! grep -q ' more$' out
	ok $? "--frames 0 is all of them"
	exits 3 offcpu --frames some places.gt
	says err "'some' is no number of frames" "and what it takes is said"
	run offcpu waits.gt
	says out "stacks      none: record --stacks=all" "without any it says how to get them"
	run offcpu --svg places.svg places.gt
	"$TESTS/svg.pl" places.svg >frames 2>>err
	grep -q "^9 9100 reader;-;$read_frames;interruptible sleep;--$" frames
	ok $? "the picture has the stacks"
	grep -c 'class="code"' places.svg >out
	[ "$(cat out)" = 20 ]
	ok $? "in the colour of code, those of who waits"
}

# A picture of many deep stacks is still one that a browser can show.
stacks_deep_tests() {
	local all drawn out_of

	"$TESTS/deep.pl" 1000 64 | "$TRACECTL" dump --from-text - >deep.gt
	run offcpu --folded deep.gt
	all=$(perl -ne 's/ \d+$//; my @f = split /;/; $n += !$seen{join(";", @f[0 .. $_])}++ for 0 .. $#f;
		END { print $n }' out)
	run offcpu --svg deep.svg deep.gt
	"$TESTS/svg.pl" deep.svg >frames 2>>err
	ok $? "the picture of many deep stacks can be read"
	drawn=$(wc -l <frames)
	out_of=$(sed -n 's/.*>\([0-9,]*\) frames are not drawn: of so many, 40000 of the widest.*/\1/p' deep.svg)
	[ "$drawn" -gt 30000 ] && [ "$drawn" -le 40000 ] && [ $((drawn + ${out_of//,/})) = "$all" ]
	ok $? "of $all frames $drawn are drawn, and how many are not is said"
	[ "$(stat -c %s deep.svg)" -lt 20000000 ]
	ok $? "and it has a size that can be handed on"
}

stacks_why_tests() {
	run why reader places.gt
	cat >want <<-'EOF'
	until then reader/10 was in kernel:  0xffffffff81000010 < 0xffffffff81000020 < 0xffffffff81000030
	program: 0x401010 < 0x401020 < 0x401030
	woke it in kernel:  0xffffffff81000110 < 0xffffffff81000120 < 0xffffffff81000130 < 0xffffffff81000140
	program: 0x402010 < 0x402020 < ?
	until then reader/10 was in kernel:  0xffffffff81000010 < 0xffffffff81000020 < 0xffffffff81000030
	program: 0x401010 < 0x401020 < 0x401030
	woke it in kernel:  0xffffffff81000110 < 0xffffffff81000120 < 0xffffffff81000130 < 0xffffffff81000140
	program: 0x402010 < 0x402020 < ?
	in kernel:  0xffffffff81000310 < 0xffffffff81000320
	program: 0x401010 < 0x401020 < 0x401030
	in kernel:  0xffffffff81000010 < 0xffffffff81000020 < 0xffffffff81000030
	program: [no stack: the unwinder found nothing]
	woken in kernel:  0xffffffff81000210 < 0xffffffff81000220 < ...
	EOF
	sed -n '/kernel: \|program: /s/^ *//p' out >stacks
	cmp -s want stacks
	ok $? "why has the stacks of who waited and of who woke, in order"
	run why --no-stacks reader places.gt
	! grep -q "kernel:" out
	ok $? "--no-stacks leaves them out"
	run why --frames 1 --longest block reader places.gt
	says out "woke it in kernel:  0xffffffff81000110 < 3 more" "--frames cuts them"
	run why --json reader places.gt
	json "a step has the stacks of its block" \
		'my ($s) = grep { $_->{begin_ns} == 13500 } @{$_->{steps}};
		$s->{stack}{kernel}[0] eq "0xffffffff81000010" && $s->{waker_stack}{kernel}[1] eq "0xffffffff81000220"'
	json "the step that ends a block has those of the block" \
		'my ($s) = grep { $_->{end_ns} == 12000 } @{$_->{steps}};
		$s->{task}{pid} == 20 && !$s->{stack} && $s->{ends}{task}{pid} == 10 &&
		$s->{ends}{begin_ns} == 5000 && $s->{ends}{end_ns} == 12000 &&
		$s->{ends}{stack}{user}[2] eq "0x401030" && $s->{ends}{waker_stack}{user}[1] eq "0x402020"'
	run why sink waits.gt
	says out "stacks      none: record --stacks=all" "without any it says how to get them"
	run why --no-stacks sink waits.gt
	! grep -q "^stacks" out
	ok $? "unless nobody wants them"
}

stacks_timeline_tests() {
	local read='0xffffffff81000010 0xffffffff81000020 0xffffffff81000030'
	local wake='0xffffffff81000110 0xffffffff81000120 0xffffffff81000130 0xffffffff81000140'

	exits 0 timeline -o places.html places.gt
	page "a block has the stacks of who waited and of who woke" places.html \
		"my (\$first, \$second) = grep { \$_->{doing} eq 'block' } @{\$page->{tasks}{reader}};
		\$first->{stack} eq '$read|0x401010 0x401020 0x401030' && \$second->{begin} == 5000 &&
		\$second->{stack} eq \$first->{stack} && \$second->{waker_stack} eq '$wake|0x402010 0x402020 ?'"
	page "so has who was preempted" places.html \
		'my ($s) = grep { $_->{begin} == 12500 } @{$page->{tasks}{reader}};
		$s->{doing} eq "wait" && $s->{stack} eq "0xffffffff81000310 0xffffffff81000320|0x401010 0x401020 0x401030"'
	page "and a wait behind a block has none of its own" places.html \
		'my ($s) = grep { $_->{begin} == 12000 } @{$page->{tasks}{reader}};
		$s->{doing} eq "wait" && !defined $s->{stack}'
	page "where there is none it says why" places.html \
		'my ($s) = grep { $_->{begin} == 13500 } @{$page->{tasks}{reader}};
		$s->{stack} =~ /\|\[no stack: the unwinder found nothing\]$/ && $s->{waker_stack} =~ /220 \.\.\.\|$/'
	page "each list and each stack is there once" places.html \
		'my ($f, %lists) = $page->{facts};
		$lists{"@$_"}++ for @{$f->{frames}};
		@{$f->{frames}} == 9 && !grep { $_ > 1 } values %lists'
	exits 0 timeline -o waits.html waits.gt
	page "a trace without stacks has none" waits.html \
		'!@{$page->{facts}{stacks}} && !@{$page->{facts}{frames}}'
}

# What is not there, or cannot be, is said.
stacks_hostile_tests() {
	places absent 's/kernel=23 user=no_user/kernel=99 user=0xffffffffffffffff/'
	run offcpu --folded absent.gt
	says out "kworker;-;[stack 18446744073709551615 is not in the trace];[stack 99 is not in the trace];interruptible sleep;- 7000" \
		"a stack that is not in the trace"
	run offcpu absent.gt
	says out "kernel   [stack 99 is not in the trace]" "the same in the list"
	run why --json kworker absent.gt
	json "the same as JSON" \
		'my ($s) = grep { $_->{begin_ns} == 13000 } @{$_->{steps}};
		$s->{stack}{no_kernel} eq "stack 99 is not in the trace"'
	adds_up absent.gt 3,
	places bent '/stack_frames id=23/s/x1f"/x1f\\x08"/'
	run offcpu --folded bent.gt
	says out "kworker;-;[stack 23 cannot be read];interruptible sleep;- 7000" "a stack that cannot be read"
	places lone '/user=empty/d'
	run offcpu --folded lone.gt
	says out "reader;-;[no stack: the event that has it was lost];uninterruptible sleep;- 800" "a stack that was lost"
	adds_up lone.gt 3,
}

stacks_tests() {
	places places
	adds_up places.gt 3,
	stacks_offcpu_tests
	stacks_deep_tests
	stacks_why_tests
	stacks_timeline_tests
	stacks_hostile_tests
}
