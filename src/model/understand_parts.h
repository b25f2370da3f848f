/* What the parts of understanding share. Private to model/understand*.c. */
#ifndef MA_MODEL_UNDERSTAND_PARTS_H
#define MA_MODEL_UNDERSTAND_PARTS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "codec/words.h"
#include "model/understand.h"
#include "model/understand_words.h"

#define MA_SPEC_TOKENS 20000   /* words and marks read of a prompt */
#define MA_SENTENCE_TOKENS 600 /* looking ahead and back within one costs its square */
#define MA_SPEC_ENTITIES 40
#define MA_SPEC_FIELDS 40 /* of one entity */
#define MA_SPEC_VALUES 32 /* of one enum */
#define MA_SPEC_NAME 40   /* bytes of a name */
#define MA_SPEC_WARNINGS 40
#define MA_SPEC_UNWANTED 32
#define MA_SPEC_COUNTS 1000

enum ma_token_kind {
	MA_TOKEN_WORD,
	MA_TOKEN_COMMA,
	MA_TOKEN_COLON,
	MA_TOKEN_SLASH, /* '/' or '|' */
	MA_TOKEN_OPEN,
	MA_TOKEN_CLOSE,
	MA_TOKEN_STOP, /* the end of a sentence */
};

struct ma_token {
	enum ma_token_kind kind;
	struct ma_str text; /* as written */
	struct ma_str low;  /* lower case, ASCII, without apostrophes */
	unsigned flags;     /* MA_W_*, of a word */
	uint32_t match;     /* OPEN: its CLOSE; else 0 */
	bool bullet; /* STOP: what follows is an item of a list of lines; COMMA: it was a semicolon */
	bool defines;    /* STOP: what follows is a thing and, in brackets, its fields */
	bool possessive; /* WORD: ended in 's */
	bool asked;      /* WORD: a question mark within a list stands behind it */
	bool used;       /* read as a part of a field or of the app's name */
	bool taken; /* something else came of it: a thing, a relation, a feature, what is refused */
	bool rule;  /* of a rule: no thing and no field */
	bool aside; /* of what is only narrated */
	bool copy;  /* it is not written here: understand_split.c */
};

#define MA_FIELD_TYPES(X)       \
	X(STRING, "string")     \
	X(TEXT, "text")         \
	X(INTEGER, "integer")   \
	X(DECIMAL, "decimal")   \
	X(MONEY, "money")       \
	X(BOOLEAN, "boolean")   \
	X(DATE, "date")         \
	X(DATETIME, "datetime") \
	X(TIME, "time")         \
	X(EMAIL, "email")       \
	X(URL, "url")           \
	X(PHONE, "phone")       \
	X(IMAGE, "image")       \
	X(FILE, "file")         \
	X(ENUM, "enum")         \
	X(REF, "ref")           \
	X(JSON, "json")         \
	X(MARKDOWN, "markdown")

enum ma_field_type {
#define X(id, name) MA_FIELD_##id,
	MA_FIELD_TYPES(X)
#undef X
};

/* A type's name in contracts, and the type of a name: a string where no type has it. Gives: static. */
const char *ma_field_type_name(enum ma_field_type type);
enum ma_field_type ma_field_type_named(struct ma_str name);

struct ma_spec_field {
	struct ma_spec_field *next;
	struct ma_str name; /* camel case */
	enum ma_field_type type;
	bool known; /* its type was said or follows from its name */
	bool said;  /* the prompt states its type */
	bool plural, required, unique;
	struct ma_str to; /* REF: the entity's name; else the word in its brackets, which may be one's */
	struct ma_str values[MA_SPEC_VALUES];
	size_t values_n;
	struct ma_str preset; /* its default, as written; "" */
	struct ma_str range;  /* the bounds of a number, as written; "" */
};

struct ma_spec_entity {
	struct ma_spec_entity *next;
	struct ma_str name; /* Pascal case, singular */
	struct ma_spec_field *fields;
	size_t fields_n;
	bool given;   /* the prompt lists its fields */
	bool hinted;  /* only what is done with it was said: "report potholes" */
	bool joins;   /* it says how much of one thing is in another */
	bool guessed; /* a plural of the first sentence, where nothing says that it is to be kept */
};

