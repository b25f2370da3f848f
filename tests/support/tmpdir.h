/* A directory that a test makes and removes again. */
#ifndef MA_TESTS_TMPDIR_H
#define MA_TESTS_TMPDIR_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TMPDIR_SIZE 256

static inline void tmpdir_make(char out[TMPDIR_SIZE])
{
	const char *base = getenv("TMPDIR");

	if (!base)
		base = access("/dev/shm", W_OK) == 0 ? "/dev/shm"
						     : "/tmp"; /* most tests do not need a disk */
	snprintf(out, TMPDIR_SIZE, "%s/ma-test-XXXXXX", base);
	if (!mkdtemp(out))
		abort();
}

static inline int tmpdir_remove_one(
	const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline void tmpdir_remove(const char *dir)
{
	(void)nftw(dir, tmpdir_remove_one, 16,
		FTW_DEPTH | FTW_PHYS); /* leftovers in /tmp do not matter */
}

#endif
