/*
 * Modules of JavaScript, TypeScript and Python: which file an import means, and which names a file gives others.
 *
 * What cannot be known (a file that does not parse, `*` from a package, exports that are made at run time) counts as given: a name is
 * only missing where it surely is.
 */
#include "vcs/collide_parts.h"

#include <ctype.h>

#include "base/buf.h"
#include "base/path.h"

#define SPEC_MAX 1024
#define STARS_MAX 8 /* files that pass on all of another, in a row */

const struct ma_outline *ma_collide_outline(
	struct ma_colliding *c, enum ma_side s, struct ma_str path)
{
	const struct ma_str *text = ma_collide_text(c, s, path);
	const struct ma_outline_kind *kind = ma_outline_kind_of(path, text ? *text : MA_STR(""));
	struct ma_outline_source from = { path, MA_STR(""), c->syntax };
	struct ma_outline *list = NULL;
	ma_err why = { .code = MA_OK };

	if (!kind || kind->read != ma_outline_code || !text || !c->syntax)
		return NULL;
	if (ma_map_has(&c->outlines[s], path))
		return ma_map_get(&c->outlines[s], path);
	from.text = *text;
	if (kind->read(&from, c->arena, &list, &why) == MA_ENOMEM ||
		!ma_map_put(&c->outlines[s], path, list))
		c->rc = MA_ENOMEM;
	return list;
}

struct ma_str ma_collide_last_word(struct ma_str key)
{
	size_t at = key.n;

	while (at > 0 && key.p[at - 1] != ' ')
		at--;
	return ma_str_from(key, at);
}

bool ma_collide_is_python(struct ma_str path)
{
	return ma_str_ends(path, ".py");
}

bool ma_collide_is_ecma(struct ma_str path)
{
	static const char *const ends[] = { ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs",
		".cjs" };
	size_t i;

	for (i = 0; i < MA_COUNT(ends); i++)
		if (ma_str_ends(path, ends[i]))
			return true;
	return false;
}

/* "a as b": what others know it by. */
static struct ma_str known_as(struct ma_str specifier)
{
	return ma_collide_last_word(ma_str_trim(specifier));
}

static bool exports_list(const struct ma_item *item, struct ma_str name)
{
	size_t i;

	for (i = 0; item->inside && i < item->inside->n; i++)
		if (ma_str_eq(known_as(item->inside->items[i].text), name))
			return true;
	return false;
}

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' || (c & 0x80);
}

/* Where the word stands for the first time; -1: nowhere. */
static ptrdiff_t find_word(struct ma_str text, struct ma_str word)
{
	struct ma_str rest = text;
	ptrdiff_t found;
	size_t at;

	while ((found = ma_str_find(rest, word)) >= 0) {
		at = (size_t)(rest.p - text.p) + (size_t)found;
		rest = ma_str_from(rest, (size_t)found + word.n);
		if ((at == 0 || !is_name(text.p[at - 1])) && (rest.n == 0 || !is_name(rest.p[0])))
			return (ptrdiff_t)at;
	}
	return -1;
}

/* "const { a, b: c } = x, d = 1": a name in what stands before a value. */
static bool declares(struct ma_str text, struct ma_str name)
{
	size_t depth = 0, from = 0, i;
	bool value = false;

	for (i = 0; i <= text.n; i++) {
		char ch = i < text.n ? text.p[i] : ',';

		depth += strchr("([{", ch) && ch;
		depth -= depth > 0 && strchr(")]}", ch) && ch;
		if (depth > 0 || (ch != '=' && ch != ','))
			continue;
		if (!value && find_word(ma_str_n(text.p + from, i - from), name) >= 0)
			return true;
		value = ch == '=';
		from = i + 1;
	}
	return false;
}

/* exports.a = …, module.exports = { a }, and what makes them otherwise. */
static bool exports_by_name(struct ma_str text, struct ma_str name)
{
	struct ma_str rest = text, head;
	ptrdiff_t at;

	while ((at = ma_str_find(rest, MA_STR("exports"))) >= 0) {
		rest = ma_str_trim(ma_str_from(rest, (size_t)at + strlen("exports")));
		if (ma_str_starts(rest, ".") &&
			find_word(ma_str_clip(ma_str_from(rest, 1), name.n + 1), name) == 0)
			return true;
		if (ma_str_starts(rest, "[") || ma_str_starts(rest, ","))
			return true; /* by a value, or by Object.assign() */
		if (!ma_str_starts(rest, "=") || ma_str_starts(rest, "=="))
			continue;
		head = ma_str_trim(ma_str_from(rest, 1));
		if (!ma_str_starts(head, "{") || ma_str_find(head, MA_STR("...")) >= 0 ||
			find_word(head, name) >= 0)
			return true;
	}
	return false;
}

