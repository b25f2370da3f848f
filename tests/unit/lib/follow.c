/* Following a log that another connection writes. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "lib/places.h"
#include "metaagent/metaagent.h"
#include "store/store.h"
#include "support/tmpdir.h"
#include "sys/fs.h"

#define LOOKS_MAX 100 /* that find nothing, until it is quiet */

struct world {
	char dir[TMPDIR_SIZE];
	struct ma_store *writer;
	int64_t seq, seen;
};

static int set_up(void **state)
{
	static struct world w;
	ma_err err = { .code = MA_OK };
	char *dir = NULL, *db = NULL;
	ma_rc rc;

	w = (struct world){ .seq = 0 };
	tmpdir_make(w.dir);
	rc = ma_places_state(w.dir, "", &dir, &err);
	if (!rc)
		rc = ma_fs_mkdirs(dir, &err);
	if (!rc)
		rc = ma_places_state(w.dir, "context.db", &db, &err);
	if (!rc)
		rc = ma_store_sqlite_open(db, true, &w.writer, &err);
	ma_free(dir);
	ma_free(db);
	*state = &w;
	return (int)rc;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	ma_store_free(w->writer);
	tmpdir_remove(w->dir);
	return 0;
}

static void append(struct world *w, const char *kind, const char *more)
{
	ma_err err = { .code = MA_OK };
	char text[400];
	struct ma_str json;
	struct ma_store_append a = {
		.stream = "run/0190-abc", .expected_seq = w->seq, .events = &json, .events_n = 1
	};

	(void)snprintf(text, sizeof(text),
		"{\"v\":1,\"seq\":%d,\"at\":\"2026-11-22T19:02:49.000Z\",\"run\":\"0190-abc\",\"kind\":\"%s\"%s}",
		(int)w->seq + 1, kind, more);
	json = ma_str(text);
	if (ma_store_append(w->writer, &a, &err))
		fail_msg("%s", err.msg);
	w->seq++;
}

static void start(struct world *w)
{
	append(w, "run.started", ",\"prompt\":\"x\",\"seed\":\"y\",\"jobs\":1");
}

static ma_follow *follow(struct world *w, int64_t after)
{
	ma_err err = { .code = MA_OK };
	ma_follow *f = NULL;

	if (ma_follow_new(w->dir, NULL, after, &f, &err))
		fail_msg("%s", err.msg);
	w->seen = after;
	return f;
}

static int see(void *data, const char *event_json)
{
	struct world *w = data;
	char seq[24];

	(void)snprintf(seq, sizeof(seq), "\"seq\":%d,", (int)++w->seen);
	assert_non_null(strstr(event_json, seq)); /* each once, in order */
	return 0;
}

static bool look(struct world *w, ma_follow *f)
{
	ma_err err = { .code = MA_OK };
	int over = -1;

	if (ma_follow_look(f, see, w, &over, &err))
		fail_msg("%s", err.msg);
	return over;
}

static void wait_for(struct world *w, ma_follow *f, int64_t seq)
{
	struct pollfd p = { .fd = ma_follow_fd(f), .events = POLLIN };

	while (w->seen < seq) {
		(void)poll(&p, 1, ma_follow_timeout_ms(f));
		(void)look(w, f);
	}
}

static void events_are_given_as_they_come_and_each_once(void **state)
{
	struct world *w = *state;
	ma_follow *f;

	start(w);
	f = follow(w, 0);
	assert_false(look(w, f));
	assert_int_equal(w->seen, 1);
	append(w, "run.interrupted", ",\"cause\":\"SIGINT\"");
	wait_for(w, f, 2);
	append(w, "run.resumed", "");
	append(w, "run.continued", "");
	wait_for(w, f, 4);
	append(w, "run.finished", ",\"verdict\":\"none\",\"exit\":1");
	wait_for(w, f, 5);
	assert_true(look(w, f));
	assert_int_equal(w->seen, 5);
	ma_follow_free(f);
}

static void those_that_are_known_are_left_out(void **state)
{
	struct world *w = *state;
	ma_follow *f;

	start(w);
	append(w, "run.continued", "");
	f = follow(w, 1);
	assert_false(look(w, f));
	assert_int_equal(w->seen, 2);
	ma_follow_free(f);
}

/* What was noticed is looked at a few times, and then no more until the next notice. */
static void a_quiet_log_is_left_alone(void **state)
{
	struct world *w = *state;
	ma_follow *f;
	int looks = 0, quiet;

	start(w);
	f = follow(w, 0);
	assert_true(ma_follow_fd(f) >= 0);
	quiet = ma_follow_timeout_ms(f);
	append(w, "run.continued", "");
	(void)look(w, f);
	assert_true(ma_follow_timeout_ms(f) < quiet);
	while (ma_follow_timeout_ms(f) < quiet && looks++ < LOOKS_MAX)
		(void)look(w, f);
	assert_true(looks < LOOKS_MAX);
	assert_int_equal(poll(&(struct pollfd){ .fd = ma_follow_fd(f), .events = POLLIN }, 1, 0), 0);
	append(w, "run.continued", "");
	assert_int_equal(poll(&(struct pollfd){ .fd = ma_follow_fd(f), .events = POLLIN }, 1, 0), 1);
	ma_follow_free(f);
}

static int refuse(void *data, const char *event_json)
{
	(void)event_json;
	++*(int *)data;
	return 1;
}

static void who_stops_is_given_the_rest_at_the_next_look(void **state)
{
	struct world *w = *state;
	ma_err err = { .code = MA_OK };
	ma_follow *f;
	int given = 0, over = 0;

	start(w);
	append(w, "run.continued", "");
	f = follow(w, 0);
	assert_int_equal(ma_follow_look(f, refuse, &given, &over, &err), MA_OK);
	assert_int_equal(given, 1);
	w->seen = 1;
	(void)look(w, f);
	assert_int_equal(w->seen, 2);
	ma_follow_free(f);
}

static void a_log_that_is_not_there_is_named(void **state)
{
	struct world *w = *state;
	ma_err err = { .code = MA_OK };
	ma_follow *f = NULL;

	assert_int_equal(ma_follow_new(w->dir, NULL, 0, &f, &err), MA_EREFUSED);
	start(w);
	assert_int_equal(ma_follow_new(w->dir, "0222", 0, &f, &err), MA_ENOTFOUND);
	assert_int_equal(ma_follow_new("/nowhere", NULL, 0, &f, &err), MA_ENOTFOUND);
	assert_int_equal(ma_follow_new(w->dir, NULL, -1, &f, &err), MA_EMISUSE);
	assert_null(f);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(events_are_given_as_they_come_and_each_once),
		CASE(those_that_are_known_are_left_out),
		CASE(a_quiet_log_is_left_alone),
		CASE(who_stops_is_given_the_rest_at_the_next_look),
		CASE(a_log_that_is_not_there_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
