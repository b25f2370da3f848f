/* A run whose process dies again and again. */
#include "fault/world.h"

#include <limits.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"
#include "sys/fs.h"

#define STARTS_AT 1795374169000
#define PATH_SIZE (TMPDIR_SIZE + 64)

static const char reports[] =
	"[{\"sandbox\": \"script\", \"checks\": [{\"phase\": \"test\", \"state\": \"passed\", \"exit\": 0, "
	"\"took_ms\": 5, \"tests\": {\"passed\": 3, \"failed\": 0, \"skipped\": 0}}]}]";

static void must(ma_rc rc, const char *what, const ma_err *err)
{
	if (rc)
		fail_msg("%s: %s", what, err->msg);
}

/* The store that fails when it is fated to; otherwise the one that survives. */
struct doomed_store {
	struct ma_store base;
	struct world *w;
};

static struct world *world_of_store(struct ma_store *self)
{
	return ((struct doomed_store *)self)->w;
}

static ma_rc doomed_append(struct ma_store *self, const struct ma_store_append *a, ma_err *err)
{
	struct world *w = world_of_store(self);
	bool fails = ++w->appends == w->fate.append;
	ma_rc rc = fails && !w->fate.durable ? MA_OK : ma_store_append(w->store, a, err);

	return fails && !rc ? ma_fail_sys(err, MA_EIO, 5, "the disk has gone") : rc;
}

static ma_rc doomed_read(struct ma_store *self, const char *stream, int64_t after,
	ma_store_event_fn *fn, void *data, ma_err *err)
{
	return ma_store_read(world_of_store(self)->store, stream, after, fn, data, err);
}

static ma_rc doomed_blob(
	struct ma_store *self, const char *hash, char **out, size_t *size_out, ma_err *err)
{
	struct world *w = world_of_store(self);

	if (++w->reads == w->fate.read)
		return ma_fail_sys(err, MA_EIO, 5, "the disk has gone");
	return ma_store_blob(w->store, hash, out, size_out, err);
}

static const struct ma_store_ops doomed_ops = {
	.name = "doomed",
	.append = doomed_append,
	.read = doomed_read,
	.blob = doomed_blob,
};

/* The provider that notes which requests were sent. */
struct noting_llm {
	struct ma_llm base;
	struct ma_llm *inner;
	struct world *w;
};

static void note_send(struct world *w, struct ma_str text)
{
	static const char opening[] = "<output nonce=\"";
	ptrdiff_t at = ma_str_find(text, ma_str(opening));
	struct world_send *s = &w->sends[w->sends_n++];

	assert_true(at >= 0);
	assert_true(w->sends_n < WORLD_CALLS_MAX);
	memcpy(s->nonce, text.p + at + strlen(opening), MA_NONCE_SIZE - 1);
	s->life = w->lives;
}

static ma_rc noting_send(struct ma_llm *self, const struct ma_llm_req *req, ma_llm_text_fn *on_text,
	ma_llm_done_fn *done, void *data, struct ma_llm_call **out, ma_err *err)
{
	struct noting_llm *llm = (struct noting_llm *)self;
	ma_rc rc = ma_llm_send(llm->inner, req, on_text, done, data, out, err);

	if (!rc)
		note_send(llm->w, req->msgs[0].text);
	return rc;
}

static void noting_cancel(struct ma_llm *self, struct ma_llm_call *call)
{
	ma_llm_cancel(((struct noting_llm *)self)->inner, call);
}

static void noting_free(struct ma_llm *self)
{
	MA_UNUSED(self); /* it lives where it was made */
}

static const struct ma_llm_ops noting_ops = {
	.name = "script",
	.send = noting_send,
	.cancel = noting_cancel,
	.free = noting_free,
};

static void note_call(struct world_log *log, const struct ma_event *e)
{
	struct world_call *c = &log->calls[log->calls_n++];
	ma_err err = { MA_OK, 0, "" };

	assert_true(log->calls_n < WORLD_CALLS_MAX);
	assert_true(e->effect.n < sizeof(c->effect));
	memcpy(c->effect, e->effect.p, e->effect.n);
	must(ma_effect_nonce(ma_str(log->seed), e->task, "call", e->attempt, c->nonce, &err),
		"nonce", &err);
}

static void note_reply(struct world_log *log, struct ma_str effect)
{
	size_t i;

	for (i = 0; i < log->calls_n; i++)
		log->calls[i].replied |= ma_str_is(effect, log->calls[i].effect);
}

