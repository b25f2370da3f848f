/* Requests to a live run, as text and back. */
#include "model/ask.h"

#include "base/limits.h"
#include "support/torture.h"

static void what_is_asked_is_read_back(void **state)
{
	struct ma_ask a = { MA_ASK_CANCEL, 1795374169123, "pid 1 on \"here\"", "" }, b;
	struct ma_buf json = MA_BUF_INIT(MA_KIB);
	ma_err err = { .code = MA_OK };

	(void)state;
	ma_ask_encode(&a, &json);
	assert_string_equal(json.p,
		"{\"v\":1,\"at\":\"2026-11-22T19:02:49.123Z\",\"kind\":\"run.asked\",\"what\":\"cancel\","
		"\"by\":\"pid 1 on \\\"here\\\"\"}");
	assert_int_equal(ma_ask_decode(ma_buf_str(&json), &b, &err), MA_OK);
	assert_int_equal(b.kind, MA_ASK_CANCEL);
	assert_true(b.at_ms == a.at_ms);
	assert_string_equal(b.by, a.by);
	ma_buf_done(&json);
}

static void the_task_of_a_retry_is_read_back(void **state)
{
	struct ma_ask a = { MA_ASK_RETRY, 1795374169123, "me", "api" }, b;
	struct ma_buf json = MA_BUF_INIT(MA_KIB);
	ma_err err = { .code = MA_OK };

	(void)state;
	ma_ask_encode(&a, &json);
	assert_string_equal(json.p,
		"{\"v\":1,\"at\":\"2026-11-22T19:02:49.123Z\",\"kind\":\"run.asked\",\"what\":\"retry\","
		"\"by\":\"me\",\"task\":\"api\"}");
	assert_int_equal(ma_ask_decode(ma_buf_str(&json), &b, &err), MA_OK);
	assert_int_equal(b.kind, MA_ASK_RETRY);
	assert_string_equal(b.task, "api");
	ma_buf_done(&json);
}

static void what_is_no_request_is_refused(void **state)
{
	static const char *const texts[] = {
		"", "[]", "{}",
		"{\"v\":2,\"at\":\"2026-11-22T19:02:49Z\",\"kind\":\"run.asked\",\"what\":\"pause\"}",
		"{\"v\":1,\"at\":\"2026-11-22T19:02:49Z\",\"kind\":\"run.asked\",\"what\":\"explode\"}",
		"{\"v\":1,\"at\":\"noon\",\"kind\":\"run.asked\",\"what\":\"pause\"}",
		"{\"v\":1,\"at\":\"2026-11-22T19:02:49Z\",\"kind\":\"run.paused\",\"what\":\"pause\"}",
		"{\"v\":1,\"at\":\"2026-11-22T19:02:49Z\",\"kind\":\"run.asked\",\"what\":\"retry\"}",
		"{\"v\":1,\"at\":\"2026-11-22T19:02:49Z\",\"kind\":\"run.asked\",\"what\":\"pause\",\"task\":\"a\"}"
	};
	ma_err err = { .code = MA_OK };
	struct ma_ask a;
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(texts); i++)
		if (ma_ask_decode(ma_str(texts[i]), &a, &err) != MA_EINVALID)
			fail_msg("%s was accepted", texts[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_asked_is_read_back),
		cmocka_unit_test(the_task_of_a_retry_is_read_back),
		cmocka_unit_test(what_is_no_request_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
