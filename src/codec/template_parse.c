/* A template's text as a program. Blocks are kept on a stack of their own: nothing recurses on input. */
#include <stdbool.h>

#include "codec/template_program.h"

enum block_kind { BLOCK_IF, BLOCK_FOR };

struct block {
	enum block_kind kind;
	size_t line;
	size_t top;    /* FOR: its step */
	size_t branch; /* IF: the step to be sent to the next branch, or NONE after `else` */
	size_t exits; /* IF: the last jump to the end; each one's `to` names the one before, or NONE */
};

#define NONE SIZE_MAX

struct parser {
	struct ma_template_cursor c;
	struct ma_str text; /* not yet read */
	struct ma_arena *arena;
	struct ma_template_step *steps;
	size_t n, line;
	bool line_start; /* only blanks stand between here and the line's beginning */
	struct block blocks[MA_TEMPLATE_NESTING];
	size_t blocks_n;
};

static struct ma_template_step *add_step(struct parser *p, enum ma_template_op op)
{
	struct ma_template_step *s = &p->steps[p->n++]; /* room for all was made at the start */

	s->op = op;
	s->line = p->c.line;
	return s;
}

static void add_text(struct parser *p, struct ma_str text)
{
	if (text.n > 0)
		add_step(p, MA_TEMPLATE_TEXT)->text = text;
}

static ma_rc parse_filter(struct parser *p, struct ma_template_step *s, ma_err *err)
{
	static const char *const names[] = {
		[MA_FILTER_CAMEL] = "camel",
		[MA_FILTER_PASCAL] = "pascal",
		[MA_FILTER_KEBAB] = "kebab",
		[MA_FILTER_SNAKE] = "snake",
		[MA_FILTER_CONSTANT] = "constant",
		[MA_FILTER_TITLE] = "title",
		[MA_FILTER_SENTENCE] = "sentence",
		[MA_FILTER_LOWER] = "lower",
		[MA_FILTER_UPPER] = "upper",
		[MA_FILTER_PLURAL] = "plural",
		[MA_FILTER_SINGULAR] = "singular",
		[MA_FILTER_ARTICLE] = "article",
		[MA_FILTER_JSON] = "json",
	};
	size_t i;

	if (s->filters_n == MA_TEMPLATE_FILTERS)
		return ma_template_fail(&p->c, err, "too many filters");
	for (i = 0; i < MA_COUNT(names); i++) {
		if (ma_template_word(&p->c, names[i])) {
			s->filters[s->filters_n++] = (enum ma_template_filter)i;
			return MA_OK;
		}
	}
	return ma_template_fail(&p->c, err, "unknown filter");
}

static ma_rc on_value(struct parser *p, ma_err *err)
{
	struct ma_template_step *s = add_step(p, MA_TEMPLATE_OUT);
	ma_rc rc = ma_template_path(&p->c, &s->text, err);

	while (!rc && ma_template_take(&p->c, "|"))
		rc = parse_filter(p, s, err);
	return rc ? rc : ma_template_end(&p->c, err);
}

static ma_rc open_block(struct parser *p, enum block_kind kind, ma_err *err)
{
	if (p->blocks_n == MA_TEMPLATE_NESTING)
		return ma_template_fail(&p->c, err, "blocks are nested too deeply");
	p->blocks[p->blocks_n++] = (struct block){ kind, p->c.line, p->n, p->n, NONE };
	return MA_OK;
}

static ma_rc on_if(struct parser *p, ma_err *err)
{
	ma_rc rc = open_block(p, BLOCK_IF, err);

	return rc ? rc
		  : ma_template_expr_parse(
			    &p->c, p->arena, &add_step(p, MA_TEMPLATE_UNLESS)->expr, err);
}

