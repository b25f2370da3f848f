/* Every test with the tree of a project of its own, and an arena for what is read from it. The tests that share this header drive it with cmocka. */
#ifndef MA_TESTS_TREE_H
#define MA_TESTS_TREE_H

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/limits.h"
#include "sys/fs.h"

struct tree {
	char *dir;
	struct ma_arena arena;
	json_t *settings; /* the user's, or NULL: the test's */
};

static inline int tree_make(void **state)
{
	static struct tree t;
	ma_err err = { .code = MA_OK };

	t = (struct tree){ .arena = MA_ARENA_INIT(MA_LIMIT_ARENA) };
	*state = &t;
	return ma_fs_temp_dir("meta-agent-test-", &t.dir, &err) != MA_OK;
}

/* Fails where a test has kept memory, too. */
static inline int tree_remove(void **state)
{
	struct tree *t = *state;
	ma_err err = { .code = MA_OK };

	ma_arena_done(&t->arena);
	(void)ma_fs_remove_tree(t->dir, &err); /* err tells */
	ma_free(t->dir);
	return err.code || ma_alloc_live() != 0;
}

static inline void tree_put_as(
	const struct tree *t, const char *path, const char *content, unsigned mode)
{
	ma_err err = { .code = MA_OK };

	if (ma_fs_write_beneath(t->dir, ma_str(path), ma_str(content), mode, &err))
		fail_msg("%s", err.msg);
}

static inline void tree_put(const struct tree *t, const char *path, const char *content)
{
	tree_put_as(t, path, content, 0644);
}

#endif
