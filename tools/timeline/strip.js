// SPDX-License-Identifier: GPL-2.0
// strip.js - things that follow each other in time: segments, calls, interrupts, shifts.
'use strict';

// The first of [first, last) that ends behind an instant.
function firstEndingBehind(end, first, last, ns) {
	while (first < last) {
		const middle = (first + last) >>> 1;

		if (end[middle] > ns)
			last = middle;
		else
			first = middle + 1;
	}
	return first;
}

class Strip {
	// @kinds: how many kinds of things there are, whose times are summed up apart.
	constructor(count, kinds) {
		this.count = 0;
		this.begin = new Float64Array(count);
		this.end = new Float64Array(count);
		this.kind = new Uint8Array(count);
		this.task = new Int32Array(count);
		this.name = new Int32Array(count);
		this.kinds = kinds;
		// sums[k][i]: time of kind k before thing i. With it, the time of any span is
		// two look-ups, however many things are in it.
		this.sums = Array.from({ length: kinds }, () => new Float64Array(count + 1));
	}

	add(begin, end, kind) {
		const i = this.count++;

		this.begin[i] = begin;
		this.end[i] = end;
		this.kind[i] = kind;
		for (let k = 0; k < this.kinds; k++)
			this.sums[k][i + 1] = this.sums[k][i] + (k === kind ? end - begin : 0);
		return i;
	}

	// The first that ends behind @ns.
	find(ns) {
		return firstEndingBehind(this.end, 0, this.count, ns);
	}

	// Which one an instant is in; -1: none.
	at(ns) {
		const i = this.find(ns);

		return i < this.count && this.begin[i] <= ns ? i : -1;
	}

	// Time of a kind before @ns, where @i is find(ns).
	before(kind, i, ns) {
		const part = i < this.count && this.kind[i] === kind ? ns - this.begin[i] : 0;

		return this.sums[kind][i] + (part > 0 ? part : 0);
	}

	// Time of a kind between two instants.
	time(kind, from, to) {
		return this.before(kind, this.find(to), to) - this.before(kind, this.find(from), from);
	}
}
