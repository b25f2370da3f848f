/* Events of the context and requests to a run: what is read is written and read again as it was; spans are values. */
#include "model/context.h"

#include "base/limits.h"
#include "codec/json.h"
#include "codec/json_span.h"
#include "fuzz/target.h"
#include "model/ask.h"

static void check_event(struct ma_str text)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	struct ma_context_state state;
	struct ma_context_event e, again;
	struct ma_buf json = MA_BUF_INIT(8 * MA_MIB);
	ma_err err = { .code = MA_OK };

	ma_context_init(&state);
	if (ma_context_event_decode(text, &arena, &e, &err) == MA_OK) {
		ma_context_event_encode(&e, &json);
		MA_ASSERT(json.rc == MA_OK);
		MA_ASSERT(ma_context_event_decode(ma_buf_str(&json), &arena, &again, &err) == MA_OK);
		MA_ASSERT(again.kind == e.kind && ma_str_eq(again.name, e.name));
	}
	MA_ASSERT(ma_context_fold(&state, 1, text, &err) == MA_OK ? state.version == 1
								  : state.version == 0);
	ma_context_done(&state);
	ma_buf_done(&json);
	ma_arena_done(&arena);
}

static void check_ask(struct ma_str text)
{
	struct ma_buf json = MA_BUF_INIT(MA_MIB);
	ma_err err = { .code = MA_OK };
	struct ma_ask a, again;

	if (ma_ask_decode(text, &a, &err))
		return;
	ma_ask_encode(&a, &json);
	MA_ASSERT(ma_ask_decode(ma_buf_str(&json), &again, &err) == MA_OK && again.kind == a.kind);
	ma_buf_done(&json);
}

/* Of text that the parser accepts: it is one span, and without its blanks it means the same. */
static void check_spans(struct ma_str text)
{
	struct ma_buf compact = MA_BUF_INIT(MA_MIB);
	struct ma_str trimmed = ma_str_trim(text), rest, name, value;
	json_t *whole = NULL, *same = NULL;
	ma_err err = { .code = MA_OK };
	size_t n = 0;

	(void)ma_json_span(text); /* it reads nothing beyond the end */
	if (ma_json_parse(text, "text", &whole, &err))
		return;
	MA_ASSERT(ma_json_span(trimmed) == trimmed.n);
	ma_json_compact(&compact, text);
	MA_ASSERT(ma_json_parse(ma_buf_str(&compact), "text", &same, &err) == MA_OK);
	MA_ASSERT(json_equal(whole, same));
	for (rest = text; ma_json_member(&rest, &name, &value) || ma_json_element(&rest, &value);)
		n++;
	MA_ASSERT(n == (json_is_object(whole) ? json_object_size(whole) : json_array_size(whole)));
	json_decref(whole);
	json_decref(same);
	ma_buf_done(&compact);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ma_str text = target_text(data, size);

	check_event(text);
	check_ask(text);
	check_spans(text);
	return 0;
}
