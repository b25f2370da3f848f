/* Merging one file: which way, and whether it came out right. */
#include "vcs/merge_parts.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/path.h"

static const char *const strategy_names[] = {
#define X(id, name, about) name,
	MA_MERGE_STRATEGIES(X)
#undef X
};

int ma_merge_strategy_of(struct ma_str name)
{
	size_t i;

	for (i = 0; i < MA_COUNT(strategy_names); i++)
		if (ma_str_is(name, strategy_names[i]))
			return (int)i;
	return -1;
}

bool ma_merge_may_drop(struct ma_str path)
{
	return ma_path_is_lock(path) && !ma_str_is(ma_outline_file(path), "go.sum");
}

static void *grown(struct ma_joining *j, void *list, size_t n, size_t *cap, size_t size)
{
	void *more;

	if (n < *cap)
		return list;
	*cap = *cap ? 2 * *cap : 8;
	more = ma_arena_alloc(j->arena, *cap, size);
	if (!more)
		j->rc = MA_ENOMEM;
	else if (n > 0)
		memcpy(more, list, n * size);
	return more;
}

static void add_conflict(struct ma_joining *j, const struct ma_conflict *c)
{
	struct ma_merged *m = j->out;
	struct ma_conflict *more;

	if (m->conflicts_n >= MA_CONFLICTS_MAX) {
		m->conflicts_n++;
		return;
	}
	more = grown(j, m->conflicts, m->conflicts_n, &j->conflicts_cap, sizeof(*more));
	if (!more)
		return;
	m->conflicts = more;
	m->conflicts[m->conflicts_n++] = *c;
}

/* The line of a part of a side's text; 0 where it is none. */
static uint32_t line_of(struct ma_joining *j, int s, struct ma_str part)
{
	struct ma_str text = j->text ? j->text[s] : MA_STR("");
	struct ma_line_at *seen = &j->seen[s];
	size_t at;

	if (part.n == 0 || text.n == 0 || (uintptr_t)part.p < (uintptr_t)text.p ||
		(uintptr_t)part.p >= (uintptr_t)text.p + text.n)
		return 0;
	at = (size_t)((uintptr_t)part.p - (uintptr_t)text.p);
	if (at < seen->at)
		*seen = (struct ma_line_at){ 0, 0 };
	for (; seen->at < at; seen->at++)
		seen->before += text.p[seen->at] == '\n';
	return seen->before + 1;
}

void ma_joining_conflict(
	struct ma_joining *j, struct ma_str at, const struct ma_str side[MA_SIDES_N])
{
	struct ma_conflict c = { .at = at };
	int s;

	for (s = 0; s < MA_SIDES_N && j->out->conflicts_n < MA_CONFLICTS_MAX; s++) {
		c.side[s] = side[s];
		c.line[s] = line_of(j, s, side[s]);
	}
	add_conflict(j, &c);
}

void ma_joining_note(struct ma_joining *j, const char *fmt, ...)
{
	struct ma_merged *m = j->out;
	char line[MA_ERR_MSG_MAX];
	struct ma_str *more = grown(j, m->notes, m->notes_n, &j->notes_cap, sizeof(*more));
	char *copy;
	va_list ap;

	if (!more)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(line, sizeof(line), fmt, ap); /* a long note is cut */
	va_end(ap);
	copy = ma_arena_dup(j->arena, ma_str(line));
	if (!copy)
		j->rc = MA_ENOMEM;
	m->notes = more;
	m->notes[m->notes_n++] = ma_str(copy);
}

/* Forget what was found so far. */
static void start_anew(struct ma_joining *j)
{
	ma_buf_clear(&j->out->text);
	ma_buf_clear(&j->at);
	j->out->conflicts_n = j->out->notes_n = j->conflicts_cap = j->notes_cap = 0;
	j->rc = MA_OK;
}

