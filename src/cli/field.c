/* Fields of JSON objects. */
#include "cli/field.h"

#include "base/clock.h"

json_t *field_parse(const char *text, ma_err *err)
{
	json_error_t why;
	json_t *j = json_loads(text, JSON_ALLOW_NUL, &why);

	if (!j)
		(void)ma_fail(
			err, MA_EINVALID, "JSON of the library: %s", why.text); /* NULL tells */
	return j;
}

struct ma_str field_str(const json_t *object, const char *key)
{
	const json_t *s = json_object_get(object, key);

	return s && json_is_string(s) ? ma_str_n(json_string_value(s), json_string_length(s))
				      : ma_str_n("", 0);
}

int64_t field_int(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

void field_show(struct ma_buf *out, struct ma_str text)
{
	size_t at = out->n;

	ma_buf_add_visible(out, text);
	for (; at < out->n; at++)
		if (out->p[at] == '\n' || out->p[at] == '\t')
			out->p[at] = ' ';
}

void field_error(struct ma_buf *out, const char *file, const json_t *error)
{
	struct ma_str at = field_str(error, "at"), schema_at = field_str(error, "schema_at");

	field_show(out, ma_str(file));
	ma_buf_adds(out, ": ");
	field_show(out, at);
	ma_buf_adds(out, at.n ? ": " : "");
	field_show(out, field_str(error, "message"));
	if (schema_at.n) {
		ma_buf_adds(out, "  [");
		field_show(out, schema_at);
		ma_buf_addc(out, ']');
	}
	ma_buf_addc(out, '\n');
}

int64_t field_at_ms(const json_t *event)
{
	int64_t ms = 0;

	(void)ma_clock_parse(field_str(event, "at"), &ms); /* 0 then */
	return ms;
}
