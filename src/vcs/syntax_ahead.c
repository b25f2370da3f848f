/* Parsing side by side: a parser for each text, the next text for whoever is free. */
#include "vcs/syntax_ahead.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "sys/threads.h"

#define THREADS 4

struct crew {
	const struct ma_ahead *a;
	const struct ma_tree_sitter *ts;
	int64_t until_ms; /* monotonic */
	atomic_size_t next;
};

static int64_t now_ms(void)
{
	return ma_clock_system()->mono_ms(ma_clock_system());
}

/* Where it took too long the parser would go on with this text: false, and it is not to be used again. */
static bool parse(
	const struct ma_tree_sitter *ts, TSParser *parser, struct ma_ahead_text *t, int64_t left_ms)
{
	uint64_t us = (uint64_t)left_ms * 1000;

	ts->parser_set_timeout_micros(parser, us < MA_SYNTAX_TIME_US ? us : MA_SYNTAX_TIME_US);
	if (!ts->parser_set_language(parser, t->grammar))
		return true;
	t->tree = ts->parser_parse_string(parser, NULL, t->text.p, (uint32_t)t->text.n);
	return t->tree != NULL;
}

static void work(void *data)
{
	struct crew *c = data;
	TSParser *parser = c->ts->parser_new();
	int64_t left_ms;
	size_t i;

	while ((i = atomic_fetch_add(&c->next, 1)) < c->a->n &&
		(left_ms = c->until_ms - now_ms()) > 0)
		if (!parse(c->ts, parser, &c->a->v[i], left_ms)) {
			c->ts->parser_delete(parser);
			parser = c->ts->parser_new();
		}
	c->ts->parser_delete(parser);
}

/* The longest first: nobody is left alone with it at the end. */
static int by_length(const void *a, const void *b)
{
	const struct ma_ahead_text *x = a, *y = b;

	return (x->text.n < y->text.n) - (x->text.n > y->text.n);
}

void ma_ahead_parse(const struct ma_ahead *a, const struct ma_tree_sitter *ts, uint64_t us)
{
	struct crew c = { .a = a, .ts = ts, .until_ms = now_ms() + (int64_t)(us / 1000) };

	qsort(a->v, a->n, sizeof(*a->v), by_length);
	ma_threads(a->n < THREADS ? a->n : THREADS, work, &c);
}

const TSTree *ma_ahead_find(
	const struct ma_ahead *a, const struct ma_language *language, struct ma_str text)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		if (a->v[i].text.p == text.p && a->v[i].text.n == text.n &&
			a->v[i].language == language)
			return a->v[i].tree;
	return NULL;
}

void ma_ahead_done(struct ma_ahead *a, const struct ma_tree_sitter *ts)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		if (a->v[i].tree)
			ts->tree_delete(a->v[i].tree);
	ma_free(a->v);
	*a = (struct ma_ahead){ .v = NULL };
}
