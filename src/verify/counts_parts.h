/* Between the reading of a runner's output and the forms that it knows. */
#ifndef MA_VERIFY_COUNTS_PARTS_H
#define MA_VERIFY_COUNTS_PARTS_H

#include "verify/counts.h"

#define MA_TESTS_MAX 1000000000 /* nobody has more: sums stay far from the ends of int64_t */

struct ma_tally {
	struct ma_counts n;
	bool found;
	int64_t ran;             /* unittest says how many ran, and a line later how they ended */
	struct ma_counts points; /* single results of TAP, for an output that has no summary */
	int64_t planned;         /* how many of them were announced */
	int64_t loose; /* "ok" without a number: a result only where it is TAP that is spoken */
	bool speaks_tap;
	bool cut, bailed_out; /* some of the output is missing; a program gave up */
};

/* Whether the line is of this form; then it has been added. Lines come trimmed and without colours. */
typedef bool ma_tally_fn(struct ma_tally *t, struct ma_str line);

/* counts_js.c */
bool ma_tally_vitest(struct ma_tally *t, struct ma_str line); /* and Jest */
bool ma_tally_tap_summary(struct ma_tally *t, struct ma_str line);
bool ma_tally_mocha(struct ma_tally *t, struct ma_str line);

/* counts_other.c */
bool ma_tally_tap_point(struct ma_tally *t, struct ma_str line);
/* The plan, or the end of all; what is missing of the output. */
bool ma_tally_tap_plan(struct ma_tally *t, struct ma_str line);
/* Announced results that never came have failed. */
void ma_tally_tap_end(struct ma_tally *t);
bool ma_tally_pytest(struct ma_tally *t, struct ma_str line);
bool ma_tally_unittest(struct ma_tally *t, struct ma_str line);
bool ma_tally_cargo(struct ma_tally *t, struct ma_str line);
bool ma_tally_go(struct ma_tally *t, struct ma_str line);
bool ma_tally_ctest(struct ma_tally *t, struct ma_str line);
bool ma_tally_meson(struct ma_tally *t, struct ma_str line);
bool ma_tally_surefire(struct ma_tally *t, struct ma_str line);

/* Which of the counts a runner's word belongs to; NULL: none of them. */
int64_t *ma_tally_word(struct ma_counts *n, struct ma_str word);
/* "11" of "11 passed"; what follows in *word. */
bool ma_tally_number(struct ma_str s, int64_t *number, struct ma_str *word);

#endif
