# SPDX-License-Identifier: GPL-2.0
# bash completion for tracectl
# shellcheck shell=bash

# The tool's own help is the list of its commands and options.
_tracectl_commands() {
	tracectl help 2>/dev/null | sed -n 's/^  \([a-z]*\)  *[^ ].*/\1/p' | grep -vx tracectl
}

_tracectl_options() {
	# shellcheck disable=SC2086 # flight has commands of its own
	tracectl $1 --help 2>/dev/null | grep -oE -- '--[a-z][a-z-]*' | sort -u
}

_tracectl_words() {
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
}

# What follows an option; fails if it takes no argument, or not one from a list.
_tracectl_argument() {
	case $2 in
	-c | --classes)	_tracectl_words "sched irq syscall power block lock timer work signal net fault sample mark default all +syscall" "$3" ;;
	-s | --sort)	_tracectl_words "run wait blocked switches wakeups p99 worst syscalls pid name" "$3" ;;
	--by)		_tracectl_words "task cpu prio" "$3" ;;
	-o | --output)	compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$3") ;;
	--longest)	_tracectl_words "block wait" "$3" ;;
	--rules | --svg) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$3") ;;
	--clock)
		if [ "$1" = dump ]; then
			_tracectl_words "since mono real raw" "$3"
		else
			_tracectl_words "auto tsc monotonic" "$3"
		fi
		;;
	--cgroup)	compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "${3:-/sys/fs/cgroup/}") ;;
	--comm)		_tracectl_words "$(ps -eo comm= 2>/dev/null)" "$3" ;;
	*)		return 1 ;;
	esac
}

_tracectl() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	local command=${COMP_WORDS[1]} i

	COMPREPLY=()
	if [ "$COMP_CWORD" = 1 ]; then
		_tracectl_words "$(_tracectl_commands)" "$word"
		return
	fi
	# Behind -- stands a command with options of its own.
	for ((i = 2; i < COMP_CWORD; i++)); do
		[ "${COMP_WORDS[i]}" = -- ] || continue
		if declare -F _command_offset >/dev/null; then
			_command_offset $((i + 1))
		else
			mapfile -t COMPREPLY < <(compgen -c -- "$word")
		fi
		return
	done
	if [ "$command" = flight ] && [ "$COMP_CWORD" = 2 ]; then
		_tracectl_words "start collect list status snapshot stop" "$word"
	elif [ "$command" = flight ] && [[ $word == -* ]]; then
		_tracectl_words "$(_tracectl_options "flight ${COMP_WORDS[2]}")" "$word"
	elif [ "$command" = help ]; then
		_tracectl_words "$(_tracectl_commands)" "$word"
	elif _tracectl_argument "$command" "$before" "$word"; then
		return
	elif [[ $word == -* ]]; then
		_tracectl_words "$(_tracectl_options "$command")" "$word"
	elif [ "$command" = recover ]; then
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
	else
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -X '!*.gt' -- "$word"; compgen -d -- "$word")
	fi
}

complete -F _tracectl tracectl
