/*
 * Merging one file: small texts by lines beside libgit2 and git merge-file, a file of a thousand lines by its
 * syntax, and what becomes of the corpus of merges by lines alone and as it is done here.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <git2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "bench.h"
#include "lib/places.h"
#include "sys/fs.h"
#include "vcs/merge.h"
#include "vcs/workspace.h"

#define ROUNDS 7
#define BATCH 2000

static const char *const label[] = { "base", "ours", "theirs" };

struct texts {
	char *p[MA_SIDES_N];
	struct ma_str side[MA_SIDES_N];
};

static double now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

/* n functions of four lines; each side changes one of them and adds another. */
static struct texts make_texts(size_t n)
{
	struct texts t;
	size_t i;
	int s;

	for (s = 0; s < MA_SIDES_N; s++) {
		struct ma_buf b = MA_BUF_INIT(64 * MA_MIB);

		for (i = 0; i < n; i++) {
			ma_buf_addf(&b, "export function f%zu(a: number): number {\n", i);
			ma_buf_addf(&b, "  return a * %zu;\n}\n\n",
				(s == MA_OURS && i == n / 3) || (s == MA_THEIRS && i == 2 * n / 3)
					? i + 7
					: i);
		}
		/* Both add at the end, which is a conflict of lines and none of functions. */
		if (s != MA_BASE && n > 20)
			ma_buf_addf(
				&b, "export function %s(): number {\n  return 1;\n}\n", label[s]);
		t.p[s] = ma_buf_take(&b);
		if (!t.p[s])
			bench_fail("merge", "memory");
		t.side[s] = ma_str(t.p[s]);
	}
	return t;
}

static void free_texts(struct texts *t)
{
	int s;

	for (s = 0; s < MA_SIDES_N; s++)
		ma_free(t->p[s]);
}

static size_t merge_once(const struct texts *t, const struct ma_merge_opts *opts)
{
	struct ma_arena arena = MA_ARENA_INIT(256 * MA_MIB);
	ma_err err = { MA_OK, 0, "" };
	struct ma_merged m;
	size_t conflicts;

	if (ma_merge(t->side, opts, &arena, &m, &err))
		bench_fail("merge", err.msg);
	conflicts = m.conflicts_n;
	ma_merged_done(&m);
	ma_arena_done(&arena);
	return conflicts;
}

/* The best of the rounds, in microseconds a merge. */
static double time_ours(const struct texts *t, const struct ma_merge_opts *opts, int batch)
{
	double best = -1, began, took;
	int round, i;

	for (round = 0; round < ROUNDS; round++) {
		began = now_us();
		for (i = 0; i < batch; i++)
			merge_once(t, opts);
		took = (now_us() - began) / batch;
		if (best < 0 || took < best)
			best = took;
	}
	return best;
}

struct libgit2 {
	int (*init)(void);
	int (*merge_file)(git_merge_file_result *out, const git_merge_file_input *ancestor,
		const git_merge_file_input *ours, const git_merge_file_input *theirs,
		const git_merge_file_options *opts);
	void (*result_free)(git_merge_file_result *result);
};

static bool find(void *lib, const char *name, void *to)
{
	void *found = lib ? dlsym(lib, name) : NULL;

	if (found)
		memcpy(to, &found, sizeof(found));
	return found;
}

static double time_libgit2(const struct libgit2 *git, const struct texts *t, int batch)
{
	git_merge_file_input in[MA_SIDES_N];
	git_merge_file_options opts = { .version = GIT_MERGE_FILE_OPTIONS_VERSION };
	git_merge_file_result result;
	double best = -1, began, took;
	int round, i, s;

	for (s = 0; s < MA_SIDES_N; s++)
		in[s] = (git_merge_file_input){ GIT_MERGE_FILE_INPUT_VERSION, t->p[s], t->side[s].n,
			"a.ts", 0100644 };
	for (round = 0; round < ROUNDS; round++) {
		began = now_us();
		for (i = 0; i < batch; i++) {
			if (git->merge_file(
				    &result, &in[MA_BASE], &in[MA_OURS], &in[MA_THEIRS], &opts))
				bench_fail("merge", "libgit2 did not merge");
			git->result_free(&result);
		}
		took = (now_us() - began) / batch;
		if (best < 0 || took < best)
			best = took;
	}
	return best;
}

