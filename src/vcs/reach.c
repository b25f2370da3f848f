/* How far names reach, by what is known of a file. */
#include "vcs/reach.h"

#include <ctype.h>

#include "base/limits.h"
#include "base/path.h"
#include "vcs/word.h"

#define BACK_MAX 400 /* bytes in front of a name in which its statement begins */

bool ma_reach_has_word(struct ma_str text, struct ma_str word)
{
	struct ma_str rest = text;
	ptrdiff_t found;
	size_t at;

	while (word.n > 0 && (found = ma_str_find(rest, word)) >= 0) {
		at = (size_t)(rest.p - text.p) + (size_t)found;
		rest = ma_str_from(rest, (size_t)found + word.n);
		if ((at == 0 || !ma_is_word_char(text.p[at - 1])) &&
			(rest.n == 0 || !ma_is_word_char(rest.p[0])))
			return true;
	}
	return false;
}

/* Systems and processors by which a build of Go takes a file or leaves it. */
static bool is_go_platform(struct ma_str word)
{
	static const char *const names[] = { "aix", "android", "darwin", "dragonfly", "freebsd",
		"hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd", "openbsd", "plan9",
		"solaris", "wasip1", "windows", "zos", "386", "amd64", "amd64p32", "arm", "armbe",
		"arm64", "arm64be", "loong64", "mips", "mipsle", "mips64", "mips64le", "mips64p32",
		"mips64p32le", "ppc", "ppc64", "ppc64le", "riscv", "riscv64", "s390", "s390x",
		"sparc", "sparc64", "wasm" };

	return MA_STR_AMONG(word, names);
}

/* "_linux_amd64" of "a_linux_amd64_test.go". */
static struct ma_str go_platform(struct ma_str path)
{
	struct ma_str stem = ma_path_base(path);
	size_t end, from, at;

	stem.n -= strlen(".go");
	if (ma_str_ends(stem, "_test"))
		stem.n -= strlen("_test");
	end = from = stem.n;
	for (at = stem.n; at > 0; at--) {
		if (stem.p[at - 1] != '_')
			continue;
		if (!is_go_platform(ma_str_n(stem.p + at, from - at)))
			break;
		from = at - 1;
	}
	return ma_str_n(stem.p + from, end - from);
}

/* A line in front of the package's own by which a build may leave the file out. */
static bool has_build_tags(struct ma_str text)
{
	struct ma_str line;

	while (ma_str_line(&text, &line)) {
		if (ma_str_starts(line, "//go:build") || ma_str_starts(line, "// +build") ||
			ma_str_starts(line, "//+build"))
			return true;
		if (ma_str_starts(line, "package "))
			return false;
	}
	return true;
}

/* The word behind "package " at the begin of a line. */
static struct ma_str package_of(struct ma_str text)
{
	struct ma_str line, name;
	size_t n = 0;

	while (ma_str_line(&text, &line)) {
		if (!ma_str_starts(line, "package "))
			continue;
		name = ma_str_trim(ma_str_from(line, strlen("package ")));
		while (n < name.n && (ma_is_word_char(name.p[n]) || name.p[n] == '.'))
			n++;
		return ma_str_n(name.p, n);
	}
	return MA_STR("");
}

/* Directories and files that a build of Go passes over. */
static bool is_passed_over(struct ma_str path)
{
	struct ma_str rest = path, part;

	while (ma_str_cut(&rest, '/', &part))
		if (ma_str_is(part, "testdata") || ma_str_starts(part, "_") ||
			ma_str_starts(part, "."))
			return true;
	return false;
}

static ma_rc set_scope(struct ma_reach *r, struct ma_arena *arena, const char *kind,
	struct ma_str place, struct ma_str name, ma_err *err)
{
	struct ma_buf b = MA_BUF_INIT(2 * MA_LIMIT_PATH);
	ma_rc rc = MA_OK;
	char *copy;

	ma_buf_addf(&b, "%s ", kind);
	ma_buf_addv(&b, place);
	ma_buf_addc(&b, ' ');
	ma_buf_addv(&b, name);
	if (b.rc == MA_ELIMIT)
		goto out;
	copy = b.rc ? NULL : ma_arena_dup(arena, ma_buf_str(&b));
	if (copy)
		r->scope = ma_str(copy);
	else
		rc = ma_fail_nomem(err);
out:
	ma_buf_done(&b);
	return rc;
}

/* What stands in front of a name since the statement before it. */
static struct ma_str head_of(struct ma_str text, size_t at)
{
	size_t from = at;

	while (from > 0 && at - from < BACK_MAX && !strchr(";}", text.p[from - 1]) &&
		!(text.p[from - 1] == '\n' &&
			(from < 2 || text.p[from - 2] == '\n' || text.p[from] == '#')))
		from--;
	return ma_str_n(text.p + from, at - from);
}

