/* Every case of tests/corpus/blocks: what may be written, byte for byte, and what must be told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/limits.h"
#include "base/path.h"
#include "codec/changes.h"
#include "codec/json.h"

struct tally {
	unsigned passed, failed;
};

/* What came of a reply, in the form of the corpus. */
struct result {
	json_t *files, *problems;
	bool truncated;
};

static json_t *text_of(struct ma_str s)
{
	json_t *value = json_stringn_nocheck(s.p ? s.p : "", s.n);

	assert_non_null(value);
	return value;
}

static void add(
	json_t *list, const char *op, struct ma_str path, const char *key, struct ma_str text)
{
	json_t *row = json_object();

	if (op)
		json_object_set_new(row, "op", json_string(op));
	json_object_set_new(row, "path", text_of(path));
	if (key)
		json_object_set_new(row, key, text_of(text));
	json_array_append_new(list, row);
}

static bool is_allowed(struct ma_str path, json_t *problems)
{
	ma_err err = { MA_OK, 0, "" };

	if (!ma_path_check(path, &err))
		return true;
	add(problems, NULL, path, "what", ma_str(err.msg));
	return false;
}

static bool may_be(const struct ma_block *b, json_t *problems)
{
	return is_allowed(b->path, problems) && (b->to.n == 0 || is_allowed(b->to, problems));
}

static ma_rc look_up(void *data, struct ma_str path, struct ma_edit_base *out, ma_err *err)
{
	json_t *value;

	MA_UNUSED(err);
	value = json_object_getn(data, path.p, path.n);
	out->exists = value != NULL;
	if (value)
		out->text = ma_str_n(json_string_value(value), json_string_length(value));
	return MA_OK;
}

static void show_blocks(const struct ma_blocks *b, struct result *r)
{
	size_t i;

	for (i = 0; i < b->n; i++) {
		const struct ma_block *v = &b->v[i];

		if (!may_be(v, r->problems))
			continue;
		if (v->op == MA_BLOCK_DELETE)
			add(r->files, "delete", v->path, NULL, v->path);
		else if (v->op == MA_BLOCK_MOVE)
			add(r->files, "move", v->path, "to", v->to);
		else
			add(r->files, ma_block_op_name(v->op), v->path, "content", v->content);
	}
}

/* As a commit would have them: a path that is refused refuses its block. */
static void show_changes(struct ma_blocks *b, json_t *base, struct ma_arena *arena, struct result *r)
{
	struct ma_changes changes = { .n = 0 };
	ma_err err = { MA_OK, 0, "" };
	size_t i, n = 0;

	for (i = 0; i < b->n; i++)
		if (may_be(&b->v[i], r->problems))
			b->v[n++] = b->v[i];
	b->n = n;
	assert_int_equal(ma_changes_make(b, look_up, base, arena, &changes, &err), MA_OK);
	for (i = 0; i < changes.n; i++) {
		const struct ma_file_change *c = &changes.v[i];

		add(r->files, c->remove ? "delete" : "file", c->path, c->remove ? NULL : "content",
			c->content);
	}
	for (i = 0; i < changes.problems_n; i++)
		add(r->problems, NULL, changes.problems[i].path, "what", changes.problems[i].what);
}

/* Each of `wanted` is there, and nothing else; a wanted problem need not say why. */
static bool is_same_list(json_t *wanted, json_t *got, bool exact)
{
	json_t *left = json_copy(got), *w;
	bool same = json_array_size(wanted) == json_array_size(got);
	size_t i, k;

	json_array_foreach (wanted, i, w) {
		for (k = 0; k < json_array_size(left); k++) {
			json_t *g = json_array_get(left, k);
			const char *what = json_string_value(json_object_get(w, "what"));
			const char *said = json_string_value(json_object_get(g, "what"));

			if (exact ? json_equal(w, g)
				  : json_equal(json_object_get(w, "path"),
					    json_object_get(g, "path")) &&
						(!what || strcmp(what, said) == 0))
				break;
		}
		same = same && k < json_array_size(left);
		json_array_remove(left, k);
	}
	json_decref(left);
	return same;
}

static void judge(
	json_t *wanted, const struct result *r, const char *name, unsigned number, struct tally *t)
{
	char *text;

	if (is_same_list(json_object_get(wanted, "files"), r->files, true) &&
		is_same_list(json_object_get(wanted, "problems"), r->problems, false) &&
		json_is_true(json_object_get(wanted, "truncated")) == r->truncated) {
		t->passed++;
		return;
	}
	t->failed++;
	text = json_dumps(wanted, 0);
	print_message("    %s:%u: %s\n", name, number, text);
	free(text);
	text = json_dumps(r->files, JSON_COMPACT);
	print_message("      files %s\n", text);
	free(text);
	text = json_dumps(r->problems, JSON_COMPACT);
	print_message("      problems %s%s\n", text, r->truncated ? ", truncated" : "");
	free(text);
}

static void run_case(struct ma_str line, const char *name, unsigned number, struct tally *t)
{
	struct ma_arena arena = MA_ARENA_INIT(64 * MA_MIB);
	struct result r = { json_array(), json_array(), false };
	json_t *wanted = json_loadb(line.p, line.n, JSON_ALLOW_NUL, NULL), *base;
	struct ma_blocks b = { .n = 0 };
	ma_err err = { MA_OK, 0, "" };
	const char *nonce;
	size_t i;

	if (!wanted)
		fail_msg("%s:%u is no JSON", name, number);
	nonce = json_string_value(json_object_get(wanted, "nonce"));
	assert_int_equal(ma_blocks_read(ma_json_str(wanted, "text"), ma_str(nonce ? nonce : "n1"),
				 &arena, &b, &err),
		MA_OK);
	base = json_object_get(wanted, "base");
	if (base)
		show_changes(&b, base, &arena, &r);
	else
		show_blocks(&b, &r);
	for (i = 0; i < b.problems_n; i++)
		add(r.problems, NULL, b.problems[i].path, "what", ma_str(b.problems[i].what));
	r.truncated = b.truncated;
	judge(wanted, &r, name, number, t);
	json_decref(r.files);
	json_decref(r.problems);
	json_decref(wanted);
	ma_arena_done(&arena);
}

static void run_file(const char *name, struct tally *t)
{
	static char text[1 << 18];
	const char *source = getenv("META_AGENT_SOURCE");
	char path[4096];
	struct ma_str rest, line;
	unsigned number = 0;
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/tests/corpus/blocks/%s.jsonl", source ? source : ".",
		name); /* a long path is not found */
	f = fopen(path, "rb");
	if (!f)
		fail_msg("%s cannot be read", path);
	rest = ma_str_n(text, fread(text, 1, sizeof(text), f));
	assert_true(rest.n < sizeof(text));
	fclose(f);
	while (ma_str_line(&rest, &line))
		run_case(line, name, ++number, t);
}

static const char *const files[] = { "edits", "elisions", "envelope", "fences", "loose_edits",
	"nonce", "paths", "prose", "houses", "models", "shown_edits", "tags", "thoughts",
	"truncated", "udiff", "v4a" };

static void every_reply_gives_what_the_corpus_says(void **state)
{
	struct tally t = { 0, 0 };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(files); i++)
		run_file(files[i], &t);
	print_message("    %u replies as wanted, %u not\n", t.passed, t.failed);
	assert_int_equal(t.failed, 0);
	assert_true(t.passed >= 700);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_reply_gives_what_the_corpus_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
