/* Features that several words give away together: "imported from a CSV file", "in English and Spanish". */
#include "model/understand_parts.h"

#define REACH 8 /* words between "import" and "CSV" */

static uint64_t mask_of(const char *feature)
{
	return MA_FEATURE(ma_feature_find(ma_str(feature)));
}

static bool is_import(struct ma_spec *spec, size_t at)
{
	size_t from = at, to = at + REACH;

	if (!ma_spec_is_any(spec, at, "import imports imported importing"))
		return false;
	for (at++; at < to && at < spec->tokens_n && spec->tokens[at].kind != MA_TOKEN_STOP; at++)
		if (ma_spec_is_any(spec, at, "csv")) {
			ma_spec_take(spec, from, from + 1);
			return true;
		}
	return false;
}

static bool is_two_languages(const struct ma_spec *spec, size_t at)
{
	static const char languages[] =
		"english german french spanish italian dutch portuguese polish "
		"turkish arabic chinese japanese korean russian ukrainian greek "
		"swedish norwegian danish finnish czech hungarian welsh irish hindi";
	size_t next = at + 1;

	if (at == 0 || !ma_spec_is_any(spec, at - 1, "in into both") ||
		!ma_spec_is_any(spec, at, languages))
		return false;
	while (next < spec->tokens_n &&
		(spec->tokens[next].kind == MA_TOKEN_COMMA ||
			spec->tokens[next].kind == MA_TOKEN_SLASH ||
			ma_spec_is_any(spec, next, "and or")))
		next++;
	return next > at + 1 && ma_spec_is_any(spec, next, languages);
}

void ma_spec_read_hints(struct ma_spec *spec)
{
	const uint64_t imports = mask_of("import_csv"), exports = mask_of("export_csv");
	bool imported = false, exported = false;
	size_t at;

	for (at = 0; at < spec->tokens_n; at++) {
		imported |= is_import(spec, at);
		exported |= ma_spec_is_any(spec, at,
			"export exports exported exporting download downloads downloaded");
		if (is_two_languages(spec, at))
			spec->features |= mask_of("i18n");
	}
	if (!imported || spec->refused_features & (imports | exports))
		return;
	spec->features |= imports;
	if (!exported)
		spec->features &= ~exports;
}
