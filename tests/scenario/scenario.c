/*
 * Whole runs: a script of model answers, a seeded source of ids and virtual time, in which
 * nothing waits, and out comes an event log that must equal <name>.expect, byte for byte.
 *
 *   scenario DIR/NAME.scn [--update]
 *   scenario DIR/NAME.scn --out DIR     the output stays there, and the log is printed
 *
 * A .scn file is JSON: {"prompt", "plan"?, "jobs"?, "fail_fast"?, "timeout_ms"?, "max_tokens"?,
 * "max_cost_microusd"?, "no_fallback"?, "contract"?, "retry_budget"?, "approve"?, "replies": […] (docs/formats/script.md), "spare"?: […] of a second provider
 * in the chain, "price"?: micro-USD per token, "reports": […] (docs/formats/report.md), "acts"?: […]}.
 * Without reports nothing is verified. Acts are what somebody does to the run, one after the other:
 *
 *   {"on": "call.intended backend", "after_ms"?, "do": "interrupt" | "pause" | "cancel", "cause"}
 *   {"on": "run.paused", "after_ms"?, "do": "continue"}
 *   {"on": "task.completed repair-1", "do": "commit"}   a file, on the run's branch, whose head it stays
 *   {"after_ms"?, "do": "resume", "max_tokens"?, …}     once the run has stopped, and this long after it
 *   {"after_ms"?, "do": "fork", "from", "model"?, "plan"?}   once it has ended: another run, with the same replies
 *
 * With "threads": true the loop is a real one with its pool of threads: the order of events is left
 * to chance then, there is no .expect, and only what must hold in any order is checked.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/path.h"
#include "codec/json.h"
#include "engine/run.h"
#include "support/renamed_llm.h"
#include "sys/fs.h"
#include "sys/loop_virtual.h"

#define RUN_ID "01930000-0000-7000-8000-000000000001"
#define FORK_ID "01930000-0000-7000-8000-000000000002"
#define STARTS_AT 1795374169000

struct scenario {
	json_t *scn;
	size_t act;                     /* the next one */
	const char *run;                /* its id */
	char theirs[MA_COMMIT_ID_SIZE]; /* what others committed, and stays the head; "": nothing */
	bool threads;
	char *dir;       /* of this run's files */
	const char *out; /* where the output stays; NULL: nowhere */
	struct ma_clock_fake clock;
	struct ma_ids_seeded ids;
	struct ma_loop *loop;
	struct ma_store *store;
	struct ma_workspace *workspace;
	struct ma_llm *llm, *spare; /* spare: the second of the chain, or NULL */
	struct ma_gate gates[2];
	struct ma_verify *verify;
	struct ma_agents agents;
	struct ma_engine_ports ports;
	struct ma_engine *engine;
	struct ma_buf log;
	ma_rc rc;
	ma_err err;
};

static void die(const char *what, const ma_err *err)
{
	fprintf(stderr, "scenario: %s: %s\n", what, err->msg);
	exit(1);
}

static void must(ma_rc rc, const char *what, const ma_err *err)
{
	if (rc)
		die(what, err);
}

static const json_t *next_act(const struct scenario *s)
{
	return json_array_get(json_object_get(s->scn, "acts"), s->act);
}

static bool act_is(const json_t *act, const char *what)
{
	return ma_str_is(ma_json_str(act, "do"), what);
}

/* Another run's, on the same branch. */
static void commit(struct scenario *s)
{
	struct ma_change change = { .path = MA_STR("notes.txt"), .content = MA_STR("mine\n") };
	struct ma_commit c = { .changes = &change,
		.changes_n = 1,
		.message = "My notes\n",
		.author_name = "Somebody",
		.author_email = "somebody@example.org",
		.when_ms = STARTS_AT,
		.run = FORK_ID,
		.task = "",
		.model = "",
		.effect = "" };

	must(ma_workspace_commit(s->workspace, &c, s->theirs, &s->err), "commit", &s->err);
}

static void perform_act(void *data)
{
	struct scenario *s = data;
	const json_t *act = next_act(s);
	const char *cause = json_string_value(json_object_get(act, "cause"));

	s->act++;
	if (act_is(act, "interrupt"))
		ma_engine_interrupt(s->engine, cause);
	else if (act_is(act, "pause"))
		ma_engine_pause(s->engine, cause);
	else if (act_is(act, "continue"))
		ma_engine_continue(s->engine);
	else if (act_is(act, "commit"))
		commit(s);
	else if (act_is(act, "cancel"))
		ma_engine_cancel(s->engine, cause);
	else
		must(ma_fail(&s->err, MA_EINVALID, "no such act"), "acts", &s->err);
}

