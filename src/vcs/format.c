/* The layout of a set of files: one run of each formatter, and what is taken of it. */
#include "vcs/format.h"

#include "base/buf.h"
#include "base/limits.h"
#include "vcs/format_same.h"
#include "vcs/formatters.h"

#define BATCH_MAX (16 * MA_MIB) /* of texts, for one formatter */
#define FILES_MAX 1000
#define LANGUAGES_MAX 32 /* more than there are */

/* A file on its way through a formatter, and the text that it replaces, if any. */
struct entry {
	struct ma_format_file *file;
	const struct ma_formatter *by;
	const char *program;
	bool mark, crlf;                     /* taken off, and put on again */
	struct ma_format_job *text, *before; /* NULL: none, or none was run */
};

static const struct ma_language *language_of(const struct ma_format_file *f)
{
	return ma_syntax_language_of(f->path, f->text);
}

static const char *extension_of(struct ma_str path)
{
	static const char *const known[] = { ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts",
		".tsx", ".py", ".pyi", ".c", ".h", ".go", ".rs", ".java", ".sh", ".bash" };
	size_t i;

	for (i = 0; i < MA_COUNT(known); i++)
		if (ma_str_ends(path, known[i]))
			return known[i];
	return "";
}

/* Without a byte order mark, and with LF for CRLF where all lines end so. False: memory is out. */
static bool undress(
	struct ma_str text, struct ma_arena *arena, bool *mark, bool *crlf, struct ma_str *out)
{
	struct ma_str rest, line;
	size_t n = 0;
	char *bare;

	*mark = ma_str_starts(text, "\xef\xbb\xbf");
	text = ma_str_from(text, *mark ? 3 : 0);
	*crlf = ma_str_find(text, MA_STR("\r\n")) >= 0;
	*out = text;
	if (!*crlf)
		return true;
	bare = ma_arena_alloc(arena, text.n + 2, 1);
	if (!bare)
		return false;
	for (rest = text; ma_str_line(&rest, &line); bare[n++] = '\n') {
		memcpy(bare + n, line.p, line.n);
		n += line.n;
	}
	*out = ma_str_n(bare, n);
	return true;
}

static bool dress(
	struct ma_str text, const struct entry *e, struct ma_arena *arena, struct ma_str *out)
{
	struct ma_buf dressed = MA_BUF_INIT(8 * MA_FORMAT_MAX);
	struct ma_str rest = text, line;
	char *copy = NULL;
	size_t n;

	*out = text;
	if (!e->mark && !e->crlf)
		return true;
	ma_buf_adds(&dressed, e->mark ? "\xef\xbb\xbf" : "");
	if (!e->crlf)
		ma_buf_addv(&dressed, text);
	while (e->crlf && ma_str_line(&rest, &line)) {
		ma_buf_addv(&dressed, line);
		ma_buf_adds(&dressed, "\r\n");
	}
	n = dressed.n;
	if (!dressed.rc)
		copy = ma_arena_dup(arena, ma_buf_str(&dressed));
	*out = ma_str_n(copy, n);
	ma_buf_done(&dressed);
	return copy;
}

static bool note(struct ma_format_file *f, struct ma_arena *arena, const char *by, struct ma_str why)
{
	struct ma_buf text = MA_BUF_INIT(MA_KIB);
	char *copy = NULL;

	ma_buf_addf(&text, "%s ", by);
	ma_buf_addv(&text, why);
	if (!text.rc)
		copy = ma_arena_dup(arena, ma_buf_str(&text));
	ma_buf_done(&text);
	f->note = ma_str(copy);
	return copy;
}

/* Texts for one formatter. */
struct batch {
	struct ma_format_job *jobs;
	size_t n, size;
};

static struct ma_format_job *give(struct batch *b, struct ma_str text, const char *extension)
{
	b->size += text.n;
	b->jobs[b->n] = (struct ma_format_job){ .text = text, .extension = extension };
	return &b->jobs[b->n++];
}

static bool gather(struct entry *entries, size_t n, const struct entry *first, struct batch *b,
	struct ma_arena *arena)
{
	bool mark, crlf;
	size_t i;

	for (i = 0; i < n && b->size < BATCH_MAX; i++) {
		struct entry *e = &entries[i];
		struct ma_str text, before;

		if (e->by != first->by || e->text)
			continue;
		if (!undress(e->file->text, arena, &e->mark, &e->crlf, &text) ||
			!undress(e->file->before, arena, &mark, &crlf, &before))
			return false;
		e->text = give(b, text, extension_of(e->file->path));
		if (before.n > 0)
			e->before = give(b, before, extension_of(e->file->path));
	}
	return true;
}

/* Why what a formatter made is left out: it says something else, or nobody can tell. "": it is the same. */
static ma_rc doubt(
	const struct ma_format_opts *opts, const struct entry *e, struct ma_buf *why, ma_err *err)
{
	bool same = true;
	ma_rc rc = MA_OK;

	if (!ma_str_eq(e->text->result, e->text->text))
		rc = ma_format_same(opts->syntax, language_of(e->file), e->text->text,
			e->text->result, &same, err);
	if (rc == MA_EUNAVAILABLE || rc == MA_ELIMIT) {
		ma_buf_addf(why, "is not followed, as its text cannot be compared: %s", err->msg);
		*err = (ma_err){ .code = MA_OK };
		rc = MA_OK;
	} else if (!rc && !same) {
		ma_buf_adds(why, "changed more than the layout");
	}
	return rc ? rc : ma_buf_check(why, err);
}

