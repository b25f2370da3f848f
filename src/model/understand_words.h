/* Kinds of words, and what says which kind a word is of. Private to model/understand*.c. */
#ifndef MA_MODEL_UNDERSTAND_WORDS_H
#define MA_MODEL_UNDERSTAND_WORDS_H

#include "base/arena.h"
#include "base/str.h"

enum {
	MA_W_DET = 1 << 0,
	MA_W_PREP = 1 << 1,
	MA_W_CONJ = 1 << 2,
	MA_W_PRON = 1 << 3,
	MA_W_MODAL = 1 << 4,
	MA_W_AUX = 1 << 5,
	MA_W_NEG = 1 << 6,
	MA_W_ADV = 1 << 7,
	MA_W_ADJ = 1 << 8,
	MA_W_REL = 1 << 9,        /* that, which, who, where */
	MA_W_HAVE = 1 << 10,      /* has, contains, includes */
	MA_W_WITH = 1 << 11,      /* with, including, having */
	MA_W_BUILD = 1 << 12,     /* build, make, write */
	MA_W_KEEP = 1 << 13,      /* track, manage, store: their objects are kept */
	MA_W_VERB = 1 << 14,      /* any other */
	MA_W_NOUN = 1 << 15,      /* a verb's form that is as often a noun: list, order */
	MA_W_CONTAINER = 1 << 16, /* app, system, tracker */
	MA_W_BOX = 1 << 17,       /* box, library, board: containers after a noun */
	MA_W_ROLE = 1 << 18,      /* user, admin: who acts */
	MA_W_GROUPING = 1 << 19,  /* category, list, folder: what others are put in */
	MA_W_TECH = 1 << 20,      /* React, Docker: how, not what */
	MA_W_LANGUAGE = 1 << 21,  /* C, Rust, Python */
	MA_W_UNSERVED = 1 << 22,  /* driver, compiler, poem */
	MA_W_META = 1 << 23,      /* entities, models, tables: labels of a list */
	MA_W_ING = 1 << 24,       /* the verb's -ing form */
	MA_W_HEADING = 1 << 25,   /* features, requirements */
};
#define MA_W_VERBAL (MA_W_BUILD | MA_W_KEEP | MA_W_VERB)
#define MA_W_CLOSED                                                                        \
	(MA_W_DET | MA_W_PREP | MA_W_CONJ | MA_W_PRON | MA_W_MODAL | MA_W_AUX | MA_W_NEG | \
		MA_W_ADV | MA_W_REL | MA_W_HAVE | MA_W_WITH)

struct ma_lexicon;
struct ma_asks;
/* What asks for features, by its first letters. Gives nothing: it lives in the arena. NULL: out of memory. */
struct ma_asks *ma_asks_new(struct ma_arena *arena);
/* Gives nothing: it lives in the arena. NULL: out of memory. */
struct ma_lexicon *ma_lexicon_new(struct ma_arena *arena);
/* The kinds of a lower-case word, inflected or not; 0 when unknown. */
unsigned ma_lexicon_flags(const struct ma_lexicon *lexicon, struct ma_str word);

#endif
