// SPDX-License-Identifier: GPL-2.0
// paint.js - a frame: lanes that are seen, what is selected, and the arrows.
'use strict';

const GUTTER = 230;
// Colours of text in segments, by kind.
const INKS = ['dim', 'run-ink', 'ink', 'dim', 'ink'];

class Paint {
	constructor(trace, theme, view, lanes, selection) {
		Object.assign(this, { trace, theme, view, lanes, selection });
		this.canvas = document.getElementById('lanes');
		this.scroller = document.getElementById('scroller');
		this.extent = document.getElementById('extent');
		this.context = this.canvas.getContext('2d', { alpha: false });
		this.raster = new Raster();
		this.density = new Density(this.raster, theme);
		this.labels = new Labels(this.context, theme, trace);
		this.arrows = new Arrows(trace, lanes);
		this.ruler = new Ruler(trace, theme, view);
		this.found = new Set();
		this.asked = false;
		this.frames = 0;
	}

	// Canvases as large as they are seen, in the pixels of the screen.
	resize() {
		const scale = window.devicePixelRatio || 1, width = this.scroller.clientWidth;
		const fit = (canvas, height) => {
			const w = Math.round(width * scale), h = Math.round(height * scale);

			if (canvas.width === w && canvas.height === h)
				return;
			canvas.width = w;
			canvas.height = h;
			canvas.style.width = width + 'px';
			canvas.style.height = height + 'px';
		};

		this.scale = scale;
		this.gutter = Math.round(Math.min(GUTTER, width / 3) * scale);
		fit(this.canvas, this.scroller.clientHeight);
		fit(document.getElementById('ruler'), 24);
		fit(document.getElementById('overview'), 30);
		this.extent.style.height = this.lanes.height + 'px';
		this.view.width = Math.max(1, this.canvas.width - this.gutter);
		this.raster.resize(this.context, this.view.width, this.canvas.height);
	}

	// At the next frame, once.
	ask() {
		if (this.asked)
			return;
		this.asked = true;
		requestAnimationFrame(now => {
			this.asked = false;
			this.view.step(Math.min(100, now - (this.before || now - 16)));
			this.before = this.view.moving ? now : 0;
			this.frame();
			if (this.view.moving)
				this.ask();
		});
	}

	frame() {
		this.resize();
		this.top = this.scroller.scrollTop;
		this.labels.begin(this.scale);
		this.raster.clear(this.theme.pixel.back);
		const first = this.lanes.find(this.top), { rows } = this.lanes;
		let last = first;

		while (last < rows.length && rows[last].y < this.top + this.scroller.clientHeight)
			this.row(rows[last++]);
		this.context.fillStyle = this.theme.text.back;
		this.context.fillRect(0, 0, this.gutter, this.canvas.height);
		this.context.putImageData(this.raster.image, this.gutter, 0);
		this.grid();
		this.labels.write(this.gutter);
		this.overlay();
		this.names(rows.slice(first, last));
		this.ruler.draw(document.getElementById('ruler'), this.gutter, this.scale, this.selection.span);
		this.ruler.drawOverview(document.getElementById('overview'), this.gutter, this.scale);
		this.frames++;
	}

	// A y among the lanes as one of the raster.
	y(y) {
		return Math.round((y - this.top) * this.scale);
	}

	row(row) {
		const top = this.y(row.y), bottom = this.y(row.y + row.height);

		if (row.type === 'group')
			this.raster.fill(0, top, this.view.width, bottom, this.theme.pixel.group);
		else if (row.type === 'cpu')
			this.cpu(row, row.cpu);
		else if (row.type === 'device')
			this.device(row, row.device);
		else
			this.task(row, row.task);
		this.raster.fill(0, bottom - 1, this.view.width, bottom, this.theme.pixel.line);
	}