enum ma_link_kind {
	MA_LINK_MANY_TO_ONE,
	MA_LINK_ONE_TO_MANY,
	MA_LINK_ONE_TO_ONE,
	MA_LINK_MANY_TO_MANY
};

/* A relation that was stated between two nouns, whether both became entities or not. */
struct ma_spec_link {
	struct ma_spec_link *next;
	struct ma_str from, to;
	enum ma_link_kind kind;
	bool required;
};

enum {
	MA_COUNT_ONE = 1 << 0,
	MA_COUNT_MANY = 1 << 1,  /* wins over one: "has an author", "can have several authors" */
	MA_COUNT_OWNS = 1 << 2,  /* the many are its own: brought, written, included */
	MA_COUNT_EXACT = 1 << 3, /* "exactly one", "a box of its own" */
	MA_COUNT_NEEDS = 1 << 4, /* nothing without it: "attempts at a quiz" */
	MA_COUNT_TOLD = 1 << 5,  /* in so many words: "each plot is rented by one gardener" */
};

/* How many of `to` one of `from` has. */
struct ma_spec_count {
	struct ma_spec_count *next;
	struct ma_str from, to;
	unsigned said;                      /* MA_COUNT_* */
	size_t at, end;                     /* the tokens that say it */
	const struct ma_spec_entity *a, *b; /* what the names call; NULL until they are resolved */
};

struct ma_spec_text {
	struct ma_spec_text *next;
	struct ma_str text;
};

struct ma_spec {
	struct ma_arena arena;
	const struct ma_lexicon *lexicon;
	const struct ma_asks *asks;
	struct ma_token *tokens; /* the last one is a STOP */
	size_t tokens_n;
	struct ma_str name;          /* what the app is called, in words; "" when nothing said so */
	size_t asked_from, asked_to; /* tokens of the thing that was asked for; 0, 0 when none */
	struct ma_str topic; /* the noun before the container: "expense" of "expense tracker" */
	struct ma_spec_entity *entities;
	size_t entities_n;
	struct ma_spec_link *links;
	struct ma_spec_count *counts;
	size_t counts_n;                          /* not more than MA_SPEC_COUNTS */
	struct ma_spec_text *warnings, *unwanted; /* unwanted: entity names after "without" */
	struct ma_spec_text *unwanted_fields;     /* the whole phrases there: "DueDate" */
	size_t unwanted_fields_n;                 /* not more than MA_SPEC_UNWANTED */
	size_t warnings_n;
	uint64_t features, refused_features,
		implied_features; /* bits: places in ma_understand_features() */
	bool container;           /* an app, a system, a site was asked for */
	struct {
		bool required, optional, unique;
	} demand; /* of every field that is read now: "clients must give a name and a phone number" */
	struct ma_str kept; /* the singular object of the first 'track', 'manage': an entity where there is no other */
	struct ma_str place; /* whom it is for: "small vet clinic" of "a CRM for a small vet clinic" */
	bool topic_is_place; /* it was only said whom the app is for */
	bool topic_kept;     /* a tracker, a log, a list: its topic is what is kept */
	bool loose;  /* nothing else was found: whatever well-known thing is spoken of is kept */
	bool packed; /* a domain pack supplied the entities */
	enum ma_kind kind;
	const char *language; /* of a CLI or library: "python", "node", "c" */
	uint64_t operations;  /* bits: rows of understand_operations.c */
	bool unbuilt;         /* some were left out, that are not built in its language */
	uint64_t pages;       /* bits: rows of understand_site.c */
	const char *trade;    /* of a site, a word of understand_site.c; NULL: none that is known */
	bool one_page;        /* a site of one page with sections */
	ma_rc rc;             /* the first failure; everything after it does nothing */
};

#define MA_DEFINES "\x1f" /* begins a line that is a thing and, in brackets, its fields */
#define MA_PORTIONS \
	"quantity quantities qty amount amounts count dose dosage position" /* of one thing in another */
#define MA_SAMPLE \
	"SampleRecord" /* what the records of a sample are called until the prose has been read */

