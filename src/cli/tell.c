/* What happened, in words. */
#include "cli/tell.h"

#include <time.h>

#include "base/clock.h"
#include "cli/field.h"
#include "cli/table.h"
#include "cli/words.h"

struct teller {
	const struct scene *s;
	const json_t *event;
	int64_t at_ms;
	struct ma_buf *out;
};

static void add_start(struct ma_buf *out, int64_t at_ms, struct ma_str subject)
{
	time_t at = (time_t)(at_ms / 1000);
	struct tm tm = { 0 };
	size_t from;

	(void)localtime_r(&at, &tm); /* midnight where the time is none */
	ma_buf_addf(out, "%02d:%02d:%02d  ", tm.tm_hour, tm.tm_min, tm.tm_sec);
	from = out->n;
	field_show(out, subject);
	while (out->rc == MA_OK && out->n < from + 14)
		ma_buf_addc(out, ' ');
	ma_buf_adds(out, "  ");
}

static void say(struct teller *t, struct ma_str subject, const char *what)
{
	add_start(t->out, t->at_ms, subject);
	ma_buf_adds(t->out, what);
}

static struct ma_str task_of(const struct teller *t)
{
	return field_str(t->event, "task");
}

/* ": message", on one line. */
static void add_why(struct teller *t)
{
	struct ma_str message = field_str(t->event, "message");

	if (message.n == 0)
		return;
	ma_buf_adds(t->out, ": ");
	field_show(t->out, message);
}

static enum tell run_started(struct teller *t)
{
	say(t, MA_STR("run"), "");
	field_show(t->out, field_str(t->event, "run"));
	ma_buf_adds(t->out, " started: provider ");
	field_show(t->out, field_str(t->event, "provider"));
	ma_buf_adds(t->out, ", model ");
	field_show(t->out, field_str(t->event, "model"));
	ma_buf_addf(t->out, ", %lld at once", (long long)field_int(t->event, "jobs"));
	ma_buf_adds(
		t->out, field_str(t->event, "cassette").n > 0 ? ", answered from a cassette" : "");
	if (field_str(t->event, "parent").n > 0) {
		ma_buf_adds(t->out, "; a fork of ");
		field_show(t->out, field_str(t->event, "parent"));
		ma_buf_adds(t->out, " from ");
		field_show(t->out, field_str(t->event, "from"));
	}
	return TELL_NEWS;
}

static enum tell run_resumed(struct teller *t)
{
	int64_t again = field_int(t->event, "count");

	say(t, MA_STR("run"), "");
	field_show(t->out, field_str(t->event, "run"));
	ma_buf_adds(t->out, " resumed");
	if (again > 0)
		ma_buf_addf(t->out, "; %lld call%s had no answer and may be billed twice",
			(long long)again, again == 1 ? "" : "s");
	return TELL_NEWS;
}

static enum tell files_rewound(struct teller *t)
{
	say(t, MA_STR("run"), "the files are as they were before the run that it is a fork of");
	return TELL_STEP;
}

static enum tell run_interrupted(struct teller *t)
{
	say(t, MA_STR("run"), "stopped: ");
	field_show(t->out, field_str(t->event, "cause"));
	return TELL_NEWS;
}

/* Of a run, or of the quick check of a task's files. */
static enum tell finished(struct teller *t)
{
	struct ma_str task = task_of(t);

	say(t, task.n > 0 ? task : MA_STR("run"), task.n > 0 ? "quick check: " : "finished: ");
	field_show(t->out, field_str(t->event, "verdict"));
	add_why(t);
	return TELL_STEP;
}

static enum tell plan_warning(struct teller *t)
{
	say(t, MA_STR("plan"), "warning");
	add_why(t);
	return TELL_NEWS;
}

static enum tell files_doubted(struct teller *t)
{
	say(t, task_of(t), "files taken in doubt");
	add_why(t);
	return TELL_NEWS;
}

static enum tell plan_accepted(struct teller *t)
{
	int64_t n = field_int(t->event, "count");

	say(t, MA_STR("plan"), "");
	ma_buf_addf(t->out, "accepted: %lld task%s", (long long)n, n == 1 ? "" : "s");
	return TELL_NEWS;
}

