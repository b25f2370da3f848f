/* Changes that keep tests from running. */
#include "engine/reply_guard.h"

#include "base/path.h"
#include "codec/json.h"

static size_t count(struct ma_str text, const char *word)
{
	struct ma_str wanted = ma_str(word);
	size_t n = 0;
	ptrdiff_t at;

	while ((at = ma_str_find(text, wanted)) >= 0) {
		n++;
		text = ma_str_from(text, (size_t)at + wanted.n);
	}
	return n;
}

/* The first word of which there are more than before; NULL: there is none. */
static const char *more_of(const char *const *words, struct ma_str before, struct ma_str after)
{
	for (; *words; words++)
		if (count(after, *words) > count(before, *words))
			return *words;
	return NULL;
}

/* The script `test` of a package.json, "" where it has none. *value is to be released. */
static struct ma_str test_script(struct ma_str text, json_t **value)
{
	ma_err why = { MA_OK, 0, "" };

	*value = NULL;
	if (text.n == 0 || ma_json_parse(text, "package.json", value, &why))
		return MA_STR(
			""); /* what is no JSON says nothing of scripts; that it is none is told elsewhere */
	return ma_json_str(json_object_get(*value, "scripts"), "test");
}

static bool changes_command(struct ma_str before, struct ma_str after, struct ma_buf *why)
{
	json_t *was = NULL, *is = NULL;
	struct ma_str old = test_script(before, &was), new = test_script(after, &is);
	bool changed = old.n > 0 && !ma_str_eq(old, new);

	if (changed)
		ma_buf_adds(why,
			"its script \"test\" runs the acceptance tests, and must stay as it is");
	json_decref(was);
	json_decref(is);
	return changed;
}

bool ma_guard_keeps(struct ma_str path)
{
	static const char *const globs[] = { "**/vitest.*", "**/vite.config.*", "**/jest.config.*",
		"**/package.json", "**/pytest.ini", "**/pyproject.toml", "**/setup.cfg",
		"**/tox.ini", "**/conftest.py", "**/.mocharc*" };
	size_t i;

	for (i = 0; i < MA_COUNT(globs); i++)
		if (ma_path_match(ma_str(globs[i]), path))
			return true;
	return false;
}

static bool is_script(struct ma_str path)
{
	struct ma_str name = ma_path_base(path);

	return ma_str_ends(name, ".sh") || ma_str_is(name, "Makefile") ||
		ma_str_is(name, "makefile") || ma_str_is(name, "package.json") ||
		ma_path_ext(path).n == 0;
}

static bool says(const char *word, const char *what, struct ma_buf *why)
{
	if (word)
		ma_buf_addf(why, "`%s` %s", word, what);
	return word != NULL;
}

bool ma_guard_disables(
	struct ma_str path, struct ma_str before, struct ma_str after, struct ma_buf *why)
{
	static const char *const left_out[] = { "exclude", "testPathIgnorePatterns",
		"modulePathIgnorePatterns", "collect_ignore", "norecursedirs", "--ignore",
		"--deselect", "passWithNoTests", "testNamePattern", NULL };
	static const char *const skips[] = { ".skip", ".only", ".todo", "xit(", "xdescribe(",
		"xtest(", "fdescribe(", "fit(", "mark.skip", "unittest.skip", "SkipTest", "t.Skip",
		"#[ignore", "process.exit", "os._exit", "sys.exit", NULL };
	static const char *const well[] = { "exit 0", "|| true", "||true", "|| :", "exit(0)", NULL };

	if (ma_str_is(ma_path_base(path), "package.json") && changes_command(before, after, why))
		return true;
	if (ma_guard_keeps(path) &&
		says(more_of(left_out, before, after), "would keep tests from running", why))
		return true;
	if (ma_path_is_test(path) &&
		says(more_of(skips, before, after), "would keep tests from running", why))
		return true;
	return is_script(path) &&
		says(more_of(well, before, after), "would hide that tests fail", why);
}
