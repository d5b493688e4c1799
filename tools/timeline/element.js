// SPDX-License-Identifier: GPL-2.0
// element.js - elements with text in them. Nothing in this page makes markup of text.
'use strict';

function element(tag, className, ...content) {
	const made = document.createElement(tag);

	if (className)
		made.className = className;
	made.append(...content.filter(part => part !== null && part !== undefined && part !== ''));
	return made;
}

function button(text, title, action) {
	const made = element('button', '', text);

	made.type = 'button';
	made.title = title;
	made.disabled = !action;
	if (action)
		made.addEventListener('click', action);
	return made;
}

// A command to paste: a click takes all of it.
function command(text) {
	const code = element('code', 'command', text);

	code.title = 'click to copy';
	code.addEventListener('click', () => {
		window.getSelection().selectAllChildren(code);
		document.execCommand('copy');
	});
	return code;
}

// Names and values, one under the other; values that are not there are left out.
function facts(rows) {
	const list = element('dl', '');

	for (const [name, value] of rows)
		if (value !== null && value !== undefined && value !== '')
			list.append(element('dt', '', name), element('dd', '', value));
	return list;
}
