/* The command line, environment and descriptors with which a command enters the sandbox. Private to sys/sandbox.c. */
#ifndef MA_SYS_SANDBOX_LAUNCH_H
#define MA_SYS_SANDBOX_LAUNCH_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "sys/cgroup.h"
#include "sys/proc.h"
#include "sys/sandbox.h"
#include "sys/words.h"

#define MA_SANDBOX_RELAY_PORT "3128"
#define MA_SANDBOX_CA "/run/meta-agent/ca.pem"

struct ma_launch_from {
	const char *bwrap;
	const char *cage;
	const char *node_dir; /* or NULL */
	bool off, alone;      /* not in bubblewrap: unconfined, or confined by the cage alone */
	const char *tmp;      /* alone: a directory for temporary files */
	int64_t uid;          /* -1: stay */
	bool own_user;        /* nobody else runs as that one */
	struct ma_cgroups cgroups;          /* where a command gets one, if anywhere */
	const struct ma_registry *registry; /* or NULL: no network */
	const char *socket;                 /* of our proxy, or NULL */
};

struct ma_launch {
	struct ma_arena arena; /* of all that spec points to */
	struct ma_proc_spec spec;
	int fds[8];
	size_t fds_n;
};

/* Borrows both for the call. ma_launch_done() it when the process is started, or was not. */
ma_rc ma_launch_init(struct ma_launch *l, const struct ma_launch_from *from,
	const struct ma_sandbox_cmd *cmd, ma_err *err);
void ma_launch_done(struct ma_launch *l);

/* A command whose strings live in the arena. False: memory is out. */
bool ma_launch_copy(
	struct ma_arena *arena, const struct ma_sandbox_cmd *cmd, struct ma_sandbox_cmd *out);

/* Add all of a command's environment: sandbox_environment.c. */
ma_rc ma_launch_environment(struct ma_words *env, const struct ma_launch_from *from,
	const struct ma_sandbox_cmd *cmd, ma_err *err);

/* The list of certificates that the tool would trust outside of the sandbox, or NULL. Borrows from the registry and the environment. */
const char *ma_launch_ca(enum ma_registry_tool tool, const struct ma_registry *registry);

/*
 * The same for requests that our proxy makes itself, in full: of a tool whose list is added to the system's, both. NULL: nothing but
 * the system's is meant. Gives *out: ma_free() it.
 */
ma_rc ma_launch_authorities(
	enum ma_registry_tool tool, const struct ma_registry *registry, char **out, ma_err *err);

#endif
