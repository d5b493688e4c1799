// SPDX-License-Identifier: GPL-2.0
// lanes.js - which lanes there are, in which order, and where they stand.
'use strict';

const HEIGHT = { group: 22, cpu: 38, task: 20, calls: 26, locks: 6 };

class Lanes {
	constructor(trace) {
		this.trace = trace;
		this.closed = new Set();
		this.only = null;	// tasks that are not hidden; null: all
		this.ofTask = new Map();
		this.ofCpu = new Map();
		this.ofDevice = new Map();
		this.groups = [this.cpuGroup(), this.deviceGroup(), ...this.processGroups()].filter(group => group.lanes.length);
		for (const group of this.groups)
			if (group.shut)
				this.closed.add(group.key);
		this.arrange();
	}

	cpuGroup() {
		const lanes = this.trace.cpus.map(cpu => ({
			type: 'cpu', cpu, label: cpu.label, height: HEIGHT.cpu + (cpu.locks.list.length ? HEIGHT.locks : 0),
		}));

		return { key: 'cpus', label: 'CPUs', lanes };
	}

	deviceGroup() {
		const lanes = this.trace.devices.map(device => ({ type: 'device', device, label: device.label, height: device.height }));

		return { key: 'devices', label: 'block devices', lanes };
	}

	taskLane(task, indent) {
		const height = (task.calls.count ? HEIGHT.calls : HEIGHT.task) + (task.locks.list.length ? HEIGHT.locks : 0);

		return { type: 'task', task, label: task.label, indent, height };
	}

	// Processes by how long they ran; kernel threads together; at the end those that did nothing.
	processGroups() {
		const shown = this.trace.tasks.filter(task => task && task.segments.count);
		const processes = new Map(), kthreads = [], quiet = [];

		for (const task of shown) {
			task.run = task.segments.sums[KIND.RUN][task.segments.count];
			if (this.isQuiet(task))
				quiet.push(task);
			else if (task.kthread)
				kthreads.push(task);
			else if (processes.has(task.tgid || task.pid))
				processes.get(task.tgid || task.pid).push(task);
			else
				processes.set(task.tgid || task.pid, [task]);
		}
		const groups = Array.from(processes, ([tgid, tasks]) => this.processGroup(tgid, tasks));

		groups.sort((a, b) => b.run - a.run);
		groups.push(this.group('kthreads', 'kernel threads', kthreads, false));
		groups.push(this.group('quiet', 'tasks that were blocked all the time', quiet, true));
		return groups;
	}

	isQuiet(task) {
		const { segments } = task;

		return segments.count === 1 && segments.kind[0] >= KIND.SLEEP;
	}

	group(key, label, tasks, shut) {
		tasks.sort((a, b) => b.run - a.run || a.pid - b.pid);
		return {
			key, label, shut,
			lanes: tasks.map(task => this.taskLane(task, true)),
			run: tasks.reduce((sum, task) => sum + task.run, 0),
		};
	}

	processGroup(tgid, tasks) {
		const leader = tasks.find(task => task.pid === tgid) || tasks[0];
		const group = this.group('process ' + tgid, leader.comm + '/' + tgid, tasks, false);

		// A process of one thread needs no head.
		group.single = tasks.length === 1;
		if (group.single)
			group.lanes[0].indent = false;
		return group;
	}

	// Rows from top to bottom, with their places.
	arrange() {
		let y = 0;
		const add = row => {
			row.y = y;
			y += row.height;
			this.rows.push(row);
		};

		this.rows = [];
		this.ofTask.clear();
		this.ofCpu.clear();
		this.ofDevice.clear();
		for (const group of this.groups) {
			const lanes = group.lanes.filter(lane => !this.only || !lane.task || this.only.has(lane.task));

			if (!lanes.length)
				continue;
			if (!group.single)
				add({ type: 'group', group, label: group.label, height: HEIGHT.group });
			if (this.closed.has(group.key))
				continue;
			lanes.forEach(add);
		}
		for (const row of this.rows)
			if (row.type === 'task')
				this.ofTask.set(row.task.index, row);
			else if (row.type === 'cpu')
				this.ofCpu.set(row.cpu.number, row);
			else if (row.type === 'device')
				this.ofDevice.set(row.device.index, row);
		this.height = y;
	}

	toggle(group) {
		if (!this.closed.delete(group.key))
			this.closed.add(group.key);
		this.arrange();
	}

	// Only tasks that were more than blocked in a span of time; with no span: all.
	narrow(span) {
		const does = ({ segments }) => [KIND.RUN, KIND.WAIT, KIND.DISK, KIND.UNKNOWN]
			.some(kind => segments.time(kind, span.begin, span.end) > 0);

		this.only = span && new Set(this.trace.tasks.filter(task => task && does(task)));
		this.arrange();
	}

	// The row of a task, whose group is opened if need be.
	reveal(task) {
		const group = this.groups.find(({ lanes }) => lanes.some(lane => lane.task === task));

		if (group && (this.closed.delete(group.key) || (this.only && !this.only.has(task)))) {
			if (this.only)
				this.only.add(task);
			this.arrange();
		}
		return this.ofTask.get(task.index);
	}

	// The same of a CPU or a device.
	revealOther(owner) {
		const group = this.groups.find(({ lanes }) => lanes.some(lane => lane.cpu === owner || lane.device === owner));

		if (group && this.closed.delete(group.key))
			this.arrange();
		return this.rows.find(row => row.type !== 'task' && (row.cpu === owner || row.device === owner));
	}

	// Where in a row of a task or a CPU its waits for locks are.
	static locksTop(row) {
		return row.height - HEIGHT.locks - (row.type === 'cpu' ? 2 : 1);
	}

	// The first row that ends below @y.
	find(y) {
		let first = 0, last = this.rows.length;

		while (first < last) {
			const middle = (first + last) >>> 1;

			if (this.rows[middle].y + this.rows[middle].height > y)
				last = middle;
			else
				first = middle + 1;
		}
		return first;
	}

	at(y) {
		const row = this.rows[this.find(y)];

		return row && row.y <= y ? row : null;
	}
}
