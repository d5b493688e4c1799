# SPDX-License-Identifier: GPL-2.0
# bash completion for tracectl
# shellcheck shell=bash

_tracectl_options() {
	tracectl "$@" --help 2>/dev/null | grep -oE -- '--[a-z][a-z-]*' | sort -u
}

_tracectl() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	local commands="record start stop status dump report verify info"

	COMPREPLY=()
	if [ "$COMP_CWORD" = 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W "$commands --help --version" -- "$word")
	elif [[ $before == -c || $before == --classes ]]; then
		mapfile -t COMPREPLY < <(compgen -W "sched irq syscall power" -- "$word")
	elif [[ $word == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_tracectl_options "${COMP_WORDS[1]}")" -- "$word")
	else
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
	fi
}

complete -F _tracectl tracectl
