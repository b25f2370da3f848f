/* Providers: which one is asked, and with what key. */
#include "lib/provider.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "lib/host.h"
#include "lib/keys.h"

/* The user's word (opts NULL: there is none), else the environment's; NULL: the provider's own. */
static const char *base_url_of(const struct ma_llm_provider *p, const ma_run_opts *opts)
{
	const char *url = opts ? opts->base_url : NULL;

	if (!url && p->url_env)
		url = getenv(p->url_env);
	return url && *url ? url : NULL;
}

/* Whether there is a key. One that is refused counts: who has it does not want another provider. */
static bool has_key(const struct ma_llm_provider *p, const struct ma_key_look *look, ma_err *err)
{
	char *key = NULL;
	bool has = ma_key_find(p, look, &key, err) || key;

	ma_key_free(key);
	return has;
}

/* A context tells of what is wrong with a provider's keys once. */
static void look_for(ma_ctx *ctx, const struct ma_llm_provider *p, const ma_run_opts *opts,
	struct ma_key_look *out)
{
	uint64_t bit = UINT64_C(1) << (p - ma_llm_providers());

	*out = (struct ma_key_look){ .warn = ctx->warned & bit ? NULL : ctx->on_warning,
		.data = ctx->warning_data,
		.own_server = base_url_of(p, opts) != NULL };
	ctx->warned |= bit;
}

/* ctx NULL: nobody is warned. */
static const char *first_with_key(ma_ctx *ctx)
{
	const struct ma_llm_provider *p;
	ma_err err = { MA_OK, 0, "" };

	for (p = ma_llm_providers(); p->name; p++) {
		struct ma_key_look look = { .warn = NULL };

		if (ctx && p->key_env[0])
			look_for(ctx, p, NULL, &look);
		if (p->key_env[0] && has_key(p, &look, &err))
			return p->name;
	}
	return "offline";
}

const char *ma_default_provider(void)
{
	return first_with_key(NULL);
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

static ma_rc check_config(
	const struct ma_llm_provider *p, const ma_run_opts *opts, const char *key, ma_err *err)
{
	if (p->key_env[0] && !key && !base_url_of(p, opts)) /* a server of one's own may need none */
		return ma_fail(err, MA_ECONFIG,
			"provider %s needs a key: set %s, or %s_FILE to the name of a file that holds it",
			p->name, p->key_env[0], p->key_env[0]);
	if (strcmp(p->name, "script") == 0 && !opts->script)
		return ma_fail(err, MA_ECONFIG, "provider script needs a script file");
	return MA_OK;
}

static ma_rc find_key(ma_ctx *ctx, const struct ma_llm_provider *p, const ma_run_opts *opts,
	char **out, ma_err *err)
{
	struct ma_key_look look;

	look_for(ctx, p, opts, &look);
	return ma_key_find(p, &look, out, err);
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
	char *key = NULL;
	ma_rc rc;

	if (!p)
		return no_such_provider(name, err);
	o.base_url = base_url_of(p, opts);
	rc = find_key(ctx, p, opts, &key, err);
	if (!rc)
		rc = check_config(p, opts, key, err);
	o.key = key;
	if (!rc)
		rc = p->new (&o, out, err);
	ma_key_free(key);
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

ma_rc ma_provider_chain(ma_ctx *ctx, const char *names, const ma_run_opts *opts,
	struct ma_llm *out[MA_PROVIDERS_MAX], uint32_t *n_out, ma_err *err)
{
	struct ma_str rest = ma_str(names ? names
			: opts->provider  ? opts->provider
			: opts->script    ? "script"
					  : first_with_key(ctx));
	struct ma_llm *made[MA_PROVIDERS_MAX] = { NULL };
	uint32_t n = 0, i;
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

/* A warning becomes a member of a list, once: several providers may look for the same key. */
static void add_warning(void *list, const char *message)
{
	const json_t *said;
	size_t i;

	json_array_foreach ((json_t *)list, i, said)
		if (strcmp(json_string_value(said), message) == 0)
			return;
	(void)json_array_append_new(list, json_string(message)); /* without memory it is missed */
}

static json_t *provider_json(const struct ma_llm_provider *p, json_t *warnings)
{
	struct ma_key_look look = { add_warning, warnings, base_url_of(p, NULL) != NULL };
	ma_err why = { MA_OK, 0, "" };
	bool has = p->key_env[0] && has_key(p, &look, &why);

	if (why.code)
		add_warning(warnings, why.msg);
	return json_pack("{s:s, s:s, s:s, s:b, s:b}", "name", p->name, "summary", p->summary,
		"model", p->model_default ? p->model_default : "", "needs_key",
		p->key_env[0] != NULL, "key", has && !why.code);
}

ma_rc ma_providers(char **json_out, ma_err *err)
{
	const struct ma_llm_provider *p;
	json_t *list, *warnings;

	if (!err)
		return MA_EMISUSE;
	if (!json_out)
		return ma_fail(err, MA_EMISUSE, "providers are listed to a place");
	list = json_array();
	warnings = json_array();
	for (p = ma_llm_providers(); p->name && list && warnings; p++) {
		if (json_array_append_new(list, provider_json(p, warnings))) {
			json_decref(list);
			list = NULL;
		}
	}
	return ma_give_json(
		json_pack("{s:o, s:o}", "providers", list, "warnings", warnings), json_out, err);
}
