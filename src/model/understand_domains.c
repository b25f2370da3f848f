/* Which entities a bare "todo app" or "gym" is made of. */
#include "model/understand_parts.h"

struct pack {
	const char *keys;     /* words of the topic or the prompt that call for it */
	const char *entities; /* in the order in which they are shown */
	const char *features;
};

static const struct pack packs[] = {
	{ "todo todos task tasks checklist errands", "List Task", "auth" },
	{ "social twitter instagram facebook network mastodon", "Post Comment", "auth" },
	{ "chat messaging slack discord messenger", "Channel Message", "auth" },
	{ "airbnb rental rentals", "Property Guest Booking", "auth" },
	{ "shopping-list grocery groceries grocery-list groceries-list", "List Item", "auth" },
	{ "blog blogging cms news magazine medium wordpress", "Category Post Comment", "auth" },
	{ "kanban trello scrum sprint asana", "Board Column Card", "auth" },
	{ "shop store ecommerce shopping marketplace webshop amazon etsy ebay shopify",
		"Category Product Customer Order", "auth" },
	{ "crm sales", "Company Contact Deal Activity", "auth" },
	{ "gym fitness studio yoga crossfit", "Trainer Member Class Booking", "auth" },
	{ "workout workouts exercise training strava", "Workout Exercise", "auth" },
	{ "inventory stock warehouse", "Category Supplier Warehouse Product", "auth" },
	{ "recipe recipes cookbook cooking", "Category Recipe Ingredient", "auth" },
	{ "library books goodreads", "Author Book Member Loan", "auth" },
	{ "expense expenses finance budget money spending", "Category Expense Budget", "auth" },
	{ "school university college student students", "Teacher Course Student Enrollment",
		"auth" },
	{ "lms elearning learning courses academy", "Instructor Course Lesson Enrollment Student",
		"auth" },
	{ "clinic hospital doctor medical patient patients dentist dental physio",
		"Doctor Patient Appointment", "auth" },
	{ "vet veterinary pet pets dog dogs cat cats", "Owner Pet Appointment", "auth" },
	{ "bakery bakeries florist butcher caterer catering", "Category Product Customer Order",
		"auth" },
	{ "garage repair workshop mechanic", "Customer Vehicle Repair", "auth" },
	{ "cinema theater theatre", "Film Venue Screening", "auth" },
	{ "podcast podcasts", "Show Episode", "auth" },
	{ "hotel hostel guesthouse", "Room Guest Booking", "auth" },
	{ "restaurant cafe bistro", "Category Product Table Reservation Order", "auth" },
	{ "booking reservation appointment appointments salon barber",
		"Service Customer Appointment", "auth" },
	{ "event events conference meetup", "Venue Event Attendee", "auth" },
	{ "helpdesk ticket tickets support issue bug bugs jira zendesk", "Customer Ticket Comment",
		"auth" },
	{ "project projects", "Project Milestone Task", "auth" },
	{ "hr employee employees staff", "Department Employee", "auth" },
	{ "wiki knowledge documentation", "Category Page", "auth" },
	{ "forum discussion community reddit", "Topic Thread Reply", "auth" },
	{ "note notes notebook notepad journal diary evernote notion", "Notebook Note", "auth" },
	{ "movie movies film films watchlist netflix imdb letterboxd", "Genre Movie Review",
		"auth" },
	{ "music songs spotify", "Artist Album Track", "auth" },
	{ "habit habits", "Habit Goal", "auth" },
	{ "realestate property properties estate zillow", "Agent Property", "auth" },
	{ "job jobs recruiting recruitment hiring linkedin", "Company Job Application", "auth" },
	{ "quiz quizzes trivia", "Quiz Question", "auth" },
	{ "membership memberships", "Plan Member Payment", "auth" },
	{ "club society association", "Member Event", "auth" },
	{ "poll polls survey surveys voting", "Survey Question Answer", "auth" },
	{ "flashcard flashcards", "Deck Flashcard", "auth" },
	{ "invoice invoices invoicing billing freelance freelancer",
		"Client Project Invoice Payment", "auth" },
	{ "travel trip trips itinerary vacation", "Trip Activity Expense", "auth" },
	{ "plant plants garden gardening", "Plant Task", "auth" },
	{ "bookmark bookmarks links", "Folder Bookmark", "auth" },
	{ "contact contacts address addresses", "Group Contact", "auth" },
	{ "sport sports league football soccer basketball", "Team Player Game", "auth" },
	{ "car cars vehicle vehicles fleet garage", "Owner Vehicle Maintenance", "auth" },
	{ "charity donation donations fundraising nonprofit", "Campaign Donor Donation", "auth" },
	{ "wedding party", "Event Table Guest Task", "auth" },
	{ "wishlist wish gift gifts", "List Wish", "auth" },
	{ "portfolio", "Category Project Contact", "auth" },
	{ "meal meals nutrition diet calorie calories", "Meal Goal", "auth" },
};

