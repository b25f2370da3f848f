/* The contents of a reply's files: checked one by one, laid out together, written as a file set. */
#include "base/path.h"
#include "codec/json.h"
#include "engine/reply_check.h"
#include "engine/reply_guard.h"
#include "engine/reply_parts.h"
#include "vcs/format.h"

#define AHEAD_MIN \
	(16 * MA_KIB) /* bytes of all files of a reply, from which on threads are worth it */
#define AHEAD_MAX (4 * MA_MIB) /* of whose trees are kept at a time */

/* The text that a file replaces: of its path, or of that which it is moved from. False: it cannot be told. */
static bool text_before(struct ma_checker *c, struct ma_str path, struct ma_str *out)
{
	struct ma_edit_base base = { .exists = false };
	ma_err err = { MA_OK, 0, "" };
	size_t i;
	ma_rc rc;

	for (i = 0; i < c->blocks.n; i++)
		if (c->blocks.v[i].op == MA_BLOCK_MOVE && ma_str_eq(c->blocks.v[i].to, path))
			path = c->blocks.v[i].path;
	rc = c->ask->base(c->ask->base_data, path, &base, &err);
	*out = base.exists ? base.text : MA_STR("");
	if (rc && rc != MA_ELIMIT)
		c->o->err = err;
	return rc == MA_OK;
}

void ma_checker_doubt(struct ma_checker *c, struct ma_str path, struct ma_str why)
{
	if (c->doubts.n + path.n + why.n > PROBLEMS_MAX)
		return; /* enough are named */
	if (c->doubts.n > 0)
		ma_buf_addc(&c->doubts, '\n');
	ma_buf_add_visible(&c->doubts, path);
	ma_buf_adds(&c->doubts, ": ");
	ma_buf_add_visible(&c->doubts, why);
}

/*
 * A repair, and whoever comes after acceptance tests, keeps no test from running. A file of another task that is new
 * sets up what was not there.
 */
static bool disables(struct ma_checker *c, const struct ma_file_change *f)
{
	struct ma_buf why = MA_BUF_INIT(MA_KIB);
	bool repairs = c->ask->task->mends || c->ask->task->retests, found = false;
	struct ma_str before = MA_STR("");

	if ((repairs || c->ask->guarded.n > 0) && text_before(c, f->path, &before) &&
		(repairs || before.n > 0))
		found = ma_guard_disables(f->path, before, f->content, &why) ||
			(repairs &&
				ma_guard_silences(
					f->path, before, f->content, c->ask->task->name, &why)) ||
			(repairs && before.n > 0 && ma_path_is_test(f->path) &&
				ma_guard_weakens(before, f->content, &why));
	c->nomem |= why.rc == MA_ENOMEM;
	if (found)
		ma_checker_fault(c, f->path, ma_buf_str(&why), "");
	ma_buf_done(&why);
	return found;
}

/* Nobody else takes away what acceptance tests run by: a move takes it away, too. */
static bool unsets(struct ma_checker *c, const struct ma_file_change *f)
{
	bool found = c->ask->guarded.n > 0 && ma_guard_keeps(f->path);

	if (found)
		ma_checker_fault(c, f->path,
			MA_STR("the acceptance tests run by this configuration, it must not be removed"),
			"");
	return found;
}

bool ma_checker_take_doubtful(struct ma_checker *c, struct ma_str path, struct ma_str why)
{
	/* It was asked for again before, and this is how it came back: whatever compiles or tests it decides. */
	if (ma_map_has(&c->asked, path) && !ma_map_has(&c->failed, path)) {
		ma_checker_doubt(c, path, why);
		return true;
	}
	ma_checker_fault(c, path, why,
		c->ask->resolve ? "" : "\ngive it again; unchanged, if it is right as it is");
	c->nomem |= !ma_map_put(&c->asked, path, c);
	return false;
}

/* *seen: the file as others see it. */
static bool check_content(
	struct ma_checker *c, const struct ma_file_change *f, struct ma_twice_file *seen)
{
	struct ma_buf why = MA_BUF_INIT(PROBLEMS_MAX);
	enum ma_content_verdict verdict = MA_CONTENT_REFUSED;
	struct ma_definitions *defined = ma_arena_new(&c->o->arena, struct ma_definitions);
	bool comparable = text_before(c, f->path, &seen->before), fine;

	c->nomem |= !defined ||
		ma_reply_check(c->ask, f, seen->before, &c->o->arena, &why, &verdict, defined,
			&c->o->err) ||
		why.rc == MA_ENOMEM;
	if (comparable && verdict != MA_CONTENT_REFUSED)
		seen->defined = defined;
	fine = verdict == MA_CONTENT_FINE || (verdict == MA_CONTENT_DOUBTFUL && !comparable);
	if (!fine && verdict == MA_CONTENT_DOUBTFUL)
		fine = ma_checker_take_doubtful(c, f->path, ma_buf_str(&why));
	else if (!fine)
		ma_checker_fault(c, f->path, ma_buf_str(&why), "");
	ma_buf_done(&why);
	return fine && (!c->ask->resolve || ma_checker_resolves(c, f));
}

