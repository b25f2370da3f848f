/* The SQLite store when the disk or the memory says no, at each place in turn. */
#include <malloc.h>
#include <sqlite3.h>

#include "base/alloc.h"
#include "store/sqlite.h"
#include "support/tmpdir.h"
#include "support/torture.h"

/* The real VFS with a counter before each write, truncate and sync. */
static sqlite3_vfs faulty;
static sqlite3_io_methods faulty_io[2]; /* of files with locks, and of those without */
static const sqlite3_io_methods *real_io[2];
static sqlite3_vfs *real_vfs;
static int calls_left; /* until one fails; negative: none does */
static int fault;      /* its result code */

static bool fails_now(void)
{
	return calls_left >= 0 && calls_left-- == 0;
}

static const sqlite3_io_methods *real_of(const sqlite3_file *f)
{
	return real_io[f->pMethods == &faulty_io[1]];
}

static int faulty_write(sqlite3_file *f, const void *data, int n, sqlite3_int64 at)
{
	return fails_now() ? fault : real_of(f)->xWrite(f, data, n, at);
}

static int faulty_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	return fails_now() ? fault : real_of(f)->xTruncate(f, size);
}

static int faulty_sync(sqlite3_file *f, int flags)
{
	return fails_now() ? fault : real_of(f)->xSync(f, flags);
}

static int faulty_open(
	sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *flags_out)
{
	int rc = real_vfs->xOpen(real_vfs, name, f, flags, flags_out);
	int kind;

	(void)vfs;
	if (rc != SQLITE_OK)
		return rc;
	kind = (flags & SQLITE_OPEN_MAIN_DB) == 0;
	real_io[kind] = f->pMethods;
	faulty_io[kind] = *f->pMethods;
	faulty_io[kind].xWrite = faulty_write;
	faulty_io[kind].xTruncate = faulty_truncate;
	faulty_io[kind].xSync = faulty_sync;
	f->pMethods = &faulty_io[kind];
	return SQLITE_OK;
}

static void install_vfs(void)
{
	assert_int_equal(sqlite3_initialize(), SQLITE_OK);
	real_vfs = sqlite3_vfs_find(NULL);
	faulty = *real_vfs;
	faulty.zName = "faulty";
	faulty.xOpen = faulty_open;
	calls_left = -1;
	assert_int_equal(sqlite3_vfs_register(&faulty, 1), SQLITE_OK);
}

static void path_in(char path[TMPDIR_SIZE + 16], const char *dir)
{
	snprintf(path, TMPDIR_SIZE + 16, "%s/context.db", dir);
}

static ma_rc append(struct ma_store *store, int64_t expected, ma_err *err)
{
	struct ma_str texts[] = { MA_STR("{\"n\":1}"), MA_STR("{\"n\":2}") };
	struct ma_store_blob blob = { .data = MA_STR("a blob") };
	struct ma_store_append a = {
		.stream = "run/a",
		.expected_seq = expected,
		.events = texts,
		.events_n = 2,
		.blobs = &blob,
		.blobs_n = 1,
	};
	ma_rc rc = ma_hash_sha256(blob.data, blob.hash, err);

	return rc ? rc : ma_store_append(store, &a, err);
}

static bool count(void *data, int64_t seq, struct ma_str event)
{
	MA_UNUSED(event);
	*(int64_t *)data = seq;
	return true;
}

/* What a fresh process finds. */
static int64_t seq_on_disk(const char *path)
{
	struct ma_store *store = NULL;
	ma_err err = { .code = MA_OK };
	int64_t seq = 0;

	if (ma_store_sqlite_open(path, true, &store, &err) ||
		ma_store_read(store, "run/a", 0, count, &seq, &err))
		fail_msg("%s", err.msg);
	ma_store_free(store);
	return seq;
}

/* Open, append twice, with the k-th call failing: false when no call was left to fail. */
static bool survives(int version, int code, int k)
{
	struct ma_store_sqlite_opts opts = { .version = version, .wait_ms = 0 };
	char dir[TMPDIR_SIZE], path[TMPDIR_SIZE + 16];
	struct ma_store *store = NULL;
	ma_err err = { .code = MA_OK };
	int64_t acked = 0, found;
	bool reached;
	ma_rc rc;

	tmpdir_make(dir);
	path_in(path, dir);
	fault = code;
	calls_left = k;
	rc = ma_store_sqlite_open_as(path, true, &opts, &store, &err);
	while (!rc && acked < 4) {
		rc = append(store, acked, &err);
		acked += rc ? 0 : 2;
	}
	if (rc && rc != MA_EIO)
		fail_msg("call %d: %s", k, err.msg);
	if (rc && code == SQLITE_FULL && !strstr(err.msg, "context.db: database or disk is full"))
		fail_msg("call %d: \"%s\"", k, err.msg);
	ma_store_free(store);
	reached = calls_left < 0;
	calls_left = -1;
	found = seq_on_disk(path);
	if (found < acked || found % 2 != 0)
		fail_msg("call %d: %d events were acknowledged, %d are there", k, (int)acked,
			(int)found);
	tmpdir_remove(dir);
	return reached;
}

