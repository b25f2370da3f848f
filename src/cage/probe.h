/* Attempts to get out, by what they are aimed at. Private to cage/probe*.c. */
#ifndef MA_CAGE_PROBE_H
#define MA_CAGE_PROBE_H

#include "cage/cage.h"

/* What an attempt says: 0 when it succeeded, else the errno with which it was refused. */
struct cage_attempt {
	const char *name;
	int (*try)(const struct cage_host *h);
};

/* Each ends in a name that is NULL. */
extern const struct cage_attempt cage_file_attempts[], cage_process_attempts[];

/* The errno of a system call that returned rc, or 0. */
int cage_refusal(long rc);

/* Print what came of an attempt. */
void cage_tell(const char *name, int sys);

/* Try, and tell of, places that are named alike everywhere. */
void cage_probe_paths(const struct cage_host *h);

#endif
