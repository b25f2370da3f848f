/* What became of an attempt at a model call, as the core decides by it. */
#ifndef MA_MODEL_CALL_CLASS_H
#define MA_MODEL_CALL_CLASS_H

#include <stdbool.h>

#include "base/str.h"

/* The classifier of docs/formats/call-classes.md. id, name in the log, whether the same request may help again */
#define MA_LLM_CLASSES(X)                                                                     \
	X(OK, "ok", false)                                                                    \
	X(AUTH, "auth", false)           /* key missing, wrong or without rights */           \
	X(BILLING, "billing", false)     /* no money, or a spend limit */                     \
	X(QUOTA_DAY, "quota_day", false) /* until a reset that is far away */                 \
	X(RATE, "rate", true)            /* too many requests: wait for the hint */           \
	X(OVERLOAD, "overload", true)                                                         \
	X(TRANSIENT, "transient", true) /* network, 5xx, truncated stream */                  \
	X(TIMEOUT, "timeout", true)                                                           \
	X(CONTEXT, "context", false) /* the input is too long */                              \
	X(REQUEST, "request", false) /* the request is wrong */                               \
	X(FILTER, "filter", false)   /* refused or filtered by the model */                   \
	X(REFUSED, "refused", false) /* the provider cannot serve this */                     \
	X(BAD_OUTPUT, "bad_output", true)                                                     \
	X(LENGTH, "length", false)           /* cut by the token limit; the text is a part */ \
	X(UNPRICED, "unpriced", false)       /* a budget is set, no price is known */         \
	X(NO_PROGRESS, "no_progress", false) /* the same reply again and again */             \
	X(MISS, "miss", false)               /* a replay has no such request */               \
	X(CANCELED, "canceled", false)

enum ma_llm_class {
#define X(id, name, retryable) MA_LLM_##id,
	MA_LLM_CLASSES(X)
#undef X
};

/* Borrows: static. */
const char *ma_llm_class_name(enum ma_llm_class c);
bool ma_llm_class_parse(struct ma_str name, enum ma_llm_class *out);

/* Whether sending the same request again can help. */
bool ma_llm_class_retryable(enum ma_llm_class c);

#endif
