/* Features that no phrase names: "add, edit and find", a cart and "check out". */
#include "model/understand_parts.h"

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

static uint64_t mask_of(const char *feature)
{
	return MA_FEATURE(ma_feature_find(ma_str(feature)));
}

bool ma_spec_shows(const struct ma_spec *spec, size_t at)
{
	size_t n = 0;

	return ma_spec_features_at(spec, at, &n) & (mask_of("dashboard") | mask_of("charts"));
}

void ma_spec_read_hints(struct ma_spec *spec)
{
	size_t at;

	for (at = 0; at < spec->tokens_n; at++) {
		if (is_find_of_list(spec, at))
			spec->features |= mask_of("search");
		if (spec->features & mask_of("checkout") && ma_spec_is_any(spec, at, "basket"))
			spec->features |= mask_of("cart");
		if (spec->features & mask_of("cart") && ma_spec_match(spec, at, "check out") > 0) {
			spec->features |= mask_of("checkout");
			ma_spec_take(spec, at, at + 2);
		}
	}
}
