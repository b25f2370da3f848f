/* A prompt's sentences, phrase by phrase. Private to model/understand*.c. */
#ifndef MA_MODEL_UNDERSTAND_GRAMMAR_H
#define MA_MODEL_UNDERSTAND_GRAMMAR_H

#include "model/understand_parts.h"

/* What the words before say about the next noun phrase. */
enum ma_governor {
	MA_GOVERN_NOTHING, /* it is no entity: "by category" */
	MA_GOVERN_ASKED,   /* it is the thing to build: "build a ..." */
	MA_GOVERN_KNOWN,   /* an entity where it is a well-known one: "rate ..." */
	MA_GOVERN_KEPT,    /* records of it are kept: "manage ..." */
};

/* Determiners and adjectives left out; [from, to) are its words, the last one its head. */
struct ma_phrase {
	size_t from, to;
	bool plural;
};

struct ma_grammar {
	struct ma_spec *spec;
	size_t at, begin, end; /* the sentence, its STOP left out */
	enum ma_governor governor;
	enum ma_governor base; /* what a comma goes back to */
	bool label;            /* the list stands behind a label: "Toys: name, pieces" */
	bool listed;           /* a list of entities is around what is read */
	bool about_app;        /* the last phrase was the app itself */
	bool hinted; /* what governs says what is done, and not that it is kept: "rate ...", "for ..." */
	struct ma_spec_entity *last; /* the last entity that was the subject */
	size_t last_end;             /* behind its words */
	struct ma_str spoken_of; /* a thing that was named after it and is no entity yet: "People bring in a machine. It has ..." */
	struct ma_spec_entity *owner; /* bullets that follow are its fields */
	struct ma_spec_entity *labelled; /* the list behind a label was of it, and may go on behind ";" */
	struct ma_phrase
		subject; /* who can do something in this sentence; to is 0 where nobody was named */
};

/* The token, or the sentence's end as a STOP. */
static inline const struct ma_token *token(const struct ma_grammar *g, size_t at)
{
	static const struct ma_token stop = { .kind = MA_TOKEN_STOP };

	return at < g->end ? &g->spec->tokens[at] : &stop;
}

/* A word of one of the kinds MA_W_*. */
static inline bool is_word(const struct ma_token *t, unsigned flags)
{
	return t->kind == MA_TOKEN_WORD && (t->flags & flags);
}

/* Whether it is a word, and one of those. */
static inline bool is_any(const struct ma_grammar *g, size_t at, const char *words)
{
	return token(g, at)->kind == MA_TOKEN_WORD && ma_words_have(words, token(g, at)->low);
}

static inline bool is_separator(const struct ma_token *t)
{
	return t->kind == MA_TOKEN_COMMA || is_word(t, MA_W_CONJ);
}

/* "I want each task to have a title" */
static inline bool is_to_have(const struct ma_grammar *g, size_t at)
{
	return ma_str_is(token(g, at)->low, "to") && is_word(token(g, at + 1), MA_W_HAVE);
}

/*
 * The functions named _read_ and _skip_ read one kind of clause at g->at, at the token or behind the phrase that they are given,
 * and say whether it is there. Where it is, g->at is behind it. Where it is not, g->at is where it was and nothing was read.
 * Those named _begins_, _is_ and _after_ only look; where _after_ finds nothing it gives the place it was given, or 0 where its comment says so.
 */

/* What the next phrase is, until the sentence ends or something else governs. */
void ma_grammar_govern(struct ma_grammar *g, enum ma_governor governor);
/* What the app has: "login and search for customers and orders". */
void ma_grammar_read_app_list(struct ma_grammar *g);
/* The phrase at g->at, and what belongs to it. */
void ma_grammar_read_phrase(struct ma_grammar *g, const struct ma_phrase *p);

