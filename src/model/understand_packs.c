/* Giving an entity the usual fields of its kind, in the notation of understand_known.c. */
#include "model/understand_parts.h"

bool ma_known_refers(struct ma_str from, struct ma_str to)
{
	struct ma_str rest = ma_str(ma_known_entity(from)), word;

	while (ma_str_cut(&rest, ' ', &word))
		if (ma_str_starts(word, "->") &&
			ma_str_eq(ma_str_n(word.p + 2, word.n - 2 - ma_str_ends(word, "!")), to))
			return true;
	return false;
}

bool ma_known_needs(struct ma_str from, struct ma_str to)
{
	static const char *const remarks[] = { "Comment", "Review", "Reply", "Ingredient",
		"Attachment", "Step" };
	struct ma_str rest = ma_str(ma_known_entity(from)), word;
	size_t i;

	for (i = 0; i < MA_COUNT(remarks); i++)
		if (ma_str_is(from, remarks[i]))
			return true;
	while (ma_str_cut(&rest, ' ', &word))
		if (ma_str_starts(word, "->") && ma_str_ends(word, "!") &&
			ma_str_eq(ma_str_n(word.p + 2, word.n - 3), to))
			return true;
	return false;
}

static void set_values(struct ma_spec_field *f, struct ma_str list)
{
	struct ma_str value;

	while (f->values_n < MA_SPEC_VALUES && ma_str_cut(&list, '|', &value))
		f->values[f->values_n++] = value;
}

/* "enum(open|closed)"; "" is a string. */
static void set_type(struct ma_spec_field *f, struct ma_str text)
{
	struct ma_str type;

	if (!ma_str_cut(&text, '(', &type))
		return;
	f->type = ma_field_type_named(type);
	set_values(f, ma_str_n(text.p, text.n > 0 ? text.n - 1 : 0));
}

/* "votes:integer" where votes are kept themselves. */
static bool counts_entity(struct ma_spec *spec, struct ma_str text)
{
	struct ma_str name;

	return ma_str_cut(&text, ':', &name) && ma_str_is(text, "integer") &&
		ma_spec_find(spec, ma_spec_name(spec, name, MA_CASE_PASCAL, true));
}

/* "status:enum(open|closed)!", "pricePerNight:money@Guest" */
static void apply_field(struct ma_spec *spec, struct ma_spec_entity *entity, struct ma_str text)
{
	struct ma_str beside = text, name;
	struct ma_spec_field *f;
	bool required;

	(void)ma_str_cut(&beside, '@', &text); /* cannot fail: no word is empty */
	if (beside.n > 0 && !ma_spec_find(spec, beside))
		return;
	if (counts_entity(spec, text))
		return;
	required = ma_str_ends(text, "!");
	if (required)
		text.n--;
	(void)ma_str_cut(&text, ':', &name); /* cannot fail: no word is empty */
	f = ma_spec_add_field(spec, entity, name);
	if (!f)
		return;
	f->known = true;
	f->required = required;
	set_type(f, text);
}

/* "status:enum(open|closed)!" for a field that the prompt names without saying its type. */
static void adopt_type(struct ma_spec *spec, struct ma_spec_entity *entity, struct ma_str text)
{
	struct ma_str rest = text, name;
	struct ma_spec_field *f;

	(void)ma_str_cut(&rest, '@', &text); /* cannot fail: no word is empty */
	if (ma_str_ends(text, "!"))
		text.n--;
	(void)ma_str_cut(&text, ':', &name); /* cannot fail: no word is empty */
	f = ma_spec_find_field(entity, name);
	if (!f || f->said || f->type == MA_FIELD_REF || text.n == 0 || spec->rc)
		return;
	f->known = true;
	f->values_n = 0;
	set_type(f, text);
}

#define CHAIN 2 /* references from one to the next */

/* Whether what `from` refers to leads to the named one: an entry of a project that is a client's. */
static bool leads_to(
	const struct ma_spec *spec, const struct ma_spec_entity *from, struct ma_str to, int chain)
{
	const struct ma_spec_entity *e;

	for (e = chain > 0 ? spec->entities : NULL; e; e = e->next)
		if (e != from && !ma_str_eq(e->name, to) &&
			(ma_spec_refers(from, e->name) ||
				ma_spec_joined(spec, from->name, e->name)) &&
			(ma_spec_refers(e, to) || leads_to(spec, e, to, chain - 1)))
			return true;
	return false;
}

/* Whether a record of its own joins the two: an order item, a ticket of an attendee for an event. */
static bool are_joined(
	const struct ma_spec *spec, const struct ma_spec_entity *from, struct ma_str to)
{
	bool person = from->given && ma_is_person(from->name), met = from->given && ma_is_person(to);
	const struct ma_spec_entity *e;

	for (e = spec->entities; e; e = e->next)
		if ((e->joins || (person && !ma_known_needs(e->name, MA_STR(""))) ||
			    (met && ma_is_meeting(e->name)) ||
			    (from->given && e->name.n > from->name.n &&
				    ma_str_eq(ma_str_n(e->name.p, from->name.n), from->name))) &&
			ma_spec_refers(e, from->name) && ma_spec_refers(e, to))
			return true;
	return false;
}

/* "->List!" */
static void apply_reference(struct ma_spec *spec, struct ma_spec_entity *entity, struct ma_str text)
{
	bool required = ma_str_ends(text, "!");
	struct ma_str to = ma_str_n(text.p + 2, text.n - 2 - required);
	struct ma_spec_field *f;

	if (!ma_spec_find(spec, to) || ma_spec_refers(entity, to) ||
		ma_spec_joined(spec, entity->name, to) || are_joined(spec, entity, to) ||
		(entity->given && leads_to(spec, entity, to, CHAIN)) ||
		ma_spec_refers(ma_spec_find(spec, to), entity->name))
		return;
	f = ma_spec_add_field(spec, entity, ma_spec_name(spec, to, MA_CASE_CAMEL, false));
	if (!f || f->type == MA_FIELD_REF)
		return;
	f->type = MA_FIELD_REF;
	f->to = to;
	f->required = required;
}

/* "Order" of "RepairOrder". */
static struct ma_str last_word(struct ma_str name)
{
	size_t at = name.n;

	while (at > 1 && !(name.p[at - 1] >= 'A' && name.p[at - 1] <= 'Z'))
		at--;
	return ma_str_from(name, at > 0 ? at - 1 : 0);
}

void ma_spec_apply_known(struct ma_spec *spec, struct ma_spec_entity *entity, bool all)
{
	const char *known = ma_known_entity(
		all || ma_known_entity(entity->name) ? entity->name : last_word(entity->name));
	struct ma_str rest = ma_str(known || !all ? known : ma_usual_entity(entity->name)), word;

	while (!spec->rc && ma_str_cut(&rest, ' ', &word)) {
		if (ma_str_starts(word, "->"))
			apply_reference(spec, entity, word);
		else if (all)
			apply_field(spec, entity, word);
		else
			adopt_type(spec, entity, word);
	}
}
