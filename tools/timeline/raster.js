// SPDX-License-Identifier: GPL-2.0
// raster.js - pixels in memory. A frame is ten thousands of small rectangles; filled here
// they cost the same on any machine, with or without a graphics card.
'use strict';

class Raster {
	resize(context, width, height) {
		if (this.width === width && this.height === height)
			return;
		this.width = width;
		this.height = height;
		this.image = context.createImageData(Math.max(width, 1), Math.max(height, 1));
		this.pixels = new Uint32Array(this.image.data.buffer);
	}

	clear(pixel) {
		this.pixels.fill(pixel);
	}

	// From the left and upper to behind the right and lower edge, all whole numbers.
	fill(left, top, right, bottom, pixel) {
		left = Math.max(left, 0);
		top = Math.max(top, 0);
		right = Math.min(right, this.width);
		bottom = Math.min(bottom, this.height);
		if (right - left === 1) {
			for (let at = top * this.width + left; top < bottom; top++, at += this.width)
				this.pixels[at] = pixel;
			return;
		}
		for (; top < bottom && left < right; top++)
			this.pixels.fill(pixel, top * this.width + left, top * this.width + right);
	}

	// Slanted stripes, which are no kind's colour: nobody knows.
	hatch(left, top, right, bottom, pixel, period) {
		left = Math.max(left, 0);
		top = Math.max(top, 0);
		right = Math.min(right, this.width);
		bottom = Math.min(bottom, this.height);
		for (let y = top; y < bottom; y++)
			for (let x = left; x < right; x++)
				if ((x + y) % period < period * 0.4)
					this.pixels[y * this.width + x] = pixel;
	}
}
