#include "llm/body.h"

#include <string.h>

#include "codec/json.h"
#include "llm/answer.h"

void ma_llm_body_set(struct ma_llm_body *b, const char *key, json_t *value)
{
	if (json_object_set_new(b->object, key, value))
		b->bad = true;
}

void ma_llm_body_add(struct ma_llm_body *b, json_t *value)
{
	if (json_array_append_new(b->object, value))
		b->bad = true;
}

json_t *ma_llm_body_take(struct ma_llm_body *b)
{
	json_t *object = b->object;

	b->object = NULL;
	if (!b->bad)
		return object;
	json_decref(object);
	return NULL;
}

static json_t *strings(const struct ma_str *texts, size_t n)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < n; i++) {
		if (json_array_append_new(list, ma_llm_json_text(texts[i]))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

void ma_llm_body_set_named(
	struct ma_llm_body *b, const struct ma_llm_req *req, const struct ma_llm_names *names)
{
	if (names->limit && req->output_tokens_max > 0)
		ma_llm_body_set(b, names->limit, json_integer(req->output_tokens_max));
	if (names->temperature && req->temperature >= 0)
		ma_llm_body_set(b, names->temperature, json_real(req->temperature));
	if (names->top_p && req->top_p > 0)
		ma_llm_body_set(b, names->top_p, json_real(req->top_p));
	if (names->top_k && req->top_k > 0)
		ma_llm_body_set(b, names->top_k, json_integer(req->top_k));
	if (names->seed && req->seed > 0)
		ma_llm_body_set(b, names->seed, json_integer(req->seed));
	if (names->stops && req->stops_n > 0)
		ma_llm_body_set(b, names->stops, strings(req->stops, req->stops_n));
}

const char *ma_llm_effort_word(const struct ma_llm_req *req, const char *off)
{
	switch (req->effort) {
	case MA_LLM_EFFORT_DEFAULT:
		return NULL;
	case MA_LLM_EFFORT_OFF:
		return off;
	case MA_LLM_EFFORT_LOW:
		return "low";
	case MA_LLM_EFFORT_MEDIUM:
		return "medium";
	case MA_LLM_EFFORT_HIGH:
		return "high";
	}
	return NULL;
}

size_t ma_llm_req_bytes(const struct ma_llm_req *req)
{
	size_t bytes = req->system.n, i, k;

	for (i = 0; i < req->msgs_n; i++) {
		bytes += req->msgs[i].text.n;
		for (k = 0; k < req->msgs[i].calls_n; k++)
			bytes += req->msgs[i].calls[k].name.n + req->msgs[i].calls[k].arguments.n;
	}
	for (i = 0; i < req->tools_n; i++)
		bytes += req->tools[i].name.n + req->tools[i].description.n +
			json_dumpb(req->tools[i].parameters, NULL, 0, JSON_COMPACT);
	return bytes;
}

json_t *ma_llm_json_said(const char *role, struct ma_str text)
{
	return json_pack("{s:s,s:o}", "role", role, "content", ma_llm_json_text(text));
}

static json_t *call_in(json_t *item, const struct ma_llm_place *place)
{
	json_t *call = place->within ? json_object_get(item, place->within) : NULL;

	if (place->type && ma_str_is(ma_json_str(item, "type"), place->type))
		return item;
	return json_is_object(call) ? call : NULL;
}

/* The calls among the items are the message's: they get its ids and arguments. False: they are others. */
static bool name_calls(struct ma_llm_body *b, json_t *items, const struct ma_llm_msg *msg,
	const struct ma_llm_place *place)
{
	json_t *item, *call;
	size_t i, n = 0;

	json_array_foreach (items, i, item) {
		call = call_in(item, place);
		if (!call)
			continue;
		if (n == msg->calls_n || !ma_str_eq(ma_json_str(call, "name"), msg->calls[n].name))
			return false;
		if (json_object_set_new(call, place->id, ma_llm_json_id(msg->calls[n].id, false)) ||
			(place->arguments &&
				json_object_set_new(call, place->arguments,
					ma_llm_json_arguments(&msg->calls[n]))))
			b->bad = true;
		n++;
	}
	return n == msg->calls_n;
}

json_t *ma_llm_body_echo(struct ma_llm_body *b, const struct ma_llm_msg *msg, const char *by,
	struct ma_str model, const struct ma_llm_place *place)
{
	ma_err err = { .code = MA_OK };
	json_t *items = NULL;

	if (ma_llm_echo_read(msg->echo, by, model, &items, &err))
		b->bad = true;
	if (!items || !place || name_calls(b, items, msg, place))
		return items;
	json_decref(items);
	return NULL;
}
