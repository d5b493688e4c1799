// SPDX-License-Identifier: GPL-2.0
// bytes.js - what stands in the page as text, as bytes again, and read number by number.
'use strict';

// Lines of base64; each but the last one is of whole groups, so that each is read alone.
function bytesOfBase64(text) {
	const bytes = new Uint8Array(Math.floor(text.length / 4) * 3 + 3);
	let length = 0;

	for (let begin = 0, end; begin < text.length; begin = end + 1) {
		end = text.indexOf('\n', begin);
		if (end < 0)
			end = text.length;
		const line = atob(text.slice(begin, end));

		for (let i = 0; i < line.length; i++)
			bytes[length++] = line.charCodeAt(i);
	}
	return bytes.subarray(0, length);
}

class ByteReader {
	constructor(bytes) {
		this.bytes = bytes;
		this.at = 0;
	}

	byte() {
		return this.bytes[this.at++];
	}

	// As in a trace (uapi/linux/gentrace_varint.h): the lowest set bit of the first byte
	// says how many bytes there are, what is above it is the number. Exact up to 2^53.
	varint() {
		const first = this.bytes[this.at++];

		if (first & 1)
			return first >>> 1;
		const more = first ? 31 - Math.clz32(first & -first) : 8, shift = first ? more + 1 : 8;
		let value = first >>> shift, scale = 2 ** (8 - shift);

		for (let i = 0; i < more; i++, scale *= 256)
			value += this.bytes[this.at++] * scale;
		return value;
	}

	// 0, -1, 1, -2, ... as 0, 1, 2, 3, ...
	signed() {
		const value = this.varint();

		return value % 2 ? -(value + 1) / 2 : value / 2;
	}
}
