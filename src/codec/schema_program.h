/*
 * A compiled schema: what compiling makes and checking reads. Private to schema_*.c.
 *
 *   source    a document with schemas in it: the schema itself, one given beside it, a meta-schema
 *   resource  a schema with an URI of its own ($id), up to the next one inside it
 *   node      one compiled (sub)schema: operations in the order of enum keyword
 */
#ifndef MA_CODEC_SCHEMA_PROGRAM_H
#define MA_CODEC_SCHEMA_PROGRAM_H

#include "base/map.h"
#include "codec/schema.h"
#include "codec/schema_format.h"
#include "codec/schema_number.h"
#include "codec/schema_regex.h"

#define MA_SCHEMA_BASE "json-schema:///" /* the URI of a schema that has none */
#define TYPE_INTEGER (1u << 8)           /* beside a bit for each enum ma_doc_type */

#define VOCAB_CORE 1u
#define VOCAB_APPLICATOR 2u
#define VOCAB_UNEVALUATED 4u
#define VOCAB_VALIDATION 8u
#define VOCAB_METADATA 16u
#define VOCAB_FORMAT 32u /* annotation; with VOCAB_ASSERT it is an assertion */
#define VOCAB_CONTENT 64u
#define VOCAB_ASSERT 128u
#define VOCAB_ALL 127u

/* id, name, vocabulary, shape of its value; in the order of evaluation: cheap first, unevaluated* last */
#define KEYWORDS(X)                                                   \
	X(ID, "$id", CORE, STRING)                                    \
	X(SCHEMA, "$schema", CORE, STRING)                            \
	X(VOCABULARY, "$vocabulary", CORE, OBJECT)                    \
	X(ANCHOR, "$anchor", CORE, NAME)                              \
	X(DYNAMIC_ANCHOR, "$dynamicAnchor", CORE, NAME)               \
	X(COMMENT, "$comment", CORE, STRING)                          \
	X(DEFS, "$defs", CORE, MAP)                                   \
	X(DEFINITIONS, "definitions", CORE, MAP)                      \
	X(TITLE, "title", METADATA, STRING)                           \
	X(DESCRIPTION, "description", METADATA, STRING)               \
	X(DEPRECATED, "deprecated", METADATA, BOOL)                   \
	X(READ_ONLY, "readOnly", METADATA, BOOL)                      \
	X(WRITE_ONLY, "writeOnly", METADATA, BOOL)                    \
	X(EXAMPLES, "examples", METADATA, ARRAY)                      \
	X(CONTENT_TYPE, "contentMediaType", CONTENT, STRING)          \
	X(CONTENT_ENCODING, "contentEncoding", CONTENT, STRING)       \
	X(CONTENT_SCHEMA, "contentSchema", CONTENT, SCHEMA)           \
	X(TYPE, "type", VALIDATION, TYPES)                            \
	X(CONST, "const", VALIDATION, ANY)                            \
	X(ENUM, "enum", VALIDATION, ARRAY)                            \
	X(MAXIMUM, "maximum", VALIDATION, NUMBER)                     \
	X(EXCLUSIVE_MAXIMUM, "exclusiveMaximum", VALIDATION, NUMBER)  \
	X(MINIMUM, "minimum", VALIDATION, NUMBER)                     \
	X(EXCLUSIVE_MINIMUM, "exclusiveMinimum", VALIDATION, NUMBER)  \
	X(MULTIPLE_OF, "multipleOf", VALIDATION, POSITIVE)            \
	X(MAX_LENGTH, "maxLength", VALIDATION, COUNT)                 \
	X(MIN_LENGTH, "minLength", VALIDATION, COUNT)                 \
	X(PATTERN, "pattern", VALIDATION, STRING)                     \
	X(FORMAT, "format", FORMAT, STRING)                           \
	X(MAX_ITEMS, "maxItems", VALIDATION, COUNT)                   \
	X(MIN_ITEMS, "minItems", VALIDATION, COUNT)                   \
	X(UNIQUE_ITEMS, "uniqueItems", VALIDATION, BOOL)              \
	X(MAX_PROPERTIES, "maxProperties", VALIDATION, COUNT)         \
	X(MIN_PROPERTIES, "minProperties", VALIDATION, COUNT)         \
	X(REQUIRED, "required", VALIDATION, STRINGS)                  \
	X(DEPENDENT_REQUIRED, "dependentRequired", VALIDATION, LISTS) \
	X(PROPERTY_NAMES, "propertyNames", APPLICATOR, SCHEMA)        \
	X(PROPERTIES, "properties", APPLICATOR, MAP)                  \
	X(PATTERN_PROPERTIES, "patternProperties", APPLICATOR, MAP)   \
	X(ADDITIONAL, "additionalProperties", APPLICATOR, SCHEMA)     \
	X(PREFIX_ITEMS, "prefixItems", APPLICATOR, SCHEMAS)           \
	X(ITEMS, "items", APPLICATOR, SCHEMA)                         \
	X(CONTAINS, "contains", APPLICATOR, SCHEMA)                   \
	X(MIN_CONTAINS, "minContains", VALIDATION, COUNT)             \
	X(MAX_CONTAINS, "maxContains", VALIDATION, COUNT)             \
	X(REF, "$ref", CORE, STRING)                                  \
	X(DYNAMIC_REF, "$dynamicRef", CORE, STRING)                   \
	X(ALL_OF, "allOf", APPLICATOR, SCHEMAS)                       \
	X(ANY_OF, "anyOf", APPLICATOR, SCHEMAS)                       \
	X(ONE_OF, "oneOf", APPLICATOR, SCHEMAS)                       \
	X(NOT, "not", APPLICATOR, SCHEMA)                             \
	X(IF, "if", APPLICATOR, SCHEMA)                               \
	X(THEN, "then", APPLICATOR, SCHEMA)                           \
	X(ELSE, "else", APPLICATOR, SCHEMA)                           \
	X(DEPENDENT_SCHEMAS, "dependentSchemas", APPLICATOR, MAP)     \
	X(DEPENDENCIES, "dependencies", APPLICATOR, MIXED)            \
	X(UNEVALUATED_ITEMS, "unevaluatedItems", UNEVALUATED, SCHEMA) \
	X(UNEVALUATED_PROPERTIES, "unevaluatedProperties", UNEVALUATED, SCHEMA)

