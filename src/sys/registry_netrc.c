/* What the user's netrc has for a host. https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "sys/registry_tool.h"

/* The next word; a comment begins at the start of a line. False: there is none. */
static bool next_word(struct ma_str *rest, struct ma_str *word)
{
	struct ma_str comment;
	bool starts = true;
	size_t n = 0;

	for (;;) {
		if (rest->n > 0 && rest->p[0] == '#' && starts) {
			(void)ma_str_line(rest, &comment); /* there is one */
			continue;
		}
		if (rest->n == 0 || !strchr(" \t\r\n", rest->p[0]))
			break;
		starts = rest->p[0] == '\n' || (starts && rest->p[0] != '\r');
		*rest = ma_str_from(*rest, 1);
	}
	while (n < rest->n && !strchr(" \t\r\n", rest->p[n]))
		n++;
	*word = ma_str_n(rest->p, n);
	*rest = ma_str_from(*rest, n);
	return n > 0;
}

/* A macro ends with an empty line. */
static void skip_macro(struct ma_str *rest)
{
	struct ma_str line;

	while (ma_str_line(rest, &line) && ma_str_trim(line).n > 0)
		;
}

bool ma_registry_netrc(
	struct ma_str text, const char *host, struct ma_str *login, struct ma_str *password)
{
	struct ma_str word, *to;
	bool inside = false;

	*login = *password = MA_STR("");
	while (next_word(&text, &word)) {
		if (ma_str_is(word, "machine") || ma_str_is(word, "default")) {
			if (inside)
				break; /* the first one counts */
			inside = ma_str_is(word, "machine") && next_word(&text, &word) &&
				ma_str_eq_nocase(word, ma_str(host));
			continue;
		}
		if (ma_str_is(word, "macdef")) {
			skip_macro(&text);
			continue;
		}
		to = ma_str_is(word, "login")         ? login
			: ma_str_is(word, "password") ? password
						      : NULL;
		if ((to || ma_str_is(word, "account")) && next_word(&text, &word) && inside && to)
			*to = word;
	}
	return inside && password->n > 0;
}

const char *ma_registry_netrc_login(
	struct ma_arena *arena, struct ma_str url, const char **from_out, ma_err *err)
{
	const char *path = ma_registry_getenv("NETRC", "NETRC"), *text = NULL;
	struct ma_str login, password;
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct ma_place place;
	char *file = NULL;

	if (ma_str_starts(url, "https://") && ma_registry_place(url, &place))
		file = ma_registry_file(path, ".netrc", err);
	if (file && ma_registry_netrc(ma_str(file), place.host, &login, &password)) {
		ma_buf_addf(&b, MA_STR_FMT ":" MA_STR_FMT, MA_STR_ARG(login), MA_STR_ARG(password));
		*from_out = ma_registry_file_name(arena, path, ".netrc", err);
		text = b.rc ? NULL : ma_arena_dup(arena, ma_buf_str(&b));
		if (!text)
			ma_registry_nomem(err);
	}
	ma_buf_done(&b);
	ma_free(file);
	return err->code ? NULL : text;
}
