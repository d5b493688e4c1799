// SPDX-License-Identifier: GPL-2.0
// pointer.js - what the mouse does: a click selects, dragging moves, with shift it selects a
// span; the wheel scrolls, with ctrl it zooms.
'use strict';

// Less than this is a click.
const STILL = 4;

class Pointer {
	constructor(app) {
		this.app = app;
		this.ns = undefined;	// where the mouse is
		this.drag = null;
		const lanes = document.getElementById('scroller');

		this.listen(lanes, event => this.beginLanes(event));
		this.listen(document.getElementById('ruler'), event => this.beginSpan(event));
		this.listen(document.getElementById('overview'), event => this.beginOverview(event));
		lanes.addEventListener('wheel', event => this.wheel(event), { passive: false });
		lanes.addEventListener('scroll', () => app.draw());
		lanes.addEventListener('pointerleave', () => {
			this.ns = undefined;
			app.status('');
		});
		lanes.addEventListener('dblclick', event => this.doubleClick(event));
	}

	listen(target, begin) {
		target.addEventListener('pointerdown', event => {
			if (event.button || event.offsetX >= target.clientWidth)
				return;
			this.drag = Object.assign({ x: event.clientX, y: event.clientY, moved: false }, begin(event));
			target.setPointerCapture(event.pointerId);
		});
		target.addEventListener('pointermove', event => this.move(event));
		target.addEventListener('pointerup', event => this.end(event));
		target.addEventListener('pointercancel', () => {
			this.drag = null;
		});
	}

	// Where an event is: time, the lane, and how far below its top.
	place(event) {
		const box = document.getElementById('scroller').getBoundingClientRect(), { paint, view, lanes } = this.app;
		const x = (event.clientX - box.left) * paint.scale - paint.gutter;
		const y = event.clientY - box.top + document.getElementById('scroller').scrollTop, row = lanes.at(y);

		return { ns: view.ns(x), gutter: x < 0, row, inside: row ? y - row.y : 0 };
	}

	beginLanes(event) {
		const place = this.place(event), { view } = this.app;

		document.getElementById('scroller').focus({ preventScroll: true });
		if (event.shiftKey && !place.gutter)
			return this.beginSpan(event);
		const [begin, end] = [view.begin, view.end], top = document.getElementById('scroller').scrollTop;

		return { type: 'move', place, begin, end, top };
	}

	beginSpan(event) {
		return { type: 'span', from: this.place(event).ns };
	}

	beginOverview(event) {
		this.overview(event);
		return { type: 'overview', moved: true };
	}

	// The middle of what is seen goes to the mouse.
	overview(event) {
		const { view, paint } = this.app, gutter = paint.gutter / paint.scale, { begin, end } = view.whole;
		const box = document.getElementById('overview').getBoundingClientRect();
		const ns = begin + (event.clientX - box.left - gutter) / (box.width - gutter) * (end - begin);

		view.jump(ns - view.span / 2, ns + view.span / 2);
		this.app.draw();
	}

	move(event) {
		const { drag, app } = this;

		if (!drag) {
			this.hover(event);
			return;
		}
		drag.moved = drag.moved || Math.hypot(event.clientX - drag.x, event.clientY - drag.y) >= STILL;
		if (!drag.moved)
			return;
		if (drag.type === 'span')
			this.dragSpan(event);
		else if (drag.type === 'overview')
			this.overview(event);
		else
			this.dragView(event);
		app.draw();
	}

	dragSpan(event) {
		const { ns } = this.place(event), { from } = this.drag, { view, selection } = this.app;
		const clamp = at => Math.round(Math.min(Math.max(at, view.first), view.last));

		selection.only({});
		selection.select(clamp(Math.min(from, ns)), clamp(Math.max(from, ns)));
	}

	dragView(event) {
		const { drag, app } = this, share = (event.clientX - drag.x) * app.paint.scale / app.view.width;
		const by = share * (drag.end - drag.begin);

		app.view.jump(drag.begin - by, drag.end - by);
		document.getElementById('scroller').scrollTop = drag.top - (event.clientY - drag.y);
	}

	end() {
		const { drag, app } = this;

		this.drag = null;
		if (!drag || drag.moved)
			return;
		if (drag.type === 'span') {
			app.selection.select(0, 0);
			return;
		}
		if (drag.place)
			this.click(drag.place);
	}

	click({ row, ns, gutter, inside }) {
		const { app } = this;

		if (!row) {
			app.selection.clear();
		} else if (row.type === 'group') {
			app.lanes.toggle(row.group);
			app.draw();
		} else if (row.type === 'task') {
			this.clickTask(row, ns, gutter, inside);
		} else if (!gutter && row.type === 'device') {
			this.clickDevice(row.device, ns, inside);
		} else if (!gutter) {
			this.clickCpu(row, ns, inside);
		}
	}

	// The nearest segment within some pixels, as many are narrower than a hand is steady.
	clickTask(row, ns, gutter, inside) {
		const { selection, view } = this.app, { task } = row, { segments } = task;

		if (!gutter && this.clickLock(row, task, ns, inside))
			return;
		const at = gutter ? segments.find((view.begin + view.end) / 2) : segments.at(ns);

		selection.segment(task, Math.min(at < 0 ? segments.find(ns) : at, segments.count - 1));
	}

