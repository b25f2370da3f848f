/*
 * Replies of tasks, checked before anything is done with them.
 *
 *   reply ─► blocks ─► paths: allowed, the task's, once ─► edits applied to the files as they are ─► contents
 *              ▲                                                                                        │
 *              └── what was kept of the last reply, but for what this one says anew                     ▼
 *                                                                    all fine: the file set; else: nothing
 *
 * Problems of single blocks (an edit without a place, a file that was cut off) leave the others good: these are kept,
 * and only the rest is asked for again. A path that is not the task's to write puts the whole reply in doubt.
 * New syntax errors and second definitions are asked for again once for each file, and then taken with files.doubted: a
 * grammar may be wrong, and what compiles and tests the project decides.
 */
#include "engine/reply.h"

#include <jansson.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/name.h"
#include "base/path.h"
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

/* Of the reply as a whole. */
__attribute__((format(printf, 2, 3))) static void problem(struct ma_checker *c, const char *fmt, ...)
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

static bool is_spared(const struct ma_agent *agent, struct ma_str path)
{
	size_t i;

	for (i = 0; agent && i < agent->spares_n; i++)
		if (ma_path_match(agent->spares[i], path))
			return true;
	return false;
}

static bool may_write(const struct ma_task *task, struct ma_str path)
{
	uint32_t i;

	for (i = 0; i < task->writes_n; i++)
		if (ma_path_match(task->writes[i], path))
			return true;
	return task->writes_n == 0;
}

/* Edits of one file, and of one that moves, are of one mind; a file may move to a name that folds to its own. */
static bool agree(const struct ma_block *a, const struct ma_block *b)
{
	return a == b ||
		((a->op == MA_BLOCK_EDIT || a->op == MA_BLOCK_MOVE) && b->op == MA_BLOCK_EDIT);
}

/* Names are compared as file systems that fold case do. */
static bool seen_before(struct ma_checker *c, struct ma_block *b, struct ma_str path)
{
	struct ma_buf folded = MA_BUF_INIT(4 * MA_LIMIT_PATH + 4);
	const struct ma_block *before;
	bool clash;

	ma_name_fold(path, &folded);
	before = folded.rc ? NULL : ma_map_get(&c->seen, ma_buf_str(&folded));
	clash = before &&
		!(agree(before, b) &&
			(before == b || ma_str_eq(before->path, path) ||
				ma_str_eq(before->to, path)));
	c->nomem |= folded.rc || (!before && !ma_map_put(&c->seen, ma_buf_str(&folded), b));
	ma_buf_done(&folded);
	return clash;
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
		problem(c, "TASKS: this agent may not ask for tasks");
		return;
	}
	if (c->o->plan) {
		problem(c, "TASKS: they are there twice");
		return;
	}
	rc = ma_plan_read(b->content, &named, &c->o->plan, &problems, &err);
	c->nomem |= rc == MA_ENOMEM;
	if (rc)
		problem(c, "TASKS: %s", problems.n > 0 ? problems.p : err.msg);
	ma_buf_done(&problems);
	c->tasks = b->content;
}

static bool is_new(struct ma_checker *c, struct ma_str path)
{
	struct ma_edit_base base = { .exists = false };
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc = c->ask->base(c->ask->base_data, path, &base, &err);

	if (rc && rc != MA_ELIMIT)
		c->o->err = err;
	return !rc && !base.exists;
}

static bool names_test(struct ma_str paths)
{
	struct ma_str path = MA_STR("");

	while (!ma_path_is_test(path) && ma_str_cut(&paths, '|', &path))
		;
	return ma_path_is_test(path);
}

/*
 * A repair leaves tests as they are, but for one that is itself what fails, as it does not compile; that one
 * is not removed, and what it needs and is not there may be added.
 */
