/* One thing of a run: a task with its calls, its files and its diff, a call with what was said, or a text. */
#include "lib/show.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "base/similar.h"
#include "codec/json.h"
#include "lib/ctx.h"
#include "lib/output.h"
#include "vcs/workspace.h"

ma_rc ma_show_blob(struct ma_show *v, struct ma_str hash, struct ma_buf *out, ma_err *err)
{
	char name[MA_HASH_HEX_SIZE] = "";
	char *text = NULL;
	size_t size = 0;
	ma_rc rc;

	if (hash.n != sizeof(name) - 1)
		return MA_OK;
	memcpy(name, hash.p, hash.n);
	rc = ma_store_blob(v->store, name, &text, &size, err);
	if (!rc)
		ma_buf_add(out, text, size);
	ma_free(text);
	return rc;
}

/* A part that is missing is told of in its place. */
static void add_blob(struct ma_show *v, struct ma_str hash, struct ma_buf *out)
{
	ma_err err = { MA_OK, 0, "" };

	if (ma_show_blob(v, hash, out, &err))
		ma_buf_addf(out, "(%s)", err.msg);
}

/* "" where it changed nothing: then its commit is the head that it found, somebody else's. Gives *out. */
static ma_rc diff_of(struct ma_show *v, const struct ma_work *w, char **out, ma_err *err)
{
	struct ma_workspace *ws = NULL;
	bool its_own = false;
	char commit[MA_COMMIT_ID_SIZE] = "";
	ma_rc rc;

	if (w->commit.n != sizeof(commit) - 1)
		return ma_fail(err, MA_ENOTFOUND, "task " MA_STR_FMT " has no commit: it is %s",
			MA_STR_ARG(ma_work_id(w)), ma_task_state_name(w->state));
	memcpy(commit, w->commit.p, w->commit.n);
	rc = ma_workspace_open_reading(v->output, &ws, err);
	if (!rc)
		rc = ma_workspace_is_of(ws, commit, w->effect, &its_own, err);
	if (!rc && its_own)
		rc = ma_workspace_diff(ws, commit, out, err);
	else if (!rc && !(*out = ma_strdup("")))
		rc = ma_fail_nomem(err);
	ma_workspace_free(ws);
	return rc;
}

bool ma_show_is_of(const struct ma_call_record *c, const struct ma_work *w)
{
	return ma_str_eq(c->task, ma_work_id(w));
}

json_t *ma_show_files(struct ma_show *v, const struct ma_work *w)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_BLOB);
	ma_err ignored = { MA_OK, 0, "" };
	json_t *set = NULL, *list = json_array(), *file;
	size_t i;

	if (w->files.n > 0 && !ma_show_blob(v, w->files, &text, &ignored) &&
		ma_json_parse(ma_buf_str(&text), "files", &set, &ignored))
		set = NULL; /* it is not there any more: nothing is told of it */
	json_array_foreach (set, i, file)
		(void)json_array_append_new(list,
			json_pack("{s:O?, s:s}", "path", json_object_get(file, "path"), "op",
				ma_json_bool(file, "remove", false) ? "remove" : "write"));
	json_decref(set);
	ma_buf_done(&text);
	return list;
}

/* "2 files in commit 0123…", "refused: …", what became of a reply. */
static void add_fate(const struct ma_call_record *c, struct ma_buf *out)
{
	if (c->failed)
		ma_buf_addf(out, "; " MA_STR_FMT ": " MA_STR_FMT, MA_STR_ARG(c->class),
			MA_STR_ARG(c->message));
	else if (c->refused.n > 0)
		ma_buf_addf(out, "; refused: " MA_STR_FMT, MA_STR_ARG(c->refused));
	else if (c->commit.n > 0)
		ma_buf_addf(out, "; %lld file%s in commit %.12s", (long long)c->files_n,
			c->files_n == 1 ? "" : "s", c->commit.p);
	else if (c->plan.n > 0)
		ma_buf_adds(out, "; it holds a plan");
	else if (c->cut)
		ma_buf_adds(out, "; a part: what follows was asked for");
	else if (c->read)
		ma_buf_addf(out, "; %lld file%s, not committed", (long long)c->files_n,
			c->files_n == 1 ? "" : "s");
}

static void add_usage(const struct ma_usage *u, int64_t microusd, bool unpriced, struct ma_buf *out)
{
	const char *about = u->estimated ? "~" : "";

	ma_buf_addf(out, "%s%lld tokens in, %s%lld out, ", about, (long long)u->input, about,
		(long long)u->output);
	if (unpriced)
		ma_buf_adds(out, "no price is known");
	else
		ma_buf_addf(out, microusd > 0 && microusd < 100000 ? "$%.4f" : "$%.2f",
			(double)microusd / 1e6);
}

