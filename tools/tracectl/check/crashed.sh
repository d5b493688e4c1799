#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# crashed.sh DIRECTORY TOKEN: what selftests/vm/crash has left in DIRECTORY of a kernel that
# died right behind a mark that says TOKEN. TAP on standard output.

# The single quotes are around Perl, whose variables are meant.
# shellcheck disable=SC2016

directory=$(realpath "$1") token=$2

# shellcheck source=tap.sh
. "$(dirname "$0")/tap.sh"

# found NAME CONDITION: what recover --json has said, as $_.
found() {
	json "$1" "$2"
}

cp "$directory/look.json" out
found "the machine that came up found all that the other one wrote" \
	'$_->{crashes} == 1 && $_->{batches} == $_->{written} && $_->{written} > 2 &&
	 $_->{missing} == 0 && $_->{damaged} == 0 && $_->{sessions} == 1'
batches=$(perl -MJSON::PP -0777 -ne 'print decode_json($_)->{batches}' out)

exits 0 recover --json -o crash.gt "$directory/pstore"
cmp -s crash.gt "$directory/crash.gt"
ok $? "the same files give the same trace here"

# Debugging is not for consoles.
! grep -q "gentrace-crash:" "$directory/console.crash"
ok $? "the console was not in the way of the reboot"

run dump crash.gt
cp out dump
says out "text=\"$token\"" "the last word before the crash is there"
[ "$(grep -c "sched_switch" out)" -gt 10 ]
ok $? "and so is the scheduler"
grep -q "pulse/" out
ok $? "and the names of tasks"
run report crash.gt
says out "pulse" "report takes it"
run verify --json crash.gt
[ "$status" = 2 ]
ok $? "verify does not call it whole"

# The memory has all that the recorder kept, and what was being written.
exits 0 recover --json --memory -o memory.gt "$directory/memory.crash"
found "the memory has the recorder, and nothing of it is damaged" \
	'$_->{recorders} == 1 && $_->{open} > 2 && $_->{batches} > $_->{open} &&
	 $_->{damaged} == 0 && $_->{pages_missing} == 0 && $_->{sessions} == 1'
run dump memory.gt
cp out memory
says out "text=\"$token\"" "and the last word"
[ "$(wc -l <memory)" -gt "$(wc -l <dump)" ]
ok $? "and more than pstore has"
run verify --json memory.gt
json "generations that had ended are proven, the last one is not" \
	'my @all = @{$_->{generations}}; my $last = pop @all;
	 $last->{verdict} eq "broken" && !grep { $_->{verdict} ne "complete" } @all'
exits 4 recover -o flat.gt "$directory/vmcore.flat"
says err "makedumpfile -R" "what makedumpfile has flattened: how to make a file of it"
for vmcore in vmcore vmcore.z; do
	exits 0 recover -o vmcore.gt "$directory/$vmcore"
	cmp -s memory.gt vmcore.gt
	ok $? "$vmcore: the same trace"
done

# What is damaged costs a line.
cat "$directory"/pstore/dmesg-* >log
line=$(grep -n "gentrace-crash: R" log | sed -n '2s/:.*//p')
sed "${line}s/\(gentrace-crash: R.\{200\}\)./\1-/" log >damaged
exits 1 recover --json -o damaged.gt damaged
found "one line damaged: one batch less" \
	'$_->{damaged} == 1 && $_->{missing} == 1 && $_->{batches} == '"$batches"' - 1'
run dump damaged.gt
[ "$(wc -l <out)" -lt "$(wc -l <dump)" ]
ok $? "and the rest is a trace"
sed "${line}d" log >shorter
exits 1 recover -o shorter.gt shorter
says err "1 of $batches are not there" "one line missing: it is said"
grep -v "gentrace-crash: end" log >endless
exits 1 recover -o endless.gt endless
cmp -s endless.gt crash.gt
ok $? "without the last line all else is there"
cat log log | tac | sed 's/^/<31>[   12.345678] /; s/$/\r/' >again
run recover -o again.gt again
cmp -s again.gt crash.gt
ok $? "the same twice, in another order, with what others put around it: the same trace"
tap_end
