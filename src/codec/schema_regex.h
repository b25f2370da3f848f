/*
 * ECMA-262 regular expressions (with the `u` flag), matched by PCRE2 within limits.
 * Lookbehind has to be of bounded length, which ECMA-262 does not ask for.
 */
#ifndef MA_CODEC_SCHEMA_REGEX_H
#define MA_CODEC_SCHEMA_REGEX_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct ma_regex;

/* Gives *out: ma_regex_free(). MA_EINVALID: the message says what is wrong with the pattern. */
ma_rc ma_regex_new(struct ma_str pattern, struct ma_regex **out, ma_err *err);
/* Accepts NULL. */
void ma_regex_free(struct ma_regex *regex);

/* A list that its owner keeps. */
struct ma_regex *ma_regex_next(const struct ma_regex *regex);
void ma_regex_link(struct ma_regex *regex, struct ma_regex *next);

/* What matching needs; made when it is first used, good for every regex, by one thread at a time. */
struct ma_regex_scratch {
	void *data;
};

void ma_regex_scratch_done(struct ma_regex_scratch *scratch);

#define MA_REGEX_USUAL 5000u /* backtracking that a match is first given */
#define MA_REGEX_MOST 10000000u

/*
 * Does it match somewhere in `s`, which is UTF-8? MA_ELIMIT: not within `limit` turns of
 * backtracking, each about ten nanoseconds. A regex may be used by several threads at once.
 */
ma_rc ma_regex_match(const struct ma_regex *regex, struct ma_regex_scratch *scratch,
	struct ma_str s, uint32_t limit, bool *out);

/*
 * The same pattern in the words of PCRE2, appended to `out`; NULL, or what is wrong with it, for
 * ECMA-262's grammar. Borrows: static.
 */
const char *ma_regex_translate(struct ma_str pattern, struct ma_buf *out);

/* The name of a Unicode property as PCRE2 knows it, by the one that ECMA-262 has ("Letter": "L"). */
struct ma_str ma_regex_property(struct ma_str name);

/* Does a pattern of our own, in PCRE2's words, match in `s`? False as well where it cannot be tried. */
bool ma_regex_probe(const char *pcre, struct ma_str s);

#endif
