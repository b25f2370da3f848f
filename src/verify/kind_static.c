/* Sites of files alone: pages and what they show, with nothing to build or run. */
#include "verify/detect_parts.h"
#include "verify/site.h"

static bool survey(const struct ma_site *site, bool *owns_below)
{
	if (!ma_site_has(site, "index.html") || ma_site_has(site, "package.json"))
		return false;
	ma_site_add(site,
		&(struct ma_step){
			.phase = "test", .command = "pages and links", .own = ma_site_check });
	*owns_below = true;
	return true;
}

const struct ma_kind ma_kind_static = { "static", survey };
