// SPDX-License-Identifier: GPL-2.0
// main.js - puts the parts together; "timeline" is the whole of it.
'use strict';

class App {
	constructor() {
		const facts = JSON.parse(document.getElementById('facts').textContent);

		this.facts = facts;
		this.trace = new Trace(facts, bytesOfBase64(document.getElementById('columns').textContent.trim()));
		document.getElementById('columns').remove();
		this.theme = new Theme();
		this.view = new View(facts.begin_ns, facts.end_ns);
		this.lanes = new Lanes(this.trace);
		this.selection = new Selection(this.trace, () => this.selected());
		this.paint = new Paint(this.trace, this.theme, this.view, this.lanes, this.selection);
		this.details = new Details(this.trace, this.selection, () => this.revealSelected());
		this.statistics = new Statistics(this.trace, task => this.revealTask(task));
		this.search = new Search(this.trace, (found, item) => this.found(found, item));
		this.search.lanes = this.lanes;
		this.pointer = new Pointer(this);
		this.keys = new Keys(this);
		this.listen();
		this.tellVerdict();
		this.tellLegend();
		this.selected();
	}

	listen() {
		const click = (id, action) => document.getElementById(id).addEventListener('click', action);

		click('fit', () => this.fit());
		click('narrow', () => this.narrow());
		click('theme', () => this.toggleTheme());
		click('ask', () => this.keys.open());
		new ResizeObserver(() => this.draw()).observe(document.getElementById('scroller'));
		this.theme.media.addEventListener('change', () => {
			this.theme.read();
			this.draw();
		});
	}

	draw() {
		this.paint.ask();
	}

	status(text) {
		document.getElementById('status').textContent = text;
	}

	tellVerdict() {
		const { facts } = this, verdict = document.getElementById('verdict');
		const text = {
			complete: 'complete: ' + format.count(facts.emitted) + ' emitted = recorded, proven',
			lossy: 'lossy: ' + format.count(facts.lost) + ' of ' + format.count(facts.emitted) + ' events (' +
			       format.share(facts.lost, facts.emitted) + ') were lost; hatched is not known',
			broken: 'broken: the trace is damaged; do not trust it, ask tracectl verify',
		};

		verdict.textContent = text[facts.verdict];
		verdict.className = facts.verdict;
		document.title = facts.file + ' - gentrace timeline';
		const title = document.getElementById('title');

		// Where it is may be long; the commands have all of it.
		title.textContent = facts.file.replace(/^.*\//, '');
		title.title = facts.file;
		if (facts.selection)
			title.append(element('small', '', 'only ' + facts.selection));
	}

	tellLegend() {
		const entries = [['run', 'running'], ['wait', 'waiting for a CPU'], ['sleep', 'blocked'], ['disk', 'blocked, uninterruptible'],
				 ['unknown', 'unknown: events lost'], ['call', 'system call'], ['hardirq', 'hardirq'],
				 ['softirq', 'softirq'], ['nmi', 'NMI']];

		if (this.trace.devices.length)
			entries.push(['request', 'request: queued, in the driver']);
		if ([...this.trace.tasks, ...this.trace.cpus].some(owner => owner && owner.locks.list.length))
			entries.push(['lock', 'waits for a lock']);

		document.getElementById('legend').append(...entries.map(([name, text]) =>
			element('li', '', element('i', 'swatch ' + name), text)));
	}

	// Something else is selected: the panel tells it.
	selected() {
		if (!this.details)
			return;
		const { selection } = this, panel = document.getElementById('panel');
		const content = selection.owner() || selection.gap ? this.details.build()
			: selection.span ? this.statistics.build(selection.span, () => this.selected()) : this.hint();

		panel.className = selection.time() ? '' : 'empty';
		panel.replaceChildren(...content);
		this.draw();
	}

	hint() {
		const { trace } = this, tasks = trace.tasks.filter(task => task && task.segments.count).length;

		return [element('p', 'hint', format.count(this.facts.segments) + ' segments of ' + tasks + ' tasks on ' +
			trace.cpus.length + ' CPUs in ' + format.duration(this.facts.end_ns - this.facts.begin_ns) +
			'. Click on a segment; drag in the time above to add up a span; ? tells the keys.')];
	}

	// First what is selected, then all.
	fit() {
		const time = this.selection.time(), { view } = this;
		const at = view.target || view;

		if (time && !(view.shows(time.begin, time.end) && at.end - at.begin < 2 * Math.max(time.end - time.begin, SHORTEST_NS)))
			view.show(time.begin, time.end);
		else
			view.glide(view.first, view.last);
		this.draw();
	}

	// Lanes without anything in what is seen go away, and come back.
	narrow() {
		const { lanes, view } = this, { begin, end } = view.target || view;

		lanes.narrow(lanes.only ? null : { begin, end });
		document.getElementById('narrow').classList.toggle('on', lanes.only !== null);
		document.getElementById('scroller').scrollTop = 0;
		this.draw();
	}

	stepSegment(by) {
		this.selection.step(by);
		this.revealSelected();
	}

	toWaker() {
		this.selection.toWaker();
		this.revealSelected();
	}

	// The selected segment comes into sight, in time and among the lanes.
	revealSelected() {
		const time = this.selection.time(), { view } = this;

		const owner = this.selection.owner();

		if (!time || !owner)
			return;
		this.revealOwner(owner);
		if (!view.shows(time.begin, time.end)) {
			const span = Math.max(view.span, (time.end - time.begin) * 1.3), middle = (time.begin + time.end) / 2;

			view.glide(middle - span / 2, middle + span / 2);
		}
		this.draw();
	}

	revealOwner(owner) {
		if (owner.segments)
			this.revealTask(owner);
		else
			this.revealRow(this.lanes.revealOther(owner));
	}

	revealTask(task) {
		this.revealRow(this.lanes.reveal(task));
	}

	revealRow(row) {
		const scroller = document.getElementById('scroller');

		if (!row)
			return;
		this.paint.extent.style.height = this.lanes.height + 'px';
		if (row.y < scroller.scrollTop || row.y + row.height > scroller.scrollTop + scroller.clientHeight)
			scroller.scrollTop = row.y - scroller.clientHeight / 2;
		this.draw();
	}

	// Lanes of what was found are marked; a request or a wait for a lock is selected, too.
	found(items, item) {
		this.paint.found = new Set(items.map(({ owner }) => owner));
		if (item && item.what) {
			this.selection.only(item.what);
			this.revealSelected();
		} else if (item) {
			this.revealOwner(item.owner);
		}
		this.draw();
	}

	toggleTheme() {
		this.theme.toggle();
		this.draw();
	}
}

// The page is painted first, as many megabytes take a moment.
requestAnimationFrame(() => setTimeout(() => {
	const root = document.documentElement;

	try {
		window.timeline = new App();
		window.timeline.paint.frame();
		root.dataset.state = 'ready';
	} catch (error) {
		document.getElementById('panel').replaceChildren(element('p', 'broken', 'This page cannot be shown: ' + error.message));
		root.dataset.state = 'failed';
		throw error;
	}
}));