/* The prompt with Markdown's headings, tables and bullets below bullets as lines that name what they say. */
struct ma_str ma_spec_read_markdown(struct ma_spec *spec, struct ma_str prompt);
/* The prompt without labels of documents, and what they say in their places: "Story 2: As a ...", "Later: payouts". */
struct ma_str ma_spec_read_scaffold(struct ma_spec *spec, struct ma_str prompt);
/* The same in whole words where it is typed as in a chat: "app 4 my band, setlists n songs". */
struct ma_str ma_spec_read_chat(struct ma_spec *spec, struct ma_str prompt);
/* understand_idioms.c */
struct ma_str ma_spec_read_idioms(struct ma_spec *spec, struct ma_str prompt);
/* The same with a definition behind each endpoint that says what is sent to it: "POST /lots {name, address}". */
struct ma_str ma_spec_read_endpoints(struct ma_spec *spec, struct ma_str prompt);
/* The same with "Account(iban unique, owner)" and the like as definitions. */
struct ma_str ma_spec_read_signatures(struct ma_spec *spec, struct ma_str prompt);
/* The same with lines that each are a thing and its fields as definitions: "teacher - name, email". */
struct ma_str ma_spec_read_rows(struct ma_spec *spec, struct ma_str prompt);
/* The same with heads that each stand above the lines of their fields as definitions: "PLAYERS", "name, grade". */
struct ma_str ma_spec_read_blocks(struct ma_spec *spec, struct ma_str prompt);
/* The definition at a token: the one behind its bracket, and of what it is (NULL past the limits); 0 where none is there. */
size_t ma_definition_read(struct ma_spec *spec, size_t at, struct ma_spec_entity **out);
/* The prompt with marks between the things and fields of lists that have none: "customers name phone". */
struct ma_str ma_spec_read_runs(struct ma_spec *spec, struct ma_str prompt);
/* What records begin with, in sentences of their own: defaults of the fields that are there. */
void ma_spec_read_starts(struct ma_spec *spec);
/* The records of a sample get the name that the prose gives them. */
void ma_spec_name_sample(struct ma_spec *spec);
/* Entities of the schemas (SQL, Prisma, TypeScript, samples of JSON) within a prompt; the prompt with blanks in their places. */
struct ma_str ma_spec_read_schemas(struct ma_spec *spec, struct ma_str prompt);
void ma_spec_read_tokens(struct ma_spec *spec, struct ma_str prompt);
/* Sentences that say several things become several: "Members have a name, and they can borrow books". */
void ma_spec_split(struct ma_spec *spec);
/* Beside a schema, "this schema" and "our data looks like" name no records. */
void ma_spec_mark_schema_words(struct ma_spec *spec);
/* Words that look like verbs and govern nothing where they stand lose their kinds: "make, model". */
void ma_spec_settle_nouns(struct ma_spec *spec);
/* By its name: "Driver", "Craftsman"; well-known ones have an address for mail or a phone. */
bool ma_is_person(struct ma_str name);
/* Words that no lexicon has and that are verbs where they stand: "a ringer rings at one tower"; "of course" is no course. */
void ma_spec_settle_verbs(struct ma_spec *spec);
void ma_spec_read_sentences(struct ma_spec *spec);
void ma_spec_read_features(struct ma_spec *spec);
/* "add, edit and find", a cart and "check out": after the features that a phrase names. */
void ma_spec_read_hints(struct ma_spec *spec);
/* "German" */
bool ma_spec_is_language(const struct ma_spec *spec, size_t at);
/* "As a coach I want to ... As an athlete I want to ...": who acts differs, so there are accounts. */
void ma_spec_read_roles(struct ma_spec *spec);
/* Something came of tokens [from, to). */
void ma_spec_take(struct ma_spec *spec, size_t from, size_t to);
/* Mark the clauses that are rules ("no two bookings may overlap") or only narrated ("I keep bees."); and take the marks away. */
void ma_spec_find_rules(struct ma_spec *spec);
/* ", like "velvet" or "needs ironing"" names nothing that is kept. */
void ma_spec_mark_examples(struct ma_spec *spec);
/* Whom things are shared with is narrated: "share recipes with friends". */
void ma_spec_mark_audience(struct ma_spec *spec);
void ma_spec_forget_rules(struct ma_spec *spec);
/* Tokens [from, to) are one. */
void ma_spec_mark_rule(struct ma_spec *spec, size_t from, size_t to);
/* Whether a sentence is read up to token `at`: it ends there, or its purpose, a rule or an aside begins; and past those. */
bool ma_spec_ends_reading(const struct ma_spec *spec, size_t at);
size_t ma_spec_skip_unread(const struct ma_spec *spec, size_t at);
/* Warn of clauses that look like a requirement and of which nothing came. */
void ma_spec_warn_of_rest(struct ma_spec *spec);
/* Warn of techniques that were asked for and are not used. */
void ma_spec_check_stack(struct ma_spec *spec);
/* The language that the prompt is plainly written in, where that is not English; else NULL. */
const char *ma_spec_foreign_language(const struct ma_spec *spec);
/* What kind of thing is asked for, by words alone. */
enum ma_kind ma_spec_kind(const struct ma_spec *spec);
/* Whether "(name, website)" begins at `at`. */
bool ma_spec_is_field_list(const struct ma_spec *spec, size_t at);
/* Whether the site that tokens [begin, end) ask for is only shown. */
bool ma_spec_is_brochure(const struct ma_spec *spec, size_t begin, size_t end);
/* Whether the token names a trade that sites are made for: "bakery". */
bool ma_spec_is_trade(const struct ma_spec *spec, size_t at);
/* Whether projects of the spec's kind are built with a feature today. */
bool ma_spec_builds(const struct ma_spec *spec, int feature);
/* What a wanted feature cannot do without: a status of the tasks of a kanban board. */
void ma_spec_give_grounds(struct ma_spec *spec);
/* Warn of the features that are not built, and of those that find nothing to work on. */
void ma_spec_warn_of_features(struct ma_spec *spec);
/* Words that say what kind of thing it is name nothing in it: "command-line", "static". */
void ma_spec_mark_packaging(struct ma_spec *spec);
/* A CLI or library: its language, and what it does to its input. MA_EREFUSED: no such language. */
ma_rc ma_spec_read_program(struct ma_spec *spec, ma_err *err);
/* The names of what it does, as the contract's `operations`. Gives; NULL: out of memory. */
json_t *ma_spec_operations(const struct ma_spec *spec);
/* The name of a program that nothing else names; "" where it has no operation. Borrows: static. */
const char *ma_spec_operation_name(const struct ma_spec *spec);
void ma_spec_find_operations(struct ma_spec *spec);
/* What programs in its language can do, as their commands are called: "count, frequency". */
struct ma_str ma_spec_known_work(struct ma_spec *spec);
/* The data structure that is asked for: "ring buffer"; NULL: none is. */
const char *ma_spec_data_structure(const struct ma_spec *spec);
/* One by its name: "csv_to_json", "csv-to-json". False: there is none of that name. */
bool ma_spec_add_operation(struct ma_spec *spec, struct ma_str name);
/* The words of a list of commands name no records. */
void ma_spec_mark_commands(struct ma_spec *spec);
/* Commands that are listed and will not be there are warned of; of a program without records they are operations. */
void ma_spec_read_commands(struct ma_spec *spec, bool records);
/* Options that are asked for and will not be there are warned of. */
void ma_spec_check_options(struct ma_spec *spec);
/* What a program that keeps records has, as the contract's `commands`. Gives; NULL: out of memory. */
json_t *ma_spec_commands(const struct ma_spec *spec);
/* Leave out, with a warning, what is built in other languages only. */
void ma_spec_keep_operations_in_c(struct ma_spec *spec);
/* "POST /trails" says of no posts: the words of paths behind HTTP's methods are no prose. */
void ma_spec_mark_paths(struct ma_spec *spec);
/* Whether "GET /trails" begins at `at`. */
bool ma_spec_is_endpoint(const struct ma_spec *spec, size_t at);
/* What the paths name, where no entity was given; else how they relate those that were. */
void ma_spec_read_paths(struct ma_spec *spec);
/* A site: its pages. */
void ma_spec_read_site(struct ma_spec *spec);
/* Their names, as the contract's `pages`. Gives; NULL: out of memory. */
json_t *ma_spec_pages(const struct ma_spec *spec);
void ma_spec_apply_pack(struct ma_spec *spec);
/* Things that are only hinted at, where others were described, are none. */
void ma_spec_drop_weak(struct ma_spec *spec);
void ma_spec_resolve(struct ma_spec *spec);
/* Fields of the entities that were given none. */
void ma_spec_fill_bare(struct ma_spec *spec);
/* Each record has a text that it is known by. */
void ma_spec_add_titles(struct ma_spec *spec);
/* The entities that are meant by what was said with ma_spec_count(). */
void ma_spec_call_counts(struct ma_spec *spec);
/* Whether it was said that one of `from` has many of `to`. */
bool ma_spec_counted(const struct ma_spec *spec, const struct ma_spec_entity *from,
	const struct ma_spec_entity *to);
