#include "lib/config_check.h"

#include <stdio.h>

#include "base/similar.h"
#include "codec/yaml.h"
#include "core/state.h"
#include "lib/keys.h"
#include "llm/dialect.h"
#include "sys/http_proxy.h"

ma_rc ma_config_problem(
	struct ma_config_file *f, size_t line, struct ma_str at, ma_err *err, const char *fmt, ...)
{
	char message[512];
	json_t *problem;
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(message, sizeof(message), fmt, args); /* a long one is cut */
	va_end(args);
	problem = json_pack("{s:s%, s:I, s:s%}", "at", at.p ? at.p : "", at.n, "line",
		(json_int_t)line, "message", message,
		ma_str_clip(ma_str(message), sizeof(message)).n);
	return json_array_append_new(f->problems, problem) ? ma_fail_nomem(err) : MA_OK;
}

size_t ma_config_line(struct ma_str text, struct ma_str at)
{
	size_t line = 0;

	(void)ma_yaml_line(text, at, &line); /* it may have no such place */
	return line;
}

static ma_rc check_name(struct ma_config_file *f, struct ma_str text, struct ma_str name,
	const char *at, ma_err *err)
{
	const struct ma_llm_provider *p, *near = NULL;

	if (ma_llm_provider_find(name))
		return MA_OK;
	for (p = ma_llm_providers(); p->name && !near; p++)
		if (ma_similar(name, ma_str(p->name)))
			near = p;
	return ma_config_problem(f, ma_config_line(text, ma_str(at)), ma_str(at), err,
		"there is no provider \"%.*s\"%s%s%s", (int)(name.n < 60 ? name.n : 60), name.p,
		near ? "; did you mean " : "", near ? near->name : "", near ? "?" : "");
}

/* What no schema of ours can say: these are the program's own. */
static ma_rc check_headers(struct ma_config_file *f, struct ma_str text, const char *provider,
	json_t *headers, ma_err *err)
{
	const char *name;
	json_t *value;
	char at[256];
	ma_rc rc = MA_OK;

	json_object_foreach (headers, name, value) {
		if (ma_llm_header_is_free(name))
			continue;
		(void)snprintf(
			at, sizeof(at), "/providers/%s/headers/%.100s", provider, name); /* fits */
		rc = ma_config_problem(f, ma_config_line(text, ma_str(at)), ma_str(at), err,
			"this header is the program's own and cannot be set: a key is set by key or key_file");
		if (rc)
			break;
	}
	return rc;
}

static ma_rc check_key_file(struct ma_config_file *f, struct ma_str text, const char *provider,
	const char *name, ma_err *err)
{
	char at[128];

	if (!name || !ma_key_like(ma_str(name)))
		return MA_OK;
	(void)snprintf(at, sizeof(at), "/providers/%s/key_file", provider); /* fits */
	return ma_config_problem(f, ma_config_line(text, ma_str(at)), ma_str(at), err,
		"this looks like a key, and is to be the name of a file that holds one");
}

/* The schema knows what it looks like; whether a run takes it, sys/http_proxy.c says. The value may hold a password. */
static ma_rc check_proxy(struct ma_config_file *f, struct ma_str text, const char *at,
	const json_t *proxy, ma_err *err)
{
	if (!json_is_string(proxy) || ma_http_proxy_is(json_string_value(proxy)))
		return MA_OK;
	return ma_config_problem(f, ma_config_line(text, ma_str(at)), ma_str(at), err,
		"this is no proxy: expected [http://]HOST[:PORT], https:// or socks5://, or none");
}

static ma_rc check_providers(struct ma_config_file *f, struct ma_str text, ma_err *err)
{
	json_t *value;
	const char *name;
	char at[128];
	ma_rc rc = MA_OK;

	json_object_foreach (json_object_get(f->value, "providers"), name, value) {
		(void)snprintf(at, sizeof(at), "/providers/%s", name); /* may be cut: no line then */
		if (!ma_llm_provider_find(ma_str(name)))
			rc = check_name(f, text, ma_str(name), at, err);
		else
			rc = check_headers(f, text, name, json_object_get(value, "headers"), err);
		if (!rc)
			rc = check_key_file(f, text, name,
				json_string_value(json_object_get(value, "key_file")), err);
		(void)snprintf(at, sizeof(at), "/providers/%s/proxy", name); /* as above */
		if (!rc)
			rc = check_proxy(f, text, at, json_object_get(value, "proxy"), err);
		if (rc)
			break;
	}
	return rc;
}

/* One name or more, "gemini, openai". */
struct chain {
	struct ma_str names[MA_PROVIDERS_MAX];
	size_t n;
};

static bool has(const struct chain *c, struct ma_str name)
{
	size_t i = 0;

	while (i < c->n && !ma_str_eq(c->names[i], name))
		i++;
	return i < c->n;
}

static ma_rc check_links(struct ma_config_file *f, struct ma_str text, const json_t *names,
	struct chain *c, ma_err *err)
{
	const struct ma_str at = MA_STR("/provider");
	struct ma_str rest = ma_str(json_string_value(names)), name;
	ma_rc rc = MA_OK;

	while (!rc && ma_str_cut(&rest, ',', &name)) {
		name = ma_str_trim(name);
		rc = check_name(f, text, name, at.p, err);
		if (!rc && has(c, name))
			rc = ma_config_problem(f, ma_config_line(text, at), at, err,
				"\"%.*s\" is named twice: a chain is of different ones",
				(int)(name.n < 60 ? name.n : 60), name.p);
		else if (!rc && c->n < MA_COUNT(c->names))
			c->names[c->n++] = name;
	}
	return rc;
}

ma_rc ma_config_check_names(struct ma_config_file *f, struct ma_str text, ma_err *err)
{
	const json_t *chain = json_object_get(f->value, "provider"), *link;
	struct chain c = { .n = 0 };
	size_t i;
	ma_rc rc = check_providers(f, text, err);

	if (!rc)
		rc = check_proxy(f, text, "/proxy", json_object_get(f->value, "proxy"), err);
	if (!rc && json_is_string(chain))
		return check_links(f, text, chain, &c, err);
	json_array_foreach (chain, i, link) {
		if (!rc && json_is_string(link))
			rc = check_links(f, text, link, &c, err);
	}
	return rc;
}
