/* What nobody said: the fields of a bare entity, and the text that each record is known by. */
#include "model/understand_parts.h"

/* "MenuItem" has what an Item has. */
static bool adopt_last_word(struct ma_spec *spec, struct ma_spec_entity *e)
{
	struct ma_str name = e->name;
	size_t i;

	for (i = 1; i < name.n; i++) {
		e->name = ma_str_from(name, i);
		if (name.p[i] >= 'A' && name.p[i] <= 'Z' && ma_known_entity(e->name)) {
			ma_spec_apply_known(spec, e, true);
			e->name = name;
			return true;
		}
	}
	e->name = name;
	return false;
}

/* "dueDate", "unitPrice" where neither "due dates" nor "prices" are wanted. */
static bool is_unwanted(const struct ma_spec *spec, const struct ma_spec_field *f)
{
	const struct ma_spec_text *t;
	struct ma_str end;

	for (t = spec->unwanted_fields; t; t = t->next) {
		if (t->text.n == 0 || f->name.n < t->text.n)
			continue;
		end = ma_str_from(f->name, f->name.n - t->text.n);
		if (ma_str_eq(end, t->text) ||
			(end.n == f->name.n && ma_str_eq_nocase(end, t->text)))
			return true;
	}
	return false;
}

/* Nobody asked for them: the required ones are what a record is known by. */
static void drop_unwanted(const struct ma_spec *spec, struct ma_spec_entity *e)
{
	struct ma_spec_field *f, *next;

	for (f = e->fields; f; f = next) {
		next = f->next;
		if (!f->required && is_unwanted(spec, f))
			ma_spec_remove_field(e, f);
	}
}

static void add_default_fields(struct ma_spec *spec, struct ma_spec_entity *e)
{
	struct ma_spec_field *f;

	if (ma_known_entity(e->name) || ma_usual_entity(e->name)) {
		ma_spec_apply_known(spec, e, true);
		return;
	}
	if (adopt_last_word(spec, e))
		return;
	f = ma_spec_add_field(spec, e, MA_STR("name"));
	if (f)
		f->required = f->known = true;
	f = ma_spec_add_field(spec, e, MA_STR("description"));
	if (f) {
		f->type = MA_FIELD_TEXT;
		f->known = true;
	}
}

void ma_spec_fill_bare(struct ma_spec *spec)
{
	struct ma_spec_entity *e;

	for (e = spec->entities; e && !spec->rc; e = e->next)
		if (e->fields_n == 0) {
			add_default_fields(spec, e);
			drop_unwanted(spec, e);
		}
}

/* Texts that sort records rather than name them. */
static bool is_classifier(struct ma_str name)
{
	static const char *const classifiers[] = { "category", "type", "kind", "status", "state",
		"stage", "genre", "unit", "currency", "color", "colour", "priority", "role",
		"gender", "location", "method", "severity", "tag", "tags", "language", "level",
		"size", "condition", "department", "country", "city" };
	size_t i;

	for (i = 0; i < MA_COUNT(classifiers); i++)
		if (ma_str_is(name, classifiers[i]))
			return true;
	return false;
}

static bool can_be_title(const struct ma_spec_field *f)
{
	return f->type == MA_FIELD_STRING || f->type == MA_FIELD_EMAIL ||
		f->type == MA_FIELD_PHONE || f->type == MA_FIELD_URL;
}

static struct ma_spec_field *find_title(const struct ma_spec_entity *e)
{
	static const char *const names[] = { "title", "name", "fullName", "firstName", "subject",
		"headline", "question", "number", "code", "label" };
	struct ma_spec_field *f;
	size_t i;

	for (i = 0; i < MA_COUNT(names); i++) {
		f = ma_spec_find_field(e, ma_str(names[i]));
		if (f && can_be_title(f))
			return f;
	}
	for (f = e->fields; f; f = f->next)
		if (can_be_title(f) && !is_classifier(f->name))
			return f;
	return NULL;
}

/* Whoever types a record wants no more than what it is of: "add food --amount 12". */
static bool is_typed_in(const struct ma_spec *spec)
{
	return spec->kind == MA_KIND_CLI || spec->kind == MA_KIND_LIBRARY;
}

static struct ma_spec_field *find_classifier(const struct ma_spec_entity *e)
{
	struct ma_spec_field *f = ma_spec_find_field(e, MA_STR("category"));

	return f && can_be_title(f) ? f : NULL;
}

