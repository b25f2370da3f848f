/*
 * Replies of tasks, checked before anything is done with them.
 *
 *   reply ─► blocks ─► paths: allowed, the task's, once ─► edits applied to the files as they are ─► contents
 *              ▲                                                                                        │
 *              └── what was kept of the last reply, but for what this one says anew                     ▼
 *                                                                    all fine: the file set; else: nothing
 *
 * Problems of single blocks (an edit without a place, a file that was cut off) leave the others good: these are kept,
 * and only the rest is asked for again. A path that is not the task's to write puts the whole reply in doubt (reply_paths.c).
 * New syntax errors and second definitions are asked for again once for each file, and then taken with files.doubted: a
 * grammar may be wrong, and what compiles and tests the project decides.
 */
#include "engine/reply.h"

#include <jansson.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/map.h"
#include "codec/json.h"
#include "engine/reply_guard.h"
#include "engine/reply_kept.h"
#include "engine/reply_parts.h"
#include "model/format_rate.h"

#define WHOLE_LINES \
	400 /* a file with fewer lines is asked for as a whole where an edit of it fails */

static bool room(struct ma_checker *c, size_t n)
{
	if (c->problems.n + n > PROBLEMS_MAX)
		return false; /* enough are named */
	if (c->problems.n > 0)
		ma_buf_addc(&c->problems, '\n');
	return true;
}

void ma_checker_problem(struct ma_checker *c, const char *fmt, ...)
{
	char line[MA_ERR_MSG_MAX];
	va_list ap;

	c->doubtful = true;
	if (!room(c, sizeof(line)))
		return;
	va_start(ap, fmt);
	(void)vsnprintf(line, sizeof(line), fmt, ap); /* a long problem is cut */
	va_end(ap);
	ma_buf_add_visible(&c->problems, ma_str(line));
}

void ma_checker_fault(struct ma_checker *c, struct ma_str path, struct ma_str what, const char *then)
{
	c->nomem |= !ma_map_put(&c->failed, path, c);
	if (!room(c, path.n + what.n + 64))
		return;
	ma_buf_add_visible(&c->problems, path);
	ma_buf_adds(&c->problems, ": ");
	ma_buf_add_visible(&c->problems, what);
	ma_buf_adds(&c->problems, then);
}

/* Tasks are checked as a plan is, by itself. */
static void check_tasks(struct ma_checker *c, const struct ma_block *b)
{
	const struct ma_agent *agent = ma_agents_find(c->ask->agents, c->ask->task->agent);
	struct ma_plan_agents named = ma_agents_for_plan(c->ask->agents);
	struct ma_buf problems = MA_BUF_INIT(PROBLEMS_MAX);
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc;

	if (!agent || !agent->adds_tasks) {
		ma_checker_problem(c, "TASKS: this agent may not ask for tasks");
		return;
	}
	if (c->o->plan) {
		ma_checker_problem(c, "TASKS: they are there twice");
		return;
	}
	rc = ma_plan_read(b->content, &named, &c->o->plan, &problems, &err);
	c->nomem |= rc == MA_ENOMEM;
	if (rc)
		ma_checker_problem(c, "TASKS: %s", problems.n > 0 ? problems.p : err.msg);
	ma_buf_done(&problems);
	c->tasks = b->content;
}

static void ask_for_tasks(struct ma_checker *c)
{
	size_t i;

	for (i = 0; i < c->blocks.n; i++)
		if (c->blocks.v[i].op == MA_BLOCK_TASKS)
			check_tasks(c, &c->blocks.v[i]);
}

/* An edit that failed is asked for again, and soon, or where the file is short, all of the file is. */
static void tell_change(struct ma_checker *c, const struct ma_change_problem *p)
{
	bool whole = p->lines < WHOLE_LINES || c->ask->rejections > 0;

	c->misses += p->edit;
	if (!p->edit)
		ma_checker_fault(c, p->path, p->what, "");
	else
		ma_checker_fault(c, p->path, p->what,
			whole ? "\ngive the whole file"
			      : "\ngive the edits of this file again, quoting its lines as they are");
}

static void make_changes(struct ma_checker *c)
{
	struct ma_changes changes = { .n = 0 };
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc = ma_changes_make(
		&c->blocks, c->ask->base, c->ask->base_data, &c->o->arena, &changes, &err);
	size_t i;

	if (rc == MA_ELIMIT)
		ma_checker_problem(c, "%s", err.msg);
	else if (rc)
		c->o->err = err;
	if (rc)
		return;
	ma_checker_contents(c, &changes);
	for (i = 0; i < changes.problems_n; i++)
		tell_change(c, &changes.problems[i]);
}

