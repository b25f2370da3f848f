/* pip's indexes: the environment, then pip.conf of the machine and of the user, then what pip was made with. */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "sys/registry_tool.h"

#define FILES 5

struct settings {
	struct ma_str index, extra, links; /* borrow from the texts */
	const char *from;                  /* the file or the variable that has the index */
	char *texts[FILES];
};

/* Lists go on in indented lines; a value ends where the next key, section or comment begins. */
static struct ma_str value_at(struct ma_str value, struct ma_str rest)
{
	struct ma_str line;

	while (ma_str_line(&rest, &line)) {
		if (line.n == 0 || (line.p[0] != ' ' && line.p[0] != '\t'))
			break;
		value.n = (size_t)(line.p + line.n - value.p);
	}
	return value;
}

struct ma_str ma_registry_pipconf(struct ma_str text, const char *key)
{
	struct ma_str line, name, found = MA_STR("");
	bool inside = false;

	while (ma_str_line(&text, &line)) {
		if (ma_str_starts(line, "[")) {
			inside = ma_str_starts(line, "[global]") || ma_str_starts(line, "[install]");
			continue;
		}
		if (inside && ma_str_find(line, MA_STR("=")) > 0 && ma_str_cut(&line, '=', &name) &&
			ma_str_is(ma_str_trim(name), key))
			found = ma_str_trim(value_at(line, text));
	}
	return found;
}

static void read_file(struct ma_arena *arena, struct settings *s, size_t at, const char *path,
	const char *below, ma_err *err)
{
	struct ma_str text, value;

	s->texts[at] = ma_registry_file(path, below, err);
	text = ma_str(s->texts[at]);
	value = ma_registry_pipconf(text, "index-url");
	if (value.n > 0) {
		s->index = value;
		s->from = ma_registry_file_name(arena, path, below, err);
	}
	value = ma_registry_pipconf(text, "extra-index-url");
	if (value.n > 0)
		s->extra = value;
	value = ma_registry_pipconf(text, "find-links");
	if (value.n > 0)
		s->links = value;
}

/* In pip's order: what is read later counts more. */
static void read_files(struct ma_arena *arena, struct settings *s, ma_err *err)
{
	const char *own = getenv("PIP_CONFIG_FILE"), *xdg = getenv("XDG_CONFIG_HOME");
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);

	read_file(arena, s, 0, "/etc/xdg/pip/pip.conf", NULL, err);
	read_file(arena, s, 1, "/etc/pip.conf", NULL, err);
	read_file(arena, s, 2, NULL, ".pip/pip.conf", err);
	if (xdg && *xdg)
		ma_buf_addf(&path, "%s/pip/pip.conf", xdg);
	if (path.rc)
		ma_registry_nomem(err);
	read_file(arena, s, 3, path.p, ".config/pip/pip.conf", err);
	ma_buf_done(&path);
	if (own && *own)
		read_file(arena, s, 4, own, NULL, err);
}

static bool over(struct ma_str *value, const char *variable)
{
	const char *text = getenv(variable);

	if (text && *text)
		*value = ma_str(text);
	return text && *text;
}

/* A list of URLs, with blanks between them. */
static void add_list(struct ma_arena *arena, struct ma_registry *r, const char *variable,
	struct ma_str list, ma_err *err)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct ma_str line, word;
	struct ma_place place;

	while (ma_str_line(&list, &line)) {
		line = ma_str_trim(line);
		while (ma_str_cut(&line, ' ', &word)) {
			ma_registry_add_url(arena, r, word, err);
			if (ma_registry_place(
				    word, &place)) /* directories of the host are not seen */
				ma_buf_addf(&b, "%s" MA_STR_FMT, b.n ? " " : "", MA_STR_ARG(word));
		}
	}
	if (b.n > 0)
		ma_registry_add_env(arena, r, variable, ma_buf_str(&b), err);
	ma_buf_done(&b);
}

static void add_index(struct ma_arena *arena, struct ma_registry *r, struct ma_str url, ma_err *err)
{
	struct ma_place place;

	ma_registry_add_url(arena, r, url, err);
	ma_registry_add_env(arena, r, "PIP_INDEX_URL", url, err);
	if (ma_str_starts(url, "http://") && ma_registry_place(url, &place))
		ma_registry_add_env(arena, r, "PIP_TRUSTED_HOST", ma_str(place.host), err);
}

