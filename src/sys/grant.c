/* What a registry wants to know of who asks. */
#include "sys/grant.h"

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

/* Between two slashes, of whatever kind; "%2f" and "%5c" are as good as they. */
static bool at_slash(struct ma_str s, size_t *skip)
{
	*skip = 1;
	if (s.n == 0 || s.p[0] == '/' || s.p[0] == '\\')
		return true;
	*skip = 3;
	return s.n >= 3 &&
		(ma_str_eq_nocase(ma_str_n(s.p, 3), MA_STR("%2f")) ||
			ma_str_eq_nocase(ma_str_n(s.p, 3), MA_STR("%5c")));
}

/* How many dots a segment begins with, and nothing else it is but them: 0 where it is more. */
static size_t only_dots(struct ma_str s)
{
	size_t n = 0, skip;

	while (!at_slash(s, &skip)) {
		if (s.p[0] == '.')
			skip = 1;
		else if (s.n < 3 || !ma_str_eq_nocase(ma_str_n(s.p, 3), MA_STR("%2e")))
			return 0;
		s = ma_str_from(s, skip);
		n++;
	}
	return n;
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
		while (!at_slash(segments, &skip))
			segments = ma_str_from(segments, 1);
		segments = ma_str_from(segments, skip);
	}
	return true;
}

static bool is_dash(struct ma_str s)
{
	return ma_str_is(s, "-") || ma_str_eq_nocase(s, MA_STR("%2d"));
}

bool ma_grant_path_is_package(struct ma_str path)
{
	struct ma_str rest = path, segments = MA_STR(""), left;
	size_t n, skip;

	(void)ma_str_cut(&rest, '?', &segments); /* without '?' all of it */
	for (left = segments; left.n > 0; left = ma_str_from(left, n + skip)) {
		for (n = 0; !at_slash(ma_str_from(left, n), &skip); n++)
			;
		if (is_dash(ma_str_n(left.p, n)) && !ma_str_ends(segments, ".tgz"))
			return false;
	}
	return true;
}
