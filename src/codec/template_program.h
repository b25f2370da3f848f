/* A parsed template: a flat program over an arena. Private to the template module. */
#ifndef MA_CODEC_TEMPLATE_PROGRAM_H
#define MA_CODEC_TEMPLATE_PROGRAM_H

#include <jansson.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define MA_TEMPLATE_NESTING 32 /* open blocks, loops at a time, parentheses */
#define MA_TEMPLATE_FILTERS 8  /* on one value */
#define MA_TEMPLATE_EXPR 64    /* parts of one expression */

enum ma_template_filter {
	MA_FILTER_CAMEL,
	MA_FILTER_PASCAL,
	MA_FILTER_KEBAB,
	MA_FILTER_SNAKE,
	MA_FILTER_CONSTANT,
	MA_FILTER_TITLE,
	MA_FILTER_SENTENCE,
	MA_FILTER_LOWER,
	MA_FILTER_UPPER,
	MA_FILTER_PLURAL,
	MA_FILTER_SINGULAR,
	MA_FILTER_ARTICLE,
	MA_FILTER_JSON,
};

enum ma_template_expr_op {
	MA_EXPR_PATH,
	MA_EXPR_TEXT,
	MA_EXPR_NOT,
	MA_EXPR_AND,
	MA_EXPR_OR,
	MA_EXPR_EQ,
	MA_EXPR_NE,
	MA_EXPR_IN
};

struct ma_template_expr {
	enum ma_template_expr_op op;
	struct ma_str text;             /* of PATH and TEXT */
	struct ma_template_expr *a, *b; /* operands; the members of IN's list hang on b */
	struct ma_template_expr *next;  /* in such a list */
};

enum ma_template_op {
	MA_TEMPLATE_TEXT,   /* text as it is */
	MA_TEMPLATE_OUT,    /* the value at `text` through the filters */
	MA_TEMPLATE_UNLESS, /* go to `to` where expr is false */
	MA_TEMPLATE_JUMP,
	MA_TEMPLATE_FOR,     /* variable `text` over `path`; to `to` when it is empty */
	MA_TEMPLATE_NEXT,    /* the next member: back to `to`; else on */
	MA_TEMPLATE_INCLUDE, /* template `text` */
};

struct ma_template_step {
	enum ma_template_op op;
	size_t line, to;
	struct ma_str text, path;
	struct ma_template_expr *expr;
	enum ma_template_filter filters[MA_TEMPLATE_FILTERS];
	size_t filters_n;
};

struct ma_template_program {
	struct ma_str name;
	struct ma_template_step *steps;
	size_t n;
	struct ma_template_program *next; /* of those a render has read */
};

/* What is left of a tag. */
struct ma_template_cursor {
	struct ma_str name; /* of the template, for messages */
	struct ma_str rest;
	size_t line;
	size_t parts, depth; /* of the expression being read */
};

/* Results borrow from the text and the arena. */
ma_rc ma_template_parse(struct ma_str name, struct ma_str text, struct ma_arena *arena,
	struct ma_template_program *out, ma_err *err);

/* The rest of a tag as an expression. */
ma_rc ma_template_expr_parse(struct ma_template_cursor *c, struct ma_arena *arena,
	struct ma_template_expr **out, ma_err *err);

/* Reading a tag, piece by piece. */
ma_rc ma_template_fail(const struct ma_template_cursor *c, ma_err *err, const char *what);
void ma_template_skip(struct ma_template_cursor *c);
bool ma_template_take(struct ma_template_cursor *c, const char *mark); /* "(", "==", ... */
bool ma_template_word(struct ma_template_cursor *c, const char *word); /* a whole word: "and" */
ma_rc ma_template_path(struct ma_template_cursor *c, struct ma_str *out, ma_err *err);
ma_rc ma_template_literal(struct ma_template_cursor *c, struct ma_str *out, ma_err *err);
ma_rc ma_template_end(struct ma_template_cursor *c, ma_err *err);

#endif
