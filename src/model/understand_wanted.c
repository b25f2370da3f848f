/* Which features are asked for, and what was asked to be left out. */
#include "model/understand.h"
#include "model/understand_parts.h"

/* "login is not needed" */
static bool refused_after(const struct ma_spec *spec, size_t at)
{
	if (at < spec->tokens_n && spec->tokens[at].flags & MA_W_AUX)
		at++;
	return at < spec->tokens_n && spec->tokens[at].flags & MA_W_NEG &&
		ma_str_is(spec->tokens[at].low, "not");
}

static bool ends_negation(const struct ma_token *t)
{
	if (t->kind != MA_TOKEN_WORD)
		return t->kind == MA_TOKEN_COMMA || t->kind == MA_TOKEN_STOP ||
			t->kind == MA_TOKEN_COLON;
	return ma_str_is(t->low, "but") || ma_str_is(t->low, "and") || t->flags & MA_W_WITH;
}

/* A noun after "without": no entity of that name. */
static void add_unwanted(struct ma_spec *spec, size_t at)
{
	struct ma_spec_text *t;

	if (spec->tokens[at].kind != MA_TOKEN_WORD || spec->tokens[at].flags & MA_W_CLOSED)
		return;
	t = ma_spec_alloc(spec, sizeof(*t));
	if (!t)
		return;
	t->text = ma_spec_name(spec, spec->tokens[at].low, MA_CASE_PASCAL, true);
	t->next = spec->unwanted;
	spec->unwanted = t;
}

static bool is_plain(const struct ma_token *t)
{
	return t->kind == MA_TOKEN_WORD && !(t->flags & MA_W_CLOSED) &&
		(!(t->flags & MA_W_VERBAL) || t->flags & MA_W_NOUN);
}

/* "due dates" after "without", from its first word on: no field of that name. */
static void add_unwanted_field(struct ma_spec *spec, size_t at)
{
	struct ma_spec_text *t;
	size_t to = at;

	while (to < at + 3 && is_plain(&spec->tokens[to]))
		to++;
	if (to == at || (at > 0 && is_plain(&spec->tokens[at - 1])) ||
		spec->unwanted_fields_n == MA_SPEC_UNWANTED)
		return;
	t = ma_spec_alloc(spec, sizeof(*t));
	if (!t)
		return;
	t->text = ma_spec_name(spec, ma_spec_words(spec, at, to), MA_CASE_PASCAL, true);
	t->next = spec->unwanted_fields;
	spec->unwanted_fields = t;
	spec->unwanted_fields_n++;
}

/* A phrase in use as part of a longer name is no request: "login history", "search term". */
static bool stands_alone(const struct ma_spec *spec, size_t at, size_t n)
{
	const struct ma_token *before = at > 0 ? &spec->tokens[at - 1] : NULL;

	if (ma_spec_is_any(spec, at, "role roles role-based permissions"))
		return true; /* "roles (admin, agent)" */
	if (before && before->kind == MA_TOKEN_WORD && before->possessive)
		return false;
	return at + n >= spec->tokens_n || spec->tokens[at + n].kind != MA_TOKEN_OPEN ||
		spec->tokens[at + n + 1].flags & MA_W_PRON || /* "dark mode (we sit in the dark)" */
		ma_spec_feature_at(spec, at + n + 1, &n) >= 0; /* "text messages (SMS)" */
}

/* "users can create ...": whose it is matters, so there are accounts. */
static bool is_able(const struct ma_spec *spec, size_t at, const char *who)
{
	return at + 1 < spec->tokens_n && spec->tokens[at].kind == MA_TOKEN_WORD &&
		ma_words_have(who, spec->tokens[at].low) &&
		spec->tokens[at + 1].kind == MA_TOKEN_WORD &&
		spec->tokens[at + 1].flags & MA_W_MODAL &&
		!(at + 2 < spec->tokens_n && spec->tokens[at + 2].flags & MA_W_NEG);
}

static void warn_of_other(struct ma_spec *spec, size_t at, size_t n)
{
	struct ma_str words = ma_spec_words(spec, at, at + n);

	ma_spec_warn(spec, "understood but not built yet: " MA_STR_FMT, MA_STR_ARG(words));
}

