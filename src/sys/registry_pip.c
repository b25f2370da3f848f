/* pip's indexes: the environment, then pip.conf of the machine and of the user, then what pip was made with. */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "sys/registry_tool.h"

#define FILES 5

struct settings {
	struct ma_str index, extra, links; /* borrow from the texts */
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

static void read_file(struct settings *s, size_t at, const char *path, const char *below)
{
	struct ma_str text, value;

	s->texts[at] = ma_registry_file(path, below);
	text = ma_str(s->texts[at]);
	value = ma_registry_pipconf(text, "index-url");
	if (value.n > 0)
		s->index = value;
	value = ma_registry_pipconf(text, "extra-index-url");
	if (value.n > 0)
		s->extra = value;
	value = ma_registry_pipconf(text, "find-links");
	if (value.n > 0)
		s->links = value;
}

/* In pip's order: what is read later counts more. */
static void read_files(struct settings *s)
{
	const char *own = getenv("PIP_CONFIG_FILE"), *xdg = getenv("XDG_CONFIG_HOME");
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);

	read_file(s, 0, "/etc/xdg/pip/pip.conf", NULL);
	read_file(s, 1, "/etc/pip.conf", NULL);
	read_file(s, 2, NULL, ".pip/pip.conf");
	if (xdg && *xdg)
		ma_buf_addf(&path, "%s/pip/pip.conf", xdg);
	read_file(s, 3, path.p, ".config/pip/pip.conf");
	ma_buf_done(&path);
	if (own && *own)
		read_file(s, 4, own, NULL);
}

static void over(struct ma_str *value, const char *variable)
{
	const char *text = getenv(variable);

	if (text && *text)
		*value = ma_str(text);
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

static bool read_configured(struct ma_arena *arena, struct ma_registry *r, ma_err *err)
{
	struct settings s = { .index = MA_STR(""), .extra = MA_STR(""), .links = MA_STR("") };
	size_t i;

	read_files(&s);
	over(&s.index, "PIP_INDEX_URL");
	over(&s.extra, "PIP_EXTRA_INDEX_URL");
	over(&s.links, "PIP_FIND_LINKS");
	if (s.index.n > 0)
		add_index(arena, r, s.index, err);
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
