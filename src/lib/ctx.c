/* The context: one loop, the agents, and what runs share when they need it. */
#include "lib/ctx.h"

#include <poll.h>
#include <stdio.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/path.h"
#include "codec/json.h"
#include "lib/host.h"
#include "lib/places.h"
#include "llm/llm.h"

const char *ma_version(void)
{
	return MA_VERSION;
}

void ma_string_free(char *s)
{
	ma_free(s);
}

ma_rc ma_give_text(struct ma_buf *text, char **out, ma_err *err)
{
	ma_rc rc;

	ma_buf_add(text, "", 0);
	rc = ma_buf_check(text, err);
	if (!rc)
		*out = ma_buf_take(text);
	ma_buf_done(text);
	return rc;
}

ma_rc ma_give_json(json_t *value, char **out, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_BLOB);

	if (!value)
		return ma_fail_nomem(err);
	ma_json_write(value, 0, &text);
	json_decref(value);
	return ma_give_text(&text, out, err);
}

static ma_rc load_agents(ma_ctx *ctx, const char *agents_dir, ma_err *err)
{
	const char *dirs[2];
	struct ma_agents_opts how = { .data_dir = ctx->data_dir,
		.dirs = dirs,
		.settings = ma_config_agents(ctx->config),
		.warn = ctx->on_warning,
		.data = ctx->warning_data };
	char *own = NULL;
	ma_rc rc = ma_places_config("agents", &own, err);

	if (own)
		dirs[how.dirs_n++] = own;
	if (agents_dir)
		dirs[how.dirs_n++] = agents_dir;
	if (!rc)
		rc = ma_agents_load(&ctx->agents, &how, err);
	ma_free(own);
	return rc;
}

static ma_rc find_data(ma_ctx *ctx, const char *data_dir, ma_err *err)
{
	if (!data_dir)
		return ma_places_data(&ctx->data_dir, err);
	ctx->data_dir = ma_strdup(data_dir);
	return ctx->data_dir ? MA_OK : ma_fail_nomem(err);
}

static ma_rc load_config(ma_ctx *ctx, const char *files, bool lenient, ma_err *err)
{
	const struct ma_config_opts opts = { .files = files,
		.data_dir = ctx->data_dir,
		.lenient = lenient,
		.warn = ctx->on_warning,
		.data = ctx->warning_data };

	return ma_config_load(&opts, &ctx->config, err);
}

ma_rc ma_ctx_make(const ma_ctx_opts *opts, bool lenient, ma_ctx **out, ma_err *err)
{
	ma_ctx *ctx = ma_new(ma_ctx);
	ma_rc rc;

	if (!ctx)
		return ma_fail_nomem(err);
	if (opts) {
		ctx->on_warning = opts->on_warning;
		ctx->warning_data = opts->data;
	}
	rc = ma_loop_new(&ctx->loop, err);
	if (!rc)
		rc = find_data(ctx, opts ? opts->data_dir : NULL, err);
	if (!rc)
		rc = load_config(ctx, opts ? opts->config : NULL, lenient, err);
	if (!rc)
		rc = load_agents(ctx, opts ? opts->agents_dir : NULL, err);
	if (rc)
		ma_ctx_free(ctx);
	else
		*out = ctx;
	return rc;
}

ma_rc ma_ctx_new(const ma_ctx_opts *opts, ma_ctx **out, ma_err *err)
{
	if (!err)
		return MA_EMISUSE;
	if (!out || (opts && opts->size != sizeof(*opts)))
		return ma_fail(err, MA_EMISUSE,
			"ma_ctx_new: no place for the context, or another version's options");
	return ma_ctx_make(opts, false, out, err);
}

static void free_gates(ma_ctx *ctx)
{
	struct ma_ctx_gate *next;

	for (; ctx->gates; ctx->gates = next) {
		next = ctx->gates->next;
		ma_free(ctx->gates);
	}
}

static void destroy(ma_ctx *ctx)
{
	free_gates(ctx);
	ma_hosts_free(ctx);
	ma_http_free(ctx->http);
	ma_prices_free(ctx->prices);
	ma_agents_done(&ctx->agents);
	ma_config_free(ctx->config);
	ma_loop_free(ctx->loop);
	ma_free(ctx->data_dir);
	ma_free(ctx);
}

static void destroy_if_freed(ma_ctx *ctx)
{
	if (ctx->freed && !ctx->runs && !ctx->generations && !ctx->writing_n && !ctx->turning)
		destroy(ctx);
}

void ma_ctx_left(ma_ctx *ctx)
{
	destroy_if_freed(ctx);
}

void ma_ctx_free(ma_ctx *ctx)
{
	if (!ctx)
		return;
	while (ctx->leaving_n + ctx->writing_n > 0 && !ctx->turning)
		ma_ctx_wait(ctx);
	ctx->freed = true;
	destroy_if_freed(ctx);
}

int ma_ctx_fd(ma_ctx *ctx)
{
	return ma_loop_fd(ctx->loop);
}

int ma_ctx_timeout_ms(ma_ctx *ctx)
{
	return ma_loop_timeout_ms(ctx->loop);
}

void ma_ctx_turn(ma_ctx *ctx)
{
	if (ctx->turning)
		return;
	ctx->turning = true;
	ma_loop_turn(ctx->loop);
	ctx->turning = false;
	destroy_if_freed(ctx);
}

void ma_ctx_wait(ma_ctx *ctx)
{
	struct pollfd p = { .fd = ma_ctx_fd(ctx), .events = POLLIN };

	(void)poll(&p, 1, ma_ctx_timeout_ms(ctx)); /* a failed wait only turns too early */
	ma_ctx_turn(ctx);
}

static json_t *globs_json(const struct ma_str *globs, size_t n)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; i < n && list; i++)
		if (json_array_append_new(list, json_stringn(globs[i].p, globs[i].n)))
			break;
	return list;
}

ma_rc ma_agents_list(ma_ctx *ctx, char **json_out, ma_err *err)
{
	json_t *list;
	size_t i;

	if (!err)
		return MA_EMISUSE;
	if (!ctx || !json_out)
		return ma_fail(err, MA_EMISUSE, "agents are listed of a context, to a place");
	list = json_array();
	for (i = 0; i < ctx->agents.n && list; i++) {
		const struct ma_agent *a = &ctx->agents.v[i];
		json_t *j = json_pack("{s:s%, s:s%, s:s%, s:o}", "name", a->name.p, a->name.n,
			"description", a->description.p, a->description.n, "model",
			a->model.n ? a->model.p : "", a->model.n, "writes",
			globs_json(a->writes, a->writes_n));

		if (json_array_append_new(list, j)) {
			json_decref(list);
			list = NULL;
		}
	}
	return ma_give_json(json_pack("{s:o}", "agents", list), json_out, err);
}

ma_rc ma_ctx_gate(ma_ctx *ctx, const struct ma_llm *llm, struct ma_gate **out, ma_err *err)
{
	const char *name = llm->ops->name;
	struct ma_ctx_gate *g = ctx->gates;

	*out = NULL;
	if (strcmp(name, "offline") == 0)
		return MA_OK;
	while (g && (g->account != llm->account || strcmp(g->provider, name) != 0))
		g = g->next;
	if (!g) {
		g = ma_new(struct ma_ctx_gate);
		if (!g)
			return ma_fail_nomem(err);
		(void)snprintf(g->provider, sizeof(g->provider), "%s", name); /* fits */
		g->account = llm->account;
		g->next = ctx->gates;
		ctx->gates = g;
	}
	*out = &g->gate;
	return MA_OK;
}
