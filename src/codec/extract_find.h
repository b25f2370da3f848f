/* Where in a text values may begin: thoughts are left out, fences and lines are looked at. */
#ifndef MA_CODEC_EXTRACT_FIND_H
#define MA_CODEC_EXTRACT_FIND_H

#include <stdbool.h>

#include "base/str.h"

/*
 * Where the text goes on behind a thought that the line begins, or NULL; *orphan: behind a closing
 * tag whose opening one is not there (it stood in the prompt), and all before it was thought.
 */
const char *extract_thought(struct ma_str line, const char *end, bool *orphan);

enum extract_opening {
	OPENS_NOT,
	OPENS,
	OPENS_ESCAPED, /* {\"key\": as within a string */
};

struct extract_place {
	const char *first;       /* where it begins */
	const char *start, *end; /* of the text, without thoughts before it */
	bool json;   /* a fence is open whose label says that JSON is in it, or nothing */
	bool fenced; /* a fence is open */
};

/* Whether nothing but blanks stands before p on its line, within a fence for JSON or none. */
bool extract_is_loose(const struct extract_place *in, const char *p);

/* Whether a value may begin at p, rather than prose or code with a bracket in it. */
enum extract_opening extract_opens(const struct extract_place *in, const char *p);

/* Behind the value at p, by its brackets alone; NULL: it has no end. */
const char *extract_balanced(const char *p, const char *end);

/* Whether nothing but blanks and a full stop follow on the line. */
bool extract_ends_line(const char *p, const char *end);

#endif
