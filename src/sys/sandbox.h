/*
 * Where code that a model wrote runs: bubblewrap with our own cage inside it
 * (no_new_privs, rlimits, seccomp, Landlock where the kernel has it), an empty
 * environment, a real unprivileged uid when started as root, no network, or only
 * the package registry through our proxy. See docs/formats/sandbox.md.
 */
#ifndef MA_SYS_SANDBOX_H
#define MA_SYS_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "sys/loop.h"
#include "sys/proc.h"
#include "sys/proxy.h"
#include "sys/registry.h"
#include "sys/slot.h"

struct ma_sandbox;
struct ma_sandbox_job;

struct ma_sandbox_cmd {
	const char *const *argv; /* found on the sandbox's own PATH */
	const char *work;        /* host directory, seen as /work, writable */
	const char *cwd;         /* relative to work; NULL: its root */
	const char *packages; /* host directory, seen writable as /packages: where tools install to; or NULL */
	const char *shared; /* host directory, seen as /shared: packages of earlier runs, read-only; or NULL */
	enum ma_registry_tool
		registry; /* CONNECT to what this tool is configured with, and to nothing else */
	int64_t timeout_ms;
	size_t output_max, tail_max; /* as of ma_proc_spec */
};

enum ma_sandbox_mode {
	MA_SANDBOX_AUTO,     /* the first of these that works here */
	MA_SANDBOX_BWRAP,    /* namespaces of its own, and the cage in them */
	MA_SANDBOX_LANDLOCK, /* the cage alone; not for root where he gives no user of its own */
};

/* What the trial run of one sandbox found out of this machine, for the others of the same owner: zero it first. Not for two threads at once. */
struct ma_sandbox_found {
	bool known, alone,
		grouped;  /* it was found; by Landlock alone; a command can have a control group */
	char version[64]; /* of bubblewrap, as it says it */
};

struct ma_sandbox_opts {
	const char *node_dir; /* a private Node to bind read-only and put first on PATH, or NULL */
	const char *cage; /* path of the cage program; NULL: beside or near the running program */
	bool off; /* the user said --sandbox=off: run directly, with a clean environment and limits */
	enum ma_sandbox_mode mode;
	const char *cgroups; /* where the hierarchy of control groups is mounted; NULL: looked for */
	const struct ma_slot
		*slot; /* who commands run as, borrowed; NULL: one of its own, or our own user */
	struct ma_sandbox_found *
		found; /* used where it is known, filled where not; borrowed for the call; NULL: all is tried */
};

struct ma_sandbox_result {
	struct ma_proc_result proc;
	struct ma_proxy_stats net; /* zero without a registry */
};

/*
 * The command has ended, or (rc is not MA_OK, result NULL) was never started: MA_EUNAVAILABLE when the
 * registry cannot be named, MA_ECANCELED. `result` borrows for the call.
 */
typedef void ma_sandbox_done_fn(
	void *data, ma_rc rc, const ma_err *err, const struct ma_sandbox_result *result);

/* Where the work copy, the packages and the cage lie in the sandbox; with Landlock alone they lie where they are. */
#define MA_SANDBOX_WORK "/work"
#define MA_SANDBOX_PACKAGES "/packages"
#define MA_SANDBOX_SHARED "/shared"
#define MA_SANDBOX_CAGE "/run/meta-agent/cage"

/* A uid and gid for what root lets run outside of a sandbox, as nobody: none of sys/slot.h. */
#define MA_SANDBOX_UID 65099

/*
 * Find out what this machine gives, by a trial run where that is not known: it takes some 20 ms, 10 s at most, without using the loop.
 * MA_EUNAVAILABLE when nothing confines here; the message says what is missing. Gives *out: ma_sandbox_free().
 */
ma_rc ma_sandbox_new(struct ma_loop *loop, const struct ma_sandbox_opts *opts,
	struct ma_sandbox **out, ma_err *err);
/* No command may be under way. Accepts NULL. */
void ma_sandbox_free(struct ma_sandbox *sandbox);

/* Where the cage program is: installed, or beside the running program. *out NULL: nowhere. Gives *out: ma_free() it. */
ma_rc ma_sandbox_cage(char **out, ma_err *err);

/* One line of what is applied here: "bubblewrap 0.8.0, uid 65100, seccomp, landlock 7". Borrows. */
const char *ma_sandbox_describe(const struct ma_sandbox *sandbox);

/* Whether commands have a network, of whatever reach: without one no server can be started. */
bool ma_sandbox_has_network(const struct ma_sandbox *sandbox);

/* How commands see the directory that they are given as `shared` (or NULL): MA_SANDBOX_SHARED, or as it lies where paths are the host's. Borrows. */
const char *ma_sandbox_shared(const struct ma_sandbox *sandbox, const char *shared);

/* The uid and gid that commands run as, to chown a work copy to; -1: our own. */
int64_t ma_sandbox_uid(const struct ma_sandbox *sandbox);

/* Borrows cmd for the call; the contract of sys/loop.h. Exit codes are the command's, 128 + n after signal n. */
ma_rc ma_sandbox_start(struct ma_sandbox *sandbox, const struct ma_sandbox_cmd *cmd,
	ma_proc_output_fn *output, ma_sandbox_done_fn *done, void *data,
	struct ma_sandbox_job **out, ma_err *err);

/* End the command; done() comes soon. Accepts NULL. */
void ma_sandbox_cancel(struct ma_sandbox_job *job);

/* The sandbox itself failed to run the command, as its exit code and output tell: one line of it, or {NULL, 0}. Borrows. */
struct ma_str ma_sandbox_failure(const struct ma_proc_result *proc);

#endif
