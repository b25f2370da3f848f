/*
 * Text templates over JSON values.
 *
 * A template is read once into a flat program (template_parse.c) and stepped
 * through here; loops live on a stack of frames, so that only an include
 * recurses, MAX_INCLUDES deep. What a render may cost is bounded by the
 * ceiling of `out`, the arena and MAX_STEPS.
 */
#include "codec/template.h"

#include "base/limits.h"
#include "codec/json.h"
#include "codec/template_program.h"
#include "codec/words.h"

#define MAX_INCLUDES 16
#define MAX_STEPS 20000000

struct frame {
	struct ma_str var;
	const json_t *array;
	size_t at, n;
};

struct render {
	const json_t *view;
	ma_template_load_fn *load;
	void *data;
	struct ma_buf *out;
	struct ma_arena arena;
	struct ma_template_program *programs; /* read already: an include in a loop is parsed once */
	struct frame frames[MA_TEMPLATE_NESTING];
	size_t frames_n, includes, steps;
};

enum value_kind { VALUE_NONE, VALUE_JSON, VALUE_BOOL, VALUE_INT, VALUE_TEXT };

struct value {
	enum value_kind kind;
	const json_t *json;
	int64_t n;          /* of BOOL and INT */
	struct ma_str text; /* of TEXT */
};

static ma_rc fail_at(const struct ma_template_program *p, const struct ma_template_step *s,
	ma_err *err, ma_rc code, const char *what, struct ma_str object)
{
	size_t n = object.n < 80 ? object.n : 80;

	return ma_fail(err, code, MA_STR_FMT ":%zu: %s \"%.*s\"", MA_STR_ARG(p->name), s->line,
		what, (int)n, object.p);
}

static struct value json_value(const json_t *v)
{
	return (struct value){ v ? VALUE_JSON : VALUE_NONE, v, 0, { NULL, 0 } };
}

static struct value loop_value(const struct render *r, struct ma_str what)
{
	const struct frame *f;

	if (r->frames_n == 0)
		return json_value(NULL);
	f = &r->frames[r->frames_n - 1];
	if (ma_str_is(what, "index"))
		return (struct value){ .kind = VALUE_INT, .n = (int64_t)f->at };
	if (ma_str_is(what, "first"))
		return (struct value){ .kind = VALUE_BOOL, .n = f->at == 0 };
	if (ma_str_is(what, "last"))
		return (struct value){ .kind = VALUE_BOOL, .n = f->at + 1 == f->n };
	return json_value(NULL);
}

static const json_t *member(const json_t *v, struct ma_str name)
{
	uint64_t i;

	if (json_is_array(v) && ma_str_to_u64(name, &i))
		return json_array_get(v, i);
	return json_object_getn(v, name.p, name.n);
}

/* A loop's variable, the innermost first, else a member of the view. */
static const json_t *root(const struct render *r, struct ma_str name)
{
	size_t i;

	for (i = r->frames_n; i > 0; i--)
		if (ma_str_eq(r->frames[i - 1].var, name))
			return json_array_get(r->frames[i - 1].array, r->frames[i - 1].at);
	return member(r->view, name);
}

static struct value look_up(const struct render *r, struct ma_str path)
{
	struct ma_str name;
	const json_t *v;

	if (!ma_str_cut(&path, '.', &name))
		return json_value(NULL);
	if (ma_str_is(name, "loop"))
		return loop_value(r, path);
	v = root(r, name);
	while (v && ma_str_cut(&path, '.', &name))
		v = member(v, name);
	return json_value(v);
}

static bool json_holds(const json_t *v)
{
	switch (json_typeof(v)) {
	case JSON_OBJECT:
		return json_object_size(v) > 0;
	case JSON_ARRAY:
		return json_array_size(v) > 0;
	case JSON_STRING:
		return json_string_length(v) > 0;
	case JSON_INTEGER:
	case JSON_REAL:
		return json_number_value(v) != 0.0;
	case JSON_TRUE:
		return true;
	case JSON_FALSE:
	case JSON_NULL:
		break;
	}
	return false;
}

static bool is_true(struct value v)
{
	return v.kind == VALUE_JSON    ? json_holds(v.json)
		: v.kind == VALUE_TEXT ? v.text.n > 0
				       : v.n != 0;
}

