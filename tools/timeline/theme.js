// SPDX-License-Identifier: GPL-2.0
// theme.js - colours: those of style.css, as numbers for the raster and as text.
'use strict';

const COLORS = ['back', 'lane', 'group', 'line', 'text', 'dim', 'accent', 'run', 'wait', 'sleep', 'disk',
		'unknown', 'busy', 'hardirq', 'softirq', 'nmi', 'call', 'request', 'queued', 'lock', 'ink', 'run-ink',
		'task0', 'task1', 'task2', 'task3', 'task4', 'task5', 'task6', 'task7'];
const TASK_COLORS = 8;

class Theme {
	constructor() {
		this.media = window.matchMedia('(prefers-color-scheme: dark)');
		this.read();
	}

	get dark() {
		const chosen = document.documentElement.dataset.theme;

		return chosen ? chosen === 'dark' : this.media.matches;
	}

	toggle() {
		document.documentElement.dataset.theme = this.dark ? 'light' : 'dark';
		this.read();
	}

	read() {
		const style = getComputedStyle(document.documentElement);

		this.text = {};
		this.pixel = {};
		for (const name of COLORS) {
			this.text[name] = style.getPropertyValue('--' + name).trim();
			this.pixel[name] = Theme.pixelOf(this.text[name]);
		}
		this.kinds = ['unknown', 'run', 'wait', 'sleep', 'disk'].map(name => this.pixel[name]);
		this.taskPixels = Array.from({ length: TASK_COLORS }, (_, i) => this.pixel['task' + i]);
	}

	// "#rrggbb" as a word of ImageData, whose bytes are red, green, blue, alpha.
	static pixelOf(text) {
		const rgb = parseInt(text.slice(1), 16);

		return (0xff000000 | (rgb & 0xff) << 16 | (rgb & 0xff00) | rgb >> 16) >>> 0;
	}

	// Neighbouring pids get colours that differ.
	taskPixel(task) {
		return this.taskPixels[(task.pid * 5) % TASK_COLORS];
	}
}
