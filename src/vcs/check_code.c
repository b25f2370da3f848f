/* Code: places that the grammar cannot read, and names defined twice, each only where there are more than before. */
#include "vcs/check_parts.h"

#include "base/map.h"
#include "vcs/definitions.h"

#define ERRORS_MAX 1000
#define SHOWN_MAX 40   /* bytes of what cannot be read */
#define AROUND_MAX 200 /* bytes before and behind it by which its line is known again */

/* A place of a tree that is wrong. */
struct wrong {
	uint32_t at, end;
	const char *missing; /* what should stand there; NULL: what stands there fits nothing */
};

struct wrongs {
	struct wrong *v;
	size_t n; /* at most ERRORS_MAX */
};

static struct ma_str slice(struct ma_str text, uint32_t from, uint32_t end)
{
	return ma_str_n(text.p + from, end - from);
}

static bool is_word_char(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		c == '_';
}

/* The word that begins there, behind blanks. */
static struct ma_str word_at(struct ma_str text, size_t at)
{
	size_t end;

	while (at < text.n && (text.p[at] == ' ' || text.p[at] == '\t'))
		at++;
	for (end = at; end < text.n && is_word_char(text.p[end]);)
		end++;
	return ma_str_n(text.p + at, end - at);
}

static bool is_capital(struct ma_str word)
{
	size_t i;

	for (i = 0; i < word.n; i++)
		if (word.p[i] >= 'a' && word.p[i] <= 'z')
			return false;
	return word.n > 1;
}

/* Each bracket of a text has its other half. */
static bool is_balanced(struct ma_str text)
{
	long depth = 0;
	size_t i;

	for (i = 0; i < text.n && depth >= 0; i++)
		depth += (strchr("([{", text.p[i]) && text.p[i]) -
			(strchr(")]}", text.p[i]) && text.p[i]);
	return depth == 0;
}

/* The word that ends there, or that the parentheses which end there belong to. */
static struct ma_str word_before(struct ma_str text, size_t at)
{
	size_t end, depth = 0, from;

	while (at > 0 && strchr(" \t\n", text.p[at - 1]))
		at--;
	from = at;
	if (at > 0 && text.p[at - 1] == ')')
		while (at > 0 && from - at < AROUND_MAX) {
			at--;
			depth += text.p[at] == ')';
			if (text.p[at] == '(' && --depth == 0)
				break;
		}
	for (end = at; at > 0 && is_word_char(text.p[at - 1]);)
		at--;
	return ma_str_n(text.p + at, end - at);
}

/* "for_each(a, b) {", "END_TEST" and "MODULE(x)", behind which nothing is missing. */
static bool needs_no_end(struct ma_str text, size_t at)
{
	size_t next = at;

	while (next < text.n && strchr(" \t", text.p[next]))
		next++;
	return (next < text.n && text.p[next] == '{') || is_capital(word_before(text, at));
}

/* Within the parentheses of "static DEFINE(int, x)", or at their end. */
static bool is_in_macro_call(struct ma_str text, size_t at)
{
	static const char *const storage[] = { "static", "inline", "extern" };
	size_t from = at, depth = 0, i = 0, end;
	struct ma_str word;

	while (from > 0 && text.p[from - 1] != '\n')
		from--;
	for (word = word_at(text, from); i < MA_COUNT(storage);)
		if (ma_str_is(word, storage[i++])) {
			word = word_at(text, (size_t)(word.p + word.n - text.p));
			i = 0;
		}
	end = (size_t)(word.p + word.n - text.p);
	if (!is_capital(word) || end >= text.n || text.p[end] != '(')
		return false;
	for (i = end; i < text.n && i - end < AROUND_MAX; i++) {
		depth += text.p[i] == '(';
		if (text.p[i] == ')' && --depth == 0)
			return at <= i + 1;
	}
	return false;
}

/*
 * Macros, which the grammar of C does not know: one in the place of an attribute, as in "int f(int a UNUSED)", where it stumbles over one word,
 * the macro or that before it; one that defines a function, "TEST(a, b) { … }"; one that is a statement.
 */
static bool is_macro(const struct ma_language *language, struct ma_str text, const struct wrong *w)
{
	struct ma_str word = word_at(text, w->at), all = ma_str_trim(slice(text, w->at, w->end));

	if (strcmp(ma_language_name(language), "c") != 0)
		return false;
	if (is_in_macro_call(text, w->at))
		return true;
	if (w->missing)
		return strcmp(w->missing, ";") == 0 && needs_no_end(text, w->at);
	if (word.n == 0)
		return false;
	if (word.n == all.n)
		return is_capital(word) || is_capital(word_at(text, w->end)) ||
			is_capital(word_before(text, w->at));
	return is_capital(word) && all.n > word.n && all.p[word.n] == '(' && is_balanced(all);
}

static void take(const struct ma_tree_sitter *ts, TSNode node, struct ma_str text,
	const struct ma_language *language, struct wrongs *out)
{
	struct wrong w = { ts->node_start_byte(node), ts->node_end_byte(node),
		ts->node_is_missing(node) ? ts->node_type(node) : NULL };

	if (out->n < ERRORS_MAX && !is_macro(language, text, &w))
		out->v[out->n++] = w;
}

