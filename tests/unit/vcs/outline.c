/* Outlines: what is read can be written again, byte for byte, and has the keys that a person would see. */
#include "vcs/outline.h"

#include "base/limits.h"
#include "support/outline_keys.h"
#include "support/torture.h"

static void reads(const char *path, const char *text, const char *keys)
{
	const struct ma_outline_kind *kind = ma_outline_kind_of(ma_str(path), ma_str(text));
	struct ma_buf found = MA_BUF_INIT(MA_MIB), again = MA_BUF_INIT(MA_MIB);
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	struct ma_outline *list = NULL;
	ma_err err = { .code = MA_OK };

	assert_non_null(kind);
	if (kind->read(&(struct ma_outline_source){ ma_str(path), ma_str(text), NULL }, &arena,
		    &list, &err))
		fail_msg("%s in \"%s\"", err.msg, text);
	outline_keys(list, " ", &found);
	ma_outline_write(list, &again);
	if (!ma_str_is(ma_buf_str(&found), keys))
		fail_msg("keys \"%s\" in \"%s\", wanted \"%s\"", found.p, text, keys);
	if (!ma_str_is(ma_buf_str(&again), text))
		fail_msg("\"%s\" came back as \"%s\"", text, again.p);
	ma_buf_done(&found);
	ma_buf_done(&again);
	ma_arena_done(&arena);
}

static void refuses(const char *path, const char *text)
{
	const struct ma_outline_kind *kind = ma_outline_kind_of(ma_str(path), ma_str(text));
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	struct ma_outline *list = NULL;
	ma_err err = { .code = MA_OK };

	if (kind->read(&(struct ma_outline_source){ ma_str(path), ma_str(text), NULL }, &arena,
		    &list, &err) != MA_EINVALID)
		fail_msg("\"%s\" was read", text);
	assert_null(list);
	ma_arena_done(&arena);
}

static void json_objects_are_lists_of_their_members(void **state)
{
	MA_UNUSED(state);
	reads("a.json", "{}\n", "");
	reads("a.json", "{\"a\":1}\n", "a");
	reads("a.json",
		"{\n  \"a\": 1,\n  \"b\": {\n    \"c\": [1, {\"x\": 2}],\n    \"d\": \"}\"\n  }\n}\n",
		"a b(c d)");
	reads("a.json", "{\"a\\\"b\": \"\\\\\", \"c\": -1.5e3}\n", "a\\\"b c");
	reads("tsconfig.json",
		"{\n  // why\n  \"a\": 1, // note\n  \"b\": 2 /* x */, /* y */\n}\n// end\n", "a b");
	reads("package.json", "{\n  \"files\": [\"dist\", \"src\"],\n  \"x\": [1]\n}\n",
		"files(\"dist\" \"src\") x");
	reads("a.json", "{\"a\": 1, \"a\": 2}\n", "a a#2");
}

static void what_is_no_json_object_is_refused(void **state)
{
	static const char *const texts[] = { "", "[1]\n", "{\"a\"}\n", "{\"a\": 1 \"b\": 2}\n",
		"{\"a\": }\n", "{\"a\": 1}}\n", "{\"a\": \"x\ny\"}\n", "{\"a\": [1}\n", "{a: 1}\n",
		"{\"a\": 1\n" };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(texts); i++)
		refuses("a.json", texts[i]);
}

static void lines_are_known_by_what_they_name(void **state)
{
	MA_UNUSED(state);
	reads(".gitignore", "# made\nnode_modules/\n\n*.log\n# end\n", "node_modules/ *.log");
	reads(".env.example", "PORT=1\nexport HOST = x\n", "PORT HOST");
	reads("requirements-dev.txt", "Flask_Cors>=1\n-r base.txt\nzope.interface==2\n",
		"flask-cors -r base.txt zope-interface");
}

static void markdown_is_sections_in_sections(void **state)
{
	MA_UNUSED(state);
	reads("README.md", "intro\n# A\ntext\n## B\nb\n### C\nc\n## D\nd\n# E\n",
		"# A(## B(### C) ## D) # E");
	reads("README.md", "no heading\n", "");
	reads("README.md", "# A\n```sh\n# no heading\n```\n#no heading\n# A\n", "# A # A#2");
}

