# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# answers.sh - the part of all.sh for why, latency, syscalls, irqs, io and locks,
# on traces whose answers are known (selftests/unit/traces/{waits,begun}.txt). To be sourced.

# The single quotes are around Perl, whose variables are meant.
# shellcheck disable=SC2016

answers_usage_tests() {
	local command

	for command in why latency syscalls irqs io locks diff; do
		exits 0 $command --help
		says out "Examples:" "$command --help has examples"
		says out "xit status" "$command --help tells the exit status"
		exits 3 $command --frobnicate
		says err "try: tracectl $command --help" "$command names its help"
		exits 3 $command a b c
		exits 3 $command -n many a
		exits 3 $command --from soon a
	done
	exits 3 why
	says err "which task?" "why without a task asks for one"
	exits 3 latency --by colour
	says err "task, cpu, prio" "latency says what wakeups are told apart by"
	exits 3 syscalls --cpu 3-1
	exits 4 latency missing.gt
	exits 2 why 1 empty
}

why_tests() {
	exits 0 why sink waits.gt
	says out "sink/10: 13.0 us, from 0.000000000 to 0.000013000 s of waits.gt" "why says of what"
	says out "18 emitted = recorded, proven" "why says that nothing was lost"
	says out "3.70 us  28.5 %  it waited for middle/20 and 1 more, which ran (2 times)" \
		"whom it waited for"
	says out "2.05 us  15.8 %  it waited for CPU 0, behind hog/40" "who had the CPU"
	says out "it was blocked in nanosleep until woken by an interrupt of a timer or another CPU" "what ended a block"
	grep -q '^0.000001100  1.80 us *source/30  ran$' out
	ok $? "a waker's waker is a step"
	says out "ran, interrupted for 200 ns by hardirq eth0" "interrupts are told"
	says out "200 ns   1.5 %  it was interrupted by hardirq eth0" "and are causes of their own"
	run why --json 10 waits.gt
	json "why adds up" \
		'my ($sum, $now) = (0, $_->{from_ns});
		$sum += $_->{ns} for @{$_->{causes}};
		for my $s (@{$_->{steps}}) { $now = $s->{begin_ns} == $now ? $s->{end_ns} : -1 }
		$sum == 13000 && $now == 13000'
	json "why names the waker and the system call" \
		'my ($s) = grep { $_->{begin_ns} == 9100 } @{$_->{steps}};
		$s->{doing} eq "blocked" && $s->{syscall} eq "nanosleep" && $s->{woken_in} eq "hardirq"'
	json "why names who was in the way" \
		'my ($s) = grep { $_->{begin_ns} == 4950 } @{$_->{steps}};
		$s->{doing} eq "wait" && $s->{behind}{pid} == 40 && $s->{cpu} == 0'
	"$TRACECTL" dump --from-text "$UNIT_TRACES/errands.txt" >errands.gt
	run why sleeper errands.gt
	says out "it was blocked in nanosleep until woken by hardirq hrtimer_wakeup" "a timer by its function"
	says out "woken by kworker/1:1/20, doing flush_all_of_it [disk]" "a worker by its work"
	run why --json sleeper errands.gt
	json "and for programs" \
		'grep { ($_->{work} // "") eq "flush_all_of_it [disk]" } @{$_->{causes}}'
	run why --longest read sink waits.gt
	says out "sink/10: 6.10 us, from 0.000001000 to 0.000007100 s" "the longest call of a system call"
	run why --longest wait --json sink waits.gt
	json "the longest wait" '$_->{from_ns} == 4950 && $_->{to_ns} == 7000'
	run why --longest block --json sink waits.gt
	json "the longest block" '$_->{from_ns} == 1100 && $_->{to_ns} == 4950'
	run why --from 2us --to 4us --json sink waits.gt
	json "a part of the time" \
		'$_->{from_ns} == 2000 && $_->{to_ns} == 4000 && $_->{steps}[0]{task}{pid} == 30 &&
		$_->{steps}[-1]{task}{pid} == 20'
	run why -n 4 sink waits.gt
	says out "shorter steps: -n 0 shows all" "why tells what it does not show"
	exits 1 why --longest write sink waits.gt
	exits 1 why nobody waits.gt
	says err "tracectl report -n 0 waits.gt" "an unknown task says where tasks are listed"
	exits 4 why --from 1 sink waits.gt
	exits 0 why worker lossy.gt
	says out "did what the trace cannot tell" "what a loss hides is not made up"
	run dump --raw waits.gt
	sed 's/comm="middle"/comm="sink"/' out >twins.txt
	"$TRACECTL" dump --from-text twins.txt >twins.gt
	exits 1 why sink twins.gt
	says err "2 tasks are called sink" "a name that two have is not guessed"
	says err "20 ran for" "and they are listed"
	exits 0 why 20 twins.gt
}