/* Once over the tree, into what has an error within, but not into what is one. False: memory is out. */
static bool read_wrongs(const struct ma_syntax_tree *tree, struct ma_str text,
	const struct ma_language *language, struct ma_arena *arena, struct wrongs *out)
{
	const struct ma_tree_sitter *ts = tree->ts;
	TSTreeCursor at;
	TSNode node;
	bool bad;

	out->n = 0;
	out->v = ma_arena_new_n(arena, struct wrong, ERRORS_MAX);
	if (!out->v)
		return false;
	at = ts->tree_cursor_new(ts->tree_root_node(tree->tree));
	for (;;) {
		node = ts->tree_cursor_current_node(&at);
		bad = ts->node_is_error(node) || ts->node_is_missing(node);
		if (bad)
			take(ts, node, text, language, out);
		if (!bad && ts->node_has_error(node) && ts->tree_cursor_goto_first_child(&at))
			continue;
		while (!ts->tree_cursor_goto_next_sibling(&at))
			if (!ts->tree_cursor_goto_parent(&at)) {
				ts->tree_cursor_delete(&at);
				return true;
			}
	}
}

static struct ma_str line_at(struct ma_str text, size_t at)
{
	size_t from = at, end = at;

	while (from > 0 && at - from < AROUND_MAX && text.p[from - 1] != '\n')
		from--;
	while (end < text.n && end - at < AROUND_MAX && text.p[end] != '\n')
		end++;
	return ma_str_trim(ma_str_n(text.p + from, end - from));
}

static ma_rc tell_wrong(struct ma_checking *c, const struct wrong *w, ma_err *err)
{
	struct ma_str rest = ma_str_trim(slice(c->after, w->at, w->end)), line = MA_STR("");

	if (w->missing)
		return ma_checking_at(c, w->at, err, "\"%s\" is missing", w->missing);
	(void)ma_str_line(&rest, &line); /* of an empty one there is none */
	return ma_checking_at(c, w->at, err, "a syntax error at \"" MA_STR_FMT "\"",
		MA_STR_ARG(ma_str_clip(line, SHOWN_MAX)));
}

/* Where there are more than before: those on lines that had none; where all are, the last one. */
static ma_rc compare_wrongs(
	struct ma_checking *c, const struct wrongs *before, const struct wrongs *after, ma_err *err)
{
	struct ma_map had = MA_MAP_INIT;
	ma_rc rc = MA_OK;
	size_t i;

	if (after->n <= before->n)
		return MA_OK;
	for (i = 0; i < before->n && !rc; i++)
		if (!ma_map_put(&had, line_at(c->before, before->v[i].at), c))
			rc = ma_fail_nomem(err);
	for (i = 0; i < after->n && !rc; i++)
		if (!ma_map_has(&had, line_at(c->after, after->v[i].at)))
			rc = tell_wrong(c, &after->v[i], err);
	ma_map_done(&had);
	return rc || c->out->count > 0 ? rc : tell_wrong(c, &after->v[after->n - 1], err);
}

/* The definitions of one key. */
struct tally {
	const struct ma_definition *first[4]; /* of each kind */
	const struct ma_definition *again;    /* the last that clashes */
	size_t n;                             /* that clash with one before */
};

static unsigned kind_of(const struct ma_definition *d)
{
	return d->kind == 'c' ? 1 : d->kind == 'i' ? 2 : d->kind == 'e' ? 3 : 0;
}

static void count(struct tally *t, const struct ma_definition *d)
{
	unsigned kind = kind_of(d), i;

	for (i = 0; i < 4; i++)
		if (t->first[i] && ma_definitions_clash(t->first[i], d))
			break;
	if (i < 4) {
		t->n++;
		t->again = d;
	}
	if (!t->first[kind])
		t->first[kind] = d;
}

/* key -> tally, in the arena. */
static bool tally(const struct ma_definitions *d, struct ma_arena *arena, struct ma_map *out)
{
	struct tally *t;
	size_t i;

	for (i = 0; i < d->n; i++) {
		t = ma_map_get(out, d->v[i].key);
		if (!t) {
			t = ma_arena_new(arena, struct tally);
			if (!t || !ma_map_put(out, d->v[i].key, t))
				return false;
		}
		count(t, &d->v[i]);
	}
	return true;
}

static ma_rc tell_twice(struct ma_checking *c, const struct tally *t, ma_err *err)
{
	const struct ma_definition *first = NULL;
	size_t line = 0, column;
	unsigned i;

	for (i = 0; i < 4; i++)
		if (t->first[i] && (!first || t->first[i]->at < first->at))
			first = t->first[i];
	if (c->out->n < MA_FINDINGS_MAX)
		ma_check_place(c->after, first->at, &line, &column);
	return ma_checking_at(c, t->again->at, err,
		"\"" MA_STR_FMT "\" is defined a second time; the first is on line %zu",
		MA_STR_ARG(ma_str_clip(t->again->name, 200)), line);
}

