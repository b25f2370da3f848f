/* Providers: which one is asked, and with what key. */
#include "lib/provider.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "codec/hash.h"
#include "lib/config.h"
#include "lib/host.h"
#include "lib/keys.h"

const char *ma_provider_base_url(
	const ma_ctx *ctx, const struct ma_llm_provider *p, const ma_run_opts *opts)
{
	const char *url = opts ? opts->base_url : NULL;

	if (!url && p->url_env)
		url = getenv(p->url_env);
	if (!url || !*url)
		url = ma_config_text(ctx->config, p->name, "base_url");
	return url;
}

/* Whether there is a key. One that is refused counts: who has it does not want another provider. */
static bool has_key(const struct ma_llm_provider *p, const struct ma_key_look *look, ma_err *err)
{
	struct ma_key key = { .text = NULL };
	bool has = ma_key_find(p, look, &key, err) || key.text;

	ma_key_done(&key);
	return has;
}

/* A context tells of what is wrong with a provider's keys once. */
static void look_for(ma_ctx *ctx, const struct ma_llm_provider *p, const ma_run_opts *opts,
	struct ma_key_look *out)
{
	uint64_t bit = UINT64_C(1) << (p - ma_llm_providers());

	*out = (struct ma_key_look){ .warn = ctx->warned & bit ? NULL : ctx->on_warning,
		.data = ctx->warning_data,
		.own_server = ma_provider_base_url(ctx, p, opts) != NULL,
		.config = ctx->config };
	ctx->warned |= bit;
}

static const char *first_with_key(ma_ctx *ctx)
{
	const struct ma_llm_provider *p;
	ma_err err = { MA_OK, 0, "" };

	for (p = ma_llm_providers(); p->name; p++) {
		struct ma_key_look look = { .warn = NULL };

		if (!p->key_env[0])
			continue;
		look_for(ctx, p, NULL, &look);
		if (has_key(p, &look, &err))
			return p->name;
	}
	return "offline";
}

const char *ma_provider_default(ma_ctx *ctx)
{
	const char *set = ma_config_text(ctx->config, NULL, "provider");

	return set ? set : first_with_key(ctx);
}

bool ma_provider_is_offline(ma_ctx *ctx, const char *chain, const ma_run_opts *opts)
{
	if (opts->script || opts->replay)
		return false;
	if (opts->provider)
		chain = opts->provider;
	return strcmp(chain ? chain : ma_provider_default(ctx), "offline") == 0;
}

/* As above, and that nobody with a model answers is said. */
static const char *default_chain(ma_ctx *ctx)
{
	const char *name = ma_provider_default(ctx);

	if (!ma_config_text(ctx->config, NULL, "provider") && strcmp(name, "offline") == 0 &&
		ctx->on_warning)
		ctx->on_warning(ctx->warning_data,
			"no model key is set: the offline provider answers (set GEMINI_API_KEY, "
			"OPENAI_API_KEY, ...; see meta-agent models)");
	return name;
}

static struct ma_http *shared_http(void *data, ma_err *err)
{
	ma_ctx *ctx = data;

	if (!ctx->http && ma_http_new(ctx->loop, NULL, &ctx->http, err))
		return NULL;
	return ctx->http;
}

static ma_rc no_such_provider(const char *name, ma_err *err)
{
	struct ma_buf names = MA_BUF_INIT(MA_ERR_MSG_MAX);
	const struct ma_llm_provider *p;

	for (p = ma_llm_providers(); p->name; p++)
		ma_buf_addf(&names, "%s%s", names.n ? ", " : "", p->name);
	(void)ma_fail(err, MA_ECONFIG, "there is no provider \"%.60s\"; there are: %s", name,
		names.rc ? "" : names.p); /* the code is returned below */
	ma_buf_done(&names);
	return MA_ECONFIG;
}

static ma_rc check_config(const ma_ctx *ctx, const struct ma_llm_provider *p,
	const ma_run_opts *opts, const struct ma_key *key, ma_err *err)
{
	if (p->key_env[0] && !key->text &&
		!ma_provider_base_url(ctx, p, opts)) /* a server of one's own may need none */
		return ma_fail(err, MA_ECONFIG,
			"provider %s needs a key: set %s, or %s_FILE to the name of a file that holds it",
			p->name, p->key_env[0], p->key_env[0]);
	if (strcmp(p->name, "script") == 0 && !opts->script)
		return ma_fail(err, MA_ECONFIG, "provider script needs a script file");
	if (strcmp(p->name, "replay") == 0)
		return ma_fail(err, MA_ECONFIG,
			"provider replay is the whole chain, and needs a cassette: --replay FILE");
	return MA_OK;
}

static ma_rc find_key(ma_ctx *ctx, const struct ma_llm_provider *p, const ma_run_opts *opts,
	struct ma_key *out, ma_err *err)
{
	struct ma_key_look look;

	look_for(ctx, p, opts, &look);
	return ma_key_find(p, &look, out, err);
}

