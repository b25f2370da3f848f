/* What nothing names is removed, and nothing else: with every store. */
#include "base/alloc.h"
#include "model/event.h"
#include "store/marks.h"
#include "support/stores.h"

#define OLD "run/0190-old"
#define NEW "run/0190-new"

static void put(void **state, const char *stream, const char *text, bool named)
{
	struct ma_store_blob blob = blob_of(text);
	char event[128];
	struct ma_str json;
	struct ma_store_append a = { .stream = stream,
		.expected_seq = MA_STORE_END,
		.events = &json,
		.events_n = named,
		.blobs = &blob,
		.blobs_n = 1 };
	ma_err err = { .code = MA_OK };

	snprintf(event, sizeof(event), "{\"n\":[{\"a\":\"%s\"}]}", blob.hash);
	json = ma_str(event);
	assert_int_equal(ma_store_append(store_of(state), &a, &err), MA_OK);
}

static bool has(void **state, const char *text)
{
	struct ma_store_blob blob = blob_of(text);
	ma_err err = { .code = MA_OK };
	char *out = NULL;
	size_t size = 0;
	ma_rc rc = ma_store_blob(store_of(state), blob.hash, &out, &size, &err);

	assert_true(rc == MA_OK || rc == MA_ENOTFOUND);
	ma_free(out);
	return rc == MA_OK;
}

static struct ma_store_swept sweep(
	void **state, const struct ma_store_stream *drop, size_t drop_n, bool dry)
{
	struct ma_store_sweep s = { drop, drop_n, dry };
	struct ma_store_swept swept = { 0 };
	ma_err err = { .code = MA_OK };

	if (ma_store_sweep(store_of(state), &s, &swept, &err))
		fail_msg("%s", err.msg);
	return swept;
}

static void a_blob_that_no_event_names_goes_and_one_that_is_named_stays(void **state)
{
	struct ma_store_swept swept;

	put(state, OLD, "named by a run", true);
	put(state, "context", "named by the context", true);
	put(state, OLD, "nobody's", false);
	swept = sweep(state, NULL, 0, false);
	assert_int_equal(swept.blobs, 1);
	assert_int_equal(swept.streams, 0);
	assert_int_equal(swept.bytes, strlen("nobody's"));
	assert_false(has(state, "nobody's"));
	assert_true(has(state, "named by a run"));
	assert_true(has(state, "named by the context"));
	swept = sweep(state, NULL, 0, false);
	assert_int_equal(swept.blobs, 0);
}

static void a_blob_that_went_may_be_stored_again(void **state)
{
	put(state, OLD, "again", false);
	(void)sweep(state, NULL, 0, false);
	put(state, OLD, "again", true);
	assert_true(has(state, "again"));
	(void)sweep(state, NULL, 0, false);
	assert_true(has(state, "again"));
}

static void a_stream_that_is_dropped_takes_what_it_alone_names(void **state)
{
	struct ma_store_stream drop = { OLD, 2 };
	struct ma_store_swept swept;
	ma_err err = { .code = MA_OK };

	put(state, OLD, "only the old one's", true);
	put(state, OLD, "shared", true);
	put(state, NEW, "shared", true);
	swept = sweep(state, &drop, 1, false);
	assert_int_equal(swept.streams, 1);
	assert_int_equal(swept.events, 2);
	assert_int_equal(swept.blobs, 1);
	assert_false(has(state, "only the old one's"));
	assert_true(has(state, "shared"));
	assert_streams(state, "", NEW "@1 ");
	assert_int_equal(append(state, NEW, 1, "{}", &err), MA_OK); /* the others are as they were */
	assert_int_equal(append(state, OLD, 0, "{}", &err), MA_OK);
	assert_streams(state, "", NEW "@2 " OLD "@1 ");
}

