/* What acceptance tests name of the contract, as their texts show it. */
#include "verify/acceptance.h"

#include <string.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "codec/json.h"

#define ENTRIES_MAX 1000 /* of a list of the contract; more are not looked for */
#define LISTS_N 4
#define NAME_MAX_SOUGHT 200 /* bytes of a name; a longer one is not looked for */

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		c == '_';
}

static bool add_name(json_t *names, struct ma_str name)
{
	const json_t *j;
	size_t i;

	if (json_array_size(names) == MA_ACCEPTANCE_NAMES_MAX)
		return true;
	json_array_foreach (names, i, j)
		if (ma_str_is(name, json_string_value(j)))
			return true;
	return json_array_append_new(names, json_stringn(name.p, name.n)) == 0;
}

/* A path as it is written in a test: what is put in when it runs is a variable. */
static void add_path(struct ma_buf *out, struct ma_str path)
{
	size_t i = 0;

	while (i < path.n && path.p[i] != '?') {
		if (path.p[i] != '$') {
			ma_buf_addc(out, path.p[i++]);
			continue;
		}
		ma_buf_adds(out, out->n > 0 && out->p[out->n - 1] != '/' ? "/:x" : ":x");
		while (i < path.n && path.p[i] != '}')
			i++;
		i++;
	}
}

/* `.get('/api/things')` at the beginning of `text`. */
static bool read_call(struct ma_str text, struct ma_buf *out)
{
	static const char *const methods[] = { "get", "post", "put", "patch", "delete", "GET",
		"POST", "PUT", "PATCH", "DELETE" };
	struct ma_str rest, path;
	size_t i, n = 0;

	for (i = 0; i < MA_COUNT(methods); i++) {
		if (!ma_str_starts(text, methods[i]))
			continue;
		rest = ma_str_from(text, strlen(methods[i]));
		if (ma_str_starts(rest, "("))
			rest = ma_str_from(rest, 1);
		rest = ma_str_trim(rest);
		if (rest.n < 2 || !strchr("'\"`", rest.p[0]) || rest.p[1] != '/')
			continue;
		path = ma_str_from(rest, 1);
		while (n < path.n && path.p[n] != rest.p[0] && path.p[n] != '\n')
			n++;
		ma_buf_addf(out, "%s ", methods[i % 5 + 5]);
		add_path(out, ma_str_n(path.p, n));
		return true;
	}
	return false;
}

static bool add_calls(struct ma_str content, json_t *names)
{
	struct ma_buf call = MA_BUF_INIT(2 * MA_KIB);
	bool ok = true;
	size_t i;

	for (i = 0; i + 1 < content.n && ok; i++) {
		if (is_word(content.p[i]) || !is_word(content.p[i + 1]))
			continue;
		ma_buf_clear(&call);
		if (read_call(ma_str_from(content, i + 1), &call) && !call.rc)
			ok = add_name(names, ma_buf_str(&call));
	}
	ma_buf_done(&call);
	return ok;
}

static bool stands_between(char c)
{
	return c == '_' || c == '-' || c == ' ';
}

static char small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/*
 * All names in one tree of their characters, whatever the case, and without what stands between words: a text is read once for all of them,
 * each word as far as it is the beginning of a name.
 */
struct letter {
	struct letter *next, *below; /* beside it, and what may follow */
	char c;
	bool seen,
		used; /* a name that ends here: as the beginning of a word, and as is_use() says */
};

struct wanted {
	struct ma_str name;
	const struct letter *end; /* of the name; NULL: it has no letter, or too many */
	bool use;                 /* nothing less counts */
};

struct search {
	struct ma_arena arena;
	struct letter first; /* before all names */
	struct wanted v[LISTS_N * ENTRIES_MAX];
	size_t n;
};

static struct letter *letter_below(const struct letter *of, char c)
{
	struct letter *l = of->below;

	while (l && l->c != c)
		l = l->next;
	return l;
}

static struct letter *add_letter(struct search *s, struct letter *of, char c)
{
	struct letter *l = letter_below(of, c);

	if (!l && (l = ma_arena_new(&s->arena, struct letter))) {
		*l = (struct letter){ .next = of->below, .c = c };
		of->below = l;
	}
	return l;
}

static bool want(struct search *s, struct ma_str name, bool use)
{
	struct letter *end = &s->first;
	size_t i;

	for (i = 0; i < name.n && name.n <= NAME_MAX_SOUGHT && end; i++)
		if (!stands_between(name.p[i]))
			end = add_letter(s, end, small(name.p[i]));
	s->v[s->n++] = (struct wanted){ name, end == &s->first ? NULL : end, use };
	return end != NULL;
}

/* Names of a list of texts, or of objects with a name. */
static bool want_all(struct search *s, const json_t *list, bool use)
{
	const json_t *one;
	struct ma_str name;
	size_t i;

	json_array_foreach (list, i, one) {
		if (i == ENTRIES_MAX)
			break;
		name = json_is_string(one)
			? ma_str_n(json_string_value(one), json_string_length(one))
			: ma_json_str(one, "name");
		if (!want(s, name, use))
			return false;
	}
	return true;
}

/* What is called, typed or opened: "count(", "'count'", "/about", "#about", "about.html", and no word of a sentence. */
static bool is_use(struct ma_str text, size_t from, size_t to)
{
	bool marked = from > 0 && memchr("'\"`/#", text.p[from - 1], 5);

	return to == text.n ? marked : text.p[to] == '(' || (marked && !is_word(text.p[to]));
}

/* The names that begin at a place of the text: "csv-to-json", "csvToJson". */
static void note_names(struct search *s, struct ma_str text, size_t from)
{
	struct letter *l = &s->first;
	size_t i = from;

	for (;;) {
		if (i > from && i < text.n && stands_between(text.p[i]))
			i++;
		l = i < text.n ? letter_below(l, small(text.p[i++])) : NULL;
		if (!l)
			return;
		l->seen = true; /* "Task" in "tasks" */
		l->used = l->used || is_use(text, from, i);
	}
}

static bool add_wanted(struct search *s, struct ma_str content, json_t *names)
{
	const struct wanted *w;
	size_t i;

	for (i = 0; i < content.n; i++)
		if (i == 0 || !is_word(content.p[i - 1]))
			note_names(s, content, i);
	for (i = 0; i < s->n; i++) {
		w = &s->v[i];
		if (w->end && (w->use ? w->end->used : w->end->seen) && !add_name(names, w->name))
			return false;
	}
	return true;
}

bool ma_acceptance_names(struct ma_str content, const json_t *contract, json_t *names)
{
	static const char *const lists[LISTS_N] = { "entities", "operations", "commands", "pages" };
	struct search *s;
	bool ok;
	size_t i;

	if (!add_calls(content, names))
		return false;
	s = ma_new(struct search);
	if (!s)
		return false;
	s->arena = (struct ma_arena)MA_ARENA_INIT(MA_LIMIT_ARENA);
	ok = true;
	for (i = 0; i < LISTS_N && ok; i++)
		ok = want_all(s, json_object_get(contract, lists[i]), i > 0);
	ok = ok && add_wanted(s, content, names);
	ma_arena_done(&s->arena);
	ma_free(s);
	return ok;
}