/* The environment's word for the version of its API. */
static const char *version_of(const struct ma_llm_provider *p)
{
	const char *version = p->version_env ? getenv(p->version_env) : NULL;

	return version && *version ? version : NULL;
}

/* Limits are of a key at an address; the key itself is kept by nobody but the provider. */
static ma_rc set_account(struct ma_llm *llm, const char *key, const char *base_url, ma_err *err)
{
	const struct ma_str parts[] = { ma_str(key), ma_str(base_url) };
	char hex[MA_HASH_HEX_SIZE];
	ma_rc rc = ma_hash_parts(parts, MA_COUNT(parts), hex, err);
	size_t i;

	for (i = 0; i < 16 && !rc; i++)
		llm->account = llm->account << 4 |
			(uint64_t)(hex[i] <= '9' ? hex[i] - '0' : hex[i] - 'a' + 10);
	return rc;
}

static ma_rc provider_new(
	ma_ctx *ctx, const char *name, const ma_run_opts *opts, struct ma_llm **out, ma_err *err)
{
	const struct ma_llm_provider *p = ma_llm_provider_find(ma_str(name));
	struct ma_llm_opts o = { .loop = ctx->loop,
		.http = shared_http,
		.data = ctx,
		.clock = ma_clock_system(),
		.model = opts->model,
		.data_dir = ctx->data_dir,
		.script = opts->script };
	struct ma_key key = { .text = NULL };
	ma_rc rc;

	if (!p)
		return no_such_provider(name, err);
	o.base_url = ma_provider_base_url(ctx, p, opts);
	o.api_version = version_of(p);
	rc = ma_config_fill_provider(ctx->config, name, &o, err);
	if (!rc)
		rc = find_key(ctx, p, opts, &key, err);
	if (!rc)
		rc = check_config(ctx, p, opts, &key, err);
	o.key = key.text;
	if (!rc)
		rc = p->new (&o, out, err);
	if (!rc && set_account(*out, key.text, o.base_url, err)) {
		ma_llm_free(*out);
		rc = err->code;
	}
	ma_key_done(&key);
	return rc;
}

/* A name stands for one provider: a fallback to the same one would never end. */
static ma_rc check_link(
	struct ma_str name, struct ma_llm *const before[MA_PROVIDERS_MAX], uint32_t n, ma_err *err)
{
	uint32_t i;

	if (n == MA_PROVIDERS_MAX)
		return ma_fail(err, MA_ECONFIG, "more than %d providers", MA_PROVIDERS_MAX);
	for (i = 0; i < n; i++)
		if (ma_str_is(name, before[i]->ops->name))
			return ma_fail(err, MA_ECONFIG,
				"provider \"%s\" is named twice: a chain is of different ones",
				before[i]->ops->name);
	return MA_OK;
}

/* The second and later ones of a chain have their own models and addresses. */
static ma_rc add_link(ma_ctx *ctx, struct ma_str name, const ma_run_opts *opts,
	struct ma_llm *out[MA_PROVIDERS_MAX], uint32_t n, ma_err *err)
{
	ma_run_opts own = *opts;
	const struct ma_host *host;
	char *copy;
	ma_rc rc;

	if (check_link(name, out, n, err))
		return err->code;
	if (n > 0)
		own.model = own.base_url = NULL;
	copy = ma_strndup(name.p, name.n);
	if (!copy)
		return ma_fail_nomem(err);
	host = ma_host_find(ctx, false, name);
	rc = host ? ma_host_llm_new(ctx, host, own.model, &out[n], err)
		  : provider_new(ctx, copy, &own, &out[n], err);
	ma_free(copy);
	return rc;
}

ma_rc ma_provider_give(ma_rc rc, struct ma_llm *made[], uint32_t n,
	struct ma_llm *out[MA_PROVIDERS_MAX], uint32_t *n_out)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		if (rc)
			ma_llm_free(made[i]);
		else
			out[i] = made[i];
	}
	if (!rc)
		*n_out = n;
	return rc;
}

ma_rc ma_provider_chain(ma_ctx *ctx, const char *names, const ma_run_opts *opts,
	struct ma_llm *out[MA_PROVIDERS_MAX], uint32_t *n_out, ma_err *err)
{
	struct ma_str rest = ma_str(names ? names
			: opts->provider  ? opts->provider
			: opts->script    ? "script"
					  : default_chain(ctx));
	struct ma_llm *made[MA_PROVIDERS_MAX] = { NULL };
	uint32_t n = 0;
	ptrdiff_t comma;
	ma_rc rc;

	do {
		size_t size;

		comma = ma_str_find(rest, MA_STR(","));
		size = comma < 0 ? rest.n : (size_t)comma;
		rc = add_link(ctx, ma_str_trim(ma_str_n(rest.p, size)), opts, made, n, err);
		n += rc == MA_OK;
		rest = ma_str_from(rest, comma < 0 ? size : size + 1);
	} while (!rc && comma >= 0);
	return ma_provider_give(rc, made, n, out, n_out);
}
