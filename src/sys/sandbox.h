/*
 * Where code that a model wrote runs: bubblewrap with our own cage inside it
 * (no_new_privs, rlimits, seccomp, Landlock where the kernel has it), an empty
 * environment, a real unprivileged uid when started as root, no network, or only
 * the package registry through our proxy. See docs/formats/sandbox.md.
 */
#ifndef MA_SYS_SANDBOX_H
#define MA_SYS_SANDBOX_H

#include "base/err.h"
#include "base/str.h"
#include "sys/loop.h"
#include "sys/proc.h"

struct ma_sandbox;

enum ma_sandbox_net {
	MA_SANDBOX_NET_NONE,     /* loopback of its own, no route */
	MA_SANDBOX_NET_REGISTRY, /* CONNECT to the configured package registry only */
};

struct ma_sandbox_cmd {
	const char *const *argv; /* found on the sandbox's own PATH */
	const char *work;        /* host directory, seen as /work, writable; the only one */
	const char *cwd;         /* relative to work; NULL: its root */
	const char *cache;       /* host directory seen writable as /cache, or NULL */
	enum ma_sandbox_net net;
	int64_t timeout_ms;
	size_t output_max;
};

struct ma_sandbox_opts {
	const char *node_dir; /* a private Node to bind read-only and put first on PATH, or NULL */
	const char *cage;     /* path of the cage program; NULL: beside or near the running program */
	bool off;             /* the user said --sandbox=off: run directly, with a clean environment and limits */
};

/*
 * Find out what this machine gives and prepare it. MA_EUNAVAILABLE when nothing
 * confines here; the message says what is missing. Gives *out: ma_sandbox_free().
 */
ma_rc ma_sandbox_new(struct ma_loop *loop, const struct ma_sandbox_opts *opts, struct ma_sandbox **out, ma_err *err);
void ma_sandbox_free(struct ma_sandbox *sandbox);

/* One line of what is applied here: "bubblewrap 0.8.0, uid 65100, seccomp, landlock 7". Borrows. */
const char *ma_sandbox_describe(const struct ma_sandbox *sandbox);

/* The uid and gid that commands run as, to chown a work copy to; -1: our own. */
int64_t ma_sandbox_uid(const struct ma_sandbox *sandbox);

/* As ma_proc_start(); MA_EUNAVAILABLE when the registry is asked for and cannot be named. */
ma_rc ma_sandbox_start(struct ma_sandbox *sandbox, const struct ma_sandbox_cmd *cmd, ma_proc_output_fn *output,
	ma_proc_done_fn *done, void *data, struct ma_proc **out, ma_err *err);

#endif