bool ma_grammar_is_verb(const struct ma_grammar *g, size_t at);
bool ma_grammar_phrase(const struct ma_grammar *g, size_t at, struct ma_phrase *out);
const struct ma_token *ma_phrase_head(const struct ma_grammar *g, const struct ma_phrase *p);
bool ma_phrase_is_container(const struct ma_grammar *g, const struct ma_phrase *p);
/* What fields are called, and not the name of a thing: "due date", "servings". */
bool ma_phrase_is_field(const struct ma_grammar *g, const struct ma_phrase *p);
/* "low-stock alerts": what the app does, not what it keeps. */
bool ma_phrase_is_feature(const struct ma_grammar *g, const struct ma_phrase *p);
/* "monthly totals": worked out of what is kept. */
bool ma_phrase_is_figure(const struct ma_grammar *g, const struct ma_phrase *p);
/* "order lines": with such a word behind it, what could be a verb is a noun. */
bool ma_is_part_word(const struct ma_token *t);
/* The entity's name; "" where the words make none. */
struct ma_str ma_phrase_name(const struct ma_grammar *g, const struct ma_phrase *p);
struct ma_spec_entity *ma_phrase_entity(struct ma_grammar *g, const struct ma_phrase *p);

/* A bracket at `at` that holds fields, not a remark. */
bool ma_grammar_is_group(const struct ma_grammar *g, size_t at);
/* Skip what is not wanted: the tokens after "no" up to the end of its clause. */
void ma_grammar_skip_negation(struct ma_grammar *g);

/* Past a bracket, or the one token. */
size_t ma_grammar_after_group(const struct ma_grammar *g, size_t at);
size_t ma_grammar_skip_articles(const struct ma_grammar *g, size_t at);
/* How many tokens from `at` ask for a feature and are no thing of their own ("calendar events"); 0: none. */
size_t ma_grammar_feature_size(const struct ma_grammar *g, size_t at);
/* "notes (text)": it says what a field holds. */
bool ma_grammar_is_type_group(const struct ma_grammar *g, size_t at);
/* "attendees (name, email)", "exactly one card (number)": a thing, where "sizes (small, large)" is none. */
bool ma_grammar_has_own_fields(const struct ma_grammar *g, const struct ma_phrase *p);
/* Where the fields of "podcasts: title, url; episodes: title" end. */
size_t ma_grammar_label_end(const struct ma_grammar *g, size_t at);
/* Where the clause's next `word` is, or its end. */
size_t ma_grammar_before(const struct ma_grammar *g, const char *word);
/* Whether the first of the list at `at` is a field: "the name", "whether it is paid". */
bool ma_grammar_begins_with_field(const struct ma_grammar *g, size_t at);
/* Whether "with" at `with`, behind "words" or "shops", lists fields: "translation and language". */
bool ma_grammar_is_told_with(const struct ma_grammar *g, size_t with);
/* Positive where the list that begins at `at` names entities, negative where it names fields. */
int ma_grammar_weigh_list(const struct ma_grammar *g, size_t at);
/* Past ", each with" at g->at, or false. */
bool ma_grammar_at_each_with(struct ma_grammar *g);
/* At g->at an item of a list of entities; false: the list ends before it. */
bool ma_grammar_read_entity_item(struct ma_grammar *g);
/* The same of an owner's list; *owner is NULL where it goes on as the list around. */
bool ma_grammar_read_owned_item(
	struct ma_grammar *g, struct ma_spec_entity **owner, bool bound, bool first);
/* "users can ...", "posts have ...", "teachers assign ...": a sentence of its own behind "and". */
bool ma_grammar_begins_sentence(const struct ma_grammar *g, const struct ma_phrase *p);
/*
 * Read the list at g->at. Without an owner its items are entities; with one they are
 * its fields, `bound` where all of them must be ("each X has ..."), else up to the first
 * that plainly is an entity of its own.
 */
