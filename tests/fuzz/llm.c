/*
 * Whatever a provider sends, however it is cut: the same answer, with sane
 * numbers. The first byte chooses the dialect, the second the cut; the rest is
 * a stream of events, then read again as one whole answer.
 */
#include <stdio.h>
#include <string.h>

#include "codec/json.h"
#include "codec/sse.h"
#include "fuzz/target.h"
#include "llm/anthropic.h"
#include "llm/gemini.h"
#include "llm/lines.h"
#include "llm/ollama.h"
#include "llm/openai.h"
#include "llm/openai_responses.h"

static const struct ma_llm_dialect *const dialects[] = {
	&ma_llm_gemini,
	&ma_llm_openai,
	&ma_llm_anthropic,
	&ma_llm_ollama,
	&ma_llm_openai_responses,
};

struct reader {
	const struct ma_llm_dialect *dialect;
	struct ma_llm_answer answer;
};

static bool take(struct reader *r, struct ma_str text)
{
	json_t *piece = NULL;
	ma_err err;

	if (ma_json_parse(text, "event", &piece, &err))
		return false;
	r->dialect->take(&r->answer, piece);
	json_decref(piece);
	return true;
}

static bool take_event(void *data, struct ma_str event, struct ma_str payload)
{
	MA_UNUSED(event);
	return take(data, payload);
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

static void read_events(struct reader *r, struct ma_str stream, size_t piece)
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

static void read_lines(struct reader *r, struct ma_str stream, size_t piece)
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

static struct reader listen(const struct ma_llm_dialect *d, struct ma_str stream, size_t piece)
{
	struct reader r = { .dialect = d };

	ma_llm_answer_init(&r.answer);
	if (d == &ma_llm_ollama)
		read_lines(&r, stream, piece);
	else
		read_events(&r, stream, piece);
	check(&r.answer);
	return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ma_str stream = ma_str_from(target_text(data, size), 2);
	const struct ma_llm_dialect *d;
	struct reader whole, cut;

	if (size < 2)
		return 0;
	d = dialects[data[0] % MA_COUNT(dialects)];
	whole = listen(d, stream, SIZE_MAX);
	cut = listen(d, stream, 1 + data[1] % 32);
	MA_ASSERT(ma_str_eq(ma_buf_str(&whole.answer.text), ma_buf_str(&cut.answer.text)));
	MA_ASSERT(whole.answer.finish == cut.answer.finish);
	MA_ASSERT(whole.answer.progress == cut.answer.progress);
	ma_llm_answer_done(&cut.answer);
	(void)take(&whole, stream); /* most are no JSON */
	check(&whole.answer);
	ma_llm_answer_done(&whole.answer);
	return 0;
}
