/* Changes of the shared context that nobody waits for. */
#include "base/str.h"
#include "metaagent/context.h"
#include "support/tmpdir.h"
#include "support/torture.h"

#include <poll.h>
#include <stdio.h>

#define POSTS 30

struct place {
	char dir[TMPDIR_SIZE];
	ma_ctx *ctx;
	ma_context *c;
};

static int set_up(void **state)
{
	static struct place p;
	ma_err err = { .code = MA_OK };

	tmpdir_make(p.dir);
	assert_int_equal(ma_ctx_new(NULL, &p.ctx, &err), MA_OK);
	assert_int_equal(ma_context_open(p.dir, 1, &p.c, &err), MA_OK);
	*state = &p;
	return 0;
}

static int tear_down(void **state)
{
	struct place *p = *state;

	ma_context_free(p->c);
	ma_ctx_free(p->ctx);
	tmpdir_remove(p->dir);
	return 0;
}

struct told {
	int n;
	ma_rc rc;
	int64_t version;
	char msg[256];
};

static void on_done(void *data, ma_rc rc, const ma_err *err, int64_t version)
{
	struct told *t = data;

	t->n++;
	t->rc = rc;
	t->version = version;
	if (rc)
		snprintf(t->msg, sizeof(t->msg), "%s", err->msg);
}

static void post(struct place *p, const char *what, const char *name, const char *json,
	int64_t if_version, struct told *told)
{
	ma_err err = { .code = MA_OK };

	if (ma_context_post(p->c, p->ctx, what, name, json, if_version, on_done, told, &err))
		fail_msg("%s", err.msg);
}

static void wait_for(struct place *p, const struct told *told, int n)
{
	while (told->n < n) {
		struct pollfd fd = { .fd = ma_ctx_fd(p->ctx), .events = POLLIN };

		(void)poll(&fd, 1, ma_ctx_timeout_ms(p->ctx));
		ma_ctx_turn(p->ctx);
	}
}

static void assert_list(ma_context *c, const char *want)
{
	ma_err err = { .code = MA_OK };
	char *json = NULL;

	assert_int_equal(ma_context_list(c, &json, &err), MA_OK);
	assert_string_equal(json, want);
	ma_string_free(json);
}

static void what_is_posted_is_told_and_there(void **state)
{
	struct place *p = *state;
	struct told told[5] = { { 0 } };
	int i;

	post(p, "set", "a", "1", MA_CONTEXT_ANY, &told[0]);
	post(p, "set", "b", "[ 2 ]", MA_CONTEXT_ANY, &told[1]);
	post(p, "event", "built", NULL, MA_CONTEXT_ANY, &told[2]);
	post(p, "artifact", "app", "{}", MA_CONTEXT_ANY, &told[3]);
	post(p, "remove", "a", NULL, 4, &told[4]);
	assert_int_equal(told[0].n, 0);
	wait_for(p, &told[4], 1);
	for (i = 0; i < 5; i++) {
		assert_int_equal(told[i].n, 1);
		assert_int_equal(told[i].rc, MA_OK);
		assert_int_equal(told[i].version, i + 1);
	}
	assert_list(p->c,
		"{\"version\":5,\"data\":{\"b\":{\"version\":2,\"value\":[2]}},"
		"\"artifacts\":{\"app\":{\"version\":4,\"value\":{}}},\"events\":1}");
}

static void a_version_that_is_not_there_any_more_is_a_conflict_of_that_one_alone(void **state)
{
	struct place *p = *state;
	struct told first = { 0 }, stale = { 0 }, last = { 0 };

	post(p, "set", "a", "1", 0, &first);
	post(p, "set", "a", "2", 0, &stale);
	post(p, "set", "b", "3", 1, &last);
	wait_for(p, &last, 1);
	assert_int_equal(first.rc, MA_OK);
	assert_int_equal(stale.rc, MA_ECONFLICT);
	assert_string_equal(stale.msg, "context is at 1, not 0");
	assert_int_equal(last.version, 2);
}

static void a_large_value_is_posted_too(void **state)
{
	struct place *p = *state;
	static char value[200000];
	struct told told = { 0 };
	ma_err err = { .code = MA_OK };
	char *json = NULL;

	memset(value, 'x', sizeof(value) - 1);
	value[0] = value[sizeof(value) - 2] = '"';
	post(p, "set", "large", value, MA_CONTEXT_ANY, &told);
	memset(value, 'y', 100); /* it is not needed any more */
	wait_for(p, &told, 1);
	assert_int_equal(told.rc, MA_OK);
	assert_int_equal(ma_context_get(p->c, "large", &json, NULL, &err), MA_OK);
	assert_int_equal(strlen(json), sizeof(value) - 1);
	assert_int_equal(json[1], 'x');
	ma_string_free(json);
}

static void what_was_posted_is_done_when_the_context_goes_first(void **state)
{
	struct place *p = *state;
	struct told told = { 0 };
	ma_err err = { .code = MA_OK };
	int64_t version = 0;
	int i;

	for (i = 0; i < POSTS; i++)
		post(p, "event", "e", NULL, MA_CONTEXT_ANY, &told);
	ma_context_free(p->c);
	ma_ctx_free(p->ctx);
	assert_int_equal(told.n, POSTS);
	assert_int_equal(told.version, POSTS);
	p->c = NULL;
	p->ctx = NULL;
	assert_int_equal(ma_context_open(p->dir, 0, &p->c, &err), MA_OK);
	assert_int_equal(ma_context_version(p->c, &version, &err), MA_OK);
	assert_int_equal(version, POSTS);
}

static void what_is_no_change_is_refused_at_once(void **state)
{
	static const struct {
		const char *what, *name, *json;
		ma_rc rc;
	} cases[] = {
		{ "put", "a", "1", MA_EMISUSE },
		{ "set", "a", NULL, MA_EMISUSE },
		{ "remove", "a", "1", MA_EMISUSE },
		{ "set", "", "1", MA_EINVALID },
		{ "set", "a", "nonsense", MA_EINVALID },
	};
	struct place *p = *state;
	struct told told = { 0 };
	ma_err err = { .code = MA_OK };
	size_t i;

	for (i = 0; i < MA_COUNT(cases); i++)
		if (ma_context_post(p->c, p->ctx, cases[i].what, cases[i].name, cases[i].json,
			    MA_CONTEXT_ANY, on_done, &told, &err) != cases[i].rc)
			fail_msg("%s %s: %s", cases[i].what, cases[i].name, err.msg);
	assert_int_equal(told.n, 0);
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_is_posted_is_told_and_there),
		CASE(a_version_that_is_not_there_any_more_is_a_conflict_of_that_one_alone),
		CASE(a_large_value_is_posted_too),
		CASE(what_was_posted_is_done_when_the_context_goes_first),
		CASE(what_is_no_change_is_refused_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