/* "call.intended backend", or "run.started". */
static bool is_cue(const json_t *act, const struct ma_event *e)
{
	struct ma_str task = ma_json_str(act, "on"), kind;

	return ma_str_cut(&task, ' ', &kind) && ma_str_is(kind, ma_event_kind_name(e->kind)) &&
		ma_str_eq(task, e->task);
}

static void on_event(void *data, const struct ma_event *e, struct ma_str json)
{
	struct scenario *s = data;
	const json_t *act = next_act(s);
	struct ma_timer *timer;

	ma_buf_addv(&s->log, json);
	ma_buf_addc(&s->log, '\n');
	if (act && is_cue(act, e))
		must(ma_timer_start(s->loop, ma_json_int(act, "after_ms", 0), perform_act, s,
			     &timer, &s->err),
			"acts", &s->err);
}

static void on_done(void *data, ma_rc rc, const ma_err *err)
{
	struct scenario *s = data;

	s->rc = rc;
	if (rc)
		s->err = *err;
}

static char *path_in(const struct scenario *s, const char *name)
{
	struct ma_buf b = MA_BUF_INIT(4096);

	ma_path_join(&b, ma_str(s->dir), ma_str(name));
	return ma_buf_take(&b);
}

static struct ma_llm *open_llm(struct scenario *s, const char *member)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_CONFIG);
	char *path = path_in(s, "script.json");
	struct ma_llm_opts o = { .loop = s->loop, .clock = &s->clock.base, .script = path };
	json_t *script = json_pack(
		"{s:s, s:O}", "model", "script-1", "replies", json_object_get(s->scn, member));
	struct ma_llm *llm = NULL;

	ma_json_write(script, 0, &text);
	json_decref(script);
	must(ma_fs_write(path, ma_buf_str(&text), 0600, &s->err), "script", &s->err);
	must(ma_llm_provider_find(MA_STR("script"))->new (&o, &llm, &s->err), "script provider",
		&s->err);
	ma_buf_done(&text);
	ma_free(path);
	return llm;
}

static void open_llms(struct scenario *s)
{
	s->llm = open_llm(s, "replies");
	if (json_object_get(s->scn, "spare"))
		s->spare = renamed_llm_new(open_llm(s, "spare"), "spare");
}

/* So much for a token, whatever it is for. */
static bool price(void *data, struct ma_str provider, struct ma_str model,
	const struct ma_usage *usage, int64_t *microusd_out)
{
	const struct scenario *s = data;

	(void)provider;
	(void)model;
	*microusd_out = (usage->input + usage->output) * ma_json_int(s->scn, "price", 0);
	return json_object_get(s->scn, "price") != NULL;
}

static void open_verify(struct scenario *s)
{
	json_t *reports = json_object_get(s->scn, "reports");
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_CONFIG);

	if (!reports)
		return;
	ma_json_write(reports, 0, &text);
	must(ma_verify_script_new(s->loop, ma_buf_str(&text), &s->verify, &s->err), "reports",
		&s->err);
	ma_buf_done(&text);
}

/* An agent's new wording is no other log. */
static void forget_wording(struct ma_agents *agents)
{
	size_t i;

	agents->digest[0] = '\0';
	for (i = 0; i < agents->n; i++)
		agents->v[i].system = agents->v[i].description = MA_STR("-");
}

static void open_world(struct scenario *s)
{
	const char *source = getenv("META_AGENT_SOURCE");
	struct ma_buf share = MA_BUF_INIT(4096);
	struct ma_agents_opts agents = { .data_dir = NULL };
	char *out;

	ma_clock_fake_init(&s->clock, STARTS_AT);
	ma_ids_seeded_init(&s->ids, 1);
	must(s->threads ? ma_loop_new(&s->loop, &s->err)
			: ma_loop_new_virtual(&s->clock, 0, &s->loop, &s->err),
		"loop", &s->err);
	must(ma_fs_temp_dir("meta-agent-scenario-", &s->dir, &s->err), "directory", &s->err);
	must(ma_store_memory_new(&s->store, &s->err), "store", &s->err);
	ma_buf_addf(&share, "%s/share/meta-agent", source ? source : ".");
	agents.data_dir = share.p;
	must(ma_agents_load(&s->agents, &agents, &s->err), "agents", &s->err);
	forget_wording(&s->agents);
	ma_buf_done(&share);
	out = path_in(s, "out");
	must(ma_workspace_open(s->out ? s->out : out, RUN_ID, &s->workspace, &s->err), "workspace",
		&s->err);
	ma_free(out);
	open_llms(s);
	open_verify(s);
	s->ports = (struct ma_engine_ports){ .loop = s->loop,
		.clock = &s->clock.base,
		.ids = &s->ids.base,
		.store = s->store,
		.workspace = s->workspace,
		.llms = { s->llm, s->spare },
		.llms_n = s->spare ? 2 : 1,
		.gates = { &s->gates[0], &s->gates[1] },
		.price = json_object_get(s->scn, "max_cost_microusd") ? price : NULL,
		.price_data = s,
		.verify = s->verify,
		.agents = &s->agents };
}