static void add_grant(struct ma_arena *arena, struct ma_registry *r, struct ma_str url,
	struct ma_grant grant, ma_err *err)
{
	grant.url = ma_arena_dup(arena, url);
	if (grant.url && grant.authorization && grant.from)
		r->grants[r->grants_n++] = grant;
	else
		ma_registry_nomem(err);
}

/* Wheels lie beside the index, if not in it: "https://host/repository/pypi/simple" has them in "packages". */
static void add_grants(struct ma_arena *arena, struct ma_registry *r, struct ma_str index,
	const char *login, const char *from, ma_err *err)
{
	struct ma_buf url = MA_BUF_INIT(MA_LIMIT_CONFIG);
	char *basic = ma_proxy_basic(ma_str(login));
	struct ma_grant grant = { .from = from };
	struct ma_str at;

	grant.authorization = ma_arena_dup(arena, ma_str(basic));
	(void)ma_grant_dir(index, &url); /* it has a place */
	if (!basic || url.rc) {
		ma_registry_nomem(err);
		goto out;
	}
	at = ma_buf_str(&url);
	add_grant(arena, r, at, grant, err);
	if (ma_grant_path(at).n == 0)
		goto out; /* the root lies in no other directory */
	for (at.n--; !ma_str_ends(at, "/"); at.n--)
		;
	grant.reads = MA_GRANT_WHEELS;
	add_grant(arena, r, at, grant, err);
out:
	ma_free(basic);
	ma_buf_done(&url);
}

/* One that wants to know who asks is asked by our proxy: pip is told a plain address. */
static void add_own_index(struct ma_arena *arena, struct ma_registry *r, struct ma_str url,
	const char *from, ma_err *err)
{
	struct ma_buf plain = MA_BUF_INIT(MA_LIMIT_CONFIG);
	const char *login;
	struct ma_place place;

	if (!ma_registry_split_login(arena, &url, &login)) {
		(void)ma_fail_nomem(err); /* err tells */
		return;
	}
	if (!login)
		login = ma_registry_netrc_login(arena, url, &from, err);
	if (!login || !ma_registry_place(url, &place)) {
		add_index(arena, r, url, err);
		return;
	}
	ma_registry_add_url(arena, r, url, err);
	add_grants(arena, r, url, login, from, err);
	ma_registry_plain(url, &plain);
	if (!err->code)
		(void)ma_buf_check(&plain, err); /* err tells */
	ma_registry_add_env(arena, r, "PIP_INDEX_URL", ma_buf_str(&plain), err);
	ma_registry_add_env(arena, r, "PIP_TRUSTED_HOST", ma_str(place.host), err);
	ma_buf_done(&plain);
}

static bool read_configured(struct ma_arena *arena, struct ma_registry *r, ma_err *err)
{
	struct settings s = { .index = MA_STR(""), .extra = MA_STR(""), .links = MA_STR("") };
	size_t i;

	read_files(arena, &s, err);
	if (over(&s.index, "PIP_INDEX_URL"))
		s.from = "PIP_INDEX_URL";
	(void)over(
		&s.extra, "PIP_EXTRA_INDEX_URL"); /* where nothing is over it, the files' counts */
	(void)over(&s.links, "PIP_FIND_LINKS");
	if (s.index.n > 0)
		add_own_index(arena, r, s.index, s.from, err);
	add_list(arena, r, "PIP_EXTRA_INDEX_URL", s.extra, err);
	add_list(arena, r, "PIP_FIND_LINKS", s.links, err);
	for (i = 0; i < FILES; i++)
		ma_free(s.texts[i]);
	return s.index.n > 0;
}

/* Its index, and the host on which that one keeps its files. */
static void read_answer(
	struct ma_arena *arena, struct ma_str output, struct ma_registry *r, ma_err *err)
{
	struct ma_str index;

	if (!ma_str_line(&output, &index) || !ma_str_starts(index, "https://"))
		return;
	add_index(arena, r, index, err);
	if (ma_str_line(&output, &index))
		ma_registry_add_url(arena, r, index, err);
}

static const char *const ask[] = { "python3", "-I", "-c",
	"from pip._internal.models.index import PyPI as p\n"
	"print(p.simple_url)\nprint('https://' + p.file_storage_domain + '/')",
	NULL };

const struct ma_registry_ops ma_registry_pip = { read_configured, ask, read_answer };
