/* Damerau and Levenshtein's distance, where a swapped pair counts once. */
#include "base/similar.h"

#define WORD_MAX 64 /* longer words are similar to nothing */

static size_t least3(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;

	return least < c ? least : c;
}

size_t ma_similar_distance(struct ma_str a, struct ma_str b)
{
	size_t d[WORD_MAX + 1][WORD_MAX + 1], i, j, cost;

	if (a.n > WORD_MAX || b.n > WORD_MAX)
		return SIZE_MAX;
	for (i = 0; i <= a.n; i++)
		d[i][0] = i;
	for (j = 0; j <= b.n; j++)
		d[0][j] = j;
	for (i = 1; i <= a.n; i++) {
		for (j = 1; j <= b.n; j++) {
			cost = a.p[i - 1] != b.p[j - 1];
			d[i][j] = least3(d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + cost);
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] &&
				a.p[i - 2] == b.p[j - 1] && d[i - 2][j - 2] + 1 < d[i][j])
				d[i][j] = d[i - 2][j - 2] + 1;
		}
	}
	return d[a.n][b.n];
}

bool ma_similar(struct ma_str word, struct ma_str name)
{
	size_t d = ma_similar_distance(word, name);

	return d <= 2 && d < name.n;
}
