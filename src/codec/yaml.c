/*
 * YAML by libyaml's events, built into JSON values on a stack of our own.
 * The input is a person's file: whatever could mean two things (aliases, tags, a
 * key given twice, a second document) is refused with its place.
 */
#include "codec/yaml.h"

#include <yaml.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/map.h"

#define DEPTH_MAX 64 /* levels; nothing that people write by hand needs more */

struct frame {
	json_t *container; /* borrowed: the root owns everything */
	char *key;         /* of a mapping: read, and its value not yet; owned */
};

struct builder {
	const char *what;
	struct ma_str text;
	json_t *root; /* owned */
	struct frame stack[DEPTH_MAX];
	size_t depth;
	bool has_document;
	bool merges; /* "<<" may stand in a mapping more than once: each merges another one in */
};

static ma_rc refuse(const struct builder *b, yaml_mark_t at, const char *why, ma_err *err)
{
	return ma_fail(err, MA_EINVALID, "%s:%zu:%zu: %s", b->what, at.line + 1, at.column + 1, why);
}

/* The place of a byte: of what is no UTF-8 or a control character libyaml tells only the number. */
static yaml_mark_t place_of(struct ma_str text, size_t offset)
{
	yaml_mark_t at = { offset, 0, 0 };
	size_t i;

	for (i = 0; i < offset && i < text.n; i++) {
		at.column = text.p[i] == '\n' ? 0 : at.column + 1;
		at.line += text.p[i] == '\n';
	}
	return at;
}

static ma_rc refuse_syntax(const struct builder *b, const yaml_parser_t *p, ma_err *err)
{
	const char *problem = p->problem ? p->problem : "cannot be read";
	yaml_mark_t at = p->problem_mark;

	if (p->error == YAML_MEMORY_ERROR)
		return ma_fail_nomem(err);
	if (p->error == YAML_READER_ERROR)
		at = place_of(b->text, p->problem_offset);
	if (!p->context)
		return refuse(b, at, problem, err);
	return ma_fail(err, MA_EINVALID, "%s:%zu:%zu: %s %s", b->what, at.line + 1, at.column + 1,
		problem, p->context);
}

static size_t digits(struct ma_str s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	return n;
}

enum kind { TEXT, INTEGER, REAL, TOO_LARGE };

/* [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )? */
static enum kind kind_of(struct ma_str s)
{
	size_t whole, part = 0, exponent;
	bool real;

	s = ma_str_from(s, ma_str_starts(s, "-") || ma_str_starts(s, "+"));
	whole = digits(s);
	s = ma_str_from(s, whole);
	real = s.n > 0;
	if (ma_str_starts(s, ".")) {
		part = digits(ma_str_from(s, 1));
		s = ma_str_from(s, part + 1);
	}
	if (whole + part == 0)
		return TEXT;
	if (ma_str_starts(s, "e") || ma_str_starts(s, "E")) {
		s = ma_str_from(s, 1);
		s = ma_str_from(s, ma_str_starts(s, "-") || ma_str_starts(s, "+"));
		exponent = digits(s);
		if (exponent == 0)
			return TEXT;
		s = ma_str_from(s, exponent);
	}
	return s.n > 0 ? TEXT : real ? REAL : INTEGER;
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 16;
}

/* "0o17" and "0xff". */
static enum kind read_based(struct ma_str s, int64_t *out)
{
	int base = ma_str_starts(s, "0o") ? 8 : ma_str_starts(s, "0x") ? 16 : 0;
	enum kind kind = INTEGER;
	int64_t v = 0;
	size_t i;

	if (!base || s.n == 2)
		return TEXT;
	for (i = 2; i < s.n; i++) {
		int d = digit_value(s.p[i]);

		if (d >= base)
			return TEXT;
		if (__builtin_mul_overflow(v, base, &v) || __builtin_add_overflow(v, d, &v))
			kind = TOO_LARGE;
	}
	*out = v;
	return kind;
}

/* What is a number by the core schema. */
static enum kind read_number(struct ma_str s, int64_t *integer, double *real)
{
	enum kind kind = read_based(s, integer);

