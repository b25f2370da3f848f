/* A spool whose disk says no: before the request it is a failure, later the call goes on without, and what is left is never taken for whole. */
#include <errno.h>

#include "base/limits.h"
#include "llm/spool.h"
#include "support/fail_calls.h"
#include "support/tmpdir.h"
#include "support/torture.h"

static const int errors[] = { ENOSPC, EIO, EROFS, EDQUOT, EINTR, FAIL_SHORT };

struct place {
	char root[TMPDIR_SIZE];
	struct ma_private dir;
	struct ma_loop *loop;
	struct ma_spool_id id;
};

static int set_up(void **state)
{
	static struct place p;
	ma_err err = { MA_OK, 0, "" };

	p.dir = (struct ma_private)MA_PRIVATE_CLOSED;
	p.id = (struct ma_spool_id){ MA_STR("r"), MA_STR("e"), MA_STR("k"), MA_STR("gemini") };
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

/* An answer in ten turns. Whether its spool says that it holds all of it. */
static bool answer(struct place *p, struct ma_spool *s)
{
	const struct ma_http_head head = { .status = 200 };
	bool whole;
	int i;

	ma_spool_tap.head(s, &head);
	for (i = 0; i < 10; i++) {
		ma_spool_tap.bytes(s, MA_STR("0123456789"));
		ma_loop_run(p->loop);
	}
	ma_spool_tap.end(s, MA_LLM_WIRE_WHOLE);
	whole = ma_spool_end(s, NULL);
	ma_spool_sync(s);
	ma_spool_close(s);
	ma_loop_run(p->loop);
	return whole;
}

static bool is_whole(struct place *p)
{
	struct ma_spooled s = MA_SPOOLED_INIT(MA_MIB);
	ma_err err = { MA_OK, 0, "" };
	char *text = NULL;
	ma_rc rc = ma_spool_load(&p->dir, &p->id, &text, &s, &err);
	bool whole = !rc && s.whole;

	if (whole)
		assert_int_equal(s.wire.body.n, 100);
	ma_spooled_done(&s);
	ma_free(text);
	return whole;
}

/* Fail call k of an answer; false when it makes fewer. */
static bool fail_at(struct place *p, int64_t k, int error)
{
	struct ma_spool *s = NULL;
	ma_err err = { MA_OK, 0, "" };
	bool said = false, more;
	ma_rc rc;

	fail_calls_plan(FAIL_BIT(WRITE) | FAIL_BIT(OPEN) | FAIL_BIT(FSYNC), k, error, false);
	rc = ma_spool_create(&p->dir, &p->id, p->loop, &s, &err);
	if (!rc)
		said = answer(p, s);
	more = fail_calls_stop() > k;
	if (rc && (rc != MA_EIO || err.sys != error))
		fail_msg("call %d fails with %d: %s", (int)k, error, err.msg);
	if (rc && error == ENOSPC)
		assert_non_null(strstr(err.msg, "spool/r.e: No space left on device"));
	if (said != (!rc && is_whole(p)))
		fail_msg("call %d fails with %d, and the spool is %s", (int)k, error,
			said ? "said to be whole" : "whole");
	if ((error == FAIL_SHORT || !more) && !said)
		fail_msg("call %d is short or does not fail, and the answer is lost", (int)k);
	return more;
}

static void whatever_fails_is_told_or_is_not_whole(void **state)
{
	size_t i;
	int64_t k;

	for (i = 0; i < MA_COUNT(errors); i++) {
		for (k = 0; fail_at(*state, k, errors[i]); k++)
			;
		assert_true(k > 10);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			whatever_fails_is_told_or_is_not_whole, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
