/*
 * Plain events: the many of a stream that bring a piece of text and nothing else of note. They are read without a
 * tree of values, by a table that says what each member may be. An event with any other member, or with another
 * value in one, is not plain, and is parsed and taken whole; so a table can be too narrow but never wrong.
 *
 * What is plain has the same effect as the dialect's take(): tests and a fuzz target hold one against the other.
 */
#ifndef MA_LLM_PLAIN_H
#define MA_LLM_PLAIN_H

#include "codec/schema_doc.h"
#include "llm/answer.h"

enum ma_llm_plain_what {
	MA_LLM_PLAIN_ANY,    /* take() does not look at it */
	MA_LLM_PLAIN_IS,     /* this `word`; and it must be there */
	MA_LLM_PLAIN_NULL,   /* null */
	MA_LLM_PLAIN_FALSE,  /* false */
	MA_LLM_PLAIN_ZERO,   /* 0 */
	MA_LLM_PLAIN_OBJECT, /* an object of such `members` */
	MA_LLM_PLAIN_ONE,    /* an array of one such object */
	MA_LLM_PLAIN_USAGE,  /* such an object, of counts: they take the place of earlier ones */
	/* strings, or null */
	MA_LLM_PLAIN_TEXT,
	MA_LLM_PLAIN_PART,  /* a text that is a part of the echo, in its order, */
	MA_LLM_PLAIN_BLOCK, /* or that of the item of this number */
	MA_LLM_PLAIN_MODEL,
	MA_LLM_PLAIN_ID,
	MA_LLM_PLAIN_INDEX, /* that number */
	/* counts, added up within a usage */
	MA_LLM_PLAIN_INPUT,
	MA_LLM_PLAIN_CACHED,
	MA_LLM_PLAIN_OUTPUT,
	MA_LLM_PLAIN_THOUGHTS, /* reasoning, which the output does not include */
};

/* Rows in the order in which members usually come: that is the fastest. The last one has no key. */
struct ma_llm_plain {
	const char *key;
	size_t key_n;
	enum ma_llm_plain_what what;
	const char *word;
	const struct ma_llm_plain *members;
};

#define MA_LLM_PLAIN(key, what)                                         \
	{                                                               \
		(key), sizeof(key) - 1, MA_LLM_PLAIN_##what, NULL, NULL \
	}
#define MA_LLM_PLAIN_WORD(key, word)                                  \
	{                                                             \
		(key), sizeof(key) - 1, MA_LLM_PLAIN_IS, (word), NULL \
	}
#define MA_LLM_PLAIN_IN(key, what, members)                                  \
	{                                                                    \
		(key), sizeof(key) - 1, MA_LLM_PLAIN_##what, NULL, (members) \
	}
#define MA_LLM_PLAIN_END                              \
	{                                             \
		NULL, 0, MA_LLM_PLAIN_ANY, NULL, NULL \
	}

/* Take the event if it is plain. False: nothing was taken. `doc` is used again and again; NULL rows: nothing is plain. */
bool ma_llm_plain_take(struct ma_llm_answer *a, const struct ma_llm_plain *rows, struct ma_doc *doc,
	struct ma_str event);

#endif
