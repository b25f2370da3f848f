#include "llm/echo.h"

#include <string.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"

static void item_done(struct ma_llm_item *item)
{
	json_decref(item->json);
	ma_buf_done(&item->text);
}

void ma_llm_echo_done(struct ma_llm_echo *e)
{
	size_t i;

	for (i = 0; i < e->n; i++)
		item_done(&e->v[i]);
	ma_free(e->v);
	*e = (struct ma_llm_echo){ .rc = e->rc };
}

static void lose(struct ma_llm_echo *e)
{
	ma_llm_echo_done(e);
	e->lost = true;
}

static void grow(struct ma_llm_echo *e, size_t bytes)
{
	e->size += bytes;
	if (e->size > MA_LIMIT_ECHO)
		lose(e);
}

static struct ma_llm_item *find(const struct ma_llm_echo *e, int64_t at)
{
	size_t i;

	for (i = e->n; i-- > 0;)
		if (e->v[i].at == at)
			return &e->v[i];
	return NULL;
}

static struct ma_llm_item *add(struct ma_llm_echo *e, int64_t at)
{
	size_t cap = e->cap ? 2 * e->cap : 4;
	struct ma_llm_item *more;

	if (e->n == MA_LIMIT_ECHO_ITEMS) {
		lose(e);
		return NULL;
	}
	if (e->n == e->cap) {
		more = ma_realloc(e->v, cap, sizeof(*e->v));
		if (!more) {
			e->rc = MA_ENOMEM;
			return NULL;
		}
		e->v = more;
		e->cap = cap;
	}
	e->v[e->n] = (struct ma_llm_item){ .at = at };
	return &e->v[e->n++];
}

void ma_llm_echo_item(struct ma_llm_echo *e, int64_t at, json_t *json)
{
	struct ma_llm_item *item;

	if (!json)
		e->rc = MA_ENOMEM;
	item = e->rc || e->lost ? NULL : find(e, at);
	if (item)
		item_done(item);
	else if (!e->rc && !e->lost)
		item = add(e, at);
	if (!item) {
		json_decref(json);
		return;
	}
	*item = (struct ma_llm_item){ .at = at, .json = json, .text = MA_BUF_INIT(MA_LIMIT_ECHO) };
	grow(e, json_dumpb(json, NULL, 0, JSON_COMPACT));
}

void ma_llm_echo_text(struct ma_llm_echo *e, int64_t at, const char *key, struct ma_str text)
{
	struct ma_llm_item *item = e->rc || e->lost ? NULL : find(e, at);

	if (!item)
		return;
	item->key = key;
	ma_buf_addv(&item->text, text);
	if (item->text.rc == MA_ENOMEM)
		e->rc = MA_ENOMEM;
	grow(e, text.n);
}

void ma_llm_echo_set(struct ma_llm_echo *e, int64_t at, const char *key, json_t *json)
{
	struct ma_llm_item *item = e->rc || e->lost ? NULL : find(e, at);

	/* Pieces say again what the first one said. */
	if (!item || json_equal(json_object_get(item->json, key), json)) {
		json_decref(json);
		return;
	}
	if (json_object_set_new(item->json, key, json))
		e->rc = MA_ENOMEM;
	else
		grow(e,
			json_dumpb(json_object_get(item->json, key), NULL, 0,
				JSON_COMPACT | JSON_ENCODE_ANY));
}

bool ma_llm_echo_has(const struct ma_llm_echo *e, int64_t at)
{
	return find(e, at) != NULL;
}

void ma_llm_echo_join(struct ma_llm_echo *e, const char *key, struct ma_str text)
{
	const struct ma_llm_item *last = e->n > 0 ? &e->v[e->n - 1] : NULL;
	bool goes_on = last && last->key && strcmp(last->key, key) == 0;
	int64_t at = goes_on ? last->at : (int64_t)e->n;

	if (text.n == 0)
		return;
	if (!goes_on)
		ma_llm_echo_item(e, at, json_object());
	ma_llm_echo_text(e, at, key, text);
}

struct ma_str ma_llm_family(struct ma_str model)
{
	size_t n = 0;

	if (ma_str_starts(model, "models/"))
		model = ma_str_from(model, strlen("models/"));
	while (n < model.n && (model.p[n] < '0' || model.p[n] > '9'))
		n++;
	while (n < model.n && model.p[n] >= '0' && model.p[n] <= '9')
		n++;
	return ma_str_n(model.p, n);
}

/* One item with the text that was gathered for it. Gives. */
static json_t *whole_item(const struct ma_llm_item *from)
{
	struct ma_str text = ma_buf_str(&from->text);
	json_t *item = json_copy(from->json);

	if (!from->key ||
		!json_object_set_new(
			item, from->key, json_stringn(text.n > 0 ? text.p : "", text.n)))
		return item;
	json_decref(item);
	return NULL;
}

static json_t *whole_items(const struct ma_llm_echo *e)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < e->n; i++) {
		if (json_array_append_new(list, whole_item(&e->v[i]))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

ma_rc ma_llm_echo_write(const struct ma_llm_echo *e, const char *by, struct ma_str model,
	struct ma_buf *out, ma_err *err)
{
	struct ma_str family = ma_llm_family(model);
	json_t *echo;

	if (e->rc)
		return ma_fail_nomem(err);
	if (!e->needed || e->lost || e->n == 0)
		return MA_OK;
	echo = json_pack("{s:s,s:s%,s:o}", "by", by, "model", family.n > 0 ? family.p : "",
		family.n, "is", whole_items(e));
	if (!echo)
		return ma_fail_nomem(err);
	ma_json_write(echo, 0, out);
	json_decref(echo);
	if (out->rc == MA_ELIMIT)
		ma_buf_clear(out); /* escapes made it too long */
	return ma_buf_check(out, err);
}

ma_rc ma_llm_echo_read(
	struct ma_str text, const char *by, struct ma_str model, json_t **out, ma_err *err)
{
	json_t *echo = NULL, *items;
	ma_err why = { .code = MA_OK };

	*out = NULL;
	if (text.n == 0)
		return MA_OK;
	if (ma_json_parse(text, "echo", &echo, &why))
		return why.code == MA_ENOMEM ? ma_fail_nomem(err) : MA_OK;
	items = json_object_get(echo, "is");
	if (ma_str_is(ma_json_str(echo, "by"), by) && json_is_array(items) &&
		ma_str_eq(ma_json_str(echo, "model"), ma_llm_family(model)))
		*out = json_incref(items);
	json_decref(echo);
	return MA_OK;
}
