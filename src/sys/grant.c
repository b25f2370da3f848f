/* What a registry wants to know of who asks. */
#include "sys/grant.h"

#include <ctype.h>
#include <string.h>

#include "sys/proxy_request.h"
#include "sys/registry.h"

bool ma_grant_origin(struct ma_str url, struct ma_buf *out)
{
	struct ma_place place;

	if (!ma_registry_place(url, &place))
		return false;
	ma_buf_addf(out, strchr(place.host, ':') ? "%s://[%s]:%s" : "%s://%s:%s",
		ma_str_starts(url, "https:") ? "https" : "http", place.host, place.port);
	return true;
}

static bool begins(struct ma_str s, struct ma_str with)
{
	return s.n >= with.n && ma_str_eq(ma_str_n(s.p, with.n), with);
}

bool ma_grant_any(const struct ma_grant *grants, size_t n, struct ma_str origin)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (begins(ma_str(grants[i].url), origin) && grants[i].url[origin.n] == '/')
			return true;
	return false;
}

const struct ma_grant *ma_grant_for(const struct ma_grant *grants, size_t n, struct ma_str url)
{
	const struct ma_grant *best = NULL;
	size_t i;

	for (i = 0; i < n; i++)
		if (begins(url, ma_str(grants[i].url)) &&
			(!best || strlen(grants[i].url) > strlen(best->url)))
			best = &grants[i];
	return best;
}

/* The byte that a text begins with, as a server reads it, and how many bytes it is written in. Not of an empty one. */
static unsigned char first_of(struct ma_str s, size_t *n)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *high = s.n >= 3 && s.p[0] == '%' ? memchr(digits, s.p[1], 32) : NULL;
	const char *low = high ? memchr(digits, s.p[2], 32) : NULL;

	*n = low ? 3 : 1;
	return (unsigned char)(low ? (high - digits) % 16 * 16 + (low - digits) % 16 : s.p[0]);
}

/* Between two slashes, of whatever kind; ';' is one, too, as servers of Java leave out what follows it: "..;x/" is "../" to them. */
static bool at_slash(struct ma_str s, size_t *skip)
{
	unsigned char c = '/';

	*skip = 1;
	if (s.n > 0)
		c = first_of(s, skip);
	return c == '/' || c == '\\' || c == ';';
}

/* How many dots a segment begins with, and nothing else it is but them: 0 where it is more. */
static size_t only_dots(struct ma_str s)
{
	size_t n = 0, skip;

	while (!at_slash(s, &skip)) {
		if (first_of(s, &skip) != '.')
			return 0;
		s = ma_str_from(s, skip);
		n++;
	}
	return n;
}

/* "%61": a letter that nobody writes so but to hide it. */
static bool hides_letter(struct ma_str s)
{
	size_t n;

	return isalnum(first_of(s, &n)) && n > 1;
}

bool ma_grant_path_is_plain(struct ma_str path)
{
	struct ma_str rest = path, segments = MA_STR("");
	size_t i, skip;

	for (i = 0; i < path.n; i++)
		if (path.p[i] <= ' ' || path.p[i] > '~' || path.p[i] == '#')
			return false;
	(void)ma_str_cut(&rest, '?', &segments);       /* without '?' all of it */
	if (ma_str_find(segments, MA_STR("%25")) >= 0) /* what is decoded twice */
		return false;
	while (segments.n > 0) {
		if (only_dots(segments) > 0)
			return false;
		while (!at_slash(segments, &skip)) {
			if (hides_letter(segments))
				return false;
			segments = ma_str_from(segments, 1);
		}
		segments = ma_str_from(segments, skip);
	}
	return true;
}

static bool is_dash(struct ma_str s)
{
	return ma_str_is(s, "-") || ma_str_eq_nocase(s, MA_STR("%2d"));
}

/* "api/npm/auth" and "api/npm/NAME/auth/SCOPE", by which Artifactory gives whoever asks an npmrc with his password. */
static bool is_login(const struct ma_str last[4], struct ma_str left)
{
	if (!ma_str_is(last[0], "auth"))
		return false;
	return (ma_str_is(last[1], "npm") && ma_str_is(last[2], "api")) ||
		(left.n > 0 && !ma_str_starts(left, "-/") && ma_str_is(last[2], "npm") &&
			ma_str_is(last[3], "api"));
}

bool ma_grant_path_is_package(struct ma_str path)
{
	struct ma_str rest = path, left = MA_STR("");
	struct ma_str last[4] = { MA_STR(""), MA_STR(""), MA_STR(""), MA_STR("") };
	bool archive;
	size_t n, skip;

	(void)ma_str_cut(&rest, '?', &left); /* without '?' all of it */
	archive = ma_str_ends(left, ".tgz");
	while (left.n > 0) {
		for (n = 0; !at_slash(ma_str_from(left, n), &skip); n++)
			;
		if (n > 0) {
			memmove(last + 1, last, 3 * sizeof(*last));
			last[0] = ma_str_n(left.p, n);
		}
		left = ma_str_from(left, n + skip);
		if ((is_dash(last[0]) && !archive) || is_login(last, left))
			return false;
	}
	return true;
}