/* The value as it is printed; false for arrays and objects. */
static bool add_plain(struct ma_buf *out, struct value v)
{
	if (v.kind == VALUE_TEXT)
		ma_buf_addv(out, v.text);
	else if (v.kind == VALUE_INT)
		ma_buf_addf(out, "%lld", (long long)v.n);
	else if (v.kind == VALUE_BOOL)
		ma_buf_adds(out, v.n ? "true" : "false");
	else if (json_is_string(v.json))
		ma_buf_add(out, json_string_value(v.json), json_string_length(v.json));
	else if (json_is_object(v.json) || json_is_array(v.json))
		return false;
	else if (!json_is_null(v.json))
		ma_json_write(v.json, 0, out);
	return true;
}

static struct value json_text(struct value v)
{
	if (v.kind != VALUE_JSON || !json_is_string(v.json))
		return v;
	return (struct value){ .kind = VALUE_TEXT,
		.text = ma_str_n(json_string_value(v.json), json_string_length(v.json)) };
}

/* What is printed alike is equal. */
static bool equal(struct render *r, struct value a, struct value b)
{
	struct ma_buf x = MA_BUF_INIT(MA_LIMIT_CONFIG), y = MA_BUF_INIT(MA_LIMIT_CONFIG);
	bool same;

	a = json_text(a);
	b = json_text(b);
	if (a.kind == VALUE_NONE || b.kind == VALUE_NONE)
		return false;
	if (a.kind == VALUE_TEXT && b.kind == VALUE_TEXT)
		return ma_str_eq(a.text, b.text);
	same = add_plain(&x, a) && add_plain(&y, b) && ma_str_eq(ma_buf_str(&x), ma_buf_str(&y));
	if (x.rc || y.rc)
		r->out->rc = x.rc ? x.rc : y.rc;
	ma_buf_done(&x);
	ma_buf_done(&y);
	return same;
}

static struct value operand(const struct render *r, const struct ma_template_expr *e)
{
	if (e->op == MA_EXPR_TEXT)
		return (struct value){ .kind = VALUE_TEXT, .text = e->text };
	return look_up(r, e->text);
}

static bool in_list(struct render *r, const struct ma_template_expr *e)
{
	const struct ma_template_expr *member_at;

	for (member_at = e->b; member_at; member_at = member_at->next)
		if (equal(r, operand(r, e->a), operand(r, member_at)))
			return true;
	return false;
}

/* Recurses at most MA_TEMPLATE_EXPR deep. */
static bool holds(struct render *r, const struct ma_template_expr *e)
{
	switch (e->op) {
	case MA_EXPR_NOT:
		return !holds(r, e->a);
	case MA_EXPR_AND:
		return holds(r, e->a) && holds(r, e->b);
	case MA_EXPR_OR:
		return holds(r, e->a) || holds(r, e->b);
	case MA_EXPR_EQ:
		return equal(r, operand(r, e->a), operand(r, e->b));
	case MA_EXPR_NE:
		return !equal(r, operand(r, e->a), operand(r, e->b));
	case MA_EXPR_IN:
		return in_list(r, e);
	case MA_EXPR_PATH:
	case MA_EXPR_TEXT:
		break;
	}
	return is_true(operand(r, e));
}

