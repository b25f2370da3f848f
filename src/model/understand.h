/*
 * From a prompt in plain English to a contract: entities, fields, relations and features.
 *
 * No model is asked: tokens, a lexicon, a small grammar and domain packs. The
 * contract is JSON:
 *   {"kind":"webapp"|"api"|"cli"|"library"|"site","name":"todo-app",
 *    "entities":[{"name":"Task","fields":[{"name","type","required","unique","values","to"}]}],
 *    "relations":[{"from":"Task","kind":"many_to_one","to":"List"}],
 *    "features":["auth"], "warnings":["..."]}
 * `values` is there for an enum, `to` for a ref. Names are fit for TypeScript and SQL. A CLI or library has a
 * "language" (python, node, c) and, where it keeps no records, "operations"; a CLI that keeps some has "commands"; a site has "pages", "onePage" and "topic".
 */
#ifndef MA_MODEL_UNDERSTAND_H
#define MA_MODEL_UNDERSTAND_H

#include <jansson.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/*
 * The same prompt gives the same contract. MA_EINVALID where the prompt is empty
 * or not UTF-8, MA_EREFUSED where it asks for a kind of thing, a language or a task that is not
 * known, or for nothing that can be recognised; the message says which.
 * Gives *contract_out: json_decref().
 */
ma_rc ma_understand(struct ma_str prompt, json_t **contract_out, ma_err *err);

/*
 * What a project of the prompt is called, as words with '-' between: the contract's name, else the first words that say
 * what it is ("chess-engine"), else "app". Added to `out`. MA_ENOMEM.
 */
ma_rc ma_understand_name(struct ma_str prompt, struct ma_buf *out, ma_err *err);

/* What kind of thing a prompt asks for. */
enum ma_kind {
	MA_KIND_APP,     /* a user interface and a server; also where nothing says otherwise */
	MA_KIND_API,     /* a server alone */
	MA_KIND_CLI,     /* a program for the command line */
	MA_KIND_LIBRARY, /* code for other programs */
	MA_KIND_SITE,    /* pages alone */
	MA_KINDS_N
};

/* What can be said of any prompt. */
struct ma_wish {
	enum ma_kind kind;
	bool delivery;                        /* containers, CI or deployment are asked for */
	bool no_delivery, no_tests, no_guide; /* they are not wanted */
};

/* MA_EINVALID where the prompt is not UTF-8. */
ma_rc ma_understand_wish(struct ma_str prompt, struct ma_wish *out, ma_err *err);
const char *ma_kind_name(
	enum ma_kind kind); /* "app", "api", "cli", "library", "site". Borrows: static. */

/* Whether programs in that language do such work, and sites have such a page, by their names in a contract. */
bool ma_understand_operation(struct ma_str id, struct ma_str language);
bool ma_understand_page(struct ma_str id);

/* Every name a contract's `features` may hold; NULL-terminated. Borrows: static. */
const char *const *ma_understand_features(void);

/* Whether a field of this type and name is a day that a calendar shows: a birthday is of another year. */
bool ma_understand_is_day(struct ma_str type, struct ma_str name);
/*
 * Whether a field of few values, which filters a list by its own name, has the name of a parameter that says what the list
 * shows: "q", "sort", "page", "pageSize".
 */
bool ma_understand_is_parameter(struct ma_str type, struct ma_str name);
/* Whether a choice of this name is a state that records go through, and whether what they are in is a lane of a board. */
bool ma_understand_is_state(struct ma_str name);
bool ma_understand_is_lane(struct ma_str entity);

#endif
