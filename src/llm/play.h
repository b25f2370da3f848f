/* A reply that is known before it is given: its time, its pieces, its cancellation. For providers that ask nobody. */
#ifndef MA_LLM_PLAY_H
#define MA_LLM_PLAY_H

#include <jansson.h>

#include "base/arena.h"
#include "base/buf.h"
#include "llm/llm.h"

struct ma_llm_call {
	struct ma_llm *self;
	ma_llm_text_fn *on_text; /* NULL: nobody wants pieces */
	ma_llm_done_fn *done;
	void *data;
	struct ma_loop *loop;
	struct ma_timer *timer;
	struct ma_llm_reply reply; /* its text and message stand below */
	struct ma_buf text;
	char message[512];
	json_t *kept;          /* what other texts of the reply borrow from; owned, or NULL */
	struct ma_arena lists; /* of the reply */
	bool canceled;
	bool late; /* the request's time is over before the reply's */
};

/* A call whose reply is to be filled in. NULL: memory is exhausted. */
struct ma_llm_call *ma_llm_play_new(struct ma_llm *self, const struct ma_llm_req *req,
	ma_llm_text_fn *on_text, ma_llm_done_fn *done, void *data);
/* Accepts NULL. Only before it is played. */
void ma_llm_play_free(struct ma_llm_call *c);

/* Give the reply after `delay_ms`, line by line where it streams. Takes c on success. */
ma_rc ma_llm_play(struct ma_llm_call *c, struct ma_loop *loop, int64_t delay_ms, int64_t timeout_ms,
	ma_err *err);

/* As ops.cancel. */
void ma_llm_play_cancel(struct ma_llm_call *c);

#endif
