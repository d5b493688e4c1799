// SPDX-License-Identifier: GPL-2.0
/* trace.c - traces made of text, for the unit tests. */
#include "unit.h"

void text_load(struct gentrace_buffer *text, const char *name)
{
	char path[256];
	long length;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s.txt", TRACES, name);
	file = fopen(path, "r");
	if (!file)
		fail_msg("%s is not there", path);
	assert_int_equal(fseek(file, 0, SEEK_END), 0);
	length = ftell(file);
	rewind(file);
	text->bytes = malloc((size_t)length + 1);
	assert_non_null(text->bytes);
	assert_int_equal(fread(text->bytes, 1, (size_t)length, file), length);
	text->bytes[length] = 0;
	text->length = (size_t)length;
	fclose(file);
}

void trace_parse(struct gentrace_buffer *trace, const char *text)
{
	struct gentrace_text_error error;

	*trace = (struct gentrace_buffer) { 0 };
	if (gentrace_text_parse(text, strlen(text), trace, &error))
		fail_msg("line %zu: %s", error.line, error.text);
}

void trace_load(struct gentrace_buffer *trace, const char *name)
{
	struct gentrace_buffer text = { 0 };

	text_load(&text, name);
	trace_parse(trace, text.bytes);
	gentrace_buffer_clear(&text);
}

void text_edit(struct gentrace_buffer *text, const char *from, const char *to)
{
	char *at = strstr(text->bytes, from);
	size_t length = text->length - strlen(from) + strlen(to);
	char *edited = malloc(length + 1);

	if (!at || strstr(at + 1, from))
		fail_msg("not exactly once in the text: %s", from);
	assert_non_null(edited);
	memcpy(edited, text->bytes, (size_t)(at - text->bytes));
	strcpy(edited + (at - text->bytes), to);
	strcat(edited, at + strlen(from));
	gentrace_buffer_clear(text);
	text->bytes = edited;
	text->length = length;
}

struct gentrace_generation *trace_generation(const struct gentrace_buffer *trace)
{
	struct gentrace_reader *reader;
	struct gentrace_generation *generation, *other;

	reader = gentrace_reader_open_memory(trace->bytes, trace->length, 0);
	assert_non_null(reader);
	assert_int_equal(gentrace_reader_next(reader, &generation), 1);
	assert_int_equal(gentrace_reader_next(reader, &other), 0);
	gentrace_reader_close(reader);
	return generation;
}

void trace_add(const struct gentrace_buffer *trace, struct gentrace_model *model)
{
	struct gentrace_generation *generation;
	struct gentrace_reader *reader;

	reader = gentrace_reader_open_memory(trace->bytes, trace->length, 0);
	while (gentrace_reader_next(reader, &generation) == 1) {
		assert_int_equal(gentrace_model_add(model, generation), 0);
		gentrace_generation_free(generation);
	}
	gentrace_reader_close(reader);
	assert_int_equal(gentrace_model_finish(model), 0);
}

struct gentrace_model *trace_model(const struct gentrace_buffer *trace,
				   gentrace_observer_t observer, void *data)
{
	struct gentrace_model *model = gentrace_model_create();

	gentrace_model_observe(model, observer, data);
	trace_add(trace, model);
	return model;
}

struct gentrace_verify *trace_verify(const void *bytes, size_t length)
{
	struct gentrace_reader *reader = gentrace_reader_open_memory(bytes, length, 0);
	struct gentrace_verify *verify = gentrace_verify_create();
	struct gentrace_reader_totals totals;
	struct gentrace_generation *generation;

	while (gentrace_reader_next(reader, &generation) == 1) {
		assert_int_equal(gentrace_verify_add(verify, generation), 0);
		gentrace_generation_free(generation);
	}
	gentrace_reader_totals(reader, &totals);
	gentrace_reader_close(reader);
	assert_int_equal(gentrace_verify_finish(verify, &totals), 0);
	return verify;
}

bool has_finding(const struct gentrace_findings *findings, enum gentrace_severity severity,
		 enum gentrace_rule rule)
{
	size_t i;

	for (i = 0; i < findings->count; i++) {
		if (findings->list[i].severity == severity && findings->list[i].rule == rule)
			return true;
	}
	return false;
}

struct gentrace_model *text_model(const char *text)
{
	struct gentrace_model *model;
	struct gentrace_buffer trace;

	trace_parse(&trace, text);
	model = trace_model(&trace, NULL, NULL);
	gentrace_buffer_clear(&trace);
	return model;
}

void check_breach(const char *name, const struct breach *breach)
{
	struct gentrace_buffer trace, text = { 0 };
	struct gentrace_verify *verify;

	text_load(&text, name);
	text_edit(&text, breach->from, breach->to);
	trace_parse(&trace, text.bytes);
	gentrace_buffer_clear(&text);
	verify = trace_verify(trace.bytes, trace.length);
	if (!has_finding(gentrace_verify_findings(verify), breach->severity, breach->rule))
		fail_msg("%s is not found after: %s -> %s",
			 gentrace_rule_name(breach->rule), breach->from, breach->to);
	if (gentrace_verify_verdict(verify) < breach->severity ||
	    (breach->severity == GENTRACE_NOTE && gentrace_verify_verdict(verify)))
		fail_msg("the verdict on %s is wrong after: %s -> %s",
			 gentrace_rule_name(breach->rule), breach->from, breach->to);
	gentrace_verify_destroy(verify);
	gentrace_buffer_clear(&trace);
}
