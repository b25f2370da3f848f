/* Appends of several callers: each is told his own result, whatever store it is, and they share commits. */
#include "base/alloc.h"
#include "store/writer.h"
#include "support/stores.h"

#define MANY 40

static struct ma_store_append append_of(const char *stream, int64_t expected, struct ma_str *event)
{
	return (struct ma_store_append){
		.stream = stream, .expected_seq = expected, .events = event, .events_n = 1
	};
}

static void each_of_several_is_made_or_refused_by_itself(void **state)
{
	struct ma_str events[] = { MA_STR("1"), MA_STR("2"), MA_STR("3"), MA_STR("\xff"),
		MA_STR("5"), MA_STR("6") };
	struct ma_store_append v[] = { append_of(RUN, 0, &events[0]),
		append_of(RUN, 0, &events[1]), /* stale */
		append_of("context", MA_STORE_END, &events[2]),
		append_of("context", MA_STORE_END, &events[3]), /* no text */
		append_of(RUN, 1, &events[4]), append_of("Bad name", 0, &events[5]) };
	const struct ma_store_append *a[MA_COUNT(v)];
	struct ma_store_result r[MA_COUNT(v)];
	ma_rc want[] = { MA_OK, MA_ECONFLICT, MA_OK, MA_EINVALID, MA_OK, MA_EINVALID };
	size_t i;

	for (i = 0; i < MA_COUNT(v); i++)
		a[i] = &v[i];
	ma_store_append_all(store_of(state), a, MA_COUNT(v), r);
	for (i = 0; i < MA_COUNT(v); i++)
		assert_int_equal(r[i].rc, want[i]);
	assert_string_equal(r[1].err.msg, RUN " is at 1, not 0");
	assert_int_equal(r[0].last, 1);
	assert_int_equal(r[4].last, 2);
	assert_int_equal(r[2].last, 1);
	assert_reads(state, RUN, 0, collect, "1=1 2=5 ");
	assert_reads(state, "context", 0, collect, "1=3 ");
}

static void blobs_of_one_that_is_refused_are_not_stored(void **state)
{
	struct ma_store_blob blobs[] = { blob_of("kept"), blob_of("refused") };
	struct ma_str events[] = { MA_STR("1"), MA_STR("2") };
	struct ma_store_append v[] = { append_of(RUN, 0, &events[0]),
		append_of(RUN, 7, &events[1]) };
	const struct ma_store_append *a[] = { &v[0], &v[1] };
	struct ma_store_result r[2];
	ma_err err = { .code = MA_OK };
	char *out = NULL;
	size_t i, size = 0;

	for (i = 0; i < 2; i++) {
		v[i].blobs = &blobs[i];
		v[i].blobs_n = 1;
	}
	ma_store_append_all(store_of(state), a, 2, r);
	assert_int_equal(r[0].rc, MA_OK);
	assert_int_equal(r[1].rc, MA_ECONFLICT);
	assert_int_equal(ma_store_blob(store_of(state), blobs[0].hash, &out, &size, &err), MA_OK);
	ma_free(out);
	assert_int_equal(
		ma_store_blob(store_of(state), blobs[1].hash, &out, &size, &err), MA_ENOTFOUND);
}

/* A caller of a writer, who appends again when he is told, until he has had enough. */
struct caller {
	struct ma_writer *w;
	struct ma_store_append append;
	struct ma_str event;
	int left, told;
	ma_rc rc;
	int64_t last;
	int *order, rank; /* of being told */
};

static void on_done(void *data, ma_rc rc, const ma_err *err, int64_t last)
{
	struct caller *c = data;
	ma_err failed = { .code = MA_OK };

	assert_int_equal(rc, rc ? err->code : MA_OK);
	c->told++;
	c->rc = rc;
	c->last = last;
	c->rank = (*c->order)++;
	if (--c->left > 0)
		assert_int_equal(ma_writer_append(c->w, &c->append, on_done, c, &failed), MA_OK);
}

struct world {
	struct ma_loop *loop;
	struct ma_writer *w;
	int order;
};

static void begin(struct world *x, struct ma_store *store)
{
	ma_err err = { .code = MA_OK };

	*x = (struct world){ .order = 0 };
	assert_int_equal(ma_loop_new(&x->loop, &err), MA_OK);
	assert_int_equal(ma_writer_new(x->loop, store, &x->w, &err), MA_OK);
}

static void end(struct world *x)
{
	ma_loop_run(x->loop);
	assert_false(ma_writer_is_busy(x->w));
	ma_writer_free(x->w);
	ma_loop_free(x->loop);
}

static void ask(struct world *x, struct caller *c, int64_t expected, int times)
{
	ma_err err = { .code = MA_OK };

	*c = (struct caller){
		.w = x->w, .event = MA_STR("{}"), .left = times, .order = &x->order, .rank = -1
	};
	c->append = append_of("context", expected, &c->event);
	assert_int_equal(ma_writer_append(x->w, &c->append, on_done, c, &err), MA_OK);
	assert_int_equal(c->told, 0); /* never from inside */
}

