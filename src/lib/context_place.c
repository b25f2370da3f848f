/* Where a context's exchange file is, and what stands there already. */
#include "lib/context_place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/path.h"
#include "codec/json.h"
#include "lib/places.h"
#include "sys/fs.h"

static ma_rc lock(struct ma_context_place *p, int how, ma_err *err)
{
	p->lock = open(p->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (p->lock < 0)
		return ma_fail_sys(
			err, errno == ENOENT ? MA_ENOTFOUND : MA_EIO, errno, "%s", p->dir);
	while (flock(p->lock, how))
		if (errno != EINTR)
			return ma_fail_sys(err, MA_EIO, errno, "locking %s", p->dir);
	return MA_OK;
}

ma_rc ma_context_enter(
	struct ma_context_place *p, const ma_context *c, const char *path, int how, ma_err *err)
{
	struct ma_str dir;
	ma_rc rc = MA_OK;

	*p = (struct ma_context_place){ .named = path != NULL, .lock = -1 };
	if (path)
		p->path = ma_strdup(path);
	else
		rc = ma_places_state(c->output, "context.json", &p->path, err);
	if (rc)
		return rc;
	dir = ma_path_dir(ma_str(p->path));
	p->dir = p->path ? ma_strndup(dir.n ? dir.p : ".", dir.n ? dir.n : 1) : NULL;
	return p->dir ? lock(p, how, err) : ma_fail_nomem(err);
}

void ma_context_leave(struct ma_context_place *p)
{
	if (p->lock >= 0)
		(void)close(p->lock); /* which unlocks; nothing was written to it */
	ma_free(p->path);
	ma_free(p->dir);
}

ma_rc ma_context_keep_unreadable(const struct ma_context_place *p, ma_err *err)
{
	struct ma_clock *clock = ma_clock_system();
	struct ma_buf kept = MA_BUF_INIT(2 * MA_LIMIT_PATH * MA_LIMIT_PATH_LEVELS);
	char at[MA_CLOCK_TEXT_SIZE];
	ma_err why = *err;
	ma_rc rc;

	if (p->named)
		return err->code;
	ma_clock_format(clock->wall_ms(clock), at);
	ma_buf_addf(&kept, "%s.corrupted.%s", p->path, at);
	rc = ma_buf_check(&kept, err);
	if (!rc && rename(p->path, kept.p))
		rc = ma_fail_sys(err, MA_EIO, errno, "keeping %s", p->path);
	if (!rc)
		rc = ma_fail(err, why.code, "%s; it is kept as %s", why.msg, kept.p);
	ma_buf_done(&kept);
	return rc;
}

/* An object, whatever is in it. Gives *out: json_decref() it. */
static ma_rc parse_object(const char *path, struct ma_str text, json_t **out, ma_err *err)
{
	json_t *all = NULL;
	ma_rc rc = ma_json_parse(text, path, &all, err);

	if (!rc && !json_is_object(all))
		rc = ma_fail(err, MA_EINVALID, "%s: it is no JSON object", path);
	if (!rc)
		*out = json_incref(all);
	json_decref(all);
	return rc == MA_ELIMIT ? (err->code = MA_EINVALID) : rc;
}

ma_rc ma_context_check_text(const char *path, struct ma_str text, ma_err *err)
{
	json_t *all = NULL;
	ma_rc rc = parse_object(path, text, &all, err);

	json_decref(all);
	return rc;
}

/* An older export is replaced; any other file is somebody's. */
static ma_rc check_export(const char *path, struct ma_str text, ma_err *err)
{
	json_t *all = NULL;
	ma_rc rc = parse_object(path, text, &all, err);

	if (!rc && (!json_object_get(all, "data") || !json_object_get(all, "version")))
		rc = ma_fail(err, MA_EREFUSED,
			"%s is there and is no context: it is not written over", path);
	json_decref(all);
	return rc;
}

static ma_rc check_regular(const char *path, ma_err *err)
{
	struct stat st;

	if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return ma_fail(err, MA_EREFUSED,
			"%s is there and is no plain file: it is not replaced", path);
	return MA_OK;
}

/* What is about to be replaced may be somebody's damaged treasure. */
ma_rc ma_context_look_at_old(const struct ma_context_place *p, ma_err *err)
{
	ma_err why = { MA_OK, 0, "" };
	size_t size = 0;
	char *text = NULL;
	ma_rc rc = check_regular(p->path, err);
	bool stays;

	if (rc)
		return rc;
	rc = ma_fs_read(p->path, MA_LIMIT_CONTEXT, &text, &size, &why);
	if (rc == MA_ENOTFOUND)
		return MA_OK;
	if (!rc)
		rc = check_export(p->path, ma_str_n(text, size), &why);
	ma_free(text);
	if (!rc)
		return MA_OK;
	if (rc == MA_EINVALID && p->named)
		return ma_fail(err, MA_EREFUSED,
			"%s is there and is no context: it is not written over", p->path);
	/* Without memory nothing is known of it, so it stays where it is. */
	stays = rc == MA_EREFUSED || rc == MA_ENOMEM || p->named;
	if (!stays && ma_context_keep_unreadable(p, &why) == rc && rc != MA_EIO)
		return MA_OK; /* it stands aside */
	*err = why;
	return why.code;
}
