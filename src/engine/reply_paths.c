/* Paths of a reply's blocks: allowed, the task's to write, there once. */
#include "base/name.h"
#include "base/path.h"
#include "engine/reply_guard.h"
#include "engine/reply_parts.h"

#define NOT_THE_TASKS MA_STR_FMT ": this task may not write it"

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
	ma_checker_problem(c, MA_STR_FMT ": %s", MA_STR_ARG(b->path), why);
	return false;
}

/*
 * A file that is not the task's to write puts the whole reply in doubt, and is asked to be put elsewhere. Whoever was asked again before and gives one
 * is not asked once more for all that is his own: it is left out, and what is built and tested without it decides.
 */
static void tell_others(struct ma_checker *c, const struct ma_block *b, struct ma_str path)
{
	if (c->ask->rejections == 0 || c->ask->resolve || b->op == MA_BLOCK_MOVE) {
		ma_checker_problem(c, NOT_THE_TASKS, MA_STR_ARG(path));
		return;
	}
	c->left_out = path;
	ma_checker_doubt(c, path, MA_STR("this task may not write it, it is left out"));
}

static bool check_path(struct ma_checker *c, struct ma_block *b, struct ma_str path)
{
	const struct ma_agent *agent = ma_agents_find(c->ask->agents, c->ask->task->agent);
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc = ma_path_check(path, &err);

	c->nomem |= rc == MA_ENOMEM;
	if (rc)
		ma_checker_problem(c, "%s", err.msg);
	else if (is_spared(agent, path))
		ma_checker_problem(c, MA_STR_FMT ": its agent must leave such files as they are",
			MA_STR_ARG(path));
	else if (ma_str_lists(c->ask->guarded, '|', path))
		ma_checker_problem(c,
			MA_STR_FMT
			": it is an acceptance test, written from the contract; it decides, and only its own task changes it",
			MA_STR_ARG(path));
	else if (!spares_test(c, b, path))
		ma_checker_problem(c,
			MA_STR_FMT
			": tests are what a repair is judged by, it must leave such files as they are",
			MA_STR_ARG(path));
	else if (!is_retested(c, b, path))
		ma_checker_problem(c,
			MA_STR_FMT
			": the tests are to be mended, your own and nothing else, and none of them goes",
			MA_STR_ARG(path));
	else if (!may_write(c->ask->task, path))
		tell_others(c, b, path);
	else if (seen_before(c, b, path))
		ma_checker_problem(c, MA_STR_FMT ": it is there twice", MA_STR_ARG(path));
	else
		return true;
	return false;
}

/* Blocks whose paths are refused are left out; the reply is refused for them, or for want of any other. */
void ma_checker_paths(struct ma_checker *c)
{
	bool any = false;
	size_t i, n = 0;

	for (i = 0; i < c->blocks.n; i++) {
		struct ma_block *b = &c->blocks.v[n];

		*b = c->blocks.v[i];
		if (!is_wanted(c, b))
			continue;
		if (b->op != MA_BLOCK_TASKS &&
			(!check_path(c, b, b->path) ||
				(b->op == MA_BLOCK_MOVE && !check_path(c, b, b->to))))
			continue;
		any |= i < c->said;
		n++;
	}
	c->blocks.n = n;
	if (c->left_out.n > 0 && !any)
		ma_checker_problem(c, NOT_THE_TASKS, MA_STR_ARG(c->left_out));
}
