/* Events as JSON and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "model/event.h"

static void a_whole_event_survives_the_round_trip(void **state)
{
	struct ma_event e = { .kind = MA_EVENT_CALL_REPLIED,
		.seq = 7,
		.at_ms = 1795374169123,
		.run = MA_STR("r"),
		.effect = MA_STR("e1"),
		.task = MA_STR("backend"),
		.reply = MA_STR("h"),
		.model = MA_STR("m \"x\""),
		.usage = { .input = 1, .output = 2, .cached = 3, .reasoning = 4, .estimated = true },
		.cost_microusd = 9,
		.sent = true,
		.took_ms = 12 };
	struct ma_arena arena = MA_ARENA_INIT(1 << 16);
	struct ma_buf text = MA_BUF_INIT(4096);
	ma_err err = { MA_OK, 0, "" };
	struct ma_event back;

	(void)state;
	ma_event_encode(&e, &text);
	assert_int_equal(ma_event_decode(ma_buf_str(&text), &arena, &back, &err), MA_OK);
	assert_int_equal(back.kind, e.kind);
	assert_int_equal(back.seq, 7);
	assert_int_equal(back.at_ms, e.at_ms);
	assert_true(ma_str_eq(back.model, e.model));
	assert_memory_equal(&back.usage, &e.usage, offsetof(struct ma_usage, estimated));
	assert_true(back.sent && back.usage.estimated);
	assert_int_equal(back.took_ms, 12);
	ma_arena_done(&arena);
	ma_buf_done(&text);
}

static void the_text_is_one_line_with_the_version_first(void **state)
{
	struct ma_event e = { .kind = MA_EVENT_TASK_SKIPPED,
		.seq = 1,
		.run = MA_STR("r"),
		.task = MA_STR("a"),
		.cause = MA_STR("line\nbreak") };
	struct ma_buf text = MA_BUF_INIT(4096);

	(void)state;
	ma_event_encode(&e, &text);
	assert_string_equal(text.p,
		"{\"v\":1,\"seq\":1,\"at\":\"1970-01-01T00:00:00.000Z\",\"run\":\"r\",\"kind\":"
		"\"task.skipped\",\"task\":\"a\",\"cause\":\"line\\nbreak\"}");
	ma_buf_done(&text);
}

static void decode(const char *json, ma_rc expected, const char *message, struct ma_event *out)
{
	struct ma_arena arena = MA_ARENA_INIT(1 << 16);
	ma_err err = { MA_OK, 0, "" };

	assert_int_equal(ma_event_decode(ma_str(json), &arena, out, &err), expected);
	if (expected)
		assert_string_equal(err.msg, message);
	ma_arena_done(&arena);
}

#define HEAD "{\"v\":1,\"seq\":2,\"at\":\"2026-11-22T19:02:49.123Z\",\"run\":\"r\",\"kind\":"

static void a_missing_field_is_named(void **state)
{
	struct ma_event e;

	(void)state;
	decode(HEAD "\"task.skipped\",\"task\":\"a\"}", MA_EINVALID,
		"event task.skipped: \"cause\" is missing", &e);
}

static void a_field_of_another_type_is_named(void **state)
{
	struct ma_event e;

	(void)state;
	decode(HEAD "\"task.completed\",\"task\":5}", MA_EINVALID,
		"event task.completed: \"task\" has the wrong type", &e);
}

static void an_unknown_field_is_passed_over(void **state)
{
	struct ma_event e;

	(void)state;
	decode(HEAD "\"task.completed\",\"task\":\"a\",\"mood\":\"fine\"}", MA_OK, "", &e);
	assert_int_equal(e.kind, MA_EVENT_TASK_COMPLETED);
}

static void an_unknown_kind_can_be_read(void **state)
{
	struct ma_event e;

	(void)state;
	decode(HEAD "\"task.dreamt\",\"task\":\"a\"}", MA_OK, "", &e);
	assert_int_equal(e.kind, MA_EVENT_UNKNOWN);
}

static void a_newer_version_is_refused(void **state)
{
	struct ma_event e;

	(void)state;
	decode("{\"v\":2,\"seq\":2,\"at\":\"2026-11-22T19:02:49Z\",\"run\":\"r\",\"kind\":\"task.completed\",\"task\":\"a\"}",
		MA_EINVALID, "event: version 2 was written by a newer meta-agent", &e);
}

static void every_kind_has_a_name_of_its_own(void **state)
{
	int a, b;

	(void)state;
	for (a = 1; a < MA_EVENT_KINDS_N; a++)
		for (b = a + 1; b < MA_EVENT_KINDS_N; b++)
			assert_string_not_equal(ma_event_kind_name((enum ma_event_kind)a),
				ma_event_kind_name((enum ma_event_kind)b));
}

/* Every field has a value that no other has. */
static void fill(struct ma_event *e, enum ma_event_kind kind)
{
	int64_t n = 1;

	*e = (struct ma_event){ .kind = kind, .seq = 41, .at_ms = 1795374169123, .run = MA_STR("r") };
#define FILL_STR(member) member = ma_str(#member)
#define FILL_INT(member) member = -(n++)
#define FILL_TIME(member) member = 1795374169000 + n++
#define FILL_BOOL(member) member = true
#define X(id, name, type, member) FILL_##type(e->member);
	MA_EVENT_FIELDS(X)
#undef X
}

