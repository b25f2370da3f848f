/*
 * What a provider wants back with the turn that it wrote: signed thoughts, encrypted reasoning, in the place where
 * they stood. It is gathered as items of the provider's own shape, and written as
 *
 *     {"by":"gemini","model":"gemini-3","is":[…]}
 *
 * which is opaque to all but the dialect it is by. `model` is the family: the name up to and with its first number.
 */
#ifndef MA_LLM_ECHO_H
#define MA_LLM_ECHO_H

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"

struct ma_llm_item {
	int64_t at; /* the provider's number, or the order */
	json_t *json;
	const char *key;    /* the member that `text` will be; static; NULL: none */
	struct ma_buf text; /* gathered aside, as it comes in pieces */
};

struct ma_llm_echo {
	struct ma_llm_item *v;
	size_t n, cap, size;
	bool needed; /* some of it cannot be made from text and calls */
	bool lost;   /* it became too long: there is none */
	ma_rc rc;    /* memory ran out */
};

/* Begin item `at`. Takes `json`; NULL: memory ran out. One that is there already is replaced. */
void ma_llm_echo_item(struct ma_llm_echo *e, int64_t at, json_t *json);
/* Append text to a member of item `at`, which is the only one that comes in pieces. Nothing where there is no such item. */
void ma_llm_echo_text(struct ma_llm_echo *e, int64_t at, const char *key, struct ma_str text);
/* Set a member of item `at`. Takes `json`. */
void ma_llm_echo_set(struct ma_llm_echo *e, int64_t at, const char *key, json_t *json);
bool ma_llm_echo_has(const struct ma_llm_echo *e, int64_t at);
/* Append text to the last item if it goes on under `key`, else to a new one. */
void ma_llm_echo_join(struct ma_llm_echo *e, const char *key, struct ma_str text);

/* Write it, if it is needed. Too long: `out` stays empty. MA_ENOMEM. */
ma_rc ma_llm_echo_write(const struct ma_llm_echo *e, const char *by, struct ma_str model,
	struct ma_buf *out, ma_err *err);
/* It is empty afterwards, and may be filled anew. */
void ma_llm_echo_done(struct ma_llm_echo *e);

/*
 * The items of an echo that is by this dialect and family of models; *out is NULL for any other text. Gives.
 * MA_ENOMEM alone.
 */
ma_rc ma_llm_echo_read(
	struct ma_str text, const char *by, struct ma_str model, json_t **out, ma_err *err);

/* The name of a model up to and with its first number. Borrows from `model`. */
struct ma_str ma_llm_family(struct ma_str model);

#endif
