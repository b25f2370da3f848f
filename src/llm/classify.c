/*
 * What a failed attempt means.
 *
 * Three witnesses are heard, the most precise first: the words and codes of
 * the error in the body, the HTTP status, and what a proxy may have put into
 * a header. A 429 can be permanent (no credit, a quota of the day), a 200 can
 * hold an error, and a 400 can mean a wrong key; so the status alone decides
 * only where the body says nothing that is known.
 */
#include "llm/llm.h"

#include <stdio.h>
#include <strings.h>

#include "base/limits.h"
#include "codec/json.h"
#include "llm/answer.h"
#include "llm/hint.h"

/* What an error body says. Borrows from the parsed body. */
struct trouble {
	struct ma_str message, type, code, status;
	int number; /* a numeric code, or 0 */
	const json_t *details;
};

/* Where a word counts: statuses fall into four groups. */
enum { IN_200 = 1, IN_429 = 2, IN_4XX = 4, IN_5XX = 8, IN_ANY = 15 };

static const struct by_word {
	const char *word; /* in lower case */
	enum ma_llm_class class;
	unsigned in;
} by_word[] = {
	{ "insufficient_quota", MA_LLM_BILLING, IN_ANY },
	{ "credit_balance_exhausted", MA_LLM_BILLING, IN_ANY },
	{ "credit balance is too low", MA_LLM_BILLING, IN_ANY },
	{ "spend_limit", MA_LLM_BILLING, IN_ANY },
	{ "usage_limit_exceeded", MA_LLM_BILLING, IN_ANY },
	{ "usage limit reached", MA_LLM_BILLING, IN_ANY },
	{ "linked_organization", MA_LLM_BILLING, IN_429 },
	{ "billing_error", MA_LLM_BILLING, IN_ANY },
	{ "specified api usage limits", MA_LLM_BILLING, IN_ANY },
	{ "billing_hard_limit", MA_LLM_BILLING, IN_ANY },
	{ "api_key_invalid", MA_LLM_AUTH, IN_ANY },
	{ "api key not valid", MA_LLM_AUTH, IN_ANY },
	{ "invalid_api_key", MA_LLM_AUTH, IN_ANY },
	{ "incorrect api key", MA_LLM_AUTH, IN_ANY },
	{ "authentication_error", MA_LLM_AUTH, IN_200 | IN_4XX },
	{ "permission_error", MA_LLM_AUTH, IN_200 | IN_4XX },
	{ "model_capacity_exhausted", MA_LLM_OVERLOAD, IN_ANY },
	{ "overloaded", MA_LLM_OVERLOAD, IN_200 | IN_429 | IN_5XX },
	{ "content_filter", MA_LLM_FILTER, IN_200 | IN_4XX },
	{ "policy_violation", MA_LLM_FILTER, IN_200 | IN_4XX },
	{ "bio_policy", MA_LLM_FILTER, IN_200 | IN_4XX },
	{ "invalid_prompt", MA_LLM_FILTER, IN_200 | IN_4XX },
	{ "tool_use_failed", MA_LLM_BAD_OUTPUT, IN_200 | IN_4XX },
	{ "rate limit", MA_LLM_RATE, IN_200 },
	{ "rate_limit", MA_LLM_RATE, IN_200 },
	{ "too many requests", MA_LLM_RATE, IN_200 },
	{ "resource_exhausted", MA_LLM_RATE, IN_200 },
	{ "slow_down", MA_LLM_RATE, IN_200 },
	{ "invalid_request", MA_LLM_REQUEST, IN_200 },
	{ "invalid_argument", MA_LLM_REQUEST, IN_200 },
	{ "not_found_error", MA_LLM_REQUEST, IN_200 },
	{ "unavailable", MA_LLM_OVERLOAD, IN_200 },
};

/* How providers say that the input is too long. */
static const char *const too_long[] = {
	"prompt is too long",
	"prompt exceeds max length",
	"request_too_large",
	"input is too long",
	"exceeds the context window",
	"maximum context length",
	"context window exceeded",
	"context_window_exceeded",
	"exceeds the maximum number of tokens",
	"maximum prompt length is",
	"reduce the length of the messages",
	"longer than the model's context length",
	"exceeds the available context size",
	"exceed_context_size",
	"greater than the context length",
	"exceeds the context length",
	"context window exceeds limit",
	"exceeded model token limit",
	"too large for model with",
	"configured context size",
	"range of input length should be",
	"context_length_exceeded",
	"too many tokens",
};

static const struct by_status {
	int from, to;
	enum ma_llm_class class;
} by_status[] = {
	{ 401, 401, MA_LLM_AUTH },
	{ 402, 402, MA_LLM_BILLING },
	{ 403, 403, MA_LLM_AUTH },
	{ 408, 409, MA_LLM_TRANSIENT },
	{ 413, 413, MA_LLM_CONTEXT },
	{ 429, 429, MA_LLM_RATE },
	{ 498, 498, MA_LLM_RATE },
	{ 499, 499, MA_LLM_TRANSIENT },
	{ 503, 503, MA_LLM_OVERLOAD },
	{ 529, 529, MA_LLM_OVERLOAD },
	{ 500, 599, MA_LLM_TRANSIENT },
	{ 300, 499, MA_LLM_REQUEST },
};

