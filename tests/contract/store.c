/* The store port: the same cases for SQLite with either journal, and for memory. */
#include "base/alloc.h"
#include "support/stores.h"

static bool collect_one(void *data, int64_t seq, struct ma_str event)
{
	(void)collect(data, seq, event); /* always true */
	return false;
}

static void events_are_read_back_in_order(void **state)
{
	struct ma_str events[] = { MA_STR("{\"a\":1}"), MA_STR("{\"a\":\"\xc3\xa9\"}"),
		MA_STR("{}") };
	struct ma_store_append a = { .stream = RUN, .events = events, .events_n = 3 };
	ma_err err = { .code = MA_OK };

	assert_int_equal(ma_store_append(store_of(state), &a, &err), MA_OK);
	assert_int_equal(append(state, RUN, 3, "[]", &err), MA_OK);
	assert_reads(state, RUN, 0, collect, "1={\"a\":1} 2={\"a\":\"\xc3\xa9\"} 3={} 4=[] ");
	assert_reads(state, RUN, 3, collect, "4=[] ");
	assert_reads(state, RUN, 4, collect, "");
	assert_reads(state, RUN, 9, collect, "");
}

static void reading_stops_when_told(void **state)
{
	ma_err err = { .code = MA_OK };

	assert_int_equal(append(state, RUN, 0, "1", &err), MA_OK);
	assert_int_equal(append(state, RUN, 1, "2", &err), MA_OK);
	assert_reads(state, RUN, 0, collect_one, "1=1 ");
}

static void an_unknown_stream_has_no_events(void **state)
{
	assert_reads(state, "run/nobody", 0, collect, "");
	assert_streams(state, "", "");
}

static void append_refuses_a_stale_writer(void **state)
{
	ma_err err = { .code = MA_OK };

	assert_int_equal(append(state, RUN, 0, "1", &err), MA_OK);
	assert_int_equal(append(state, RUN, 0, "2", &err), MA_ECONFLICT);
	assert_string_equal(err.msg, RUN " is at 1, not 0");
	assert_int_equal(append(state, RUN, 2, "2", &err), MA_ECONFLICT);
	assert_reads(state, RUN, 0, collect, "1=1 ");
}

static void an_append_at_the_end_goes_wherever_that_is(void **state)
{
	struct ma_str texts[] = { MA_STR("2"), MA_STR("3") };
	int64_t last = 0;
	struct ma_store_append a = { .stream = RUN,
		.expected_seq = MA_STORE_END,
		.events = texts,
		.events_n = 2,
		.last_out = &last };
	ma_err err = { .code = MA_OK };

	assert_int_equal(append(state, RUN, 0, "1", &err), MA_OK);
	assert_int_equal(ma_store_append(store_of(state), &a, &err), MA_OK);
	assert_int_equal(last, 3);
	assert_reads(state, RUN, 0, collect, "1=1 2=2 3=3 ");
	a.expected_seq = 2;
	assert_int_equal(ma_store_append(store_of(state), &a, &err), MA_ECONFLICT);
	assert_int_equal(last, 3);
}

static void a_refused_append_stores_no_blob(void **state)
{
	struct ma_store_blob blob = blob_of("kept or not");
	struct ma_str text = MA_STR("{}");
	struct ma_store_append a = {
		.stream = RUN,
		.expected_seq = 7,
		.events = &text,
		.events_n = 1,
		.blobs = &blob,
		.blobs_n = 1,
	};
	ma_err err = { .code = MA_OK };
	char *out = NULL;
	size_t size;

	assert_int_equal(ma_store_append(store_of(state), &a, &err), MA_ECONFLICT);
	assert_int_equal(ma_store_blob(store_of(state), blob.hash, &out, &size, &err), MA_ENOTFOUND);
	assert_null(out);
}

static void blobs_are_stored_once_and_read_back(void **state)
{
	struct ma_store_blob blobs[] = { blob_of("one"), blob_of(""), blob_of("one") };
	struct ma_store_append a = { .stream = RUN, .blobs = blobs, .blobs_n = 3 };
	ma_err err = { .code = MA_OK };
	char *out = NULL;
	size_t size = 9;

	assert_int_equal(ma_store_append(store_of(state), &a, &err), MA_OK);
	assert_int_equal(ma_store_append(store_of(state), &a, &err), MA_OK);
	assert_int_equal(ma_store_blob(store_of(state), blobs[0].hash, &out, &size, &err), MA_OK);
	assert_int_equal(size, 3);
	assert_string_equal(out, "one");
	ma_free(out);
	assert_int_equal(ma_store_blob(store_of(state), blobs[1].hash, &out, &size, &err), MA_OK);
	assert_int_equal(size, 0);
	assert_string_equal(out, "");
	ma_free(out);
}

