/*
 * JSON over jansson: its values, and its words for what it refuses. The depth is measured before its recursive parser
 * sees the text.
 */
#include "codec/json.h"

#include <string.h>

#include "base/limits.h"
#include "codec/json_tree.h"

#define WRITE_DEPTH_MAX (4 * MA_LIMIT_JSON_DEPTH) /* what was read, within what is written */

struct place {
	size_t line, column; /* both from 1; the column in bytes */
};

/* One step of a scan that knows strings: opens (+1) or closes (-1) a level, or neither. */
static int level_step(char c, bool *in_string, bool *escaped)
{
	if (*in_string) {
		if (*escaped)
			*escaped = false;
		else if (c == '\\')
			*escaped = true;
		else if (c == '"')
			*in_string = false;
		return 0;
	}
	if (c == '"')
		*in_string = true;
	return (c == '{' || c == '[') - (c == '}' || c == ']');
}

/* Whether the text nests too deep, and where. Unbalanced closers are left to the parser. */
static bool too_deep(struct ma_str text, struct place *at)
{
	bool in_string = false, escaped = false;
	int depth = 0, step;
	size_t i, line_at = 0;

	*at = (struct place){ 1, 1 };
	for (i = 0; i < text.n; i++) {
		step = level_step(text.p[i], &in_string, &escaped);
		if (text.p[i] == '\n') {
			at->line++;
			line_at = i + 1;
		}
		if (step < 0 && depth == 0)
			continue;
		depth += step;
		if (depth > MA_LIMIT_JSON_DEPTH) {
			at->column = i - line_at + 1;
			return true;
		}
	}
	return false;
}

/* jansson leaves its text empty exactly where an allocation failed without a message. */
static ma_rc refuse(const json_error_t *e, const char *what, ma_err *err)
{
	struct ma_buf shown = MA_BUF_INIT(sizeof(e->text) * 8);
	ma_rc rc;

	if (e->text[0] == '\0' || json_error_code(e) == json_error_out_of_memory)
		return ma_fail_nomem(err);
	ma_buf_add_visible(&shown, ma_str(e->text));
	rc = ma_buf_check(&shown, err);
	if (!rc)
		rc = ma_fail(err, MA_EINVALID, "%s:%d:%d: %s", what, e->line, e->column, shown.p);
	ma_buf_done(&shown);
	return rc;
}

