/* Blobs in the file: packed where it is worth it, of whatever version they are, and never believed. */
#include <sqlite3.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "store/salvage.h"
#include "store/sqlite.h"
#include "support/old_store.h"
#include "support/tmpdir.h"
#include "support/torture.h"

#define PATH_SIZE (TMPDIR_SIZE + 32)
#define TEXT_SIZE 4000

struct fixture {
	char dir[TMPDIR_SIZE], path[PATH_SIZE];
	char text[TEXT_SIZE + 1], noise[TEXT_SIZE]; /* one that shrinks, one that does not */
};

static int set_up(void **state)
{
	struct fixture *f = test_calloc(1, sizeof(*f));
	uint64_t dice = 42;
	size_t i;

	if (!f)
		abort(); /* so that the compiler knows, too */
	tmpdir_make(f->dir);
	snprintf(f->path, sizeof(f->path), "%s/context.db", f->dir);
	for (i = 0; i < TEXT_SIZE; i++) {
		dice = dice * UINT64_C(6364136223846793005) + 1442695040888963407;
		f->text[i] = "export const total = 12;\n"[i % 25];
		f->noise[i] = (char)(dice >> 56);
	}
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

static struct ma_store *open_store(const struct fixture *f)
{
	struct ma_store *store = NULL;
	ma_err err = { .code = MA_OK };

	if (ma_store_sqlite_open(f->path, true, &store, &err))
		fail_msg("%s", err.msg);
	return store;
}

static struct ma_store_blob put(struct ma_store *store, struct ma_str data)
{
	struct ma_store_blob blob = { .data = data };
	struct ma_store_append a = { .stream = "run/a", .blobs = &blob, .blobs_n = 1 };
	ma_err err = { .code = MA_OK };

	assert_int_equal(ma_hash_sha256(data, blob.hash, &err), MA_OK);
	assert_int_equal(ma_store_append(store, &a, &err), MA_OK);
	return blob;
}

static void assert_reads(struct ma_store *store, const struct ma_store_blob *blob)
{
	ma_err err = { .code = MA_OK };
	char *out = NULL;
	size_t size = 0;

	if (ma_store_blob(store, blob->hash, &out, &size, &err))
		fail_msg("%s", err.msg);
	assert_int_equal(size, blob->data.n);
	assert_memory_equal(out, blob->data.p, size);
	ma_free(out);
}

static int last_number(void *data, int n, char **values, char **names)
{
	MA_UNUSED(n);
	MA_UNUSED(names);
	*(long long *)data = values[0] ? atoll(values[0]) : -1;
	return 0;
}

/* The first column of the last row. */
static long long sql(const struct fixture *f, const char *text)
{
	long long number = -1;
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
	if (sqlite3_exec(db, text, last_number, &number, NULL) != SQLITE_OK)
		fail_msg("%s: %s", text, sqlite3_errmsg(db));
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return number;
}

static void what_shrinks_is_packed_and_the_rest_is_kept_as_it_is(void **state)
{
	struct fixture *f = *state;
	struct ma_store *store = open_store(f);
	struct ma_store_blob text = put(store, ma_str(f->text));
	struct ma_store_blob noise = put(store, ma_str_n(f->noise, TEXT_SIZE));
	struct ma_store_blob small = put(store, MA_STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));

	assert_reads(store, &text);
	assert_reads(store, &noise);
	assert_reads(store, &small);
	ma_store_free(store);
	assert_int_equal(sql(f, "SELECT count(*) FROM blobs WHERE packed = 0"), 2);
	assert_int_equal(sql(f, "SELECT packed FROM blobs WHERE packed > 0"), TEXT_SIZE);
	assert_true(sql(f, "SELECT length(data) FROM blobs WHERE packed > 0") < TEXT_SIZE / 10);
}

static void blobs_of_an_older_version_stay_readable(void **state)
{
	struct fixture *f = *state;
	struct ma_store_blob old, fresh;
	struct ma_store *store = open_store(f);

	old = put(store, ma_str_n(f->noise, TEXT_SIZE));
	ma_store_free(store);
	(void)sql(f, AS_VERSION_2);
	store = open_store(f);
	fresh = put(store, ma_str(f->text));
	assert_reads(store, &old);
	assert_reads(store, &fresh);
	ma_store_free(store);
	assert_int_equal(sql(f, "SELECT value FROM meta WHERE key = 'schema'"), 4);
}

