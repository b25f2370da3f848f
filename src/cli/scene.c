/* The scene: a fold for the eyes. */
#include "cli/scene.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/err.h"
#include "cli/field.h"
#include "cli/forecast.h"

#define PLANNER "plan"
#define SAMPLE_MS 1000 /* between two looks at how fast a reply comes */

static const char *const words[] = {
#define X(id, word) [SCENE_##id] = word,
	SCENE_STATES(X)
#undef X
};

const char *scene_state_word(enum scene_state state)
{
	MA_ASSERT(state < SCENE_STATES_N);
	return words[state];
}

bool scene_state_final(enum scene_state state)
{
	return state == SCENE_COMPLETED || state == SCENE_FAILED || state == SCENE_SKIPPED ||
		state == SCENE_CANCELLED || state == SCENE_PASSED;
}

static enum scene_state state_of(struct ma_str word)
{
	size_t i;

	for (i = 0; i < SCENE_STATES_N; i++)
		if (ma_str_is(word, words[i]))
			return (enum scene_state)i;
	return SCENE_WAITING;
}

struct ma_str scene_delay(const json_t *event)
{
	struct ma_str cause = field_str(event, "cause"), message = field_str(event, "message");

	if (message.n > 0)
		return message;
	if (ma_str_is(cause, "gate"))
		return MA_STR("the provider's limits");
	return ma_str_is(cause, "budget") ? MA_STR("the budget has no room now") : cause;
}

void scene_init(struct scene *s)
{
	*s = (struct scene){ .left_ms = -1 };
}

void scene_done(struct scene *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		ma_free(s->rows[i].id);
		ma_free(s->rows[i].agent);
		ma_free(s->rows[i].why);
		ma_free(s->rows[i].deps);
	}
	ma_free(s->rows);
	ma_free(s->order);
	ma_map_done(&s->places);
	ma_map_done(&s->agents);
	scene_init(s);
}

struct scene_row *scene_find(const struct scene *s, struct ma_str id)
{
	uintptr_t at = (uintptr_t)ma_map_get(&s->places, id);

	return at ? &s->rows[at - 1] : NULL;
}

struct ma_str scene_check_name(struct ma_str name)
{
	return ma_str_n(name.p, name.n - (ma_str_ends(name, " .") ? 2 : 0));
}

size_t scene_checks_running(const struct scene *s)
{
	size_t i, n = 0;

	for (i = 0; i < s->n; i++)
		n += s->rows[i].state == SCENE_RUNNING;
	return n;
}

static char *visible(struct ma_str text)
{
	struct ma_buf b = MA_BUF_INIT(64 * 1024);

	field_show(&b, text);
	ma_buf_add(&b, "", 0);
	return ma_buf_take(&b);
}

static bool make_room(struct scene *s)
{
	size_t cap = s->cap ? s->cap * 2 : 16;
	struct scene_row *rows;

	if (s->n < s->cap)
		return true;
	rows = ma_realloc(s->rows, cap, sizeof(*rows));
	if (!rows)
		return false;
	s->rows = rows;
	s->cap = cap;
	return true;
}

/* The group of rows that an agent's name stands for. */
static uint32_t peers_of(struct scene *s, struct ma_str agent)
{
	uintptr_t at = (uintptr_t)ma_map_get(&s->agents, agent);

	if (at)
		return (uint32_t)at - 1;
	s->nomem |= !ma_map_put(&s->agents, agent, (void *)(uintptr_t)(s->agents_n + 1));
	return s->agents_n++;
}

/* The row of `id`, made where there is none; NULL without memory. */
static struct scene_row *row_of(
	struct scene *s, struct ma_str id, struct ma_str agent, enum scene_sort sort)
{
	struct scene_row *row = scene_find(s, id);

