/*
 * Which package registry npm is configured with. It is the user's configuration that
 * counts, not the project's: environment, then ~/.npmrc, then what npm itself answers.
 */
#ifndef MA_SYS_REGISTRY_H
#define MA_SYS_REGISTRY_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "sys/loop.h"
#include "sys/proc.h"
#include "sys/proxy_request.h"

/* What the environment or ~/.npmrc names without npm having to be asked; NULL otherwise. Lives in the arena. */
const char *ma_registry_configured(struct ma_arena *arena);

/* The value of a key in the text of an npmrc file; empty where absent or where it refers to variables. */
struct ma_str ma_registry_npmrc(struct ma_str text, const char *key);

/*
 * Run `npm config get registry` outside the sandbox, with the user's environment (and the private Node first, where
 * there is one); the contract of ma_proc_start(). Its output is for ma_registry_answered().
 */
ma_rc ma_registry_ask(struct ma_loop *loop, const char *node_dir, ma_proc_done_fn *done, void *data,
	struct ma_proc **out, ma_err *err);

/* The answer to `npm config get registry`: its last line, when that is a URL. NULL otherwise. Lives in the arena. */
const char *ma_registry_answered(struct ma_arena *arena, struct ma_str output);

/* "https://host[:port]/..." to its place. False when it is no http or https URL, or holds a password. */
bool ma_registry_place(struct ma_str url, struct ma_place *out);

/*
 * The proxy that this machine needs to reach `url` by the environment (HTTPS_PROXY or HTTP_PROXY, NO_PROXY),
 * as "host:port"; NULL where there is none. Lives in the arena. MA_EUNAVAILABLE when it needs a password.
 */
ma_rc ma_registry_upstream(struct ma_arena *arena, struct ma_str url, const char **out, ma_err *err);

#endif