static enum tell call_intended(struct teller *t)
{
	if (!ma_str_is(task_of(t), "plan") || field_int(t->event, "attempt") > 1)
		return TELL_NOT; /* task.started or task.retried has told */
	say(t, MA_STR("plan"), "the planner is asked");
	return TELL_STEP;
}

/* Of other replies the task's end tells. */
static enum tell call_replied(struct teller *t)
{
	if (field_str(t->event, "reused").n == 0)
		return TELL_NOT;
	say(t, task_of(t), "as in run ");
	field_show(t->out, field_str(t->event, "reused"));
	ma_buf_adds(t->out, ", at no cost");
	return TELL_STEP;
}

static enum tell files_conflicted(struct teller *t)
{
	say(t, task_of(t), "its files meet others'");
	add_why(t);
	return TELL_NEWS;
}

static enum tell files_delayed(struct teller *t)
{
	say(t, task_of(t), "done, and committed after ");
	field_show(t->out, field_str(t->event, "cause"));
	return TELL_STEP;
}

/* "delayed for 12 s: rate limit". */
static enum tell call_delayed(struct teller *t)
{
	int64_t not_before = 0;

	say(t, task_of(t), "delayed");
	if (ma_clock_parse(field_str(t->event, "not_before"), &not_before) && not_before > t->at_ms) {
		ma_buf_adds(t->out, " for ");
		words_took(t->out, not_before - t->at_ms);
	}
	ma_buf_adds(t->out, ": ");
	field_show(t->out, scene_delay(t->event));
	return TELL_STEP;
}

static enum tell tasks_added(struct teller *t)
{
	int64_t n = field_int(t->event, "count");

	say(t, MA_STR("plan"), "");
	ma_buf_addf(t->out, "%lld task%s added", (long long)n, n == 1 ? "" : "s");
	if (task_of(t).n > 0) {
		ma_buf_adds(t->out, " by ");
		field_show(t->out, task_of(t));
	}
	return TELL_NEWS;
}

static enum tell tasks_refused(struct teller *t)
{
	say(t, task_of(t), "further tasks refused");
	add_why(t);
	return TELL_NEWS;
}

/* "round 1, because test . failed". */
static enum tell repair_started(struct teller *t)
{
	say(t, task_of(t), "");
	ma_buf_addf(t->out, "round %lld of repairs, because ",
		(long long)field_int(t->event, "attempt"));
	field_show(t->out, scene_check_name(field_str(t->event, "name")));
	ma_buf_adds(t->out, " failed");
	if (field_str(t->event, "cause").n > 0)
		ma_buf_adds(t->out, ": its tests are in doubt, and the contract decides");
	return TELL_NEWS;
}

/* "round 1 of repairs made it worse, and is taken back: 3 tests fail instead of 1". */
static enum tell repair_finished(struct teller *t)
{
	static const struct {
		const char *end, *says;
	} ends[] = { { "better", "helped" }, { "different", "changed what fails" },
		{ "same", "came to nothing" }, { "repeated", "came to nothing" },
		{ "unchanged", "came to nothing" }, { "worse", "made it worse" } };
	size_t i;

	say(t, MA_STR("repairs"), "");
	ma_buf_addf(t->out, "round %lld ", (long long)field_int(t->event, "attempt"));
	for (i = 0; i < MA_COUNT(ends); i++)
		if (ma_str_is(field_str(t->event, "verdict"), ends[i].end))
			ma_buf_adds(t->out, ends[i].says);
	if (field_str(t->event, "effect").n > 0)
		ma_buf_adds(t->out, ", and is taken back");
	add_why(t);
	return TELL_NEWS;
}

static enum tell files_kept(struct teller *t)
{
	say(t, MA_STR("repairs"), "");
	field_show(t->out, field_str(t->event, "message"));
	return TELL_NEWS;
}

static enum tell files_locked(struct teller *t)
{
	say(t, MA_STR("run"), "");
	if (field_str(t->event, "commit").n > 0) {
		ma_buf_adds(t->out, "locked anew, as it was installed: ");
		field_show(t->out, field_str(t->event, "paths"));
	} else {
		ma_buf_adds(t->out, "not locked anew");
		add_why(t);
	}
	return TELL_NEWS;
}

