/* The scene: a fold for the eyes. */
#include "cli/scene.h"

#include "base/alloc.h"
#include "base/err.h"
#include "cli/field.h"

#define PLANNER "plan"

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

bool scene_state_busy(enum scene_state state)
{
	return state == SCENE_CALLING || state == SCENE_READING || state == SCENE_COMMITTING ||
		state == SCENE_RUNNING;
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

void scene_init(struct scene *s)
{
	*s = (struct scene){ .rows = NULL };
}

void scene_done(struct scene *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		ma_free(s->rows[i].id);
		ma_free(s->rows[i].agent);
	}
	ma_free(s->rows);
	ma_map_done(&s->places);
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

/* The row of `id`, made where there is none; NULL without memory. */
static struct scene_row *row_of(struct scene *s, struct ma_str id, struct ma_str agent)
{
	struct scene_row *row = scene_find(s, id);

	if (row)
		return row;
	if (!make_room(s) || !ma_map_put(&s->places, id, (void *)(uintptr_t)(s->n + 1))) {
		s->nomem = true;
		return NULL;
	}
	row = &s->rows[s->n++];
	*row = (struct scene_row){ .id = visible(id), .agent = visible(agent) };
	s->nomem |= !row->id || !row->agent;
	return row;
}

static void end(struct scene *s, struct scene_row *row, enum scene_state state, int64_t at_ms)
{
	if (!row || scene_state_final(row->state))
		return;
	row->state = state;
	row->ended_ms = at_ms;
	s->tasks_ended += row != scene_find(s, MA_STR(PLANNER));
}

static void begin_call(struct scene *s, const json_t *event, int64_t at_ms)
{
	struct ma_str task = field_str(event, "task");
	struct scene_row *row = row_of(
		s, task, ma_str_is(task, PLANNER) ? MA_STR("planner") : MA_STR(""));

	if (!row)
		return;
	row->state = SCENE_CALLING;
	row->attempt = field_int(event, "attempt");
	row->bytes = 0;
	if (row->started_ms == 0)
		row->started_ms = at_ms;
}

static void count_usage(struct scene *s, const json_t *event)
{
	s->tokens += field_int(event, "input_tokens") + field_int(event, "output_tokens");
	s->estimated |= json_is_true(json_object_get(event, "estimated"));
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
	struct scene_row *row = row_of(s, scene_check_name(field_str(event, "name")), MA_STR(""));

	if (!row)
		return;
	row->check = true;
	row->state = state_of(field_str(event, "verdict"));
	row->started_ms = at_ms - field_int(event, "took_ms");
	row->ended_ms = at_ms;
}

static void move(struct scene_row *row, enum scene_state state)
{
	if (row && !scene_state_final(row->state))
		row->state = state;
}

/* What the kind of an event makes of its task. */
static bool task_event(struct scene *s, struct ma_str kind, const json_t *event, int64_t at_ms)
{
	struct scene_row *row = scene_find(s, field_str(event, "task"));

	if (ma_str_is(kind, "call.replied"))
		move(row, SCENE_READING);
	else if (ma_str_is(kind, "files.proposed"))
		move(row, SCENE_COMMITTING);
	else if (ma_str_is(kind, "files.committed"))
		note_commit(row, event);
	else if (ma_str_is(kind, "task.retried"))
		move(row, SCENE_BACKOFF);
	else if (ma_str_is(kind, "task.completed"))
		end(s, row, SCENE_COMPLETED, at_ms);
	else if (ma_str_is(kind, "task.failed"))
		end(s, row, SCENE_FAILED, at_ms);
	else if (ma_str_is(kind, "task.skipped"))
		end(s, row, SCENE_SKIPPED, at_ms);
	else if (ma_str_is(kind, "task.cancelled"))
		end(s, row, SCENE_CANCELLED, at_ms);
	else
		return false;
	return true;
}

void scene_event(struct scene *s, const json_t *event)
{
	struct ma_str kind = field_str(event, "kind");
	int64_t at_ms = field_at_ms(event);

	if (s->started_ms == 0)
		s->started_ms = at_ms;
	count_usage(s, event);
	if (task_event(s, kind, event, at_ms))
		return;
	if (ma_str_is(kind, "call.intended"))
		begin_call(s, event, at_ms);
	else if (ma_str_is(kind, "plan.accepted"))
		end(s, scene_find(s, MA_STR(PLANNER)), SCENE_COMPLETED, at_ms);
	else if (ma_str_is(kind, "check.finished"))
		end_check(s, event, at_ms);
	else if (ma_str_is(kind, "run.started"))
		s->jobs = field_int(event, "jobs");
	else if (ma_str_is(kind, "run.interrupted"))
		s->stopped = true;
}

static void restore(struct scene *s, struct scene_row *row, const json_t *work)
{
	row->attempt = field_int(work, "attempts");
	row->started_ms = field_int(work, "started_ms");
	row->ended_ms = field_int(work, "ended_ms");
	row->state = state_of(field_str(work, "state"));
	s->tasks_ended += scene_state_final(row->state);
	note_commit(row, work);
}

void scene_plan(struct scene *s, const json_t *plan, const json_t *work)
{
	const json_t *tasks = json_object_get(plan, "tasks"), *task;
	struct scene_row *row;
	size_t i;

	json_array_foreach (tasks, i, task) {
		row = row_of(s, field_str(task, "id"), field_str(task, "agent"));
		if (row && work)
			restore(s, row, json_array_get(work, i));
	}
	s->tasks = (int64_t)json_array_size(tasks);
}

void scene_bytes(struct scene *s, const char *task, uint64_t bytes)
{
	struct scene_row *row = scene_find(s, ma_str(task));

	if (row)
		row->bytes = bytes;
}

void scene_check(struct scene *s, const char *phase, const char *package, const char *command,
	int64_t now_ms)
{
	struct ma_buf id = MA_BUF_INIT(64 * 1024);
	struct scene_row *row;

	ma_buf_addf(&id, "%s %s", phase, package);
	row = row_of(s, scene_check_name(ma_buf_str(&id)), ma_str(command));
	ma_buf_done(&id);
	if (!row)
		return;
	row->check = true;
	row->state = SCENE_RUNNING;
	row->started_ms = now_ms;
}
