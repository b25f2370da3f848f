/* What failed where. A line is asked for a place; its message is what stands behind it, else the nearest line that is one. */
#include "verify/faults.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "sys/sandbox.h"
#include "verify/plain_line.h"

#define WORK MA_SANDBOX_WORK "/" /* where the tree is seen */
#define NUMBER_MAX 10000000

struct reader {
	struct ma_arena *arena;
	const char *package;
	struct ma_faults *out;
	struct ma_buf path; /* of the place that is looked at */
	char said[MA_PLAIN_LINE_MAX]; /* the last line that says what is wrong, for a place that comes after it */
	size_t said_n;
	char compiled[MA_PLAIN_LINE_MAX]; /* the file that Python could not compile, until it says why */
	size_t compiled_n;
	struct ma_fault *mute; /* a place without a message, for a line that comes after it; or NULL */
	bool relative;         /* so is the path of the place that is looked at */
	bool below[MA_FAULTS_MAX]; /* by the place in out: the path is of where the command ran */
	size_t script_at;          /* in out: what the script that runs has named */
	bool nomem;
};

static bool is_path_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		c == '/' || c == '.' || c == '_' || c == '-' || c == '+' || c == '@' || c == '[' ||
		c == ']' || c == '~' || (unsigned char)c >= 0x80;
}

/* Digits at the beginning of *s, which they leave; 0: there is no number that can be a line. */
static int64_t take_number(struct ma_str *s)
{
	size_t n = 0;
	int64_t number = 0;

	while (n < s->n && n < 9 && s->p[n] >= '0' && s->p[n] <= '9')
		n++;
	if (n == 0 || !ma_str_to_i64(ma_str_n(s->p, n), &number) || number > NUMBER_MAX)
		return 0;
	*s = ma_str_from(*s, n);
	return number;
}

static bool take(struct ma_str *s, const char *text)
{
	if (!ma_str_starts(*s, text))
		return false;
	*s = ma_str_from(*s, strlen(text));
	return true;
}

/* Behind a path: ":5:3", "(5,3)" or "\", line 5". *rest is what follows. */
static bool read_place(struct ma_str *rest, struct ma_fault *f)
{
	struct ma_str s = *rest, more;

	if (take(&s, "(") && (f->line = take_number(&s)) && take(&s, ",") &&
		(f->column = take_number(&s)) && take(&s, ")")) {
		*rest = s;
		return true;
	}
	s = *rest;
	f->column = 0;
	if (take(&s, "\", line ") || take(&s, ":")) {
		f->line = take_number(&s);
		more = s;
		if (f->line && take(&more, ":") && (f->column = take_number(&more)))
			s = more;
		*rest = s;
		return f->line > 0;
	}
	return false;
}

/* A file of the project, by its name alone. */
static bool is_ours(struct ma_str path)
{
	static const char *const others[] = { "node_modules/", ".venv/", "site-packages/",
		"build-check/meson-", "/rustc/", "node:" };
	ptrdiff_t dot = -1;
	size_t i;

	for (i = 0; i < path.n; i++)
		if (path.p[i] == '.')
			dot = (ptrdiff_t)i;
		else if (path.p[i] == '/')
			dot = -1;
	if (dot < 0 || dot + 1 == (ptrdiff_t)path.n || path.p[0] == '/' || path.n > MA_LIMIT_PATH ||
		ma_str_starts(path, "../") || ma_str_find(path, MA_STR("/../")) >= 0)
		return false;
	/* a number is no ending: "1.5:3" is no file */
	if (path.p[dot + 1] >= '0' && path.p[dot + 1] <= '9')
		return false;
	for (i = 0; i < MA_COUNT(others); i++)
		if (ma_str_find(path, ma_str(others[i])) >= 0)
			return false;
	return true;
}

/* What is no text becomes some: reports are text. */
static struct ma_str keep(struct reader *r, struct ma_str s)
{
	struct ma_buf b = MA_BUF_INIT(8 * MA_PLAIN_LINE_MAX);
	struct ma_str out = { NULL, 0 };
	const char *kept;