static void tell_block(struct ma_checker *c, const struct ma_block_problem *p)
{
	c->misses++;
	c->edits |= p->op == MA_BLOCK_EDIT;
	if (p->path.n == 0)
		ma_checker_problem(c, "a block: %s", p->what);
	else
		ma_checker_fault(c, p->path, ma_str(p->what), "");
}

/* What is kept for the next attempt: its blob's hash, "" for nothing. */
static struct ma_str keep(struct ma_checker *c)
{
	struct ma_buf kept = MA_BUF_INIT(MA_LIMIT_BLOB);
	struct ma_str hash = MA_STR("");

	if (!c->doubtful && !c->ask->resolve)
		ma_kept_write(&c->blocks, &c->failed, &c->asked, &kept);
	if (kept.rc == MA_ENOMEM)
		(void)ma_fail_nomem(&c->o->err); /* it sticks there */
	else if (!kept.rc && kept.n > 0)
		hash = ma_outcome_blob(c->o, ma_buf_str(&kept));
	ma_buf_done(&kept);
	return hash;
}

static struct ma_str format_of(const struct ma_checker *c)
{
	return ma_str(ma_format_name(c->edits ? MA_FORMAT_EDIT : MA_FORMAT_WHOLE));
}

static void reject(struct ma_checker *c, struct ma_str problems)
{
	struct ma_buf why = MA_BUF_INIT(4 * PROBLEMS_MAX);
	struct ma_outcome *o = c->o;

	ma_buf_adds(&why, c->ask->resolve ? "the conflict is not resolved: " : "");
	ma_buf_addv(&why, problems);
	if (why.rc)
		(void)ma_fail_nomem(&o->err); /* it sticks there */

	ma_outcome_add(o,
		(struct ma_event){ .kind = MA_EVENT_FILES_REJECTED,
			.effect = ma_str(o->effect),
			.task = c->ask->task->id,
			.files = keep(c),
			.format = c->ask->nonce ? format_of(c) : MA_STR(""),
			.misses = c->misses,
			.message = ma_outcome_keep(o, ma_buf_str(&why)) });
	ma_buf_done(&why);
}

static void propose(struct ma_checker *c)
{
	struct ma_outcome *o = c->o;

	if (o->plan)
		ma_outcome_add(o,
			(struct ma_event){ .kind = MA_EVENT_TASKS_PROPOSED,
				.effect = ma_str(o->effect),
				.task = c->ask->task->id,
				.plan = ma_outcome_blob(o, c->tasks),
				.count = o->plan->tasks_n });
	if (c->doubts.n > 0)
		ma_outcome_add(o,
			(struct ma_event){ .kind = MA_EVENT_FILES_DOUBTED,
				.effect = ma_str(o->effect),
				.task = c->ask->task->id,
				.message = ma_outcome_keep(o, ma_buf_str(&c->doubts)) });
	ma_outcome_add(o,
		(struct ma_event){ .kind = MA_EVENT_FILES_PROPOSED,
			.effect = ma_str(o->effect),
			.task = c->ask->task->id,
			.files = ma_outcome_blob(o, ma_buf_str(&c->files)),
			.format = c->ask->nonce ? format_of(c) : MA_STR(""),
			.message = ma_outcome_keep(o, ma_buf_str(&c->notes)),
			.paths = c->paths.rc == MA_ELIMIT
				? MA_STR("")
				: ma_outcome_keep(o, ma_buf_str(&c->paths)),
			.count = c->n });
}

/* What is protected has to be named in the log. */
static bool is_blind(const struct ma_checker *c)
{
	const struct ma_agent *agent = ma_agents_find(c->ask->agents, c->ask->task->agent);

	return agent && agent->blind;
}

static void conclude(struct ma_checker *c)
{
	struct ma_outcome *o = c->o;

	if (c->nomem || c->files.rc == MA_ENOMEM || c->paths.rc == MA_ENOMEM || c->problems.rc ||
		c->doubts.rc || c->notes.rc)
		(void)ma_fail_nomem(&o->err); /* it sticks there */
	else if (c->paths.rc == MA_ELIMIT && is_blind(c))
		ma_checker_problem(c,
			"too many files: their paths have more than %zu bytes together",
			MA_PATHS_MAX);
	else if (c->files.rc)
		ma_checker_problem(c, "the files are larger than %zu bytes together", MA_LIMIT_BLOB);
	if (o->err.code)
		return;
	if (c->problems.n > 0)
		reject(c, ma_buf_str(&c->problems));
	else
		propose(c);
}

