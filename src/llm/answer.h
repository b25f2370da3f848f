/*
 * What came of a request, piece by piece, and the texts that leave the
 * program's hands: requests, and messages without secrets.
 */
#ifndef MA_LLM_ANSWER_H
#define MA_LLM_ANSWER_H

#include <jansson.h>

#include "base/buf.h"
#include "llm/echo.h"
#include "llm/llm.h"
#include "llm/tools.h"

/* Why the model stopped. NONE: it has not said so, hence it has not finished. */
enum ma_llm_finish {
	MA_LLM_FINISH_NONE,
	MA_LLM_FINISH_STOP,
	MA_LLM_FINISH_TOOLS, /* to have tools called */
	MA_LLM_FINISH_PAUSE, /* it would go on */
	MA_LLM_FINISH_LENGTH,
	MA_LLM_FINISH_FILTER,
	MA_LLM_FINISH_CONTEXT, /* the model's context is full */
	MA_LLM_FINISH_FAILED,  /* the server could not go on */
	MA_LLM_FINISH_BROKEN
};

/* A provider's word for why the model stopped. */
struct ma_llm_stop {
	const char *word;
	enum ma_llm_finish finish;
};

/* What a response has said so far. */
struct ma_llm_answer {
	struct ma_buf text;
	struct ma_usage usage;
	bool has_usage;
	enum ma_llm_finish finish;
	enum ma_llm_finish pending; /* the finish that the end of the stream will confirm */
	int64_t counts[3];          /* the dialect's own: told apart, and in several events */
	char reason[160]; /* the provider's own word for finish, and what it says about it */
	struct ma_llm_calls calls;
	struct ma_llm_echo echo;
	char model[128], id[128]; /* that answered; of the response */
	uint64_t progress;        /* pieces with content, thoughts included */
	json_t *error;            /* the response's error, owned; NULL: none */
};

void ma_llm_answer_init(struct ma_llm_answer *a);
void ma_llm_answer_done(struct ma_llm_answer *a);
/* The model has stopped, for the reason it gave. */
void ma_llm_answer_stop(struct ma_llm_answer *a, enum ma_llm_finish finish, struct ma_str reason);
/* The model will have stopped for this reason, when the stream confirms that it is whole. */
void ma_llm_answer_will_stop(
	struct ma_llm_answer *a, enum ma_llm_finish finish, struct ma_str reason);
void ma_llm_answer_confirm(struct ma_llm_answer *a);
/* What a word means; NONE for "", BROKEN for one that `stops` does not have. */
enum ma_llm_finish ma_llm_finish_of(
	const struct ma_llm_stop *stops, size_t stops_n, struct ma_str word);
/* The piece is, or holds, an error: it is kept, and outweighs what came before. */
void ma_llm_answer_fail(struct ma_llm_answer *a, const json_t *piece);
/* Append text of the answer, if any. */
void ma_llm_answer_text(struct ma_llm_answer *a, struct ma_str text);
/* Take a piece of a call of a tool. */
void ma_llm_answer_call(struct ma_llm_answer *a, const struct ma_llm_fragment *f);
/* What the provider says about why it stopped, after its word for it. */
void ma_llm_answer_explain(struct ma_llm_answer *a, struct ma_str text);
/* A piece of a refusal: it is told as the reason. The dialect says when it is the end. */
void ma_llm_answer_refusal(struct ma_llm_answer *a, struct ma_str text);
/* Bytes of all that the model wrote. */
size_t ma_llm_answer_bytes(const struct ma_llm_answer *a);
/* The first failure of taking it: MA_ENOMEM, or MA_ELIMIT where there is too much of it. */
ma_rc ma_llm_answer_rc(const struct ma_llm_answer *a);
/* Keep the model's name and the response's id where they are told. */
void ma_llm_answer_names(struct ma_llm_answer *a, struct ma_str model, struct ma_str id);
/* A count of tokens under `key`: 0 when absent or negative, clamped to what arithmetic can bear. */
int64_t ma_llm_tokens(const json_t *object, const char *key);

/* As ma_llm_classify_http(), for a body that is parsed already. NULL: it was no JSON, and `text` is what it was. */
void ma_llm_classify_json(const struct ma_http_head *head, const json_t *root, struct ma_str text,
	struct ma_str secret, int64_t wall_ms, struct ma_llm_fault *out);

/* Text as a JSON string; bytes that are not UTF-8 become U+FFFD. NULL when memory is exhausted. */
json_t *ma_llm_json_text(struct ma_str text);

/* A shorter key is no secret, and text that holds it is not ours to change. */
#define MA_LLM_SECRET_MIN 16

/* Replace `secret` in b from byte `from` on by "***". A secret shorter than four bytes is none. */
void ma_llm_redact(struct ma_buf *b, size_t from, struct ma_str secret);

/* One line onto `out` (size bytes): made visible, without the secret, cut to fit. Empty where the text is. */
void ma_llm_line(char *out, size_t size, struct ma_str secret, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#endif
