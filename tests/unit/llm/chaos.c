/* Mistakes on demand: which there are, that they can be had again, and what is left whole. */
#include "llm/chaos.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/map.h"
#include "codec/blocks.h"
#include "codec/edit.h"
#include "support/torture.h"

#define SEEDS 3000
#define NONCE "4f1c0a2b3d4e5f60"
#define CODE                                                                               \
	"import { add } from './add';\n\nexport function total(lines) {\n  let sum = 0;\n" \
	"  for (const line of lines) {\n    sum = add(sum, line.price);\n  }\n"            \
	"  console.debug(sum);\n  const all = lines.filter(Boolean);\n"                    \
	"  return { sum, n: all.length };\n}\n\nexport const none = 0;\n"
/* The same before it was mended. */
#define SHOWN                                                                              \
	"import { add } from './add';\n\nexport function total(lines) {\n  let sum = 0;\n" \
	"  for (const line of lines) {\n    sum = add(sum, line.cost);\n  }\n"             \
	"  console.debug(sum);\n  const all = lines.filter(Boolean);\n"                    \
	"  return { sum, n: all.length };\n}\n\nexport const none = 0;\n"
#define TEST                                                                    \
	"test('total', () => {\n  expect(total([{ price: 2 }]).sum).toBe(2);\n" \
	"  expect(total([]).n).toBe(0);\n});\n\ntest('none', () => {\n  expect(none).toBe(0);\n});\n"
#define STYLES "body {\n  margin: 0;\n}\n"

static const struct {
	const char *path, *content;
} files[] = {
	{ "src/total.ts", CODE },
	{ "src/total.test.ts", TEST },
	{ "src/styles.css", STYLES },
};

#define REQUEST(agent, more)                                                               \
	"<request>\nA shop\n</request>\n\n<task id=\"a\" agent=\"" agent "\">\nWrite it\n" \
	"</task>\n\n<artifact task=\"b\" path=\"docs/contract.md\">\n# Contract\n"         \
	"</artifact>\n\n" more "<output nonce=\"" NONCE "\">\nFiles\n</output>\n"
/* One of its files is there, and was shown. */
#define MENDING                                                                                 \
	"<request>\nA shop\n</request>\n\n<task id=\"a\" agent=\"backend\">\nWrite it\n"        \
	"</task>\n\n<failure check=\"test\">\n</failure>\n\n<artifact task=\"a\" "              \
	"path=\"src/total.ts\">\n" SHOWN "</artifact>\n\n<output nonce=\"" NONCE "\">\nFiles\n" \
	"=== EDIT " NONCE " path/to/file\n</output>\n"
#define PROBLEM "<problem>\nsrc/total.ts: is empty\n</problem>\n\n"
#define PLAN                                                                                 \
	"{\"tasks\":[{\"id\":\"a\",\"name\":\"A\",\"agent\":\"backend\",\"depends_on\":[]}," \
	"{\"id\":\"b\",\"name\":\"B\",\"agent\":\"frontend\",\"depends_on\":[\"a\"]}]}"

static void whole(struct ma_buf *out)
{
	size_t i;

	for (i = 0; i < MA_COUNT(files); i++)
		ma_blocks_write(out, MA_STR(NONCE), ma_str(files[i].path), ma_str(files[i].content));
}

struct answer {
	struct ma_buf text, made;
};

static void answer_of(int seed, const char *request, struct ma_str text, struct answer *a)
{
	char number[16];
	ma_err err = { .code = MA_OK };

	(void)snprintf(number, sizeof(number), "%d", seed);
	a->text = a->made = (struct ma_buf)MA_BUF_INIT(MA_LIMIT_REPLY);
	if (ma_chaos_write(ma_str(number), ma_str(request), text, &a->text, &a->made, &err))
		fail_msg("seed %d: %s", seed, err.msg);
}

static void done(struct answer *a)
{
	ma_buf_done(&a->text);
	ma_buf_done(&a->made);
}

