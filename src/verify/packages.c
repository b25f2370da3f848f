/* What installations bring, package by package of a tree. */
#include "verify/packages.h"

#include <errno.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "sys/fs.h"
#include "sys/sandbox.h"
#include "verify/shared.h"

static bool others_can_reach(const char *path)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);
	bool open_way = true;
	struct stat st;
	size_t i;

	ma_buf_addf(&b, "%s/", path);
	for (i = 1; i < b.n && open_way; i++) {
		if (b.p[i] != '/')
			continue;
		b.p[i] = '\0';
		open_way = stat(b.p, &st) == 0 && (st.st_mode & S_IXOTH);
		b.p[i] = '/';
	}
	ma_buf_done(&b);
	return open_way && b.rc == MA_OK;
}

/* The store in the cache directory, where it is ours alone to write and theirs to read, and nobody is removing from it. */
static void find_shared(struct ma_packages *p, const char *cache, struct ma_arena *arena)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_err err = { .code = MA_OK };

	ma_buf_addf(&b, "%s/packages", cache);
	if (!b.rc && ma_fs_mkdirs(b.p, &err) == MA_OK && (p->uid < 0 || others_can_reach(b.p)))
		p->lock = ma_shared_open(b.p);
	if (p->lock >= 0 && flock(p->lock, LOCK_SH | LOCK_NB) == 0)
		p->shared = ma_arena_dup(arena, ma_buf_str(&b));
	ma_buf_done(&b);
}

void ma_packages_init(struct ma_packages *p, const char *tree, const char *cache,
	const struct ma_sandbox *sandbox, struct ma_arena *arena)
{
	*p = (struct ma_packages)MA_PACKAGES_NONE;
	p->tree = tree;
	p->uid = ma_sandbox_uid(sandbox);
	if (cache) /* without it, it takes longer, nothing else */
		find_shared(p, cache, arena);
	p->seen = ma_sandbox_shared(sandbox, p->shared); /* where links into it lead */
}

const char *ma_packages_of(const struct ma_packages *p, const struct ma_step *step)
{
	return p->path && strcmp(p->kind, step->kind) == 0 && strcmp(p->package, step->package) == 0
		? p->path
		: NULL;
}

ma_rc ma_packages_open(
	struct ma_packages *p, const struct ma_step *step, struct ma_arena *arena, ma_err *err)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);
	const char *path;
	ma_rc rc = MA_OK;

	if (ma_packages_of(p, step))
		return MA_OK;
	if (!p->dir.path)
		rc = ma_scratch_make("meta-agent-packages-", &p->dir, err);
	if (rc)
		return rc;
	ma_buf_addf(&b, "%s/%u", p->dir.path, p->n++);
	path = b.rc ? NULL : ma_arena_dup(arena, ma_buf_str(&b));
	ma_buf_done(&b);
	if (!path)
		return ma_fail_nomem(err);
	/* the way to it is the caller's alone otherwise */
	if (chmod(p->dir.path, 0711) || mkdir(path, 0700) ||
		(p->uid >= 0 && chown(path, (uid_t)p->uid, (gid_t)p->uid)))
		return ma_fail_sys(err, MA_EIO, errno, "%s", path);
	p->kind = step->kind;
	p->package = step->package;
	p->path = path;
	if (p->shared)
		ma_shared_offer(p, step);
	return MA_OK;
}

void ma_packages_keep(struct ma_packages *p, const struct ma_step *step)
{
	if (p->shared)
		ma_shared_keep(p, step);
}

void ma_packages_doubt(struct ma_packages *p, const struct ma_step *step)
{
	if (p->shared)
		ma_shared_drop(p, step);
}

void ma_packages_remove(struct ma_packages *p)
{
	ma_err ignored = { .code = MA_OK };

	/* what cannot be removed is left to the next one */
	(void)ma_scratch_remove(&p->dir, &ignored);
	ma_scratch_done(&p->dir);
	if (p->lock >= 0)
		close(p->lock);
	p->lock = -1;
	p->shared = NULL;
}
