/*
 * Fenced blocks that name a file:
 *
 *   ```ts src/app.ts      ```ts:src/app.ts      ```src/app.ts      ```ts title="src/app.ts"
 *   **src/app.ts**        ### 2. `src/app.ts`    File: src/app.ts     (the line before the fence)
 *
 * A word is taken for a path only when its last component has an extension or is
 * a well-known name, so that headings and labels are not.
 */
#include "codec/named.h"

#include "base/path.h"
#include "codec/fence.h"

static bool one_of(struct ma_str s, const char *const *names, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (ma_str_eq_nocase(s, ma_str(names[i])))
			return true;
	return false;
}

static bool is_bare_name(struct ma_str base)
{
	static const char *const names[] = { "Dockerfile", "Makefile", "LICENSE", "Procfile",
		"Gemfile", "Rakefile", "Jenkinsfile", "CODEOWNERS" };
	size_t i;

	for (i = 0; i < MA_COUNT(names); i++)
		if (ma_str_is(base, names[i]))
			return true;
	return false;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_path(struct ma_str s)
{
	struct ma_str base = ma_path_base(s), ext;
	size_t i;

	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || strchr("<>\"'`|*?=,;()", s.p[i]))
			return false;
	if (base.n == 0 || base.p[base.n - 1] == '.' || ma_str_find(s, MA_STR("://")) >= 0)
		return false;
	if (base.p[0] == '.')
		return base.n > 1;
	ext = ma_path_ext(base);
	return ext.n > 1 ? is_letter(ext.p[1]) : is_bare_name(base);
}

static struct ma_str unquote(struct ma_str s)
{
	if (s.n >= 2 && (s.p[0] == '"' || s.p[0] == '\'') && s.p[s.n - 1] == s.p[0])
		return ma_str_n(s.p + 1, s.n - 2);
	return s;
}

/* The path that one word of a fence's line names, or empty. */
static struct ma_str path_in_word(struct ma_str word, bool first)
{
	static const char *const keys[] = { "path", "file", "filename", "title" };
	struct ma_str rest = word, head;

	if (memchr(word.p, '=', word.n)) {
		(void)ma_str_cut(&rest, '=', &head); /* not empty: it has a '=' */
		rest = unquote(rest);
		return one_of(head, keys, MA_COUNT(keys)) && is_path(rest) ? rest : ma_str("");
	}
	if (first && memchr(word.p, ':', word.n))
		(void)ma_str_cut(&rest, ':', &head); /* not empty: it has a ':' */
	else if (first && is_bare_name(word))
		return ma_str(""); /* the language, not the file */
	return is_path(rest) ? rest : ma_str("");
}

static struct ma_str path_in_info(struct ma_str info)
{
	struct ma_str word, path;
	bool first = true;

	while (ma_str_cut(&info, ' ', &word)) {
		if (word.n == 0)
			continue;
		path = path_in_word(word, first);
		if (path.n > 0)
			return path;
		first = false;
	}
	return ma_str("");
}

static bool cut_any(struct ma_str *s)
{
	static const char *const before[] = { "#", "*", "`", "- ", "File:", "Filename:", "Path:" };
	static const char *const after[] = { "*", "`", ":" };
	size_t i, n;

	for (i = 0; i < MA_COUNT(before); i++) {
		n = strlen(before[i]);
		if (s->n >= n && ma_str_eq_nocase(ma_str_n(s->p, n), ma_str(before[i]))) {
			*s = ma_str_trim(ma_str_from(*s, n));
			return true;
		}
	}
	for (i = 0; i < MA_COUNT(after); i++) {
		if (ma_str_ends(*s, after[i])) {
			*s = ma_str_trim(ma_str_n(s->p, s->n - 1));
			return true;
		}
	}
	return false;
}

/* "2. " and "2) " of a list. */
static void cut_number(struct ma_str *s)
{
	size_t n = 0;

	while (n < s->n && s->p[n] >= '0' && s->p[n] <= '9')
		n++;
	if (n > 0 && n + 1 < s->n && (s->p[n] == '.' || s->p[n] == ')') && s->p[n + 1] == ' ')
		*s = ma_str_trim(ma_str_from(*s, n + 1));
}

#define HINT_LONGEST 512 /* bytes: a longer line is prose */

static struct ma_str path_in_hint(struct ma_str line)
{
	if (line.n > HINT_LONGEST)
		return ma_str("");
	do
		cut_number(&line);
	while (cut_any(&line));
	return is_path(line) ? line : ma_str("");
}

/* A transcript after a heading that looks like a path is no file, unless the path says so. */
static bool is_transcript(struct ma_str info, struct ma_str path)
{
	static const char *const labels[] = { "bash", "sh", "shell", "console", "terminal", "text",
		"plaintext", "output", "diff", "log" };
	static const char *const exts[] = { ".sh", ".bash", ".txt", ".diff", ".patch", ".log" };

	return one_of(info, labels, MA_COUNT(labels)) &&
		!one_of(ma_path_ext(path), exts, MA_COUNT(exts));
}

static struct ma_str path_of(const struct ma_fence *fence, struct ma_str hint)
{
	struct ma_str path = path_in_info(fence->info);

	if (path.n > 0)
		return path;
	path = path_in_hint(hint);
	return is_transcript(fence->info, path) ? ma_str("") : path;
}

/*
 * Cut the content out of *rest; false where the fence is not closed. In Markdown a
 * labelled fence within opens an inner block, whose closing line is content too.
 */
static bool cut_content(
	struct ma_str *rest, const struct ma_fence *fence, bool markdown, struct ma_str *content)
{
	struct ma_str all = *rest, line;
	const char *line_at = rest->p;
	struct ma_fence inner;
	size_t depth = 0;

	for (; ma_str_line(rest, &line); line_at = rest->p) {
		if (ma_fence_closes(fence, line)) {
			*content = ma_str_n(all.p, (size_t)(line_at - all.p));
			if (depth == 0)
				return true;
			depth--;
		} else if (markdown && ma_fence_open(line, &inner) && inner.mark == fence->mark &&
			inner.run >= fence->run) {
			depth++;
		}
	}
	*content = all;
	return false;
}

/* False where it is not closed. */
static bool take_fence(const struct ma_fence *fence, struct ma_str path, struct ma_str *rest,
	struct ma_items *items)
{
	struct ma_item item = { .block = { MA_BLOCK_FILE, path, { NULL, 0 } } };
	struct ma_str ext = ma_path_ext(path);
	bool closed = cut_content(
		rest, fence, ma_str_is(ext, ".md") || ma_str_is(ext, ".mdx"), &item.block.content);

	if (path.n == 0)
		return true;
	if (ma_str_starts(item.block.content, "<<<<<<< SEARCH"))
		item.block.op = MA_BLOCK_EDIT;
	if (!closed)
		item.fault = MA_ITEM_NO_END;
	else if (fence->indent > 0)
		item.fault = "is in an indented fence";
	ma_items_add(items, &item);
	return closed;
}

bool ma_named_read(struct ma_str text, struct ma_items *items)
{
	struct ma_str line, hint = { NULL, 0 };
	bool closed = true, blank_before = false;
	struct ma_fence fence;

	while (ma_str_line(&text, &line)) {
		if (ma_fence_open(line, &fence)) {
			closed = take_fence(&fence, path_of(&fence, hint), &text, items);
			hint = ma_str("");
			blank_before = false;
			continue;
		}
		line = ma_str_trim(line);
		if (line.n > 0 || blank_before)
			hint = line; /* one blank line between path and fence is common */
		blank_before = line.n == 0;
	}
	return !closed;
}