latency_tests() {
	exits 0 latency waits.gt
	says out "3 wakeups: half of them within 90 ns" "latency sums up"
	says out "hog/40 for 2.00 us, 1 other for 50 ns" "and says who was on the CPU instead"
	says out "tracectl dump --from 0.000004950 --to 0.000007000 --cpu 0 waits.gt" "and where to look"
	run latency --json waits.gt
	json "latency --json" \
		'$_->{all}{count} == 3 && $_->{all}{worst_ns} == 2050 && $_->{all}{total_ns} == 2190 &&
		$_->{worst}[0]{instead}{comm} eq "hog" && $_->{worst}[0]{instead_ns} == 2000 && $_->{worst}[0]{others_ns} == 50 &&
		$_->{tasks}[0]{task}{pid} == 10 && $_->{tasks}[0]{count} == 2'
	json "the histogram holds all of them" \
		'my $n = 0; $n += $_->{count} for @{$_->{histogram}}; $n == 3'
	run latency --by cpu --json waits.gt
	json "latency --by cpu" '$_->{cpus}[0]{cpu} == 0 && $_->{cpus}[0]{count} == 2'
	run latency --by prio --json waits.gt
	json "latency --by prio" '$_->{priorities}[0]{prio} == 120 && $_->{priorities}[0]{count} == 3'
	run latency --comm 'mid*' --json waits.gt
	json "latency of some" '$_->{all}{count} == 1 && $_->{all}{worst_ns} == 50'
	run latency --to 5us --json waits.gt
	json "latency of a part" '$_->{all}{count} == 2'
	exits 0 latency lossy.gt
	says out "4 of 12 events" "latency counts losses"
}

calls_tests() {
	exits 0 syscalls waits.gt
	says out "1 system call; 1 more in all began and were not seen to end" "syscalls counts"
	says out "tracectl why --from 0.000001000 --to 0.000007100 10 waits.gt" "and says what to ask next"
	run syscalls --json waits.gt
	json "syscalls --json" \
		'my $c = $_->{calls}[0];
		$c->{name} eq "read" && $c->{total_ns} == 6100 && $c->{run_ns} == 200 &&
		$c->{wait_ns} == 2050 && $c->{blocked_ns} == 3850 && $c->{errors} == 0 &&
		$_->{worst}[0]{result} == 1'
	run syscalls --json ping.gt
	json "a system call that failed" '(grep { $_->{errors} } @{$_->{calls}}) == 1'
	run syscalls --name 'w*' --json ping.gt
	json "some system calls" '@{$_->{calls}} == 1 && $_->{calls}[0]{name} eq "write"'
	exits 0 irqs waits.gt
	grep -q '^hardirq *27  eth0 *1  200 ns' out
	ok $? "irqs has the interrupt"
	run irqs --json waits.gt
	json "irqs --json" \
		'$_->{calls}[0]{total_ns} == 200 && $_->{worst}[0]{task}{comm} eq "sink" &&
		$_->{worst}[0]{begin_ns} == 8000'
	run irqs --cpu 1 --json waits.gt
	json "irqs of a CPU without any" '@{$_->{calls}} == 0'
}

