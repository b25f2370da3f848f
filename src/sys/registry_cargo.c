/*
 * Cargo's registries: [source] and [registries] of the user's config.toml and CARGO_REGISTRIES_<NAME>_INDEX, and nothing else, as the rest
 * names programs to be run. They are handed on as a config.toml in $CARGO_CONFIG_TOML. What crates.io is, cargo tells nobody.
 *
 * A token (credentials.toml, CARGO_REGISTRIES_<NAME>_TOKEN) is sent by our proxy, to a sparse index alone: what is a git repository cargo asks
 * for by more than GET. Cargo is told that the source is replaced by one at its plain address; so Cargo.lock has the real one.
 * https://doc.rust-lang.org/cargo/reference/registries.html
 */
#include <ctype.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "sys/registry_tool.h"
#include "sys/toml.h"

#define ENTRIES_MAX 32
#define PREFIX "CARGO_REGISTRIES_"

static const char *const crates_io[] = { "https://index.crates.io/", "https://static.crates.io/",
	"https://crates.io/" };

/* A table of [source] or [registries]. Empty strings: it says nothing of it. */
struct entry {
	struct ma_str name, url, replace_with, token;
	const char *token_from;
	bool source;
};

struct reading {
	struct ma_arena *arena;
	struct ma_registry *r;
	ma_err *err;
	const char *path; /* of the file that is read */
	struct entry entries[ENTRIES_MAX];
	size_t n;
};

static void fail(struct reading *x, const char *from, const char *what)
{
	if (!x->err->code)
		(void)ma_fail(x->err, MA_EUNAVAILABLE, "%s: %s", from, what); /* err tells */
}

static struct entry *entry_of(struct reading *x, struct ma_str name, bool source)
{
	size_t i;

	for (i = 0; i < x->n; i++)
		if (x->entries[i].source == source && ma_str_eq(x->entries[i].name, name))
			return &x->entries[i];
	if (x->n == ENTRIES_MAX) {
		fail(x, x->path, "it has more than 32 registries and sources");
		return NULL;
	}
	x->entries[x->n] = (struct entry){ .name = name, .source = source };
	return &x->entries[x->n++];
}

/* What may stand between quotes in what is handed on. */
static bool is_word(struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~' || s.p[i] == '"' || s.p[i] == '\\')
			return false;
	return s.n > 0;
}

/* Cargo sends it as it is: some registries want "Bearer ..." of it. */
static bool is_token(struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] > '~')
			return false;
	return ma_str_trim(s).n == s.n;
}

static void set_token(struct reading *x, struct entry *e, struct ma_str token, const char *from)
{
	if (!is_token(token)) {
		fail(x, from,
			"what it has for a package registry holds what cannot stand in a request: a line break or the like");
		return;
	}
	e->token = token;
	e->token_from = from;
}

static void take_config(void *data, const struct ma_str *path, size_t path_n, struct ma_str value)
{
	struct reading *x = data;
	bool source = path_n == 3 && ma_str_is(path[0], "source");
	struct entry *e;

	if (path_n == 2 && ma_str_is(path[0], "http") && ma_str_is(path[1], "cainfo") &&
		ma_str_starts(value, "/"))
		x->r->ca_file = value.p;
	if (path_n != 3 || !(source || ma_str_is(path[0], "registries")) || !is_word(path[1]))
		return;
	e = entry_of(x, path[1], source);
	if (!e)
		return;
	if (!source && ma_str_is(path[2], "token"))
		set_token(x, e, value, x->path);
	else if (is_word(value) && ma_str_is(path[2], source ? "registry" : "index"))
		e->url = value;
	else if (is_word(value) && source && ma_str_is(path[2], "replace-with"))
		e->replace_with = value;
}

static void take_credentials(
	void *data, const struct ma_str *path, size_t path_n, struct ma_str value)
{
	struct reading *x = data;
	struct entry *e;

	if (path_n != 3 || !ma_str_is(path[0], "registries") || !is_word(path[1]) ||
		!ma_str_is(path[2], "token"))
		return;
	e = entry_of(x, path[1], false);
	if (e)
		set_token(x, e, value, x->path);
}

static void read_text(struct reading *x, const char *text, ma_toml_string_fn *fn)
{
	const char *kept = ma_arena_dup(x->arena, ma_str(text)); /* as long as the names in it */
	ma_err wrong = { .code = MA_OK };

	if (x->err->code)
		return;
	if (!kept || ma_toml_strings(x->arena, ma_str(kept), fn, x, &wrong) == MA_ENOMEM)
		ma_registry_nomem(x->err);
	else if (wrong.code)
		fail(x, x->path, wrong.msg);
}

