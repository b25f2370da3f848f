/* Which features are asked for, and what was asked to be left out. */
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

bool ma_spec_lists_roles(const struct ma_spec *spec, size_t open)
{
	bool found = false;
	size_t at = open;

	while (++at < spec->tokens[open].match) {
		if (ma_spec_is_any(spec, at, "name title"))
			return false;
		found |= ma_spec_is_a(spec, at, MA_W_ROLE) ||
			ma_spec_is_any(spec, at, "manager managers staff viewer viewers");
	}
	return found;
}

/* A phrase in use as part of a longer name is no request: "login history", "search term". */
static bool stands_alone(const struct ma_spec *spec, size_t at, size_t n)
{
	const struct ma_token *before = at > 0 ? &spec->tokens[at - 1] : NULL;

	if (ma_spec_is_any(spec, at, "role roles role-based permissions") ||
		ma_spec_lists_roles(spec, at + n))
		return true; /* "user roles (admin, agent)" */
	if (before && before->kind == MA_TOKEN_WORD &&
		(before->possessive || ma_spec_is_any(spec, at - 1, "speak speaks") ||
			(ma_spec_is_any(spec, at - 1, "we") && ma_spec_is_any(spec, at, "share"))))
		return false;
	return at + n >= spec->tokens_n || spec->tokens[at + n].kind != MA_TOKEN_OPEN ||
		!spec->tokens[at + n + 1].used ||             /* "pagination (20 a page)" */
		spec->tokens[at + n + 1].flags & MA_W_PRON || /* "dark mode (we sit in the dark)" */
		ma_spec_feature_at(spec, at + n + 1, &n) >= 0; /* "text messages (SMS)" */
}

