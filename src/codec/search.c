/* The markers of SEARCH/REPLACE. */
#include "codec/search.h"

#define RUN_LEAST 5 /* marks; seven are asked for */

/* At least five of `mark`, and what follows them. */
static bool is_run(struct ma_str line, char mark, struct ma_str *after)
{
	size_t n = 0;

	while (n < line.n && line.p[n] == mark)
		n++;
	*after = ma_str_trim(ma_str_from(line, n));
	return n >= RUN_LEAST;
}

bool ma_search_opens(struct ma_str line)
{
	struct ma_str word;

	return (is_run(line, '<', &word) || is_run(line, '-', &word)) &&
		(ma_str_is(word, "SEARCH") || ma_str_is(word, "ORIGINAL"));
}

bool ma_search_parts(struct ma_str line)
{
	struct ma_str word;

	return is_run(line, '=', &word) && word.n == 0;
}

bool ma_search_closes(struct ma_str line)
{
	struct ma_str word;

	return (is_run(line, '>', &word) || is_run(line, '+', &word)) &&
		(ma_str_is(word, "REPLACE") || ma_str_is(word, "UPDATED"));
}
