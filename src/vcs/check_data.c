/* JSON, YAML and TOML by our own readers. A file that could not be read before may stay so. */
#include "vcs/check_parts.h"

#include "base/alloc.h"
#include "codec/json.h"
#include "codec/yaml.h"
#include "vcs/outline.h"

typedef ma_rc read_fn(const struct ma_checking *c, struct ma_str text, ma_err *why);

/* "text:2:7: what is wrong" */
static bool cut_place(struct ma_str *message, size_t *line, size_t *column)
{
	struct ma_str rest = *message, head, a, b;
	uint64_t l = 0, k = 0;

	if (!ma_str_cut(&rest, ':', &head) || !ma_str_cut(&rest, ':', &a) ||
		!ma_str_cut(&rest, ':', &b) || !ma_str_to_u64(a, &l) || !ma_str_to_u64(b, &k))
		return false;
	*line = (size_t)l;
	*column = (size_t)k;
	*message = ma_str_trim(rest);
	return true;
}

/* "\u0000" and halves of surrogates become another escape; at: behind the backslash. */
static void tame_escape(char *at, size_t left)
{
	bool surrogate;

	if (left < 5 || at[0] != 'u')
		return;
	surrogate = (at[1] == 'd' || at[1] == 'D') && strchr("89abAB", at[2]) && at[2];
	if (surrogate || memcmp(at, "u0000", 5) == 0)
		memcpy(at, "u0041", 5);
}

/* A number that is too large or too long becomes another one of the same length; gives where it ends. */
static size_t tame_number(char *text, size_t at, size_t n)
{
	size_t from = at, digits = 0;
	bool real = false, power = false;

	for (; at < n && text[at] && strchr("+-.eE0123456789", text[at]); at++) {
		power |= text[at] == 'e' || text[at] == 'E';
		real |= power || text[at] == '.';
		digits += text[at] >= '0' && text[at] <= '9';
		if (power && text[at] >= '0' && text[at] <= '9')
			text[at] = '0';
	}
	while (!real && digits > 18 && at - from > 18)
		text[from + --digits] = ' '; /* behind a number there may be blanks */
	return at;
}

/* JSON whose values are others, and no more than we hold, with every token in its place. */
static char *tame(struct ma_str json)
{
	char *text = ma_strndup(json.p, json.n);
	bool in_string = false;
	size_t i = 0;

	while (text && i < json.n) {
		if (in_string && text[i] == '\\') {
			tame_escape(text + i + 1, json.n - i - 1);
			i += 2;
		} else if (text[i] == '"') {
			in_string = !in_string;
			i++;
		} else if (!in_string && text[i] >= '0' && text[i] <= '9') {
			i = tame_number(text, i, json.n);
		} else {
			i++;
		}
	}
	return text;
}

static ma_rc read_json(const struct ma_checking *c, struct ma_str text, ma_err *why)
{
	json_t *value = NULL;
	ma_rc rc = ma_json_parse(text, "text", &value, why);
	char *tamed;

	MA_UNUSED(c);
	json_decref(value);
	if (rc != MA_EINVALID)
		return rc;
	tamed = tame(text);
	if (!tamed)
		return ma_fail_nomem(why);
	value = NULL;
	*why = (ma_err){ .code = MA_OK };
	rc = ma_json_parse(ma_str_n(tamed, text.n), "text", &value, why);
	json_decref(value);
	ma_free(tamed);
	return rc;
}

/* A member whose key was there already: its own is no longer that of its text. */
static bool is_again(const struct ma_item *member)
{
	struct ma_str text = member->text, key = member->key;

	return text.n < key.n + 2 || !ma_str_eq(ma_str_n(text.p + 1, key.n), key) ||
		text.p[key.n + 1] != '"';
}

