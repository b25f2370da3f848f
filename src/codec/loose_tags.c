/*
 * Tags that write files, as the tools that models were trained with have them:
 *
 *   <boltAction type="file" filePath="src/a.ts">     <dyad-write path="src/a.ts">     <file path="src/a.ts">
 *   <dyad-delete path="…">   <dyad-rename from="…" to="…">   <dyad-search-replace path="…">
 *   <write_to_file><path>…</path><content>…</content></write_to_file>
 *
 * A tag counts at the start of a line alone, and its content ends at the first closing tag of its name.
 */
#include "base/path.h"
#include "codec/loose.h"
#include "codec/named.h"

#define TAG_LONGEST 4096 /* bytes, attributes and all */

enum kind { KIND_FILE, KIND_EDIT, KIND_DELETE, KIND_MOVE, KIND_FILE_WITHIN, KIND_EDIT_WITHIN };

struct form {
	const char *name;
	enum kind kind;
};

static const struct form forms[] = {
	{ "boltAction", KIND_FILE },
	{ "antArtifact", KIND_FILE },
	{ "dyad-write", KIND_FILE },
	{ "write_file", KIND_FILE },
	{ "create_file", KIND_FILE },
	{ "file", KIND_FILE },
	{ "dyad-search-replace", KIND_EDIT },
	{ "dyad-delete", KIND_DELETE },
	{ "dyad-rename", KIND_MOVE },
	{ "write_to_file", KIND_FILE_WITHIN },
	{ "replace_in_file", KIND_EDIT_WITHIN },
	{ "apply_diff", KIND_EDIT_WITHIN },
};

struct tag {
	const struct form *form;
	struct ma_str path, to, type;
	bool alone; /* "/>" */
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_blanks(struct ma_str *s)
{
	while (s->n > 0 && is_blank(s->p[0]))
		*s = ma_str_from(*s, 1);
}

static const struct form *form_at(struct ma_str *s)
{
	size_t i, n;

	for (i = 0; i < MA_COUNT(forms); i++) {
		n = strlen(forms[i].name);
		if (s->n > n && ma_str_starts(*s, forms[i].name) &&
			(is_blank(s->p[n]) || s->p[n] == '>' || s->p[n] == '/')) {
			*s = ma_str_from(*s, n);
			return &forms[i];
		}
	}
	return NULL;
}

static void keep(struct tag *t, struct ma_str key, struct ma_str value)
{
	if (ma_str_is(key, "path") || ma_str_is(key, "filePath") || ma_str_is(key, "name") ||
		ma_str_is(key, "from"))
		t->path = ma_named_clean(value);
	else if (ma_str_is(key, "title") && ma_named_is_path(value))
		t->path = value;
	else if (ma_str_is(key, "to"))
		t->to = ma_named_clean(value);
	else if (ma_str_is(key, "type"))
		t->type = value;
}

/* key="value" or key='value'. */
static bool attribute(struct ma_str *s, struct tag *t)
{
	struct ma_str key = ma_str_n(s->p, 0), rest = *s;
	const char *close;

	while (key.n < rest.n && rest.p[key.n] != '=' && rest.p[key.n] != '>' &&
		!is_blank(rest.p[key.n]))
		key.n++;
	rest = ma_str_from(rest, key.n);
	if (key.n == 0 || rest.n < 3 || rest.p[0] != '=' || (rest.p[1] != '"' && rest.p[1] != '\''))
		return false;
	close = memchr(rest.p + 2, rest.p[1], rest.n - 2);
	if (!close)
		return false;
	keep(t, key, ma_str_n(rest.p + 2, (size_t)(close - rest.p - 2)));
	*s = ma_str_from(rest, (size_t)(close + 1 - rest.p));
	return true;
}

/* An opening tag at the start of *s, which begins behind it then. */
static bool open_tag(struct ma_str *s, struct tag *out)
{
	struct ma_str head = ma_str_n(s->p, s->n < TAG_LONGEST ? s->n : TAG_LONGEST);
	struct tag t = { .form = NULL };

	while (head.n > 0 && (head.p[0] == ' ' || head.p[0] == '\t'))
		head = ma_str_from(head, 1);
	if (!ma_str_starts(head, "<"))
		return false;
	head = ma_str_from(head, 1);
	t.form = form_at(&head);
	if (!t.form)
		return false;
	for (skip_blanks(&head); head.n > 0 && head.p[0] != '>' && head.p[0] != '/';
		skip_blanks(&head))
		if (!attribute(&head, &t))
			return false;
	t.alone = ma_str_starts(head, "/>");
	if (!t.alone && !ma_str_starts(head, ">"))
		return false;
	*s = ma_str_from(*s, (size_t)(head.p - s->p) + 1 + t.alone);
	*out = t;
	return true;
}

/* Cut *s at the first `</name>`; false where there is none. */
static bool cut_close(struct ma_str *s, const char *name, struct ma_str *content)
{
	struct ma_str rest = *s;
	size_t n = strlen(name);
	ptrdiff_t at;

	while ((at = ma_str_find(rest, MA_STR("</"))) >= 0) {
		rest = ma_str_from(rest, (size_t)at + 2);
		if (rest.n <= n || !ma_str_starts(rest, name) || rest.p[n] != '>')
			continue;
		*content = ma_str_n(s->p, (size_t)(rest.p - 2 - s->p));
		*s = ma_str_from(rest, n + 1);
		return true;
	}
	return false;
}

/* Another tag opens at the start of a line of the content: the end of the first was missing. */
static bool nests(struct ma_str content)
{
	struct ma_str line;
	struct tag inner;

	while (ma_str_line(&content, &line)) {
		struct ma_str s = line;

		if (open_tag(&s, &inner) && strcmp(inner.form->name, "file") != 0)
			return true; /* <file> may be of any XML */
	}
	return false;
}

/* Without the line breaks that belong to the tags, and a CDATA section or a fence that is around all of it. */
static struct ma_str inside(struct ma_str s, struct ma_str path)
{
	size_t n;