static struct ma_str source_of_spec(
	struct ma_colliding *c, enum ma_side s, struct ma_str path, struct ma_str key);

static bool is_given(struct ma_colliding *c, enum ma_side s, struct ma_str path, struct ma_str name,
	unsigned stars);

/* `export * from "./x"`, `export * as x from`. */
static bool passes_on(struct ma_colliding *c, enum ma_side s, struct ma_str path,
	const struct ma_item *item, struct ma_str name, unsigned stars)
{
	struct ma_str text = ma_str_trim(ma_str_from(ma_str_trim(item->text), strlen("export")));
	struct ma_str from;

	text = ma_str_trim(ma_str_from(text, 1));
	if (ma_str_starts(text, "as "))
		return find_word(ma_str_clip(text, name.n + 8), name) >= 0;
	if (ma_str_is(name, "default"))
		return false;
	from = source_of_spec(c, s, path, item->key);
	return from.n == 0 || stars == 0 || is_given(c, s, from, name, stars - 1);
}

static bool export_gives(struct ma_colliding *c, enum ma_side s, struct ma_str path,
	const struct ma_item *item, struct ma_str name, unsigned stars)
{
	static const char *const variables[] = { "const ", "let ", "var " };
	struct ma_str text = ma_str_trim(item->text), rest;
	size_t i;

	if (!ma_str_starts(text, "export"))
		return false;
	rest = ma_str_trim(ma_str_from(text, strlen("export")));
	if (ma_str_starts(rest, "declare "))
		rest = ma_str_trim(ma_str_from(rest, strlen("declare ")));
	if (ma_str_starts(rest, "default"))
		return ma_str_is(name, "default");
	if (ma_str_starts(rest, "*"))
		return passes_on(c, s, path, item, name, stars);
	if (ma_str_starts(rest, "="))
		return true;
	for (i = 0; i < MA_COUNT(variables); i++)
		if (ma_str_starts(rest, variables[i]))
			return declares(ma_str_from(rest, strlen(variables[i])), name);
	return ma_str_eq(ma_collide_last_word(item->key), name) || exports_list(item, name) ||
		(ma_str_starts(rest, "import ") && find_word(ma_str_clip(rest, 200), name) >= 0);
}

static bool ecma_gives(struct ma_colliding *c, enum ma_side s, struct ma_str path,
	const struct ma_outline *list, struct ma_str name, unsigned stars)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (export_gives(c, s, path, &list->items[i], name, stars))
			return true;
	return exports_by_name(*ma_collide_text(c, s, path), name);
}

/*
 * Whatever is not in a function or class of the file and has the word binds it, near enough: assignments to several, under `if` and `try`, `for`,
 * `with`, imports.
 */
static bool python_binds(struct ma_str text, struct ma_str name)
{
	bool inside = false;
	struct ma_str line;

	while (ma_str_line(&text, &line)) {
		bool blank = ma_str_trim(line).n == 0,
		     indented = line.n > 0 && isspace((unsigned char)line.p[0]);

		if (blank || (inside && indented))
			continue;
		inside = ma_str_starts(line, "def ") || ma_str_starts(line, "class ") ||
			ma_str_starts(line, "async def ");
		if (!ma_str_starts(line, "#") && find_word(line, name) >= 0)
			return true;
	}
	return false;
}

static bool python_gives(struct ma_colliding *c, enum ma_side s, struct ma_str path,
	const struct ma_outline *list, struct ma_str name, unsigned stars)
{
	struct ma_str text = *ma_collide_text(c, s, path), from;
	size_t i;

	for (i = 0; i < list->n; i++) {
		const struct ma_item *item = &list->items[i];

		if (!ma_str_starts(item->key, "from ") || !ma_str_ends(ma_str_trim(item->text), "*"))
			continue;
		from = source_of_spec(c, s, path, item->key);
		if (from.n == 0 || stars == 0 || is_given(c, s, from, name, stars - 1))
			return true;
	}
	return python_binds(text, name) || find_word(text, MA_STR("__getattr__")) >= 0 ||
		find_word(text, MA_STR("globals")) >= 0;
}

/* The file that a path means, with what may be left out at its end; "" where there is none. */
static struct ma_str find_module(
	struct ma_colliding *c, enum ma_side s, struct ma_str path, bool python)
{
	static const char *const ecma[] = { "", ".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs",
		"/index.ts", "/index.tsx", "/index.js" };
	static const char *const py[] = { ".py", "/__init__.py" };
	const char *const *ends = python ? py : ecma;
	size_t n = python ? MA_COUNT(py) : MA_COUNT(ecma), i;
	struct ma_buf b = MA_BUF_INIT(SPEC_MAX);
	struct ma_str found = MA_STR("");

