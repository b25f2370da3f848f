/* What the SQLite store does with files: its own, others' and none. */
#include "store/sqlite.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "support/tmpdir.h"
#include "support/torture.h"

#define PATH_SIZE (TMPDIR_SIZE + 32)
#define OLD 3040001 /* must not share a write-ahead log */
#define NEW 3051003 /* may */

struct fixture {
	char dir[TMPDIR_SIZE], path[PATH_SIZE];
};

static int set_up(void **state)
{
	struct fixture *f = test_calloc(1, sizeof(*f));

	if (!f)
		abort(); /* so that the compiler knows, too */
	tmpdir_make(f->dir);
	snprintf(f->path, sizeof(f->path), "%s/context.db", f->dir);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	tmpdir_remove(f->dir);
	test_free(f);
	return 0;
}

static const char *path_of(void **state)
{
	return ((struct fixture *)*state)->path;
}

static struct ma_store *open_as(void **state, int version)
{
	struct ma_store_sqlite_opts opts = { .version = version, .wait_ms = 20 };
	struct ma_store *store = NULL;
	ma_err err = { .code = MA_OK };

	if (ma_store_sqlite_open_as(path_of(state), true, &opts, &store, &err))
		fail_msg("%s", err.msg);
	return store;
}

static ma_rc append(struct ma_store *store, int64_t expected, ma_err *err)
{
	struct ma_str text = MA_STR("{}");
	struct ma_store_append a = {
		.stream = "run/a", .expected_seq = expected, .events = &text, .events_n = 1
	};

	return ma_store_append(store, &a, err);
}

static bool count(void *data, int64_t seq, struct ma_str event)
{
	MA_UNUSED(event);
	*(int64_t *)data = seq;
	return true;
}

static int64_t last_seq(struct ma_store *store)
{
	ma_err err = { .code = MA_OK };
	int64_t seq = 0;

	assert_int_equal(ma_store_read(store, "run/a", 0, count, &seq, &err), MA_OK);
	return seq;
}

