#include "cli/frame.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/clock.h"
#include "cli/field.h"
#include "cli/forecast.h"
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
	scene_plan(s, j);
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
		"{\"id\":\"ship\",\"agent\":\"devops\",\"depends_on\":[\"documentation\"]}]}");
	happen(s, 500, "task.started", "\"task\":\"architect\"");
	happen(s, 500, "call.intended", "\"task\":\"architect\",\"attempt\":1");
	happen(s, 900, "call.replied",
		"\"task\":\"architect\",\"output_tokens\":512,\"cost_microusd\":1200");
	happen(s, 900, "task.completed", "\"task\":\"architect\"");
	happen(s, 1000, "call.intended", "\"task\":\"documentation\",\"attempt\":1");
	happen(s, 1500, "task.retried", "\"task\":\"documentation\",\"attempt\":2");
	happen(s, 1600, "call.intended", "\"task\":\"documentation\",\"attempt\":2");
	happen(s, 1600, "call.admitted", "\"task\":\"documentation\"");
	scene_bytes(s, "documentation", 321, T0 + 11000);
	scene_bytes(s, "documentation", 4321, T0 + 13000);
}

static void expect(struct scene *s, int64_t ms, struct frame_size size, const char *drawn)
{
	struct ma_buf out = MA_BUF_INIT(1 << 20);
	size_t n;

	forecast_make(s, T0 + ms);
	n = frame_draw(s, T0 + ms, &size, &out);
	assert_string_equal(out.p, drawn);
	assert_int_equal(n, frame_lines(ma_buf_str(&out), size.columns));
	ma_buf_done(&out);
}

static void at_100_columns_all_is_shown(void **state)
{
	work(*state);
	expect(*state, 13000, (struct frame_size){ 100, 24, false },

		"✓ plan           planner        completed        0.4s     ~500 tok\n"
		"✓ architect      architect      completed        0.4s      512 tok   $0.0012\n"
		"●›documentation  documentation  calling (2)     12.0s   ~500 tok/s\n"
		"·›ship           devops         waiting\n"
		"13.0s  1 of 3 tasks  ~1s left  ~2,012 tokens  $0.0012  › critical path\n");
}

static void at_60_columns_names_are_cut(void **state)
{
	work(*state);
	expect(*state, 13000, (struct frame_size){ 60, 24, false },

		"✓ plan           plann…  completed        0.4s     ~500 tok\n"
		"✓ architect      archi…  completed        0.4s      512 tok\n"
		"●›documentation  docum…  calling (2)     12.0s   ~500 tok/s\n"
		"·›ship           devops  waiting\n"
		"13.0s  1 of 3 tasks  ~1s left  ~2,012 tokens  $0.0012\n");
}

static void at_30_columns_the_state_is_shown(void **state)
{
	work(*state);
	expect(*state, 13000, (struct frame_size){ 30, 24, false },

		"✓ plan         completed\n"
		"✓ architect    completed\n"
		"●›documentat…  calling (2)\n"
		"·›ship         waiting\n"
		"13.0s  1 of 3 tasks  ~1s lef…\n");
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

		"·›日本  a  waiting\n"
		"· abc   b  waiting\n"
		"0.0s  0 of 2 tasks  › critical path\n");
}

static void what_is_worked_on_is_shown_first(void **state)
{
	work(*state);
	expect(*state, 13000, (struct frame_size){ 80, 4, false },

		"●›documentation  documentation  calling (2)     12.0s   ~500 tok/s\n"
		"  and 3 more: 1 waiting, 2 completed\n"
		"13.0s  1 of 3 tasks  ~1s left  ~2,012 tokens  $0.0012  › critical path\n");
}