	if (!python && ma_str_ends(path, ".js") && !ma_collide_text(c, s, path))
		path.n -= 3; /* TypeScript names what it will become */
	for (i = 0; i < n && found.n == 0; i++) {
		ma_buf_clear(&b);
		ma_buf_addv(&b, path);
		ma_buf_adds(&b, ends[i]);
		if (!b.rc && ma_collide_text(c, s, ma_buf_str(&b))) {
			found.p = ma_arena_dup(c->arena, ma_buf_str(&b));
			found.n = found.p ? b.n : 0;
			c->rc = found.p ? c->rc : MA_ENOMEM;
		}
	}
	ma_buf_done(&b);
	return found;
}

/* The file that the parts of a path lead to from a directory; "." stays there, ".." leaves it. */
static struct ma_str follow(
	struct ma_colliding *c, enum ma_side s, struct ma_str dir, struct ma_str parts, bool python)
{
	struct ma_buf b = MA_BUF_INIT(SPEC_MAX);
	struct ma_str part, found = MA_STR("");

	ma_buf_addv(&b, dir);
	while (ma_str_cut(&parts, python ? '.' : '/', &part)) {
		if (part.n == 0 || ma_str_is(part, "."))
			continue;
		if (ma_str_is(part, "..")) {
			b.n = ma_path_dir(ma_buf_str(&b)).n;
			continue;
		}
		ma_buf_adds(&b, b.n > 0 ? "/" : "");
		ma_buf_addv(&b, part);
	}
	if (b.rc == MA_ENOMEM)
		c->rc = MA_ENOMEM;
	else if (!b.rc && b.n > 0)
		found = find_module(c, s, ma_buf_str(&b), python);
	ma_buf_done(&b);
	return found;
}

/* "./x" and "../x", from a directory. */
static struct ma_str resolve_ecma(
	struct ma_colliding *c, enum ma_side s, struct ma_str dir, struct ma_str spec)
{
	return ma_str_starts(spec, "./") || ma_str_starts(spec, "../")
		? follow(c, s, dir, spec, false)
		: MA_STR("");
}

/* ".x.y" from a directory, "x.y" from the root. */
static struct ma_str resolve_python(
	struct ma_colliding *c, enum ma_side s, struct ma_str dir, struct ma_str spec)
{
	if (!ma_str_starts(spec, "."))
		return follow(c, s, MA_STR(""), spec, true);
	spec = ma_str_from(spec, 1);
	for (; ma_str_starts(spec, "."); spec = ma_str_from(spec, 1))
		dir = ma_path_dir(dir);
	return follow(c, s, dir, spec, true);
}

static struct ma_str source_of_spec(
	struct ma_colliding *c, enum ma_side s, struct ma_str path, struct ma_str spec)
{
	ptrdiff_t repeat = ma_str_find(spec, MA_STR("#"));

	if (repeat > 0)
		spec.n = (size_t)repeat;
	if (ma_collide_is_python(path) && ma_str_starts(spec, "from "))
		return resolve_python(c, s, ma_path_dir(path), ma_str_from(spec, strlen("from ")));
	if (!ma_collide_is_ecma(path) || spec.n < strlen("import ''") ||
		(!ma_str_starts(spec, "import ") && !ma_str_starts(spec, "export ")))
		return MA_STR("");
	spec = ma_str_from(spec, strlen("import ") + 1);
	spec.n--;
	return resolve_ecma(c, s, ma_path_dir(path), spec);
}

struct ma_str ma_collide_source(
	struct ma_colliding *c, enum ma_side s, struct ma_str path, const struct ma_item *item)
{
	return source_of_spec(c, s, path, item->key);
}

static bool is_given(struct ma_colliding *c, enum ma_side s, struct ma_str path, struct ma_str name,
	unsigned stars)
{
	const struct ma_outline *list;

	if (!ma_collide_text(c, s, path))
		return false;
	list = ma_collide_outline(c, s, path);
	if (!list)
		return true;
	return (ma_collide_is_python(path) ? python_gives : ecma_gives)(
		c, s, path, list, name, stars);
}

bool ma_collide_gives(struct ma_colliding *c, enum ma_side s, struct ma_str path, struct ma_str name)
{
	return is_given(c, s, path, name, STARS_MAX);
}

bool ma_collide_has_module(
	struct ma_colliding *c, enum ma_side s, struct ma_str package, struct ma_str name)
{
	struct ma_buf b = MA_BUF_INIT(SPEC_MAX);
	bool found;

	ma_path_join(&b, ma_path_dir(package), name);
	found = !b.rc && find_module(c, s, ma_buf_str(&b), true).n > 0;
	ma_buf_done(&b);
	return found;
}
