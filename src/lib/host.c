/* Providers and agents of the host program: the register. */
#include "lib/host.h"

#include "base/alloc.h"

#define NAME_MAX_SIZE 32
#define DESCRIPTION_MAX_SIZE 1000

const struct ma_host *ma_host_find(const ma_ctx *ctx, bool is_agent, struct ma_str name)
{
	const struct ma_host *h;

	for (h = ctx->hosts; h; h = h->next)
		if (h->is_agent == is_agent && ma_str_is(name, h->name))
			return h;
	return NULL;
}

static void host_free(struct ma_host *h)
{
	ma_free(h->name);
	ma_free(h->model);
	ma_free(h);
}

void ma_hosts_free(ma_ctx *ctx)
{
	struct ma_host *h;

	while ((h = ctx->hosts)) {
		ctx->hosts = h->next;
		if (h->free)
			h->free(h->data);
		host_free(h);
	}
}

static bool is_name(const char *name)
{
	size_t n;

	for (n = 0; name[n]; n++) {
		char c = name[n];

		if (n == NAME_MAX_SIZE)
			return false;
		if (!(c >= 'a' && c <= 'z') &&
			(n == 0 || !((c >= '0' && c <= '9') || c == '-' || c == '_')))
			return false;
	}
	return n > 0;
}

static bool is_line(const char *text)
{
	struct ma_str s = ma_str(text);
	size_t i;

	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
			return false;
	return s.n > 0 && s.n <= DESCRIPTION_MAX_SIZE && ma_str_utf8(s);
}

static ma_rc check_name(const ma_ctx *ctx, bool is_agent, const char *name, ma_err *err)
{
	const char *what = is_agent ? "agent" : "provider";
	bool taken = ma_host_find(ctx, is_agent, ma_str(name)) ||
		(is_agent ? ma_agents_reserved(ma_str(name))
			  : ma_llm_provider_find(ma_str(name)) != NULL);

	if (!is_name(name))
		return ma_fail(err, MA_EINVALID,
			"the name of an %s has 1 to %d lower-case letters, digits, '-' or '_', a letter first",
			what, NAME_MAX_SIZE);
	return taken ? ma_fail(err, MA_ECONFLICT, "there is %s \"%s\" already", what, name) : MA_OK;
}

static ma_rc check_version(unsigned version, ma_err *err)
{
	if (version < 1 || version > MA_EXT_VERSION)
		return ma_fail(err, MA_EMISUSE,
			"version %u of ext.h is not known to this library, whose is %d", version,
			MA_EXT_VERSION);
	return MA_OK;
}

/* Takes nothing on failure. */
static ma_rc keep(ma_ctx *ctx, const struct ma_host *of, const char *name, const char *model,
	struct ma_host **out, ma_err *err)
{
	struct ma_host *h = ma_new(struct ma_host);

	if (!h)
		return ma_fail_nomem(err);
	*h = *of;
	h->name = ma_strdup(name);
	h->model = ma_strdup(model);
	if (!h->name || !h->model) {
		host_free(h);
		return ma_fail_nomem(err);
	}
	h->next = ctx->hosts;
	ctx->hosts = h;
	*out = h;
	return MA_OK;
}

ma_rc ma_ctx_add_provider(
	ma_ctx *ctx, const char *name, const ma_provider_ops *ops, void *data, ma_err *err)
{
	struct ma_host *h;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!ctx || !name || !ops || !ops->send || !ops->model || !*ops->model)
		return ma_fail(
			err, MA_EMISUSE, "a provider needs a context, a name, send() and a model");
	rc = check_version(ops->version, err);
	if (!rc)
		rc = check_name(ctx, false, name, err);
	if (rc)
		return rc;
	return keep(ctx,
		&(struct ma_host){ .costs_nothing = ops->costs_nothing,
			.send = ops->send,
			.cancel = ops->cancel,
			.free = ops->free,
			.data = data },
		name, ops->model, &h, err);
}

ma_rc ma_ctx_add_agent(ma_ctx *ctx, const char *name, const char *description,
	const ma_agent_ops *ops, void *data, ma_err *err)
{
	struct ma_host *h;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!ctx || !name || !description || !ops || !ops->begin)
		return ma_fail(err, MA_EMISUSE,
			"an agent needs a context, a name, a description and begin()");
	if (ctx->runs)
		return ma_fail(err, MA_EMISUSE, "agents are registered before there is a run");
	rc = check_version(ops->version, err);
	if (!rc)
		rc = check_name(ctx, true, name, err);
	if (!rc && !is_line(description))
		rc = ma_fail(err, MA_EINVALID,
			"an agent's description is one line of UTF-8, at most %d bytes",
			DESCRIPTION_MAX_SIZE);
	if (!rc)
		rc = keep(ctx,
			&(struct ma_host){ .is_agent = true,
				.begin = ops->begin,
				.cancel = ops->cancel,
				.free = ops->free,
				.data = data },
			name, "", &h, err);
	if (rc)
		return rc;
	rc = ma_agents_add_host(&ctx->agents, ma_str(name), ma_str(description), err);
	if (rc) {
		ctx->hosts = h->next;
		host_free(h);
	}
	return rc;
}