/* What a clause says of two things of which nothing was said yet. */
void ma_spec_pair(struct ma_spec *spec);
/* Relations of what was said with ma_spec_count(). */
void ma_spec_resolve_counts(struct ma_spec *spec);
/* Its steps in understand_relations.c. */
void ma_spec_resolve_links(struct ma_spec *spec);
void ma_spec_resolve_parts(struct ma_spec *spec);
/* What is listed beside others and happens to them or is in them, where nothing was said. */
void ma_spec_resolve_siblings(struct ma_spec *spec);
void ma_spec_drop_dangling(struct ma_spec *spec);
/* A field of `from` that refers to `to`; NULL where there is one already, and past the limits. */
struct ma_spec_field *ma_spec_add_reference(
	struct ma_spec *spec, struct ma_spec_entity *from, struct ma_str to, bool required);
/* One of several references to the same: "from", "first". */
void ma_spec_add_side(
	struct ma_spec *spec, struct ma_spec_entity *e, const char *side, struct ma_str to);
/* Names that TypeScript, SQL or the project itself would trip over get another. */
void ma_spec_fix_names(struct ma_spec *spec);

/* What a pass over the prompt wrote, as it lives on; `otherwise` on failure. Ends `out`. */
struct ma_str ma_spec_text(struct ma_spec *spec, struct ma_buf *out, struct ma_str otherwise);
/* A copy of words in a style, singular where asked, cut at MA_SPEC_NAME; "" on failure. */
struct ma_str ma_spec_name(
	struct ma_spec *spec, struct ma_str words, enum ma_case style, bool singular);
