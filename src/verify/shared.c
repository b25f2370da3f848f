/* Packages that are shared between runs: the store. What a tool keeps in it is its own affair: shared_*.c. */
#include "verify/shared.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/path.h"
#include "codec/hash.h"
#include "sys/fs.h"

#define LOCK_MAX (64 * MA_MIB)
#define LEVELS 5
#define FD_PATH_SIZE 40

/* Paths, files. */

/* "root/name", with the directories on its way made for `uid`, to be read by all whatever the umask. False: it is too long. */
static bool place(const char *root, const char *name, int64_t uid, struct ma_buf *out)
{
	size_t i, from = strlen(root) + 1;

	ma_buf_addf(out, "%s/%s", root, name);
	for (i = from; i < out->n && !out->rc; i++) {
		if (out->p[i] != '/')
			continue;
		out->p[i] = '\0';
		if (mkdir(out->p, 0755) == 0) { /* what fails then, using it will say */
			(void)chmod(out->p, 0755);
			if (uid >= 0)
				(void)chown(out->p, (uid_t)uid, (gid_t)uid);
		}
		out->p[i] = '/';
	}
	return out->rc == MA_OK;
}

char *ma_shared_lock(const struct ma_packages *p, const struct ma_step *step, const char *name)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_err ignored = { .code = MA_OK };
	char *text = NULL;

	ma_buf_addf(&path, "%s/%s", step->package, name);
	if (path.rc || ma_fs_read_beneath(p->tree, path.p, LOCK_MAX, &text, NULL, &ignored))
		text = NULL;
	ma_buf_done(&path);
	return text;
}

void ma_shared_link(const struct ma_packages *p, const char *name, const char *as)
{
	struct ma_buf from = MA_BUF_INIT(MA_LIMIT_CONFIG), to = MA_BUF_INIT(MA_LIMIT_CONFIG),
		      seen = MA_BUF_INIT(MA_LIMIT_CONFIG);

	ma_buf_addf(&from, "%s/%s", p->shared, name);
	ma_buf_addf(&seen, "%s/%s", p->seen, name);
	if (!from.rc && !seen.rc && access(from.p, R_OK) == 0 && place(p->path, as, p->uid, &to) &&
		symlink(seen.p, to.p) == 0 && p->uid >= 0)
		(void)lchown(to.p, (uid_t)p->uid, (gid_t)p->uid); /* it can be read all the same */
	ma_buf_done(&from);
	ma_buf_done(&to);
	ma_buf_done(&seen);
}

static bool fill(int fd, struct ma_str content, mode_t mode)
{
	return fd >= 0 && fchmod(fd, mode) == 0 && ma_fs_write_all(fd, content) == 0;
}

static bool write_new(const char *path, struct ma_str content, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
	bool ok = fill(fd, content, mode);

	if (fd >= 0 && close(fd))
		ok = false;
	if (fd >= 0 && !ok)
		unlink(path);
	return ok;
}

void ma_shared_copy(const struct ma_packages *p, const char *name, const char *as)
{
	struct ma_buf from = MA_BUF_INIT(MA_LIMIT_CONFIG), to = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_err ignored = { .code = MA_OK };
	char *text = NULL;
	size_t n;

	ma_buf_addf(&from, "%s/%s", p->shared, name);
	if (!from.rc && ma_fs_read(from.p, MA_SHARED_FILE_MAX, &text, &n, &ignored) == MA_OK &&
		place(p->path, as, p->uid, &to) && write_new(to.p, ma_str_n(text, n), 0644) &&
		p->uid >= 0)
		(void)lchown(to.p, (uid_t)p->uid, (gid_t)p->uid); /* it can be read all the same */
	ma_free(text);
	ma_buf_done(&from);
	ma_buf_done(&to);
}

bool ma_shared_read(const struct ma_packages *p, const char *path, struct ma_buf *out)
{
	ma_err ignored = { .code = MA_OK };
	char *text = NULL;
	size_t n;
	bool found = ma_fs_read_beneath(p->path, path, MA_SHARED_FILE_MAX, &text, &n, &ignored) ==
		MA_OK;

	if (found)
		ma_buf_add(out, text, n);
	ma_free(text);
	return found && !out->rc;
}

/* Without a name until it is whole, so that whoever is killed leaves nothing. False: the file system cannot, or it is there. */
static bool write_unnamed(const char *path, struct ma_str content, mode_t mode)
{
	struct ma_str dir = ma_path_dir(ma_str(path));
	char *within = ma_strndup(dir.p, dir.n), own[FD_PATH_SIZE];
	int fd = within ? open(within, O_WRONLY | O_TMPFILE | O_CLOEXEC, mode) : -1;
	bool ok = fill(fd, content, mode);

	(void)snprintf(own, sizeof(own), "/proc/self/fd/%d", fd); /* fits */
	ok = ok && linkat(AT_FDCWD, own, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0;
	if (fd >= 0)
		close(fd);
	ma_free(within);
	return ok;
}

static bool is_same(const char *path, struct ma_str content)
{
	ma_err ignored = { .code = MA_OK };
	char *text = NULL;
	size_t n;
	bool same = ma_fs_read(path, MA_SHARED_FILE_MAX, &text, &n, &ignored) == MA_OK &&
		ma_str_eq(ma_str_n(text, n), content);

	ma_free(text);
	return same;
}

void ma_shared_put(
	const struct ma_packages *p, const char *name, struct ma_str content, bool replaces)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG), own = MA_BUF_INIT(MA_LIMIT_CONFIG);
	bool there = place(p->shared, name, -1, &path) && access(path.p, F_OK) == 0;

	ma_buf_addf(&own, "%s.%ld", path.p ? path.p : "", (long)getpid());
	if (there && !replaces)
		ma_shared_note_use(path.p);
	else if (!path.rc && !own.rc && !(there && is_same(path.p, content)) &&
		(there || !write_unnamed(path.p, content, 0444)) &&
		write_new(own.p, content, 0444) && rename(own.p, path.p))
		unlink(own.p);
	ma_buf_done(&path);
	ma_buf_done(&own);
}

