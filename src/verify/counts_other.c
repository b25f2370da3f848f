/* The summaries of runners of other languages, and single results of TAP and of Go. */
#include <string.h>

#include <jansson.h>

#include "codec/json.h"
#include "sys/proc.h"
#include "verify/counts_parts.h"

/* " 3 - it adds", " - it adds". */
static bool is_numbered(struct ma_str rest)
{
	rest = ma_str_trim(rest);
	return rest.n > 0 && ((rest.p[0] >= '0' && rest.p[0] <= '9') || rest.p[0] == '-');
}

/* "  \tpackage\t0.012s", of a package whose tests passed; one that has none says so. */
static bool is_of_go(struct ma_str rest)
{
	ptrdiff_t at = ma_str_find(rest, MA_STR("\t"));

	return at >= 0 && ma_str_find(rest, MA_STR("[no tests to run]")) < 0 &&
		(ma_str_ends(rest, "s") || ma_str_ends(rest, "(cached)") ||
			ma_str_find(rest, MA_STR("coverage:")) > 0);
}

/* "ok 3 - it adds", "not ok 4 # todo later": TAP, https://testanything.org/tap-version-14-specification.html. */
bool ma_tally_tap_point(struct ma_tally *t, struct ma_str line)
{
	bool failed = ma_str_starts(line, "not ok");
	struct ma_counts *n = &t->points;
	struct ma_str rest = ma_str_from(line, failed ? 6 : 2);
	ptrdiff_t at = ma_str_find(line, MA_STR(" # "));
	struct ma_str directive = at < 0 ? MA_STR("") : ma_str_from(line, (size_t)at + 3);

	if ((!failed && !ma_str_starts(line, "ok")) || (rest.n > 0 && rest.p[0] != ' '))
		return false;
	if (ma_str_eq_nocase(ma_str_clip(directive, 4), MA_STR("skip")) ||
		ma_str_eq_nocase(ma_str_clip(directive, 4), MA_STR("todo")))
		n->skipped++;
	else if (failed)
		n->failed++;
	else if (is_numbered(rest) || is_of_go(rest))
		n->passed++;
	else
		t->loose++;
	return true;
}

bool ma_tally_tap_plan(struct ma_tally *t, struct ma_str line)
{
	struct ma_str number;
	int64_t n;

	t->speaks_tap = t->speaks_tap || ma_str_starts(line, "TAP version ");
	t->bailed_out = t->bailed_out || ma_str_starts(line, "Bail out!");
	t->cut = t->cut || (ma_str_starts(line, "[... ") && ma_str_ends(line, MA_PROC_MARK_END));
	if (!ma_str_starts(line, "1.."))
		return false;
	line = ma_str_from(line, 3);
	if (!ma_str_cut(&line, ' ', &number) || !ma_str_to_i64(number, &n) || n < 0 ||
		n > MA_TESTS_MAX)
		return false;
	t->planned += n;
	t->speaks_tap = true;
	return true;
}

void ma_tally_tap_end(struct ma_tally *t)
{
	struct ma_counts *n = &t->points;
	int64_t told;

	if (t->speaks_tap)
		n->passed += t->loose;
	told = n->passed + n->failed + n->skipped;
	if (t->planned > told && !t->cut)
		n->failed += t->planned - told;
	else if (t->bailed_out && told > 0)
		n->failed++;
}

/* "3 passed, 1 error" with `sep` between the parts; words that count no test are passed over. False: no list of that kind. */
static bool add_list(struct ma_counts *n, struct ma_str list, char sep)
{
	struct ma_str part, word, first;
	int64_t number, *count;
	bool any = false;

	while (ma_str_cut(&list, sep, &part)) {
		if (!ma_tally_number(part, &number, &word) || !ma_str_cut(&word, ' ', &first))
			return false;
		count = ma_tally_word(n, first);
		if (count)
			*count += number;
		any = any || count;
	}
	return any;
}

static struct ma_str without(struct ma_str s, char c)
{
	while (s.n > 0 && s.p[0] == c)
		s = ma_str_from(s, 1);
	while (s.n > 0 && s.p[s.n - 1] == c)
		s.n--;
	return ma_str_trim(s);
}

/* "==== 1 failed, 2 passed, 1 warning in 0.05s ====", or without its rule. */
bool ma_tally_pytest(struct ma_tally *t, struct ma_str line)
{
	struct ma_counts n = t->n;
	ptrdiff_t in;

	line = without(line, '=');
	in = ma_str_find(line, MA_STR(" in "));
	if (in < 0 || in + 4 >= (ptrdiff_t)line.n || line.p[in + 4] < '0' || line.p[in + 4] > '9')
		return false;
	if (ma_str_starts(line, "no tests ran"))
		return true;
	if (!add_list(&n, ma_str_clip(line, (size_t)in), ','))
		return false;
	t->n = n;
	return true;
}

/* "failures=1" of "FAILED (failures=1, skipped=2)". */
static void add_unittest_part(struct ma_tally *t, struct ma_str part)
{
	struct ma_str name;
	int64_t n;

	if (!ma_str_cut(&part, '=', &name) || !ma_str_to_i64(part, &n) || n < 0 || n > t->n.passed)
		return;
	name = ma_str_trim(name);
	t->n.passed -= n;
	if (ma_str_is(name, "skipped") || ma_str_is(name, "expected failures"))
		t->n.skipped += n;
	else
		t->n.failed += n; /* failures, errors, unexpected successes */
}