void ma_grammar_read_list(struct ma_grammar *g, struct ma_spec_entity *owner, bool bound);
/* The phrase was copied from the sentence before: what is said of it goes on as that list did. False: it says something else. */
bool ma_grammar_read_more(struct ma_grammar *g, const struct ma_phrase *p);
/* Whether the list at g->at, behind a "with", begins with "Vue" or, after a comma, with "search": it is the app's. */
bool ma_grammar_names_techniques(const struct ma_grammar *g);
/* "belongs to", "is assigned to" behind a phrase: read it, or false. */
bool ma_grammar_read_belongs(struct ma_grammar *g, const struct ma_phrase *p);
/* Past "belongs to", "is assigned to"; 0 where they are not at `at`. */
size_t ma_grammar_after_belongs(const struct ma_grammar *g, size_t at);
/* The same of an entity that is known, from token `at`; false, and g->at untouched, where it is not said there. */
bool ma_grammar_read_belongs_of(struct ma_grammar *g, size_t at, struct ma_spec_entity *from);

/* understand_quantities.c */
/* A thing that a sentence names, and how many of it. */
struct ma_counted {
	struct ma_phrase phrase;
	struct ma_str name;     /* "": it stands for what was spoken of last */
	bool many, exact, bare; /* bare: a plural of which nothing says how many */
};

/* Past "any number of", "up to three", "exactly one"; `at` where no such words are there. */
size_t ma_grammar_after_quantity(const struct ma_grammar *g, size_t at, bool *many, bool *exact);
/* "of its own" */
bool ma_grammar_says_own(const struct ma_grammar *g, size_t at);
/* "one member", "several spare parts", "it" at `at`; false where no thing is counted there. */
bool ma_grammar_read_counted(const struct ma_grammar *g, size_t at, struct ma_counted *out);
/* Past ", each with" at `at` where a quantity follows; else 0. */
size_t ma_grammar_begins_portion(const struct ma_grammar *g, size_t at);
/* At g->at, behind "many menu items" of an order: ", each with a quantity" is of a record that joins the two; or false. */
bool ma_grammar_read_portion(struct ma_grammar *g, const struct ma_spec_entity *owner,
	const struct ma_spec_entity *other);
/* "from one airport to another" at `at`: two references of `e`; past it, 0: it is not there. */
size_t ma_grammar_read_from_to(struct ma_grammar *g, size_t at, struct ma_spec_entity *e);
/* At g->at: "on one shelf rest many wheels", "during a visit I may give any number of treatments": read it, or false. */
bool ma_grammar_read_within(struct ma_grammar *g);

/* understand_spoken.c */
/* Past "each", "each one of them" at `at` where a verb follows; else `at`. */
size_t ma_grammar_after_each(const struct ma_grammar *g, size_t at);
/* At g->at: "everything belongs to a baby", "all of them are per project": read it, or false. */
bool ma_grammar_read_of_all(struct ma_grammar *g);

/* understand_predicates.c */
/* Behind a subject: "takes place at a farm, on a date, and has a reason": read it, or false and nothing is changed. */
bool ma_grammar_read_predicate(struct ma_grammar *g, const struct ma_phrase *subject);
/* The same of an entity that is known, from token `at`. */
bool ma_grammar_read_predicate_of(struct ma_grammar *g, size_t at, struct ma_spec_entity *owner);
/* At g->at: "it concerns one wheel", "it's presented by one host": of what was spoken of last. */
bool ma_grammar_read_of_it(struct ma_grammar *g);
/* Behind "A production", "Volunteers": ", with a title, can ...", ", who have a name, are ...": read it, or false. */
bool ma_grammar_read_aside(struct ma_grammar *g, const struct ma_phrase *p);
/* "it's" */
bool ma_grammar_is_it_is(const struct ma_token *t);
/* "raised by a tenant", "kept in one room" at `at`, without what makes a sentence of it. */
bool ma_grammar_is_participle(const struct ma_grammar *g, size_t at);
/* The verb at `verb` is of "appears in", "takes part in": each in several. */
bool ma_grammar_takes_part(const struct ma_grammar *g, size_t verb);
/* Whether "is hosted by one guide", "lies in a region" begins at `at`. */
bool ma_grammar_begins_predicate(const struct ma_grammar *g, size_t at);