/* A word of capitals may be a macro that says what it wants. */
static bool has_macro(struct ma_str head)
{
	size_t i, from;
	bool small;

	for (i = 0; i < head.n; i++) {
		if (!ma_is_word_char(head.p[i]))
			continue;
		for (from = i, small = false; i < head.n && ma_is_word_char(head.p[i]); i++)
			small |= head.p[i] >= 'a' && head.p[i] <= 'z';
		if (!small && i - from > 1)
			return true;
	}
	return false;
}

/* A function or variable that the linker sees: neither static, nor weak, nor one of a macro. */
static bool is_linked(struct ma_str text, const struct ma_definition *d)
{
	static const char *const words[] = { "static", "inline", "weak", "__weak__", "__inline",
		"__inline__", "typedef" };
	struct ma_str head = head_of(text, d->at);
	size_t i;

	for (i = 0; i < MA_COUNT(words); i++)
		if (ma_reach_has_word(head, ma_str(words[i])))
			return false;
	return !has_macro(head);
}

/* The statement of a name begins a line, and with "export". */
static bool is_exported(struct ma_str text, const struct ma_definition *d)
{
	size_t from = d->at;

	do {
		while (from > 0 && text.p[from - 1] != '\n')
			from--;
	} while (from > 0 && d->at - from < BACK_MAX && isspace((unsigned char)text.p[from]) &&
		from--);
	text = ma_str_from(text, from);
	return ma_str_starts(text, "export ") && !ma_str_starts(text, "export default ");
}

static bool reaches(const struct ma_reach *r, struct ma_str text, const struct ma_definition *d)
{
	if (!ma_str_starts(d->key, "|")) /* it stands in a scope of the file */
		return false;
	if (r->linked)
		return ma_str_starts(d->key, "|v ") && is_linked(text, d);
	return r->modules ? is_exported(text, d) : true;
}

/* Names of modules are in one namespace for whoever passes them on. */
static struct ma_str key_of(const struct ma_reach *r, const struct ma_definition *d)
{
	return r->modules ? d->name : d->key;
}

static ma_rc collect(
	struct ma_reach *r, struct ma_str text, const struct ma_definitions *defined, ma_err *err)
{
	struct ma_definition *d;
	size_t i;

	for (i = 0; i < defined->n; i++) {
		d = &defined->v[i];
		if (ma_str_is(d->name, "main") && ma_str_starts(d->key, "|v "))
			r->runs = true;
		else if (reaches(r, text, d) && !ma_map_has(&r->names, key_of(r, d)) &&
			!ma_map_put(&r->names, key_of(r, d), d))
			return ma_fail_nomem(err);
	}
	return MA_OK;
}

static bool is_of_rust(struct ma_str path)
{
	return ma_str_ends(path, ".rs");
}

static bool is_module(struct ma_str path)
{
	return (ma_str_ends(path, ".ts") || ma_str_ends(path, ".tsx")) &&
		!ma_str_ends(path, ".d.ts");
}

bool ma_reach_is_of(struct ma_str path)
{
	return ma_str_ends(path, ".go") || ma_str_ends(path, ".java") || ma_str_ends(path, ".c") ||
		is_of_rust(path) || is_module(path);
}

/* "a.rs" and "a/mod.rs" are the module "a". */
static ma_rc read_rust(struct ma_reach *r, struct ma_arena *arena, ma_err *err)
{
	static struct ma_definition module = { { "module", 6 }, { "module", 6 }, 0, 'v' };
	struct ma_str stem = ma_str_n(r->path.p, r->path.n - strlen(".rs"));

	if (ma_str_ends(stem, "/mod"))
		stem.n -= strlen("/mod");
	if (!ma_map_put(&r->names, module.key, &module))
		return ma_fail_nomem(err);
	return set_scope(r, arena, "rs", stem, MA_STR(""), err);
}

/* Words in a name that say that a build takes this file or another one. */
static bool is_a_choice(struct ma_str path)
{
	static const char *const words[] = { "linux", "darwin", "freebsd", "netbsd", "openbsd",
		"dragonfly", "bsd", "win", "windows", "posix", "unix", "aix", "sunos", "solaris",
		"android", "haiku", "ios", "macos", "osx", "hurd", "cygwin", "kqueue", "epoll",
		"poll", "select", "none", "null", "stub", "stubs", "dummy", "noop", "generic",
		"default", "fake", "mock" };
	struct ma_str stem = ma_path_base(path);
	size_t i, from;

	for (i = 0; i < stem.n; i++) {
		for (from = i; i < stem.n && isalpha((unsigned char)stem.p[i]);)
			i++;
		if (MA_STR_AMONG(ma_str_n(stem.p + from, i - from), words))
			return true;
	}
	return false;
}

