// SPDX-License-Identifier: GPL-2.0
// search.js - tasks by name or number.
'use strict';

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
	matches(task, text) {
		return String(task.pid) === text || String(task.tgid) === text ||
		       task.label.toLowerCase().includes(text.toLowerCase());
	}

	// In the order of lanes.
	find() {
		const text = this.input.value.trim();
		const lanes = this.lanes.groups.flatMap(group => group.lanes).filter(lane => lane.task);

		this.found = text ? lanes.map(({ task }) => task).filter(task => this.matches(task, text)) : [];
		this.at = this.found.length ? 0 : -1;
		this.tell(text);
	}

	tell(text) {
		this.output.textContent = !text ? '' : this.found.length ? this.at + 1 + ' of ' + this.found.length : 'none';
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
