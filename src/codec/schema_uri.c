/* RFC 3986 section 5: references into URIs. */
#include "codec/schema_uri.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"

#define URI_MAX (64 * MA_KIB)

/* A part whose p is NULL is not there, which is not the same as empty. */
struct parts {
	struct ma_str scheme, authority, path, query;
};

struct ma_str ma_uri_cut_fragment(struct ma_str uri, struct ma_str *fragment)
{
	const char *hash = uri.n ? memchr(uri.p, '#', uri.n) : NULL;
	size_t at = hash ? (size_t)(hash - uri.p) : uri.n;

	*fragment = hash ? ma_str_from(uri, at + 1) : (struct ma_str){ NULL, 0 };
	return ma_str_n(uri.p, at);
}

static bool is_scheme(struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		bool other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';

		if (!letter && !(other && i > 0))
			return false;
	}
	return s.n > 0;
}

static size_t until(struct ma_str s, const char *stops)
{
	size_t i;

	for (i = 0; i < s.n && (s.p[i] == '\0' || !strchr(stops, s.p[i])); i++)
		;
	return i;
}

static struct parts split(struct ma_str uri)
{
	struct parts parts = { { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, { NULL, 0 } };
	size_t n = until(uri, ":/?");

	if (n < uri.n && uri.p[n] == ':' && is_scheme(ma_str_n(uri.p, n))) {
		parts.scheme = ma_str_n(uri.p, n);
		uri = ma_str_from(uri, n + 1);
	}
	if (ma_str_starts(uri, "//")) {
		uri = ma_str_from(uri, 2);
		n = until(uri, "/?");
		parts.authority = ma_str_n(uri.p, n);
		uri = ma_str_from(uri, n);
	}
	n = until(uri, "?");
	parts.path = ma_str_n(uri.p, n);
	if (n < uri.n)
		parts.query = ma_str_from(uri, n + 1);
	return parts;
}

static void drop_last_segment(struct ma_buf *path, size_t from)
{
	while (path->n > from && path->p[path->n - 1] != '/')
		path->n--;
	if (path->n > from)
		path->n--;
}

/* Section 5.2.4, appended to `out`. */
static void remove_dots(struct ma_str path, struct ma_buf *out)
{
	size_t from = out->n, n;

	while (path.n > 0 && !out->rc) {
		bool slash = path.p[0] == '/';
		struct ma_str rest = slash ? ma_str_from(path, 1) : path;
		struct ma_str segment = ma_str_n(rest.p, until(rest, "/"));
		bool last = segment.n == rest.n;

		n = slash + segment.n;
		if (ma_str_is(segment, "..") && slash)
			drop_last_segment(out, from);
		if (!ma_str_is(segment, ".") && !ma_str_is(segment, ".."))
			ma_buf_add(out, path.p, n);
		else if (last && slash)
			ma_buf_addc(out, '/');
		path = ma_str_from(path, n);
	}
}

/* Section 5.2.3. */
static void merge_paths(const struct parts *base, struct ma_str path, struct ma_buf *out)
{
	size_t n = base->path.n;

	if (base->authority.p && base->path.n == 0)
		ma_buf_addc(out, '/');
	while (n > 0 && base->path.p[n - 1] != '/')
		n--;
	ma_buf_add(out, base->path.p, n);
	ma_buf_addv(out, path);
}

static void resolve_path(const struct parts *base, const struct parts *ref, struct ma_buf *scratch,
	struct ma_buf *out)
{
	bool own = ref->scheme.p || ref->authority.p || (ref->path.n > 0 && ref->path.p[0] == '/');

	if (!own && ref->path.n == 0) {
		ma_buf_addv(out, base->path);
		return;
	}
	if (own)
		ma_buf_addv(scratch, ref->path);
	else
		merge_paths(base, ref->path, scratch);
	remove_dots(ma_buf_str(scratch), out);
}

struct ma_str ma_uri_resolve(struct ma_arena *arena, struct ma_str base_uri, struct ma_str reference)
{
	struct ma_buf out = MA_BUF_INIT(URI_MAX), scratch = MA_BUF_INIT(URI_MAX);
	struct parts base = split(base_uri), ref = split(reference);
	struct ma_str scheme = ref.scheme.p ? ref.scheme : base.scheme;
	struct ma_str authority = ref.scheme.p || ref.authority.p ? ref.authority : base.authority;
	bool same = !ref.scheme.p && !ref.authority.p && ref.path.n == 0;
	struct ma_str query = same && !ref.query.p ? base.query : ref.query;
	char *text = NULL;

	ma_buf_addv(&out, scheme);
	ma_buf_addc(&out, ':');
	if (authority.p) {
		ma_buf_adds(&out, "//");
		ma_buf_addv(&out, authority);
	}
	resolve_path(&base, &ref, &scratch, &out);
	if (query.p) {
		ma_buf_addc(&out, '?');
		ma_buf_addv(&out, query);
	}
	if (!out.rc && !scratch.rc)
		text = ma_arena_dup(arena, ma_buf_str(&out));
	base_uri = ma_str_n(text, text ? out.n : 0);
	ma_buf_done(&out);
	ma_buf_done(&scratch);
	return base_uri;
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

struct ma_str ma_uri_decode(struct ma_arena *arena, struct ma_str s)
{
	char *out = ma_arena_alloc(arena, s.n + 1, 1);
	size_t i, n = 0;

	for (i = 0; i < s.n && out; i++) {
		if (s.p[i] != '%') {
			out[n++] = s.p[i];
			continue;
		}
		if (i + 2 >= s.n || hex(s.p[i + 1]) < 0 || hex(s.p[i + 2]) < 0)
			return (struct ma_str){ NULL, 0 };
		out[n++] = (char)(hex(s.p[i + 1]) * 16 + hex(s.p[i + 2]));
		i += 2;
	}
	return ma_str_n(out, out ? n : 0);
}