/* "roles admin and editor", "roles: admin, editor": what else than an admin and a member is told, for those are what is built. */
static void check_roles(struct ma_spec *spec, size_t at)
{
	const struct ma_token *t = spec->tokens;

	if (!ma_spec_is_any(spec, at, "roles"))
		return;
	for (at++; t[at].kind == MA_TOKEN_COLON || t[at].kind == MA_TOKEN_OPEN ||
		ma_spec_is_any(spec, at, "for of like such as are called named the");)
		at++;
	for (; !t[at].used &&
		(t[at].kind == MA_TOKEN_WORD || t[at].kind == MA_TOKEN_COMMA ||
			t[at].kind == MA_TOKEN_SLASH);
		at++) {
		size_t n = 0;

		if (t[at].kind != MA_TOKEN_WORD || ma_spec_is_any(spec, at, "and or a an the") ||
			ma_spec_is_any(spec, at,
				"admin admins administrator administrators member members user users"))
			continue;
		if (t[at].flags & (MA_W_CLOSED | MA_W_VERBAL) ||
			ma_spec_feature_at(spec, at, &n) >= 0)
			return;
		ma_spec_warn(spec,
			"understood but not built yet: the role " MA_STR_FMT
			" (there are admin and member)",
			MA_STR_ARG(t[at].low));
		ma_spec_take(spec, at, at + 1);
	}
}

/* "without", "leave out", and not "nobody without a password" */
static bool is_refusal(const struct ma_spec *spec, size_t at)
{
	const struct ma_token *t = &spec->tokens[at];

	if (t->kind != MA_TOKEN_WORD || at == 0)
		return t->kind == MA_TOKEN_WORD && t->flags & MA_W_NEG;
	if (ma_spec_is_any(spec, at, "out"))
		return ma_spec_is_any(spec, at - 1, "leave leaving");
	return t->flags & MA_W_NEG && !ma_spec_is_any(spec, at - 1, "nobody noone");
}

void ma_spec_read_features(struct ma_spec *spec)
{
	bool negated = false;
	size_t at = 0, n;
	int feature;

	while (at < spec->tokens_n && !spec->rc) {
		const struct ma_token *t = &spec->tokens[at];

		n = 1;
		feature = ma_spec_feature_at(spec, at, &n);
		if (t->kind == MA_TOKEN_OPEN && t->match > at)
			n = t->match - at; /* fields are no features */
		else if (t->used)
			n = 1;
		else if (feature >= 0 && (negated || refused_after(spec, at + n)))
			spec->refused_features |= MA_FEATURE(feature);
		else if (feature == MA_FEATURE_OTHER && stands_alone(spec, at, n))
			warn_of_other(spec, at, n);
		else if (feature >= 0 && stands_alone(spec, at, n)) {
			spec->features |= MA_FEATURE(feature);
			check_roles(spec, at + n - 1);
		} else if (negated && feature < 0 && !t->rule) {
			add_unwanted(spec, at);
			add_unwanted_field(spec, at);
		}
		if ((negated && !t->rule) || feature >= 0)
			ma_spec_take(spec, at, at + n);
		if (is_able(spec, at, "user users") && ma_spec_is_any(spec, at + 2, "register"))
			ma_spec_take(spec, at, at + 3);
		if (is_able(spec, at, "user users"))
			spec->features |= MA_FEATURE(ma_feature_find(MA_STR("auth")));
		if (is_able(spec, at,
			    "admin admins administrator administrators moderator moderators"))
			spec->features |= MA_FEATURE(ma_feature_find(MA_STR("roles"))) |
				MA_FEATURE(ma_feature_find(MA_STR("auth")));
		if (is_refusal(spec, at) && !ma_str_starts(t->text, "isn") &&
			!ma_str_starts(t->text, "aren"))
			negated = true;
		else if (feature < 0 && ends_negation(t) &&
			!(at > 0 && ma_spec_is_any(spec, at - 1, "bother deal")))
			negated = false;
		at += n;
	}
	ma_spec_read_hints(spec);
	ma_spec_read_roles(spec);
	spec->features &= ~spec->refused_features;
}
