# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# tap.sh - what the checks of tracectl share: run it, look at what it says, and
# print TAP. To be sourced; the caller then stands in a directory of its own.

cd "$(dirname "$0")/.." || exit
TRACECTL=$PWD/tracectl
WORK=$(mktemp -d) || exit
trap 'rm -rf "$WORK"' EXIT
cd "$WORK" || exit

count=0 failed=0

# ok STATUS NAME: one test line; STATUS 0 is success.
ok() {
	count=$((count + 1))
	if [ "$1" = 0 ]; then
		echo "ok $count - $2"
		return
	fi
	failed=$((failed + 1))
	echo "not ok $count - $2"
	sed 's/^/# /' out err 2>/dev/null | head -n 20
}

# run ARGUMENT...: standard output in out, standard error in err.
run() {
	"$TRACECTL" "$@" >out 2>err </dev/null
	status=$?
}

# exits STATUS ARGUMENT...: the exit status, and nothing else.
exits() {
	local want=$1

	shift
	run "$@"
	[ "$status" = "$want" ]
	ok $? "exit status $want: tracectl $*"
}

# says FILE TEXT NAME: the line as a person reads it is there.
says() {
	grep -qF -- "$2" "$1"
	ok $? "$3"
}

# json NAME EXPRESSION: out is one JSON value, $_, for which the Perl
# EXPRESSION is true.
json() {
	EXPRESSION=$2 perl -MJSON::PP -0777 -ne '
		$_ = decode_json($_);
		exit(eval($ENV{EXPRESSION}) ? 0 : 1);' out 2>>err
	ok $? "$1"
}

# json_lines NAME: each line of out is a JSON object.
json_lines() {
	perl -MJSON::PP -ne 'decode_json($_); $n++; END { exit($n ? 0 : 1) }' out 2>>err
	ok $? "$1"
}

# plain FILE NAME: printable ASCII and line ends only.
plain() {
	! LC_ALL=C grep -q '[^ -~]' "$1"
	ok $? "$2"
}

tap_end() {
	echo "1..$count"
	[ "$failed" = 0 ]
}