/* A class is in two namespaces: it is told once. */
static ma_rc compare_definitions(struct ma_checking *c, const struct ma_definitions *before,
	const struct ma_definitions *after, ma_err *err)
{
	struct ma_map was = MA_MAP_INIT, is = MA_MAP_INIT;
	const struct tally *t, *had;
	size_t told = SIZE_MAX, i;
	ma_rc rc = MA_OK;

	if (!tally(before, c->arena, &was) || !tally(after, c->arena, &is))
		rc = ma_fail_nomem(err);
	for (i = 0; i < is.n && !rc; i++) {
		t = is.entries[i].value;
		had = t->n > 0 ? ma_map_get(&was, is.entries[i].key) : NULL;
		if (t->n <= (had ? had->n : 0) || t->again->at == told)
			continue;
		told = t->again->at;
		rc = tell_twice(c, t, err);
	}
	ma_map_done(&was);
	ma_map_done(&is);
	return rc;
}

/* What is known of one text. */
struct known {
	struct wrongs wrongs;
	struct ma_definitions definitions;
};

/* `extern "C" {` of one #ifdef and its brace in another are halves to the grammar, which reads what was not preprocessed. */
static bool is_for_cpp(const struct ma_language *language, struct ma_str text)
{
	return strcmp(ma_language_name(language), "c") == 0 &&
		ma_str_find(text, MA_STR("__cplusplus")) >= 0;
}

/* "for name do", without "in", which the grammar of bash does not know. */
static bool has_bare_for(const struct ma_language *language, struct ma_str text)
{
	struct ma_str rest = text, line, word;

	if (strcmp(ma_language_name(language), "bash") != 0)
		return false;
	while (ma_str_line(&rest, &line)) {
		line = ma_str_trim(line);
		if (!ma_str_starts(line, "for "))
			continue;
		word = word_at(line, 4);
		line = ma_str_trim(ma_str_from(line, (size_t)(word.p + word.n - line.p)));
		if (word.n > 0 && !ma_str_starts(line, "in"))
			return true;
	}
	return false;
}

static ma_rc learn(struct ma_checking *c, const struct ma_language *language, struct ma_str text,
	struct known *out, ma_err *err)
{
	struct ma_syntax_tree tree = { .tree = NULL };
	ma_rc rc;

	if (ma_str_trim(text).n == 0 || is_for_cpp(language, text) || has_bare_for(language, text))
		return MA_OK;
	rc = ma_syntax_parse(c->syntax, language, text, &tree, err);
	if (!rc && !read_wrongs(&tree, text, language, c->arena, &out->wrongs))
		rc = ma_fail_nomem(err);
	if (!rc)
		rc = ma_definitions_read(&tree, language, text, c->arena, &out->definitions, err);
	ma_syntax_tree_done(&tree);
	return rc;
}

/* A header of C++ is none of C. */
static bool is_foreign(const struct ma_checking *c)
{
	static const char *const words[] = { "namespace ", "class ", "template", "using " };
	struct ma_str rest = c->after, line;
	size_t i;

	if (!ma_str_ends(c->path, ".h"))
		return false;
	while (ma_str_line(&rest, &line))
		for (i = 0; i < MA_COUNT(words); i++)
			if (ma_str_starts(line, words[i]))
				return true;
	return false;
}

/* Whether the text that was there before has a say in it: a name that is there once is fine whatever that was. */
static bool is_odd(const struct ma_checking *c, const struct known *after, bool *out)
{
	struct ma_map is = MA_MAP_INIT;
	bool ok = tally(&after->definitions, c->arena, &is);
	size_t i;

	*out = after->wrongs.n > 0;
	for (i = 0; i < is.n && ok && !*out; i++)
		*out = ((const struct tally *)is.entries[i].value)->n > 0;
	ma_map_done(&is);
	return ok;
}

ma_rc ma_check_code(struct ma_checking *c, const struct ma_language *language, ma_err *err)
{
	struct known before = { .wrongs = { NULL, 0 } }, after = { .wrongs = { NULL, 0 } };
	ma_err why = { .code = MA_OK };
	bool odd = false;
	ma_rc rc;

	if (!c->syntax || is_foreign(c))
		return MA_OK;
	rc = learn(c, language, c->after, &after, &why);
	if (!rc && !is_odd(c, &after, &odd))
		rc = MA_ENOMEM;
	if (!rc && odd)
		rc = learn(c, language, c->before, &before, &why);
	if (rc)
		return rc == MA_ENOMEM ? ma_fail_nomem(err) : MA_OK;
	c->out->checked = true;
	if (after.wrongs.n == 0)
		c->out->defined = after.definitions;
	rc = compare_wrongs(c, &before.wrongs, &after.wrongs, err);
	/* What a tree with new errors defines is a guess. */
	return rc || c->out->count > 0
		? rc
		: compare_definitions(c, &before.definitions, &after.definitions, err);
}
