#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# tracectl under a kernel that forbids tracing: wants root, gentrace loaded and
# lockdown=confidentiality. TAP on standard output.

# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"

grep -qF '[confidentiality]' /sys/kernel/security/lockdown || {
	echo "Bail out! the kernel is not locked down"
	exit 1
}
exits 4 record -o none.gt -d 1
says err "no permission to trace" "lockdown: what is wrong"
says err "booting with lockdown=integrity or less" "lockdown: what to do"
[ ! -s none.gt ]
ok $? "nothing was recorded"
tap_end
