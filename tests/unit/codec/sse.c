#include "codec/sse.h"

#include "base/limits.h"
#include "support/torture.h"

/* What a stream said, as "event|data;" per event. */
struct heard {
	struct ma_buf text;
	int stop_after; /* events; 0: never */
};

static bool hear(void *data, struct ma_str event, struct ma_str payload)
{
	struct heard *h = data;

	ma_buf_addv(&h->text, event);
	ma_buf_addc(&h->text, '|');
	ma_buf_addv(&h->text, payload);
	ma_buf_addc(&h->text, ';');
	return h->stop_after == 0 || --h->stop_after > 0;
}

/* Feed `stream` in pieces of `piece` bytes and end it. */
static ma_rc feed(struct ma_str stream, size_t piece, size_t event_max, struct heard *h,
	uint64_t *comments, ma_err *err)
{
	struct ma_sse sse;
	ma_rc rc = MA_OK;
	size_t n;

	ma_sse_init(&sse, event_max);
	for (; stream.n > 0 && !rc; stream = ma_str_from(stream, n)) {
		n = piece < stream.n ? piece : stream.n;
		rc = ma_sse_feed(&sse, ma_str_n(stream.p, n), hear, h, err);
	}
	if (!rc)
		rc = ma_sse_end(&sse, hear, h, err);
	if (comments)
		*comments = sse.comments;
	ma_sse_done(&sse);
	return rc;
}

/* However the stream is cut, the same events come out. */
static void says(struct ma_str stream, const char *want)
{
	size_t piece;

	for (piece = 1; piece <= stream.n; piece++) {
		struct heard h = { MA_BUF_INIT(MA_MIB), 0 };
		ma_err err = { .code = MA_OK };
		ma_rc rc = feed(stream, piece, MA_KIB, &h, NULL, &err);

		if (rc || !ma_str_is(ma_buf_str(&h.text), want))
			fail_msg("in pieces of %zu: %s \"%s\", wanted \"%s\"", piece, err.msg,
				h.text.p, want);
		ma_buf_done(&h.text);
	}
}

static void a_blank_line_ends_an_event(void **state)
{
	MA_UNUSED(state);
	says(MA_STR("data: one\n\ndata: two\n\n"), "|one;|two;");
}

static void every_line_end_is_understood(void **state)
{
	MA_UNUSED(state);
	says(MA_STR("data: a\r\n\r\ndata: b\r\n\r\n"), "|a;|b;");
	says(MA_STR("data: a\r\rdata: b\r\r"), "|a;|b;");
	says(MA_STR("data: a\r\n\ndata: b\n\r\ndata: c\r\r\ndata: d\n\n"), "|a;|b;|c;|d;");
}

static void the_lf_of_a_crlf_is_no_blank_line(void **state)
{
	MA_UNUSED(state);
	says(MA_STR("data: a\r\ndata: b\r\n\r\n"), "|a\nb;");
}

static void several_data_lines_are_joined(void **state)
{
	MA_UNUSED(state);
	says(MA_STR("data: a\ndata:\ndata: c\n\n"), "|a\n\nc;");
}

static void one_blank_after_the_colon_is_removed(void **state)
{
	MA_UNUSED(state);
	says(MA_STR("data:a\n\ndata: b\n\ndata:  c\n\ndata:\td\n\n"), "|a;|b;| c;|\td;");
}

static void an_event_may_have_a_name(void **state)
{
	MA_UNUSED(state);
	says(MA_STR("event: message_stop\ndata: {}\n\ndata: x\n\n"), "message_stop|{};|x;");
}

static void the_last_name_of_an_event_counts(void **state)
{
	MA_UNUSED(state);
	says(MA_STR("event: a\nevent: b\ndata: x\n\n"), "b|x;");
}

static void an_event_without_data_is_dropped_with_its_name(void **state)
{
	MA_UNUSED(state);
	says(MA_STR("event: ping\n\n\n\ndata: x\n\n"), "|x;");
}

static void empty_data_is_data(void **state)
{
	MA_UNUSED(state);
	says(MA_STR("data:\n\ndata\n\n"), "|;|;");
}