	if (ma_str_starts(ma_str_trim(s), "<![CDATA[") && ma_str_ends(ma_str_trim(s), "]]>")) {
		s = ma_str_from(ma_str_trim(s), 9);
		s.n -= 3;
	}
	if (ma_str_starts(s, "\n") || ma_str_starts(s, "\r\n"))
		s = ma_str_from(s, s.p[0] == '\n' ? 1 : 2);
	for (n = s.n; n > 0 && (s.p[n - 1] == ' ' || s.p[n - 1] == '\t'); n--)
		;
	if (n > 0 && s.p[n - 1] == '\n')
		s.n = n;
	return ma_str_is(ma_path_ext(path), ".md") ? s : ma_fence_unwrap(s);
}

/* Nothing but more tags is behind a closing tag in its line: it is none of a text within the content. */
static bool is_end(struct ma_str behind)
{
	struct ma_str line = MA_STR("");

	(void)ma_str_line(&behind, &line); /* "" where nothing follows */
	line = ma_str_trim(line);
	return line.n == 0 || line.p[0] == '<';
}

/* <path>…</path> and <content>…</content>, or <diff>. */
static struct ma_str find_within(struct ma_str s, struct tag *t, struct ma_str *behind)
{
	const char *name = t->form->kind == KIND_EDIT_WITHIN ? "diff" : "content";
	struct ma_str path = ma_str(""), content = ma_str("");
	ptrdiff_t at = ma_str_find(s, MA_STR("<path>"));

	if (at >= 0) {
		s = ma_str_from(s, (size_t)at + 6);
		(void)cut_close(&s, "path", &path); /* "" where it has no end */
	}
	t->path = ma_named_clean(path);
	at = ma_str_find(s, name[0] == 'd' ? MA_STR("<diff>") : MA_STR("<content>"));
	if (at >= 0) {
		s = ma_str_from(s, (size_t)at + strlen(name) + 2);
		(void)cut_close(&s, name, &content); /* "" where it has no end */
		*behind = s;
	}
	return content;
}

static enum ma_block_op op_of(enum kind kind)
{
	if (kind == KIND_DELETE)
		return MA_BLOCK_DELETE;
	if (kind == KIND_MOVE)
		return MA_BLOCK_MOVE;
	return kind == KIND_EDIT || kind == KIND_EDIT_WITHIN ? MA_BLOCK_EDIT : MA_BLOCK_FILE;
}

/* `behind`: what follows its closing tag. */
static void take(struct ma_loose *l, struct tag *t, struct ma_str content, struct ma_str behind,
	const char *fault)
{
	struct ma_item item = { .block = { .op = op_of(t->form->kind) }, .fault = fault };

	if (!fault && nests(content))
		item.fault = "holds the beginning of another one";
	if (t->form->kind == KIND_FILE_WITHIN || t->form->kind == KIND_EDIT_WITHIN)
		content = find_within(content, t, &behind);
	if (!item.fault && !is_end(behind)) {
		item.fault = "has its closing tag in the middle of a line";
		l->lost = true;
	}
	item.block.path = t->path;
	item.block.to = t->to;
	if (item.block.op == MA_BLOCK_FILE || item.block.op == MA_BLOCK_EDIT)
		item.block.content = inside(content, t->path);
	ma_items_add(l->items, &item);
}

bool ma_loose_stray_tag(struct ma_str line)
{
	size_t i;

	if (!ma_str_starts(line, "<"))
		return false;
	line = ma_str_from(line, ma_str_starts(line, "</") ? 2 : 1);
	for (i = 0; i < MA_COUNT(forms); i++) /* <file> may be of any XML */
		if (ma_str_starts(line, forms[i].name) && strcmp(forms[i].name, "file") != 0)
			return true;
	return false;
}

bool ma_loose_tag(struct ma_loose *l, const char *at)
{
	struct ma_str s = ma_str_n(at, (size_t)(l->rest.p + l->rest.n - at)), content = ma_str("");
	bool closed = true;
	struct tag t;

	if (!open_tag(&s, &t))
		return false;
	if (!t.alone && !cut_close(&s, t.form->name, &content)) {
		closed = false;
		content = s;
		s = ma_str_from(s, s.n);
	}
	l->rest = s;
	l->hint = ma_str("");
	if (t.type.n > 0 && !ma_str_is(t.type, "file") &&
		!ma_str_is(t.type, "application/vnd.ant.code"))
		return true; /* a command, which is not run, or something to be looked at */
	l->truncated = !closed;
	take(l, &t, content, s, closed ? NULL : MA_ITEM_NO_END);
	return true;
}