	ma_buf_add_visible(&b, s);
	kept = b.rc ? NULL : ma_arena_dup(r->arena, ma_buf_str(&b));
	r->nomem |= !kept;
	if (kept)
		out = ma_str_n(kept, b.n);
	ma_buf_done(&b);
	return out;
}

/* As it is called in the tree, until the next one is asked for; {NULL, 0}: it is none of its files. */
static struct ma_str path_in_tree(struct reader *r, struct ma_str path)
{
	struct ma_buf *b = &r->path;
	bool absolute = take(&path, "file://" WORK) || take(&path, WORK);

	r->relative = !absolute;
	(void)take(&path, "./");
	while (!absolute && take(&path, "../")) /* out of a build directory beside the sources */
		;
	ma_buf_clear(b);
	if (!is_ours(path) || !ma_str_utf8(path))
		return ma_str_n(NULL, 0);
	if (!absolute && strcmp(r->package, ".") != 0)
		ma_buf_addf(b, "%s/", r->package);
	ma_buf_addv(b, path);
	r->nomem |= b->rc == MA_ENOMEM;
	return b->rc ? ma_str_n(NULL, 0) : ma_buf_str(b);
}

static struct ma_fault *find(struct ma_faults *out, const struct ma_fault *f)
{
	size_t i;

	for (i = 0; i < out->n; i++)
		if (out->v[i].line == f->line && ma_str_eq(out->v[i].path, f->path))
			return &out->v[i];
	return NULL;
}

static void add(struct reader *r, struct ma_fault *f, struct ma_str message)
{
	struct ma_fault *there = find(r->out, f);

	r->mute = NULL;
	if (!there) {
		r->out->count++;
		if (r->out->n == MA_FAULTS_MAX)
			return;
		r->below[r->out->n] = r->relative;
		there = &r->out->v[r->out->n++];
		*there = *f;
		there->path = keep(r, f->path);
		there->message = MA_STR("");
	}
	if (there->message.n == 0)
		there->message = message.n > 0 ? keep(r, message) : MA_STR("");
	if (there->message.n == 0)
		r->mute = there;
}

/* ": error TS2304: Cannot find" and " - error" say it; ", in f" and ")" of a stack do not. */
static struct ma_str message_behind(struct ma_str rest)
{
	while (rest.n > 0 && (rest.p[0] == ':' || rest.p[0] == ' ' || rest.p[0] == '-'))
		rest = ma_str_from(rest, 1);
	rest = ma_str_trim(rest);
	return rest.n > 2 && rest.p[0] != ',' && rest.p[0] != ')' ? rest : MA_STR("");
}

/* "AssertionError: expected 1 to be 2", "error[E0425]: cannot find", "TypeError: x is no function". */
static bool says_what(struct ma_str line)
{
	ptrdiff_t at = ma_str_find(line, MA_STR(": "));
	struct ma_str head = ma_str_clip(line, at < 0 ? line.n : (size_t)at);
	size_t i;

	if (ma_str_starts(head, "error") && (head.n == 5 || head.p[5] == '['))
		return at >= 0;
	if (head.n == 0 || head.n > 80 ||
		(!ma_str_ends(head, "Error") && !ma_str_ends(head, "Exception") &&
			!ma_str_starts(head, "panic")))
		return false;
	for (i = 0; i < head.n; i++)
		if (!is_path_char(head.p[i]))
			return false;
	return true;
}

