# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# recover.sh - the part of all.sh for tracectl recover, of logs that are made here. To be
# sourced. A log that a kernel has made: crashed.sh.

# log_lines: a trace from standard input as lines of a kernel log.
log_lines() {
	perl -MMIME::Base64 -0777 -ne '
		for (my ($at, $n) = (0, 1); $at < length; $n++) {
			my $bytes = unpack "V", substr($_, $at + 8, 4);
			my $text = encode_base64(substr($_, $at, $bytes), "");
			$text =~ s/=+$//;
			printf "<7>[%12.6f] gentrace-crash: %s\n", 100 + $n, $text;
			$at += $bytes;
		}'
}

# Two generations that a kernel died in, the batches as they come in a log: those that open
# a generation behind the others.
make_crash_log() {
	cat >crash.txt <<'EOF'
batch session=7 gen=4 cpu=0 level=task seq=0 time=1100 pid=12
+20 sched_switch prev_state=S next_pid=5
batch cpu=1 level=task seq=1 time=1110 pid=0
+30 sched_switch prev_state=R next_pid=12
batch level=meta seq=0 time=1100
+0 generation format=2 session=7 clock=monotonic cpus=2
+0 clock_snapshot clock=1000 monotonic=1000
+400 task_status pid=12 comm="worker"
+0 task_status pid=5 comm="other"
batch gen=5 cpu=0 level=task seq=0 time=1300 pid=5
+20 sched_switch prev_state=S next_pid=12
batch level=meta seq=0 time=1300
+0 generation format=2 session=7 clock=monotonic cpus=2
+0 clock_snapshot clock=1000 monotonic=1000
+200 task_status pid=5 comm="other"
EOF
	run dump --from-text crash.txt
	log_lines <out >lines
	{
		echo "[   99.000000] Kernel panic - not syncing: of something"
		cat lines
		echo "[  108.000000] gentrace-crash: end 5"
		echo "[  108.000001] ---[ end Kernel panic ]---"
	} >log
}

recover_good_tests() {
	exits 0 recover -o a.gt log
	says err "a.gt: 5 batches of 2 generations" "how much there is"
	says err "next: tracectl report a.gt" "and what to do with it"
	exits 0 recover --json -o a.gt log
	json "the same as JSON" '$_->{batches} == 5 && $_->{generations} == 2 && $_->{sessions} == 1 &&
		$_->{crashes} == 1 && $_->{written} == 5 && $_->{missing} == 0 && $_->{damaged} == 0'
	run dump --raw a.gt
	[ "$(grep '^batch' out | head -1 | grep -c 'gen=4 level=meta')" = 1 ]
	ok $? "what opens a generation comes first"
	run dump a.gt
	says out "worker/12" "its tasks have names"
	[ "$(grep -c sched_switch out)" = 3 ]
	ok $? "all events are there"
	run report a.gt
	says out "worker" "report takes it"
	exits 2 verify a.gt
	says out "the generation has no end, so nothing proves it" "verify says what it is worth"

	mkdir -p there/deep empty
	cp log there/deep/dmesg-ramoops-0
	exits 0 recover -o b.gt there
	cmp -s a.gt b.gt
	ok $? "a directory, and what is below"
	run recover -o - log
	cmp -s out a.gt
	ok $? "to standard output"
	cat log there/deep/dmesg-ramoops-0 >both
	run recover --json -o b.gt both
	cmp -s a.gt b.gt
	ok $? "twice is as once"
}

# What is not there, or not right.
recover_bad_tests() {
	cp a.gt kept.gt
	exits 4 recover -o a.gt empty
	says err "there is nothing of gentrace" "a directory without anything"
	exits 4 recover -o a.gt nowhere
	says err "cannot read nowhere" "a place that is not there"
	cmp -s a.gt kept.gt
	ok $? "and the trace that was there stays"
	exits 3 recover --no-such-option
	exits 0 recover --help
	sed 2d log >shorter
	exits 1 recover -o b.gt shorter
	says err "1 of 5 are not there" "a line is missing"
	sed '3s/.$//' log >cut
	exits 1 recover --json -o b.gt cut
	json "a line is cut" '$_->{damaged} == 1 && $_->{missing} == 1 && $_->{batches} == 4'
	grep -v ' end 5' log >endless
	exits 1 recover -o b.gt endless
	says err "before the kernel said how many" "the last line is missing"
	{
		printf 'gentrace-crash: \n'
		printf 'gentrace-crash: end\n'
		printf 'gentrace-crash: end x\n'
		printf 'gentrace-crash: end 99999999999999999999999\n'
		printf 'gentrace-crash: R1RSQkgA\n'
		printf 'gentrace-crash: %s\n' "$(head -c 3000 /dev/zero | base64 -w0)"
		head -c 5000 /dev/urandom
		printf '\ngentrace-crash: '
	} >hostile
	cat hostile log >mixed
	exits 1 recover --json -o b.gt mixed
	json "what is no line of ours costs nothing" '$_->{batches} == 5 && $_->{damaged} >= 6'
	cmp -s a.gt b.gt
	ok $? "and is not in the trace"
	exits 1 recover -o b.gt hostile
	says err "0 batches" "nothing but damage"
}

recover_tests() {
	make_crash_log
	recover_good_tests
	recover_bad_tests
}
