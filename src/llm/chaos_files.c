/* What is wrong in files, and with their names. */
#include "base/alloc.h"
#include "base/limits.h"
#include "base/path.h"
#include "llm/chaos_parts.h"
#include "llm/offline_parts.h"

#define LINES_LEAST 12 /* of a file of which a part is left out */

static const char *const code_ends[] = { ".ts", ".tsx", ".js", ".mjs", ".jsx", ".py", ".c" };

static bool is_code(struct ma_str path)
{
	size_t i;

	for (i = 0; i < MA_COUNT(code_ends); i++)
		if (ma_str_ends(path, code_ends[i]))
			return true;
	return false;
}

static bool is_test(struct ma_str path)
{
	return is_code(path) && ma_str_find(path, MA_STR("test")) >= 0;
}

static bool is_product(struct ma_str path)
{
	return is_code(path) && !is_test(path);
}

static bool is_any(struct ma_str path)
{
	return path.n > 0;
}

/* One of those that `fits`, or NULL. */
static struct ma_chaos_file *any_file(
	struct ma_chaos *c, const struct ma_chaos_draft *d, bool (*fits)(struct ma_str path))
{
	size_t n = 0, i, at;

	for (i = 0; i < d->files_n; i++)
		n += fits(d->files[i].path);
	if (n == 0)
		return NULL;
	at = ma_chaos_draw(c, n);
	for (i = 0; at > 0 || !fits(d->files[i].path); i++)
		at -= fits(d->files[i].path);
	return &d->files[i];
}

static struct ma_str take(struct ma_chaos *c, struct ma_buf *b)
{
	struct ma_str kept;

	if (b->rc)
		c->rc = b->rc;
	kept = ma_chaos_keep(c, ma_buf_str(b));
	ma_buf_done(b);
	return kept;
}

/* `text` with the bytes from `from` to `to` replaced. */
static struct ma_str with(
	struct ma_chaos *c, struct ma_str text, size_t from, size_t to, const char *in_between)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_FILE);

	ma_buf_add(&b, text.p, from);
	ma_buf_adds(&b, in_between);
	ma_buf_addv(&b, ma_str_from(text, to));
	return take(c, &b);
}

static bool add_file(struct ma_chaos_draft *d, size_t at, struct ma_str path, struct ma_str content)
{
	if (d->files_n >= d->files_max)
		return false;
	memmove(&d->files[at + 1], &d->files[at], (d->files_n - at) * sizeof(*d->files));
	d->files[at] = (struct ma_chaos_file){ .path = path, .content = content };
	d->files_n++;
	return true;
}

static bool name_wrongly(struct ma_chaos *c, struct ma_chaos_draft *d)
{
	static const char *const before[] = { "./", "/", "my-app/", "../", "/app/", "" };
	const char *prefix = before[ma_chaos_draw(c, MA_COUNT(before))];
	struct ma_chaos_file *f = any_file(c, d, is_any);
	ptrdiff_t slash = f ? ma_str_find(f->path, MA_STR("/")) : -1;

	if (!f || (!*prefix && slash < 0))
		return false;
	f->path = with(c, f->path, 0, *prefix ? 0 : (size_t)slash + 1, prefix);
	return true;
}

/* A line that stands for what is left out. */
static bool leave_out_part(struct ma_chaos *c, struct ma_chaos_draft *d)
{
	static const char *const lines[] = { "// ... rest of the code unchanged\n",
		"  // ... existing code ...\n", "...\n",
		"# ... (rest of the file remains the same)\n", "/* ... other functions ... */\n" };
	struct ma_chaos_file *f = any_file(c, d, is_code);
	struct ma_str rest, line;
	size_t n = 0, from = 0, to = 0, i;

	if (!f)
		return false;
	for (rest = f->content; ma_str_line(&rest, &line);)
		n++;
	if (n < LINES_LEAST)
		return false;
	rest = f->content;
	for (i = 0; i < 2 * n / 3 && ma_str_line(&rest, &line); i++) {
		to = (size_t)(rest.p - f->content.p);
		if (i + 1 == n / 3)
			from = to;
	}
	f->content = with(c, f->content, from, to, lines[ma_chaos_draw(c, MA_COUNT(lines))]);
	return true;
}

static bool forget_file(struct ma_chaos *c, struct ma_chaos_draft *d)
{
	struct ma_chaos_file *f = d->files_n > 1 ? any_file(c, d, is_any) : NULL;

	if (!f)
		return false;
	d->files_n--;
	memmove(f, f + 1, (size_t)(d->files + d->files_n - f) * sizeof(*f));
	return true;
}

/* First half of it, then all of it. */
static bool write_twice(struct ma_chaos *c, struct ma_chaos_draft *d)
{
	struct ma_chaos_file *f = any_file(c, d, is_code);
	struct ma_str rest, line, half;

	if (!f)
		return false;
	for (rest = f->content; rest.n > f->content.n / 2 && ma_str_line(&rest, &line);)
		;
	half = ma_str_n(f->content.p, f->content.n - rest.n);
	return add_file(d, (size_t)(f - d->files), f->path, half);
}