	cpu(row, { number, tasks, hardirqs, softirqs, nmis, locks }) {
		const { density, theme, view, trace } = this, strip = n => this.y(row.y + n);
		const top = strip(15), bottom = strip(HEIGHT.cpu - 3);

		const ink = i => theme.text[this.selection.task === trace.tasks[tasks.task[i]] ? 'run-ink' : 'ink'];

		this.raster.fill(0, strip(3), view.width, bottom, theme.pixel.lane);
		density.things(softirqs, view, strip(9), strip(14), () => theme.pixel.softirq, theme.pixel.softirq);
		density.things(hardirqs, view, strip(3), strip(8), () => theme.pixel.hardirq, theme.pixel.hardirq);
		density.things(nmis, view, strip(3), strip(8), () => theme.pixel.nmi, theme.pixel.nmi);
		density.things(tasks, view, top, bottom, i => this.shiftPixel(tasks, i), theme.pixel.busy);
		eachPiece(tasks, view, (i, left, right) =>
			this.labels.add(trace.label(tasks.task[i]), left, right, top, bottom, ink(i)), () => {});
		this.locks(row, locks);
		for (const gap of trace.gaps)
			if (gap.cpu === number)
				density.gap(gap, view, strip(3), strip(row.height - 3));
	}

	// What is lost anywhere could have been of any device.
	device(row, device) {
		const { density, theme, view, trace } = this, top = this.y(row.y + 3);

		this.raster.fill(0, top, view.width, this.y(row.y + row.height - 3), theme.pixel.lane);
		device.tracks.forEach((strip, n) => {
			const upper = this.y(row.y + 3 + n * TRACK_HEIGHT), lower = this.y(row.y + 2 + (n + 1) * TRACK_HEIGHT);

			density.things(strip, view, upper, lower,
				i => strip.kind[i] === PART.QUEUE ? theme.pixel.queued : theme.pixel.request, theme.pixel.request);
			eachPiece(strip, view, (i, left, right) => device.list[strip.task[i]].lossy &&
				this.raster.hatch(left, upper, right, lower, theme.pixel.unknown, 6), () => {});
		});
		for (const gap of trace.gaps)
			density.gap(gap, view, top, this.y(row.y + row.height - 3));
	}

	locks(row, { list, strip }) {
		const { density, theme, view } = this, top = this.y(row.y + Lanes.locksTop(row)), bottom = this.y(row.y + Lanes.locksTop(row) + 5);

		if (!list.length)
			return;
		density.things(strip, view, top, bottom, () => theme.pixel.lock, theme.pixel.lock);
		eachPiece(strip, view, (i, left, right) => list[i].lossy &&
			this.raster.hatch(left, top, right, bottom, theme.pixel.unknown, 6), () => {});
	}

	// With a task selected, where it was stands out.
	shiftPixel(tasks, i) {
		const task = this.trace.tasks[tasks.task[i]], { selection, theme } = this;

		if (selection.task && selection.task !== task)
			return theme.pixel.busy;
		return selection.task ? theme.pixel.run : theme.taskPixel(task);
	}

	task(row, task) {
		const { density, theme, view, labels } = this, { segments, calls } = task;
		const top = this.y(row.y + 2), bottom = this.y(row.y + 17);

		density.segments(segments, view, top, bottom);
		eachPiece(segments, view, (i, left, right) =>
			labels.add(labels.ofSegment(task, i), left, right, top,
				   segments.kind[i] === KIND.SLEEP ? bottom - 4 * this.scale : bottom,
				   theme.text[INKS[segments.kind[i]]]), () => {});
		if (calls.count)
			density.things(calls, view, this.y(row.y + 19), this.y(row.y + 23), () => theme.pixel.call, theme.pixel.call);
		this.locks(row, task.locks);
	}

	grid() {
		this.context.fillStyle = this.theme.text.dim;
		this.context.globalAlpha = 0.12;
		this.ruler.eachTick(this.scale, ns =>
			this.context.fillRect(this.gutter + Math.round(this.view.x(ns)), 0, this.scale, this.canvas.height));
		this.context.globalAlpha = 1;
	}

	overlay() {
		const { context } = this;

		context.save();
		context.beginPath();
		context.rect(this.gutter, 0, this.view.width, this.canvas.height);
		context.clip();
		this.drawSpan();
		this.drawSelected();
		this.arrows.draw(context, this.arrows.of(this.selection),
				 (ns, y) => [this.gutter + this.view.x(ns), (y - this.top) * this.scale],
				 this.theme.text.accent, this.scale);
		context.restore();
	}

