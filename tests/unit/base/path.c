#include "base/path.h"

#include "base/limits.h"
#include "support/torture.h"

static void allowed(const char *path)
{
	ma_err err = { .code = MA_OK };

	if (ma_path_check(ma_str(path), &err))
		fail_msg("refused: %s", err.msg);
}

static void refused(struct ma_str path, const char *why)
{
	ma_err err = { .code = MA_OK };
	ma_rc rc = ma_path_check(path, &err);

	if (rc != MA_EREFUSED || ma_str_find(ma_str(err.msg), ma_str(why)) < 0)
		fail_msg("\"%.100s\": %s \"%s\", wanted \"%s\"", path.p, ma_rc_name(rc), err.msg,
			why);
}

static void ordinary_paths_are_allowed(void **state)
{
	MA_UNUSED(state);
	allowed("a");
	allowed("src/app.ts");
	allowed("a b/c-d_e.f.g");
	allowed(".gitignore");
	allowed(".github/workflows/ci.yml");
	allowed(".env.example");
	allowed("src/...rest/[id].tsx");
	allowed("docs/h\xc3\xa9llo \xe4\xbd\xa0.md");
	allowed("git/config");
	allowed(".gitkeep");
	allowed("a/~b");
}

static void paths_out_of_the_workspace_are_refused(void **state)
{
	MA_UNUSED(state);
	refused(MA_STR("../x"), "not allowed");
	refused(MA_STR("a/../../x"), "not allowed");
	refused(MA_STR("a/.."), "not allowed");
	refused(MA_STR("/etc/cron.d/x"), "relative");
	refused(MA_STR("~/.ssh/authorized_keys"), "relative");
	refused(MA_STR("C:\\x"), "drive letter");
	refused(MA_STR("c:x"), "drive letter");
	refused(MA_STR("a\\..\\b"), "backslash");
}

static void paths_that_name_no_file_are_refused(void **state)
{
	MA_UNUSED(state);
	refused(MA_STR(""), "empty");
	refused(ma_str(NULL), "empty");
	refused(MA_STR("."), "not allowed");
	refused(MA_STR("./a"), "not allowed");
	refused(MA_STR("a/./b"), "not allowed");
	refused(MA_STR("a//b"), "empty component");
	refused(MA_STR("a/"), "directory");
	refused(MA_STR("a./b"), "ends in");
	refused(MA_STR("a /b"), "ends in");
}

static void characters_that_deceive_are_refused_and_shown(void **state)
{
	MA_UNUSED(state);
	refused(MA_STR("a\0b"), "a\\x00b");
	refused(MA_STR("a\nb"), "control");
	refused(MA_STR("\x1b[31m"), "\\x1b[31m");
	refused(MA_STR("a\x7f"), "control");
	refused(MA_STR("a\xc2\x9b"), "control");
	refused(MA_STR("a\xff"), "UTF-8");
	refused(MA_STR("a\xc0\xaf"), "UTF-8");
}

static void every_spelling_of_gits_files_is_refused(void **state)
{
	static const char *const paths[] = { ".git", ".git/hooks/pre-commit", "a/.git/config",
		".GIT/x", ".Git", "git~1/x", "GIT~1", ".git::$INDEX_ALLOCATION/x", ".git:x",
		".g\xe2\x80\x8cit/x", "\xef\xbb\xbf.git", ".gi\xe2\x80\xaet", ".gitmodules",
		"a/.GitModules", ".gitattributes", "sub/.gitattributes", "gitmod~1", "GITATT~1" };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(paths); i++)
		refused(ma_str(paths[i]), "git");
	refused(MA_STR(".git /x"), "ends in");
	refused(MA_STR(".git./x"), "ends in");
}

static void our_own_state_and_files_that_tools_obey_are_refused(void **state)
{
	MA_UNUSED(state);
	refused(MA_STR(".meta-agent/context.db"), "own state");
	refused(MA_STR(".Meta-Agent/x"), "own state");
	refused(MA_STR(".npmrc"), "unasked");
	refused(MA_STR("web/.npmrc"), "unasked");
	refused(MA_STR(".envrc"), "unasked");
	refused(MA_STR(".vscode/tasks.json"), "unasked");
	refused(MA_STR(".mcp.json"), "unasked");
	refused(MA_STR("sub/Meta-Agent.yaml"), "unasked");
}

static void lengths_are_bounded(void **state)
{
	struct ma_buf path = MA_BUF_INIT(MA_MIB);
	int i;

	MA_UNUSED(state);
	for (i = 0; i < 200; i++)
		ma_buf_addc(&path, 'x');
	allowed(path.p);
	ma_buf_addc(&path, 'x');
	refused(ma_buf_str(&path), "component is too long");
	for (i = 0; i < 5000; i++)
		ma_buf_adds(&path, "/x");
	refused(ma_buf_str(&path), "too long");
	ma_buf_done(&path);
}

