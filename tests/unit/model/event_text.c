/* Events as text that is not quite as we write it: read alike by the quick reader and the JSON parser, or refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "model/event.h"

#define HEAD "{\"v\":1,\"seq\":2,\"at\":\"2026-11-22T19:02:49.123Z\",\"run\":\"r\",\"kind\":"
#define SEEDS 20000

static ma_rc decode(struct ma_str json, struct ma_arena *arena, struct ma_event *e, ma_err *err)
{
	*err = (ma_err){ .code = MA_OK };
	*e = (struct ma_event){ .kind = MA_EVENT_UNKNOWN };
	return ma_event_decode(json, arena, e, err);
}

static void refused(const char *json, const char *message)
{
	struct ma_arena arena = MA_ARENA_INIT(1 << 16);
	struct ma_event e;
	ma_err err;

	if (decode(ma_str(json), &arena, &e, &err) != MA_EINVALID || !strstr(err.msg, message))
		fail_msg("%s: \"%s\", not \"%s\"", json, err.msg, message);
	ma_arena_done(&arena);
}

static bool same(const struct ma_event *a, const struct ma_event *b)
{
	bool alike = a->kind == b->kind && a->seq == b->seq && a->at_ms == b->at_ms &&
		ma_str_eq(a->run, b->run);
#define SAME_STR(member) alike = alike && ma_str_eq(a->member, b->member)
#define SAME_INT(member) alike = alike && a->member == b->member
#define SAME_TIME SAME_INT
#define SAME_BOOL SAME_INT
#define X(id, name, type, member) SAME_##type(member);
	MA_EVENT_FIELDS(X)
#undef X
	return alike;
}

static void what_must_be_there_is_written_even_when_it_is_empty(void **state)
{
	struct ma_arena arena = MA_ARENA_INIT(1 << 20);
	struct ma_buf text = MA_BUF_INIT(1 << 16);
	struct ma_event e, back;
	ma_err err;
	int kind;

	(void)state;
	for (kind = 1; kind < MA_EVENT_KINDS_N; kind++) {
		e = (struct ma_event){ .kind = (enum ma_event_kind)kind };
		ma_buf_clear(&text);
		ma_event_encode(&e, &text);
		if (decode(ma_buf_str(&text), &arena, &back, &err))
			fail_msg("%s: %s", text.p, err.msg);
		assert_true(same(&e, &back));
	}
	ma_arena_done(&arena);
	ma_buf_done(&text);
}

static void each_field_has_its_type(void **state)
{
#define WRONG_STR "[\"x\"]"
#define WRONG_INT "\"1\""
#define WRONG_TIME "\"yesterday\""
#define WRONG_BOOL "0"
#define X(id, name, type, member)                                      \
	refused(HEAD "\"task.dreamt\",\"" name "\":" WRONG_##type "}", \
		"\"" name "\" has the wrong type");                    \
	refused(HEAD "\"task.dreamt\",\"" name "\":null}", "\"" name "\" has the wrong type");
	(void)state;
	MA_EVENT_FIELDS(X)
#undef X
}

static void the_head_must_be_whole(void **state)
{
	(void)state;
	refused("", "");
	refused("[]", "no version");
	refused("{\"v\":0}", "no version");
	refused("{\"v\":\"1\"}", "no version");
	refused("{\"v\":1}", "no kind");
	refused("{\"v\":1,\"kind\":7}", "no kind");
	refused("{\"v\":1,\"kind\":\"task.started\"}", "\"at\" is not an RFC 3339 time");
	refused("{\"v\":1,\"kind\":\"task.started\",\"at\":5}", "\"at\" is not an RFC 3339 time");
	refused("{\"v\":1,\"kind\":\"task.started\",\"at\":\"noon\"}",
		"\"at\" is not an RFC 3339 time");
	refused(HEAD "\"task.completed\"}", "\"task\" is missing");
	refused(HEAD "\"task.completed\",\"task\":\"a\"", "");
	refused(HEAD "\"task.completed\",\"task\"", "");
	refused(HEAD "\"task.completed\",\"task", "");
	refused(HEAD "\"task.completed\",\"task\":\"a\"}}", "");
	refused(HEAD
		"\"task.retried\",\"task\":\"a\",\"attempt\":01,\"not_before\":\"2026-11-22T19:02:49Z\"}",
		"");
	refused(HEAD
		"\"task.retried\",\"task\":\"a\",\"attempt\":-,\"not_before\":\"2026-11-22T19:02:49Z\"}",
		"");
}

static uint64_t draw(uint64_t *random, uint64_t below)
{
	*random = *random * 6364136223846793005U + 1442695040888963407U;
	return (*random >> 33) % below;
}

static void draw_line(uint64_t *random, struct ma_buf *text)
{
	static const char *const texts[] = { "", "a", "h\"\\", "caf\xc3\xa9", "line\nbreak", "123" };
	struct ma_event e = { .kind = (enum ma_event_kind)(1 + draw(random, MA_EVENT_KINDS_N - 1)),
		.seq = (int64_t)draw(random, 1000),
		.run = MA_STR("r") };

#define DRAW_STR(member) member = ma_str(texts[draw(random, MA_COUNT(texts))])
#define DRAW_INT(member) member = draw(random, 3) ? 0 : (int64_t)draw(random, 2000) - 1000
#define DRAW_TIME DRAW_INT
#define DRAW_BOOL(member) member = draw(random, 3) == 0
#define X(id, name, type, member)      \
	if (draw(random, 4) == 0) {    \
		DRAW_##type(e.member); \
	}
	MA_EVENT_FIELDS(X)
#undef X
	ma_event_encode(&e, text);
}

/* One byte is another, is missing, or is there twice; or a part is elsewhere. */
static void spoil(uint64_t *random, struct ma_buf *text)
{
	static const char marks[] = "\",:{}[]0-1etn\\ ";
	size_t at = draw(random, text->n), from = draw(random, text->n);

	switch (draw(random, 5)) {
	case 0:
		text->p[at] = marks[draw(random, sizeof(marks) - 1)];
		break;
	case 1:
		memmove(text->p + at, text->p + at + 1, text->n - at - 1);
		text->n--;
		break;
	case 2:
		text->n = at;
		break;
	case 3:
		memmove(text->p + at, text->p + from, text->n - (at > from ? at : from));
		break;
	default:
		break; /* as it was */
	}
	text->p[text->n] = '\0';
}

