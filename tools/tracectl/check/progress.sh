# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# progress.sh - the part of all.sh for the line that tells how far reading has come.
# Terminals are those of script(1). To be sourced.

# on_terminal COMMAND: with all of it on a terminal; what comes is in typed.
on_terminal() {
	script -qfec "$1" typed </dev/null >/dev/null 2>&1
}

shows() {
	grep -aqE "$1" typed
	ok $? "$2"
}

hides() {
	! grep -aq "reading" typed
	ok $? "$1"
}

# The last that was done to the line is that it was taken away.
gone() {
	tail -c 200 typed | grep -aq $'\r\033\[K$\|\r\033\[K\r*$\|\r\033\[KScript done'
	ok $? "$1"
}

# long_trace NAME ARGUMENT...: a file with which the command takes two seconds, however fast
# the machine is.
long_trace() {
	local begin=0 end=0

	cp windows.gt "$1.gt"
	while [ $((end - begin)) -lt 2000000 ]; do
		cat "$1.gt" "$1.gt" "$1.gt" "$1.gt" >longer.gt
		mv longer.gt "$1.gt"
		begin=${EPOCHREALTIME/./}
		"$TRACECTL" "${@:2}" "$1.gt" >out 2>err
		end=${EPOCHREALTIME/./}
	done
}

# A pipe that ends when the line has been seen; or when it takes a minute too long.
pipe_tests() {
	local end=$((SECONDS + 60))

	mkfifo feed
	script -qfec "'$TRACECTL' verify -q - <feed" typed </dev/null >/dev/null 2>&1 &
	while ! grep -aqs "reading standard input" typed && [ $SECONDS -lt $end ]; do
		cat windows.gt
	done >feed
	wait
	shows 'reading standard input  [0-9.]+ [KMG]?i?B, [0-9.]+ [KMG]?i?B/s' \
		"of a pipe the bytes are told, and how many a second"
	! grep -aq '%' typed
	ok $? "and not how much there is, which nobody knows"
	gone "the line is gone when there is no more"
}

progress_tests() {
	run dump --from-text "$UNIT_TRACES/windows.txt"
	mv out windows.gt
	long_trace long verify -q
	[ ! -s out ] && ! grep -q reading err
	ok $? "a long answer tells nothing where there is no terminal"
	on_terminal "'$TRACECTL' verify -q long.gt"
	shows 'reading long.gt  \[=*> *\] [0-9.]+ %  [0-9.]+ .iB of [0-9.]+ .iB, [0-9.]+ m?s left' \
		"a long answer tells how far it is"
	gone "and the line is gone when it is there"
	on_terminal "stty cols 40; '$TRACECTL' verify -q long.gt"
	! tr '\r' '\n' <typed | grep -a '^reading' | sed 's/\x1b\[K//' | grep -aqE '^.{40}'
	ok $? "the line is shorter than the terminal is wide"
	shows "reading long.gt  [0-9.]+ %" "and has no bar where there is no room"
	on_terminal "'$TRACECTL' report --json long.gt >answer"
	shows "reading long.gt" "an answer for a program is no reason to tell nothing"
	! grep -aq reading answer
	ok $? "but it does not have the line"
	on_terminal "TERM=dumb '$TRACECTL' verify -q long.gt"
	hides "a terminal that can take nothing back gets no line"
	long_trace lines dump --cpu 99
	on_terminal "'$TRACECTL' dump --cpu 99 lines.gt | cat"
	hides "lines of a dump and the line of progress do not meet"
	on_terminal "'$TRACECTL' dump --cpu 99 lines.gt >lines"
	shows "reading lines.gt" "a dump into a file tells how far it is"
	on_terminal "'$TRACECTL' verify -q windows.gt"
	hides "a short answer tells nothing"
	pipe_tests
}
