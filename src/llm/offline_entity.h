/* Entities of a contract on their way into a view. Private to llm/offline_{view,entity,names}.c. */
#ifndef MA_LLM_OFFLINE_ENTITY_H
#define MA_LLM_OFFLINE_ENTITY_H

#include "codec/words.h"
#include "llm/offline_parts.h"

struct ma_offline_entity {
	const json_t *in;
	json_t *out; /* owned; its members below are borrowed from it */
	json_t *fields, *refs, *children, *links, *linked;
	struct ma_str name;
	bool placed;
	bool served; /* it is of a server, whose fields may be tags and ratings */
	ma_rc *rc;   /* the builder's */
};

struct ma_offline_builder {
	struct ma_offline_entity entities[MA_OFFLINE_ENTITIES];
	size_t n;
	bool owned;
	bool accounts; /* users are the project's own */
	bool bare;     /* it is of a kind that keeps no records */
	ma_rc rc;      /* MA_ENOMEM once memory was exhausted: the view is not what it should be */
	json_t *ordered; /* the view's entities */
};

/* Letters and digits of ASCII in a style, as a JSON string; NULL where nothing is left
 * and, with *rc set, where memory is. Gives. */
json_t *ma_offline_styled(ma_rc *rc, struct ma_str text, enum ma_case style, bool plural);
/* A variable's name; `suffix` makes it another one where it is taken. Gives, or NULL. */
json_t *ma_offline_variable(ma_rc *rc, struct ma_str name, bool plural, const char *suffix);
/* Set a member that is a fresh value; false when there is none. */
bool ma_offline_put(json_t *object, const char *key, json_t *value);
/* Set a member to that of another object; to null where it has none. */
bool ma_offline_copy(json_t *object, const char *key, const json_t *from, const char *name);
bool ma_offline_is_any(struct ma_str name, const char *const *list, size_t n);
/* Borrows from the value. */
struct ma_str ma_offline_str(const json_t *s);

struct ma_offline_entity *ma_offline_find(struct ma_offline_builder *b, struct ma_str name);
/* What programs, libraries and sites need: safe names, what is typed, operations, pages. False: out of memory. */
bool ma_offline_add_program(
	ma_rc *rc, json_t *view, const json_t *contract, const json_t *operations);
/* Every entity of the contract, then its fields and references, then titles and samples. */
ma_rc ma_offline_read_entities(
	struct ma_offline_builder *b, const json_t *contract, const json_t *features, ma_err *err);

/* A plain field of a type that the contract does not name; false when memory is exhausted. */
bool ma_offline_add_plain(struct ma_offline_entity *e, const char *name, const char *type);
/* Whether a server keeps files: any record has one. */
bool ma_offline_takes_files(const struct ma_offline_builder *b);
/* Whether any record has a text in Markdown. */
bool ma_offline_formats(const struct ma_offline_builder *b);
/* Tags, ratings, a file and a text in Markdown, where they are asked for, for the entity that the application is about. */
bool ma_offline_add_extras(struct ma_offline_builder *b, const json_t *features);
/* The contract's relations of many to many and of one to one. */
bool ma_offline_add_links(struct ma_offline_builder *b, const json_t *contract);
/* `dated` of a view: what a calendar shows of its records. */
bool ma_offline_add_dated(const struct ma_offline_builder *b, json_t *view);
/* `boards` of a view: the records that have lanes. */
bool ma_offline_add_boards(const struct ma_offline_builder *b, json_t *view);
/* `hasDefault` and `moving` of each field, and where there are any. */
bool ma_offline_add_presets(const struct ma_offline_builder *b, json_t *view);
/* What the address of a list of them may say, once its links are known. */
bool ma_offline_add_parameters(struct ma_offline_entity *e, const json_t *features);

#endif
