/* What a dialect writes and how it reads, for its tests. */
#ifndef MA_TESTS_DIALECT_CHECKS_H
#define MA_TESTS_DIALECT_CHECKS_H

#include "base/limits.h"
#include "codec/json.h"
#include "llm/dialect.h"
#include "support/torture.h"

static const struct ma_llm_msg turns[] = {
	{ .role = MA_LLM_USER, .text = { "Plan \"it\"\n", 10 } },
	{ .role = MA_LLM_ASSISTANT, .text = { "{", 1 } },
	{ .role = MA_LLM_USER, .text = { "Go on", 5 } },
};

static inline struct ma_llm_req full(void)
{
	return (struct ma_llm_req){ .system = MA_STR("You plan."),
		.msgs = turns,
		.msgs_n = MA_COUNT(turns),
		.output_tokens_max = 4096,
		.temperature = 0.5,
		.json = true,
		.stream = true };
}

static inline struct ma_llm_req least(void)
{
	return (struct ma_llm_req){ .msgs = turns, .msgs_n = 1, .temperature = -1 };
}

/* The body a dialect writes is the JSON that is wanted, whatever the order of its members. */
static inline void writes_to(
	const struct ma_llm_dialect *d, struct ma_llm_req req, const char *model, const char *want)
{
	json_t *got = d->body(d, &req, ma_str(model)), *wanted = NULL;
	ma_err err = { .code = MA_OK };
	struct ma_buf text = MA_BUF_INIT(MA_MIB);

	assert_non_null(got);
	if (ma_json_parse(ma_str(want), "want", &wanted, &err))
		fail_msg("%s", err.msg);
	ma_json_write(got, 0, &text);
	if (!json_equal(got, wanted))
		fail_msg("%s wrote %s", d->name, text.p);
	ma_buf_done(&text);
	json_decref(got);
	json_decref(wanted);
}

static inline void writes(const struct ma_llm_dialect *d, struct ma_llm_req req, const char *want)
{
	writes_to(d, req, "m-1", want);
}

/* What a dialect makes of pieces that are separated by newlines. */
static inline struct ma_llm_answer reads(const struct ma_llm_dialect *d, const char *pieces)
{
	struct ma_str rest = ma_str(pieces), line;
	struct ma_llm_answer a;
	ma_err err = { .code = MA_OK };
	json_t *piece = NULL;

	ma_llm_answer_init(&a);
	while (ma_str_line(&rest, &line)) {
		if (ma_json_parse(line, "piece", &piece, &err))
			fail_msg("%s", err.msg);
		d->take(&a, piece);
		json_decref(piece);
	}
	return a;
}

static inline const char *url(
	const struct ma_llm_dialect *d, const char *base, const char *model, bool stream)
{
	static char text[512];
	struct ma_buf b = MA_BUF_INIT(sizeof(text) - 1);
	ma_err err = { .code = MA_OK };

	memset(text, 0, sizeof(text));
	if (d->url(d, ma_str(base), ma_str(model), stream, &b, &err))
		return ma_rc_name(err.code);
	memcpy(text, b.p, b.n);
	ma_buf_done(&b);
	return text;
}

#endif