/* "call 0123… page#1 gemini gemini-3: replied in 1.2 s, 900 tokens in, 30 out, $0.0012; 1 file in commit 4567…" */
static void add_call_line(const struct ma_call_record *c, struct ma_buf *out)
{
	ma_buf_addf(out, "call %.12s  " MA_STR_FMT "#%lld%s  " MA_STR_FMT " " MA_STR_FMT ": %s",
		c->effect.p, MA_STR_ARG(c->task), (long long)c->attempt,
		c->purpose.n > 0 ? " (conflict)" : "", MA_STR_ARG(c->provider),
		MA_STR_ARG(c->model), ma_call_state(c));
	if (c->reused.n > 0) {
		ma_buf_addf(out, " from run " MA_STR_FMT ", at no cost", MA_STR_ARG(c->reused));
	} else if (c->replied || c->failed) {
		ma_buf_addf(out, " in %.2f s, ", (double)c->took_ms / 1000);
		add_usage(&c->usage, c->cost_microusd, c->unpriced, out);
	}
	add_fate(c, out);
	ma_buf_addc(out, '\n');
}

static void add_part(struct ma_show *v, const char *title, struct ma_str hash, struct ma_buf *out)
{
	if (hash.n == 0)
		return;
	ma_buf_addf(out, "\n--- %s\n", title);
	add_blob(v, hash, out);
	ma_buf_addc(out, '\n');
}

/* The messages of a request are what a person wants to read, not its JSON. */
static void add_request(struct ma_show *v, struct ma_str hash, struct ma_buf *out)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_BLOB);
	ma_err err = { MA_OK, 0, "" };
	json_t *j = NULL;

	if (hash.n == 0)
		return;
	add_blob(v, hash, &text);
	if (ma_json_parse(ma_buf_str(&text), "request", &j, &err)) {
		ma_buf_addf(out, "\n--- request\n(%s)\n", err.msg);
	} else {
		ma_buf_adds(out, "\n--- system\n");
		ma_buf_addv(out, ma_json_str(j, "system"));
		ma_buf_adds(out, "\n\n--- request\n");
		ma_buf_addv(out, ma_json_str(j, "user"));
		if (ma_json_str(j, "said").n > 0) {
			ma_buf_adds(out, "\n\n--- said so far\n");
			ma_buf_addv(out, ma_json_str(j, "said"));
		}
	}
	json_decref(j);
	ma_buf_done(&text);
}

static void add_said(
	struct ma_show *v, struct ma_str request, struct ma_str reply, struct ma_buf *out)
{
	add_request(v, request, out);
	add_part(v, "reply", reply, out);
}

static void add_deps(const struct ma_show *v, const struct ma_task *t, struct ma_buf *out)
{
	uint32_t i;

	for (i = 0; i < t->deps_n; i++)
		ma_buf_addf(out, "%s" MA_STR_FMT, i > 0 ? ", " : ", after ",
			MA_STR_ARG(v->s.plan->tasks[t->deps[i]].id));
	ma_buf_addc(out, '\n');
}

static void add_files(struct ma_show *v, const struct ma_work *w, struct ma_buf *out)
{
	json_t *files = ma_show_files(v, w), *file;
	size_t i;

	json_array_foreach (files, i, file)
		ma_buf_addf(out, "%s " MA_STR_FMT "\n",
			json_string_value(json_object_get(file, "op")),
			MA_STR_ARG(ma_json_str(file, "path")));
	json_decref(files);
}

static void add_task(struct ma_show *v, struct ma_buf *out)
{
	const struct ma_work *w = v->work;
	const struct ma_call_record *c;
	ma_err err = { MA_OK, 0, "" };
	char *diff = NULL;

	ma_buf_addf(out, MA_STR_FMT ": %s after %lld attempt%s, ", MA_STR_ARG(ma_work_id(w)),
		ma_task_state_name(w->state), (long long)w->attempt, w->attempt == 1 ? "" : "s");
	add_usage(&w->usage, w->cost_microusd, v->s.unpriced, out);
	ma_buf_addc(out, '\n');
	if (w->message.n > 0 && w->state != MA_TASK_COMPLETED) /* else it is of an earlier attempt */
		ma_buf_addf(out, MA_STR_FMT "\n", MA_STR_ARG(w->message));
	if (w->task) {
		ma_buf_addf(out, MA_STR_FMT ", by " MA_STR_FMT, MA_STR_ARG(w->task->name),
			MA_STR_ARG(w->task->agent));
		add_deps(v, w->task, out);
	}
	for (c = v->calls.first; c; c = c->next)
		if (ma_show_is_of(c, w))
			add_call_line(c, out);
	add_files(v, w, out);
	add_said(v, w->request, w->reply, out);
	if (w->commit.n == 0)
		return;
	ma_buf_addf(out, "\n--- commit " MA_STR_FMT "\n", MA_STR_ARG(w->commit));
	if (diff_of(v, w, &diff, &err))
		ma_buf_addf(out, "(%s)\n", err.msg);
	else
		ma_buf_adds(out, *diff ? diff : "(nothing changed: all was so already)\n");
	ma_free(diff);
}

