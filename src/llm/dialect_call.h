/* One call of a dialect, between dialect.c, which begins it, and dialect_call.c, which sees it through. */
#ifndef MA_LLM_DIALECT_CALL_H
#define MA_LLM_DIALECT_CALL_H

#include "codec/sse.h"
#include "llm/dialect.h"
#include "llm/lines.h"

#define MA_LLM_LINES_MAX 16

struct ma_llm_dialect_provider {
	struct ma_llm base;
	struct ma_llm_ops ops;                /* the same for all dialects but for the name */
	struct ma_llm_dialect own;            /* the dialect, at the version that was asked for */
	const struct ma_llm_dialect *dialect; /* that */
	struct ma_loop *loop;
	struct ma_http *(*http)(void *data, ma_err *err);
	void *http_data;
	struct ma_clock *clock;
	struct ma_doc doc; /* of the event that is being read */
	int64_t connect_ms, first_byte_ms, idle_ms, total_ms;
	struct ma_llm_style style;
	int64_t context_tokens;
	char *key, *url, *model, *version, *proxy, *ca_file;
	char *lines[MA_LLM_LINES_MAX]; /* "Name: value", of every request */
	size_t lines_n;
};

/* Who ended it. */
enum ma_llm_ending { MA_LLM_GOING, MA_LLM_BY_CANCEL, MA_LLM_BY_SILENCE, MA_LLM_BY_LIMIT };

struct ma_llm_call {
	struct ma_llm_dialect_provider *provider;
	ma_llm_text_fn *on_text;
	ma_llm_done_fn *done;
	void *data;
	const struct ma_llm_tap *tap; /* or NULL */
	void *tap_data;
	struct ma_http_call *http;
	struct ma_timer *silence;
	uint64_t progress;         /* of the answer, when content last came, */
	int64_t heard_ms;          /* and when that was, on the monotonic clock */
	int64_t silence_ms;        /* how long it may be silent from then on */
	struct ma_buf request;     /* lent to ma_http until sent */
	struct ma_str model;       /* that is asked; borrowed from the request or the provider */
	int64_t input_guess;       /* tokens */
	size_t calls_before;       /* calls of tools in the request's messages */
	bool may_call;             /* tools were offered */
	ma_err bad_calls;          /* what is wrong with those of the answer */
	struct ma_buf echo;        /* what the provider wants back */
	struct ma_buf body;        /* what is no stream */
	struct ma_sse sse;         /* what is one, */
	struct ma_llm_lines lines; /* or the lines of a stream of JSON */
	struct ma_llm_answer answer;
	int64_t head_at_ms; /* monotonic, when the response began; -1: it has not */
	size_t shown;       /* bytes of the text handed to on_text */
	bool streaming, feeding, garbled;
	bool reread; /* the response came earlier: nothing is under way */
	enum ma_llm_ending ending;
};

#define MA_LLM_BODY_MAX (2 * MA_LIMIT_REPLY) /* a whole answer, in JSON */

extern const struct ma_http_events ma_llm_call_events;

/* Takes c: it is seen through at once. */
void ma_llm_call_reread(struct ma_llm_call *c, const struct ma_llm_wire *wire);

/* Whether a response comes in events or lines. */
bool ma_llm_is_stream(const struct ma_http_head *head);

/* What became of an attempt that is over. */
void ma_llm_judge(
	const struct ma_llm_call *c, const struct ma_http_result *r, struct ma_llm_fault *out);

/* From now on content must come within this time of silence. */
ma_rc ma_llm_call_silence(struct ma_llm_call *c, int64_t ms, ma_err *err);

/* Accepts NULL. */
void ma_llm_call_free(struct ma_llm_call *c);

#endif
