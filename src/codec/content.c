/*
 * Contents that no file of code has: a diff that does not say so, the tree of a project, an answer that begins with a
 * fence. Of other files nothing is said: a list in Markdown may look like a diff.
 */
#include "codec/content.h"

#include "base/err.h"
#include "base/path.h"
#include "codec/fence.h"

static bool is_code(struct ma_str path)
{
	static const char *const exts[] = { ".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts",
		".cts", ".vue", ".svelte", ".py", ".go", ".rs", ".c", ".h", ".cc", ".cpp", ".hpp",
		".java", ".kt", ".swift", ".rb", ".php", ".cs", ".css", ".scss", ".html", ".sql",
		".sh", ".json", ".toml" };
	struct ma_str ext = ma_path_ext(path);
	size_t i;

	for (i = 0; i < MA_COUNT(exts); i++)
		if (ma_str_is(ext, exts[i]))
			return true;
	return false;
}

/* Every line bears a sign, and both signs are there. */
static bool is_signed(struct ma_str content)
{
	bool plus = false, minus = false;
	struct ma_str line;

	while (ma_str_line(&content, &line)) {
		if (line.n == 0)
			continue;
		if (line.p[0] != ' ' && line.p[0] != '+' && line.p[0] != '-')
			return false;
		plus |= line.p[0] == '+';
		minus |= line.p[0] == '-';
	}
	return plus && minus;
}

/* U+2500 to U+257F, with which trees are drawn. */
static bool is_drawn(struct ma_str line)
{
	line = ma_str_trim(line);
	return line.n >= 3 && line.p[0] == '\xe2' && (line.p[1] == '\x94' || line.p[1] == '\x95');
}

static bool is_listing(struct ma_str content)
{
	size_t drawn = 0, lines = 0;
	struct ma_str line;

	while (ma_str_line(&content, &line)) {
		drawn += is_drawn(line);
		lines += ma_str_trim(line).n > 0;
	}
	return drawn > lines / 2;
}

const char *ma_content_fault(struct ma_str content, struct ma_str path)
{
	struct ma_str rest = content, line;
	struct ma_fence fence;

	if (!is_code(path) || !ma_str_line(&rest, &line))
		return NULL;
	if (ma_fence_open(line, &fence) && fence.info.n > 0)
		return "begins with a fence that does not end with it";
	if (is_signed(content))
		return "is a diff without its label";
	return is_listing(content) ? "is a listing of files" : NULL;
}
