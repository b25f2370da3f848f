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
	{ "chat messaging slack discord messenger whatsapp telegram", "Channel Message", "auth" },
	{ "airbnb rental rentals vacation-rental holiday-rental", "Property Guest Booking", "auth" },
	{ "apartment-rental flat-rental house-rental property-rental landlord landlords tenant tenants",
		"Property Tenant Lease Payment", "auth" },
	{ "car-rental bike-rental scooter-rental van-rental", "Vehicle Customer Rental", "auth" },
	{ "tool-rental ski-rental boat-rental equipment-rental costume-rental tool-library",
		"Equipment Customer Rental", "auth" },
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
	{ "exam exams examination", "Course Exam Question Student", "auth" },
	{ "attendance", "Group Member Attendance", "auth" },
	{ "student-attendance", "Course Student Attendance", "auth" },
	{ "gradebook grades", "Subject Student Grade", "auth" },
	{ "homework assignments", "Subject Homework", "auth" },
	{ "tutoring tutor tutors", "Tutor Student Session", "auth" },
	{ "daycare kindergarten preschool nursery childcare", "Group Parent Child Attendance",
		"auth" },
	{ "babysitting babysitter babysitters nanny", "Sitter Family Booking", "auth" },
	{ "chore chores chore-chart", "Person Chore", "auth" },
	{ "lms elearning e-learning learning courses academy",
		"Instructor Course Lesson Enrollment Student", "auth" },
	{ "clinic hospital doctor medical patient patients dentist dental physio",
		"Doctor Patient Appointment", "auth" },
	{ "vet veterinary pet pets dog dogs cat cats", "Owner Pet Appointment", "auth" },
	{ "bakery bakeries florist butcher caterer catering", "Category Product Customer Order",
		"auth" },
	{ "garage repair workshop mechanic", "Customer Vehicle Repair", "auth" },
	{ "cinema theater theatre film-festival", "Film Venue Screening", "auth" },
	{ "movie-ticket movie-tickets cinema-ticket", "Film Screening Booking", "auth" },
	{ "podcast podcasts", "Show Episode", "auth" },
	{ "hotel hostel guesthouse motel", "Room Guest Booking", "auth" },
	{ "meeting-room meeting-rooms conference-room conference-rooms room-booking escape-room",
		"Room Person Booking", "auth" },
	{ "coworking coworking-space desk-booking desks", "Desk Member Booking", "auth" },
	{ "parking parking-garage parking-lot", "ParkingSpot Vehicle ParkingSession", "auth" },
	{ "flight flights airline airlines", "Flight Passenger Booking", "auth" },
	{ "bus buses bus-ticket bus-tickets", "Bus Route Passenger Booking", "auth" },
	{ "uber taxi taxis ride-hailing ridesharing lyft", "Driver Rider Ride", "auth" },
	{ "food-delivery delivery takeaway takeout doordash ubereats",
		"Restaurant MenuItem Customer Order", "auth" },
	{ "food-truck food-trucks", "Category Product Order", "auth" },
	{ "restaurant cafe bistro coffee-shop canteen pizzeria",
		"Category Product Table Reservation Order", "auth" },
	{ "booking bookings reservation reservations", "Service Customer Booking", "auth" },
	{ "appointment appointments salon barber hairdresser tattoo nail nails beauty spa massage",
		"Service Customer Appointment", "auth" },
	{ "event events conference meetup", "Venue Event Attendee", "auth" },
	{ "helpdesk ticket tickets support issue bug bugs jira zendesk", "Customer Ticket Comment",
		"auth" },
	{ "project projects", "Project Milestone Task", "auth" },
	{ "hr employee employees staff", "Department Employee", "auth" },
	{ "payroll", "Department Employee Payslip", "auth" },
	{ "leave vacation-days leave-request leave-requests", "Department Employee LeaveRequest",
		"auth" },
	{ "visitor visitors", "Visitor", "auth" },
	{ "time timesheet timesheets time-tracking toggl", "Client Project TimeEntry", "auth" },
	{ "courier parcel parcels shipping logistics", "Customer Courier Parcel", "auth" },
	{ "asset assets", "Category Location Asset", "auth" },
	{ "complaint complaints", "Customer Complaint", "auth" },
	{ "changelog changelogs", "Project Release ReleaseNote", "auth" },
	{ "newsletter newsletters", "Subscriber Newsletter", "auth" },
	{ "laundry dry-cleaning cleaning", "Service Customer Order", "auth" },
	{ "pharmacy drugstore", "Supplier Medicine Customer Order", "auth" },
	{ "blood-bank", "Donor BloodUnit", "auth" },
	{ "church parish congregation mosque temple synagogue", "Group Member Event Donation",
		"auth" },
	{ "volunteer volunteers", "Event Volunteer", "auth" },
	{ "alumni", "Alumnus Event", "auth" },
	{ "auction auctions", "Lot Bidder Bid", "auth" },
	{ "farm farming agriculture", "Plot Crop Harvest", "auth" },
	{ "brewery brewing beer beers homebrew homebrewing", "Beer Batch", "auth" },
	{ "wine wines wine-cellar winery", "Bottle TastingNote", "auth" },
	{ "museum gallery art artwork artworks art-gallery", "Artist Artwork Exhibition", "auth" },
	{ "lost-and-found found lost-property", "Location Item Claim", "auth" },
	{ "wiki knowledge documentation", "Category Page", "auth" },
	{ "snippet snippets pastebin gist", "Category Snippet", "auth" },
	{ "qa stackoverflow stack-overflow quora", "Topic Question Answer Comment", "auth" },
	{ "youtube vimeo video videos", "Channel Video Comment", "auth" },
	{ "forum discussion community reddit", "Topic Thread Reply", "auth" },
	{ "note notes notebook notepad journal diary evernote notion", "Notebook Note", "auth" },
	{ "movie movies film films watchlist netflix imdb letterboxd", "Genre Movie Review",
		"auth" },
	{ "photo photos photography photo-album flickr photo-gallery", "Album Photo", "auth" },
	{ "music songs spotify", "Artist Album Track", "auth" },
	{ "habit habits", "Habit Goal", "auth" },
	{ "realestate property properties estate zillow", "Agent Property", "auth" },
	{ "job jobs recruiting recruitment hiring linkedin", "Company Job Application", "auth" },
	{ "quiz quizzes trivia", "Quiz Question", "auth" },
	{ "membership memberships", "Plan Member Payment", "auth" },
	{ "club society association", "Member Event", "auth" },
	{ "voting election elections vote", "Election Option Ballot", "auth" },
	{ "poll polls survey surveys questionnaire", "Survey Question Answer", "auth" },
	{ "flashcard flashcards", "Deck Flashcard", "auth" },
	{ "invoice invoices invoicing billing freelance freelancer",
		"Client Project Invoice Payment", "auth" },
	{ "travel trip trips itinerary vacation", "Trip Activity Expense", "auth" },
	{ "plant-watering watering", "Plant Watering", "auth" },
	{ "plant plants garden gardening houseplant houseplants", "Plant Task", "auth" },
	{ "bookmark bookmarks links", "Folder Bookmark", "auth" },
	{ "contact contacts address addresses", "Group Contact", "auth" },
	{ "league leagues fantasy-football", "League Team Player Match", "auth" },
	{ "sport sports football soccer basketball hockey volleyball", "Team Player Match", "auth" },
	{ "tournament tournaments", "Tournament Team Match", "auth" },
	{ "car cars vehicle vehicles fleet garage", "Owner Vehicle Maintenance", "auth" },
	{ "charity donation donations fundraising nonprofit crowdfunding kickstarter",
		"Campaign Donor Donation", "auth" },
	{ "wedding party", "Event Table Guest Task", "auth" },
	{ "wishlist wish gift gifts", "List Wish", "auth" },
	{ "investment investments stocks shares stock-portfolio crypto cryptocurrency trading",
		"Holding Trade", "auth" },
	{ "portfolio", "Category Project Contact", "auth" },
	{ "dating tinder matchmaking", "Profile Message", "auth" },
	{ "reading reading-list books-to-read", "Author Book", "auth" },
	{ "packing packing-list", "Trip Item", "auth" },
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
	return has_key(pack, MA_STR("appointment")) || has_key(pack, MA_STR("booking")) ||
		has_key(pack, MA_STR("shop")) || has_key(pack, MA_STR("clinic")) ||
		has_key(pack, MA_STR("club")) || has_key(pack, MA_STR("gym")) ||
		has_key(pack, MA_STR("delivery")) || has_key(pack, MA_STR("library")) ||
		has_key(pack, MA_STR("event")) || has_key(pack, MA_STR("social"));
}