static void a_blob_under_a_wrong_name_is_refused(void **state)
{
	struct ma_store_blob blob = blob_of("right");
	struct ma_store_append a = { .stream = RUN, .blobs = &blob, .blobs_n = 1 };
	ma_err err = { .code = MA_OK };

	blob.data = MA_STR("wrong");
	assert_int_equal(ma_store_append(store_of(state), &a, &err), MA_EINVALID);
}

static void a_blob_name_that_is_no_hash_is_refused(void **state)
{
	ma_err err = { .code = MA_OK };
	char *out = NULL;
	size_t size;

	assert_int_equal(ma_store_blob(store_of(state), "../x", &out, &size, &err), MA_EINVALID);
	assert_int_equal(ma_store_blob(store_of(state), "", &out, &size, &err), MA_EINVALID);
}

static void streams_are_listed_by_prefix_in_byte_order(void **state)
{
	ma_err err = { .code = MA_OK };

	assert_int_equal(append(state, "run/b", 0, "1", &err), MA_OK);
	assert_int_equal(append(state, "context", 0, "1", &err), MA_OK);
	assert_int_equal(append(state, "run/a-2", 0, "1", &err), MA_OK);
	assert_int_equal(append(state, "run/a-2", 1, "2", &err), MA_OK);
	assert_int_equal(append(state, "run/a", 0, "1", &err), MA_OK);
	assert_streams(state, "run/", "run/a@1 run/a-2@2 run/b@1 ");
	assert_streams(state, "run/a", "run/a@1 run/a-2@2 ");
	assert_streams(state, "", "context@1 run/a@1 run/a-2@2 run/b@1 ");
	assert_streams(state, "run/a-2x", "");
}

static void more_than_a_page_is_read_whole(void **state)
{
	enum { N = 700 };
	static struct ma_str events[N];
	struct ma_store_append a = { .stream = RUN, .events = events, .events_n = N };
	struct ma_buf got = MA_BUF_INIT(MA_MIB);
	struct ma_buf want = MA_BUF_INIT(MA_MIB);
	ma_err err = { .code = MA_OK };
	int i;

	for (i = 0; i < N; i++) {
		events[i] = MA_STR("{}");
		ma_buf_addf(&want, "%d={} ", i + 1);
	}
	assert_int_equal(ma_store_append(store_of(state), &a, &err), MA_OK);
	assert_int_equal(ma_store_read(store_of(state), RUN, 0, collect, &got, &err), MA_OK);
	assert_string_equal(got.p, want.p);
	ma_buf_done(&got);
	ma_buf_done(&want);
}

static void bad_stream_names_are_refused(void **state)
{
	static const char *const names[] = { "", "/a", "a/", "Run", "a b", "a\n", "run/\xc3\xa9",
		"run/'",
		"run/0123456789012345678901234567890123456789012345678901234567890123456789012345" };
	ma_err err = { .code = MA_OK };
	size_t i;

	for (i = 0; i < MA_COUNT(names); i++)
		if (append(state, names[i], 0, "{}", &err) != MA_EINVALID)
			fail_msg("\"%s\" was accepted", names[i]);
}

static void an_event_may_be_as_large_as_the_limit_and_no_larger(void **state)
{
	char *text = ma_alloc(MA_LIMIT_EVENT + 2, 1);
	ma_err err = { .code = MA_OK };

	assert_non_null(text);
	memset(text, '1', MA_LIMIT_EVENT + 1);
	assert_int_equal(append(state, RUN, 0, text, &err), MA_ELIMIT);
	text[MA_LIMIT_EVENT] = '\0';
	assert_int_equal(append(state, RUN, 0, text, &err), MA_OK);
	assert_int_equal(append(state, RUN, 1, "", &err), MA_EINVALID);
	assert_int_equal(append(state, RUN, 1, "\xff", &err), MA_EINVALID);
	ma_free(text);
}

static ma_rc lease(void **state, const char *holder, int64_t now_ms, int64_t until_ms,
	struct ma_store_owner *owner, ma_err *err)
{
	struct ma_store_lease l = {
		.stream = RUN, .holder = holder, .boot = "b1", .now_ms = now_ms, .until_ms = until_ms
	};

	return ma_store_lease(store_of(state), &l, owner, err);
}

