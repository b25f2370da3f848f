/* Merging one file: vcs/merge.h as the public API gives it. */
#include "metaagent/files.h"

#include "base/limits.h"
#include "lib/ctx.h"
#include "lib/places.h"
#include "vcs/merge.h"

#define ARENA_MAX (32 * MA_LIMIT_FILE)

static json_t *text_json(struct ma_str s)
{
	return json_stringn(s.p ? s.p : "", s.n);
}

static json_t *conflict_json(const struct ma_conflict *c, const char *path)
{
	return json_pack("{s:s, s:o, s:o, s:o, s:o}", "path", path, "at", text_json(c->at), "base",
		text_json(c->side[MA_BASE]), "ours", text_json(c->side[MA_OURS]), "theirs",
		text_json(c->side[MA_THEIRS]));
}

/* NULL: memory is out. */
static json_t *conflicts_json(const struct ma_merged *m, const char *path)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; list && i < m->conflicts_n && i < MA_CONFLICTS_MAX; i++)
		if (json_array_append_new(list, conflict_json(&m->conflicts[i], path))) {
			json_decref(list);
			list = NULL;
		}
	return list;
}

static json_t *notes_json(const struct ma_merged *m)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; list && i < m->notes_n; i++)
		if (json_array_append_new(list, text_json(m->notes[i]))) {
			json_decref(list);
			list = NULL;
		}
	return list;
}

static json_t *merged_json(const struct ma_merged *m, const char *path)
{
	return json_pack("{s:b, s:s, s:o, s:o, s:I, s:o}", "clean", m->conflicts_n == 0, "by",
		m->by, "text", text_json(ma_buf_str(&m->text)), "conflicts", conflicts_json(m, path),
		"conflicts_n", (json_int_t)m->conflicts_n, "notes", notes_json(m));
}

static ma_rc check(const struct ma_str text[MA_SIDES_N], ma_err *err)
{
	static const char *const names[] = { "base", "ours", "theirs" };
	int s;

	for (s = 0; s < MA_SIDES_N; s++)
		if (!ma_str_utf8(text[s]))
			return ma_fail(err, MA_EINVALID, "%s is not UTF-8", names[s]);
	return MA_OK;
}

ma_rc ma_merge_text(const ma_merge_text_opts *opts, const char *base, const char *ours,
	const char *theirs, char **json_out, ma_err *err)
{
	const struct ma_str text[] = { ma_str(base), ma_str(ours), ma_str(theirs) };
	struct ma_arena arena = MA_ARENA_INIT(ARENA_MAX);
	struct ma_merge_opts how = { .label = { "base", "ours", "theirs" } };
	struct ma_merged merged;
	const char *path;
	int strategy;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!base || !ours || !theirs || !json_out || !opts || opts->size != sizeof(*opts))
		return ma_fail(err, MA_EMISUSE,
			"ma_merge_text: a missing argument, or another version's options");
	strategy = opts->strategy ? ma_merge_strategy_of(ma_str(opts->strategy)) : MA_MERGE_SMART;
	if (strategy < 0)
		return ma_fail(
			err, MA_EMISUSE, "ma_merge_text: \"%.60s\" is no strategy", opts->strategy);
	path = opts->path ? opts->path : "";
	how.strategy = (enum ma_merge_strategy)strategy;
	how.path = ma_str(path);
	how.markers = opts->markers;
	rc = check(text, err);
	if (!rc)
		rc = ma_places_syntax(&how.syntax, err);
	if (!rc)
		rc = ma_merge(text, &how, &arena, &merged, err);
	if (!rc) {
		rc = ma_give_json(merged_json(&merged, path), json_out, err);
		ma_merged_done(&merged);
	}
	ma_syntax_free(how.syntax);
	ma_arena_done(&arena);
	return rc;
}