static bool note_event(void *data, int64_t seq, struct ma_str text)
{
	struct world_log *log = data;
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	ma_err err = { MA_OK, 0, "" };
	struct ma_event e;

	must(ma_event_decode(text, &arena, &e, &err), "event", &err);
	assert_int_equal(seq, log->n + 1); /* no gaps */
	assert_int_equal(seq, e.seq);
	assert_true(seq < WORLD_EVENTS_MAX);
	log->n = seq;
	log->hashes[seq] = ma_str_hash(text);
	log->kinds[e.kind]++;
	if (e.kind == MA_EVENT_RUN_STARTED)
		memcpy(log->seed, e.seed.p, sizeof(log->seed) - 1);
	if (e.kind == MA_EVENT_CALL_INTENDED)
		note_call(log, &e);
	if (e.kind == MA_EVENT_CALL_REPLIED)
		note_reply(log, e.effect);
	ma_arena_done(&arena);
	return true;
}

static void read_log(struct world *w, struct world_log *out)
{
	ma_err err = { MA_OK, 0, "" };

	*out = (struct world_log){ .n = 0 };
	must(ma_store_read(w->store, "run/" WORLD_RUN, 0, note_event, out, &err), "log", &err);
}

static const struct world_call *find_call(const struct world_log *log, const char *nonce)
{
	size_t i;

	for (i = 0; i < log->calls_n; i++)
		if (strcmp(log->calls[i].nonce, nonce) == 0)
			return &log->calls[i];
	return NULL;
}

static void check_send(const struct world *w, const struct world_log *before, size_t at)
{
	const char *nonce = w->sends[at].nonce;
	const struct world_call *was = find_call(before, nonce);
	size_t i;

	if (!find_call(&w->log, nonce))
		fail_msg("life %d: a request was sent whose intent is not in the log", w->lives);
	if (was && was->replied)
		fail_msg("life %d: a request was sent again whose reply is in the log", w->lives);
	for (i = 0; i < at; i++)
		if (strcmp(w->sends[i].nonce, nonce) == 0)
			fail_msg("life %d: a request was sent twice for one intent", w->lives);
}

static void check_life(struct world *w, const struct world_log *before)
{
	int64_t seq;
	size_t i;

	for (seq = 1; seq <= before->n; seq++)
		assert_true(before->hashes[seq] == w->log.hashes[seq]); /* append-only */
	for (seq = w->told_first; seq > 0 && seq <= w->told_last; seq++)
		if (seq <= before->n || seq > w->log.n || w->told[seq] != w->log.hashes[seq])
			fail_msg("life %d: event %d was told and is not in the log", w->lives,
				(int)seq);
	for (i = 0; i < w->sends_n; i++)
		if (w->sends[i].life == w->lives)
			check_send(w, before, i);
}

static void on_event(void *data, const struct ma_event *e, struct ma_str json)
{
	struct world *w = data;

	assert_int_equal(w->dones, 0);
	if (w->told_first == 0)
		w->told_first = e->seq;
	else
		assert_int_equal(e->seq, w->told_last + 1);
	w->told_last = e->seq;
	assert_true(e->seq < WORLD_EVENTS_MAX);
	w->told[e->seq] = ma_str_hash(json);
	if (w->fate.told)
		w->fate.told(e);
	if (++w->events == w->fate.interrupted)
		ma_engine_interrupt(w->engine, "SIGINT");
}

static bool same_work(const struct ma_work *a, const struct ma_work *b)
{
	return a->state == b->state && a->attempt == b->attempt && a->rejections == b->rejections &&
		strcmp(a->effect, b->effect) == 0 && ma_str_eq(a->commit, b->commit) &&
		ma_str_eq(a->files, b->files) && ma_str_eq(a->reply, b->reply) &&
		ma_str_eq(a->request, b->request) && a->failed == b->failed &&
		memcmp(&a->usage, &b->usage, sizeof(a->usage)) == 0;
}

static bool same_state(const struct ma_state *a, const struct ma_state *b)
{
	bool same = a->seq == b->seq && a->phase == b->phase && a->exit == b->exit &&
		memcmp(&a->tally, &b->tally, sizeof(a->tally)) == 0 &&
		ma_str_eq(a->head, b->head) && a->calls == b->calls &&
		a->possibly_billed == b->possibly_billed && a->interrupted == b->interrupted &&
		a->verdict == b->verdict && a->active_n == b->active_n &&
		same_work(&a->planner, &b->planner);
	uint32_t i;

	for (i = 0; same && i < a->tally.total; i++)
		same = same_work(&a->works[i], &b->works[i]);
	return same;
}

/* The state that the log folds to must be the state that the run had. */
static void check_fold(struct world *w, const struct ma_state *live)
{
	ma_err err = { MA_OK, 0, "" };
	struct ma_state folded;

	ma_state_init(&folded);
	must(ma_engine_load(w->store, WORLD_RUN, &folded, &err), "load", &err);
	if (!same_state(live, &folded))
		fail_msg("life %d: the fold of the log is not the live state", w->lives);
	ma_state_done(&folded);
}