enum keyword {
#define X(id, name, vocab, shape) K_##id,
	KEYWORDS(X)
#undef X
		KEYWORDS_N
};

struct node;
struct op;
struct vm;
struct frame;

/* What an operation says of a value: it is met, it is not, or one of its schemas is to run first. */
enum step { STEP_PASS, STEP_FAIL, STEP_CALL };
typedef enum step op_fn(struct vm *vm, struct frame *f, const struct op *op);

struct anchor {
	struct ma_str name;
	struct resource *resource;
	uint32_t at;
	bool dynamic;
	struct anchor *next; /* of the dynamic ones of its resource */
};

struct resource {
	struct ma_str uri; /* absolute, without fragment */
	struct source *source;
	uint32_t root;
	unsigned vocab;
	struct anchor *dynamic;
};

struct source {
	const char *what;
	struct ma_str uri; /* it can be found under */
	struct ma_doc doc;
	struct resource **resources; /* by place: of the schemas that have been scanned */
	struct node **nodes;         /* by place: compiled, or about to be */
	struct source *next;
};

/* Names with what belongs to them, found by hash. */
struct name {
	struct ma_str key;
	uint32_t hash;
	bool required;
	const struct node *node; /* the property's schema, or NULL */
};

struct names {
	struct name *v;
	uint32_t *slots; /* index + 1, 0: free; a power of two of them */
	uint32_t n, mask;
};

struct pattern {
	struct ma_regex *regex;
	const struct node *node;
};

struct members;
typedef enum step members_fn(struct vm *vm, struct frame *f, const struct members *m, uint32_t end);

/* properties, patternProperties, additionalProperties and required: one pass over the members. */
struct members {
	struct names names;
	struct pattern *patterns;
	uint32_t patterns_n, required_n;
	const struct node *additional; /* or NULL */
	members_fn *run;
	bool applies; /* there are schemas, not only required names */
};

/* prefixItems and items. */
struct items {
	const struct node **prefix;
	uint32_t prefix_n;
	const struct node *rest; /* or NULL */
};

struct contains {
	const struct node *node;
	uint64_t min, max;
	uint32_t min_at, max_at; /* 0: not said */
};

/* Which schemas apply when a member is there: dependentSchemas; or names: dependentRequired. */
struct dependent {
	struct ma_str key;
	const struct node *node; /* or NULL, and then: */
	uint32_t names;          /* place of the list in the source */
};

struct dependents {
	struct dependent *v;
	uint32_t n;
};

struct branches {
	const struct node **v;
	uint32_t n;
};

struct conditional {
	const struct node *test, *then, *otherwise; /* the latter two may be NULL */
};

struct dynamic {
	const struct node *node; /* where it leads if nothing in the dynamic scope says otherwise */
	struct ma_str name;      /* p NULL: it is an ordinary reference */
};

struct op {
	op_fn *run;
	enum keyword keyword;
	uint32_t at; /* place of the keyword's value in the source */
	union {
		unsigned types;
		uint64_t count;
		struct ma_number_short limit;
		struct ma_regex *regex;
		ma_format_fn *format;
		const struct names *names; /* enum: its strings, when there are many */
		const struct node *node;
		const struct members *members;
		const struct items *items;
		const struct contains *contains;
		const struct dependents *dependents;
		const struct branches *branches;
		const struct conditional *conditional;
		const struct choice *choice;
		const struct dynamic *dynamic;
	} u;
};

struct node {
	struct source *source;
	struct resource *resource;
	uint32_t at;
	int8_t always; /* 1, -1: true, false */
	bool leaf;     /* it applies no other schema */
	bool flat; /* a leaf, or what it applies is flat, FLAT_MAX levels at most: needs no frame */
	bool dynamic; /* it has a $dynamicRef */
	bool marks;   /* it asks which members or items have been evaluated */
	struct op *ops;
	uint32_t ops_n;
	struct edge *edges;
	struct node *next; /* to be compiled */
	struct node *all;  /* the one that was made before it */
};

/* A schema that a node applies. */
struct edge {
	const struct node *node;
	struct edge *next;
};

struct ma_schema {
	struct ma_arena arena;
	struct ma_map resources; /* by URI */
	struct ma_map anchors;   /* by URI#name */
	struct source *sources;
	struct ma_regex *regexes; /* to be freed */
	const struct node *root;
	uint64_t steps_max;
};

/* schema_names.c; false: memory is out. */
bool ma_schema_names_init(struct names *names, uint32_t most, struct ma_arena *arena);
struct name *ma_schema_names_put(struct names *names, struct ma_str key);

static inline const struct name *ma_schema_names_find(
	const struct names *names, struct ma_str key, uint32_t hash)
{
	uint32_t slot = hash & names->mask;
	const struct name *name;

	for (; names->slots[slot]; slot = (slot + 1) & names->mask) {
		name = &names->v[names->slots[slot] - 1];
		if (name->hash == hash && name->key.n == key.n &&
			ma_doc_same(name->key.p, key.p, key.n))
			return name;
	}
	return NULL;
}

const char *ma_keyword_name(enum keyword keyword);

#endif
