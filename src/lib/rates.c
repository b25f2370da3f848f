/* The file of format rates: read whole, aged, added to under a lock, written whole. */
#include "lib/rates.h"

#include <poll.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/path.h"
#include "codec/json.h"
#include "lib/places.h"
#include "sys/fs.h"
#include "sys/lock.h"

#define FILE_MAX (64 * MA_KIB)
#define TRIES 20
#define TRY_MS 5

struct aged {
	struct ma_format_rates rates;
	int64_t at_ms[MA_FORMAT_MODELS_MAX]; /* since when each counts in full */
};

ma_rc ma_rates_path(char **out, ma_err *err)
{
	return ma_places_user_cache("formats.json", out, err);
}

static void halve(struct ma_format_rates *r, uint32_t i, int64_t times)
{
	unsigned shift = times < 31 ? (unsigned)times : 31;
	int f;

	for (f = 0; f < MA_FORMATS_N; f++) {
		r->v[i].replies[f] >>= shift;
		r->v[i].fine[f] >>= shift;
	}
}

/* By whole half-lives, so that no time is lost between two that are not. */
static void age(struct aged *a, uint32_t i, int64_t now_ms)
{
	int64_t times = now_ms > a->at_ms[i] ? (now_ms - a->at_ms[i]) / MA_RATES_HALF_LIFE_MS : 0;

	halve(&a->rates, i, times);
	a->at_ms[i] = a->at_ms[i] > now_ms ? now_ms : a->at_ms[i] + times * MA_RATES_HALF_LIFE_MS;
}

static bool read_times(const json_t *models, struct aged *a)
{
	const json_t *row;
	size_t i;

	json_array_foreach (models, i, row) {
		const char *at = json_string_value(json_object_get(row, "at"));

		if (i == a->rates.n || !at || !ma_clock_parse(ma_str(at), &a->at_ms[i]))
			return false;
	}
	return true;
}

/* MA_EINVALID: it is none of ours, or damaged. MA_ENOMEM. */
static ma_rc read_all(struct ma_str text, struct ma_arena *arena, struct aged *out, ma_err *err)
{
	const json_t *models;
	json_t *value = NULL;
	ma_rc rc = ma_json_parse(text, "format rates", &value, err);

	if (!rc && ma_json_int(value, "v", 0) != 1)
		rc = ma_fail(err, MA_EINVALID, "format rates: /v: must be 1");
	models = json_object_get(value, "models");
	if (!rc)
		rc = ma_format_rates_take(models, arena, &out->rates, err);
	if (!rc && !read_times(models, out))
		rc = ma_fail(err, MA_EINVALID, "format rates: a time cannot be read");
	json_decref(value);
	return rc;
}

static ma_rc load(const char *path, int64_t now_ms, struct ma_arena *arena, struct aged *out,
	bool *damaged_out, ma_err *err)
{
	ma_err why = { MA_OK, 0, "" };
	char *text = NULL;
	size_t size = 0;
	uint32_t i;
	ma_rc rc = ma_fs_read(path, FILE_MAX, &text, &size, &why);

	*out = (struct aged){ .rates = { .n = 0 } };
	*damaged_out = false;
	if (rc == MA_ENOTFOUND)
		return MA_OK;
	if (!rc)
		rc = read_all(ma_str_n(text, size), arena, out, &why);
	ma_free(text);
	if (rc == MA_ENOMEM || rc == MA_EIO) {
		*err = why;
		return rc;
	}
	*damaged_out = rc != MA_OK;
	if (*damaged_out)
		*out = (struct aged){ .rates = { .n = 0 } };
	for (i = 0; i < out->rates.n; i++)
		age(out, i, now_ms);
	return MA_OK;
}

ma_rc ma_rates_load(const char *path, int64_t now_ms, struct ma_arena *arena,
	struct ma_format_rates *out, bool *damaged_out, ma_err *err)
{
	struct aged a;
	ma_rc rc = load(path, now_ms, arena, &a, damaged_out, err);

	if (!rc)
		*out = a.rates;
	return rc;
}

static uint32_t total(const struct ma_format_rates *r, uint32_t i)
{
	return r->v[i].replies[MA_FORMAT_WHOLE] + r->v[i].replies[MA_FORMAT_EDIT];
}

/* The place of a model; where there is none left, that of whom least is known. */
static uint32_t place_of(struct aged *a, struct ma_str model, int64_t now_ms)
{
	uint32_t i, least = 0;

	for (i = 0; i < a->rates.n; i++) {
		if (ma_str_eq(a->rates.v[i].model, model))
			return i;
		if (total(&a->rates, i) < total(&a->rates, least))
			least = i;
	}
	i = a->rates.n < MA_FORMAT_MODELS_MAX ? a->rates.n++ : least;
	memset(&a->rates.v[i], 0, sizeof(a->rates.v[i]));
	a->rates.v[i].model = model;
	a->at_ms[i] = now_ms;
	return i;
}

static void add(struct aged *a, uint32_t i, enum ma_format f, uint32_t replies, uint32_t fine)
{
	a->rates.v[i].replies[f] += replies;
	a->rates.v[i].fine[f] += fine;
	if (a->rates.v[i].replies[f] > MA_RATES_REPLIES_MOST) {
		a->rates.v[i].replies[f] /= 2;
		a->rates.v[i].fine[f] /= 2;
	}
}