static void a_stream_that_has_grown_or_is_held_stays_with_all_it_names(void **state)
{
	struct ma_store_stream drop[] = { { OLD, 1 }, { RUN, 1 }, { "run/none", 3 } };
	struct ma_store_lease l = { .stream = RUN, .holder = ME, .until_ms = 1 };
	struct ma_store_owner owner;
	ma_err err = { .code = MA_OK };
	struct ma_store_swept swept;

	put(state, OLD, "one", true);
	put(state, OLD, "two", true);
	put(state, RUN, "three", true);
	assert_int_equal(ma_store_lease(store_of(state), &l, &owner, &err), MA_OK);
	swept = sweep(state, drop, MA_COUNT(drop), false);
	assert_int_equal(swept.streams, 0);
	assert_int_equal(swept.blobs, 0);
	assert_true(has(state, "one") && has(state, "two") && has(state, "three"));
	assert_streams(state, "", RUN "@1 " OLD "@2 ");
}

static void what_is_only_counted_stays(void **state)
{
	struct ma_store_stream drop = { OLD, 1 };
	struct ma_store_swept dry, wet;

	put(state, OLD, "the old one's", true);
	put(state, OLD, "nobody's", false);
	dry = sweep(state, &drop, 1, true);
	assert_true(has(state, "the old one's") && has(state, "nobody's"));
	assert_streams(state, "", OLD "@1 ");
	assert_int_equal(dry.streams, 1);
	assert_int_equal(dry.blobs, 2);
	wet = sweep(state, &drop, 1, false);
	assert_memory_equal(&dry, &wet, sizeof(dry));
	assert_streams(state, "", "");
}

static void more_than_a_page_is_swept(void **state)
{
	struct ma_store_swept swept;
	char text[32];
	int i;

	for (i = 0; i < 1500; i++) {
		snprintf(text, sizeof(text), "blob %d", i);
		put(state, OLD, text, i % 3 == 0);
	}
	swept = sweep(state, NULL, 0, false);
	assert_int_equal(swept.blobs, 1000);
	assert_true(has(state, "blob 1497"));
	assert_false(has(state, "blob 1499"));
}

/* Whatever field names a blob, it is found: also in kinds and fields that only a newer version knows. */
static void every_field_of_an_event_is_looked_at(void **state)
{
	struct ma_store_blob blob = blob_of("a value");
	char hash[MA_HASH_HEX_SIZE];
	struct ma_str rest;
	size_t fields = 0;

	MA_UNUSED(state);
#define X(id, name, type, member) NAMES_##type(member)
#define NAMES_STR(member)                                                                   \
	{                                                                                   \
		struct ma_event e = {                                                       \
			.kind = MA_EVENT_RUN_STARTED, .seq = 1, .member = ma_str(blob.hash) \
		};                                                                          \
		struct ma_buf json = MA_BUF_INIT(MA_LIMIT_EVENT);                           \
                                                                                            \
		ma_event_encode(&e, &json);                                                 \
		rest = ma_buf_str(&json);                                                   \
		assert_true(ma_marks_next(&rest, hash));                                    \
		assert_string_equal(hash, blob.hash);                                       \
		ma_buf_done(&json);                                                         \
		fields++;                                                                   \
	}
#define NAMES_INT(member)
#define NAMES_TIME(member)
#define NAMES_BOOL(member)
	MA_EVENT_FIELDS(X)
#undef X
	assert_true(fields > 8);
}

static void what_only_looks_like_a_name_is_none(void **state)
{
	static const char *const events[] = {
		"{\"a\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85\"}",
		"{\"a\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8555\"}",
		"{\"a\":\"E3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}",
		"{\"a\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"\"",
		"",
	};
	char hash[MA_HASH_HEX_SIZE];
	struct ma_str rest;
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(events); i++) {
		rest = ma_str(events[i]);
		if (ma_marks_next(&rest, hash))
			fail_msg("%s", events[i]);
	}
}

int main(void)
{
	struct CMUnitTest tests[] = {
		STORES_CASE(a_blob_that_no_event_names_goes_and_one_that_is_named_stays),
		STORES_CASE(a_blob_that_went_may_be_stored_again),
		STORES_CASE(a_stream_that_is_dropped_takes_what_it_alone_names),
		STORES_CASE(a_stream_that_has_grown_or_is_held_stays_with_all_it_names),
		STORES_CASE(what_is_only_counted_stays),
		STORES_CASE(more_than_a_page_is_swept),
		STORES_CASE(every_field_of_an_event_is_looked_at),
		STORES_CASE(what_only_looks_like_a_name_is_none),
	};

	return stores_run(tests, MA_COUNT(tests));
}