/* A noun of what is kept, and not what is done: "vacancy rate", "course registration", "shared cars". */
static bool is_named(struct ma_spec *spec, size_t at, size_t n)
{
	const struct ma_token *before = at > 0 ? &spec->tokens[at - 1] : NULL,
			      *next = &spec->tokens[at + n];

	if (at + n >= spec->tokens_n)
		return false;
	if (ma_spec_is_any(spec, at, "shared"))
		return is_plain(next) && !(at > 1 && ma_spec_is_any(spec, at - 2, "to"));
	if (!before || before->kind != MA_TOKEN_WORD || ma_spec_is_plural(spec, before->low))
		return false;
	if (ma_spec_is_any(spec, at, "registration registrations"))
		return is_plain(before) && !(before->flags & MA_W_ROLE) &&
			!ma_spec_is_any(spec, at - 1, "account self online email");
	return ma_spec_is_any(spec, at, "rate rates share shares") &&
		(is_plain(before) || before->flags & MA_W_DET) &&
		!(next->kind == MA_TOKEN_WORD && next->flags & (MA_W_DET | MA_W_PRON));
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

/* "without", "leave out", and neither "nobody without a password" nor "neighbours without a role can't" */
static bool is_refusal(struct ma_spec *spec, size_t at)
{
	const struct ma_token *t = &spec->tokens[at];

	if (t->kind != MA_TOKEN_WORD || ma_str_starts(t->text, "isn") ||
		ma_str_starts(t->text, "aren"))
		return false;
	if (at == 0)
		return t->flags & MA_W_NEG;
	if (ma_spec_is_any(spec, at, "out"))
		return ma_spec_is_any(spec, at - 1, "leave leaving");
	if (ma_spec_is_any(spec, at, "needs wants"))
		return ma_spec_is_any(spec, at - 1, "nobody noone");
	if (ma_str_is(t->low, "without") &&
		(at == 1 || spec->tokens[at - 2].kind == MA_TOKEN_STOP) &&
		ma_spec_is_plural(spec, t[-1].low))
		return false;
	return t->flags & MA_W_NEG && !ma_spec_is_any(spec, at - 1, "nobody noone");
}

/* "visitors don't need an account", "as a guest, I can look around without logging in": it is refused to some alone. */
static bool is_of_some(struct ma_spec *spec, size_t at)
{
	size_t begin = at, first = at > MA_SENTENCE_TOKENS ? at - MA_SENTENCE_TOKENS : 0;

	while (begin > first && spec->tokens[begin - 1].kind == MA_TOKEN_WORD &&
		!(spec->tokens[begin - 1].flags & MA_W_CONJ))
		begin--;
	if (begin < at &&
		(ma_spec_is_any(spec, begin, "they you") ||
			ma_spec_is_plural(spec, spec->tokens[begin].low)))
		return true;
	while (begin > first && spec->tokens[begin - 1].kind != MA_TOKEN_STOP)
		begin--;
	return begin + 1 < at && ma_spec_is_any(spec, begin, "as") &&
		ma_spec_is_any(spec, begin + 1, "a an");
}

/* What is asked for, as the prompt is read from left to right. */
struct wanted {
	struct ma_spec *spec;
	bool negated;
	bool listed;           /* "not needed: mails, export": up to the end of the sentence */
	bool of_some;          /* by whom it is refused */
	uint64_t spared, last; /* refused to some alone, and the last of them */
};

static void refuse(struct wanted *w, int feature)
{
	if (!w->of_some) {
		w->spec->refused_features |= MA_FEATURE(feature);
		return;
	}
	w->last = MA_FEATURE(feature);
	w->spared |= w->last;
}

/* "..., but staff has to" */
static bool is_asked_after_all(const struct ma_spec *spec, size_t at)
{
	if (ma_spec_is_any(spec, at, "must do does"))
		return spec->tokens[at + 1].kind != MA_TOKEN_WORD;
	return ma_spec_is_any(spec, at, "has have need needs") &&
		ma_spec_is_any(spec, at + 1, "to") && spec->tokens[at + 2].kind != MA_TOKEN_WORD;
}

static void note_negation(struct wanted *w, size_t at, bool feature)
{
	const struct ma_token *t = &w->spec->tokens[at];

	if (t->kind == MA_TOKEN_STOP) {
		w->negated = w->listed = false;
		w->last = 0;
	} else if (is_refusal(w->spec, at)) {
		w->negated = true;
		w->of_some = is_of_some(w->spec, at);
	} else if (t->kind == MA_TOKEN_COLON && w->negated && at > 1 &&
		(ma_spec_is_any(w->spec, at - 2, "not") || t[-1].flags & MA_W_NEG)) {
		w->listed = true;
	} else if (!feature && !w->listed && ends_negation(t) &&
		!(at > 0 && ma_spec_is_any(w->spec, at - 1, "bother deal"))) {
		w->negated = false;
	}
	if (w->last && !w->negated && is_asked_after_all(w->spec, at))
		w->spec->features |= w->last;
}

/* "users can ...", "admins may ...": who it is matters. */
static void read_able(struct ma_spec *spec, size_t at)
{
	const uint64_t auth = MA_FEATURE(ma_feature_find(MA_STR("auth")));

	if (is_able(spec, at, "user users")) {
		if (ma_spec_is_any(spec, at + 2, "register"))
			ma_spec_take(spec, at, at + 3);
		spec->implied_features |= auth;
	}
	if (is_able(spec, at, "admin admins administrator administrators moderator moderators"))
		spec->implied_features |= MA_FEATURE(ma_feature_find(MA_STR("roles"))) | auth;
}

/* The word is taken for the app's name, which says what it does: "plant watering reminder app". */
static bool is_of_name(const struct ma_spec *spec, size_t at)
{
	return at >= spec->asked_from && at < spec->asked_to &&
		ma_spec_is_any(spec, at,
			"reminder reminders calendar sharing rating ratings notification notifications "
			"dashboard markdown");
}

/* What else is asked for within a phrase of `n` tokens: "get a reminder by email". */
static void read_within(struct ma_spec *spec, size_t at, size_t n)
{
	size_t end = at + n, size = 0;
	uint64_t found;

	for (at++; at + 1 < end; at++) {
		found = ma_spec_features_at(spec, at, &size);
		if (!found || at + size >= end)
			continue;
		if (found == MA_FEATURE(MA_FEATURE_OTHER))
			warn_of_other(spec, at, size);
		else
			spec->features |= found;
	}
}

/* How many tokens were read. */
static size_t read_wanted(struct wanted *w, size_t at)
{
	struct ma_spec *spec = w->spec;
	const struct ma_token *t = &spec->tokens[at];
	size_t n = 1;
	uint64_t features = ma_spec_features_at(spec, at, &n);
	int feature = ma_spec_feature_at(spec, at, &n);

	if (t->kind == MA_TOKEN_OPEN && t->match > at)
		n = t[1].used || t[1].taken ? t->match - at : 1; /* fields are no features */
	else if (t->used && !is_of_name(spec, at))
		n = 1;
	else if (feature >= 0 && (w->negated || refused_after(spec, at + n)))
		refuse(w, feature);
	else if (w->negated && ma_spec_is_any(spec, at, "account accounts"))
		refuse(w, ma_feature_find(MA_STR("auth")));
	else if (feature == MA_FEATURE_OTHER && stands_alone(spec, at, n))
		warn_of_other(spec, at, n);
	else if (feature >= 0 && stands_alone(spec, at, n) && !is_named(spec, at, n)) {
		spec->features |= features;
		read_within(spec, at, n);
		check_roles(spec, at + n - 1);
	} else if (w->negated && feature < 0 && !t->rule) {
		add_unwanted(spec, at);
		add_unwanted_field(spec, at);
	}
	if ((w->negated && !t->rule) || feature >= 0)
		ma_spec_take(spec, at, at + n);
	read_able(spec, at);
	note_negation(w, at, feature >= 0);
	return n;
}

/* "recipes have a title and tags", "a body in markdown": fields that a feature is. */
static void read_fields(struct ma_spec *spec)
{
	const int tags = ma_feature_find(MA_STR("tags"));
	struct ma_spec_entity *e;
	struct ma_spec_field *f, *next;

	for (e = spec->entities; e; e = e->next)
		for (f = e->fields; f; f = next) {
			next = f->next;
			if (f->said && f->type == MA_FIELD_MARKDOWN)
				spec->features |= MA_FEATURE(ma_feature_find(MA_STR("markdown")));
			if (f->said || !ma_str_is(f->name, "tags") || !ma_spec_builds(spec, tags))
				continue;
			spec->features |= MA_FEATURE(tags);
			if (e->given && ma_spec_find(spec, MA_STR("Tag")))
				ma_spec_link(
					spec, e->name, MA_LINK_MANY_TO_MANY, MA_STR("Tag"), false);
			ma_spec_remove_field(e, f);
		}
}

void ma_spec_read_features(struct ma_spec *spec)
{
	struct wanted w = { .spec = spec };
	size_t at = 0;

	while (at < spec->tokens_n && !spec->rc)
		at += read_wanted(&w, at);
	ma_spec_read_hints(spec);
	ma_spec_read_roles(spec);
	read_fields(spec);
	spec->refused_features |= w.spared & ~spec->features;
	spec->features |= spec->implied_features;
	spec->features &= ~spec->refused_features;
}
