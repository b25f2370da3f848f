/*
 * What holds for every merge, on random texts: with a side that did not change it gives the other one; the sides may change places
 * and only the order of what both added differs; no line that a side added is lost unless it is told. META_AGENT_SEED
 * draws others, ROUNDS says how many.
 */
#include "vcs/merge.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "support/setting.h"
#include "support/torture.h"

#define LINES_MAX 40

static uint64_t seed;

static uint64_t draw(uint64_t *random, uint64_t below)
{
	*random = *random * 6364136223846793005U + 1442695040888963407U;
	return (*random >> 33) % below;
}

struct text {
	unsigned line[2 * LINES_MAX]; /* numbers of a vocabulary */
	size_t n;
};

static void insert(struct text *t, size_t at, unsigned line)
{
	if (t->n == MA_COUNT(t->line))
		return;
	memmove(&t->line[at + 1], &t->line[at], (t->n - at) * sizeof(t->line[0]));
	t->line[at] = line;
	t->n++;
}

static void take_out(struct text *t, size_t at)
{
	memmove(&t->line[at], &t->line[at + 1], (t->n - at - 1) * sizeof(t->line[0]));
	t->n--;
}

static struct text make_base(uint64_t *random)
{
	struct text t = { .n = draw(random, LINES_MAX) };
	size_t i;

	for (i = 0; i < t.n; i++) /* some lines stand more than once */
		t.line[i] = (unsigned)draw(random, 4) ? (unsigned)i : (unsigned)draw(random, 5);
	return t;
}

/* `own`: the first of the lines that only this side adds; a few are of both. */
static struct text edit(uint64_t *random, const struct text *base, unsigned own)
{
	struct text t = *base;
	uint64_t edits = draw(random, 5), i;

	for (i = 0; i < edits; i++) {
		size_t at = draw(random, t.n + 1);
		unsigned line = draw(random, 6) ? own + (unsigned)i : 90 + (unsigned)draw(random, 3);

		if (at < t.n && draw(random, 2))
			take_out(&t, at);
		if (draw(random, 3))
			insert(&t, at, line);
	}
	return t;
}

static const char *const paths[] = { "a.txt", "a.md", ".gitignore", "a.toml", "a.yaml", "a.ts" };

static void write_text(const struct text *t, const char *path, struct ma_buf *out)
{
	const char *form = strcmp(path, "a.md") == 0 ? "%sword%u\n"
		: strcmp(path, "a.toml") == 0        ? "%skey%u = 1\n"
		: strcmp(path, "a.yaml") == 0        ? "%skey%u: 1\n"
						     : "%sline%u\n";
	size_t i;

	ma_buf_adds(out, "");
	for (i = 0; i < t->n; i++)
		ma_buf_addf(out, form, strcmp(path, "a.md") == 0 && t->line[i] % 7 == 0 ? "# " : "",
			t->line[i]);
}

struct merged {
	struct ma_buf text;
	size_t conflicts_n, notes_n;
};

static void merge(struct ma_str base, struct ma_str ours, struct ma_str theirs, const char *path,
	enum ma_merge_strategy strategy, struct merged *out)
{
	const struct ma_str text[] = { base, ours, theirs };
	const struct ma_merge_opts opts = { strategy, ma_str(path), false,
		{ "base", "ours", "theirs" }, NULL };
	struct ma_arena arena = MA_ARENA_INIT(64 * MA_MIB);
	struct ma_merged m;
	ma_err err = { .code = MA_OK };

	if (ma_merge(text, &opts, &arena, &m, &err))
		fail_msg("META_AGENT_SEED=%llu: %s", (unsigned long long)seed, err.msg);
	*out = (struct merged){ m.text, m.conflicts_n, m.notes_n };
	ma_arena_done(&arena);
}

static long count(struct ma_str text, struct ma_str wanted)
{
	struct ma_str line;
	long n = 0;

	while (ma_str_line(&text, &line))
		n += ma_str_eq(line, wanted);
	return n;
}

static long at_least(long base, long ours, long theirs)
{
	long more = ours > theirs ? ours : theirs, less = ours > theirs ? theirs : ours;

	if (more <= base)
		return 0;
	return less < base ? more - (base - less) : more;
}

