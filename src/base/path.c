/* Paths as text, and which of them a model may name. */
#include "base/path.h"

#include "base/limits.h"
#include "base/name.h"

#define COMPONENT_MAX 200

static ma_rc refuse(ma_err *err, struct ma_str path, const char *why)
{
	struct ma_buf shown = MA_BUF_INIT(MA_ERR_MSG_MAX * 4);
	ma_rc rc;

	ma_buf_add_visible(&shown, ma_str_n(path.p, path.n < 120 ? path.n : 120));
	rc = shown.rc ? ma_fail_nomem(err)
		      : ma_fail(err, MA_EREFUSED, "path \"%s%s\": %s", shown.p ? shown.p : "",
				path.n > 120 ? "..." : "", why);
	ma_buf_done(&shown);
	return rc;
}

/* Lower case without what HFS+ ignores and NTFS strips, so that spellings that fold together compare equal; it never grows. */
static struct ma_str fold(struct ma_str component, char out[COMPONENT_MAX])
{
	size_t n, size = 0;
	uint32_t cp = 0;

	for (; component.n > 0; component = ma_str_from(component, n)) {
		n = ma_str_utf8_next(component, &cp);
		if (n == 0)
			n = 1;
		if (cp == ':')
			break; /* an NTFS stream: ".git::$INDEX_ALLOCATION" is .git */
		if ((cp >= 0x200b && cp <= 0x200f) || (cp >= 0x202a && cp <= 0x202e) ||
			(cp >= 0x2060 && cp <= 0x206f) || cp == 0xfeff)
			continue;
		memcpy(out + size, component.p, n);
		if (n == 1 && component.p[0] >= 'A' && component.p[0] <= 'Z')
			out[size] = (char)(component.p[0] + 'a' - 'A');
		size += n;
	}
	while (size > 0 && (out[size - 1] == '.' || out[size - 1] == ' '))
		size--;
	return ma_str_n(out, size);
}

static const char *reserved(struct ma_str folded)
{
	static const char *const git[] = { ".git", "git~1", ".gitmodules", "gitmod~1",
		".gitattributes", "gitatt~1" };
	static const char *const tools[] = { ".npmrc", ".envrc", ".vscode", ".mcp.json", ".yarnrc",
		".yarnrc.yml", ".pnpmfile.cjs", "meta-agent.yaml" };
	size_t i;

	for (i = 0; i < MA_COUNT(git); i++)
		if (ma_str_is(folded, git[i]))
			return "it belongs to git";
	for (i = 0; i < MA_COUNT(tools); i++)
		if (ma_str_is(folded, tools[i]))
			return "tools obey this file unasked";
	return ma_str_is(folded, ".meta-agent") ? "it is meta-agent's own state" : NULL;
}

/* "con", "nul.txt": on Windows a device, whatever stands behind the dot. */
static bool is_device(struct ma_str folded)
{
	static const char *const names[] = { "con", "prn", "aux", "nul" };
	struct ma_str stem = ma_str("");
	size_t i;

	(void)ma_str_cut(&folded, '.', &stem); /* "" where there is nothing */
	for (i = 0; i < MA_COUNT(names); i++)
		if (ma_str_is(stem, names[i]))
			return true;
	return stem.n == 4 && stem.p[3] >= '1' && stem.p[3] <= '9' &&
		(ma_str_starts(stem, "com") || ma_str_starts(stem, "lpt"));
}

static const char *component_fault(struct ma_str c)
{
	char folded[COMPONENT_MAX];

	if (c.n == 0)
		return "it has an empty component";
	if (ma_str_is(c, ".") || ma_str_is(c, ".."))
		return "\".\" and \"..\" are not allowed";
	if (c.n > COMPONENT_MAX)
		return "a component is too long";
	if (c.p[c.n - 1] == ' ' || c.p[c.n - 1] == '.')
		return "a component ends in a blank or a dot";
	if (is_device(fold(c, folded)))
		return "it is a device on Windows";
	return reserved(fold(c, folded));
}

/* They turn the reading direction, or cannot be seen. */
static bool is_hidden(uint32_t cp)
{
	return (cp >= 0x200b && cp <= 0x200f) || (cp >= 0x2028 && cp <= 0x202e) ||
		(cp >= 0x2060 && cp <= 0x206f) || cp == 0xfeff || (cp >= 0xe0000 && cp <= 0xe007f);
}

static const char *character_fault(struct ma_str path)
{
	uint32_t cp = 0;
	size_t n;

	for (; path.n > 0; path = ma_str_from(path, n)) {
		n = ma_str_utf8_next(path, &cp);
		if (n == 0)
			return "it is not UTF-8";
		if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
			return "it has control characters";
		if (cp == '\\')
			return "it has a backslash";
	}
	return NULL;
}

