/* Lists of words that grow in an arena. */
#include "sys/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

void ma_words_add(struct ma_words *w, const char *word)
{
	const char **more;

	if (w->n + 2 > w->cap) {
		more = ma_arena_new_n(w->arena, const char *, 2 * w->cap + 32);
		if (!more) {
			w->failed = true;
			return;
		}
		if (w->n > 0)
			memcpy(more, w->items, w->n * sizeof(*more));
		w->items = more;
		w->cap = 2 * w->cap + 32;
	}
	w->items[w->n++] = word;
	w->items[w->n] = NULL;
}

void ma_words_add3(struct ma_words *w, const char *a, const char *b, const char *c)
{
	ma_words_add(w, a);
	ma_words_add(w, b);
	ma_words_add(w, c);
}

const char *ma_words_format(struct ma_words *w, const char *fmt, ...)
{
	char *text = NULL, *kept;
	va_list args;
	int n;

	va_start(args, fmt);
	n = vasprintf(&text, fmt, args);
	va_end(args);
	kept = n < 0 ? NULL : ma_arena_dup(w->arena, ma_str(text));
	if (n >= 0)
		free(text); /* vasprintf's */
	if (!kept)
		w->failed = true;
	return kept ? kept : "";
}

const char *ma_words_real(struct ma_words *w, const char *path)
{
	char *found = realpath(path, NULL);
	const char *kept = ma_words_format(w, "%s", found ? found : "");

	if (!found)
		w->failed = true;
	free(found); /* realpath's */
	return kept;
}
