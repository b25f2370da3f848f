/* Inside a template's tag: words, paths, literals and the expressions of `if`. */
#include <stdbool.h>

#include "codec/template_program.h"

ma_rc ma_template_fail(const struct ma_template_cursor *c, ma_err *err, const char *what)
{
	struct ma_str at = ma_str_trim(ma_str_n(c->rest.p, c->rest.n < 40 ? c->rest.n : 40));

	if (at.n == 0)
		return ma_fail(err, MA_EINVALID, MA_STR_FMT ":%zu: %s", MA_STR_ARG(c->name),
			c->line, what);
	return ma_fail(err, MA_EINVALID, MA_STR_FMT ":%zu: %s at \"" MA_STR_FMT "\"",
		MA_STR_ARG(c->name), c->line, what, MA_STR_ARG(at));
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		c == '_';
}

void ma_template_skip(struct ma_template_cursor *c)
{
	size_t i = 0;

	while (i < c->rest.n && is_blank(c->rest.p[i]))
		i++;
	c->rest = ma_str_from(c->rest, i);
}

bool ma_template_take(struct ma_template_cursor *c, const char *mark)
{
	ma_template_skip(c);
	if (!ma_str_starts(c->rest, mark))
		return false;
	c->rest = ma_str_from(c->rest, strlen(mark));
	return true;
}

bool ma_template_word(struct ma_template_cursor *c, const char *word)
{
	size_t n = strlen(word);

	ma_template_skip(c);
	if (!ma_str_starts(c->rest, word) ||
		(c->rest.n > n && (is_name(c->rest.p[n]) || c->rest.p[n] == '.')))
		return false;
	c->rest = ma_str_from(c->rest, n);
	return true;
}

ma_rc ma_template_path(struct ma_template_cursor *c, struct ma_str *out, ma_err *err)
{
	size_t i = 0;

	ma_template_skip(c);
	while (i < c->rest.n &&
		(is_name(c->rest.p[i]) ||
			(c->rest.p[i] == '.' && i > 0 && is_name(c->rest.p[i - 1]))))
		i++;
	if (i == 0 || c->rest.p[i - 1] == '.')
		return ma_template_fail(c, err, "expected a path");
	*out = ma_str_n(c->rest.p, i);
	c->rest = ma_str_from(c->rest, i);
	return MA_OK;
}

ma_rc ma_template_literal(struct ma_template_cursor *c, struct ma_str *out, ma_err *err)
{
	struct ma_str rest;

	ma_template_skip(c);
	rest = ma_str_from(c->rest, 1);
	if (c->rest.n == 0 || c->rest.p[0] != '"')
		return ma_template_fail(c, err, "expected a string in double quotes");
	if (!memchr(rest.p, '"', rest.n))
		return ma_template_fail(c, err, "a string without its closing quote");
	(void)ma_str_cut(&rest, '"', out); /* cannot fail: the quote was seen */
	c->rest = rest;
	return MA_OK;
}

ma_rc ma_template_end(struct ma_template_cursor *c, ma_err *err)
{
	ma_template_skip(c);
	return c->rest.n == 0 ? MA_OK : ma_template_fail(c, err, "unexpected text");
}

static struct ma_template_expr *new_expr(struct ma_template_cursor *c, struct ma_arena *arena,
	enum ma_template_expr_op op, ma_err *err)
{
	struct ma_template_expr *e;

	if (++c->parts > MA_TEMPLATE_EXPR) {
		(void)ma_template_fail(
			c, err, "the expression has too many parts"); /* told by NULL */
		return NULL;
	}
	e = ma_arena_new(arena, struct ma_template_expr);
	if (!e)
		(void)ma_fail_nomem(err); /* told by NULL */
	else
		e->op = op;
	return e;
}

/* A path, or what a path may be compared with. */
static ma_rc parse_value(struct ma_template_cursor *c, struct ma_arena *arena, bool literal_only,
	struct ma_template_expr **out, ma_err *err)
{
	struct ma_template_expr *e;
	bool literal;

	ma_template_skip(c);
	literal = literal_only || (c->rest.n > 0 && c->rest.p[0] == '"');
	e = new_expr(c, arena, literal ? MA_EXPR_TEXT : MA_EXPR_PATH, err);
	if (!e)
		return err->code;
	*out = e;
	return literal ? ma_template_literal(c, &e->text, err) : ma_template_path(c, &e->text, err);
}

