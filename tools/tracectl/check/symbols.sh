# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# symbols.sh - names of stacks: put into a trace as record does it, of this
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
	BUILT=${TRACECTL%/*}/check/data/built
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

# The program without its debug information, which is in DEBUG, as distributions do it.
split() {
	cp "$BUILT/chain-pie" split
	objcopy --only-keep-debug split "$1" && objcopy --strip-all split
	ok $? "a program and its debug information, apart"
	build_id=$(readelf -n split | sed -n 's/.*Build ID: //p')
}

# What has been mapped is busy, so another file of the same build comes into its place.
split_link() {
	objcopy "$@" split linked && mv linked split
}

split_is_named() {
	stack_is "user=17\\[chain_inlined\\(inlined\\),chain_outer\\+0x[0-9a-f]+\\($WORK/split\\),main\\+0x" "$1"
}

split_is_unnamed() {
	stack_is "user=17\\[$WORK/split\\+0x[0-9a-f]+,.*: $1\\]" "$2"
}

# As a server has it, but in a directory.
from_urls() {
	DEBUGINFOD_URLS=file://$WORK/urls DEBUGINFOD_CACHE_PATH=$WORK/$1 split_is_named "$2"
}

# What is inlined in functions of the kernel, which is not where it was linked to be; their
# names are the trace's. Without its debug information, or with a build id that is none of
# that, nothing is.
kernel_inlined_tests() {
	local whole='kernel=16\[__schedule\+0x10,schedule\+0x20,pick_next\(inlined\),schedule\+0x10\]'

	mkdir -p build-id/.build-id/12
	cp "$BUILT/vmlinux" "build-id/.build-id/12/$(printf 34%036d 0).debug"
	perl -pe 's/(?<=build_id="\\x12\\x34)(?=")/"\\x00" x 18/e' "$UNIT_TRACES/symbols.txt" |
		"$TRACECTL" dump --from-text - >inlined.gt
	with_build_id "$TRACECTL" dump --event stack inlined.gt >out 2>err
	grep -qE "$whole" out
	ok $? "what is inlined in the kernel"
	"$TRACECTL" dump --from-text "$UNIT_TRACES/symbols.txt" >plain.gt
	with_build_id "$TRACECTL" dump --event stack plain.gt >out 2>err
	grep -q 'kernel=16\[__schedule+0x10,schedule+0x20,schedule+0x10\]' out
	ok $? "by its own debug information only"
}

# The same, by a server.
from_server() {
	local server

	"${TRACECTL%/*}/check/data/debuginfod.pl" urls >port &
	server=$!
	until [ -s port ]; do :; done
	DEBUGINFOD_URLS=http://127.0.0.1:$(<port) DEBUGINFOD_CACHE_PATH=$WORK/$1 no_proxy=127.0.0.1 \
		split_is_named "$2"
	kill $server
	wait $server 2>/dev/null
}

# Debug information in a file of its own: beside the program, or by its build id.
split_tests() {
	split other.dbg
	chain ./split
	named named.gt
	split_is_unnamed "its file has no name for it" "a program without its debug information has no names"
	split_link --add-gnu-debuglink=other.dbg
	split_is_named "a debug file beside the program is found by its link"
	mkdir .debug
	mv other.dbg .debug/
	split_is_named "and in .debug"
	objcopy --only-keep-debug "$BUILT/chain-cxx" other.dbg
	mv other.dbg .debug/other.dbg.other
	mv .debug/other.dbg kept
	mv .debug/other.dbg.other .debug/other.dbg
	split_is_unnamed "its file has no name for it" "but not if it is of another build"
	mkdir -p "urls/buildid/$build_id"
	mv kept "urls/buildid/$build_id/debuginfo"
	from_urls cache "it is asked for where DEBUGINFOD_URLS says"
	mv split "urls/buildid/$build_id/executable"
	from_urls cache2 "and so is the program, if it is not there any more"
	from_server cache3 "a server has both, too"
	rm -r urls
	from_urls cache2 "once"
	split_is_unnamed "no file with its build id is here" "nobody is asked without DEBUGINFOD_URLS"
	chain_end
	split_build_id_tests
}

# The command, where build-id is what the system has as /usr/lib/debug.
with_build_id() {
	unshare -rm sh -c 'mount --bind build-id /usr/lib/debug && exec "$@"' sh "$@"
}

# Where distributions put them. A system without that directory, or that lets nobody have
# one of his own, has no such test.
split_build_id_tests() {
	local where

	mkdir build-id
	with_build_id true 2>/dev/null || return
	split kept
	chain ./split
	named named.gt
	chain_end
	where=build-id/.build-id/${build_id:0:2}
	mkdir -p "$where"
	mv kept "$where/${build_id:2}.debug"
	with_build_id "$TRACECTL" dump --event stack named.gt >out 2>err
	grep -q "user=17\\[chain_inlined(inlined),chain_outer+0x[0-9a-f]*($WORK/split),main" out
	ok $? "debug information in /usr/lib/debug/.build-id"
	rm split
	with_build_id "$TRACECTL" dump --event stack named.gt >out 2>err
	grep -q "user=17\\[chain_inlined(inlined),chain_outer+0x[0-9a-f]*($WORK/split),main" out
	ok $? "is enough, without the program"
	kernel_inlined_tests
}

# Names of C++: as people write them in answers, as they are in files in dump.
demangle_tests() {
	chain "$BUILT/chain-cxx"
	named named.gt
	chain_end
	stack_is "user=17\[_ZN5chain4WalkIiE7inlinedEi\(inlined\),_ZN5chain4WalkIiE5outerEi\+0x[0-9a-f]+\(.*/chain-cxx\),main" \
		"dump has names of C++ as they are in files"
	run offcpu --folded named.gt
	grep -q ';main;chain::Walk<int>::outer;chain::Walk<int>::inlined;' out
	ok $? "answers have them as people write them"
	run offcpu --no-demangle --folded named.gt
	grep -q ';main;_ZN5chain4WalkIiE5outerEi;_ZN5chain4WalkIiE7inlinedEi;' out
	ok $? "but for --no-demangle"
	run why chain named.gt
	says out "chain::Walk<int>::inlined < chain::Walk<int>::outer < main" "why, too"
	run why --no-demangle chain named.gt
	says out "_ZN5chain4WalkIiE7inlinedEi < _ZN5chain4WalkIiE5outerEi < main" "with --no-demangle, too"
	run timeline -o named.html named.gt
	grep -q '"chain::Walk\\u003cint\\u003e::outer"' named.html
	ok $? "and so does the page"
	run timeline --no-demangle -o named.html named.gt
	grep -q '"_ZN5chain4WalkIiE5outerEi"' named.html
	ok $? "but for --no-demangle"
}

