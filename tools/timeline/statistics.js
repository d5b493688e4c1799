// SPDX-License-Identifier: GPL-2.0
// statistics.js - who did what for how long in a span of time.
'use strict';

const ROWS_MAX = 200;
const TABLE = [
	['task', 'task'], ['run', 'run'], ['wait', 'wait'], ['block', 'blocked'], ['disk', 'uninterruptible'],
	['unknown', 'unknown'], ['wakeups', 'woken'],
];

// What a task did between two instants; the times add up to how long it was there.
function statisticsOf(task, begin, end) {
	const { segments } = task, from = segments.find(begin), to = segments.find(end);
	const time = kind => segments.before(kind, to, end) - segments.before(kind, from, begin);
	const disk = time(KIND.DISK);
	// Wakeups that happened in the span: one that began before it is none of its.
	const first = from < segments.count && segments.begin[from] < begin ? from + 1 : from;
	const last = to < segments.count && segments.begin[to] < end ? to + 1 : to;

	return {
		task, disk,
		run: time(KIND.RUN),
		wait: time(KIND.WAIT),
		block: time(KIND.SLEEP) + disk,
		unknown: time(KIND.UNKNOWN),
		wakeups: last > first ? segments.wakeups[last] - segments.wakeups[first] : 0,
	};
}

class Statistics {
	constructor(trace, reveal) {
		this.trace = trace;
		this.reveal = reveal;
		this.key = 'run';
	}

	rows({ begin, end }) {
		const rows = this.trace.tasks.filter(task => task && task.segments.count)
			.map(task => statisticsOf(task, begin, end))
			.filter(row => row.run || row.wait || row.block || row.unknown);
		const compare = this.key === 'task' ? (a, b) => (a.task.label < b.task.label ? -1 : 1)
						    : (a, b) => b[this.key] - a[this.key] || b.run - a.run || b.wait - a.wait;

		return rows.sort(compare);
	}

	build(span, rebuild) {
		const rows = this.rows(span), length = span.end - span.begin;
		const shown = rows.slice(0, ROWS_MAX), file = format.argument(this.trace.facts.argument);

		return [
			element('h2', '', format.duration(length), element('small', '',
				'from ' + format.seconds(span.begin) + ' to ' + format.seconds(span.end) + ' s: ' + this.cpus(span))),
			this.table(shown, length, rebuild),
			rows.length > shown.length ? element('p', '', 'and ' + (rows.length - shown.length) + ' more tasks') : null,
			element('div', 'commands', command('tracectl dump --from ' + format.seconds(span.begin) +
				' --to ' + format.seconds(span.end) + ' ' + file)),
		].filter(part => part);
	}

	cpus({ begin, end }) {
		const list = this.trace.cpus.slice(0, 8).map(({ number, tasks }) =>
			'CPU ' + number + ' busy ' + format.share(tasks.time(0, begin, end), end - begin));

		return list.join(', ') + (this.trace.cpus.length > 8 ? ', ...' : '');
	}

	table(rows, length, rebuild) {
		const head = element('tr', '', ...TABLE.map(([key, title]) => {
			const cell = element('th', key === this.key ? 'sorted' : '', title);

			cell.addEventListener('click', () => {
				this.key = key;
				rebuild();
			});
			return cell;
		}));

		return element('table', '', element('thead', '', head),
			element('tbody', '', ...rows.map(row => this.row(row, length))));
	}

	row(row, length) {
		const made = element('tr', row.task.lossy ? 'lossy' : '', ...TABLE.map(([key]) => {
			if (key === 'task')
				return element('td', '', row.task.label + (row.task.lossy ? ' ~' : ''));
			if (key === 'wakeups')
				return element('td', '', format.count(row.wakeups));
			const cell = element('td', '', row[key] ? format.duration(row[key]) : '-');

			cell.dataset.ns = Math.round(row[key]);
			if (key === 'run' && row.run)
				cell.append(element('small', '', format.share(row.run, length)));
			return cell;
		}));

		made.dataset.pid = row.task.pid;
		made.addEventListener('click', () => this.reveal(row.task));
		return made;
	}
}
