// SPDX-License-Identifier: GPL-2.0
// keys.js - the keyboard: as in other trace viewers.
'use strict';

const ZOOM = 0.6, PAN = 0.2;

class Keys {
	constructor(app) {
		this.app = app;
		this.table = this.keys();
		this.help = document.getElementById('help');
		document.addEventListener('keydown', event => this.press(event));
		this.build();
	}

	// Keys, what they do in words, and what they do.
	keys() {
		const { app } = this, { view, search, selection } = app;

		return [
			[['w', '+', '='], 'closer, to where the mouse is', () => view.zoom(ZOOM, app.pointer.ns, true)],
			[['s', '-'], 'further', () => view.zoom(1 / ZOOM, app.pointer.ns, true)],
			[['a', 'ArrowLeft'], 'earlier', () => view.pan(-PAN, true)],
			[['d', 'ArrowRight'], 'later', () => view.pan(PAN, true)],
			[['f'], 'fit: what is selected; again: all', () => app.fit()],
			[['0'], 'all of the trace', () => view.glide(view.first, view.last)],
			[['/'], 'search: task, pid, lock, device, operation, sector', () => search.open()],
			[['n', 'N'], 'next one found, the one before', event => search.step(event.key === 'n' ? 1 : -1)],
			[[',', '.'], 'previous, next segment of the task; or request, or wait for a lock', event => app.stepSegment(event.key === '.' ? 1 : -1)],
			[['g'], 'go to who woke it', () => app.toWaker()],
			[['h'], 'hide tasks that do nothing here; again: show all', () => app.narrow()],
			[['t'], 'light or dark', () => app.toggleTheme()],
			[['Escape'], 'select nothing', () => selection.clear()],
			[['?'], 'this help', () => this.open()],
		];
	}

	press(event) {
		if (event.ctrlKey || event.metaKey || event.altKey || this.help.open)
			return;
		if (event.target === this.app.search.input) {
			this.pressInSearch(event);
			return;
		}
		const entry = this.table.find(([keys]) => keys.includes(event.key));

		if (!entry)
			return;
		event.preventDefault();
		entry[2](event);
		this.app.draw();
	}

	pressInSearch(event) {
		if (event.key === 'Escape') {
			this.app.search.close();
		} else if (event.key === 'Enter') {
			this.app.search.tell(this.app.search.input.value.trim());
			document.getElementById('scroller').focus();
		} else {
			return;
		}
		event.preventDefault();
	}

	open() {
		this.help.showModal();
	}

	build() {
		const name = key => ({ ArrowLeft: '\u2190', ArrowRight: '\u2192' }[key] || key);
		const rows = this.table.map(([keys, text]) =>
			element('tr', '', element('td', '', ...keys.flatMap(key => [element('kbd', '', name(key)), ' '])), element('td', '', text)));
		const mouse = [
			['click', 'a segment, an interrupt, a request, a wait for a lock, a gap; a head, to fold'],
			['drag', 'moves; with shift, or in the time above: selects a span'],
			['wheel', 'scrolls; with ctrl: zooms; with shift: moves in time'],
			['double click', 'zooms to what is there'],
		].map(([what, text]) => element('tr', '', element('td', '', what), element('td', '', text)));

		this.help.append(element('h2', '', 'Keys and mouse'), element('table', '', element('tbody', '', ...rows, ...mouse)),
				 button('close', 'Escape', () => this.help.close()));
	}
}
