// SPDX-License-Identifier: GPL-2.0
// search.js - tasks by name or number; waits by lock; devices by name, requests by operation
// or sector.
'use strict';

// More are not counted.
const FOUND_MAX = 10000;

class Search {
	constructor(trace, changed) {
		this.trace = trace;
		this.changed = changed;
		this.input = document.getElementById('search');
		this.output = document.getElementById('found');
		this.found = [];
		this.at = -1;
		this.input.addEventListener('input', () => this.find());
	}

	// A number means a pid; all else is a part of a name.
	matchesTask(task, text) {
		return String(task.pid) === text || String(task.tgid) === text ||
		       task.label.toLowerCase().includes(text.toLowerCase());
	}

	// What of a lane is found: all of it, or things in it.
	*inLane(lane, text) {
		const owner = lane.task || lane.cpu || lane.device, lower = text.toLowerCase();

		if (lane.task ? this.matchesTask(owner, text) : lane.device && owner.label.includes(lower))
			yield { owner };
		for (let i = 0; lane.device && i < owner.list.length; i++)
			if (String(owner.list[i].sector) === text || this.isWord(owner.list[i].op, lower))
				yield { owner, what: { request: { device: owner, i } } };
		for (let i = 0; !lane.device && i < owner.locks.list.length; i++)
			if (this.isPart(owner.locks.list[i].name, lower))
				yield { owner, what: { lock: { owner, i } } };
	}

	isWord(name, text) {
		return this.trace.name(name) === text;
	}

	// Of a name of a lock; two letters are in many addresses.
	isPart(name, text) {
		return text.length > 3 && this.trace.name(name).includes(text);
	}

	// In the order of lanes.
	*all(text) {
		for (const group of text ? this.lanes.groups : [])
			for (const lane of group.lanes)
				yield* this.inLane(lane, text);
	}

	find() {
		const text = this.input.value.trim();

		this.found = [];
		for (const item of this.all(text)) {
			if (this.found.length === FOUND_MAX)
				break;
			this.found.push(item);
		}
		this.at = this.found.length ? 0 : -1;
		this.tell(text);
	}

	tell(text) {
		this.output.textContent = !text ? '' : this.found.length ? this.at + 1 + ' of ' + this.found.length + (this.found.length === FOUND_MAX ? '+' : '') : 'none';
		this.changed(this.found, this.found[this.at]);
	}

	// n and N.
	step(by) {
		if (!this.found.length)
			return;
		this.at = (this.at + by + this.found.length) % this.found.length;
		this.tell(this.input.value.trim());
	}

	open() {
		this.input.focus();
		this.input.select();
	}

	close() {
		this.input.value = '';
		this.find();
		this.input.blur();
	}
}
