// SPDX-License-Identifier: GPL-2.0
// details.js - the panel of what is selected.
'use strict';

class Details {
	constructor(trace, selection, reveal) {
		Object.assign(this, { trace, selection, reveal });
	}

	build() {
		const { selection } = this;

		if (selection.task)
			return this.segment(selection.task, selection.i);
		if (selection.interrupt)
			return this.interrupt(selection.interrupt);
		if (selection.request)
			return this.request(selection.request);
		if (selection.lock)
			return this.lock(selection.lock);
		if (selection.gap)
			return this.gap(selection.gap);
		return [];
	}

	// A button that goes to a segment.
	go(text, title, task, i) {
		const there = task && i >= 0 && i < task.segments.count;

		return button(text, title, there ? () => {
			this.selection.segment(task, i);
			this.reveal();
		} : null);
	}

	times({ begin, end }) {
		return [
			['since', format.seconds(begin) + ' s'],
			['until', format.seconds(end) + ' s'],
			['took', format.duration(end - begin) + (end - begin >= 1000 ? ' (' + format.count(Math.round(end - begin)) + ' ns)' : '')],
		];
	}

	kind(task, i) {
		const { segments } = task, [letter, text] = this.trace.facts.states[segments.state[i]] || ['?', 'another state'];

		return segments.kind[i] >= KIND.SLEEP ? 'blocked, ' + text + ' (' + letter + ')' : KIND_NAMES[segments.kind[i]];
	}

	segment(task, i) {
		const { segments } = task, time = this.selection.time();
		const swatch = element('i', 'swatch ' + ['unknown', 'run', 'wait', 'sleep', 'disk'][segments.kind[i]]);

		return [
			element('h2', '', swatch, task.label, element('small', '', this.kind(task, i)), this.buttons(task, i)),
			element('div', 'columns',
				facts([...this.times(time), ...this.where(task, i)]),
				facts(this.causes(task, i)),
				facts(this.neighbours(task, i))),
			this.stacks(task, i),
			this.commands(task, time),
		];
	}

	// Where the task left its CPU and where it was woken. A wait or a run behind a block has those of the block.
	stacks({ segments }, i) {
		const block = this.selection.wakeup(), at = block >= 0 ? block : i, stacks = segments.stacks.get(at);

		if (!stacks)
			return null;
		return element('div', 'stacks',
			this.stack(segments.kind[at] === KIND.WAIT ? 'preempted in' : 'blocked in', stacks.own),
			this.stack('woken in', stacks.waker));
	}

	stack(title, number) {
		const [kernel, program] = this.trace.stack(number);
		const part = (name, list) => list.length ? element('ol', 'frames', element('li', 'part', name), ...list.map(frame => element('li', '', frame))) : null;

		if (!kernel.length && !program.length)
			return null;
		return element('section', 'stack', element('h3', '', title), part('kernel', kernel), part('program', program));
	}

	// Below is where they are; what is here says why there are none.
	noStack(task, i) {
		const { segments } = task, block = this.selection.wakeup();

		if (segments.stacks.has(block >= 0 ? block : i))
			return '';
		if (!this.trace.facts.stacks.length)
			return element('span', 'missing', 'not in this trace');
		return segments.kind[i] === KIND.RUN ? '' : element('span', 'missing', 'not known');
	}

	buttons(task, i) {
		const waker = this.selection.wakerSegment();

		return element('span', 'buttons',
			this.go('\u2190 previous', ',', task, i - 1),
			this.go('next \u2192', '.', task, i + 1),
			this.go('waker', 'g', waker && waker[0], waker ? waker[1] : -1));
	}

	where(task, i) {
		const { segments } = task, unknown = segments.kind[i] === KIND.UNKNOWN;
		const word = segments.kind[i] === KIND.RUN ? 'CPU' : segments.kind[i] === KIND.WAIT ? 'waits for CPU' : 'last CPU';

		return [
			['kind', this.kind(task, i)],
			[word, unknown ? '' : String(segments.cpu[i])],
			['system call', this.call(task, i)],
			['process', task.tgid && task.tgid !== task.pid ? this.process(task) : ''],
		];
	}

	process(task) {
		const leader = this.trace.tasks.find(each => each && each.pid === task.tgid);

		return leader ? leader.label : String(task.tgid);
	}

	// The system call around a segment: with its time and result, if all of it was recorded.
	call(task, i) {
		const { calls, segments } = task, at = calls.find(segments.begin[i]);
		const name = this.trace.name(segments.name[i]);

		if (at >= calls.count || calls.begin[at] > segments.begin[i] || calls.end[at] < segments.end[i] || !name)
			return name;
		return name + ' = ' + calls.result[at] + ', took ' + format.duration(calls.end[at] - calls.begin[at]) +
		       ' since ' + format.seconds(calls.begin[at]) + ' s';
	}

