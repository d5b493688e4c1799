# SPDX-License-Identifier: GPL-2.0
# What every script of the lab shares; sourced, never run.
# shellcheck shell=bash

set -euo pipefail

VM=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
TOP=$(cd "$VM/../.." && pwd)
CACHE=${GENTRACE_CACHE:-$HOME/.cache/gentrace}
# shellcheck disable=SC2034 # used by those who source this file
BUILD=$TOP/build

# What a command may be told besides its arguments.
PRESERVED=CI,KERNEL,KERNELS,NATIVE,BREAKS,TESTS,HOURS,EVENTS,GENTRACE_ACCEL,GENTRACE_BREAK,GENTRACE_PERCENT,GENTRACE_SECONDS,GENTRACE_SHARE
PRESERVED+=,BENCH,QUICK,ROUNDS,CPUS,PAUSE_CPUS,DISK_ROUNDS,DISK_PAIRS
PRESERVED+=,BENCH_ROUNDS,BENCH_SIZE,BENCH_WORKLOADS,GENTRACE_BENCH_ICOUNT

die() {
	echo "${0##*/}: $*" >&2
	exit 2
}

# Root is wanted for virtiofsd, for the chroot that builds for newer suites, and
# so that the cache has one owner.
need_root() {
	[ "$(id -u)" = 0 ] && return
	command -v sudo >/dev/null || die "needs root: run it as root or install sudo"
	exec sudo --preserve-env="$PRESERVED" GENTRACE_CACHE="$CACHE" "$0" "$@"
}

# kernel_lookup NAME: sets KERNEL SUITE FLAVOUR ROOT_SUITE CPU, where the kernel is
# (TREE), and where the module for it is built (MODULE). GENTRACE_BREAK names a
# change of selftests/vm/breaks that it is built with.
kernel_lookup() {
	local line

	line=$(grep -E "^$1[[:space:]]" "$VM/kernels") ||
		die "no kernel '$1'; known: $(kernel_names | xargs)"
	# shellcheck disable=SC2034 # read by those who source this file
	read -r KERNEL SUITE FLAVOUR ROOT_SUITE CPU <<<"$line"
	TREE=$CACHE/kernels/$KERNEL
	# shellcheck disable=SC2034
	MODULE=$BUILD/$KERNEL${GENTRACE_BREAK:+-broken}
}

kernel_names() {
	awk '!/^#/ { print $1 }' "$VM/kernels"
}

# kernel_release: the release name (uname -r) of the unpacked kernel.
kernel_release() {
	cat "$TREE/release"
}

# kernel_modules: where those are that its package has; nothing of one that was compiled.
kernel_modules() {
	kernel_is_compiled || echo "$TREE/lib/modules/$(kernel_release)"
}

# kernel_is_compiled: is it one that was built here?
kernel_is_compiled() {
	[ -e "$VM/configs/$FLAVOUR" ]
}

# kernel_arch: what make has to be told as ARCH.
kernel_arch() {
	if kernel_is_uml; then echo um; else echo x86; fi
}

# kernel_is_uml: is it a program of this machine, and needs no virtual one?
kernel_is_uml() {
	[ "$FLAVOUR" = uml ]
}

# lock DIRECTORY: one writer at a time; held until the script ends.
lock() {
	mkdir -p "$1"
	exec {LOCK_FD}>"$1/.lock"
	flock "$LOCK_FD"
}