/* A file of cargo's home. False: there is none. */
static bool read_file(struct reading *x, const char *name, ma_toml_string_fn *fn)
{
	const char *home = getenv("CARGO_HOME");
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG), below = MA_BUF_INIT(MA_KIB);
	char *text = NULL;

	if (home && *home)
		ma_buf_addf(&path, "%s/%s", home, name);
	ma_buf_addf(&below, ".cargo/%s", name);
	if (path.rc || below.rc)
		ma_registry_nomem(x->err);
	else
		text = ma_registry_file(path.p, below.p, x->err);
	if (text) {
		x->path = ma_registry_file_name(x->arena, path.p, below.p, x->err);
		read_text(x, text, fn);
	}
	ma_buf_done(&path);
	ma_buf_done(&below);
	ma_free(text);
	return text != NULL;
}

/* The environment. */

/* "my-registry" is MY_REGISTRY there. */
static bool is_named(struct ma_str name, struct ma_str variable)
{
	size_t i;

	if (name.n != variable.n)
		return false;
	for (i = 0; i < name.n; i++)
		if ((name.p[i] == '-' ? '_' : toupper((unsigned char)name.p[i])) != variable.p[i])
			return false;
	return true;
}

/* "MY_REGISTRY" as a name: with '-' or with '_'. NULL: memory is out. */
static char *name_of(struct reading *x, struct ma_str variable, char blank)
{
	char *name = ma_arena_dup(x->arena, variable);
	size_t i;

	for (i = 0; name && i < variable.n; i++)
		name[i] = name[i] == '_' ? blank : (char)tolower((unsigned char)name[i]);
	return name;
}

static void set_from_environment(
	struct reading *x, struct entry *e, struct ma_str value, const char *token_from)
{
	if (token_from)
		set_token(x, e, value, token_from);
	else if (is_word(value))
		e->url = value;
}

/* Whatever registry the variable means; where there is none of that name it is one. */
static void take_variable(
	struct reading *x, struct ma_str name, struct ma_str value, const char *token_from)
{
	static const char blanks[] = "-_";
	struct entry *e;
	bool known = false;
	size_t i;
	char *own;

	for (i = 0; i < x->n; i++)
		if (!x->entries[i].source && is_named(x->entries[i].name, name)) {
			set_from_environment(x, &x->entries[i], value, token_from);
			known = true;
		}
	for (i = 0; i < 2 && !known && !x->err->code; i++) {
		own = name_of(x, name, blanks[i]);
		e = own ? entry_of(x, ma_str(own), false) : NULL;
		if (!own)
			ma_registry_nomem(x->err);
		if (e)
			set_from_environment(x, e, value, token_from);
	}
}

static void read_environment(struct reading *x)
{
	struct ma_str value, name;
	const char *from;
	size_t i;

	for (i = 0; environ[i] && !x->err->code; i++) {
		value = ma_str(environ[i]);
		if (!ma_str_starts(value, PREFIX) || !ma_str_cut(&value, '=', &name) || value.n == 0)
			continue;
		from = ma_arena_dup(x->arena, name);
		name = ma_str_from(name, strlen(PREFIX));
		if (!from)
			ma_registry_nomem(x->err);
		else if (is_word(name) && ma_str_ends(name, "_TOKEN"))
			take_variable(x, ma_str_n(name.p, name.n - 6), value, from);
		else if (is_word(name) && ma_str_ends(name, "_INDEX"))
			take_variable(x, ma_str_n(name.p, name.n - 6), value, NULL);
	}
}

/* Grants. */

/* "sparse+https://..." is reached as what follows. */
static struct ma_str address_of(struct ma_str url)
{
	return ma_str_starts(url, "sparse+") ? ma_str_from(url, 7) : url;
}

/* Which of the grants is for the index at a URL; -1: none. */
static int grant_of(const struct reading *x, struct ma_str url)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);
	int found = -1;
	size_t i;

	if (ma_str_starts(url, "sparse+") && ma_grant_url(address_of(url), &b) && !b.rc)
		for (i = 0; i < x->r->grants_n; i++)
			if (ma_str_is(ma_buf_str(&b), x->r->grants[i].url))
				found = (int)i;
	if (b.rc)
		ma_registry_nomem(x->err);
	ma_buf_done(&b);
	return found;
}

/* One that only has a token is meant for the source of its name. */
static struct ma_str index_of(const struct reading *x, const struct entry *e)
{
	size_t i;

	for (i = 0; e->url.n == 0 && i < x->n; i++)
		if (x->entries[i].source && ma_str_eq(x->entries[i].name, e->name))
			return x->entries[i].url;
	return e->url;
}

static void add_grant(struct reading *x, const struct entry *e)
{
	struct ma_str url = index_of(x, e);
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct ma_grant *g = &x->r->grants[x->r->grants_n];

	if (x->err->code || e->source || e->token.n == 0 || !ma_str_starts(url, "sparse+") ||
		!ma_str_ends(url, "/") || grant_of(x, url) >= 0 ||
		!ma_grant_url(address_of(url), &b))
		goto out;
	if (x->r->grants_n == MA_REGISTRY_GRANTS_MAX) {
		fail(x, e->token_from, "there are tokens for too many package registries");
		goto out;
	}
	*g = (struct ma_grant){ .url = b.rc ? NULL : ma_arena_dup(x->arena, ma_buf_str(&b)),
		.authorization = ma_arena_dup(x->arena, e->token),
		.from = e->token_from,
		.reads = MA_GRANT_INDEX };
	if (g->url && g->authorization)
		x->r->grants_n++;
	else
		ma_registry_nomem(x->err);
out:
	ma_buf_done(&b);
}

