/* Static sites: which pages. */
#include "model/understand_parts.h"

/* In the order of the navigation. A page of the same kind has one row; the first phrase that is said names it. */
static const struct page {
	const char *id;
	const char *phrases[12];
} pages[] = {
	{ "about",
		{ "about page", "about us", "about me", "about section", "about", "our story",
			"bio", "biography", "history" } },
	{ "services",
		{ "services", "service page", "what we do", "treatments", "offerings", "classes",
			"courses" } },
	{ "features",
		{ "feature section", "features section", "feature list", "product features",
			"features" } },
	{ "menu", { "menu", "food menu", "drinks" } },
	{ "products",
		{ "products", "product page", "catalog", "catalogue", "shop page", "collection" } },
	{ "work",
		{ "portfolio page", "projects", "case study", "my work", "our work", "works",
			"project page", "project" } },
	{ "gallery", { "gallery", "photo gallery", "image gallery", "photos", "pictures" } },
	{ "team",
		{ "team", "our team", "staff", "people page", "trainers", "doctors", "attorneys",
			"band members", "members", "teachers", "instructors" } },
	{ "pricing",
		{ "pricing", "prices", "price list", "pricing plan", "membership plan", "rates",
			"plans" } },
	{ "schedule",
		{ "schedule", "timetable", "class schedule", "opening hours", "hours", "agenda",
			"program", "programme", "opening times" } },
	{ "events",
		{ "events", "tour dates", "concert", "gigs", "event page", "fixtures", "matches",
			"next dates" } },
	{ "testimonials", { "testimonial", "customer review", "reviews", "quotes" } },
	{ "resume",
		{ "resume", "cv", "curriculum vitae", "work experience", "experience", "skills" } },
	{ "blog", { "blog", "blog list", "blog post", "news", "articles", "posts" } },
	{ "faq", { "faq", "faqs", "frequently asked question", "questions and answers" } },
	{ "location",
		{ "location", "directions", "how to find us", "map", "venue", "where we are",
			"where to find us", "how to get there", "getting there" } },
	{ "contact",
		{ "contact page", "contact form", "contact us", "contact me", "contact section",
			"contact information", "contact details", "contact", "get in touch",
			"phone number" } },
};

/* What well-known sites are about, and what they have where the prompt names no pages. */
static const struct {
	const char *words, *pages, *trade;
} usual[] = {
	{ "cafe café coffee restaurant bistro pizzeria bakery bar pub diner brewery",
		"about menu location contact", "food" },
	{ "photographer photography artist painter illustrator", "about gallery contact", "photo" },
	{ "portfolio developer designer freelancer freelance", "about work contact", "person" },
	{ "band musician dj singer choir orchestra", "about events gallery contact", "music" },
	{ "wedding", "about schedule location contact", "wedding" },
	{ "gym studio fitness yoga dojo", "about schedule pricing contact", "fitness" },
	{ "dentist dental practice clinic doctor salon spa barber hairdresser lawyer attorney law firm plumber electrician "
	  "carpenter gardener agency consultant consulting accountant",
		"about services team contact", "service" },
	{ "startup saas product app software tool brand", "features pricing faq contact",
		"product" },
	{ "hotel hostel guesthouse", "about gallery pricing location contact", "stay" },
	{ "conference meetup festival event", "schedule team location contact", "event" },
	{ "blog", "blog about", "blog" },
	{ "school kindergarten nonprofit charity church club", "about team events contact",
		"community" },
};

bool ma_spec_is_trade(const struct ma_spec *spec, size_t at)
{
	size_t i;

	for (i = 0; i < MA_COUNT(usual); i++)
		if (ma_spec_is_any(spec, at, usual[i].words) && strcmp(usual[i].trade, "blog") != 0)
			return true;
	return false;
}

static bool says(const struct ma_spec *spec, const char *phrase)
{
	bool negated = false;
	size_t i;

	for (i = 0; i < spec->tokens_n; i++) {
		const struct ma_token *t = &spec->tokens[i];

		if (t->kind != MA_TOKEN_WORD)
			negated = negated && t->kind == MA_TOKEN_SLASH;
		else if (t->flags & MA_W_NEG)
			negated = true;
		if (!negated && ma_spec_match(spec, i, phrase) > 0)
			return true;
	}
	return false;
}

