/* JSON Schemas in the words a provider knows. All give; NULL: memory is exhausted. */
#ifndef MA_LLM_SCHEMA_WORDS_H
#define MA_LLM_SCHEMA_WORDS_H

#include <jansson.h>
#include <stdbool.h>

/*
 * A copy with the keywords of `known` (ends with NULL) alone: others would be refused, and answers are validated
 * against the whole schema anyway. A `const` becomes an `enum` of one.
 */
json_t *ma_llm_schema_of(const json_t *schema, const char *const *known);

/*
 * A copy for Anthropic: objects have no members that are not named, oneOf is anyOf, and what it does not know
 * stands in the description, for the model to read.
 */
json_t *ma_llm_schema_described(const json_t *schema);

/*
 * Whether OpenAI takes it as "strict": an object at its root; every object closed, with all its members required;
 * no keywords but a few; at most 100 members, five deep.
 */
bool ma_llm_schema_is_strict(const json_t *schema);

#endif