static void all_are_told_in_the_order_in_which_they_asked(void **state)
{
	static struct caller c[MANY];
	struct world x;
	int i;

	begin(&x, store_of(state));
	for (i = 0; i < MANY; i++)
		ask(&x, &c[i], MA_STORE_END, 1);
	end(&x);
	for (i = 0; i < MANY; i++) {
		assert_int_equal(c[i].rc, MA_OK);
		assert_int_equal(c[i].rank, i);
		assert_int_equal(c[i].last, i + 1);
	}
}

static void who_is_stale_is_told_so_and_costs_the_others_nothing(void **state)
{
	static struct caller c[3];
	struct world x;

	begin(&x, store_of(state));
	ask(&x, &c[0], 0, 1);
	ask(&x, &c[1], 0, 1);
	ask(&x, &c[2], 1, 1);
	end(&x);
	assert_int_equal(c[0].rc, MA_OK);
	assert_int_equal(c[1].rc, MA_ECONFLICT);
	assert_int_equal(c[2].rc, MA_OK);
	assert_int_equal(c[2].last, 2);
}

static void whoever_is_told_may_ask_again(void **state)
{
	static struct caller c[MANY];
	struct world x;
	int i;

	begin(&x, store_of(state));
	for (i = 0; i < MANY; i++)
		ask(&x, &c[i], MA_STORE_END, 3);
	end(&x);
	for (i = 0; i < MANY; i++) {
		assert_int_equal(c[i].told, 3);
		assert_int_equal(c[i].rc, MA_OK);
	}
	assert_streams(state, "", "context@120 ");
}

/* Counts its commits, behind which the real one is. */
struct counting {
	struct ma_store base;
	struct ma_store *inner;
	int commits;
	bool fails;
};

static ma_rc counted_append(struct ma_store *self, const struct ma_store_append *a, ma_err *err)
{
	struct counting *c = (struct counting *)self;

	c->commits++;
	if (c->fails)
		return ma_fail(err, MA_EIO, "the disk has gone");
	return ma_store_append(c->inner, a, err);
}

static ma_rc counted_append_all(struct ma_store *self, const struct ma_store_append *const *a,
	size_t n, struct ma_store_result *results, ma_err *err)
{
	struct counting *c = (struct counting *)self;

	c->commits++;
	if (c->fails)
		return ma_fail(err, MA_EIO, "the disk has gone");
	ma_store_append_all(c->inner, a, n, results);
	return MA_OK;
}

static const struct ma_store_ops counting_ops = {
	.name = "counting", .append = counted_append, .append_all = counted_append_all
};

static void what_is_asked_for_together_is_one_commit(void **state)
{
	struct counting counting = { .base = { &counting_ops }, .inner = store_of(state) };
	static struct caller c[MANY];
	struct world x;
	int i;

	begin(&x, &counting.base);
	for (i = 0; i < MANY; i++)
		ask(&x, &c[i], MA_STORE_END, 5);
	end(&x);
	assert_int_equal(counting.commits, 5);
}

static void a_failure_is_told_to_all_of_the_commit(void **state)
{
	struct counting counting = {
		.base = { &counting_ops }, .inner = store_of(state), .fails = true
	};
	static struct caller c[3];
	struct world x;
	int i;

	begin(&x, &counting.base);
	for (i = 0; i < 3; i++)
		ask(&x, &c[i], MA_STORE_END, 1);
	end(&x);
	for (i = 0; i < 3; i++)
		assert_int_equal(c[i].rc, MA_EIO);
	assert_streams(state, "", "");
}

/* Without memory somebody is told so, and nobody is forgotten. */
static void memory_that_runs_out_is_told(void **state)
{
	static struct caller c[3];
	int64_t k;
	int told, asked, i;

	for (k = 0; k < 40; k++) {
		struct world x;
		ma_err err = { .code = MA_OK };

		begin(&x, store_of(state));
		(void)ma_alloc_fail_after(k);
		for (i = asked = 0; i < 3; i++) {
			c[i] = (struct caller){
				.w = x.w, .event = MA_STR("{}"), .left = 1, .order = &x.order
			};
			c[i].append = append_of("context", MA_STORE_END, &c[i].event);
			asked += ma_writer_append(x.w, &c[i].append, on_done, &c[i], &err) == MA_OK;
		}
		end(&x);
		(void)ma_alloc_fail_after(-1);
		for (i = told = 0; i < 3; i++)
			told += c[i].told;
		assert_int_equal(told, asked);
	}
}

int main(void)
{
	struct CMUnitTest tests[] = {
		STORES_CASE(each_of_several_is_made_or_refused_by_itself),
		STORES_CASE(blobs_of_one_that_is_refused_are_not_stored),
		STORES_CASE(all_are_told_in_the_order_in_which_they_asked),
		STORES_CASE(who_is_stale_is_told_so_and_costs_the_others_nothing),
		STORES_CASE(whoever_is_told_may_ask_again),
		STORES_CASE(what_is_asked_for_together_is_one_commit),
		STORES_CASE(a_failure_is_told_to_all_of_the_commit),
		STORES_CASE(memory_that_runs_out_is_told),
	};

	return stores_run(tests, MA_COUNT(tests));
}
