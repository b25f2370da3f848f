/* Syntax trees. */
#include "vcs/syntax.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/path.h"
#include "vcs/syntax_ahead.h"
#include "vcs/syntax_edit.h"

#define OPEN_MODE (RTLD_NOW | RTLD_LOCAL)

struct ma_language {
	const char *name;
	const char *ends[9]; /* of file names; NULL ends */
	const char *runs[4]; /* programs in the first line of a script; NULL ends */
};

static const struct ma_language languages[] = {
	{ .name = "javascript", .ends = { ".js", ".mjs", ".cjs", ".jsx" } },
	{ .name = "typescript", .ends = { ".ts", ".mts", ".cts" } },
	{ .name = "tsx", .ends = { ".tsx" } },
	{ .name = "python", .ends = { ".py", ".pyi" } },
	{ .name = "c", .ends = { ".c", ".h" } },
	{ .name = "go", .ends = { ".go" } },
	{ .name = "rust", .ends = { ".rs" } },
	{ .name = "java", .ends = { ".java" } },
	{ .name = "bash", .ends = { ".sh", ".bash" }, .runs = { "sh", "bash", "dash" } },
};

struct grammar {
	void *lib;
	const TSLanguage *language;
};

/* The text that was parsed last: texts that follow each other often share most of their lines. */
struct last {
	const struct ma_language *language;
	char *text;
	size_t size;
	TSTree *tree;
};

struct ma_syntax {
	char *dir;
	void *lib;
	struct ma_tree_sitter ts;
	struct ma_field_known fields[MA_FIELDS_KNOWN];
	struct grammar grammars[MA_COUNT(languages)];
	struct last last;
	struct ma_ahead ahead;
	bool bounded;
	uint64_t left_us; /* for all texts, where it is bounded */
};

ma_rc ma_syntax_new(const char *dir, struct ma_syntax **out, ma_err *err)
{
	struct ma_syntax *s = ma_new(struct ma_syntax);

	if (!s)
		return ma_fail_nomem(err);
	s->dir = dir ? ma_strdup(dir) : NULL;
	if (dir && !s->dir) {
		ma_syntax_free(s);
		return ma_fail_nomem(err);
	}
	s->ts.fields = s->fields;
	*out = s;
	return MA_OK;
}

void ma_syntax_allow(struct ma_syntax *s, uint64_t us)
{
	s->bounded = us > 0;
	s->left_us = us;
}

/* How long the next text may take, in microseconds; 0: there is no time left. */
static uint64_t time_left(const struct ma_syntax *s)
{
	return s->bounded && s->left_us < MA_SYNTAX_TIME_US ? s->left_us : MA_SYNTAX_TIME_US;
}

static void use_time(struct ma_syntax *s, int64_t began_ms)
{
	uint64_t us = (uint64_t)(ma_clock_system()->mono_ms(ma_clock_system()) - began_ms) * 1000;

	s->left_us = us < s->left_us ? s->left_us - us : 0;
}

static void forget_last(struct ma_syntax *s)
{
	if (s->last.tree)
		s->ts.tree_delete(s->last.tree);
	ma_free(s->last.text);
	s->last = (struct last){ .tree = NULL };
}

void ma_syntax_free(struct ma_syntax *s)
{
	size_t i;

	if (!s)
		return;
	forget_last(s);
	ma_ahead_done(&s->ahead, &s->ts);
	for (i = 0; i < MA_COUNT(languages); i++)
		if (s->grammars[i].lib)
			(void)dlclose(s->grammars[i].lib); /* nothing is lost where it stays */
	if (s->lib)
		(void)dlclose(s->lib);
	ma_free(s->dir);
	ma_free(s);
}

const struct ma_language *ma_syntax_language(struct ma_str path)
{
	size_t i, k;

	for (i = 0; i < MA_COUNT(languages); i++)
		for (k = 0; languages[i].ends[k]; k++)
			if (ma_str_ends(path, languages[i].ends[k]))
				return &languages[i];
	return NULL;
}

const struct ma_language *ma_syntax_language_at(size_t i)
{
	return i < MA_COUNT(languages) ? &languages[i] : NULL;
}

const char *ma_language_name(const struct ma_language *language)
{
	return language->name;
}

/* The program of "#!/bin/sh -e" and of "#!/usr/bin/env bash"; empty: there is none. */
static struct ma_str runner_of(struct ma_str text)
{
	struct ma_str line, word;

	if (!ma_str_starts(text, "#!") || !ma_str_line(&text, &line))
		return MA_STR("");
	line = ma_str_trim(ma_str_from(line, 2));
	if (!ma_str_cut(&line, ' ', &word))
		return MA_STR("");
	word = ma_path_base(word);
	if (!ma_str_is(word, "env"))
		return word;
	while (ma_str_cut(&line, ' ', &word))
		if (word.n > 0 && word.p[0] != '-')
			return ma_path_base(word);
	return MA_STR("");
}

