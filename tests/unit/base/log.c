#include "base/log.h"

#include <pthread.h>
#include <string.h>

#include "support/torture.h"

struct heard {
	enum ma_log_level level;
	char line[8192];
	int n;
};

static void hear(void *data, enum ma_log_level level, const char *line)
{
	struct heard *h = data;

	h->level = level;
	h->n++;
	assert_true(strlen(line) < sizeof(h->line));
	memcpy(h->line, line, strlen(line) + 1);
}

static int setup(void **state)
{
	static struct heard h;

	h = (struct heard){ .n = 0 };
	*state = &h;
	ma_log_to(hear, &h, MA_LOG_INFO);
	return 0;
}

static int teardown(void **state)
{
	MA_UNUSED(state);
	ma_log_to(NULL, NULL, MA_LOG_DEBUG);
	return 0;
}

static void a_line_is_the_event_and_its_fields(void **state)
{
	struct heard *h = *state;

	ma_log(MA_LOG_WARN, "task.start", "task=%s attempt=%d", "x", 2);
	assert_string_equal(h->line, "task.start task=x attempt=2");
	assert_int_equal(h->level, MA_LOG_WARN);
}

static void lines_above_the_level_are_not_heard(void **state)
{
	struct heard *h = *state;

	ma_log(MA_LOG_DEBUG, "x", "y");
	assert_int_equal(h->n, 0);
	ma_log(MA_LOG_INFO, "x", "y");
	assert_int_equal(h->n, 1);
}

static void without_a_sink_nothing_happens(void **state)
{
	struct heard *h = *state;

	ma_log_to(NULL, NULL, MA_LOG_DEBUG);
	ma_log(MA_LOG_ERROR, "x", "y");
	assert_int_equal(h->n, 0);
}

static void a_value_cannot_forge_a_line(void **state)
{
	struct heard *h = *state;

	ma_log(MA_LOG_INFO, "task.start", "task=%s", "x\nrun.end \x1b[2Jok\r\n\n");
	assert_string_equal(h->line, "task.start task=x\\nrun.end \\x1b[2Jok\\x0d\\n");
}

static void a_long_line_is_cut(void **state)
{
	struct heard *h = *state;
	char text[5000];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	ma_log(MA_LOG_INFO, "x", "%s", text);
	assert_in_range(strlen(h->line), 1000, 1100);
	memset(text, 1, sizeof(text) - 1);
	ma_log(MA_LOG_INFO, "x", "%s", text);
	assert_int_equal(h->n, 2);
}

static void a_line_is_lost_where_memory_is(void **state)
{
	struct heard *h = *state;

	ma_alloc_fail_after(0);
	ma_log(MA_LOG_INFO, "x", "y");
	ma_alloc_fail_after(-1);
	assert_int_equal(h->n, 0);
}

static void *log_many(void *data)
{
	int i;

	for (i = 0; i < 1000; i++)
		ma_log(MA_LOG_INFO, "x", "from=%s i=%d", (const char *)data, i);
	return NULL;
}

static void threads_take_turns(void **state)
{
	struct heard *h = *state;
	char name[] = "other";
	pthread_t t;

	assert_int_equal(pthread_create(&t, NULL, log_many, name), 0);
	(void)log_many(name); /* returns nothing */
	assert_int_equal(pthread_join(t, NULL), 0);
	assert_int_equal(h->n, 2000);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_line_is_the_event_and_its_fields),
		TEST(lines_above_the_level_are_not_heard),
		TEST(without_a_sink_nothing_happens),
		TEST(a_value_cannot_forge_a_line),
		TEST(a_long_line_is_cut),
		TEST(a_line_is_lost_where_memory_is),
		TEST(threads_take_turns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