/* The entity that the topic's last word names: "Task" of "daily todo"; "" without a topic. */
struct ma_str ma_spec_topic_name(struct ma_spec *spec);
/* Whether the singular is another word. */
bool ma_spec_is_plural(struct ma_spec *spec, struct ma_str word);
/* The words of tokens [from, to), in lower case, with a blank between. */
struct ma_str ma_spec_words(struct ma_spec *spec, size_t from, size_t to);
/* The same as they were written, with the marks between them: for whoever reads a warning. */
struct ma_str ma_spec_said(struct ma_spec *spec, size_t from, size_t to);
void *ma_spec_alloc(struct ma_spec *spec, size_t size);
/* Something came of the word after all: it is not told as not understood. */
void ma_spec_unwarn(struct ma_spec *spec, struct ma_str word);
void ma_spec_warn(struct ma_spec *spec, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* NULL where there is none. `name` is Pascal case and singular. */
struct ma_spec_entity *ma_spec_find(const struct ma_spec *spec, struct ma_str name);
/* The same, or the only one that a shorter or a longer name calls: "Policy" is "InsurancePolicy". */
struct ma_spec_entity *ma_spec_find_called(const struct ma_spec *spec, struct ma_str name);
/* Found or added; NULL past the limits. */
struct ma_spec_entity *ma_spec_add(struct ma_spec *spec, struct ma_str name);
void ma_spec_remove(struct ma_spec *spec, struct ma_spec_entity *entity);
struct ma_spec_field *ma_spec_find_field(const struct ma_spec_entity *entity, struct ma_str name);
/* Found or added; NULL past the limits. */
struct ma_spec_field *ma_spec_add_field(
	struct ma_spec *spec, struct ma_spec_entity *entity, struct ma_str name);
void ma_spec_remove_field(struct ma_spec_entity *entity, struct ma_spec_field *field);
/* A field of `e` that refers to another one of its kind. */
void ma_spec_add_self(struct ma_spec *spec, struct ma_spec_entity *e, struct ma_str name);
/* Whether a field of `entity` refers to the named one. */
bool ma_spec_refers(const struct ma_spec_entity *entity, struct ma_str to);
/* The same, and not only as its "manager". */
bool ma_spec_refers_plainly(const struct ma_spec_entity *entity, const struct ma_spec_entity *to);
/* Whether each of two entities may have many of the other. */
bool ma_spec_joined(const struct ma_spec *spec, struct ma_str a, struct ma_str b);
void ma_spec_link(struct ma_spec *spec, struct ma_str from, enum ma_link_kind kind,
	struct ma_str to, bool required);

/* `said`: MA_COUNT_*, by tokens [at, end). Names of what is no entity in the end are passed over, and their tokens are not taken. */
void ma_spec_count(struct ma_spec *spec, struct ma_str from, struct ma_str to, unsigned said,
	size_t at, size_t end);

/* Tokens [from, to) as one field of `entity`: "due date", "optional note", "status (open, closed)". */
/* "must be unique", "are required" in [from, to), of a field that is there. */
void ma_spec_say_of_field(struct ma_spec *spec, struct ma_spec_field *f, size_t from, size_t to);
void ma_spec_read_field(struct ma_spec *spec, struct ma_spec_entity *entity, size_t from, size_t to);
/* Whether tokens [from, to) are a name and what only a column says: "rating int", "card FK". */
bool ma_spec_is_column(const struct ma_spec *spec, size_t from, size_t to);
/* "start" [from, to) and "end dates" [next, next_to) as two fields; false where they are no such pair. */
bool ma_spec_read_halves(struct ma_spec *spec, struct ma_spec_entity *entity, size_t from,
	size_t to, size_t next, size_t next_to);
/* The end of "one of a, b or c" that begins at `at`; `at` where none does. */
size_t ma_spec_choice_end(const struct ma_spec *spec, size_t at, size_t to);
/* The end of "a, b or c" at `at`; `at` where there is no "or". */
size_t ma_spec_last_choice(const struct ma_spec *spec, size_t at, size_t to);
/* "whether ...", "when ...", "how many ...", "the day they joined": a field that is told as a question. */
bool ma_spec_begins_question(const struct ma_spec *spec, size_t at, size_t to);
/* Where the question at `at` ends. */
size_t ma_spec_question_end(const struct ma_spec *spec, size_t at, size_t to);
/* The end of "which must be unique", "defaults to open" at `at`; `at` where it is none. */
size_t ma_spec_clause_end(struct ma_spec *spec, size_t at, size_t to);
/* The end of the values behind the colon at `at` in "status: new, reviewed, hired"; `at` where it has none. */
size_t ma_spec_values_end(const struct ma_spec *spec, size_t at, size_t to);
/* Whether the bracket at `open` says something of the word before it and lists no fields: "(yes/no)", "(whole number, unique)", "(a, b or c)". */
bool ma_spec_is_remark(struct ma_spec *spec, size_t open);
/* Tokens [from, to) as a list of fields. */
void ma_spec_read_fields(
	struct ma_spec *spec, struct ma_spec_entity *entity, size_t from, size_t to);
/* "belongs to a teacher", "has many pupils": how a thing is related; false where it is a field. */
bool ma_spec_read_tie(struct ma_spec *spec, struct ma_spec_entity *e, size_t from, size_t to);
/* Whether the words' last one is what fields are called ("due date", "servings"), and its type. */
bool ma_spec_field_word(struct ma_spec *spec, size_t from, size_t to, enum ma_field_type *type);
/* The type that lower-case words give away; false when they do not. */
bool ma_field_type_of_words(struct ma_str words, enum ma_field_type *type);
/* A plural that within brackets is a number of things: "rooms". */
bool ma_field_type_of_count(struct ma_str words, enum ma_field_type *type);
/* A word that says a type: "string", "boolean". */
bool ma_field_type_word(struct ma_str word, enum ma_field_type *type);

/* How many tokens the phrase takes at `at`, each word in the singular or plural; 0 when it is not there. */
size_t ma_spec_match(const struct ma_spec *spec, size_t at, const char *phrase);
/* The feature whose phrase begins at token `at`: its index, and the phrase's length; -1 when none. */
int ma_spec_feature_at(const struct ma_spec *spec, size_t at, size_t *n_out);
/* The same of phrases that ask for several, as their bits: "a reminder email"; 0 when none. */
uint64_t ma_spec_features_at(const struct ma_spec *spec, size_t at, size_t *n_out);
/* Whether the bracket at `open` has roles in it: "(admin, agent)"; false where none is there. */
bool ma_spec_lists_roles(const struct ma_spec *spec, size_t open);
/* Whether a dashboard or a chart begins there: what follows says what it shows. */
bool ma_spec_shows(const struct ma_spec *spec, size_t at);
#define MA_FEATURE_OTHER 63 /* understood, and none that a contract can name: "PDF export" */
#define MA_FEATURE(index) ((uint64_t)1 << (index))
int ma_feature_find(struct ma_str name);
/* Whether lower-case words are a phrase that asks for one: "reminders". */
bool ma_feature_named(struct ma_str words);
/* Whether projects are built with it today. */
bool ma_feature_built(int index);

/* One of several is what such a field holds: "status", "size". */
bool ma_is_choice_noun(struct ma_str word);
/* "min", "kg": what a number is of. */
bool ma_is_unit(struct ma_str word);

/* "submits", "post": what such a verb is said of is a record that its subject makes. */
bool ma_verb_makes(struct ma_str verb);
/* The record that comes of doing it to a thing: "Booking" of "books"; "" where there is none. */
struct ma_str ma_verb_act(struct ma_str verb);
/* Whether a word is one of those, which have a blank between them. */
bool ma_words_have(const char *words, struct ma_str word);
/* The one behind the last blank; all of them where there is none. */
struct ma_str ma_words_last(struct ma_str words);
/* Whether it begins with a digit. */
static inline bool ma_word_is_number(struct ma_str word)
{
	return word.n > 0 && word.p[0] >= '0' && word.p[0] <= '9';
}

/* By its form: "rings", and neither "class" nor "status". */
bool ma_word_is_third_person(struct ma_str word);

/* Whether the token is a word, and one of those. */
bool ma_spec_is_any(const struct ma_spec *spec, size_t at, const char *words);
/* Whether there is a token at `at`, and it is a number. */
static inline bool ma_spec_is_number(const struct ma_spec *spec, size_t at)
{
	return at < spec->tokens_n && spec->tokens[at].kind == MA_TOKEN_WORD &&
		ma_word_is_number(spec->tokens[at].low);
}

/* Whether there is a token at `at`, and it is a word of one of the kinds MA_W_*. */
static inline bool ma_spec_is_a(const struct ma_spec *spec, size_t at, unsigned flags)
{
	return at < spec->tokens_n && spec->tokens[at].kind == MA_TOKEN_WORD &&
		spec->tokens[at].flags & flags;
}

/* A lower-case word that no lexicon has, or the well-known one that it is a slip of. */
struct ma_str ma_spec_mend_word(struct ma_spec *spec, struct ma_str word);
/* A lower-case word, or the usual spelling of one that has several: "log-in", "dont". */
struct ma_str ma_spec_same_word(struct ma_str low);
/* The name of the i-th well-known entity; false past the last. */
bool ma_known_name(size_t i, struct ma_str *name_out);
/* The default fields of a well-known entity in the notation of understand_known.c, or NULL. */
const char *ma_known_entity(struct ma_str name);
/* The same of things that bare domains have, or NULL: understand_usual.c. */
const char *ma_usual_entity(struct ma_str name);
/* Whether the well-known entity `from` is nothing without `to`: a comment without a post. */
bool ma_known_needs(struct ma_str from, struct ma_str to);
/* What happens between others: they are not its parts ("appointments with doctors"). */
bool ma_is_meeting(struct ma_str name);
/* Whether the well-known entity `from` refers to `to`. */
bool ma_known_refers(struct ma_str from, struct ma_str to);
/* Give an entity its default fields (`all`), or only the references to entities that are there and types that were not said. */
void ma_spec_apply_known(struct ma_spec *spec, struct ma_spec_entity *entity, bool all);

#endif
