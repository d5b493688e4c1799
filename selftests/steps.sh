# SPDX-License-Identifier: GPL-2.0
# steps.sh - what the commands that run tests share: steps with one line each,
# their logs, and the totals. To be sourced behind vm/lib.sh; LOGS is where the
# logs go, MACHINE_SECONDS how long a machine may take.
# shellcheck shell=bash

passed=0 failed=0 skipped=0
declare -A begun process

# All builds use all processors; what one of them says stays together.
MAKEFLAGS="-j$(nproc) --output-sync"
export MAKEFLAGS

# What of a log tells the reader why: the failing lines if it names any, what led to them,
# and what the kernel had to say, which follows.
show_failure() {
	if grep -q '^\(# \)\{0,1\}not ok' "$1"; then
		grep -B6 -A6 '^\(# \)\{0,1\}not ok' "$1" | tail -n 60
	else
		tail -n 30 "$1"
	fi | sed 's/^/    /'
	echo "    (all of it: ${1#"$TOP/"})"
}

# count PASSED FAILED SKIPPED NAME LOG: add up, and say so in one line.
count() {
	local verdict=ok

	passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
	[ "$2" = 0 ] || verdict=FAIL
	printf '%-5s %-28s %5ds  %d passed, %d failed%s\n' "$verdict" "$4" \
		$((${step_end:-$EPOCHSECONDS} - step_start)) "$1" "$2" "$([ "$3" = 0 ] || echo ", $3 skipped")"
	[ "$2" = 0 ] || show_failure "$5"
}

# step NAME COMMAND...: one test, passed if the command succeeds.
step() {
	local log=$LOGS/${1// /-}.log

	step_start=$EPOCHSECONDS step_end=''
	if "${@:2}" >"$log" 2>&1 </dev/null; then
		count 1 0 0 "$1" "$log"
	else
		count 0 1 0 "$1" "$log"
	fi
}

# tap_result STATUS NAME: as many tests as the log's TAP reports. A command that
# fails and names no failing test, or that reports no test, is itself a failed
# test. The status of a command that skipped everything is 4, as for kselftest.
tap_result() {
	local log=$LOGS/${2// /-}.log p f s

	read -r p f s < <("$TOP/selftests/tap" "$log")
	if [ "$1" = 4 ] && [ "$p $f" = "0 0" ] && [ "$s" != 0 ]; then
		grep -m1 SKIP "$log"
	elif [ "$f" = 0 ] && { [ "$1" != 0 ] || [ $((p + s)) = 0 ]; }; then
		f=1
	fi
	count "$p" "$f" "$s" "$2" "$log"
}

# tap_step NAME COMMAND...
tap_step() {
	beside "$@"
	collect "$1"
}

# beside NAME COMMAND...: a TAP step that others go on beside, until collect takes it.
beside() {
	begun[$1]=$EPOCHSECONDS
	"${@:2}" >"$LOGS/${1// /-}.log" 2>&1 </dev/null &
	process[$1]=$!
}

# collect NAME: wait for it and count it. It may have ended long ago, with the last line
# of its log.
collect() {
	local status=0

	wait "${process[$1]}" || status=$?
	step_start=${begun[$1]} step_end=$(stat -c %Y "$LOGS/${1// /-}.log")
	tap_result $status "$1"
}

tools_build() {
	make -C "$TOP" tools
}

selftests_build() {
	make -C "$TOP" selftests
}

# machine_begin NAME KERNEL: the selftests, until they are collected.
machine_begin() {
	beside "selftests $1" "$VM/run" -k "$2" -t "${MACHINE_SECONDS:-3600}" \
		-o "$LOGS/${1// /-}" -- selftests/vm/selftests
}

# The machines run side by side: an emulated one keeps one processor busy.
selftests_run() {
	local kernel

	for kernel; do
		machine_begin "$kernel" "$kernel"
	done
	for kernel; do
		collect "selftests $kernel"
	done
}

# steps_begin: a clean place for the logs; machines end with us.
steps_begin() {
	trap 'jobs -pr | xargs --no-run-if-empty kill || true' EXIT
	mkdir -p "$LOGS"
	rm -f "$LOGS"/*.log
}

# steps_end: the totals, and whether all is well.
steps_end() {
	echo "$passed passed, $failed failed$([ $skipped = 0 ] || echo ", $skipped skipped")"
	[ $failed = 0 ]
}
