/* An ordinary directory that stands in for a hierarchy of control groups. The tests that share this header drive it with cmocka. */
#ifndef MA_TESTS_GROUPS_H
#define MA_TESTS_GROUPS_H

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "support/tmpdir.h"
#include "sys/fs.h"

static char groups_top[TMPDIR_SIZE],
	groups_own[TMPDIR_SIZE + 4096]; /* the stand-in, and our group in it */

/* A file of our group's. */
static inline void groups_put(const char *name, const char *text)
{
	char path[8192];
	ma_err err = { .code = MA_OK };

	snprintf(path, sizeof(path), "%s/%s", groups_own, name);
	assert_int_equal(ma_fs_write(path, ma_str(text), 0644, &err), MA_OK);
}

/* The directories that our own group is in, by /proc/self/cgroup. */
static inline int groups_make(void **state)
{
	char *text = NULL, *at, *end;
	ma_err err = { .code = MA_OK };

	(void)state;
	tmpdir_make(groups_top);
	if (ma_fs_read("/proc/self/cgroup", MA_LIMIT_CONFIG, &text, NULL, &err))
		return -1;
	at = strstr(text, "0::/");
	end = at ? strchr(at, '\n') : NULL;
	if (!end)
		return -1;
	*end = '\0';
	snprintf(groups_own, sizeof(groups_own), "%s/%s", groups_top, at + 4);
	for (at = groups_own + strlen(groups_top) + 1; (at = strchr(at, '/')); at++) {
		*at = '\0';
		(void)mkdir(groups_own, 0755);
		*at = '/';
	}
	(void)mkdir(groups_own, 0755);
	if (geteuid() == 0) /* as systemd marks what it delegates */
		(void)setxattr(groups_own, "trusted.delegate", "1", 1, 0);
	ma_free(text);
	return 0;
}

static inline int groups_remove(void **state)
{
	(void)state;
	tmpdir_remove(groups_top);
	return 0;
}

#endif