/* understand_statements.c */
/* Behind "Films", "Clients": "need a title", "must give a name and a phone number": read it, or false. */
bool ma_grammar_read_stated(struct ma_grammar *g, const struct ma_phrase *p);
/* At the sentence's begin: "An owner's name and phone number are required, the email is optional": gives whether it began so. */
bool ma_grammar_read_required(struct ma_grammar *g);

/* understand_container.c */
/* The first thing of the prompt that "build", "write" govern. */
void ma_grammar_note_asked(struct ma_grammar *g, const struct ma_phrase *p);
/* The phrase names the app itself: what it is called, and its topic. */
void ma_grammar_note_container(struct ma_grammar *g, const struct ma_phrase *p);

/* Behind "for": "for students and courses" is about them; "for my bakery" only says where. */
void ma_grammar_read_for(struct ma_grammar *g);

/* understand_stories.c: each reads its kind of clause, or is false. */
/* At g->at: "assign drivers to deliveries" */
bool ma_grammar_read_assign(struct ma_grammar *g);
/* At g->at: "mark a loan as returned" */
bool ma_grammar_read_mark_as(struct ma_grammar *g);
/* Behind "A chore": "can be marked as done" */
bool ma_grammar_read_marked(struct ma_grammar *g, const struct ma_phrase *p);
/* Behind "Loans": "link a toy and a family" */
bool ma_grammar_read_joining(struct ma_grammar *g, const struct ma_phrase *p);
/* Behind "A guide", "Coaches", at `at`: "leads each evening", "train a team" of things that were named. */
bool ma_grammar_read_leads(struct ma_grammar *g, size_t at, struct ma_str from);
/* Behind "Copies": "of a piece have a shelf mark" */
bool ma_grammar_read_part_of(struct ma_grammar *g, const struct ma_phrase *p);
/* "change their status (open, fixed)", "subscribe to a box size (small, large)": a field of what was named last. */
bool ma_grammar_read_choice_of(struct ma_grammar *g, const struct ma_phrase *p);
/* "whiskies I tasted: name, region": what is told of the thing before is no thing. */
bool ma_grammar_is_told_of(const struct ma_grammar *g, const struct ma_phrase *p);
/* "report a defect with a title and a photo": one of those that are kept. */
bool ma_grammar_is_one_with_fields(const struct ma_grammar *g, const struct ma_phrase *p);
/* Behind "An appointment": "is for one customer and one stylist, lasts 30 minutes, and has a date" */
bool ma_grammar_read_meeting(struct ma_grammar *g, const struct ma_phrase *p);
/* At g->at, behind "can" or "to": "reserve rooms (from, until)": a record of its own. `who` does it; NULL: nobody that is kept. */
bool ma_grammar_read_act(struct ma_grammar *g, const struct ma_phrase *who);
/* Behind "Guests": "book a room with an arrival date": the same. */
bool ma_grammar_read_act_of(struct ma_grammar *g, const struct ma_phrase *who);

/* understand_states.c */
/* At the sentence's begin: "Tickets go from new to open to closed", "Managers approve or reject them": a choice of the record. */
bool ma_grammar_read_states(struct ma_grammar *g);

/* understand_remarks.c */
/* "comment on a task", "vote once per idea" at g->at: read it, or false; and whether it begins at `at`. */
bool ma_grammar_read_remark(struct ma_grammar *g);
bool ma_grammar_begins_remark(const struct ma_grammar *g, size_t at);

/* understand_speaker.c */
/* At g->at: "we are a team of twelve", "I run a bakery": past it, or false. */
bool ma_grammar_skip_speaker(struct ma_grammar *g);
/* "our club", whose the app is: "has forty boats" behind it lists what is kept. Up to the "has", or false. */
bool ma_grammar_read_place(struct ma_grammar *g, const struct ma_phrase *p);
/* Whether "I'd like ...", "gardeners bring ..." begins at `at`, and no list. */
bool ma_grammar_begins_speech(const struct ma_grammar *g, size_t at);