static void toml_is_tables_and_keys(void **state)
{
	MA_UNUSED(state);
	reads("Cargo.toml",
		"# top\nname = \"x\"\n\n[dependencies]\n# why\nserde = { version = \"1\", features = [\n  \"derive\", # ]\n] }\ntokio = '1'\n\n[[bin]]\nname = \"a\"\n[[bin]]\nname = \"b\"\n",
		"name [dependencies](serde tokio) [[bin]](name) [[bin]]#2(name)");
	reads("a.toml", "a = \"\"\"\n[x]\nb = 1\n\"\"\"\nc = 2\n", "a c");
	refuses("a.toml", "no key\n");
	refuses("a.toml", "a = [1,\n");
}

static void yaml_is_mappings_by_their_indentation(void **state)
{
	MA_UNUSED(state);
	reads("a.yml",
		"# top\non:\n  push:\n    branches: [main]\n\njobs:\n  test:\n    steps:\n      - run: x\n      - run: y\n# end\n",
		"on(push(branches)) jobs(test(steps))");
	reads("a.yml", "services:\n- a\n- b\n\"x: y\": |\n  z: 1\nw: 'it''s: 1'\n",
		"services \"x: y\" w");
	refuses("a.yml", "- a\n- b\n");
	refuses("a.yml", "a: 1\n---\nb: 2\n");
	reads("a.yml", "a:\n  b: 1\n c: 2\n", "a");
	refuses("a.yml", "  a: 1\nb: 2\n");
}

static void what_is_nested_too_deep_is_text(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_MIB);
	struct ma_arena arena = MA_ARENA_INIT(64 * MA_MIB);
	struct ma_outline *list = NULL;
	ma_err err = { .code = MA_OK };
	int i;

	MA_UNUSED(state);
	for (i = 0; i < 50000; i++)
		ma_buf_adds(&text, "{\"a\":");
	ma_buf_adds(&text, "1");
	for (i = 0; i < 50000; i++)
		ma_buf_adds(&text, "}");
	assert_int_equal(ma_outline_json(&(struct ma_outline_source){ MA_STR("a.json"),
						 ma_buf_str(&text), NULL },
				 &arena, &list, &err),
		MA_OK);
	ma_arena_done(&arena);
	ma_buf_done(&text);
}

static ma_rc read_all(void *data, ma_err *err)
{
	static const char *const files[][2] = { { "a.json", "{\"a\": {\"b\": 1}, \"a\": 2}\n" },
		{ ".gitignore", "a\na\n" }, { "requirements.txt", "a\n" },
		{ "a.md", "# a\n## b\n# a\n" }, { "a.toml", "[a]\nb = 1\n" },
		{ "a.yml", "a:\n  b: 1\n" } };
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	struct ma_outline *list = NULL;
	ma_rc rc = MA_OK;
	size_t i;

	MA_UNUSED(data);
	for (i = 0; !rc && i < MA_COUNT(files); i++) {
		const struct ma_outline_kind *kind = ma_outline_kind_of(
			ma_str(files[i][0]), ma_str(files[i][1]));

		rc = kind->read(&(struct ma_outline_source){ ma_str(files[i][0]),
					ma_str(files[i][1]), NULL },
			&arena, &list, err);
	}
	ma_arena_done(&arena);
	return rc;
}

static void memory_that_runs_out_is_told(void **state)
{
	MA_UNUSED(state);
	torture(read_all, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_objects_are_lists_of_their_members),
		cmocka_unit_test(what_is_no_json_object_is_refused),
		cmocka_unit_test(lines_are_known_by_what_they_name),
		cmocka_unit_test(markdown_is_sections_in_sections),
		cmocka_unit_test(toml_is_tables_and_keys),
		cmocka_unit_test(yaml_is_mappings_by_their_indentation),
		cmocka_unit_test(what_is_nested_too_deep_is_text),
		cmocka_unit_test(memory_that_runs_out_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
