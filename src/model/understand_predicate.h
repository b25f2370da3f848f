/* A predicate while it is read. Private to model/understand_predicate*.c. */
#ifndef MA_MODEL_UNDERSTAND_PREDICATE_H
#define MA_MODEL_UNDERSTAND_PREDICATE_H

#include "model/understand_grammar.h"

struct ma_predicate {
	struct ma_grammar *g;
	struct ma_str from;              /* the subject's name */
	const struct ma_phrase *subject; /* NULL: `owner` is known */
	struct ma_spec_entity *owner;    /* NULL: not yet an entity */
	bool one;                        /* one of them: "one language is needed at a hearing" */
	bool many;                       /* several of them: "several ringers come to it" */
	bool several;                    /* of one of its objects */
	bool plural; /* the subject is of many, each of which is so: "beds stand in rooms" */
	bool shared; /* its verb is of "takes part in", "is used in" */
	bool owns, makes, exact, passive; /* of the verb that was read last */
	struct ma_phrase made; /* its object, where it is made by the subject; to is 0 where none is */
	struct ma_str last_to;
	size_t begin; /* of its words */
	size_t found;
};

/* Behind "is", "are": "let to", "about", "made up of", "dug at"; 0 where there is no such thing. */
size_t ma_predicate_after_participle(const struct ma_grammar *g, size_t at);
/* Past the verb at `at`; 0 where there is none. */
size_t ma_predicate_after_verb(struct ma_predicate *p, size_t at);

#endif