static char other_case(char c, bool upper)
{
	if (upper)
		return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static void add_cased(struct ma_buf *out, struct ma_str text, bool upper)
{
	size_t i;

	for (i = 0; i < text.n; i++)
		ma_buf_addc(out, other_case(text.p[i], upper));
}

static void apply_text(struct ma_buf *out, struct ma_str text, enum ma_template_filter filter)
{
	static const enum ma_case styles[] = {
		[MA_FILTER_CAMEL] = MA_CASE_CAMEL,
		[MA_FILTER_PASCAL] = MA_CASE_PASCAL,
		[MA_FILTER_KEBAB] = MA_CASE_KEBAB,
		[MA_FILTER_SNAKE] = MA_CASE_SNAKE,
		[MA_FILTER_CONSTANT] = MA_CASE_CONSTANT,
		[MA_FILTER_TITLE] = MA_CASE_TITLE,
		[MA_FILTER_SENTENCE] = MA_CASE_SENTENCE,
	};

	if (filter == MA_FILTER_JSON)
		ma_json_add_string(out, text);
	else if (filter == MA_FILTER_PLURAL)
		ma_words_plural(out, text);
	else if (filter == MA_FILTER_SINGULAR)
		ma_words_singular(out, text);
	else if (filter == MA_FILTER_ARTICLE)
		ma_words_article(out, text);
	else if (filter == MA_FILTER_LOWER || filter == MA_FILTER_UPPER)
		add_cased(out, text, filter == MA_FILTER_UPPER);
	else
		ma_words_case(out, text, styles[filter]);
}

static bool apply(struct ma_buf *out, struct value v, enum ma_template_filter filter)
{
	struct ma_buf plain = MA_BUF_INIT(MA_LIMIT_CONFIG);
	bool can;

	if (filter == MA_FILTER_JSON && v.kind == VALUE_JSON) {
		ma_json_write(v.json, 0, out);
		return true;
	}
	can = add_plain(&plain, v);
	if (plain.rc)
		out->rc = plain.rc;
	else if (can && filter == MA_FILTER_JSON && v.kind != VALUE_TEXT)
		ma_buf_addv(out, ma_buf_str(&plain));
	else if (can)
		apply_text(out, ma_buf_str(&plain), filter);
	ma_buf_done(&plain);
	return can;
}

/* The value through the filters, each into a buffer of its own in turn. */
static bool add_filtered(struct ma_buf *out, struct value v, const struct ma_template_step *s)
{
	struct ma_buf buf[2] = { MA_BUF_INIT(MA_LIMIT_CONFIG), MA_BUF_INIT(MA_LIMIT_CONFIG) };
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < s->filters_n; i++) {
		ma_buf_clear(&buf[i % 2]);
		ok = apply(&buf[i % 2], v, s->filters[i]);
		if (buf[i % 2].rc)
			out->rc = buf[i % 2].rc;
		v = (struct value){ .kind = VALUE_TEXT, .text = ma_buf_str(&buf[i % 2]) };
	}
	ok = ok && add_plain(out, v);
	ma_buf_done(&buf[0]);
	ma_buf_done(&buf[1]);
	return ok;
}

static ma_rc do_out(struct render *r, const struct ma_template_program *p,
	const struct ma_template_step *s, ma_err *err)
{
	struct value v = look_up(r, s->text);

	if (v.kind == VALUE_NONE)
		return fail_at(p, s, err, MA_EINVALID, "nothing is known as", s->text);
	if (!add_filtered(r->out, v, s))
		return fail_at(p, s, err, MA_EINVALID,
			"a list or an object can only be printed as json:", s->text);
	return MA_OK;
}

static ma_rc do_for(struct render *r, const struct ma_template_program *p,
	const struct ma_template_step *s, size_t *at, ma_err *err)
{
	struct value v = look_up(r, s->path);

	if (v.kind == VALUE_NONE)
		return fail_at(p, s, err, MA_EINVALID, "nothing is known as", s->path);
	if (!json_is_array(v.json))
		return fail_at(p, s, err, MA_EINVALID, "not a list:", s->path);
	if (json_array_size(v.json) == 0) {
		*at = s->to;
		return MA_OK;
	}
	if (r->frames_n == MA_TEMPLATE_NESTING)
		return fail_at(p, s, err, MA_ELIMIT, "too many loops within each other at", s->path);
	r->frames[r->frames_n++] = (struct frame){ s->text, v.json, 0, json_array_size(v.json) };
	return MA_OK;
}

static void do_next(struct render *r, const struct ma_template_step *s, size_t *at)
{
	struct frame *f = &r->frames[r->frames_n - 1];

	if (++f->at < f->n)
		*at = s->to;
	else
		r->frames_n--;
}

static ma_rc find_program(
	struct render *r, struct ma_str name, struct ma_template_program **out, ma_err *err)
{
	struct ma_template_program *p;
	struct ma_str text;
	ma_rc rc;