/* Python's compileall: "*** Error compiling './a.py'..."; then "Sorry: IndentationError: unexpected indent (a.py, line 3)". */
static bool read_compiled(struct reader *r, struct ma_str line)
{
	struct ma_fault f = { .line = 0 };
	struct ma_str path;
	size_t n;

	if (take(&line, "*** Error compiling '") && ma_str_cut(&line, '\'', &path)) {
		memcpy(r->compiled, path.p, path.n); /* as long as a line can be */
		r->compiled_n = path.n;
		return true;
	}
	if (r->compiled_n == 0 || !take(&line, "Sorry: ") || !ma_str_ends(line, ")"))
		return false;
	for (n = line.n - 1; n > 0 && line.p[n - 1] >= '0' && line.p[n - 1] <= '9'; n--)
		;
	path = ma_str_from(line, n);
	f.line = take_number(&path);
	f.path = path_in_tree(r, ma_str_n(r->compiled, r->compiled_n));
	r->compiled_n = 0;
	while (n > 0 && line.p[n] != '(')
		n--;
	if (f.line == 0 || f.path.n == 0)
		return false;
	add(r, &f, ma_str_trim(ma_str_clip(line, n)));
	return true;
}

/* What the script has named stands below `dir`, and not below the package whose script it was started from. */
static void move_below(struct reader *r, struct ma_str dir)
{
	size_t i, cut = strcmp(r->package, ".") == 0 ? 0 : strlen(r->package) + 1;

	for (i = r->script_at; i < r->out->n; i++) {
		struct ma_fault *f = &r->out->v[i];

		if (!r->below[i])
			continue;
		ma_buf_clear(&r->path);
		ma_buf_addf(&r->path, MA_STR_FMT "/" MA_STR_FMT, MA_STR_ARG(dir),
			MA_STR_ARG(ma_str_from(f->path, cut)));
		r->nomem |= r->path.rc == MA_ENOMEM;
		if (!r->path.rc)
			f->path = keep(r, ma_buf_str(&r->path));
	}
}

/* npm runs a script in each of its workspaces: "> web@1.0.0 typecheck", and where one fails, its directory. */
static bool read_npm(struct reader *r, struct ma_str line)
{
	bool begins = ma_str_starts(line, "> ") && ma_str_find(line, MA_STR("@")) > 0;

	if (!begins && !take(&line, "npm error path ") && !take(&line, "npm ERR! path "))
		return false;
	line = ma_str_trim(line);
	if (!begins && take(&line, WORK) && line.n > 0)
		move_below(r, line);
	r->script_at = r->out->n;
	return true;
}

static void read_line(struct reader *r, struct ma_str line)
{
	struct ma_fault f = { .line = 0 };
	struct ma_str rest, message;
	size_t i, begin;
	bool found = false;

	if (read_compiled(r, line) || read_npm(r, line))
		return;
	for (i = 0; i < line.n && !r->nomem; i++) {
		if (!is_path_char(line.p[i]) && !ma_str_starts(ma_str_from(line, i), "file://"))
			continue;
		begin = i;
		if (ma_str_starts(ma_str_from(line, i), "file://"))
			i += 7;
		while (i < line.n && is_path_char(line.p[i]))
			i++;
		rest = ma_str_from(line, i);
		f.path = MA_STR("");
		if (!read_place(&rest, &f))
			continue;
		f.path = path_in_tree(r, ma_str_n(line.p + begin, i - begin));
		if (f.path.n == 0)
			continue;
		message = message_behind(rest);
		add(r, &f, message.n > 0 ? message : ma_str_n(r->said, r->said_n));
		found = true;
		break;
	}
	line = ma_str_trim(line);
	if (found || !says_what(line))
		return;
	if (r->mute) {
		r->mute->message = keep(r, line);
		r->mute = NULL;
	} else {
		memcpy(r->said, line.p, line.n); /* as long as a line can be */
		r->said_n = line.n;
	}
}

ma_rc ma_faults_read(struct ma_str output, const char *package, struct ma_arena *arena,
	struct ma_faults *out, ma_err *err)
{
	struct reader r = { .arena = arena,
		.package = package,
		.out = out,
		.path = MA_BUF_INIT(4 * MA_LIMIT_PATH) };
	char plain[MA_PLAIN_LINE_MAX];
	struct ma_str line;

	while (!r.nomem && ma_str_line(&output, &line))
		read_line(&r, ma_plain_line(line, plain));
	ma_buf_done(&r.path);
	return r.nomem ? ma_fail_nomem(err) : MA_OK;
}
