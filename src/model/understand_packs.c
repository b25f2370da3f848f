/*
 * The usual fields of well-known entities.
 *
 * Fields, separated by blanks: name[:type][(value|value)][!] - "!" is required, a missing
 * type is string; "->Entity[!]" is a reference, used where that entity is there too.
 */
#include "model/understand_parts.h"

struct known {
	const char *name, *fields;
};

static const struct known entities[] = {
	{ "Account", "name! type balance:money" },
	{ "Activity", "name! description:text date:date ->Project ->Contact ->Customer" },
	{ "Agent", "name! email:email phone:phone" },
	{ "Album", "title! year:integer cover:image ->Artist" },
	{ "Animal", "name! species breed birthDate:date notes:text ->Owner" },
	{ "Answer", "body:text! ->Question!" },
	{ "Application",
		"position! status:enum(applied|interview|offer|rejected) appliedDate:date notes:text ->Job ->Company ->Candidate" },
	{ "Appointment",
		"title! date:date! time:time notes:text status:enum(scheduled|completed|cancelled) ->Patient ->Doctor ->Client ->Customer ->Service ->Pet" },
	{ "Artist", "name! genre website:url" },
	{ "Asset", "name! serialNumber value:money purchaseDate:date ->Category ->Location" },
	{ "Attendee", "name! email:email phone:phone ->Event" },
	{ "Author", "name! email:email website:url" },
	{ "Bill", "name! amount:money! dueDate:date paid:boolean ->Category" },
	{ "Board", "name! description:text" },
	{ "Book", "title! isbn publishedDate:date description:text ->Author ->Category ->Genre" },
	{ "Booking",
		"name! date:date! startTime:time notes:text status:enum(pending|confirmed|cancelled) ->Room ->Customer ->Client ->Guest ->Member ->Class ->Service ->Property" },
	{ "Bookmark", "title! url:url! notes:text ->Folder ->Category" },
	{ "Borrower", "name! email:email phone:phone" },
	{ "Brand", "name! website:url" },
	{ "Budget", "name! amount:money! startDate:date endDate:date ->Category" },
	{ "Bug",
		"title! description:text status:enum(open|in_progress|fixed) severity:enum(low|medium|high) ->Project" },
	{ "Campaign", "name! startDate:date endDate:date budget:money description:text" },
	{ "Candidate", "name! email:email phone:phone notes:text ->Job" },
	{ "Card", "title! description:text dueDate:date ->List ->Column ->Board ->Deck" },
	{ "Category", "name! description:text" },
	{ "Channel", "name! description:text" },
	{ "Choice", "text! correct:boolean ->Question! ->Poll" },
	{ "Class",
		"name! startsAt:datetime capacity:integer description:text ->Trainer ->Teacher ->Instructor" },
	{ "Client", "name! email:email phone:phone address notes:text ->Company" },
	{ "Column", "name! position:integer ->Board" },
	{ "Comment",
		"authorName! body:text! ->Post ->Article ->Task ->Ticket ->Issue ->Bug ->Photo ->Recipe ->Video" },
	{ "Company", "name! website:url phone:phone address" },
	{ "Contact", "name! email:email phone:phone company notes:text ->Company" },
	{ "Course",
		"title! description:text credits:integer startDate:date ->Teacher ->Instructor ->Department" },
	{ "Customer", "name! email:email phone:phone address" },
	{ "Deal",
		"title! value:money stage:enum(lead|qualified|proposal|won|lost) closeDate:date ->Contact ->Company ->Customer" },
	{ "Deck", "name! description:text" },
	{ "Department", "name! description:text" },
	{ "Doctor", "name! specialty email:email phone:phone" },
	{ "Document", "title! content:text ->Folder ->Project" },
	{ "Donation", "donorName! amount:money! date:date notes:text ->Campaign ->Donor" },
	{ "Donor", "name! email:email phone:phone" },
	{ "Driver", "name! licenseNumber phone:phone" },
	{ "Employee", "name! email:email jobTitle hireDate:date salary:money ->Department ->Team" },
	{ "Enrollment", "name! date:date grade ->Student! ->Course!" },
	{ "Entry", "title! body:text date:date ->Journal ->Category" },
	{ "Episode",
		"title! number:integer releaseDate:date durationMinutes:integer ->Show ->Podcast ->Season" },
	{ "Event",
		"title! description:text startsAt:datetime! location capacity:integer ->Venue ->Category" },
	{ "Exercise", "name! muscleGroup instructions:text ->Workout" },
	{ "Expense", "description! amount:money! date:date ->Category ->Project ->Trip ->Account" },
	{ "Film", "title! year:integer country durationMinutes:integer ->Director ->Genre" },
	{ "Flashcard", "question! answer:text! ->Deck" },
	{ "Flight", "number! departureTime:datetime arrivalTime:datetime price:money ->Airline" },
	{ "Folder", "name!" },
	{ "Game", "title! platform releaseDate:date rating:integer ->Genre" },
	{ "Genre", "name!" },
	{ "Goal", "title! description:text targetDate:date achieved:boolean" },
	{ "Grade", "name! score:decimal date:date ->Student ->Course ->Assignment" },
	{ "Group", "name! description:text" },
	{ "Guest", "name! email:email phone:phone attending:boolean ->Event ->Table" },
	{ "Habit", "name! description:text frequency:enum(daily|weekly|monthly) startDate:date" },
	{ "Idea", "title! description:text status:enum(new|planned|done)" },
	{ "Ingredient", "name! quantity unit ->Recipe!" },
	{ "Instructor", "name! email:email bio:text" },
	{ "Invoice",
		"number! issueDate:date dueDate:date total:money status:enum(draft|sent|paid) ->Client ->Customer ->Project" },
	{ "Issue",
		"title! description:text status:enum(open|in_progress|closed) priority:enum(low|medium|high) ->Project" },
	{ "Item",
		"name! quantity:integer notes:text ->Category ->List ->Location ->Order ->Supplier ->Warehouse" },
	{ "Job", "title! description:text location salary:money ->Company" },
	{ "Label", "name! color" },
	{ "Lead",
		"name! email:email phone:phone status:enum(new|contacted|qualified|lost) ->Company" },
	{ "Lesson", "title! content:text position:integer ->Course!" },
	{ "LineItem", "description! quantity:integer unitPrice:money ->Invoice ->Order ->Product" },
	{ "List", "name! description:text" },
	{ "Listing",
		"title! description:text price:money address bedrooms:integer status:enum(available|sold) ->Agent ->Category" },
	{ "Loan",
		"borrowerName! loanDate:date dueDate:date returned:boolean ->Book! ->Member ->Tool ->Item" },
	{ "Location", "name! address" },
	{ "Maintenance",
		"title! date:date cost:money notes:text ->Vehicle ->Car ->Machine ->Equipment" },
	{ "Meal", "name! date:date calories:integer notes:text ->Recipe" },
	{ "Measurement", "name! value:decimal date:date" },
	{ "Medication", "name! dosage startDate:date endDate:date ->Patient" },
	{ "Meeting", "title! startsAt:datetime location agenda:text ->Project ->Client" },
	{ "Member", "name! email:email phone:phone joinedDate:date ->Team ->Plan" },
	{ "Message", "sender! body:text! ->Room ->Channel ->Contact" },
	{ "Milestone", "title! dueDate:date done:boolean ->Project!" },
	{ "Movie",
		"title! year:integer rating:integer watched:boolean notes:text ->Director ->Genre" },
	{ "Note", "title! body:text ->Folder ->Notebook ->Category ->Contact ->Customer" },
	{ "Notebook", "name! description:text" },
	{ "Option", "text! votes:integer ->Poll! ->Question" },
	{ "Order",
		"number! date:date status:enum(pending|paid|shipped|delivered) total:money ->Customer ->Client ->Table ->Product" },
	{ "OrderItem", "description! quantity:integer price:money ->Order! ->Product" },
	{ "OrderLine", "description! quantity:integer price:money ->Order! ->Product ->Cake" },
	{ "Owner", "name! email:email phone:phone address" },
	{ "Page", "title! content:markdown ->Space ->Category" },
	{ "Patient", "name! birthDate:date phone:phone email:email notes:text" },
	{ "Payment",
		"reference! amount:money! date:date method:enum(cash|card|transfer) ->Invoice ->Order ->Member ->Tenant ->Customer" },
	{ "Person", "name! email:email phone:phone" },
	{ "Pet", "name! species breed birthDate:date ->Owner" },
	{ "Photo", "title! url:url description:text takenDate:date ->Album" },
	{ "Plan", "name! price:money description:text" },
	{ "Plant", "name! species location lastWatered:date notes:text" },
	{ "Play", "date:date! winner notes:text ->Game" },
	{ "Player", "name! position number:integer ->Team" },
	{ "Playlist", "name! description:text" },
	{ "Podcast", "title! description:text website:url" },
	{ "Poll", "question! description:text closesDate:date" },
	{ "Post",
		"title! body:markdown published:boolean publishedDate:date ->Category ->Author ->Topic ->Forum" },
	{ "Product",
		"name! description:text price:money! sku quantity:integer ->Category ->Supplier ->Brand ->Warehouse" },
	{ "Project",
		"name! description:text status:enum(planned|active|completed) startDate:date dueDate:date ->Client ->Customer ->Team" },
	{ "Property",
		"address! type:enum(house|apartment|land) price:money bedrooms:integer description:text ->Agent ->Owner" },
	{ "Question", "text! explanation:text ->Quiz ->Survey ->Topic" },
	{ "Quiz", "title! description:text ->Course" },
	{ "Recipe", "title! servings:integer prepMinutes:integer steps:text ->Category" },
	{ "Rental",
		"name! startDate:date endDate:date returned:boolean ->Car ->Vehicle ->Tool ->Bike ->Customer ->Property" },
	{ "Repair",
		"title! description:text date:date price:money done:boolean ->Vehicle ->Car ->Bike ->Customer" },
	{ "Reply", "authorName! body:text! ->Thread ->Topic ->Post ->Ticket" },
	{ "Reservation",
		"name! date:date! time:time guests:integer notes:text ->Table ->Room ->Customer ->Guest ->Restaurant" },
	{ "Restaurant", "name! address cuisine phone:phone" },
	{ "Review",
		"title! rating:integer! body:text ->Book ->Movie ->Product ->Restaurant ->Recipe ->Place ->Course" },
	{ "Room", "name! capacity:integer pricePerNight:money description:text ->Hotel ->Building" },
	{ "Screening", "date:date! startTime:time price:money ->Film ->Movie ->Venue" },
	{ "Service", "name! price:money durationMinutes:integer description:text" },
	{ "Session",
		"title! date:date durationMinutes:integer notes:text ->Client ->Course ->Trainer ->Speaker" },
	{ "Shift", "name! startsAt:datetime! endsAt:datetime ->Employee" },
	{ "Show", "title! description:text website:url" },
	{ "Song", "title! durationSeconds:integer ->Album ->Artist ->Playlist" },
	{ "Staff", "name! email:email role phone:phone" },
	{ "Stop", "name! arrivalDate:date departureDate:date notes:text ->Trip" },
	{ "Student", "name! email:email birthDate:date ->Class" },
	{ "Subject", "name! description:text ->Teacher" },
	{ "Subscription",
		"name! price:money renewalDate:date active:boolean ->Category ->Plan ->Member" },
	{ "Supplier", "name! email:email phone:phone address" },
	{ "Survey", "title! description:text" },
	{ "Table", "name! seats:integer" },
	{ "Task",
		"title! description:text dueDate:date priority:enum(low|medium|high) done:boolean ->List ->Project ->Column ->Category ->Milestone ->Plant ->Sprint" },
	{ "Teacher", "name! email:email subject ->Department" },
	{ "Team", "name! description:text ->League ->Department" },
	{ "Tenant", "name! email:email phone:phone leaseEndDate:date ->Property ->Apartment" },
	{ "Thread", "title! body:text ->Topic ->Category ->Forum" },
	{ "Ticket",
		"title! description:text status:enum(open|in_progress|resolved) priority:enum(low|medium|high) ->Customer ->Agent ->Project ->Category ->Event" },
	{ "Todo", "title! description:text dueDate:date done:boolean ->List ->Category ->Project" },
	{ "Topic", "name! description:text" },
	{ "Track", "title! durationSeconds:integer ->Album ->Artist" },
	{ "Trainer", "name! email:email specialty bio:text" },
	{ "Transaction",
		"description! amount:money! date:date type:enum(income|expense) ->Category ->Account" },
	{ "Trip", "title! destination startDate:date endDate:date budget:money notes:text" },
	{ "Vehicle", "name! make model year:integer plate mileage:integer ->Owner ->Driver" },
	{ "Vendor", "name! email:email phone:phone" },
	{ "Venue", "name! address capacity:integer" },
	{ "Visit", "date:date! reason:text diagnosis:text ->Patient! ->Doctor ->Pet" },
	{ "Volunteer", "name! email:email phone:phone skills:text ->Event" },
	{ "Warehouse", "name! address" },
	{ "Wish", "title! price:money url:url ->List" },
	{ "Workout", "name! date:date durationMinutes:integer notes:text ->Member ->Trainer" },
};

