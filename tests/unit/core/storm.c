/*
 * A storm: many tasks at once at a server that serves two calls in a second, any second. The core's own fold,
 * decisions and gate on virtual time; the server is honest and strict.
 */
#include "base/alloc.h"
#include "support/drive.h"

#define SERVED_MS 1000
#define SERVED_N 2
#define REFUSAL_MS 20
#define TASKS_MAX 64

/* What the server says besides yes and no. */
enum says { NOTHING, RETRY_AFTER, LIMITS };

struct call {
	bool busy, refused;
	int64_t ends_at;
	struct ma_allowances allows;
};

struct storm {
	struct drive d;
	struct ma_gate gate;
	struct ma_terms terms;
	enum says says;
	int64_t reply_ms;
	struct call calls[TASKS_MAX];
	int64_t served[TASKS_MAX * 4];
	int64_t served_n, sent_n;
	int64_t refused_at; /* the first refusal came back; 0: none */
	int64_t sent_after, served_after;
};

static int64_t count_served(const struct storm *s, int64_t *newest_out)
{
	int64_t n = 0, i;

	*newest_out = s->served_n > 0 ? s->served[s->served_n - 1] : 0;
	for (i = 0; i < s->served_n; i++)
		n += s->d.now - s->served[i] < SERVED_MS;
	return n;
}

static struct ma_allowances allows(const struct storm *s)
{
	int64_t newest, n = count_served(s, &newest), reset = newest + SERVED_MS - s->d.now;

	if (s->says != LIMITS)
		return (struct ma_allowances){ .age_ms = 0 };
	return (struct ma_allowances){ .requests = {
					       SERVED_N, SERVED_N - n, reset > 0 ? reset : 1 } };
}

/* A call reaches the server. */
static void arrive(struct storm *s, struct call *c)
{
	int64_t newest;

	c->busy = true;
	c->refused = count_served(s, &newest) >= SERVED_N;
	if (!c->refused)
		s->served[s->served_n++] = s->d.now;
	c->ends_at = s->d.now + (c->refused ? REFUSAL_MS : s->reply_ms);
	s->sent_n++;
	if (s->refused_at > 0) {
		s->sent_after++;
		s->served_after += !c->refused;
	}
}

static void end(struct storm *s, uint32_t task)
{
	struct ma_work *w = &s->d.s.works[task];
	struct call *c = &s->calls[task];
	char id[8];

	(void)snprintf(id, sizeof(id), "t%u", task); /* fits */
	c->busy = false;
	if (c->refused && s->refused_at == 0)
		s->refused_at = s->d.now;
	if (c->refused) {
		drive_outcome(&s->d, id,
			(struct ma_event){ .kind = MA_EVENT_CALL_FAILED,
				.class = MA_STR("rate"),
				.message = MA_STR("HTTP 429"),
				.retry_after_ms = s->says == NOTHING ? 0 : 1000,
				.allows = allows(s) });
		return;
	}
	drive_outcome(&s->d, id,
		(struct ma_event){ .kind = MA_EVENT_CALL_REPLIED,
			.reply = MA_STR("reply"),
			.allows = allows(s) });
	assert_int_equal(w->state, MA_TASK_READING);
	drive_outcome(&s->d, id,
		(struct ma_event){ .kind = MA_EVENT_FILES_PROPOSED, .files = MA_STR("f") });
}

/* Requests are made at once, and what may leave is sent. */
static void follow(struct storm *s, uint32_t tasks)
{
	struct ma_work *w;
	char id[8];
	uint32_t i;

	for (i = 0; i < tasks; i++) {
		w = &s->d.s.works[i];
		(void)snprintf(id, sizeof(id), "t%u", i); /* fits */
		if (w->state == MA_TASK_PREPARING && w->request.n == 0)
			drive_prepare(&s->d, id);
		if (w->state == MA_TASK_CALLING && !s->calls[i].busy)
			arrive(s, &s->calls[i]);
	}
}

