/* Reports for other programs. */
#include "cli/report.h"

#include <stdlib.h>
#include <string.h>

#include "cli/field.h"
#include "metaagent/metaagent.h"

static bool is_state(const json_t *check, const char *state)
{
	return ma_str_is(field_str(check, "state"), state);
}

/* Nothing failed and nothing was skipped, and yet it is not verified: only the reason tells. */
static bool is_only_reason(const json_t *result)
{
	const json_t *check;
	size_t i;

	if (ma_str_is(field_str(result, "verdict"), "verified"))
		return false;
	json_array_foreach (json_object_get(result, "checks"), i, check)
		if (!is_state(check, "passed"))
			return false;
	return true;
}

/* XML 1.0 has no place for most control characters, nor for bytes that are not UTF-8. */
static void add_xml(struct ma_buf *out, struct ma_str text)
{
	struct ma_buf plain = MA_BUF_INIT(16 * (text.n + 64));
	size_t i;

	ma_buf_add_visible(&plain, text);
	if (plain.rc)
		out->rc = plain.rc;
	for (i = 0; i < plain.n; i++) {
		if (ma_str_starts(ma_str_from(ma_buf_str(&plain), i), "\xef\xbf\xbe") ||
			ma_str_starts(ma_str_from(ma_buf_str(&plain), i), "\xef\xbf\xbf")) {
			ma_buf_adds(out, "?"); /* U+FFFE and U+FFFF are no characters there */
			i += 2;
			continue;
		}
		switch (plain.p[i]) {
		case '<':
			ma_buf_adds(out, "&lt;");
			break;
		case '>':
			ma_buf_adds(out, "&gt;");
			break;
		case '&':
			ma_buf_adds(out, "&amp;");
			break;
		case '"':
			ma_buf_adds(out, "&quot;");
			break;
		default:
			ma_buf_addc(out, plain.p[i]);
		}
	}
	ma_buf_done(&plain);
}

static void add_case(struct ma_buf *out, const json_t *check)
{
	ma_buf_adds(out, "    <testcase classname=\"");
	add_xml(out, field_str(check, "package"));
	ma_buf_adds(out, "\" name=\"");
	add_xml(out, field_str(check, "phase"));
	ma_buf_addf(out, "\" time=\"%.3f\">\n", (double)field_int(check, "took_ms") / 1000);
	if (is_state(check, "failed") || is_state(check, "skipped")) {
		ma_buf_addf(out, "      <%s message=\"",
			is_state(check, "failed") ? "failure" : "skipped");
		add_xml(out, field_str(check, "why"));
		ma_buf_adds(out, "\"/>\n");
	}
	if (is_state(check, "passed") && field_str(check, "why").n > 0) {
		ma_buf_adds(out, "      <system-out>");
		add_xml(out, field_str(check, "why"));
		ma_buf_adds(out, "</system-out>\n");
	} else if (field_str(check, "output").n > 0) {
		ma_buf_adds(out, "      <system-out>");
		add_xml(out, field_str(check, "output"));
		ma_buf_adds(out, "</system-out>\n");
	}
	ma_buf_adds(out, "    </testcase>\n");
}

void report_junit(const json_t *result, struct ma_buf *out)
{
	const json_t *checks = json_object_get(result, "checks"), *check;
	bool only_reason = is_only_reason(result);
	size_t i, failed = 0, skipped = only_reason;

	json_array_foreach (checks, i, check) {
		failed += is_state(check, "failed");
		skipped += is_state(check, "skipped");
	}
	ma_buf_addf(out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
		"  <testsuite name=\"meta-agent verify\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\">\n",
		json_array_size(checks) + only_reason, failed, skipped);
	json_array_foreach (checks, i, check)
		add_case(out, check);
	if (only_reason) {
		ma_buf_adds(out,
			"    <testcase classname=\".\" name=\"verdict\">\n      <skipped message=\"");
		add_xml(out, field_str(result, "reason"));
		ma_buf_adds(out, "\"/>\n    </testcase>\n");
	}
	ma_buf_adds(out, "  </testsuite>\n</testsuites>\n");
}

static json_t *text(struct ma_str s)
{
	return json_stringn(s.p ? s.p : "", s.n);
}

/* "test in web: 3 of 12 tests failed". */
static json_t *summary(const json_t *check)
{
	struct ma_buf b = MA_BUF_INIT(1 << 20);
	json_t *j;

	ma_buf_addf(&b, MA_STR_FMT " in " MA_STR_FMT ": " MA_STR_FMT,
		MA_STR_ARG(field_str(check, "phase")), MA_STR_ARG(field_str(check, "package")),
		MA_STR_ARG(field_str(check, "why")));
	j = b.rc ? NULL : text(ma_buf_str(&b));
	ma_buf_done(&b);
	return j;
}