/* A process for each merge, as a script would have. */
static double time_git(const struct texts *t, int batch)
{
	char dir[] = "/tmp/ma-bench-merge-XXXXXX", path[3][64];
	const char *argv[] = { "git", "merge-file", "-p", path[1], path[0], path[2], NULL };
	ma_err err = { MA_OK, 0, "" };
	double best = -1;
	int i, s;

	if (!mkdtemp(dir))
		bench_fail("merge", "no temporary directory");
	for (s = 0; s < MA_SIDES_N; s++) {
		snprintf(path[s], sizeof(path[s]), "%s/%s", dir, label[s]);
		if (ma_fs_write(path[s], t->side[s], 0600, &err))
			bench_fail("merge", err.msg);
	}
	for (i = 0; i < batch; i++) {
		struct bench_cost cost = bench_run(argv, NULL, false);

		if (best < 0 || cost.ms < best)
			best = cost.ms;
	}
	(void)ma_fs_remove_tree(dir, &err);
	return best * 1000;
}

static void measure_lines(struct bench *b)
{
	const struct ma_merge_opts opts = { MA_MERGE_THREE_WAY, MA_STR("a.ts"), true,
		{ label[0], label[1], label[2] }, NULL };
	void *lib = dlopen("libgit2.so." LIBGIT2_SOVERSION, RTLD_NOW | RTLD_LOCAL);
	struct texts t = make_texts(10);
	int batch = b->small ? 10 : BATCH;
	struct libgit2 git;
	double ours = time_ours(&t, &opts, batch), theirs;

	bench_figure(b, "40 lines by lines, ours", ours, "us", -1);
	if (find(lib, "git_libgit2_init", &git.init) &&
		find(lib, "git_merge_file", &git.merge_file) &&
		find(lib, "git_merge_file_result_free", &git.result_free)) {
		git.init();
		theirs = time_libgit2(&git, &t, batch);
		bench_figure(b, "40 lines by lines, libgit2", theirs, "us", -1);
		bench_figure(b, "ours over libgit2's", ours / theirs, "", 1.0);
	} else {
		bench_absent(b, "40 lines by lines, libgit2", "no libgit2");
	}
	bench_figure(b, "40 lines, a process of git merge-file", time_git(&t, b->small ? 3 : 50),
		"us", -1);
	free_texts(&t);
}

static struct ma_syntax *open_syntax(void)
{
	struct ma_syntax *syntax = NULL;
	ma_err err = { MA_OK, 0, "" };
	char *dir = NULL;

	if (ma_places_grammars(&dir, &err) || ma_syntax_new(dir, &syntax, &err))
		bench_fail("merge", err.msg);
	if (!dir) {
		ma_syntax_free(syntax);
		syntax = NULL;
	}
	ma_free(dir);
	return syntax;
}

/* As a process has it that merges one file: the grammar is opened, and nothing was parsed before. */
static void measure_smart(struct bench *b)
{
	struct ma_merge_opts opts = { MA_MERGE_SMART, MA_STR("a.ts"), false,
		{ label[0], label[1], label[2] }, NULL };
	struct texts t = make_texts(250);
	double best = -1, began, took;
	int i;

	for (i = 0; i < (b->small ? 1 : 100); i++) {
		began = now_us();
		opts.syntax = open_syntax();
		if (merge_once(&t, &opts) != 0)
			bench_fail("merge", "a thousand lines did not merge");
		ma_syntax_free(opts.syntax);
		took = now_us() - began;
		if (best < 0 || took < best)
			best = took;
	}
	bench_figure(b, "1,000 lines of TypeScript by syntax, all of it", best / 1000, "ms", 5);
	free_texts(&t);
}