/* What is next: an answer, or something to decide. */
static int64_t next_at(const struct storm *s, uint32_t tasks)
{
	int64_t at = ma_wake_at(&s->d.s, s->d.now);
	uint32_t i;

	for (i = 0; i < tasks; i++)
		if (s->calls[i].busy && s->calls[i].ends_at < at)
			at = s->calls[i].ends_at;
	assert_true(at < INT64_MAX && at - s->d.now < 100000); /* it never stands still */
	return at;
}

static void weather(struct storm *s, uint32_t tasks)
{
	uint32_t i, steps;

	for (steps = 0; s->d.s.tally.completed + s->d.s.tally.failed < tasks; steps++) {
		assert_true(steps < 10000);
		follow(s, tasks);
		s->d.now = next_at(s, tasks);
		for (i = 0; i < tasks; i++)
			if (s->calls[i].busy && s->calls[i].ends_at <= s->d.now)
				end(s, i);
		drive_decide(&s->d);
	}
}

/* All tasks of a storm; `most`: requests for each success after the first refusal, in hundredths. */
static void storm(uint32_t tasks, enum says says, int64_t reply_ms, int64_t most)
{
	struct ma_buf plan = MA_BUF_INIT(1 << 20);
	struct storm s = { .says = says, .reply_ms = reply_ms };
	int64_t began, ratio, ideal = (tasks - 1) / SERVED_N * SERVED_MS + reply_ms;
	uint32_t i;

	s.terms.gates[0] = &s.gate;
	for (i = 0; i < tasks; i++)
		ma_buf_addf(&plan, "%s{\"id\":\"t%u\",\"name\":\"T\",\"agent\":\"dev\"}",
			i > 0 ? "," : "{\"tasks\":[", i);
	ma_buf_adds(&plan, "]}");
	drive_start_as(&s.d, plan.p, (struct ma_event){ .jobs = tasks }, &s.terms);
	began = s.d.now;
	weather(&s, tasks);
	ratio = s.served_after > 0 ? (100 * s.sent_after + s.served_after - 1) / s.served_after
				   : 100;
	print_message("%u tasks, says %d, %lld ms: %lld requests, %lld.%02lld each after the first "
		      "refusal, %lld ms, ideal %lld ms\n",
		tasks, (int)says, (long long)reply_ms, (long long)s.sent_n, (long long)ratio / 100,
		(long long)ratio % 100, (long long)(s.d.now - began), (long long)ideal);
	assert_int_equal(s.d.s.tally.completed, tasks);
	assert_true(ratio <= most);
	assert_true(s.d.now - began <= ideal + ideal / 4 + 500);
	ma_buf_done(&plan);
	drive_done(&s.d);
}

static void with_hints_hardly_a_request_is_wasted_after_the_first_refusal(void **state)
{
	(void)state;
	storm(16, RETRY_AFTER, 50, 106);
	storm(16, RETRY_AFTER, 300, 106);
	storm(16, RETRY_AFTER, 3000, 106);
	storm(64, RETRY_AFTER, 50, 106);
	storm(64, RETRY_AFTER, 300, 106);
	storm(64, RETRY_AFTER, 3000, 106);
}

static void with_limits_told_hardly_any_either(void **state)
{
	(void)state;
	storm(16, LIMITS, 50, 106);
	storm(16, LIMITS, 300, 106);
	storm(16, LIMITS, 3000, 106);
	storm(64, LIMITS, 50, 106);
	storm(64, LIMITS, 300, 106);
	storm(64, LIMITS, 3000, 106);
}

static void without_any_hint_the_pace_is_found_all_the_same(void **state)
{
	(void)state;
	storm(16, NOTHING, 50, 110);
	storm(16, NOTHING, 300, 110);
	storm(16, NOTHING, 3000, 110);
	storm(64, NOTHING, 50, 110);
	storm(64, NOTHING, 300, 110);
	storm(64, NOTHING, 3000, 110);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(with_hints_hardly_a_request_is_wasted_after_the_first_refusal),
		cmocka_unit_test(with_limits_told_hardly_any_either),
		cmocka_unit_test(without_any_hint_the_pace_is_found_all_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