void ma_checker_add(struct ma_checker *c, const struct ma_file_change *f)
{
	ma_buf_adds(&c->files, c->n++ > 0 ? ",{\"path\":" : "{\"path\":");
	ma_json_add_string(&c->files, f->path);
	ma_buf_adds(&c->files, ",\"content\":");
	ma_json_add_string(&c->files, f->remove ? MA_STR("") : f->content);
	ma_buf_adds(&c->files, f->remove ? ",\"remove\":true}" : "}");
	ma_buf_adds(&c->paths, c->n > 1 ? "|" : "");
	ma_buf_addv(&c->paths, f->path);
}

static void add_note(struct ma_checker *c, const struct ma_format_file *f)
{
	if (f->note.n == 0 || c->notes.n + f->path.n + f->note.n > PROBLEMS_MAX)
		return; /* enough are named */
	if (c->notes.n > 0)
		ma_buf_addc(&c->notes, '\n');
	ma_buf_add_visible(&c->notes, f->path);
	ma_buf_adds(&c->notes, ": ");
	ma_buf_add_visible(&c->notes, f->note);
}

/* What comes out is in the log: a run that is resumed elsewhere, with other formatters, commits the same. */
static void lay_out(struct ma_checker *c, struct ma_file_change *v, size_t n)
{
	struct ma_arena *arena = &c->o->arena;
	struct ma_format_file *files = ma_arena_new_n(arena, struct ma_format_file, n);
	size_t i;
	ma_rc rc = files ? MA_OK : ma_fail_nomem(&c->o->err);

	for (i = 0; i < n && !rc; i++) {
		files[i] = (struct ma_format_file){ .path = v[i].path };
		if (!v[i].remove && text_before(c, v[i].path, &files[i].before))
			files[i].text = v[i].content;
	}
	if (!rc)
		rc = ma_format_files(c->ask->format, files, n, arena, &c->o->err);
	for (i = 0; i < n && !rc; i++) {
		if (files[i].by)
			v[i].content = files[i].text;
		add_note(c, &files[i]);
	}
}

/* Their syntax, by several threads where it is worth it: most of what a reply of many files takes. */
static void parse_ahead(struct ma_checker *c, const struct ma_changes *changes)
{
	struct ma_syntax_text *texts = ma_arena_new_n(
		&c->o->arena, struct ma_syntax_text, changes->n);
	size_t n = 0, size = 0, i;

	for (i = 0; texts && i < changes->n && size <= AHEAD_MAX; i++) {
		const struct ma_file_change *f = &changes->v[i];

		if (f->remove || !ma_str_is_text(f->content))
			continue;
		texts[n++] = (struct ma_syntax_text){ f->path, f->content };
		size += f->content.n;
	}
	if (n > 1 && size >= AHEAD_MIN)
		ma_syntax_ahead(c->ask->syntax, texts, n);
}

/* What may be kept of the changes. */
static size_t check_contents(struct ma_checker *c, const struct ma_changes *changes,
	struct ma_file_change *kept, struct ma_twice_file *seen)
{
	size_t n = 0, i;

	for (i = 0; i < changes->n; i++) {
		seen[i] = (struct ma_twice_file){ .path = changes->v[i].path,
			.before = MA_STR(""),
			.after = changes->v[i].content,
			.gone = changes->v[i].remove };
		if (changes->v[i].remove ? !unsets(c, &changes->v[i])
					 : !disables(c, &changes->v[i]) &&
					check_content(c, &changes->v[i], &seen[i]))
			kept[n++] = changes->v[i];
	}
	return n;
}

void ma_checker_contents(struct ma_checker *c, const struct ma_changes *changes)
{
	struct ma_file_change *kept = ma_arena_new_n(
		&c->o->arena, struct ma_file_change, changes->n);
	struct ma_twice_file *seen = ma_arena_new_n(&c->o->arena, struct ma_twice_file, changes->n);
	size_t n, i;

	if ((!kept || !seen) && changes->n > 0) {
		c->nomem = true;
		return;
	}
	if (c->ask->syntax)
		parse_ahead(c, changes);
	n = check_contents(c, changes, kept, seen);
	if (!c->ask->resolve && !c->nomem && !c->o->err.code)
		ma_checker_twice(c, seen, changes->n);
	if (c->ask->format && n > 0 && c->problems.n == 0 && changes->problems_n == 0 &&
		!c->nomem && !c->o->err.code)
		lay_out(c, kept, n);
	if (c->ask->syntax)
		ma_syntax_ahead(c->ask->syntax, NULL, 0);
	ma_buf_addc(&c->files, '[');
	for (i = 0; i < n; i++)
		ma_checker_add(c, &kept[i]);
	if (c->ask->resolve)
		ma_checker_rest(c, kept, n);
	ma_buf_addc(&c->files, ']');
}