static ma_rc parse_list(struct ma_template_cursor *c, struct ma_arena *arena,
	struct ma_template_expr **out, ma_err *err)
{
	ma_rc rc = MA_OK;

	if (!ma_template_take(c, "["))
		return ma_template_fail(c, err, "expected \"[\"");
	if (ma_template_take(c, "]"))
		return MA_OK;
	do {
		rc = parse_value(c, arena, true, out, err);
		if (rc)
			return rc;
		out = &(*out)->next;
	} while (ma_template_take(c, ","));
	return ma_template_take(c, "]") ? MA_OK : ma_template_fail(c, err, "expected \"]\"");
}

static ma_rc parse_comparison(struct ma_template_cursor *c, struct ma_arena *arena,
	struct ma_template_expr **out, ma_err *err)
{
	enum ma_template_expr_op op = MA_EXPR_PATH;
	struct ma_template_expr *path, *e;
	ma_rc rc = parse_value(c, arena, false, &path, err);

	if (rc)
		return rc;
	if (ma_template_take(c, "=="))
		op = MA_EXPR_EQ;
	else if (ma_template_take(c, "!="))
		op = MA_EXPR_NE;
	else if (ma_template_word(c, "in"))
		op = MA_EXPR_IN;
	*out = path;
	if (op == MA_EXPR_PATH)
		return path->op == MA_EXPR_PATH
			? MA_OK
			: ma_template_fail(c, err, "expected \"==\", \"!=\" or \"in\"");
	e = new_expr(c, arena, op, err);
	if (!e)
		return err->code;
	e->a = path;
	*out = e;
	return op == MA_EXPR_IN ? parse_list(c, arena, &e->b, err)
				: parse_value(c, arena, false, &e->b, err);
}

static ma_rc parse_or(struct ma_template_cursor *c, struct ma_arena *arena,
	struct ma_template_expr **out, ma_err *err);

static ma_rc parse_one(struct ma_template_cursor *c, struct ma_arena *arena,
	struct ma_template_expr **out, ma_err *err)
{
	ma_rc rc;

	if (!ma_template_take(c, "("))
		return parse_comparison(c, arena, out, err);
	if (++c->depth > MA_TEMPLATE_NESTING)
		return ma_template_fail(c, err, "too many parentheses");
	rc = parse_or(c, arena, out, err);
	if (rc)
		return rc;
	c->depth--;
	return ma_template_take(c, ")") ? MA_OK : ma_template_fail(c, err, "expected \")\"");
}

static ma_rc parse_not(struct ma_template_cursor *c, struct ma_arena *arena,
	struct ma_template_expr **out, ma_err *err)
{
	struct ma_template_expr *e;

	while (ma_template_word(c, "not")) {
		e = new_expr(c, arena, MA_EXPR_NOT, err);
		if (!e)
			return err->code;
		*out = e;
		out = &e->a;
	}
	return parse_one(c, arena, out, err);
}

/* a op b op c, where each operand is read by `operand`. */
static ma_rc parse_chain(struct ma_template_cursor *c, struct ma_arena *arena, const char *word,
	enum ma_template_expr_op op,
	ma_rc (*operand)(struct ma_template_cursor *, struct ma_arena *, struct ma_template_expr **,
		ma_err *),
	struct ma_template_expr **out, ma_err *err)
{
	struct ma_template_expr *e;
	ma_rc rc = operand(c, arena, out, err);

	while (!rc && ma_template_word(c, word)) {
		e = new_expr(c, arena, op, err);
		if (!e)
			return err->code;
		e->a = *out;
		*out = e;
		rc = operand(c, arena, &e->b, err);
	}
	return rc;
}

static ma_rc parse_and(struct ma_template_cursor *c, struct ma_arena *arena,
	struct ma_template_expr **out, ma_err *err)
{
	return parse_chain(c, arena, "and", MA_EXPR_AND, parse_not, out, err);
}

static ma_rc parse_or(struct ma_template_cursor *c, struct ma_arena *arena,
	struct ma_template_expr **out, ma_err *err)
{
	return parse_chain(c, arena, "or", MA_EXPR_OR, parse_and, out, err);
}

ma_rc ma_template_expr_parse(struct ma_template_cursor *c, struct ma_arena *arena,
	struct ma_template_expr **out, ma_err *err)
{
	ma_rc rc;

	c->parts = c->depth = 0;
	rc = parse_or(c, arena, out, err);
	return rc ? rc : ma_template_end(c, err);
}
