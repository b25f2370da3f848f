/*
 * Which acceptance tests ran: the names in a file are put into a map once, and each line of an output that bears a
 * runner's mark is asked once for the few names that it can mean.
 */
#include "verify/acceptance.h"

#include <string.h>

#include "base/map.h"
#include "base/path.h"
#include "verify/plain_line.h"

#define TITLE_MIN 6     /* shorter ones are too common */
#define TITLES_MAX 2000 /* of a file; more prove no more */
#define STARTS_MAX 16   /* a line's "suite > suite > title" */
#define ENDS_MAX 3      /* "title (retry) [x] 12ms" */

/* What is looked for. */
struct wanted {
	struct ma_str path, stem; /* the stem is the file's name without its extension */
	struct ma_map titles;
};

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		c == '_';
}

static bool has(struct ma_str text, const char *what)
{
	return ma_str_find(text, ma_str(what)) >= 0;
}

/* The number before `at`, -1 where there is none. */
static int64_t number_before(struct ma_str line, size_t at)
{
	size_t from = at;
	int64_t n = -1;

	while (from > 0 && line.p[from - 1] >= '0' && line.p[from - 1] <= '9')
		from--;
	(void)ma_str_to_i64(ma_str_n(line.p + from, at - from), &n); /* else there is none */
	return n;
}

struct ma_str ma_test_title(struct ma_str line)
{
	static const char *const opens[] = { "it(", "test(", "def test_", "func Test", "fn " };
	struct ma_str rest = ma_str_trim(line), title;
	size_t i, n = 0;
	char quote;

	if (ma_str_starts(rest, "async "))
		rest = ma_str_trim(ma_str_from(rest, strlen("async ")));
	for (i = 0; i < MA_COUNT(opens); i++) {
		if (!ma_str_starts(rest, opens[i]))
			continue;
		title = ma_str_from(rest, strlen(opens[i]) - (i == 2 ? 5 : i == 3 ? 4 : 0));
		quote = i < 2 && title.n > 0 ? title.p[0] : '\0';
		if (quote && quote != '\'' && quote != '"' && quote != '`')
			return MA_STR("");
		title = quote ? ma_str_from(title, 1) : title;
		while (n < title.n && (quote ? title.p[n] != quote : is_word(title.p[n])))
			n++;
		return ma_str_n(title.p, n);
	}
	return MA_STR("");
}

static bool find_titles(struct ma_str content, struct ma_map *titles)
{
	struct ma_str line, title;

	while (titles->n < TITLES_MAX && ma_str_line(&content, &line)) {
		title = ma_test_title(line);
		if (title.n >= TITLE_MIN && title.n < MA_PLAIN_LINE_MAX &&
			!ma_map_put(titles, title, titles))
			return false;
	}
	return true;
}

/* "ok 3 - title # time=3ms", behind "ok "; other directives say that it was left out. */
static bool is_tap(struct ma_str *rest)
{
	ptrdiff_t directive = ma_str_find(*rest, MA_STR(" # "));
	size_t n = 0;

	if (directive >= 0) {
		if (!ma_str_starts(ma_str_from(*rest, (size_t)directive), " # time="))
			return false;
		rest->n = (size_t)directive;
	}
	while (n < rest->n && rest->p[n] >= '0' && rest->p[n] <= '9')
		n++;
	*rest = ma_str_trim(ma_str_from(*rest, n));
	if (ma_str_starts(*rest, "- "))
		*rest = ma_str_from(*rest, 2);
	return n > 0;
}

/* Vitest, Jest, Mocha, Node.js, Bun, TAP, pytest's summary, go test -v */
static bool is_marked_before(struct ma_str line, struct ma_str *rest)
{
	static const char *const marks[] = { "\xe2\x9c\x93", "\xe2\x9c\x94", "\xe2\x88\x9a",
		"\xc3\x97", "\xe2\x9c\x95", "\xe2\x9c\x96", "\xe2\x9c\x97", "(pass)", "(fail)",
		"--- PASS:", "--- FAIL:", "PASS", "FAIL", "PASSED", "FAILED", "not ok", "ok" };
	size_t i;

	for (i = 0; i < MA_COUNT(marks); i++) {
		if (!ma_str_starts(line, marks[i]))
			continue;
		*rest = ma_str_from(line, strlen(marks[i]));
		if (rest->n == 0 || !strchr(" \t", rest->p[0]))
			continue;
		*rest = ma_str_trim(*rest);
		return i < MA_COUNT(marks) - 2 ? !has(*rest, "# SKIP") : is_tap(rest);
	}
	return false;
}