static void depth_is_bounded(void **state)
{
	struct ma_buf path = MA_BUF_INIT(MA_MIB);
	int i;

	MA_UNUSED(state);
	ma_buf_adds(&path, "x");
	for (i = 1; i < MA_LIMIT_PATH_LEVELS; i++)
		ma_buf_adds(&path, "/x");
	allowed(path.p);
	ma_buf_adds(&path, "/x");
	refused(ma_buf_str(&path), "too deep");
	ma_buf_done(&path);
}

static void a_path_is_refused_where_memory_is_short(void **state)
{
	ma_err err = { .code = MA_OK };
	int64_t k;
	ma_rc rc;

	MA_UNUSED(state);
	for (k = 0; k < 4; k++) {
		ma_alloc_fail_after(k);
		rc = ma_path_check(MA_STR("a/.git/x"), &err);
		ma_alloc_fail_after(-1);
		assert_true(rc == MA_EREFUSED || rc == MA_ENOMEM); /* never allowed */
	}
}

static void joined(const char *dir, const char *name, const char *want)
{
	struct ma_buf b = MA_BUF_INIT(100);

	ma_path_join(&b, ma_str(dir), ma_str(name));
	assert_string_equal(b.p, want);
	ma_buf_done(&b);
}

static void a_directory_and_a_name_are_joined(void **state)
{
	MA_UNUSED(state);
	joined("a", "b", "a/b");
	joined("a/", "b", "a/b");
	joined("", "b", "b");
	joined("/", "b", "/b");
}

static void parts(const char *path, const char *dir, const char *base, const char *ext)
{
	if (!ma_str_is(ma_path_dir(ma_str(path)), dir) ||
		!ma_str_is(ma_path_base(ma_str(path)), base) ||
		!ma_str_is(ma_path_ext(ma_str(path)), ext))
		fail_msg("wrong parts of \"%s\"", path);
}

static void a_path_has_directory_base_and_extension(void **state)
{
	MA_UNUSED(state);
	parts("a/b.c/d.tar.gz", "a/b.c", "d.tar.gz", ".gz");
	parts("d", "", "d", "");
	parts("a.b/d", "a.b", "d", "");
	parts(".gitignore", "", ".gitignore", "");
	parts("x/.env.local", "x", ".env.local", ".local");
	parts("a.", "", "a.", ".");
	parts("", "", "", "");
	parts("a/", "a", "", "");
}

static void patterns_match_whole_paths(void **state)
{
	static const char *const yes[][2] = { { "a", "a" }, { "*", "a.c" }, { "*.c", "a.c" },
		{ "src/*", "src/a" }, { "src/**", "src/a/b/c" }, { "**", "a/b" },
		{ "**/*.ts", "a.ts" }, { "**/*.ts", "x/y/a.ts" }, { "a/**/b", "a/b" },
		{ "a/**/b", "a/x/y/b" }, { "?.c", "a.c" }, { "a*b*c", "aXbYbZc" },
		{ "**/test/**", "a/test/b/c" }, { "", "" }, { "**/a/*/c", "a/x/a/y/c" } };
	static const char *const no[][2] = { { "a", "b" }, { "*", "a/b" }, { "src/*", "src/a/b" },
		{ "src/**", "srcs/a" }, { "**/b", "ab" }, { "a/**/b", "ab" }, { "?", "/" },
		{ "?", "" }, { "*.c", "a.cc" }, { "a", "" }, { "", "a" }, { "**/a/*/c", "a/x/y/c" },
		{ "a/**/b", "a/xb" } };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(yes); i++)
		if (!ma_path_match(ma_str(yes[i][0]), ma_str(yes[i][1])))
			fail_msg("\"%s\" does not match \"%s\"", yes[i][0], yes[i][1]);
	for (i = 0; i < MA_COUNT(no); i++)
		if (ma_path_match(ma_str(no[i][0]), ma_str(no[i][1])))
			fail_msg("\"%s\" matches \"%s\"", no[i][0], no[i][1]);
}

/* The same rules, said recursively. The byte before `p` is '/' at the start of a component. */
static bool matches(const char *p, const char *s)
{
	bool whole;

	if (p[0] == '*' && p[1] == '*') {
		whole = p[-1] == '/' && p[2] == '/';
		p += whole ? 3 : 2;
		for (;; s++) {
			if (matches(p, s))
				return true;
			while (*s && whole && *s != '/')
				s++;
			if (!*s)
				return false;
		}
	}
	if (p[0] == '*')
		return matches(p + 1, s) || (*s && *s != '/' && matches(p, s + 1));
	if (!*p || !*s)
		return !*p && !*s;
	return (*p == *s || (*p == '?' && *s != '/')) && matches(p + 1, s + 1);
}

/* The i-th text over the letters; false past the longest. */
static void nth(size_t i, const char *letters, char out[16])
{
	size_t base = strlen(letters), n = 0;

	for (; i > 0; i = (i - 1) / base)
		out[n++] = letters[(i - 1) % base];
	out[n] = '\0';
}

