#include "model/price.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "support/read_file.h"
#include "support/torture.h"

#define TABLE                                                                                                       \
	"{\"dated\":\"2026-11-10\",\"prices\":["                                                                    \
	"{\"provider\":\"p\",\"model\":\"m\",\"input\":0.5,\"output\":2,\"cached\":0.05,\"until\":\"2027-01-01\"}," \
	"{\"provider\":\"p\",\"model\":\"m\",\"input\":1,\"output\":4,\"from\":\"2027-01-01\"},"                    \
	"{\"provider\":\"p\",\"model\":\"m-mini\",\"input\":0.1,\"output\":0.2},"                                   \
	"{\"provider\":\"p\",\"model\":\"big\",\"input\":1,\"output\":10},"                                         \
	"{\"provider\":\"p\",\"model\":\"big\",\"above\":200000,\"input\":2,\"output\":15}]}"

static int64_t day(const char *text)
{
	int64_t ms = 0;

	assert_true(ma_clock_parse(ma_str(text), &ms));
	return ms;
}

static struct ma_prices *table(const char *json)
{
	struct ma_prices *p = NULL;
	ma_err err = { .code = MA_OK };

	if (ma_prices_parse(ma_str(json), "t.json", &p, &err))
		fail_msg("%s", err.msg);
	return p;
}

/* -1: not known. */
static int64_t cost(const struct ma_prices *p, const char *provider, const char *model,
	struct ma_usage u, const char *at)
{
	int64_t microusd = -1;

	if (!ma_prices_cost(p, ma_str(provider), ma_str(model), &u, day(at), &microusd))
		assert_int_equal(microusd, -1);
	return microusd;
}

#define NOW "2026-11-22T00:00:00Z"

static void cached_tokens_cost_their_own_price(void **state)
{
	struct ma_prices *p = table(TABLE);

	MA_UNUSED(state);
	/* 600000 * .5 + 400000 * .05 + 1000000 * 2 */
	assert_int_equal(
		cost(p, "p", "m",
			(struct ma_usage){ .input = 1000000, .cached = 400000, .output = 1000000 },
			NOW),
		300000 + 20000 + 2000000);
	ma_prices_free(p);
}

static void a_fraction_of_a_microdollar_is_rounded_up(void **state)
{
	struct ma_prices *p = table(TABLE);

	MA_UNUSED(state);
	assert_int_equal(cost(p, "p", "m", (struct ma_usage){ .input = 1 }, NOW), 1);
	assert_int_equal(cost(p, "p", "m", (struct ma_usage){ .input = 0 }, NOW), 0);
	ma_prices_free(p);
}

static void an_unknown_price_is_not_zero(void **state)
{
	struct ma_prices *p = table(TABLE);

	MA_UNUSED(state);
	assert_int_equal(cost(p, "p", "other", (struct ma_usage){ .input = 1 }, NOW), -1);
	assert_int_equal(cost(p, "q", "m", (struct ma_usage){ .input = 1 }, NOW), -1);
	assert_int_equal(cost(p, "p", "m-maxi", (struct ma_usage){ .input = 1 }, NOW), -1);
	ma_prices_free(p);
}

static void offline_and_script_cost_nothing(void **state)
{
	struct ma_prices *p = table(TABLE);
	struct ma_usage u = { .input = 5, .output = 7 };

	MA_UNUSED(state);
	assert_int_equal(cost(p, "offline", "whatever", u, NOW), 0);
	assert_int_equal(cost(p, "script", "script-1", u, NOW), 0);
	ma_prices_free(p);
}

static void a_price_holds_from_its_first_day_to_its_last(void **state)
{
	struct ma_prices *p = table(TABLE);
	struct ma_usage u = { .input = 1000000 };

	MA_UNUSED(state);
	assert_int_equal(cost(p, "p", "m", u, "2026-12-31T23:59:59Z"), 500000);
	assert_int_equal(cost(p, "p", "m", u, "2027-01-01T00:00:00Z"), 1000000);
	ma_prices_free(p);
}

static void a_long_prompt_pays_the_long_price_for_all_of_it(void **state)
{
	struct ma_prices *p = table(TABLE);

	MA_UNUSED(state);
	assert_int_equal(cost(p, "p", "big", (struct ma_usage){ .input = 200000 }, NOW), 200000);
	assert_int_equal(
		cost(p, "p", "big", (struct ma_usage){ .input = 200001, .output = 1000000 }, NOW),
		400002 + 15000000);
	ma_prices_free(p);
}

