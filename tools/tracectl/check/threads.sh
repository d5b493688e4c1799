# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# threads.sh - the part of all.sh for report with several threads: whatever is in a
# trace, and wherever its generations begin, it says what one thread says. To be sourced.

LIVES_SEEDS=${LIVES_SEEDS:-2}

# report_with THREADS OPTION...: all that it says, and its exit status.
report_with() {
	"$TRACECTL" report -j "$@" >said 2>&1 </dev/null
	echo "exit status $?" >>said
}

# same_report OPTION... FILE: prints what differs.
same_report() {
	local threads

	report_with 1 "$@"
	mv said alone
	for threads in 2 5; do
		report_with "$threads" "$@"
		cmp -s alone said || echo "-j $threads $*"
	done
}

# same_reports NAME FILE...: of all of it and of a part.
same_reports() {
	local file

	for file in "${@:2}"; do
		same_report --json "$file"
		same_report -n 0 --from 20us --to 60us "$file"
	done >out 2>err
	! [ -s out ]
	ok $? "$1: threads say what one says"
}

# lives SEED OPTION...: lives.gt, a trace of a machine on which much happens at once.
lives() {
	perl "$TESTS/lives.pl" "$1" 5 200 $((1 + $1 % 4)) "${@:2}" >lives.txt &&
		run dump --from-text lives.txt && mv out lives.gt
}

# lives_tests NAME OPTION...
lives_tests() {
	local seed

	for ((seed = 1; seed <= LIVES_SEEDS; seed++)); do
		lives "$seed" "${@:2}" || return
		mv lives.gt "lives-$seed.gt"
	done
	same_reports "$1" lives-*.gt
}

# Cut, damaged and put together: byte for byte would take too long here.
broken_lives_tests() {
	local bytes i

	lives 1
	bytes=$(stat -c %s lives.gt)
	for ((i = 1; i < 8; i++)); do
		head -c $((bytes * i / 8 + i)) lives.gt >"cut-$i.gt"
		cp lives.gt "damaged-$i.gt"
		printf '\377' | dd of="damaged-$i.gt" bs=1 seek=$((bytes * i / 8)) conv=notrunc 2>err
	done
	same_reports "a trace that is cut off" cut-*.gt
	same_reports "a damaged trace" damaged-*.gt
	cat lives-1.gt lives-2.gt lives-1.gt cut-3.gt lives-2.gt >together.gt
	same_reports "traces put together" together.gt
}

report_threads_tests() {
	local text name traces=()

	for text in "$UNIT_TRACES"/*.txt "$TESTS"/*.txt; do
		name=${text##*/}
		"$TRACECTL" dump --from-text "$text" >"threads-${name%.txt}.gt" 2>err || continue
		traces+=("threads-${name%.txt}.gt")
	done
	[ ${#traces[@]} -gt 12 ]
	ok $? "the texts are traces"
	same_reports "every trace of the tests" "${traces[@]}" "$UNIT_TRACES"/*.gt
	lives_tests "tasks that live and die" || ok 1 "lives.pl makes a trace"
	broken_lives_tests
	lives_tests "losses" loss
	lives_tests "a generation that is missing" hole
	lives_tests "sessions" session hole
	lives_tests "what no kernel writes" chaos
	lives_tests "all of these" loss hole session chaos
}
