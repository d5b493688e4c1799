// SPDX-License-Identifier: GPL-2.0
// view.js - which part of the time is seen, and how it moves.
'use strict';

// The shortest time across the window, and how fast it gets where it shall be.
const SHORTEST_NS = 50;
const GLIDE_MS = 45;

class View {
	constructor(begin, end) {
		const margin = (end - begin) * 0.01;

		this.first = begin - margin;
		this.last = end + Math.max(margin, SHORTEST_NS);
		this.whole = { begin: this.first, end: this.last };
		this.begin = this.first;
		this.end = this.last;
		this.target = null;
		this.width = 1;		// in pixels of the raster
	}

	get span() {
		return this.end - this.begin;
	}

	get moving() {
		return this.target !== null;
	}

	x(ns) {
		return (ns - this.begin) / (this.end - this.begin) * this.width;
	}

	ns(x) {
		return this.begin + x / this.width * (this.end - this.begin);
	}

	// As much as asked for, but not beyond the trace.
	clamp(begin, end) {
		const span = Math.min(Math.max(end - begin, SHORTEST_NS), this.last - this.first);
		const middle = (begin + end) / 2;
		let from = middle - span / 2;

		from = Math.min(Math.max(from, this.first), this.last - span);
		return { begin: from, end: from + span };
	}

	jump(begin, end) {
		Object.assign(this, this.clamp(begin, end));
		this.target = null;
	}

	glide(begin, end) {
		this.target = this.clamp(begin, end);
		if (window.matchMedia('(prefers-reduced-motion: reduce)').matches)
			this.jump(begin, end);
	}

	// From where it is going to, so that keys pressed quickly add up.
	zoom(factor, ns, smooth) {
		const from = this.target || this;
		const at = ns === undefined ? (from.begin + from.end) / 2 : ns;
		const begin = at - (at - from.begin) * factor, end = at + (from.end - at) * factor;

		// At the shortest span there is nothing more to see, only to drift.
		if (factor < 1 && from.end - from.begin <= SHORTEST_NS * 1.001)
			return;
		this[smooth ? 'glide' : 'jump'](begin, end);
	}

	pan(share, smooth) {
		const from = this.target || this, by = (from.end - from.begin) * share;

		this[smooth ? 'glide' : 'jump'](from.begin + by, from.end + by);
	}

	// With some room on both sides.
	show(begin, end) {
		const margin = Math.max(end - begin, SHORTEST_NS) * 0.15;

		this.glide(begin - margin, end + margin);
	}

	shows(begin, end) {
		const at = this.target || this;

		return begin >= at.begin && end <= at.end;
	}

	// One frame later.
	step(ms) {
		if (!this.target)
			return;
		const share = 1 - Math.exp(-ms / GLIDE_MS), { begin, end } = this.target;
		const near = (end - begin) / this.width / 4;

		this.begin += (begin - this.begin) * share;
		this.end += (end - this.end) * share;
		if (Math.abs(this.begin - begin) < near && Math.abs(this.end - end) < near)
			this.jump(begin, end);
	}
}