static const struct ma_work *find_work(const struct ma_show *v, struct ma_str id)
{
	int64_t at = v->s.plan ? ma_plan_find(v->s.plan, id) : -1;

	if (at >= 0)
		return &v->s.works[at];
	return ma_str_is(id, "planner") || ma_str_is(id, "plan") ? &v->s.planner : NULL;
}

/* The one that was accepted, or that waits to be; NULL: there is none. */
static const struct ma_plan *plan_of(const struct ma_state *s)
{
	return s->plan ? s->plan : s->planner.proposal;
}

ma_rc ma_show_text(struct ma_show *v, struct ma_buf *out, ma_err *err)
{
	return v->blob.n > 0 ? ma_show_blob(v, v->blob, out, err)
			     : ma_plan_write(plan_of(&v->s), out, err);
}

/* "api#9" of a task with fewer attempts. */
static ma_rc no_such_attempt(
	const struct ma_show *v, struct ma_str what, const struct ma_work *w, ma_err *err)
{
	struct ma_str id = ma_work_id(w);

	if (w->attempt == 0)
		return ma_fail(err, MA_ENOTFOUND,
			"run " MA_STR_FMT " has no \"" MA_STR_FMT
			"\": nobody was asked for " MA_STR_FMT ", which is %s",
			MA_STR_ARG(v->s.run), MA_STR_ARG(what), MA_STR_ARG(id),
			ma_task_state_name(w->state));
	return ma_fail(err, MA_ENOTFOUND,
		"run " MA_STR_FMT " has no \"" MA_STR_FMT "\": the last attempt of " MA_STR_FMT
		" is " MA_STR_FMT "#%lld",
		MA_STR_ARG(v->s.run), MA_STR_ARG(what), MA_STR_ARG(id), MA_STR_ARG(id),
		(long long)w->attempt);
}

static ma_rc nothing_of_the_kind(const struct ma_show *v, struct ma_str what, ma_err *err)
{
	struct ma_str likely = MA_STR(""), rest = what, task = MA_STR("");
	const struct ma_work *w;
	uint32_t i;

	(void)ma_str_cut(&rest, '#', &task); /* all of it where there is none */
	w = find_work(v, task);
	if (w && task.n < what.n)
		return no_such_attempt(v, what, w, err);
	for (i = 0; v->s.plan && i < v->s.plan->tasks_n && likely.n == 0; i++)
		if (ma_similar(what, v->s.plan->tasks[i].id))
			likely = v->s.plan->tasks[i].id;
	if (likely.n > 0)
		return ma_fail(err, MA_ENOTFOUND,
			"run " MA_STR_FMT " has no \"" MA_STR_FMT "\"; did you mean " MA_STR_FMT "?",
			MA_STR_ARG(v->s.run), MA_STR_ARG(what), MA_STR_ARG(likely));
	return ma_fail(err, MA_ENOTFOUND,
		"run " MA_STR_FMT " has no \"" MA_STR_FMT
		"\": name prompt, plan, planner, report, a task, a call or a blob",
		MA_STR_ARG(v->s.run), MA_STR_ARG(what));
}

static bool is_hash(struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f')))
			return false;
	return s.n == MA_HASH_HEX_SIZE - 1;
}

static ma_rc choose(struct ma_show *v, struct ma_str what, ma_err *err)
{
	ma_rc rc;

	v->kind = MA_SHOWN_TASK;
	v->work = ma_str_is(what, "plan") ? NULL : find_work(v, what);
	if (v->work)
		return MA_OK;
	v->kind = MA_SHOWN_TEXT;
	v->blob = ma_str_is(what, "prompt") ? v->s.prompt
		: ma_str_is(what, "report") ? v->s.report
		: is_hash(what)             ? what
					    : MA_STR("");
	if (v->blob.n > 0 || (ma_str_is(what, "plan") && plan_of(&v->s)))
		return MA_OK;
	v->kind = MA_SHOWN_CALL;
	rc = ma_calls_find(&v->calls, what, &v->call, err);
	if (rc || v->call)
		return rc;
	return nothing_of_the_kind(v, what, err);
}

ma_rc ma_show_find(
	struct ma_show *v, const char *output, const char *run, const char *what, ma_err *err)
{
	char id[MA_ID_SIZE] = "";
	ma_rc rc;

