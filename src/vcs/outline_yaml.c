/*
 * YAML as an outline: block mappings by their indentation. Sequences, scalars over several lines and anything in flow
 * style are text. What is not plainly a mapping (several documents, a root that is a list, tabs) is refused.
 */
#include "vcs/outline.h"

struct reader {
	struct ma_str path;
	struct ma_arena *arena;
	ma_err *err;
};

/* Of a line with content; -1: it is blank or a comment. */
static int indent_of(struct ma_str line)
{
	size_t n = 0;

	while (n < line.n && line.p[n] == ' ')
		n++;
	return n == line.n || line.p[n] == '\n' || line.p[n] == '#' ? -1 : (int)n;
}

/* The length of the key that the line begins with, its quotes included; 0: it has none. */
static size_t key_size(struct ma_str s)
{
	char quote = s.n > 0 && (s.p[0] == '"' || s.p[0] == '\'') ? s.p[0] : '\0';
	size_t i;

	if (s.n == 0 || strchr("-?:{}[],&*!|>%@`\t", s.p[0]))
		return 0;
	for (i = quote ? 1 : 0; i < s.n; i++) {
		if (quote && s.p[i] == quote)
			quote = '\0';
		else if (!quote && s.p[i] == ':' && i + 1 < s.n && strchr(" \n", s.p[i + 1]))
			return i;
		else if (!quote && s.p[i] == '#' && i > 0 && s.p[i - 1] == ' ')
			return 0;
	}
	return 0;
}

/* Whether nothing but a comment follows the key's colon: its value stands on the lines below. */
static bool is_open(struct ma_str line, size_t key_end)
{
	struct ma_str value = ma_str_trim(ma_str_from(line, key_end + 1));

	return value.n == 0 || value.p[0] == '#';
}

static ma_rc refuse(const struct reader *r, struct ma_str line)
{
	line = ma_str_trim(line);
	return ma_fail(r->err, MA_EINVALID, MA_STR_FMT ": not a plain mapping: %.*s",
		MA_STR_ARG(r->path), (int)(line.n < 60 ? line.n : 60), line.p);
}

/* The lines that belong to a key at `indent`: all that are further in, and a sequence that is not. */
static void pass_value(struct ma_str *rest, int indent, bool open)
{
	struct ma_str ahead = *rest, line;
	int in;

	while ((line = ma_outline_line(&ahead)).n > 0) {
		in = indent_of(line);
		if (in < 0)
			continue; /* belongs to what follows, unless that is a part of this value */
		if (in < indent || (in == indent && !(open && line.p[in] == '-')))
			return;
		*rest = ahead;
	}
}

static ma_rc read_mapping(
	struct reader *r, struct ma_str text, int indent, unsigned depth, struct ma_outline **out);

/* The mapping that a value is, if it is one. */
static ma_rc read_inside(const struct reader *r, struct ma_item *item, struct ma_str line,
	int indent, unsigned depth)
{
	struct ma_str below = ma_str_from(item->text, line.n), ahead = below, first;
	struct reader quiet = *r;
	ma_err why = { .code = MA_OK };
	int in = -1;
	ma_rc rc;

	while (in < 0 && (first = ma_outline_line(&ahead)).n > 0)
		in = indent_of(first);
	if (in <= indent || depth >= MA_OUTLINE_DEPTH)
		return MA_OK;
	quiet.err = &why; /* then it is text */
	rc = read_mapping(&quiet, below, in, depth + 1, &item->inside);
	if (rc == MA_ENOMEM)
		return ma_fail_nomem(r->err);
	if (rc)
		item->inside = NULL;
	else
		item->inside->head = ma_str_n(item->text.p, line.n);
	return MA_OK;
}

static ma_rc read_mapping(
	struct reader *r, struct ma_str text, int indent, unsigned depth, struct ma_outline **out)
{
	struct ma_outline *list = ma_outline_new(r->arena, "");
	struct ma_str rest = text, line;
	const char *lead = text.p;
	struct ma_item *item;
	size_t key;
	int in;

	if (!list)
		return ma_fail_nomem(r->err);
	*out = list;
	list->head = ma_str_n(text.p, 0);
	while ((line = ma_outline_line(&rest)).n > 0) {
		in = indent_of(line);
		if (in < 0)
			continue;
		key = in == indent ? key_size(ma_str_from(line, (size_t)in)) : 0;
		if (key == 0)
			return refuse(r, line);
		item = ma_outline_add(list, r->arena);
		if (!item)
			return ma_fail_nomem(r->err);
		item->key = ma_str_n(line.p + in, key);
		item->lead = ma_str_n(lead, (size_t)(line.p - lead));
		pass_value(&rest, indent, is_open(line, (size_t)in + key));
		item->text = ma_outline_since(line.p, rest);
		if (is_open(line, (size_t)in + key) && read_inside(r, item, line, indent, depth))
			return r->err->code;
		lead = rest.p;
	}
	list->tail = ma_outline_since(lead, rest);
	return ma_outline_tell_apart(list, r->arena) ? MA_OK : ma_fail_nomem(r->err);
}

ma_rc ma_outline_yaml(const struct ma_outline_source *from, struct ma_arena *arena,
	struct ma_outline **out, ma_err *err)
{
	struct reader r = { from->path, arena, err };
	struct ma_outline *list = NULL;
	ma_rc rc;

	rc = read_mapping(&r, from->text, 0, 1, &list);
	if (!rc)
		*out = list;
	return rc;
}