/* "bus ticket" of "bus ticket booking" as the key "bus-ticket", where `word` is the second of the two. */
static const struct pack *pack_of_pair(
	struct ma_spec *spec, struct ma_str before, struct ma_str word)
{
	if (before.n == 0)
		return NULL;
	return pack_of_whole(spec, ma_str_n(before.p, (size_t)(word.p + word.n - before.p)));
}

static const struct pack *pack_of_word(struct ma_str word)
{
	size_t i;

	for (i = 0; i < MA_COUNT(packs); i++)
		if (has_key(&packs[i], word))
			return &packs[i];
	return NULL;
}

/* The pack of a topic: of all of it, else of the last two words or the last word that have one. */
static const struct pack *pack_of(struct ma_spec *spec, struct ma_str topic)
{
	const struct pack *found = pack_of_whole(spec, topic), *next;
	struct ma_str word, before = { 0 };

	if (found)
		return found;
	while (ma_str_cut(&topic, ' ', &word)) {
		next = pack_of_pair(spec, before, word);
		if (!next)
			next = pack_of_word(word);
		if (next && !(found && is_general(next)))
			found = next;
		before = word;
	}
	return found;
}

#define BARE_WORDS 6

/* Whether features are all that is asked for from `at` on: ", dark mode pls". */
static bool has_features_only(const struct ma_spec *spec, size_t at)
{
	size_t n = 0;

	for (; at < spec->tokens_n; at += n) {
		n = 1;
		if (spec->tokens[at].kind == MA_TOKEN_WORD &&
			!ma_spec_is_a(spec, at, MA_W_CONJ | MA_W_WITH | MA_W_DET | MA_W_NEG) &&
			!ma_spec_is_any(spec, at, "please pls plz thanks thx") &&
			ma_spec_feature_at(spec, at, &n) < 0)
			return false;
	}
	return true;
}