	if (row)
		return row;
	if (!make_room(s) || !ma_map_put(&s->places, id, (void *)(uintptr_t)(s->n + 1))) {
		s->nomem = true;
		return NULL;
	}
	row = &s->rows[s->n++];
	*row = (struct scene_row){
		.id = visible(id), .agent = visible(agent), .sort = sort, .peers = peers_of(s, agent)
	};
	s->nomem |= !row->id || !row->agent;
	return row;
}

static void explain(struct scene *s, struct scene_row *row, struct ma_str why)
{
	ma_free(row->why);
	row->why = why.n > 0 ? visible(why) : NULL;
	s->nomem |= why.n > 0 && !row->why;
}

static void end(struct scene *s, struct scene_row *row, enum scene_state state, const json_t *event)
{
	struct ma_str message = field_str(event, "message");

	if (!row || scene_state_final(row->state))
		return;
	row->state = state;
	row->ended_ms = field_at_ms(event);
	explain(s, row, message.n > 0 ? message : field_str(event, "cause"));
	s->tasks_ended += row->sort == SCENE_TASK;
}

static void wait_again(struct scene *s, struct scene_row *row)
{
	s->tasks_ended -= scene_state_final(row->state) && row->sort == SCENE_TASK;
	row->state = SCENE_WAITING;
	row->started_ms = row->ended_ms = row->not_before_ms = 0;
	explain(s, row, MA_STR(""));
}

/* With it, whoever was skipped for it. */
static void reopen(struct scene *s, struct scene_row *row)
{
	size_t i;

	if (!row || row->state != SCENE_FAILED)
		return;
	for (i = 0; i < s->n; i++)
		if (s->rows[i].state == SCENE_SKIPPED && s->rows[i].why &&
			strcmp(s->rows[i].why, row->id) == 0)
			wait_again(s, &s->rows[i]);
	wait_again(s, row);
}

static void begin_attempt(struct scene *s, const json_t *event, int64_t at_ms)
{
	struct ma_str task = field_str(event, "task");
	bool planner = ma_str_is(task, PLANNER);
	struct scene_row *row = row_of(s, task, planner ? MA_STR("planner") : MA_STR(""),
		planner ? SCENE_PLANNER : SCENE_TASK);

	if (!row)
		return;
	if (scene_state_final(row->state))
		wait_again(s, row);
	row->state = SCENE_PREPARING;
	row->not_before_ms = 0;
	row->attempt = field_int(event, "attempt");
	row->bytes = 0;
	row->sampled_ms = 0;
	row->bytes_per_second = 0;
	explain(s, row, MA_STR(""));
	if (row->started_ms == 0)
		row->started_ms = at_ms;
}

/* Not now: because of a failure, or of a limit. */
static void put_off(
	struct scene *s, struct scene_row *row, enum scene_state state, const json_t *event)
{
	if (!row || scene_state_final(row->state))
		return;
	row->state = state;
	row->not_before_ms = 0; /* where the event does not say */
	(void)ma_clock_parse(field_str(event, "not_before"), &row->not_before_ms);
	explain(s, row, scene_delay(event));
}

static void hold(struct scene *s, struct scene_row *row, const json_t *event)
{
	struct ma_buf why = MA_BUF_INIT(1024);

	if (!row || scene_state_final(row->state))
		return;
	row->state = SCENE_DELAYED;
	row->not_before_ms = 0;
	ma_buf_adds(&why, "committed after ");
	ma_buf_addv(&why, field_str(event, "cause"));
	explain(s, row, ma_buf_str(&why));
	ma_buf_done(&why);
}

static void count_usage(struct scene *s, const json_t *event)
{
	struct scene_row *row = scene_find(s, field_str(event, "task"));
	int64_t out = field_int(event, "output_tokens"), cost = field_int(event, "cost_microusd");
	bool estimated = json_is_true(json_object_get(event, "estimated"));
	bool unpriced = json_is_true(json_object_get(event, "unpriced"));

	s->tokens += field_int(event, "input_tokens") + out;
	s->cost_microusd += cost;
	s->estimated |= estimated;
	s->unpriced |= unpriced;
	if (!row)
		return;
	row->tokens += out;
	row->cost_microusd += cost;
	row->estimated |= estimated;
	row->unpriced |= unpriced;
}

