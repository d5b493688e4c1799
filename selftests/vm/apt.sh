# SPDX-License-Identifier: GPL-2.0
# Another suite's packages through a private package client: its own sources,
# lists and cache, so that the machine's own lists stay as they are.
# shellcheck shell=bash

# apt_site LABEL: the address from which this machine takes packages of that
# label; falls back to nothing, so that no address is ever written down here.
apt_site() {
	apt-get indextargets --format '$(LABEL)|$(REPO_URI)' \
		'Created-By: Packages' 'Origin: Debian' |
		sed -n "s/^$1|//p" | sort -u | head -n 1
}

# apt_sources SUITE: the source lines of the suite.
apt_sources() {
	local main security
	local by="signed-by=/usr/share/keyrings/debian-archive-keyring.gpg"

	main=$(apt_site Debian)
	security=$(apt_site Debian-Security)
	[ -n "$main" ] ||
		die "no Debian mirror in this machine's package sources; run apt-get update first"
	echo "deb [$by] $main $1 main"
	case $1 in
	sid | *-backports) ;;
	*) [ -z "$security" ] || echo "deb [$by] $security $1-security main" ;;
	esac
}

# apt_open SUITE: sets APT_OPTIONS and brings the suite's lists up to date.
# A mirror may be a snapshot, whose signed lists are past their date.
apt_open() {
	local dir=$CACHE/apt/$1

	mkdir -p "$dir"/{lists,cache}/partial
	apt_sources "$1" >"$dir/sources.list"
	APT_OPTIONS=(
		-qq -o Dir::Etc::sourcelist="$dir/sources.list" -o Dir::Etc::sourceparts=-
		-o Dir::State::lists="$dir/lists" -o Dir::Cache="$dir/cache"
		-o Dir::State::status=/dev/null -o APT::Sandbox::User=root
		-o Acquire::Check-Valid-Until=false
	)
	apt-get "${APT_OPTIONS[@]}" update
}

# apt_kernel_packages META...: the kernel packages that the meta packages lead to.
apt_kernel_packages() {
	apt-cache "${APT_OPTIONS[@]}" depends --recurse --important "$@" |
		grep -E '^linux-(image|headers|binary|modules|base|kbuild)-.*[0-9]' | sort -u
}