static void on_done(void *data, ma_rc rc, const ma_err *err)
{
	struct world *w = data;
	const struct ma_state *s = ma_engine_state(w->engine);

	w->allocations = ma_alloc_fail_after(-1);
	w->dones++;
	w->rc = rc;
	assert_int_equal(err->code, rc);
	w->err = *err;
	w->finished = s->phase == MA_RUN_FINISHED;
	w->interrupted = s->interrupted;
	w->tally = s->tally;
	w->verdict = s->verdict;
	w->possibly_billed = s->possibly_billed;
	if (!rc)
		check_fold(w, s);
	if (w->lives % 2) { /* allowed here as well as later */
		ma_engine_free(w->engine);
		w->engine = NULL;
	}
}

static void path_in(const struct world *w, const char *name, char out[PATH_SIZE])
{
	snprintf(out, PATH_SIZE, "%s/%s", w->dir, name);
}

static void open_store(struct world *w)
{
	ma_err err = { MA_OK, 0, "" };
	char path[PATH_SIZE];

	path_in(w, "context.db", path);
	if (w->kind == WORLD_SQLITE)
		must(ma_store_sqlite_open(path, true, &w->store, &err), "store", &err);
	else if (!w->store)
		must(ma_store_memory_new(&w->store, &err), "store", &err);
}

static void close_store(struct world *w)
{
	if (w->kind == WORLD_SQLITE) {
		ma_store_free(w->store);
		w->store = NULL;
	}
}

static const char *source(void)
{
	const char *dir = getenv("META_AGENT_SOURCE");

	return dir ? dir : ".";
}

static void open_ports(struct world *w, struct ma_clock *clock)
{
	ma_err err = { MA_OK, 0, "" };
	char out[PATH_SIZE], script[PATH_MAX];
	struct ma_llm_opts o = { .clock = clock, .script = script };

	path_in(w, "out", out);
	snprintf(script, sizeof(script), "%s/tests/fault/script.json", source());
	must(ma_loop_new(&w->loop, &err), "loop", &err);
	w->spools = (struct ma_private)MA_PRIVATE_CLOSED;
	must(ma_private_open(&w->spools, w->dir, "spool", &err), "spools", &err);
	must(ma_workspace_open(out, WORLD_RUN, &w->workspace, &err), "workspace", &err);
	o.loop = w->loop;
	must(ma_llm_provider_find(MA_STR("script"))->new (&o, &w->llm, &err), "script", &err);
	must(ma_verify_script_new(w->loop, ma_str(reports), &w->verify, &err), "reports", &err);
}

static void close_ports(struct world *w)
{
	ma_engine_free(w->engine);
	ma_verify_free(w->verify);
	ma_llm_free(w->llm);
	ma_workspace_free(w->workspace);
	ma_private_close(&w->spools);
	ma_loop_free(w->loop);
	w->engine = NULL;
}

/* Until nothing is under way any more, long after the end was told. */
static void run_engine(struct world *w, const struct ma_engine_ports *ports)
{
	static const struct ma_engine_events events = { on_event, NULL, NULL, on_done };
	const struct ma_engine_opts opts = {
		.run = WORLD_RUN, .prompt = MA_STR("Build a note box"), .jobs = 2
	};

	ma_alloc_fail_after(w->fate.allocation - 1);
	w->rc = w->log.n > 0 ? ma_engine_resume(ports, &opts, &events, w, &w->engine, &w->err)
			     : ma_engine_start(ports, &opts, &events, w, &w->engine, &w->err);
	if (w->rc) {
		ma_alloc_fail_after(-1);
		assert_int_equal(w->err.code, w->rc);
		assert_null(w->engine);
		return;
	}
	assert_int_equal(w->dones, 0); /* never from inside start */
	ma_loop_run(w->loop);
	assert_int_equal(w->dones, 1);
}

static void forget_life(struct world *w, struct world_fate fate)
{
	w->lives++;
	w->fate = fate;
	w->appends = w->reads = w->events = w->told_first = w->told_last = 0;
	w->dones = 0;
	w->finished = w->interrupted = false;
	w->err = (ma_err){ MA_OK, 0, "" };
}

void world_live(struct world *w, struct world_fate fate)
{
	struct doomed_store store = { { &doomed_ops }, w };
	struct noting_llm llm = { { .ops = &noting_ops }, NULL, w };
	struct ma_ids_seeded ids;
	struct ma_clock_fake clock;
	struct ma_engine_ports ports;
	struct world_log before;

	forget_life(w, fate);
	ma_clock_fake_init(&clock, STARTS_AT);
	ma_ids_seeded_init(&ids, 1);
	open_store(w);
	open_ports(w, &clock.base);
	llm.inner = w->llm;
	llm.base.model = w->llm->model;
	read_log(w, &w->log);
	before = w->log;
	ports = (struct ma_engine_ports){ .loop = w->loop,
		.clock = &clock.base,
		.ids = &ids.base,
		.store = &store.base,
		.workspace = w->workspace,
		.llms = { &llm.base },
		.llms_n = 1,
		.verify = w->verify,
		.spools = &w->spools,
		.agents = &w->agents };
	run_engine(w, &ports);
	assert_int_equal(llm.base.in_flight, 0);
	close_ports(w);
	read_log(w, &w->log);
	close_store(w);
	check_life(w, &before);
}

