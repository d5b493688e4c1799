// SPDX-License-Identifier: GPL-2.0
// format.js - numbers as people read them; the same forms as tracectl prints.
'use strict';

const format = {
	// "0.001234567": seconds since the begin of the trace, nothing rounded.
	seconds(ns) {
		const whole = Math.round(ns);
		const seconds = Math.floor(whole / 1e9);

		return seconds + '.' + String(whole - seconds * 1e9).padStart(9, '0');
	},

	// "1.23 ms": three digits and the unit.
	duration(ns) {
		const units = ['ns', 'us', 'ms', 's'];
		let value = ns, unit = 0;

		while (value >= 999.5 && unit < units.length - 1) {
			value /= 1000;
			unit++;
		}
		if (!unit)
			return Math.round(value) + ' ns';
		return value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0) + ' ' + units[unit];
	},

	// "1,234,567"
	count(number) {
		return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
	},

	// "12.3 %"
	share(part, whole) {
		return whole > 0 ? (100 * part / whole).toFixed(1) + ' %' : '-';
	},

	// A word that the shell leaves alone.
	argument(text) {
		return /^[\w./:@%+,-]+$/.test(text) ? text : "'" + text.replace(/'/g, "'\\''") + "'";
	},
};