static const struct ma_engine_events events = { on_event, NULL, NULL, on_done };

static void live(struct scenario *s)
{
	if (s->threads)
		ma_loop_run(s->loop);
	while (!s->threads && ma_loop_step(s->loop))
		;
	must(s->rc, "run", &s->err);
}

static void start(struct scenario *s)
{
	json_t *plan = json_object_get(s->scn, "plan");
	json_t *contract = json_object_get(s->scn, "contract");
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_CONFIG), terms = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct ma_engine_opts opts;

	s->run = RUN_ID;
	if (plan)
		ma_json_write(plan, 0, &text);
	if (contract)
		ma_json_write(contract, 0, &terms);
	opts = (struct ma_engine_opts){ .run = RUN_ID,
		.prompt = ma_json_str(s->scn, "prompt"),
		.plan = plan ? ma_buf_str(&text) : MA_STR(""),
		.contract = ma_buf_str(&terms),
		.no_fallback = ma_json_bool(s->scn, "no_fallback", false),
		.jobs = ma_json_int(s->scn, "jobs", 1),
		.timeout_ms = ma_json_int(s->scn, "timeout_ms", 0),
		.max_tokens = ma_json_int(s->scn, "max_tokens", 0),
		.max_cost_microusd = ma_json_int(s->scn, "max_cost_microusd", 0),
		.fail_fast = ma_json_bool(s->scn, "fail_fast", false),
		.approve = ma_json_bool(s->scn, "approve", false),
		.max_repairs = ma_json_int(s->scn, "max_repairs", 0),
		.retry_budget = ma_json_int(s->scn, "retry_budget", 0),
		.no_verify = !s->verify };
	must(ma_engine_start(&s->ports, &opts, &events, s, &s->engine, &s->err), "start", &s->err);
	ma_buf_done(&text);
	ma_buf_done(&terms);
}

static void resume(struct scenario *s)
{
	const json_t *act = next_act(s);
	struct ma_engine_opts opts = { .run = s->run,
		.approve = ma_json_bool(act, "approve", false),
		.timeout_ms = ma_json_int(act, "timeout_ms", 0),
		.max_tokens = ma_json_int(act, "max_tokens", 0),
		.max_cost_microusd = ma_json_int(act, "max_cost_microusd", 0) };

	s->clock.wall += ma_json_int(act, "after_ms", 0);
	s->act++;
	ma_engine_free(s->engine);
	must(ma_engine_resume(&s->ports, &opts, &events, s, &s->engine, &s->err), "resume", &s->err);
}

/* With nothing, as the first run began. */
static void fork_run(struct scenario *s)
{
	const struct ma_state *was = ma_engine_state(s->engine);
	json_t *act = json_array_get(json_object_get(s->scn, "acts"), s->act);
	const json_t *plan = json_object_get(act, "plan");
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_CONFIG), seed = MA_BUF_INIT(64);
	struct ma_engine_opts opts = { .run = FORK_ID,
		.prompt = ma_json_str(s->scn, "prompt"),
		.parent = MA_STR(RUN_ID),
		.from = ma_json_str(act, "from"),
		.base = MA_STR(MA_BASE_NONE),
		.model = ma_json_str(act, "model"),
		.model_for_all = json_object_get(act, "model") != NULL,
		.jobs = ma_json_int(s->scn, "jobs", 1),
		.no_verify = !s->verify };

	if (plan)
		ma_json_write(plan, 0, &text);
	opts.plan = ma_buf_str(&text);
	ma_buf_addv(&seed, was->seed);
	opts.seed = ma_buf_str(&seed);
	s->clock.wall += ma_json_int(act, "after_ms", 0);
	s->act++;
	s->run = FORK_ID;
	ma_engine_free(s->engine);
	must(ma_engine_start(&s->ports, &opts, &events, s, &s->engine, &s->err), "fork", &s->err);
	ma_buf_done(&text);
	ma_buf_done(&seed);
}

static void run(struct scenario *s)
{
	open_world(s);
	start(s);
	live(s);
	while (next_act(s) && (act_is(next_act(s), "resume") || act_is(next_act(s), "fork"))) {
		if (act_is(next_act(s), "fork"))
			fork_run(s);
		else
			resume(s);
		live(s);
	}
	if (next_act(s))
		must(ma_fail(&s->err, MA_EINVALID, "act %zu never had its cue", s->act), "acts",
			&s->err);
}