static struct ma_str chunk_text(
	struct ma_joining *j, const struct ma_merge3 *m, const struct ma_chunk *c, enum ma_side s)
{
	struct ma_buf text = MA_BUF_INIT(MA_MERGED_MAX);
	char *copy = NULL;
	size_t n;

	ma_merge3_side(m, c, s, &text);
	n = text.n;
	if (!text.rc)
		copy = ma_arena_dup(j->arena, ma_buf_str(&text));
	ma_buf_done(&text);
	if (!copy)
		j->rc = MA_ENOMEM;
	return ma_str_n(copy, copy ? n : 0);
}

static void tell_line_conflict(
	struct ma_joining *j, const struct ma_merge3 *m, const struct ma_chunk *c)
{
	struct ma_conflict told = { .at = MA_STR("") };
	char at[32];
	int s;

	for (s = 0; s < MA_SIDES_N; s++) {
		told.side[s] = chunk_text(j, m, c, (enum ma_side)s);
		if (s == MA_OURS || told.side[s].n > 0)
			told.line[s] = c->at[s] + 1;
	}
	(void)snprintf(at, sizeof(at), "line %u", (unsigned)c->at[MA_OURS] + 1); /* short */
	told.at = ma_str(ma_arena_dup(j->arena, ma_str(at)));
	add_conflict(j, &told);
}

static void write_ours(const struct ma_merge3 *m, struct ma_buf *out)
{
	struct ma_merge3 ours = *m;
	size_t i;

	for (i = 0; i < ours.chunks_n; i++)
		if (ours.chunks[i].kind == MA_CHUNK_CONFLICT)
			ours.chunks[i].kind = MA_CHUNK_OURS;
	ma_merge3_write(&ours, MA_CONFLICT_MARKERS, NULL, out);
}

/* By lines, with all that is merged beside them. */
static ma_rc join_lines(struct ma_joining *j, const struct ma_str text[MA_SIDES_N], bool both,
	const char **why_out, ma_err *err)
{
	struct ma_merge3 m;
	size_t i;
	ma_rc rc = ma_merge3(text, j->arena, &m, err);

	if (!rc && j->opts->strategy == MA_MERGE_SMART)
		rc = ma_merge_children(&m, text, j->opts, err);
	if (!rc && j->opts->strategy == MA_MERGE_SMART)
		rc = ma_merge_statements(&m, j->opts, j->arena, &j->one_statement, err);
	if (rc)
		return rc;
	*why_out = m.conflicts_n == 0 && ma_merge_declares_twice(&m, j->opts->path)
		? "both sides declare one name in one block"
		: NULL;
	for (i = 0; !both && i < m.chunks_n; i++)
		if (m.chunks[i].kind == MA_CHUNK_CONFLICT)
			tell_line_conflict(j, &m, &m.chunks[i]);
	if (both || j->opts->markers)
		ma_merge3_write(&m, both ? MA_CONFLICT_BOTH : MA_CONFLICT_MARKERS, j->opts->label,
			&j->out->text);
	else
		write_ours(&m, &j->out->text);
	j->out->by = "lines";
	return MA_OK;
}

/* Ours, then what theirs added. */
static ma_rc append(struct ma_joining *j, const struct ma_str text[MA_SIDES_N], ma_err *err)
{
	const struct ma_str added[] = { text[MA_BASE], text[MA_BASE], text[MA_THEIRS] };
	struct ma_buf *out = &j->out->text;
	struct ma_merge3 m;
	size_t i;
	ma_rc rc = ma_merge3(added, j->arena, &m, err);

	if (rc)
		return rc;
	ma_buf_addv(out, text[MA_OURS]);
	if (out->n > 0 && out->p[out->n - 1] != '\n' && m.chunks_n > 0)
		ma_buf_addc(out, '\n');
	for (i = 0; i < m.chunks_n; i++)
		if (m.chunks[i].kind == MA_CHUNK_THEIRS)
			ma_merge3_side(&m, &m.chunks[i], MA_THEIRS, out);
	j->out->by = "append";
	return MA_OK;
}