static void assert_same(const struct ma_event *a, const struct ma_event *b)
{
	assert_int_equal(a->kind, b->kind);
	assert_int_equal(a->seq, b->seq);
	assert_int_equal(a->at_ms, b->at_ms);
	assert_true(ma_str_eq(a->run, b->run));
#define SAME_STR(member) assert_true(ma_str_eq(a->member, b->member))
#define SAME_INT(member) assert_int_equal(a->member, b->member)
#define SAME_TIME SAME_INT
#define SAME_BOOL SAME_INT
#define X(id, name, type, member) SAME_##type(member);
	MA_EVENT_FIELDS(X)
#undef X
}

static void a_line_of_ours_and_any_other_json_are_read_alike(void **state)
{
	struct ma_arena arena = MA_ARENA_INIT(1 << 20);
	struct ma_buf text = MA_BUF_INIT(1 << 16);
	struct ma_event e, back;
	int kind;

	(void)state;
	for (kind = 1; kind < MA_EVENT_KINDS_N; kind++) {
		fill(&e, (enum ma_event_kind)kind);
		ma_buf_clear(&text);
		ma_event_encode(&e, &text);
		assert_int_equal(
			ma_event_decode(ma_buf_str(&text), &arena, &back, &(ma_err){ 0 }), MA_OK);
		assert_same(&e, &back);
		text.p[text.n - 1] = ' ';
		ma_buf_adds(&text, "\n}"); /* which only a JSON parser reads */
		assert_int_equal(
			ma_event_decode(ma_buf_str(&text), &arena, &back, &(ma_err){ 0 }), MA_OK);
		assert_same(&e, &back);
	}
	ma_arena_done(&arena);
	ma_buf_done(&text);
}

static void the_largest_and_smallest_numbers_and_odd_texts_survive(void **state)
{
	static const char *const texts[] = { "\"", "12345678\\", "\x01", "1234567\x1f",
		"caf\xc3\xa9", "\x7f", "tab\there", "seven 7", "eight  8", "nine    9" };
	struct ma_arena arena = MA_ARENA_INIT(1 << 20);
	struct ma_buf text = MA_BUF_INIT(1 << 16);
	struct ma_event e, back;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		fill(&e, MA_EVENT_CALL_REPLIED);
		e.cost_microusd = i % 2 ? INT64_MAX : INT64_MIN;
		e.usage.input = i % 2 ? 999999999999999999 : 1000000000000000000;
		e.message = ma_str(texts[i]);
		ma_buf_clear(&text);
		ma_event_encode(&e, &text);
		assert_int_equal(
			ma_event_decode(ma_buf_str(&text), &arena, &back, &(ma_err){ 0 }), MA_OK);
		assert_same(&e, &back);
	}
	ma_arena_done(&arena);
	ma_buf_done(&text);
}

static void no_part_of_a_line_passes_for_a_whole_one(void **state)
{
	struct ma_arena arena = MA_ARENA_INIT(1 << 20);
	struct ma_buf text = MA_BUF_INIT(1 << 16);
	struct ma_event e, back;
	size_t n;

	(void)state;
	fill(&e, MA_EVENT_TASK_FAILED);
	ma_event_encode(&e, &text);
	for (n = 0; n < text.n; n++) {
		ma_arena_clear(&arena);
		if (ma_event_decode(ma_str_n(text.p, n), &arena, &back, &(ma_err){ 0 }) !=
			MA_EINVALID)
			fail_msg("the first %zu bytes were read", n);
	}
	ma_arena_done(&arena);
	ma_buf_done(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_event_survives_the_round_trip),
		cmocka_unit_test(the_text_is_one_line_with_the_version_first),
		cmocka_unit_test(a_missing_field_is_named),
		cmocka_unit_test(a_field_of_another_type_is_named),
		cmocka_unit_test(an_unknown_field_is_passed_over),
		cmocka_unit_test(an_unknown_kind_can_be_read),
		cmocka_unit_test(a_newer_version_is_refused),
		cmocka_unit_test(a_line_of_ours_and_any_other_json_are_read_alike),
		cmocka_unit_test(the_largest_and_smallest_numbers_and_odd_texts_survive),
		cmocka_unit_test(no_part_of_a_line_passes_for_a_whole_one),
		cmocka_unit_test(every_kind_has_a_name_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
