/* What is under way. */
#include "lib/under_way.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "codec/json.h"
#include "lib/places.h"
#include "sys/fs.h"

#define FILE_NAME "under_way.json"
#define WRITE_MS 500

static json_t *nothing(const char *run)
{
	return json_pack("{s:s, s:{}, s:[]}", "run", run, "replies", "checks");
}

static bool put(const char *path, struct ma_str text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
	bool done;

	if (fd < 0)
		return false;
	done = ma_fs_write_all(fd, text) == 0;
	return close(fd) == 0 && done;
}

/* Whoever reads finds the old text or the new one. */
static void write_now(struct ma_under_way *u)
{
	struct ma_clock *clock = ma_clock_system();
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_CONFIG), beside = MA_BUF_INIT(MA_LIMIT_PATH * 32);

	u->wrote_ms = clock->mono_ms(clock);
	ma_json_write(u->all, 0, &text);
	ma_buf_addf(&beside, "%s.new", u->path);
	if (!text.rc && !beside.rc && put(beside.p, ma_buf_str(&text)))
		(void)rename(beside.p, u->path); /* then the next one is seen */
	ma_buf_done(&text);
	ma_buf_done(&beside);
}

void ma_under_way_init(struct ma_under_way *u, const char *output, const char *run)
{
	ma_err why = { MA_OK, 0, "" };

	*u = (struct ma_under_way){ .all = nothing(run) };
	if (!u->all || ma_places_state(output, FILE_NAME, &u->path, &why))
		return;
	(void)unlink(u->path); /* of a process that was killed, if there is one */
}

void ma_under_way_done(struct ma_under_way *u)
{
	if (u->path)
		(void)unlink(u->path); /* there may be none */
	ma_free(u->path);
	json_decref(u->all);
	*u = (struct ma_under_way){ .path = NULL };
}

void ma_under_way_bytes(struct ma_under_way *u, const char *task, uint64_t bytes)
{
	struct ma_clock *clock = ma_clock_system();

	if (!u->path)
		return;
	(void)json_object_set_new(json_object_get(u->all, "replies"), task,
		json_integer((json_int_t)bytes)); /* without memory it is not shown */
	if (clock->mono_ms(clock) - u->wrote_ms >= WRITE_MS)
		write_now(u);
}

void ma_under_way_check(
	struct ma_under_way *u, const char *phase, const char *package, const char *command)
{
	if (!u->path)
		return;
	(void)json_array_append_new(json_object_get(u->all, "checks"),
		json_pack("{s:s, s:s, s:s}", "phase", phase, "package", package, "command",
			command)); /* without memory it is not shown */
	write_now(u);
}

/* Only the first one of that name, which is "phase package". */
static void end_check(struct ma_under_way *u, struct ma_str name)
{
	json_t *checks = json_object_get(u->all, "checks"), *check;
	struct ma_str phase, package;
	size_t i;

	json_array_foreach (checks, i, check) {
		phase = ma_json_str(check, "phase");
		package = ma_json_str(check, "package");
		if (name.n != phase.n + 1 + package.n || !ma_str_starts(name, phase.p) ||
			!ma_str_ends(name, package.p))
			continue;
		(void)json_array_remove(checks, i); /* it is there */
		write_now(u);
		return;
	}
}

void ma_under_way_event(struct ma_under_way *u, const struct ma_event *e)
{
	char task[MA_LIMIT_TASK_ID + 1];

	if (!u->path)
		return;
	if (e->kind == MA_EVENT_CHECK_FINISHED)
		end_check(u, e->name);
	if ((e->kind != MA_EVENT_CALL_REPLIED && e->kind != MA_EVENT_CALL_FAILED) ||
		e->task.n >= sizeof(task))
		return;
	memcpy(task, e->task.p, e->task.n);
	task[e->task.n] = '\0';
	(void)json_object_del(json_object_get(u->all, "replies"), task); /* it may not be there */
}

json_t *ma_under_way_read(const char *output, const char *run, ma_err *err)
{
	ma_err why = { MA_OK, 0, "" };
	char *path = NULL, *text = NULL;
	json_t *all = NULL;
	size_t size = 0;
	ma_rc rc = ma_places_state(output, FILE_NAME, &path, err);

	if (!rc && !ma_fs_read(path, MA_LIMIT_CONFIG, &text, &size, &why) &&
		ma_json_parse(ma_str_n(text, size), FILE_NAME, &all, &why))
		all = NULL; /* it may be lost: then nothing is known */
	if (all && !ma_str_is(ma_json_str(all, "run"), run)) {
		json_decref(all);
		all = NULL;
	}
	ma_free(path);
	ma_free(text);
	if (!rc && !all)
		all = nothing(run);
	if (!rc && !all)
		(void)ma_fail_nomem(err); /* NULL tells */
	return all;
}