	causes(task, i) {
		const { segments } = task, block = this.selection.wakeup(), stolen = segments.stolen.get(i);

		return [
			[block === i ? 'ended by' : 'woken by', block >= 0 ? this.waker(segments.wakers.get(block)) : this.noWaker(segments, i)],
			['woken at', block >= 0 ? format.seconds(segments.wakers.get(block).ns) + ' s' : ''],
			['interrupted', stolen && Object.entries(stolen).filter(([, ns]) => ns)
				.map(([name, ns]) => name + ' ' + format.duration(ns)).join(', ')],
			['behind', this.behind(segments, i)],
			['woke', this.woken(task, i)],
			['stack', this.noStack(task, i)],
		];
	}

	noWaker(segments, i) {
		switch (segments.kind[i]) {
		case KIND.UNKNOWN:	return 'not known: events were lost';
		case KIND.WAIT:		return segments.woken[i] ? 'not known' : 'nobody: it was preempted, or is new';
		case KIND.RUN:		return '';
		default:		return 'nobody in this trace';
		}
	}

	waker(waker) {
		const level = this.trace.facts.levels[waker.level] || '?', source = this.trace.name(waker.source);
		const where = ' on CPU ' + waker.cpu;

		if (this.trace.isTaskContext(waker))
			return this.trace.label(waker.task) + where + (source ? ', doing ' + source : '');
		return level + ' ' + (source || '(a timer, or another CPU)') + where + ', which interrupted ' + this.trace.label(waker.task);
	}

	// Who had the CPU that a task waited for.
	behind(segments, i) {
		const cpu = segments.kind[i] === KIND.WAIT && this.trace.cpus.find(({ number }) => number === segments.cpu[i]);

		if (!cpu)
			return '';
		const had = new Map(), { tasks } = cpu, [begin, end] = [segments.begin[i], segments.end[i]];

		for (let at = tasks.find(begin); at < tasks.count && tasks.begin[at] < end; at++)
			had.set(tasks.task[at], (had.get(tasks.task[at]) || 0) +
				Math.min(end, tasks.end[at]) - Math.max(begin, tasks.begin[at]));
		const list = Array.from(had).sort((a, b) => b[1] - a[1]);

		return list.slice(0, 3).map(([task, ns]) => this.trace.label(task) + ' ' + format.duration(ns)).join(', ') +
		       (list.length > 3 ? ' and ' + (list.length - 3) + ' more' : '');
	}

	woken(task, i) {
		const { segments } = task, list = element('span', 'buttons');
		let at = firstWakeup(task, segments.begin[i]), more = 0;

		if (segments.kind[i] !== KIND.RUN)
			return null;
		for (; at < task.woke.length && task.woke[at].ns <= segments.end[i]; at++) {
			const { task: woken, i: block } = task.woke[at];

			if (list.children.length < 6)
				list.append(this.go(woken.label, 'what it did then', woken, block + 1));
			else
				more++;
		}
		if (more)
			list.append(' and ' + more + ' more');
		return list.children.length ? list : null;
	}

	neighbours(task, i) {
		const text = at => {
			const { segments } = task;

			if (at < 0 || at >= segments.count)
				return 'none';
			return this.kind(task, at) + ' for ' + format.duration(segments.end[at] - segments.begin[at]);
		};

		return [['before', text(i - 1)], ['after', text(i + 1)]];
	}

	commands(task, { begin, end }) {
		const file = format.argument(this.trace.facts.argument);
		const when = '--from ' + format.seconds(begin) + ' --to ' + format.seconds(end);

		return element('div', 'commands',
			command('tracectl dump ' + when + ' ' + file),
			task && command('tracectl why ' + when + ' ' + task.pid + ' ' + file));
	}

	interrupt({ cpu, strip, i, kind }) {
		const time = this.selection.time();

		return [
			element('h2', '', element('i', 'swatch ' + kind), kind + ' ' + this.trace.name(strip.name[i])),
			element('div', 'columns',
				facts([...this.times(time), ['CPU', String(cpu.number)]]),
				facts([['interrupted', this.trace.label(strip.task[i])], ['stack', element('span', 'missing', 'not in this trace')]])),
			this.commands(null, time),
		];
	}

	// What a loss may have done to it, and whether its end is there.
	doubts({ lossy, pending }) {
		return [
			['not done', pending ? 'when the trace ended: it took that long at least' : ''],
			['not sure', lossy ? 'events were lost meanwhile: it may have been more than one' : ''],
		];
	}

