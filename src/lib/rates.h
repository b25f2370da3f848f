/*
 * How well models keep to formats, over all runs of this user: $XDG_CACHE_HOME/meta-agent/formats.json
 * (docs/formats/rates.md). A convenience: what cannot be read or written is missed, never a failure.
 */
#ifndef MA_LIB_RATES_H
#define MA_LIB_RATES_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/format_rate.h"

#define MA_RATES_HALF_LIFE_MS \
	(INT64_C(30) * 24 * 60 * 60 * 1000) /* after which experience counts half */
#define MA_RATES_REPLIES_MOST \
	200 /* of a model and format: more are halved, so that a change is seen */

/* The file. Gives *out: ma_free() it. *out NULL when there is no home. */
ma_rc ma_rates_path(char **out, ma_err *err);

/*
 * What is known at that time (wall), aged. Names live in `arena`. A file that is missing is empty, and so is one that is damaged: then *damaged_out.
 * MA_ENOMEM, MA_EIO.
 */
ma_rc ma_rates_load(const char *path, int64_t now_ms, struct ma_arena *arena,
	struct ma_format_rates *out, bool *damaged_out, ma_err *err);

/* Add what `after` has more than `before`, together with whatever other processes have added. MA_ECONFLICT: somebody holds the file for long. */
ma_rc ma_rates_add(const char *path, int64_t now_ms, const struct ma_format_rates *before,
	const struct ma_format_rates *after, ma_err *err);

/* The same for a run. Zeroed before. */
struct ma_rates_run {
	char *path;                    /* NULL: they are not looked at, nor remembered */
	struct ma_arena arena;         /* holds the names of `before` */
	struct ma_format_rates before; /* what is known before this process adds to it */
	struct ma_buf text;            /* for run.started */
};

/* What is known is looked up; `warn` hears of a file that is begun anew, and may be NULL. MA_ENOMEM alone. */
ma_rc ma_rates_run_open(struct ma_rates_run *r, void (*warn)(void *data, const char *message),
	void *data, ma_err *err);
/* From here on the run's own count is `rates`, of which what follows is new. */
void ma_rates_run_from(struct ma_rates_run *r, const struct ma_format_rates *rates);
/* It is over. */
void ma_rates_run_keep(struct ma_rates_run *r, const struct ma_format_rates *rates);
void ma_rates_run_done(struct ma_rates_run *r);

#endif
