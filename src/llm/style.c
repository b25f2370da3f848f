#include "llm/style.h"

#include <ctype.h>

#include "base/limits.h"
#include "codec/json.h"
#include "llm/body.h"

#define OUTPUT_TOKENS_MAX 100000000

#define X(id, name) #id,
static const char *const harms[] = { MA_LLM_HARMS(X) };
static const char *const blocks[] = { "", MA_LLM_BLOCKS(X) };
#undef X
static const char *const efforts[] = { "", "off", "low", "medium", "high" };

/* The place of a word in a list, in any case; 0 where it is not there, as the first is no word. */
static size_t place_of(const json_t *word, const char *const *list, size_t n)
{
	struct ma_str s = ma_str_n(json_string_value(word), json_string_length(word));
	size_t i = n - 1;

	while (i > 0 && !ma_str_eq_nocase(s, ma_str(list[i])))
		i--;
	return i;
}

static ma_rc read_number(
	const json_t *object, const char *key, double most, double *out, bool *has, ma_err *err)
{
	const json_t *value = json_object_get(object, key);
	double v = json_number_value(value);

	if (!value)
		return MA_OK;
	if (!json_is_number(value) || !(v >= 0 && v <= most))
		return ma_fail(err, MA_ECONFIG, "%s: expected a number from 0 to %g", key, most);
	*out = v;
	*has = true;
	return MA_OK;
}

static ma_rc read_limit(const json_t *object, struct ma_llm_style *style, ma_err *err)
{
	const json_t *value = json_object_get(object, "max_output_tokens");
	int64_t n = json_integer_value(value);

	if (!value)
		return MA_OK;
	if (!json_is_integer(value) || n < 1 || n > OUTPUT_TOKENS_MAX)
		return ma_fail(err, MA_ECONFIG,
			"max_output_tokens: expected a whole number from 1 to %d",
			OUTPUT_TOKENS_MAX);
	style->output_tokens_max = n;
	return MA_OK;
}

static ma_rc read_effort(const json_t *object, struct ma_llm_style *style, ma_err *err)
{
	const json_t *value = json_object_get(object, "effort");
	size_t at = place_of(value, efforts, MA_COUNT(efforts));

	if (value && at == 0)
		return ma_fail(err, MA_ECONFIG, "effort: expected off, low, medium or high");
	if (value)
		style->effort = (enum ma_llm_effort)at;
	return MA_OK;
}

static ma_rc read_block(
	const char *harm, const json_t *value, struct ma_llm_style *style, ma_err *err)
{
	size_t at = place_of(value, blocks, MA_COUNT(blocks)), i = 0;

	while (i < MA_LLM_HARMS_N && !ma_str_eq_nocase(ma_str(harm), ma_str(harms[i])))
		i++;
	if (i == MA_LLM_HARMS_N)
		return ma_fail(err, MA_ECONFIG,
			"safety: there is no harm \"%.40s\"; there are: harassment, hate_speech, "
			"sexually_explicit, dangerous_content, civic_integrity, jailbreak",
			harm);
	if (at == 0)
		return ma_fail(err, MA_ECONFIG,
			"safety/%s: expected low_and_above, medium_and_above, only_high, none or off",
			harm);
	style->safety[i] = (enum ma_llm_block)at;
	return MA_OK;
}

static ma_rc read_safety(const json_t *object, struct ma_llm_style *style, ma_err *err)
{
	json_t *safety = json_object_get(object, "safety"), *value;
	const char *harm;
	ma_rc rc = MA_OK;

	if (safety && !json_is_object(safety))
		return ma_fail(err, MA_ECONFIG, "safety: expected harms and what of them to block");
	json_object_foreach (safety, harm, value) {
		rc = read_block(harm, value, style, err);
		if (rc)
			break;
	}
	return rc;
}

ma_rc ma_llm_style_read(const json_t *object, struct ma_llm_style *style, ma_err *err)
{
	struct ma_llm_style read = *style;
	bool has_top_p;
	ma_rc rc;

	rc = read_number(object, "temperature", 2, &read.temperature, &read.has_temperature, err);
	if (!rc)
		rc = read_number(object, "top_p", 1, &read.top_p, &has_top_p, err);
	if (!rc)
		rc = read_limit(object, &read, err);
	if (!rc)
		rc = read_effort(object, &read, err);
	if (!rc)
		rc = read_safety(object, &read, err);
	if (!rc)
		*style = read;
	return rc;
}

#define WORD_SIZE 32 /* of the names above, none of which is longer */

static const char *lower(const char *word, char out[WORD_SIZE])
{
	size_t i;

	for (i = 0; i < WORD_SIZE - 1 && word[i]; i++)
		out[i] = (char)tolower((unsigned char)word[i]);
	out[i] = '\0';
	return out;
}

static json_t *safety_json(const struct ma_llm_style *style)
{
	struct ma_llm_body list = MA_LLM_BODY(json_object());
	char harm[WORD_SIZE], block[WORD_SIZE];
	size_t i;

	for (i = 0; i < MA_LLM_HARMS_N; i++)
		if (style->safety[i] != MA_LLM_BLOCK_DEFAULT)
			ma_llm_body_set(&list, lower(harms[i], harm),
				json_string(lower(blocks[style->safety[i]], block)));
	return ma_llm_body_take(&list);
}

json_t *ma_llm_style_json(const struct ma_llm_style *style)
{
	struct ma_llm_body body = MA_LLM_BODY(json_object());
	json_t *safety = safety_json(style);

	if (style->has_temperature)
		ma_llm_body_set(&body, "temperature", json_real(style->temperature));
	if (style->top_p > 0)
		ma_llm_body_set(&body, "top_p", json_real(style->top_p));
	if (style->output_tokens_max > 0)
		ma_llm_body_set(&body, "max_output_tokens", json_integer(style->output_tokens_max));
	if (style->effort != MA_LLM_EFFORT_DEFAULT)
		ma_llm_body_set(&body, "effort", json_string(efforts[style->effort]));
	if (!safety || json_object_size(safety) > 0)
		ma_llm_body_set(&body, "safety", safety);
	else
		json_decref(safety);
	return ma_llm_body_take(&body);
}

void ma_llm_style_apply(const struct ma_llm_style *style, struct ma_llm_req *req)
{
	size_t i;

	if (req->temperature < 0 && style->has_temperature)
		req->temperature = style->temperature;
	if (req->top_p <= 0)
		req->top_p = style->top_p;
	if (req->output_tokens_max == 0)
		req->output_tokens_max = style->output_tokens_max;
	if (req->effort == MA_LLM_EFFORT_DEFAULT)
		req->effort = style->effort;
	for (i = 0; i < MA_LLM_HARMS_N; i++)
		if (req->safety[i] == MA_LLM_BLOCK_DEFAULT)
			req->safety[i] = style->safety[i];
}
