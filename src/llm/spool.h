/*
 * Spools: what a provider answers, kept in a file from the first byte until the answer is in the log. A process that
 * is killed in between has lost nothing: the next one reads the answer out of the file, or what there is of it.
 *
 *   <output>/.meta-agent/spool/<run>.<effect>      mode 0600, made before the request leaves
 *
 *   "meta-agent spool 1\n", then frames: kind (1 byte), length (4 bytes, little-endian), so many bytes
 *     'h'  whose it is: {"run","effect","key","provider"}
 *     'w'  the head of the response: {"status","headers":[[name, value],…]}
 *     'b'  bytes of its body, as they came
 *     'r'  of a provider without a wire: the whole reply, llm/reply_json.h
 *     'e'  the end: how it ended (1 byte), and a checksum of that and all frames before (8 bytes, base/sum.h)
 *
 * With 'e' as its last frame, and the checksum right, it is whole; any other is the beginning of one. What is read
 * back is a stranger's: it counts only where 'h' says what the log says.
 *
 * On the loop's thread, but for ma_spool_create(), _sync() and _remove(), which are called on any. What has come in one
 * turn of the loop is one write(2). A write that fails ends the spool, not the call: the answer is paid for.
 */
#ifndef MA_LLM_SPOOL_H
#define MA_LLM_SPOOL_H

#include "base/arena.h"
#include "base/buf.h"
#include "llm/llm.h"
#include "sys/private.h"

#define MA_SPOOL_NAME_SIZE 80
#define MA_SPOOL_MAX \
	(320 * MA_MIB) /* a stream as long as may be, in the smallest frames that come */

/* Whose answer it is. Borrowed. */
struct ma_spool_id {
	struct ma_str run, effect, key, provider; /* key: the request's, which names it */
};

struct ma_spool;

/* The tap that fills one (data: the spool). */
extern const struct ma_llm_tap ma_spool_tap;

/* Make the file, with its first frame. Gives *out: ma_spool_close() it. */
ma_rc ma_spool_create(const struct ma_private *dir, const struct ma_spool_id *id,
	struct ma_loop *loop, struct ma_spool **out, ma_err *err);

/* The answer is whole, and as good as it will get; `reply` where no tap has heard it. False: this spool does not hold it. */
bool ma_spool_end(struct ma_spool *s, const struct ma_llm_reply *reply);

/* On the pool, after ma_spool_end(). A disk that cannot is told by the log's own commit. */
void ma_spool_sync(struct ma_spool *s);

void ma_spool_close(struct ma_spool *s); /* accepts NULL */

/* The answer is in the log, or was never asked for. */
void ma_spool_remove(const struct ma_private *dir, struct ma_str run, struct ma_str effect);

/* Remove all of a run but those for which `keeps` says so. */
typedef bool ma_spool_keep_fn(void *data, struct ma_str effect);
ma_rc ma_spool_sweep(const struct ma_private *dir, struct ma_str run, ma_spool_keep_fn *keeps,
	void *data, ma_err *err);

/* What a spool holds. */
struct ma_spooled {
	struct ma_llm_wire wire; /* its head's texts are in the arena, its body in `body` */
	struct ma_buf body;
	struct ma_str reply; /* of a provider without a wire: JSON; "": none */
	bool whole;
	struct ma_arena arena;
};

#define MA_SPOOLED_INIT(limit)                                                               \
	{                                                                                    \
		.body = MA_BUF_INIT(limit), .arena = MA_ARENA_INIT(MA_LIMIT_HTTP_HEADER * 4) \
	}

/*
 * Read the text of a spool. Borrows it while *out is used: ma_spooled_done() it, also after a failure. MA_EINVALID:
 * it is none, or another call's. What is cut off, or damaged, is a beginning: out->whole is false.
 */
ma_rc ma_spool_read(
	struct ma_str text, const struct ma_spool_id *id, struct ma_spooled *out, ma_err *err);
void ma_spooled_done(struct ma_spooled *s);

/* The file of a call, read. MA_ENOTFOUND: there is none. Gives *text_out: ma_free() it after *out. */
ma_rc ma_spool_load(const struct ma_private *dir, const struct ma_spool_id *id, char **text_out,
	struct ma_spooled *out, ma_err *err);

#endif
