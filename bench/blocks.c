/*
 * Reading replies and applying edits: processor time of the one thread, the best of several rounds.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/limits.h"
#include "bench.h"
#include "codec/changes.h"

#define ROUNDS 7

static double now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

struct form {
	const char *figure, *open, *close; /* around each file; %d in both is its number */
	const char *line;
};

static const struct form forms[] = {
	{ "a reply of files in the envelope, per MiB", "=== FILE n1 src/file%d.ts\n",
		"=== END n1\n", "  const value = compute(first, second); // and so on\n" },
	{ "a reply of fenced files, per MiB", "### `src/file%d.ts`\n\n```ts\n", "```\n\n",
		"  const value = compute(first, second); // and so on\n" },
	{ "a patch that adds files, per MiB", "*** Add File: src/file%d.ts\n", "",
		"+  const value = compute(first, second); // and so on\n" },
};

static void write_reply(const struct form *f, size_t size, struct ma_buf *out)
{
	int file, line;

	if (f->line[0] == '+')
		ma_buf_adds(out, "*** Begin Patch\n");
	for (file = 0; out->n < size; file++) {
		ma_buf_addf(out, f->open, file);
		for (line = 0; line < 120; line++)
			ma_buf_adds(out, f->line);
		ma_buf_adds(out, f->close);
	}
	if (f->line[0] == '+')
		ma_buf_adds(out, "*** End Patch\n");
}

static double read_once(struct ma_str text)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_LIMIT_ARENA);
	struct ma_blocks blocks;
	double began = now_ms();
	ma_err err;

	if (ma_blocks_read(text, MA_STR("n1"), &arena, &blocks, &err))
		bench_fail("a reply", err.msg);
	if (blocks.n == 0 || blocks.problems_n > 0)
		bench_fail("a reply", "it was not read as it was meant");
	ma_arena_done(&arena);
	return now_ms() - began;
}

static void measure_form(struct bench *b, const struct form *f)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_REPLY);
	double best = 1e9, ms;
	int i;

	write_reply(f, b->small ? 40000 : 4 * MA_MIB, &text);
	for (i = 0; i < ROUNDS; i++) {
		ms = read_once(ma_buf_str(&text)) * (double)MA_MIB / (double)text.n;
		best = ms < best ? ms : best;
	}
	bench_figure(b, f->figure, best, "ms", -1);
	ma_buf_done(&text);
}

static ma_rc look_up(void *data, struct ma_str path, struct ma_edit_base *out, ma_err *err)
{
	MA_UNUSED(path);
	MA_UNUSED(err);
	*out = (struct ma_edit_base){ *(struct ma_str *)data, true };
	return MA_OK;
}

/* Reading the hunks is a part of it. */
static double edit_once(struct ma_str base, struct ma_str reply, bool fine)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_LIMIT_ARENA);
	struct ma_blocks blocks;
	struct ma_changes changes;
	double began = now_ms();
	ma_err err;

	if (ma_blocks_read(reply, MA_STR("n1"), &arena, &blocks, &err) ||
		ma_changes_make(&blocks, look_up, &base, &arena, &changes, &err))
		bench_fail("edits", err.msg);
	if ((changes.problems_n == 0) != fine)
		bench_fail("edits", fine ? "they were refused" : "they were not refused");
	ma_arena_done(&arena);
	return now_ms() - began;
}

static void measure_edits(
	struct bench *b, const char *figure, struct ma_str base, struct ma_str reply, bool fine)
{
	double best = 1e9, ms;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		ms = edit_once(base, reply, fine);
		best = ms < best ? ms : best;
	}
	bench_figure(b, figure, best, "ms", -1);
}

static void add_hunk(struct ma_buf *out, const char *line, int number)
{
	ma_buf_adds(out, "<<<<<<< SEARCH\n");
	ma_buf_addf(out, line, number);
	ma_buf_addf(out, "=======\nchanged %d\n>>>>>>> REPLACE\n", number);
}

static void measure_long_file(
	struct bench *b, const char *figure, const char *line, const char *quoted)
{
	struct ma_buf base = MA_BUF_INIT(MA_LIMIT_FILE), reply = MA_BUF_INIT(MA_LIMIT_REPLY);
	int lines = b->small ? 400 : 32000, hunks = b->small ? 10 : 1000, i;

	for (i = 0; i < lines; i++)
		ma_buf_addf(&base, line, i);
	ma_buf_adds(&reply, "=== EDIT n1 a.ts\n");
	for (i = 0; i < hunks; i++)
		add_hunk(&reply, quoted, i * (lines / hunks));
	ma_buf_adds(&reply, "=== END n1\n");
	measure_edits(b, figure, ma_buf_str(&base), ma_buf_str(&reply), true);
	ma_buf_done(&base);
	ma_buf_done(&reply);
}

/* Every line of the file is the same, and so is every hunk: nothing can be placed. */
static void measure_hostile(struct bench *b)
{
	struct ma_buf base = MA_BUF_INIT(MA_LIMIT_FILE), reply = MA_BUF_INIT(MA_LIMIT_REPLY);
	int i;

	while (base.n < (b->small ? 20000 : MA_MIB))
		ma_buf_adds(&base, "x\n");
	ma_buf_adds(&reply, "=== EDIT n1 a.ts\n");
	for (i = 0; i < (b->small ? 20 : 1000); i++)
		add_hunk(&reply, "x\nx\nx\nx\nx\nx\nx\ny%d\n", i);
	ma_buf_adds(&reply, "=== END n1\n");
	measure_edits(b, "a hostile file of 1 MiB, 1,000 hostile hunks", ma_buf_str(&base),
		ma_buf_str(&reply), false);
	ma_buf_done(&base);
	ma_buf_done(&reply);
}

void bench_blocks(struct bench *b)
{
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		measure_form(b, &forms[i]);
	measure_long_file(b, "1,000 hunks of a file of 1 MiB, quoted as it is",
		"\tconst value_%d = compute(first);\n", "\tconst value_%d = compute(first);\n");
	measure_long_file(b, "1,000 hunks of a file of 1 MiB, quoted with another indent",
		"\tconst value_%d = compute(first);\n", "const value_%d = compute(first);\n");
	measure_hostile(b);
}
