// SPDX-License-Identifier: GPL-2.0
// trace.js - facts and columns of the page as tasks and CPUs. Documentation/answers.rst
// has the layout; the writer is tools/tracectl/timeline/timeline_lanes.c.
'use strict';

const FORMAT = 3;

// What a task does; what is blocked is told apart by whether a signal could end it.
const KIND = { UNKNOWN: 0, RUN: 1, WAIT: 2, SLEEP: 3, DISK: 4 };
const KINDS = 5;
const KIND_NAMES = ['unknown', 'running', 'waiting for a CPU', 'blocked', 'blocked, uninterruptible'];

const FLAG = { DOING: 0x03, GAP: 0x04, CPU: 0x08, SYSCALL: 0x10, CAUSE: 0x20, STOLEN: 0x40, STACKS: 0x40, STATE: 0x80 };
const DOING_RUN = 1;
const DOING_BLOCK = 3;
const STRIPS = ['tasks', 'hardirqs', 'softirqs', 'nmis'];

// The segments of a task, and what only some of them have.
class Segments extends Strip {
	constructor(count) {
		super(count, KINDS);
		this.cpu = new Uint16Array(count);
		this.state = new Uint8Array(count);
		this.woken = new Uint8Array(count);
		// woken before segment i
		this.wakeups = new Uint32Array(count + 1);
		this.wakers = new Map();
		this.stolen = new Map();
		// where the task left its CPU, and where it was woken: numbers of stacks, from 1
		this.stacks = new Map();
	}
}

class Trace {
	constructor(facts, bytes) {
		if (facts.format !== FORMAT)
			throw new Error('the facts have format ' + facts.format + ', this page reads ' + FORMAT);
		this.facts = facts;
		this.reader = new ByteReader(bytes);
		this.disk = facts.states.findIndex(([letter]) => letter === 'D');
		this.tasks = facts.tasks.map((row, index) => row && this.readTask(row, index));
		this.cpus = facts.cpus.map(row => row && this.readCpu(row)).filter(cpu => cpu);
		this.devices = facts.devices.map(([name, count], index) =>
			new Device(name, index, readOverlapping(this.reader, count, readRequest)));
		this.gaps = facts.gaps.map(([cpu, level, begin, end, lost, missing]) =>
			({ cpu, level, begin, end: Math.max(end, begin), lost, missing }));
		if (this.reader.at !== bytes.length)
			throw new Error('the columns have ' + (bytes.length - this.reader.at) + ' bytes too many');
		this.indexWakeups();
	}

	readTask([pid, tgid, incarnation, kthread, lossy, comm, segments, , calls, , locks], index) {
		const task = { index, pid, tgid, incarnation, kthread: !!kthread, lossy: !!lossy, comm };

		task.label = (comm || '?') + '/' + pid;
		task.segments = this.readSegments(segments);
		task.calls = this.readCalls(calls);
		task.locks = this.readLocks(locks);
		task.woke = [];
		return task;
	}

	readSegments(count) {
		const segments = new Segments(count);
		const now = { end: 0, cpu: 0, name: -1, state: 0 };

		for (let i = 0; i < count; i++)
			this.readSegment(segments, now);
		return segments;
	}

	// What is not told is as in the segment before.
	readSegment(segments, now) {
		const reader = this.reader, flags = reader.byte(), doing = flags & FLAG.DOING;
		const begin = now.end + (flags & FLAG.GAP ? reader.varint() : 0);

		now.end = begin + reader.varint();
		if (flags & FLAG.CPU)
			now.cpu = reader.varint();
		if (flags & FLAG.SYSCALL)
			now.name = reader.varint() - 1;
		if (flags & FLAG.STATE)
			now.state = reader.varint();
		const kind = doing !== DOING_BLOCK ? doing : now.state === this.disk ? KIND.DISK : KIND.SLEEP;
		const i = segments.add(begin, now.end, kind);

		segments.cpu[i] = now.cpu;
		segments.name[i] = now.name;
		segments.state[i] = now.state;
		if (flags & FLAG.STOLEN && doing === DOING_RUN)
			segments.stolen.set(i, { hardirq: reader.varint(), softirq: reader.varint(), nmi: reader.varint() });
		if (flags & FLAG.CAUSE && doing === DOING_BLOCK)
			segments.wakers.set(i, this.readWaker(now.end));
		else if (flags & FLAG.CAUSE)
			segments.woken[i] = 1;
		if (flags & FLAG.STACKS && doing !== DOING_RUN)
			segments.stacks.set(i, { own: reader.varint(), waker: doing === DOING_BLOCK ? reader.varint() : 0 });
		segments.wakeups[i + 1] = segments.wakeups[i] + segments.woken[i];
	}

	readWaker(end) {
		const reader = this.reader;

		return {
			task: reader.varint() - 1,
			ns: end - reader.signed(),
			cpu: reader.varint(),
			level: reader.varint(),
			source: reader.varint() - 1,
		};
	}

	readCalls(count) {
		const calls = new Strip(count, 1), reader = this.reader;

		calls.result = new Float64Array(count);
		for (let i = 0, end = 0; i < count; i++) {
			const begin = end + reader.varint();

			end = begin + reader.varint();
			calls.add(begin, end, 0);
			calls.name[i] = reader.varint() - 1;
			calls.result[i] = reader.signed();
		}
		return calls;
	}

	readLocks(count) {
		return new Locks(readOverlapping(this.reader, count, readLock));
	}

	readCpu([number, ...counts]) {
		const cpu = { number, label: 'CPU ' + number };

		STRIPS.forEach((name, i) => {
			cpu[name] = this.readStrip(counts[2 * i], name !== 'tasks');
		});
		cpu.locks = this.readLocks(counts[2 * STRIPS.length]);
		return cpu;
	}

	readStrip(count, named) {
		const strip = new Strip(count, 1), reader = this.reader;

		for (let i = 0, end = 0; i < count; i++) {
			const begin = end + reader.varint();

			end = begin + reader.varint();
			strip.add(begin, end, 0);
			strip.task[i] = reader.varint() - 1;
			strip.name[i] = named ? reader.varint() - 1 : -1;
		}
		return strip;
	}

	// Whom each task woke: [woken task, its segment], by time.
	indexWakeups() {
		for (const task of this.tasks)
			for (const [i, waker] of task ? task.segments.wakers : [])
				if (waker.task >= 0 && this.isTaskContext(waker) && this.tasks[waker.task])
					this.tasks[waker.task].woke.push({ ns: waker.ns, task, i });
		for (const task of this.tasks)
			if (task)
				task.woke.sort((a, b) => a.ns - b.ns);
	}

	// Whether it was the task that woke, and not what interrupted it.
	isTaskContext(waker) {
		return this.facts.levels[waker.level] === 'task';
	}

	// The parts of a stack: lists of names, the innermost first.
	stack(number) {
		const lists = this.facts.stacks[number - 1] || [0, 0];

		return lists.map(list => (this.facts.frames[list - 1] || []).map(name => this.name(name)));
	}

	// "write 8 sectors at 100"
	requestText({ op, sector, sectors }) {
		return this.name(op) + (sectors ? ' of ' + format.count(sectors * 512) + ' bytes at sector ' + format.count(sector) : '');
	}

	name(number) {
		return number >= 0 ? this.facts.names[number] : '';
	}

	label(task) {
		return task >= 0 && this.tasks[task] ? this.tasks[task].label : 'idle';
	}
}