static bool spares_test(struct ma_checker *c, const struct ma_block *b, struct ma_str path)
{
	const struct ma_agent *mender = ma_agents_find(c->ask->agents, MA_STR(MA_REPAIR_AGENT));

	if (!c->ask->task->mends || !(ma_path_is_test(path) || is_spared(mender, path)))
		return true;
	if (ma_str_lists(c->ask->named, '|', path))
		return b->op == MA_BLOCK_FILE || b->op == MA_BLOCK_EDIT;
	return b->op == MA_BLOCK_FILE && names_test(c->ask->named) && ma_path_is_test(path) &&
		!ma_guard_keeps(path) && is_new(c, path);
}

/* Whoever mends his tests changes those alone; what they need and is not there, he may add. */
static bool is_retested(struct ma_checker *c, const struct ma_block *b, struct ma_str path)
{
	if (!c->ask->task->retests)
		return true;
	if (ma_str_lists(c->ask->named, '|', path))
		return b->op == MA_BLOCK_FILE || b->op == MA_BLOCK_EDIT;
	return b->op == MA_BLOCK_FILE && ma_path_is_test(path) && is_new(c, path);
}

static bool is_wanted(struct ma_checker *c, const struct ma_block *b)
{
	const char *why = NULL;

	if (!c->ask->resolve || ma_checker_may_resolve(c, b, &why))
		return true;
	problem(c, MA_STR_FMT ": %s", MA_STR_ARG(b->path), why);
	return false;
}

static bool check_path(struct ma_checker *c, struct ma_block *b, struct ma_str path)
{
	const struct ma_agent *agent = ma_agents_find(c->ask->agents, c->ask->task->agent);
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc = ma_path_check(path, &err);

	c->nomem |= rc == MA_ENOMEM;
	if (rc)
		problem(c, "%s", err.msg);
	else if (is_spared(agent, path))
		problem(c, MA_STR_FMT ": its agent must leave such files as they are",
			MA_STR_ARG(path));
	else if (ma_str_lists(c->ask->guarded, '|', path))
		problem(c,
			MA_STR_FMT
			": it is an acceptance test, written from the contract; it decides, and only its own task changes it",
			MA_STR_ARG(path));
	else if (!spares_test(c, b, path))
		problem(c,
			MA_STR_FMT
			": tests are what a repair is judged by, it must leave such files as they are",
			MA_STR_ARG(path));
	else if (!is_retested(c, b, path))
		problem(c,
			MA_STR_FMT
			": the tests are to be mended, your own and nothing else, and none of them goes",
			MA_STR_ARG(path));
	else if (!may_write(c->ask->task, path))
		problem(c, MA_STR_FMT ": this task may not write it", MA_STR_ARG(path));
	else if (seen_before(c, b, path))
		problem(c, MA_STR_FMT ": it is there twice", MA_STR_ARG(path));
	else
		return true;
	return false;
}

/* Blocks whose paths are refused are left out; the reply is refused for them. */
static void check_paths(struct ma_checker *c)
{
	size_t i, n = 0;

	for (i = 0; i < c->blocks.n; i++) {
		struct ma_block *b = &c->blocks.v[n];

		*b = c->blocks.v[i];
		if (!is_wanted(c, b))
			continue;
		if (b->op == MA_BLOCK_TASKS)
			check_tasks(c, b);
		else if (!check_path(c, b, b->path) ||
			(b->op == MA_BLOCK_MOVE && !check_path(c, b, b->to)))
			continue;
		n++;
	}
	c->blocks.n = n;
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
		problem(c, "%s", err.msg);
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
		problem(c, "a block: %s", p->what);
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
		problem(c, "too many files: their paths have more than %zu bytes together",
			MA_PATHS_MAX);
	else if (c->files.rc)
		problem(c, "the files are larger than %zu bytes together", MA_LIMIT_BLOB);
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
		problem(c, "the reply holds no files in the asked format");
		c->doubtful = false; /* nothing is said against what was kept */
		c->misses++;
	}
	for (i = 0; i < c->blocks.n; i++)
		c->edits |= c->blocks.v[i].op == MA_BLOCK_EDIT;
	for (i = 0; i < c->blocks.problems_n; i++)
		tell_block(c, &c->blocks.problems[i]);
	check_paths(c);
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
		problem(c, "the answer holds no files");
	check_paths(c);
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