static bool has(struct ma_str text, const char *word)
{
	return ma_str_find(text, ma_str(word)) >= 0;
}

/* Numbers arrive as numbers and, from gateways, as strings. */
static int error_number(const json_t *code)
{
	int64_t n = 0;

	if (json_is_integer(code))
		n = json_integer_value(code);
	else if (json_is_string(code) && !ma_str_to_i64(ma_str(json_string_value(code)), &n))
		n = 0;
	return n >= 400 && n <= 599 ? (int)n : 0;
}

/* How a validator says it: {"detail":[{"msg":"…"}]}. */
static struct ma_str message_of_detail(const json_t *holder)
{
	return ma_json_str(json_array_get(json_object_get(holder, "detail"), 0), "msg");
}

/* The error object of the usual shapes: {"error":{…}}, [{"error":{…}}], {"error":"…"}, {"message":"…"}. */
static void read_trouble(const json_t *root, struct trouble *t)
{
	const json_t *error;

	*t = (struct trouble){ .number = 0 };
	if (json_is_array(root))
		root = json_array_get(root, 0);
	error = json_object_get(root, "error");
	if (json_is_string(error)) {
		t->message = ma_str(json_string_value(error));
		return;
	}
	if (!json_is_object(error))
		error = root;
	t->message = ma_json_str(error, "message");
	if (t->message.n == 0)
		t->message = ma_json_str(error, "detail");
	if (t->message.n == 0)
		t->message = message_of_detail(error);
	if (t->message.n == 0)
		t->message = message_of_detail(json_object_get(error, "message"));
	t->type = ma_json_str(error, "type");
	t->code = ma_json_str(error, "code");
	t->status = ma_json_str(error, "status");
	t->number = error_number(json_object_get(error, "code"));
	t->details = json_object_get(error, "details");
}

/* Everything that can be searched for words, in lower case. */
static void haystack(const struct trouble *t, struct ma_buf *out)
{
	const struct ma_str parts[] = { t->code, t->type, t->status, t->message };
	size_t i, k;
	const json_t *detail;

	for (i = 0; i < MA_COUNT(parts); i++) {
		ma_buf_addv(out, ma_str_n(parts[i].p, parts[i].n < 8000 ? parts[i].n : 8000));
		ma_buf_addc(out, ' ');
	}
	ma_buf_addv(out, ma_json_str(t->details, "error_code"));
	ma_buf_addc(out, ' ');
	json_array_foreach (t->details, k, detail) {
		ma_buf_addv(out, ma_json_str(detail, "reason"));
		ma_buf_addc(out, ' ');
	}
	for (i = 0; i < out->n; i++)
		if (out->p[i] >= 'A' && out->p[i] <= 'Z')
			out->p[i] = (char)(out->p[i] + 32);
}

static unsigned group(int status)
{
	if (status == 429 || status == 498)
		return IN_429;
	if (status >= 500)
		return IN_5XX;
	return status >= 300 ? IN_4XX : IN_200;
}

static bool is_too_long(struct ma_str text)
{
	size_t i;

	if (has(text, "rate limit") || has(text, "too many requests") || has(text, "throttl"))
		return false;
	if (has(text, "input token count") && has(text, "exceeds the maximum"))
		return true;
	for (i = 0; i < MA_COUNT(too_long); i++)
		if (has(text, too_long[i]))
			return true;
	return false;
}

/* "limit: 0", and not "limit: 0.5" or "limit: 05". */
static bool says_limit_zero(struct ma_str text)
{
	ptrdiff_t at = ma_str_find(text, MA_STR("limit: 0"));
	struct ma_str rest = at < 0 ? MA_STR("") : ma_str_from(text, (size_t)at + 8);

	if (rest.n > 1 && rest.p[0] == '.')
		rest = ma_str_from(rest, 1);
	return at >= 0 && (rest.n == 0 || rest.p[0] < '0' || rest.p[0] > '9');
}

/* A quota that comes back tomorrow, or never: Google names it in the violations. */
static bool is_day_quota(const struct trouble *t, struct ma_str text)
{
	const json_t *detail, *violation;
	struct ma_str id;
	size_t i, k;

	json_array_foreach (t->details, i, detail) {
		json_array_foreach (json_object_get(detail, "violations"), k, violation) {
			id = ma_json_str(violation, "quotaId");
			if (has(id, "PerDay") || has(id, "Daily") ||
				ma_str_is(ma_json_str(violation, "quotaValue"), "0"))
				return true;
		}
	}
	return t->status.n > 0 && says_limit_zero(text);
}

static enum ma_llm_class class_of_status(int status)
{
	size_t i;

