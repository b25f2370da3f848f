/*
 * JSON as an outline, with comments and trailing commas as tsconfig.json has them. The members of an
 * object have their names for keys. Of arrays only those are lists that are sets by what they are called
 * (the files and keywords of a package.json, the libraries of a tsconfig.json), with each element its own key; the order of
 * any other array may mean something, so it is a leaf.
 */
#include "vcs/outline.h"

struct reader {
	struct ma_str text;
	size_t at;
	struct ma_arena *arena;
	bool versions; /* the file is a package.json */
	bool nomem;
};

/* Objects of a package.json whose members are ranges of versions. */
static const char *const version_lists[] = { "dependencies", "devDependencies", "peerDependencies",
	"optionalDependencies", "engines", "overrides", "resolutions" };

static const char *const sets[] = { "keywords", "files", "workspaces", "lib", "types", "include",
	"exclude" };

static char peek(const struct reader *r)
{
	return r->at < r->text.n ? r->text.p[r->at] : '\0';
}

static bool at_comment(const struct reader *r, char second)
{
	return peek(r) == '/' && r->at + 1 < r->text.n && r->text.p[r->at + 1] == second;
}

static void skip_to(struct reader *r, const char *what)
{
	ptrdiff_t i = ma_str_find(ma_str_from(r->text, r->at), ma_str(what));

	r->at = i < 0 ? r->text.n : r->at + (size_t)i;
}

static void skip_spaces(struct reader *r)
{
	while (peek(r) == ' ' || peek(r) == '\t')
		r->at++;
}

static struct ma_str from(const struct reader *r, size_t at)
{
	return ma_str_n(r->text.p + at, r->at - at);
}

/* Blanks and comments. */
static struct ma_str skip_blank(struct reader *r)
{
	size_t at = r->at;

	for (;;) {
		char c = peek(r);

		if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
			r->at++;
		} else if (at_comment(r, '/')) {
			skip_to(r, "\n");
		} else if (at_comment(r, '*')) {
			skip_to(r, "*/");
			r->at += r->at < r->text.n ? 2 : 0;
		} else {
			return from(r, at);
		}
	}
}

/* A comment on the same line belongs to the item before it. */
static struct ma_str skip_trail(struct reader *r)
{
	size_t at = r->at;

	skip_spaces(r);
	if (at_comment(r, '/'))
		skip_to(r, "\n");
	else
		r->at = at;
	return from(r, at);
}

/* The string at this place, without its quotes. */
static bool skip_string(struct reader *r, struct ma_str *out)
{
	size_t at = r->at + 1;

	if (peek(r) != '"')
		return false;
	for (r->at++; r->at < r->text.n && r->text.p[r->at] != '"'; r->at++) {
		if ((unsigned char)r->text.p[r->at] < ' ')
			return false;
		r->at += r->text.p[r->at] == '\\';
	}
	if (r->at >= r->text.n)
		return false;
	*out = from(r, at);
	r->at++;
	return true;
}

/* A value of any kind, by its brackets alone. */
static bool skip_value(struct reader *r)
{
	struct ma_str string;
	size_t depth = 0, at;

	do {
		at = r->at;
		skip_blank(r);
		switch (peek(r)) {
		case '\0':
			return false;
		case '"':
			if (!skip_string(r, &string))
				return false;
			break;
		case '{':
		case '[':
			depth++;
			r->at++;
			break;
		case '}':
		case ']':
			if (depth == 0)
				return false;
			depth--;
			r->at++;
			break;
		case ',':
		case ':':
			if (depth == 0)
				return false;
			r->at++;
			break;
		default:
			while (peek(r) && !strchr(" \t\r\n,:{}[]\"", peek(r)))
				r->at++;
		}
	} while (depth > 0 && r->at > at);
	return r->at > at;
}

static bool read_list(
	struct reader *r, char close, struct ma_str name, unsigned depth, struct ma_outline **out);

static bool read_value(struct reader *r, struct ma_str key, unsigned depth, struct ma_item *item)
{
	char c = peek(r);

	if (depth < MA_OUTLINE_DEPTH && c == '{')
		return read_list(r, '}', key, depth + 1, &item->inside);
	if (depth < MA_OUTLINE_DEPTH && c == '[' && MA_STR_AMONG(key, sets))
		return read_list(r, ']', MA_STR(""), depth + 1, &item->inside);
	return skip_value(r);
}

/* `name` of the list that the item is in. */
static bool read_item(
	struct reader *r, bool member, struct ma_str name, unsigned depth, struct ma_item *item)
{
	size_t at = r->at;

	if (!member) {
		if (!skip_value(r))
			return false;
		item->key = item->text = from(r, at);
		item->leaf = MA_LEAF_WHOLE;
		return true;
	}
	if (!skip_string(r, &item->key))
		return false;
	skip_blank(r);
	if (peek(r) != ':')
		return false;
	r->at++;
	skip_blank(r);
	if (!read_value(r, item->key, depth, item))
		return false;
	item->text = from(r, at);
	if (r->versions && depth == 2 && MA_STR_AMONG(name, version_lists))
		item->leaf = MA_LEAF_VERSION;
	return true;
}

/* Whether there is one; what stands before it belongs to the item. */
static bool read_separator(struct reader *r, struct ma_item *item)
{
	size_t at = r->at, more;
	bool is = false;

	more = skip_blank(r).n;
	is = peek(r) == ',';
	if (is)
		item->text.n += more;
	r->at = is ? r->at + 1 : at;
	ma_outline_fit(item);
	return is;
}

/* From its opening bracket on. */
static bool read_list(
	struct reader *r, char close, struct ma_str name, unsigned depth, struct ma_outline **out)
{
	struct ma_outline *list = ma_outline_new(r->arena, ",");
	struct ma_item *item;
	struct ma_str lead;
	size_t at = r->at++;

	r->nomem |= !list;
	if (!list)
		return false;
	*out = list;
	list->sorted = true;
	list->head = from(r, at);
	for (;;) {
		lead = skip_blank(r);
		if (peek(r) == close)
			break;
		if (list->n > 0 && !list->closed)
			return false;
		item = ma_outline_add(list, r->arena);
		r->nomem |= !item;
		if (!item || !read_item(r, close == '}', name, depth, item))
			return false;
		item->lead = lead;
		list->closed = read_separator(r, item);
		item->trail = skip_trail(r);
	}
	r->at++;
	list->tail = ma_str_n(lead.p, lead.n + 1);
	r->nomem |= !ma_outline_tell_apart(list, r->arena);
	return !r->nomem;
}

ma_rc ma_outline_json(const struct ma_outline_source *from, struct ma_arena *arena,
	struct ma_outline **out, ma_err *err)
{
	struct reader r = { .text = from->text,
		.arena = arena,
		.versions = ma_str_is(ma_outline_file(from->path), "package.json") };
	struct ma_outline *list = NULL;

	skip_blank(&r);
	if (peek(&r) == '{' && read_list(&r, '}', MA_STR(""), 1, &list)) {
		skip_blank(&r);
		if (r.at == from->text.n) {
			ma_outline_fit(&(struct ma_item){ .text = from->text, .inside = list });
			*out = list;
			return MA_OK;
		}
	}
	if (r.nomem)
		return ma_fail_nomem(err);
	return ma_fail(err, MA_EINVALID, MA_STR_FMT ": byte %zu: no JSON object",
		MA_STR_ARG(from->path), r.at);
}
