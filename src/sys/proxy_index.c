/* What cargo is told of a registry that wants to know who asks. https://doc.rust-lang.org/cargo/reference/registry-index.html */
#include "sys/proxy_index.h"

#include "base/limits.h"

/* What stands between the quotes that a text begins with, as it is written; it begins behind them then. False: they do not end. */
static bool take_quoted(struct ma_str *rest, struct ma_str *out)
{
	size_t i = 1;

	while (i < rest->n && rest->p[i] != '"')
		i += rest->p[i] == '\\' ? 2 : 1;
	if (i >= rest->n)
		return false;
	*out = ma_str_n(rest->p + 1, i - 1);
	*rest = ma_str_from(*rest, i + 1);
	return true;
}

/* The string that is the value of a key in the outermost object, as it is written. */
static bool find_member(struct ma_str json, const char *key, struct ma_str *out)
{
	struct ma_str name, value;
	int depth = 0;

	while (json.n > 0) {
		if (json.p[0] != '"') {
			depth += (json.p[0] == '{' || json.p[0] == '[') -
				(json.p[0] == '}' || json.p[0] == ']');
			json = ma_str_from(json, 1);
			continue;
		}
		if (!take_quoted(&json, &name))
			return false;
		value = ma_str_trim(json);
		if (depth != 1 || !ma_str_is(name, key) || !ma_str_starts(value, ":"))
			continue;
		value = ma_str_trim(ma_str_from(value, 1));
		return ma_str_starts(value, "\"") && take_quoted(&value, out);
	}
	return false;
}

/* A slash may be written as "\/". False: it is no URL that could be told. */
static bool add_url(struct ma_str written, struct ma_buf *out)
{
	size_t i;

	for (i = 0; i < written.n; i++) {
		if (written.p[i] == '\\' && i + 1 < written.n && written.p[i + 1] == '/')
			continue;
		if (written.p[i] <= ' ' || written.p[i] > '~' || strchr("\\\"#", written.p[i]))
			return false;
		ma_buf_addc(out, written.p[i]);
	}
	return true;
}

/* "crates/{crate}/{version}": what stands before the first marker, and behind the last one. False: there is none. */
static bool split_at_markers(struct ma_str path, struct ma_str *before, struct ma_str *behind)
{
	static const char *const markers[] = { "{crate}", "{version}", "{prefix}", "{lowerprefix}",
		"{sha256-checksum}" };
	ptrdiff_t first = -1, at;
	struct ma_str rest;
	size_t i, end = 0;

	for (i = 0; i < MA_COUNT(markers); i++)
		for (rest = path; (at = ma_str_find(rest, ma_str(markers[i]))) >= 0;) {
			at += rest.p - path.p;
			if (first < 0 || at < first)
				first = at;
			if ((size_t)at + strlen(markers[i]) > end)
				end = (size_t)at + strlen(markers[i]);
			rest = ma_str_from(path, (size_t)at + 1);
		}
	*before = first < 0 ? path : ma_str_n(path.p, (size_t)first);
	*behind = ma_str_from(path, end);
	return first >= 0;
}

static bool is_granted(const struct ma_proxy *p, struct ma_str url)
{
	size_t i;

	for (i = 0; i < p->grants_n; i++)
		if (p->grants[i].reads == MA_GRANT_CRATES && ma_str_is(url, p->grants[i].url))
			return true;
	return false;
}

/* A registry that says another place each time is not followed to all of them. False: memory is out. */
static bool add_grant(
	struct ma_proxy *p, const char *origin, const struct ma_grant *index, struct ma_str path)
{
	struct ma_grant *g = &p->grants[p->grants_n];
	struct ma_buf url = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct ma_str before, behind;
	bool kept;
	bool marked = split_at_markers(path, &before, &behind);

	if (!marked)
		behind = MA_STR("/download"); /* cargo adds "/{crate}/{version}/download" */
	ma_buf_addf(&url, "%s/" MA_STR_FMT "%s", origin, MA_STR_ARG(before), marked ? "" : "/");
	kept = !url.rc && (is_granted(p, ma_buf_str(&url)) || p->grants_n == p->grants_max);
	if (!url.rc && !kept) {
		*g = *index;
		g->reads = MA_GRANT_CRATES;
		g->url = ma_arena_dup(&p->arena, ma_buf_str(&url));
		g->ends = ma_arena_dup(&p->arena, behind);
		kept = g->url && g->ends;
		p->grants_n += kept;
	}
	ma_buf_done(&url);
	return kept;
}

/* At another host there is no token of ours, and nothing is reached. */
static bool tell(struct ma_proxy *p, const char *origin, const struct ma_grant *index,
	struct ma_str url, struct ma_buf *out)
{
	struct ma_buf at = MA_BUF_INIT(MA_KIB);
	bool ours, told = ma_grant_origin(url, &at);

	ours = told && ma_str_is(ma_buf_str(&at), origin);
	if (at.rc || (ours && !add_grant(p, origin, index, ma_grant_path(url))))
		out->rc = MA_ENOMEM;
	else if (ours)
		ma_buf_addf(out, "{\"dl\":\"http%s/" MA_STR_FMT "\"}", strchr(origin, ':'),
			MA_STR_ARG(ma_grant_path(url)));
	else
		ma_buf_addf(out, "{\"dl\":\"" MA_STR_FMT "\"}", MA_STR_ARG(url));
	ma_buf_done(&at);
	return told;
}

bool ma_proxy_index_tell(struct ma_proxy *p, const char *origin, const struct ma_grant *index,
	struct ma_str json, struct ma_buf *out)
{
	struct ma_buf url = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct ma_str written;
	bool told = find_member(json, "dl", &written) && add_url(written, &url);

	if (told && url.rc)
		out->rc = url.rc;
	else if (told)
		told = tell(p, origin, index, ma_buf_str(&url), out);
	ma_buf_done(&url);
	return told;
}
