/* Spools: what is written is read back, what is cut off or damaged is never whole, and a stranger's file is none. */
#include "llm/spool.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "support/tmpdir.h"
#include "support/torture.h"

#define RUN "01930000-0000-7000-8000-000000000001"
#define EFFECT "33b083dc7668985ef77d851bb544741b"
#define NAME RUN "." EFFECT
#define BODY "data: one\n\ndata: two\n\n"

static const struct ma_spool_id ours = { { RUN, sizeof(RUN) - 1 }, { EFFECT, sizeof(EFFECT) - 1 },
	{ "k", 1 }, { "gemini", 6 } };

struct place {
	char root[TMPDIR_SIZE];
	struct ma_private dir;
	struct ma_loop *loop;
};

static int set_up(void **state)
{
	static struct place p;
	ma_err err = { MA_OK, 0, "" };

	p.dir = (struct ma_private)MA_PRIVATE_CLOSED;
	tmpdir_make(p.root);
	*state = &p;
	return ma_loop_new(&p.loop, &err) || ma_private_open(&p.dir, p.root, "spool", &err);
}

static int tear_down(void **state)
{
	struct place *p = *state;

	ma_private_close(&p->dir);
	ma_loop_free(p->loop);
	tmpdir_remove(p->root);
	return ma_alloc_live() != 0;
}

static struct ma_spool *create(struct place *p)
{
	struct ma_spool *s = NULL;
	ma_err err = { MA_OK, 0, "" };

	if (ma_spool_create(&p->dir, &ours, p->loop, &s, &err))
		fail_msg("%s", err.msg);
	return s;
}

static void hear(struct ma_spool *s)
{
	const struct ma_str names[] = { MA_STR("content-type"), MA_STR("set-cookie"),
		MA_STR("x-request-id") };
	const struct ma_str values[] = { MA_STR("text/event-stream"), MA_STR("session=secret"),
		MA_STR("r-\"1\"") };
	const struct ma_http_head head = { 200, names, values, MA_COUNT(names) };
	struct ma_str body = MA_STR(BODY);

	ma_spool_tap.head(s, &head);
	ma_spool_tap.bytes(s, ma_str_n(body.p, 7));
	ma_spool_tap.bytes(s, ma_str_from(body, 7));
}

static void write_whole(struct place *p, enum ma_llm_wire_end end)
{
	struct ma_spool *s = create(p);

	hear(s);
	ma_spool_tap.end(s, end);
	assert_true(ma_spool_end(s, NULL));
	ma_spool_sync(s);
	ma_spool_close(s);
	ma_loop_run(p->loop);
}

static char *text_of(struct place *p, size_t *n)
{
	ma_err err = { MA_OK, 0, "" };
	char *text = NULL;

	if (ma_private_read(&p->dir, NAME, MA_MIB, &text, n, &err))
		fail_msg("%s", err.msg);
	return text;
}

static void what_was_heard_is_read_back(void **state)
{
	struct ma_spooled s = MA_SPOOLED_INIT(MA_MIB);
	struct place *p = *state;
	ma_err err = { MA_OK, 0, "" };
	char *text = NULL;

	write_whole(p, MA_LLM_WIRE_LEFT);
	assert_int_equal(ma_spool_load(&p->dir, &ours, &text, &s, &err), MA_OK);
	assert_true(s.whole);
	assert_int_equal(s.wire.end, MA_LLM_WIRE_LEFT);
	assert_int_equal(s.wire.head.status, 200);
	assert_int_equal(s.wire.head.n, 2);
	assert_true(ma_str_is(ma_http_header(&s.wire.head, "content-type"), "text/event-stream"));
	assert_true(ma_str_is(ma_http_header(&s.wire.head, "x-request-id"), "r-\"1\""));
	assert_true(ma_str_is(s.wire.body, BODY));
	ma_spooled_done(&s);
	ma_free(text);
}

