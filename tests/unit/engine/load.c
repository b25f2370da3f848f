/* A run's state out of its log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "codec/hash.h"
#include "core/decide.h"
#include "engine/run.h"
#include "support/torture.h"

#define PLAN "{\"tasks\":[{\"id\":\"a\",\"name\":\"a\",\"agent\":\"dev\"}]}"

struct log {
	struct ma_store *store;
	int64_t seq;
	char plan[MA_HASH_HEX_SIZE];
};

static void add(struct log *l, struct ma_event e)
{
	struct ma_store_blob blob = { .data = MA_STR(PLAN) };
	struct ma_store_append a = { .stream = "run/r1",
		.expected_seq = l->seq,
		.events_n = 1,
		.blobs = &blob,
		.blobs_n = 1 };
	struct ma_buf text = MA_BUF_INIT(64 * 1024);
	ma_err err = { MA_OK, 0, "" };
	struct ma_str json;

	memcpy(blob.hash, l->plan, sizeof(blob.hash));
	e.run = MA_STR("r1");
	e.seq = l->seq + 1;
	e.at_ms = 1000;
	ma_event_encode(&e, &text);
	json = ma_buf_str(&text);
	a.events = &json;
	if (ma_store_append(l->store, &a, &err))
		fail_msg("%s", err.msg);
	l->seq++;
	ma_buf_done(&text);
}

/* To where the planner's reply is read. */
static void begin(struct log *l)
{
	ma_err err = { MA_OK, 0, "" };

	*l = (struct log){ .seq = 0 };
	assert_int_equal(ma_store_memory_new(&l->store, &err), MA_OK);
	assert_int_equal(ma_hash_sha256(MA_STR(PLAN), l->plan, &err), MA_OK);
	add(l,
		(struct ma_event){ .kind = MA_EVENT_RUN_STARTED,
			.prompt = MA_STR("p"),
			.seed = MA_STR("s"),
			.jobs = 1 });
	add(l,
		(struct ma_event){ .kind = MA_EVENT_CALL_INTENDED,
			.task = MA_STR("plan"),
			.effect = MA_STR("e1"),
			.attempt = 1 });
	add(l,
		(struct ma_event){ .kind = MA_EVENT_CALL_PREPARED,
			.task = MA_STR("plan"),
			.effect = MA_STR("e1"),
			.request = MA_STR("q") });
	add(l,
		(struct ma_event){ .kind = MA_EVENT_CALL_ADMITTED,
			.task = MA_STR("plan"),
			.effect = MA_STR("e1"),
			.deadline_ms = 9000 });
	add(l,
		(struct ma_event){ .kind = MA_EVENT_CALL_REPLIED,
			.task = MA_STR("plan"),
			.effect = MA_STR("e1"),
			.reply = MA_STR("r") });
}

static ma_rc load(struct log *l, struct ma_state *s, ma_err *err)
{
	ma_state_init(s);
	return ma_engine_load(l->store, "r1", s, err);
}

static bool note(void *data, const struct ma_event *e)
{
	*(enum ma_event_kind *)data = e->kind;
	return e->kind != MA_EVENT_TASK_STARTED; /* enough was seen */
}

static void an_interruption_between_proposal_and_acceptance_is_resumed(void **state)
{
	enum ma_event_kind last = MA_EVENT_UNKNOWN;
	struct ma_event resumed = { .kind = MA_EVENT_RUN_RESUMED };
	ma_err err = { MA_OK, 0, "" };
	struct ma_state s;
	struct log l;

	(void)state;
	begin(&l);
	add(&l, (struct ma_event){ .kind = MA_EVENT_RUN_INTERRUPTED, .cause = MA_STR("SIGINT") });
	add(&l,
		(struct ma_event){ .kind = MA_EVENT_PLAN_PROPOSED,
			.task = MA_STR("plan"),
			.effect = MA_STR("e1"),
			.plan = ma_str(l.plan) });
	if (load(&l, &s, &err))
		fail_msg("%s", err.msg);
	assert_non_null(s.planner.proposal);
	assert_int_equal(ma_state_fold(&s, &resumed, &err), MA_OK);
	assert_int_equal(ma_decide(&s, 2000, note, &last, &err), MA_ENOMEM);
	assert_int_equal(last, MA_EVENT_TASK_STARTED);
	ma_state_done(&s);
	ma_store_free(l.store);
}

static void a_log_that_cannot_be_folded_is_the_stores_failure(void **state)
{
	ma_err err = { MA_OK, 0, "" };
	struct ma_state s;
	struct log l;

	(void)state;
	begin(&l);
	add(&l, (struct ma_event){ .kind = MA_EVENT_TASK_COMPLETED, .task = MA_STR("nobody") });
	assert_int_equal(load(&l, &s, &err), MA_EIO);
	assert_non_null(strstr(err.msg,
		"run r1 cannot be read back (`run --abandon` gives it up): event 6 (task.completed): no such task"));
	ma_state_done(&s);
	ma_store_free(l.store);
}

static ma_rc load_once(void *data, ma_err *err)
{
	struct ma_state s;
	ma_rc rc = load(data, &s, err);

	ma_state_done(&s);
	return rc;
}

static void every_failed_allocation_of_a_fold_is_told_and_leaks_nothing(void **state)
{
	struct log l;

	(void)state;
	begin(&l);
	add(&l,
		(struct ma_event){ .kind = MA_EVENT_PLAN_PROPOSED,
			.task = MA_STR("plan"),
			.effect = MA_STR("e1"),
			.plan = ma_str(l.plan) });
	add(&l,
		(struct ma_event){
			.kind = MA_EVENT_PLAN_ACCEPTED, .plan = ma_str(l.plan), .count = 1 });
	add(&l, (struct ma_event){ .kind = MA_EVENT_TASK_STARTED, .task = MA_STR("a") });
	torture(load_once, &l);
	ma_store_free(l.store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_interruption_between_proposal_and_acceptance_is_resumed),
		cmocka_unit_test(a_log_that_cannot_be_folded_is_the_stores_failure),
		cmocka_unit_test(every_failed_allocation_of_a_fold_is_told_and_leaks_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