static bool has(const struct answer *a, const char *name)
{
	struct ma_str rest = ma_buf_str(&a->made), one;

	while (ma_str_cut(&rest, ',', &one))
		if (ma_str_is(one, name))
			return true;
	return false;
}

static void only_the_name_of_a_model_holds_a_seed(void **state)
{
	struct ma_str seed = MA_STR("");

	MA_UNUSED(state);
	assert_true(ma_chaos_seed(MA_STR("chaos-17"), &seed));
	assert_true(ma_str_is(seed, "17"));
	assert_false(ma_chaos_seed(MA_STR("chaos-"), &seed));
	assert_false(ma_chaos_seed(MA_STR("offline-1"), &seed));
}

static void the_same_seed_makes_the_same_mistakes(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_REPLY);
	int seed, differ = 0;
	struct answer a, b, other;

	MA_UNUSED(state);
	whole(&text);
	for (seed = 1; seed <= 100; seed++) {
		answer_of(seed, REQUEST("backend", ""), ma_buf_str(&text), &a);
		answer_of(seed, REQUEST("backend", ""), ma_buf_str(&text), &b);
		answer_of(seed + 1, REQUEST("backend", ""), ma_buf_str(&text), &other);
		assert_true(ma_str_eq(ma_buf_str(&a.text), ma_buf_str(&b.text)));
		assert_true(ma_str_eq(ma_buf_str(&a.made), ma_buf_str(&b.made)));
		differ += !ma_str_eq(ma_buf_str(&a.text), ma_buf_str(&other.text));
		done(&a);
		done(&b);
		done(&other);
	}
	assert_true(differ > 50);
	ma_buf_done(&text);
}

static void check_all_seen(
	const char *request, struct ma_str text, const char *const *names, size_t n)
{
	bool seen[32] = { false };
	struct answer a;
	int seed;
	size_t i;

	for (seed = 1; seed <= SEEDS; seed++) {
		answer_of(seed, request, text, &a);
		for (i = 0; i < n; i++)
			seen[i] |= has(&a, names[i]);
		done(&a);
	}
	for (i = 0; i < n; i++)
		if (!seen[i])
			fail_msg("\"%s\" never happened", names[i]);
}

static void every_mistake_happens(void **state)
{
	static const char *const in_files[] = { "path", "elision", "missing", "twice", "others",
		"empty", "function", "test", "syntax", "nothing", "bold-fence", "heading-fence",
		"named-fence", "tags", "patch", "half-envelope", "nonce", "prose", "all-in-fence",
		"thoughts", "crlf", "separators", "end-token", "no-answer" };
	static const char *const in_edits[] = { "edit", "tabs", "stale" };
	static const char *const in_plans[] = { "circle", "unknown-task", "task-twice",
		"unknown-agent", "no-name", "no-tasks", "writes-all", "number-in-words", "fence",
		"comment", "comma", "prose", "thoughts" };
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_REPLY);

	MA_UNUSED(state);
	whole(&text);
	check_all_seen(REQUEST("backend", ""), ma_buf_str(&text), in_files, MA_COUNT(in_files));
	check_all_seen(MENDING, ma_buf_str(&text), in_edits, MA_COUNT(in_edits));
	check_all_seen(REQUEST("planner", ""), MA_STR(PLAN), in_plans, MA_COUNT(in_plans));
	ma_buf_done(&text);
}

static int mistaken(const char *request)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_REPLY);
	struct answer a;
	int seed, n = 0;

	whole(&text);
	for (seed = 1; seed <= 1000; seed++) {
		answer_of(seed, request, ma_buf_str(&text), &a);
		n += a.made.n > 0;
		done(&a);
	}
	ma_buf_done(&text);
	return n;
}

static void told_of_a_problem_it_makes_fewer(void **state)
{
	int first = mistaken(REQUEST("backend", ""));

	MA_UNUSED(state);
	assert_in_range(first, 400, 900);
	assert_in_range(mistaken(REQUEST("backend", PROBLEM)), 50, first / 2);
}

