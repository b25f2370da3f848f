/* A disk that stutters: a read that fails is told as that, and never taken for damage of what lies there. */
#include <dirent.h>
#include <errno.h>

#include "base/alloc.h"
#include "store/salvage.h"
#include "store/sqlite.h"
#include "support/fail_calls.h"
#include "support/tmpdir.h"
#include "support/torture.h"

#define EVENTS 40

struct place {
	char dir[TMPDIR_SIZE], path[TMPDIR_SIZE + 16];
};

static int set_up(void **state)
{
	static struct place p;
	struct ma_store *store = NULL;
	struct ma_store_blob blob = { .data = MA_STR("what was answered") };
	char text[600];
	ma_err err = { MA_OK, 0, "" };
	int i;

	tmpdir_make(p.dir);
	snprintf(p.path, sizeof(p.path), "%s/context.db", p.dir);
	assert_int_equal(ma_hash_sha256(blob.data, blob.hash, &err), MA_OK);
	assert_int_equal(ma_store_sqlite_open(p.path, true, &store, &err), MA_OK);
	for (i = 0; i < EVENTS; i++) {
		struct ma_str event;
		struct ma_store_append a = { .stream = "run/a",
			.expected_seq = i,
			.events = &event,
			.events_n = 1,
			.blobs = &blob,
			.blobs_n = i == 0 };

		snprintf(text, sizeof(text), "{\"n\":%d,\"text\":\"%0500d\"}", i, i);
		event = ma_str(text);
		assert_int_equal(ma_store_append(store, &a, &err), MA_OK);
	}
	ma_store_free(store);
	*state = &p;
	return 0;
}

static int tear_down(void **state)
{
	struct place *p = *state;

	tmpdir_remove(p->dir);
	return ma_alloc_live() != 0;
}

static bool count(void *data, int64_t seq, struct ma_str event)
{
	(void)seq;
	(void)event;
	++*(int *)data;
	return true;
}

static ma_rc read_all(const struct place *p, int *n_out, ma_err *err)
{
	struct ma_store *store = NULL;
	ma_rc rc = ma_store_sqlite_open(p->path, false, &store, err);

	*n_out = 0;
	if (!rc)
		rc = ma_store_read(store, "run/a", 0, count, n_out, err);
	ma_store_free(store);
	return rc;
}

/* Files beside the store. */
static int others(const struct place *p)
{
	DIR *dir = opendir(p->dir);
	const struct dirent *e;
	int n = 0;

	assert_non_null(dir);
	while ((e = readdir(dir)))
		n += e->d_name[0] != '.' && strcmp(e->d_name, "context.db") != 0 &&
			strcmp(e->d_name, "context.db-journal") != 0;
	closedir(dir);
	return n;
}

static void need_told(ma_rc rc, const ma_err *err, int64_t k)
{
	if (rc && (rc != MA_EIO || ma_store_is_damage(err) || err->sys != EIO))
		fail_msg("read %d fails: %s, sys %d", (int)k, err->msg, err->sys);
}

static void a_read_that_fails_is_no_damage(void **state)
{
	struct place *p = *state;
	bool more = true;
	int n, told = 0;
	int64_t k;

	for (k = 0; more; k++) {
		ma_err err = { MA_OK, 0, "" };
		ma_rc rc;

		fail_calls_plan(FAIL_BIT(READ), k, EIO, false);
		rc = read_all(p, &n, &err);
		more = fail_calls_stop() > k;
		need_told(rc, &err, k);
		told += rc != MA_OK;
		if (!rc)
			assert_int_equal(n, EVENTS);
		err = (ma_err){ MA_OK, 0, "" };
		assert_int_equal(read_all(p, &n, &err), MA_OK);
		assert_int_equal(n, EVENTS);
	}
	assert_true(told > 10);
}

static void need_whole(const char *said, int64_t k)
{
	if (!strstr(said, "is not when it is read again"))
		fail_msg("read %d fails: %s", (int)k, said);
}

/* It looks for a thousand blobs that are not there: of these reads only some fail. */
static void what_a_disk_does_not_give_is_not_given_up(void **state)
{
	struct place *p = *state;
	bool more = true;
	int n, told = 0;
	int64_t k;

	for (k = 0; more; k += k < 100 ? 1 : 97) {
		ma_err err = { MA_OK, 0, "" };
		char *said = NULL;
		ma_rc rc;

		fail_calls_plan(FAIL_BIT(READ), k, EIO, false);
		rc = ma_store_salvage(p->path, &said, &err);
		more = fail_calls_stop() > k;
		need_told(rc, &err, k);
		told += rc != MA_OK;
		if (!rc)
			need_whole(said, k);
		ma_free(said);
		assert_int_equal(others(p), 0);
		assert_int_equal(read_all(p, &n, &err), MA_OK);
		assert_int_equal(n, EVENTS);
	}
	assert_true(told > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_read_that_fails_is_no_damage, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			what_a_disk_does_not_give_is_not_given_up, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
