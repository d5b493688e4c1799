// SPDX-License-Identifier: GPL-2.0
// requests.js - requests of a block device, and waits for locks. They overlap, which other
// things do not: requests are put into tracks, like books into shelves.
'use strict';

const CALL_FLAG = { LOSSY: 1, PENDING: 2 };

// What of a request is drawn.
const PART = { DRIVER: 0, QUEUE: 1 };

// So many at a time are drawn; how many more there are is said.
const TRACKS_MAX = 32;
const TRACK_HEIGHT = 6;

// Of a list whose elements end one after the other; what overlaps is told by when it began.
function readOverlapping(reader, count, more) {
	const list = [];

	for (let i = 0, last = 0; i < count; i++) {
		const flags = reader.byte(), end = last + reader.signed();

		last = end;
		list.push(Object.assign({
			end, begin: end - reader.varint(),
			lossy: (flags & CALL_FLAG.LOSSY) > 0, pending: (flags & CALL_FLAG.PENDING) > 0,
		}, more(reader)));
	}
	return list.sort((a, b) => a.begin - b.begin || a.end - b.end);
}

function readRequest(reader) {
	return {
		op: reader.varint() - 1, task: reader.varint() - 1, queue: reader.varint(), cpu: reader.varint(),
		sector: reader.varint(), sectors: reader.varint(), result: reader.signed(),
	};
}

function readLock(reader) {
	return { name: reader.varint() - 1, level: reader.varint(), result: reader.signed() };
}

// Waits of one task or CPU as a strip: of one inside of another, what is behind it.
class Locks {
	constructor(list) {
		this.list = list;
		this.strip = new Strip(list.length, 1);
		for (const { begin, end } of list) {
			const before = this.strip.count ? this.strip.end[this.strip.count - 1] : 0, from = Math.max(begin, before);

			this.strip.add(from, Math.max(from, end), 0);
		}
	}
}

class Device {
	constructor(name, index, list) {
		Object.assign(this, { label: name, index, list, tracks: [], leftOut: 0 });
		const members = [], ends = [];

		// The first track that is free. By when they begin there are as many as are at a time.
		list.forEach((request, i) => {
			const free = ends.findIndex(end => end <= request.begin), track = free < 0 ? ends.length : free;

			request.track = track < TRACKS_MAX ? track : -1;
			if (request.track < 0) {
				this.leftOut++;
				return;
			}
			ends[track] = request.end;
			(members[track] = members[track] || []).push(i);
		});
		this.tracks = members.map(track => this.track(track));
	}

	track(members) {
		const strip = new Strip(2 * members.length, 2);

		for (const i of members) {
			const { begin, end, queue } = this.list[i], issued = Math.min(end, begin + queue);

			if (issued > begin)
				strip.task[strip.add(begin, issued, PART.QUEUE)] = i;
			strip.task[strip.add(issued, end, PART.DRIVER)] = i;
		}
		return strip;
	}

	get height() {
		return 6 + TRACK_HEIGHT * Math.max(2, this.tracks.length);
	}
}
