#include "codec/named.h"

#include "base/limits.h"
#include "support/reply.h"

static void is(const char *text, const char *want)
{
	reply_is(ma_str(text), "n1", want);
}

static void the_line_of_a_fence_may_name_the_file(void **state)
{
	static const char *const labels[] = { "ts src/a.ts", "ts:src/a.ts", "src/a.ts",
		"path=src/a.ts", "ts path=src/a.ts", "ts title=\"src/a.ts\"",
		"typescript  filename='src/a.ts' linenos", " ts src/a.ts " };
	struct ma_buf text = MA_BUF_INIT(MA_KIB);
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(labels); i++) {
		ma_buf_clear(&text);
		ma_buf_addf(&text, "```%s\nlet a;\n```\n", labels[i]);
		is(text.p, "FILE src/a.ts [let a;\n]\n");
	}
	ma_buf_done(&text);
}

static void the_line_before_a_fence_may_name_the_file(void **state)
{
	static const char *const lines[] = { "**src/a.ts**", "# src/a.ts", "### `src/a.ts`",
		"File: src/a.ts", "**File: `src/a.ts`**", "`src/a.ts`", "`src/a.ts`:", "src/a.ts",
		"2. **src/a.ts**:", "- `src/a.ts`", "#### 1) src/a.ts", "**`src/a.ts`**\n",
		"filename: src/a.ts" };
	struct ma_buf text = MA_BUF_INIT(MA_KIB);
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(lines); i++) {
		ma_buf_clear(&text);
		ma_buf_addf(&text, "Hi\n%s\n```ts\nlet a;\n```\n", lines[i]);
		is(text.p, "FILE src/a.ts [let a;\n]\n");
	}
	ma_buf_done(&text);
}

static void fences_that_name_no_file_are_prose(void **state)
{
	static const char *const befores[] = { "Run this", "in the file src/a.ts:", "## Step 1.2",
		"https://example.org/a.ts", "src/a.ts\n\n", "e.g.", "Note:", "*", "", "## Usage",
		"src/", "`npm install`" };
	struct ma_buf text = MA_BUF_INIT(MA_KIB);
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(befores); i++) {
		ma_buf_clear(&text);
		ma_buf_addf(&text, "%s\n```ts\nlet a;\n```\n", befores[i]);
		is(text.p, "");
	}
	is("```Dockerfile\nFROM x\n```\n```json\n{}\n```\n```text/plain\nx\n```\n```c++\nx\n```\n",
		"");
	ma_buf_done(&text);
}

static void a_transcript_under_a_heading_is_no_file(void **state)
{
	MA_UNUSED(state);
	is("### Express.js\n```bash\nnpm i express\n```\n", "");
	is("`run.sh`\n```bash\nnpm start\n```\n", "FILE run.sh [npm start\n]\n");
}

static void well_known_names_need_no_extension(void **state)
{
	MA_UNUSED(state);
	is("**api/Dockerfile**\n```Dockerfile\nFROM x\n```\n`.env.example`\n```\nA=1\n```\n",
		"FILE api/Dockerfile [FROM x\n]\nFILE .env.example [A=1\n]\n");
}

static void a_longer_fence_holds_shorter_ones(void **state)
{
	MA_UNUSED(state);
	is("`README.md`\n````md\n```bash\nls\n```\n````\n~~~py a.py\n```\n~~~\n",
		"FILE README.md [```bash\nls\n```\n]\nFILE a.py [```\n]\n");
}

static void fences_inside_markdown_are_counted(void **state)
{
	MA_UNUSED(state);
	is("`README.md`\n```md\n# Hi\n```bash\nls\n```\nbye\n```\n`a.ts`\n```ts\n1\n```\n",
		"FILE README.md [# Hi\n```bash\nls\n```\nbye\n]\nFILE a.ts [1\n]\n");
}

static void a_fence_that_is_not_closed_is_truncated(void **state)
{
	MA_UNUSED(state);
	is("`a.ts`\n```ts\n1\n```\n`b.ts`\n```ts\nhalf",
		"FILE a.ts [1\n]\n! b.ts: has no END\ntruncated\n");
	is("```ts\nno file, no matter", "");
	is("```\nthe end of one?", "! : a fence without its beginning or its end\n");
}

static void what_is_wrong_with_a_file_is_wrong_here_too(void **state)
{
	MA_UNUSED(state);
	is("`a.ts`\n```ts\n```\n`b.ts`\n```ts\n// ... existing code ...\n```\n`c.ts`\n```ts\n1\n```\n`c.ts`\n```ts\n2\n```\n",
		"! a.ts: is empty\n! b.ts: leaves a part out (\"... rest unchanged\")\n! c.ts: is named twice\n! c.ts: is named twice\n");
	is("- `a.ts`\n  ```ts\n  1\n  ```\n", "! a.ts: is in an indented fence\n");
}

static void search_and_replace_in_a_fence_is_an_edit(void **state)
{
	MA_UNUSED(state);
	is("`a.ts`\n```ts\n<<<<<<< SEARCH\nx\n=======\ny\n>>>>>>> REPLACE\n```\n",
		"EDIT a.ts [<<<<<<< SEARCH\nx\n=======\ny\n>>>>>>> REPLACE\n]\n");
}

static void one_name_does_not_serve_two_fences(void **state)
{
	MA_UNUSED(state);
	is("`a.ts`\n```ts\n1\n```\n```ts\n2\n```\n", "FILE a.ts [1\n]\n");
}

static void unsafe_paths_are_told_as_written(void **state)
{
	MA_UNUSED(state);
	is("```ts ../../x.ts\n1\n```\n```ts /etc/x.ts\n1\n```\n",
		"FILE ../../x.ts [1\n]\nFILE /etc/x.ts [1\n]\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_line_of_a_fence_may_name_the_file),
		cmocka_unit_test(the_line_before_a_fence_may_name_the_file),
		cmocka_unit_test(fences_that_name_no_file_are_prose),
		cmocka_unit_test(a_transcript_under_a_heading_is_no_file),
		cmocka_unit_test(well_known_names_need_no_extension),
		cmocka_unit_test(a_longer_fence_holds_shorter_ones),
		cmocka_unit_test(fences_inside_markdown_are_counted),
		cmocka_unit_test(a_fence_that_is_not_closed_is_truncated),
		cmocka_unit_test(what_is_wrong_with_a_file_is_wrong_here_too),
		cmocka_unit_test(search_and_replace_in_a_fence_is_an_edit),
		cmocka_unit_test(one_name_does_not_serve_two_fences),
		cmocka_unit_test(unsafe_paths_are_told_as_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