	if (kind != TEXT)
		return kind;
	kind = kind_of(s);
	s = ma_str_from(s, ma_str_starts(s, "+"));
	if (kind == INTEGER && !ma_str_to_i64(s, integer))
		return TOO_LARGE;
	return kind == REAL && !ma_str_to_double(s, real) ? TOO_LARGE : kind;
}

/* The value of a plain scalar by the YAML 1.2 core schema; NULL with *why, or for want of memory. */
static json_t *plain_value(struct ma_str s, const char **why)
{
	static const char *const nulls[] = { "", "~", "null", "Null", "NULL" };
	static const char *const trues[] = { "true", "True", "TRUE" };
	static const char *const falses[] = { "false", "False", "FALSE" };
	static const char *const others[] = { ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF",
		"-.inf", "-.Inf", "-.INF", ".nan", ".NaN", ".NAN" };
	int64_t integer;
	double real;

	if (MA_STR_AMONG(s, nulls))
		return json_null();
	if (MA_STR_AMONG(s, trues))
		return json_true();
	if (MA_STR_AMONG(s, falses))
		return json_false();
	if (MA_STR_AMONG(s, others)) {
		*why = "infinity and not-a-number are no values here";
		return NULL;
	}
	switch (read_number(s, &integer, &real)) {
	case INTEGER:
		return json_integer(integer);
	case REAL:
		return json_real(real);
	case TOO_LARGE:
		*why = "the number is too large";
		return NULL;
	default:
		return json_stringn(s.p, s.n);
	}
}

/* Put a value where it belongs. Takes it, also on failure. */
static ma_rc put(struct builder *b, json_t *value, ma_err *err)
{
	struct frame *top = b->depth ? &b->stack[b->depth - 1] : NULL;
	int failed;

	if (!value)
		return ma_fail_nomem(err);
	if (!top) {
		b->root = value;
		return MA_OK;
	}
	if (json_is_array(top->container)) {
		failed = json_array_append_new(top->container, value);
	} else {
		failed = json_object_set_new(top->container, top->key, value);
		ma_free(top->key);
		top->key = NULL;
	}
	return failed ? ma_fail_nomem(err) : MA_OK;
}

static bool wants_key(const struct builder *b)
{
	const struct frame *top = b->depth ? &b->stack[b->depth - 1] : NULL;

	return top && json_is_object(top->container) && !top->key;
}

static ma_rc take_key(struct builder *b, const yaml_event_t *e, struct ma_str key, ma_err *err)
{
	struct frame *top = &b->stack[b->depth - 1];
	struct ma_buf why = MA_BUF_INIT(MA_ERR_MSG_MAX);
	ma_rc rc;

	top->key = ma_strndup(key.p, key.n);
	if (!top->key)
		return ma_fail_nomem(err);
	if (!json_object_get(top->container, top->key) || (b->merges && ma_str_is(key, "<<")))
		return MA_OK;
	ma_buf_adds(&why, "the key is given twice: ");
	ma_buf_add_visible(&why, ma_str_n(key.p, key.n < 60 ? key.n : 60));
	rc = ma_buf_check(&why, err);
	if (!rc)
		rc = refuse(b, e->start_mark, why.p, err);
	ma_buf_done(&why);
	return rc;
}

