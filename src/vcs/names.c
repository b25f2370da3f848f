/* The names of a tree. */
#include "vcs/names.h"

#include "base/limits.h"

struct name {
	struct ma_str path;
	bool is_dir;
};

void ma_names_init(struct ma_names *names)
{
	*names = (struct ma_names){ .map = MA_MAP_INIT, .arena = MA_ARENA_INIT(MA_LIMIT_ARENA) };
}

void ma_names_done(struct ma_names *names)
{
	ma_map_done(&names->map);
	ma_arena_done(&names->arena);
}

static struct ma_str lower(struct ma_str path, char *out)
{
	size_t i;

	for (i = 0; i < path.n; i++)
		out[i] = path.p[i] >= 'A' && path.p[i] <= 'Z' ? (char)(path.p[i] + 'a' - 'A')
							      : path.p[i];
	return ma_str_n(out, path.n);
}

static struct name *get_or_put(struct ma_names *names, struct ma_str path, bool is_dir, char *folded)
{
	struct ma_str key = lower(path, folded);
	struct name *name = ma_map_get(&names->map, key);

	if (name)
		return name;
	name = ma_arena_new(&names->arena, struct name);
	if (!name || !ma_map_put(&names->map, key, name))
		return NULL;
	*name = (struct name){ path, is_dir };
	return name;
}

static ma_rc check(const struct name *there, struct ma_str path, bool is_dir, ma_err *err)
{
	if (!ma_str_eq(there->path, path))
		return ma_fail(err, MA_EREFUSED,
			MA_STR_FMT ": differs only in case from " MA_STR_FMT, MA_STR_ARG(path),
			MA_STR_ARG(there->path));
	if (there->is_dir && !is_dir)
		return ma_fail(err, MA_EREFUSED, MA_STR_FMT ": a directory has this name",
			MA_STR_ARG(path));
	if (!there->is_dir && is_dir)
		return ma_fail(err, MA_EREFUSED,
			MA_STR_FMT ": a file has this name, it cannot hold others",
			MA_STR_ARG(path));
	return MA_OK;
}

/* Every directory of the path, then itself. `err` NULL: do not check. */
static ma_rc add(struct ma_names *names, struct ma_str path, ma_err *err)
{
	char *copy = ma_arena_dup(&names->arena, path);
	char *folded = ma_arena_new_n(&names->arena, char, path.n + 1);
	struct name *name;
	ma_rc rc = MA_OK;
	size_t i;

	if (!copy || !folded)
		return MA_ENOMEM;
	for (i = 1; i <= path.n && !rc; i++) {
		if (i < path.n && path.p[i] != '/')
			continue;
		name = get_or_put(names, ma_str_n(copy, i), i < path.n, folded);
		if (!name)
			return MA_ENOMEM;
		if (err)
			rc = check(name, ma_str_n(copy, i), i < path.n, err);
	}
	return rc;
}

bool ma_names_add(struct ma_names *names, struct ma_str path)
{
	return add(names, path, NULL) == MA_OK;
}

ma_rc ma_names_add_new(struct ma_names *names, struct ma_str path, ma_err *err)
{
	ma_rc rc = add(names, path, err);

	return rc == MA_ENOMEM ? ma_fail_nomem(err) : rc;
}
