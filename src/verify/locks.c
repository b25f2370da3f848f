/* Lock files that an installation makes, where there were none. */
#include "verify/locks.h"

#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/path.h"
#include "codec/json.h"
#include "sys/fs.h"

static void name_of(const struct ma_step *step, size_t i, struct ma_buf *out)
{
	ma_path_join(out, ma_str(strcmp(step->package, ".") == 0 ? "" : step->package),
		ma_str(ma_path_lock(i)));
}

/* Whatever it is, a link too. */
static bool is_there(const char *dir, const struct ma_step *step, size_t i)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG), name = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct stat st;
	bool found;

	name_of(step, i, &name);
	ma_buf_addf(&path, "%s/%s", dir, name.n > 0 ? name.p : "");
	found = name.rc || path.rc || lstat(path.p, &st) == 0;
	ma_buf_done(&name);
	ma_buf_done(&path);
	return found;
}

void ma_locks_note(const char *dir, const struct ma_step *step, bool has_out[MA_LOCKS_MAX])
{
	size_t i;

	for (i = 0; ma_path_lock(i); i++) {
		MA_ASSERT(i < MA_LOCKS_MAX);
		has_out[i] = is_there(dir, step, i);
	}
}

/* Not every file of that name is one. */
static ma_rc is_lock(struct ma_str path, struct ma_str text, bool *out, ma_err *err)
{
	ma_err fault = { .code = MA_OK };
	json_t *json = NULL;
	ma_rc rc = MA_OK;

	*out = text.n > 0 && ma_str_is_text(text);
	if (*out && ma_str_is(ma_path_ext(path), ".json")) {
		rc = ma_json_parse(text, "lock", &json, &fault);
		*out = !rc && json_is_object(json);
		json_decref(json);
	}
	return rc == MA_ENOMEM ? ma_fail_nomem(err) : MA_OK;
}

/* out->text.n is 0 where there is none that can be taken. */
static ma_rc read_one(const char *dir, const struct ma_step *step, size_t i, struct ma_arena *arena,
	struct ma_lock_made *out, ma_err *err)
{
	struct ma_buf name = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_err why = { .code = MA_OK };
	char *text = NULL;
	size_t n = 0;
	bool fine = false;
	ma_rc rc;

	*out = (struct ma_lock_made){ MA_STR(""), MA_STR("") };
	name_of(step, i, &name);
	rc = ma_buf_check(&name, err);
	if (!rc && ma_fs_read_beneath(dir, name.p, MA_LIMIT_FILE, &text, &n, &why))
		rc = why.code == MA_ENOMEM ? ma_fail_nomem(err) : MA_OK;
	if (!rc && text)
		rc = is_lock(ma_buf_str(&name), ma_str_n(text, n), &fine, err);
	if (!rc && fine) {
		out->path = ma_str_n(ma_arena_dup(arena, ma_buf_str(&name)), name.n);
		out->text = ma_str_n(ma_arena_dup(arena, ma_str_n(text, n)), n);
		if (!out->path.p || !out->text.p)
			rc = ma_fail_nomem(err);
	}
	ma_free(text);
	ma_buf_done(&name);
	return rc;
}

ma_rc ma_locks_read(const char *dir, const struct ma_step *step, const bool had[MA_LOCKS_MAX],
	struct ma_arena *arena, struct ma_check *out, ma_err *err)
{
	struct ma_lock_made *made = ma_arena_new_n(arena, struct ma_lock_made, MA_LOCKS_MAX);
	size_t i, n = 0;
	ma_rc rc = made ? MA_OK : ma_fail_nomem(err);

	for (i = 0; ma_path_lock(i) && !rc; i++) {
		if (had[i])
			continue;
		rc = read_one(dir, step, i, arena, &made[n], err);
		n += !rc && made[n].text.n > 0;
	}
	out->locks = made;
	out->locks_n = n;
	return rc;
}
