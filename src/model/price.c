/* What tokens cost: docs/formats/prices.md. */
#include "model/price.h"

#include <stdio.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "codec/json.h"

#define ROWS_MAX 10000
#define UNIT "USD per million tokens"
#define USD_PER_MILLION_MAX 100000.0 /* nobody asks for more; keeps the arithmetic in range */
#define TOKENS_PER_PRICE 1000000
#define TOKENS_MAX INT64_C(1000000000000)

struct ma_prices {
	json_t *json;
	const char *dated;
	struct ma_price_row *rows; /* texts are in the JSON */
	size_t rows_n;
	struct ma_prices *over; /* of the user; owned; NULL: none */
};

static ma_rc read_rate(
	const json_t *object, const char *key, const char *where, int64_t *out, ma_err *err)
{
	const json_t *value = json_object_get(object, key);
	double usd = json_number_value(value);

	if (!json_is_number(value) || !(usd >= 0 && usd <= USD_PER_MILLION_MAX))
		return ma_fail(
			err, MA_EINVALID, "%s/%s: expected USD per million tokens", where, key);
	*out = (int64_t)(usd * 1e6 + 0.5);
	return MA_OK;
}

/* A day, as the moment it begins in UTC. */
static ma_rc read_day(const json_t *object, const char *key, const char *where, int64_t absent,
	int64_t *out, ma_err *err)
{
	struct ma_str day = ma_json_str(object, key);
	char text[MA_CLOCK_TEXT_SIZE];

	*out = absent;
	if (!json_object_get(object, key))
		return MA_OK;
	(void)snprintf(
		text, sizeof(text), MA_STR_FMT "T00:00:00Z", MA_STR_ARG(day)); /* checked next */
	if (day.n == 10 && ma_clock_parse(ma_str(text), out))
		return MA_OK;
	return ma_fail(err, MA_EINVALID, "%s/%s: expected a day like \"2026-11-10\"", where, key);
}

/* A size in tokens; 0 where it is not told. */
static ma_rc read_size(
	const json_t *object, const char *key, const char *where, int64_t *out, ma_err *err)
{
	const json_t *value = json_object_get(object, key);

	if (value && (!json_is_integer(value) || json_integer_value(value) < 1))
		return ma_fail(err, MA_EINVALID, "%s/%s: expected a number of tokens", where, key);
	*out = json_integer_value(value);
	return MA_OK;
}

/* What is not told costs as fresh input does. */
static ma_rc read_rate_or_input(const json_t *json, const char *key, const char *where,
	const struct ma_price *price, int64_t *out, ma_err *err)
{
	*out = price->input;
	return json_object_get(json, key) ? read_rate(json, key, where, out, err) : MA_OK;
}

static ma_rc read_row(const json_t *json, const char *where, struct ma_price_row *row, ma_err *err)
{
	const json_t *above = json_object_get(json, "above");
	ma_rc rc;

	row->provider = ma_json_str(json, "provider");
	row->model = ma_json_str(json, "model");
	if (row->provider.n == 0 || row->model.n == 0)
		return ma_fail(err, MA_EINVALID, "%s: needs a provider and a model", where);
	if (above && (!json_is_integer(above) || json_integer_value(above) < 0))
		return ma_fail(err, MA_EINVALID, "%s/above: expected a number of tokens", where);
	row->above = above ? json_integer_value(above) : -1;
	rc = read_rate(json, "input", where, &row->price.input, err);
	if (!rc)
		rc = read_rate(json, "output", where, &row->price.output, err);
	if (!rc)
		rc = read_rate_or_input(json, "cached", where, &row->price, &row->price.cached, err);
	if (!rc)
		rc = read_rate_or_input(
			json, "cache_write", where, &row->price, &row->price.cache_write, err);
	if (!rc)
		rc = read_size(json, "context", where, &row->context, err);
	if (!rc)
		rc = read_size(json, "output_max", where, &row->output_max, err);
	if (!rc)
		rc = read_day(json, "from", where, INT64_MIN, &row->from_ms, err);
	if (!rc)
		rc = read_day(json, "until", where, INT64_MAX, &row->until_ms, err);
	return rc;
}

static ma_rc read_table(struct ma_prices *p, const char *what, ma_err *err)
{
	const json_t *rows = json_object_get(p->json, "prices"),
		     *unit = json_object_get(p->json, "unit");
	int64_t day;
	char where[512];
	ma_rc rc;

	(void)snprintf(where, sizeof(where), "%.400s: ", what); /* may be cut */
	rc = read_day(p->json, "dated", where, 0, &day, err);
	if (rc)
		return rc;
	if (unit && !ma_str_is(ma_json_str(p->json, "unit"), UNIT))
		return ma_fail(err, MA_EINVALID, "%s: /unit: prices are in \"%s\", no other unit",
			what, UNIT);
	p->dated = json_string_value(json_object_get(p->json, "dated"));
	if (!p->dated || !json_is_array(rows) || json_array_size(rows) > ROWS_MAX)
		return ma_fail(err, MA_EINVALID, "%s: needs \"dated\" and at most %d \"prices\"",
			what, ROWS_MAX);
	p->rows = ma_new_n(struct ma_price_row, json_array_size(rows));
	if (!p->rows)
		return ma_fail_nomem(err);
	for (; p->rows_n < json_array_size(rows) && !rc; p->rows_n++) {
		(void)snprintf(where, sizeof(where), "%.400s: /prices/%zu", what,
			p->rows_n); /* may be cut */
		rc = read_row(json_array_get(rows, p->rows_n), where, &p->rows[p->rows_n], err);
	}
	return rc;
}