/* What cargo is told. */

static struct ma_str url_named(const struct reading *x, struct ma_str name)
{
	struct ma_str url = MA_STR("");
	size_t i;

	for (i = 0; i < x->n; i++)
		if (ma_str_eq(x->entries[i].name, name) && (x->entries[i].source || url.n == 0))
			url = x->entries[i].url;
	return url;
}

static void tell_entry(const struct reading *x, const struct entry *e, struct ma_buf *out)
{
	struct ma_str to = e->replace_with.n > 0 ? url_named(x, e->replace_with) : e->url;
	int grant = grant_of(x, to);

	if (e->url.n == 0 && e->replace_with.n == 0)
		return;
	ma_buf_addf(out, "[%s.\"" MA_STR_FMT "\"]\n", e->source ? "source" : "registries",
		MA_STR_ARG(e->name));
	if (e->url.n > 0)
		ma_buf_addf(out, "%s = \"" MA_STR_FMT "\"\n", e->source ? "registry" : "index",
			MA_STR_ARG(e->url));
	if (e->source && grant >= 0)
		ma_buf_addf(out, "replace-with = \"meta-agent-%d\"\n", grant);
	else if (e->replace_with.n > 0)
		ma_buf_addf(out, "replace-with = \"" MA_STR_FMT "\"\n", MA_STR_ARG(e->replace_with));
}

static bool has_source(const struct reading *x, int grant)
{
	size_t i;

	for (i = 0; i < x->n; i++)
		if (x->entries[i].source && grant_of(x, x->entries[i].url) == grant)
			return true;
	return false;
}

/* The source at the plain address; and the one that it is in the place of, where the user has none. */
static void tell_grant(const struct reading *x, struct ma_str url, int grant, struct ma_buf *out)
{
	ma_buf_addf(out, "[source.meta-agent-%d]\nregistry = \"sparse+", grant);
	ma_registry_plain(address_of(url), out);
	ma_buf_adds(out, "\"\n");
	if (!has_source(x, grant))
		ma_buf_addf(out,
			"[source.meta-agent-of-%d]\nregistry = \"" MA_STR_FMT
			"\"\nreplace-with = \"meta-agent-%d\"\n",
			grant, MA_STR_ARG(url), grant);
}

static void tell_all(struct reading *x)
{
	struct ma_buf out = MA_BUF_INIT(MA_LIMIT_CONFIG);
	int told = 0, grant;
	size_t i;

	for (i = 0; i < x->n; i++)
		tell_entry(x, &x->entries[i], &out);
	for (i = 0; i < x->n; i++) {
		grant = grant_of(x, x->entries[i].url);
		if (grant == told) {
			tell_grant(x, x->entries[i].url, grant, &out);
			told++;
			i = (size_t)-1; /* the next one may stand before it */
		}
	}
	if (!x->err->code)
		(void)ma_buf_check(&out, x->err); /* err tells */
	if (out.n > 0)
		ma_registry_add_env(x->arena, x->r, "CARGO_CONFIG_TOML", ma_buf_str(&out), x->err);
	ma_buf_done(&out);
}

static bool read_configured(struct ma_arena *arena, struct ma_registry *r, ma_err *err)
{
	struct reading x = { .arena = arena, .r = r, .err = err, .path = "the environment" };
	const char *ca = ma_registry_getenv("CARGO_HTTP_CAINFO", "SSL_CERT_FILE");
	bool replaced = false;
	size_t i;

	(void)read_file(&x, "config.toml", take_config); /* there need be none */
	if (!read_file(&x, "credentials.toml", take_credentials))
		(void)read_file(&x, "credentials", take_credentials); /* nor here */
	read_environment(&x);
	r->ca_file = ca ? NULL : r->ca_file; /* the environment outranks it */
	r->ca_named = "CARGO_HTTP_CAINFO";
	for (i = 0; i < x.n; i++) {
		add_grant(&x, &x.entries[i]);
		ma_registry_add_url(arena, r, address_of(x.entries[i].url), err);
		replaced |= x.entries[i].source && ma_str_is(x.entries[i].name, "crates-io") &&
			x.entries[i].replace_with.n > 0;
	}
	for (i = 0; i < MA_COUNT(crates_io) && !replaced; i++)
		ma_registry_add_url(arena, r, ma_str(crates_io[i]), err);
	if (!err->code)
		tell_all(&x);
	return true;
}

const struct ma_registry_ops ma_registry_cargo = { read_configured, NULL, NULL };
