/*
 * From a prompt in plain English to a contract: entities, fields, relations and features.
 *
 * No model is asked: tokens, a lexicon, a small grammar and domain packs. The
 * contract is JSON:
 *   {"kind":"webapp","name":"todo-app",
 *    "entities":[{"name":"Task","fields":[{"name","type","required","unique","values","to"}]}],
 *    "relations":[{"from":"Task","kind":"many_to_one","to":"List"}],
 *    "features":["auth"], "warnings":["..."]}
 * `values` is there for an enum, `to` for a ref. Names are fit for TypeScript and SQL.
 */
#ifndef MA_MODEL_UNDERSTAND_H
#define MA_MODEL_UNDERSTAND_H

#include <jansson.h>

#include "base/err.h"
#include "base/str.h"

/*
 * The same prompt gives the same contract. MA_EINVALID where the prompt is empty
 * or not UTF-8, MA_EREFUSED where it asks for something that is no web application that
 * keeps records, or for nothing that can be recognised; the message says which.
 * Gives *contract_out: json_decref().
 */
ma_rc ma_understand(struct ma_str prompt, json_t **contract_out, ma_err *err);

/* Every name a contract's `features` may hold; NULL-terminated. Borrows: static. */
const char *const *ma_understand_features(void);

#endif