# function NAME: a trace whose kernel has a function of that name is told.
function_named() {
	sed "s/name=\"schedule\"/name=\"$1\"/" "$UNIT_TRACES/symbols.txt" |
		"$TRACECTL" dump --from-text - >function.gt
	run offcpu --folded function.gt
	function=$(sed -n 's/^worker;-;.*;\([^;]*\);\([^;]*\);interruptible sleep;- .*/\1;\2/p' out)
}

# A name can be no name, and a short one can be meant to be a very long one.
hostile_names_tests() {
	local name wrong=0 long twice i

	function_named _ZN4ring6BufferIiE4pushEi
	[[ $function == *'ring::Buffer<int>::push'* ]]
	ok $? "the kernel's names are told the same way"
	for name in _Z _ZN _ZN5chain _ZN99999999999999999999aE _Z0 _Z_ZZZ schedule _RNvC1a1b Z1fv \
		    "$(printf '_Z%0200d' 0)" "_ZN$(printf '1a%.0s' {1..100})"; do
		function_named "$name"
		[[ $function == *"$name"* ]] || { wrong=$((wrong + 1)); echo "# $name: $function"; }
	done
	ok $wrong "what is no name of C++ stays as it is"
	# Each argument is a pair of the one before: the last one is 2^17 words long.
	twice=1AIiiE
	for i in 1 3 5 7 9 B D F H J L N P R T V X; do
		twice+="1AIS${i}_S${i}_E"
	done
	function_named "_Z1fI${twice}Evv"
	[ "$status" = 0 ] && [ "$(wc -c <out)" -lt 5000 ]
	ok $? "a name that stands for a very long one is cut"
	[[ $function == *'f<A<int, int>'*...* ]]
	ok $? "which is seen"
	long=$(printf 'P%.0s' {1..240})
	function_named "_Z1f${long}i"
	[ "$status" = 0 ]
	ok $? "a name that is deep is no trap"
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