/* Names of what changes how files are written down, and not what is in them. */
static bool is_form_alone(const struct answer *a)
{
	static const char *const forms[] = { "bold-fence", "heading-fence", "named-fence", "tags",
		"patch", "half-envelope", "nonce", "prose", "all-in-fence", "thoughts", "crlf",
		"end-token", "no-answer", "edit", "tabs" };
	struct ma_str rest = ma_buf_str(&a->made), one;
	size_t i;

	while (ma_str_cut(&rest, ',', &one)) {
		for (i = 0; i < MA_COUNT(forms) && !ma_str_is(one, forms[i]); i++)
			;
		if (i == MA_COUNT(forms))
			return false;
	}
	return true;
}

static void add_without_cr(struct ma_buf *out, struct ma_str text)
{
	size_t i;

	for (i = 0; i < text.n; i++)
		if (text.p[i] != '\r')
			ma_buf_addc(out, text.p[i]);
}

static const char *content_of(struct ma_str path)
{
	size_t i;

	for (i = 0; i < MA_COUNT(files); i++)
		if (ma_str_is(path, files[i].path))
			return files[i].content;
	return NULL;
}

/* In whichever form: a file is read as it is, or not at all. */
static void no_form_makes_another_file_of_one(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_REPLY), content = MA_BUF_INIT(MA_LIMIT_FILE);
	struct ma_arena arena = MA_ARENA_INIT(MA_LIMIT_ARENA);
	struct ma_blocks blocks;
	ma_err err = { .code = MA_OK };
	struct answer a;
	int seed, read = 0;
	size_t i;

	MA_UNUSED(state);
	whole(&text);
	for (seed = 1; seed <= SEEDS; seed++) {
		answer_of(seed, REQUEST("backend", ""), ma_buf_str(&text), &a);
		assert_int_equal(
			ma_blocks_read(ma_buf_str(&a.text), MA_STR(NONCE), &arena, &blocks, &err),
			MA_OK);
		for (i = 0; i < blocks.n && is_form_alone(&a); i++) {
			ma_buf_clear(&content);
			add_without_cr(&content, blocks.v[i].content);
			assert_non_null(content_of(blocks.v[i].path));
			if (!ma_str_is(ma_buf_str(&content), content_of(blocks.v[i].path)))
				fail_msg("seed %d (%s): " MA_STR_FMT " is another file", seed,
					a.made.p ? a.made.p : "", MA_STR_ARG(blocks.v[i].path));
			read++;
		}
		done(&a);
		ma_arena_clear(&arena);
	}
	assert_true(read > SEEDS);
	ma_buf_done(&text);
	ma_buf_done(&content);
	ma_arena_done(&arena);
}

/* What the edit makes of what was shown. */
static void is_mended(int seed, const struct ma_block *b)
{
	const struct ma_edit_base base = { MA_STR(SHOWN), true };
	const struct ma_hunk *hunks[] = { b->hunks };
	struct ma_buf out = MA_BUF_INIT(MA_LIMIT_FILE), problems = MA_BUF_INIT(MA_KIB * 64),
		      content = MA_BUF_INIT(MA_LIMIT_FILE);
	ma_err err = { .code = MA_OK };
	size_t refused;

	assert_int_equal(b->hunks_n, 1);
	assert_int_equal(
		ma_edit_apply(base, b->path, hunks, 1, &out, &problems, &refused, &err), MA_OK);
	add_without_cr(&content, ma_buf_str(&out));
	if (!ma_str_is(ma_buf_str(&content), CODE))
		fail_msg("seed %d: %s%s", seed, problems.p ? problems.p : "", content.p);
	ma_buf_done(&out);
	ma_buf_done(&problems);
	ma_buf_done(&content);
}