static bool has_key(const struct pack *pack, struct ma_str word)
{
	struct ma_str rest = ma_str(pack->keys), key;

	while (ma_str_cut(&rest, ' ', &key))
		if (ma_str_eq(key, word))
			return true;
	return false;
}

/* "shopping list" as the key "shopping-list" */
static const struct pack *pack_of_whole(struct ma_spec *spec, struct ma_str topic)
{
	struct ma_str key = ma_spec_name(spec, topic, MA_CASE_KEBAB, false);
	size_t i;

	for (i = 0; i < MA_COUNT(packs); i++)
		if (has_key(&packs[i], key))
			return &packs[i];
	return NULL;
}

/* "dentist appointment", "vet clinic", "chess club": the other word says more. */
static bool is_general(const struct pack *pack)
{
	return has_key(pack, MA_STR("appointment")) || has_key(pack, MA_STR("shop")) ||
		has_key(pack, MA_STR("clinic")) || has_key(pack, MA_STR("club"));
}

/* The pack of a topic: of all of it, else of its last word that has one. */
static const struct pack *pack_of(struct ma_spec *spec, struct ma_str topic)
{
	const struct pack *found = pack_of_whole(spec, topic);
	struct ma_str word;
	size_t i;

	if (found)
		return found;
	while (ma_str_cut(&topic, ' ', &word))
		for (i = 0; i < MA_COUNT(packs); i++)
			if (has_key(&packs[i], word) && !(found && is_general(&packs[i])))
				found = &packs[i];
	return found;
}

static bool is_unwanted(const struct ma_spec *spec, struct ma_str name)
{
	const struct ma_spec_text *t;

	for (t = spec->unwanted; t; t = t->next)
		if (ma_str_eq(t->text, name))
			return true;
	return false;
}

/* "expenses per category", "with folders" */
static bool is_said(struct ma_spec *spec, struct ma_str name)
{
	size_t i;

	for (i = 0; i < spec->tokens_n; i++) {
		const struct ma_token *t = &spec->tokens[i];

		if (t->kind == MA_TOKEN_WORD &&
			(ma_spec_is_plural(spec, t->low) ||
				(i > 0 && ma_spec_is_any(spec, i - 1, "per by each"))) &&
			ma_str_eq(ma_spec_name(spec, t->low, MA_CASE_PASCAL, true), name))
			return true;
	}
	return false;
}

/* Of a program or library only what it is about, and what is said: nobody wants to give each task a list first. */
static bool is_too_much(struct ma_spec *spec, const struct pack *pack, struct ma_str name)
{
	struct ma_str topic;

	if (spec->kind != MA_KIND_CLI && spec->kind != MA_KIND_LIBRARY)
		return false;
	topic = ma_spec_topic_name(spec);
	return ma_words_have(pack->entities, topic) && !ma_str_eq(name, topic) &&
		!is_said(spec, name);
}

static void add_entities(struct ma_spec *spec, const struct pack *pack)
{
	struct ma_str rest = ma_str(pack->entities), word;

	while (ma_str_cut(&rest, ' ', &word))
		if (!is_unwanted(spec, word) && !is_too_much(spec, pack, word))
			(void)ma_spec_add(
				spec, word); /* among the first of a few: no limit is near */
}

void ma_spec_apply_pack(struct ma_spec *spec)
{
	const struct pack *pack = spec->entities || spec->rc ? NULL : pack_of(spec, spec->topic),
			  *place = NULL;
	struct ma_str rest, word;

	if (!pack)
		return;
	spec->packed = true;
	add_entities(spec, pack);
	if (has_key(pack, MA_STR("crm"))) /* "a CRM for a vet clinic" is about pets, too */
		place = pack_of(spec, spec->place);
	if (place)
		add_entities(spec, place);
	rest = ma_str(pack->features);
	while (ma_str_cut(&rest, ' ', &word))
		spec->features |= MA_FEATURE(ma_feature_find(word)) & ~spec->refused_features;
}