void ma_shared_use(const struct ma_packages *p, const char *name)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);

	ma_buf_addf(&path, "%s/%s", p->shared, name);
	if (!path.rc)
		ma_shared_note_use(path.p);
	ma_buf_done(&path);
}

void ma_shared_mkdir(const struct ma_packages *p, const char *name)
{
	struct ma_buf within = MA_BUF_INIT(MA_LIMIT_CONFIG), made = MA_BUF_INIT(MA_LIMIT_CONFIG);

	ma_buf_addf(&within, "%s/.", name);
	(void)place(p->shared, within.p ? within.p : "", -1,
		&made); /* where it cannot be made, none is offered */
	ma_buf_done(&within);
	ma_buf_done(&made);
}

struct each {
	const struct ma_packages *p;
	bool in_store;
	const char *dir;
	int levels;
	ma_shared_file_fn *fn;
};

static void each_below(const struct each *e);

static bool on_entry(void *data, const char *name, bool is_dir)
{
	const struct each *e = data;
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct each below = { e->p, e->in_store, NULL, e->levels - 1, e->fn };

	ma_buf_addf(&path, "%s/%s", e->dir, name);
	below.dir = path.p;
	if (!path.rc && is_dir && below.levels > 0)
		each_below(&below);
	else if (!path.rc && !is_dir)
		e->fn(e->p, path.p);
	ma_buf_done(&path);
	return true;
}

static void each_below(const struct each *e)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_err ignored = { .code = MA_OK };

	ma_buf_addf(&path, "%s/%s", e->in_store ? e->p->shared : e->p->path, e->dir);
	if (!path.rc)
		(void)ma_fs_list(
			path.p, on_entry, (void *)(uintptr_t)e, &ignored); /* none is fine */
	ma_buf_done(&path);
}

void ma_shared_each(
	const struct ma_packages *p, bool in_store, const char *dir, ma_shared_file_fn *fn)
{
	each_below(&(struct each){ p, in_store, dir, LEVELS, fn });
}

/* Names that become part of a path. */

bool ma_shared_is_name(struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
			!strchr("-_.+!", c))
			return false;
	}
	return s.n > 0 && s.n < 200 && s.p[0] != '.';
}

bool ma_shared_is_sha256(struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!(s.p[i] >= '0' && s.p[i] <= '9') && !(s.p[i] >= 'a' && s.p[i] <= 'f'))
			return false;
	return s.n == 64;
}

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* By SHA-256: crates and wheels. */

bool ma_shared_is_whole(const struct ma_packages *p, const char *name, struct ma_str hex)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_err ignored = { .code = MA_OK };
	char *text = NULL, now[MA_HASH_HEX_SIZE] = "";
	size_t n;

	ma_buf_addf(&path, "%s/%s", p->shared, name);
	if (!path.rc && ma_fs_read(path.p, MA_SHARED_FILE_MAX, &text, &n, &ignored) == MA_OK &&
		ma_hash_sha256(ma_str_n(text, n), now, &ignored))
		now[0] = '\0';
	ma_free(text);
	ma_buf_done(&path);
	return ma_str_is(hex, now);
}

void ma_shared_keep_sha256(const struct ma_packages *p, const char *path)
{
	struct ma_buf content = MA_BUF_INIT(MA_SHARED_FILE_MAX), name = MA_BUF_INIT(MA_LIMIT_CONFIG);
	char hex[MA_HASH_HEX_SIZE];
	ma_err ignored = { .code = MA_OK };

	if (ma_shared_is_name(ma_str(base_of(path))) && ma_shared_read(p, path, &content) &&
		ma_hash_sha256(ma_buf_str(&content), hex, &ignored) == MA_OK) {
		ma_buf_addf(&name, "sha256/%.2s/%s/%s", hex, hex, base_of(path));
		if (!name.rc)
			ma_shared_put(p, name.p, ma_buf_str(&content), false);
	}
	ma_buf_done(&content);
	ma_buf_done(&name);
}

void ma_shared_drop(const struct ma_packages *p, const struct ma_step *step)
{
	if (step->registry == MA_REGISTRY_GO)
		ma_shared_drop_go(p, step);
}

void ma_shared_offer(const struct ma_packages *p, const struct ma_step *step)
{
	switch (step->registry) {
	case MA_REGISTRY_NPM:
		ma_shared_offer_npm(p, step);
		break;
	case MA_REGISTRY_PIP:
		ma_shared_offer_pip(p, step);
		break;
	case MA_REGISTRY_CARGO:
		ma_shared_offer_cargo(p, step);
		break;
	case MA_REGISTRY_GO:
		ma_shared_offer_go(p, step);
		break;
	case MA_REGISTRY_MAVEN: /* nothing names its packages by their content */
	case MA_REGISTRY_NONE:
		break;
	}
}

void ma_shared_keep(const struct ma_packages *p, const struct ma_step *step)
{
	switch (step->registry) {
	case MA_REGISTRY_NPM:
		ma_shared_keep_npm(p, step);
		break;
	case MA_REGISTRY_PIP:
		ma_shared_keep_pip(p);
		break;
	case MA_REGISTRY_CARGO:
		ma_shared_keep_cargo(p);
		break;
	case MA_REGISTRY_GO:
		ma_shared_keep_go(p, step);
		break;
	case MA_REGISTRY_MAVEN: /* nothing names its packages by their content */
	case MA_REGISTRY_NONE:
		break;
	}
}