ma_rc ma_prices_parse(struct ma_str json, const char *what, struct ma_prices **out, ma_err *err)
{
	struct ma_prices *p = ma_new(struct ma_prices);
	ma_rc rc;

	if (!p)
		return ma_fail_nomem(err);
	rc = ma_json_parse(json, what, &p->json, err);
	if (!rc)
		rc = read_table(p, what, err);
	if (rc) {
		ma_prices_free(p);
		return rc;
	}
	*out = p;
	return MA_OK;
}

void ma_prices_free(struct ma_prices *prices)
{
	if (!prices)
		return;
	ma_prices_free(prices->over);
	ma_free(prices->rows);
	json_decref(prices->json);
	ma_free(prices);
}

const char *ma_prices_dated(const struct ma_prices *prices)
{
	return prices->dated;
}

void ma_prices_lay_over(struct ma_prices *prices, struct ma_prices *over)
{
	ma_prices_free(prices->over);
	prices->over = over;
}

/* Whether the table has a row of exactly that model. */
static bool has_row(const struct ma_prices *prices, const struct ma_price_row *like)
{
	size_t i;

	for (i = 0; prices && i < prices->rows_n; i++)
		if (ma_str_eq(prices->rows[i].provider, like->provider) &&
			ma_str_eq(prices->rows[i].model, like->model))
			return true;
	return false;
}

void ma_prices_each(const struct ma_prices *prices, ma_price_row_fn *fn, void *data)
{
	const struct ma_prices *over = prices->over;
	size_t i;

	for (i = 0; over && i < over->rows_n; i++) {
		struct ma_price_row row = over->rows[i];

		row.is_users = true;
		if (!fn(data, &row))
			return;
	}
	for (i = 0; i < prices->rows_n; i++)
		if (!has_row(over, &prices->rows[i]) && !fn(data, &prices->rows[i]))
			return;
}

/* "-2026-10-01", "-20261001" or "-001": a release of the same model. */
static bool is_release(struct ma_str s)
{
	size_t digits = 0, i;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] >= '0' && s.p[i] <= '9')
			digits++;
		else if (s.p[i] != '-')
			return false;
	}
	return s.n > 0 && s.p[0] == '-' && digits >= 3;
}

static bool is_model(struct ma_str row, struct ma_str model)
{
	if (ma_str_starts(model, "models/"))
		model = ma_str_from(model, sizeof("models/") - 1);
	if (ma_str_is(row, "*"))
		return true;
	if (model.n < row.n || memcmp(model.p, row.p, row.n) != 0)
		return false;
	return model.n == row.n || is_release(ma_str_from(model, row.n));
}

/* Of two rows that hold, the longer name is the nearer one, and then the higher threshold. */
static bool is_nearer(const struct ma_price_row *a, const struct ma_price_row *b)
{
	if (!b || a->model.n != b->model.n)
		return !b || a->model.n > b->model.n;
	return a->above > b->above;
}

/* Under what name the provider's prices stand. */
static struct ma_str priced_as(const struct ma_prices *prices, struct ma_str provider)
{
	const char *name;
	json_t *other;

	json_object_foreach (json_object_get(prices->json, "as"), name, other)
		if (ma_str_is(provider, name) && json_is_string(other))
			return ma_str(json_string_value(other));
	return provider;
}

static const struct ma_price_row *find_row(const struct ma_prices *prices, struct ma_str provider,
	struct ma_str model, int64_t input_tokens, int64_t wall_ms)
{
	const struct ma_price_row *best = NULL, *row;
	size_t i;

	provider = priced_as(prices, provider);
	for (i = 0; i < prices->rows_n; i++) {
		row = &prices->rows[i];
		if (ma_str_eq(row->provider, provider) && is_model(row->model, model) &&
			input_tokens > row->above && wall_ms >= row->from_ms &&
			wall_ms < row->until_ms && is_nearer(row, best))
			best = row;
	}
	return best;
}

bool ma_prices_find(const struct ma_prices *prices, struct ma_str provider, struct ma_str model,
	int64_t input_tokens, int64_t wall_ms, struct ma_price *out)
{
	const struct ma_price_row *row = NULL;

	if (ma_str_is(provider, "offline") || ma_str_is(provider, "script")) {
		*out = (struct ma_price){ .input = 0 };
		return true;
	}
	if (prices->over)
		row = find_row(prices->over, provider, model, input_tokens, wall_ms);
	if (!row)
		row = find_row(prices, provider, model, input_tokens, wall_ms);
	if (!row)
		return false;
	*out = row->price;
	return true;
}

static int64_t bounded(int64_t tokens)
{
	if (tokens < 0)
		return 0;
	return tokens < TOKENS_MAX ? tokens : TOKENS_MAX;
}

/* tokens * rate / a million, rounded up; neither factor is large enough to overflow in two steps. */
static int64_t part(int64_t tokens, int64_t rate)
{
	int64_t whole = tokens / TOKENS_PER_PRICE, rest = tokens % TOKENS_PER_PRICE;

	return whole * rate + (rest * rate + TOKENS_PER_PRICE - 1) / TOKENS_PER_PRICE;
}

bool ma_prices_cost(const struct ma_prices *prices, struct ma_str provider, struct ma_str model,
	const struct ma_usage *usage, int64_t wall_ms, int64_t *microusd_out)
{
	int64_t input = bounded(usage->input), cached = bounded(usage->cached),
		written = bounded(usage->cache_written);
	struct ma_price price;

	if (usage->billed) {
		*microusd_out = usage->billed_microusd;
		return true;
	}
	if (!ma_prices_find(prices, provider, model, input, wall_ms, &price))
		return false;
	if (cached > input)
		cached = input;
	if (written > input - cached)
		written = input - cached;
	*microusd_out = part(input - cached - written, price.input) + part(cached, price.cached) +
		part(written, price.cache_write) + part(bounded(usage->output), price.output);
	return true;
}
