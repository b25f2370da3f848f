/* Owners. */
#include "lib/owner.h"

#include <string.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "lib/places.h"
#include "sys/lock.h"
#include "vcs/workspace.h"

void ma_owner_init(struct ma_owner *o)
{
	*o = (struct ma_owner){ .lock = -1, .hold = { .lease_ms = MA_OWNER_LEASE_MS } };
	ma_self_name(o->name);
	ma_self_boot(o->boot);
	o->hold.holder = o->name;
}

static ma_rc take_lock(struct ma_owner *o, const char *path, const char *output, ma_err *err)
{
	ma_rc rc = ma_lock_take(path, &o->lock, err);

	return rc == MA_ECONFLICT ? ma_err_wrap(err, "a run is live in %s", output) : rc;
}

ma_rc ma_owner_lock(struct ma_owner *o, const char *output, ma_err *err)
{
	char *path = NULL;
	ma_rc rc = ma_places_state(output, "run.lock", &path, err);

	if (!rc && o->lock < 0) {
		rc = take_lock(o, path, output, &o->busy);
		if (rc == MA_ECONFLICT)
			rc = MA_OK;
		else if (rc)
			*err = o->busy;
	}
	ma_free(path);
	return rc;
}

ma_rc ma_owner_alone(const struct ma_owner *o, ma_err *err)
{
	if (o->lock >= 0)
		return MA_OK;
	*err = o->busy;
	return err->code;
}

static bool is_over(
	const struct ma_owner *o, const struct ma_store_owner *his, int64_t now_ms, bool locked)
{
	if (his->holder[0] && his->until_ms <= now_ms)
		return true;
	return locked &&
		(!his->holder[0] || strcmp(his->boot, o->boot) == 0 ||
			ma_self_same_host(his->holder));
}

/* He is stopped, or cannot reach the disk: what he holds is let to him, and counts for nothing. */
static ma_rc break_locks(struct ma_owner *o, const char *output, ma_err *err)
{
	char *path = NULL;
	ma_rc rc = ma_places_state(output, "run.lock", &path, err);

	if (!rc)
		rc = ma_lock_break(path, err);
	if (!rc)
		rc = ma_workspace_break_lock(output, err);
	if (!rc)
		rc = take_lock(o, path, output, err);
	ma_free(path);
	return rc;
}

ma_rc ma_owner_take(struct ma_owner *o, const char *output, struct ma_store *store, const char *run,
	ma_err *err)
{
	struct ma_clock *clock = ma_clock_system();
	int64_t now = clock->wall_ms(clock);
	char stream[MA_ENGINE_STREAM_SIZE];
	struct ma_store_owner his;
	struct ma_store_lease l = { .stream = stream,
		.holder = o->name,
		.boot = o->boot[0] ? o->boot : NULL,
		.now_ms = now,
		.until_ms = now + o->hold.lease_ms };
	ma_rc rc;

	ma_engine_stream(ma_str(run), stream);
	rc = ma_store_owner(store, stream, &his, err);
	if (rc)
		return rc;
	if (is_over(o, &his, now, o->lock >= 0))
		l.over = his.epoch;
	else if (o->lock < 0)
		return ma_owner_alone(o, err);
	o->hold.rebooted = !o->boot[0] || strcmp(his.boot, o->boot) != 0;
	rc = ma_store_lease(store, &l, &his, err);
	if (rc)
		return rc;
	o->hold.epoch = his.epoch;
	return o->lock >= 0 ? MA_OK : break_locks(o, output, err);
}

ma_rc ma_owner_say(struct ma_owner *o, struct ma_store *store, const struct ma_state *s,
	struct ma_event *e, ma_err *err)
{
	struct ma_clock *clock = ma_clock_system();
	struct ma_store_append a = {
		.expected_seq = s->seq, .holder = o->name, .epoch = o->hold.epoch, .events_n = 1
	};
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_EVENT);
	char stream[MA_ENGINE_STREAM_SIZE];
	struct ma_str json;
	ma_rc rc;

	e->run = s->run;
	e->seq = s->seq + 1;
	e->at_ms = clock->wall_ms(clock);
	ma_engine_stream(s->run, stream);
	ma_event_encode(e, &text);
	rc = ma_buf_check(&text, err);
	json = ma_buf_str(&text);
	a.stream = stream;
	a.events = &json;
	if (!rc)
		rc = ma_store_append(store, &a, err);
	if (!rc)
		rc = ma_store_release(store, stream, a.epoch, err);
	ma_buf_done(&text);
	return rc;
}

void ma_owner_release(struct ma_owner *o)
{
	ma_lock_release(o->lock);
	o->lock = -1;
}
