/* Group commit. */
#include "store/writer.h"

#include "base/alloc.h"

#define GROUP_MAX 1024 /* appends in one commit: others wait for its lock */

struct entry {
	struct entry *next;
	const struct ma_store_append *append;
	ma_writer_done_fn *done;
	void *data;
};

/* One commit. */
struct group {
	struct ma_writer *w;
	const struct ma_store_append **appends;
	struct ma_store_result *results;
	size_t n, cap;
};

struct ma_writer {
	struct ma_loop *loop;
	struct ma_store *store;
	struct entry *first, *last; /* that wait */
	struct entry *told;         /* of the commit that is under way, or being told of */
	struct group *group;        /* that is under way; NULL: none */
	struct group *spare;        /* the last one, for the next commit; NULL: none */
	struct ma_defer start;
	bool telling;
	bool leaving; /* freed by whom it tells */
};

ma_rc ma_writer_new(
	struct ma_loop *loop, struct ma_store *store, struct ma_writer **out, ma_err *err)
{
	struct ma_writer *w = ma_new(struct ma_writer);

	if (!w)
		return ma_fail_nomem(err);
	w->loop = loop;
	w->store = store;
	*out = w;
	return MA_OK;
}

bool ma_writer_is_busy(const struct ma_writer *w)
{
	return w->first || w->told || w->group;
}

static void group_free(struct group *g)
{
	if (!g)
		return;
	ma_free((void *)(uintptr_t)g->appends);
	ma_free(g->results);
	ma_free(g);
}

static struct group *group_new(struct ma_writer *w, size_t n)
{
	struct group *g = ma_new(struct group);

	if (!g)
		return NULL;
	g->w = w;
	g->cap = n;
	g->appends = ma_new_n(const struct ma_store_append *, n);
	g->results = ma_new_n(struct ma_store_result, n);
	if (g->appends && g->results)
		return g;
	group_free(g);
	return NULL;
}

/* Results are large, and a commit is mostly followed by one of as many. NULL: memory is out. */
static struct group *group_get(struct ma_writer *w, size_t n)
{
	struct group *g = w->spare;

	w->spare = NULL;
	if (g && g->cap >= n)
		return g;
	group_free(g);
	return group_new(w, n);
}

static void writer_free(struct ma_writer *w)
{
	group_free(w->spare);
	ma_free(w);
}

void ma_writer_free(struct ma_writer *w)
{
	if (!w)
		return;
	MA_ASSERT(!ma_writer_is_busy(w));
	if (w->telling)
		w->leaving = true;
	else
		writer_free(w);
}

static void work(void *data)
{
	struct group *g = data;

	ma_store_append_all(g->w->store, g->appends, g->n, g->results);
}

static void schedule(struct ma_writer *w);

/*
 * Each is out of the list before he is told: he may append again, and the last one may free the writer. `g`, whose
 * results they are told where there is no `failure`, is the next commit's; NULL: there was no memory for it.
 */
static void tell(struct ma_writer *w, struct group *g, const ma_err *failure)
{
	struct ma_store_result failed = { MA_OK, { MA_OK, 0, "" }, 0 };
	const struct ma_store_result *r;
	struct entry *e;
	size_t i;

	w->telling = true;
	for (i = 0; (e = w->told); i++) {
		w->told = e->next;
		if (failure) {
			failed.rc = failure->code;
			failed.err = *failure;
		}
		r = failure ? &failed : &g->results[i];
		e->done(e->data, r->rc, &r->err, r->last);
		ma_free(e);
	}
	w->telling = false;
	w->spare = g;
	if (w->leaving)
		writer_free(w);
	else if (w->first)
		schedule(w);
}

static void done(void *data)
{
	struct group *g = data;
	struct ma_writer *w = g->w;

	w->group = NULL;
	tell(w, g, NULL);
}

/* The first ones that wait, no more than fit into a commit. */
static size_t take(struct ma_writer *w)
{
	struct entry *last = w->first;
	size_t n = 1;

	while (n < GROUP_MAX && last->next) {
		last = last->next;
		n++;
	}
	w->told = w->first;
	w->first = last->next;
	if (!w->first)
		w->last = NULL;
	last->next = NULL;
	return n;
}

static void start(void *data)
{
	struct ma_writer *w = data;
	size_t n = take(w), i;
	struct group *g = group_get(w, n);
	struct entry *e = w->told;
	ma_err err = { MA_OK, 0, "" };

	if (!g) {
		(void)ma_fail_nomem(&err); /* told below */
		tell(w, NULL, &err);
		return;
	}
	for (i = 0; i < n; i++, e = e->next)
		g->appends[i] = e->append;
	g->n = n;
	w->group = g;
	if (!ma_loop_work(w->loop, work, done, g, &err))
		return;
	w->group = NULL;
	tell(w, g, &err);
}

/* At the end of the loop's turn: what is asked for in one turn goes together. */
static void schedule(struct ma_writer *w)
{
	if (!w->start.queued && !w->group && !w->told)
		ma_loop_defer_in(w->loop, &w->start, start, w);
}

ma_rc ma_writer_append(struct ma_writer *w, const struct ma_store_append *a,
	ma_writer_done_fn *done_fn, void *data, ma_err *err)
{
	struct entry *e = ma_new(struct entry);

	if (!e)
		return ma_fail_nomem(err);
	*e = (struct entry){ NULL, a, done_fn, data };
	if (w->last)
		w->last->next = e;
	else
		w->first = e;
	w->last = e;
	schedule(w);
	return MA_OK;
}