/* The state that the log folds to must be the state that the run had, and its head the branch's, unless others went on. */
static void check_fold(struct scenario *s)
{
	const struct ma_state *live = ma_engine_state(s->engine);
	char head[MA_COMMIT_ID_SIZE] = "";
	struct ma_state folded;

	ma_state_init(&folded);
	must(ma_engine_load(s->store, s->run, &folded, &s->err), "load", &s->err);
	if (folded.seq != live->seq || folded.phase != live->phase || folded.exit != live->exit ||
		memcmp(&folded.tally, &live->tally, sizeof(folded.tally)) != 0 ||
		!ma_str_eq(folded.head, live->head) || folded.calls != live->calls ||
		folded.reused != live->reused) {
		fprintf(stderr, "scenario: the fold of the log is not the live state\n");
		exit(1);
	}
	ma_state_done(&folded);
	must(ma_workspace_head(s->workspace, head, &s->err), "head", &s->err);
	if (!ma_str_eq(s->theirs[0] ? ma_str(s->theirs) : live->head, ma_str(head))) {
		fprintf(stderr, "scenario: the head is %s, and the run took " MA_STR_FMT " for it\n",
			head, MA_STR_ARG(live->head));
		exit(1);
	}
}

/* What git thinks of the repository, where there is a git. */
static void check_repository(struct scenario *s)
{
	char *out = path_in(s, "out");
	struct ma_buf command = MA_BUF_INIT(4096);

	ma_buf_addf(&command,
		"command -v git >/dev/null || exit 0; GIT_CONFIG_NOSYSTEM=1 git -C '%s' fsck --strict --no-dangling",
		out);
	if (system(command.p) != 0) {
		fprintf(stderr, "scenario: git fsck refuses the repository\n");
		exit(1);
	}
	ma_buf_done(&command);
	ma_free(out);
}

static void close_world(struct scenario *s)
{
	ma_engine_free(s->engine);
	ma_verify_free(s->verify);
	ma_llm_free(s->llm);
	ma_llm_free(s->spare);
	ma_workspace_free(s->workspace);
	ma_store_free(s->store);
	ma_agents_done(&s->agents);
	must(ma_fs_remove_tree(s->dir, &s->err), "clean up", &s->err);
	ma_free(s->dir);
	ma_loop_free(s->loop);
	json_decref(s->scn);
}

static json_t *read_scn(const char *path)
{
	ma_err err = { MA_OK, 0, "" };
	json_t *scn = NULL;
	char *text = NULL;

	must(ma_fs_read(path, MA_LIMIT_CONFIG, &text, NULL, &err), path, &err);
	must(ma_json_parse(ma_str(text), path, &scn, &err), path, &err);
	ma_free(text);
	return scn;
}

static int compare(const char *scn_path, struct ma_str log, int update)
{
	struct ma_buf path = MA_BUF_INIT(4096);
	ma_err err = { MA_OK, 0, "" };
	char *expected = NULL;
	size_t size = 0;
	int same;

	ma_buf_add(&path, scn_path, strlen(scn_path) - strlen(".scn"));
	ma_buf_adds(&path, ".expect");
	if (update)
		must(ma_fs_write(path.p, log, 0644, &err), "update", &err);
	must(ma_fs_read(path.p, MA_LIMIT_BLOB, &expected, &size, &err), "expectation", &err);
	same = ma_str_eq(log, ma_str_n(expected, size));
	if (!same)
		printf("--- expected (%s)\n%s--- got\n" MA_STR_FMT, path.p, expected,
			MA_STR_ARG(log));
	ma_free(expected);
	ma_buf_done(&path);
	return same ? 0 : 1;
}

int main(int argc, char **argv)
{
	struct scenario s = { .log = MA_BUF_INIT(MA_LIMIT_BLOB) };
	int rc = 0;

	if (argc < 2 || !ma_str_ends(ma_str(argv[1]), ".scn")) {
		fprintf(stderr, "usage: scenario NAME.scn [--update]\n");
		return 2;
	}
	s.scn = read_scn(argv[1]);
	s.threads = ma_json_bool(s.scn, "threads", false);
	s.out = argc > 3 && strcmp(argv[2], "--out") == 0 ? argv[3] : NULL;
	run(&s);
	check_fold(&s);
	if (!s.out)
		check_repository(&s);
	if (!s.threads && !s.out)
		rc = compare(
			argv[1], ma_buf_str(&s.log), argc > 2 && strcmp(argv[2], "--update") == 0);
	if (s.out)
		printf(MA_STR_FMT, MA_STR_ARG(ma_buf_str(&s.log)));
	close_world(&s);
	ma_buf_done(&s.log);
	return rc;
}