static void the_quick_reader_and_the_json_parser_agree(void **state)
{
	struct ma_buf text = MA_BUF_INIT(1 << 16);
	uint64_t seed, random;
	int read = 0;

	(void)state;
	for (seed = 1; seed <= SEEDS; seed++) {
		struct ma_arena arena = MA_ARENA_INIT(1 << 20);
		struct ma_event quick, slow;
		ma_err a, b;

		random = seed;
		ma_buf_clear(&text);
		draw_line(&random, &text);
		spoil(&random, &text);
		(void)decode(ma_buf_str(&text), &arena, &quick, &a);
		ma_buf_adds(&text, " \n"); /* which only a JSON parser reads over */
		(void)decode(ma_buf_str(&text), &arena, &slow, &b);
		if (a.code != b.code || !same(&quick, &slow))
			fail_msg("seed %llu: %s: \"%s\", and \"%s\"", (unsigned long long)seed,
				text.p, a.msg, b.msg);
		read += a.code == MA_OK;
		ma_arena_done(&arena);
	}
	assert_in_range(read, SEEDS / 10, SEEDS * 9 / 10); /* both ways are gone */
	ma_buf_done(&text);
}

static void an_arena_without_room_is_told(void **state)
{
	static const char *const lines[] = { HEAD
		"\"task.completed\",\"task\":\"a long name of a task\"}",
		HEAD "\"task.completed\", \"task\":\"a long name of a task\"}" };
	struct ma_event e;
	ma_err err;
	size_t i, max;

	(void)state;
	for (i = 0; i < MA_COUNT(lines); i++) {
		ma_rc rc = MA_ENOMEM;

		for (max = 0; rc; max++) {
			struct ma_arena arena = MA_ARENA_INIT(max);

			rc = decode(ma_str(lines[i]), &arena, &e, &err);
			assert_true(rc == MA_OK || rc == MA_ENOMEM);
			ma_arena_done(&arena);
		}
		assert_true(max > 20);
	}
}

/* Every field is there, and its text must be escaped. */
static struct ma_event whole_event(void)
{
	struct ma_event e = { .kind = MA_EVENT_TASK_COMPLETED, .run = MA_STR("\"r\"") };

#define WHOLE_STR(member) member = MA_STR("\"\\\"")
#define WHOLE_INT(member) member = 7
#define WHOLE_TIME WHOLE_INT
#define WHOLE_BOOL(member) member = true
#define X(id, name, type, member) WHOLE_##type(e.member);
	MA_EVENT_FIELDS(X)
#undef X
	return e;
}

static void a_buffer_without_room_is_told(void **state)
{
	const struct ma_event e = whole_event();
	bool fits = false;
	size_t max;

	(void)state;
	for (max = 1; !fits; max++) {
		struct ma_buf text = MA_BUF_INIT(max);

		ma_event_encode(&e, &text);
		assert_true(text.rc == MA_OK || text.rc == MA_ELIMIT);
		fits = text.rc == MA_OK;
		ma_buf_done(&text);
	}
	assert_true(max > 500);
}

static void memory_that_runs_out_is_told(void **state)
{
	const struct ma_event e = whole_event();
	bool reached = true;
	int64_t k;

	(void)state;
	for (k = 0; reached; k++) {
		struct ma_buf text = MA_BUF_INIT(1 << 16);

		(void)ma_alloc_fail_after(k);
		ma_event_encode(&e, &text);
		reached = ma_alloc_fail_after(-1) > k;
		assert_int_equal(text.rc, reached ? MA_ENOMEM : MA_OK);
		ma_buf_done(&text);
	}
	assert_true(k > 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_must_be_there_is_written_even_when_it_is_empty),
		cmocka_unit_test(each_field_has_its_type),
		cmocka_unit_test(the_head_must_be_whole),
		cmocka_unit_test(the_quick_reader_and_the_json_parser_agree),
		cmocka_unit_test(an_arena_without_room_is_told),
		cmocka_unit_test(a_buffer_without_room_is_told),
		cmocka_unit_test(memory_that_runs_out_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