static void nothing_acknowledged_is_lost_whichever_write_fails(void **state)
{
	static const int versions[] = { 3040001, 3051003 };
	static const int codes[] = { SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC };
	size_t v, c;
	int k;

	MA_UNUSED(state);
	for (v = 0; v < MA_COUNT(versions); v++)
		for (c = 0; c < MA_COUNT(codes); c++) {
			for (k = 0; survives(versions[v], codes[c], k); k++)
				;
			assert_true(k > 10); /* that many calls were made to fail */
		}
}

static void after_a_full_disk_the_same_store_goes_on(void **state)
{
	char dir[TMPDIR_SIZE], path[TMPDIR_SIZE + 16];
	struct ma_store *store = NULL;
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	tmpdir_make(dir);
	path_in(path, dir);
	assert_int_equal(ma_store_sqlite_open(path, true, &store, &err), MA_OK);
	fault = SQLITE_FULL;
	calls_left = 1;
	assert_int_equal(append(store, 0, &err), MA_EIO);
	assert_int_equal(append(store, 0, &err), MA_OK);
	ma_store_free(store);
	assert_int_equal(seq_on_disk(path), 2);
	tmpdir_remove(dir);
}

static void *gated_malloc(int n)
{
	return ma_alloc(1, (size_t)n);
}

static void *gated_realloc(void *p, int n)
{
	return ma_realloc(p, 1, (size_t)n);
}

static int usable_size(void *p)
{
	return (int)malloc_usable_size(p);
}

static int round_up(int n)
{
	return (n + 7) & ~7;
}

static int nothing_to_start(void *data)
{
	(void)data;
	return SQLITE_OK;
}

static void nothing_to_stop(void *data)
{
	(void)data;
}

static ma_rc use_everything(const char *path, ma_err *err)
{
	const struct ma_store_lease l = {
		.stream = "run/a", .holder = "me", .now_ms = 1, .until_ms = 2
	};
	struct ma_store_owner owner;
	struct ma_store *store = NULL;
	struct ma_store_blob blob;
	char *data = NULL;
	size_t size;
	int64_t seq = 0;
	ma_rc rc;

	rc = ma_hash_sha256(MA_STR("a blob"), blob.hash, err);
	if (!rc)
		rc = ma_store_sqlite_open(path, true, &store, err);
	if (!rc)
		rc = append(store, 0, err);
	if (!rc)
		rc = ma_store_read(store, "run/a", 0, count, &seq, err);
	if (!rc)
		rc = ma_store_blob(store, blob.hash, &data, &size, err);
	if (!rc)
		rc = ma_store_lease(store, &l, &owner, err);
	if (!rc)
		rc = ma_store_release(store, "run/a", owner.epoch, err);
	ma_free(data);
	ma_store_free(store);
	(void)sqlite3_shutdown(); /* so that what it keeps is freed and counted */
	return rc;
}

/* SQLite itself allocates through the gate. Some of its allocations are optional: those may fail without a word. */
static void every_failed_allocation_is_told_and_leaks_nothing(void **state)
{
	static const sqlite3_mem_methods gated = { gated_malloc, ma_free, gated_realloc,
		usable_size, round_up, nothing_to_start, nothing_to_stop, NULL };
	char dir[TMPDIR_SIZE], path[TMPDIR_SIZE + 16];
	int64_t live, total, k;
	int told = 0;

	MA_UNUSED(state);
	assert_int_equal(sqlite3_shutdown(), SQLITE_OK);
	assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &gated), SQLITE_OK);
	live = ma_alloc_live();
	for (k = 0, total = 1; k < total; k++) {
		ma_err err = { .code = MA_OK };
		ma_rc rc;

		tmpdir_make(dir);
		path_in(path, dir);
		(void)ma_alloc_fail_after(k - 1); /* -1: the first round counts */
		rc = use_everything(path, &err);
		if (k == 0)
			total = ma_alloc_fail_after(-1);
		else
			(void)ma_alloc_fail_after(-1);
		told += rc == MA_ENOMEM;
		if (k == 0 ? rc != MA_OK : rc != MA_OK && rc != MA_ENOMEM)
			fail_msg("allocation %d: %s", (int)k, err.msg);
		if (ma_alloc_live() != live)
			fail_msg("allocation %d failed and %d blocks leaked", (int)k,
				(int)(ma_alloc_live() - live));
		tmpdir_remove(dir);
	}
	assert_true(told > 100);
}

int main(void)
{
	const struct CMUnitTest faults[] = {
		cmocka_unit_test(nothing_acknowledged_is_lost_whichever_write_fails),
		cmocka_unit_test(after_a_full_disk_the_same_store_goes_on),
	};
	const struct CMUnitTest memory[] = {
		cmocka_unit_test(every_failed_allocation_is_told_and_leaks_nothing),
	};
	int failed;

	install_vfs();
	failed = cmocka_run_group_tests(faults, NULL, NULL);
	return failed + cmocka_run_group_tests(memory, NULL, NULL);
}