static void a_dated_release_is_the_same_model_and_the_nearest_name_wins(void **state)
{
	struct ma_prices *p = table(TABLE);
	struct ma_usage u = { .input = 1000000 };

	MA_UNUSED(state);
	assert_int_equal(cost(p, "p", "m-2026-10-01", u, NOW), 500000);
	assert_int_equal(cost(p, "p", "models/m-001", u, NOW), 500000);
	assert_int_equal(cost(p, "p", "m-mini-2026-10-01", u, NOW), 100000);
	ma_prices_free(p);
}

static void only_a_release_is_the_same_model(void **state)
{
	static const char *const others[] = { "m2", "m-1", "m.2026", "m2026-10", "mm", "" };
	struct ma_prices *p = table(TABLE);
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(others); i++)
		if (cost(p, "p", others[i], (struct ma_usage){ .input = 1 }, NOW) != -1)
			fail_msg("\"%s\" has the price of another model", others[i]);
	ma_prices_free(p);
}

static void any_model_has_the_price_of_its_provider_unless_it_has_its_own(void **state)
{
	struct ma_prices *p = table(
		"{\"dated\":\"2026-11-10\",\"as\":{\"q\":\"p\",\"r\":7},\"prices\":["
		"{\"provider\":\"p\",\"model\":\"mm\",\"input\":3,\"output\":4},"
		"{\"provider\":\"p\",\"model\":\"*\",\"input\":1,\"output\":2}]}");
	const struct ma_usage u = { .input = 1000000 };

	MA_UNUSED(state);
	assert_int_equal(cost(p, "p", "mm", u, NOW), 3000000);
	assert_int_equal(cost(p, "p", "anything", u, NOW), 1000000);
	assert_int_equal(cost(p, "q", "mm", u, NOW), 3000000); /* priced as p */
	assert_int_equal(cost(p, "r", "mm", u, NOW), -1);
	ma_prices_free(p);
}

static void the_order_of_the_rows_does_not_matter(void **state)
{
	struct ma_prices *p = table(
		"{\"dated\":\"2026-11-10\",\"prices\":["
		"{\"provider\":\"p\",\"model\":\"m-001\",\"input\":9,\"output\":1},"
		"{\"provider\":\"p\",\"model\":\"m\",\"above\":10,\"input\":2,\"output\":1},"
		"{\"provider\":\"p\",\"model\":\"m\",\"input\":1,\"output\":1}]}");

	MA_UNUSED(state);
	assert_int_equal(cost(p, "p", "m-001", (struct ma_usage){ .input = 11 }, NOW), 99);
	assert_int_equal(cost(p, "p", "m", (struct ma_usage){ .input = 11 }, NOW), 22);
	assert_int_equal(cost(p, "p", "m", (struct ma_usage){ .input = 10 }, NOW), 10);
	ma_prices_free(p);
}

static void too_many_rows_are_refused(void **state)
{
	struct ma_buf b = MA_BUF_INIT(1 << 20);
	struct ma_prices *p = NULL;
	ma_err err = { .code = MA_OK };
	int i;

	MA_UNUSED(state);
	ma_buf_adds(&b, "{\"dated\":\"2026-11-10\",\"prices\":[0");
	for (i = 0; i < 20000; i++)
		ma_buf_adds(&b, ",0");
	ma_buf_adds(&b, "]}");
	assert_int_equal(ma_prices_parse(ma_buf_str(&b), "t.json", &p, &err), MA_EINVALID);
	assert_non_null(strstr(err.msg, "at most"));
	ma_buf_done(&b);
}

static void absurd_usages_stay_in_range(void **state)
{
	struct ma_prices *p = table(TABLE);

	MA_UNUSED(state);
	assert_true(cost(p, "p", "m", (struct ma_usage){ .input = INT64_MAX, .output = INT64_MAX },
			    NOW) > 0);
	assert_int_equal(cost(p, "p", "m",
				 (struct ma_usage){ .input = -5, .cached = -1, .output = -7 }, NOW),
		0);
	assert_int_equal(
		cost(p, "p", "m", (struct ma_usage){ .input = 1000000, .cached = 9000000 }, NOW),
		50000);
	ma_prices_free(p);
}

#define ROW(members) \
	"{\"dated\":\"2026-11-10\",\"prices\":[{\"provider\":\"p\",\"model\":\"m\"," members "}]}"

