# SPDX-License-Identifier: GPL-2.0
#
# stores.py - in gdb, attached to User-Mode Linux while two of its CPUs record:
# follow one event on each, instruction by instruction, and list what it stores to.
# No cache line may be in both lists.
#
# STORES_SYMBOLS: the guest's symbols of the modules, as in /proc/kallsyms;
# STORES_HANDLER: the function to follow, where STORES_CALLER calls it: the threads
# that do are bound to their CPUs, so what is theirs is that CPU's. STORES_RESULT:
# where the list goes. Exits with 1 if a line is shared, and with 2 if it cannot tell.

import os
import re
import sys

import gdb

LINE = 64
EVENTS = 3

# Instructions that only read their last operand.
READERS = re.compile(r'^(cmp|test|bt|nop|lea|j|call|ret|prefetch|fence|lfence|mfence|push|pop)')
MEMORY = re.compile(r'^(?P<gs>%gs:)?(?P<offset>-?0x[0-9a-f]+)?'
                    r'(\((?P<base>%\w+)?(,(?P<index>%\w+))?(,(?P<scale>\d))?\))?$')
SIZES = {'b': 1, 'w': 2, 'l': 4, 'q': 8}


class Module:
    """The module of a function: its symbols, and from where to where its code is."""

    def __init__(self, path, function):
        with open(path, encoding='ascii') as lines:
            fields = [line.split() for line in lines]
        home = next(field[3] for field in fields if field[2] == function)
        mine = [(int(field[0], 16), field[1], field[2]) for field in fields if field[3] == home]
        code = [address for address, kind, _ in mine if kind in 'tT']
        self.symbols = sorted((address, name) for address, _, name in mine)
        self.first, self.last = min(code), max(code) + 4096

    def has(self, address):
        return self.first <= address < self.last

    def describe(self, address):
        """The symbol that it is in, or None for what is not the module's."""
        below = [(at, name) for at, name in self.symbols if at <= address < at + 4096]
        return f'{below[-1][1]}+{address - below[-1][0]:#x}' if below else None


def address_of_symbol(path, function):
    with open(path, encoding='ascii') as lines:
        return next(int(line.split()[0], 16) for line in lines if line.split()[2] == function)


def register(name):
    return int(gdb.parse_and_eval('$' + name.lstrip('%')).cast(
        gdb.lookup_type('unsigned long'))) & (2 ** 64 - 1)


def address_of(operand):
    """Where a memory operand is, or None for a register."""
    match = MEMORY.match(operand)
    if not match or not match.group(0) or operand.startswith('%') and not match['gs']:
        return None
    address = int(match['offset'] or '0', 16)
    if match['gs']:
        address += register('%gs_base')
    if match['base']:
        address += register(match['base'])
    if match['index']:
        address += register(match['index']) * int(match['scale'] or 1)
    return address & (2 ** 64 - 1)


def operands_of(text):
    return re.split(r',(?![^(]*\))', text)


def size_of(mnemonic, operands):
    """A store through a register says by it how wide it is, others by a letter."""
    source = operands[0]
    if source.startswith('%'):
        return gdb.parse_and_eval('$' + source[1:]).type.sizeof
    return SIZES.get(mnemonic[-1], 8)


def store_of(assembly):
    """(address, bytes) that the next instruction stores to, or None."""
    fields = re.sub(r'\s*(#|<).*', '', assembly).split(None, 2)
    if fields and fields[0] == 'lock':
        fields = fields[1:]
    if len(fields) < 2 or READERS.match(fields[0]):
        return None
    operands = operands_of(''.join(fields[1:]))
    address = address_of(operands[-1])
    return None if address is None else (address, size_of(fields[0], operands))


def word_at(address):
    return int(gdb.parse_and_eval(f'*(unsigned long *){address:#x}'))


def run_to(address):
    """Let all run until the selected thread is there."""
    gdb.execute(f'break *{address:#x} thread {gdb.selected_thread().num}', to_string=True)
    gdb.execute('continue', to_string=True)
    gdb.execute('delete', to_string=True)


def follow(module):
    """One event of the selected thread, from its handler's first instruction on.
    What it calls outside of the module is not followed."""
    entry = register('%rsp')
    stores = []
    while True:
        pc = register('%rip')
        if register('%rsp') > entry:
            return stores
        if not module.has(pc):
            run_to(word_at(register('%rsp')))
            continue
        store = store_of(gdb.selected_frame().architecture().disassemble(pc)[0]['asm'])
        if store:
            what = 'of its stack' if abs(store[0] - entry) < 4096 else 'of this CPU'
            stores.append((*store, module.describe(store[0]) or what))
        gdb.execute('stepi', to_string=True)


def next_event(handler, caller, done):
    """Let all run until a thread that is not done is at the handler's beginning."""
    while True:
        for thread in gdb.selected_inferior().threads():
            if thread.ptid[1] not in done:
                gdb.execute(f'break *{handler:#x} thread {thread.num}', to_string=True)
        gdb.execute('continue', to_string=True)
        gdb.execute('delete', to_string=True)
        if 0 <= word_at(register('%rsp')) - caller < 4096:
            return gdb.selected_thread().ptid[1]


def collect(module, handler, caller):
    """The stores of EVENTS events of each of two threads. Others are not held: who
    is followed may have to wait for them, in an interrupt."""
    found = {}
    while sum(len(events) == EVENTS for events in found.values()) < 2:
        done = [thread for thread, events in found.items() if len(events) == EVENTS]
        found.setdefault(next_event(handler, caller, done), []).append(follow(module))
    return {thread: events for thread, events in found.items() if len(events) == EVENTS}


def lines_of(events):
    lines = {}
    for stores in events:
        for address, size, what in stores:
            for line in {address // LINE, (address + size - 1) // LINE}:
                lines.setdefault(line, what)
    return lines


def main():
    path, handler, caller = (os.environ['STORES_' + name]
                             for name in ('SYMBOLS', 'HANDLER', 'CALLER'))
    for command in ('pagination off', 'confirm off', 'disassembly-flavor att',
                    'detach-on-fork on', 'follow-fork-mode parent'):
        gdb.execute('set ' + command)
    gdb.execute('handle all nostop noprint pass', to_string=True)
    gdb.execute('handle SIGTRAP stop nopass', to_string=True)
    found = collect(Module(path, handler), address_of_symbol(path, handler),
                    address_of_symbol(path, caller))
    gdb.execute('detach')
    first, second = (lines_of(events) for events in found.values())
    shared = sorted(set(first) & set(second))
    with open(os.environ['STORES_RESULT'], 'w', encoding='ascii') as result:
        for thread, events in found.items():
            print(f'CPU of thread {thread}, {handler}:', file=result)
            for address, size, what in events[-1]:
                print(f'  {address:#x} {size} {what}', file=result)
        for line in shared:
            print(f'shared: {line * LINE:#x} {first[line]}', file=result)
        print(f'{handler}: {len(found)} CPUs, {EVENTS} events each, {len(first)} and {len(second)} '
              f'lines stored to, {len(shared)} of them shared', file=result)
    return 1 if shared or not first else 0


try:
    STATUS = main()
except Exception as error:                      # gdb would go on, and say 0
    print(f'stores: {error!r}', file=sys.stderr)
    STATUS = 2
gdb.execute(f'quit {STATUS}')