	for (i = 0; i < MA_COUNT(by_status); i++)
		if (status >= by_status[i].from && status <= by_status[i].to)
			return by_status[i].class;
	return MA_LLM_TRANSIENT; /* an error inside a 200 that nobody knows */
}

static enum ma_llm_class class_of(int status, const struct trouble *t, struct ma_str text)
{
	unsigned in = group(status);
	size_t i;

	if (in == IN_429 && is_day_quota(t, text))
		return MA_LLM_QUOTA_DAY;
	for (i = 0; i < MA_COUNT(by_word); i++)
		if ((by_word[i].in & in) && has(text, by_word[i].word))
			return by_word[i].class;
	if (in != IN_429 && status != 401 && status != 402 && status != 403 && is_too_long(text))
		return MA_LLM_CONTEXT;
	return class_of_status(status);
}

/* A server or gateway may say outright whether to come again. */
static enum ma_llm_class heed_should_retry(const struct ma_http_head *head, enum ma_llm_class class)
{
	struct ma_str should = ma_http_header(head, "x-should-retry");

	if (ma_str_is(should, "false") && ma_llm_class_retryable(class))
		return MA_LLM_REQUEST;
	if (ma_str_is(should, "true") && class == MA_LLM_REQUEST)
		return MA_LLM_TRANSIENT;
	return class;
}

/* Some messages begin with their own code. */
static bool begins_alike(struct ma_str message, struct ma_str word)
{
	return message.n >= word.n && word.n > 0 && strncasecmp(message.p, word.p, word.n) == 0;
}

static void say_trouble(const struct ma_http_head *head, const struct trouble *t,
	struct ma_str text, struct ma_str secret, struct ma_llm_fault *out)
{
	struct ma_str word = t->code.n ? t->code : t->status.n ? t->status : t->type;
	struct ma_str said = t->message.n ? t->message : text;
	char where[32];

	if (head->status >= 300)
		(void)snprintf(where, sizeof(where), "HTTP %d", head->status); /* fits */
	else
		(void)snprintf(where, sizeof(where), "an error in the answer"); /* fits */
	said = ma_str_trim(said);
	if (begins_alike(said, word))
		word = MA_STR("");
	if (head->status >= 300 && head->status < 400)
		said = MA_STR("a redirect, which is never followed");
	else if (ma_str_starts(said, "<"))
		said = MA_STR("a web page, not an API's answer");
	ma_llm_line(out->message, sizeof(out->message), secret, "%s%s" MA_STR_FMT "%s" MA_STR_FMT,
		where, word.n ? " " : "", MA_STR_ARG(word), said.n ? ": " : "", MA_STR_ARG(said));
}

void ma_llm_classify_json(const struct ma_http_head *head, const json_t *root, struct ma_str text,
	struct ma_str secret, int64_t wall_ms, struct ma_llm_fault *out)
{
	struct ma_buf hay = MA_BUF_INIT(64 * MA_KIB);
	struct trouble t;
	int status;

	read_trouble(root, &t);
	if (!root)
		t.message = ma_str_n(text.p, text.n < 8000 ? text.n : 8000);
	haystack(&t, &hay);
	status = head->status >= 300 || t.number == 0 ? head->status : t.number;
	out->class = heed_should_retry(head, class_of(status, &t, ma_buf_str(&hay)));
	out->retry_after_ms = ma_llm_hint(head, t.details, ma_buf_str(&hay), wall_ms);
	say_trouble(head, &t, text, secret, out);
	ma_buf_done(&hay);
}

void ma_llm_classify_http(const struct ma_http_head *head, struct ma_str body, struct ma_str secret,
	int64_t wall_ms, struct ma_llm_fault *out)
{
	ma_err err = { .code = MA_OK };
	json_t *root = NULL;

	/* A body that is no JSON is looked at as text. */
	(void)ma_json_parse(body, "error", &root, &err);
	ma_llm_classify_json(head, root, root ? MA_STR("") : body, secret, wall_ms, out);
	json_decref(root);
}

void ma_llm_classify_failure(const ma_err *err, struct ma_llm_fault *out)
{
	static const struct {
		ma_rc rc;
		enum ma_llm_class class;
	} classes[] = {
		{ MA_ECANCELED, MA_LLM_CANCELED },
		{ MA_ETIMEDOUT, MA_LLM_TIMEOUT },
		{ MA_ELIMIT, MA_LLM_BAD_OUTPUT },
		{ MA_EREFUSED, MA_LLM_REQUEST },
		{ MA_EINVALID, MA_LLM_REQUEST },
		{ MA_ECONFIG, MA_LLM_REQUEST },
	};
	size_t i;

	out->class = MA_LLM_TRANSIENT; /* the network, or memory that may be there again */
	out->retry_after_ms = -1;
	for (i = 0; i < MA_COUNT(classes); i++)
		if (err->code == classes[i].rc)
			out->class = classes[i].class;
	ma_llm_line(out->message, sizeof(out->message), MA_STR(""), "%s", err->msg);
}