/* What was asked of the run while it went on. */
static enum tell run_asked(struct teller *t)
{
	struct ma_str kind = field_str(t->event, "kind");

	say(t, MA_STR("run"), "");
	field_show(t->out, ma_str_from(kind, strlen("run.")));
	if (field_str(t->event, "cause").n > 0) {
		ma_buf_adds(t->out, ": ");
		field_show(t->out, field_str(t->event, "cause"));
	}
	return TELL_NEWS;
}

/* "accepted: main is at 0123…", "taken back: …" */
static enum tell run_landed(struct teller *t)
{
	struct ma_str commit = field_str(t->event, "commit");

	say(t, MA_STR("run"),
		ma_str_is(field_str(t->event, "kind"), "run.undone") ? "taken back: "
								     : "accepted: ");
	field_show(t->out, field_str(t->event, "name"));
	ma_buf_adds(t->out, " is at ");
	field_show(t->out, ma_str_n(commit.p, commit.n > 7 ? 7 : commit.n));
	return TELL_NEWS;
}

static enum tell task_started(struct teller *t)
{
	struct ma_str agent = field_str(t->event, "agent");

	say(t, task_of(t), "started");
	if (!ma_str_eq(agent, task_of(t))) {
		ma_buf_adds(t->out, " by ");
		field_show(t->out, agent);
	}
	return TELL_STEP;
}

/* "attempted again, asked for by pid 4711 on host" */
static enum tell task_reopened(struct teller *t)
{
	say(t, task_of(t), "attempted again, asked for by ");
	field_show(t->out, field_str(t->event, "cause"));
	return TELL_NEWS;
}

static enum tell task_retried(struct teller *t)
{
	int64_t not_before = 0;

	say(t, task_of(t), "");
	ma_buf_addf(t->out, "attempt %lld", (long long)field_int(t->event, "attempt"));
	if (field_str(t->event, "provider").n > 0) {
		ma_buf_adds(t->out, " with ");
		field_show(t->out, field_str(t->event, "provider"));
	}
	if (ma_clock_parse(field_str(t->event, "not_before"), &not_before) && not_before > t->at_ms) {
		ma_buf_adds(t->out, " in ");
		words_took(t->out, not_before - t->at_ms);
	}
	if (ma_str_is(field_str(t->event, "purpose"), "resolve"))
		ma_buf_adds(t->out, ", to resolve the conflict");
	else
		add_why(t);
	return TELL_NEWS;
}

static enum tell task_completed(struct teller *t)
{
	const struct scene_row *row = scene_find(t->s, task_of(t));

	say(t, task_of(t), "completed");
	if (!row)
		return TELL_STEP;
	ma_buf_adds(t->out, " in ");
	words_took(t->out, row->ended_ms - row->started_ms);
	if (row->commit[0])
		ma_buf_addf(t->out, ": %lld file%s in commit %s", (long long)row->files,
			row->files == 1 ? "" : "s", row->commit);
	return TELL_STEP;
}

static enum tell task_failed(struct teller *t)
{
	say(t, task_of(t), "failed");
	add_why(t);
	return TELL_NEWS;
}

static enum tell task_skipped(struct teller *t)
{
	say(t, task_of(t), "skipped, because ");
	field_show(t->out, field_str(t->event, "cause"));
	ma_buf_adds(t->out, " did not complete");
	return TELL_STEP;
}

static enum tell task_cancelled(struct teller *t)
{
	struct ma_str cause = field_str(t->event, "cause");
	bool is_task = scene_find(t->s, cause) != NULL;

	say(t, task_of(t), is_task ? "cancelled, because " : "cancelled: ");
	field_show(t->out, cause);
	ma_buf_adds(t->out, is_task ? " failed" : "");
	return TELL_STEP;
}

static enum tell verify_started(struct teller *t)
{
	struct ma_str commit = field_str(t->event, "commit");

	say(t, MA_STR("verify"), "commit ");
	field_show(t->out, ma_str_n(commit.p, commit.n > 7 ? 7 : commit.n));
	ma_buf_adds(t->out, " is built and tested");
	return TELL_STEP;
}

static enum tell check_finished(struct teller *t)
{
	int64_t passed = field_int(t->event, "tests_passed"),
		failed = field_int(t->event, "tests_failed");

