/*
 * How well prompts are understood: a file of prompts with what is meant by each (tests/offline/prompts.txt
 * says how it is written), compared with the contracts that they become.
 */
#ifndef MA_TESTS_PROMPT_SCORE_H
#define MA_TESTS_PROMPT_SCORE_H

#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

struct prompt_part {
	size_t wanted, found, extra; /* extra: there, and not wanted */
};

struct prompt_score {
	size_t prompts, right; /* right: nothing is missing and nothing is there that must not be */
	struct prompt_part entities, fields, relations, features;
	size_t forbidden; /* features that were refused, fields that nobody named */
};

/* 2PR/(P+R), from 0 to 1. */
double prompt_score_f1(const struct prompt_part *part);
/* The share of what is wanted that was found, from 0 to 1. */
double prompt_score_recall(const struct prompt_part *part);

/* Score the prompts of `file`; what is wrong with each that is not right is written to `report` (NULL: nowhere). */
struct prompt_score prompt_score_of(struct ma_str file, struct ma_buf *report);

#endif
