// SPDX-License-Identifier: GPL-2.0
/*
 * parse.c - the text form back into a trace.
 *
 * It is meant for small traces written by hand, in tests and to explain the
 * format, so it says precisely what it expected and where.
 */
#include <endian.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "checksum.h"
#include "map.h"
#include "value.h"

#define HEADER_BYTES	sizeof(struct gentrace_batch_header)

/* Longer than any name. */
#define WORD_MAX	GENTRACE_VALUE_TEXT_MAX

/**
 * struct parser - a text on its way to a trace
 * @p: where it stands, within the line
 * @end: end of the line
 * @line: number of the line
 * @trace: the bytes so far
 * @batch: where the open batch begins in @trace
 * @open: there is an open batch
 * @header: its header; session and generation stay for the next one
 * @promised: the line says how many events there are
 * @promise: how many it says
 * @sequences: the next sequence number of each stream of the generation
 * @error: what went wrong
 */
struct parser {
	const char *p;
	const char *end;
	size_t line;
	struct gentrace_buffer *trace;
	size_t batch;
	bool open;
	struct gentrace_batch_header header;
	bool promised;
	__u32 promise;
	struct map sequences;
	struct gentrace_text_error *error;
};

static int parser_fail(struct parser *parser, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static int parser_fail(struct parser *parser, const char *format, ...)
{
	va_list args;

	parser->error->line = parser->line;
	va_start(args, format);
	vsnprintf(parser->error->text, sizeof(parser->error->text), format, args);
	va_end(args);
	return -EINVAL;
}

static void parser_skip_blanks(struct parser *parser)
{
	while (parser->p < parser->end && (*parser->p == ' ' || *parser->p == '\t' ||
					   *parser->p == '\r'))
		parser->p++;
}

static bool parser_at_end(struct parser *parser)
{
	parser_skip_blanks(parser);
	return parser->p == parser->end;
}

static bool parser_take(struct parser *parser, char c)
{
	if (parser->p == parser->end || *parser->p != c)
		return false;
	parser->p++;
	return true;
}

/* The characters up to a blank, an = or the end of the line. */
static int parse_word(struct parser *parser, const char *what, char word[WORD_MAX])
{
	size_t length = 0;

	while (parser->p < parser->end && !strchr(" \t\r=", *parser->p)) {
		if (length == WORD_MAX - 1)
			return parser_fail(parser, "expected %s, found something longer", what);
		word[length++] = *parser->p++;
	}
	word[length] = 0;
	return length ? 0 : parser_fail(parser, "expected %s", what);
}

/* A number, or how a number is written as an argument of this type. */
static int parse_number(struct parser *parser, __u32 type, const char *name, __u64 *number)
{
	char word[WORD_MAX];
	int ret = parse_word(parser, "a value behind the =", word);

	if (ret)
		return ret;
	if (gentrace_value_parse(word, type, number))
		return 0;
	return parser_fail(parser, "expected a number for %s, found %s", name, word);
}

static int parse_escape(struct parser *parser, char *c)
{
	int high, low;

	if (parser->p == parser->end)
		return parser_fail(parser, "expected something behind the \\");
	*c = *parser->p++;
	switch (*c) {
	case 'n':
		*c = '\n';
		return 0;
	case 't':
		*c = '\t';
		return 0;
	case '"':
	case '\\':
		return 0;
	case 'x':
		break;
	default:
		return parser_fail(parser, "expected \\n, \\t, \\\", \\\\ or \\xNN");
	}
	high = parser->end - parser->p >= 2 ? value_digit(parser->p[0], 16) : -1;
	low = high >= 0 ? value_digit(parser->p[1], 16) : -1;
	if (low < 0)
		return parser_fail(parser, "expected two hexadecimal digits behind \\x");
	*c = (char)(high << 4 | low);
	parser->p += 2;
	return 0;
}

static int parse_string(struct parser *parser, char text[GENTRACE_TEXT_MAX], __u64 *length)
{
	*length = 0;
	if (!parser_take(parser, '"'))
		return parser_fail(parser, "expected a string in double quotes");
	while (!parser_take(parser, '"')) {
		char c;

		if (parser->p == parser->end)
			return parser_fail(parser, "expected a \" at the end of the string");
		if (*length == GENTRACE_TEXT_MAX)
			return parser_fail(parser, "expected a string of at most %d bytes",
					   GENTRACE_TEXT_MAX);
		c = *parser->p++;
		if (c == '\\' && parse_escape(parser, &c))
			return -EINVAL;
		text[(*length)++] = c;
	}
	return 0;
}

/* What an event is before it is bytes. */
struct values {
	__u64 value[GENTRACE_ARGS_MAX];
	char text[GENTRACE_ARGS_MAX][GENTRACE_TEXT_MAX];
	__u32 type[GENTRACE_ARGS_MAX];
	unsigned int count;
};

static int parse_value(struct parser *parser, struct values *values, unsigned int i,
		       const char *name)
{
	__u32 type = values->type[i];

	if ((type & GENTRACE_WIRE_MASK) == GENTRACE_WIRE_BYTES)
		return parse_string(parser, values->text[i], &values->value[i]);
	return parse_number(parser, type, name, &values->value[i]);
}

/* Write an event into the open batch. */
static int parser_emit(struct parser *parser, __u64 delta, __u8 id, const struct values *values)
{
	struct gentrace_buffer *trace = parser->trace;
	unsigned int i;
	__u8 *p;

	if (buffer_reserve(trace, 1 + GENTRACE_VARINT_MAX +
			   (size_t)values->count * GENTRACE_STR_MAX))
		return -ENOMEM;
	p = (__u8 *)trace->bytes + trace->length;
	*p++ = id;
	p = gentrace_put_varint(p, delta);
	for (i = 0; i < values->count; i++) {
		__u64 value = values->value[i];

		switch (values->type[i] & GENTRACE_WIRE_MASK) {
		case GENTRACE_WIRE_VARINT:
			p = gentrace_put_varint(p, value);
			break;
		case GENTRACE_WIRE_ZIGZAG:
			p = gentrace_put_varint(p, gentrace_zigzag((__s64)value));
			break;
		default:
			p = gentrace_put_str(p, values->text[i], (__u32)value);
		}
	}
	trace->length = (size_t)((char *)p - trace->bytes);
	parser->header.events++;
	if (trace->length - parser->batch > GENTRACE_BATCH_BYTES_MAX)
		return parser_fail(parser, "expected a batch of at most %u bytes",
				   GENTRACE_BATCH_BYTES_MAX);
	return 0;
}

static int parser_emit_event_type(struct parser *parser, const struct gentrace_event_info *info)
{
	struct values values = {
		.value = { info->id, info->class, strlen(info->name) },
		.type = { GENTRACE_TYPE_event, GENTRACE_TYPE_class, GENTRACE_TYPE_str },
		.count = 3,
	};

	memcpy(values.text[2], info->name, strlen(info->name));
	return parser_emit(parser, 0, GENTRACE_EVENT_event_type, &values);
}

static int parser_emit_event_arg(struct parser *parser, const struct gentrace_event_info *info,
				 const struct gentrace_arg_info *arg)
{
	struct values values = {
		.value = { info->id, arg->type, strlen(arg->name) },
		.type = { GENTRACE_TYPE_event, GENTRACE_TYPE_type, GENTRACE_TYPE_str },
		.count = 3,
	};

	memcpy(values.text[2], arg->name, strlen(arg->name));
	return parser_emit(parser, 0, GENTRACE_EVENT_event_arg, &values);
}

/* The line "events": the declarations of the whole table. */
static int parse_events_line(struct parser *parser)
{
	unsigned int id, i;
	int ret = 0;

	for (id = 0; !ret && id < GENTRACE_EVENT_LIMIT; id++) {
		const struct gentrace_event_info *info = gentrace_event_info(id);

		if (!info)
			continue;
		ret = parser_emit_event_type(parser, info);
		for (i = 0; !ret && i < info->args; i++)
			ret = parser_emit_event_arg(parser, info, &info->arg[i]);
	}
	return ret;
}

/* " name=" of the next argument; 1 if there is none. */
static int parse_key(struct parser *parser, char word[WORD_MAX])
{
	int ret;

	if (parser_at_end(parser))
		return 1;
	ret = parse_word(parser, "a name", word);
	if (!ret && !parser_take(parser, '='))
		ret = parser_fail(parser, "expected = behind %s", word);
	return ret;
}

static int arg_index(const struct gentrace_event_info *info, const char *name)
{
	unsigned int i;

	for (i = 0; i < info->args; i++) {
		if (!strcmp(info->arg[i].name, name))
			return (int)i;
	}
	return -1;
}

static int parse_named_args(struct parser *parser, const struct gentrace_event_info *info,
			    struct values *values)
{
	char word[WORD_MAX];
	unsigned int i;
	int ret;

	values->count = info->args;
	for (i = 0; i < info->args; i++)
		values->type[i] = info->arg[i].type;
	while (!(ret = parse_key(parser, word))) {
		int index = arg_index(info, word);

		if (index < 0)
			return parser_fail(parser, "expected an argument of %s, found %s",
					   info->name, word);
		ret = parse_value(parser, values, (unsigned int)index, word);
		if (ret)
			return ret;
	}
	return ret < 0 ? ret : 0;
}

static int wire_by_letter(const char *word)
{
	if (!strcmp(word, "u"))
		return GENTRACE_WIRE_VARINT;
	if (!strcmp(word, "s"))
		return GENTRACE_WIRE_ZIGZAG;
	return !strcmp(word, "b") ? GENTRACE_WIRE_BYTES : -1;
}

static int parse_wire_args(struct parser *parser, struct values *values)
{
	char word[WORD_MAX];
	int ret;

	while (!(ret = parse_key(parser, word))) {
		int wire = wire_by_letter(word);

		if (wire < 0)
			return parser_fail(parser, "expected u, s or b, found %s", word);
		if (values->count == GENTRACE_ARGS_MAX)
			return parser_fail(parser, "expected at most %d arguments",
					   GENTRACE_ARGS_MAX);
		values->type[values->count] = (__u32)wire;
		ret = parse_value(parser, values, values->count++, word);
		if (ret)
			return ret;
	}
	return ret < 0 ? ret : 0;
}

/* Behind the +: "123 sched_switch prev_state=S next_pid=5" */
static int parse_event_line(struct parser *parser)
{
	const struct gentrace_event_info *info;
	struct values values = { .count = 0 };
	char word[WORD_MAX];
	__u64 delta, id;
	int ret = parse_number(parser, GENTRACE_TYPE_u, "the time", &delta);

	if (ret)
		return ret;
	parser_skip_blanks(parser);
	ret = parse_word(parser, "the name of an event", word);
	if (ret)
		return ret;
	if (word[0] == '@') {
		if (!value_number(word + 1, &id) || !id || id >= GENTRACE_EVENT_LIMIT)
			return parser_fail(parser, "expected an id from 1 to %d behind the @",
					   GENTRACE_EVENT_LIMIT - 1);
		ret = parse_wire_args(parser, &values);
	} else {
		info = gentrace_event_by_name(word);
		if (!info)
			return parser_fail(parser, "expected the name of an event, found %s", word);
		id = info->id;
		ret = parse_named_args(parser, info, &values);
	}
	return ret ? ret : parser_emit(parser, delta, (__u8)id, &values);
}

/* The fields a batch line can set. */
static const struct field {
	const char *name;
	size_t offset;
	size_t width;
	__u32 type;
} fields[] = {
#define FIELD(name, member, type) \
	{ name, offsetof(struct gentrace_batch_header, member), \
	  sizeof(((struct gentrace_batch_header *)0)->member), GENTRACE_TYPE_##type }
	FIELD("session", session, u),
	FIELD("gen", generation, u),
	FIELD("cpu", cpu, u),
	FIELD("level", level, level),
	FIELD("seq", sequence, u),
	FIELD("time", base_time, u),
	FIELD("pid", pid, u),
	FIELD("lost", lost, u),
	FIELD("since", lost_since, u),
	FIELD("events", events, u),
#undef FIELD
};

static const struct field *field_by_name(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (!strcmp(fields[i].name, name))
			return &fields[i];
	}
	return NULL;
}

static int parse_field(struct parser *parser, const struct field *field)
{
	char *member = (char *)&parser->header + field->offset;
	__u64 value;
	int ret = parse_number(parser, field->type, field->name, &value);

	if (ret)
		return ret;
	if (field->width < sizeof(value) && value >> (8 * field->width))
		return parser_fail(parser, "expected a number of %zu bits for %s",
				   8 * field->width, field->name);
	/* Narrow and in this machine's byte order. */
	if (field->width == 1)
		*(__u8 *)member = (__u8)value;
	else if (field->width == 4)
		*(__u32 *)member = (__u32)value;
	else
		*(__u64 *)member = value;
	return 0;
}

/* Which fields a line has set, as bits of their index. */
static bool was_set(unsigned int set, const char *name)
{
	return set & 1u << (field_by_name(name) - fields);
}

static __u64 stream_key(const struct gentrace_batch_header *header)
{
	return (__u64)header->cpu << 8 | header->level;
}

/* What the line left out and follows from the lines before. */
static int parser_complete_header(struct parser *parser, unsigned int set)
{
	struct gentrace_batch_header *header = &parser->header;

	if (!header->generation)
		return parser_fail(parser, "expected gen=, from 1");
	if (header->level == GENTRACE_LEVEL_META && !was_set(set, "cpu"))
		header->cpu = GENTRACE_CPU_NONE;
	if (!was_set(set, "seq"))
		header->sequence = (__u32)(uintptr_t)map_find(&parser->sequences,
							      stream_key(header));
	return map_set(&parser->sequences, stream_key(header),
		       (void *)((uintptr_t)header->sequence + 1));
}

/* Write the header in front of its events, now that they are known. */
static void parser_close_batch(struct parser *parser)
{
	struct gentrace_batch_header header = parser->header;

	if (!parser->open)
		return;
	parser->open = false;
	header.magic = htole32(GENTRACE_BATCH_MAGIC);
	header.header_bytes = htole16(HEADER_BYTES);
	header.bytes = htole32((__u32)(parser->trace->length - parser->batch));
	header.events = htole32(parser->promised ? parser->promise : header.events);
	header.generation = htole64(header.generation);
	header.session = htole64(header.session);
	header.cpu = htole32(header.cpu);
	header.sequence = htole32(header.sequence);
	header.base_time = htole64(header.base_time);
	header.lost_since = htole64(header.lost_since);
	header.lost = htole32(header.lost);
	header.pid = htole32(header.pid);
	memcpy(parser->trace->bytes + parser->batch, &header, HEADER_BYTES);
	checksum_seal((__u8 *)parser->trace->bytes + parser->batch,
		      parser->trace->length - parser->batch);
}

/* Behind "batch": "gen=7 cpu=0 level=task ..." */
static int parse_batch_line(struct parser *parser)
{
	__u64 generation = parser->header.generation;
	unsigned int set = 0;
	char word[WORD_MAX];
	int ret;

	parser_close_batch(parser);
	parser->header = (struct gentrace_batch_header) {
		.session = parser->header.session, .generation = generation,
	};
	while (!(ret = parse_key(parser, word))) {
		const struct field *field = field_by_name(word);

		if (!field)
			return parser_fail(parser, "expected session, gen, cpu, level, seq, time, "
					   "pid, lost, since or events, found %s", word);
		ret = parse_field(parser, field);
		if (ret)
			return ret;
		set |= 1u << (field - fields);
	}
	if (ret < 0)
		return ret;
	if (parser->header.generation != generation)
		map_clear(&parser->sequences);
	ret = parser_complete_header(parser, set);
	if (ret)
		return ret;
	parser->promised = was_set(set, "events");
	parser->promise = parser->header.events;
	parser->header.events = 0;
	parser->batch = parser->trace->length;
	parser->open = true;
	return buffer_add(parser->trace, &parser->header, HEADER_BYTES);
}

static int parse_line(struct parser *parser)
{
	char word[WORD_MAX];
	int ret;

	if (parser_at_end(parser) || *parser->p == '#')
		return 0;
	if (parser_take(parser, '+'))
		return parser->open ? parse_event_line(parser) :
		       parser_fail(parser, "expected a batch line before the first event");
	ret = parse_word(parser, "batch, events or +", word);
	if (ret)
		return ret;
	if (!strcmp(word, "batch"))
		return parse_batch_line(parser);
	if (strcmp(word, "events"))
		return parser_fail(parser, "expected batch, events or +, found %s", word);
	if (!parser->open)
		return parser_fail(parser, "expected a batch line before events");
	if (!parser_at_end(parser))
		return parser_fail(parser, "expected nothing behind events");
	return parse_events_line(parser);
}

int gentrace_text_parse(const char *text, size_t length, struct gentrace_buffer *trace,
			struct gentrace_text_error *error)
{
	struct parser parser = { .trace = trace, .error = error };
	int ret = 0;

	*error = (struct gentrace_text_error) { 0 };
	/* By length: an empty text may be at NULL. */
	while (!ret && length) {
		const char *newline = memchr(text, '\n', length);
		size_t line = newline ? (size_t)(newline - text) + 1 : length;

		parser.p = text;
		parser.end = newline ? newline : text + length;
		parser.line++;
		ret = parse_line(&parser);
		text += line;
		length -= line;
	}
	parser_close_batch(&parser);
	map_clear(&parser.sequences);
	return ret;
}