/* The three texts as outlines, where their file has any. */
struct outlines {
	const struct ma_outline_kind *kind; /* NULL: there are none */
	struct ma_str text[MA_SIDES_N];     /* undressed */
	const struct ma_outline *list[MA_SIDES_N];
	size_t repeats; /* the most of any side */
};

static ma_rc read_outline(struct ma_joining *j, const struct ma_outline_kind *kind,
	struct ma_str text, struct ma_outline **out, ma_err *err)
{
	const struct ma_outline_source from = { j->opts->path, text, j->opts->syntax };

	return kind->read(&from, j->arena, out, err);
}

/* All three, or none. A base that is empty, since both sides made the file, has an empty outline. */
static ma_rc read_outlines(struct ma_joining *j, struct outlines *o, ma_err *err)
{
	const struct ma_outline_kind *kind = ma_outline_kind_of(j->opts->path, o->text[MA_OURS]);
	struct ma_outline *list;
	ma_err why = { .code = MA_OK };
	size_t repeats;
	int s;

	for (s = MA_SIDES_N; kind && s-- > 0;) {
		list = NULL;
		if (s == MA_BASE && ma_str_trim(o->text[s]).n == 0)
			list = ma_outline_new(j->arena, o->list[MA_OURS]->separator);
		else if (read_outline(j, kind, o->text[s], &list, &why) && why.code != MA_ENOMEM)
			return MA_OK;
		if (!list)
			return ma_fail_nomem(err);
		o->list[s] = list;
		repeats = ma_outline_repeats(list);
		o->repeats = repeats > o->repeats ? repeats : o->repeats;
	}
	o->kind = kind;
	return MA_OK;
}

/* How the files of a kind use the names that they have. */
static enum ma_use use_of(const struct ma_outline_kind *kind, struct ma_str path)
{
	if (kind->read == ma_outline_code || ma_str_is(ma_outline_file(path), "package.json"))
		return MA_USE_WORD;
	return kind->read == ma_outline_yaml || kind->read == ma_outline_toml ||
			kind->read == ma_outline_json
		? MA_USE_SCALAR
		: MA_USE_NONE;
}

static bool is_shell(struct ma_str path, struct ma_str text)
{
	const struct ma_language *language = ma_syntax_language_of(path, text);

	return language && strcmp(ma_language_name(language), "bash") == 0;
}

static ma_rc check_meaning(struct ma_joining *j, const struct outlines *o,
	const struct ma_outline *merged, const char **why_out, ma_err *err)
{
	const struct ma_meaning meaning = {
		.list = { o->list[MA_BASE], o->list[MA_OURS], o->list[MA_THEIRS], merged },
		.text = { o->text[MA_BASE], o->text[MA_OURS], o->text[MA_THEIRS],
			ma_buf_str(&j->out->text) },
		.use = use_of(o->kind, j->opts->path),
		.code = o->kind->read == ma_outline_code,
		.shell = is_shell(j->opts->path, o->text[MA_OURS]),
		.arena = j->arena,
	};

	ma_rc rc = meaning.use == MA_USE_NONE ? MA_OK : ma_merge_meaning(&meaning, why_out, err);

	return rc || *why_out || !meaning.code ? rc
					       : ma_merge_names(&meaning, j->opts, why_out, err);
}

/* Why what came out cannot be taken, or NULL. */
static ma_rc check(struct ma_joining *j, const struct outlines *o, const char **why_out, ma_err *err)
{
	struct ma_str merged = ma_buf_str(&j->out->text);
	struct ma_outline *list = NULL;
	ma_err why = { .code = MA_OK };
	ma_rc rc = ma_merge_check(o->text, merged, j->out->notes, j->out->notes_n, why_out, err);

	if (rc || *why_out || !o->kind)
		return rc;
	rc = read_outline(j, o->kind, merged, &list, &why);
	if (rc == MA_ENOMEM)
		return ma_fail_nomem(err);
	if (rc)
		*why_out = "it can no longer be read";
	else if (ma_outline_repeats(list) > o->repeats)
		*why_out = "something is defined twice";
	else
		rc = ma_merge_faults(j->opts, o->text, merged, j->arena, why_out, err);
	if (rc == MA_ENOMEM)
		return rc;
	return *why_out ? MA_OK : check_meaning(j, o, list, why_out, err);
}

