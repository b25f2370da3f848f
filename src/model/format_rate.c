/* Well-formed replies by model and format. */
#include "model/format_rate.h"

#include "base/err.h"
#include "codec/json.h"

static const char *const names[] = { "", "edit" };

const char *ma_format_name(enum ma_format format)
{
	return names[format];
}

bool ma_format_parse(struct ma_str name, enum ma_format *out)
{
	size_t i;

	for (i = 0; i < MA_COUNT(names); i++) {
		if (!ma_str_is(name, names[i]))
			continue;
		*out = (enum ma_format)i;
		return true;
	}
	return false;
}

static uint32_t find(const struct ma_format_rates *rates, struct ma_str model)
{
	uint32_t i;

	for (i = 0; i < rates->n; i++)
		if (ma_str_eq(rates->v[i].model, model))
			break;
	return i;
}

void ma_format_note(
	struct ma_format_rates *rates, struct ma_str model, enum ma_format format, bool fine)
{
	uint32_t i = find(rates, model);

	if (i == MA_FORMAT_MODELS_MAX)
		return;
	if (i == rates->n)
		rates->v[rates->n++].model = model;
	rates->v[i].replies[format]++;
	rates->v[i].fine[format] += fine;
}

bool ma_format_good(const struct ma_format_rates *rates, struct ma_str model, enum ma_format format)
{
	uint32_t i = find(rates, model);

	if (i == rates->n || rates->v[i].replies[format] < MA_FORMAT_REPLIES_LEAST)
		return true;
	return (uint64_t)rates->v[i].fine[format] * 100 >=
		(uint64_t)rates->v[i].replies[format] * MA_FORMAT_GOOD_PERCENT;
}

static const char *const members[] = { "whole", "edit" };

void ma_format_rate_write(const struct ma_format_rates *rates, uint32_t i, struct ma_buf *out)
{
	int f;

	ma_buf_adds(out, "\"model\":");
	ma_json_add_string(out, rates->v[i].model);
	for (f = 0; f < MA_FORMATS_N; f++)
		ma_buf_addf(out, ",\"%s\":[%u,%u]", members[f], rates->v[i].replies[f],
			rates->v[i].fine[f]);
}

void ma_format_rates_write(const struct ma_format_rates *rates, struct ma_buf *out)
{
	uint32_t i;

	ma_buf_addc(out, '[');
	for (i = 0; i < rates->n; i++) {
		ma_buf_adds(out, i > 0 ? ",{" : "{");
		ma_format_rate_write(rates, i, out);
		ma_buf_addc(out, '}');
	}
	ma_buf_addc(out, ']');
}

/* No more than a file of ours can have. */
static bool take_count(const json_t *pair, size_t at, uint32_t most, uint32_t *out)
{
	const json_t *n = json_array_get(pair, at);

	if (!json_is_integer(n) || json_integer_value(n) < 0 || json_integer_value(n) > most)
		return false;
	*out = (uint32_t)json_integer_value(n);
	return true;
}

static bool take_counts(const json_t *row, uint32_t replies[], uint32_t fine[])
{
	int f;

	for (f = 0; f < MA_FORMATS_N; f++) {
		const json_t *pair = json_object_get(row, members[f]);

		if (!take_count(pair, 0, INT32_MAX, &replies[f]) ||
			!take_count(pair, 1, replies[f], &fine[f]))
			return false;
	}
	return true;
}

ma_rc ma_format_rates_take(
	const json_t *list, struct ma_arena *arena, struct ma_format_rates *out, ma_err *err)
{
	struct ma_format_rates r = { .n = 0 };
	const json_t *row;
	size_t i;

	if (!json_is_array(list) || json_array_size(list) > MA_FORMAT_MODELS_MAX)
		return ma_fail(err, MA_EINVALID, "format rates: must be a list of at most %d",
			MA_FORMAT_MODELS_MAX);
	json_array_foreach (list, i, row) {
		struct ma_str model = ma_json_str(row, "model");
		char *copy;

		if (model.n == 0 || model.n > MA_FORMAT_MODEL_NAME_MAX || find(&r, model) < r.n ||
			!take_counts(row, r.v[i].replies, r.v[i].fine))
			return ma_fail(err, MA_EINVALID, "format rates: /%zu: is no model's", i);
		copy = ma_arena_dup(arena, model);
		if (!copy)
			return ma_fail_nomem(err);
		r.v[i].model = ma_str_n(copy, model.n);
		r.n++;
	}
	*out = r;
	return MA_OK;
}

ma_rc ma_format_rates_read(
	struct ma_str text, struct ma_arena *arena, struct ma_format_rates *out, ma_err *err)
{
	json_t *list = NULL;
	ma_rc rc = ma_json_parse(text, "format rates", &list, err);

	if (!rc)
		rc = ma_format_rates_take(list, arena, out, err);
	json_decref(list);
	return rc;
}