/* What the formatter made of one file is taken, or a note says why not. */
static ma_rc judge(const struct ma_format_opts *opts, struct entry *e, struct ma_str why,
	struct ma_arena *arena, ma_err *err)
{
	const char *name = ma_formatter_name(e->by);
	struct ma_buf doubts = MA_BUF_INIT(MA_KIB);
	struct ma_str dressed;
	ma_rc rc;

	if (!e->text->done)
		return note(e->file, arena, name, why) ? MA_OK : ma_fail_nomem(err);
	/* It was laid out otherwise before: then it stays as it is. */
	if (e->before && !(e->before->done && ma_str_eq(e->before->result, e->before->text)))
		return MA_OK;
	rc = doubt(opts, e, &doubts, err);
	if (!rc && doubts.n > 0 && !note(e->file, arena, name, ma_buf_str(&doubts)))
		rc = ma_fail_nomem(err);
	if (rc || doubts.n > 0) {
		ma_buf_done(&doubts);
		return rc;
	}
	e->file->by = name;
	if (!dress(e->text->result, e, arena, &dressed))
		return ma_fail_nomem(err);
	e->file->text = dressed;
	return MA_OK;
}

static ma_rc run_batch(const struct ma_format_opts *opts, struct entry *entries, size_t n,
	const struct entry *first, struct ma_arena *arena, ma_err *err)
{
	struct batch b = { ma_arena_new_n(arena, struct ma_format_job, 2 * n), 0, 0 };
	struct ma_str why = MA_STR("");
	size_t i;
	ma_rc rc;

	if (!b.jobs || !gather(entries, n, first, &b, arena))
		return ma_fail_nomem(err);
	rc = ma_formatter_run(first->by, first->program, opts, b.jobs, b.n, arena, &why, err);
	if (why.n == 0)
		why = MA_STR("left no text");
	for (i = 0; i < n && !rc; i++)
		if (entries[i].by == first->by && entries[i].text)
			rc = judge(opts, &entries[i], why, arena, err);
	return rc;
}

/* The formatter of each language, once it was looked for. */
struct choice {
	const struct ma_language *language;
	const struct ma_formatter *by;
	const char *program;
};

static const struct choice *choose(const struct ma_format_opts *opts, struct choice *choices,
	const struct ma_language *language, struct ma_arena *arena)
{
	struct choice *c = choices;

	while (c->language && c->language != language)
		c++;
	if (!c->language) {
		c->language = language;
		c->by = ma_formatter_find(opts, ma_language_name(language), arena, &c->program);
	}
	return c;
}

/* By a formatter, where there is one for its language and it fits. */
static ma_rc format_by_programs(const struct ma_format_opts *opts, struct ma_format_file *files,
	size_t n, struct ma_arena *arena, ma_err *err)
{
	struct entry *entries = ma_arena_new_n(arena, struct entry, n);
	struct choice choices[LANGUAGES_MAX] = { { .language = NULL } };
	const struct ma_language *language;
	const struct choice *choice;
	size_t used = 0, i, k;
	ma_rc rc = MA_OK;

	if (!entries)
		return ma_fail_nomem(err);
	for (i = 0; i < n && used < FILES_MAX; i++) {
		struct entry e = { .file = &files[i] };

		language = language_of(&files[i]);
		if (!language || files[i].text.n == 0 || files[i].text.n > MA_FORMAT_MAX ||
			files[i].before.n > MA_FORMAT_MAX || !ma_str_is_text(files[i].text))
			continue;
		choice = choose(opts, choices, language, arena);
		e.by = choice->by;
		e.program = choice->program;
		if (e.by)
			entries[used++] = e;
	}
	for (i = 0; i < used && !rc; i++) {
		for (k = 0; k < i && entries[k].by != entries[i].by; k++)
			;
		if (k == i)
			rc = run_batch(opts, entries, used, &entries[i], arena, err);
	}
	return rc;
}

/* What no formatter has taken. */
static ma_rc format_built_in(
	struct ma_syntax *syntax, struct ma_format_file *f, struct ma_arena *arena, ma_err *err)
{
	struct ma_str before = MA_STR(""), text;
	ma_rc rc = MA_OK;

	if (f->before.n > 0)
		rc = ma_format_plain(syntax, f->path, f->before, arena, &before, err);
	if (rc || (f->before.n > 0 && !ma_str_eq(before, f->before)))
		return rc;
	rc = ma_format_plain(syntax, f->path, f->text, arena, &text, err);
	if (rc || ma_str_eq(text, f->text))
		return rc;
	f->text = text;
	f->by = "built-in";
	return MA_OK;
}

ma_rc ma_format_files(const struct ma_format_opts *opts, struct ma_format_file *files, size_t n,
	struct ma_arena *arena, ma_err *err)
{
	size_t i;
	ma_rc rc = MA_OK;

	for (i = 0; i < n; i++) {
		files[i].by = NULL;
		files[i].note = MA_STR("");
	}
	if (n > 0 && opts->path && opts->syntax && opts->cage)
		rc = format_by_programs(opts, files, n, arena, err);
	for (i = 0; i < n && !rc; i++)
		if (!files[i].by)
			rc = format_built_in(opts->syntax, &files[i], arena, err);
	return rc;
}