/* A conflict needs no check: it is told, whatever stands in its place. */
static ma_rc judge(struct ma_joining *j, const struct outlines *o, const char **why_out, ma_err *err)
{
	ma_rc rc = ma_buf_check(&j->out->text, err);

	return rc || j->out->conflicts_n > 0 ? rc : check(j, o, why_out, err);
}

/* Whether the way led to a merge that can be taken. */
static ma_rc try_outlines(
	struct ma_joining *j, const struct outlines *o, const char **why_out, ma_err *err)
{
	start_anew(j);
	*why_out = !o->kind ? "it has no outline" : "both sides change one statement";
	if (!o->kind || j->one_statement)
		return MA_OK;
	j->out->by = o->kind->name;
	ma_merge_outlines(j, o->list);
	*why_out = j->rc == MA_ELIMIT ? "it has too many items" : NULL;
	if (j->rc == MA_ELIMIT)
		return MA_OK;
	if (j->rc || j->at.rc)
		return ma_fail_nomem(err);
	return judge(j, o, why_out, err);
}

static ma_rc try_lines(
	struct ma_joining *j, const struct outlines *o, const char **why_out, ma_err *err)
{
	ma_rc rc;

	start_anew(j);
	rc = join_lines(j, o->text, false, why_out, err);
	return rc || *why_out ? rc : judge(j, o, why_out, err);
}

/* All of it is one conflict, where no smaller place is known. */
static void conflict_whole(
	struct ma_joining *j, const char *why, const struct ma_str text[MA_SIDES_N])
{
	struct ma_buf *out = &j->out->text;
	int s;

	start_anew(j);
	if (ma_merge_place(j, why, text))
		return;
	ma_buf_addf(&j->at, "all of it: %s", why);
	ma_joining_conflict(j, ma_str(ma_arena_dup(j->arena, ma_buf_str(&j->at))), text);
	for (s = 0; j->opts->markers && s < MA_SIDES_N; s++) {
		static const enum ma_side order[] = { MA_OURS, MA_BASE, MA_THEIRS };
		static const char *const marker[] = { "<<<<<<< ", "||||||| ", "=======" };

		ma_buf_addf(out, "%s%s\n", marker[s], s < 2 ? j->opts->label[order[s]] : "");
		ma_buf_addv(out, text[order[s]]);
		if (out->n > 0 && out->p[out->n - 1] != '\n')
			ma_buf_addc(out, '\n');
	}
	if (j->opts->markers)
		ma_buf_addf(out, ">>>>>>> %s\n", j->opts->label[MA_THEIRS]);
	else
		ma_buf_addv(out, text[MA_OURS]);
}

/* First one way, then the other; the first that gives a merge without a conflict is taken. */
static ma_rc join_smart(struct ma_joining *j, const struct outlines *o, ma_err *err)
{
	bool lines_first = !o->kind || o->kind->lines_first;
	const char *why = NULL;
	ma_rc rc = (lines_first ? try_lines : try_outlines)(j, o, &why, err);

	if (rc || (!why && j->out->conflicts_n == 0))
		return rc;
	if (o->kind)
		rc = (lines_first ? try_outlines : try_lines)(j, o, &why, err);
	if (rc || (!why && j->out->conflicts_n == 0))
		return rc;
	/* Neither did: the conflict is told where it is smallest. */
	if (o->kind && !j->opts->markers)
		rc = try_outlines(j, o, &why, err);
	if (!rc && (why || j->out->conflicts_n == 0))
		rc = try_lines(j, o, &why, err);
	if (!rc && j->out->conflicts_n == 0)
		conflict_whole(j, why, o->text);
	return rc;
}

