/* SPDX-License-Identifier: GPL-2.0 */
/*
 * json.h - short forms for what every --json output needs.
 *
 * Times are integers in nanoseconds and end in _ns, sizes end in _bytes. Text
 * is escaped as on a terminal, so that it is always valid UTF-8.
 */
#ifndef TRACECTL_JSON_H
#define TRACECTL_JSON_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <linux/types.h>

void json_add_u64(struct json_object *object, const char *key, __u64 value);
void json_add_i64(struct json_object *object, const char *key, __s64 value);
void json_add_real(struct json_object *object, const char *key, double value);
void json_add_bool(struct json_object *object, const char *key, bool value);
void json_add_text(struct json_object *object, const char *key, const char *text);
void json_add_bytes(struct json_object *object, const char *key,
		    const char *text, size_t length);

/* A new object or array under @key; the parent owns it. */
struct json_object *json_add_object(struct json_object *object, const char *key);
struct json_object *json_add_array(struct json_object *object, const char *key);

/* A new object at the end of @array, which owns it. */
struct json_object *json_append_object(struct json_object *array);

/* Prints and frees; as many lines as it takes, or exactly one. */
void json_print(struct json_object *object);
void json_print_line(struct json_object *object);

#endif /* TRACECTL_JSON_H */