static ma_rc on_for(struct parser *p, ma_err *err)
{
	struct ma_template_step *s;
	ma_rc rc = open_block(p, BLOCK_FOR, err);

	if (rc)
		return rc;
	s = add_step(p, MA_TEMPLATE_FOR);
	rc = ma_template_path(&p->c, &s->text, err);
	if (rc)
		return rc;
	if (memchr(s->text.p, '.', s->text.n) || ma_str_is(s->text, "loop"))
		return ma_template_fail(&p->c, err, "not a name for a loop's variable");
	if (!ma_template_word(&p->c, "in"))
		return ma_template_fail(&p->c, err, "expected \"in\"");
	rc = ma_template_path(&p->c, &s->path, err);
	return rc ? rc : ma_template_end(&p->c, err);
}

/* Close the branch before: jump to the end, and let its condition come here. */
static ma_rc next_branch(struct parser *p, const char *what, ma_err *err)
{
	struct block *b = p->blocks_n > 0 ? &p->blocks[p->blocks_n - 1] : NULL;
	struct ma_template_step *jump;

	if (!b || b->kind != BLOCK_IF || b->branch == NONE)
		return ma_template_fail(&p->c, err, what);
	jump = add_step(p, MA_TEMPLATE_JUMP);
	jump->to = b->exits;
	b->exits = p->n - 1;
	p->steps[b->branch].to = p->n;
	b->branch = NONE;
	return MA_OK;
}

static ma_rc on_elif(struct parser *p, ma_err *err)
{
	ma_rc rc = next_branch(p, "\"elif\" without its \"if\"", err);

	if (rc)
		return rc;
	p->blocks[p->blocks_n - 1].branch = p->n;
	return ma_template_expr_parse(&p->c, p->arena, &add_step(p, MA_TEMPLATE_UNLESS)->expr, err);
}

static ma_rc on_else(struct parser *p, ma_err *err)
{
	ma_rc rc = next_branch(p, "\"else\" without its \"if\"", err);

	return rc ? rc : ma_template_end(&p->c, err);
}

static void end_if(struct parser *p, struct block *b)
{
	size_t at, before;

	if (b->branch != NONE)
		p->steps[b->branch].to = p->n;
	for (at = b->exits; at != NONE; at = before) {
		before = p->steps[at].to;
		p->steps[at].to = p->n;
	}
}

static ma_rc on_end(struct parser *p, ma_err *err)
{
	struct block *b;

	if (p->blocks_n == 0)
		return ma_template_fail(&p->c, err, "\"end\" without its block");
	b = &p->blocks[--p->blocks_n];
	if (b->kind == BLOCK_FOR) {
		add_step(p, MA_TEMPLATE_NEXT)->to = b->top + 1;
		p->steps[b->top].to = p->n;
	} else {
		end_if(p, b);
	}
	return ma_template_end(&p->c, err);
}

static ma_rc on_include(struct parser *p, ma_err *err)
{
	ma_rc rc = ma_template_literal(&p->c, &add_step(p, MA_TEMPLATE_INCLUDE)->text, err);

	return rc ? rc : ma_template_end(&p->c, err);
}

static ma_rc on_tag(struct parser *p, ma_err *err)
{
	static const struct {
		const char *word;
		ma_rc (*read)(struct parser *p, ma_err *err);
	} tags[] = {
		{ "if", on_if },
		{ "elif", on_elif },
		{ "else", on_else },
		{ "for", on_for },
		{ "end", on_end },
		{ "include", on_include },
	};
	size_t i;

	if (ma_str_starts(p->c.rest, "#"))
		return MA_OK;
	if (ma_str_starts(p->c.rest, "=")) {
		p->c.rest = ma_str_from(p->c.rest, 1);
		return on_value(p, err);
	}
	for (i = 0; i < MA_COUNT(tags); i++)
		if (ma_template_word(&p->c, tags[i].word))
			return tags[i].read(p, err);
	return ma_template_fail(&p->c, err, "unknown tag");
}

/* How many blanks end `s` since its last newline; NONE when something else stands there. */
static size_t blanks_before(struct ma_str s, bool line_start)
{
	size_t n = 0;

	while (n < s.n && (s.p[s.n - n - 1] == ' ' || s.p[s.n - n - 1] == '\t'))
		n++;
	if (n == s.n)
		return line_start ? n : NONE;
	return s.p[s.n - n - 1] == '\n' ? n : NONE;
}

