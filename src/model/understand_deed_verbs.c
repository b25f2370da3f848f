/* The verbs of what people do to things. */
#include "model/understand_deeds.h"

static const struct ma_deed_verb table[] = {
	{ "sign", "up", "for to onto", "signup sign-up registration", "date", MA_DEED_ACT },
	{ "register", NULL, "for", "registration", "date", MA_DEED_ACT },
	{ "enrol enroll", NULL, "in on for onto into", "enrollment enrolment", "date", MA_DEED_ACT },
	{ "apply", NULL, "for to", "application", "date", MA_DEED_ACT },
	{ "subscribe", NULL, "to", "subscription", "date", MA_DEED_ACT },
	{ "check", "in into", "to at for", "check-in checkin", "date", MA_DEED_ACT },
	{ "check", "into", NULL, "check-in checkin", "date", MA_DEED_ACT },
	{ "bid", NULL, "on for", "bid", "amount", MA_DEED_ACT },
	{ "pledge", NULL, "to for", "pledge", "amount", MA_DEED_ACT },
	{ "donate", NULL, "to for", "donation", "amount", MA_DEED_ACT },
	{ "check", "out", NULL, "loan checkout", "date", MA_DEED_ACT },
	{ "earn", NULL, NULL, "award", "date", MA_DEED_ACT },
	{ "grade", NULL, NULL, "grade", "points", MA_DEED_ACT },
	{ "treat", NULL, NULL, "treatment", "date", MA_DEED_ACT },
	{ "repair", NULL, NULL, "repair", "date", MA_DEED_ACT },
	{ "examine", NULL, NULL, "examination", "date", MA_DEED_ACT },
	{ "attend", NULL, NULL, "attendance", "date", MA_DEED_ACT },
	{ "book", NULL, NULL, "booking reservation", "date", MA_DEED_ACT },
	{ "reserve", NULL, NULL, "reservation booking", "date", MA_DEED_ACT },
	{ "borrow", NULL, NULL, "loan", "date", MA_DEED_ACT },
	{ "rent hire", NULL, NULL, "rental", "date", MA_DEED_ACT },
	{ "order", NULL, NULL, "order", "date", MA_DEED_ACT },
	{ "buy bought purchase", NULL, NULL, "purchase sale order", "date", MA_DEED_ACT },
	{ "donate", NULL, NULL, "donation", "date", MA_DEED_ACT },
	{ "review", NULL, NULL, "review", "date", MA_DEED_ACT },
	{ "score", NULL, NULL, "score", "points", MA_DEED_ACT },
	{ "inspect", NULL, NULL, "inspection", "date", MA_DEED_ACT },
	{ "deliver", NULL, NULL, "delivery", "date", MA_DEED_ACT },
	{ "adopt", NULL, NULL, "adoption", "date", MA_DEED_ACT },
	{ "sponsor", NULL, NULL, "sponsorship", "date", MA_DEED_ACT },
	{ "nominate", NULL, NULL, "nomination", "date", MA_DEED_ACT },
	{ "refer", NULL, NULL, "referral", "date", MA_DEED_ACT },
	{ "redeem", NULL, NULL, "redemption", "date", MA_DEED_ACT },
	{ "favourite favorite", NULL, NULL, "favourite favorite", "date", MA_DEED_ACT },
	{ "upvote", NULL, NULL, "vote upvote", "date", MA_DEED_ACT },
	{ "pick choose chose select", NULL, NULL, NULL, NULL, MA_DEED_CHOSEN },
	{ "submit file raise lodge report log perform conduct write wrote upload post publish create complete "
	  "send pay request issue leave register",
		NULL, NULL, NULL, NULL, MA_DEED_MADE },
	{ "carry", "out", NULL, NULL, NULL, MA_DEED_MADE },
	{ "fill", "in out", NULL, NULL, NULL, MA_DEED_MADE },
};

static enum ma_deed_form form_of(struct ma_str word, struct ma_str base)
{
	size_t n = base.n;
	struct ma_str end;

	if (word.n < n || word.p[0] != base.p[0])
		return MA_DEED_NONE;
	if (base.p[n - 1] == 'y' && memcmp(word.p, base.p, n - 1) == 0 && word.p[n - 1] == 'i') {
		end = ma_str_from(word, n - 1);
		return ma_str_is(end, "ies")    ? MA_DEED_THIRD
			: ma_str_is(end, "ied") ? MA_DEED_PAST
						: MA_DEED_NONE;
	}
	if (memcmp(word.p, base.p, n) != 0)
		return MA_DEED_NONE;
	end = ma_str_from(word, n);
	if (end.n == 0)
		return ma_words_have("bought chose wrote", base) ? MA_DEED_PAST : MA_DEED_BASE;
	if (ma_str_is(end, "s") || ma_str_is(end, "es"))
		return MA_DEED_THIRD;
	if (ma_str_is(end, "ed") || (ma_str_is(end, "d") && base.p[n - 1] == 'e'))
		return MA_DEED_PAST;
	return end.n == 3 && end.p[0] == base.p[n - 1] && ma_str_ends(end, "ed") ? MA_DEED_PAST
										 : MA_DEED_NONE;
}

static enum ma_deed_form form_in(const char *verbs, struct ma_str word)
{
	struct ma_str list = ma_str(verbs), base;
	enum ma_deed_form form = MA_DEED_NONE;

	while (form == MA_DEED_NONE && ma_str_cut(&list, ' ', &base))
		form = form_of(word, base);
	return form;
}

/* "their child up for" behind "sign": past it, and who is; 0: no such words are there. */
static size_t after_whom(const struct ma_splitter *s, const struct ma_deed_verb *v, size_t at,
	struct ma_split_words *whom)
{
	if (!v->preps ||
		!(ma_str_starts(ma_str(v->act), "sign") || ma_str_starts(ma_str(v->act), "regis") ||
			ma_str_starts(ma_str(v->act), "enrol")))
		return 0;
	*whom = ma_split_thing_at(s, at, s->end);
	if (whom->from == whom->to)
		return 0;
	if (ma_split_is_any(s, whom->to - 1, "up"))
		whom->to--;
	at = whom->to;
	if (v->particles && !ma_split_is_any(s, at++, v->particles))
		return 0;
	return whom->from < whom->to && ma_split_is_any(s, at, v->preps) ? at + 1 : 0;
}

const struct ma_deed_verb *ma_deed_verb_at(const struct ma_splitter *s, size_t at,
	enum ma_deed_form *form, size_t *object, struct ma_split_words *whom)
{
	size_t i, next;

	*whom = (struct ma_split_words){ at, at };
	if (at >= s->end || s->in[at].kind != MA_TOKEN_WORD || s->in[at].low.n < 3 ||
		ma_split_is_a(s, at, MA_W_CLOSED))
		return NULL;
	for (i = 0; i < MA_COUNT(table); i++) {
		*form = form_in(table[i].verbs, s->in[at].low);
		if (*form == MA_DEED_NONE)
			continue;
		next = after_whom(s, &table[i], at + 1, whom);
		if (next > 0) {
			*object = next;
			return &table[i];
		}
		*whom = (struct ma_split_words){ at, at };
		next = at + 1;
		if (table[i].particles && !ma_split_is_any(s, next, table[i].particles))
			continue;
		next += table[i].particles != NULL;
		if (table[i].preps && !ma_split_is_any(s, next, table[i].preps))
			continue;
		*object = next + (table[i].preps != NULL);
		return &table[i];
	}
	return NULL;
}
