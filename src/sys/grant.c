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

struct ma_str ma_grant_path(struct ma_str url)
{
	struct ma_str path = ma_str_from(url, (size_t)ma_str_find(url, MA_STR("://")) + 3), host;

	(void)ma_str_cut(&path, '/', &host); /* without a path it is the root */
	return path;
}

bool ma_grant_url(struct ma_str url, struct ma_buf *out)
{
	if (!ma_grant_origin(url, out))
		return false;
	ma_buf_addf(out, "/" MA_STR_FMT, MA_STR_ARG(ma_grant_path(url)));
	return true;
}

bool ma_grant_dir(struct ma_str url, struct ma_buf *out)
{
	if (!ma_grant_url(url, out))
		return false;
	if (!ma_str_ends(ma_buf_str(out), "/"))
		ma_buf_addc(out, '/');
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

static bool is_crate_name(struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!isalnum((unsigned char)s.p[i]) && s.p[i] != '-' && s.p[i] != '_')
			return false;
	return s.n > 0;
}

/* "1/a", "2/ab", "3/a/abc", "ab/cd/abcd..." */
static bool is_about_crate(struct ma_str path)
{
	size_t at = path.n;
	struct ma_str name;

	while (at > 0 && path.p[at - 1] != '/')
		at--;
	name = ma_str_from(path, at);
	path.n = at;
	if (!is_crate_name(name))
		return false;
	switch (name.n) {
	case 1:
		return ma_str_is(path, "1/");
	case 2:
		return ma_str_is(path, "2/");
	case 3:
		return path.n == 4 && ma_str_starts(path, "3/") && path.p[2] == name.p[0];
	default:
		return path.n == 6 && memcmp(path.p, name.p, 2) == 0 && path.p[2] == '/' &&
			memcmp(path.p + 3, name.p + 2, 2) == 0;
	}
}

static bool is_read(const struct ma_grant *g, struct ma_str beneath)
{
	struct ma_str path = MA_STR("");

	(void)ma_str_cut(&beneath, '?', &path); /* without '?' all of it */
	switch (g->reads) {
	case MA_GRANT_ARCHIVES:
		return ma_str_ends(path, ".tgz") && ma_str_find(path, MA_STR("/-/")) > 0;
	case MA_GRANT_WHEELS:
		return ma_str_ends(path, ".whl") || ma_str_ends(path, ".whl.metadata");
	case MA_GRANT_INDEX:
		return ma_str_is(path, MA_GRANT_INDEX_CONFIG) || is_about_crate(path);
	case MA_GRANT_CRATES:
		return ma_str_ends(path, g->ends);
	default:
		return true;
	}
}

const struct ma_grant *ma_grant_for(const struct ma_grant *grants, size_t n, struct ma_str url)
{
	const struct ma_grant *best = NULL;
	size_t i;

	for (i = 0; i < n; i++)
		if (begins(url, ma_str(grants[i].url)) &&
			is_read(&grants[i], ma_str_from(url, strlen(grants[i].url))) &&
			(!best || strlen(grants[i].url) > strlen(best->url)))
			best = &grants[i];
	return best;
}

const struct ma_grant *ma_grant_of_scope(const struct ma_grant *grants, size_t n, struct ma_str path)
{
	struct ma_str rest = path, segment;
	size_t i;

	(void)ma_str_cut(&rest, '?', &path); /* without '?' all of it */
	while (ma_str_cut(&path, '/', &segment))
		for (i = 0; i < n; i++)
			if (grants[i].scope && ma_str_is(segment, grants[i].scope))
				return &grants[i];
	return NULL;
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

/* The segments of a path, one after the other. */
struct walk {
	struct ma_str left;    /* behind the segment */
	struct ma_str last[4]; /* those that are not empty, the latest first */
	bool archive;
};

static bool is_only_dots(struct ma_str segment)
{
	size_t n;

	for (; segment.n > 0; segment = ma_str_from(segment, n))
		if (first_of(segment, &n) != '.')
			return false;
	return true;
}

/* "%61": a letter that nobody writes so but to hide it. */
static bool hides_letter(struct ma_str segment)
{
	size_t n;

	for (; segment.n > 0; segment = ma_str_from(segment, n))
		if (isalnum(first_of(segment, &n)) && n > 1)
			return true;
	return false;
}

static bool is_dash(struct ma_str s)
{
	return ma_str_is(s, "-") || ma_str_eq_nocase(s, MA_STR("%2d"));
}

/* "api/npm/auth" and "api/npm/NAME/auth/SCOPE", by which Artifactory gives whoever asks an npmrc with his password. */
static bool is_login(const struct walk *w)
{
	if (!ma_str_is(w->last[0], "auth"))
		return false;
	return (ma_str_is(w->last[1], "npm") && ma_str_is(w->last[2], "api")) ||
		(w->left.n > 0 && !ma_str_starts(w->left, "-/") && ma_str_is(w->last[2], "npm") &&
			ma_str_is(w->last[3], "api"));
}

static bool may_pass(struct walk *w, struct ma_str segment)
{
	if (segment.n > 0) {
		memmove(w->last + 1, w->last, 3 * sizeof(*w->last));
		w->last[0] = segment;
	}
	return (segment.n == 0 || !is_only_dots(segment)) && !hides_letter(segment) &&
		(!is_dash(w->last[0]) || w->archive) && !is_login(w);
}

static bool is_written_plainly(struct ma_str path)
{
	size_t i;

	for (i = 0; i < path.n; i++)
		if (path.p[i] <= ' ' || path.p[i] > '~' || path.p[i] == '#')
			return false;
	return true;
}

bool ma_grant_path_is_package(struct ma_str path)
{
	struct walk w = { .left = MA_STR("") };
	struct ma_str rest = path, segment;
	size_t n, skip;

	(void)ma_str_cut(&rest, '?', &w.left); /* without '?' all of it */
	w.archive = ma_str_ends(w.left, ".tgz");
	if (!is_written_plainly(path) || ma_str_find(w.left, MA_STR("%25")) >= 0) /* decoded twice */
		return false;
	while (w.left.n > 0) {
		for (n = 0; !at_slash(ma_str_from(w.left, n), &skip); n++)
			;
		segment = ma_str_n(w.left.p, n);
		w.left = ma_str_from(w.left, n + skip);
		if (!may_pass(&w, segment))
			return false;
	}
	return true;
}