static ma_rc renew(void **state, int64_t epoch, int64_t now_ms, int64_t until_ms, ma_err *err)
{
	struct ma_store_lease l = {
		.stream = RUN, .holder = ME, .epoch = epoch, .now_ms = now_ms, .until_ms = until_ms
	};
	struct ma_store_owner owner;

	return ma_store_lease(store_of(state), &l, &owner, err);
}

static void a_lease_keeps_others_out_until_it_ends(void **state)
{
	struct ma_store_owner owner = { .holder = "" };
	ma_err err = { .code = MA_OK };

	assert_int_equal(lease(state, ME, 100, 200, &owner, &err), MA_OK);
	assert_int_equal(owner.epoch, 1);
	assert_int_equal(lease(state, OTHER, 199, 300, &owner, &err), MA_ECONFLICT);
	assert_string_equal(owner.holder, ME);
	assert_string_equal(owner.boot, "b1");
	assert_int_equal(owner.since_ms, 100);
	assert_int_equal(owner.until_ms, 200);
	assert_string_equal(err.msg, RUN " is held by " ME " since 1970-01-01T00:00:00.100Z");
	assert_int_equal(lease(state, ME, 199, 300, &owner, &err), MA_ECONFLICT); /* a namesake */
	assert_int_equal(lease(state, OTHER, 200, 300, &owner, &err), MA_OK);
	assert_int_equal(owner.epoch, 2);
	assert_int_equal(owner.since_ms, 200);
}

static void a_lease_that_is_renewed_goes_on_under_its_epoch(void **state)
{
	struct ma_store_owner owner = { .holder = "" };
	ma_err err = { .code = MA_OK };

	assert_int_equal(renew(state, 1, 100, 200, &err), MA_ECONFLICT); /* it was never taken */
	assert_int_equal(lease(state, ME, 100, 200, &owner, &err), MA_OK);
	assert_int_equal(renew(state, 1, 150, 250, &err), MA_OK);
	assert_int_equal(lease(state, OTHER, 249, 300, &owner, &err), MA_ECONFLICT);
	assert_int_equal(owner.epoch, 1);
	assert_int_equal(owner.since_ms, 100);
	assert_int_equal(renew(state, 1, 400, 500, &err), MA_OK); /* late, but nobody came */
	assert_int_equal(lease(state, OTHER, 500, 600, &owner, &err), MA_OK);
	assert_int_equal(renew(state, 1, 501, 700, &err), MA_ECONFLICT);
}

static void a_lease_is_taken_at_once_from_one_who_is_known_to_be_dead(void **state)
{
	struct ma_store_lease l = {
		.stream = RUN, .holder = OTHER, .over = 1, .now_ms = 110, .until_ms = 210
	};
	struct ma_store_owner owner = { .holder = "" };
	ma_err err = { .code = MA_OK };

	assert_int_equal(lease(state, ME, 100, 200, &owner, &err), MA_OK);
	assert_int_equal(ma_store_lease(store_of(state), &l, &owner, &err), MA_OK);
	assert_int_equal(owner.epoch, 2);
	/* Of two who saw him dead, only one has it. */
	assert_int_equal(ma_store_lease(store_of(state), &l, &owner, &err), MA_ECONFLICT);
}

static void only_the_holder_of_the_lease_may_append(void **state)
{
	struct ma_store_owner owner;
	ma_err err = { .code = MA_OK };

	assert_int_equal(append_as(state, ME, 1, RUN, 0, "0", &err), MA_ECONFLICT);
	assert_int_equal(lease(state, ME, 100, 200, &owner, &err), MA_OK);
	assert_int_equal(append_as(state, ME, 1, RUN, 0, "1", &err), MA_OK);
	assert_int_equal(append_as(state, OTHER, 1, RUN, 1, "2", &err), MA_ECONFLICT);
	assert_int_equal(append(state, RUN, 1, "2", &err), MA_ECONFLICT);
	assert_non_null(strstr(err.msg, RUN " is held by " ME));
	assert_reads(state, RUN, 0, collect, "1=1 ");
}

