/* JSON, YAML and TOML by our own readers. A file that could not be read before may stay so. */
#include "vcs/check_parts.h"

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

static ma_rc read_json(const struct ma_checking *c, struct ma_str text, ma_err *why)
{
	json_t *value = NULL;
	ma_rc rc = ma_json_parse(text, "text", &value, why);

	MA_UNUSED(c);
	json_decref(value);
	return rc;
}

/* With comments and trailing commas, as TypeScript and editors read their settings. */
static ma_rc read_jsonc(const struct ma_checking *c, struct ma_str text, ma_err *why)
{
	const struct ma_outline_source from = { c->path, text, NULL };
	struct ma_outline *list = NULL;

	return ma_outline_json(&from, c->arena, &list, why);
}

/* What templates make YAML of (Helm's) is none yet. */
static ma_rc read_yaml(const struct ma_checking *c, struct ma_str text, ma_err *why)
{
	MA_UNUSED(c);
	if (ma_str_find(text, MA_STR("{{")) >= 0)
		return MA_OK;
	return ma_yaml_check(text, "text", why);
}

/* Arrays of tables may repeat, and what is below them too. */
static bool repeats(const struct ma_outline *list, struct ma_str *key)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (ma_str_starts(list->items[i].key, "[["))
			return false;
	for (i = 0; i < list->n; i++) {
		const struct ma_outline *inside = list->items[i].inside;
		const struct ma_outline *at = list->repeats > 0 ? list : inside;
		size_t k;

		for (k = 0; at && at->repeats > 0 && k < at->n; k++)
			if (ma_str_find(at->items[k].key, MA_STR("#")) > 0) {
				*key = at->items[k].key;
				return true;
			}
	}
	return false;
}

static ma_rc read_toml(const struct ma_checking *c, struct ma_str text, ma_err *why)
{
	const struct ma_outline_source from = { MA_STR("text"), text, NULL };
	struct ma_outline *list = NULL;
	struct ma_str key = MA_STR("");
	ma_rc rc = ma_outline_toml(&from, c->arena, &list, why);

	if (!rc && repeats(list, &key))
		rc = ma_fail(why, MA_EINVALID, "\"" MA_STR_FMT "\": it stands there twice",
			(int)ma_str_find(key, MA_STR("#")), key.p);
	return rc;
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