static void a_bad_table_is_refused_with_its_place(void **state)
{
	static const struct {
		const char *json, *msg;
	} cases[] = {
		{ "{", "t.json:1:" },
		{ "{\"dated\":\"2026-11-10\"}", "needs \"dated\"" },
		{ "{\"prices\":[]}", "needs \"dated\"" },
		{ "{\"dated\":\"2026-11-10\",\"prices\":{}}", "needs \"dated\"" },
		{ "{\"dated\":\"today\",\"prices\":[]}", "/dated: expected a day" },
		{ "{\"dated\":\"2026-11-10\",\"prices\":[{\"provider\":\"p\"}]}",
			"/prices/0: needs" },
		{ "{\"dated\":\"2026-11-10\",\"prices\":[{\"provider\":\"p\",\"model\":\"m\",\"input\":-1,\"output\":1}]}",
			"/prices/0/input" },
		{ "{\"dated\":\"2026-11-10\",\"prices\":[{\"model\":\"m\"}]}", "/prices/0: needs" },
		{ ROW("\"input\":1e9,\"output\":1"), "/prices/0/input" },
		{ ROW("\"input\":1,\"output\":\"2\""), "/prices/0/output" },
		{ ROW("\"input\":1"), "/prices/0/output" },
		{ ROW("\"input\":1,\"output\":1,\"cached\":true"), "/prices/0/cached" },
		{ ROW("\"above\":-1,\"input\":1,\"output\":1"), "/prices/0/above" },
		{ ROW("\"above\":1.5,\"input\":1,\"output\":1"), "/prices/0/above" },
		{ ROW("\"input\":1,\"output\":1,\"until\":\"tomorrow!!\""), "/prices/0/until" },
		{ "{\"dated\":\"2026-11-10\",\"prices\":[{\"provider\":\"p\",\"model\":\"m\",\"input\":1,\"output\":1,"
		  "\"from\":\"2026-99-01\"}]}",
			"/prices/0/from" },
	};
	struct ma_prices *p = NULL;
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(cases); i++) {
		ma_err err = { .code = MA_OK };

		assert_int_equal(
			ma_prices_parse(ma_str(cases[i].json), "t.json", &p, &err), MA_EINVALID);
		assert_null(p);
		if (!strstr(err.msg, cases[i].msg))
			fail_msg("\"%s\" does not hold \"%s\"", err.msg, cases[i].msg);
	}
}

static void the_shipped_table_prices_the_default_models(void **state)
{
	const char *root = getenv("META_AGENT_SOURCE");
	struct ma_usage u = { .input = 1000000, .output = 1000000, .cached = 1000000 };
	struct ma_prices *p;
	char path[512], *text;

	MA_UNUSED(state);
	assert_non_null(root);
	(void)snprintf(path, sizeof(path), "%s/share/meta-agent/prices.json", root);
	text = read_file(path);
	assert_non_null(text);
	p = table(text);
	ma_free(text);
	assert_string_equal(ma_prices_dated(p), "2026-11-10");
	assert_int_equal(cost(p, "gemini", "gemini-3.8-flash", u, NOW), 75000 + 3750000);
	assert_int_equal(cost(p, "openai", "gpt-6.1-terra-2026-10-01",
				 (struct ma_usage){ .input = 100000 }, NOW),
		100000);
	assert_int_equal(cost(p, "gemini", "gemini-9-unheard-of", u, NOW), -1);
	assert_int_equal(cost(p, "anthropic", "claude-sonnet-5-5", u, NOW), 100000 + 10000000);
	assert_int_equal(cost(p, "openai-responses", "gpt-6.1-terra",
				 (struct ma_usage){ .input = 100000 }, NOW),
		100000);
	assert_int_equal(cost(p, "groq", "openai/gpt-oss-120b", u, NOW), 75000 + 600000);
	assert_int_equal(cost(p, "mistral", "mistral-large-latest", u, NOW), 70000 + 2100000);
	assert_int_equal(cost(p, "deepseek", "deepseek-v4-flash", u, NOW), 6000 + 1200000);
	assert_int_equal(cost(p, "ollama", "whatever:7b", u, NOW), 0);
	/* Prices that change with time and size. */
	u = (struct ma_usage){ .input = 100000, .output = 1000000 };
	assert_int_equal(cost(p, "gemini", "gemini-3.8-flash", u, "2026-12-31T23:59:59Z"), 3825000);
	assert_int_equal(cost(p, "gemini", "gemini-3.8-flash", u, "2027-01-01T00:00:00Z"), 7650000);
	assert_int_equal(cost(p, "gemini", "gemini-3.7-flash", u, "2027-01-01T00:00:00Z"), -1);
	assert_int_equal(cost(p, "gemini", "gemini-4-argon", u, "2026-11-30T23:59:59Z"), 10200000);
	assert_int_equal(cost(p, "gemini", "gemini-4-argon", u, "2026-12-01T00:00:00Z"), 20400000);
	assert_int_equal(cost(p, "anthropic", "claude-haiku-5-5", u, NOW), 510000);
	u.input = 100001;
	assert_int_equal(cost(p, "anthropic", "claude-haiku-5-5", u, NOW), 50001 + 2500000);
	u.input = 200001;
	assert_int_equal(cost(p, "gemini", "gemini-2.5-pro", u, NOW), 500003 + 15000000);
	u.input = 272001;
	assert_int_equal(cost(p, "openai", "gpt-5.6-luna", u, NOW), 108801 + 1800000);
	u = (struct ma_usage){ .input = 100000, .cache_written = 100000 };
	assert_int_equal(cost(p, "openai", "gpt-6-sol", u, NOW), 250000);
	assert_int_equal(cost(p, "openai", "gpt-5.5", u, NOW), 500000);
	assert_int_equal(cost(p, "anthropic", "claude-opus-5-5", u, NOW), 500000);
	ma_prices_free(p);
}