static void nothing_is_lost(struct ma_str base, struct ma_str ours, struct ma_str theirs,
	const struct merged *m, const char *path)
{
	struct ma_str rest[] = { ours, theirs }, line;
	size_t s;

	for (s = 0; s < 2; s++)
		while (ma_str_line(&rest[s], &line))
			if (count(ma_buf_str(&m->text), line) <
				at_least(count(base, line), count(ours, line), count(theirs, line)))
				fail_msg("META_AGENT_SEED=%llu: " MA_STR_FMT
					 " is lost in\n%s\nof %s, base\n" MA_STR_FMT
					 "ours\n" MA_STR_FMT "theirs\n" MA_STR_FMT,
					(unsigned long long)seed, MA_STR_ARG(line), m->text.p, path,
					MA_STR_ARG(base), MA_STR_ARG(ours), MA_STR_ARG(theirs));
}

/* Each line of one as often in the other, but for blank ones. */
static void has_lines(const struct merged *a, const struct merged *b, const char *path)
{
	struct ma_str rest = ma_buf_str(&a->text), line;

	while (a->conflicts_n == 0 && ma_str_line(&rest, &line))
		if (line.n > 0 &&
			count(ma_buf_str(&a->text), line) != count(ma_buf_str(&b->text), line))
			fail_msg("META_AGENT_SEED=%llu: %s: " MA_STR_FMT
				 " is not as often in\n%s\nas in\n%s",
				(unsigned long long)seed, path, MA_STR_ARG(line), a->text.p,
				b->text.p);
}

static void same_lines(const struct merged *a, const struct merged *b, const char *path)
{
	if (a->conflicts_n != b->conflicts_n)
		fail_msg(
			"META_AGENT_SEED=%llu: %s: %zu conflicts and %zu the other way round\n%s\n%s",
			(unsigned long long)seed, path, a->conflicts_n, b->conflicts_n, a->text.p,
			b->text.p);
	has_lines(a, b, path);
	has_lines(b, a, path);
}

static void is(const struct merged *m, struct ma_str want, const char *path)
{
	if (m->conflicts_n > 0 || !ma_str_eq(ma_buf_str(&m->text), want))
		fail_msg("META_AGENT_SEED=%llu: %s: an unchanged side gives\n%s",
			(unsigned long long)seed, path, m->text.p);
}

static void holds(struct ma_str base, struct ma_str ours, struct ma_str theirs, const char *path,
	enum ma_merge_strategy strategy)
{
	struct merged m, other;

	merge(base, base, theirs, path, strategy, &m);
	is(&m, theirs, path);
	ma_buf_done(&m.text);
	merge(base, ours, base, path, strategy, &m);
	is(&m, ours, path);
	ma_buf_done(&m.text);
	merge(base, ours, theirs, path, strategy, &m);
	merge(base, theirs, ours, path, strategy, &other);
	same_lines(&m, &other, path);
	if (m.conflicts_n == 0 && m.notes_n == 0)
		nothing_is_lost(base, ours, theirs, &m, path);
	ma_buf_done(&m.text);
	ma_buf_done(&other.text);
}

static void what_holds_for_every_merge_holds(void **state)
{
	const int64_t rounds = setting("ROUNDS", 1500);
	uint64_t random;
	int64_t i;

	MA_UNUSED(state);
	seed = (uint64_t)seed_of_run();
	for (i = 0; i < rounds; i++, seed++) {
		struct ma_buf text[MA_SIDES_N];
		const char *path = paths[seed % MA_COUNT(paths)];
		struct text base, side;
		int s;

		random = seed * 0x9e3779b97f4a7c15U;
		base = make_base(&random);
		for (s = 0; s < MA_SIDES_N; s++) {
			text[s] = (struct ma_buf)MA_BUF_INIT(MA_MIB);
			side = s == MA_BASE ? base : edit(&random, &base, 100 * (unsigned)s);
			write_text(&side, path, &text[s]);
		}
		holds(ma_buf_str(&text[0]), ma_buf_str(&text[1]), ma_buf_str(&text[2]), path,
			MA_MERGE_SMART);
		holds(ma_buf_str(&text[0]), ma_buf_str(&text[1]), ma_buf_str(&text[2]), path,
			MA_MERGE_THREE_WAY);
		for (s = 0; s < MA_SIDES_N; s++)
			ma_buf_done(&text[s]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_holds_for_every_merge_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