static void many_tasks_are_counted_not_shown(void **state)
{
	struct ma_buf text = MA_BUF_INIT(1 << 20);
	int i;

	ma_buf_adds(&text, "{\"tasks\":[");
	for (i = 0; i < 200; i++)
		ma_buf_addf(&text, "%s{\"id\":\"t%03d\",\"agent\":\"dev\"}", i ? "," : "", i);
	ma_buf_adds(&text, "]}");
	happen(*state, 0, "run.started", "\"jobs\":2");
	plan(*state, text.p);
	for (i = 0; i < 120; i++) {
		char task[32];

		(void)snprintf(task, sizeof(task), "\"task\":\"t%03d\"", i);
		happen(*state, 1000 * i, "call.intended", task);
		happen(*state, 1000 * i + 1000, "task.completed", task);
	}
	happen(*state, 120000, "call.intended", "\"task\":\"t150\",\"attempt\":1");
	happen(*state, 120000, "call.intended", "\"task\":\"t199\",\"attempt\":1");
	happen(*state, 120100, "task.failed", "\"task\":\"t130\",\"message\":\"refused\"");
	expect(*state, 120500, (struct frame_size){ 80, 6, false },
		"✗ t130  dev  failed                              refused\n"
		"● t150  dev  preparing        0.5s\n"
		"● t199  dev  preparing        0.5s\n"
		"  and 197 more: 77 waiting, 120 completed\n"
		"2m00s  121 of 200 tasks  ~39s left  › critical path\n");
	ma_buf_done(&text);
}

static void why_it_does_not_go_on_stands_behind(void **state)
{
	work(*state);
	happen(*state, 13000, "call.delayed",
		"\"task\":\"documentation\",\"cause\":\"gate\",\"not_before\":\"2026-09-21T14:13:45Z\"");
	happen(*state, 13000, "task.failed",
		"\"task\":\"ship\",\"class\":\"refused\",\"message\":\"no \\u001b[31mway\\nat all\"");
	expect(*state, 13000, (struct frame_size){ 100, 24, false },

		"✓ plan           planner        completed        0.4s     ~500 tok\n"
		"✓ architect      architect      completed        0.4s      512 tok   $0.0012\n"
		"↻›documentation  documentation  delayed 12s     12.0s                         the provider's limits\n"
		"✗ ship           devops         failed                                        no \\x1b[31mway at all\n"
		"13.0s  2 of 3 tasks  ~13s left  ~2,012 tokens  $0.0012  › critical path\n");
}

static void an_unknown_price_is_not_nothing(void **state)
{
	work(*state);
	happen(*state, 14000, "call.failed",
		"\"task\":\"documentation\",\"unpriced\":true,\"output_tokens\":10");
	expect(*state, 14000, (struct frame_size){ 100, 24, false },
		"✓ plan           planner        completed        0.4s     ~500 tok\n"
		"✓ architect      architect      completed        0.4s      512 tok   $0.0012\n"
		"●›documentation  documentation  calling (2)     13.0s   ~500 tok/s        $?\n"
		"·›ship           devops         waiting\n"
		"14.0s  1 of 3 tasks  ~1s left  ~2,022 tokens  $0.0012+?  › critical path\n");
}

static void a_reply_that_stalls_has_no_speed(void **state)
{
	work(*state);
	expect(*state, 19000, (struct frame_size){ 80, 4, false },
		"●›documentation  documentation  calling (2)     18.0s     ~0 tok/s\n"
		"  and 3 more: 1 waiting, 2 completed\n"
		"19.0s  1 of 3 tasks  ~1s left  ~2,012 tokens  $0.0012  › critical path\n");
}

static void what_was_down_does_not_count(void **state)
{
	work(*state);
	happen(*state, 2000, "run.interrupted", "\"cause\":\"SIGINT\"");
	happen(*state, 3602000, "run.resumed", "");
	expect(*state, 3603000, (struct frame_size){ 80, 4, false },
		"●›documentation  documentation  calling (2)      2.0s     ~0 tok/s\n"
		"  and 3 more: 1 waiting, 2 completed\n"
		"3.0s  1 of 3 tasks  ~1s left  ~2,012 tokens  $0.0012  › critical path\n");
}

static void a_run_that_is_over_takes_no_more_time(void **state)
{
	happen(*state, 0, "run.started", "\"jobs\":2");
	plan(*state, "{\"tasks\":[{\"id\":\"a\",\"agent\":\"x\"}]}");
	happen(*state, 0, "call.intended", "\"task\":\"a\",\"attempt\":1");
	happen(*state, 2000, "task.completed", "\"task\":\"a\"");
	happen(*state, 3000, "run.finished", "\"verdict\":\"verified\"");
	expect(*state, 86400000, (struct frame_size){ 80, 24, false },
		"✓›a  x  completed        2.0s\n"
		"3.0s  1 of 1 tasks  › critical path\n");
}

