#include "cli/frame.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/clock.h"
#include "cli/field.h"
#include "cli/width.h"

#define T0 1790000000000 /* when the run began */

static int set_up(void **state)
{
	static struct scene s;

	width_init();
	scene_init(&s);
	*state = &s;
	return 0;
}

static int tear_down(void **state)
{
	scene_done(*state);
	return 0;
}

/* An event `ms` after the start; `fields` as in JSON. */
static void happen(struct scene *s, int64_t ms, const char *kind, const char *fields)
{
	ma_err err = { .code = MA_OK };
	char at[MA_CLOCK_TEXT_SIZE], text[1024];
	json_t *event;

	ma_clock_format(T0 + ms, at);
	(void)snprintf(text, sizeof(text), "{\"kind\":\"%s\",\"at\":\"%s\"%s%s}", kind, at,
		*fields ? "," : "", fields);
	event = field_parse(text, &err);
	assert_non_null(event);
	scene_event(s, event);
	json_decref(event);
}

static void plan(struct scene *s, const char *text)
{
	ma_err err = { .code = MA_OK };
	json_t *j = field_parse(text, &err);

	assert_non_null(j);
	scene_plan(s, j, NULL);
	json_decref(j);
}

static void work(struct scene *s)
{
	happen(s, 0, "run.started", "\"jobs\":4");
	happen(s, 0, "call.intended", "\"task\":\"plan\",\"attempt\":1");
	happen(s, 400, "call.replied",
		"\"task\":\"plan\",\"input_tokens\":1000,\"output_tokens\":500,\"estimated\":true");
	happen(s, 400, "plan.accepted", "\"count\":3");
	plan(s,
		"{\"tasks\":[{\"id\":\"architect\",\"agent\":\"architect\"},{\"id\":\"documentation\",\"agent\":\"documentation\"},"
		"{\"id\":\"ship\",\"agent\":\"devops\"}]}");
	happen(s, 500, "task.started", "\"task\":\"architect\"");
	happen(s, 500, "call.intended", "\"task\":\"architect\",\"attempt\":1");
	happen(s, 900, "task.completed", "\"task\":\"architect\"");
	happen(s, 1000, "call.intended", "\"task\":\"documentation\",\"attempt\":1");
	happen(s, 1500, "task.retried", "\"task\":\"documentation\",\"attempt\":2");
	happen(s, 1600, "call.intended", "\"task\":\"documentation\",\"attempt\":2");
	scene_bytes(s, "documentation", 4321);
}

static void expect(const struct scene *s, int64_t ms, struct frame_size size, const char *drawn)
{
	struct ma_buf out = MA_BUF_INIT(1 << 20);
	size_t n = frame_draw(s, T0 + ms, &size, &out);

	assert_string_equal(out.p, drawn);
	assert_int_equal(n, frame_lines(ma_buf_str(&out), size.columns));
	ma_buf_done(&out);
}

static void at_100_columns_all_is_shown(void **state)
{
	work(*state);
	expect(*state, 13000, (struct frame_size){ 100, 24, false },
		"✓ plan           planner        completed        0.4s\n"
		"✓ architect      architect      completed        0.4s\n"
		"● documentation  documentation  calling (2)     12.0s   4.3KB\n"
		"· ship           devops         waiting              \n"
		"13.0s  1 of 3 tasks  ~1,500 tokens\n");
}

static void at_60_columns_names_are_cut(void **state)
{
	work(*state);
	expect(*state, 13000, (struct frame_size){ 60, 24, false },
		"✓ plan           planner      completed        0.4s\n"
		"✓ architect      architect    completed        0.4s\n"
		"● documentation  documentat…  calling (2)     12.0s   4.3KB\n"
		"· ship           devops       waiting              \n"
		"13.0s  1 of 3 tasks  ~1,500 tokens\n");
}

static void at_30_columns_the_state_is_shown(void **state)
{
	work(*state);
	expect(*state, 13000, (struct frame_size){ 30, 24, false },
		"✓ plan         completed     \n"
		"✓ architect    completed     \n"
		"● documentat…  calling (2)   \n"
		"· ship         waiting       \n"
		"13.0s  1 of 3 tasks  ~1,500 …\n");
}

static void no_line_reaches_the_last_column(void **state)
{
	struct ma_buf out = MA_BUF_INIT(1 << 20);
	struct ma_str rest, line;
	size_t columns;

	work(*state);
	scene_check(
		*state, "install", "frontend", "npm ci --ignore-scripts --no-audit --no-fund", T0);
	for (columns = 3; columns <= 130; columns++) {
		struct frame_size size = { columns, 24, false };

		ma_buf_clear(&out);
		(void)frame_draw(*state, T0 + 7200000, &size, &out);
		for (rest = ma_buf_str(&out); ma_str_line(&rest, &line);)
			if (width_of(line) >= columns)
				fail_msg("%zu columns: " MA_STR_FMT, columns, MA_STR_ARG(line));
	}
	ma_buf_done(&out);
}

static void wide_characters_count_twice(void **state)
{
	plan(*state,
		"{\"tasks\":[{\"id\":\"日本\",\"agent\":\"a\"},{\"id\":\"abc\",\"agent\":\"b\"}]}");
	expect(*state, 0, (struct frame_size){ 80, 24, false },
		"· 日本  a  waiting              \n"
		"· abc   b  waiting              \n"
		"0.0s  0 of 2 tasks\n");
}

static void what_is_worked_on_is_shown_first(void **state)
{
	work(*state);
	expect(*state, 13000, (struct frame_size){ 80, 4, false },
		"● documentation  documentation  calling (2)     12.0s   4.3KB\n"
		"  and 3 more\n"
		"13.0s  1 of 3 tasks  ~1,500 tokens\n");
}

static void checks_have_rows(void **state)
{
	happen(*state, 0, "verify.started", "");
	scene_check(*state, "install", "app", "npm ci", T0);
	happen(*state, 2500, "check.finished",
		"\"name\":\"install app\",\"verdict\":\"passed\",\"took_ms\":2500");
	scene_check(*state, "test", "app", "npm test", T0 + 2500);
	expect(*state, 3000, (struct frame_size){ 80, 24, false },
		"✓ install app  npm ci    passed           2.5s\n"
		"● test app     npm test  running          0.5s\n"
		"3.0s\n");
}

static void colours_do_not_count(void **state)
{
	struct ma_buf out = MA_BUF_INIT(1 << 20);
	struct frame_size size = { 60, 24, true };

	work(*state);
	assert_int_equal(frame_draw(*state, T0 + 13000, &size, &out), 5);
	assert_non_null(strstr(out.p, "\033[32mcompleted"));
	assert_int_equal(frame_lines(ma_buf_str(&out), 60), 5);
	assert_int_equal(
		frame_lines(ma_buf_str(&out), 30), 10); /* what a narrower terminal makes of it */
	ma_buf_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(at_100_columns_all_is_shown, set_up, tear_down),
		cmocka_unit_test_setup_teardown(at_60_columns_names_are_cut, set_up, tear_down),
		cmocka_unit_test_setup_teardown(at_30_columns_the_state_is_shown, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_line_reaches_the_last_column, set_up, tear_down),
		cmocka_unit_test_setup_teardown(wide_characters_count_twice, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_worked_on_is_shown_first, set_up, tear_down),
		cmocka_unit_test_setup_teardown(checks_have_rows, set_up, tear_down),
		cmocka_unit_test_setup_teardown(colours_do_not_count, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