static void note_commit(struct scene_row *row, const json_t *event)
{
	struct ma_str commit = field_str(event, "commit");

	if (!row)
		return;
	row->files = field_int(event, "count");
	(void)snprintf(row->commit, sizeof(row->commit), MA_STR_FMT,
		MA_STR_ARG(commit)); /* meant to be cut */
}

static void end_check(struct scene *s, const json_t *event, int64_t at_ms)
{
	struct scene_row *row = row_of(
		s, scene_check_name(field_str(event, "name")), MA_STR(""), SCENE_CHECK);

	if (!row)
		return;
	row->state = state_of(field_str(event, "verdict"));
	row->started_ms = at_ms - field_int(event, "took_ms");
	row->ended_ms = at_ms;
	explain(s, row, field_str(event, "message"));
}

static void move(struct scene_row *row, enum scene_state state)
{
	if (row && !scene_state_final(row->state))
		row->state = state;
}

/* What the kind of an event makes of its task. */
static bool task_event(struct scene *s, struct ma_str kind, const json_t *event)
{
	struct scene_row *row = scene_find(s, field_str(event, "task"));

	if (ma_str_is(kind, "call.admitted"))
		move(row, SCENE_CALLING);
	else if (ma_str_is(kind, "call.delayed"))
		put_off(s, row, SCENE_DELAYED, event);
	else if (ma_str_is(kind, "call.replied"))
		move(row, SCENE_READING);
	else if (ma_str_is(kind, "files.proposed"))
		move(row, SCENE_COMMITTING);
	else if (ma_str_is(kind, "files.delayed"))
		hold(s, row, event);
	else if (ma_str_is(kind, "files.admitted"))
		move(row, SCENE_COMMITTING);
	else if (ma_str_is(kind, "files.committed"))
		note_commit(row, event);
	else if (ma_str_is(kind, "task.retried"))
		put_off(s, row, SCENE_BACKOFF, event);
	else if (ma_str_is(kind, "task.completed"))
		end(s, row, SCENE_COMPLETED, event);
	else if (ma_str_is(kind, "task.failed"))
		end(s, row, SCENE_FAILED, event);
	else if (ma_str_is(kind, "task.skipped"))
		end(s, row, SCENE_SKIPPED, event);
	else if (ma_str_is(kind, "task.cancelled"))
		end(s, row, SCENE_CANCELLED, event);
	else if (ma_str_is(kind, "task.reopened"))
		reopen(s, row);
	else
		return false;
	return true;
}

/* Nobody worked on it in between: that time is shown as nobody's. */
static void resume(struct scene *s, int64_t down_ms)
{
	size_t i;

	s->stopped = false;
	s->ended_ms = 0;
	if (down_ms <= 0)
		return;
	s->started_ms += down_ms;
	for (i = 0; i < s->n; i++)
		if (s->rows[i].started_ms > 0 && !scene_state_final(s->rows[i].state))
			s->rows[i].started_ms += down_ms;
}

static void stop(struct scene *s, int64_t at_ms)
{
	s->stopped = true;
	s->ended_ms = at_ms;
}

static bool run_event(struct scene *s, struct ma_str kind, const json_t *event, int64_t at_ms)
{
	if (ma_str_is(kind, "run.resumed"))
		resume(s, at_ms - s->last_ms);
	else if (ma_str_is(kind, "run.interrupted"))
		stop(s, at_ms);
	else if (ma_str_is(kind, "run.finished"))
		s->ended_ms = at_ms;
	else if (ma_str_is(kind, "run.paused"))
		s->paused = true;
	else if (ma_str_is(kind, "run.continued"))
		s->paused = false;
	else if (ma_str_is(kind, "verify.started"))
		s->verifying = true;
	else if (ma_str_is(kind, "verify.finished"))
		s->verifying = false;
	else if (ma_str_is(kind, "run.started"))
		s->offline = ma_str_is(field_str(event, "provider"), "offline");
	else
		return false;
	if (field_int(event, "jobs") > 0)
		s->jobs = field_int(event, "jobs");
	return true;
}