static void find_pages(struct ma_spec *spec)
{
	size_t i, k;

	for (i = 0; i < MA_COUNT(pages); i++)
		for (k = 0; k < MA_COUNT(pages[i].phrases) && pages[i].phrases[k]; k++)
			if (says(spec, pages[i].phrases[k]))
				spec->pages |= MA_FEATURE(i);
}

/* How many tokens from `at` are a page's phrase, the longest one; 0: none is. */
static size_t page_size(const struct ma_spec *spec, size_t at)
{
	size_t i, k, n, longest = 0;

	for (i = 0; i < MA_COUNT(pages); i++)
		for (k = 0; k < MA_COUNT(pages[i].phrases) && pages[i].phrases[k]; k++) {
			n = ma_spec_match(spec, at, pages[i].phrases[k]);
			longest = n > longest ? n : longest;
		}
	return longest;
}

static bool is_page(const struct ma_spec *spec, size_t at)
{
	return page_size(spec, at) > 0;
}

/* A name that no page has: what every site has, what says which pages or how, is none. */
static void check_name(struct ma_spec *spec, size_t at)
{
	static const char others[] =
		"home homepage start main index landing front web single one 404 error error-page html static "
		"separate different same other each every more few two three four five six simple nice";
	const struct ma_token *t = &spec->tokens[at];

	if (t->kind == MA_TOKEN_WORD && !(t->flags & (MA_W_CLOSED | MA_W_ADJ)) && t->text.n > 1 &&
		!ma_words_have(others, t->low) && !is_page(spec, at))
		ma_spec_warn(spec, "no such page is built: " MA_STR_FMT, MA_STR_ARG(t->low));
}

/* "and a page for sponsors" at "page"; the page that is asked for itself is none. */
static void check_page_for(struct ma_spec *spec, size_t at)
{
	if (at < 2 || !ma_spec_is_a(spec, at - 1, MA_W_DET) ||
		(ma_spec_is_a(spec, at - 2, MA_W_BUILD | MA_W_PRON)) ||
		(spec->tokens[at - 2].kind != MA_TOKEN_COMMA &&
			!ma_spec_is_a(spec, at - 2, MA_W_CONJ | MA_W_WITH)) ||
		!ma_spec_is_any(spec, at + 1, "for about with"))
		return;
	for (at += 2; ma_spec_is_a(spec, at, MA_W_DET | MA_W_PRON);)
		at++;
	check_name(spec, at);
}

/* "a careers page", "pages: home, careers and menu" */
static void check_pages(struct ma_spec *spec)
{
	size_t at;

	for (at = 1; at + 1 < spec->tokens_n; at++) {
		if (ma_spec_is_any(spec, at, "page section"))
			check_page_for(spec, at);
		if (ma_spec_is_any(spec, at, "page section") &&
			!(at > 1 && is_page(spec, at - 2) &&
				!ma_spec_is_any(spec, at - 2, "a an the")))
			check_name(spec, at - 1);
		if (!ma_spec_is_any(spec, at, "pages sections"))
			continue;
		while (spec->tokens[at + 1].kind == MA_TOKEN_COLON ||
			spec->tokens[at + 1].kind == MA_TOKEN_OPEN ||
			ma_spec_is_any(spec, at + 1, "for like such as are named called"))
			at++;
		for (; at + 2 < spec->tokens_n && spec->tokens[at + 1].kind != MA_TOKEN_STOP; at++)
			if (spec->tokens[at + 2].kind != MA_TOKEN_WORD ||
				spec->tokens[at + 2].flags & MA_W_CONJ) {
				if (spec->tokens[at].kind != MA_TOKEN_WORD ||
					spec->tokens[at].flags & MA_W_CLOSED)
					check_name(spec, at + 1);
			}
	}
}

/* Its end in a list: "photos of the team" [at, result). */
static size_t item_end(const struct ma_spec *spec, size_t at)
{
	while (at < spec->tokens_n && spec->tokens[at].kind == MA_TOKEN_WORD &&
		!(spec->tokens[at].flags & (MA_W_CONJ | MA_W_NEG)))
		at++;
	return at;
}

