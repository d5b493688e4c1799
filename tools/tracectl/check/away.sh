#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# away.sh TRACE: the last trace of names_tests of device.sh, on a machine
# with another kernel, and without the program that slept. TAP on standard output.

trace=$(realpath "$1")

# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"

exits 0 verify "$trace"
run info "$trace"
! grep -qF "Linux $(uname -r)," out
ok $? "this is another machine"
run dump --event stack "$trace"
grep -qE 'chain-away/[0-9]+ +stack +kernel=[0-9]+\[(__)?schedule\+0x[0-9a-f]+,.*vfs_read\+0x' out
ok $? "the kernel that it was recorded with has its names"
grep -qE 'chain-away/.*user=[0-9]+\[.*/chain-away\+0x[0-9a-f]+,.*no file with its build id is here' out
ok $? "of the program there is its path, where in it that was, and why there is no more"
tap_end
