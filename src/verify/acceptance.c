/* Acceptance tests, as their texts and the outputs of runners show them. */
#include "verify/acceptance.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "codec/json.h"
#include "verify/plain_line.h"

#define TITLE_MIN 6 /* shorter ones are found anywhere */

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		c == '_';
}

/* The number before `at`. */
static int64_t number_before(struct ma_str line, size_t at)
{
	size_t from = at;
	int64_t n = -1;

	while (from > 0 && line.p[from - 1] >= '0' && line.p[from - 1] <= '9')
		from--;
	(void)ma_str_to_i64(ma_str_n(line.p + from, at - from), &n); /* else there is none */
	return n;
}

/* "a.test.ts (5 tests | 5 skipped)", "(0 test)" */
static bool says_skipped(struct ma_str line)
{
	ptrdiff_t tests = ma_str_find(line, MA_STR(" test")),
		  skipped = ma_str_find(line, MA_STR(" skipped"));
	int64_t n = tests >= 0 ? number_before(line, (size_t)tests) : -1;

	return n == 0 || (n > 0 && skipped >= 0 && number_before(line, (size_t)skipped) == n);
}

static bool line_has(struct ma_str line, struct ma_str what)
{
	ptrdiff_t at = what.n > 0 ? ma_str_find(line, what) : -1;

	return at >= 0 && (at == 0 || (!is_word(line.p[at - 1]) && line.p[at - 1] != '-')) &&
		((size_t)at + what.n == line.n || !is_word(line.p[(size_t)at + what.n]));
}

static bool output_names(struct ma_str output, struct ma_str what)
{
	char text[MA_PLAIN_LINE_MAX];
	struct ma_str line, plain;

	while (ma_str_line(&output, &line)) {
		plain = ma_plain_line(line, text);
		if (line_has(plain, what) && !says_skipped(plain))
			return true;
	}
	return false;
}

/* Runners name a file from where they ran, which a command of the root may do in each package. */
static bool output_names_file(struct ma_str output, struct ma_str path)
{
	ptrdiff_t at;

	do {
		if (output_names(output, path))
			return true;
		at = ma_str_find(path, MA_STR("/"));
		path = ma_str_from(path, at < 0 ? path.n : (size_t)at + 1);
	} while (ma_str_find(path, MA_STR("/")) >= 0);
	return false;
}

/* What stands between quotes or up to what is no name, behind `opens`. */
static struct ma_str title_of(struct ma_str line)
{
	static const char *const opens[] = { "it(", "test(", "def test_", "func Test", "fn " };
	struct ma_str rest = ma_str_trim(line), title;
	size_t i, n = 0;
	char quote;

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

static bool output_names_test(struct ma_str output, struct ma_str content)
{
	struct ma_str line, title;

	while (ma_str_line(&content, &line)) {
		title = title_of(line);
		if (title.n >= TITLE_MIN && output_names(output, title))
			return true;
	}
	return false;
}

bool ma_acceptance_ran(const struct ma_report *report, struct ma_str path, struct ma_str content)
{
	size_t i;

	for (i = 0; i < report->checks_n; i++) {
		const struct ma_check *c = &report->checks[i];

		if (strcmp(c->phase, "test") == 0 && c->tests_passed + c->tests_failed > 0 &&
			(output_names_file(c->output, path) ||
				output_names_test(c->output, content)))
			return true;
	}
	return false;
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
		ma_buf_adds(out, ":x");
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

/* "Task" in "tasks", whatever the case. */
static bool has_word(struct ma_str text, struct ma_str name)
{
	size_t i;

	for (i = 0; i + name.n <= text.n; i++)
		if ((i == 0 || !is_word(text.p[i - 1])) &&
			ma_str_eq_nocase(ma_str_n(text.p + i, name.n), name))
			return true;
	return false;
}

bool ma_acceptance_names(struct ma_str content, const json_t *contract, json_t *names)
{
	const json_t *e;
	struct ma_str name;
	size_t i;

	if (!add_calls(content, names))
		return false;
	json_array_foreach (json_object_get(contract, "entities"), i, e) {
		name = ma_json_str(e, "name");
		if (name.n > 0 && has_word(content, name) && !add_name(names, name))
			return false;
	}
	return true;
}
