// SPDX-License-Identifier: GPL-2.0
/*
 * finding.c - bounded lists of what is wrong with a trace.
 *
 * A hostile trace can be wrong in every byte, so a list holds only the first
 * findings and counts the rest.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "finding.h"

#define FINDINGS_MAX	256

static const char *const rule_names[] = {
#define R(NAME, name)	[GENTRACE_RULE_##NAME] = name,
	GENTRACE_RULES(R)
#undef R
};

const char *gentrace_rule_name(enum gentrace_rule rule)
{
	return (unsigned int)rule < GENTRACE_RULE_COUNT ? rule_names[rule] : NULL;
}

const char *gentrace_severity_name(enum gentrace_severity severity)
{
	switch (severity) {
	case GENTRACE_NOTE:
		return "note";
	case GENTRACE_LOSSY:
		return "lossy";
	case GENTRACE_BROKEN:
		return "broken";
	}
	return NULL;
}

/* Room for one more, NULL if it can only be counted. */
static struct gentrace_finding *finding_room(struct gentrace_findings *findings)
{
	size_t size = findings->count;

	if (size >= FINDINGS_MAX) {
		findings->more++;
		return NULL;
	}
	/* Grows at powers of two, where the count says that it is full. */
	if (!(size & (size - 1))) {
		struct gentrace_finding *list;

		size = size ? size * 2 : 1;
		list = realloc(findings->list, size * sizeof(*list));
		if (!list) {
			findings->more++;
			return NULL;
		}
		findings->list = list;
	}
	return &findings->list[findings->count++];
}

void finding_add(struct gentrace_findings *findings, enum gentrace_severity severity,
		 enum gentrace_rule rule, const struct finding_place *place,
		 const char *format, ...)
{
	struct gentrace_finding *finding;
	va_list args;

	if (severity > findings->worst)
		findings->worst = severity;
	finding = finding_room(findings);
	if (!finding)
		return;
	*finding = (struct gentrace_finding) {
		.severity	= severity,
		.rule		= rule,
		.session	= place->session,
		.generation	= place->generation,
		.offset		= place->offset,
		.cpu		= place->cpu,
		.level		= place->level,
		.sequence	= place->sequence,
	};
	va_start(args, format);
	vsnprintf(finding->text, sizeof(finding->text), format, args);
	va_end(args);
}

void finding_add_all(struct gentrace_findings *findings, const struct gentrace_findings *from)
{
	size_t i;

	for (i = 0; i < from->count; i++) {
		struct gentrace_finding *finding = finding_room(findings);

		if (finding)
			*finding = from->list[i];
	}
	findings->more += from->more;
	if (from->worst > findings->worst)
		findings->worst = from->worst;
}

void finding_clear(struct gentrace_findings *findings)
{
	free(findings->list);
	*findings = (struct gentrace_findings) { 0 };
}