/* unittest, Cargo, Deno: "title ... ok" */
static bool is_marked_behind(struct ma_str line, struct ma_str *rest)
{
	static const char *const marks[] = { " ... ok", " ... FAIL", " ... FAILED" };
	size_t i;

	for (i = 0; i < MA_COUNT(marks); i++)
		if (ma_str_ends(line, marks[i])) {
			*rest = ma_str_n(line.p, line.n - strlen(marks[i]));
			if (ma_str_starts(*rest, "test "))
				*rest = ma_str_from(*rest, 5);
			return true;
		}
	return false;
}

/* An event of go test -json. */
static bool is_event(struct ma_str line, struct ma_str *rest)
{
	ptrdiff_t at = ma_str_find(line, MA_STR("\"Test\":\""));

	if (!ma_str_starts(line, "{") || at < 0 ||
		!(has(line, "\"Action\":\"pass\"") || has(line, "\"Action\":\"fail\"")))
		return false;
	line = ma_str_from(line, (size_t)at + strlen("\"Test\":\""));
	return ma_str_cut(&line, '"', rest);
}

/* Without the time, the parentheses or the brackets at its end; false: there are none. */
static bool shorten(struct ma_str *s)
{
	char last = s->n > 0 ? s->p[s->n - 1] : '\0', opens = last == ')' ? '(' : '[';
	size_t n = s->n;

	if (last != ')' && last != ']' && last != 's')
		return false;
	while (n > 0 && s->p[n - 1] != (last == 's' ? ' ' : opens))
		n--;
	if (n < 2 || (last == 's' && (n == s->n || s->p[n] < '0' || s->p[n] > '9')))
		return false;
	*s = ma_str_trim(ma_str_n(s->p, n - 1));
	return true;
}

/* What follows the next separator of suites. */
static bool next_part(struct ma_str *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		struct ma_str rest = ma_str_from(*s, i);
		size_t n = ma_str_starts(rest, " > ")           ? 3
			: ma_str_starts(rest, " \xe2\x80\xba ") ? 5
			: ma_str_starts(rest, "::")             ? 2
								: 0;

		if (n == 0)
			continue;
		*s = ma_str_from(rest, n);
		return true;
	}
	return false;
}

static bool means_title(const struct wanted *w, struct ma_str rest)
{
	struct ma_str end = rest, part;
	size_t starts, ends;

	for (ends = 0; ends <= ENDS_MAX; ends++) {
		part = end;
		for (starts = 0; starts < STARTS_MAX; starts++) {
			if (ma_map_has(&w->titles, part))
				return true;
			if (!next_part(&part))
				break;
		}
		if (!shorten(&end))
			break;
	}
	return false;
}

/* A line that names a test file itself is of that file alone. */
static bool begins_with_file(struct ma_str rest)
{
	size_t n = 0;

	while (n < rest.n && rest.p[n] != ' ' && rest.p[n] != ':')
		n++;
	rest.n = n;
	return has(rest, ".") && ma_path_is_test(rest);
}

/* "test_x (package.test_a.Class)", of unittest */
static bool is_of_other_module(const struct wanted *w, struct ma_str rest)
{
	ptrdiff_t at = ma_str_find(rest, MA_STR(" ("));
	struct ma_str part;

	if (at < 0 || !ma_str_starts(rest, "test_") || !ma_str_ends(rest, ")"))
		return false;
	rest = ma_str_from(rest, (size_t)at + 2);
	if (ma_str_starts(rest, "__main__"))
		return false;
	while (ma_str_cut(&rest, '.', &part))
		if (ma_str_eq(part, w->stem))
			return false;
	return true;
}

/* `before`: the line before, which unittest has where a test has a description. */
static bool tells_title(const struct wanted *w, struct ma_str line, struct ma_str before)
{
	struct ma_str rest;
	bool behind = is_marked_behind(line, &rest);

	if (behind && ma_str_starts(before, "test_") && ma_str_ends(before, ")") &&
		!ma_str_starts(line, "test_"))
		rest = before;
	if (!behind && !is_marked_before(line, &rest) && !is_event(line, &rest))
		return false;
	return !begins_with_file(rest) && !is_of_other_module(w, rest) && means_title(w, rest);
}

