/*
 * Three texts of a file of some kind, with NUL between them: any bytes are merged or refused. With an unchanged side the other one comes out;
 * what is clean has no marker that no side had, and no word that a side added is lost.
 */
#include "vcs/merge_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "fuzz/target.h"
#include "sys/fs.h"

static const char *const paths[] = { "a.txt", "a.json", "package.json", "tsconfig.json", "a.toml",
	"a.yaml", "a.md", ".gitignore", "requirements.txt", ".env.example", "a.ts", "a.tsx", "a.py",
	"a.go", "a.rs", "a.c", "A.java", "package-lock.json", "a.sh" };

static const enum ma_merge_strategy strategies[] = { MA_MERGE_SMART, MA_MERGE_SMART,
	MA_MERGE_THREE_WAY, MA_MERGE_UNION };

/* NULL where there are no grammars. */
static struct ma_syntax *grammars(void)
{
	static struct ma_syntax *syntax;
	static bool looked;
	const char *source = getenv("META_AGENT_SOURCE");
	char dir[4096];
	ma_err err = { .code = MA_OK };

	if (looked)
		return syntax;
	looked = true;
	snprintf(dir, sizeof(dir), "%s/build/grammars", source ? source : ".");
	if (ma_fs_exists(dir))
		MA_ASSERT(ma_syntax_new(dir, &syntax, &err) == MA_OK);
	return syntax;
}

static struct ma_str cut(struct ma_str *rest)
{
	const char *nul = rest->n > 0 ? memchr(rest->p, '\0', rest->n) : NULL;
	struct ma_str head = ma_str_n(rest->p, nul ? (size_t)(nul - rest->p) : rest->n);

	*rest = ma_str_from(*rest, nul ? head.n + 1 : head.n);
	return head;
}

static void check_clean(const struct ma_str text[MA_SIDES_N], const struct ma_merged *m)
{
	const char *why = NULL;
	ma_err err = { .code = MA_OK };

	MA_ASSERT(ma_merge_check(text, ma_buf_str(&m->text), m->notes, m->notes_n, &why, &err) ==
		MA_OK);
	MA_ASSERT(!why);
}

/* Of other bytes only that they are merged or refused: replies are text, and so is what `merge` takes. */
static bool are_text(const struct ma_str text[MA_SIDES_N])
{
	return ma_str_utf8(text[MA_BASE]) && ma_str_utf8(text[MA_OURS]) &&
		ma_str_utf8(text[MA_THEIRS]);
}

static void merge(const struct ma_str text[MA_SIDES_N], const struct ma_merge_opts *opts)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_LIMIT_ARENA);
	struct ma_merged m;
	ma_err err = { .code = MA_OK };
	ma_rc rc = ma_merge(text, opts, &arena, &m, &err);

	MA_ASSERT(rc == MA_OK || rc == MA_ELIMIT);
	if (!rc) {
		if (ma_str_eq(text[MA_BASE], text[MA_OURS]))
			MA_ASSERT(ma_str_eq(ma_buf_str(&m.text), text[MA_THEIRS]));
		else if (opts->strategy == MA_MERGE_SMART && m.conflicts_n == 0 && are_text(text))
			check_clean(text, &m);
		ma_merged_done(&m);
	}
	ma_arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ma_str rest, text[MA_SIDES_N], unchanged[MA_SIDES_N];
	struct ma_merge_opts opts = { .label = { "base", "ours", "theirs" }, .syntax = grammars() };
	int s;

	if (size == 0)
		return 0;
	opts.path = ma_str(paths[data[0] % MA_COUNT(paths)]);
	opts.strategy = strategies[data[0] / MA_COUNT(paths) % MA_COUNT(strategies)];
	opts.markers = data[0] & 1;
	rest = target_text(data + 1, size - 1);
	for (s = 0; s < MA_SIDES_N; s++)
		text[s] = s < MA_THEIRS ? cut(&rest) : rest;
	if (text[MA_THEIRS].n > 0 && memchr(text[MA_THEIRS].p, '\0', text[MA_THEIRS].n))
		return 0;
	merge(text, &opts);
	memcpy(unchanged, text, sizeof(text));
	unchanged[MA_OURS] = text[MA_BASE];
	merge(unchanged, &opts);
	return 0;
}
