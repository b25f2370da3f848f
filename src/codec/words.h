/* English words as identifiers: case styles, plural and singular. */
#ifndef MA_CODEC_WORDS_H
#define MA_CODEC_WORDS_H

#include "base/buf.h"
#include "base/str.h"

enum ma_case {
	MA_CASE_CAMEL,    /* dueDate */
	MA_CASE_PASCAL,   /* DueDate */
	MA_CASE_KEBAB,    /* due-date */
	MA_CASE_SNAKE,    /* due_date */
	MA_CASE_CONSTANT, /* DUE_DATE */
	MA_CASE_TITLE,    /* Due Date; well-known acronyms in capitals: ISBN */
	MA_CASE_SENTENCE, /* Due date */
};

/*
 * `text` in another style. Words end at anything that is no letter or digit and
 * before a capital ("dueDate", "HTTPServer"); bytes beyond ASCII count as letters.
 */
void ma_words_case(struct ma_buf *out, struct ma_str text, enum ma_case style);

/* The plural or singular of an English noun whose last word alone changes; what already is one stays. */
void ma_words_plural(struct ma_buf *out, struct ma_str noun);
void ma_words_singular(struct ma_buf *out, struct ma_str noun);

/* "a book", "an author", "a user", "an hour": the noun behind the article that its first letters ask for. */
void ma_words_article(struct ma_buf *out, struct ma_str noun);

#endif