static ma_rc take_scalar(struct builder *b, const yaml_event_t *e, ma_err *err)
{
	struct ma_str s = ma_str_n((const char *)e->data.scalar.value, e->data.scalar.length);
	const char *why = NULL;
	json_t *value;

	if (e->data.scalar.anchor)
		return refuse(b, e->start_mark, "anchors are not allowed", err);
	if (e->data.scalar.tag)
		return refuse(b, e->start_mark, "tags are not allowed", err);
	if (s.n > 0 && memchr(s.p, '\0', s.n))
		return refuse(b, e->start_mark, "a text holds a NUL", err);
	if (wants_key(b))
		return take_key(b, e, s, err);
	if (e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
		value = plain_value(s, &why);
	else
		value = json_stringn(s.p, s.n);
	return why ? refuse(b, e->start_mark, why, err) : put(b, value, err);
}

static ma_rc open_container(struct builder *b, const yaml_event_t *e, ma_err *err)
{
	bool mapping = e->type == YAML_MAPPING_START_EVENT;
	const yaml_char_t *anchor = mapping ? e->data.mapping_start.anchor
					    : e->data.sequence_start.anchor;
	const yaml_char_t *tag = mapping ? e->data.mapping_start.tag : e->data.sequence_start.tag;
	json_t *container;
	ma_rc rc;

	if (anchor)
		return refuse(b, e->start_mark, "anchors are not allowed", err);
	if (tag)
		return refuse(b, e->start_mark, "tags are not allowed", err);
	if (wants_key(b))
		return refuse(b, e->start_mark, "a key must be text", err);
	if (b->depth == DEPTH_MAX)
		return ma_fail(err, MA_ELIMIT, "%s:%zu:%zu: more than %d levels", b->what,
			e->start_mark.line + 1, e->start_mark.column + 1, DEPTH_MAX);
	container = mapping ? json_object() : json_array();
	rc = put(b, container, err);
	if (!rc)
		b->stack[b->depth++] = (struct frame){ container, NULL };
	return rc;
}

static ma_rc take_event(struct builder *b, const yaml_event_t *e, ma_err *err)
{
	switch (e->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (b->has_document)
			return refuse(b, e->start_mark, "a second document", err);
		b->has_document = true;
		return MA_OK;
	case YAML_ALIAS_EVENT:
		return refuse(b, e->start_mark, "aliases are not allowed", err);
	case YAML_SCALAR_EVENT:
		return take_scalar(b, e, err);
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT:
		return open_container(b, e, err);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		b->depth--;
		return MA_OK;
	default:
		return MA_OK;
	}
}

static ma_rc build(struct builder *b, yaml_parser_t *parser, ma_err *err)
{
	yaml_event_type_t type = YAML_NO_EVENT;
	yaml_event_t event;
	ma_rc rc = MA_OK;

	while (!rc && type != YAML_STREAM_END_EVENT) {
		if (!yaml_parser_parse(parser, &event))
			return refuse_syntax(b, parser, err);
		type = event.type;
		rc = take_event(b, &event, err);
		yaml_event_delete(&event);
	}
	if (!rc && !b->root)
		rc = put(b, json_null(), err); /* nothing but comments */
	return rc;
}

static void builder_done(struct builder *b)
{
	size_t i;

	for (i = 0; i < b->depth; i++)
		ma_free(b->stack[i].key);
	json_decref(b->root);
}

static ma_rc parse(struct ma_str text, const char *what, bool merges, json_t **out, ma_err *err)
{
	struct builder b = { .what = what, .text = text, .merges = merges };
	yaml_parser_t parser;
	ma_rc rc;

	if (text.n > MA_LIMIT_CONFIG)
		return ma_fail(err, MA_ELIMIT, "%s: more than %zu bytes", what, MA_LIMIT_CONFIG);
	if (!yaml_parser_initialize(&parser))
		return ma_fail_nomem(err);
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)(text.p ? text.p : ""), text.n);
	rc = build(&b, &parser, err);
	yaml_parser_delete(&parser);
	if (!rc) {
		*out = b.root;
		b.root = NULL;
	}
	builder_done(&b);
	return rc;
}

ma_rc ma_yaml_parse(struct ma_str text, const char *what, json_t **out, ma_err *err)
{
	return parse(text, what, false, out, err);
}

static int step_of(yaml_event_type_t type)
{
	switch (type) {
	case YAML_SEQUENCE_START_EVENT:
	case YAML_MAPPING_START_EVENT:
		return 1;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return -1;
	default:
		return 0;
	}
}

static const yaml_char_t *anchor_of(const yaml_event_t *e)
{
	return e->type == YAML_SCALAR_EVENT            ? e->data.scalar.anchor
		: e->type == YAML_MAPPING_START_EVENT  ? e->data.mapping_start.anchor
		: e->type == YAML_SEQUENCE_START_EVENT ? e->data.sequence_start.anchor
						       : NULL;
}

