// SPDX-License-Identifier: GPL-2.0
// labels.js - text in and beside lanes.
'use strict';

// Less room than this (in CSS pixels) is no room for text.
const TEXT_ROOM = 34;

class Labels {
	constructor(context, theme, trace) {
		this.context = context;
		this.theme = theme;
		this.trace = trace;
		this.widths = new Map();
		this.list = [];
	}

	// What stands in a segment that is wide enough.
	ofSegment(task, i) {
		const { segments } = task, name = this.trace.name(segments.name[i]);

		switch (segments.kind[i]) {
		case KIND.RUN:	return 'CPU ' + segments.cpu[i] + (name && ' ' + name);
		case KIND.WAIT:	return 'for CPU ' + segments.cpu[i];
		case KIND.DISK:	return name || 'blocked';
		case KIND.SLEEP: return name;
		default:	return '';
		}
	}

	// To be written when the raster is on the canvas.
	add(text, left, right, top, bottom, color) {
		if (text && right - left >= TEXT_ROOM * this.scale)
			this.list.push({ text, left, right, middle: (top + bottom) / 2, color });
	}

	width(text) {
		let width = this.widths.get(text);

		if (width === undefined) {
			if (this.widths.size > 10000)
				this.widths.clear();
			width = this.context.measureText(text).width;
			this.widths.set(text, width);
		}
		return width;
	}

	// As much of a text as there is room for.
	cut(text, room) {
		if (this.width(text) <= room)
			return text;
		const letters = Math.floor(room / (this.width('m') || 1)) - 1;

		return letters < 2 ? '' : text.slice(0, letters) + '\u2026';
	}

	font(size, weight) {
		this.context.font = (weight || 'normal') + ' ' + size * this.scale + 'px ui-monospace, "DejaVu Sans Mono", monospace';
		this.context.textBaseline = 'middle';
		this.context.textAlign = 'left';
	}

	begin(scale) {
		if (this.scale !== scale)
			this.widths.clear();
		this.scale = scale;
		this.list.length = 0;
	}

	write(offset) {
		this.font(10);
		for (const { text, left, right, middle, color } of this.list) {
			const from = Math.max(left, 0) + 4 * this.scale;
			const cut = this.cut(text, right - from - 4 * this.scale);

			this.context.fillStyle = color;
			this.context.fillText(cut, offset + from, middle);
		}
	}
}