	for (p = r->programs; p && !ma_str_eq(p->name, name); p = p->next)
		;
	*out = p;
	if (p)
		return MA_OK;
	rc = r->load(r->data, name, &text, err);
	if (rc)
		return rc;
	p = *out = ma_arena_new(&r->arena, struct ma_template_program);
	if (!p)
		return ma_fail_nomem(err);
	rc = ma_template_parse(name, text, &r->arena, p, err);
	p->next = r->programs;
	r->programs = p;
	return rc;
}

static ma_rc run(struct render *r, const struct ma_template_program *p, ma_err *err);

static ma_rc do_include(struct render *r, const struct ma_template_program *p,
	const struct ma_template_step *s, ma_err *err)
{
	struct ma_template_program *included;
	ma_rc rc;

	if (!r->load)
		return fail_at(p, s, err, MA_EINVALID, "nothing can be included here:", s->text);
	if (++r->includes > MAX_INCLUDES)
		return fail_at(
			p, s, err, MA_ELIMIT, "too many includes within each other at", s->text);
	rc = find_program(r, s->text, &included, err);
	if (!rc)
		rc = run(r, included, err);
	r->includes--;
	return rc ? ma_err_wrap(err, MA_STR_FMT ":%zu", MA_STR_ARG(p->name), s->line) : MA_OK;
}

/* Do the step at *at, which then is the next one. */
static ma_rc do_step(struct render *r, const struct ma_template_program *p, size_t *at, ma_err *err)
{
	const struct ma_template_step *s = &p->steps[(*at)++];

	switch (s->op) {
	case MA_TEMPLATE_TEXT:
		ma_buf_addv(r->out, s->text);
		return MA_OK;
	case MA_TEMPLATE_OUT:
		return do_out(r, p, s, err);
	case MA_TEMPLATE_UNLESS:
		if (!holds(r, s->expr))
			*at = s->to;
		return MA_OK;
	case MA_TEMPLATE_JUMP:
		*at = s->to;
		return MA_OK;
	case MA_TEMPLATE_FOR:
		return do_for(r, p, s, at, err);
	case MA_TEMPLATE_NEXT:
		do_next(r, s, at);
		return MA_OK;
	case MA_TEMPLATE_INCLUDE:
		break;
	}
	return do_include(r, p, s, err);
}

static ma_rc run(struct render *r, const struct ma_template_program *p, ma_err *err)
{
	size_t at = 0;
	ma_rc rc = MA_OK;

	while (!rc && at < p->n) {
		if (++r->steps > MAX_STEPS)
			return fail_at(
				p, &p->steps[at], err, MA_ELIMIT, "too much work in", p->name);
		rc = do_step(r, p, &at, err);
		if (!rc && r->out->rc)
			return fail_at(p, &p->steps[at - 1], err, r->out->rc,
				"no room for the output of", p->name);
	}
	return rc;
}

ma_rc ma_template_render(struct ma_str name, struct ma_str text, const json_t *view,
	ma_template_load_fn *load, void *data, struct ma_buf *out, ma_err *err)
{
	struct render r = {
		.view = view,
		.load = load,
		.data = data,
		.out = out,
		.arena = MA_ARENA_INIT(MA_LIMIT_ARENA),
	};
	struct ma_template_program p;
	ma_rc rc;

	rc = ma_template_parse(name, text, &r.arena, &p, err);
	if (!rc)
		rc = run(&r, &p, err);
	ma_arena_done(&r.arena);
	return rc;
}

ma_rc ma_template_test(struct ma_str expr, const json_t *view, bool *out, ma_err *err)
{
	struct ma_buf told = MA_BUF_INIT(0); /* takes a failure in the middle of an expression */
	struct render r = { .view = view, .out = &told, .arena = MA_ARENA_INIT(MA_LIMIT_CONFIG) };
	struct ma_template_cursor c = { .name = MA_STR("when"), .rest = expr, .line = 1 };
	struct ma_template_expr *e;
	bool held;
	ma_rc rc;

	rc = ma_template_expr_parse(&c, &r.arena, &e, err);
	held = !rc && holds(&r, e);
	if (!rc)
		rc = ma_buf_check(&told, err);
	if (!rc)
		*out = held;
	ma_arena_done(&r.arena);
	return rc;
}
