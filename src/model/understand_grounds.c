/* What features have to work on: days for a calendar, texts for Markdown, states or lanes for a board. What has nothing is told. */
#include "model/understand_parts.h"

static bool is_birth(struct ma_str name)
{
	return ma_str_starts(name, "birth") || ma_str_starts(name, "born") ||
		ma_str_ends(name, "OfBirth") || ma_str_ends(name, "BirthDate") ||
		ma_str_ends(name, "Birthday");
}

bool ma_understand_is_day(struct ma_str type, struct ma_str name)
{
	return (ma_str_is(type, "date") || ma_str_is(type, "datetime")) && !is_birth(name);
}

static bool ends_in(struct ma_str name, const char *const *words, size_t n)
{
	size_t i, length;

	for (i = 0; i < n; i++) {
		length = ma_str(words[i]).n;
		if (name.n >= length &&
			ma_str_eq_nocase(ma_str_from(name, name.n - length), ma_str(words[i])))
			return true;
	}
	return false;
}

bool ma_understand_is_state(struct ma_str name)
{
	static const char *const states[] = { "status", "state", "stage", "phase", "progress",
		"column", "lane", "step" };

	return ends_in(name, states, MA_COUNT(states));
}

bool ma_understand_is_lane(struct ma_str entity)
{
	static const char *const lanes[] = { "Column", "List", "Stage", "Lane", "Phase", "Status",
		"Step" };

	return ends_in(entity, lanes, MA_COUNT(lanes));
}

static bool wants(const struct ma_spec *spec, const char *feature)
{
	int i = ma_feature_find(ma_str(feature));

	return spec->features & MA_FEATURE(i) && ma_spec_builds(spec, i);
}

static bool is_day(const struct ma_spec_entity *e, const struct ma_spec_field *f)
{
	MA_UNUSED(e);
	return ma_understand_is_day(ma_str(ma_field_type_name(f->type)), f->name);
}

static bool is_long(const struct ma_spec_entity *e, const struct ma_spec_field *f)
{
	MA_UNUSED(e);
	return f->type == MA_FIELD_TEXT || f->type == MA_FIELD_MARKDOWN;
}

static bool is_lane(const struct ma_spec_entity *e, const struct ma_spec_field *f)
{
	return (f->type == MA_FIELD_ENUM && ma_understand_is_state(f->name)) ||
		(f->type == MA_FIELD_REF && ma_understand_is_lane(f->to) &&
			!ma_str_eq(f->to, e->name));
}

static bool has_field(const struct ma_spec *spec,
	bool (*fits)(const struct ma_spec_entity *e, const struct ma_spec_field *f))
{
	const struct ma_spec_entity *e;
	const struct ma_spec_field *f;

	for (e = spec->entities; e; e = e->next)
		for (f = e->fields; f; f = f->next)
			if (fits(e, f))
				return true;
	return false;
}

/* "drag tasks to reorder them", "drop files on it", "export as markdown": what the feature does not do. */
static bool said_with(const struct ma_spec *spec, const char *stem, const char *words)
{
	bool named = false, said = false;
	size_t i;

	for (i = 0; i < spec->tokens_n; i++) {
		if (spec->tokens[i].kind == MA_TOKEN_STOP) {
			named = said = false;
			continue;
		}
		named = named || ma_str_starts(spec->tokens[i].low, stem);
		said = said || ma_spec_is_any(spec, i, words);
		if (named && said)
			return true;
	}
	return false;
}

/* The first of some words that is not refused; the end where there is none. */
static size_t find_said(const struct ma_spec *spec, const char *words)
{
	size_t i;

	for (i = 0; i < spec->tokens_n; i++)
		if (ma_spec_is_any(spec, i, words) &&
			!(i > 0 && ma_spec_is_a(spec, i - 1, MA_W_NEG)))
			break;
	return i;
}

/* What goes over a board: tasks and the like, else what is described first. */
static struct ma_spec_entity *find_cards(const struct ma_spec *spec)
{
	static const char *const cards[] = { "Task", "Card", "Issue", "Ticket", "Story" };
	struct ma_spec_entity *e, *given = NULL;

	for (e = spec->entities; e; e = e->next) {
		if (ma_str_among(e->name, cards, MA_COUNT(cards)))
			return e;
		if (!given && e->given)
			given = e;
	}
	return given;
}

static void add_state(struct ma_spec *spec)
{
	struct ma_spec_entity *e = find_cards(spec);
	struct ma_spec_field *f = e ? ma_spec_add_field(spec, e, MA_STR("status")) : NULL;

	if (!f)
		return;
	f->type = MA_FIELD_ENUM;
	f->known = true;
	f->values[0] = MA_STR("todo");
	f->values[1] = MA_STR("in_progress");
	f->values[2] = MA_STR("done");
	f->values_n = 3;
}

void ma_spec_give_grounds(struct ma_spec *spec)
{
	int board = ma_feature_find(MA_STR("drag_drop"));
	size_t at = find_said(spec, "kanban");

	if (spec->kind == MA_KIND_APP && at < spec->tokens_n) {
		spec->features |= MA_FEATURE(board);
		ma_spec_take(spec, at, at + 1);
	}
	if (wants(spec, "drag_drop") && !has_field(spec, is_lane) &&
		find_said(spec, "kanban columns lanes") < spec->tokens_n)
		add_state(spec);
}

static void warn_of_markdown(struct ma_spec *spec)
{
	if (!wants(spec, "markdown"))
		return;
	if (said_with(spec, "markdown",
		    "export exports exported exporting import imports imported importing download "
		    "downloads downloaded convert converts converted"))
		ma_spec_warn(spec, "understood but not built: files in markdown");
	else if (!has_field(spec, is_long))
		ma_spec_warn(spec, "understood but not built: markdown, as no record has a text");
}

static void warn_of_boards(struct ma_spec *spec)
{
	if (!wants(spec, "drag_drop"))
		return;
	if (said_with(spec, "drag", "order reorder reordering rearrange sort sequence"))
		ma_spec_warn(spec, "understood but not built: an order of records by drag_drop");
	else if (said_with(spec, "drag",
			 "upload uploads uploading file files photo photos image images"))
		ma_spec_warn(spec, "understood but not built: files by drag_drop");
	else if (!has_field(spec, is_lane))
		ma_spec_warn(spec, "understood but not built: drag_drop, as no record has a status");
}

void ma_spec_warn_of_features(struct ma_spec *spec)
{
	const char *const *names = ma_understand_features();
	int i;

	for (i = 0; names[i]; i++)
		if (spec->features & MA_FEATURE(i) && !ma_spec_builds(spec, i))
			ma_spec_warn(spec, "understood but not built yet: %s", names[i]);
	if (wants(spec, "calendar") && !has_field(spec, is_day))
		ma_spec_warn(spec, "understood but not built: calendar, as no record has a date");
	warn_of_markdown(spec);
	warn_of_boards(spec);
}
