/*
 * Whatever a provider sends, however it is cut: the same answer, with sane
 * numbers, whether its plain events are read as such or taken whole. The first byte chooses the dialect, the second the cut; the rest is
 * a stream of events, then read again as one whole answer.
 */
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "codec/sse.h"
#include "fuzz/target.h"
#include "llm/anthropic.h"
#include "llm/gemini.h"
#include "llm/lines.h"
#include "llm/ollama.h"
#include "llm/openai.h"
#include "llm/openai_responses.h"
#include "support/plain_check.h"

static const struct ma_llm_dialect *const dialects[] = {
	&ma_llm_gemini,
	&ma_llm_openai,
	&ma_llm_anthropic,
	&ma_llm_ollama,
	&ma_llm_openai_responses,
};

static bool take_event(void *data, struct ma_str event, struct ma_str payload)
{
	bool plain;

	MA_UNUSED(event);
	return plain_check_take(data, payload, &plain);
}

/* Calls that are handed over are whole, have ids of their own, and are not too many. */
static void check_calls(struct ma_llm_answer *a)
{
	ma_err err = { .code = MA_OK };
	json_t *value = NULL;
	size_t i;

	MA_ASSERT(a->calls.n <= MA_LIMIT_TOOL_CALLS && a->calls.size <= MA_LIMIT_TOOL_BYTES);
	if (a->calls.rc || ma_llm_calls_finish(&a->calls, 0, MA_STR(""), &err))
		return;
	for (i = 0; i < a->calls.n; i++) {
		MA_ASSERT(!ma_json_parse(a->calls.whole[i].arguments, "arguments", &value, &err));
		MA_ASSERT(json_is_object(value) && a->calls.whole[i].name.n > 0);
		MA_ASSERT(i == 0 || !ma_str_eq(a->calls.whole[i].id, a->calls.whole[i - 1].id));
		json_decref(value);
	}
}

/* An echo reads back, and another family of models has no use for it. */
static void check_echo(const struct ma_llm_answer *a, const char *by)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_ECHO);
	ma_err err = { .code = MA_OK };
	json_t *items = NULL;

	MA_ASSERT(!ma_llm_echo_write(&a->echo, by, MA_STR("m-1"), &text, &err));
	if (text.n > 0) {
		MA_ASSERT(!ma_llm_echo_read(ma_buf_str(&text), by, MA_STR("m-1"), &items, &err));
		MA_ASSERT(json_array_size(items) == a->echo.n);
		json_decref(items);
		MA_ASSERT(!ma_llm_echo_read(ma_buf_str(&text), by, MA_STR("m-2"), &items, &err));
		MA_ASSERT(!items);
	}
	ma_buf_done(&text);
}

static void check(const struct ma_llm_answer *a)
{
	MA_ASSERT(a->usage.input >= 0 && a->usage.output >= 0 && a->usage.cached >= 0);
	MA_ASSERT(a->usage.reasoning >= 0 && a->usage.input <= 3 * INT64_C(1000000000000));
	MA_ASSERT(a->finish <= MA_LLM_FINISH_BROKEN && a->pending <= MA_LLM_FINISH_BROKEN);
	MA_ASSERT(memchr(a->reason, '\0', sizeof(a->reason)) != NULL);
	MA_ASSERT(memchr(a->model, '\0', sizeof(a->model)) != NULL);
	MA_ASSERT(memchr(a->id, '\0', sizeof(a->id)) != NULL);
	MA_ASSERT(ma_str_utf8(ma_buf_str(&a->text)));
}

static void read_events(struct plain_check *r, struct ma_str stream, size_t piece)
{
	struct ma_sse sse;
	ma_rc rc = MA_OK;
	size_t n;
	ma_err err;

	ma_sse_init(&sse, 4096);
	for (; stream.n > 0 && !rc; stream = ma_str_from(stream, n)) {
		n = piece < stream.n ? piece : stream.n;
		rc = ma_sse_feed(&sse, ma_str_n(stream.p, n), take_event, r, &err);
	}
	if (!rc)
		(void)ma_sse_end(&sse, take_event, r, &err); /* what it cannot read is not there */
	ma_sse_done(&sse);
}

static void read_lines(struct plain_check *r, struct ma_str stream, size_t piece)
{
	struct ma_llm_lines lines;
	ma_rc rc = MA_OK;
	size_t n;
	ma_err err;

	ma_llm_lines_init(&lines, 4096);
	for (; stream.n > 0 && !rc; stream = ma_str_from(stream, n)) {
		n = piece < stream.n ? piece : stream.n;
		rc = ma_llm_lines_feed(&lines, ma_str_n(stream.p, n), take_event, r, &err);
	}
	if (!rc)
		(void)ma_llm_lines_end(&lines, take_event, r, &err); /* as above */
	ma_llm_lines_done(&lines);
}

static struct plain_check listen(const struct ma_llm_dialect *d, struct ma_str stream, size_t piece)
{
	struct plain_check r;

	plain_check_init(&r, d);
	if (d == &ma_llm_ollama)
		read_lines(&r, stream, piece);
	else
		read_events(&r, stream, piece);
	check(&r.plain);
	return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ma_str stream = ma_str_from(target_text(data, size), 2);
	const struct ma_llm_dialect *d;
	struct plain_check whole, cut;
	bool plain;

	if (size < 2)
		return 0;
	d = dialects[data[0] % MA_COUNT(dialects)];
	whole = listen(d, stream, SIZE_MAX);
	cut = listen(d, stream, 1 + data[1] % 32);
	MA_ASSERT(ma_str_eq(ma_buf_str(&whole.plain.text), ma_buf_str(&cut.plain.text)));
	MA_ASSERT(whole.plain.finish == cut.plain.finish);
	MA_ASSERT(whole.plain.progress == cut.plain.progress);
	MA_ASSERT(whole.plain.calls.n == cut.plain.calls.n);
	MA_ASSERT(whole.plain.calls.size == cut.plain.calls.size);
	MA_ASSERT(whole.plain.echo.size == cut.plain.echo.size);
	check_calls(&cut.plain);
	check_echo(&cut.plain, d->name);
	plain_check_done(&cut);
	(void)plain_check_take(&whole, stream, &plain); /* most are no JSON */
	check(&whole.plain);
	plain_check_done(&whole);
	return 0;
}