/* pytest: ".F..s  [ 50%]" behind a file, at least one of which is a test that passed or failed */
static bool has_outcomes(struct ma_str after)
{
	bool any = false;
	size_t i;

	for (i = 1; i < after.n && after.p[i] != ' '; i++) {
		if (!strchr(".FEsxX", after.p[i]))
			return false;
		any |= strchr(".FX", after.p[i]) != NULL;
	}
	return any && after.p[0] == ' ';
}

/* Vitest: "(5 tests | 1 skipped)" behind a file. *n: of those that were not skipped. */
static bool has_counts(struct ma_str after, int64_t *n)
{
	ptrdiff_t tests = ma_str_find(after, MA_STR(" test")),
		  skipped = ma_str_find(after, MA_STR(" skipped"));
	int64_t skips;

	if (!ma_str_starts(after, " (") || tests < 0)
		return false;
	*n = number_before(after, (size_t)tests);
	skips = skipped >= 0 ? number_before(after, (size_t)skipped) : 0;
	if (*n >= 0 && skips > 0)
		*n -= skips;
	return *n >= 0;
}

/* Whether what stands behind a file's name in a line says that a test of it ran. */
static bool says_ran(struct ma_str line, struct ma_str after)
{
	struct ma_str rest;
	int64_t n = 0;

	if (has_counts(after, &n))
		return n > 0;
	if (ma_str_starts(after, " [ ")) /* Vitest: it could not be loaded */
		return false;
	if (ma_str_starts(after, "::") && (has(after, " PASSED") || has(after, " FAILED")))
		return true;
	return has_outcomes(after) || is_marked_before(line, &rest);
}

/*
 * Where the path's end stands before `end` in the line. Runners name a file from where they ran, which a command of the root may do
 * in each package: the path from one of its directories on will do, if the line's begins there.
 */
static bool is_path(struct ma_str line, size_t end, struct ma_str path)
{
	size_t n = 0, from;

	while (n < path.n && n < end && line.p[end - n - 1] == path.p[path.n - n - 1])
		n++;
	from = end - n;
	if (n == path.n)
		return from == 0 || (!is_word(line.p[from - 1]) && line.p[from - 1] != '-');
	while (n > 0 && path.p[path.n - n - 1] != '/')
		n--;
	from = end - n;
	if (from >= 2 && line.p[from - 1] == '/' && line.p[from - 2] == '.')
		from -= 2;
	return memchr(path.p + path.n - n, '/', n) &&
		(from == 0 || strchr(" \t(|", line.p[from - 1]));
}

static bool tells_file(const struct wanted *w, struct ma_str line)
{
	struct ma_str base = ma_path_base(w->path), rest = line, after;
	ptrdiff_t at;

	while (base.n > 0 && (at = ma_str_find(rest, base)) >= 0) {
		rest = ma_str_from(rest, (size_t)at + 1);
		after = ma_str_from(rest, base.n - 1);
		if ((after.n == 0 || !is_word(after.p[0])) &&
			is_path(line, line.n - after.n, w->path) && says_ran(line, after))
			return true;
	}
	return false;
}

static bool output_tells(const struct wanted *w, struct ma_str output)
{
	char text[2][MA_PLAIN_LINE_MAX];
	struct ma_str line, plain, before = MA_STR("");
	size_t i = 0;

	while (ma_str_line(&output, &line)) {
		plain = ma_str_trim(ma_plain_line(line, text[i++ % 2]));
		if (tells_file(w, plain) || tells_title(w, plain, before))
			return true;
		before = plain;
	}
	return false;
}

bool ma_acceptance_ran(const struct ma_report *report, struct ma_str path, struct ma_str content)
{
	struct wanted w = { .path = path, .titles = MA_MAP_INIT };
	struct ma_str name = ma_path_base(path);
	bool ran = false;
	size_t i;

	(void)ma_str_cut(&name, '.', &w.stem); /* the whole of it where there is no extension */
	if (!find_titles(content, &w.titles))
		goto done;
	for (i = 0; i < report->checks_n && !ran; i++) {
		const struct ma_check *c = &report->checks[i];

		ran = strcmp(c->phase, "test") == 0 && c->tests_passed + c->tests_failed > 0 &&
			output_tells(&w, c->output);
	}
done:
	ma_map_done(&w.titles);
	return ran;
}
