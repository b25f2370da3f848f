/* Features that several words give away together: "imported from a CSV file", "get an email", "in English and Spanish". */
#include "model/understand_parts.h"

#define REACH 8 /* words between "import" and "CSV" */

/* Without objects the acts alone say it. */
static const struct hint {
	const char *acts, *objects, *feature;
} hints[] = {
	{ "import imports imported importing importable", "csv spreadsheet spreadsheets excel",
		"import_csv" },
	{ "export exports exported exporting exportable download downloads downloaded downloading "
	  "downloadable",
		"csv", "export_csv" },
	{ "filterable", "", "filter" },
	{ "sortable", "", "sort" },
	{ "find finds lookup", "by", "search" },
	{ "notify notifies notified notifying alerted", "", "notifications" },
	{ "attach attaches attached attaching",
		"file files photo photos picture pictures image images document documents pdf pdfs "
		"receipt receipts screenshot screenshots scan scans",
		"upload" },
	{ "drag drags dragged dragging", "", "drag_drop" },
	{ "shareable sharable", "", "sharing" },
	{ "email e-mail", "reminder reminders", "email" },
	{ "cart basket", "check", "checkout" },
	{ "send sends sent sending get gets receive receives notify notifies notified inform informs "
	  "informed remind reminds reminded",
		"email emails e-mail e-mails mail", "email" },
	{ "send sends sent sending get gets receive receives notify notifies notified inform informs "
	  "informed remind reminds reminded",
		"sms", "sms" },
	{ "sign signs log logs login", "google github facebook", "oauth" },
	{ "buy buys pay pays payment payments purchase purchases",
		"card credit debit paypal stripe", "payments" },
};

static uint64_t mask_of(const char *feature)
{
	return MA_FEATURE(ma_feature_find(ma_str(feature)));
}

/* "no need to notify anybody" */
static bool is_refused(const struct ma_spec *spec, size_t at)
{
	for (; at > 0 && spec->tokens[at - 1].kind == MA_TOKEN_WORD; at--)
		if (spec->tokens[at - 1].flags & (MA_W_NEG | MA_W_CONJ))
			return spec->tokens[at - 1].flags & MA_W_NEG;
	return false;
}

/* Where one of the words stands behind `at` in its sentence; `at` where none does. */
static size_t find_object(const struct ma_spec *spec, size_t at, const char *words)
{
	size_t i, to = at + REACH;

	for (i = at + 1; i < to && i < spec->tokens_n && spec->tokens[i].kind != MA_TOKEN_STOP; i++)
		if (ma_spec_is_any(spec, i, words) && !spec->tokens[i].used)
			return i;
	return at;
}

/* The features of hints that begin at `at`; their words are taken. */
static uint64_t hints_at(struct ma_spec *spec, size_t at)
{
	uint64_t found = 0;
	size_t i, object;

	for (i = 0; i < MA_COUNT(hints) && !spec->tokens[at].used; i++) {
		if (!ma_spec_is_any(spec, at, hints[i].acts) || is_refused(spec, at))
			continue;
		object = find_object(spec, at, hints[i].objects);
		if (object == at && hints[i].objects[0])
			continue;
		found |= mask_of(hints[i].feature);
		ma_spec_take(spec, at, at + 1);
		ma_spec_take(spec, object, object + 1);
	}
	return found;
}

/* "add, edit, remove and find" */
static bool is_find_of_list(const struct ma_spec *spec, size_t at)
{
	return at > 1 && ma_spec_is_any(spec, at, "find") && !spec->tokens[at + 1].flags &&
		(spec->tokens[at - 1].kind == MA_TOKEN_COMMA ||
			spec->tokens[at - 1].flags & MA_W_CONJ) &&
		ma_spec_is_any(spec, at - 2, "add create edit update delete remove list view");
}

bool ma_spec_is_language(const struct ma_spec *spec, size_t at)
{
	return ma_spec_is_any(spec, at,
		"english german french spanish italian dutch portuguese polish turkish arabic "
		"chinese japanese korean russian ukrainian greek swedish norwegian danish finnish "
		"czech hungarian welsh irish hindi");
}

static bool is_two_languages(struct ma_spec *spec, size_t at)
{
	size_t next = at + 1;

	if (spec->tokens[at].used || !ma_spec_is_language(spec, at))
		return false;
	while (next < spec->tokens_n &&
		(spec->tokens[next].kind == MA_TOKEN_COMMA ||
			spec->tokens[next].kind == MA_TOKEN_SLASH ||
			ma_spec_is_any(spec, next, "and or")))
		next++;
	if (next == at + 1 || next == spec->tokens_n || spec->tokens[next].used ||
		!ma_spec_is_language(spec, next))
		return false;
	ma_spec_take(spec, at, next + 1);
	return true;
}

void ma_spec_read_hints(struct ma_spec *spec)
{
	const uint64_t imports = mask_of("import_csv"), exports = mask_of("export_csv");
	uint64_t found = 0;
	size_t at;

	for (at = 0; at < spec->tokens_n; at++) {
		found |= hints_at(spec, at);
		if (is_two_languages(spec, at))
			found |= mask_of("i18n");
		if (is_find_of_list(spec, at))
			found |= mask_of("search");
	}
	if (found & imports && !(found & exports))
		spec->features &= ~exports; /* "csv" alone was taken for it */
	spec->features |= found;
}
