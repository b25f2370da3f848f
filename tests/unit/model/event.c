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
		.usage = { 1, 2, 3, 4, true },
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
		cmocka_unit_test(every_kind_has_a_name_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