/* As another agent has it, but for a line more. */
static bool write_for_others(struct ma_chaos *c, struct ma_chaos_draft *d)
{
	const struct ma_chaos_file *other;
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_FILE);

	if (d->others_n == 0)
		return false;
	other = &d->others[ma_chaos_draw(c, d->others_n)];
	ma_buf_addv(&b, other->content);
	ma_buf_adds(&b, is_code(other->path) ? "// reviewed\n" : "\n");
	return add_file(d, d->files_n, other->path, take(c, &b));
}

static bool empty_file(struct ma_chaos *c, struct ma_chaos_draft *d)
{
	struct ma_chaos_file *f = any_file(c, d, is_any);

	if (f)
		f->content = MA_STR("");
	return f != NULL;
}

static bool is_letter(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
}

/* Where the name in ".name(" ends, after the place; 0: there is none. */
static size_t next_call(struct ma_str text, size_t from)
{
	size_t i, j;

	for (i = from; i < text.n; i++) {
		if (text.p[i] != '.')
			continue;
		for (j = i + 1; j < text.n && is_letter(text.p[j]); j++)
			;
		if (j < text.n && text.p[j] == '(' && j - i > 4)
			return j;
	}
	return 0;
}

/* A function that the library never had, but might have. */
static bool invent_function(struct ma_chaos *c, struct ma_chaos_draft *d)
{
	struct ma_chaos_file *f = any_file(c, d, is_product);
	size_t at = f ? next_call(f->content, ma_chaos_draw(c, f->content.n + 1)) : 0;

	if (at == 0)
		return false;
	f->content = with(c, f->content, at, at, "Async");
	return true;
}

static bool expects(struct ma_str line)
{
	return ma_str_find(line, MA_STR("expect(")) >= 0 || ma_str_find(line, MA_STR("ssert")) >= 0;
}

/* One number of what a test expects is one more. */
static bool expect_otherwise(struct ma_chaos *c, struct ma_chaos_draft *d)
{
	struct ma_chaos_file *f = any_file(c, d, is_test);
	struct ma_str rest = ma_str_from(f ? f->content : MA_STR(""),
			      f ? ma_chaos_draw(c, f->content.n + 1) : 0),
		      line;
	char digit[2] = "0";
	size_t i, at;

	(void)ma_str_line(&rest, &line); /* it may begin in the middle */
	while (ma_str_line(&rest, &line)) {
		for (i = line.n; i > 0 && (line.p[i - 1] < '0' || line.p[i - 1] > '8'); i--)
			;
		if (i == 0 || !expects(line))
			continue;
		at = (size_t)(line.p - f->content.p) + i - 1;
		digit[0] = (char)(f->content.p[at] + 1);
		f->content = with(c, f->content, at, at + 1, digit);
		return true;
	}
	return false;
}

static bool forget_bracket(struct ma_chaos *c, struct ma_chaos_draft *d)
{
	struct ma_chaos_file *f = any_file(c, d, is_code);
	size_t i;

	for (i = f ? f->content.n : 0; i > 0; i--)
		if (f->content.p[i - 1] == '}' || f->content.p[i - 1] == ')') {
			f->content = with(c, f->content, i - 1, i, "");
			return true;
		}
	return false;
}

static bool write_nothing(struct ma_chaos *c, struct ma_chaos_draft *d)
{
	(void)c; /* there is nothing to draw */
	d->files_n = 0;
	return true;
}

static bool name_with_backslashes(struct ma_chaos *c, struct ma_chaos_draft *d)
{
	struct ma_chaos_file *f = any_file(c, d, is_any);
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_PATH);
	size_t i;

	if (!f || ma_str_find(f->path, MA_STR("/")) < 0)
		return false;
	for (i = 0; i < f->path.n; i++)
		ma_buf_addc(&b, f->path.p[i] == '/' ? '\\' : f->path.p[i]);
	f->path = take(c, &b);
	return true;
}

/* Those that were shown, as edits of what was shown. */
static bool give_edits(struct ma_chaos *c, struct ma_chaos_draft *d)
{
	bool any = false;
	size_t i, j;

	for (i = 0; i < d->files_n && c->may_edit; i++) {
		struct ma_chaos_file *f = &d->files[i];

		for (j = 0; j < d->others_n && f->content.n > 0; j++) {
			struct ma_buf b = MA_BUF_INIT(MA_LIMIT_FILE);

			if (!ma_str_eq(d->others[j].path, f->path))
				continue;
			ma_offline_unescape(&b, d->others[j].content);
			f->old = take(c, &b);
			any = true;
		}
	}
	return any;
}

const struct ma_chaos_mistake ma_chaos_besides[] = {
	{ "separators", 2, name_with_backslashes },
	{ "edit", 200, give_edits }, /* of those who mend, who make a quarter as many */
};
const size_t ma_chaos_besides_n = MA_COUNT(ma_chaos_besides);

const struct ma_chaos_mistake ma_chaos_in_files[] = {
	{ "path", 4, name_wrongly },
	{ "elision", 4, leave_out_part },
	{ "missing", 3, forget_file },
	{ "twice", 2, write_twice },
	{ "others", 3, write_for_others },
	{ "empty", 1, empty_file },
	{ "function", 5, invent_function },
	{ "test", 5, expect_otherwise },
	{ "syntax", 3, forget_bracket },
	{ "nothing", 1, write_nothing },
};
const size_t ma_chaos_in_files_n = MA_COUNT(ma_chaos_in_files);