static bool has_page(const struct ma_spec *spec, size_t at, size_t to)
{
	for (; at < to; at++)
		if (is_page(spec, at) || ma_spec_is_any(spec, at, "page section home homepage"))
			return true;
	return false;
}

/* How it is to look or be made is no page. */
static bool is_style(const struct ma_spec *spec, size_t at, size_t to)
{
	static const char words[] =
		"colour colours color colors design style styles theme look font fonts layout mode css html javascript "
		"code text texts animation animations navigation footer header button buttons logo background images "
		"picture responsive accessible website site visitors customers people cookies tracking seo";

	for (; at < to; at++)
		if (ma_spec_is_any(spec, at, words))
			return true;
	return false;
}

/* "with teams, sponsors and contact" from `at`: of a list that names pages, every part is one. */
static void check_list(struct ma_spec *spec, size_t from)
{
	size_t at, to, pages_n = 0, pass;

	for (pass = 0; pass < 2; pass++)
		for (at = from; at + 1 < spec->tokens_n; at = to + 1) {
			to = item_end(spec, at);
			while (ma_spec_is_a(spec, at, MA_W_DET | MA_W_PRON | MA_W_ADV))
				at++;
			if (pass == 0)
				pages_n += has_page(spec, at, to);
			else if (pages_n > 0 && to > at && to - at <= 2 && !has_page(spec, at, to) &&
				!is_style(spec, at, to) && !ma_spec_is_a(spec, at, MA_W_CLOSED))
				check_name(spec, to - 1);
			if (spec->tokens[to].kind != MA_TOKEN_COMMA &&
				!ma_spec_is_a(spec, to, MA_W_CONJ))
				break;
		}
}

static void check_lists(struct ma_spec *spec)
{
	size_t at;

	for (at = 1; at + 1 < spec->tokens_n; at++)
		if ((spec->tokens[at].kind == MA_TOKEN_COLON ||
			    ma_spec_is_a(spec, at, MA_W_WITH | MA_W_HAVE) ||
			    ma_spec_is_any(spec, at, "shows showing presents")) &&
			!ma_spec_is_any(spec, at - 1, "pages sections page section"))
			check_list(spec, at + 1);
}

static void add_usual(struct ma_spec *spec)
{
	const char *names = "about contact";
	bool named = spec->pages != 0;
	size_t i, k;

	for (k = MA_COUNT(usual); k-- > 0;)
		for (i = 0; i < spec->tokens_n; i++)
			if (spec->tokens[i].kind == MA_TOKEN_WORD &&
				ma_words_have(usual[k].words, spec->tokens[i].low))
				names = usual[k].pages, spec->trade = usual[k].trade;
	for (i = 0; i < MA_COUNT(pages) && !named; i++)
		if (ma_words_have(names, ma_str(pages[i].id)))
			spec->pages |= MA_FEATURE(i);
}

/* What needs a server, or is written in another way than was asked. */
static void warn(struct ma_spec *spec)
{
	static const char tech[] =
		"react vue angular svelte next.js nextjs nuxt jquery bootstrap tailwind tailwindcss gatsby astro "
		"hugo jekyll eleventy vite webpack wordpress";
	static const char languages[] =
		"german french spanish italian dutch portuguese polish turkish arabic chinese japanese korean "
		"russian ukrainian greek swedish norwegian danish finnish czech hungarian welsh hindi";
	static const char *const served[] = { "ordering", "online order", "reservation", "booking",
		"login", "sign-up", "signup", "newsletter", "comment", "cart", "checkout",
		"payment", "chat", "rsvp", "upload", "donation" };
	size_t i;

	for (i = 0; i < spec->tokens_n; i++)
		if (spec->tokens[i].kind == MA_TOKEN_WORD &&
			ma_words_have(tech, spec->tokens[i].low))
			ma_spec_warn(spec,
				MA_STR_FMT " is not used: the pages are plain HTML and CSS",
				(int)spec->tokens[i].text.n, spec->tokens[i].text.p);
	for (i = 0; i < MA_COUNT(served); i++)
		if (says(spec, served[i]))
			ma_spec_warn(spec, "%s needs a server: a static site has none", served[i]);
	for (i = 1; i < spec->tokens_n; i++)
		if (ma_spec_is_any(spec, i, languages) && ma_spec_is_any(spec, i - 1, "in into"))
			ma_spec_warn(spec, "the pages are written in English, not in " MA_STR_FMT,
				MA_STR_ARG(spec->tokens[i].text));
	if (says(spec, "form"))
		ma_spec_warn(spec, "a form needs a server that takes it: a static site has %s",
			says(spec, "contact") ? "a mail link instead" : "none");
	if (says(spec, "map"))
		ma_spec_warn(spec,
			"an embedded map loads from others: the page has a link to one instead");
	ma_spec_warn(spec, "names, prices, dates and pictures are samples to be replaced");
}

