/* The JSON that Vitest and Jest write of a run: https://jestjs.io/docs/configuration#testresultsprocessor-string. */
#include <string.h>

#include "codec/json.h"
#include "sys/sandbox.h"
#include "verify/counts.h"
#include "verify/counts_parts.h"

#define TOLD_MAX 200      /* failed tests */
#define NAME_MAX_HERE 300 /* bytes of what is told of one */

/* Where a message names the file: ":2:32" behind its path. {NULL, 0}: it does not. */
static struct ma_str place_in(struct ma_str message, struct ma_str path)
{
	ptrdiff_t at = path.n > 0 ? ma_str_find(message, path) : -1;
	struct ma_str rest = ma_str_from(message, (size_t)at + path.n);
	size_t n = 0;

	if (at < 0)
		return ma_str_n(NULL, 0);
	while (n < rest.n && n < 20 && (rest.p[n] == ':' || (rest.p[n] >= '0' && rest.p[n] <= '9')))
		n++;
	return n > 1 && rest.p[0] == ':' ? ma_str_n(rest.p, n) : ma_str_n(NULL, 0);
}

static void add_line(struct ma_buf *out, struct ma_str s)
{
	struct ma_str line;

	if (ma_str_line(&s, &line))
		ma_buf_add_visible(out, ma_str_clip(line, NAME_MAX_HERE));
}

/* "tests/a.test.ts:2:32: adds: AssertionError: expected 1 to be 2", as the reader of faults knows it. */
static void tell(struct ma_buf *out, struct ma_str path, struct ma_str name, struct ma_str message)
{
	struct ma_str place = place_in(message, path);

	ma_buf_addv(out, path);
	ma_buf_addv(out, place.n > 0 ? place : MA_STR(":1"));
	if (place.n == 0 || place.p[place.n - 1] != ':')
		ma_buf_addc(out, ':');
	ma_buf_addc(out, ' ');
	add_line(out, name);
	if (message.n > 0) {
		ma_buf_adds(out, ": ");
		add_line(out, message);
	}
	ma_buf_addc(out, '\n');
}

static void add_test(
	const json_t *test, struct ma_str path, struct ma_counts *n, struct ma_buf *failed)
{
	struct ma_str status = ma_json_str(test, "status");
	const json_t *messages = json_object_get(test, "failureMessages"),
		     *first = json_array_get(messages, 0);

	if (ma_str_is(status, "passed")) {
		n->passed++;
	} else if (ma_str_is(status, "failed")) {
		if (n->failed++ < TOLD_MAX)
			tell(failed, path, ma_json_str(test, "fullName"),
				ma_str_n(json_string_value(first), json_string_length(first)));
	} else {
		n->skipped++; /* pending, skipped, todo, disabled */
	}
}

bool ma_counts_jest(struct ma_str text, struct ma_counts *out, struct ma_buf *failed)
{
	struct ma_counts n = { 0, 0, 0 };
	const json_t *files, *file, *tests, *test;
	ma_err err = { .code = MA_OK };
	json_t *json = NULL;
	size_t i, k;

	if (!ma_str_starts(text, "{") || ma_json_parse(text, "results", &json, &err))
		return false;
	files = json_object_get(json, "testResults");
	json_array_foreach (files, i, file) {
		struct ma_str path = ma_json_str(file, "name");

		tests = json_object_get(file, "assertionResults");
		json_array_foreach (tests, k, test)
			add_test(test, path, &n, failed);
		if (json_array_size(tests) == 0 && ma_str_is(ma_json_str(file, "status"), "failed"))
			tell(failed, path, MA_STR("could not be run"), ma_json_str(file, "message"));
	}
	if (json_is_array(files))
		*out = n;
	i = json_is_array(files);
	json_decref(json);
	return i;
}