static void assert_damaged(const struct fixture *f, const char *how)
{
	struct ma_store *store = open_store(f);
	struct ma_store_blob blob = put(store, ma_str(f->text));
	ma_err err = { .code = MA_OK };
	char *out = NULL;
	size_t size;

	(void)sql(f, how);
	if (ma_store_blob(store, blob.hash, &out, &size, &err) != MA_EIO ||
		!ma_store_is_damage(&err))
		fail_msg("%s: %s", how, err.msg);
	assert_null(out);
	ma_store_free(store);
	(void)sql(f, "DELETE FROM blobs");
}

static void what_lies_about_its_size_or_is_changed_is_damage(void **state)
{
	static const char *const how[] = {
		"UPDATE blobs SET packed = 0",
		"UPDATE blobs SET packed = packed + 1",
		"UPDATE blobs SET packed = packed - 1",
		"UPDATE blobs SET packed = -1",
		"UPDATE blobs SET packed = 9223372036854775807",
		"UPDATE blobs SET packed = 67108864",
		"UPDATE blobs SET data = zeroblob(length(data))",
		"UPDATE blobs SET data = substr(data, 1, length(data) - 1)",
		"UPDATE blobs SET data = x''",
	};
	size_t i;

	for (i = 0; i < MA_COUNT(how); i++)
		assert_damaged(*state, how[i]);
}

/* A frame's own header may claim 2^60 bytes: no memory is asked for before the two claims agree. */
static void a_frame_that_claims_too_much_takes_no_memory(void **state)
{
	assert_damaged(*state,
		"UPDATE blobs SET packed = 1152921504606846976, data = x'28b52ffde00000000000000010010000'");
	assert_damaged(*state, "UPDATE blobs SET data = x'28b52ffde00000000000000010010000'");
}

static void salvage_keeps_what_is_packed_and_what_is_not(void **state)
{
	struct fixture *f = *state;
	struct ma_store *store = open_store(f);
	struct ma_store_blob text = put(store, ma_str(f->text));
	struct ma_store_blob noise = put(store, ma_str_n(f->noise, TEXT_SIZE));
	struct ma_store_blob gone = put(store, MA_STR("gone"));
	ma_err err = { .code = MA_OK };
	char *told = NULL, how[256];
	size_t size;

	ma_store_free(store);
	snprintf(how, sizeof(how), "UPDATE blobs SET packed = 7 WHERE hash = '%s'", gone.hash);
	(void)sql(f, how);
	assert_int_equal(ma_store_salvage(f->path, &told, &err), MA_OK);
	assert_non_null(strstr(told, "2 blobs were taken from it; 1 blobs were lost"));
	ma_free(told);
	store = open_store(f);
	assert_reads(store, &text);
	assert_reads(store, &noise);
	assert_int_equal(ma_store_blob(store, gone.hash, &told, &size, &err), MA_ENOTFOUND);
	ma_store_free(store);
}

static void salvage_reads_blobs_of_an_older_version(void **state)
{
	struct fixture *f = *state;
	struct ma_store *store = open_store(f);
	struct ma_store_blob noise = put(store, ma_str_n(f->noise, TEXT_SIZE));
	ma_err err = { .code = MA_OK };
	char *told = NULL;

	ma_store_free(store);
	(void)sql(f, AS_VERSION_2);
	assert_int_equal(ma_store_salvage(f->path, &told, &err), MA_OK);
	ma_free(told);
	store = open_store(f);
	assert_reads(store, &noise);
	ma_store_free(store);
}

/* Of what was swept only numbers without a row are left. */
static void salvage_finds_blobs_behind_a_gap(void **state)
{
	struct fixture *f = *state;
	struct ma_store *store = open_store(f);
	struct ma_store_blob last = put(store, ma_str(f->text));
	ma_err err = { .code = MA_OK };
	char *told = NULL;

	ma_store_free(store);
	(void)sql(f, "UPDATE blobs SET rowid = 4000");
	assert_int_equal(ma_store_salvage(f->path, &told, &err), MA_OK);
	ma_free(told);
	store = open_store(f);
	assert_reads(store, &last);
	ma_store_free(store);
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_shrinks_is_packed_and_the_rest_is_kept_as_it_is),
		CASE(blobs_of_an_older_version_stay_readable),
		CASE(what_lies_about_its_size_or_is_changed_is_damage),
		CASE(a_frame_that_claims_too_much_takes_no_memory),
		CASE(salvage_keeps_what_is_packed_and_what_is_not),
		CASE(salvage_reads_blobs_of_an_older_version),
		CASE(salvage_finds_blobs_behind_a_gap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
