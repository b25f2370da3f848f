/*
 * Where the packages of a tool come from. It is the user's configuration that counts, never that of the tree that is to be
 * installed: the environment and the user's own files, then what the tool itself answers, asked at "/", in no project.
 */
#ifndef MA_SYS_REGISTRY_H
#define MA_SYS_REGISTRY_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "sys/grant.h"
#include "sys/loop.h"
#include "sys/proc.h"
#include "sys/proxy_request.h"

#define MA_REGISTRY_URLS_MAX 16
#define MA_REGISTRY_ENV_MAX 16
#define MA_REGISTRY_GRANTS_MAX 16

enum ma_registry_tool {
	MA_REGISTRY_NONE, /* no tool, no network */
	MA_REGISTRY_NPM,  /* and pnpm, yarn */
	MA_REGISTRY_PIP,
	MA_REGISTRY_CARGO,
	MA_REGISTRY_GO,
	MA_REGISTRY_MAVEN,
};

#define MA_REGISTRY_TOOLS (MA_REGISTRY_MAVEN + 1)

/* What a registry on the loopback of the host may be called instead in the sandbox, which has a loopback of its own. */
#define MA_REGISTRY_LOOPBACK "registry.sandbox"

/* What a tool is configured with. Strings live in the arena that it was read into, or are literals. */
struct ma_registry {
	const char *urls[MA_REGISTRY_URLS_MAX]; /* all that may be reached; the first is the registry itself */
	size_t urls_n;
	const char *env[MA_REGISTRY_ENV_MAX]; /* "NAME=value": what the tool is told by */
	size_t env_n;

	/* What our proxy adds to requests. The tool is told a plain address then ("http://host:443/..."), which our proxy alone knows. */
	struct ma_grant grants[MA_REGISTRY_GRANTS_MAX];
	size_t grants_n;
	const char *ca_file;  /* who vouches for it, by the tool's own configuration; or NULL */
	const char *ca_named; /* the variable by which the tool is told of that file */
};

/* What is known without the tool being asked. *whole_out: all of it. MA_EUNAVAILABLE: it cannot be used, and why. */
ma_rc ma_registry_read(enum ma_registry_tool tool, struct ma_arena *arena, struct ma_registry *out,
	bool *whole_out, ma_err *err);

/*
 * Ask the tool for the rest, outside of the sandbox, with the user's environment (and the private Node first, where there
 * is one); the contract of ma_proc_start(). Its output is for ma_registry_answered().
 */
ma_rc ma_registry_ask(enum ma_registry_tool tool, struct ma_loop *loop, const char *node_dir,
	ma_proc_done_fn *done, void *data, struct ma_proc **out, ma_err *err);

/* Add what it answered; not MA_OK: it tells no registry, and why. */
ma_rc ma_registry_answered(enum ma_registry_tool tool, struct ma_arena *arena, struct ma_str output,
	struct ma_registry *registry, ma_err *err);

/* The program that is asked: "npm". */
const char *ma_registry_program(enum ma_registry_tool tool);

/* "https://host[:port]/..." to its place. False when it is no http or https URL, or holds a password. */
bool ma_registry_place(struct ma_str url, struct ma_place *out);

/* A place on the loopback, as it is written. */
bool ma_registry_on_loopback(const struct ma_place *place);

/*
 * The proxy that this machine needs to reach `url` by the environment (HTTPS_PROXY or HTTP_PROXY, NO_PROXY),
 * as "host:port"; NULL where there is none. *login_out: "user:password" for it, or NULL. Both live in the arena.
 */
ma_rc ma_registry_upstream(struct ma_arena *arena, struct ma_str url, const char **out,
	const char **login_out, ma_err *err);

#endif