const struct ma_language *ma_syntax_language_of(struct ma_str path, struct ma_str text)
{
	const struct ma_language *language = ma_syntax_language(path);
	struct ma_str runner;
	size_t i, k;

	if (language || ma_str_find(ma_path_base(path), MA_STR(".")) >= 0)
		return language;
	runner = runner_of(text);
	for (i = 0; i < MA_COUNT(languages) && runner.n > 0; i++)
		for (k = 0; languages[i].runs[k]; k++)
			if (ma_str_is(runner, languages[i].runs[k]))
				return &languages[i];
	return NULL;
}

static ma_rc open_lib(const struct ma_syntax *s, const char *name, void **out, ma_err *err)
{
	struct ma_buf path = MA_BUF_INIT(8192);
	ma_rc rc;

	if (!s->dir)
		return ma_fail(err, MA_EUNAVAILABLE, "the grammars of tree-sitter are not there");
	ma_buf_addf(&path, "%s/%s.so", s->dir, name);
	rc = ma_buf_check(&path, err);
	if (!rc)
		*out = dlopen(path.p, OPEN_MODE);
	if (!rc && !*out)
		rc = ma_fail(err, MA_EUNAVAILABLE, "%s", dlerror());
	ma_buf_done(&path);
	return rc;
}

static ma_rc find(void *lib, const char *name, void *to, ma_err *err)
{
	void *found = dlsym(lib, name);

	if (!found)
		return ma_fail(err, MA_EUNAVAILABLE, "%s", dlerror());
	memcpy(to, &found, sizeof(found)); /* ISO C has no cast from data to function */
	return MA_OK;
}

static ma_rc load(struct ma_syntax *s, ma_err *err)
{
	const struct {
		const char *name;
		void *to;
	} functions[] = {
#define X(result, name, parameters) { "ts_" #name, &s->ts.name },
		MA_TREE_SITTER_FUNCTIONS(X)
#undef X
	};
	void *lib = NULL;
	size_t i;
	ma_rc rc;

	if (s->lib)
		return MA_OK;
	rc = open_lib(s, "tree-sitter", &lib, err);
	for (i = 0; i < MA_COUNT(functions) && !rc; i++)
		rc = find(lib, functions[i].name, functions[i].to, err);
	if (!rc)
		s->lib = lib;
	else if (lib)
		(void)dlclose(lib);
	return rc;
}

static ma_rc load_grammar(struct ma_syntax *s, const struct ma_language *language,
	const TSLanguage **out, ma_err *err)
{
	struct grammar *g = &s->grammars[language - languages];
	const TSLanguage *(*get)(void) = NULL;
	char name[64];
	ma_rc rc = MA_OK;

	if (!g->lib)
		rc = open_lib(s, language->name, &g->lib, err);
	if (!rc && !g->language) {
		(void)snprintf(name, sizeof(name), "tree_sitter_%s", language->name); /* short */
		rc = find(g->lib, name, &get, err);
		if (!rc)
			g->language = get();
	}
	if (!rc)
		*out = g->language;
	return rc;
}

static ma_rc prepare(
	struct ma_syntax *s, TSParser *parser, const struct ma_language *language, ma_err *err)
{
	const TSLanguage *grammar = NULL;
	ma_rc rc = load_grammar(s, language, &grammar, err);

	if (rc)
		return rc;
	if (!s->ts.parser_set_language(parser, grammar))
		return ma_fail(err, MA_EUNAVAILABLE,
			"the grammar of %s is not one of this tree-sitter", language->name);
	s->ts.parser_set_timeout_micros(parser, time_left(s));
	return MA_OK;
}

/* What it shares with the last text is taken from its tree. NULL: there is nothing to take, or it gave a tree with errors. */
static TSTree *parse_anew(struct ma_syntax *s, TSParser *parser, const struct ma_language *language,
	struct ma_str text)
{
	TSTree *tree;

	if (s->last.language != language ||
		!ma_syntax_edit(&s->ts, s->last.tree, ma_str_n(s->last.text, s->last.size), text))
		return NULL;
	tree = s->ts.parser_parse_string(parser, s->last.tree, text.p, (uint32_t)text.n);
	/* Errors are told as they are without a history. */
	if (tree && s->ts.node_has_error(s->ts.tree_root_node(tree))) {
		s->ts.tree_delete(tree);
		tree = NULL;
	}
	return tree;
}

/* The tree of a text that is the last one again, or was parsed ahead; NULL: it is another. */
static TSTree *copy_known(
	const struct ma_syntax *s, const struct ma_language *language, struct ma_str text)
{
	const TSTree *tree = ma_ahead_find(&s->ahead, language, text);

	if (tree)
		return s->ts.tree_copy(tree);
	return s->last.tree && s->last.language == language &&
			ma_str_eq(ma_str_n(s->last.text, s->last.size), text)
		? s->ts.tree_copy(s->last.tree)
		: NULL;
}

static void keep_last(struct ma_syntax *s, const struct ma_language *language, struct ma_str text,
	const TSTree *tree)
{
	forget_last(s);
	s->last.text = ma_strndup(text.p, text.n);
	if (!s->last.text)
		return; /* then the next one is parsed as a whole */
	s->last.size = text.n;
	s->last.language = language;
	s->last.tree = s->ts.tree_copy(tree);
}