/* understand_passive.c */
/* "Visits are logged per pet with a date", "Defects get noted too": read it, or false. */
bool ma_grammar_read_kept(struct ma_grammar *g, const struct ma_phrase *p);

/* understand_attached.c */
/* Past "per site", and behind one of `preps` past "a game", "one of my dogs": what something is of; `at` where it is of nothing. */
size_t ma_grammar_after_whole(
	const struct ma_grammar *g, size_t at, const char *preps, struct ma_phrase *whole);
/* "a report per site: date, weather", "the games we own (name, players)": read it, or false. */
bool ma_grammar_read_attached(struct ma_grammar *g, const struct ma_phrase *p);
/* Behind "the member": "files a report on the boat: part, photo", which are fields of the report. */
bool ma_grammar_writes_record(const struct ma_grammar *g, const struct ma_phrase *who);

/* understand_self.c */
/* "subtasks" where there are tasks: a task has a parent, and there is no entity of that name. */
bool ma_grammar_read_sub(struct ma_grammar *g, const struct ma_phrase *p, struct ma_str name);
/* Past "reports to", "may be part of"; 0 where they are not at `at`. */
size_t ma_grammar_after_self(const struct ma_grammar *g, size_t at);
/* The same of an entity: read it, or false. */
bool ma_grammar_read_self(struct ma_grammar *g, size_t at, struct ma_spec_entity *e);
/* At g->at: "which are animals too": so the owner's fields before refer to them. */
bool ma_grammar_read_which_are(struct ma_grammar *g, struct ma_spec_entity *owner);

/* understand_labels.c */
/* A phrase, and the colon of which it is the label. */
void ma_grammar_read_label(struct ma_grammar *g, const struct ma_phrase *p, size_t colon);
/* Whether "of a game:" begins at `at`, behind "loans": the label is of those. */
bool ma_grammar_begins_whose(const struct ma_grammar *g, size_t at);
/* Behind "Instructions": past "are kept per" where "horse:" follows; or false. */
bool ma_grammar_skip_to_whose(struct ma_grammar *g, const struct ma_phrase *p);
/* "Units (each is in one building): number": read it, or false. */
bool ma_grammar_read_remarked(struct ma_grammar *g, const struct ma_phrase *p);
/* A sentence "belongs to a truck", "name, price" behind "Menu item: photo;": read what it begins with. */
void ma_grammar_go_on_with_label(struct ma_grammar *g);

/* understand_turns.c */
/* "task priorities", "due dates" in the list of a todo app: a field of each task; false where they are none. */
bool ma_grammar_read_named_field(struct ma_grammar *g, const struct ma_phrase *p);
/* Where "amounts" ends in "ingredients with amounts, steps and a cooking time": an article goes back to the list around. */
size_t ma_grammar_own_part_end(const struct ma_grammar *g);
/* "with first and last names": two fields. */
bool ma_grammar_begins_with_halves(const struct ma_grammar *g);
/* Whether the next line has a bullet and a field; and whether it is one of what this line ends in: "... my houseplants" above "- species". */
bool ma_grammar_next_is_field(const struct ma_grammar *g);
bool ma_grammar_goes_on_with_fields(const struct ma_grammar *g);
/* "Flashcards. A card has ...": the first words alone are what it is about. */
bool ma_grammar_is_title(const struct ma_grammar *g, const struct ma_phrase *p);
/* "things like weight and sleep": what is told of a record where it is one thing, else the records. */
bool ma_grammar_read_things_like(struct ma_grammar *g);
/* "Status is one of open or done", "email must be unique": of a field of what was named before. The whole sentence. */
bool ma_grammar_read_field_clause(struct ma_grammar *g);
/* At g->at, behind "a shop": "that sells seeds" is what it does, and not what is kept. */
bool ma_grammar_skip_trade(struct ma_grammar *g);
/* At g->at: "one of which is correct": a yes or no of the part that was read last. */
void ma_grammar_mark_one(struct ma_grammar *g);
/* How many tokens at `at` list what is done to records ("add, list, delete"); 0: fewer than two things. */
size_t ma_grammar_crud_size(const struct ma_grammar *g, size_t at);
/* "..., so that I know who competes": why it is wanted, and not what. */
bool ma_grammar_begins_purpose(const struct ma_spec *spec, size_t at);
/* "each recipe: title, ingredients (name)" */
bool ma_grammar_says_each(const struct ma_grammar *g, const struct ma_phrase *p);
/* At g->at, a "with": it says by what or together with what, as in "for working with dates", "Sync it with Dropbox". */
bool ma_grammar_is_means(const struct ma_grammar *g);
/* Whether the first line with a bullet behind a colon names an entity. */
bool ma_grammar_next_is_entity(const struct ma_grammar *g);

