/*
 * One file of the configuration: read, checked against the schema, its paths made absolute. What is wrong is a list of
 * problems, each with its place; the file is then of no use.
 */
#ifndef MA_LIB_CONFIG_FILE_H
#define MA_LIB_CONFIG_FILE_H

#include <jansson.h>
#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "codec/hash.h"

struct ma_config_file {
	char *path;    /* as it is called in messages: "~/..." where it is below the user's home */
	json_t *value; /* an object */
	json_t *problems; /* [{"at","line","message"}]; line 0: not known */
	json_t *wants; /* names of settings that a project's file may not set by itself, "providers/openai/base_url" */
	char digest[MA_HASH_HEX_SIZE]; /* of its bytes */
};

/*
 * Read `path`. MA_ENOTFOUND: there is none. MA_ECONFIG: it cannot be read. Into a zeroed
 * struct: ma_config_file_done() it, also after a failure.
 */
ma_rc ma_config_file_read(
	const char *path, const char *data_dir, struct ma_config_file *out, ma_err *err);
void ma_config_file_done(struct ma_config_file *file);

/*
 * Whether text that is no file of ours, but one of a tree's, is right: what it would set is of no interest. `name` is what messages
 * call it. MA_ECONFIG: as ma_config_file_check(). MA_ENOMEM.
 */
ma_rc ma_config_text_check(struct ma_str text, const char *name, const char *data_dir, ma_err *err);

/* The problems as a message, "config.yaml:3: /jbos: ...", a line each; MA_OK where there are none. */
ma_rc ma_config_file_check(const struct ma_config_file *file, ma_err *err);

#endif
