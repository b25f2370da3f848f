/* Stores whose events have no key of their own yet, and the last numbers that keys have room for. */
#include <sqlite3.h>

#include "base/alloc.h"
#include "store/salvage.h"
#include "store/sqlite_stream.h"
#include "support/old_store.h"
#include "support/tmpdir.h"
#include "support/torture.h"

struct fixture {
	char dir[TMPDIR_SIZE], path[TMPDIR_SIZE + 16];
	struct ma_store *store;
};

static int set_up(void **state)
{
	static struct fixture f;
	ma_err err = { .code = MA_OK };

	tmpdir_make(f.dir);
	(void)snprintf(f.path, sizeof(f.path), "%s/context.db", f.dir);
	*state = &f;
	return ma_store_sqlite_open(f.path, true, &f.store, &err) != MA_OK;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	ma_store_free(f->store);
	tmpdir_remove(f->dir);
	return ma_alloc_live() != 0;
}

static ma_rc append(struct fixture *f, const char *stream, size_t n, ma_err *err)
{
	static const struct ma_str events[] = { { "{\"a\":1}", 7 }, { "{}", 2 }, { "[3]", 3 } };
	const struct ma_store_append a = {
		.stream = stream, .expected_seq = MA_STORE_END, .events = events, .events_n = n
	};

	return ma_store_append(f->store, &a, err);
}

static void sql(struct fixture *f, const char *text)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void open_again(struct fixture *f)
{
	ma_err err = { .code = MA_OK };

	if (ma_store_sqlite_open(f->path, false, &f->store, &err))
		fail_msg("%s", err.msg);
}

static bool add(void *data, int64_t seq, struct ma_str event)
{
	char *all = data;
	size_t n = strlen(all);

	(void)snprintf(all + n, 200 - n, "%d:" MA_STR_FMT " ", (int)seq, MA_STR_ARG(event));
	return true;
}

static void assert_stream(struct fixture *f, const char *stream, const char *events)
{
	ma_err err = { .code = MA_OK };
	char all[200] = "";

	if (ma_store_read(f->store, stream, 0, add, all, &err))
		fail_msg("%s", err.msg);
	assert_string_equal(all, events);
}

/* Three streams, as version 3 kept them. */
static void make_version_3(struct fixture *f)
{
	ma_err err = { .code = MA_OK };

	assert_int_equal(append(f, "run/a", 2, &err), MA_OK);
	assert_int_equal(append(f, "run/b", 1, &err), MA_OK);
	assert_int_equal(append(f, "run/a", 1, &err), MA_OK);
	ma_store_free(f->store);
	f->store = NULL;
	sql(f, AS_VERSION_3);
}

static void each_event_of_version_3_stays_where_it_was(void **state)
{
	struct fixture *f = *state;
	ma_err err = { .code = MA_OK };

	make_version_3(f);
	open_again(f);
	assert_stream(f, "run/a", "1:{\"a\":1} 2:{} 3:{\"a\":1} ");
	assert_int_equal(append(f, "run/b", 3, &err), MA_OK);
	ma_store_free(f->store);
	open_again(f);
	assert_stream(f, "run/a", "1:{\"a\":1} 2:{} 3:{\"a\":1} ");
	assert_stream(f, "run/b", "1:{\"a\":1} 2:{\"a\":1} 3:{} 4:[3] ");
}

/* Also of a stream whose own row is lost: run/a is nobody's, its events do not name it. */
static void salvage_reads_events_of_version_3(void **state)
{
	struct fixture *f = *state;
	ma_err err = { .code = MA_OK };
	char *told = NULL;

	make_version_3(f);
	sql(f,
		"UPDATE events SET text = '[]' WHERE stream = 1 AND seq = 3;"
		"DELETE FROM streams WHERE name = 'run/b'");
	assert_int_equal(ma_store_salvage(f->path, &told, &err), MA_OK);
	assert_non_null(strstr(told, "2 events of 1 streams"));
	assert_non_null(
		strstr(told, "1 streams were lost; of run/a the first 2 of 3 events are left"));
	ma_free(told);
	open_again(f);
	assert_stream(f, "run/a", "1:{\"a\":1} 2:{} ");
}

static void a_stream_beyond_the_last_number_is_refused_and_nothing_is_lost(void **state)
{
	struct fixture *f = *state;
	struct db_stream last = { .name = "run/last", .id = MA_DB_STREAMS_MAX };
	char text[300];
	ma_err err = { .code = MA_OK };

	(void)snprintf(text, sizeof(text),
		"INSERT INTO streams VALUES ('run/last', %lld, 0, 0, '', '', 0, 0, %lld);"
		"UPDATE meta SET value = value + 1 WHERE key = 'streams'",
		(long long)last.id, (long long)ma_db_stream_sum(&last));
	sql(f, text);
	assert_int_equal(append(f, "run/last", 3, &err), MA_OK);
	assert_int_equal(append(f, "run/one-more", 1, &err), MA_ELIMIT);
	assert_non_null(strstr(err.msg, "context.db: it has no number left for another stream"));
	ma_store_free(f->store);
	open_again(f);
	assert_stream(f, "run/last", "1:{\"a\":1} 2:{} 3:[3] ");
	assert_stream(f, "run/one-more", "");
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(each_event_of_version_3_stays_where_it_was),
		CASE(salvage_reads_events_of_version_3),
		CASE(a_stream_beyond_the_last_number_is_refused_and_nothing_is_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