/* What became of the corpus. */
struct score {
	int right, conflict, wrong, missed;
};

static void judge(struct ma_str merged, bool clean, struct ma_str want, struct score *score)
{
	if (!clean && want.p)
		score->missed++;
	else if (!clean)
		score->conflict++;
	else if (want.p && ma_str_eq(merged, want))
		score->right++;
	else
		score->wrong++;
}

static void play(const struct texts *t, struct ma_str file, struct ma_str want,
	enum ma_merge_strategy strategy, struct ma_syntax *syntax, struct score *score)
{
	const struct ma_merge_opts opts = { strategy, file, false, { label[0], label[1], label[2] },
		syntax };
	struct ma_arena arena = MA_ARENA_INIT(256 * MA_MIB);
	ma_err err = { MA_OK, 0, "" };
	struct ma_merged m;

	if (ma_merge(t->side, &opts, &arena, &m, &err))
		bench_fail("merge", err.msg);
	judge(ma_buf_str(&m.text), m.conflicts_n == 0, want, score);
	ma_merged_done(&m);
	ma_arena_done(&arena);
}

/* One case: tests/unit/vcs/merge_corpus.c says how they are written. */
static void play_case(struct ma_str text, struct ma_syntax *syntax, struct score score[2])
{
	struct texts t = { .p = { NULL } };
	struct ma_str want = { NULL, 0 }, file = MA_STR(""), *part = NULL, rest = text, line;
	static const char *const names[] = { "%% base", "%% ours", "%% theirs" };
	size_t i;

	while (ma_str_line(&rest, &line)) {
		for (i = 0; i < MA_SIDES_N && !ma_str_is(line, names[i]); i++)
			;
		if (i < MA_SIDES_N)
			part = &t.side[i];
		else if (ma_str_is(line, "%% merged"))
			part = &want;
		else if (part)
			part->n = (size_t)(line.p + line.n + 1 - part->p);
		else if (ma_str_starts(line, "file "))
			file = ma_str_from(line, 5);
		if (ma_str_starts(line, "%% ") && part)
			*part = ma_str_n(line.p + line.n + 1, 0);
	}
	play(&t, file, want, MA_MERGE_THREE_WAY, NULL, &score[0]);
	play(&t, file, want, MA_MERGE_SMART, syntax, &score[1]);
}

static void play_file(const char *path, struct ma_syntax *syntax, struct score score[2])
{
	static const char begins[] = "%% case ";
	ma_err err = { MA_OK, 0, "" };
	char *text = NULL, *at, *next;

	if (ma_fs_read(path, 16 * MA_MIB, &text, NULL, &err))
		bench_fail("merge", err.msg);
	for (at = text; *at; at = next) {
		next = strstr(at + sizeof(begins) - 1, begins);
		next = next ? next : at + strlen(at);
		play_case(ma_str_n(at, (size_t)(next - at)), syntax, score);
	}
	ma_free(text);
}

static void report(struct bench *b, const char *how, const struct score *s, double target)
{
	char name[100];
	int all = s->right + s->conflict + s->wrong + s->missed;

	snprintf(name, sizeof(name), "corpus by %s: clean and wrong", how);
	bench_figure(b, name, s->wrong, "", target);
	snprintf(name, sizeof(name), "corpus by %s: right", how);
	bench_figure(b, name, 100.0 * (s->right + s->conflict) / all, "%", -1);
	snprintf(name, sizeof(name), "corpus by %s: a conflict where a merge is wanted", how);
	bench_figure(b, name, 100.0 * s->missed / all, "%", -1);
}