	nearest(strip, ns) {
		const { view, paint } = this.app, reach = view.span / view.width * 3 * paint.scale;
		const i = strip.find(ns - reach);

		return i < strip.count && strip.begin[i] <= ns + reach ? i : -1;
	}

	// A wait for a lock, where the row has them.
	clickLock(row, owner, ns, inside) {
		const i = owner.locks.list.length && inside >= Lanes.locksTop(row) ? this.nearest(owner.locks.strip, ns) : -1;

		if (i >= 0)
			this.app.selection.only({ lock: { owner, i } });
		return i >= 0;
	}

	// Of the track that is clicked on, or of one beside it, as they are narrow.
	clickDevice(device, ns, inside) {
		const { selection, trace } = this.app, track = Math.floor((inside - 3) / TRACK_HEIGHT);
		const gap = trace.gaps.find(each => each.begin <= ns && ns <= each.end);

		for (const n of [track, track - 1, track + 1]) {
			const strip = device.tracks[n], i = strip ? this.nearest(strip, ns) : -1;

			if (i >= 0) {
				selection.only({ request: { device, i: strip.task[i] } });
				return;
			}
		}
		if (gap)
			selection.only({ gap });
		else
			selection.clear();
	}

	clickCpu(row, ns, inside) {
		const { selection, trace } = this.app, { cpu } = row;

		if (this.clickLock(row, cpu, ns, inside))
			return;
		const gap = trace.gaps.find(each => each.cpu === cpu.number && each.begin <= ns && ns <= each.end);
		const strips = inside < 9 ? [['hardirq', cpu.hardirqs], ['nmi', cpu.nmis]] : inside < 15 ? [['softirq', cpu.softirqs]] : [];

		for (const [kind, strip] of strips) {
			const i = this.nearest(strip, ns);

			if (i >= 0) {
				selection.only({ interrupt: { cpu, strip, i, kind } });
				return;
			}
		}
		const shift = cpu.tasks.at(ns);

		if (shift >= 0)
			selection.at(trace.tasks[cpu.tasks.task[shift]], ns);
		else if (gap)
			selection.only({ gap });
		else
			selection.clear();
	}

	doubleClick(event) {
		const place = this.place(event), time = this.app.selection.time();

		if (!place.gutter && time)
			this.app.view.show(time.begin, time.end);
		this.app.draw();
	}

	wheel(event) {
		const { view } = this.app;

		if (event.ctrlKey || event.metaKey) {
			event.preventDefault();
			view.zoom(Math.exp(event.deltaY * 0.003), this.place(event).ns, true);
		} else if (event.deltaX || event.shiftKey) {
			event.preventDefault();
			view.pan((event.deltaX || event.deltaY) / 1000, false);
		}
		this.app.draw();
	}

	hover(event) {
		const place = this.place(event);

		this.ns = place.gutter ? undefined : place.ns;
		this.app.status(this.ns === undefined ? '' : this.tell(place));
	}

	// The request or the wait for a lock that is under the mouse.
	tellCall(row, ns, inside) {
		const { trace } = this.app, owner = row.task || row.cpu;

		if (row.type === 'device') {
			const strip = row.device.tracks[Math.floor((inside - 3) / TRACK_HEIGHT)], i = strip ? strip.at(ns) : -1;
			const request = i < 0 ? null : row.device.list[strip.task[i]];

			return request ? trace.requestText(request) + ' for ' + format.duration(request.end - request.begin) : 'nothing to do';
		}
		if (!owner.locks.list.length || inside < Lanes.locksTop(row))
			return '';
		const i = owner.locks.strip.at(ns), lock = owner.locks.list[i];

		return i < 0 ? '' : 'waits for ' + trace.name(lock.name) + ' for ' + format.duration(lock.end - lock.begin);
	}

	// One line of what is under the mouse.
	tell({ row, ns, inside }) {
		const at = format.seconds(Math.max(0, ns)) + ' s', { trace, details } = this.app;

		if (row && row.type !== 'group') {
			const told = this.tellCall(row, ns, inside);

			if (told)
				return at + '  ' + row.label + ': ' + told;
		}
		if (row && row.type === 'task') {
			const i = row.task.segments.at(ns), { segments } = row.task;

			if (i >= 0)
				return at + '  ' + row.label + ': ' + details.kind(row.task, i) + ' for ' +
				       format.duration(segments.end[i] - segments.begin[i]) +
				       (segments.name[i] >= 0 ? ', in ' + trace.name(segments.name[i]) : '');
		} else if (row && row.type === 'cpu') {
			const strip = inside < 9 ? row.cpu.hardirqs : inside < 15 ? row.cpu.softirqs : row.cpu.tasks, i = strip.at(ns);

			return at + '  ' + row.label + ': ' + (i < 0 ? inside < 15 ? '' : 'idle' : trace.name(strip.name[i]) || trace.label(strip.task[i]));
		}
		return at;
	}
}