	*v = (struct ma_show){ .output = output };
	ma_state_init(&v->s);
	rc = ma_output_open_run(output, run, &v->store, id, err);
	if (!rc)
		rc = ma_engine_load(v->store, id, &v->s, err);
	if (!rc)
		rc = ma_calls_load(v->store, id, &v->calls, err);
	return rc ? rc : choose(v, ma_str(what), err);
}

void ma_show_done(struct ma_show *v)
{
	ma_calls_done(&v->calls);
	ma_state_done(&v->s);
	ma_store_free(v->store);
}

static ma_rc write(struct ma_show *v, struct ma_buf *out, ma_err *err)
{
	if (v->kind == MA_SHOWN_TEXT)
		return ma_show_text(v, out, err);
	if (v->kind == MA_SHOWN_TASK) {
		add_task(v, out);
	} else {
		add_call_line(v->call, out);
		add_said(v, v->call->request, v->call->reply, out);
		add_part(v, "beginning of a reply, not used", v->call->part, out);
	}
	return MA_OK;
}

ma_rc ma_show(const char *output, const char *run, const char *what, char **text_out, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_ARENA);
	struct ma_show v;
	ma_rc rc;

	if (!err || !what || !text_out)
		return MA_EMISUSE;
	rc = ma_show_find(&v, output, run, what, err);
	if (!rc)
		rc = write(&v, &text, err);
	if (!rc)
		rc = ma_give_text(&text, text_out, err);
	ma_buf_done(&text);
	ma_show_done(&v);
	return rc;
}

/* What there is instead: the tasks that have committed something. */
static ma_rc no_diff(const struct ma_show *v, const char *what, ma_err *err)
{
	struct ma_buf names = MA_BUF_INIT(MA_MIB);
	const struct ma_work *w;
	uint32_t i;

	for (i = 0; i < v->s.tally.total; i++) {
		w = &v->s.works[i];
		if (w->commit.n > 0)
			ma_buf_addf(&names, "%s" MA_STR_FMT, names.n > 0 ? ", " : "",
				MA_STR_ARG(w->task->id));
	}
	(void)ma_fail(err, MA_ENOTFOUND,
		"\"%.60s\" is no task: tasks have diffs, %s%s; `meta-agent diff` has that of the run",
		what, names.n > 0 ? "in this run " : "and none of this run has one yet",
		names.p ? names.p : ""); /* below */
	ma_buf_done(&names);
	return err->code;
}

ma_rc ma_show_diff(
	const char *output, const char *run, const char *task, char **text_out, ma_err *err)
{
	struct ma_show v;
	ma_rc rc;

	if (!err || !task || !text_out)
		return MA_EMISUSE;
	rc = ma_show_find(&v, output, run, task, err);
	if (!rc && v.kind == MA_SHOWN_TASK && v.work->task)
		rc = diff_of(&v, v.work, text_out, err);
	else if (!rc)
		rc = no_diff(&v, task, err);
	ma_show_done(&v);
	return rc;
}

/* Where its files came from: the branch as it was, or what a fork went back to. */
static struct ma_str beginning_of(const struct ma_state *s)
{
	if (s->base.n == 0)
		return s->start;
	return ma_str_is(s->base, MA_BASE_NONE) ? MA_STR("") : s->base;
}

static ma_rc compare(const char *output, const struct ma_state *s, char **text_out, ma_err *err)
{
	char from[MA_COMMIT_ID_SIZE] = "", to[MA_COMMIT_ID_SIZE] = "";
	struct ma_str start = beginning_of(s);
	struct ma_workspace *ws = NULL;
	ma_rc rc;

	if (start.n >= sizeof(from) || s->head.n >= sizeof(to))
		return ma_fail(err, MA_EIO, "the log names no commits");
	(void)snprintf(from, sizeof(from), MA_STR_FMT, MA_STR_ARG(start)); /* fits */
	(void)snprintf(to, sizeof(to), MA_STR_FMT, MA_STR_ARG(s->head));   /* fits */
	rc = ma_workspace_open_reading(output, &ws, err);
	if (!rc)
		rc = ma_workspace_compare(ws, from, to, text_out, err);
	ma_workspace_free(ws);
	return rc;
}

ma_rc ma_run_diff(const char *output, const char *run, char **text_out, ma_err *err)
{
	struct ma_store *store = NULL;
	char id[MA_ID_SIZE] = "";
	struct ma_state s;
	ma_rc rc;

	if (!err || !text_out)
		return MA_EMISUSE;
	ma_state_init(&s);
	rc = ma_output_open_run(output, run, &store, id, err);
	if (!rc)
		rc = ma_engine_load(store, id, &s, err);
	if (!rc && s.head.n > 0)
		rc = compare(output, &s, text_out, err);
	else if (!rc && !(*text_out = ma_strdup(""))) /* it has committed nothing */
		rc = ma_fail_nomem(err);
	ma_state_done(&s);
	ma_store_free(store);
	return rc;
}
