# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# oncpu.sh - the part of all.sh for oncpu: each sample is in one group, and how many
# there should be is what the clocks make. To be sourced behind offcpu.sh.

# The single quotes are around Perl, whose variables are meant.
# shellcheck disable=SC2016

oncpu_usage_tests() {
	exits 0 oncpu --help
	says out "Examples:" "oncpu --help has examples"
	says out "xit status" "oncpu --help tells the exit status"
	exits 3 oncpu --frobnicate
	says err "try: tracectl oncpu --help" "oncpu names its help"
	exits 3 oncpu a b
	exits 3 oncpu --folded --json samples.gt
	exits 4 oncpu missing.gt
	exits 2 oncpu empty
	exits 1 oncpu waits.gt
	says err "record -c +sample" "a trace without samples: what to do"
	exits 4 oncpu --svg missing/x.svg samples.gt
	says err "another FILE" "a picture of samples that cannot be written says what to do"
}

# Below the kernel's frames are the program's; a softirq is not the task's.
oncpu_folded_tests() {
	run oncpu --folded samples.gt
	cat >want <<-'EOF'
	helper;?;0x402020;0x402010 2
	helper;[kernel] 1
	helper;[softirq];...;0xffffffff81000220_[k];0xffffffff81000210_[k] 1
	worker;0x401030;0x401020;0x401010 3
	worker;?;0x402020;0x402010;0xffffffff81000030_[k];0xffffffff81000020_[k];0xffffffff81000010_[k] 2
	EOF
	sort want >want.sorted
	sort out | cmp -s want.sorted -
	ok $? "task and frames are those of the samples, idle ones are left out"
	run oncpu --svg samples.svg samples.gt
	"$TESTS/svg.pl" samples.svg >frames 2>>err
	ok $? "the picture of samples is sound XML without scripts, links and other surprises"
	[ "$(sed -n 's/^0 \([0-9]*\) .*/\1/p' frames | paste -sd+ | bc)" = 9000000 ]
	ok $? "and a sample in it is a millisecond"
	[ "$(stat -c %a samples.svg)" = 600 ]
	ok $? "and it is for its owner"
}

oncpu_tests() {
	make_trace samples
	exits 1 verify samples.gt
	oncpu_usage_tests
	oncpu_folded_tests
	run oncpu samples.gt
	says out "9 samples at 1000 Hz, of about 9.00 ms on a CPU; idle 7" "oncpu sums up"
	says out "expected: 18 samples of 2 CPUs, seen 16" "and what a CPU that was away does not make is not missing"
	says out "tasks ran for 12.1 ms, which is 12 samples" "and what switches say of that"
	says out "the generation's stack table was full" "a stack that is not there says why"
	run oncpu --json samples.gt
	json "oncpu --json has all of it" \
		'my $n = 0; $n += $_->{samples} for @{$_->{groups}};
		my ($s) = grep { $_->{where} eq "softirq" } @{$_->{groups}};
		my ($u) = grep { $_->{samples} == 3 } @{$_->{groups}};
		$n == 9 && $_->{samples} == 9 && $_->{idle_samples} == 7 && $_->{expected_samples} == 18 &&
		$_->{expected_busy_samples} == 12 && $_->{hz} == 1000 && $_->{cpus} == 2 &&
		$_->{lost_samples} == 0 && $_->{run_ns} == 12100000 &&
		$s->{task}{pid} == 20 && !$s->{stack}{user} && "@{$s->{stack}{kernel}}" eq "0xffffffff81000210 0xffffffff81000220 ..." &&
		$u->{task}{comm} eq "worker" && $u->{where} eq "user" && $u->{ns} == 3000000 &&
		"@{$u->{stack}{user}}" eq "0x401010 0x401020 0x401030" && !$u->{stack}{kernel}'
	run oncpu --json --cpu 1 --from 1ms --to 5ms samples.gt
	json "oncpu of a CPU and a part of the time" \
		'$_->{samples} == 3 && $_->{idle_samples} == 0 && $_->{expected_samples} == 3 && $_->{cpus} == 1'
	run oncpu --json --comm worker samples.gt
	json "oncpu of some tasks expects nothing of all" \
		'$_->{samples} == 5 && !exists $_->{expected_samples}'
	run oncpu -n 2 samples.gt
	says out "and 3 more: -n 0 shows all" "oncpu tells what it does not show"
	# Without switches and stacks a sample still says whose it is. What the ledger says is left as it was.
	sed -e '/ sched_switch /d; / stack kernel/d; /^+0 stack_/d; s/ stacks=4 stacks_missed=2//' \
		-e '/ stream_total cpu=. level=task/d; s/emitted=16 recorded=16/emitted=8 recorded=8/' \
		-e 's/emitted=37 recorded=37/emitted=18 recorded=18/; s/classes=0x2002/classes=0x2000/' \
		"$TESTS/samples.txt" >alone.txt
	"$TRACECTL" dump --from-text alone.txt >alone.gt 2>err
	run oncpu --json alone.gt
	json "samples alone: by task and where" \
		'$_->{samples} == 9 && @{$_->{groups}} == 5 && $_->{groups}[0]{task}{comm} eq "worker" &&
		!$_->{groups}[0]{kernel} && !exists $_->{expected_busy_samples}'
}