static void what_is_written_to_a_cache_costs_its_own_price(void **state)
{
	struct ma_prices *p = table(
		"{\"dated\":\"2026-11-10\",\"prices\":[{\"provider\":\"p\",\"model\":\"m\",\"input\":1,"
		"\"output\":2,\"cached\":0.1,\"cache_write\":1.25},{\"provider\":\"p\",\"model\":\"n\",\"input\":1,\"output\":2}]}");
	struct ma_usage u = { .input = 1000000, .cached = 500000, .cache_written = 200000 };

	MA_UNUSED(state);
	assert_int_equal(cost(p, "p", "m", u, NOW), 300000 + 50000 + 250000);
	assert_int_equal(cost(p, "p", "n", u, NOW), 1000000);
	u.cache_written = 900000; /* more than there is */
	assert_int_equal(cost(p, "p", "m", u, NOW), 50000 + 625000);
	ma_prices_free(p);
}

static bool tell_row(void *data, const struct ma_price_row *row)
{
	ma_buf_addf(data, MA_STR_FMT " %lld %lld%s\n", MA_STR_ARG(row->model),
		(long long)row->price.input, (long long)row->context, row->is_users ? " own" : "");
	return true;
}

static void a_table_of_the_users_lies_over_the_other(void **state)
{
	struct ma_prices *p = table(TABLE);
	struct ma_buf rows = MA_BUF_INIT(4096);
	struct ma_usage u = { .input = 1000000 };

	MA_UNUSED(state);
	ma_prices_lay_over(p,
		table("{\"dated\":\"2026-11-11\",\"prices\":[{\"provider\":\"p\",\"model\":\"big\",\"input\":7,"
		      "\"output\":7,\"context\":8000},{\"provider\":\"p\",\"model\":\"new\",\"input\":3,\"output\":3}]}"));
	assert_int_equal(cost(p, "p", "big", u, NOW), 7000000);
	assert_int_equal(cost(p, "p", "new", u, NOW), 3000000);
	assert_int_equal(cost(p, "p", "m", u, NOW), 500000);
	assert_int_equal(cost(p, "p", "other", u, NOW), -1);
	ma_prices_each(p, tell_row, &rows);
	assert_string_equal(rows.p,
		"big 7000000 8000 own\nnew 3000000 0 own\nm 500000 0\nm 1000000 0\nm-mini 100000 0\n");
	ma_buf_done(&rows);
	ma_prices_free(p);
}

static ma_rc parse_and_free(void *data, ma_err *err)
{
	struct ma_prices *p = NULL;
	ma_rc rc = ma_prices_parse(ma_str(data), "t.json", &p, err);

	ma_prices_free(p);
	return rc;
}

static void running_out_of_memory_leaves_nothing_behind(void **state)
{
	static char json[] = TABLE;

	MA_UNUSED(state);
	torture(parse_and_free, json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cached_tokens_cost_their_own_price),
		cmocka_unit_test(a_fraction_of_a_microdollar_is_rounded_up),
		cmocka_unit_test(an_unknown_price_is_not_zero),
		cmocka_unit_test(offline_and_script_cost_nothing),
		cmocka_unit_test(a_price_holds_from_its_first_day_to_its_last),
		cmocka_unit_test(a_long_prompt_pays_the_long_price_for_all_of_it),
		cmocka_unit_test(a_dated_release_is_the_same_model_and_the_nearest_name_wins),
		cmocka_unit_test(only_a_release_is_the_same_model),
		cmocka_unit_test(any_model_has_the_price_of_its_provider_unless_it_has_its_own),
		cmocka_unit_test(the_order_of_the_rows_does_not_matter),
		cmocka_unit_test(too_many_rows_are_refused),
		cmocka_unit_test(absurd_usages_stay_in_range),
		cmocka_unit_test(a_bad_table_is_refused_with_its_place),
		cmocka_unit_test(what_is_written_to_a_cache_costs_its_own_price),
		cmocka_unit_test(a_table_of_the_users_lies_over_the_other),
		cmocka_unit_test(the_shipped_table_prices_the_default_models),
		cmocka_unit_test(running_out_of_memory_leaves_nothing_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
