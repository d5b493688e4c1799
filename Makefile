# SPDX-License-Identifier: GPL-2.0
# gentrace: the kernel module, the library, the tool, and the commands around
# them. "make help" lists the targets; Kbuild holds the module's own list.

PREFIX	?= /usr/local
KDIR	?= $(firstword $(wildcard /lib/modules/$(shell uname -r)/build) \
		       $(lastword $(sort $(wildcard /usr/src/linux-headers-*-amd64))))
VERSION := $(shell sed -n 's/^.define GENTRACE_VERSION[[:space:]]*"\(.*\)"/\1/p' uapi/linux/gentrace.h)

# The kernels that a module can be built for.
HEADED_KERNELS = $(patsubst /lib/modules/%/build,%,$(wildcard /lib/modules/*/build))
define newline


endef

DKMS_SOURCE := $(DESTDIR)/usr/src/gentrace-$(VERSION)
COMPLETIONS := $(DESTDIR)$(PREFIX)/share/bash-completion/completions
UDEV	:= $(DESTDIR)/etc/udev/rules.d
UNITS	:= $(DESTDIR)$(PREFIX)/lib/systemd/system

export PREFIX DESTDIR

all: module tools			## module, library and tool

module:					## gentrace.ko for KDIR (default: the running kernel)
	@test -n "$(KDIR)" || { echo "no kernel headers: apt-get install linux-headers-amd64, or say KDIR=" >&2; exit 1; }
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

tools:					## libgentrace and tracectl
	$(MAKE) -C tools/lib
	$(MAKE) -C tools/tracectl

selftests:				## the selftests of the module, into build/selftests
	@selftests/vm/install-selftests

deps:					## install the Debian packages the rest needs
	@selftests/deps

lint: deps				## shellcheck, and the kernel's checkpatch
	@selftests/lint

check: deps				## all builds, unit tests, selftests in virtual machines (KERNELS=...)
	@KERNELS="$(KERNELS)" selftests/check

instructions: deps			## instructions of the event path, against what is kept (UPDATE=1: keep them)
	@selftests/bench/instructions $(if $(UPDATE),-u) $(KERNEL)

bench: bench-deps			## what it all costs, beside its peers, and the goals (BENCH=parts, QUICK=1)
	@BENCH="$(BENCH)" QUICK="$(QUICK)" selftests/bench/parts

bench-deps:				# what the benchmarks need besides
	@selftests/deps selftests/bench/packages

bench-reading: deps			## what it costs to read a trace, per event
	@selftests/bench/reading

bench-disk: deps			## what tracectl record costs on the way to a file: mapped, and read
	@selftests/bench/disk

bench-native: bench-deps		## cycles of the event path and of its peers, at the processor's own speed
	@selftests/bench/cycles
	@selftests/bench/lines

bench-system: bench-deps		## workloads untraced, under gentrace and under its peers
	@selftests/bench/system

fuzz: deps				## hostile bytes to the library, for long (RUNS= or SECONDS= a target)
	@$(MAKE) -s --no-print-directory -C selftests/fuzz fuzz RUNS=$(RUNS) SECONDS=$(SECONDS)

check-timeline: deps			## the page of tracectl timeline in a headless browser (TRACE=FILE: how fast, too)
	@selftests/deps selftests/timeline/packages
	@$(MAKE) -s --no-print-directory tools
	@selftests/timeline/run $(TRACE)

check-sanitize: deps			## all selftests on kernels with sanitizers, which it builds (KERNELS=...)
	@KERNELS="$(KERNELS)" selftests/check-sanitize

check-breaks: deps			## bugs planted in the module: each must be found (BREAKS=...)
	@BREAKS="$(BREAKS)" selftests/check-breaks

check-kernels: deps			## the selftests on the kernels of several releases
	@KERNELS="$(KERNELS)" selftests/check-kernels

model: deps				## the protocol in Promela: every interleaving at small sizes, and broken on purpose
	@selftests/model

torture: deps				## NMIs, nested writers, CPU hotplug, for HOURS= (default 1); prints sums
	@HOURS="$(HOURS)" KERNEL="$(KERNEL)" selftests/torture/run

litmus: deps				## the litmus tests of Documentation/ordering.rst, in the kernel's memory model
	@selftests/litmus

pause: deps				## how long START and STOP hold the machine, against an empty stop_machine()
	@KERNEL="$(KERNEL)" selftests/pause

demo: deps				## record on a stock kernel in a virtual machine, report (NATIVE=1: on this one)
	@$(MAKE) -s --no-print-directory tools
	@NATIVE=$(NATIVE) selftests/demo

install: tools				## module by DKMS; tool, library and manual under PREFIX
	$(MAKE) -C tools/lib install
	$(MAKE) -C tools/tracectl install
	install -d $(UDEV) $(UNITS) $(COMPLETIONS) $(DKMS_SOURCE)
	install -m 644 tools/install/60-gentrace.rules $(UDEV)/
	install -m 644 tools/install/gentrace-flight.service $(UNITS)/
	install -m 644 tools/install/tracectl.bash $(COMPLETIONS)/tracectl
	tar -c --exclude='*.o' --exclude='.*.cmd' Kbuild module uapi | tar -x -C $(DKMS_SOURCE)
	sed 's/@VERSION@/$(VERSION)/' dkms.conf >$(DKMS_SOURCE)/dkms.conf
ifeq ($(DESTDIR),)
	! dkms status gentrace/$(VERSION) | grep -q . || dkms remove gentrace/$(VERSION) --all
	dkms add gentrace/$(VERSION)
	$(foreach kernel,$(HEADED_KERNELS),dkms install gentrace/$(VERSION) -k $(kernel)$(newline))
	@test -n "$(HEADED_KERNELS)" || echo "no kernel headers here: apt-get install linux-headers-amd64, and DKMS builds the module"
	! command -v udevadm >/dev/null || udevadm control --reload
	test ! -d /run/systemd/system || systemctl daemon-reload
endif

uninstall:				## take all of that away again
ifeq ($(DESTDIR),)
	-dkms remove gentrace/$(VERSION) --all
endif
	$(MAKE) -C tools/lib uninstall
	$(MAKE) -C tools/tracectl uninstall
	rm -f $(UDEV)/60-gentrace.rules $(UNITS)/gentrace-flight.service $(COMPLETIONS)/tracectl
	rm -rf $(DKMS_SOURCE)

clean:					## what the builds made; the cache of kernels stays
	$(MAKE) -C tools/lib clean
	$(MAKE) -C tools/tracectl clean
	$(MAKE) -C selftests/unit clean
	find . -path ./build -prune -o \( -name '*.o' -o -name '*.ko' -o -name '*.mod' -o -name '*.mod.c' \
		-o -name '.*.cmd' -o -name modules.order -o -name Module.symvers \) -exec rm -f {} +
	rm -rf build

help:					## this list
	@awk -F ':[^#]*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: all module tools selftests deps lint check check-timeline instructions bench bench-deps bench-disk bench-native bench-reading bench-system check-sanitize check-breaks check-kernels torture litmus model fuzz pause demo install uninstall clean help
