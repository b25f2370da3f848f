/* Schemas within a prompt: SQL, Prisma, TypeScript and samples of JSON as marks and words. Private to model/understand*.c. */
#ifndef MA_MODEL_UNDERSTAND_NOTATION_H
#define MA_MODEL_UNDERSTAND_NOTATION_H

#include "model/understand_parts.h"

enum ma_mark_kind {
	MA_MARK_WORD,  /* a name, a number */
	MA_MARK_TEXT,  /* within single quotes; in TypeScript within any */
	MA_MARK_PUNCT, /* one character */
	MA_MARK_LINE,  /* the end of a line, with the empty ones that follow */
	MA_MARK_END
};

struct ma_mark {
	enum ma_mark_kind kind;
	struct ma_str text; /* without quotes */
	bool empty;         /* MA_MARK_LINE: an empty line follows */
};

/* A reader of marks. Comments and blanks are passed over. */
struct ma_notation_reader {
	struct ma_str rest;
	bool sql; /* "x", `x` and [x] are names, "--" begins a comment */
};

struct ma_mark ma_notation_next(struct ma_notation_reader *m);
struct ma_mark ma_notation_peek(const struct ma_notation_reader *m);
/* The same past ends of lines. */
struct ma_mark ma_notation_next_in_line(struct ma_notation_reader *m);
struct ma_mark ma_notation_peek_in_line(const struct ma_notation_reader *m);
/* Take the next mark where it is that word (in any case) or that character. */
bool ma_notation_take(struct ma_notation_reader *m, const char *text);
bool ma_notation_is(const struct ma_mark *mark, const char *text);
/* Past the bracket that closes what the last mark opened. */
void ma_notation_skip_group(struct ma_notation_reader *m);

/* A type of values that a schema names: "enum Genre { ... }". */
struct ma_named_values {
	struct ma_named_values *next;
	struct ma_str name;
	struct ma_str values[MA_SPEC_VALUES];
	size_t values_n;
};

/* A column of numbers by which a record refers to others. */
struct ma_notation_column {
	struct ma_str name, to; /* camel case; the entity's name */
};

#define MA_NOTATION_MEMBERS (MA_SPEC_ENTITIES * MA_SPEC_FIELDS)

/* A field as a notation states it: understand_members.h. */
struct ma_member {
	struct ma_member *next;
	struct ma_spec_entity *owner;
	struct ma_str name, type; /* as written; a name of "": a relation says what it would */
	struct ma_str to;         /* what it refers to, where that is said; "" */
	struct ma_str preset;     /* its default; "" */
	bool many, required, unique, key;
	struct ma_named_values *values;
};

struct ma_stated_relation {
	struct ma_stated_relation *next;
	struct ma_str from, to;
	enum ma_link_kind kind;
	bool required, inherits; /* inherits: `from` has the members of `to` */
};

/* What is known while schemas are read. The prompt is without what other readers have read. */
struct ma_notation {
	struct ma_spec *spec;
	struct ma_str prompt;
	char *rest;   /* the prompt; what was read is blanks in it */
	bool blanked; /* since the reader began */
	struct ma_named_values *enums;
	struct ma_member *members, **members_end;
	size_t members_n; /* not more than MA_NOTATION_MEMBERS */
	struct ma_stated_relation *relations, **relations_end;
	size_t relations_n;                             /* not more than MA_NOTATION_MEMBERS */
	struct ma_notation_column keys[MA_SPEC_FIELDS]; /* of the block that is read */
	size_t keys_n;
};

/* Read all schemas of a kind in n->prompt. */
void ma_notation_read_sql(struct ma_notation *n);
void ma_notation_read_models(struct ma_notation *n);
void ma_notation_read_json(struct ma_notation *n);

/* A list of others: "posts Post[]". Both ways it is a relation of many to many. */
void ma_notation_list_of(
	struct ma_notation *n, struct ma_spec_entity *e, struct ma_spec_entity *other);
/* "products: Product[]" alone: each of them refers back. */
void ma_notation_resolve_lists(struct ma_spec *spec);

/* The text from `from` to `to`, both within n->prompt, was read. */
void ma_notation_blank(struct ma_notation *n, const char *from, const char *to);
/* Whether a word may begin at `p`: it is the prompt's first character, or behind one of `before`. */
bool ma_notation_begins(const struct ma_notation *n, const char *p, const char *before);
/* Past what begins at m->rest; false: nothing does. */
typedef bool ma_notation_read_fn(struct ma_notation *n, struct ma_notation_reader *m);
/* Read whatever begins anywhere in n->prompt; what was read is blanked. */
void ma_notation_each(struct ma_notation *n, ma_notation_read_fn *read);
/* The entity of a table or type; NULL past the limits. */
struct ma_spec_entity *ma_notation_entity(struct ma_notation *n, struct ma_str name);
/* One that is known by that name already; NULL: none. */
struct ma_spec_entity *ma_notation_find(struct ma_notation *n, struct ma_str name);
/* "author_id" -> the entity Author, where there is one. */
struct ma_spec_entity *ma_notation_key(struct ma_notation *n, struct ma_str column);
/* Add a field of a type that was said; NULL for what every record has anyway, and past the limits. */
struct ma_spec_field *ma_notation_field(struct ma_notation *n, struct ma_spec_entity *entity,
	struct ma_str name, enum ma_field_type type);
void ma_notation_ref(struct ma_notation *n, struct ma_spec_entity *entity, struct ma_str name,
	struct ma_str to, bool required);
void ma_notation_value(struct ma_spec *spec, struct ma_spec_field *f, struct ma_str value);
struct ma_named_values *ma_notation_enum(struct ma_notation *n, struct ma_str name);
void ma_notation_enum_value(struct ma_notation *n, struct ma_named_values *e, struct ma_str value);
const struct ma_named_values *ma_notation_find_enum(const struct ma_notation *n, struct ma_str name);
void ma_notation_set_enum(struct ma_spec_field *f, const struct ma_named_values *e);
/* What a name gives away of a text ("email"), a number ("price") or a moment ("due date"); else `type`. */
enum ma_field_type ma_notation_text(
	struct ma_spec *spec, struct ma_str name, enum ma_field_type type);
enum ma_field_type ma_notation_number(
	struct ma_spec *spec, struct ma_str name, enum ma_field_type type);
enum ma_field_type ma_notation_moment(
	struct ma_spec *spec, struct ma_str name, enum ma_field_type type);

/* "Author", which names a type where "author" names a column. */
static inline bool ma_notation_begins_upper(struct ma_str name)
{
	return name.n > 0 && name.p[0] >= 'A' && name.p[0] <= 'Z';
}

#endif
