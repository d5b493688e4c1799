// SPDX-License-Identifier: GPL-2.0
// selection.js - what is selected: a segment of a task, an interrupt, a request, a wait for a
// lock, a gap; and a span of time.
'use strict';

class Selection {
	constructor(trace, changed) {
		this.trace = trace;
		this.changed = changed;
		this.clear();
	}

	clear() {
		this.task = null;	// with i: segment i of it
		this.i = -1;
		this.interrupt = null;	// { cpu, strip, i }
		this.request = null;	// { device, i }
		this.lock = null;	// { owner, i }: of a task or a CPU
		this.gap = null;
		this.span = null;
		this.changed();
	}

	only(what) {
		Object.assign(this, { task: null, i: -1, interrupt: null, request: null, lock: null, gap: null }, what);
		this.changed();
	}

	segment(task, i) {
		if (task && i >= 0 && i < task.segments.count)
			this.only({ task, i });
	}

	// What the task did at an instant.
	at(task, ns) {
		this.segment(task, task.segments.at(ns));
	}

	// The neighbour in the same task.
	step(by) {
		const { request, lock } = this;

		if (this.task)
			this.segment(this.task, this.i + by);
		else if (request && request.device.list[request.i + by])
			this.only({ request: { device: request.device, i: request.i + by } });
		else if (lock && lock.owner.locks.list[lock.i + by])
			this.only({ lock: { owner: lock.owner, i: lock.i + by } });
	}

	// Whose lane it is in: a task, a CPU, a device.
	owner() {
		if (this.request)
			return this.request.device;
		return this.task || (this.lock && this.lock.owner) || (this.interrupt && this.interrupt.cpu);
	}

	// The block whose end made what is selected possible: that of a wait or of a run is before it.
	wakeup() {
		if (!this.task)
			return -1;
		const { segments } = this.task;
		let { i } = this;

		if (segments.wakers.has(i))
			return i;
		if (segments.kind[i] === KIND.RUN && i && segments.kind[i - 1] === KIND.WAIT)
			i--;
		return segments.kind[i] < KIND.SLEEP && i && segments.wakers.has(i - 1) ? i - 1 : -1;
	}

	// What the waker did when it woke; [task, i] or null.
	wakerSegment() {
		const block = this.wakeup();

		if (block < 0)
			return null;
		const waker = this.task.segments.wakers.get(block), by = this.trace.tasks[waker.task];

		if (!by || !by.segments.count)
			return null;
		const i = Math.min(by.segments.find(waker.ns - 0.5), by.segments.count - 1);

		return [by, i];
	}

	toWaker() {
		const found = this.wakerSegment();

		if (found)
			this.segment(...found);
	}

	select(begin, end) {
		this.span = end > begin ? { begin, end } : null;
		this.changed();
	}

	// The time of what is selected; null: nothing is.
	time() {
		if (this.task)
			return { begin: this.task.segments.begin[this.i], end: this.task.segments.end[this.i] };
		if (this.interrupt) {
			const { strip, i } = this.interrupt;

			return { begin: strip.begin[i], end: strip.end[i] };
		}
		if (this.request)
			return this.request.device.list[this.request.i];
		if (this.lock)
			return this.lock.owner.locks.list[this.lock.i];
		return this.gap || this.span;
	}

	// Where it is among the lanes.
	box(lanes) {
		const time = this.time();
		let row, inset = [2, 17];

		if (this.task) {
			row = lanes.ofTask.get(this.task.index);
		} else if (this.interrupt) {
			row = lanes.ofCpu.get(this.interrupt.cpu.number);
			inset = this.interrupt.strip === this.interrupt.cpu.softirqs ? [9, 14] : [3, 8];
		} else if (this.request) {
			const { device, i } = this.request, { track } = device.list[i];

			row = track < 0 ? null : lanes.ofDevice.get(device.index);
			inset = [3 + track * TRACK_HEIGHT, 2 + (track + 1) * TRACK_HEIGHT];
		} else if (this.lock) {
			const { owner } = this.lock;

			row = owner.segments ? lanes.ofTask.get(owner.index) : lanes.ofCpu.get(owner.number);
			inset = row ? [Lanes.locksTop(row), Lanes.locksTop(row) + 5] : inset;
		} else if (this.gap) {
			row = lanes.ofCpu.get(this.gap.cpu);
			inset = [3, 35];
		}
		return row ? { begin: time.begin, end: time.end, top: row.y + inset[0], bottom: row.y + inset[1] } : null;
	}
}
