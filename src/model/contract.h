/* Whether a contract that a person wrote can be meant: docs/formats/plan.md. */
#ifndef MA_MODEL_CONTRACT_H
#define MA_MODEL_CONTRACT_H

#include <jansson.h>

#include "base/err.h"

#define MA_CONTRACT_ENTITIES_MAX 1000

/*
 * Members that are not known may hold anything, and so may lists of names that others give a meaning: kinds, features, operations, pages.
 * MA_EINVALID: the message has the number of problems, and as many as it has room for, each with its JSON pointer.
 */
ma_rc ma_contract_check(const json_t *contract, ma_err *err);

#endif
