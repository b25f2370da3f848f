/* An output's log: opening it, and which run is meant. */
#include "lib/output.h"

#include "base/alloc.h"
#include "lib/places.h"
#include "store/salvage.h"
#include "sys/lock.h"

struct finder {
	const char *prefix;
	char *run; /* MA_ID_SIZE */
	size_t matches;
};

static ma_rc add_hint(const char *output, ma_err *err)
{
	ma_err why = *err;

	(void)ma_fail(err, why.code,
		"%s (`meta-agent resume -o %s` sets it aside and goes on with what can be read)",
		why.msg, output); /* below */
	return ma_store_damaged(err);
}

ma_rc ma_output_open(const char *output, bool create, struct ma_store **out, ma_err *err)
{
	char *path = NULL;
	ma_rc rc = ma_places_state(output, "context.db", &path, err);

	if (!rc)
		rc = ma_store_sqlite_open(path, create, out, err);
	if (rc == MA_ENOTFOUND)
		rc = ma_fail(err, MA_ENOTFOUND, "%s: there is no run here", output);
	if (rc && ma_store_is_damage(err))
		rc = add_hint(output, err);
	ma_free(path);
	return rc;
}

ma_rc ma_output_salvage(const char *output, char **told_out, ma_err *err)
{
	char *path = NULL;
	ma_rc rc = ma_places_state(output, "context.db", &path, err);

	if (!rc)
		rc = ma_store_salvage(path, told_out, err);
	ma_free(path);
	return rc;
}

ma_rc ma_output_held(const char *output, bool *held_out, ma_err *err)
{
	char *path = NULL;
	ma_rc rc = ma_places_state(output, "run.lock", &path, err);

	if (!rc)
		rc = ma_lock_held(path, held_out, err);
	ma_free(path);
	return rc;
}

/* Ids are version 7 UUIDs: byte order is order of time, so the last one is the newest. */
static bool note(void *data, const struct ma_store_stream *stream)
{
	struct finder *f = data;
	const char *id = stream->name + strlen("run/");

	if (strlen(id) < MA_ID_SIZE && strncmp(id, f->prefix, strlen(f->prefix)) == 0) {
		memcpy(f->run, id, strlen(id) + 1);
		f->matches++;
	}
	return true;
}

ma_rc ma_output_newest(struct ma_store *store, char run_out[MA_ID_SIZE], ma_err *err)
{
	struct finder f = { "", run_out, 0 };

	run_out[0] = '\0';
	return ma_store_streams(store, "run/", note, &f, err);
}

ma_rc ma_output_find(struct ma_store *store, const char *run, char run_out[MA_ID_SIZE], ma_err *err)
{
	struct finder f = { run ? run : "", run_out, 0 };
	ma_rc rc;

	run_out[0] = '\0';
	if (run && (strlen(run) < 4 || strlen(run) >= MA_ID_SIZE))
		return ma_fail(err, MA_ENOTFOUND,
			"there is no run \"%.60s\": give its id, or at least its first four characters",
			run);
	rc = ma_store_streams(store, "run/", note, &f, err);
	if (rc)
		return rc;
	if (f.matches == 0 && !run)
		return ma_fail(err, MA_EREFUSED,
			"there is no run here: none was begun, or `meta-agent gc` has removed those that had ended");
	if (f.matches == 0)
		return ma_fail(err, MA_ENOTFOUND, "there is no run \"%s\"%s", run,
			strlen(run) < MA_ID_SIZE - 1
				? ""
				: ": it was never here, or `meta-agent gc` has removed it");
	if (run && f.matches > 1 && strlen(run) < MA_ID_SIZE - 1)
		return ma_fail(err, MA_ENOTFOUND,
			"\"%s\" begins the ids of %zu runs: give more of it", run, f.matches);
	return MA_OK;
}

ma_rc ma_output_open_run(const char *output, const char *run, struct ma_store **store,
	char run_out[MA_ID_SIZE], ma_err *err)
{
	ma_rc rc;

	if (!output)
		return ma_fail(err, MA_EMISUSE, "no output is named");
	rc = ma_output_open(output, false, store, err);
	if (!rc)
		rc = ma_output_find(*store, run, run_out, err);
	if ((rc == MA_ENOTFOUND || rc == MA_EREFUSED) && *store)
		(void)ma_err_wrap(err, "%s", output); /* its code is rc */
	return rc;
}