static void measure_corpus(struct bench *b, struct ma_syntax *syntax)
{
	const char *corpus = getenv("META_AGENT_CORPUS");
	struct score score[2] = { { 0 }, { 0 } };
	char path[8192];
	struct dirent *e;
	DIR *dir = corpus ? opendir(corpus) : NULL;

	if (!dir) {
		bench_absent(b, "corpus", "set META_AGENT_CORPUS to tests/corpus/merge");
		return;
	}
	while ((e = readdir(dir))) {
		if (!ma_str_ends(ma_str(e->d_name), ".txt"))
			continue;
		snprintf(path, sizeof(path), "%s/%s", corpus, e->d_name);
		play_file(path, syntax, score);
	}
	closedir(dir);
	report(b, "lines", &score[0], -1);
	report(b, "smart", &score[1], 0);
}

#define COMMIT_FILES 100

static char *commit_text(size_t nth)
{
	struct ma_buf b = MA_BUF_INIT(MA_MIB);
	size_t i;

	for (i = 0; i < 100; i++)
		ma_buf_addf(&b, "export const a%zu = %zu;\n", i, nth * 100 + i);
	return ma_buf_take(&b);
}

/* Wall time of one commit of new files, durable and in the work tree. */
static double time_commit(const char *dir)
{
	static char path[COMMIT_FILES][32];
	struct ma_change changes[COMMIT_FILES] = { { .remove = false } };
	const struct ma_commit c = { .changes = changes,
		.changes_n = COMMIT_FILES,
		.message = "bench: files\n",
		.author_name = "bench",
		.author_email = "meta-agent@localhost",
		.when_ms = 1,
		.run = "bench",
		.task = "bench",
		.model = "",
		.effect = "bench" };
	struct ma_workspace *ws = NULL;
	char id[MA_COMMIT_ID_SIZE];
	ma_err err = { MA_OK, 0, "" };
	struct timespec from, to;
	char *texts[COMMIT_FILES];
	size_t i;

	for (i = 0; i < COMMIT_FILES; i++) {
		snprintf(path[i], sizeof(path[i]), "src/part%zu/file%zu.ts", i % 10, i);
		texts[i] = commit_text(i);
		if (!texts[i])
			bench_fail("merge", "memory");
		changes[i].path = ma_str(path[i]);
		changes[i].content = ma_str(texts[i]);
		changes[i].base = "";
	}
	if (ma_workspace_open(dir, "bench", &ws, &err))
		bench_fail("merge", err.msg);
	clock_gettime(CLOCK_MONOTONIC, &from);
	if (ma_workspace_commit(ws, &c, id, &err))
		bench_fail("merge", err.msg);
	clock_gettime(CLOCK_MONOTONIC, &to);
	ma_workspace_free(ws);
	for (i = 0; i < COMMIT_FILES; i++)
		ma_free(texts[i]);
	return (double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6;
}

static void measure_commit(struct bench *b)
{
	double best = -1, ms;
	ma_err err = { MA_OK, 0, "" };
	int i, rounds = b->small ? 1 : ROUNDS;

	for (i = 0; i < rounds; i++) {
		char *dir = NULL;

		if (ma_fs_temp_dir("meta-agent-bench-", &dir, &err))
			bench_fail("merge", err.msg);
		ms = time_commit(dir);
		best = best < 0 || ms < best ? ms : best;
		(void)ma_fs_remove_tree(dir, &err); /* it is a temporary one */
		ma_free(dir);
	}
	bench_figure(b, "a commit of 100 files of 2.5 KB, durable", best, "ms", -1);
}

void bench_merge(struct bench *b)
{
	struct ma_syntax *syntax = open_syntax();

	measure_lines(b);
	if (syntax)
		measure_smart(b);
	else
		bench_absent(b, "1,000 lines of TypeScript by syntax", "no grammars");
	measure_corpus(b, syntax);
	measure_commit(b);
	ma_syntax_free(syntax);
}
