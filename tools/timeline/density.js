// SPDX-License-Identifier: GPL-2.0
// density.js - a strip of things in a row of pixels: those that are wide enough as
// rectangles, the others as how much of a pixel's time each kind has. What is drawn costs
// as much as there are pixels, not as there are things.
'use strict';

// Narrower than so many pixels, a thing is not drawn by itself.
const NARROW = 1.5;

// Calls wide(i, left, right), or narrow(x, shares) with the share of each kind in pixel x.
function eachPiece(strip, view, wide, narrow) {
	const perPixel = view.span / view.width, shares = new Float64Array(strip.kinds);
	let i = strip.find(view.begin), x = 0;

	while (i < strip.count && strip.begin[i] < view.end) {
		const left = view.x(strip.begin[i]), right = view.x(strip.end[i]);

		x = Math.max(x, Math.floor(left));
		if (x >= view.width)
			break;
		if (right - Math.max(left, x) >= NARROW) {
			wide(i, Math.max(x, Math.round(left)), Math.min(view.width, Math.round(right)));
			x = Math.round(right);
			i++;
			continue;
		}
		const from = view.ns(x), to = view.ns(x + 1), next = firstEndingBehind(strip.end, i, strip.count, to);
		// The pixel may begin in a thing that has been drawn.
		const before = firstEndingBehind(strip.end, Math.max(i - 1, 0), i + 1, from);

		for (let kind = 0; kind < strip.kinds; kind++)
			shares[kind] = Math.max(0, strip.before(kind, next, to) - strip.before(kind, before, from)) / perPixel;
		narrow(x, shares);
		x++;
		i = next;
	}
}

class Density {
	constructor(raster, theme) {
		this.raster = raster;
		this.theme = theme;
	}

	// How high a kind stands; what needs no attention is low.
	kindTop(kind, top, bottom) {
		const height = bottom - top;

		switch (kind) {
		case KIND.SLEEP:	return bottom - Math.max(2, Math.round(height * 0.2));
		case KIND.DISK:		return bottom - Math.round(height * 0.6);
		default:		return top;
		}
	}

	rectangle(kind, left, right, top, bottom) {
		const { raster, theme } = this, from = this.kindTop(kind, top, bottom);
		// A seam, so that two of the same kind are seen to be two.
		const until = right - left > 4 ? right - 1 : right;

		if (kind === KIND.UNKNOWN)
			raster.hatch(left, top, right, bottom, theme.pixel.unknown, 6);
		else
			raster.fill(left, from, until, bottom, theme.kinds[kind]);
	}

	// From the bottom: what ran, what waited, what was blocked for good.
	column(x, shares, top, bottom) {
		const { raster, theme } = this, height = bottom - top;
		let at = bottom;

		if (shares[KIND.SLEEP] > 0)
			this.rectangle(KIND.SLEEP, x, x + 1, top, bottom);
		if (shares[KIND.UNKNOWN] > 0)
			raster.hatch(x, top, x + 1, bottom, theme.pixel.unknown, 6);
		for (const kind of [KIND.RUN, KIND.WAIT, KIND.DISK]) {
			if (!shares[kind])
				continue;
			const high = Math.max(1, Math.round(shares[kind] * height));

			raster.fill(x, Math.max(top, at - high), x + 1, at, theme.kinds[kind]);
			at = Math.max(top, at - high);
		}
	}

	segments(strip, view, top, bottom) {
		eachPiece(strip, view,
			(i, left, right) => this.rectangle(strip.kind[i], left, right, top, bottom),
			(x, shares) => this.column(x, shares, top, bottom));
	}

	// Things that are all as high: @pixel(i) colours a wide one, @busy the height of the others.
	things(strip, view, top, bottom, pixel, busy) {
		const { raster } = this, height = bottom - top, all = shares => shares.reduce((sum, share) => sum + share);

		eachPiece(strip, view,
			(i, left, right) => raster.fill(left, top, right - left > 4 ? right - 1 : right, bottom, pixel(i)),
			(x, shares) => raster.fill(x, bottom - Math.max(1, Math.round(Math.min(1, all(shares)) * height)), x + 1, bottom, busy));
	}

	gap(gap, view, top, bottom) {
		const left = Math.floor(view.x(gap.begin)), right = Math.max(left + 2, Math.ceil(view.x(gap.end)));

		if (right < 0 || left > view.width)
			return;
		this.raster.hatch(left, top, right, bottom, this.theme.pixel.unknown, 6);
	}
}
