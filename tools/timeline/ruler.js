// SPDX-License-Identifier: GPL-2.0
// ruler.js - the time above the lanes, and the whole trace above that.
'use strict';

const TICK_ROOM = 130;

class Ruler {
	constructor(trace, theme, view) {
		this.trace = trace;
		this.theme = theme;
		this.view = view;
		this.overviewed = '';
	}

	// 1, 2 or 5 times a power of ten, so that labels have room.
	tick(scale) {
		const least = this.view.span / this.view.width * TICK_ROOM * scale;
		const power = 10 ** Math.floor(Math.log10(least));

		return [1, 2, 5, 10].map(n => n * power).find(tick => tick >= least);
	}

	eachTick(scale, visit) {
		const tick = Math.max(1, this.tick(scale));

		for (let ns = Math.ceil(this.view.begin / tick) * tick; ns < this.view.end; ns += tick)
			visit(ns, tick);
	}

	// As many digits as the ticks need.
	text(ns, tick) {
		const digits = Math.min(9, Math.max(0, -Math.floor(Math.log10(tick / 1e9) + 1e-9)));

		return (ns < 0 ? '-' : '') + (Math.abs(ns) / 1e9).toFixed(digits) + ' s';
	}

	draw(canvas, gutter, scale, span) {
		const context = canvas.getContext('2d'), { theme, view } = this;

		context.fillStyle = theme.text.back;
		context.fillRect(0, 0, canvas.width, canvas.height);
		if (span)
			this.drawSpan(context, canvas, gutter, scale, span);
		context.font = 11 * scale + 'px ui-monospace, "DejaVu Sans Mono", monospace';
		context.textBaseline = 'middle';
		context.fillStyle = theme.text.dim;
		context.textAlign = 'left';
		context.fillText(format.duration(view.span), 10 * scale, canvas.height / 2);
		this.eachTick(scale, (ns, tick) => {
			const x = gutter + Math.round(view.x(ns));

			context.fillRect(x, canvas.height - 5 * scale, scale, 5 * scale);
			context.fillText(this.text(ns, tick), x + 5 * scale, canvas.height / 2);
		});
	}

	drawSpan(context, canvas, gutter, scale, { begin, end }) {
		const left = Math.max(gutter, gutter + this.view.x(begin)), right = gutter + this.view.x(end);

		if (right <= left)
			return;
		context.globalAlpha = 0.25;
		context.fillStyle = this.theme.text.accent;
		context.fillRect(left, 0, right - left, canvas.height);
		context.globalAlpha = 1;
	}

	// How busy all CPUs were, pixel by pixel; kept until something of it changes.
	overview(width, height) {
		const key = [width, height, this.theme.dark].join();

		if (this.overviewed === key)
			return this.picture;
		this.overviewed = key;
		this.picture = document.createElement('canvas');
		this.picture.width = width;
		this.picture.height = height;
		const context = this.picture.getContext('2d'), { begin, end } = this.view.whole;
		const ns = x => begin + (end - begin) * x / width, { cpus } = this.trace;

		for (let x = 0; x < width; x++) {
			const busy = cpus.reduce((sum, cpu) => sum + cpu.tasks.time(0, ns(x), ns(x + 1)), 0);
			const high = Math.round(busy / (ns(x + 1) - ns(x)) / (cpus.length || 1) * height);

			context.fillStyle = this.theme.text.busy;
			context.fillRect(x, height - high, 1, high);
		}
		this.overviewGaps(context, width, height);
		return this.picture;
	}

	overviewGaps(context, width, height) {
		const { begin, end } = this.view.whole;

		context.strokeStyle = this.theme.text.unknown;
		for (const gap of this.trace.gaps) {
			const left = Math.floor((gap.begin - begin) / (end - begin) * width);
			const right = Math.max(left + 3, (gap.end - begin) / (end - begin) * width);

			context.save();
			context.beginPath();
			context.rect(left, 0, right - left, height);
			context.clip();
			context.clearRect(left, 0, right - left, height);
			context.beginPath();
			for (let x = left - height; x < right; x += 5) {
				context.moveTo(x, height);
				context.lineTo(x + height, 0);
			}
			context.stroke();
			context.restore();
		}
	}

	drawOverview(canvas, gutter, scale) {
		const context = canvas.getContext('2d'), { theme, view } = this;
		const width = canvas.width - gutter, { begin, end } = view.whole;
		const x = ns => gutter + (ns - begin) / (end - begin) * width;
		const left = x(view.begin), right = Math.max(left + 2 * scale, x(view.end));

		context.fillStyle = theme.text.lane;
		context.fillRect(0, 0, canvas.width, canvas.height);
		context.drawImage(this.overview(width, canvas.height), gutter, 0);
		context.fillStyle = theme.text.dim;
		context.font = 11 * scale + 'px ui-monospace, "DejaVu Sans Mono", monospace';
		context.textBaseline = 'middle';
		context.fillText('busy CPUs', 10 * scale, canvas.height / 2);
		context.fillStyle = theme.text.back;
		context.globalAlpha = 0.6;
		context.fillRect(gutter, 0, left - gutter, canvas.height);
		context.fillRect(right, 0, canvas.width - right, canvas.height);
		context.globalAlpha = 1;
		context.strokeStyle = theme.text.accent;
		context.lineWidth = scale;
		context.strokeRect(left + 0.5, 0.5, right - left - 1, canvas.height - 1);
	}
}
