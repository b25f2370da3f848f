/* References and relations: those that were stated, and those that follow. */
#include "model/understand_parts.h"

struct ma_spec_field *ma_spec_add_reference(
	struct ma_spec *spec, struct ma_spec_entity *from, struct ma_str to, bool required)
{
	struct ma_spec_field *f;

	for (f = from->fields; f; f = f->next)
		if (f->type == MA_FIELD_REF && ma_str_eq(f->to, to)) {
			f->required = f->required || required;
			return NULL;
		}
	f = ma_spec_add_field(spec, from, ma_spec_name(spec, to, MA_CASE_CAMEL, false));
	if (!f)
		return NULL;
	f->type = MA_FIELD_REF;
	f->known = true;
	f->to = to;
	f->required = required;
	f->values_n = 0;
	return f;
}

void ma_spec_add_side(
	struct ma_spec *spec, struct ma_spec_entity *e, const char *side, struct ma_str to)
{
	struct ma_buf name = MA_BUF_INIT(MA_SPEC_NAME);
	struct ma_spec_field *f;

	ma_buf_addf(&name, "%s " MA_STR_FMT, side, MA_STR_ARG(to));
	f = name.rc ? NULL
		    : ma_spec_add_field(
			      spec, e, ma_spec_name(spec, ma_buf_str(&name), MA_CASE_CAMEL, false));
	ma_buf_done(&name);
	if (!f)
		return;
	f->type = MA_FIELD_REF;
	f->known = f->said = true;
	f->to = to;
}

/* "A movie has many actors, an actor has many movies" says it of both. */
static void join_opposites(struct ma_spec *spec)
{
	struct ma_spec_link *a, *b;

	for (a = spec->links; a; a = a->next)
		for (b = a->next; b && a->kind == MA_LINK_MANY_TO_ONE; b = b->next)
			if (b->kind == MA_LINK_MANY_TO_ONE && ma_str_eq_nocase(a->from, b->to) &&
				ma_str_eq_nocase(a->to, b->from))
				a->kind = MA_LINK_MANY_TO_MANY;
}

/* No reference says again what a relation of many to many does. */
static void drop_references(struct ma_spec *spec, struct ma_spec_entity *from, struct ma_str to)
{
	struct ma_spec_field *f, *next;

	for (f = from->fields; f; f = next) {
		next = f->next;
		if (ma_spec_joined(spec, from->name, to) && f->type == MA_FIELD_REF &&
			ma_str_eq(f->to, to))
			ma_spec_remove_field(from, f);
	}
}

static struct ma_spec_field *reference_to(const struct ma_spec_entity *e, struct ma_str to)
{
	struct ma_spec_field *f;

	for (f = e->fields; f && !(f->type == MA_FIELD_REF && ma_str_eq_nocase(f->to, to));
		f = f->next)
		;
	return f;
}

/* Each goes with one of the other: whichever refers to the other is the only one that does. */
static void pair(struct ma_spec *spec, struct ma_spec_entity *from, struct ma_spec_entity *to)
{
	struct ma_spec_field *f = reference_to(from, to->name);

	if (!f)
		f = reference_to(to, from->name);
	if (!f)
		f = ma_spec_add_reference(spec, from, to->name, false);
	if (f) /* NULL: it is no reference, or a warning is there */
		f->unique = true;
}

bool ma_spec_refers_plainly(const struct ma_spec_entity *from, const struct ma_spec_entity *to)
{
	const struct ma_spec_field *f = reference_to(from, to->name);

	return f && f->name.n == to->name.n;
}

void ma_spec_resolve_links(struct ma_spec *spec)
{
	struct ma_spec_link *link;
	struct ma_spec_entity *from, *to;

	join_opposites(spec);
	for (link = spec->links; link && !spec->rc; link = link->next) {
		from = ma_spec_find(spec, link->from);
		to = ma_spec_find(spec, link->to);
		if (!from || !to || from == to)
			continue;
		if (ma_spec_joined(spec, from->name, to->name)) {
			drop_references(spec, from, to->name);
			drop_references(spec, to, from->name);
		} else if (link->kind == MA_LINK_ONE_TO_ONE) {
			pair(spec, from, to);
		} else if (link->kind == MA_LINK_MANY_TO_ONE && !ma_spec_refers_plainly(to, from)) {
			(void)ma_spec_add_reference(spec, from, to->name,
				link->required); /* NULL: it is there, or a warning is */
		}
	}
}