/* An alias is of an anchor that stands before it in its document. */
static ma_rc pass_anchors(
	const struct builder *b, const yaml_event_t *e, struct ma_map *anchors, ma_err *err)
{
	const char *anchor = (const char *)anchor_of(e), *alias;

	if (e->type == YAML_DOCUMENT_START_EVENT)
		ma_map_done(anchors);
	if (anchor && !ma_map_put(anchors, ma_str(anchor), anchors))
		return ma_fail_nomem(err);
	alias = e->type == YAML_ALIAS_EVENT ? (const char *)e->data.alias.anchor : NULL;
	if (alias && !ma_map_has(anchors, ma_str(alias)))
		return refuse(b, e->start_mark, "an alias of an anchor that is not there", err);
	return MA_OK;
}

static ma_rc pass_events(const struct builder *b, yaml_parser_t *parser, ma_err *err)
{
	yaml_event_type_t type = YAML_NO_EVENT;
	struct ma_map anchors = MA_MAP_INIT;
	yaml_event_t event;
	int depth = 0;
	ma_rc rc = MA_OK;

	while (type != YAML_STREAM_END_EVENT && !rc) {
		if (!yaml_parser_parse(parser, &event)) {
			rc = refuse_syntax(b, parser, err);
			break;
		}
		type = event.type;
		depth += step_of(type);
		rc = pass_anchors(b, &event, &anchors, err);
		yaml_event_delete(&event);
		if (!rc && depth > DEPTH_MAX)
			rc = ma_fail(err, MA_ELIMIT, "%s: more than %d levels", b->what, DEPTH_MAX);
	}
	ma_map_done(&anchors);
	return rc;
}

ma_rc ma_yaml_check(struct ma_str text, const char *what, ma_err *err)
{
	const struct builder b = { .what = what, .text = text };
	ma_err why = { .code = MA_OK };
	json_t *value = NULL;
	yaml_parser_t parser;
	ma_rc rc = parse(text, what, true, &value, &why);

	json_decref(value);
	if (rc != MA_EINVALID || ma_str_find(ma_str(why.msg), MA_STR("given twice")) >= 0) {
		if (rc)
			*err = why;
		return rc;
	}
	if (!yaml_parser_initialize(&parser))
		return ma_fail_nomem(err);
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)(text.p ? text.p : ""), text.n);
	rc = pass_events(&b, &parser, err);
	yaml_parser_delete(&parser);
	return rc;
}

static bool is_rule(struct ma_str line)
{
	return ma_str_starts(line, "---") && ma_str_trim(line).n == 3;
}

/* The text from the first "---" up to the second; the first stays, so that libyaml counts the file's lines. */
static bool cut_front(struct ma_str *rest, struct ma_str *front)
{
	struct ma_str all = *rest, line;
	const char *line_at;

	if (!ma_str_line(rest, &line) || !is_rule(line))
		return false;
	for (line_at = rest->p; ma_str_line(rest, &line); line_at = rest->p) {
		if (is_rule(line)) {
			*front = ma_str_n(all.p, (size_t)(line_at - all.p));
			return true;
		}
	}
	return false;
}

ma_rc ma_yaml_front_matter(
	struct ma_str text, const char *what, json_t **front, struct ma_str *body, ma_err *err)
{
	struct ma_str yaml;
	json_t *value;
	ma_rc rc;

	if (ma_str_starts(text, "\xef\xbb\xbf"))
		text = ma_str_from(text, 3);
	if (!cut_front(&text, &yaml))
		return ma_fail(err, MA_EINVALID,
			"%s: front matter must stand between two \"---\" lines at the start", what);
	rc = ma_yaml_parse(yaml, what, &value, err);
	if (rc)
		return rc;
	if (!json_is_object(value)) {
		json_decref(value);
		return ma_fail(err, MA_EINVALID, "%s: front matter must be a mapping", what);
	}
	*front = value;
	*body = text;
	return MA_OK;
}