static void cookies_are_not_kept_and_nobody_else_may_read_it(void **state)
{
	struct place *p = *state;
	struct stat st;
	size_t n = 0;
	char *text;

	write_whole(p, MA_LLM_WIRE_WHOLE);
	text = text_of(p, &n);
	assert_true(ma_str_find(ma_str_n(text, n), MA_STR("secret")) < 0);
	ma_free(text);
	assert_int_equal(fstatat(p->dir.fd, NAME, &st, 0), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(fstat(p->dir.fd, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
}

/* A provider without a wire. */
static void a_reply_that_nobody_heard_is_kept_as_it_is(void **state)
{
	const struct ma_llm_reply reply = { .text = MA_STR("hello"), .retry_after_ms = -1 };
	struct ma_spooled s = MA_SPOOLED_INIT(MA_MIB);
	struct place *p = *state;
	struct ma_spool *spool = create(p);
	ma_err err = { MA_OK, 0, "" };
	char *text = NULL;

	assert_true(ma_spool_end(spool, &reply));
	ma_spool_close(spool);
	assert_int_equal(ma_spool_load(&p->dir, &ours, &text, &s, &err), MA_OK);
	assert_true(s.whole);
	assert_int_equal(s.wire.head.status, 0);
	assert_true(ma_str_find(s.reply, MA_STR("\"text\":\"hello\"")) > 0);
	ma_spooled_done(&s);
	ma_free(text);
}

/* Whether these bytes are a whole spool; what there is of a body is the beginning of the true one. */
static bool is_whole(const char *bytes, size_t n)
{
	struct ma_spooled s = MA_SPOOLED_INIT(MA_MIB);
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc = ma_spool_read(ma_str_n(bytes, n), &ours, &s, &err);
	bool whole = !rc && s.whole;

	if (rc && rc != MA_EINVALID)
		fail_msg("%s", err.msg);
	ma_spooled_done(&s);
	return whole;
}

static void what_is_cut_off_anywhere_is_not_whole(void **state)
{
	struct place *p = *state;
	size_t n = 0, i;
	char *text;

	write_whole(p, MA_LLM_WIRE_WHOLE);
	text = text_of(p, &n);
	assert_true(is_whole(text, n));
	for (i = 0; i < n; i++)
		if (is_whole(text, i))
			fail_msg("%zu of %zu bytes are taken for all", i, n);
	ma_free(text);
}

static void what_came_before_the_cut_is_there(void **state)
{
	struct place *p = *state;
	struct ma_str body;
	size_t n = 0, i;
	ptrdiff_t at;
	char *text;

	write_whole(p, MA_LLM_WIRE_WHOLE);
	text = text_of(p, &n);
	at = ma_str_find(ma_str_n(text, n), MA_STR(BODY));
	assert_true(at > 0);
	for (i = 0; i < sizeof(BODY); i++) {
		struct ma_spooled s = MA_SPOOLED_INIT(MA_MIB);
		ma_err err = { MA_OK, 0, "" };

		assert_int_equal(
			ma_spool_read(ma_str_n(text, (size_t)at + i), &ours, &s, &err), MA_OK);
		body = s.wire.body;
		assert_int_equal(body.n, i < sizeof(BODY) - 1 ? i : sizeof(BODY) - 1);
		assert_true(body.n == 0 || memcmp(body.p, BODY, body.n) == 0);
		assert_false(s.whole);
		ma_spooled_done(&s);
	}
	ma_free(text);
}

static void a_turned_bit_anywhere_is_seen(void **state)
{
	struct place *p = *state;
	size_t n = 0, i;
	char *text;

	write_whole(p, MA_LLM_WIRE_WHOLE);
	text = text_of(p, &n);
	for (i = 0; i < 8 * n; i++) {
		text[i / 8] = (char)(text[i / 8] ^ 1 << i % 8);
		if (is_whole(text, n))
			fail_msg("bit %zu of byte %zu is not seen", i % 8, i / 8);
		text[i / 8] = (char)(text[i / 8] ^ 1 << i % 8);
	}
	ma_free(text);
}

static void another_calls_spool_is_refused(void **state)
{
	struct place *p = *state;
	struct ma_spool_id other[4] = { ours, ours, ours, ours };
	size_t n = 0, i;
	char *text;

	other[0].run = MA_STR("01930000-0000-7000-8000-000000000002");
	other[1].effect = MA_STR("0");
	other[2].key = MA_STR("");
	other[3].provider = MA_STR("openai");
	write_whole(p, MA_LLM_WIRE_WHOLE);
	text = text_of(p, &n);
	for (i = 0; i < MA_COUNT(other); i++) {
		struct ma_spooled s = MA_SPOOLED_INIT(MA_MIB);
		ma_err err = { MA_OK, 0, "" };

		assert_int_equal(ma_spool_read(ma_str_n(text, n), &other[i], &s, &err), MA_EINVALID);
		assert_string_equal(err.msg, "it is of another call");
		ma_spooled_done(&s);
	}
	ma_free(text);
}

static ma_rc load(struct place *p)
{
	struct ma_spooled s = MA_SPOOLED_INIT(MA_MIB);
	ma_err err = { MA_OK, 0, "" };
	char *text = NULL;
	ma_rc rc = ma_spool_load(&p->dir, &ours, &text, &s, &err);

	ma_spooled_done(&s);
	ma_free(text);
	return rc;
}

static void only_a_regular_file_is_read(void **state)
{
	struct place *p = *state;

	assert_int_equal(load(p), MA_ENOTFOUND);
	assert_int_equal(symlinkat("/etc/passwd", p->dir.fd, NAME), 0);
	assert_int_equal(load(p), MA_EREFUSED);
	assert_int_equal(unlinkat(p->dir.fd, NAME, 0), 0);
	assert_int_equal(mkfifoat(p->dir.fd, NAME, 0600), 0);
	assert_int_equal(load(p), MA_EREFUSED);
	assert_int_equal(unlinkat(p->dir.fd, NAME, 0), 0);
	assert_int_equal(mkdirat(p->dir.fd, NAME, 0700), 0);
	assert_int_equal(load(p), MA_EREFUSED);
	assert_int_equal(unlinkat(p->dir.fd, NAME, AT_REMOVEDIR), 0);
}

/* A link that somebody planted is replaced, not followed. */
static void a_link_in_its_place_is_not_written_through(void **state)
{
	struct place *p = *state;
	char path[TMPDIR_SIZE + 16];

	snprintf(path, sizeof(path), "%s/victim", p->root);
	assert_int_equal(symlinkat(path, p->dir.fd, NAME), 0);
	write_whole(p, MA_LLM_WIRE_WHOLE);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(load(p), MA_OK);
}

static void a_directory_that_is_a_link_is_refused(void **state)
{
	struct place *p = *state;
	struct ma_private d = MA_PRIVATE_CLOSED;
	ma_err err = { MA_OK, 0, "" };
	char path[TMPDIR_SIZE + 16];

	snprintf(path, sizeof(path), "%s/link", p->root);
	assert_int_equal(symlink("spool", path), 0);
	assert_int_equal(ma_private_open(&d, p->root, "link", &err), MA_EREFUSED);
	assert_int_equal(d.fd, -1);
}

static bool keeps_none(void *data, struct ma_str effect)
{
	assert_true(ma_str_is(effect, EFFECT));
	++*(int *)data;
	return false;
}

static void a_run_is_swept_and_others_stay(void **state)
{
	struct place *p = *state;
	ma_err err = { MA_OK, 0, "" };
	int asked = 0;

	write_whole(p, MA_LLM_WIRE_WHOLE);
	assert_int_equal(ma_spool_sweep(&p->dir, MA_STR("0193"), keeps_none, &asked, &err), MA_OK);
	assert_int_equal(asked, 0);
	assert_int_equal(load(p), MA_OK);
	assert_int_equal(ma_spool_sweep(&p->dir, MA_STR(RUN), keeps_none, &asked, &err), MA_OK);
	assert_int_equal(asked, 1);
	assert_int_equal(load(p), MA_ENOTFOUND);
}

static ma_rc write_and_read(void *data, ma_err *err)
{
	struct ma_spooled s = MA_SPOOLED_INIT(MA_MIB);
	struct place *p = data;
	struct ma_spool *spool = NULL;
	char *text = NULL;
	bool kept = false;
	ma_rc rc = ma_spool_create(&p->dir, &ours, p->loop, &spool, err);

	if (rc)
		return rc;
	hear(spool);
	ma_spool_tap.end(spool, MA_LLM_WIRE_WHOLE);
	kept = ma_spool_end(spool, NULL);
	ma_spool_close(spool);
	ma_loop_run(p->loop);
	rc = ma_spool_load(&p->dir, &ours, &text, &s, err);
	if (!rc)
		assert_int_equal(s.whole, kept);
	if (!rc && !kept)
		rc = MA_ENOMEM;
	ma_spooled_done(&s);
	ma_free(text);
	return rc;
}

static void without_memory_it_is_not_whole(void **state)
{
	torture(write_and_read, *state);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		CASE(what_was_heard_is_read_back),
		CASE(cookies_are_not_kept_and_nobody_else_may_read_it),
		CASE(a_reply_that_nobody_heard_is_kept_as_it_is),
		CASE(what_is_cut_off_anywhere_is_not_whole),
		CASE(what_came_before_the_cut_is_there),
		CASE(a_turned_bit_anywhere_is_seen),
		CASE(another_calls_spool_is_refused),
		CASE(only_a_regular_file_is_read),
		CASE(a_link_in_its_place_is_not_written_through),
		CASE(a_directory_that_is_a_link_is_refused),
		CASE(a_run_is_swept_and_others_stay),
		CASE(without_memory_it_is_not_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
