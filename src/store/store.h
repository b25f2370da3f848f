/*
 * The store port: append-only streams of events, blobs named by their SHA-256,
 * and leases. All calls block and may come from any one thread at a time: the
 * engine moves them to the loop's pool. Written for two backends: nothing of SQL
 * shows here.
 */
#ifndef MA_STORE_STORE_H
#define MA_STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"
#include "codec/hash.h"

struct ma_store;

struct ma_store_blob {
	char hash[MA_HASH_HEX_SIZE]; /* of data */
	struct ma_str data;
};

#define MA_STORE_END (-1)

/* Everything is borrowed for the call. */
struct ma_store_append {
	const char *stream; /* "run/<id>", "context", "control/<id>" */
	int64_t expected_seq; /* the stream's last seq as the writer knows it; 0: empty; MA_STORE_END: whatever it is */
	const char *holder; /* for a stream with a lease: who writes, as he took it; or NULL */
	int64_t epoch;      /* ... and the epoch that he was given with it */
	const struct ma_str *
		events; /* JSON texts, at most MA_LIMIT_EVENT each; numbered expected_seq + 1 ... */
	size_t events_n;
	int64_t *last_out; /* the stream's last seq after that; or NULL */
	const struct ma_store_blob
		*blobs; /* stored in the same transaction; one that is there already is fine */
	size_t blobs_n;
};

/* What came of one of several appends. */
struct ma_store_result {
	ma_rc rc;
	ma_err err;
	int64_t last; /* where rc is MA_OK: the stream's last seq after that */
};

#define MA_STORE_NAME_SIZE 80 /* with its NUL */

struct ma_store_stream {
	char name[MA_STORE_NAME_SIZE];
	int64_t seq;
};

/* One event; false stops the reading. Borrows for the call; may use the store. */
typedef bool ma_store_event_fn(void *data, int64_t seq, struct ma_str event);
typedef bool ma_store_stream_fn(void *data, const struct ma_store_stream *stream);

struct ma_store_owner {
	char holder[128];           /* "pid 4711 on host"; "": nobody */
	char boot[40];              /* names the start of the machine that he runs on, or "" */
	int64_t since_ms, until_ms; /* wall times: when it was taken, and when it ends */
	int64_t epoch; /* rises whenever the lease is taken, never falls; 0: never yet */
};

/*
 * Taking a lease (epoch 0), or renewing the one that was taken as `epoch`. It can be taken when nobody
 * holds it, when it has ended at now_ms, and from the one whose epoch is `over`, who is known to be
 * dead. Whoever had it before may write no more, whether he knows it or not. Borrows for the call.
 */
struct ma_store_lease {
	const char *stream, *holder;
	const char *boot; /* or NULL */
	int64_t epoch, over;
	int64_t now_ms, until_ms;
};

/* What is to be removed, beside the blobs that no event names. Borrows for the call. */
struct ma_store_sweep {
	const struct ma_store_stream
		*drop; /* that go as a whole, unless they have grown, or somebody holds them */
	size_t drop_n;
	bool dry; /* nothing is removed, only counted */
};

struct ma_store_swept {
	int64_t streams, events, blobs; /* how many were removed */
	int64_t bytes;                  /* of these events and blobs, as they were kept */
};

struct ma_store_ops {
	const char *name;

	/* All events and blobs, durable when it returns MA_OK (power loss included), or nothing.
	 * MA_ECONFLICT when the stream is not at expected_seq ("run/x is at 3, not 2") or the
	 * lease is not the writer's, or not any more; MA_ELIMIT; MA_EIO (disk full included). */
	ma_rc (*append)(struct ma_store *self, const struct ma_store_append *a, ma_err *err);

	/* Optional. Appends in one commit, in their order. What append() says of one (MA_ECONFLICT) is its own
	 * result, and the others are made all the same; anything else is a failure of all, and none is made. */
	ma_rc (*append_all)(struct ma_store *self, const struct ma_store_append *const *a, size_t n,
		struct ma_store_result *results, ma_err *err);

	/* Events with seq > after, in order. An unknown stream has none. */
	ma_rc (*read)(struct ma_store *self, const char *stream, int64_t after,
		ma_store_event_fn *fn, void *data, ma_err *err);

	/* Optional. A number that is another one once another connection has written, or -1: it may have. */
	ma_rc (*changes)(struct ma_store *self, int64_t *out, ma_err *err);

	/* Streams whose name begins with `prefix`, in byte order. */
	ma_rc (*streams)(struct ma_store *self, const char *prefix, ma_store_stream_fn *fn,
		void *data, ma_err *err);

