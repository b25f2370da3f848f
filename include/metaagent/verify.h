/*
 * Code that nobody has read, checked and run: the project's own commands of any directory, and single commands, in the
 * sandbox. The rules of metaagent.h hold.
 */
#ifndef METAAGENT_VERIFY_H
#define METAAGENT_VERIFY_H

#include "metaagent/metaagent.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Checking a directory as a run checks its result: what is in it is copied (but for .git, .meta-agent, node_modules,
 * virtual environments and .env), and the project's own commands build and test the copy in the sandbox.
 */
typedef struct ma_verification ma_verification;

typedef struct ma_verification_opts {
	size_t size;     /* sizeof(ma_verification_opts) */
	int sandbox_off; /* run the commands unconfined: the verdict is then at most "unverified" */
	int fresh;       /* run all of it, whatever passed before on the same bytes */

	/* Optional; from ma_ctx_turn(), with `data`. A check begins ("state":"running"), or has ended: JSON as in "checks" of
	 * the result. Borrows for the call. */
	void (*on_check)(void *data, const char *check_json);
	void *data;
} ma_verification_opts;

/* Start it. Borrows. Gives *out: ma_verification_free(). MA_ENOTFOUND: no such directory. */
MA_API ma_rc ma_verification_start(ma_ctx *ctx, const char *dir, const ma_verification_opts *opts,
	ma_verification **out, ma_err *err);

/* It is over soon, with MA_ECANCELED. Accepts NULL. */
MA_API void ma_verification_cancel(ma_verification *verification);
MA_API int ma_verification_over(const ma_verification *verification);

/*
 * How it ended: the exit code of the command line, and {"verdict","reason","sandbox","node","checks":[{"phase","package",
 * "command","state","why","exit","took_ms","tests":{"passed","failed","skipped"},"output"}]} as docs/formats/report.md says; "output", its
 * last 512 KiB, is there where a check failed. Gives *json_out. MA_ELIMIT: the directory is too large.
 * MA_EUNAVAILABLE: nothing confines here. MA_ECANCELED.
 */
MA_API ma_rc ma_verification_result(
	ma_verification *verification, int *exit_out, char **json_out, ma_err *err);

/* Accepts NULL. One that is not over is cancelled and waited for. Not from a callback, and before its context goes. */
MA_API void ma_verification_free(ma_verification *verification);

/* A command in the sandbox, as those of a generated project are run: without a network, and in a copy of a directory. */
typedef struct ma_confined ma_confined;

typedef struct ma_confined_opts {
	size_t size; /* sizeof(ma_confined_opts) */
	const char *dir; /* that is copied, as ma_verification_start() does it; NULL: it works in an empty one */
	int registry; /* it may reach the package registry that npm is configured with, and nothing else */
	int64_t timeout_ms; /* 0: none */
	/* Optional; from ma_ctx_turn(), with `data`: what it prints. Borrows for the call. */
	void (*on_output)(void *data, const char *bytes, size_t size);
	void *data;
} ma_confined_opts;

/* Start it. argv ends in NULL. Borrows. Gives *out: ma_confined_free(). MA_ENOTFOUND: no such directory. */
MA_API ma_rc ma_confined_start(ma_ctx *ctx, const char *const *argv, const ma_confined_opts *opts,
	ma_confined **out, ma_err *err);
/* It is over soon, with MA_ECANCELED. Accepts NULL. */
MA_API void ma_confined_cancel(ma_confined *confined);
MA_API int ma_confined_over(const ma_confined *confined);
/* Its exit code: 128 + N after signal N, 124 at the timeout. MA_EUNAVAILABLE: nothing confines here. MA_ECANCELED. */
MA_API ma_rc ma_confined_result(ma_confined *confined, int *exit_out, ma_err *err);
/* Accepts NULL. One that is not over is cancelled and waited for. Not from a callback, and before its context goes. */
MA_API void ma_confined_free(ma_confined *confined);

/*
 * Try to get out of the sandbox, some 70 times, from a program inside it: {"sandbox": what confines here,
 * "checks":[{"name","ok","needed","found","why","mend"}]}, a check each; "ok" is false where it could. Gives *json_out. MA_EUNAVAILABLE: nothing
 * confines here. Blocks for some 100 ms; not from a callback. Sets an environment variable for as long.
 */
MA_API ma_rc ma_doctor_sandbox(char **json_out, ma_err *err);

#ifdef __cplusplus
}
#endif

#endif
