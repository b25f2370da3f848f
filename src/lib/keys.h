/*
 * Keys of providers. For each of a provider's variables, in the order of its row:
 *
 *   GEMINI_API_KEY         the environment
 *   GEMINI_API_KEY_FILE    the environment: a file that holds the key alone
 *   GEMINI_API_KEY=...     a line of ./.env, where the environment has none; no other line of it is used,
 *                          so that a file that came with a project names no other file
 *   key, key_file          the provider's settings in the configuration; "key: none" is stronger than all others,
 *                          and says that none is needed
 *
 * A blank one counts as none. A file that others can read or write is refused: its key is known already,
 * or was put there by somebody else. No message holds a key.
 */
#ifndef MA_LIB_KEYS_H
#define MA_LIB_KEYS_H

#include <stdbool.h>

#include "base/err.h"
#include "lib/config.h"
#include "llm/llm.h"

/* `message` is one line without its end; borrows for the call. */
typedef void ma_key_warn_fn(void *data, const char *message);

struct ma_key_look {
	ma_key_warn_fn *warn; /* NULL: nobody wants to know */
	void *data;
	bool own_server;                /* not the provider's: its keys have any shape */
	const struct ma_config *config; /* NULL: there is none */
};

struct ma_key {
	char *text;     /* NULL: there is none */
	char from[256]; /* where it was found, "GEMINI_API_KEY" */
	bool not_needed;
};

/* Into a zeroed struct: ma_key_done() it. MA_ECONFIG: a file cannot be used. */
ma_rc ma_key_find(const struct ma_llm_provider *p, const struct ma_key_look *look,
	struct ma_key *out, ma_err *err);

/* Whether a word looks like a key, where the name of a file is expected: then it is not to be shown. */
bool ma_key_like(struct ma_str word);

/* Wipes it. */
void ma_key_done(struct ma_key *key);

#endif
