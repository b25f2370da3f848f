/*
 * Which websites are only shown: "a website for my dental practice". A site whose pages are named, or that is for a
 * business or an event, is static unless somebody does something with records there, or records are described.
 */
#include "model/understand_parts.h"

/* What such a site is for, where the trades of understand_site.c have no word for it. */
static const char places[] =
	"practice firm company business shop store boutique workshop farm vineyard winery gallery museum theatre "
	"theater cinema campsite team foundation organisation organization association society community village";

/* What visitors or the staff do there: that takes a server. */
static const char acts[] =
	"user users login log-in signup sign-up admin admins account accounts dashboard register registration "
	"book booking bookings reserve reservation reservations order orders ordering buy sell sells selling "
	"shopping cart checkout search filter upload submit vote rate comment comments database";

/* What a page does, and what is done with one. */
static const char shown[] =
	"show shows showing display displays present presents list lists introduce introduces be find see read look call "
	"contact reach learn know visit view";

/* Pages, and no records that a web application would keep. */
static const char pages[] =
	"home homepage about contact gallery imprint faq testimonials menu prices pricing hours directions services "
	"location";

/* "The practice has three dentists" says no more of a record than its number; "dishes have a name and a price" does. */
static bool lists_fields(const struct ma_spec *spec, size_t at)
{
	enum ma_field_type type;

	for (; at < spec->tokens_n && spec->tokens[at].kind != MA_TOKEN_STOP; at++)
		if (spec->tokens[at].kind == MA_TOKEN_WORD &&
			!ma_words_have(pages, spec->tokens[at].low) &&
			ma_field_type_of_words(spec->tokens[at].low, &type))
			return true;
	return false;
}

/* "The site has a home page": what a site has is pages. */
static bool is_of_site(const struct ma_spec *spec, size_t at)
{
	return at > 0 && ma_spec_is_any(spec, at - 1, "site website page homepage it");
}

static bool is_acted_on(const struct ma_spec *spec, size_t end)
{
	size_t i;

	for (i = 0; i < spec->tokens_n; i++) {
		if (ma_spec_is_any(spec, i, "where") &&
			!ma_spec_is_any(spec, i + 1, "we i to it they he she"))
			return true;
		if (ma_spec_is_any(spec, i, acts) && !ma_spec_is_a(spec, i - (i > 0), MA_W_NEG))
			return true;
		if (i < end)
			continue;
		if ((ma_spec_is_a(spec, i, MA_W_KEEP) && !ma_spec_is_any(spec, i, shown)) ||
			ma_spec_is_field_list(spec, i) ||
			(ma_spec_is_a(spec, i, MA_W_MODAL) && !is_of_site(spec, i) &&
				!ma_spec_is_any(spec, i + 1, shown)) ||
			(ma_spec_is_a(spec, i, MA_W_HAVE) && !is_of_site(spec, i) &&
				lists_fields(spec, i)))
			return true;
	}
	return false;
}

/* Behind "website" at the end of the head: the words of whom it is for, [*from, result); 0: nothing says so. */
static size_t owner(const struct ma_spec *spec, size_t begin, size_t end, size_t *from)
{
	size_t to;

	if (!ma_spec_is_any(spec, end, "for of")) {
		*from = begin; /* "my bakery's website" */
		return end - 1;
	}
	*from = end + 1;
	for (to = *from; ma_spec_is_a(spec, to, MA_W_DET | MA_W_PRON);)
		to++;
	while (to < spec->tokens_n && spec->tokens[to].kind == MA_TOKEN_WORD &&
		!ma_spec_is_a(spec, to,
			MA_W_PREP | MA_W_WITH | MA_W_REL | MA_W_CONJ | MA_W_HAVE | MA_W_MODAL))
		to++;
	return to;
}

/* The last word decides: "a football club", and no "club manager". */
static bool is_place(const struct ma_spec *spec, size_t from, size_t to)
{
	return to > from && (ma_spec_is_any(spec, to - 1, places) || ma_spec_is_trade(spec, to - 1));
}

/* "my bakery: cakes, members and classes" lists what is kept, where none of it is a page. */
static bool lists_things(const struct ma_spec *spec, size_t at)
{
	return at < spec->tokens_n &&
		(spec->tokens[at].kind == MA_TOKEN_COLON || spec->tokens[at].kind == MA_TOKEN_OPEN ||
			ma_spec_is_a(spec, at, MA_W_WITH | MA_W_HAVE));
}

bool ma_spec_is_brochure(const struct ma_spec *spec, size_t begin, size_t end)
{
	size_t named = 0, from = 0, to, i;

	if (end == begin || !ma_spec_is_any(spec, end - 1, "website site homepage") ||
		is_acted_on(spec, end))
		return false;
	for (i = end; i < spec->tokens_n; i++)
		named += ma_spec_is_any(spec, i, pages);
	to = owner(spec, begin, end, &from);
	return named > 1 ||
		(is_place(spec, from, to) &&
			(named > 0 || !lists_things(spec, to < end ? end : to)));
}