static void other_fields_are_skipped(void **state)
{
	MA_UNUSED(state);
	says(MA_STR("id: 7\nretry: 10\ndatum: x\ndata : y\nData: z\ndata: a:b\n\n"), "|a:b;");
}

static void a_byte_order_mark_is_taken_off_the_start_only(void **state)
{
	MA_UNUSED(state);
	says(MA_STR("\xef\xbb\xbf"
		    "data: a\n\n\xef\xbb\xbf"
		    "data: b\n\ndata: \xef\xbb\xbf"
		    "c\n\n"),
		"|a;|\xef\xbb\xbf"
		"c;");
	says(MA_STR("\xef\xbb\xbf\ndata: a\n\n"), "|a;");
}

static void characters_of_several_bytes_survive_every_cut(void **state)
{
	MA_UNUSED(state);
	says(MA_STR("data: h\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\n\n"),
		"|h\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80;");
}

static void an_event_at_the_end_needs_no_blank_line(void **state)
{
	MA_UNUSED(state);
	says(MA_STR("data: a\n\ndata: b\n"), "|a;|b;");
	says(MA_STR("data: a\n\ndata: b"), "|a;|b;");
	says(MA_STR("data: a\n\nevent: b\n"), "|a;");
}

static void comments_are_counted_and_say_nothing(void **state)
{
	struct heard h = { MA_BUF_INIT(MA_KIB), 0 };
	ma_err err = { .code = MA_OK };
	uint64_t comments = 0;

	MA_UNUSED(state);
	assert_int_equal(
		feed(MA_STR(": keep-alive\n\n:\n\ndata: x\n: OPENROUTER PROCESSING\ndata: y\n\n"),
			5, MA_KIB, &h, &comments, &err),
		MA_OK);
	assert_string_equal(h.text.p, "|x\ny;");
	assert_int_equal(comments, 3);
	ma_buf_done(&h.text);
}

static void a_line_of_json_without_a_field_is_an_event_by_itself(void **state)
{
	MA_UNUSED(state);
	says(MA_STR("data: a\n\n{\"error\":\"x\"}\n"), "|a;|{\"error\":\"x\"};");
	says(MA_STR("event: e\ndata: a\n{\"b\":1}\n\ndata: c\n\n"), "e|a;|{\"b\":1};|c;");
	says(MA_STR("{\"b\":1}"), "|{\"b\":1};");
}

static void the_reader_can_stop_the_stream(void **state)
{
	struct heard h = { MA_BUF_INIT(MA_KIB), 2 };
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_int_equal(
		feed(MA_STR("data: a\n\ndata: b\n\ndata: c\n\n"), 100, MA_KIB, &h, NULL, &err),
		MA_ECANCELED);
	assert_string_equal(h.text.p, "|a;|b;");
	ma_buf_done(&h.text);
}

/* A stream of `n` letters between `before` and `after`, with at most 100 bytes allowed. */
static ma_rc feed_long(const char *before, size_t n, const char *after, size_t piece, ma_err *err)
{
	struct heard h = { MA_BUF_INIT(MA_MIB), 0 };
	struct ma_buf stream = MA_BUF_INIT(MA_MIB);
	ma_rc rc;

	ma_buf_adds(&stream, before);
	while (n-- > 0)
		ma_buf_addc(&stream, 'x');
	ma_buf_adds(&stream, after);
	rc = feed(ma_buf_str(&stream), piece, 100, &h, NULL, err);
	ma_buf_done(&stream);
	ma_buf_done(&h.text);
	return rc;
}

static void an_event_of_the_allowed_size_passes(void **state)
{
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_int_equal(feed_long("data: ", 100, "\n\n", 7, &err), MA_OK);
	assert_int_equal(feed_long("event: e\ndata: aa\ndata: ", 97, "\n\n", 7, &err), MA_OK);
}