/* "homepage", "page site": words of a site, and not of what it is about. */
static bool says_nothing(struct ma_str words)
{
	static const char packaging[] =
		"home homepage page site website web one single product personal landing simple sales "
		"splash static small new html";
	struct ma_str word;

	while (ma_str_cut(&words, ' ', &word))
		if (!ma_words_have(packaging, word))
			return false;
	return true;
}

/* "for a coffee shop", "of our football club" */
static void find_topic(struct ma_spec *spec)
{
	size_t i, to;

	for (i = 0; i + 1 < spec->tokens_n && says_nothing(spec->topic); i++) {
		if (!ma_spec_is_any(spec, i, "for of about"))
			continue;
		for (i++; ma_spec_is_a(spec, i, MA_W_DET | MA_W_PRON);)
			i++;
		for (to = i; spec->tokens[to].kind == MA_TOKEN_WORD &&
			!(spec->tokens[to].flags & MA_W_CLOSED);)
			to++;
		if (to > i && to - i <= 4)
			spec->topic = ma_spec_words(spec, i, to);
	}
	for (i = 0; i < spec->tokens_n && says_nothing(spec->topic); i++)
		if (ma_spec_is_trade(spec, i)) /* "my bakery's website" */
			spec->topic = ma_spec_words(spec, i, i + 1);
}

/* Where the grammar found none, or found words of any site. */
static void find_name(struct ma_spec *spec)
{
	find_topic(spec);
	if (says_nothing(spec->name) && !says_nothing(spec->topic))
		spec->name = spec->topic;
}

/* What is told of pages, looks and the trade asks for nothing more; what was read as records came to nothing. */
static void take_pages(struct ma_spec *spec)
{
	size_t at;

	for (at = 0; at < spec->tokens_n; at++)
		spec->tokens[at].used = spec->tokens[at].taken = false;
	for (at = 0; at < spec->tokens_n; at++) {
		ma_spec_take(spec, at, at + page_size(spec, at));
		if (is_style(spec, at, at + 1) || ma_spec_is_trade(spec, at))
			ma_spec_take(spec, at, at + 1);
	}
}

void ma_spec_read_site(struct ma_spec *spec)
{
	static const char *const one[] = { "landing page", "one-page", "one page", "single page",
		"single-page", "onepage", "coming soon page", "onepager", "one-pager" };
	size_t i;

	spec->warnings = NULL; /* they are about records */
	spec->warnings_n = 0;
	find_name(spec);
	find_pages(spec);
	check_pages(spec);
	check_lists(spec);
	add_usual(spec);
	for (i = 0; i < MA_COUNT(one); i++)
		spec->one_page |= says(spec, one[i]);
	take_pages(spec);
	warn(spec);
}

bool ma_understand_page(struct ma_str id)
{
	size_t i;

	for (i = 0; i < MA_COUNT(pages); i++)
		if (ma_str_is(id, pages[i].id))
			return true;
	return false;
}

json_t *ma_spec_pages(const struct ma_spec *spec)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; list && i < MA_COUNT(pages); i++)
		if (spec->pages & MA_FEATURE(i) &&
			json_array_append_new(list, json_string(pages[i].id))) {
			json_decref(list);
			return NULL;
		}
	return list;
}
