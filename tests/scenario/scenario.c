/*
 * Whole runs: a script of model answers, a seeded source of ids and virtual time, in which
 * nothing waits, and out comes an event log that must equal <name>.expect, byte for byte.
 *
 *   scenario DIR/NAME.scn [--update]
 *   scenario DIR/NAME.scn --out DIR     the output stays there, and the log is printed
 *
 * A .scn file is JSON: {"prompt", "plan"?, "jobs"?, "fail_fast"?, "timeout_ms"?, "max_tokens"?,
 * "max_cost_microusd"?, "no_fallback"?, "contract"?, "retry_budget"?, "approve"?, "quick_checks"?, "replies": […] (docs/formats/script.md), "spare"?: […] of a second provider
 * in the chain, "wired"?: true: answers come in pieces (support/wired_llm.h) and are spooled, "price"?: micro-USD per token, "reports": […] (docs/formats/report.md), "acts"?: […]}.
 * Without reports nothing is verified. Acts are what somebody does to the run, one after the other:
 *
 *   {"on": "call.intended backend", "after_ms"?, "do": "interrupt" | "pause" | "cancel", "cause"}
 *   {"on": "run.paused", "after_ms"?, "do": "continue"}
 *   {"on": "task.skipped web", "do": "reopen", "task", "cause"}
 *   {"on": "call.admitted api", "after_ms"?, "do": "kill"}   the process: nothing more of it becomes durable
 *   {"before": "call.replied api", "do": "kill"}             as this would become so
 *   {"do": "damage", "at"}   then: turn a byte of each spool, the at-th, or from its end where that is negative
 *   {"on": "task.completed repair-1", "do": "commit"}   a file, on the run's branch, whose head it stays
 *   {"after_ms"?, "do": "resume", "max_tokens"?, "reopen"?, …}     once the run has stopped, and this long after it
 *   {"after_ms"?, "do": "fork", "from", "model"?, "plan"?}   once it has ended: another run, with the same replies
 *
 * With "threads": true the loop is a real one with its pool of threads: the order of events is left
 * to chance then, there is no .expect, and only what must hold in any order is checked.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"
#include "scenario/scenario.h"
#include "sys/fs.h"
#include "sys/loop_virtual.h"

void must(ma_rc rc, const char *what, const ma_err *err)
{
	if (!rc)
		return;
	fprintf(stderr, "scenario: %s: %s\n", what, err->msg);
	exit(1);
}

const json_t *next_act(const struct scenario *s)
{
	return json_array_get(json_object_get(s->scn, "acts"), s->act);
}

bool act_is(const json_t *act, const char *what)
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

/* What is still to be written is not, from here on; it is the interrupt that finds it out. */
static void kill_process(struct scenario *s)
{
	s->killed = true;
	ma_engine_interrupt(s->engine, "SIGKILL");
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
	else if (act_is(act, "kill"))
		kill_process(s);
	else if (act_is(act, "reopen"))
		ma_engine_reopen(
			s->engine, ma_str(json_string_value(json_object_get(act, "task"))), cause);
	else if (act_is(act, "cancel"))
		ma_engine_cancel(s->engine, cause);
	else
		must(ma_fail(&s->err, MA_EINVALID, "no such act"), "acts", &s->err);
}

bool is_cue(const json_t *act, const char *member, const struct ma_event *e)
{
	struct ma_str task = ma_json_str(act, member), kind;

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
	if (act && is_cue(act, "on", e))
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

static const struct ma_engine_events events = { on_event, NULL, NULL, on_done };

static void live(struct scenario *s)
{
	if (s->threads)
		ma_loop_run(s->loop);
	while (!s->threads && ma_loop_step(s->loop))
		;
	if (!s->killed)
		must(s->rc, "run", &s->err);
	else if (s->rc != MA_EIO)
		must(ma_fail(&s->err, MA_EINVALID, "killed, it went on"), "run", &s->err);
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
		.quick_checks = ma_json_bool(s->scn, "quick_checks", false),
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
		.max_cost_microusd = ma_json_int(act, "max_cost_microusd", 0),
		.reopen = ma_json_str(act, "reopen") };

	s->clock.wall += ma_json_int(act, "after_ms", 0);
	s->act++;
	s->killed = false;
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

static void damage_one(void *data, const char *name)
{
	struct scenario *s = data;
	int64_t at = ma_json_int(next_act(s), "at", 0);
	int fd = openat(s->spools.fd, name, O_RDWR | O_CLOEXEC);
	struct stat st;
	char byte = 0;

	s->spools_n++;
	if (fd < 0 || fstat(fd, &st) || pread(fd, &byte, 1, at < 0 ? st.st_size + at : at) != 1)
		must(ma_fail(&s->err, MA_EINVALID, "%s has no such byte", name), "acts", &s->err);
	byte ^= 1;
	if (pwrite(fd, &byte, 1, at < 0 ? st.st_size + at : at) != 1)
		must(ma_fail_sys(&s->err, MA_EIO, errno, "%s", name), "acts", &s->err);
	close(fd);
}

static void damage(struct scenario *s)
{
	s->spools_n = 0;
	must(ma_private_list(&s->spools, damage_one, s, &s->err), "spools", &s->err);
	if (s->spools_n == 0)
		must(ma_fail(&s->err, MA_EINVALID, "no spool is there"), "acts", &s->err);
	s->act++;
}

/* False: it is none of those that can be done to a run that stands still. */
static bool perform_between(struct scenario *s)
{
	const json_t *act = next_act(s);

	if (act_is(act, "damage")) {
		damage(s);
		return true;
	}
	if (act_is(act, "fork"))
		fork_run(s);
	else if (act_is(act, "resume"))
		resume(s);
	else
		return false;
	live(s);
	return true;
}

static void run(struct scenario *s)
{
	open_world(s);
	start(s);
	live(s);
	while (next_act(s) && perform_between(s))
		;
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

static void refuse_spool(void *data, const char *name)
{
	(void)data;
	fprintf(stderr, "scenario: the spool %s is still there, and all is in the log\n", name);
	exit(1);
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
	struct scenario s = { .log = MA_BUF_INIT(MA_LIMIT_BLOB), .spools = MA_PRIVATE_CLOSED };
	int rc = 0;

	if (argc < 2 || !ma_str_ends(ma_str(argv[1]), ".scn")) {
		fprintf(stderr, "usage: scenario NAME.scn [--update]\n");
		return 2;
	}
	s.scn = read_scn(argv[1]);
	if (!open_syntax(&s)) {
		printf("SKIPPED: there are no grammars; scripts/grammars.sh builds them\n");
		json_decref(s.scn);
		return 77;
	}
	s.threads = ma_json_bool(s.scn, "threads", false);
	s.out = argc > 3 && strcmp(argv[2], "--out") == 0 ? argv[3] : NULL;
	run(&s);
	check_fold(&s);
	must(ma_private_list(&s.spools, refuse_spool, &s, &s.err), "spools", &s.err);
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