io_tests() {
	exits 0 io begun.gt
	says out "3 requests; 1 more in all began and were not seen to end" "io counts"
	run io --json begun.gt
	json "io: time, queue, bytes and errors of a kind" \
		'my ($w, $r) = @{$_->{calls}};
		$w->{name} eq "8:0 write" && $w->{total_ns} == 1700 && $w->{queue_ns} == 100 &&
		$w->{bytes} == 4096 && $w->{errors} == 1 &&
		$r->{name} eq "8:0 read" && $r->{count} == 2 && $r->{bytes} == 8192'
	json "io: a request in parts, each from its begin" \
		'my @r = grep { $_->{name} =~ /read/ } @{$_->{worst}};
		@r == 2 && $r[0]{sector} == 508 && $r[0]{end_ns} == 5200 && $r[0]{begin_ns} == 4500 &&
		$r[1]{sector} == 500 && $r[1]{end_ns} == 5000'
	json "io: what failed, and who asked" \
		'$_->{worst}[0]{result} == -5 && $_->{worst}[0]{flags} eq "sync" &&
		$_->{worst}[0]{task}{comm} eq "waiter" && !$_->{worst}[0]{lossy}'
	run io --name '*read' --json begun.gt
	json "some requests" '@{$_->{calls}} == 1'
	run io --json waits.gt
	json "io of a trace without any" '@{$_->{calls}} == 0 && $_->{unfinished} == 0'
}

locks_tests() {
	exits 0 locks begun.gt
	says out "3 waits for locks" "locks counts"
	says out "tracectl why --from 0.000001100 --to 0.000004200 10 begun.gt" "and says what to ask next"
	run locks --json begun.gt
	json "locks: spinning and then asleep is one wait" \
		'my $m = $_->{calls}[0];
		$m->{name} eq "mutex 0xffff888000001000" && $m->{count} == 1 && $m->{total_ns} == 3100 &&
		$m->{run_ns} == 600 && $m->{wait_ns} == 50 && $m->{blocked_ns} == 2450'
	json "locks: an interrupt's wait, and one that was given up" \
		'my ($m, $i, $s) = @{$_->{worst}};
		$i->{level} eq "softirq" && $i->{run_ns} == 200 && $i->{name} =~ /^spinlock/ &&
		$s->{result} == -4 && $s->{name} =~ /^semaphore/ && $s->{task}{comm} eq "holder"'
	run why --to 3us --json waiter begun.gt
	json "why knows the lock" \
		'my ($c) = grep { $_->{lock} } @{$_->{causes}};
		$c->{lock} eq "mutex 0xffff888000001000" && $c->{ns} == 500 &&
		$c->{text} eq "ran in fsync, trying to get mutex 0xffff888000001000"'
}

# worker NAME ARGUMENT...: a trace of it, whose ledger says how long it is.
worker() {
	local bytes

	"$TESTS/worker.pl" "${@:2}" >worker.txt
	bytes=$("$TRACECTL" dump --from-text worker.txt | "$TRACECTL" verify - |
		sed -n 's/.*the trace holds \([0-9]*\) .*/\1/p')
	"$TESTS/worker.pl" "${@:2}" "$bytes" >worker.txt
	"$TRACECTL" dump --from-text worker.txt >"$1.gt"
	exits 0 verify -q "$1.gt"
}

diff_tests() {
	exits 3 diff waits.gt
	says err "two files: BEFORE and AFTER" "diff wants two files"
	exits 3 diff --slice soon a b
	exits 3 diff --slice 1ns a b
	exits 4 diff waits.gt missing.gt
	exits 2 diff empty waits.gt
	worker base 1 50000 20000 1000000
	worker again 2 50000 20000 1000000
	worker waits-longer 3 90000 20000 1000000
	worker calls-shorter 4 50000 8000 1000000
	exits 0 diff base.gt base.gt
	says out "0 worse, 0 better, 0 new, 0 gone; 5 within the noise" "a trace does not differ from itself"
	exits 0 diff base.gt again.gt
	says out "0 worse, 0 better, 0 new, 0 gone; 5 within the noise" "noise is no change"
	exits 0 diff base.gt waits-longer.gt
	says out "2 worse, 0 better" "a planted change is found"
	says out "500 emitted = recorded, proven" "diff says that nothing was lost"
	grep -q '^worse  latency  worker  .* +[78][0-9]\.[0-9] %' out
	ok $? "by how much"
	run diff --json base.gt waits-longer.gt
	json "diff --json has the planted change first, and no other" \
		'join(" ", sort map { $_->{what} } grep { $_->{verdict} eq "worse" } @{$_->{changes}})
			eq "latency wait" &&
		!grep { $_->{verdict} =~ /better|new|gone/ } @{$_->{changes}}'
	run diff --json base.gt calls-shorter.gt
	json "what got better" \
		'join(" ", map { "$_->{what} $_->{of}" } grep { $_->{verdict} eq "better" } @{$_->{changes}})
			eq "syscall getpid" &&
		!grep { $_->{verdict} eq "worse" } @{$_->{changes}}'
	run diff --json --slice 5ms base.gt again.gt
	json "a slice holds no more than a slice" \
		'my @b = grep { $_->{what} eq "blocked" } @{$_->{changes}};
		@b == 1 && $b[0]{before}{q3_ns} <= 5000000 && $b[0]{before}{samples} == 200'
	run diff --json ping.gt base.gt
	json "who is new, and who has gone" \
		'(grep { $_->{of} eq "worker" && $_->{verdict} eq "new" } @{$_->{changes}}) &&
		!grep { $_->{verdict} =~ /worse|better/ } @{$_->{changes}}'
	run diff --json --comm nobody base.gt waits-longer.gt
	json "diff of some tasks" '@{$_->{changes}} == 0'
	exits 0 diff lossy.gt base.gt
	says out "4 of 12 events" "diff counts losses"
	run diff --json hostile.gt base.gt
	json "diff of hostile names" '$_->{changes}'
}