static void one_who_wakes_after_his_lease_was_taken_writes_nothing(void **state)
{
	struct ma_store_owner owner;
	ma_err err = { .code = MA_OK };

	assert_int_equal(lease(state, ME, 100, 200, &owner, &err), MA_OK);
	assert_int_equal(append_as(state, ME, 1, RUN, 0, "1", &err), MA_OK);
	assert_int_equal(lease(state, ME, 200, 300, &owner, &err), MA_OK); /* of the same name */
	assert_int_equal(append_as(state, ME, 1, RUN, 1, "2", &err), MA_ECONFLICT);
	assert_int_equal(append_as(state, ME, 2, RUN, 1, "2", &err), MA_OK);
	assert_int_equal(ma_store_release(store_of(state), RUN, 1, &err), MA_OK);
	assert_int_equal(append_as(state, ME, 2, RUN, 2, "3", &err), MA_OK);
	assert_int_equal(ma_store_release(store_of(state), RUN, 2, &err), MA_OK);
	assert_int_equal(append_as(state, ME, 2, RUN, 3, "4", &err), MA_ECONFLICT);
	assert_non_null(strstr(err.msg, "held by nobody"));
	assert_reads(state, RUN, 0, collect, "1=1 2=2 3=3 ");
}

static void a_lease_that_was_given_back_may_be_taken_and_its_epoch_rises(void **state)
{
	struct ma_store_owner owner;
	ma_err err = { .code = MA_OK };

	assert_int_equal(lease(state, ME, 100, 200, &owner, &err), MA_OK);
	assert_int_equal(ma_store_release(store_of(state), RUN, 1, &err), MA_OK);
	assert_int_equal(ma_store_owner(store_of(state), RUN, &owner, &err), MA_OK);
	assert_string_equal(owner.holder, "");
	assert_int_equal(renew(state, 1, 150, 300, &err), MA_ECONFLICT);
	assert_int_equal(lease(state, OTHER, 150, 300, &owner, &err), MA_OK);
	assert_int_equal(owner.epoch, 2);
	assert_int_equal(ma_store_release(store_of(state), "run/nobody", 0, &err), MA_OK);
}

static void a_lease_alone_makes_no_stream(void **state)
{
	struct ma_store_owner owner;
	ma_err err = { .code = MA_OK };

	assert_int_equal(ma_store_owner(store_of(state), RUN, &owner, &err), MA_OK);
	assert_string_equal(owner.holder, "");
	assert_int_equal(owner.epoch, 0);
	assert_int_equal(lease(state, ME, 100, 200, &owner, &err), MA_OK);
	assert_streams(state, "", "");
	assert_int_equal(lease(state, "a\nb", 100, 200, &owner, &err), MA_EINVALID);
	assert_int_equal(lease(state, "", 100, 200, &owner, &err), MA_EINVALID);
}

static bool append_while_reading(void *data, int64_t seq, struct ma_str event)
{
	ma_err err = { .code = MA_OK };

	MA_UNUSED(event);
	return seq >= 3 || append(data, RUN, seq, "{}", &err) == MA_OK;
}

static void the_store_may_be_used_while_it_is_read(void **state)
{
	ma_err err = { .code = MA_OK };

	assert_int_equal(append(state, RUN, 0, "{}", &err), MA_OK);
	assert_int_equal(
		ma_store_read(store_of(state), RUN, 0, append_while_reading, state, &err), MA_OK);
	assert_reads(state, RUN, 0, collect, "1={} 2={} 3={} ");
}

int main(void)
{
	struct CMUnitTest tests[] = {
		STORES_CASE(events_are_read_back_in_order),
		STORES_CASE(reading_stops_when_told),
		STORES_CASE(an_unknown_stream_has_no_events),
		STORES_CASE(append_refuses_a_stale_writer),
		STORES_CASE(an_append_at_the_end_goes_wherever_that_is),
		STORES_CASE(a_refused_append_stores_no_blob),
		STORES_CASE(blobs_are_stored_once_and_read_back),
		STORES_CASE(a_blob_under_a_wrong_name_is_refused),
		STORES_CASE(a_blob_name_that_is_no_hash_is_refused),
		STORES_CASE(streams_are_listed_by_prefix_in_byte_order),
		STORES_CASE(more_than_a_page_is_read_whole),
		STORES_CASE(bad_stream_names_are_refused),
		STORES_CASE(an_event_may_be_as_large_as_the_limit_and_no_larger),
		STORES_CASE(a_lease_keeps_others_out_until_it_ends),
		STORES_CASE(a_lease_that_is_renewed_goes_on_under_its_epoch),
		STORES_CASE(a_lease_is_taken_at_once_from_one_who_is_known_to_be_dead),
		STORES_CASE(only_the_holder_of_the_lease_may_append),
		STORES_CASE(one_who_wakes_after_his_lease_was_taken_writes_nothing),
		STORES_CASE(a_lease_that_was_given_back_may_be_taken_and_its_epoch_rises),
		STORES_CASE(a_lease_alone_makes_no_stream),
		STORES_CASE(the_store_may_be_used_while_it_is_read),
	};

	return stores_run(tests, MA_COUNT(tests));
}
