/* What the changes of a commit must be, whatever the branch holds. */
#include "vcs/changes.h"

#include "base/limits.h"
#include "base/map.h"
#include "base/path.h"

ma_rc ma_changes_check(const struct ma_commit *c, ma_err *err)
{
	struct ma_map seen = MA_MAP_INIT;
	const struct ma_change *change;
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < c->changes_n && !rc; i++) {
		change = &c->changes[i];
		rc = ma_path_check(change->path, err);
		if (!rc && change->content.n > MA_LIMIT_FILE)
			rc = ma_fail(err, MA_ELIMIT, MA_STR_FMT ": %zu bytes, more than %zu",
				MA_STR_ARG(change->path), change->content.n, MA_LIMIT_FILE);
		else if (!rc && ma_map_has(&seen, change->path))
			rc = ma_fail(err, MA_EREFUSED, MA_STR_FMT ": named twice in one set",
				MA_STR_ARG(change->path));
		else if (!rc && !ma_map_put(&seen, change->path, NULL))
			rc = ma_fail_nomem(err);
	}
	ma_map_done(&seen);
	return rc;
}