static ma_rc parse(struct ma_syntax *s, TSParser *parser, const struct ma_language *language,
	struct ma_str text, TSTree **out, ma_err *err)
{
	ma_rc rc = prepare(s, parser, language, err);

	if (rc)
		return rc;
	*out = parse_anew(s, parser, language, text);
	if (!*out)
		*out = s->ts.parser_parse_string(parser, NULL, text.p, (uint32_t)text.n);
	if (!*out) {
		forget_last(s);
		return ma_fail(err, MA_ELIMIT, "it took too long to parse");
	}
	keep_last(s, language, text, *out);
	return MA_OK;
}

ma_rc ma_syntax_parse(struct ma_syntax *s, const struct ma_language *language, struct ma_str text,
	struct ma_syntax_tree *out, ma_err *err)
{
	int64_t began_ms = ma_clock_system()->mono_ms(ma_clock_system());
	TSParser *parser;
	TSTree *tree;
	ma_rc rc;

	if (text.n > MA_SYNTAX_MAX)
		return ma_fail(err, MA_ELIMIT, "longer than %zu bytes", MA_SYNTAX_MAX);
	if (time_left(s) == 0)
		return ma_fail(err, MA_ELIMIT, "the time for all texts is over");
	if (text.n == 0)
		text = MA_STR("");
	rc = load(s, err);
	if (rc)
		return rc;
	tree = copy_known(s, language, text);
	if (!tree) {
		parser = s->ts.parser_new();
		rc = parse(s, parser, language, text, &tree, err);
		s->ts.parser_delete(parser);
		use_time(s, began_ms);
	}
	if (!rc)
		*out = (struct ma_syntax_tree){ &s->ts, tree };
	return rc;
}

/* Those whose grammar is there. */
static void choose_ahead(struct ma_syntax *s, const struct ma_syntax_text *texts, size_t n)
{
	struct ma_ahead_text t = { .tree = NULL };
	ma_err ignored = { .code = MA_OK };
	size_t i;

	for (i = 0; i < n; i++) {
		t.text = texts[i].text;
		t.language = ma_syntax_language_of(texts[i].path, t.text);
		if (t.language && t.text.n > 0 && t.text.n <= MA_SYNTAX_MAX &&
			!load_grammar(s, t.language, &t.grammar, &ignored))
			s->ahead.v[s->ahead.n++] = t;
	}
}

void ma_syntax_ahead(struct ma_syntax *s, const struct ma_syntax_text *texts, size_t n)
{
	int64_t began_ms = ma_clock_system()->mono_ms(ma_clock_system());
	ma_err ignored = { .code = MA_OK };

	ma_ahead_done(&s->ahead, &s->ts);
	if (n == 0 || load(s, &ignored))
		return;
	s->ahead.v = ma_new_n(struct ma_ahead_text, n);
	if (!s->ahead.v)
		return; /* then each is parsed when it is asked for */
	choose_ahead(s, texts, n);
	ma_ahead_parse(&s->ahead, &s->ts, s->bounded ? s->left_us : n * MA_SYNTAX_TIME_US);
	use_time(s, began_ms);
}

void ma_syntax_tree_done(struct ma_syntax_tree *tree)
{
	if (tree->tree)
		tree->ts->tree_delete(tree->tree);
	tree->tree = NULL;
}

TSNode ma_syntax_field(const struct ma_tree_sitter *ts, TSNode node, struct ma_str name)
{
	const TSLanguage *language;
	struct ma_field_known *known;

	if (ts->node_is_null(node))
		return node;
	language = ts->tree_language(node.tree);
	known = &ts->fields[((uintptr_t)name.p ^ ((uintptr_t)language >> 4) ^ name.n) %
		MA_FIELDS_KNOWN];
	if (known->name != name.p || known->n != name.n || known->language != language)
		*known = (struct ma_field_known){ language, name.p, name.n,
			ts->language_field_id_for_name(language, name.p, (uint32_t)name.n) };
	return known->id > 0 ? ts->node_child_by_field_id(node, known->id) : (TSNode){ .id = NULL };
}

/* Once over the tree, into what has an error within. */
size_t ma_syntax_errors(const struct ma_syntax_tree *tree)
{
	const struct ma_tree_sitter *ts = tree->ts;
	TSTreeCursor at = ts->tree_cursor_new(ts->tree_root_node(tree->tree));
	size_t n = 0;
	TSNode node;

	for (;;) {
		node = ts->tree_cursor_current_node(&at);
		n += ts->node_is_error(node) || ts->node_is_missing(node);
		if (ts->node_has_error(node) && ts->tree_cursor_goto_first_child(&at))
			continue;
		while (!ts->tree_cursor_goto_next_sibling(&at))
			if (!ts->tree_cursor_goto_parent(&at)) {
				ts->tree_cursor_delete(&at);
				return n;
			}
	}
}