	/* Gives *out (NUL-terminated): ma_free() it. MA_ENOTFOUND; MA_EIO when the bytes do not match the name. */
	ma_rc (*blob)(
		struct ma_store *self, const char *hash, char **out, size_t *size_out, ma_err *err);

	/* Take or renew the lease on a stream: *owner_out has the epoch. MA_ECONFLICT when another
	 * holds it: *owner_out tells who. */
	ma_rc (*lease)(struct ma_store *self, const struct ma_store_lease *l,
		struct ma_store_owner *owner_out, ma_err *err);
	/* Give it back; not having it any more is fine. */
	ma_rc (*release)(struct ma_store *self, const char *stream, int64_t epoch, ma_err *err);
	/* Who has it. */
	ma_rc (*owner)(struct ma_store *self, const char *stream, struct ma_store_owner *owner_out,
		ma_err *err);

	/* Remove what nothing names any more (store/marks.h), all of it or nothing, whoever writes meanwhile. MA_EIO: damage, too. */
	ma_rc (*sweep)(struct ma_store *self, const struct ma_store_sweep *sweep,
		struct ma_store_swept *out, ma_err *err);
	/* Optional. Give back to the file system what is free. Others wait for it. */
	ma_rc (*shrink)(struct ma_store *self, ma_err *err);

	void (*free)(struct ma_store *self);
};

/* Embedded first in every backend's instance. */
struct ma_store {
	const struct ma_store_ops *ops;
};

/* Whether a failure means that what is stored is damaged: store/salvage.h. */
bool ma_store_is_damage(const ma_err *err);

/* Wrappers: the only way to the ops. They check names, sizes and hashes. */
ma_rc ma_store_append(struct ma_store *self, const struct ma_store_append *a, ma_err *err);
/* Appends of several callers, in as few commits as the store can: each is told its own result. Borrows until it returns. */
void ma_store_append_all(struct ma_store *self, const struct ma_store_append *const *a, size_t n,
	struct ma_store_result *results);
ma_rc ma_store_read(struct ma_store *self, const char *stream, int64_t after, ma_store_event_fn *fn,
	void *data, ma_err *err);
ma_rc ma_store_changes(struct ma_store *self, int64_t *out, ma_err *err);
ma_rc ma_store_streams(
	struct ma_store *self, const char *prefix, ma_store_stream_fn *fn, void *data, ma_err *err);
ma_rc ma_store_blob(
	struct ma_store *self, const char *hash, char **out, size_t *size_out, ma_err *err);
ma_rc ma_store_lease(struct ma_store *self, const struct ma_store_lease *l,
	struct ma_store_owner *owner_out, ma_err *err);
ma_rc ma_store_release(struct ma_store *self, const char *stream, int64_t epoch, ma_err *err);
ma_rc ma_store_owner(
	struct ma_store *self, const char *stream, struct ma_store_owner *owner_out, ma_err *err);

ma_rc ma_store_sweep(struct ma_store *self, const struct ma_store_sweep *sweep,
	struct ma_store_swept *out, ma_err *err);
ma_rc ma_store_shrink(struct ma_store *self, ma_err *err);

/* For backends: *err is one, and it is damage. MA_EIO. */
ma_rc ma_store_damaged(ma_err *err);
/* For backends: the failure of a stream that ends too early, or has a hole. MA_EIO. */
ma_rc ma_store_missing(const char *stream, int64_t seq, ma_err *err);
/* For backends: whether `a` may be appended to a stream at `seq`, whose lease is `owner`'s. MA_ECONFLICT. */
ma_rc ma_store_may_append(const struct ma_store_append *a, int64_t seq,
	const struct ma_store_owner *owner, ma_err *err);
/* For backends: let `l` have the lease of *owner, which is then as it is to be kept. MA_ECONFLICT: it is as it was. */
ma_rc ma_store_hand_over(const struct ma_store_lease *l, struct ma_store_owner *owner, ma_err *err);

void ma_store_free(struct ma_store *self); /* accepts NULL */

/* Open (create when `create`) a SQLite store in a file; its directory exists. MA_ENOTFOUND, MA_EIO. Gives *out. */
ma_rc ma_store_sqlite_open(const char *path, bool create, struct ma_store **out, ma_err *err);
/* A store in memory, for tests and dry runs. Gives *out. */
ma_rc ma_store_memory_new(struct ma_store **out, ma_err *err);

#endif