static void the_matcher_agrees_with_a_recursive_one(void **state)
{
	char pattern[17] = "/", path[16];
	size_t i, k;

	MA_UNUSED(state);
	for (i = 0; i < 5000; i++) {
		nth(i, "a/*?", pattern + 1);
		for (k = 0; k < 300; k++) {
			nth(k, "ab/", path);
			if (ma_path_match(ma_str(pattern + 1), ma_str(path)) !=
				matches(pattern + 1, path))
				fail_msg("\"%s\" and \"%s\": wanted %d", pattern + 1, path,
					matches(pattern + 1, path));
		}
	}
}

/* Two patterns that match one path must be said to meet; the other way round there is no promise. */
static void patterns_that_match_one_path_meet(void **state)
{
	char a[16], b[16], path[16];
	size_t i, j, k;

	MA_UNUSED(state);
	for (i = 0; i < 300; i++) {
		nth(i, "a/*?", a);
		for (j = 0; j < 300; j++) {
			nth(j, "b/*?", b);
			for (k = 0; k < 120; k++) {
				nth(k, "ab/", path);
				if (ma_path_match(ma_str(a), ma_str(path)) &&
					ma_path_match(ma_str(b), ma_str(path)) &&
					!ma_path_globs_meet(ma_str(a), ma_str(b)))
					fail_msg("\"%s\" and \"%s\" both match \"%s\"", a, b, path);
			}
		}
	}
}

static void patterns_of_different_folders_do_not_meet(void **state)
{
	static const char *const apart[][2] = {
		{ "frontend/**", "backend/**" },
		{ "docs/*.md", "docs/*.txt" },
		{ "src/a.c", "src/b.c" },
		{ "a/*", "a/b/*" },
		{ "README.md", "docs/**" },
	};
	static const char *const meeting[][2] = {
		{ "**", "a" },
		{ "src/**", "src/**/*.c" },
		{ "*.md", "README*" },
		{ "a/?/c", "a/b/*" },
	};
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(apart); i++)
		if (ma_path_globs_meet(ma_str(apart[i][0]), ma_str(apart[i][1])))
			fail_msg("\"%s\" meets \"%s\"", apart[i][0], apart[i][1]);
	for (i = 0; i < MA_COUNT(meeting); i++)
		if (!ma_path_globs_meet(ma_str(meeting[i][0]), ma_str(meeting[i][1])))
			fail_msg("\"%s\" does not meet \"%s\"", meeting[i][0], meeting[i][1]);
}

static void hostile_patterns_end_soon(void **state)
{
	struct ma_buf pattern = MA_BUF_INIT(MA_MIB), path = MA_BUF_INIT(MA_MIB);
	int i;

	MA_UNUSED(state);
	for (i = 0; i < 100; i++)
		ma_buf_adds(&pattern, "*a");
	ma_buf_adds(&pattern, "/**/x");
	for (i = 0; i < MA_LIMIT_PATH; i++)
		ma_buf_adds(&path, i % 9 == 8 ? "/" : "a");
	assert_false(ma_path_match(ma_buf_str(&pattern), ma_buf_str(&path)));
	ma_buf_done(&pattern);
	ma_buf_done(&path);
}

static void names_that_another_system_cannot_have_are_refused(void **state)
{
	MA_UNUSED(state);
	refused(MA_STR("src/con"), "device");
	refused(MA_STR("AUX.txt"), "device");
	refused(MA_STR("a/com1/b"), "device");
	refused(MA_STR("a?b"), "not every system");
	refused(MA_STR("src/a*b"), "not every system");
	refused(MA_STR("a:b/c"), "drive letter");
	refused(MA_STR("ab:c"), "not every system");
	refused(MA_STR("a\xe2\x80\xae.ts"), "cannot be seen");
	refused(MA_STR("a\xe2\x80\x8b.ts"), "cannot be seen");
	refused(MA_STR("e\xcc\x81.ts"), "NFC");
	allowed("console.ts");
	allowed("com10.txt");
	allowed("nullable/auxiliary.ts");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_that_another_system_cannot_have_are_refused),
		cmocka_unit_test(ordinary_paths_are_allowed),
		cmocka_unit_test(paths_out_of_the_workspace_are_refused),
		cmocka_unit_test(paths_that_name_no_file_are_refused),
		cmocka_unit_test(characters_that_deceive_are_refused_and_shown),
		cmocka_unit_test(every_spelling_of_gits_files_is_refused),
		cmocka_unit_test(our_own_state_and_files_that_tools_obey_are_refused),
		cmocka_unit_test(lengths_are_bounded),
		cmocka_unit_test(depth_is_bounded),
		cmocka_unit_test(a_path_is_refused_where_memory_is_short),
		cmocka_unit_test(a_directory_and_a_name_are_joined),
		cmocka_unit_test(a_path_has_directory_base_and_extension),
		cmocka_unit_test(patterns_match_whole_paths),
		cmocka_unit_test(the_matcher_agrees_with_a_recursive_one),
		cmocka_unit_test(patterns_that_match_one_path_meet),
		cmocka_unit_test(patterns_of_different_folders_do_not_meet),
		cmocka_unit_test(hostile_patterns_end_soon),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