/* As RFC 3986 has it: what is no letter, digit or one of few signs is told by its number. */
static json_t *uri(struct ma_str path)
{
	struct ma_buf b = MA_BUF_INIT(1 << 20);
	json_t *j;
	size_t i;

	for (i = 0; i < path.n; i++) {
		char c = path.p[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
			(c && strchr("-._~/", c)))
			ma_buf_addc(&b, c);
		else
			ma_buf_addf(&b, "%%%02X", (unsigned)(unsigned char)c);
	}
	j = b.rc ? NULL : text(ma_buf_str(&b));
	ma_buf_done(&b);
	return j;
}

static json_t *place(const json_t *fault)
{
	json_t *region = json_pack("{s:I}", "startLine", (json_int_t)field_int(fault, "line"));

	if (region && field_int(fault, "column") > 0)
		(void)json_object_set_new(region, "startColumn",
			json_integer(field_int(fault, "column"))); /* without it the line tells */
	return json_pack("{s:{s:{s:o}, s:o}}", "physicalLocation", "artifactLocation", "uri",
		uri(field_str(fault, "path")), "region", region);
}

/* False: memory is out. */
static bool add_results(json_t *results, const json_t *check)
{
	const json_t *faults = json_object_get(check, "faults"), *fault;
	const char *level = is_state(check, "failed") ? "error" : "note";
	struct ma_str message;
	size_t i;

	if (is_state(check, "passed") && field_str(check, "why").n == 0)
		return true;
	if (json_array_size(faults) == 0)
		return json_array_append_new(results,
			       json_pack("{s:o, s:s, s:{s:o}}", "ruleId",
				       text(field_str(check, "phase")), "level", level, "message",
				       "text", summary(check))) == 0;
	json_array_foreach (faults, i, fault) {
		message = field_str(fault, "message");
		if (json_array_append_new(results,
			    json_pack("{s:o, s:s, s:{s:o}, s:[o]}", "ruleId",
				    text(field_str(check, "phase")), "level", level, "message",
				    "text", message.n > 0 ? text(message) : summary(check),
				    "locations", place(fault))))
			return false;
	}
	return true;
}

void report_sarif(const json_t *result, struct ma_buf *out)
{
	json_t *results = json_array(), *log;
	const json_t *check;
	char *written = NULL;
	bool whole = results != NULL;
	size_t i;

	json_array_foreach (json_object_get(result, "checks"), i, check)
		whole = whole && add_results(results, check);
	if (whole && is_only_reason(result))
		whole = json_array_append_new(results,
				json_pack("{s:s, s:s, s:{s:o}}", "ruleId", "verdict", "level",
					"warning", "message", "text",
					text(field_str(result, "reason")))) == 0;
	log = json_pack("{s:s, s:s, s:[{s:{s:{s:s, s:s}}, s:o}]}", "version", "2.1.0", "$schema",
		"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		"runs", "tool", "driver", "name", "meta-agent", "version", ma_version(), "results",
		results);
	if (log && whole)
		written = json_dumps(log, JSON_INDENT(1));
	if (written)
		ma_buf_addf(out, "%s\n", written);
	else
		out->rc = MA_ENOMEM;
	free(written); /* jansson's */
	json_decref(log);
}

/* As the runner reads a command: https://docs.github.com/actions/reference/workflow-commands */
static void add_escaped(struct ma_buf *out, struct ma_str s, bool property)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '%' || c == '\n' || c == '\r' || (property && (c == ':' || c == ',')))
			ma_buf_addf(out, "%%%02X", (unsigned)c);
		else
			ma_buf_addc(out, c);
	}
}

static void add_annotation(struct ma_buf *out, const json_t *check, const json_t *fault)
{
	struct ma_str message = field_str(fault, "message");

	ma_buf_adds(out, is_state(check, "failed") ? "::error " : "::notice ");
	if (fault) {
		ma_buf_adds(out, "file=");
		add_escaped(out, field_str(fault, "path"), true);
		ma_buf_addf(out, ",line=%lld,", (long long)field_int(fault, "line"));
	}
	if (field_int(fault, "column") > 0)
		ma_buf_addf(out, "col=%lld,", (long long)field_int(fault, "column"));
	ma_buf_adds(out, "title=");
	add_escaped(out, field_str(check, "phase"), true);
	ma_buf_adds(out, " in ");
	add_escaped(out, field_str(check, "package"), true);
	ma_buf_adds(out, "::");
	add_escaped(out, message.n > 0 ? message : field_str(check, "why"), false);
	ma_buf_addc(out, '\n');
}

void report_github(const json_t *result, struct ma_buf *out)
{
	const json_t *check, *fault, *faults;
	size_t i, k;

	json_array_foreach (json_object_get(result, "checks"), i, check) {
		faults = json_object_get(check, "faults");
		if (json_array_size(faults) == 0 &&
			(!is_state(check, "passed") || field_str(check, "why").n > 0))
			add_annotation(out, check, NULL);
		json_array_foreach (faults, k, fault)
			add_annotation(out, check, fault);
	}
	if (is_only_reason(result)) {
		ma_buf_adds(out, "::warning title=verdict::");
		add_escaped(out, field_str(result, "reason"), false);
		ma_buf_addc(out, '\n');
	}
}
