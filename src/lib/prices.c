/* What calls cost: the table of the data directory, and what the host's own providers say. */
#include "base/alloc.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "lib/ctx.h"
#include "lib/host.h"
#include "lib/places.h"
#include "sys/fs.h"

bool ma_ctx_price(ma_ctx *ctx, struct ma_str provider, struct ma_str model,
	const struct ma_usage *usage, int64_t *microusd_out)
{
	struct ma_clock *clock = ma_clock_system();
	const struct ma_host *host = ma_host_find(ctx, false, provider);

	if (ma_str_starts(model, MA_AGENT_HOST) || (host && host->costs_nothing)) {
		*microusd_out = 0;
		return true;
	}
	return ma_prices_cost(
		ctx->prices, provider, model, usage, clock->wall_ms(clock), microusd_out);
}

static ma_rc read_table(const char *path, struct ma_prices **out, ma_err *err)
{
	char *text = NULL;
	size_t size = 0;
	ma_rc rc = ma_fs_read(path, MA_LIMIT_CONFIG, &text, &size, err);

	if (!rc)
		rc = ma_prices_parse(ma_str_n(text, size), path, out, err);
	ma_free(text);
	if (rc && rc != MA_ENOMEM)
		err->code = rc = MA_ECONFIG;
	return rc;
}

/* The user's own table: what the configuration names, else prices.json beside it, if it is there. */
static ma_rc read_users(ma_ctx *ctx, ma_err *err)
{
	const char *named = ma_config_text(ctx->config, NULL, "prices");
	struct ma_prices *over = NULL;
	char *beside = NULL;
	ma_rc rc = MA_OK;

	if (!named && ctx->config->asked)
		rc = ma_places_config("prices.json", &beside, err);
	if (!rc && (named || (beside && ma_fs_exists(beside))))
		rc = read_table(named ? named : beside, &over, err);
	if (!rc && over)
		ma_prices_lay_over(ctx->prices, over);
	ma_free(beside);
	return rc;
}

ma_rc ma_ctx_load_prices(ma_ctx *ctx, ma_err *err)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_PATH * 32);
	ma_rc rc;

	if (ctx->prices)
		return MA_OK;
	ma_buf_addf(&path, "%s/prices.json", ctx->data_dir);
	rc = ma_buf_check(&path, err);
	if (!rc)
		rc = read_table(path.p, &ctx->prices, err);
	if (!rc)
		rc = read_users(ctx, err);
	if (rc) {
		ma_prices_free(ctx->prices);
		ctx->prices = NULL;
	}
	ma_buf_done(&path);
	return rc;
}
