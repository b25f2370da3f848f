/* Litter. */
#include "lib/litter.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/id.h"
#include "base/limits.h"
#include "lib/places.h"
#include "sys/fs.h"

#define AGE_MS 60000

struct looking {
	struct ma_litter *l;
	const char *dir;
	size_t depth;
	bool (*is_litter)(struct looking *w, const char *name);
	ma_rc rc;
	ma_err *err;
};

/* As sys/fs.c names them. */
static bool is_temp(const char *name)
{
	static const char before[] = ".meta-agent-";
	size_t n = strlen(name);

	return n == sizeof(before) - 1 + 16 + 4 && strncmp(name, before, sizeof(before) - 1) == 0 &&
		strspn(name + sizeof(before) - 1, "0123456789abcdef") == 16 &&
		strcmp(name + n - 4, ".tmp") == 0;
}

static bool is_state_litter(struct looking *w, const char *name)
{
	MA_UNUSED(w);
	return is_temp(name) || strncmp(name, "context.db.salvage-", 19) == 0;
}

/* "<run>.<effect>": llm/spool.h. */
static bool is_spool_litter(struct looking *w, const char *name)
{
	char run[MA_ID_SIZE] = "";

	if (is_temp(name))
		return true;
	if (strcspn(name, ".") != MA_ID_SIZE - 1)
		return false;
	memcpy(run, name, MA_ID_SIZE - 1);
	return !w->l->goes_on(w->l->data, run);
}

static bool is_tree_litter(struct looking *w, const char *name)
{
	MA_UNUSED(w);
	return is_temp(name);
}

/* One that has gone meanwhile is fine. */
static void remove_old(struct looking *w, const char *path)
{
	struct ma_clock *clock = ma_clock_system();
	struct stat st;

	if (lstat(path, &st) || !S_ISREG(st.st_mode) ||
		clock->wall_ms(clock) - (int64_t)st.st_mtime * 1000 < AGE_MS)
		return;
	if (!w->l->dry && unlink(path) && errno != ENOENT) {
		w->rc = ma_fail_sys(w->err, MA_EIO, errno, "removing %s", path);
		return;
	}
	w->l->files++;
	w->l->bytes += st.st_size;
}

static ma_rc look(struct looking *w);

/* The tree of the project: others' directories in it are large, and nothing of ours is there. */
static void look_below(struct looking *w, const char *path, const char *name)
{
	struct looking below = *w;

	if (w->is_litter != is_tree_litter || strcmp(name, ".git") == 0 ||
		strcmp(name, ".meta-agent") == 0 || strcmp(name, "node_modules") == 0 ||
		w->depth == MA_LIMIT_PATH_LEVELS || access(path, R_OK | X_OK))
		return; /* where we may not look we have written nothing */
	below.dir = path;
	below.depth++;
	w->rc = look(&below);
}

static bool see(void *data, const char *name, bool is_dir)
{
	struct ma_buf path = MA_BUF_INIT(SIZE_MAX);
	struct looking *w = data;

	ma_buf_addf(&path, "%s/%s", w->dir, name);
	w->rc = ma_buf_check(&path, w->err);
	if (!w->rc && is_dir)
		look_below(w, path.p, name);
	else if (!w->rc && w->is_litter(w, name))
		remove_old(w, path.p);
	ma_buf_done(&path);
	return w->rc == MA_OK;
}

static ma_rc look(struct looking *w)
{
	ma_rc rc = ma_fs_list(w->dir, see, w, w->err);

	return rc == MA_ENOTFOUND ? MA_OK : rc ? rc : w->rc;
}

static ma_rc look_in(struct ma_litter *l, const char *name,
	bool (*is_litter)(struct looking *w, const char *name), ma_err *err)
{
	struct looking w = { .l = l, .is_litter = is_litter, .err = err };
	char *path = NULL;
	ma_rc rc = ma_places_state(l->output, name, &path, err);

	w.dir = path;
	if (!rc)
		rc = look(&w);
	ma_free(path);
	return rc;
}

ma_rc ma_litter_remove_temps(struct ma_litter *l, ma_err *err)
{
	return look_in(l, ".", is_state_litter, err);
}

ma_rc ma_litter_remove(struct ma_litter *l, ma_err *err)
{
	struct looking tree = { .l = l, .dir = l->output, .is_litter = is_tree_litter, .err = err };
	ma_rc rc = ma_litter_remove_temps(l, err);

	if (!rc)
		rc = look_in(l, "spool", is_spool_litter, err);
	return rc ? rc : look(&tree);
}
