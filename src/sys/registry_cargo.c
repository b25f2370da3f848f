/*
 * Cargo's registries: [source] and [registries] of the user's config.toml, and nothing else of it, as the rest names
 * programs to be run. They are handed on as a config.toml in $CARGO_CONFIG_TOML. What crates.io is, cargo tells nobody.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "sys/registry_tool.h"

static const char *const crates_io[] = { "https://index.crates.io/", "https://static.crates.io/",
	"https://crates.io/" };

struct reading {
	struct ma_arena *arena;
	struct ma_registry *r;
	struct ma_buf *out;
	ma_err *err;
	bool wanted;   /* the section is one that is handed on */
	bool replaced; /* crates.io is not asked */
};

static bool is_word(struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || strchr("\"\\'", s.p[i]))
			return false;
	return s.n > 0;
}

/* "sparse+https://..." is reached as what follows. */
static void add_index(struct reading *x, struct ma_str url)
{
	if (ma_str_starts(url, "sparse+"))
		url = ma_str_from(url, 7);
	ma_registry_add_url(x->arena, x->r, url, x->err);
}

static void read_section(struct reading *x, struct ma_str line)
{
	x->wanted = ma_str_starts(line, "[source.") || ma_str_starts(line, "[registries.");
	if (x->wanted)
		ma_buf_addf(x->out, MA_STR_FMT "\n", MA_STR_ARG(line));
}

static void read_key(struct reading *x, struct ma_str line)
{
	struct ma_str value = line, key;

	if (!x->wanted || !ma_str_cut(&value, '=', &key))
		return;
	key = ma_str_trim(key);
	value = ma_registry_unquoted(value);
	if (!is_word(value))
		return;
	if (ma_str_is(key, "registry") || ma_str_is(key, "index"))
		add_index(x, value);
	else if (ma_str_is(key, "replace-with"))
		x->replaced = true;
	else
		return;
	ma_buf_addf(
		x->out, MA_STR_FMT " = \"" MA_STR_FMT "\"\n", MA_STR_ARG(key), MA_STR_ARG(value));
}

static char *read_file(void)
{
	const char *home = getenv("CARGO_HOME");
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	char *text;

	if (home && *home)
		ma_buf_addf(&path, "%s/config.toml", home);
	text = ma_registry_file(path.p, ".cargo/config.toml");
	ma_buf_done(&path);
	return text;
}

static bool read_configured(struct ma_arena *arena, struct ma_registry *r, ma_err *err)
{
	struct ma_buf out = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct reading x = { arena, r, &out, err, false, false };
	char *file = read_file();
	struct ma_str text = ma_str(file), line;
	size_t i;

	while (ma_str_line(&text, &line)) {
		line = ma_str_trim(line);
		if (ma_str_starts(line, "["))
			read_section(&x, line);
		else
			read_key(&x, line);
	}
	for (i = 0; i < MA_COUNT(crates_io) && !x.replaced; i++)
		ma_registry_add_url(arena, r, ma_str(crates_io[i]), err);
	if (out.n > 0)
		ma_registry_add_env(arena, r, "CARGO_CONFIG_TOML", ma_buf_str(&out), err);
	ma_buf_done(&out);
	ma_free(file);
	return true;
}

const struct ma_registry_ops ma_registry_cargo = { read_configured, NULL, NULL };
