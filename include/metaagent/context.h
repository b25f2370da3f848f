/*
 * The shared context of an output: keys with JSON values, events and artifacts, that any number of
 * processes read and write at once, and that nothing loses. Each change is an event of the log; the
 * number of the last one is the context's version. Formats: docs/formats/context.md.
 *
 * A handle belongs to one thread at a time and to no ma_ctx. Its functions block: a write returns
 * when it is on the disk. Ownership and errors are as in metaagent.h.
 *
 * A name is 1 to 256 bytes of UTF-8 without control characters, a value JSON of at most 8 MiB.
 */
#ifndef METAAGENT_CONTEXT_H
#define METAAGENT_CONTEXT_H

#include "metaagent/metaagent.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ma_context ma_context;
typedef struct ma_context_change ma_context_change;

/* Whatever the context's version is. */
#define MA_CONTEXT_ANY (-1)

/* Open the context of an output directory, made when `create`. MA_ENOTFOUND: there is none. Gives *out: ma_context_free(). */
MA_API ma_rc ma_context_open(const char *output, int create, ma_context **out, ma_err *err);
MA_API void ma_context_free(ma_context *c); /* accepts NULL */

/* As it is now, whoever wrote last. 0: nothing was ever written. */
MA_API ma_rc ma_context_version(ma_context *c, int64_t *version_out, ma_err *err);

/* The value of a key. MA_ENOTFOUND. version_out: when it was set; may be NULL. Gives *json_out: ma_string_free(). */
MA_API ma_rc ma_context_get(
	ma_context *c, const char *key, char **json_out, int64_t *version_out, ma_err *err);

/*
 * Set a key, or remove it: json NULL. if_version is MA_CONTEXT_ANY, or the version that the context must
 * have: MA_ECONFLICT when it has another. version_out: the new one; may be NULL.
 */
MA_API ma_rc ma_context_set(ma_context *c, const char *key, const char *json, int64_t if_version,
	int64_t *version_out, ma_err *err);

/* Something happened; something was made. The last artifact of a name counts. json NULL: null. */
MA_API ma_rc ma_context_append_event(
	ma_context *c, const char *name, const char *json, int64_t *version_out, ma_err *err);
MA_API ma_rc ma_context_add_artifact(
	ma_context *c, const char *name, const char *json, int64_t *version_out, ma_err *err);

/* A change is on the disk (rc MA_OK, `version`: the context's since then), or was not made. `err` borrows for the call. May post again. */
typedef void ma_context_done_fn(void *data, ma_rc rc, const ma_err *err, int64_t version);

/*
 * Change one thing without waiting: `what` is "set", "remove", "event" or "artifact", `json` and if_version are as above. On MA_OK
 * done() will be called exactly once, from ma_ctx_turn() of `ctx`, never from inside; otherwise never. Whatever is
 * posted while the disk is busy is committed together, and each is told its own result: that of another is nothing to it. They
 * are made in the order in which they were posted. The context and `ctx` may be freed before: what was posted is still done.
 * One context posts to one `ctx`.
 */
MA_API ma_rc ma_context_post(ma_context *c, ma_ctx *ctx, const char *what, const char *name,
	const char *json, int64_t if_version, ma_context_done_fn *done, void *data, ma_err *err);

/*
 * Change several things together: all of them are done, or none. fn reads and writes through `change`, which
 * is valid inside it only, and is called again, on the newest context, when another process came in between:
 * it must have no other effect. What it returns other than MA_OK is returned, and nothing is changed.
 * version_out: the new version; may be NULL.
 */
MA_API ma_rc ma_context_update(ma_context *c,
	ma_rc (*fn)(void *data, ma_context_change *change, ma_err *err), void *data,
	int64_t *version_out, ma_err *err);
/* With what was changed so far in it. Gives *json_out: ma_string_free(). */
MA_API ma_rc ma_context_change_get(
	ma_context_change *change, const char *key, char **json_out, ma_err *err);
MA_API ma_rc ma_context_change_set(
	ma_context_change *change, const char *key, const char *json, ma_err *err);
MA_API ma_rc ma_context_change_append_event(
	ma_context_change *change, const char *name, const char *json, ma_err *err);
MA_API ma_rc ma_context_change_add_artifact(
	ma_context_change *change, const char *name, const char *json, ma_err *err);

/* {"version","data":{key:{"value","version"}},"artifacts":{name:{"value","version"}},"events":how many}. Gives *json_out. */
MA_API ma_rc ma_context_list(ma_context *c, char **json_out, ma_err *err);

/* Call fn for each change with version > after, in order: {"version","at","kind",…}; it returns 0 to go on. */
MA_API ma_rc ma_context_events(ma_context *c, int64_t after,
	int (*fn)(void *data, const char *event_json), void *data, ma_err *err);

/* Wait for at most wait_ms until the version is greater than `after`: *version_out. */
MA_API ma_rc ma_context_watch(
	ma_context *c, int64_t after, int64_t wait_ms, int64_t *version_out, ma_err *err);

/*
 * Write all of it to a file, and take up what stands in one: {"project","version","data","events","artifacts"}. NULL:
 * context.json beside the log. A file is replaced whole or not at all, under an exclusive lock of its directory; it is
 * read under a shared one. A context.json that cannot be read is kept as context.json.corrupted.<time>, and the message says
 * so; a file that was named stays as it is (MA_EINVALID, MA_EREFUSED).
 *
 * Taking up sets the keys that have another value, and adds the events and artifacts that are not there yet, all
 * together; keys that are not in the file stay. MA_EINVALID: it is no such file.
 */
MA_API ma_rc ma_context_save(ma_context *c, const char *path, ma_err *err);
MA_API ma_rc ma_context_load(ma_context *c, const char *path, int64_t *version_out, ma_err *err);

#ifdef __cplusplus
}
#endif
#endif
