/* What people do to things, and the records that come of it. Private to model/understand*.c. */
#ifndef MA_MODEL_UNDERSTAND_DEEDS_H
#define MA_MODEL_UNDERSTAND_DEEDS_H

#include "model/understand_split.h"

enum ma_deed_kind {
	MA_DEED_ACT,    /* a record of each time: "members borrow tools" */
	MA_DEED_MADE,   /* its object is the record: "a researcher files a report" */
	MA_DEED_CHOSEN, /* who does it has one: "customers pick a plan" */
};

enum ma_deed_form { MA_DEED_NONE, MA_DEED_BASE, MA_DEED_THIRD, MA_DEED_PAST };

struct ma_deed_verb {
	const char *verbs;
	const char *particles; /* one of them must stand behind it; NULL: none */
	const char *preps;     /* one of them must stand before the object; NULL: it is direct */
	const char *act; /* what the record is called, and what else it may be; NULL: as its object is */
	const char *has; /* a field, where the prompt tells none and no entity of that name is well known */
	enum ma_deed_kind kind;
};

/*
 * The verb at `at` with its particle, and where its object begins; NULL: it is none of the table. `*whom`: the child of "sign a
 * child up for"; no words where it is nobody else.
 */
const struct ma_deed_verb *ma_deed_verb_at(const struct ma_splitter *s, size_t at,
	enum ma_deed_form *form, size_t *object, struct ma_split_words *whom);

#endif