static void check_blocks(struct ma_checker *c)
{
	size_t i;

	if (c->empty && !c->ask->resolve) { /* who cannot resolve it is to say so */
		ma_checker_problem(c, "the reply holds no files in the asked format");
		c->doubtful = false; /* nothing is said against what was kept */
		c->misses++;
	}
	for (i = 0; i < c->blocks.n; i++)
		c->edits |= c->blocks.v[i].op == MA_BLOCK_EDIT;
	for (i = 0; i < c->blocks.problems_n; i++)
		tell_block(c, &c->blocks.problems[i]);
	ma_checker_paths(c);
	ask_for_tasks(c);
	make_changes(c);
}

static void checker_init(struct ma_checker *c, struct ma_outcome *o, const struct ma_reply_ask *ask)
{
	*c = (struct ma_checker){ .o = o,
		.ask = ask,
		.problems = MA_BUF_INIT(2 * PROBLEMS_MAX),
		.doubts = MA_BUF_INIT(4 * PROBLEMS_MAX),
		.notes = MA_BUF_INIT(4 * PROBLEMS_MAX),
		.files = MA_BUF_INIT(MA_LIMIT_BLOB),
		.paths = MA_BUF_INIT(MA_PATHS_MAX) };
}

static void checker_done(struct ma_checker *c)
{
	ma_map_done(&c->seen);
	ma_map_done(&c->failed);
	ma_map_done(&c->asked);
	ma_buf_done(&c->doubts);
	ma_buf_done(&c->notes);
	ma_buf_done(&c->problems);
	ma_buf_done(&c->files);
	ma_buf_done(&c->paths);
}

/* `rc`: of what made the blocks; MA_ENOMEM is the run's, anything else the reply's. */
static void finish(struct ma_checker *c, ma_rc rc, const ma_err *err)
{
	if (rc == MA_ENOMEM) {
		c->o->err = *err;
	} else if (rc) {
		c->doubtful = true;
		reject(c, ma_str(err->msg));
	} else {
		conclude(c);
	}
	checker_done(c);
}

void ma_reply_files(struct ma_outcome *o, struct ma_str reply, const struct ma_reply_ask *ask)
{
	ma_err err = { MA_OK, 0, "" };
	json_t *kept = NULL;
	struct ma_checker c;
	ma_rc rc;

	checker_init(&c, o, ask);
	rc = ma_blocks_read(reply, ma_str(ask->nonce), &o->arena, &c.blocks, &err);
	if (!rc && ask->kept.n > 0)
		rc = ma_json_parse(ask->kept, "what was kept", &kept, &err);
	c.empty = c.blocks.n + c.blocks.problems_n == 0;
	c.said = c.blocks.n;
	if (!rc)
		rc = ma_kept_read(kept, &c.blocks, &c.asked, &o->arena, &err);
	if (!rc)
		check_blocks(&c);
	finish(&c, rc, &err);
	json_decref(kept);
}

static ma_rc answer_blocks(struct ma_checker *c, const json_t *files, ma_err *err)
{
	size_t n = json_array_size(files), i;
	const json_t *file;

	c->blocks.v = ma_arena_new_n(&c->o->arena, struct ma_block, n);
	if (!c->blocks.v)
		return ma_fail_nomem(err);
	json_array_foreach (files, i, file)
		c->blocks.v[c->blocks.n++] = (struct ma_block){
			.op = ma_json_bool(file, "remove", false) ? MA_BLOCK_DELETE : MA_BLOCK_FILE,
			.path = ma_json_str(file, "path"),
			.content = ma_json_str(file, "content"),
		};
	if (n == 0)
		ma_checker_problem(c, "the answer holds no files");
	c->said = n;
	ma_checker_paths(c);
	make_changes(c);
	return MA_OK;
}

void ma_reply_answer(struct ma_outcome *o, struct ma_str reply, const struct ma_reply_ask *ask)
{
	ma_err err = { MA_OK, 0, "" };
	json_t *answer = NULL;
	struct ma_checker c;
	ma_rc rc = ma_json_parse(reply, "answer", &answer, &err);

	checker_init(&c, o, ask);
	if (!rc)
		rc = answer_blocks(&c, json_object_get(answer, "files"), &err);
	finish(&c, rc, &err);
	json_decref(answer);
}
