# SPDX-License-Identifier: GPL-2.0
# In the guest: what the sanitizers of the kernel say when the tests are over.
# Most report in the kernel's log, as they find something; here is asked those
# that have to be asked, and whether they still watch. Sourced by "selftests".
# shellcheck shell=bash

LEAKS=/sys/kernel/debug/kmemleak
RACES=/sys/kernel/debug/kcsan
LOCKS=/proc/lockdep_stats

# sanitizers_open: before a test locks the kernel down, and these files with it.
sanitizers_open() {
	if [ -e $LEAKS ]; then
		exec {LEAKS_ASK}>$LEAKS
		exec {LEAKS_ANSWER}<$LEAKS
	fi
	if [ -e $RACES ]; then
		exec {RACES_ANSWER}<$RACES
	fi
}

# sanitizer_says STATUS NAME [REPORT]: one line of TAP and, if it failed, the report.
sanitizer_says() {
	local line

	if [ "$1" = 0 ]; then
		echo "ok - $2"
		return
	fi
	echo "not ok - $2"
	while read -r line; do
		echo "# $line"
	done <<<"${3:-}"
	return 1
}

# Lockdep stops at its first report, and when it runs out of memory.
check_locks() {
	grep -q 'debug_locks: *1$' $LOCKS
	sanitizer_says $? "the order of locks was watched to the end" "$(grep debug_locks $LOCKS)"
}

# Nothing is looked at while no watchpoint is set up.
check_races() {
	local state

	state=$(cat <&"$RACES_ANSWER")
	grep -q '^enabled: 1$' <<<"$state" && ! grep -q '^setup_watchpoints: 0$' <<<"$state"
	sanitizer_says $? "data races were watched to the end" "$state"
	awk '/^(setup_watchpoints|data_races|assert_failures):/ { print "# kcsan", $0 }' <<<"$state"
}

# Memory is a leak from the age of 5 seconds on, if two scans have not found a
# pointer to it. All of it that a module has allocated is this module's: there
# is no other. After a test has unloaded it there is an address for its name.
check_leaks() {
	local leaks

	sleep 6
	if ! { echo scan && echo scan; } >&"$LEAKS_ASK" || ! leaks=$(cat <&"$LEAKS_ANSWER"); then
		sanitizer_says 1 "leaks were looked for"
		return
	fi
	echo "# kmemleak: $(grep -c '^unreferenced object' <<<"$leaks") objects, whosever"
	! grep -qE '\[gentrace\]|0xffffffffc[0-9a-f]{7}' <<<"$leaks"
	sanitizer_says $? "no memory is leaked" "$leaks"
}

# sanitizers_check: asks those that this kernel has; fails if one found something.
sanitizers_check() {
	local status=0

	[ ! -e $LOCKS ] || check_locks || status=1
	[ -z "${RACES_ANSWER:-}" ] || check_races || status=1
	[ -z "${LEAKS_ANSWER:-}" ] || check_leaks || status=1
	return $status
}
