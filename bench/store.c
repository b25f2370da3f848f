/*
 * The log: what an event costs until it is on the disk, and what all of them cost to be read back.
 *
 * With K events in flight there are K callers of one writer (store/writer.h) on a loop, each of which appends an event
 * and, told that it is durable, the next one: what is asked for while a commit is under way goes into the next one. Beside it,
 * in turns, plain SQLite with the same rows, the same durability and K rows in each commit. The directory is TMPDIR, else /var/tmp: it has to be on the disk that is meant.
 */
#include <ftw.h>
#include <metaagent/context.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "bench.h"
#include "dag_graph.h"
#include "dag_run.h"
#include "store/sqlite.h"
#include "store/writer.h"
#include "store_raw.h"
#include "text.h"

#define TURNS 8 /* of both, one after the other */
#define TURN_MS 300
#define FLIGHT_MAX 256
#define PROCESSES 8
#define PATH_SIZE 256

static char dir[PATH_SIZE];
static char text[512];
static struct ma_str events[FLIGHT_MAX];

static void must(ma_rc rc, const ma_err *err)
{
	if (rc)
		bench_fail("store", err->msg);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static const char *path_of(const char *name)
{
	static char path[2 * PATH_SIZE];

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

/* Of the size that most events of a run have. */
static void make_events(void)
{
	size_t i;

	(void)snprintf(text, sizeof(text),
		"{\"v\":1,\"at\":\"2026-11-22T19:02:49.123Z\",\"kind\":\"context.set\",\"key\":\"a key\","
		"\"value\":{\"text\":\"%0*d\"}}",
		300, 0);
	for (i = 0; i < FLIGHT_MAX; i++)
		events[i] = ma_str(text);
}

static struct ma_store *open_store(const char *name)
{
	struct ma_store *store = NULL;
	ma_err err = { .code = MA_OK };

	must(ma_store_sqlite_open(path_of(name), true, &store, &err), &err);
	return store;
}

/* Some callers of one writer. */
struct flight {
	struct ma_writer *w;
	struct ma_store_append append; /* the same by all */
	double from, ms;
	size_t done;
};

static void fly_on(void *data, ma_rc rc, const ma_err *failure, int64_t last)
{
	struct flight *f = data;
	ma_err err = { .code = MA_OK };

	(void)last;
	must(rc, failure);
	f->done++;
	if (bench_now_ms() - f->from < f->ms)
		must(ma_writer_append(f->w, &f->append, fly_on, f, &err), &err);
}

/* Milliseconds for each event, over a turn. */
static double time_ours(struct ma_store *store, size_t n, double ms)
{
	struct flight f = { .from = bench_now_ms(), .ms = ms };
	struct ma_loop *loop = NULL;
	ma_err err = { .code = MA_OK };
	size_t i;

	f.append = (struct ma_store_append){
		.stream = "context", .expected_seq = MA_STORE_END, .events = events, .events_n = 1
	};
	must(ma_loop_new(&loop, &err), &err);
	must(ma_writer_new(loop, store, &f.w, &err), &err);
	for (i = 0; i < n; i++)
		must(ma_writer_append(f.w, &f.append, fly_on, &f, &err), &err);
	ma_loop_run(loop);
	ma_writer_free(f.w);
	ma_loop_free(loop);
	return (bench_now_ms() - f.from) / (double)f.done;
}

static void append(struct ma_store *store, const char *stream, size_t n)
{
	struct ma_store_append a = {
		.stream = stream, .expected_seq = MA_STORE_END, .events = events, .events_n = n
	};
	ma_err err = { .code = MA_OK };

	must(ma_store_append(store, &a, &err), &err);
}

static double time_raw(struct raw *raw, size_t n, double ms)
{
	double from = bench_now_ms(), took;
	size_t done = 0;

	do {
		raw_append(raw, events, n);
		done += n;
		took = bench_now_ms() - from;
	} while (took < ms);
	return took / (double)done;
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double median(double *v)
{
	qsort(v, TURNS, sizeof(*v), by_size);
	return (v[TURNS / 2 - 1] + v[TURNS / 2]) / 2;
}

/* The median of ours, in milliseconds for each event. */
static double in_flight(struct bench *b, size_t n)
{
	double ours[TURNS], plain[TURNS], over[TURNS];
	struct ma_store *store = open_store("ours.db");
	struct raw *raw = raw_open(path_of("raw.db"), false);
	char name[80];
	double each;
	int i;

	for (i = 0; i < TURNS; i++) {
		ours[i] = time_ours(store, n, b->small ? 1 : TURN_MS);
		plain[i] = time_raw(raw, n, b->small ? 1 : TURN_MS);
		over[i] = ours[i] / plain[i];
	}
	ma_store_free(store);
	raw_close(raw);
	(void)unlink(path_of("ours.db"));
	(void)unlink(path_of("raw.db"));
	each = median(ours);
	(void)snprintf(name, sizeof(name), "a durable event, %zu in flight", n);
	bench_figure(b, name, 1000 * each, "us", -1);
	(void)snprintf(name, sizeof(name), "... by plain SQLite");
	bench_figure(b, name, 1000 * median(plain), "us", -1);
	(void)snprintf(name, sizeof(name), "... ours over plain");
	bench_figure(b, name, median(over), "", 1 / 0.9);
	return each;
}

static int64_t events_of(const char *name)
{
	struct ma_store *store = open_store(name);
	ma_err err = { .code = MA_OK };
	int64_t last = 0;
	struct ma_store_append a = { .stream = "context",
		.expected_seq = MA_STORE_END,
		.events = events,
		.events_n = 1,
		.last_out = &last };

	must(ma_store_append(store, &a, &err), &err);
	ma_store_free(store);
	return last; /* this one included */
}

static void work_ours(double ms)
{
	struct ma_store *store = open_store("shared.db");

	(void)time_ours(store, 1, ms);
	ma_store_free(store);
}

static void work_raw(double ms)
{
	struct raw *raw = raw_open(path_of("shared-raw.db"), true);

	(void)time_raw(raw, 1, ms);
	raw_close(raw);
}

/* Milliseconds until the last one has ended. */
static double in_processes(void (*work)(double ms), double ms)
{
	double from = bench_now_ms();
	pid_t pids[PROCESSES];
	int i;

	for (i = 0; i < PROCESSES; i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			work(ms);
			_exit(0);
		}
	}
	for (i = 0; i < PROCESSES; i++)
		(void)waitpid(pids[i], NULL, 0);
	return bench_now_ms() - from;
}

static int64_t raw_events_of(const char *name)
{
	struct raw *raw = raw_open(path_of(name), true);
	int64_t n = raw_events(raw);

	raw_close(raw);
	return n;
}

/* Each with a connection of its own, to one stream. */
static void bench_processes(struct bench *b)
{
	double ours[TURNS], plain[TURNS], over[TURNS], ms = b->small ? 10 : TURN_MS;
	int64_t n;
	int i;

	for (i = 0; i < TURNS; i++) {
		n = events_of("shared.db");
		ours[i] = in_processes(work_ours, ms);
		ours[i] /= (double)(events_of("shared.db") - n - 1);
		n = raw_events_of("shared-raw.db");
		plain[i] = in_processes(work_raw, ms);
		plain[i] /= (double)(raw_events_of("shared-raw.db") - n);
		over[i] = ours[i] / plain[i];
	}
	bench_figure(b, "a durable event, 8 processes of one in flight each", 1000 * median(ours),
		"us", -1);
	bench_figure(b, "... by plain SQLite", 1000 * median(plain), "us", -1);
	bench_figure(b, "... ours over plain", median(over), "", 1 / 0.9);
}

/* What calls and replies are: an event and a blob of JSON text, another one each time. */
static void bench_blobs(struct bench *b)
{
	static char plan[100000];
	struct ma_store *store = open_store("blobs.db");
	struct ma_store_blob blob;
	struct ma_store_append a = { .stream = "context",
		.expected_seq = MA_STORE_END,
		.events = events,
		.events_n = 1,
		.blobs = &blob,
		.blobs_n = 1 };
	int n = b->small ? 2 : 100, i;
	ma_err err = { .code = MA_OK };
	double from, all = 0;
	struct stat st;

	bench_write_plan(plan, sizeof(plan));
	from = bench_now_ms();
	for (i = 0; i < n; i++) {
		blob.data = ma_str_from(ma_str(plan), (size_t)i);
		must(ma_hash_sha256(blob.data, blob.hash, &err), &err);
		must(ma_store_append(store, &a, &err), &err);
		all += (double)blob.data.n;
	}
	bench_figure(b, "an event with a blob of 60 KB", (bench_now_ms() - from) / n, "ms", -1);
	ma_store_free(store);
	if (stat(path_of("blobs.db"), &st) == 0)
		bench_figure(b, "... bytes of the file over bytes of the blobs",
			(double)st.st_size / all, "", -1);
}

/* In the time that this process was on a processor: other work on the machine is not counted. */
static double cpu_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return 1e3 * (double)ts.tv_sec + (double)ts.tv_nsec / 1e6;
}

static double time_open(const char *output)
{
	double from = cpu_ms();
	ma_context *c = NULL;
	ma_err err = { .code = MA_OK };
	int64_t version = 0;

	must(ma_context_open(output, 0, &c, &err), &err);
	must(ma_context_version(c, &version, &err), &err);
	ma_context_free(c);
	return cpu_ms() - from;
}

/* What a process that comes new pays: opening, reading, checking and folding all of it. */
static void bench_fold(struct bench *b, size_t n, double target)
{
	char output[2 * PATH_SIZE], name[80];
	ma_context *c = NULL;
	ma_err err = { .code = MA_OK };
	struct ma_store *store;
	double best = 1e9, ms;
	struct stat st;
	size_t done;
	int i;

	(void)snprintf(output, sizeof(output), "%s", path_of("fold"));
	must(ma_context_open(output, 1, &c, &err), &err);
	ma_context_free(c);
	store = open_store("fold/.meta-agent/context.db");
	for (done = 0; done < n; done += 250)
		append(store, "context", 250);
	ma_store_free(store);
	for (i = 0; i < (n > 100000 ? 1 : 3); i++) {
		ms = time_open(output);
		best = ms < best ? ms : best;
	}
	(void)snprintf(name, sizeof(name), "open and fold %zu events, on a processor", n);
	bench_figure(b, name, best, "ms", target);
	if (stat(path_of("fold/.meta-agent/context.db"), &st) == 0 && target > 0) {
		(void)snprintf(name, sizeof(name), "... bytes of the file over bytes of the events");
		bench_figure(b, name, (double)st.st_size / (double)(n * events[0].n), "", -1);
	}
	(void)nftw(output, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* A run's log, read back: what engine/load.c does, with the plan at hand. */
struct loading {
	struct ma_state state;
	struct ma_arena arena;
	struct ma_plan *plan;
};

static bool fold_event(void *data, int64_t seq, struct ma_str json)
{
	struct loading *l = data;
	ma_err err = { .code = MA_OK };
	struct ma_event e;

	ma_arena_clear(&l->arena);
	must(ma_event_decode(json, &l->arena, &e, &err), &err);
	e.seq = seq;
	if (e.kind == MA_EVENT_PLAN_ACCEPTED)
		ma_state_give_plan(&l->state, l->plan);
	must(ma_state_fold(&l->state, &e, &err), &err);
	return true;
}

static void bench_resume(struct bench *b)
{
	struct dag g = dag_layered(b->small ? 2 : 38, 38, 42);
	struct loading l = { .arena = MA_ARENA_INIT(4 << 20) };
	struct dag_run_opts opts = { .slots = 64, .store = open_store("run.db") };
	ma_err err = { .code = MA_OK };
	struct dag_run r;
	double from;

	dag_run_begin(&r, &opts, dag_plan(&g, false));
	dag_run_all(&r);
	bench_figure(b, "a run of 38 layers of 38 tasks: events", (double)r.events_all, "", -1);
	dag_run_end(&r);
	ma_store_free(opts.store);
	l.plan = dag_plan(&g, false);
	ma_state_init(&l.state);
	from = cpu_ms();
	opts.store = open_store("run.db");
	must(ma_store_read(opts.store, "run/01a20552-904c-7a25-afee-3f0712ee0791", 0, fold_event,
		     &l, &err),
		&err);
	bench_figure(b, "... opened and folded again, on a processor", cpu_ms() - from, "ms", 100);
	ma_store_free(opts.store);
	ma_state_done(&l.state);
	ma_arena_done(&l.arena);
	dag_free(&g);
}

void bench_store(struct bench *b)
{
	const char *base = getenv("TMPDIR");
	double one, many;

	(void)snprintf(dir, sizeof(dir), "%s/meta-agent-bench-XXXXXX", base ? base : "/var/tmp");
	if (!mkdtemp(dir))
		bench_fail("store", "no directory can be made in TMPDIR");
	make_events();
	one = in_flight(b, 1);
	(void)in_flight(b, 16);
	many = in_flight(b, 256);
	bench_figure(b, "an event of 256 in flight, over one of one", many / one, "", 0.05);
	bench_processes(b);
	bench_blobs(b);
	bench_fold(b, 1000, 5);
	bench_fold(b, b->small ? 1000 : 100000, 300);
	bench_fold(b, b->small ? 1000 : 1000000, 3000);
	bench_resume(b);
	(void)nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