# There and back: of two tasks of one name the one that was there, and the longer time.
cgroup_moves_tests() {
	sed -e 's/comm="mover"/comm="web"/' \
		-e 's/^+200 sched_switch.*/+50 cgroup_attach_task pid=200 cgroup=20\n+150 sched_switch prev_state=S next_pid=0/' \
		-e 's/emitted=11 recorded=11/emitted=12 recorded=12/' "$UNIT_TRACES/cgroups.txt" |
		sed 's/ bytes=135/ bytes=141/' >moves.txt
	"$TRACECTL" dump --from-text moves.txt >moves.gt
	exits 1 why web moves.gt
	says err "2 tasks are called web" "two tasks of one name"
	run why --json --cgroup user.slice web moves.gt
	json "the one that was in the cgroup, and the longest time that it was there" \
		'$_->{task}{pid} == 200 && $_->{stays} == 2 && $_->{from_ns} == 1000 &&
		$_->{to_ns} == 1700'
	run why --cgroup user.slice web moves.gt
	says out "cgroup      the longest of 2 times that it was there" "and why says that there are more"
}

# What each selects is in selftests/unit/traces/cgroups.txt.
cgroup_tests() {
	local command

	run latency --json --cgroup /system.slice cgroups.gt
	json "a cgroup and what is below" '$_->{all}{count} == 2 && $_->{all}{total_ns} == 150'
	run latency --json --cgroup /sys/fs/cgroup/user.slice/ cgroups.gt
	json "a cgroup as it is mounted; a task while it is there" \
		'$_->{all}{count} == 1 && $_->{worst}[0]{task}{comm} eq "mover"'
	run latency --json --cgroup '*.service' --comm web cgroups.gt
	json "a cgroup by a pattern of its name, and a task in it" '$_->{all}{count} == 1'
	run latency --json --cgroup /user.slice --cgroup web.service cgroups.gt
	json "several cgroups" '$_->{all}{count} == 3'
	run offcpu --json --cgroup web.service cgroups.gt
	json "who moves counts where it is" \
		'my ($m) = grep { $_->{task}{comm} eq "mover" } @{$_->{groups}}; $m->{ns} == 250'
	run offcpu --json --cgroup user.slice cgroups.gt
	json "and where it was" \
		'my $ns = 0; $ns += $_->{ns} for @{$_->{groups}}; $ns == 600'
	run report --json cgroups.gt
	json "report has all tasks" '@{$_->{tasks}} == 3 && $_->{all_tasks} == 3'
	run report --json --cgroup jobs --cgroup user.slice cgroups.gt
	json "report of cgroups: who was in them last" \
		'$_->{all_tasks} == 3 && join(" ", map { $_->{pid} } @{$_->{tasks}}) eq "101"'
	run report --comm 'we*' cgroups.gt
	says out "TASKS: 1 of 3, those asked for" "report of a task by its name says that there are others"
	run report --comm none cgroups.gt
	says out "TASKS: 0 of 3, those asked for" "and of one that is not there"
	exits 3 report --pid x cgroups.gt
	exits 0 dump --cgroup jobs cgroups.gt
	[ "$(grep -c . out)" = 2 ] && grep -q 'sched_switch' out
	ok $? "dump of a cgroup"
	exits 1 latency --cgroup none cgroups.gt
	says err "no cgroup of cgroups.gt is 'none'" "a cgroup that is none"
	says err "tracectl dump --meta --event cgroup" "and where they are listed"
	$(sed -n 's/^ *try: tracectl/run/p' err | sed 's/, which.*//')
	grep -q 'cgroup_mkdir.*name="*jobs' out && grep -q 'cgroup .*name="*web.service' out
	ok $? "they are listed"
	for command in report latency offcpu syscalls dump timeline "why sink"; do
		# shellcheck disable=SC2086
		exits 1 $command --cgroup / waits.gt
		says err "does not tell which cgroups tasks were in" "$command: a trace that does not tell"
		# shellcheck disable=SC2086
		exits 3 $command --cgroup '' waits.gt
	done
	exits 1 why /system.slice cgroups.gt
	says err "3 tasks were in cgroup /system.slice" "why of a cgroup asks which task of it"
	says err "job/101 ran for" "and lists them"
	exits 0 why jobs cgroups.gt
	says out "job/101: " "why of a cgroup that one task is in"
	run why --json --cgroup user.slice mover cgroups.gt
	json "why of the time that a task was in a cgroup" \
		'$_->{task}{pid} == 200 && $_->{stays} == 1 && $_->{to_ns} - $_->{from_ns} == 700'
	run why --json --cgroup /system.slice mover cgroups.gt
	json "and of the time after it has moved there" \
		'$_->{stays} == 1 && $_->{from_ns} == 1700 && $_->{to_ns} - $_->{from_ns} == 450'
	run why --cgroup user.slice --longest block 200 cgroups.gt
	says out "mover/200: 500 ns, from 0.000000000 to 0.000000500 s" "the longest block there"
	says out "cgroup      the time that it was there" "and why says that it is about that time"
	exits 1 why --cgroup user.slice --to 1us web cgroups.gt
	says err "no task of cgroups.gt is 'web' and was in such a cgroup then" \
		"why of a task that was not in the cgroup"
	exits 1 why --cgroup user.slice 101 cgroups.gt
	exits 1 why --cgroup none web cgroups.gt
	says err "no cgroup of cgroups.gt is 'none'" "why of a cgroup that is none"
	exits 3 why --cgroup /user.slice
	says err "which task?" "a cgroup is no task"
	cgroup_moves_tests
	run report --json cgroups.gt
	json "report --json says in which cgroup, and the priority a task is born with" \
		'my ($j) = grep { $_->{comm} eq "job" } @{$_->{tasks}};
		$j->{cgroup} eq "/system.slice/web.service/jobs" && $j->{prio} == 130'
	run latency --json --by prio cgroups.gt
	json "latency by priority knows who was born in the trace" \
		'join(" ", map { "$_->{prio}:$_->{count}" } @{$_->{priorities}}) eq "120:2 130:1"'
}