/* Up to and with the newline when nothing but blanks comes before it; NONE otherwise. */
static size_t blanks_after(struct ma_str s)
{
	size_t n = 0;

	while (n < s.n && (s.p[n] == ' ' || s.p[n] == '\t' || s.p[n] == '\r'))
		n++;
	if (n == s.n)
		return n;
	return s.p[n] == '\n' ? n + 1 : NONE;
}

static size_t count_lines(struct ma_str s)
{
	size_t n = 0, i;

	for (i = 0; i < s.n; i++)
		n += s.p[i] == '\n';
	return n;
}

/* The text before a tag, and what the tag's line loses when the tag stands alone on it. */
static void take_text(struct parser *p, struct ma_str before, struct ma_str tag)
{
	size_t lead = ma_str_starts(tag, "=") ? NONE : blanks_before(before, p->line_start);
	size_t trail = lead != NONE ? blanks_after(p->text) : NONE;

	p->line_start = trail != NONE;
	if (trail == NONE) {
		add_text(p, before);
		return;
	}
	add_text(p, ma_str_n(before.p, before.n - lead));
	p->line += count_lines(ma_str_n(p->text.p, trail));
	p->text = ma_str_from(p->text, trail);
}

static ma_rc next_piece(struct parser *p, ma_err *err)
{
	ptrdiff_t at = ma_str_find(p->text, MA_STR("<%"));
	struct ma_str before = ma_str_n(p->text.p, at < 0 ? p->text.n : (size_t)at);
	struct ma_str tag = ma_str_from(p->text, before.n + 2);
	ptrdiff_t end = ma_str_find(tag, MA_STR("%>"));

	p->line += count_lines(before);
	p->c.line = p->line;
	p->c.rest = (struct ma_str){ NULL, 0 };
	if (at < 0) {
		add_text(p, before);
		p->text.n = 0;
		return MA_OK;
	}
	if (ma_str_starts(tag, "%")) { /* "<%%" stands for "<%" */
		add_text(p, ma_str_n(before.p, before.n + 2));
		p->text = ma_str_from(tag, 1);
		p->line_start = false;
		return MA_OK;
	}
	if (end < 0)
		return ma_template_fail(&p->c, err, "a tag without its \"%>\"");
	tag.n = (size_t)end;
	p->text = ma_str_from(p->text, before.n + tag.n + 4);
	p->line += count_lines(tag);
	p->c.rest = tag;
	take_text(p, before, tag);
	return on_tag(p, err);
}

static size_t count_tags(struct ma_str s)
{
	size_t n = 0;
	ptrdiff_t at;

	for (; (at = ma_str_find(s, MA_STR("<%"))) >= 0; n++)
		s = ma_str_from(s, (size_t)at + 2);
	return n;
}

ma_rc ma_template_parse(struct ma_str name, struct ma_str text, struct ma_arena *arena,
	struct ma_template_program *out, ma_err *err)
{
	struct parser p = {
		.c = { .name = name }, .text = text, .arena = arena, .line = 1, .line_start = true
	};
	ma_rc rc = MA_OK;

	/* A tag is at most two steps and the text before it one. */
	p.steps = ma_arena_new_n(arena, struct ma_template_step, count_tags(text) * 3 + 1);
	if (!p.steps)
		return ma_fail_nomem(err);
	while (!rc && p.text.n > 0)
		rc = next_piece(&p, err);
	if (rc)
		return rc;
	if (p.blocks_n > 0) {
		p.c.line = p.blocks[p.blocks_n - 1].line;
		p.c.rest = (struct ma_str){ NULL, 0 };
		return ma_template_fail(&p.c, err, "a block without its \"end\"");
	}
	*out = (struct ma_template_program){ .name = name, .steps = p.steps, .n = p.n };
	return MA_OK;
}