	say(t, scene_check_name(field_str(t->event, "name")), "");
	field_show(t->out, field_str(t->event, "verdict"));
	ma_buf_adds(t->out, " in ");
	words_took(t->out, field_int(t->event, "took_ms"));
	if (passed + failed > 0)
		ma_buf_addf(t->out, ", %lld of %lld tests passed", (long long)passed,
			(long long)(passed + failed));
	add_why(t);
	return ma_str_is(field_str(t->event, "verdict"), "passed") &&
			field_str(t->event, "message").n == 0
		? TELL_STEP
		: TELL_NEWS;
}

static const struct {
	const char *kind;
	enum tell (*tell)(struct teller *t);
} tellers[] = {
	{ "run.started", run_started },
	{ "run.resumed", run_resumed },
	{ "run.interrupted", run_interrupted },
	{ "run.finished", finished },
	{ "plan.warning", plan_warning },
	{ "files.doubted", files_doubted },
	{ "files.rewound", files_rewound },
	{ "plan.accepted", plan_accepted },
	{ "tasks.added", tasks_added },
	{ "tasks.refused", tasks_refused },
	{ "repair.started", repair_started },
	{ "repair.finished", repair_finished },
	{ "files.kept", files_kept },
	{ "files.locked", files_locked },
	{ "run.paused", run_asked },
	{ "run.continued", run_asked },
	{ "run.cancelled", run_asked },
	{ "run.accepted", run_landed },
	{ "run.undone", run_landed },
	{ "call.intended", call_intended },
	{ "call.delayed", call_delayed },
	{ "call.replied", call_replied },
	{ "files.conflicted", files_conflicted },
	{ "files.delayed", files_delayed },
	{ "task.started", task_started },
	{ "task.retried", task_retried },
	{ "task.reopened", task_reopened },
	{ "task.completed", task_completed },
	{ "task.failed", task_failed },
	{ "task.skipped", task_skipped },
	{ "task.cancelled", task_cancelled },
	{ "quick.finished", finished },
	{ "verify.started", verify_started },
	{ "check.finished", check_finished },
};

enum tell tell_event(const struct scene *s, const json_t *event, struct ma_buf *out)
{
	struct teller t = { s, event, field_at_ms(event), out };
	struct ma_str kind = field_str(event, "kind");
	enum tell told = TELL_NOT;
	size_t i;

	for (i = 0; i < MA_COUNT(tellers); i++)
		if (ma_str_is(kind, tellers[i].kind))
			told = tellers[i].tell(&t);
	if (told != TELL_NOT)
		ma_buf_addc(out, '\n');
	return told;
}

void tell_check(const char *phase, const char *package, const char *command, int64_t now_ms,
	struct ma_buf *out)
{
	struct ma_buf subject = MA_BUF_INIT(64 * 1024);

	ma_buf_addf(&subject, "%s %s", phase, package);
	add_start(out, now_ms, scene_check_name(ma_buf_str(&subject)));
	field_show(out, ma_str(command));
	ma_buf_addc(out, '\n');
	ma_buf_done(&subject);
}

static void add_deps(struct table *t, const json_t *task)
{
	const json_t *deps = json_object_get(task, "depends_on"), *dep;
	struct ma_buf list = MA_BUF_INIT(1024 * 1024);
	size_t i;

	json_array_foreach (deps, i, dep)
		ma_buf_addf(&list, "%s%s", i ? ", " : "after ", json_string_value(dep));
	if (json_is_true(json_object_get(task, "optional")))
		ma_buf_adds(&list, list.n ? "; optional" : "optional");
	table_add(t, ma_buf_str(&list));
	ma_buf_done(&list);
}

void tell_plan(const json_t *plan, size_t first, struct ma_buf *out)
{
	struct table t = TABLE_INIT(4);
	const json_t *task;
	size_t i;

	json_array_foreach (json_object_get(plan, "tasks"), i, task) {
		if (i < first)
			continue;
		table_addf(&t, "%3zu", i + 1);
		table_add(&t, field_str(task, "id"));
		table_add(&t, field_str(task, "agent"));
		add_deps(&t, task);
	}
	table_write(&t, 8, out);
}
