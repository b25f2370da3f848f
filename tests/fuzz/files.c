/*
 * What is done to a file that a model wrote: checked beside another, laid out, read as an outline, merged. The first byte says of what kind it is. Nothing
 * fails but for want of something; what is laid out twice is what is laid out once, and says the same; an outline gives back its text; a merge with
 * what nobody changed is the other side.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "fuzz/target.h"
#include "vcs/check.h"
#include "vcs/format.h"
#include "vcs/format_same.h"
#include "vcs/merge.h"
#include "vcs/outline.h"

static const char *const paths[] = { "a.ts", "a.tsx", "a.js", "a.py", "a.go", "a.rs", "a.c", "a.h",
	"A.java", "a.json", "tsconfig.json", "a.yaml", "a.toml", "a.md", ".gitignore",
	"requirements.txt", "a.css", "package.json" };

static struct ma_syntax *grammars(void)
{
	static struct ma_syntax *syntax;
	const char *source = getenv("META_AGENT_SOURCE"), *set = getenv("META_AGENT_GRAMMARS");
	struct ma_buf dir = MA_BUF_INIT(4096);
	ma_err err;

	if (syntax)
		return syntax;
	ma_buf_addf(&dir, "%s%s", set ? set : source ? source : ".", set ? "" : "/build/grammars");
	MA_ASSERT(dir.rc == MA_OK && ma_syntax_new(dir.p, &syntax, &err) == MA_OK);
	ma_buf_done(&dir);
	return syntax;
}

static void check(struct ma_str path, struct ma_str text, struct ma_arena *arena)
{
	struct ma_findings found;
	ma_err err;
	size_t i;

	MA_ASSERT(ma_check_file(grammars(), path, MA_STR(""), text, arena, &found, &err) == MA_OK);
	MA_ASSERT(found.n <= found.count);
	for (i = 0; i < found.n; i++)
		MA_ASSERT(found.v[i].what.n > 0);
	if (text.n == 0)
		return; /* which is as none */
	MA_ASSERT(ma_check_file(grammars(), path, text, text, arena, &found, &err) == MA_OK);
	MA_ASSERT(found.count == 0);
}

static void lay_out(struct ma_str path, struct ma_str text, struct ma_arena *arena)
{
	const struct ma_language *language = ma_syntax_language_of(path, text);
	struct ma_str once, again;
	bool same = true;
	ma_rc rc;
	ma_err err;

	MA_ASSERT(ma_format_plain(grammars(), path, text, arena, &once, &err) == MA_OK);
	MA_ASSERT(ma_format_plain(grammars(), path, once, arena, &again, &err) == MA_OK);
	MA_ASSERT(ma_str_eq(once, again));
	if (language) {
		rc = ma_format_same(grammars(), language, text, text, &same, &err);
		MA_ASSERT(rc == MA_ELIMIT || rc == MA_EUNAVAILABLE || (rc == MA_OK && same));
	}
}

static void read_outline(struct ma_str path, struct ma_str text, struct ma_arena *arena)
{
	const struct ma_outline_kind *kind = ma_outline_kind_of(path, text);
	const struct ma_outline_source from = { path, text, grammars() };
	struct ma_buf out = MA_BUF_INIT(64 * MA_MIB);
	struct ma_outline *list;
	ma_err err;

	/* Outlines are of texts with LF, and one at their end. */
	if (kind && text.n > 0 && text.p[text.n - 1] == '\n' && ma_str_is_text(text) &&
		!memchr(text.p, '\r', text.n) && !ma_str_starts(text, "\xef\xbb\xbf") &&
		kind->read(&from, arena, &list, &err) == MA_OK) {
		ma_outline_write(list, &out);
		MA_ASSERT(ma_str_eq(ma_buf_str(&out), text));
	}
	ma_buf_done(&out);
}

static void merge(struct ma_str path, struct ma_str text, struct ma_arena *arena)
{
	const struct ma_str half = ma_str_n(text.p, text.n / 2);
	const struct ma_str sides[] = { half, half, text }, both[] = { MA_STR(""), half, text };
	const struct ma_merge_opts opts = { MA_MERGE_SMART, path, false,
		{ "base", "ours", "theirs" }, grammars() };
	struct ma_merged m;
	ma_err err;

	if (ma_merge(sides, &opts, arena, &m, &err) == MA_OK) {
		MA_ASSERT(m.conflicts_n == 0 && ma_str_eq(ma_buf_str(&m.text), text));
		ma_merged_done(&m);
	}
	if (ma_merge(both, &opts, arena, &m, &err) == MA_OK)
		ma_merged_done(&m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ma_arena arena = MA_ARENA_INIT(512 * MA_MIB);
	struct ma_str path, text;

	if (size == 0)
		return 0;
	path = ma_str(paths[data[0] % MA_COUNT(paths)]);
	text = target_text(data + 1, size - 1);
	check(path, text, &arena);
	lay_out(path, text, &arena);
	read_outline(path, text, &arena);
	merge(path, text, &arena);
	ma_arena_done(&arena);
	return 0;
}