/* What this system allows and another does not, or shows as something else. */
static const char *portable_fault(struct ma_str path)
{
	struct ma_str rest;
	uint32_t cp = 0;

	for (rest = path; rest.n > 0; rest = ma_str_from(rest, ma_str_utf8_next(rest, &cp))) {
		(void)ma_str_utf8_next(rest, &cp); /* it is UTF-8 */
		if (cp < 0x80 && strchr("<>:\"|?*", (int)cp))
			return "it has a character that not every system allows";
		if (is_hidden(cp))
			return "it has a character that cannot be seen";
	}
	return ma_name_composed(path)
		? NULL
		: "it has letters that other systems spell otherwise (Unicode NFC)";
}

ma_rc ma_path_check(struct ma_str path, ma_err *err)
{
	struct ma_str rest = path, component;
	const char *fault;
	size_t levels = 0;

	if (path.n == 0)
		return refuse(err, path, "it is empty");
	if (path.n > MA_LIMIT_PATH)
		return refuse(err, path, "it is too long");
	if (path.p[0] == '/' || path.p[0] == '~')
		return refuse(err, path, "it must be relative to the workspace");
	if (path.n > 1 && path.p[1] == ':')
		return refuse(err, path, "it has a drive letter");
	if (path.p[path.n - 1] == '/')
		return refuse(err, path, "it names a directory");
	fault = character_fault(path);
	while (!fault && ma_str_cut(&rest, '/', &component)) {
		fault = component_fault(component);
		if (++levels > MA_LIMIT_PATH_LEVELS)
			fault = "it is too deep";
	}
	if (!fault)
		fault = portable_fault(path);
	return fault ? refuse(err, path, fault) : MA_OK;
}

void ma_path_join(struct ma_buf *out, struct ma_str dir, struct ma_str name)
{
	ma_buf_addv(out, dir);
	if (dir.n > 0 && dir.p[dir.n - 1] != '/')
		ma_buf_addc(out, '/');
	ma_buf_addv(out, name);
}

static size_t slash_end(struct ma_str path)
{
	size_t i = path.n;

	while (i > 0 && path.p[i - 1] != '/')
		i--;
	return i;
}

struct ma_str ma_path_base(struct ma_str path)
{
	return ma_str_from(path, slash_end(path));
}

struct ma_str ma_path_dir(struct ma_str path)
{
	size_t end = slash_end(path);

	return ma_str_n(path.p, end > 0 ? end - 1 : 0);
}

struct ma_str ma_path_ext(struct ma_str path)
{
	struct ma_str base = ma_path_base(path);
	size_t i = base.n;

	while (i > 1 && base.p[i - 1] != '.')
		i--;
	return i > 1 ? ma_str_from(base, i - 1) : ma_str_from(base, base.n);
}

/*
 * Greedy with one point to come back to for '*' and one for '**': linear in
 * pattern times path, never exponential.
 */
bool ma_path_match(struct ma_str pattern, struct ma_str path)
{
	size_t p = 0, s = 0;
	size_t star = SIZE_MAX, star_s = 0, deep = SIZE_MAX, deep_s = 0;
	bool whole = false; /* '**' that is all of a component stands for whole components only */

	while (s < path.n || p < pattern.n) {
		if (p + 1 < pattern.n && pattern.p[p] == '*' && pattern.p[p + 1] == '*') {
			whole = (p == 0 || pattern.p[p - 1] == '/') && p + 2 < pattern.n &&
				pattern.p[p + 2] == '/';
			p += whole ? 3 : 2;
			deep = p;
			deep_s = s;
			star = SIZE_MAX;
		} else if (p < pattern.n && pattern.p[p] == '*') {
			star = ++p;
			star_s = s;
		} else if (p < pattern.n && s < path.n &&
			(pattern.p[p] == path.p[s] || (pattern.p[p] == '?' && path.p[s] != '/'))) {
			p++;
			s++;
		} else if (star != SIZE_MAX && star_s < path.n && path.p[star_s] != '/') {
			p = star;
			s = ++star_s;
		} else if (deep != SIZE_MAX && deep_s < path.n) {
			p = deep;
			while (++deep_s < path.n && whole && path.p[deep_s - 1] != '/')
				;
			if (whole && path.p[deep_s - 1] != '/')
				return false;
			s = deep_s;
			star = SIZE_MAX;
		} else {
			return false;
		}
	}
	return true;
}

