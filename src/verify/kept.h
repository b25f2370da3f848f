/* Checks of earlier verifications, kept in a directory of ours: one file a package, named by what its checks depend on. */
#ifndef MA_VERIFY_KEPT_H
#define MA_VERIFY_KEPT_H

#include <jansson.h>

#include "base/arena.h"
#include "model/verdict.h"
#include "sys/private.h"
#include "verify/detect.h"

struct ma_kept {
	struct ma_arena *arena; /* for what is taken */
	json_t *json;
	size_t at;
};

/* False: there is none that could be read, or it is older than 7 days. ma_kept_close() it. All block. */
bool ma_kept_load(const struct ma_private *dir, const char *key, struct ma_kept *out);

/*
 * The next check, if it is this step's, as *out: what it says is that it was made then. *fits_out: it is. Lives in the arena, but for
 * what is the step's. MA_ENOMEM.
 */
ma_rc ma_kept_next(struct ma_kept *k, const struct ma_step *step, struct ma_check **out,
	bool *fits_out, ma_err *err);
void ma_kept_close(struct ma_kept *k);

/* Add a check to an array; gives it, or NULL: memory is out, or it cannot be kept (it printed more than 1 MiB, or what is no text). Takes `list`, NULL as well. */
json_t *ma_kept_add(json_t *list, const struct ma_check *check);

/* Beside its name, and then to it: a reader sees all of it, or nothing. What cannot be written is not there. */
void ma_kept_put_file(const struct ma_private *dir, const char *name, struct ma_str text);

/* Write it, made now; what is older than can be taken goes. Takes `list`; NULL: nothing is written. */
void ma_kept_drop(const struct ma_private *dir, const char *key);
void ma_kept_store(const struct ma_private *dir, const char *key, json_t *list);

#endif