static void a_larger_event_is_refused(void **state)
{
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_int_equal(feed_long("data: ", 101, "\n\n", 7, &err), MA_ELIMIT);
	assert_string_equal(err.msg, "data of a server-sent event: more than 100 bytes");
	assert_int_equal(feed_long("data: aa\ndata: ", 98, "\n\n", 7, &err), MA_ELIMIT);
}

static void a_line_without_end_is_refused(void **state)
{
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_int_equal(feed_long("", 100000, "", 1000, &err), MA_ELIMIT);
	assert_string_equal(err.msg, "line of an event stream: more than 164 bytes");
	assert_int_equal(feed_long(":", 100000, "", 100001, &err), MA_ELIMIT);
}

static void a_long_event_name_is_refused(void **state)
{
	struct heard h = { MA_BUF_INIT(MA_KIB), 0 };
	struct ma_buf stream = MA_BUF_INIT(MA_KIB);
	ma_err err = { .code = MA_OK };
	int i;

	MA_UNUSED(state);
	ma_buf_adds(&stream, "event: ");
	for (i = 0; i < 300; i++)
		ma_buf_addc(&stream, 'e');
	ma_buf_addc(&stream, '\n');
	assert_int_equal(feed(ma_buf_str(&stream), 64, MA_KIB, &h, NULL, &err), MA_ELIMIT);
	ma_buf_done(&stream);
	ma_buf_done(&h.text);
}

static ma_rc hear_all(void *data, ma_err *err)
{
	struct heard h = { MA_BUF_INIT(MA_MIB), 0 };
	ma_rc rc, heard;

	MA_UNUSED(data);
	rc = feed(
		MA_STR("event: name\ndata: one\ndata: 0123456789012345678901234567890123456789012345678901234567890123456789"
		       "0123456789\n\ndata: two\n\n"),
		11, MA_KIB, &h, NULL, err);
	heard = h.text.rc; /* the test's own buffer failed, not the stream's */
	ma_buf_done(&h.text);
	return rc ? rc : heard;
}

static void every_failed_allocation_is_reported(void **state)
{
	MA_UNUSED(state);
	torture(hear_all, NULL);
}

static void a_line_end_is_found_wherever_it_stands(void **state)
{
	char text[50];
	size_t at, n;

	MA_UNUSED(state);
	for (n = 0; n < sizeof(text); n++)
		for (at = 0; at < n; at++) {
			memset(text, 'x', sizeof(text));
			text[at] = at % 2 ? '\r' : '\n';
			assert_int_equal(ma_sse_until_line_end(ma_str_n(text, n)), at);
			assert_int_equal(ma_sse_until_line_end(ma_str_n(text, at)), at);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_end_is_found_wherever_it_stands),
		cmocka_unit_test(a_blank_line_ends_an_event),
		cmocka_unit_test(every_line_end_is_understood),
		cmocka_unit_test(the_lf_of_a_crlf_is_no_blank_line),
		cmocka_unit_test(several_data_lines_are_joined),
		cmocka_unit_test(one_blank_after_the_colon_is_removed),
		cmocka_unit_test(an_event_may_have_a_name),
		cmocka_unit_test(the_last_name_of_an_event_counts),
		cmocka_unit_test(an_event_without_data_is_dropped_with_its_name),
		cmocka_unit_test(empty_data_is_data),
		cmocka_unit_test(other_fields_are_skipped),
		cmocka_unit_test(a_byte_order_mark_is_taken_off_the_start_only),
		cmocka_unit_test(characters_of_several_bytes_survive_every_cut),
		cmocka_unit_test(an_event_at_the_end_needs_no_blank_line),
		cmocka_unit_test(comments_are_counted_and_say_nothing),
		cmocka_unit_test(a_line_of_json_without_a_field_is_an_event_by_itself),
		cmocka_unit_test(the_reader_can_stop_the_stream),
		cmocka_unit_test(an_event_of_the_allowed_size_passes),
		cmocka_unit_test(a_larger_event_is_refused),
		cmocka_unit_test(a_line_without_end_is_refused),
		cmocka_unit_test(a_long_event_name_is_refused),
		cmocka_unit_test(every_failed_allocation_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