/* understand_clauses.c: each reads its kind of clause at g->at (or behind a phrase), or is false. */
/* Whether "many", "several" is said in [from, to). */
bool ma_grammar_says_many(const struct ma_grammar *g, size_t from, size_t to);
/* The same of a phrase at g->at, also "a list of drills". */
bool ma_grammar_is_of_many(const struct ma_grammar *g, const struct ma_phrase *p);
/* "each plant has ...", "it has ..." */
bool ma_grammar_begins_clause(const struct ma_grammar *g, size_t at);
/* A bracket at `at`, where there is one: fields of `e` (NULL: passed over), or a remark; gives where it ends. */
size_t ma_grammar_read_group_of(struct ma_grammar *g, size_t at, struct ma_spec_entity *e);
/* "applications for an animal (name, status)", where the animal has its fields already. */
bool ma_grammar_read_things_for(struct ma_grammar *g, const struct ma_phrase *p);
/* Behind "for": "each singer we keep a name, ..." */
bool ma_grammar_read_for_each(struct ma_grammar *g);
/* "A screening is a showing of a film in a venue" */
bool ma_grammar_read_definition(struct ma_grammar *g, const struct ma_phrase *p);
/* Behind "Students", at `at`: "can enroll in many courses" */
bool ma_grammar_read_many(struct ma_grammar *g, size_t at, struct ma_str from);
/* At g->at: "we write the date and a remark", "I need the tenant's full name, email": fields of what was named before. */
bool ma_grammar_read_told(struct ma_grammar *g);
/* "a list of chores for each child", "bugs per project": a thing, and no time or place of the app. */
bool ma_grammar_is_each_of(const struct ma_grammar *g, const struct ma_phrase *p);
/* Behind an entity: "time entries against cases" */
bool ma_grammar_read_against(struct ma_grammar *g, const struct ma_spec_entity *e);
/* "Songs and playlists have a many-to-many relationship": the whole sentence. */
bool ma_grammar_read_relation(struct ma_grammar *g);
/* "called Foo", "named Foo", "Project: "Foo"" at g->at. */
bool ma_grammar_read_name(struct ma_grammar *g);
/* Past a feature of `n` tokens at g->at, and what the line says it shows: "dashboard with stock by supplier". */
void ma_grammar_skip_feature(struct ma_grammar *g, size_t n);
/* "see a dashboard with the number of ...": a part of the app, not another one. */
bool ma_grammar_skip_own_feature(struct ma_grammar *g, const struct ma_phrase *p);
/* "Repairs are done on vehicles and have a cost": behind the first word, up to "and have". */
bool ma_grammar_goes_on_with_has(const struct ma_grammar *g, size_t at);
/* Its "done on vehicles", from token `at`: what the entity refers to. */
void ma_grammar_read_done(struct ma_grammar *g, size_t at, struct ma_spec_entity *e);
/* What may follow an entity's phrase: a group, "with", "has", "belongs to". */
void ma_grammar_read_after(
	struct ma_grammar *g, const struct ma_phrase *p, struct ma_spec_entity *entity);

#endif
