/* Changes that keep tests from running. */
#include "engine/reply_guard.h"

#include "base/map.h"
#include "base/path.h"
#include "codec/json.h"
#include "verify/acceptance.h"

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

static bool says(const char *word, const char *what, struct ma_buf *why)
{
	if (word)
		ma_buf_addf(why, "`%s` %s", word, what);
	return word != NULL;
}

/* A script that ends well whatever there is: where one does now, and did not, it hides what a check is for. */
static bool is_hollow(struct ma_str command)
{
	static const char *const words[] = { "true", ":", "echo", "exit", "printf", "sleep" };
	struct ma_str rest = ma_str_trim(command), word = MA_STR("");
	size_t i;

	(void)ma_str_cut(&rest, ' ', &word); /* the whole of it where it is one */
	for (i = 0; i < MA_COUNT(words); i++)
		if (ma_str_is(word, words[i]))
			return ma_str_find(command, MA_STR("&&")) < 0 &&
				ma_str_find(command, MA_STR(";")) < 0;
	return command.n == 0;
}

static bool hollows_command(struct ma_str before, struct ma_str after, struct ma_buf *why)
{
	json_t *was = NULL, *is = NULL;
	const char *name, *found = NULL;
	json_t *old, *value;

	(void)test_script(before, &was);
	(void)test_script(after, &is);
	json_object_foreach (json_object_get(was, "scripts"), name, old) {
		value = json_object_get(json_object_get(is, "scripts"), name);
		if (json_is_string(value) && is_hollow(ma_str(json_string_value(value))) &&
			!is_hollow(ma_str(json_is_string(old) ? json_string_value(old) : "")))
			found = name;
	}
	if (found)
		ma_buf_addf(why, "its script \"%s\" would check nothing any more", found);
	json_decref(was);
	json_decref(is);
	return found != NULL;
}

/* Lines that are comments do not count. */
static size_t count_asserts(struct ma_str text)
{
	static const char *const words[] = { "assert", "expect(", "t.Error", "t.Fatal", ".should" };
	struct ma_str line;
	size_t n = 0, i;

	while (ma_str_line(&text, &line)) {
		line = ma_str_trim(line);
		if (ma_str_starts(line, "//") || ma_str_starts(line, "#") ||
			ma_str_starts(line, "*"))
			continue;
		for (i = 0; i < MA_COUNT(words); i++)
			n += count(line, words[i]);
	}
	return n;
}

/* A test that is not there any more; "": there is none. */
static struct ma_str lost_title(struct ma_str before, struct ma_str after, bool *nomem_out)
{
	struct ma_map titles = MA_MAP_INIT;
	struct ma_str line, title, lost = MA_STR("");

	while (!*nomem_out && ma_str_line(&after, &line)) {
		title = ma_test_title(line);
		*nomem_out = title.n > 0 && !ma_map_put(&titles, title, &titles);
	}
	while (!*nomem_out && lost.n == 0 && ma_str_line(&before, &line)) {
		title = ma_test_title(line);
		if (title.n > 0 && !ma_map_has(&titles, title))
			lost = title;
	}
	ma_map_done(&titles);
	return lost;
}

bool ma_guard_weakens(struct ma_str before, struct ma_str after, struct ma_buf *why)
{
	static const char *const hides[] = { "except:", "except Exception", "except BaseException",
		"except AssertionError", "suppress(", "catch {", "catch (", "catch(", "assert True",
		"assert 1", "assertTrue(True", "assertFalse(False", "assertEqual(1, 1",
		"expect(true)", "expect(1)", "assert(true)", "assert(1)", "assert.ok(true",
		"assert.equal(1, 1", "assert!(true", "or True", "|| true", "if False", "if (false",
		NULL };
	size_t was = count_asserts(before), is = count_asserts(after);
	bool nomem = false;
	struct ma_str title = lost_title(before, after, &nomem);

	if (nomem)
		why->rc = MA_ENOMEM;
	if (title.n > 0)
		ma_buf_addf(why,
			"the test \"" MA_STR_FMT "\" is not there any more; it stays, with its name",
			(int)(title.n < 200 ? title.n : 200), title.p);
	else if (is < was)
		ma_buf_addf(why, "it has %zu assertion%s instead of %zu; as many have to stay", is,
			is == 1 ? "" : "s", was);
	else if (!nomem)
		return says(more_of(hides, before, after), "would let tests pass whatever happens",
			why);
	return true;
}

bool ma_guard_silences(struct ma_str path, struct ma_str before, struct ma_str after,
	struct ma_str checks, struct ma_buf *why)
{
	static const char *const marks[] = { "@ts-nocheck", "@ts-ignore", "@ts-expect-error",
		"eslint-disable", "biome-ignore", "#[allow(", "#![allow(", "//nolint", "NOLINT",
		"diagnostic ignored", "@SuppressWarnings", "\"strict\": false", "\"strict\":false",
		"\"noCheck\"", "\"checkJs\": false", "ignore_errors", "ignoreBuildErrors",
		"ignoreDuringBuilds", NULL };
	/* these are common where nothing looks for them */
	static const char *const if_asked[] = { "# noqa", "# type: ignore", "# mypy: ignore",
		"pylint: disable", NULL };
	bool asked = ma_str_find(checks, MA_STR("typecheck")) >= 0 ||
		ma_str_find(checks, MA_STR("lint")) >= 0;

	if (ma_str_is(ma_path_base(path), "package.json") && hollows_command(before, after, why))
		return true;
	if (ma_str_ends(path, ".md"))
		return false;
	return says(more_of(marks, before, after), "would hide what a check finds", why) ||
		(asked &&
			says(more_of(if_asked, before, after), "would hide what a check finds",
				why));
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

bool ma_guard_disables(
	struct ma_str path, struct ma_str before, struct ma_str after, struct ma_buf *why)
{
	static const char *const left_out[] = { "exclude", "testPathIgnorePatterns",
		"modulePathIgnorePatterns", "collect_ignore", "norecursedirs", "--ignore",
		"--deselect", "passWithNoTests", "testNamePattern", NULL };
	static const char *const skips[] = { ".skip", ".only", ".todo", "xit(", "xdescribe(",
		"xtest(", "fdescribe(", "fit(", "mark.skip", "unittest.skip", "SkipTest", "t.Skip",
		"#[ignore", "process.exit", "os._exit", "sys.exit", NULL };
	static const char *const well[] = { "exit 0", "|| true", "||true", "|| :", "; true",
		"exit(0)", NULL };

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