static void sql_into(void **state, const char *sql)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(path_of(state), &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void write_file(const char *path, const char *content, size_t n)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(content, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static char header_byte(void **state, long at)
{
	FILE *f = fopen(path_of(state), "r");
	int c;

	assert_non_null(f);
	assert_int_equal(fseek(f, at, SEEK_SET), 0);
	c = fgetc(f);
	assert_int_equal(fclose(f), 0);
	return (char)c;
}

static void assert_refused(void **state, ma_rc code, const char *words)
{
	struct ma_store *store = NULL;
	ma_err err = { .code = MA_OK };

	assert_int_equal(ma_store_sqlite_open(path_of(state), true, &store, &err), code);
	assert_null(store);
	if (!strstr(err.msg, words) || !strstr(err.msg, "context.db"))
		fail_msg("\"%s\" does not say \"%s\"", err.msg, words);
}

static void what_was_appended_is_there_after_reopening(void **state)
{
	struct ma_store *store = open_as(state, OLD);
	ma_err err = { .code = MA_OK };

	assert_int_equal(append(store, 0, &err), MA_OK);
	ma_store_free(store);
	store = open_as(state, OLD);
	assert_int_equal(last_seq(store), 1);
	ma_store_free(store);
}

static void a_missing_or_empty_file_is_no_store_to_read(void **state)
{
	struct ma_store *store = NULL;
	ma_err err = { .code = MA_OK };

	assert_int_equal(ma_store_sqlite_open(path_of(state), false, &store, &err), MA_ENOTFOUND);
	assert_int_equal(access(path_of(state), F_OK), -1);
	write_file(path_of(state), "", 0);
	assert_int_equal(ma_store_sqlite_open(path_of(state), false, &store, &err), MA_ENOTFOUND);
}

static void a_file_that_is_no_database_is_refused_and_left_alone(void **state)
{
	static const char text[] =
		"These are the notes of somebody, more than a hundred bytes of them, so that nobody "
		"can take them for the start of a database.";

	write_file(path_of(state), text, sizeof(text));
	assert_refused(state, MA_EIO, "it is not a database");
	assert_int_equal(header_byte(state, 0), 'T');
}

static void a_database_of_another_program_is_refused(void **state)
{
	sql_into(state, "CREATE TABLE t (a); CREATE TABLE meta (key, value)");
	assert_refused(state, MA_EIO, "not a meta-agent store");
}

static void a_newer_schema_is_refused(void **state)
{
	ma_store_free(open_as(state, OLD));
	sql_into(state, "UPDATE meta SET value = '5' WHERE key = 'schema'");
	assert_refused(state, MA_EIO, "its schema is version 5");
}

static void a_schema_version_that_is_no_number_is_refused(void **state)
{
	ma_store_free(open_as(state, OLD));
	sql_into(state, "UPDATE meta SET value = 'x' WHERE key = 'schema'");
	assert_refused(state, MA_EIO, "not a meta-agent store");
}

static void a_directory_or_a_link_in_its_place_is_refused(void **state)
{
	assert_int_equal(mkdir(path_of(state), 0700), 0);
	assert_refused(state, MA_EIO, "not a regular file");
	assert_int_equal(rmdir(path_of(state)), 0);
	assert_int_equal(symlink("/etc/passwd", path_of(state)), 0);
	assert_refused(state, MA_EIO, "not a regular file");
}

static void a_damaged_page_is_told_and_nothing_is_made_up(void **state)
{
	struct ma_store *store = open_as(state, OLD);
	char noise[4096 * 5];
	ma_err err = { .code = MA_OK };
	int64_t seq = 0;
	FILE *f;

	assert_int_equal(append(store, 0, &err), MA_OK);
	ma_store_free(store);
	memset(noise, 0x5a, sizeof(noise));
	f = fopen(path_of(state), "r+");
	assert_non_null(f);
	assert_int_equal(fseek(f, 4096, SEEK_SET), 0);
	assert_int_equal(fwrite(noise, 1, sizeof(noise), f), sizeof(noise));
	assert_int_equal(fclose(f), 0);
	assert_int_equal(ma_store_sqlite_open(path_of(state), true, &store, &err), MA_EIO);
	assert_non_null(strstr(err.msg, "context.db: the database is damaged"));
	assert_int_equal(seq, 0);
}

static void a_hole_in_a_stream_is_damage(void **state)
{
	struct ma_store *store = open_as(state, OLD);
	ma_err err = { .code = MA_OK };
	int64_t seq = 0, i;

	for (i = 0; i < 3; i++)
		assert_int_equal(append(store, i, &err), MA_OK);
	sql_into(state, "DELETE FROM events WHERE key & 255 = 2");
	assert_int_equal(ma_store_read(store, "run/a", 0, count, &seq, &err), MA_EIO);
	assert_int_equal(seq, 1);
	assert_string_equal(err.msg, "run/a: event 2 is missing: the store is damaged");
	ma_store_free(store);
}

static void an_event_that_was_changed_is_told(void **state)
{
	struct ma_store *store = open_as(state, OLD);
	ma_err err = { .code = MA_OK };
	int64_t seq = 0, i;

	for (i = 0; i < 3; i++)
		assert_int_equal(append(store, i, &err), MA_OK);
	sql_into(state, "UPDATE events SET text = '[]' WHERE key & 255 = 2");
	assert_int_equal(ma_store_read(store, "run/a", 0, count, &seq, &err), MA_EIO);
	assert_int_equal(seq, 1);
	assert_non_null(strstr(err.msg, "event 2 of run/a does not match its checksum"));
	ma_store_free(store);
}

static void the_last_events_of_a_stream_cannot_be_lost_unseen(void **state)
{
	struct ma_store *store = open_as(state, OLD);
	ma_err err = { .code = MA_OK };
	int64_t seq = 0, i;

	for (i = 0; i < 3; i++)
		assert_int_equal(append(store, i, &err), MA_OK);
	sql_into(state, "DELETE FROM events WHERE key & 255 = 3");
	assert_int_equal(ma_store_read(store, "run/a", 0, count, &seq, &err), MA_EIO);
	assert_string_equal(err.msg, "run/a: event 3 is missing: the store is damaged");
	ma_store_free(store);
}

static void a_stream_cannot_be_lost_or_changed_unseen(void **state)
{
	struct ma_store *store = open_as(state, OLD);
	ma_err err = { .code = MA_OK };

	assert_int_equal(append(store, 0, &err), MA_OK);
	ma_store_free(store);
	sql_into(state, "UPDATE streams SET name = 'run/b'");
	assert_refused(state, MA_EIO, "the row of a stream does not match its checksum");
	sql_into(state, "UPDATE streams SET name = 'run/a', seq = 0");
	assert_refused(state, MA_EIO, "the row of a stream does not match its checksum");
	sql_into(state, "DELETE FROM streams");
	assert_refused(state, MA_EIO, "streams are missing");
}

/* As schema version 1 had it, with a run whose owner was killed. */
static const char version_1[] =
	"CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
	"CREATE TABLE streams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, seq INTEGER NOT NULL,"
	" holder TEXT, until_ms INTEGER) STRICT;"
	"CREATE TABLE events (stream INTEGER NOT NULL, seq INTEGER NOT NULL, text TEXT NOT NULL,"
	" PRIMARY KEY (stream, seq)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE blobs (hash TEXT NOT NULL UNIQUE, data BLOB NOT NULL) STRICT;"
	"INSERT INTO meta (key, value) VALUES ('schema', '1');"
	"INSERT INTO streams VALUES (1, 'run/a', 2, NULL, NULL), (2, 'run/b', 1, 'pid 1 on here', 77);"
	"INSERT INTO events VALUES (1, 1, '{\"a\":1}'), (1, 2, '{}'), (2, 1, '[]');";

static void a_store_of_an_older_version_is_brought_forward(void **state)
{
	struct ma_store_owner owner;
	struct ma_store *store;
	ma_err err = { .code = MA_OK };

	sql_into(state, version_1);
	store = open_as(state, OLD);
	assert_int_equal(last_seq(store), 2);
	assert_int_equal(append(store, 2, &err), MA_OK);
	assert_int_equal(ma_store_owner(store, "run/b", &owner, &err), MA_OK);
	assert_string_equal(owner.holder, "pid 1 on here");
	assert_int_equal(owner.until_ms, 77);
	ma_store_free(store);
	store = open_as(state, OLD);
	assert_int_equal(last_seq(store), 3);
	ma_store_free(store);
}

static void a_blob_that_was_changed_is_told(void **state)
{
	struct ma_store *store = open_as(state, OLD);
	struct ma_store_blob blob = { .data = MA_STR("truth") };
	struct ma_store_append a = { .stream = "run/a", .blobs = &blob, .blobs_n = 1 };
	ma_err err = { .code = MA_OK };
	char *out = NULL;
	size_t size;

	assert_int_equal(ma_hash_sha256(blob.data, blob.hash, &err), MA_OK);
	assert_int_equal(ma_store_append(store, &a, &err), MA_OK);
	sql_into(state, "UPDATE blobs SET data = x'00'");
	assert_int_equal(ma_store_blob(store, blob.hash, &out, &size, &err), MA_EIO);
	assert_null(out);
	ma_store_free(store);
}

static void triggers_in_the_file_do_not_run(void **state)
{
	struct ma_store *store;
	ma_err err = { .code = MA_OK };

	ma_store_free(open_as(state, OLD));
	sql_into(state, "CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM events; END");
	store = open_as(state, OLD);
	assert_int_equal(append(store, 0, &err), MA_OK);
	assert_int_equal(last_seq(store), 1);
	ma_store_free(store);
}

static void a_writer_that_holds_the_lock_too_long_is_named_as_the_reason(void **state)
{
	struct ma_store *store = open_as(state, OLD);
	sqlite3 *other = NULL;
	ma_err err = { .code = MA_OK };

	assert_int_equal(sqlite3_open(path_of(state), &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(append(store, 0, &err), MA_EIO);
	assert_non_null(
		strstr(err.msg, "context.db: locked by another process, for more than 20 ms"));
	assert_int_equal(sqlite3_close(other), SQLITE_OK);
	assert_int_equal(append(store, 0, &err), MA_OK);
	ma_store_free(store);
}

/* In a child: open, read one event, write the next. Exit status 0 when all of it went well. */
static int in_another_process(void **state, int version)
{
	struct ma_store_sqlite_opts opts = { .version = version, .wait_ms = 5000 };
	pid_t pid = fork();
	int status = 1;

	if (pid == 0) {
		struct ma_store *store = NULL;
		ma_err err = { .code = MA_OK };
		int64_t seq = 0;

		if (ma_store_sqlite_open_as(path_of(state), false, &opts, &store, &err) ||
			ma_store_read(store, "run/a", 0, count, &seq, &err) || seq != 1 ||
			append(store, 1, &err))
			_exit(1);
		ma_store_free(store);
		_exit(0);
	}
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void other_processes_read_and_write_while_it_is_open(void **state)
{
	static const int versions[] = { OLD, NEW };
	size_t i;

	for (i = 0; i < MA_COUNT(versions); i++) {
		struct ma_store *store = open_as(state, versions[i]);
		ma_err err = { .code = MA_OK };

		assert_int_equal(append(store, 0, &err), MA_OK);
		assert_int_equal(in_another_process(state, versions[i]), 0);
		assert_int_equal(append(store, 1, &err), MA_ECONFLICT);
		assert_int_equal(last_seq(store), 2);
		ma_store_free(store);
		assert_int_equal(unlink(path_of(state)), 0);
	}
}

static void the_write_ahead_log_is_used_only_where_it_is_safe(void **state)
{
	ma_store_free(open_as(state, OLD));
	assert_int_equal(header_byte(state, 18), 1);
	ma_store_free(
		open_as(state, NEW)); /* never comes back: an older one may have the file open */
	assert_int_equal(header_byte(state, 18), 1);
	assert_int_equal(unlink(path_of(state)), 0);
	ma_store_free(open_as(state, NEW));
	assert_int_equal(header_byte(state, 18), 2);
}

static void an_older_library_turns_the_write_ahead_log_off(void **state)
{
	struct ma_store *store = open_as(state, NEW);
	ma_err err = { .code = MA_OK };

	assert_int_equal(append(store, 0, &err), MA_OK);
	ma_store_free(store);
	store = open_as(state, OLD);
	assert_int_equal(last_seq(store), 1);
	assert_int_equal(header_byte(state, 18), 1);
	ma_store_free(store);
}

static void an_older_library_is_refused_while_the_write_ahead_log_is_in_use(void **state)
{
	struct ma_store_sqlite_opts opts = { .version = OLD, .wait_ms = 20 };
	struct ma_store *store = open_as(state, NEW), *second = NULL;
	ma_err err = { .code = MA_OK };

	assert_int_equal(append(store, 0, &err), MA_OK);
	assert_int_equal(
		ma_store_sqlite_open_as(path_of(state), true, &opts, &second, &err), MA_EIO);
	assert_non_null(strstr(err.msg, "its write-ahead log cannot be turned off"));
	assert_int_equal(append(store, 1, &err), MA_OK);
	ma_store_free(store);
}

static void versions_without_the_reset_race_are_known(void **state)
{
	static const struct {
		int version;
		bool safe;
	} cases[] = {
		{ 3040001, false },
		{ 3044005, false },
		{ 3044006, true },
		{ 3044099, true },
		{ 3045000, false },
		{ 3050006, false },
		{ 3050007, true },
		{ 3051000, false },
		{ 3051002, false },
		{ 3051003, true },
		{ 3053000, true },
	};
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(cases); i++)
		if (ma_store_sqlite_wal_is_safe(cases[i].version) != cases[i].safe)
			fail_msg("%d", cases[i].version);
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_was_appended_is_there_after_reopening),
		CASE(a_missing_or_empty_file_is_no_store_to_read),
		CASE(a_file_that_is_no_database_is_refused_and_left_alone),
		CASE(a_database_of_another_program_is_refused),
		CASE(a_newer_schema_is_refused),
		CASE(a_schema_version_that_is_no_number_is_refused),
		CASE(a_directory_or_a_link_in_its_place_is_refused),
		CASE(a_damaged_page_is_told_and_nothing_is_made_up),
		CASE(a_hole_in_a_stream_is_damage),
		CASE(an_event_that_was_changed_is_told),
		CASE(the_last_events_of_a_stream_cannot_be_lost_unseen),
		CASE(a_stream_cannot_be_lost_or_changed_unseen),
		CASE(a_store_of_an_older_version_is_brought_forward),
		CASE(a_blob_that_was_changed_is_told),
		CASE(triggers_in_the_file_do_not_run),
		CASE(a_writer_that_holds_the_lock_too_long_is_named_as_the_reason),
		CASE(other_processes_read_and_write_while_it_is_open),
		CASE(the_write_ahead_log_is_used_only_where_it_is_safe),
		CASE(an_older_library_turns_the_write_ahead_log_off),
		CASE(an_older_library_is_refused_while_the_write_ahead_log_is_in_use),
		CASE(versions_without_the_reset_race_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
