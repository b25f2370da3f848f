/* What came of a request so far, and lines that are fit to be shown. */
#include "llm/answer.h"

#include <stdio.h>

#include "base/limits.h"

#define TOKENS_MAX 1000000000000 /* what a usage may claim */

void ma_llm_redact(struct ma_buf *b, size_t from, struct ma_str secret)
{
	static const char mask[] = "***";
	const size_t mask_n = sizeof(mask) - 1;
	ptrdiff_t at;

	if (secret.n < 4)
		return;
	while ((at = ma_str_find(ma_str_from(ma_buf_str(b), from), secret)) >= 0) {
		from += (size_t)at;
		memcpy(b->p + from, mask, mask_n);
		memmove(b->p + from + mask_n, b->p + from + secret.n, b->n - from - secret.n);
		b->n -= secret.n - mask_n;
		b->p[b->n] = '\0';
		from += mask_n;
	}
}

/* At most n bytes of s, cut between characters. */
static struct ma_str cut(struct ma_str s, size_t n)
{
	if (s.n <= n)
		return s;
	while (n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return ma_str_n(s.p, n);
}

static void flatten(struct ma_buf *b)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		if (b->p[i] == '\n' || b->p[i] == '\r' || b->p[i] == '\t')
			b->p[i] = ' ';
}

static void keep(char *to, size_t size, struct ma_str s)
{
	s = cut(s, size - 1);
	memcpy(to, s.n ? s.p : "", s.n);
	to[s.n] = '\0';
}

void ma_llm_line(char *out, size_t size, struct ma_str secret, const char *fmt, ...)
{
	struct ma_buf raw = MA_BUF_INIT(MA_MIB), shown = MA_BUF_INIT(16 * MA_KIB);
	struct ma_str text = MA_STR("a text that cannot be shown");
	va_list ap;
	char *to;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	to = n < 0 ? NULL : ma_buf_room(&raw, (size_t)n);
	if (to) {
		va_start(ap, fmt);
		(void)vsnprintf(to, (size_t)n + 1, fmt, ap); /* fits: measured above */
		va_end(ap);
		ma_buf_grown(&raw, (size_t)n);
		ma_llm_redact(&raw, 0, secret);
		flatten(&raw);
		ma_buf_add_visible(&shown, cut(ma_buf_str(&raw), size));
		if (!shown.rc)
			text = ma_buf_str(&shown);
	}
	keep(out, size, text);
	ma_buf_done(&raw);
	ma_buf_done(&shown);
}

void ma_llm_answer_init(struct ma_llm_answer *a)
{
	*a = (struct ma_llm_answer){ .text = MA_BUF_INIT(MA_LIMIT_REPLY) };
}

void ma_llm_answer_done(struct ma_llm_answer *a)
{
	ma_buf_done(&a->text);
	ma_llm_calls_done(&a->calls);
	ma_llm_echo_done(&a->echo);
	json_decref(a->error);
	a->error = NULL;
}

void ma_llm_answer_stop(struct ma_llm_answer *a, enum ma_llm_finish finish, struct ma_str reason)
{
	a->finish = finish;
	keep(a->reason, sizeof(a->reason), reason);
	a->progress++;
}

void ma_llm_answer_will_stop(
	struct ma_llm_answer *a, enum ma_llm_finish finish, struct ma_str reason)
{
	a->pending = finish;
	keep(a->reason, sizeof(a->reason), reason);
	a->progress++;
}

void ma_llm_answer_confirm(struct ma_llm_answer *a)
{
	a->finish = a->pending;
	a->progress++;
}

enum ma_llm_finish ma_llm_finish_of(
	const struct ma_llm_stop *stops, size_t stops_n, struct ma_str word)
{
	size_t i;

	if (word.n == 0)
		return MA_LLM_FINISH_NONE;
	for (i = 0; i < stops_n; i++)
		if (ma_str_is(word, stops[i].word))
			return stops[i].finish;
	return MA_LLM_FINISH_BROKEN;
}

void ma_llm_answer_fail(struct ma_llm_answer *a, const json_t *piece)
{
	json_decref(a->error);
	a->error = json_deep_copy(piece);
	if (!a->error)
		a->text.rc = MA_ENOMEM;
}

void ma_llm_answer_text(struct ma_llm_answer *a, struct ma_str text)
{
	if (text.n == 0)
		return;
	ma_buf_addv(&a->text, text);
	a->progress++;
}

void ma_llm_answer_call(struct ma_llm_answer *a, const struct ma_llm_fragment *f)
{
	ma_llm_calls_take(&a->calls, f);
	a->progress++;
}

void ma_llm_answer_explain(struct ma_llm_answer *a, struct ma_str text)
{
	size_t at = strlen(a->reason);

	if (text.n == 0 || sizeof(a->reason) - at < 4)
		return;
	if (at > 0) {
		memcpy(a->reason + at, ": ", 2);
		at += 2;
	}
	keep(a->reason + at, sizeof(a->reason) - at, text);
}

void ma_llm_answer_refusal(struct ma_llm_answer *a, struct ma_str text)
{
	size_t at = strlen(a->reason);

	if (!ma_str_starts(ma_str(a->reason), "refusal")) {
		keep(a->reason, sizeof(a->reason), MA_STR("refusal"));
		ma_llm_answer_explain(a, text);
	} else {
		keep(a->reason + at, sizeof(a->reason) - at, text);
	}
	a->progress++;
}

size_t ma_llm_answer_bytes(const struct ma_llm_answer *a)
{
	return a->text.n + a->calls.size;
}

ma_rc ma_llm_answer_rc(const struct ma_llm_answer *a)
{
	return a->text.rc ? a->text.rc : a->calls.rc ? a->calls.rc : a->echo.rc;
}

void ma_llm_answer_names(struct ma_llm_answer *a, struct ma_str model, struct ma_str id)
{
	if (model.n > 0)
		keep(a->model, sizeof(a->model), model);
	if (id.n > 0)
		keep(a->id, sizeof(a->id), id);
}

int64_t ma_llm_tokens(const json_t *object, const char *key)
{
	double n = json_number_value(json_object_get(object, key));

	if (!(n > 0))
		return 0;
	return n < TOKENS_MAX ? (int64_t)n : TOKENS_MAX;
}

json_t *ma_llm_json_text(struct ma_str text)
{
	struct ma_buf b = MA_BUF_INIT(3 * MA_LIMIT_REQUEST);
	json_t *value = NULL;
	uint32_t cp;
	size_t n;

	if (ma_str_utf8(text))
		return json_stringn_nocheck(text.n ? text.p : "", text.n);
	for (; text.n > 0; text = ma_str_from(text, n ? n : 1)) {
		n = ma_str_utf8_next(text, &cp);
		ma_buf_addv(&b, n ? ma_str_n(text.p, n) : MA_STR("\xef\xbf\xbd"));
	}
	if (!b.rc)
		value = json_stringn_nocheck(b.p, b.n);
	ma_buf_done(&b);
	return value;
}
