# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# check-symbols.sh - names of stacks: put into a trace as record does it, of this
# machine's kernel and of programs that run while it is done, and read again. To be
# sourced.

# The single quotes are around Perl, whose variables are meant.
# shellcheck disable=SC2016

# chain PROGRAM: start it; chain_pid, chain_stack, and chain_frames are set.
chain() {
	mkfifo hold
	"$1" <hold >places &
	chain_pid=$!
	exec 9>hold
	rm hold
	until [ -s places ]; do :; done
	chain_frames=$(tr -d '\n' <places | sed 's/0x//g; s/ /,/g')
	chain_stack=$(sed 's/.*) //' "/proc/$chain_pid/stat" | cut -d' ' -f26)
}

chain_end() {
	exec 9>&-
	wait "$chain_pid"
}

# named FILE [kernel]: a trace of the chain, and of a place in the kernel.
named() {
	"$BUILT/named" "$chain_pid" "$chain_stack" "$kernel_frames" "$chain_frames" \
		${2+"$2"} >"$1" 2>err
	ok $? "names are put into $1"
	exits 0 verify "$1"
}

# A place in a function of the kernel that has a name of its own; empty if the kernel
# hides its addresses from us.
kernel_place() {
	awk '$3 == "schedule" && $1 !~ /^0+$/ { print $1; exit }' /proc/kallsyms
}

# stack_is PATTERN NAME: the stacks of the event, as dump prints them.
stack_is() {
	run dump --event stack named.gt
	grep -qE -- "$1" out
	ok $? "$2"
}

program_tests() {
	local program=$1 what=$2

	chain "$BUILT/$program"
	named named.gt
	chain_end
	stack_is "user=17\[chain_inlined\(inlined\),chain_outer\+0x[0-9a-f]+\(.*/$program\),main\+0x[0-9a-f]+\(.*/$program\),$3" \
		"functions of $what, what was inlined, and where the file is"
	run dump --json --event stack named.gt
	json "--json has the source" \
		'my $f = $_->{args}{user_names}; $f->[0][0]{function} eq "chain_inlined" &&
		$f->[0][0]{inlined} && $f->[0][0]{source} =~ /chain\.c$/ && $f->[0][0]{line} > 0 &&
		$f->[0][1]{function} eq "chain_outer"'
}

symbols_tests() {
	BUILT=${TRACECTL%/*}/tests/built
	make -s -C "${TRACECTL%/*}" programs >out 2>err
	ok $? "the programs of the tests"
	kernel_frames=$(kernel_place)
	# The address is where a call returns to: one behind the first byte is in it.
	kernel_frames=$(printf %x $((0x${kernel_frames:-ffffffff81000000} + 1)))
	program_tests chain-pie "a program at any address" '(__GI_)?qsort\+0x[0-9a-f]+\(.*/libc'
	program_tests chain-static "a static one" '(__)?(libc_)?(__GI_)?qsort'
	if [ -n "$(kernel_place)" ]; then
		stack_is 'kernel=16\[schedule\+0x1\]' "a function of the kernel"
	else
		stack_is 'kernel=16\[ffffffff81000001: the kernel hid' \
			"a kernel that hides its addresses has no names, which is told"
	fi
	run info named.gt
	says out "stacks       2; " "info counts stacks"
	says out ", 1 process" "and processes"
}

# What is not known is not guessed.
unknown_symbols_tests() {
	chain "$BUILT/chain-pie"
	named named.gt kernel
	stack_is 'user=17\[[0-9a-f,]*: the trace does not know' "names of the kernel alone"
	chain_stack=$((chain_stack + 16))
	named named.gt
	stack_is 'user=17\[[0-9a-f,]*: it had another program' "a process that has had an exec since"
	run dump --meta --event user_space named.gt
	says out "state=changed" "which is in the trace"
	chain_end
	named named.gt
	stack_is 'user=17\[[0-9a-f,]*: it had ended' "a process that has ended"

	cp "$BUILT/chain-pie" moved
	chain ./moved
	named named.gt
	chain_end
	rm moved
	stack_is "user=17\[$WORK/moved\+0x[0-9a-f]+,.*: no file with its build id is here\]" \
		"without the file there is its path and where it was in it"
	cp /bin/true moved
	stack_is "user=17\[$WORK/moved\+0x[0-9a-f]+,.*: no file with its build id is here\]" \
		"another file in its place is not asked"
	rm moved
}
