/* The program as a process of its own: started, read line by line, killed, asked again. */
#ifndef MA_TESTS_FAULT_PROGRAM_H
#define MA_TESTS_FAULT_PROGRAM_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#include "support/tmpdir.h"
#include "support/torture.h"

#define PROGRAM_OUTPUT_SIZE (TMPDIR_SIZE + 16)

struct program {
	char root[TMPDIR_SIZE];
	char output[PROGRAM_OUTPUT_SIZE]; /* root/out */
	bool verify;                      /* it is not told to leave that out */
	pid_t pid;                        /* of the process under way */
	FILE *lines;                      /* what it says */
};

/* META_AGENT_PROGRAM is the one that is tested. NULL root: a new temporary directory. */
void program_new(struct program *p, const char *root);
void program_free(struct program *p);

/* Start the run of the script; `prepare` is called in the child before the program is. */
void program_start(struct program *p, void (*prepare)(void));

/* "run" again, which goes on with what is unfinished. Its exit code; 8 lines of what it says are in *said. */
int program_go_on(struct program *p, const char **said_out);

/* Read its lines until the n-th; false when it says less. */
bool program_read(struct program *p, int n);

/* Kill it, or wait for its end. Both: the status as of waitpid(2). */
int program_kill(struct program *p);
int program_wait(struct program *p);

/* The log says that the run has finished. */
bool program_has_finished(const struct program *p);

/* What lies in the output is what a run without any fault leaves, sound and unlocked. */
void program_assert_complete(const struct program *p);

#endif