void world_new_in(struct world *w, enum world_store kind, const char *dir)
{
	ma_err err = { MA_OK, 0, "" };
	char share[PATH_MAX];
	const struct ma_agents_opts agents = { .data_dir = share };

	*w = (struct world){ .kind = kind, .blocks_before = ma_alloc_live() };
	snprintf(w->dir, sizeof(w->dir), "%s", dir);
	snprintf(share, sizeof(share), "%s/share/meta-agent", source());
	must(ma_agents_load(&w->agents, &agents, &err), "agents", &err);
}

void world_new(struct world *w, enum world_store kind)
{
	char dir[TMPDIR_SIZE];

	tmpdir_make(dir);
	world_new_in(w, kind, dir);
}

void world_free(struct world *w)
{
	ma_store_free(w->store);
	ma_agents_done(&w->agents);
	tmpdir_remove(w->dir);
	assert_int_equal(ma_alloc_live(), w->blocks_before); /* nothing leaked in any life */
}

const char *world_judge(const char *output)
{
	static const char script[] =
		"git log -1 --format=%T && git log --format='%(trailers:key=Meta-Agent-Task,separator=)' | sort"
		" && git status --porcelain && ls -A .meta-agent/tmp 2>/dev/null;"
		" find .git \\( -name '*.lock' -o -name '*_git2_*' -o -name '*.tmp' \\)";
	static char said[64 * 1024];
	char line[4096];
	FILE *f;

	snprintf(line, sizeof(line), "cd '%s' && { %s ; } 2>&1", output, script);
	f = popen(line, "r");
	assert_non_null(f);
	said[fread(said, 1, sizeof(said) - 1, f)] = '\0';
	assert_int_equal(pclose(f), 0);
	return said;
}

/* What a run without any fault comes to. */
static const char *reference(struct world *w, size_t *sends_out)
{
	static char said[64 * 1024];
	static size_t sends;
	char out[PATH_SIZE];

	if (!said[0]) {
		world_new(w, WORLD_MEMORY);
		world_live(w, (struct world_fate){ 0 });
		assert_int_equal(w->rc, MA_OK);
		assert_int_equal(w->tally.completed, 5);
		path_in(w, "out", out);
		snprintf(said, sizeof(said), "%s", world_judge(out));
		assert_non_null(strstr(said, "Meta-Agent-Task: testing\n"));
		sends = w->sends_n;
		world_free(w);
	}
	*sends_out = sends;
	return said;
}

static void count_spool(void *data, const char *name)
{
	(void)name;
	++*(int *)data;
}

/* What is in the log is in no spool any more. */
static void assert_no_spools(const struct world *w)
{
	struct ma_private d = MA_PRIVATE_CLOSED;
	ma_err err = { MA_OK, 0, "" };
	int n = 0;

	must(ma_private_open(&d, w->dir, "spool", &err), "spools", &err);
	must(ma_private_list(&d, count_spool, &n, &err), "spools", &err);
	ma_private_close(&d);
	assert_int_equal(n, 0);
}

void world_assert_complete(struct world *w)
{
	static struct world other;
	char out[PATH_SIZE];
	const char *said;
	size_t sends;

	if (w->rc)
		fail_msg("life %d: %s", w->lives, w->err.msg);
	assert_true(w->finished);
	assert_int_equal(w->verdict, MA_VERDICT_VERIFIED);
	assert_int_equal(w->tally.completed, 5);
	assert_int_equal(w->tally.total, 5);
	assert_int_equal(w->log.kinds[MA_EVENT_RUN_FINISHED], 1);
	assert_int_equal(w->log.kinds[MA_EVENT_FILES_REJECTED], 1); /* the script's own bad reply */
	assert_int_equal(w->log.kinds[MA_EVENT_PLAN_REJECTED], 0);
	assert_int_equal(w->log.kinds[MA_EVENT_FILES_COMMITTED], 5);
	said = reference(&other, &sends);
	if ((int64_t)(w->sends_n - sends) > w->possibly_billed)
		fail_msg("%zu calls were made where %zu are needed, and %d are told", w->sends_n,
			sends, (int)w->possibly_billed);
	assert_true((int64_t)w->sends_n <= w->log.kinds[MA_EVENT_CALL_INTENDED]);
	assert_no_spools(w);
	path_in(w, "out", out);
	assert_string_equal(world_judge(out), said);
}