static void the_longest_rest_is_critical(void **state)
{
	happen(*state, 0, "run.started", "\"jobs\":4");
	plan(*state,
		"{\"tasks\":[{\"id\":\"a\",\"agent\":\"x\",\"estimate_s\":10},{\"id\":\"b\",\"agent\":\"y\",\"estimate_s\":60,\"depends_on\":[\"a\"]},"
		"{\"id\":\"c\",\"agent\":\"z\",\"estimate_s\":20,\"depends_on\":[\"a\"]},{\"id\":\"d\",\"agent\":\"v\",\"estimate_s\":30,\"depends_on\":[\"c\"]}]}");
	expect(*state, 0, (struct frame_size){ 80, 24, false },
		"·›a  x  waiting\n"
		"·›b  y  waiting\n"
		"· c  z  waiting\n"
		"· d  v  waiting\n"
		"0.0s  0 of 4 tasks  ~70s left  › critical path\n");
	happen(*state, 0, "call.intended", "\"task\":\"a\",\"attempt\":1");
	happen(*state, 10000, "task.completed", "\"task\":\"a\"");
	happen(*state, 10000, "call.intended", "\"task\":\"b\",\"attempt\":1");
	happen(*state, 20000, "task.completed", "\"task\":\"b\"");
	expect(*state, 20000, (struct frame_size){ 80, 24, false },
		"✓›a  x  completed       10.0s\n"
		"✓ b  y  completed       10.0s\n"
		"·›c  z  waiting\n"
		"·›d  v  waiting\n"
		"20.0s  2 of 4 tasks  ~50s left  › critical path\n");
}

static void tasks_that_are_added_move_the_path(void **state)
{
	happen(*state, 0, "run.started", "\"jobs\":4");
	plan(*state,
		"{\"tasks\":[{\"id\":\"a\",\"agent\":\"x\"},{\"id\":\"b\",\"agent\":\"x\"},{\"id\":\"c\",\"agent\":\"x\",\"depends_on\":[\"a\"]}]}");
	plan(*state,
		"{\"tasks\":[{\"id\":\"a\",\"agent\":\"x\"},{\"id\":\"b\",\"agent\":\"x\"},{\"id\":\"c\",\"agent\":\"x\",\"depends_on\":[\"a\",\"e\"]},"
		"{\"id\":\"d\",\"agent\":\"x\",\"depends_on\":[\"b\"]},{\"id\":\"e\",\"agent\":\"x\",\"depends_on\":[\"d\"]}]}");
	expect(*state, 0, (struct frame_size){ 80, 24, false },
		"· a  x  waiting\n"
		"·›b  x  waiting\n"
		"·›c  x  waiting\n"
		"·›d  x  waiting\n"
		"·›e  x  waiting\n"
		"0.0s  0 of 5 tasks  › critical path\n");
}

static void a_long_chain_needs_no_recursion(void **state)
{
	struct ma_buf text = MA_BUF_INIT(1 << 24);
	struct scene *s = *state;
	int i;

	ma_buf_adds(&text, "{\"tasks\":[{\"id\":\"t0\"}");
	for (i = 1; i < 100000; i++)
		ma_buf_addf(&text, ",{\"id\":\"t%d\",\"depends_on\":[\"t%d\"]}", i, i - 1);
	ma_buf_adds(&text, "]}");
	plan(s, text.p);
	forecast_make(s, T0);
	assert_int_equal(s->order_n, 100000);
	assert_true(s->rows[0].critical && s->rows[99999].critical);
	ma_buf_done(&text);
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
		"3.0s  verifying\n");
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
		cmocka_unit_test_setup_teardown(many_tasks_are_counted_not_shown, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			why_it_does_not_go_on_stands_behind, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_unknown_price_is_not_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_reply_that_stalls_has_no_speed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_was_down_does_not_count, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_run_that_is_over_takes_no_more_time, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_longest_rest_is_critical, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			tasks_that_are_added_move_the_path, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_long_chain_needs_no_recursion, set_up, tear_down),
		cmocka_unit_test_setup_teardown(checks_have_rows, set_up, tear_down),
		cmocka_unit_test_setup_teardown(colours_do_not_count, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
