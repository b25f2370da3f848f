/* What a contract says of the prompt's words. Private to model/understand_{answered,asked,rest}.c. */
#ifndef MA_MODEL_UNDERSTAND_REST_H
#define MA_MODEL_UNDERSTAND_REST_H

#include "model/understand_parts.h"

struct ma_answers;
/* Of the spec's things, fields and values as they are now. Lives in the spec's arena; NULL: out of memory. */
struct ma_answers *ma_answers_of(struct ma_spec *spec);
/* Whether a lower-case word, in whatever form, is a part of one of their names, or common. */
bool ma_answers_have(const struct ma_answers *a, struct ma_str word);
/* Of no name, and said of any application: "add", "page". */
bool ma_answers_common(const struct ma_answers *a, struct ma_str word);

struct ma_clause {
	size_t from, to; /* its tokens */
	size_t act;      /* where what it asks for begins: behind "the clerk must", "I want to" */
	bool asks;       /* it is said as a wish, an order, a rule or an item of a list */
	bool rule;       /* it says when, how often or how many: no word of it may be lost */
	bool limit; /* it says how much or how many at most: whatever its words are, nothing keeps to it */
	bool whose;     /* it says who alone may: nothing of that kind is kept */
	bool item;      /* a line with a bullet */
	bool dream;     /* "would be nice" is said of it: its first word is what is asked for */
	bool aside;     /* why or when it is wanted, or by whom */
	bool narrated;  /* of those who ask */
	bool statement; /* a sentence that only tells what is so */
};

/* The end of the clause that begins at `at`. */
size_t ma_clause_end(const struct ma_spec *spec, size_t at);
/* What tokens [from, to) ask for. */
struct ma_clause ma_clause_of(const struct ma_spec *spec, size_t from, size_t to);

#endif