/* "Ran 3 tests in 0.001s", then "OK (skipped=1)" or "FAILED (failures=1)". */
bool ma_tally_unittest(struct ma_tally *t, struct ma_str line)
{
	struct ma_str word, part;
	int64_t n;

	if (ma_str_starts(line, "Ran ") && ma_tally_number(ma_str_from(line, 4), &n, &word) &&
		ma_str_starts(word, "test")) {
		t->n.passed += n;
		t->ran += n;
		return true;
	}
	if (t->ran == 0 || (!ma_str_starts(line, "OK (") && !ma_str_starts(line, "FAILED (")))
		return false;
	(void)ma_str_cut(&line, '(', &part);
	line = without(line, ')');
	while (ma_str_cut(&line, ',', &part))
		add_unittest_part(t, part);
	t->ran = 0;
	return true;
}

/* "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s". */
bool ma_tally_cargo(struct ma_tally *t, struct ma_str line)
{
	struct ma_counts n = t->n;
	struct ma_str state;
	ptrdiff_t end;

	if (!ma_str_starts(line, "test result: "))
		return false;
	(void)ma_str_cut(&line, '.', &state);
	end = ma_str_find(line, MA_STR("; finished in"));
	if (end >= 0)
		line = ma_str_clip(line, (size_t)end);
	if (!add_list(&n, line, ';'))
		return false;
	t->n = n;
	return true;
}

/* {"Action":"pass","Package":"example","Test":"TestAdd"} of `go test -json` (test2json); without Test it is of the package. */
bool ma_tally_go(struct ma_tally *t, struct ma_str line)
{
	ma_err err = { .code = MA_OK };
	json_t *json = NULL;
	int64_t *count;

	if (!ma_str_starts(line, "{\"") || ma_str_find(line, MA_STR("\"Action\":\"")) < 0 ||
		ma_json_parse(line, "a line of go test", &json, &err))
		return false;
	count = ma_tally_word(&t->n, ma_json_str(json, "Action"));
	if (ma_str_is(ma_json_str(json, "Action"), "skip"))
		count = &t->n.skipped;
	if (count && ma_json_str(json, "Test").n > 0)
		(*count)++;
	json_decref(json);
	return true;
}

/* "67% tests passed, 1 tests failed out of 3". */
bool ma_tally_ctest(struct ma_tally *t, struct ma_str line)
{
	ptrdiff_t at = ma_str_find(line, MA_STR("% tests passed, "));
	struct ma_str word, of = MA_STR("tests failed out of ");
	int64_t failed, all;

	if (at < 1 || at > 3 ||
		!ma_tally_number(ma_str_from(line, (size_t)at + 16), &failed, &word) ||
		!ma_str_starts(word, of.p) || !ma_str_to_i64(ma_str_from(word, of.n), &all) ||
		all < failed || all > MA_TESTS_MAX)
		return false;
	t->n.failed += failed;
	t->n.passed += all - failed;
	return true;
}

/* "Ok:                 3", a line for each kind of end. */
bool ma_tally_meson(struct ma_tally *t, struct ma_str line)
{
	static const struct {
		const char *name;
		size_t at;
	} ends[] = {
		{ "Ok:", offsetof(struct ma_counts, passed) },
		{ "Expected Fail:", offsetof(struct ma_counts, passed) },
		{ "Fail:", offsetof(struct ma_counts, failed) },
		{ "Unexpected Pass:", offsetof(struct ma_counts, failed) },
		{ "Timeout:", offsetof(struct ma_counts, failed) },
		{ "Skipped:", offsetof(struct ma_counts, skipped) },
	};
	size_t i;
	int64_t n;

	for (i = 0; i < MA_COUNT(ends); i++) {
		struct ma_str rest = ma_str_from(line, strlen(ends[i].name));

		if (!ma_str_starts(line, ends[i].name) || !ma_str_starts(rest, "  ") ||
			!ma_str_to_i64(ma_str_trim(rest), &n) || n < 0 || n > MA_TESTS_MAX)
			continue;
		*(int64_t *)((char *)&t->n + ends[i].at) += n;
		return true;
	}
	return false;
}

static bool read_field(struct ma_str *line, const char *name, int64_t *out)
{
	struct ma_str part;

	if (!ma_str_cut(line, ',', &part))
		return false;
	part = ma_str_trim(part);
	return ma_str_starts(part, name) && ma_str_to_i64(ma_str_from(part, strlen(name)), out) &&
		*out >= 0 && *out <= MA_TESTS_MAX;
}

/* "[ERROR] Tests run: 3, Failures: 1, Errors: 0, Skipped: 0"; a line that tells a time, too, is of one class. */
bool ma_tally_surefire(struct ma_tally *t, struct ma_str line)
{
	ptrdiff_t at = ma_str_find(line, MA_STR("Tests run: "));
	int64_t run, failures, errors, skipped;

	if (at < 0 || ma_str_find(line, MA_STR("Time elapsed")) >= 0)
		return false;
	line = ma_str_from(line, (size_t)at);
	if (!read_field(&line, "Tests run: ", &run) || !read_field(&line, "Failures: ", &failures) ||
		!read_field(&line, "Errors: ", &errors) ||
		!read_field(&line, "Skipped: ", &skipped) || run < failures + errors + skipped)
		return false;
	t->n.passed += run - failures - errors - skipped;
	t->n.failed += failures + errors;
	t->n.skipped += skipped;
	return true;
}
