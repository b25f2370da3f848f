/* Every store there is, for the tests of what all of them must do. */
#ifndef MA_TESTS_STORES_H
#define MA_TESTS_STORES_H

#include <stdio.h>

#include "base/buf.h"
#include "base/limits.h"
#include "store/sqlite.h"
#include "support/tmpdir.h"
#include "support/torture.h"

#define RUN "run/0190-a"
#define ME "pid 1 on here"
#define OTHER "pid 2 on there"

struct stores_fixture {
	struct ma_store *store;
	char dir[TMPDIR_SIZE];
};

static inline int set_up_sqlite(struct stores_fixture *f, int version)
{
	struct ma_store_sqlite_opts opts = { .version = version, .wait_ms = 5000 };
	ma_err err = { .code = MA_OK };
	char path[TMPDIR_SIZE + 16];

	snprintf(path, sizeof(path), "%s/context.db", f->dir);
	return ma_store_sqlite_open_as(path, true, &opts, &f->store, &err) == MA_OK ? 0 : -1;
}

static inline struct stores_fixture *fixture_new(void **state)
{
	struct stores_fixture *f = test_calloc(1, sizeof(*f));

	if (!f)
		abort(); /* so that the compiler knows, too */
	tmpdir_make(f->dir);
	*state = f;
	return f;
}

static inline int set_up_persist(void **state)
{
	return set_up_sqlite(fixture_new(state), 3040001);
}

static inline int set_up_wal(void **state)
{
	return set_up_sqlite(fixture_new(state), 3051003);
}

static inline int set_up_memory(void **state)
{
	ma_err err = { .code = MA_OK };

	return ma_store_memory_new(&fixture_new(state)->store, &err) == MA_OK ? 0 : -1;
}

static inline int tear_down(void **state)
{
	struct stores_fixture *f = *state;

	ma_store_free(f->store);
	tmpdir_remove(f->dir);
	test_free(f);
	return 0;
}

static inline struct ma_store *store_of(void **state)
{
	return ((struct stores_fixture *)*state)->store;
}

static inline ma_rc append_as(void **state, const char *holder, int64_t epoch, const char *stream,
	int64_t expected, const char *event, ma_err *err)
{
	struct ma_str text = ma_str(event);
	struct ma_store_append a = {
		.stream = stream,
		.expected_seq = expected,
		.holder = holder,
		.epoch = epoch,
		.events = &text,
		.events_n = 1,
	};

	return ma_store_append(store_of(state), &a, err);
}

static inline ma_rc append(
	void **state, const char *stream, int64_t expected, const char *event, ma_err *err)
{
	return append_as(state, NULL, 0, stream, expected, event, err);
}

static inline bool collect(void *data, int64_t seq, struct ma_str event)
{
	ma_buf_addf(data, "%lld=" MA_STR_FMT " ", (long long)seq, MA_STR_ARG(event));
	return true;
}

static inline void assert_reads(void **state, const char *stream, int64_t after,
	ma_store_event_fn *fn, const char *expected)
{
	struct ma_buf got = MA_BUF_INIT(MA_MIB);
	ma_err err = { .code = MA_OK };

	ma_buf_adds(&got, "");
	assert_int_equal(ma_store_read(store_of(state), stream, after, fn, &got, &err), MA_OK);
	assert_string_equal(got.p, expected);
	ma_buf_done(&got);
}

static inline struct ma_store_blob blob_of(const char *text)
{
	struct ma_store_blob blob = { .data = ma_str(text) };
	ma_err err = { .code = MA_OK };

	assert_int_equal(ma_hash_sha256(blob.data, blob.hash, &err), MA_OK);
	return blob;
}

static inline bool collect_stream(void *data, const struct ma_store_stream *stream)
{
	ma_buf_addf(data, "%s@%lld ", stream->name, (long long)stream->seq);
	return true;
}

static inline void assert_streams(void **state, const char *prefix, const char *expected)
{
	struct ma_buf got = MA_BUF_INIT(MA_MIB);
	ma_err err = { .code = MA_OK };

	ma_buf_adds(&got, "");
	assert_int_equal(
		ma_store_streams(store_of(state), prefix, collect_stream, &got, &err), MA_OK);
	assert_string_equal(got.p, expected);
	ma_buf_done(&got);
}

#define STORES_CASE(fn)                        \
	{                                      \
#fn, fn, NULL, tear_down, NULL \
	}

/* The cases, made by STORES_CASE, with each store; how many failed. */
static inline int stores_run(struct CMUnitTest *tests, size_t n)
{
	static const struct {
		const char *name;
		CMFixtureFunction set_up;
	} stores[] = {
		{ "sqlite, rollback journal", set_up_persist },
		{ "sqlite, write-ahead log", set_up_wal },
		{ "memory", set_up_memory },
	};
	int failed = 0;
	size_t i, k;

	for (i = 0; i < MA_COUNT(stores); i++) {
		for (k = 0; k < n; k++)
			tests[k].setup_func = stores[i].set_up;
		failed += _cmocka_run_group_tests(stores[i].name, tests, n, NULL, NULL);
	}
	return failed;
}

#endif
