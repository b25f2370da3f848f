/* How many of one thing another has, as sentences say it of either side; both sides together are a relation. */
#include "model/understand_parts.h"

void ma_spec_count(struct ma_spec *spec, struct ma_str from, struct ma_str to, unsigned said,
	size_t at, size_t end)
{
	struct ma_spec_count *c, **last = &spec->counts;

	if (from.n == 0 || to.n == 0 || ma_str_eq(from, to) || spec->counts_n == MA_SPEC_COUNTS)
		return;
	c = ma_spec_alloc(spec, sizeof(*c));
	if (!c)
		return;
	*c = (struct ma_spec_count){ NULL, from, to, said, at, end, NULL, NULL };
	while (*last)
		last = &(*last)->next;
	*last = c;
	spec->counts_n++;
}

/* "Policy" ends "InsurancePolicy". */
static bool ends_name(struct ma_str name, struct ma_str end)
{
	return end.n > 0 && name.n > end.n && end.p[0] >= 'A' && end.p[0] <= 'Z' &&
		ma_str_eq(ma_str_from(name, name.n - end.n), end);
}

struct ma_spec_entity *ma_spec_find_called(const struct ma_spec *spec, struct ma_str name)
{
	struct ma_spec_entity *e = ma_spec_find(spec, name), *found = NULL;

	if (e)
		return e;
	for (e = spec->entities; e; e = e->next) {
		if (!ends_name(e->name, name) && !ends_name(name, e->name))
			continue;
		if (found)
			return NULL;
		found = e;
	}
	return found;
}

/* All that was said from one to the other. */
static unsigned said_of(const struct ma_spec *spec, const struct ma_spec_entity *from,
	const struct ma_spec_entity *to)
{
	const struct ma_spec_count *c;
	unsigned said = 0;

	for (c = spec->counts; c; c = c->next)
		if (c->a == from && c->b == to)
			said |= c->said;
	return said;
}

bool ma_spec_counted(const struct ma_spec *spec, const struct ma_spec_entity *from,
	const struct ma_spec_entity *to)
{
	return said_of(spec, from, to) & MA_COUNT_MANY;
}

static struct ma_spec_link *link_of(
	const struct ma_spec *spec, struct ma_str from, enum ma_link_kind kind, struct ma_str to)
{
	struct ma_spec_link *link;

	for (link = spec->links; link; link = link->next)
		if (link->kind == kind && ma_str_eq_nocase(link->from, from) &&
			ma_str_eq_nocase(link->to, to))
			return link;
	return NULL;
}

/* "An a has many b", and of the other side nothing that a sentence says. */
static void settle_many(struct ma_spec *spec, const struct ma_spec_entity *a,
	const struct ma_spec_entity *b, unsigned said)
{
	struct ma_spec_link *one = link_of(spec, a->name, MA_LINK_MANY_TO_ONE, b->name);

	if (one) /* "a round has many questions", "questions are in many rounds" */
		one->kind = MA_LINK_MANY_TO_MANY;
	else if (link_of(spec, b->name, MA_LINK_MANY_TO_ONE, a->name) ||
		ma_spec_refers(b, a->name) || ma_known_refers(b->name, a->name))
		return;
	else
		ma_spec_link(spec, said & MA_COUNT_OWNS ? b->name : a->name,
			said & MA_COUNT_OWNS ? MA_LINK_MANY_TO_ONE : MA_LINK_MANY_TO_MANY,
			said & MA_COUNT_OWNS ? a->name : b->name, false);
}

/* "An a has one b", and of the other side nothing that a sentence says. */
static void settle_one(struct ma_spec *spec, const struct ma_spec_entity *a,
	const struct ma_spec_entity *b, unsigned said)
{
	if (said & MA_COUNT_EXACT && ma_spec_refers(b, a->name))
		ma_spec_link(spec, a->name, MA_LINK_ONE_TO_ONE, b->name, false);
	else if (!ma_spec_refers_plainly(b, a) &&
		!link_of(spec, b->name, MA_LINK_MANY_TO_ONE, a->name))
		ma_spec_link(spec, a->name, MA_LINK_MANY_TO_ONE, b->name, said & MA_COUNT_NEEDS);
}

static void settle(
	struct ma_spec *spec, const struct ma_spec_entity *a, const struct ma_spec_entity *b)
{
	unsigned ab = said_of(spec, a, b), ba = said_of(spec, b, a);

	if (ma_spec_joined(spec, a->name, b->name) ||
		link_of(spec, a->name, MA_LINK_ONE_TO_ONE, b->name) ||
		link_of(spec, b->name, MA_LINK_ONE_TO_ONE, a->name))
		return;
	if (ab & MA_COUNT_MANY && ba & MA_COUNT_MANY)
		ma_spec_link(spec, a->name, MA_LINK_MANY_TO_MANY, b->name, false);
	else if (ab & MA_COUNT_MANY && ba)
		ma_spec_link(spec, b->name, MA_LINK_MANY_TO_ONE, a->name, false);
	else if (ba & MA_COUNT_MANY && ab)
		ma_spec_link(spec, a->name, MA_LINK_MANY_TO_ONE, b->name, false);
	else if (ab && ba)
		ma_spec_link(spec, a->name, MA_LINK_ONE_TO_ONE, b->name, false);
	else if (ab & MA_COUNT_MANY)
		settle_many(spec, a, b, ab);
	else
		settle_one(spec, a, b, ab);
}

/* Behind what was said: "and vice versa", which says it of the other side as well. */
static void call_opposite(struct ma_spec *spec, const struct ma_spec_count *c)
{
	size_t at = c->end;

	while (at < c->end + 3 && at < spec->tokens_n &&
		(spec->tokens[at].kind == MA_TOKEN_COMMA || ma_spec_is_a(spec, at, MA_W_CONJ)))
		at++;
	if ((ma_spec_match(spec, at, "vice versa") > 0 ||
		    ma_spec_match(spec, at, "the other way") > 0) &&
		!(said_of(spec, c->b, c->a) & c->said)) {
		ma_spec_count(spec, c->to, c->from, c->said & (MA_COUNT_ONE | MA_COUNT_MANY), c->at,
			at + 2);
	}
}

void ma_spec_call_counts(struct ma_spec *spec)
{
	struct ma_spec_count *c;

	for (c = spec->counts; c; c = c->next) {
		c->a = ma_spec_find_called(spec, c->from);
		c->b = ma_spec_find_called(spec, c->to);
		if (!c->a || !c->b || c->a == c->b)
			c->a = c->b = NULL;
		else
			ma_spec_take(spec, c->at, c->end);
		if (c->a)
			call_opposite(spec, c);
	}
}

void ma_spec_resolve_counts(struct ma_spec *spec)
{
	struct ma_spec_count *c;

	ma_spec_call_counts(spec);
	for (c = spec->counts; c && !spec->rc; c = c->next)
		if (c->a)
			settle(spec, c->a, c->b);
}