/* A text that is short enough to be known by. */
static struct ma_spec_field *find_note(const struct ma_spec_entity *e)
{
	static const char *const names[] = { "description", "note", "caption", "summary", "reason",
		"comment", "idea" };
	struct ma_spec_field *f;
	size_t i;

	for (i = 0; i < MA_COUNT(names); i++) {
		f = ma_spec_find_field(e, ma_str(names[i]));
		if (f && f->type == MA_FIELD_TEXT && !f->said) {
			f->type = MA_FIELD_STRING;
			return f;
		}
	}
	return NULL;
}

/* The title that the well-known entity of this name has, else "name". */
static struct ma_str usual_title(const struct ma_spec_entity *e)
{
	struct ma_str fields = ma_str(ma_known_entity(e->name)), word = MA_STR("");

	(void)ma_str_cut(&fields, ' ', &word); /* stays "" for an unknown one */
	if (!ma_str_ends(word, "!") || memchr(word.p, ':', word.n))
		return MA_STR("name");
	return ma_str_n(word.p, word.n - 1);
}

static void move_first(struct ma_spec_entity *e, struct ma_spec_field *f)
{
	struct ma_spec_field **at = &e->fields;

	while (*at && *at != f)
		at = &(*at)->next;
	if (!*at)
		return;
	*at = f->next;
	f->next = e->fields;
	e->fields = f;
}

/* An expense with a note is nothing without its amount. */
static void need_amount(struct ma_spec_entity *e)
{
	struct ma_spec_field *f = ma_spec_find_field(e, MA_STR("amount"));

	if (f && f->type == MA_FIELD_MONEY)
		f->required = true;
}

/* Every record needs a text to be known by: a short note serves, else there is a field more. */
static void add_title(struct ma_spec *spec, struct ma_spec_entity *e)
{
	struct ma_spec_field *f = find_title(e);

	if (!f) {
		f = is_typed_in(spec) ? find_classifier(e) : NULL;
		f = f ? f : find_note(e);
		if (f)
			need_amount(e);
	}
	if (!f) {
		f = ma_spec_add_field(spec, e, usual_title(e));
		if (!f)
			return;
		f->type = MA_FIELD_STRING;
		move_first(e, f);
	}
	f->known = f->required = true;
}

/* Of a slot or a class, where each week has the same. */
static bool is_weekly(const struct ma_spec_entity *e)
{
	static const char *const ends[] = { "Slot", "Period", "Shift", "Class", "Lesson", "Hour",
		"Schedule", "Timetable", "Route", "Service", "Course", "Window", "Availability" };
	size_t i;

	for (i = 0; i < MA_COUNT(ends); i++)
		if (ma_str_ends(e->name, ends[i]))
			return true;
	return false;
}

/* An incident with a start and an end time and no day of its own has them in these. */
static void settle_times(struct ma_spec_entity *e)
{
	struct ma_spec_field *start = ma_spec_find_field(e, MA_STR("startTime")), *f,
			     *end = ma_spec_find_field(e, MA_STR("endTime"));

	if (!start || !end || start->type != MA_FIELD_TIME || end->type != MA_FIELD_TIME ||
		start->said || end->said || is_weekly(e))
		return;
	for (f = e->fields; f; f = f->next)
		if (f->type == MA_FIELD_DATE || f->type == MA_FIELD_DATETIME ||
			ma_words_have("day days weekday weekdays dayOfWeek", f->name))
			return;
	start->type = end->type = MA_FIELD_DATETIME;
}

/* "found at" beside "found on" is a place. */
static void settle_places(struct ma_spec_entity *e)
{
	struct ma_spec_field *f, *day;

	for (f = e->fields; f; f = f->next) {
		if (f->type != MA_FIELD_DATETIME || f->said ||
			!ma_words_have("foundAt seenAt spottedAt caughtAt boughtAt soldAt tastedAt",
				f->name))
			continue;
		for (day = e->fields; day; day = day->next)
			if (day->type == MA_FIELD_DATE && day->name.n == f->name.n &&
				ma_str_ends(day->name, "On") &&
				memcmp(day->name.p, f->name.p, f->name.n - 2) == 0)
				f->type = MA_FIELD_STRING;
	}
}

void ma_spec_add_titles(struct ma_spec *spec)
{
	struct ma_spec_entity *e;

	for (e = spec->entities; e && !spec->rc; e = e->next) {
		settle_times(e);
		settle_places(e);
		add_title(spec, e);
	}
}