/* Of `after` alone: `before` may be its beginning. */
static void add_more(struct aged *a, const struct ma_format_rates *before,
	const struct ma_format_rates *after, int64_t now_ms)
{
	uint32_t i, b, at, replies, fine;
	int f;

	for (i = 0; i < after->n; i++) {
		for (b = 0; b < before->n && !ma_str_eq(before->v[b].model, after->v[i].model); b++)
			;
		for (f = 0; f < MA_FORMATS_N && after->v[i].model.n <= MA_FORMAT_MODEL_NAME_MAX;
			f++) {
			replies = after->v[i].replies[f] -
				(b < before->n ? before->v[b].replies[f] : 0);
			fine = after->v[i].fine[f] - (b < before->n ? before->v[b].fine[f] : 0);
			if (replies == 0)
				continue;
			at = place_of(a, after->v[i].model, now_ms);
			add(a, at, (enum ma_format)f, replies, fine);
		}
	}
}

static void write_all(const struct aged *a, struct ma_buf *out)
{
	char at[MA_CLOCK_TEXT_SIZE];
	uint32_t i;

	ma_buf_adds(out, "{\"v\":1,\"models\":[");
	for (i = 0; i < a->rates.n; i++) {
		ma_clock_format(a->at_ms[i], at);
		ma_buf_adds(out, i > 0 ? ",\n{" : "\n{");
		ma_format_rate_write(&a->rates, i, out);
		ma_buf_addf(out, ",\"at\":\"%s\"}", at);
	}
	ma_buf_adds(out, "\n]}\n");
}

static ma_rc rewrite(const char *path, int64_t now_ms, const struct ma_format_rates *before,
	const struct ma_format_rates *after, ma_err *err)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	struct ma_buf text = MA_BUF_INIT(FILE_MAX);
	struct aged a;
	bool damaged;
	ma_rc rc = load(path, now_ms, &arena, &a, &damaged, err);

	if (!rc) {
		add_more(&a, before, after, now_ms);
		write_all(&a, &text);
		rc = ma_buf_check(&text, err);
	}
	if (!rc)
		rc = ma_fs_write(path, ma_buf_str(&text), 0600, err);
	ma_buf_done(&text);
	ma_arena_done(&arena);
	return rc;
}

/* Whoever has it is done in a moment. */
static ma_rc take_lock(const char *path, int *fd_out, ma_err *err)
{
	ma_rc rc = MA_ECONFLICT;
	int i;

	for (i = 0; i < TRIES && rc == MA_ECONFLICT; i++) {
		if (i > 0)
			(void)poll(NULL, 0, TRY_MS); /* a signal only shortens it */
		rc = ma_lock_take(path, fd_out, err);
	}
	return rc;
}

ma_rc ma_rates_add(const char *path, int64_t now_ms, const struct ma_format_rates *before,
	const struct ma_format_rates *after, ma_err *err)
{
	struct ma_str dir = ma_path_dir(ma_str(path));
	struct ma_buf lock = MA_BUF_INIT(2 * MA_LIMIT_PATH);
	char *parent = ma_strndup(dir.p, dir.n);
	int fd = -1;
	ma_rc rc = parent ? ma_fs_mkdirs(parent, err) : ma_fail_nomem(err);

	ma_buf_addf(&lock, "%s.lock", path);
	if (!rc)
		rc = ma_buf_check(&lock, err);

	if (!rc)
		rc = take_lock(lock.p, &fd, err);
	if (!rc)
		rc = rewrite(path, now_ms, before, after, err);
	ma_lock_release(fd);
	ma_free(parent);
	ma_buf_done(&lock);
	return rc;
}

ma_rc ma_rates_run_open(struct ma_rates_run *r, void (*warn)(void *data, const char *message),
	void *data, ma_err *err)
{
	struct ma_clock *clock = ma_clock_system();
	ma_err why = { MA_OK, 0, "" };
	bool damaged = false;
	ma_rc rc = ma_rates_path(&r->path, err);

	r->arena = (struct ma_arena)MA_ARENA_INIT(MA_MIB);
	r->text = (struct ma_buf)MA_BUF_INIT(FILE_MAX);
	if (rc || !r->path)
		return rc;
	rc = ma_rates_load(r->path, clock->wall_ms(clock), &r->arena, &r->before, &damaged, &why);
	if (rc == MA_ENOMEM)
		*err = why;
	if ((rc || damaged) && warn)
		warn(data,
			damaged ? "what is remembered of formats is damaged: it is begun anew"
				: why.msg);
	if (r->before.n > 0)
		ma_format_rates_write(&r->before, &r->text);
	return rc == MA_ENOMEM || r->text.rc == MA_ENOMEM ? ma_fail_nomem(err) : MA_OK;
}

void ma_rates_run_from(struct ma_rates_run *r, const struct ma_format_rates *rates)
{
	r->before = *rates;
}

static bool has_more(const struct ma_format_rates *before, const struct ma_format_rates *after)
{
	uint64_t more = 0;
	uint32_t i;

	for (i = 0; i < after->n; i++)
		more += total(after, i) - (i < before->n ? total(before, i) : 0);
	return more > 0;
}

void ma_rates_run_keep(struct ma_rates_run *r, const struct ma_format_rates *rates)
{
	struct ma_clock *clock = ma_clock_system();
	ma_err ignored = { MA_OK, 0, "" };

	/* without them the next run only has to find out anew */
	if (r->path && has_more(&r->before, rates))
		(void)ma_rates_add(r->path, clock->wall_ms(clock), &r->before, rates, &ignored);
}

void ma_rates_run_done(struct ma_rates_run *r)
{
	ma_free(r->path);
	ma_arena_done(&r->arena);
	ma_buf_done(&r->text);
}
