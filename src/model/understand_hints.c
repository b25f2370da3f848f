/* Features that several words give away together: "imported from a CSV file", "get an email", "in English and Spanish". */
#include "model/understand_parts.h"

#define REACH 8 /* words between "import" and "CSV" */

static const struct hint {
	const char *acts, *objects, *feature;
} hints[] = {
	{ "import imports imported importing", "csv", "import_csv" },
	{ "export exports exported exporting download downloads downloaded downloading", "csv",
		"export_csv" },
	{ "send sends sent sending get gets receive receives notify notifies notified inform informs "
	  "informed remind reminds reminded",
		"email emails e-mail e-mails mail", "email" },
	{ "send sends sent sending get gets receive receives notify notifies notified inform informs "
	  "informed remind reminds reminded",
		"sms", "sms" },
	{ "sign signs log logs login", "google github facebook", "oauth" },
	{ "buy buys pay pays purchase purchases", "credit debit paypal stripe", "payments" },
};

static uint64_t mask_of(const char *feature)
{
	return MA_FEATURE(ma_feature_find(ma_str(feature)));
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
		if (!ma_spec_is_any(spec, at, hints[i].acts))
			continue;
		object = find_object(spec, at, hints[i].objects);
		if (object == at)
			continue;
		found |= mask_of(hints[i].feature);
		ma_spec_take(spec, at, at + 1);
		ma_spec_take(spec, object, object + 1);
	}
	return found;
}

static bool is_two_languages(struct ma_spec *spec, size_t at)
{
	static const char languages[] =
		"english german french spanish italian dutch portuguese polish "
		"turkish arabic chinese japanese korean russian ukrainian greek "
		"swedish norwegian danish finnish czech hungarian welsh irish hindi";
	size_t next = at + 1;

	if (spec->tokens[at].used || !ma_spec_is_any(spec, at, languages))
		return false;
	while (next < spec->tokens_n &&
		(spec->tokens[next].kind == MA_TOKEN_COMMA ||
			spec->tokens[next].kind == MA_TOKEN_SLASH ||
			ma_spec_is_any(spec, next, "and or")))
		next++;
	if (next == at + 1 || next == spec->tokens_n || spec->tokens[next].used ||
		!ma_spec_is_any(spec, next, languages))
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
	}
	if (found & imports && !(found & exports))
		spec->features &= ~exports; /* "csv" alone was taken for it */
	spec->features |= found;
}