answers_hostile_tests() {
	local file command bytes size crashed=0

	for command in "why -n 0 66" "why --json 66" "latency -n 0" "latency --json" "syscalls -n 0" \
		       "syscalls --json" "irqs -n 0" "irqs --json" "io -n 0" "io --json" \
		       "locks -n 0" "locks --json"; do
		# shellcheck disable=SC2086
		run $command hostile.gt
		plain out "plain text of a hostile trace: $command"
	done
	for file in waits.gt begun.gt; do
		size=$(stat -c %s $file)
		for ((bytes = 0; bytes < size; bytes += 7)); do
			cp $file flip.gt
			printf '\xff' | dd of=flip.gt bs=1 seek=$bytes conv=notrunc status=none
			for command in "why 10" latency syscalls irqs io locks; do
				# shellcheck disable=SC2086
				run $command flip.gt
				[ "$status" -le 2 ] || crashed=$((crashed + 1))
			done
		done
		ok $crashed "answers from $file with a wrong byte anywhere do not crash"
	done
}

answers_tests() {
	run dump --from-text "$UNIT_TRACES/waits.txt"
	mv out waits.gt
	run dump --from-text "${TRACECTL%/*}/../../selftests/unit/traces/begun.txt"
	mv out begun.gt
	run dump --from-text "$UNIT_TRACES/cgroups.txt"
	mv out cgroups.gt
	: >empty
	answers_usage_tests
	why_tests
	latency_tests
	calls_tests
	io_tests
	locks_tests
	diff_tests
	cgroup_tests
	answers_hostile_tests
}
