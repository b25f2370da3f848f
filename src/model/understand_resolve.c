/* From what was read to a consistent model: default fields, references, titles. */
#include "model/understand.h"
#include "model/understand_parts.h"

/* Accounts come with the login; an entity of them would be a second truth. */
static void drop_users(struct ma_spec *spec)
{
	static const char *const users[] = { "User", "Admin", "UserAccount", "Login" };
	struct ma_spec_entity *e;
	uint64_t auth = MA_FEATURE(ma_feature_find(MA_STR("auth")));
	size_t i;

	if (spec->kind == MA_KIND_CLI || spec->kind == MA_KIND_LIBRARY)
		return; /* they have no login */
	for (i = 0; i < MA_COUNT(users); i++) {
		e = ma_spec_find(spec, ma_str(users[i]));
		if (!e)
			continue;
		if (spec->refused_features & auth || (e->given && spec->entities_n == 1)) {
			e->name = ma_spec_find(spec, MA_STR("Person")) ? MA_STR("Member")
								       : MA_STR("Person");
			continue;
		}
		if (e->given)
			ma_spec_warn(spec,
				"users come with the login (name, email, password): other fields of " MA_STR_FMT
				" are not built",
				MA_STR_ARG(e->name));
		ma_spec_remove(spec, e);
		spec->features |= auth;
	}
}

/* "roles (admin, nurse)" are those of the accounts, and no kind of record; "roles (name, description)" are one. */
static void drop_roles(struct ma_spec *spec)
{
	struct ma_spec_entity *e = spec->entities;
	const struct ma_spec_field *f;

	while (e && !ma_str_ends(e->name, "Role"))
		e = e->next;
	if (!e || !e->fields || !(spec->features & MA_FEATURE(ma_feature_find(MA_STR("roles")))))
		return;
	for (f = e->fields; f; f = f->next)
		if (f->known)
			return;
	for (f = e->fields; f; f = f->next)
		if (!ma_words_have(
			    "admin admins administrator administrators member members user users",
			    f->name))
			ma_spec_warn(spec,
				"understood but not built yet: the role " MA_STR_FMT
				" (there are admin and member)",
				MA_STR_ARG(f->name));
	ma_spec_remove(spec, e);
}

/* "job application tracker" with applications needs no jobs. */
static bool name_mentions_entity(struct ma_spec *spec)
{
	struct ma_str rest = spec->name, word;

	while (ma_str_cut(&rest, ' ', &word))
		if (ma_spec_find(spec, ma_spec_name(spec, word, MA_CASE_PASCAL, true)))
			return true;
	return false;
}

/* "flashcard" where there are cards. */
static bool ends_in_entity(const struct ma_spec *spec, struct ma_str name)
{
	const struct ma_spec_entity *e;

	for (e = spec->entities; e; e = e->next)
		if (name.n >= e->name.n &&
			ma_str_eq_nocase(ma_str_from(name, name.n - e->name.n), e->name))
			return true;
	return false;
}

/* All that is kept was described, and none of it is part of the topic. */
static bool is_described_without(const struct ma_spec *spec, struct ma_str topic)
{
	const struct ma_spec_entity *e;
	bool given = false;

	for (e = spec->entities; e; e = e->next) {
		given = given || e->given;
		if (!e->given || ma_known_needs(e->name, topic))
			return false;
	}
	return given;
}

/* "plant tracker": the plants are what is kept, where nothing else is. */
static void add_topic(struct ma_spec *spec)
{
	struct ma_str name, full;
	bool alone = !spec->entities;

	if (spec->topic.n == 0 || spec->packed || !spec->container || name_mentions_entity(spec))
		return;
	full = ma_spec_name(spec, spec->topic, MA_CASE_PASCAL, true);
	name = ma_spec_topic_name(spec);
	if (ends_in_entity(spec, full) || is_described_without(spec, name))
		return;
	if (ma_known_entity(name) && (alone || !spec->topic_is_place))
		(void)ma_spec_add(spec, name); /* past the limit it warns */
	else if (alone && spec->topic_kept && spec->kind != MA_KIND_LIBRARY)
		(void)ma_spec_add(spec, ma_str_ends(spec->topic, "ing") ? MA_STR("Entry") : full);
}

/* "an app for tracking water intake" */
static void add_kept(struct ma_spec *spec)
{
	if (!spec->entities && spec->kept.n > 0)
		(void)ma_spec_add(spec, spec->kept); /* the first one: no limit is near */
}

/* The entity that a field's name is about: "author", "assignedTrainer", "ingredients". */
static struct ma_spec_entity *target_of(struct ma_spec *spec, const struct ma_spec_field *f)
{
	struct ma_str name = ma_spec_name(spec, f->name, MA_CASE_PASCAL, true);
	struct ma_spec_entity *e = ma_spec_find(spec, name);

