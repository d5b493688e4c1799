# SPDX-License-Identifier: GPL-2.0
# User-Mode Linux seen from outside; sourced, with vm/lib.sh before it.
# shellcheck shell=bash

# uml_pid DIRECTORY: of the kernel whose results go there; waits until it is up.
uml_pid() {
	local pid tries

	for tries in $(seq 300); do
		for pid in $(pgrep -f "gentrace_out=$1 "); do
			[ "$(cat "/proc/$pid/comm" 2>/dev/null)" != vmlinuz ] || { echo "$pid" && return; }
		done
		sleep 0.1
	done
	die "no kernel for $1 in $tries tenths of a second"
}

# uml_spread PID CPUS: a thread is a virtual CPU; each gets a real one of its own, as
# far as there are any, or the host might run one after the other on the same.
uml_spread() {
	local threads=() i

	while [ ${#threads[@]} -lt "$2" ]; do
		threads=("/proc/$1/task"/*)
		[ -e "${threads[0]}" ] || return 0
		sleep 0.1
	done
	for i in "${!threads[@]}"; do
		taskset -cp $((i % $(nproc))) "${threads[i]##*/}" >/dev/null
	done
}
