/* Where the server of a project answers. What is odd, or too long, is not declared. */
#include "verify/served.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "codec/json.h"
#include "sys/sandbox.h"

#define PATH_MAX_HERE 200
#define LISTEN_MS "30000" /* until a server listens */

static bool is_path_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		(c && strchr("/-._~", c));
}

/* The path that begins here, kept; NULL: it is none that could be asked for as it stands. */
static const char *keep_path(const struct ma_site *site, struct ma_str s)
{
	size_t n = 0;

	while (n < s.n && is_path_char(s.p[n]))
		n++;
	if (n == 0 || n > PATH_MAX_HERE || s.p[0] != '/')
		return NULL;
	return ma_site_keep(site, ma_str_n(s.p, n));
}

/* 0: it does not begin with a port. */
static int64_t port_of(struct ma_str s)
{
	int64_t port = 0;
	size_t n = 0;

	while (n < s.n && n < 6 && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return ma_str_to_i64(ma_str_n(s.p, n), &port) && port > 0 && port < 65536 ? port : 0;
}

static void take_port(struct ma_served *d, int64_t port)
{
	if (d->port == 0)
		d->port = port;
}

/* "http://localhost:3000/health", whose port may be a variable. False: there is no address in it. */
static bool read_url(
	const struct ma_site *site, struct ma_str text, int64_t *port, const char **path)
{
	ptrdiff_t at = ma_str_find(text, MA_STR("://")), slash, colon;
	struct ma_str rest = ma_str_from(text, (size_t)at + 3);

	if (at < 0)
		return false;
	slash = ma_str_find(rest, MA_STR("/"));
	colon = ma_str_find(ma_str_n(rest.p, slash < 0 ? rest.n : (size_t)slash), MA_STR(":"));
	*port = colon < 0 ? 0 : port_of(ma_str_from(rest, (size_t)colon + 1));
	*path = slash < 0 ? NULL : keep_path(site, ma_str_from(rest, (size_t)slash));
	return true;
}

static void read_line(
	const struct ma_site *site, struct ma_str line, bool *in_check, struct ma_served *d)
{
	const char *path = NULL;
	int64_t port = 0;
	ptrdiff_t at;

	if (ma_str_starts(line, "HEALTHCHECK"))
		*in_check = true;
	if (*in_check && read_url(site, line, &port, &path)) {
		take_port(d, port);
		if (!d->health)
			d->health = path;
	}
	*in_check = *in_check && ma_str_ends(line, "\\");
	if (ma_str_starts(line, "EXPOSE "))
		take_port(d, port_of(ma_str_trim(ma_str_from(line, 7))));
	at = ma_str_find(line, MA_STR(" PORT="));
	if (ma_str_starts(line, "ENV ") && at >= 0)
		take_port(d, port_of(ma_str_from(line, (size_t)at + 6)));
}

static void read_dockerfile(const struct ma_site *site, struct ma_served *d)
{
	struct ma_str text = ma_site_read(site, "Dockerfile"), line;
	bool in_check = false;

	while (ma_str_line(&text, &line))
		read_line(site, ma_str_trim(line), &in_check, d);
}

static void read_example(const struct ma_site *site, struct ma_served *d)
{
	struct ma_str text = ma_site_read(site, ".env.example"), line;

	while (ma_str_line(&text, &line))
		if (ma_str_starts(line, "PORT="))
			take_port(d, port_of(ma_str_from(line, 5)));
}

static bool tells_health(const char *path, const json_t *operations)
{
	static const char *const names[] = { "health", "healthz", "healthcheck", "livez", "ready",
		"readyz", "status", "ping" };
	const char *last = strrchr(path, '/');
	size_t i;

	for (i = 0; i < MA_COUNT(names); i++)
		if (last && strcmp(last + 1, names[i]) == 0)
			return json_object_get(operations, "get") != NULL;
	return false;
}

/* OpenAPI 3, https://spec.openapis.org/oas/v3.1.0: paths are relative to the address of the first server. */
static void read_openapi(const struct ma_site *site, const json_t *doc, struct ma_served *d)
{
	struct ma_str url = ma_json_str(json_array_get(json_object_get(doc, "servers"), 0), "url");
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);
	const json_t *paths = json_object_get(doc, "paths"), *operations;
	const char *base = NULL, *path;
	int64_t port = 0;

	if (!read_url(site, url, &port, &base))
		base = keep_path(site, url);
	else if (ma_str_find(url, MA_STR("://localhost")) > 0 ||
		ma_str_find(url, MA_STR("://127.0.0.1")) > 0)
		take_port(d, port);
	json_object_foreach ((json_t *)paths, path, operations) {
		if (d->health || !tells_health(path, operations))
			continue;
		ma_buf_adds(&b, base ? base : "");
		if (ma_str_ends(ma_buf_str(&b), "/"))
			b.n--;
		ma_buf_adds(&b, path);
		d->health = keep_path(site, ma_buf_str(&b));
		ma_buf_done(&b);
	}
}

static void read_openapis(const struct ma_site *site, struct ma_served *d)
{
	static const char *const names[] = { "openapi.json", "openapi.yaml", "openapi.yml",
		"docs/openapi.json", "docs/openapi.yaml", "api/openapi.yaml" };
	json_t *doc;
	size_t i;

	for (i = 0; i < MA_COUNT(names); i++) {
		doc = ma_site_parse(site, names[i]);
		if (doc)
			read_openapi(site, doc, d);
		json_decref(doc);
	}
}

/* Of a setting `smoke`: what is not known yet. */
static void read_smoke(const struct ma_site *site, const json_t *settings, struct ma_served *d)
{
	const json_t *smoke = json_object_get(settings, "smoke");
	int64_t port = ma_json_int(smoke, "port", 0);

	d->off = d->off || ma_json_bool(smoke, "off", false);
	if (port > 0 && port < 65536)
		take_port(d, port);
	if (!d->health)
		d->health = keep_path(site, ma_json_str(smoke, "health"));
	if (!d->page)
		d->page = keep_path(site, ma_json_str(smoke, "page"));
}

static void read_own(const struct ma_site *site, struct ma_served *d)
{
	json_t *config = ma_site_own_settings(site);

	read_smoke(site, config, d);
	read_smoke(site, ma_site_settings(site), d);
	json_decref(config);
}

struct ma_served ma_served_read(const struct ma_site *site)
{
	struct ma_served d = { 0, NULL, NULL, false };

	read_own(site, &d);
	read_dockerfile(site, &d);
	read_openapis(site, &d);
	read_example(site, &d);
	return d;
}

bool ma_served_is_declared(const struct ma_served *served)
{
	return !served->off && (served->port > 0 || served->health || served->page);
}

void ma_served_add(const struct ma_site *site, const struct ma_served *served,
	const struct ma_tool *tool, const char *command, const char *page)
{
	struct ma_buf line = MA_BUF_INIT(MA_KIB * 2);
	const char *kept;

	page = served->page ? served->page : page;
	ma_buf_addf(&line, MA_SANDBOX_CAGE " --smoke %lld " LISTEN_MS " %s %s %s",
		(long long)served->port, served->health ? served->health : "-", page ? page : "-",
		command);
	kept = ma_site_keep_built(site, &line);
	if (kept)
		ma_site_add(site,
			&(struct ma_step){ .phase = "smoke",
				.command = command,
				.argv = ma_site_words(site, kept),
				.tool = tool });
}