static ma_rc parse_by_jansson(struct ma_str text, const char *what, json_t **out, ma_err *err)
{
	struct place at;
	json_error_t e;
	json_t *value;

	if (too_deep(text, &at))
		return ma_fail(err, MA_ELIMIT, "%s:%zu:%zu: more than %d levels", what, at.line,
			at.column, MA_LIMIT_JSON_DEPTH);
	memset(&e, 0, sizeof(e));
	value = json_loadb(
		text.p ? text.p : "", text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
	if (!value)
		return refuse(&e, what, err);
	*out = value;
	return MA_OK;
}

/* jansson's own parser is slow, and leaves a byte of a string out where it has no memory for it. */
ma_rc ma_json_parse(struct ma_str text, const char *what, json_t **out, ma_err *err)
{
	struct ma_doc doc = { .n = 0 };
	ma_err why = { .code = MA_OK };
	json_t *value = NULL;
	ma_rc rc = ma_doc_parse(&doc, text, what, &why);

	if (!rc)
		rc = ma_json_tree(&doc, out, &why);
	ma_doc_done(&doc);
	if (!rc)
		return MA_OK;
	if (rc == MA_ENOMEM)
		return ma_fail_nomem(err);
	if (parse_by_jansson(text, what, &value, err))
		return err->code; /* in its words */
	if (!why.code) {
		*out = value;
		return MA_OK;
	}
	json_decref(value);
	*err = why; /* it does not see a NUL behind a number */
	return rc;
}

static void add_escaped(struct ma_buf *out, char c)
{
	static const char named[] = "\"\"\\\\\bb\ff\nn\rr\tt";
	size_t i;

	for (i = 0; i + 1 < sizeof(named); i += 2) {
		if (named[i] == c) {
			ma_buf_addc(out, '\\');
			ma_buf_addc(out, named[i + 1]);
			return;
		}
	}
	ma_buf_addf(out, "\\u%04x", (unsigned)(unsigned char)c);
}

static bool is_plain(char c)
{
	return (unsigned char)c >= 0x20 && (unsigned char)c < 0x80 && c != '"' && c != '\\';
}

/* Sixteen at a time, in the compilers' common vector type. Signed: what is not ASCII is below 0x20, too. */
typedef signed char block __attribute__((vector_size(16)));

static bool is_plain_block(const char *p)
{
	uint64_t bad[2];
	block b, is;

	memcpy(&b, p, sizeof(b));
	is = (b < 0x20) | (b == '"') | (b == '\\');
	memcpy(bad, &is, sizeof(bad));
	return (bad[0] | bad[1]) == 0;
}

size_t ma_json_plain(struct ma_str s)
{
	size_t n = 0;

	while (n + sizeof(block) <= s.n && is_plain_block(s.p + n))
		n += sizeof(block);
	while (n < s.n && is_plain(s.p[n]))
		n++;
	return n;
}

void ma_json_add_string(struct ma_buf *out, struct ma_str s)
{
	uint32_t cp;
	size_t n;

	ma_buf_addc(out, '"');
	for (; s.n > 0; s = ma_str_from(s, n)) {
		n = ma_json_plain(s);
		if (n > 0) {
			ma_buf_add(out, s.p, n);
			continue;
		}
		n = ma_str_utf8_next(s, &cp);
		if (n > 1)
			ma_buf_add(out, s.p, n);
		else if (n == 1)
			add_escaped(out, s.p[0]);
		else
			ma_buf_adds(out, "\xef\xbf\xbd");
		n = n ? n : 1;
	}
	ma_buf_addc(out, '"');
}

/* At a new line, `depth` levels in; on one line there are none. */
static void add_line(struct ma_buf *out, int indent, int depth)
{
	int i;

	if (indent > 0)
		ma_buf_addc(out, '\n');
	for (i = 0; i < indent * depth; i++)
		ma_buf_addc(out, ' ');
}

/* {NULL, 0} where it is no string. */
static struct ma_str text_of(const json_t *string)
{
	return ma_str_n(json_string_value(string), json_string_length(string));
}

/* With the fewest digits that are read as the same double; 17 always are. jansson knows how to keep a point in it. */
static void add_real(struct ma_buf *out, const json_t *real)
{
	char text[64]; /* 17 digits, a sign, a point and an exponent have 24 characters */
	double value = json_real_value(real), back;
	size_t n = 0, digits;

	for (digits = 15; digits <= 17; digits++) {
		n = json_dumpb(
			real, text, sizeof(text), JSON_ENCODE_ANY | JSON_REAL_PRECISION(digits));
		if (n > 0 && n <= sizeof(text) && ma_str_to_double(ma_str_n(text, n), &back) &&
			memcmp(&back, &value, sizeof(back)) == 0)
			break;
	}
	if (n == 0 && !out->rc)
		out->rc = MA_ENOMEM; /* its own bookkeeping: a double has no other fault */
	ma_buf_add(out, text, n <= sizeof(text) ? n : 0);
}

static void add_value(struct ma_buf *out, const json_t *value, int indent, int depth);

static void add_object(struct ma_buf *out, const json_t *object, int indent, int depth)
{
	json_t *value;
	const char *key;
	int n = 0;

	ma_buf_addc(out, '{');
	json_object_foreach ((json_t *)object, key, value) {
		if (n++ > 0)
			ma_buf_addc(out, ',');
		add_line(out, indent, depth + 1);
		ma_json_add_string(out, ma_str(key));
		ma_buf_adds(out, indent ? ": " : ":");
		add_value(out, value, indent, depth + 1);
	}
	if (n > 0)
		add_line(out, indent, depth);
	ma_buf_addc(out, '}');
}

static void add_array(struct ma_buf *out, const json_t *array, int indent, int depth)
{
	const json_t *value;
	size_t i;

	ma_buf_addc(out, '[');
	json_array_foreach (array, i, value) {
		if (i > 0)
			ma_buf_addc(out, ',');
		add_line(out, indent, depth + 1);
		add_value(out, value, indent, depth + 1);
	}
	if (i > 0)
		add_line(out, indent, depth);
	ma_buf_addc(out, ']');
}

static void add_value(struct ma_buf *out, const json_t *value, int indent, int depth)
{
	if (out->rc)
		return;
	if (depth > WRITE_DEPTH_MAX)
		out->rc = MA_ELIMIT;
	else if (json_is_object(value))
		add_object(out, value, indent, depth);
	else if (json_is_array(value))
		add_array(out, value, indent, depth);
	else if (json_is_string(value))
		ma_json_add_string(out, text_of(value));
	else if (json_is_integer(value))
		ma_buf_addf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (json_is_real(value))
		add_real(out, value);
	else
		ma_buf_adds(out,
			json_is_true(value)            ? "true"
				: json_is_false(value) ? "false"
						       : "null");
}

/* jansson's own looks at every character by itself, and costs ten times as much. */
void ma_json_write(const json_t *value, int indent, struct ma_buf *out)
{
	MA_ASSERT(value && indent >= 0 && indent <= 31);
	add_value(out, value, indent, 0);
}

struct ma_str ma_json_str(const json_t *object, const char *key)
{
	return text_of(json_object_get(object, key));
}

int64_t ma_json_int(const json_t *object, const char *key, int64_t fallback)
{
	const json_t *v = json_object_get(object, key);

	return json_is_integer(v) ? json_integer_value(v) : fallback;
}

bool ma_json_bool(const json_t *object, const char *key, bool fallback)
{
	const json_t *v = json_object_get(object, key);

	return json_is_boolean(v) ? json_is_true(v) : fallback;
}