/* What stands at i of a pattern. */
struct glob_part {
	enum { GLOB_END, GLOB_CHAR, GLOB_ANY, GLOB_STAR, GLOB_DEEP } kind;
	char c;
	size_t next;
};

static struct glob_part glob_at(struct ma_str g, size_t i)
{
	bool whole;

	if (i >= g.n)
		return (struct glob_part){ GLOB_END, 0, i };
	if (g.p[i] == '?')
		return (struct glob_part){ GLOB_ANY, 0, i + 1 };
	if (g.p[i] != '*')
		return (struct glob_part){ GLOB_CHAR, g.p[i], i + 1 };
	if (i + 1 >= g.n || g.p[i + 1] != '*')
		return (struct glob_part){ GLOB_STAR, 0, i + 1 };
	whole = (i == 0 || g.p[i - 1] == '/') && i + 2 < g.n && g.p[i + 2] == '/';
	return (struct glob_part){ GLOB_DEEP, 0, i + (whole ? 3 : 2) };
}

static bool is_wild(struct glob_part p)
{
	return p.kind == GLOB_STAR || p.kind == GLOB_DEEP;
}

/* Whether a star takes what the other pattern has here. */
static bool star_takes(struct glob_part star, struct glob_part other)
{
	if (other.kind == GLOB_CHAR && other.c == '/')
		return star.kind == GLOB_DEEP;
	return other.kind != GLOB_END;
}

static bool same_char(struct glob_part x, struct glob_part y)
{
	if (x.kind == GLOB_CHAR && y.kind == GLOB_CHAR)
		return x.c == y.c;
	if (x.kind == GLOB_END || y.kind == GLOB_END)
		return x.kind == y.kind;
	return !(x.kind == GLOB_CHAR && x.c == '/') && !(y.kind == GLOB_CHAR && y.c == '/');
}

/* They differ before either has a wildcard: most of those that do not meet. */
static bool begin_apart(struct ma_str a, struct ma_str b)
{
	size_t i = 0, n = a.n < b.n ? a.n : b.n;

	while (i < n && a.p[i] == b.p[i] && a.p[i] != '*' && a.p[i] != '?')
		i++;
	return i < n && a.p[i] != '*' && a.p[i] != '?' && b.p[i] != '*' && b.p[i] != '?';
}

#define GLOB_MAX 512

/* rows[i % 4][j]: whether what is left of a from i and of b from j can be the same; a part is 3 bytes at most. */
bool ma_path_globs_meet(struct ma_str a, struct ma_str b)
{
	bool rows[4][GLOB_MAX + 4];
	size_t i, j;

	if (begin_apart(a, b))
		return false;
	if (a.n > GLOB_MAX || b.n > GLOB_MAX)
		return true;
	for (i = a.n + 1; i-- > 0;) {
		for (j = b.n + 1; j-- > 0;) {
			struct glob_part x = glob_at(a, i), y = glob_at(b, j);
			bool meet;

			if (x.kind == GLOB_END && y.kind == GLOB_END)
				meet = true;
			else if (is_wild(x))
				meet = rows[x.next % 4][j] ||
					(star_takes(x, y) && rows[i % 4][y.next]);
			else if (is_wild(y))
				meet = rows[i % 4][y.next] ||
					(star_takes(y, x) && rows[x.next % 4][j]);
			else
				meet = same_char(x, y) && rows[x.next % 4][y.next];
			rows[i % 4][j] = meet;
		}
	}
	return rows[0][0];
}

bool ma_path_is_test(struct ma_str path)
{
	static const char *const globs[] = { "**/test/**", "**/tests/**", "**/__tests__/**",
		"**/*.test.*", "**/*.spec.*", "**/test_*.py", "**/*_test.*", "**/conftest.py",
		"**/vitest.config.*", "**/jest.config.*" };
	size_t i;

	for (i = 0; i < MA_COUNT(globs); i++)
		if (ma_path_match(ma_str(globs[i]), path))
			return true;
	return false;
}

const char *ma_path_lock(size_t i)
{
	static const char *const names[] = { "package-lock.json", "npm-shrinkwrap.json",
		"yarn.lock", "pnpm-lock.yaml", "bun.lock", "Cargo.lock", "poetry.lock", "uv.lock",
		"composer.lock", "Gemfile.lock", "go.sum" };

	return i < MA_COUNT(names) ? names[i] : NULL;
}

bool ma_path_is_lock(struct ma_str path)
{
	struct ma_str base = ma_path_base(path);
	const char *name;
	size_t i;

	for (i = 0; (name = ma_path_lock(i)); i++)
		if (ma_str_is(base, name))
			return true;
	return false;
}
