/* Replies of models, checked before anything is done with them. */
#include "engine/reply.h"

#include <jansson.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/path.h"
#include "codec/blocks.h"
#include "codec/json.h"

#define PROBLEMS_MAX (8 * MA_KIB)

static void reject(
	struct ma_outcome *o, enum ma_event_kind kind, struct ma_str task, struct ma_str why)
{
	ma_outcome_add(o,
		(struct ma_event){ .kind = kind,
			.effect = ma_str(o->effect),
			.task = task,
			.message = ma_outcome_keep(o, why) });
}

struct checker {
	struct ma_outcome *o;
	const struct ma_task *task;
	const struct ma_agents *agents;
	struct ma_map seen; /* paths in lower case */
	struct ma_buf problems, files;
	struct ma_str tasks; /* the JSON text of the tasks asked for, "" when none are */
	int64_t n;
	bool nomem;
};

__attribute__((format(printf, 2, 3))) static void problem(struct checker *c, const char *fmt, ...)
{
	char line[MA_ERR_MSG_MAX];
	va_list ap;

	if (c->problems.n + sizeof(line) > PROBLEMS_MAX)
		return; /* enough are named */
	va_start(ap, fmt);
	(void)vsnprintf(line, sizeof(line), fmt, ap); /* a long problem is cut */
	va_end(ap);
	if (c->problems.n > 0)
		ma_buf_addc(&c->problems, '\n');
	ma_buf_add_visible(&c->problems, ma_str(line));
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

/* ASCII case is enough here: the workspace compares with what is there as file systems do. */
static bool seen_before(struct checker *c, struct ma_str path)
{
	char folded[MA_LIMIT_PATH];
	size_t i;

	for (i = 0; i < path.n; i++)
		folded[i] = (char)(path.p[i] >= 'A' && path.p[i] <= 'Z' ? path.p[i] + 'a' - 'A'
									: path.p[i]);
	if (ma_map_has(&c->seen, ma_str_n(folded, path.n)))
		return true;
	c->nomem |= !ma_map_put(&c->seen, ma_str_n(folded, path.n), c);
	return false;
}

static bool is_text(struct ma_str content)
{
	return ma_str_utf8(content) && (content.n == 0 || !memchr(content.p, '\0', content.n));
}

/* Tasks are checked as a plan is, by itself. */
static void check_tasks(struct checker *c, const struct ma_block *b)
{
	const struct ma_agent *agent = ma_agents_find(c->agents, c->task->agent);
	struct ma_plan_agents named = ma_agents_for_plan(c->agents);
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

static void check_block(struct checker *c, const struct ma_block *b)
{
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc;

	if (b->op == MA_BLOCK_TASKS) {
		check_tasks(c, b);
		return;
	}
	rc = ma_path_check(b->path, &err);
	c->nomem |= rc == MA_ENOMEM;
	if (rc)
		problem(c, "%s", err.msg);
	else if (b->op == MA_BLOCK_EDIT)
		problem(c, MA_STR_FMT ": edits cannot be used here; give the whole file",
			MA_STR_ARG(b->path));
	else if (is_spared(ma_agents_find(c->agents, c->task->agent), b->path))
		problem(c, MA_STR_FMT ": its agent must leave such files as they are",
			MA_STR_ARG(b->path));
	else if (!may_write(c->task, b->path))
		problem(c, MA_STR_FMT ": this task may not write it", MA_STR_ARG(b->path));
	else if (seen_before(c, b->path))
		problem(c, MA_STR_FMT ": it is there twice", MA_STR_ARG(b->path));
	else if (!is_text(b->content))
		problem(c, MA_STR_FMT ": the content is not UTF-8 text", MA_STR_ARG(b->path));
	else {
		ma_buf_adds(&c->files, c->n++ > 0 ? ",{\"path\":" : "{\"path\":");
		ma_json_add_string(&c->files, b->path);
		ma_buf_adds(&c->files, ",\"content\":");
		ma_json_add_string(&c->files, b->content);
		ma_buf_adds(&c->files, b->op == MA_BLOCK_DELETE ? ",\"remove\":true}" : "}");
	}
}

static void tell_block(struct checker *c, const struct ma_block_problem *p)
{
	struct ma_str where = p->path.n > 0 ? p->path : MA_STR("a block");

	problem(c, MA_STR_FMT ": %s", MA_STR_ARG(where), p->what);
}

static void check_blocks(struct checker *c, const struct ma_blocks *blocks)
{
	size_t i;

	ma_buf_addc(&c->files, '[');
	for (i = 0; i < blocks->n; i++)
		check_block(c, &blocks->v[i]);
	ma_buf_addc(&c->files, ']');
	for (i = 0; i < blocks->problems_n; i++)
		tell_block(c, &blocks->problems[i]);
	if (blocks->n == 0 && blocks->problems_n == 0)
		problem(c, "the reply holds no files in the asked format");
}

static void conclude(struct checker *c)
{
	struct ma_outcome *o = c->o;

	if (c->nomem || c->files.rc == MA_ENOMEM || c->problems.rc)
		(void)ma_fail_nomem(&o->err); /* it sticks there */
	else if (c->files.rc)
		problem(c, "the files are larger than %zu bytes together", MA_LIMIT_BLOB);
	if (o->err.code)
		return;
	if (c->problems.n > 0) {
		reject(o, MA_EVENT_FILES_REJECTED, c->task->id, ma_buf_str(&c->problems));
		return;
	}
	if (o->plan)
		ma_outcome_add(o,
			(struct ma_event){ .kind = MA_EVENT_TASKS_PROPOSED,
				.effect = ma_str(o->effect),
				.task = c->task->id,
				.plan = ma_outcome_blob(o, c->tasks),
				.count = o->plan->tasks_n });
	ma_outcome_add(o,
		(struct ma_event){ .kind = MA_EVENT_FILES_PROPOSED,
			.effect = ma_str(o->effect),
			.task = c->task->id,
			.files = ma_outcome_blob(o, ma_buf_str(&c->files)),
			.count = c->n });
}

static void checker_done(struct checker *c)
{
	ma_map_done(&c->seen);
	ma_buf_done(&c->problems);
	ma_buf_done(&c->files);
}

void ma_reply_files(struct ma_outcome *o, struct ma_str reply, const char *nonce,
	const struct ma_task *task, const struct ma_agents *agents)
{
	struct checker c = { .o = o,
		.task = task,
		.agents = agents,
		.problems = MA_BUF_INIT(2 * PROBLEMS_MAX),
		.files = MA_BUF_INIT(MA_LIMIT_BLOB) };
	struct ma_blocks blocks = { .n = 0 };
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc = ma_blocks_read(reply, ma_str(nonce), &o->arena, &blocks, &err);

	if (rc == MA_ENOMEM) {
		o->err = err;
	} else if (rc) {
		reject(o, MA_EVENT_FILES_REJECTED, task->id, ma_str(err.msg));
	} else {
		check_blocks(&c, &blocks);
		conclude(&c);
	}
	checker_done(&c);
}

static void check_answer(struct checker *c, const json_t *files)
{
	const json_t *file;
	size_t i;

	ma_buf_addc(&c->files, '[');
	json_array_foreach (files, i, file) {
		bool remove = ma_json_bool(file, "remove", false);

		check_block(c,
			&(struct ma_block){ remove ? MA_BLOCK_DELETE : MA_BLOCK_FILE,
				ma_json_str(file, "path"), ma_json_str(file, "content") });
	}
	ma_buf_addc(&c->files, ']');
	if (json_array_size(files) == 0)
		problem(c, "the answer holds no files");
}

void ma_reply_answer(struct ma_outcome *o, struct ma_str reply, const struct ma_task *task,
	const struct ma_agents *agents)
{
	struct checker c = { .o = o,
		.task = task,
		.agents = agents,
		.problems = MA_BUF_INIT(2 * PROBLEMS_MAX),
		.files = MA_BUF_INIT(MA_LIMIT_BLOB) };
	ma_err err = { MA_OK, 0, "" };
	json_t *answer = NULL;
	ma_rc rc = ma_json_parse(reply, "answer", &answer, &err);

	if (rc == MA_ENOMEM) {
		o->err = err;
	} else if (rc) {
		reject(o, MA_EVENT_FILES_REJECTED, task->id, ma_str(err.msg));
	} else {
		check_answer(&c, json_object_get(answer, "files"));
		conclude(&c);
	}
	checker_done(&c);
	json_decref(answer);
}
