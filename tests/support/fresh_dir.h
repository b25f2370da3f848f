/* Every test in a directory of its own, which is the current one. */
#ifndef MA_TESTS_FRESH_DIR_H
#define MA_TESTS_FRESH_DIR_H

#include <unistd.h>

#include "base/alloc.h"
#include "sys/fs.h"

static char *fresh_dir;

static inline int fresh_dir_enter(void **state)
{
	ma_err err = { .code = MA_OK };

	(void)state;
	return ma_fs_temp_dir("ma-test-", &fresh_dir, &err) || chdir(fresh_dir) ? -1 : 0;
}

/* Fails where a test has kept memory, too. */
static inline int fresh_dir_leave(void **state)
{
	ma_err err = { .code = MA_OK };
	ma_rc rc;

	(void)state;
	if (chdir("/"))
		return -1;
	rc = ma_fs_remove_tree(fresh_dir, &err);
	ma_free(fresh_dir);
	return rc || ma_alloc_live() != 0 ? -1 : 0;
}

#endif