/* References lead to entities by their names, in whatever case; what is not there (users come with the login) is nothing's. */
void ma_spec_drop_dangling(struct ma_spec *spec)
{
	struct ma_spec_entity *e, *to;
	struct ma_spec_field *f, *next;

	for (e = spec->entities; e; e = e->next) {
		for (f = e->fields; f; f = next) {
			next = f->next;
			to = f->type == MA_FIELD_REF ? ma_spec_find(spec, f->to) : NULL;
			if (to)
				f->to = to->name;
			else if (f->type == MA_FIELD_REF)
				ma_spec_remove_field(e, f);
		}
	}
}

/* Comments and the like are on something: the main thing, where nothing else is said. */
static void resolve_remarks(struct ma_spec *spec)
{
	static const char *const remarks[] = { "Comment", "Review", "Rating", "Attachment", "Reply",
		"Feedback" };
	struct ma_spec_entity *e, *main_entity = spec->entities;
	const struct ma_spec_field *f;
	size_t i;

	for (i = 0; main_entity && i < MA_COUNT(remarks); i++) {
		e = ma_spec_find(spec, ma_str(remarks[i]));
		for (f = e ? e->fields : NULL; f && f->type != MA_FIELD_REF; f = f->next)
			;
		if (e && !f && e != main_entity && !ma_spec_joined(spec, e->name, main_entity->name))
			(void)ma_spec_add_reference(spec, e, main_entity->name,
				true); /* NULL: it is there, or a warning is */
	}
}

/* "InvoiceLine" belongs to "Invoice" where both are there. */
static void resolve_compounds(struct ma_spec *spec)
{
	struct ma_spec_entity *e, *whole;

	for (e = spec->entities; e && !spec->rc; e = e->next)
		for (whole = spec->entities; whole; whole = whole->next)
			if (e != whole && !ma_spec_joined(spec, e->name, whole->name) &&
				e->name.n > whole->name.n + 1 &&
				ma_str_eq(ma_str_n(e->name.p, whole->name.n), whole->name) &&
				e->name.p[whole->name.n] >= 'A' && e->name.p[whole->name.n] <= 'Z')
				(void)ma_spec_add_reference(
					spec, e, whole->name, true); /* NULL: there already */
}

static bool is_grouping(struct ma_spec *spec, const struct ma_spec_entity *e)
{
	struct ma_str low = ma_spec_name(spec, e->name, MA_CASE_SNAKE, false);

	return ma_lexicon_flags(spec->lexicon, low) & MA_W_GROUPING;
}

static bool is_target(const struct ma_spec *spec, const struct ma_spec_entity *e)
{
	const struct ma_spec_entity *other;

	for (other = spec->entities; other; other = other->next)
		if (ma_spec_refers(other, e->name) ||
			(other != e && ma_spec_joined(spec, e->name, other->name)))
			return true;
	return false;
}

/* Categories, lists, folders that nothing refers to yet group the main thing. */
static void resolve_groupings(struct ma_spec *spec)
{
	struct ma_spec_entity *e, *main_entity;

	for (main_entity = spec->entities; main_entity && is_grouping(spec, main_entity);
		main_entity = main_entity->next)
		;
	for (e = spec->entities; main_entity && e && !spec->rc; e = e->next)
		if (is_grouping(spec, e) && !is_target(spec, e) &&
			!ma_spec_joined(spec, e->name, main_entity->name) &&
			!ma_spec_refers(e, main_entity->name))
			(void)ma_spec_add_reference(
				spec, main_entity, e->name, false); /* NULL: there already */
}

void ma_spec_resolve_parts(struct ma_spec *spec)
{
	resolve_compounds(spec);
	resolve_groupings(spec);
	resolve_remarks(spec);
}