	drawSpan() {
		const { span } = this.selection, { context, theme } = this;

		if (!span)
			return;
		const left = this.gutter + this.view.x(span.begin), right = this.gutter + this.view.x(span.end);

		context.fillStyle = theme.text.accent;
		context.globalAlpha = 0.14;
		context.fillRect(left, 0, right - left, this.canvas.height);
		context.globalAlpha = 1;
		context.fillRect(left, 0, this.scale, this.canvas.height);
		context.fillRect(right - this.scale, 0, this.scale, this.canvas.height);
	}

	drawSelected() {
		const { context, selection, view } = this, box = selection.box(this.lanes);

		if (!box)
			return;
		const left = this.gutter + Math.max(view.x(box.begin), -10), right = this.gutter + Math.min(view.x(box.end), view.width + 10);
		const line = 2 * this.scale;

		context.strokeStyle = this.theme.text.accent;
		context.lineWidth = line;
		context.strokeRect(left - line / 2, this.y(box.top) - line / 2, Math.max(right - left, 2) + line,
				   this.y(box.bottom) - this.y(box.top) + line);
	}

	// Names of lanes, left of them.
	names(rows) {
		const { context, labels, theme } = this;

		for (const row of rows) {
			const top = this.y(row.y), middle = this.y(row.y + row.height / 2), { scale } = this;
			const selected = row.type === 'task' && row.task === this.selection.task;
			const owner = row.task || row.cpu || row.device;

			if (row.type === 'group')
				context.fillStyle = theme.text.group;
			else
				context.fillStyle = selected || this.found.has(owner) ? theme.text.lane : theme.text.back;
			context.fillRect(0, top, this.gutter, this.y(row.y + row.height) - top);
			context.fillStyle = selected ? theme.text.accent : theme.text.line;
			if (selected || this.found.has(owner))
				context.fillRect(0, top, 3 * scale, this.y(row.y + row.height) - top);
			labels.font(11, row.type === 'group' || selected ? 'bold' : 'normal');
			context.fillStyle = row.type === 'task' && !row.task.run && !selected ? theme.text.dim : theme.text.text;
			this.name(row, middle);
		}
		context.fillStyle = theme.text.line;
		context.fillRect(this.gutter - 1, 0, 1, this.canvas.height);
	}

	// How much of what is seen a CPU was busy, or a task ran.
	busy(row) {
		const { view } = this, begin = Math.max(view.begin, this.trace.facts.begin_ns);
		const end = Math.min(view.end, this.trace.facts.end_ns);

		if (row.type === 'device')
			return '';
		const strip = row.type === 'cpu' ? row.cpu.tasks : row.task.segments;
		const ns = strip.time(row.type === 'cpu' ? 0 : KIND.RUN, begin, end);

		return ns > 0 && end > begin ? format.share(ns, end - begin) : '';
	}

	name(row, middle) {
		const { context, labels, scale, theme } = this;
		const left = (row.type === 'group' ? 24 : row.indent || row.type !== 'task' ? 24 : 10) * scale;
		const right = row.type === 'group' ? 0 : 56 * scale;

		labels.widths.clear();
		context.fillText(labels.cut(row.label, this.gutter - left - right - 8 * scale), left, middle);
		if (row.type !== 'group') {
			labels.font(10);
			context.fillStyle = theme.text.dim;
			context.textAlign = 'right';
			context.fillText(this.busy(row), this.gutter - 8 * scale, middle);
			return;
		}
		context.fillText(this.lanes.closed.has(row.group.key) ? '\u25b8' : '\u25be', 10 * scale, middle);
		labels.font(11);
		context.fillStyle = theme.text.dim;
		context.fillText(this.groupNote(row.group), this.gutter + 8 * scale, middle);
	}

	// How many requests there are, and how many are not drawn.
	devicesNote() {
		const { devices, facts } = this.trace, sum = of => devices.reduce((all, device) => all + of(device), 0);
		const requests = sum(device => device.list.length), out = sum(device => device.leftOut) + facts.requests_left_out;

		return format.count(requests) + (requests === 1 ? ' request' : ' requests') + (out ? ', ' + format.count(out) +
			' more than there is room for at a time are not drawn' : '');
	}

	groupNote(group) {
		if (group.key === 'cpus')
			return '';
		if (group.key === 'devices')
			return this.devicesNote();
		const tasks = group.lanes.length;

		return tasks + (tasks === 1 ? ' task' : ' tasks') + (group.run ? ', ran for ' + format.duration(group.run) : '');
	}
}
