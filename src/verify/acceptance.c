/* What acceptance tests name of the contract, as their texts show it. */
#include "verify/acceptance.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "codec/json.h"

#define ENTRIES_MAX 1000 /* of a list of the contract; more are not looked for */

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

/* How much of `text` is `name`, whatever the case, and whatever stands between words: "csv-to-json", "csvToJson"; 0: none. */
static size_t name_at(struct ma_str text, struct ma_str name)
{
	size_t i = 0, k = 0;

	while (k < name.n) {
		if (name.p[k] == '_' || name.p[k] == '-' || name.p[k] == ' ') {
			k++;
			continue;
		}
		if (i > 0 && i < text.n && strchr("_- ", text.p[i]) && k > 0)
			i++;
		if (i == text.n ||
			!ma_str_eq_nocase(ma_str_n(text.p + i, 1), ma_str_n(name.p + k, 1)))
			return 0;
		i++;
		k++;
	}
	return i;
}

/* "Task" in "tasks". */
static bool has_word(struct ma_str text, struct ma_str name)
{
	size_t i;

	for (i = 0; i + name.n <= text.n; i++)
		if ((i == 0 || !is_word(text.p[i - 1])) && name_at(ma_str_from(text, i), name) > 0)
			return true;
	return false;
}

/* What is called, typed or opened: "count(", "'count'", "/about", "#about", "about.html", and no word of a sentence. */
static bool has_use(struct ma_str text, struct ma_str name)
{
	size_t i, n;

	for (i = 0; i < text.n; i++) {
		if (i > 0 && is_word(text.p[i - 1]))
			continue;
		n = i + name_at(ma_str_from(text, i), name);
		if (n > i &&
			((i > 0 && strchr("'\"`/#", text.p[i - 1]) &&
				 (n == text.n || !is_word(text.p[n]))) ||
				(n < text.n && text.p[n] == '(')))
			return true;
	}
	return false;
}

/* Names of a list of texts, or of objects with a name. */
static bool add_uses(struct ma_str content, const json_t *list, json_t *names)
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
		if (name.n > 0 && has_use(content, name) && !add_name(names, name))
			return false;
	}
	return true;
}

bool ma_acceptance_names(struct ma_str content, const json_t *contract, json_t *names)
{
	static const char *const uses[] = { "operations", "commands", "pages" };
	const json_t *e;
	struct ma_str name;
	size_t i;

	if (!add_calls(content, names))
		return false;
	json_array_foreach (json_object_get(contract, "entities"), i, e) {
		if (i == ENTRIES_MAX)
			break;
		name = ma_json_str(e, "name");
		if (name.n > 0 && has_word(content, name) && !add_name(names, name))
			return false;
	}
	for (i = 0; i < MA_COUNT(uses); i++)
		if (!add_uses(content, json_object_get(contract, uses[i]), names))
			return false;
	return true;
}