static ma_rc read_names(struct ma_reach *r, struct ma_str text,
	const struct ma_definitions *defined, struct ma_arena *arena, ma_err *err)
{
	struct ma_str dir = ma_path_dir(r->path), package = MA_STR("");
	const char *kind = "c";

	if (ma_str_ends(r->path, ".go")) {
		if (is_passed_over(r->path) || has_build_tags(text))
			return MA_OK;
		r->platform = go_platform(r->path);
		package = package_of(text);
		kind = "go";
	} else if (ma_str_ends(r->path, ".java")) {
		package = package_of(text);
		kind = "java";
	} else if (is_module(r->path)) {
		r->modules = true;
		return collect(r, text, defined, err);
	} else {
		if (is_a_choice(r->path) || ma_path_is_test(r->path))
			return MA_OK; /* a program for each file of tests */
		r->linked = true;
	}
	return collect(r, text, defined, err) ? MA_ENOMEM
					      : set_scope(r, arena, kind, dir, package, err);
}

ma_rc ma_reach_read(struct ma_str path, struct ma_str text, const struct ma_definitions *defined,
	struct ma_arena *arena, struct ma_reach *out, ma_err *err)
{
	ma_rc rc = MA_OK;

	*out = (struct ma_reach){ .path = path, .names = MA_MAP_INIT };
	if (is_of_rust(path))
		rc = read_rust(out, arena, err);
	else if (ma_reach_is_of(path))
		rc = read_names(out, text, defined, arena, err);
	if (rc)
		ma_reach_done(out);
	return rc;
}

void ma_reach_done(struct ma_reach *r)
{
	ma_map_done(&r->names);
}

/* Two of which a build takes one have most of what they give in common; who says a name twice has not. */
static bool are_a_choice(const struct ma_reach *a, const struct ma_reach *b)
{
	const struct ma_reach *few = a->names.n <= b->names.n ? a : b, *many = few == a ? b : a;
	size_t common = 0, i;

	for (i = 0; i < few->names.n; i++)
		common += ma_map_has(&many->names, few->names.entries[i].key);
	return 2 * common >= few->names.n;
}

bool ma_reach_meets(const struct ma_reach *a, const struct ma_reach *b)
{
	if (a->scope.n == 0 || !ma_str_eq(a->scope, b->scope) || ma_str_eq(a->path, b->path))
		return false;
	if (a->platform.n > 0 && b->platform.n > 0 && !ma_str_eq(a->platform, b->platform))
		return false;
	if (a->runs && b->runs)
		return false; /* two programs */
	return !a->linked || !are_a_choice(a, b);
}

struct ma_str ma_reach_module(struct ma_str path)
{
	path.n -= ma_path_ext(path).n;
	if (ma_str_ends(path, "/index"))
		path.n -= strlen("/index");
	return path;
}

/* The text in quotes behind "from"; "" where there is none, or it names no file. */
static struct ma_str star_of(struct ma_str line)
{
	struct ma_str spec;
	ptrdiff_t from;
	char quote;

	line = ma_str_trim(line);
	if (!ma_str_starts(line, "export * from") && !ma_str_starts(line, "export type * from"))
		return MA_STR("");
	from = ma_str_find(line, MA_STR("from"));
	spec = ma_str_trim(ma_str_from(line, (size_t)from + strlen("from")));
	if (spec.n == 0 || (spec.p[0] != '"' && spec.p[0] != '\''))
		return MA_STR("");
	quote = spec.p[0];
	spec = ma_str_from(spec, 1);
	return ma_str_cut(&spec, quote, &line) && ma_str_starts(line, ".") ? line : MA_STR("");
}

static void add_followed(struct ma_buf *name, struct ma_str dir, struct ma_str spec)
{
	struct ma_str part;

	ma_buf_addv(name, dir);
	while (ma_str_cut(&spec, '/', &part)) {
		if (part.n == 0 || ma_str_is(part, "."))
			continue;
		if (ma_str_is(part, "..")) {
			name->n = ma_path_dir(ma_buf_str(name)).n;
			continue;
		}
		ma_buf_adds(name, name->n > 0 ? "/" : "");
		ma_buf_addv(name, part);
	}
}

bool ma_reach_next_star(struct ma_str *rest, struct ma_str path, struct ma_buf *name)
{
	static const char *const ends[] = { ".js", ".ts", ".tsx", ".jsx", "/index" };
	struct ma_str line, spec;
	size_t i;

	while (ma_str_line(rest, &line)) {
		spec = star_of(line);
		if (spec.n == 0)
			continue;
		for (i = 0; i < MA_COUNT(ends); i++)
			if (ma_str_ends(spec, ends[i]))
				spec.n -= strlen(ends[i]);
		ma_buf_clear(name);
		add_followed(name, ma_path_dir(path), spec);
		if (name->rc == MA_ELIMIT || name->n > MA_LIMIT_PATH)
			continue; /* no file is called so */
		if (name->n > 0 || name->rc)
			return true;
	}
	return false;
}
