/* File sets as they lie in the store: a blob of JSON, `[{"path","content"} | {"path","remove":true}]`. */
#ifndef MA_ENGINE_FILE_SET_H
#define MA_ENGINE_FILE_SET_H

#include <jansson.h>

#include "engine/live.h"
#include "vcs/workspace.h"

struct ma_file_set {
	json_t *files;
	struct ma_change *changes; /* one for each of `files`, which they borrow from; without a base */
	size_t n;
};

/* Read a blob of JSON; `what` names it in messages. Gives *out: json_decref(). On the pool only. */
ma_rc ma_file_set_json(
	struct ma_engine *run, struct ma_str hash, const char *what, json_t **out, ma_err *err);

/* Read a file set. ma_file_set_done() it, after an error too. On the pool only. */
ma_rc ma_file_set_read(
	struct ma_engine *run, struct ma_str hash, struct ma_file_set *out, ma_err *err);
void ma_file_set_done(struct ma_file_set *set);

#endif
