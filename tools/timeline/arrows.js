// SPDX-License-Identifier: GPL-2.0
// arrows.js - who woke whom, around what is selected.
'use strict';

// More than this many are a blot.
const ARROWS_MAX = 64;

class Arrows {
	constructor(trace, lanes) {
		this.trace = trace;
		this.lanes = lanes;
	}

	// The wakeup that ended block @i of a task, as an arrow.
	ofBlock(task, i) {
		const waker = task.segments.wakers.get(i);

		if (!waker)
			return null;
		const by = this.trace.isTaskContext(waker) && waker.task >= 0 ? this.trace.tasks[waker.task] : null;

		return { ns: waker.ns, by, cpu: waker.cpu, until: task.segments.end[i], task };
	}

	// The one that the selected segment was woken by, and those of the tasks it woke.
	of(selection) {
		if (!selection.task)
			return [];
		const { task, i } = selection, { segments } = task, list = [];
		const block = selection.wakeup();

		if (block >= 0)
			list.push(this.ofBlock(task, block));
		if (segments.kind[i] !== KIND.RUN)
			return list;
		for (const { ns, task: woken, i: at } of task.woke.slice(firstWakeup(task, segments.begin[i]))) {
			if (ns > segments.end[i] || list.length >= ARROWS_MAX)
				break;
			list.push(this.ofBlock(woken, at));
		}
		return list;
	}

	// Where in the canvas an end of an arrow is; null: that lane is not shown.
	row(arrow, by) {
		const task = by ? arrow.by : arrow.task;
		const row = task ? this.lanes.ofTask.get(task.index) : by ? this.lanes.ofCpu.get(arrow.cpu) : null;

		return row ? row.y + row.height / 2 : null;
	}

	draw(context, list, place, color, scale) {
		context.strokeStyle = color;
		context.fillStyle = color;
		context.lineWidth = 1.5 * scale;
		for (const arrow of list) {
			const from = this.row(arrow, true), to = this.row(arrow, false);

			if (from === null || to === null)
				continue;
			this.line(context, place(arrow.ns, from), place(arrow.until, to), scale);
		}
	}

	line(context, [x0, y0], [x1, y1], scale) {
		const down = y1 > y0 ? 1 : -1, bend = Math.min(40 * scale, Math.abs(y1 - y0) / 2);
		const tip = y1 - down * 6 * scale;

		context.beginPath();
		context.arc(x0, y0, 2.5 * scale, 0, 2 * Math.PI);
		context.fill();
		context.beginPath();
		context.moveTo(x0, y0);
		context.bezierCurveTo(x0, y0 + down * bend, x1, tip - down * bend, x1, tip - down * 6 * scale);
		context.stroke();
		context.beginPath();
		context.moveTo(x1, tip);
		context.lineTo(x1 - 4 * scale, tip - down * 8 * scale);
		context.lineTo(x1 + 4 * scale, tip - down * 8 * scale);
		context.fill();
	}
}

// The first wakeup that a task made at @ns or later.
function firstWakeup(task, ns) {
	let first = 0, last = task.woke.length;

	while (first < last) {
		const middle = (first + last) >>> 1;

		if (task.woke[middle].ns >= ns)
			last = middle;
		else
			first = middle + 1;
	}
	return first;
}
