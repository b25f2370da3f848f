/* What calls cost: the table of the data directory, and what the host's own providers say. */
#include "base/alloc.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "lib/ctx.h"
#include "lib/host.h"
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

ma_rc ma_ctx_load_prices(ma_ctx *ctx, ma_err *err)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_PATH * 32);
	char *text = NULL;
	size_t size = 0;
	ma_rc rc;

	if (ctx->prices)
		return MA_OK;
	ma_buf_addf(&path, "%s/prices.json", ctx->data_dir);
	rc = ma_buf_check(&path, err);
	if (!rc)
		rc = ma_fs_read(path.p, MA_LIMIT_CONFIG, &text, &size, err);
	if (!rc)
		rc = ma_prices_parse(ma_str_n(text, size), "prices.json", &ctx->prices, err);
	ma_free(text);
	ma_buf_done(&path);
	return rc;
}
