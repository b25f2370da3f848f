/* Plans that nobody can carry out. */
#include "base/alloc.h"
#include "codec/json.h"
#include "llm/chaos_parts.h"

static json_t *tasks_of(const struct ma_chaos_draft *d)
{
	return json_object_get(d->plan, "tasks");
}

static json_t *any_task(struct ma_chaos *c, const struct ma_chaos_draft *d)
{
	size_t n = json_array_size(tasks_of(d));

	return n > 0 ? json_array_get(tasks_of(d), ma_chaos_draw(c, n)) : NULL;
}

static bool set(struct ma_chaos *c, json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value))
		c->rc = MA_ENOMEM;
	return true;
}

static bool depend(struct ma_chaos *c, json_t *task, json_t *on)
{
	json_t *list = json_object_get(task, "depends_on");

	if (!list) {
		list = json_array();
		(void)set(c, task, "depends_on", list); /* tells of itself */
	}
	if (json_array_append(list, on))
		c->rc = MA_ENOMEM;
	return true;
}

static bool wait_in_a_circle(struct ma_chaos *c, struct ma_chaos_draft *d)
{
	json_t *tasks = tasks_of(d);
	size_t n = json_array_size(tasks);

	return n > 1 &&
		depend(c, json_array_get(tasks, 0),
			json_object_get(json_array_get(tasks, n - 1), "id"));
}

static bool wait_for_nobody(struct ma_chaos *c, struct ma_chaos_draft *d)
{
	json_t *task = any_task(c, d), *name = json_string("database");

	if (!name)
		c->rc = MA_ENOMEM;
	else if (task)
		(void)depend(c, task, name); /* tells of itself */
	json_decref(name);
	return task != NULL;
}

static bool plan_twice(struct ma_chaos *c, struct ma_chaos_draft *d)
{
	json_t *task = any_task(c, d);

	if (task && json_array_append_new(tasks_of(d), json_deep_copy(task)))
		c->rc = MA_ENOMEM;
	return task != NULL;
}

static bool ask_a_stranger(struct ma_chaos *c, struct ma_chaos_draft *d)
{
	json_t *task = any_task(c, d);

	return task && set(c, task, "agent", json_string("senior-developer"));
}

static bool leave_out_name(struct ma_chaos *c, struct ma_chaos_draft *d)
{
	json_t *task = any_task(c, d);

	return task && json_object_del(task, "name") == 0;
}

static bool leave_out_tasks(struct ma_chaos *c, struct ma_chaos_draft *d)
{
	return set(c, d->plan, "tasks", json_array());
}

static bool write_all(struct ma_chaos *c, struct ma_chaos_draft *d)
{
	json_t *task = any_task(c, d);

	return task && set(c, task, "writes", json_pack("[s]", "**"));
}

static bool say_numbers_in_words(struct ma_chaos *c, struct ma_chaos_draft *d)
{
	json_t *task = any_task(c, d);

	return task && set(c, task, "timeout_s", json_string("five minutes"));
}

const struct ma_chaos_mistake ma_chaos_in_plans[] = {
	{ "circle", 3, wait_in_a_circle },
	{ "unknown-task", 3, wait_for_nobody },
	{ "task-twice", 2, plan_twice },
	{ "unknown-agent", 3, ask_a_stranger },
	{ "no-name", 1, leave_out_name },
	{ "no-tasks", 1, leave_out_tasks },
	{ "writes-all", 2, write_all },
	{ "number-in-words", 1, say_numbers_in_words },
};
const size_t ma_chaos_in_plans_n = MA_COUNT(ma_chaos_in_plans);