void scene_event(struct scene *s, const json_t *event)
{
	struct ma_str kind = field_str(event, "kind");
	int64_t at_ms = field_at_ms(event);
	bool told;

	if (s->started_ms == 0)
		s->started_ms = at_ms;
	count_usage(s, event);
	told = task_event(s, kind, event) || run_event(s, kind, event, at_ms);
	s->last_ms = at_ms;
	if (told)
		return;
	if (ma_str_is(kind, "call.intended"))
		begin_attempt(s, event, at_ms);
	else if (ma_str_is(kind, "plan.accepted"))
		end(s, scene_find(s, MA_STR(PLANNER)), SCENE_COMPLETED, event);
	else if (ma_str_is(kind, "check.finished"))
		end_check(s, event, at_ms);
}

/* Which rows a task of the plan waits for: more, when another one has added tasks. */
static void link_row(struct scene *s, struct scene_row *row, const json_t *task)
{
	const json_t *deps = json_object_get(task, "depends_on"), *dep;
	const struct scene_row *before;
	size_t i;

	row->estimate_ms = (int64_t)(json_number_value(json_object_get(task, "estimate_s")) * 1000);
	ma_free(row->deps);
	row->deps_n = 0;
	row->deps = ma_new_n(uint32_t, json_array_size(deps) + 1);
	s->nomem |= !row->deps;
	json_array_foreach (deps, i, dep) {
		before = scene_find(s, ma_str_n(json_string_value(dep), json_string_length(dep)));
		if (before && row->deps)
			row->deps[row->deps_n++] = (uint32_t)(before - s->rows);
	}
}

void scene_plan(struct scene *s, const json_t *plan)
{
	const json_t *tasks = json_object_get(plan, "tasks"), *task;
	struct scene_row *row;
	size_t i;

	json_array_foreach (tasks, i, task)
		(void)row_of(s, field_str(task, "id"), field_str(task, "agent"),
			SCENE_TASK); /* nomem tells */
	json_array_foreach (tasks, i, task) {
		row = scene_find(s, field_str(task, "id"));
		if (row)
			link_row(s, row, task);
	}
	s->tasks = (int64_t)json_array_size(tasks);
	forecast_order(s);
}

void scene_bytes(struct scene *s, const char *task, uint64_t bytes, int64_t now_ms)
{
	struct scene_row *row = scene_find(s, ma_str(task));
	int64_t since;

	if (!row || bytes == 0)
		return;
	row->bytes = bytes;
	since = now_ms - row->sampled_ms;
	if (row->sampled_ms == 0 || bytes < row->sampled_bytes) {
		row->sampled_ms = now_ms;
		row->sampled_bytes = bytes;
		row->bytes_per_second = 0;
	} else if (since >= SAMPLE_MS) {
		row->bytes_per_second = (double)(bytes - row->sampled_bytes) * 1000 / (double)since;
		row->sampled_ms = now_ms;
		row->sampled_bytes = bytes;
	}
}

void scene_check(struct scene *s, const char *phase, const char *package, const char *command,
	int64_t now_ms)
{
	struct ma_buf id = MA_BUF_INIT(64 * 1024);
	struct scene_row *row;

	ma_buf_addf(&id, "%s %s", phase, package);
	row = row_of(s, scene_check_name(ma_buf_str(&id)), ma_str(command), SCENE_CHECK);
	ma_buf_done(&id);
	if (!row)
		return;
	row->state = SCENE_RUNNING;
	explain(s, row, MA_STR(""));
	row->started_ms = now_ms;
}