/* The first one of all objects; NULL: none. As deep as MA_OUTLINE_DEPTH. */
static const struct ma_item *find_again(const struct ma_outline *list)
{
	const struct ma_item *found = NULL;
	size_t i;

	for (i = 0; i < list->n && !found; i++) {
		const struct ma_item *item = &list->items[i];

		if (list->repeats > 0 && ma_str_ends(list->head, "{") && is_again(item))
			found = item;
		else if (item->inside)
			found = find_again(item->inside);
	}
	return found;
}

/* With comments and trailing commas, as TypeScript and editors read their settings. */
static ma_rc read_jsonc(const struct ma_checking *c, struct ma_str text, ma_err *why)
{
	const struct ma_outline_source from = { c->path, text, NULL };
	struct ma_outline *list = NULL;
	const struct ma_item *again = NULL;
	struct ma_str rest, name;
	ma_rc rc = ma_outline_json(&from, c->arena, &list, why);

	if (!rc)
		again = find_again(list);
	if (!again)
		return rc;
	rest = ma_str_from(again->text, 1);
	(void)ma_str_cut(&rest, '"', &name); /* a key has quotes */
	return ma_fail(why, MA_EINVALID, "\"" MA_STR_FMT "\": it stands there twice",
		MA_STR_ARG(ma_str_clip(name, 200)));
}

/* What templates make YAML of (Helm's) is none yet. */
static ma_rc read_yaml(const struct ma_checking *c, struct ma_str text, ma_err *why)
{
	MA_UNUSED(c);
	if (ma_str_find(text, MA_STR("{{")) >= 0)
		return MA_OK;
	return ma_yaml_check(text, "text", why);
}

static ma_rc read_toml(const struct ma_checking *c, struct ma_str text, ma_err *why)
{
	const struct ma_outline_source from = { MA_STR("text"), text, NULL };
	struct ma_outline *list = NULL;
	ma_rc rc = ma_outline_toml(&from, c->arena, &list, why);

	return rc ? rc : ma_check_toml(list, why);
}

/* How a file's name begins and ends; the first row that fits counts. */
static const struct {
	const char *begins, *ends;
	read_fn *read;
} kinds[] = {
	{ "tsconfig", ".json", read_jsonc },
	{ "jsconfig", ".json", read_jsonc },
	{ ".eslintrc", ".json", read_jsonc },
	{ "devcontainer", ".json", read_jsonc },
	{ "turbo", ".json", read_jsonc },
	{ "deno", ".json", read_jsonc },
	{ "biome", ".json", read_jsonc },
	{ "", ".jsonc", read_jsonc },
	{ "", ".json", read_json },
	{ "", ".yml", read_yaml },
	{ "", ".yaml", read_yaml },
	{ "", ".toml", read_toml },
};

static read_fn *reader_of(struct ma_str path)
{
	struct ma_str file = ma_outline_file(path);
	size_t i;

	for (i = 0; i < MA_COUNT(kinds); i++)
		if (ma_str_starts(file, kinds[i].begins) && ma_str_ends(file, kinds[i].ends))
			return kinds[i].read;
	return NULL;
}

/* Readers want no byte order mark. */
static struct ma_str bare(struct ma_str text)
{
	return ma_str_starts(text, "\xef\xbb\xbf") ? ma_str_from(text, 3) : text;
}

ma_rc ma_check_data(struct ma_checking *c, ma_err *err)
{
	read_fn *read = reader_of(c->path);
	ma_err why = { .code = MA_OK }, was = { .code = MA_OK };
	struct ma_str message;
	size_t line = 0, column = 0;
	ma_rc rc;

	if (!read)
		return MA_OK;
	rc = read(c, bare(c->after), &why);
	c->out->checked = rc == MA_OK || rc == MA_EINVALID;
	if (rc == MA_ENOMEM)
		return ma_fail_nomem(err);
	if (rc != MA_EINVALID)
		return MA_OK;
	if (c->before.n > 0 && read(c, bare(c->before), &was) == MA_EINVALID)
		return MA_OK;
	message = ma_str(why.msg);
	(void)cut_place(&message, &line, &column); /* without one it is told as it is */
	return ma_checking_line(c, line, column, message, err);
}
