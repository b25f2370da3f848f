/*
 * One name that both sides declare in one block, at two places: their lines go together, and no compiler takes it. Blocks
 * are told by their indents; outlines look after the top of a file and its classes.
 */
#include "vcs/merge_parts.h"

#include <ctype.h>

#define DECLARED_MAX 256 /* of one side; with more nothing is said */

/* How a line declares a name. */
enum declares { DECLARES_BY_WORD, DECLARES_BY_SIGN, DECLARES_BY_TYPE };

struct declared {
	struct ma_str name;
	size_t indent;
	size_t at; /* line of the merge */
};

struct side_declared {
	struct declared v[DECLARED_MAX];
	size_t n;
};

static const struct {
	const char *language;
	enum declares how;
} languages[] = {
	{ "javascript", DECLARES_BY_WORD },
	{ "typescript", DECLARES_BY_WORD },
	{ "tsx", DECLARES_BY_WORD },
	{ "go", DECLARES_BY_SIGN },
	{ "c", DECLARES_BY_TYPE },
	{ "java", DECLARES_BY_TYPE },
};

static struct ma_str word_of(struct ma_str s)
{
	size_t n = 0;

	while (n < s.n && (isalnum((unsigned char)s.p[n]) || s.p[n] == '_' || s.p[n] == '$'))
		n++;
	return ma_str_n(s.p, n);
}

static bool is_statement(struct ma_str word)
{
	static const char *const words[] = { "return", "else", "goto", "case", "throw", "new",
		"delete", "import", "package", "assert", "yield", "break", "continue" };

	return MA_STR_AMONG(word, words);
}

/* "int *total = …", "final List<A> total;": words, then the name. */
static struct ma_str by_type(struct ma_str line)
{
	struct ma_str name = MA_STR(""), word;
	size_t words = 0;

	while (line.n > 0 && !strchr("=;", line.p[0])) {
		word = word_of(line);
		if (word.n > 0) {
			if (words++ == 0 && is_statement(word))
				return MA_STR("");
			name = word;
			line = ma_str_from(line, word.n);
		} else if (strchr(" \t*<>,[]", line.p[0])) {
			line = ma_str_from(line, 1);
		} else {
			return MA_STR("");
		}
	}
	return words > 1 && line.n > 0 ? name : MA_STR("");
}

static struct ma_str name_in(struct ma_str line, enum declares how)
{
	struct ma_str word;

	if (how == DECLARES_BY_TYPE)
		return by_type(line);
	word = word_of(line);
	line = ma_str_from(line, word.n);
	if (how == DECLARES_BY_SIGN)
		return ma_str_starts(line, " := ") && !ma_str_is(word, "_") ? word : MA_STR("");
	if (!ma_str_is(word, "const") && !ma_str_is(word, "let") && !ma_str_is(word, "class"))
		return MA_STR("");
	return word_of(ma_str_trim(line));
}

static size_t indent_of(struct ma_str line)
{
	size_t n = 0;

	while (n < line.n && (line.p[n] == ' ' || line.p[n] == '\t'))
		n++;
	return n;
}

static bool is_in(
	const struct ma_merge3 *m, const struct ma_chunk *c, struct ma_str name, enum declares how)
{
	uint32_t i;

	for (i = 0; i < c->n[MA_BASE]; i++)
		if (ma_str_eq(name_in(ma_str_trim(m->side[MA_BASE].v[c->at[MA_BASE] + i]), how),
			    name))
			return true;
	return false;
}

/* The lines of a chunk as the merge has them. */
static enum ma_side side_of(const struct ma_chunk *c)
{
	return c->kind == MA_CHUNK_THEIRS ? MA_THEIRS : MA_OURS;
}

/* What a chunk declares that it did not before. */
static void collect(const struct ma_merge3 *m, const struct ma_chunk *c, size_t line,
	enum declares how, struct side_declared *out)
{
	enum ma_side s = side_of(c);
	uint32_t i;

	for (i = 0; i < c->n[s] && out->n < DECLARED_MAX; i++) {
		struct ma_str text = m->side[s].v[c->at[s] + i];
		struct ma_str name = name_in(ma_str_trim(text), how);

		if (name.n > 0 && !is_in(m, c, name, how))
			out->v[out->n++] = (struct declared){ name, indent_of(text), line + i };
	}
}

/* Of the lines between two of the merge none is less indented: they stand in one block. */
static bool is_one_block(const struct ma_merge3 *m, size_t from, size_t end, size_t indent)
{
	size_t line = 0, k;
	uint32_t i;

	for (k = 0; k < m->chunks_n && line < end; k++) {
		const struct ma_chunk *c = &m->chunks[k];
		enum ma_side s = side_of(c);

		for (i = 0; i < c->n[s]; i++, line++) {
			struct ma_str text = m->side[s].v[c->at[s] + i];

			if (line > from && line < end && ma_str_trim(text).n > 0 &&
				indent_of(text) < indent)
				return false;
		}
	}
	return true;
}

static bool clash(const struct ma_merge3 *m, const struct declared *a, const struct declared *b)
{
	return a->indent == b->indent && ma_str_eq(a->name, b->name) &&
		is_one_block(
			m, a->at < b->at ? a->at : b->at, a->at < b->at ? b->at : a->at, a->indent);
}

static bool find_clash(const struct ma_merge3 *m, enum declares how, struct side_declared side[2])
{
	size_t line = 0, i, k;

	for (i = 0; i < m->chunks_n; i++) {
		const struct ma_chunk *c = &m->chunks[i];

		if (c->kind == MA_CHUNK_OURS)
			collect(m, c, line, how, &side[0]);
		else if (c->kind == MA_CHUNK_THEIRS)
			collect(m, c, line, how, &side[1]);
		line += c->n[side_of(c)];
	}
	for (i = 0; i < side[0].n; i++)
		for (k = 0; k < side[1].n; k++)
			if (clash(m, &side[0].v[i], &side[1].v[k]))
				return true;
	return false;
}

bool ma_merge_declares_twice(const struct ma_merge3 *m, struct ma_str path)
{
	const struct ma_language *language = ma_syntax_language(ma_outline_file(path));
	struct side_declared side[2];
	size_t i;

	side[0].n = side[1].n = 0;
	for (i = 0; language && i < MA_COUNT(languages); i++)
		if (strcmp(languages[i].language, ma_language_name(language)) == 0)
			return find_clash(m, languages[i].how, side);
	return false;
}
