// SPDX-License-Identifier: GPL-2.0
/* json.c - short forms for what every --json output needs. */
#include <stdio.h>
#include <string.h>

#include "json.h"
#include "terminal.h"

/* Longest text that an event can carry, and then some. */
#define TEXT_MAX 1024

void json_add_u64(struct json_object *object, const char *key, __u64 value)
{
	json_object_object_add(object, key, json_object_new_uint64(value));
}

void json_add_i64(struct json_object *object, const char *key, __s64 value)
{
	json_object_object_add(object, key, json_object_new_int64(value));
}

/* Two digits: averages, not measurements. */
void json_add_real(struct json_object *object, const char *key, double value)
{
	char text[64];

	snprintf(text, sizeof(text), "%.2f", value);
	json_object_object_add(object, key, json_object_new_double_s(value, text));
}

void json_add_bool(struct json_object *object, const char *key, bool value)
{
	json_object_object_add(object, key, json_object_new_boolean(value));
}

void json_add_bytes(struct json_object *object, const char *key,
		    const char *text, size_t length)
{
	char escaped[TERMINAL_ESCAPED(TEXT_MAX)];

	terminal_escape(escaped, sizeof(escaped), text, length);
	json_object_object_add(object, key, json_object_new_string(escaped));
}

void json_add_text(struct json_object *object, const char *key, const char *text)
{
	json_add_bytes(object, key, text, strlen(text));
}

struct json_object *json_add_object(struct json_object *object, const char *key)
{
	struct json_object *child = json_object_new_object();

	json_object_object_add(object, key, child);
	return child;
}

struct json_object *json_add_array(struct json_object *object, const char *key)
{
	struct json_object *child = json_object_new_array();

	json_object_object_add(object, key, child);
	return child;
}

struct json_object *json_append_object(struct json_object *array)
{
	struct json_object *child = json_object_new_object();

	json_object_array_add(array, child);
	return child;
}

static void print(struct json_object *object, int flags)
{
	puts(json_object_to_json_string_ext(object, flags | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}

void json_print(struct json_object *object)
{
	print(object, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED);
}

void json_print_line(struct json_object *object)
{
	print(object, JSON_C_TO_STRING_PLAIN);
}
