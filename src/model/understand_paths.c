/* Paths of an API: "GET /trails, POST /trails, GET /trails/{id}/reports". What stands in them is kept where nothing else says more, and related. */
#include "model/understand_parts.h"

bool ma_spec_is_endpoint(const struct ma_spec *spec, size_t at)
{
	return at + 2 < spec->tokens_n &&
		ma_spec_is_any(spec, at, "get post put patch delete head") &&
		spec->tokens[at].text.p[0] != spec->tokens[at].low.p[0] &&
		spec->tokens[at + 1].kind == MA_TOKEN_SLASH;
}

/* Nothing but marks stands between the two tokens. */
static bool is_joined(const struct ma_token *before, const struct ma_token *t)
{
	const char *p = before->text.p + before->text.n;

	if (t->kind == MA_TOKEN_STOP || t->kind == MA_TOKEN_COMMA)
		return false;
	while (p < t->text.p && *p != ' ' && *p != '\t' && *p != '\n')
		p++;
	return p == t->text.p;
}

/* Behind the path that begins at the '/' at `at`. */
static size_t path_end(const struct ma_spec *spec, size_t at)
{
	while (++at < spec->tokens_n && is_joined(&spec->tokens[at - 1], &spec->tokens[at]))
		;
	return at;
}

void ma_spec_mark_paths(struct ma_spec *spec)
{
	size_t at, end;

	for (at = 0; at < spec->tokens_n; at++) {
		if (!ma_spec_is_endpoint(spec, at))
			continue;
		for (end = path_end(spec, at + 1); at < end; at++)
			spec->tokens[at].flags = MA_W_ADV;
		at--;
	}
}

/* "/trails/{id}/reports" at [at, end): reports of a trail; `described`: of those that there are. */
static void read_path(struct ma_spec *spec, size_t at, size_t end, bool described)
{
	struct ma_spec_entity *e, *owner = NULL;
	struct ma_str name;

	for (; at + 1 < end && !spec->rc; at++) {
		if (spec->tokens[at].kind != MA_TOKEN_SLASH ||
			spec->tokens[at + 1].kind != MA_TOKEN_WORD ||
			!ma_spec_is_plural(spec, spec->tokens[at + 1].low))
			continue;
		name = ma_spec_name(spec, spec->tokens[at + 1].low, MA_CASE_PASCAL, true);
		e = described ? ma_spec_find(spec, name) : ma_spec_add(spec, name);
		if (e && owner && e != owner && !ma_spec_refers(owner, e->name))
			(void)ma_spec_add_reference(spec, e, owner->name, true); /* or it has one */
		owner = e;
	}
}

void ma_spec_read_paths(struct ma_spec *spec)
{
	const struct ma_spec_entity *e;
	bool described = false;
	size_t at, end;

	for (e = spec->entities; e; e = e->next)
		described = described || e->given;
	for (at = 0; at < spec->tokens_n && !spec->rc; at++) {
		if (!ma_spec_is_endpoint(spec, at))
			continue;
		end = path_end(spec, at + 1);
		read_path(spec, at + 1, end, described);
		ma_spec_take(spec, at, end);
	}
}