/* But for letters that are quoted wrongly: with tabs for blanks, too, it is found. */
static void an_edit_makes_the_file_of_what_was_shown(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_REPLY);
	struct ma_arena arena = MA_ARENA_INIT(MA_LIMIT_ARENA);
	struct ma_blocks blocks;
	ma_err err = { .code = MA_OK };
	struct answer a;
	int seed, edits = 0;
	size_t i;

	MA_UNUSED(state);
	whole(&text);
	for (seed = 1; seed <= SEEDS; seed++) {
		answer_of(seed, MENDING, ma_buf_str(&text), &a);
		assert_int_equal(
			ma_blocks_read(ma_buf_str(&a.text), MA_STR(NONCE), &arena, &blocks, &err),
			MA_OK);
		for (i = 0; i < blocks.n && is_form_alone(&a); i++) {
			if (blocks.v[i].op != MA_BLOCK_EDIT)
				continue;
			assert_true(ma_str_is(blocks.v[i].path, "src/total.ts"));
			is_mended(seed, &blocks.v[i]);
			edits++;
		}
		done(&a);
		ma_arena_clear(&arena);
	}
	assert_in_range(edits, SEEDS / 5, SEEDS / 2);
	ma_buf_done(&text);
	ma_arena_done(&arena);
}

/* What parts add up to, their repeated words left out. */
static void parts_add_up_to_the_answer(void **state)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_REPLY), made = MA_BUF_INIT(MA_KIB * 4);
	ma_err err = { .code = MA_OK };
	struct ma_str part;
	char number[16];
	int seed, cuts = 0;
	bool cut;
	size_t said;

	MA_UNUSED(state);
	whole(&text);
	for (seed = 1; seed <= SEEDS; seed++) {
		(void)snprintf(number, sizeof(number), "%d", seed);
		ma_buf_clear(&made);
		for (said = 0, cut = true; cut; cuts += cut) {
			assert_int_equal(ma_chaos_part(ma_str(number), ma_buf_str(&text), said,
						 &made, &part, &cut, &err),
				MA_OK);
			assert_true(part.p <= text.p + said);
			assert_true(part.p + part.n > text.p + said);
			said = (size_t)(part.p + part.n - text.p);
			assert_true(said <= text.n);
		}
		assert_int_equal(said, text.n);
	}
	assert_true(cuts > SEEDS / 20);
	ma_buf_done(&text);
	ma_buf_done(&made);
}

struct torment {
	const char *seed, *request, *text, *says;
};

static ma_rc write_scenario(void *data, ma_err *err)
{
	struct ma_buf out = MA_BUF_INIT(MA_LIMIT_REPLY), made = MA_BUF_INIT(MA_KIB);
	const struct torment *t = data;
	ma_rc rc = ma_chaos_write(
		ma_str(t->seed), ma_str(t->request), ma_str(t->text), &out, &made, err);

	if (rc == MA_OK && ma_str_find(ma_buf_str(&out), ma_str(t->says)) < 0)
		rc = ma_fail(err, MA_EINVALID, "\"%s\" is missing", t->says);
	ma_buf_done(&out);
	ma_buf_done(&made);
	return rc;
}

static void exhausted_memory_is_told(void **state)
{
	struct torment some = { "5", REQUEST("backend", ""),
		"=== FILE " NONCE " a.ts\n" CODE "=== END " NONCE "\n", "total" },
		       plan = { "5", REQUEST("planner", ""), PLAN, "frontend" },
		       edit = { "2", MENDING,
			       "=== FILE " NONCE " src/total.ts\n" CODE "=== END " NONCE "\n",
			       "=== EDIT " };

	MA_UNUSED(state);
	torture(write_scenario, &some);
	torture(write_scenario, &plan);
	torture(write_scenario, &edit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_name_of_a_model_holds_a_seed),
		cmocka_unit_test(the_same_seed_makes_the_same_mistakes),
		cmocka_unit_test(every_mistake_happens),
		cmocka_unit_test(told_of_a_problem_it_makes_fewer),
		cmocka_unit_test(no_form_makes_another_file_of_one),
		cmocka_unit_test(an_edit_makes_the_file_of_what_was_shown),
		cmocka_unit_test(parts_add_up_to_the_answer),
		cmocka_unit_test(exhausted_memory_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