bool ma_known_name(size_t i, struct ma_str *name_out)
{
	if (i >= MA_COUNT(entities))
		return false;
	*name_out = ma_str(entities[i].name);
	return true;
}

const char *ma_known_entity(struct ma_str name)
{
	size_t low = 0, high = MA_COUNT(entities), mid;
	int c;

	while (low < high) {
		mid = (low + high) / 2;
		c = ma_str_cmp(name, ma_str(entities[mid].name));
		if (c == 0)
			return entities[mid].fields;
		if (c < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

bool ma_known_refers(struct ma_str from, struct ma_str to)
{
	struct ma_str rest = ma_str(ma_known_entity(from)), word;

	while (ma_str_cut(&rest, ' ', &word))
		if (ma_str_starts(word, "->") &&
			ma_str_eq(ma_str_n(word.p + 2, word.n - 2 - ma_str_ends(word, "!")), to))
			return true;
	return false;
}

bool ma_known_needs(struct ma_str from, struct ma_str to)
{
	static const char *const remarks[] = { "Comment", "Review", "Reply", "Ingredient",
		"Attachment", "Step" };
	struct ma_str rest = ma_str(ma_known_entity(from)), word;
	size_t i;

	for (i = 0; i < MA_COUNT(remarks); i++)
		if (ma_str_is(from, remarks[i]))
			return true;
	while (ma_str_cut(&rest, ' ', &word))
		if (ma_str_starts(word, "->") && ma_str_ends(word, "!") &&
			ma_str_eq(ma_str_n(word.p + 2, word.n - 3), to))
			return true;
	return false;
}

static enum ma_field_type type_named(struct ma_str name)
{
	static const char *const names[] = {
#define X(id, text) text,
		MA_FIELD_TYPES(X)
#undef X
	};
	size_t i;

	for (i = 0; i < MA_COUNT(names); i++)
		if (ma_str_is(name, names[i]))
			return (enum ma_field_type)i;
	return MA_FIELD_STRING;
}

static void set_values(struct ma_spec_field *f, struct ma_str list)
{
	struct ma_str value;

	while (f->values_n < MA_SPEC_VALUES && ma_str_cut(&list, '|', &value))
		f->values[f->values_n++] = value;
}

/* "enum(open|closed)"; "" is a string. */
static void set_type(struct ma_spec_field *f, struct ma_str text)
{
	struct ma_str type;

	if (!ma_str_cut(&text, '(', &type))
		return;
	f->type = type_named(type);
	set_values(f, ma_str_n(text.p, text.n > 0 ? text.n - 1 : 0));
}

/* "status:enum(open|closed)!" */
static void apply_field(struct ma_spec *spec, struct ma_spec_entity *entity, struct ma_str text)
{
	bool required = ma_str_ends(text, "!");
	struct ma_str name;
	struct ma_spec_field *f;

	if (required)
		text.n--;
	(void)ma_str_cut(&text, ':', &name); /* cannot fail: no word is empty */
	f = ma_spec_add_field(spec, entity, name);
	if (!f)
		return;
	f->known = true;
	f->required = required;
	set_type(f, text);
}

/* "status:enum(open|closed)!" for a field that the prompt names without saying its type. */
static void adopt_type(struct ma_spec *spec, struct ma_spec_entity *entity, struct ma_str text)
{
	struct ma_spec_field *f;
	struct ma_str name;

	if (ma_str_ends(text, "!"))
		text.n--;
	(void)ma_str_cut(&text, ':', &name); /* cannot fail: no word is empty */
	f = ma_spec_find_field(entity, name);
	if (!f || f->said || f->type == MA_FIELD_REF || text.n == 0 || spec->rc)
		return;
	f->known = true;
	f->values_n = 0;
	set_type(f, text);
}

/* "->List!" */
static void apply_reference(struct ma_spec *spec, struct ma_spec_entity *entity, struct ma_str text)
{
	bool required = ma_str_ends(text, "!");
	struct ma_str to = ma_str_n(text.p + 2, text.n - 2 - required);
	struct ma_spec_field *f;

	if (!ma_spec_find(spec, to) || ma_spec_refers(entity, to) ||
		ma_spec_joined(spec, entity->name, to) ||
		ma_spec_refers(ma_spec_find(spec, to), entity->name))
		return;
	f = ma_spec_add_field(spec, entity, ma_spec_name(spec, to, MA_CASE_CAMEL, false));
	if (!f || f->type == MA_FIELD_REF)
		return;
	f->type = MA_FIELD_REF;
	f->to = to;
	f->required = required;
}

void ma_spec_apply_known(struct ma_spec *spec, struct ma_spec_entity *entity, bool all)
{
	struct ma_str rest = ma_str(ma_known_entity(entity->name)), word;

	while (!spec->rc && ma_str_cut(&rest, ' ', &word)) {
		if (ma_str_starts(word, "->"))
			apply_reference(spec, entity, word);
		else if (all)
			apply_field(spec, entity, word);
		else
			adopt_type(spec, entity, word);
	}
}
