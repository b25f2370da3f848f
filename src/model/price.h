/*
 * What tokens cost. The table is dated data (share/meta-agent/prices.json): a
 * price holds between two days, and may change above a size of the prompt.
 * What a model costs that is not in the table is not known, which is not zero.
 */
#ifndef MA_MODEL_PRICE_H
#define MA_MODEL_PRICE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "model/usage.h"

struct ma_prices;

/* Micro-USD per million tokens: 0.075 USD per million is 75000. */
struct ma_price {
	int64_t input, output, cached, cache_write;
};

/* `what` names the text in messages ("prices.json"). Gives *out: ma_prices_free() it. */
ma_rc ma_prices_parse(struct ma_str json, const char *what, struct ma_prices **out, ma_err *err);
void ma_prices_free(struct ma_prices *prices);

/* Put a table of the user's over it: where it has a price, that one holds. Takes `over`. */
void ma_prices_lay_over(struct ma_prices *prices, struct ma_prices *over);

/* One row as it stands in a table. Borrows for the call. */
struct ma_price_row {
	struct ma_str provider, model; /* "*": every other model of the provider */
	struct ma_price price;
	int64_t above;               /* input tokens; -1: from the first */
	int64_t from_ms, until_ms;   /* holds in [from, until); INT64_MIN, INT64_MAX: no end */
	int64_t context, output_max; /* of the model, in tokens; 0: not known */
	bool is_users;               /* of the table that lies over */
};

/* Each row: of the user's table, then those of the other that it leaves in force. False stops. */
typedef bool ma_price_row_fn(void *data, const struct ma_price_row *row);
void ma_prices_each(const struct ma_prices *prices, ma_price_row_fn *fn, void *data);

/* The day the table was written, "2026-11-10". Borrows from the table. */
const char *ma_prices_dated(const struct ma_prices *prices);

/*
 * The price that holds at a time for a prompt of that many tokens. A model's
 * name may begin with "models/" and end in a date of its own ("-2026-10-01").
 * The offline and the script provider cost nothing. False: not known; *out
 * is untouched.
 */
bool ma_prices_find(const struct ma_prices *prices, struct ma_str provider, struct ma_str model,
	int64_t input_tokens, int64_t wall_ms, struct ma_price *out);

/* What a usage costs in micro-USD, rounded up: by the table, or as the provider has told. False: not known; *microusd_out is untouched. */
bool ma_prices_cost(const struct ma_prices *prices, struct ma_str provider, struct ma_str model,
	const struct ma_usage *usage, int64_t wall_ms, int64_t *microusd_out);

#endif