static ma_rc smart(struct ma_joining *j, const struct ma_str text[MA_SIDES_N], ma_err *err)
{
	struct outlines o = { .kind = NULL };
	struct ma_merge3 m;
	int s;
	ma_rc rc;

	if (ma_path_is_lock(j->opts->path)) {
		conflict_whole(j, "a lock file is not merged but made anew", text);
		return MA_OK;
	}
	rc = ma_merge3_read(text, j->arena, &m, err);
	for (s = 0; s < MA_SIDES_N && !rc; s++)
		rc = ma_merge_undress(&m.side[s], j->arena, &o.text[s], err);
	j->text = o.text;
	if (!rc)
		rc = read_outlines(j, &o, err);
	if (!rc)
		rc = join_smart(j, &o, err);
	j->text = NULL;
	return rc ? rc : ma_merge_dress(&j->out->text, &m, err);
}

/* What one side alone changed needs no merging. */
static bool take_unchanged(struct ma_joining *j, const struct ma_str text[MA_SIDES_N])
{
	bool same = ma_str_eq(text[MA_OURS], text[MA_THEIRS]);

	if (!same && !ma_str_eq(text[MA_BASE], text[MA_OURS]) &&
		!ma_str_eq(text[MA_BASE], text[MA_THEIRS]))
		return false;
	ma_buf_addv(&j->out->text,
		ma_str_eq(text[MA_BASE], text[MA_OURS]) ? text[MA_THEIRS] : text[MA_OURS]);
	j->out->by = "unchanged";
	return true;
}

static ma_rc join(struct ma_joining *j, const struct ma_str text[MA_SIDES_N], ma_err *err)
{
	const char *why; /* of the smart one alone: what was asked for is done */

	if (take_unchanged(j, text))
		return MA_OK;
	switch (j->opts->strategy) {
	case MA_MERGE_APPEND:
		return append(j, text, err);
	case MA_MERGE_REPLACE:
		ma_buf_addv(&j->out->text, text[MA_THEIRS]);
		j->out->by = "replace";
		return MA_OK;
	case MA_MERGE_UNION:
		return join_lines(j, text, true, &why, err);
	case MA_MERGE_THREE_WAY:
		return join_lines(j, text, false, &why, err);
	case MA_MERGE_SMART:
		break;
	}
	return smart(j, text, err);
}

ma_rc ma_merge(const struct ma_str text[MA_SIDES_N], const struct ma_merge_opts *opts,
	struct ma_arena *arena, struct ma_merged *out, ma_err *err)
{
	struct ma_merged merged = { .text = MA_BUF_INIT(MA_MERGED_MAX), .by = "" };
	struct ma_joining j = {
		.opts = opts, .arena = arena, .out = &merged, .at = MA_BUF_INIT(MA_MIB)
	};
	ma_rc rc = MA_OK;
	int s;

	for (s = 0; !rc && s < MA_SIDES_N; s++) {
		if (text[s].n > MA_LIMIT_FILE)
			rc = ma_fail(err, MA_ELIMIT, "%s is longer than %zu bytes", opts->label[s],
				MA_LIMIT_FILE);
		else if (text[s].n > 0 && memchr(text[s].p, '\0', text[s].n))
			rc = ma_fail(
				err, MA_EINVALID, "%s is no text: it holds NUL", opts->label[s]);
	}
	if (!rc)
		rc = join(&j, text, err);
	if (!rc && j.rc)
		rc = ma_fail_nomem(err);
	if (!rc)
		rc = ma_buf_check(&merged.text, err);
	ma_buf_done(&j.at);
	if (rc)
		ma_merged_done(&merged);
	else
		*out = merged;
	return rc;
}

void ma_merged_done(struct ma_merged *m)
{
	ma_buf_done(&m->text);
}
