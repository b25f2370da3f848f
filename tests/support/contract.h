/* A contract in one line that a person can compare. */
#ifndef MA_TESTS_CONTRACT_H
#define MA_TESTS_CONTRACT_H

#include <stdlib.h>

#include <jansson.h>

#include "base/buf.h"

static inline const char *contract_text(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s ? s : "";
}

static inline void contract_show_values(struct ma_buf *out, const json_t *values)
{
	const json_t *v;
	size_t i;

	json_array_foreach (values, i, v)
		ma_buf_addf(out, "%c%s", i ? '|' : '=', json_string_value(v));
}

/* "title:string!" - "!" is required, "^" unique, "->" what a reference goes to, "=a|b" an enum's values, "*a" the default. */
static inline void contract_show_field(struct ma_buf *out, const json_t *f)
{
	const json_t *preset = json_object_get(f, "default");

	ma_buf_addf(out, "%s:%s", contract_text(f, "name"), contract_text(f, "type"));
	if (json_object_get(f, "to"))
		ma_buf_addf(out, "->%s", contract_text(f, "to"));
	contract_show_values(out, json_object_get(f, "values"));
	ma_buf_adds(out, json_is_true(json_object_get(f, "required")) ? "!" : "");
	ma_buf_adds(out, json_is_true(json_object_get(f, "unique")) ? "^" : "");
	if (preset) {
		char *text = json_dumps(preset, JSON_ENCODE_ANY);

		ma_buf_addf(out, "*%s", text ? text : "");
		free(text);
	}
}

/* "Task(title:string! done:boolean) List(name:string!) [auth]" */
static inline void contract_show(struct ma_buf *out, const json_t *contract)
{
	const json_t *e, *f;
	size_t i, k;

	json_array_foreach (json_object_get(contract, "entities"), i, e) {
		ma_buf_addf(out, "%s(", contract_text(e, "name"));
		json_array_foreach (json_object_get(e, "fields"), k, f) {
			ma_buf_adds(out, k ? " " : "");
			contract_show_field(out, f);
		}
		ma_buf_adds(out, ") ");
	}
	ma_buf_adds(out, "[");
	json_array_foreach (json_object_get(contract, "features"), i, f)
		ma_buf_addf(out, "%s%s", i ? " " : "", json_string_value(f));
	ma_buf_adds(out, "]");
}

#endif