	if (!e && f->to.n > 0)
		e = ma_spec_find(spec, f->to); /* "lead (employee)" */
	if (!e && ma_str_ends(name, "Id"))     /* "customer_id" */
		e = ma_spec_find(spec, ma_str_n(name.p, name.n - 2));
	if (!e && !f->said && !f->plural && ma_str_starts(name, "Parent"))
		e = ma_spec_find(spec, ma_str_from(name, 6)); /* "parent category" */
	if (e || f->known)
		return e;
	for (e = spec->entities; e; e = e->next)
		if (name.n > e->name.n && ma_str_eq(ma_str_from(name, name.n - e->name.n), e->name))
			return e;
	return f->said || f->plural ? NULL : ma_spec_find_called(spec, name); /* "firm" */
}

static void resolve_field(
	struct ma_spec *spec, struct ma_spec_entity *owner, struct ma_spec_field *f)
{
	struct ma_spec_entity *target = f->type == MA_FIELD_REF || f->type == MA_FIELD_ENUM
		? NULL
		: target_of(spec, f);

	if (f->type == MA_FIELD_REF && !ma_spec_find(spec, f->to)) {
		target = ma_spec_find_called(spec, f->to); /* "company FK" of a ClientCompany */
		f->to = target ? target->name : f->to;
		return;
	}

	if (!target && f->type != MA_FIELD_REF && ma_str_is(f->name, "parent"))
		target = owner;
	if (!target || (target == owner && f->to.n == 0 && !ma_str_starts(f->name, "parent")))
		return;
	if (f->plural) {
		ma_spec_remove_field(owner, f);
		if (ma_spec_joined(spec, owner->name, target->name) ||
			ma_spec_counted(spec, owner, target))
			return;
		if (ma_known_refers(owner->name, target->name))
			return; /* comes with the known references */
		if (!ma_spec_refers(owner, target->name))
			(void)ma_spec_add_reference(spec, target, owner->name,
				true); /* NULL: it is there, or a warning is */
		return;
	}
	if (ma_str_ends(f->name, "Id"))
		f->name.n -= 2;
	if (ma_spec_find_field(owner, f->name) != f && ma_spec_refers(owner, target->name)) {
		ma_spec_remove_field(owner, f); /* "ship_id", and "ship" before it */
		return;
	}
	f->type = MA_FIELD_REF;
	f->to = target->name;
	f->values_n = 0;
}

static void resolve_fields(struct ma_spec *spec)
{
	struct ma_spec_field *f, *next;
	struct ma_spec_entity *e;

	for (e = spec->entities; e && !spec->rc; e = e->next) {
		for (f = e->fields; f && !spec->rc; f = next) {
			next = f->next;
			resolve_field(spec, e, f);
		}
	}
}

/* Somebody may do more than others, where a role may also be one on a stage. */
static bool speaks_of_rights(const struct ma_spec *spec)
{
	size_t at;

	for (at = 0; at < spec->tokens_n; at++)
		if (ma_spec_is_any(spec, at,
			    "admin admins administrator administrators permission permissions access "
			    "role-based rbac rights only"))
			return true;
	return false;
}

/* Tags that have relations of their own are an entity, and no feature beside it. */
static void drop_doubled_features(struct ma_spec *spec)
{
	static const char *const twice[][2] = { { "Tag", "tags" }, { "Rating", "ratings" },
		{ "Payment", "payments" }, { "Notification", "notifications" },
		{ "Reminder", "reminders" } };
	struct ma_spec_entity *e;
	size_t i;

	for (e = spec->entities; e; e = e->next)
		if (ma_str_ends(e->name, "Role") && !speaks_of_rights(spec))
			spec->features &= ~MA_FEATURE(ma_feature_find(MA_STR("roles")));
	for (i = 0; i < MA_COUNT(twice); i++)
		if (ma_spec_find(spec, ma_str(twice[i][0])))
			spec->features &= ~MA_FEATURE(ma_feature_find(ma_str(twice[i][1])));
}

static void apply_known_references(struct ma_spec *spec)
{
	struct ma_spec_entity *e;

	for (e = spec->entities; e && !spec->rc; e = e->next)
		ma_spec_apply_known(spec, e, false);
}

void ma_spec_resolve(struct ma_spec *spec)
{
	if (spec->operations || spec->kind == MA_KIND_SITE) {
		ma_spec_warn_of_features(spec); /* they keep no records */
		return;
	}
	ma_spec_drop_weak(spec);
	add_topic(spec);
	add_kept(spec);
	drop_users(spec);
	drop_roles(spec);
	ma_spec_fill_bare(spec);
	ma_spec_call_counts(spec);
	resolve_fields(spec);
	ma_spec_pair(spec);
	ma_spec_resolve_counts(spec);
	ma_spec_resolve_links(spec);
	ma_spec_drop_dangling(spec);
	apply_known_references(spec);
	ma_spec_resolve_parts(spec);
	ma_spec_resolve_siblings(spec);
	drop_doubled_features(spec);
	ma_spec_add_titles(spec);
	ma_spec_drop_dangling(spec);
	ma_spec_give_grounds(spec);
	ma_spec_fix_names(spec);
	ma_spec_warn_of_features(spec);
}
