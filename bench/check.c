/*
 * What stands between a reply and its commit: a reply of 50 files, read and checked (paths, secrets, syntax, second definitions),
 * the same with what is built in of the layout, and 100 files in one commit.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "bench.h"
#include "engine/reply.h"
#include "lib/places.h"
#include "sys/fs.h"
#include "text.h"
#include "vcs/workspace.h"

#define ROUNDS 15
#define FILES 50
#define COMMITTED 100

/* About 100 lines each, of the languages that applications are of. */
static void add_content(struct ma_buf *out, size_t nth)
{
	static const char *const pieces[] = {
		"export function f%d(items: number[]): number {\n  const most = Math.max(...items);\n  return most > %d ? most : 0;\n}\n\n",
		"export function C%d(props: { title: string }) {\n  const [n, set] = useState(%d);\n  return <p onClick={() => set(n + 1)}>{props.title}</p>;\n}\n\n",
		"def f%d(items):\n    \"\"\"The largest.\"\"\"\n    most = max(items)\n    return most if most > %d else 0\n\n",
		"func F%d(items []int) int {\n\tif len(items) > %d {\n\t\treturn items[0]\n\t}\n\treturn 0\n}\n",
		"  \"k%d\": {\n    \"n\": %d,\n    \"list\": [1, 2, 3]\n  },\n",
	};
	size_t kind = nth % 5;
	int i, from = (int)nth * 20;

	ma_buf_adds(out, kind == 3 ? "package a\n\n" : kind == 4 ? "{\n" : "");
	for (i = 0; i < 20; i++)
		ma_buf_addf(out, pieces[kind], from + i, i);
	ma_buf_adds(out, kind == 4 ? "  \"end\": true\n}\n" : "");
}

static void make_reply(struct ma_buf *out)
{
	static const char *const ends[] = { "ts", "tsx", "py", "go", "json" };
	size_t i;

	for (i = 0; i < FILES; i++) {
		ma_buf_addf(out, "=== FILE n0nce src/d%zu/f%zu.%s\n", i % 7, i, ends[i % 5]);
		add_content(out, i);
		ma_buf_adds(out, "=== END n0nce\n");
	}
	if (out->rc)
		bench_fail("check", "memory");
}

static ma_rc no_file(void *data, struct ma_str path, struct ma_edit_base *out, ma_err *err)
{
	MA_UNUSED(data);
	MA_UNUSED(path);
	MA_UNUSED(out);
	MA_UNUSED(err);
	return MA_OK;
}

static double check_once(
	struct ma_str reply, struct ma_syntax *syntax, const struct ma_format_opts *format)
{
	static const struct ma_agents none = { .n = 0 };
	static const struct ma_task task = { .id = { "t", 1 } };
	const struct ma_reply_ask ask = { .task = &task,
		.agents = &none,
		.nonce = "n0nce",
		.base = no_file,
		.syntax = syntax,
		.format = format };
	double began = bench_cpu_s(), took;
	struct ma_outcome *o = ma_outcome_new("e");

	if (!o)
		bench_fail("check", "memory");
	ma_reply_files(o, reply, &ask);
	took = (bench_cpu_s() - began) * 1e3;
	if (o->err.code || o->events_n != 1 || o->events[0].kind != MA_EVENT_FILES_PROPOSED)
		bench_fail("check", o->err.code ? o->err.msg : "the reply was refused");
	ma_outcome_free(o);
	return took;
}

/* The best of the rounds, in milliseconds of one processor. */
static double check(struct bench *b, struct ma_str reply, struct ma_syntax *syntax,
	const struct ma_format_opts *format)
{
	double best = -1, took;
	int i;

	for (i = 0; i < (b->small ? 1 : ROUNDS); i++) {
		took = check_once(reply, syntax, format);
		best = best < 0 || took < best ? took : best;
	}
	return best;
}

static double commit_once(const char *dir)
{
	static char paths[COMMITTED][32];
	struct ma_change changes[COMMITTED];
	struct ma_commit c = { .changes = changes,
		.changes_n = COMMITTED,
		.message = "a: b\n",
		.author_name = "a",
		.author_email = "a@localhost",
		.when_ms = 1700000000000,
		.run = "r",
		.task = "t",
		.model = "m",
		.effect = "e" };
	struct ma_buf text = MA_BUF_INIT(MA_MIB);
	struct ma_workspace *ws = NULL;
	ma_err err = { MA_OK, 0, "" };
	char id[MA_COMMIT_ID_SIZE];
	double began, took;
	size_t i;

	add_content(&text, 0);
	for (i = 0; i < COMMITTED; i++) {
		snprintf(paths[i], sizeof(paths[i]), "src/d%zu/f%zu.ts", i % 7, i);
		changes[i] = (struct ma_change){ .path = ma_str(paths[i]),
			.content = ma_str_n(text.p, text.n - i) };
	}
	if (ma_workspace_open(dir, "r", &ws, &err))
		bench_fail("check", err.msg);
	began = bench_now_ms();
	if (ma_workspace_commit(ws, &c, id, &err))
		bench_fail("check", err.msg);
	took = bench_now_ms() - began;
	ma_workspace_free(ws);
	ma_buf_done(&text);
	return took;
}

static double commit(struct bench *b)
{
	double best = -1, took;
	ma_err err = { MA_OK, 0, "" };
	char *dir = NULL;
	int i;

	for (i = 0; i < (b->small ? 1 : ROUNDS); i++) {
		if (ma_fs_temp_dir("ma-bench-check-", &dir, &err))
			bench_fail("check", err.msg);
		took = commit_once(dir);
		best = best < 0 || took < best ? took : best;
		(void)ma_fs_remove_tree(dir, &err);
		ma_free(dir);
	}
	return best;
}

void bench_check(struct bench *b)
{
	struct ma_buf reply = MA_BUF_INIT(16 * MA_MIB);
	struct ma_format_opts format = { .timeout_ms = 0 };
	struct ma_syntax *syntax = NULL;
	ma_err err = { MA_OK, 0, "" };
	char *dir = NULL;

	make_reply(&reply);
	if (ma_places_grammars(&dir, &err) || ma_places_syntax(&syntax, &err))
		bench_fail("check", err.msg);
	format.syntax = syntax;
	bench_figure(b, "a reply of 50 files, its size", (double)reply.n / 1024, "KiB", -1);
	bench_figure(b, "a reply of 50 files, read and checked without syntax",
		check(b, ma_buf_str(&reply), NULL, NULL), "ms", -1);
	if (dir) {
		bench_figure(b, "a reply of 50 files, read and checked",
			check(b, ma_buf_str(&reply), syntax, NULL), "ms", 50);
		bench_figure(b, "the same, and laid out by what is built in",
			check(b, ma_buf_str(&reply), syntax, &format), "ms", -1);
	} else {
		bench_absent(b, "a reply of 50 files, read and checked", "no grammars");
	}
	bench_figure(b, "100 files in one commit, durable", commit(b), "ms", -1);
	ma_free(dir);
	ma_syntax_free(syntax);
	ma_buf_done(&reply);
}