	// A button that goes to what a task did at an instant.
	goThere(task, ns) {
		const found = this.trace.tasks[task];

		return found && found.segments.count ? this.go(found.label, 'what it did then', found, found.segments.find(ns)) : this.trace.label(task);
	}

	steps(list, i) {
		const step = by => list[i + by] && (() => {
			this.selection.step(by);
			this.reveal();
		});

		return element('span', 'buttons', button('\u2190 previous', ',', step(-1)), button('next \u2192', '.', step(1)));
	}

	request({ device, i }) {
		const request = device.list[i], driver = request.end - request.begin - request.queue;
		const count = device.list.filter(({ begin, end }) => begin < request.end && end > request.begin).length - 1;

		return [
			element('h2', '', element('i', 'swatch request'), this.trace.name(request.op) + ' of device ' + device.label, this.steps(device.list, i)),
			element('div', 'columns',
				facts([...this.times(request),
					['in the scheduler', request.queue ? format.duration(request.queue) : ''],
					['in the driver', driver > 0 ? format.duration(driver) : '']]),
				facts([['sector', format.count(request.sector)], ['bytes', format.count(request.sectors * 512)],
					['result', request.pending ? '' : request.result ? 'error ' + request.result : 'done'],
					['begun by', element('span', 'buttons', this.goThere(request.task, request.begin))],
					['on CPU', String(request.cpu)], ...this.doubts(request)]),
				facts([['meanwhile', count ? format.count(count) + (count === 1 ? ' other request' : ' other requests') : 'no other request']])),
			this.commands(null, request),
		];
	}

	lock({ owner, i }) {
		const lock = owner.locks.list[i], task = owner.segments ? owner : null, { levels } = this.trace.facts;
		const [kind, address] = [this.trace.name(lock.name).replace(/ 0x\w+$/, ''), this.trace.name(lock.name).replace(/^.* /, '')];

		return [
			element('h2', '', element('i', 'swatch lock'), owner.label, element('small', '', 'waits for a lock'), this.steps(owner.locks.list, i)),
			element('div', 'columns',
				facts([...this.times(lock), ['kind', kind], ['lock', address]]),
				facts([['result', lock.pending ? '' : lock.result ? 'given up: ' + lock.result : 'got it'],
					['context', levels[lock.level]],
					['it was', task ? this.spent(task, lock) : 'spinning'], ...this.doubts(lock)]),
				facts([['others for it', this.rivals(lock)]])),
			task && this.lockStacks(task, lock),
			this.commands(task, lock),
		].filter(part => part);
	}

	// What the task did meanwhile.
	spent({ segments }, { begin, end }) {
		return [KIND.RUN, KIND.WAIT, KIND.SLEEP, KIND.DISK, KIND.UNKNOWN]
			.map(kind => [KIND_NAMES[kind], segments.time(kind, begin, end)]).filter(([, ns]) => ns > 0)
			.map(([name, ns]) => name + ' ' + format.duration(ns)).join(', ');
	}

	// Who else waited for the same lock at the same time.
	rivals(lock) {
		const address = this.trace.name(lock.name).replace(/^.* /, ''), names = [];

		for (const owner of [...this.trace.tasks, ...this.trace.cpus])
			if (owner && owner.locks.list.some(each => each !== lock && each.begin < lock.end && each.end > lock.begin &&
							   this.trace.name(each.name).endsWith(' ' + address)))
				names.push(owner.label);
		return names.length > 5 ? names.slice(0, 5).join(', ') + ' and ' + (names.length - 5) + ' more' : names.join(', ') || 'nobody';
	}

	// Where the task was blocked meanwhile, if it was.
	lockStacks(task, { begin, end }) {
		const { segments } = task;

		for (let i = segments.find(begin); i < segments.count && segments.begin[i] < end; i++) {
			const stacks = segments.kind[i] >= KIND.SLEEP && segments.stacks.get(i);

			if (stacks)
				return element('div', 'stacks', this.stack('blocked in', stacks.own), this.stack('woken in', stacks.waker));
		}
		return null;
	}

	gap(gap) {
		const time = this.selection.time();

		return [
			element('h2', '', element('i', 'swatch unknown'), 'events are missing'),
			element('div', 'columns',
				facts([...this.times(time), ['CPU', String(gap.cpu)], ['context', this.trace.facts.levels[gap.level]]]),
				facts([
					['lost', gap.lost ? format.count(gap.lost) + ' events, counted' : ''],
					['missing', gap.missing ? format.count(gap.missing) + ' batches: how many events is not known' : ''],
					['so', 'what happened here is not known; nothing is made up'],
				])),
			this.commands(null, time),
		];
	}
}