/* The end of the domain's words from `at`: what comes behind "for", "in" says for whom; 0 where something else is said. */
static size_t domain_end(const struct ma_spec *spec, size_t at)
{
	const struct ma_token *t = spec->tokens;

	for (; at < spec->tokens_n && t[at].kind == MA_TOKEN_WORD; at++) {
		if (ma_words_have("for in at like", t[at].low))
			return at;
		if (ma_spec_is_a(spec, at, MA_W_CLOSED & ~(unsigned)MA_W_CONJ) ||
			(ma_spec_is_a(spec, at, MA_W_KEEP) &&
				!ma_spec_is_a(spec, at, MA_W_NOUN | MA_W_ING)))
			return 0;
	}
	return has_features_only(spec, at) ? at : 0;
}

/*
 * The prompt in words where it names a domain and nothing else, without what is said of any application: "hotel booking" of
 * "Build me a simple hotel booking system"; "" where it says more.
 */
static struct ma_str bare_domain(struct ma_spec *spec)
{
	const struct ma_spec_entity *e = spec->entities;
	const struct ma_token *t = spec->tokens;
	size_t from = 0, to;

	if (e && (e->next || e->given || e->fields || spec->links))
		return MA_STR("");
	while (from < spec->tokens_n &&
		(ma_spec_is_a(spec, from, MA_W_DET | MA_W_PRON | MA_W_BUILD | MA_W_ADJ) ||
			ma_words_have("please online", t[from].low)))
		from++;
	to = domain_end(spec, from);
	while (to > from &&
		(ma_spec_is_a(spec, to - 1, MA_W_CONTAINER) ||
			ma_words_have("management scheduler", t[to - 1].low)))
		to--;
	return to <= from || to - from > BARE_WORDS ? MA_STR("") : ma_spec_words(spec, from, to);
}

/* "hotel booking" keeps more than bookings: whether the pack may take the place of the one thing that was read of it. */
static bool may_replace(struct ma_spec *spec, const struct pack *pack, struct ma_str bare)
{
	struct ma_str name = spec->entities->name;

	return ma_words_have(pack->entities, name) || !ma_known_entity(name) ||
		(pack_of_whole(spec, bare) == pack && ma_words_last(bare).n < bare.n);
}

/* "a blog with comments": those are nothing without what they are on. */
static bool has_remarks_only(const struct ma_spec *spec)
{
	const struct ma_spec_entity *e;

	for (e = spec->entities; e; e = e->next)
		if (e->given || !ma_known_needs(e->name, MA_STR("")))
			return false;
	return spec->entities != NULL;
}

/* Of what is kept where the prompt lists nothing; NULL: there is no such pack, or things were named. */
static const struct pack *find_pack(struct ma_spec *spec)
{
	static const char books[] = "log logbook journal diary list catalog catalogue collection "
				    "directory register registry archive notebook"; /* of anything */
	bool program = spec->kind == MA_KIND_CLI || spec->kind == MA_KIND_LIBRARY;
	struct ma_str bare = program ? MA_STR("") : bare_domain(spec), domain = bare;
	const struct pack *pack;

	while (!pack_of_whole(spec, domain) && ma_words_have(books, ma_words_last(domain)))
		domain.n -= ma_words_last(domain).n + (ma_words_last(domain).n < domain.n);
	pack = pack_of(spec, domain);
	if (!spec->entities || has_remarks_only(spec))
		return pack ? pack : pack_of(spec, spec->topic);
	if (!pack || !may_replace(spec, pack, bare))
		return NULL;
	spec->entities = NULL;
	spec->entities_n = 0;
	return pack;
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
	const struct pack *pack = spec->rc ? NULL : find_pack(spec), *place = NULL;
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
