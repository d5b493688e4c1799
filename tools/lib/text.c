// SPDX-License-Identifier: GPL-2.0
/*
 * text.c - batches as lines a person can read and write.
 *
 * Nothing is left out, so the text of a sound batch is the batch. An event
 * that is not laid out as in the table is written by its wire kinds, for its
 * bytes are what matters then.
 */
#include "buffer.h"
#include "generation.h"

static int text_add_string(struct gentrace_buffer *text, const char *bytes, __u64 length)
{
	static const char hex[] = "0123456789abcdef";
	int ret = buffer_reserve(text, 4 * length + 2);
	char *p = text->bytes + text->length;
	__u64 i;

	if (ret)
		return ret;
	*p++ = '"';
	for (i = 0; i < length; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c == '"' || c == '\\') {
			*p++ = '\\';
			*p++ = (char)c;
		} else if (c >= ' ' && c <= '~') {
			*p++ = (char)c;
		} else {
			*p++ = '\\';
			*p++ = 'x';
			*p++ = hex[c >> 4];
			*p++ = hex[c & 15];
		}
	}
	*p++ = '"';
	*p = 0;
	text->length = (size_t)(p - text->bytes);
	return 0;
}

static int text_add_value(struct gentrace_buffer *text, __u32 type, __u64 value,
			  const char *bytes)
{
	char buffer[GENTRACE_VALUE_TEXT_MAX];
	const char *written = gentrace_value_text(buffer, type, value);

	if ((type & GENTRACE_WIRE_MASK) == GENTRACE_WIRE_BYTES)
		return text_add_string(text, bytes, value);
	if (written)
		return buffer_printf(text, "%s", written);
	if ((type & GENTRACE_WIRE_MASK) == GENTRACE_WIRE_ZIGZAG)
		return buffer_printf(text, "%lld", (long long)value);
	return buffer_printf(text, "%llu", value);
}

/* The event at @p as the table has it; the byte behind it. */
static const __u8 *text_add_named(struct gentrace_buffer *text, const struct shape *shape,
				  const __u8 *p, const __u8 *end, int *error)
{
	const struct gentrace_event_info *info = shape->info;
	const char *bytes[GENTRACE_ARGS_MAX];
	__u64 value[GENTRACE_ARGS_MAX];
	unsigned int i;

	p = shape_decode(shape, p, end, value, bytes);
	*error = buffer_printf(text, "%s", info->name);
	for (i = 0; p && !*error && i < info->args; i++) {
		*error = buffer_printf(text, " %s=", info->arg[i].name);
		if (!*error)
			*error = text_add_value(text, info->arg[i].type, value[i], bytes[i]);
	}
	return p;
}

/* The event at @p by its wire kinds; the byte behind it. */
static const __u8 *text_add_wires(struct gentrace_buffer *text, __u8 id,
				  const struct shape *shape, const __u8 *p,
				  const __u8 *end, int *error)
{
	static const char kinds[] = { 'u', 's', 'b' };
	unsigned int i;

	*error = buffer_printf(text, "@%u", id);
	for (i = 0; p && !*error && i < shape->args; i++) {
		unsigned int wire = shape->wires >> (i * GENTRACE_WIRE_BITS) & GENTRACE_WIRE_MASK;
		const char *bytes = "";
		__u64 value = 0;

		p = wire_get(p, end, wire, &value, &bytes);
		*error = buffer_printf(text, " %c=", kinds[wire]);
		if (!*error)
			*error = text_add_value(text, wire, value, bytes);
	}
	return p;
}

static int text_add_batch_line(struct gentrace_buffer *text, const struct gentrace_batch *batch)
{
	const struct gentrace_batch_header *header = &batch->header;
	int ret;

	ret = buffer_printf(text, "batch session=%llu gen=%llu", header->session,
			    header->generation);
	if (!ret && header->cpu != GENTRACE_CPU_NONE)
		ret = buffer_printf(text, " cpu=%u", header->cpu);
	if (!ret)
		ret = buffer_printf(text, " level=%s seq=%u time=%llu pid=%u",
				    gentrace_level_name(header->level), header->sequence,
				    header->base_time, header->pid);
	if (!ret && (header->lost || header->lost_since))
		ret = buffer_printf(text, " lost=%u since=%llu", header->lost,
				    header->lost_since);
	if (!ret && header->events != batch->events)
		ret = buffer_printf(text, " events=%u", header->events);
	return ret ? ret : buffer_add(text, "\n", 1);
}

int gentrace_text_batch(const struct gentrace_generation *generation,
			const struct gentrace_batch *batch, struct gentrace_buffer *text)
{
	const struct schema *schema = &generation_of(generation)->schema;
	const __u8 *p = batch->bytes;
	const __u8 *end = p + batch->length;
	int ret = text_add_batch_line(text, batch);

	while (!ret && p && p < end) {
		__u8 id = *p;
		const struct shape *shape = &schema->shape[id];
		__u64 delta = 0;

		p = gentrace_get_varint(p + 1, end, &delta);
		ret = buffer_printf(text, "+%llu ", delta);
		if (ret)
			break;
		if (shape->exact)
			p = text_add_named(text, shape, p, end, &ret);
		else
			p = text_add_wires(text, id, shape, p, end, &ret);
		if (!ret)
			ret = buffer_add(text, "\n", 1);
	}
	return ret;
}
