/* Plans as JSON: every problem is found and named with its JSON pointer, then there is a plan or none. */
#include <inttypes.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"
#include "model/plan.h"

#define TEXT_MAX (16 * MA_KIB)
#define TIMEOUT_MAX_S 86400
#define DEADLINE_MAX_S ((int64_t)2 * TIMEOUT_MAX_S * (RETRIES_MAX + 1))
#define RETRIES_MAX 20

struct reader {
	struct ma_plan *plan;
	const struct ma_plan_agents *agents;
	struct ma_buf *problems;
	size_t problems_n;
	bool nomem;
};

__attribute__((format(printf, 2, 3))) static void problem(struct reader *r, const char *fmt, ...)
{
	char line[MA_ERR_MSG_MAX];
	va_list ap;

	if (r->problems_n++ >= 100)
		return; /* counted, but a hundred are enough to show */
	va_start(ap, fmt);
	(void)vsnprintf(line, sizeof(line), fmt, ap); /* a long problem is cut */
	va_end(ap);
	if (r->problems_n > 1)
		ma_buf_addc(r->problems, '\n');
	ma_buf_add_visible(r->problems, ma_str(line));
}

static struct ma_str keep(struct reader *r, struct ma_str s)
{
	char *copy = ma_arena_dup(&r->plan->arena, s);

	r->nomem |= !copy;
	return ma_str_n(copy, copy ? s.n : 0);
}

static struct ma_str read_text(struct reader *r, const json_t *task, uint32_t at, const char *key)
{
	const json_t *j = json_object_get(task, key);

	if (!j || json_is_null(j))
		return MA_STR("");
	if (!json_is_string(j)) {
		problem(r, "/tasks/%" PRIu32 "/%s: expected a string", at, key);
		return MA_STR("");
	}
	if (json_string_length(j) > TEXT_MAX) {
		problem(r, "/tasks/%" PRIu32 "/%s: longer than %zu bytes", at, key, TEXT_MAX);
		return MA_STR("");
	}
	return keep(r, ma_str_n(json_string_value(j), json_string_length(j)));
}

static int64_t read_number(struct reader *r, const json_t *task, uint32_t at, const char *key,
	int64_t fallback, int64_t least, int64_t most)
{
	const json_t *j = json_object_get(task, key);

	if (!j || json_is_null(j))
		return fallback;
	if (!json_is_integer(j) || json_integer_value(j) < least || json_integer_value(j) > most) {
		problem(r,
			"/tasks/%" PRIu32 "/%s: expected a whole number from %" PRId64
			" to %" PRId64,
			at, key, least, most);
		return fallback;
	}
	return json_integer_value(j);
}

static bool id_is_plain(struct ma_str id)
{
	size_t i;

	for (i = 0; i < id.n; i++) {
		char c = id.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
			    (i > 0 && (c == '_' || c == '-' || c == '.'))))
			return false;
	}
	return id.n > 0 && id.n <= MA_LIMIT_TASK_ID;
}

static struct ma_str lower(struct reader *r, struct ma_str s)
{
	char *copy = ma_arena_dup(&r->plan->arena, s);
	size_t i;

	r->nomem |= !copy;
	for (i = 0; copy && i < s.n; i++)
		if (copy[i] >= 'A' && copy[i] <= 'Z')
			copy[i] = (char)(copy[i] + 'a' - 'A');
	return ma_str_n(copy, copy ? s.n : 0);
}

static void read_id(struct reader *r, const json_t *task, uint32_t at, struct ma_task *t)
{
	struct ma_str folded;

	t->id = read_text(r, task, at, "id");
	if (!id_is_plain(t->id)) {
		problem(r,
			"/tasks/%" PRIu32
			"/id: expected 1 to %d letters, digits, '-', '_' or '.', beginning with a letter or digit",
			at, MA_LIMIT_TASK_ID);
		return;
	}
	t->folded = folded = lower(r, t->id);
	if (r->nomem)
		return;
	if (ma_str_is(folded, "plan"))
		problem(r, "/tasks/%" PRIu32 "/id: \"plan\" is the planner's own", at);
	if (ma_map_has(&r->plan->ids, folded))
		problem(r, "/tasks/%" PRIu32 "/id: \"" MA_STR_FMT "\" is taken by an earlier task",
			at, MA_STR_ARG(t->id));
	else
		r->nomem |= !ma_map_put(&r->plan->ids, folded, t);
}

static void read_agent(struct reader *r, const json_t *task, uint32_t at, struct ma_task *t)
{
	size_t i;

	t->agent = read_text(r, task, at, "agent");
	if (t->agent.n == 0)
		t->agent = t->id;
	if (!r->agents)
		return;
	for (i = 0; i < r->agents->n; i++)
		if (ma_str_eq(r->agents->names[i], t->agent))
			return;
	problem(r, "/tasks/%" PRIu32 "/agent: no agent \"" MA_STR_FMT "\"", at,
		MA_STR_ARG(t->agent));
}

static const json_t *read_list(struct reader *r, const json_t *task, uint32_t at, const char *key)
{
	const json_t *list = json_object_get(task, key);
	const json_t *j;
	size_t i;

	if (!list || json_is_null(list))
		return NULL;
	if (!json_is_array(list)) {
		problem(r, "/tasks/%" PRIu32 "/%s: expected a list of strings", at, key);
		return NULL;
	}
	json_array_foreach (list, i, j) {
		if (!json_is_string(j)) {
			problem(r, "/tasks/%" PRIu32 "/%s/%zu: expected a string", at, key, i);
			return NULL;
		}
	}
	return list;
}

/* A path has no component that is "", "." or "..": neither has a glob that can match one. */
static bool can_match(struct ma_str glob)
{
	struct ma_str rest = glob, part;

	while (ma_str_cut(&rest, '/', &part))
		if (part.n == 0 || ma_str_is(part, ".") || ma_str_is(part, ".."))
			return false;
	return glob.n > 0 && glob.p[glob.n - 1] != '/';
}

static void check_glob(struct reader *r, uint32_t at, size_t i, struct ma_str glob)
{
	if (!can_match(glob))
		problem(r,
			"/tasks/%" PRIu32 "/writes/%zu: \"" MA_STR_FMT
			"\" matches no path: they are written like \"src/app.ts\" or \"src/**\"",
			at, i, MA_STR_ARG(glob));
}

static void read_writes(struct reader *r, const json_t *task, uint32_t at, struct ma_task *t)
{
	const json_t *list = read_list(r, task, at, "writes");
	struct ma_str *writes;
	const json_t *j;
	size_t i;

	if (!list || json_array_size(list) == 0)
		return;
	writes = ma_arena_new_n(&r->plan->arena, struct ma_str, json_array_size(list));
	if (!writes) {
		r->nomem = true;
		return;
	}
	json_array_foreach (list, i, j) {
		writes[i] = keep(r, ma_str_n(json_string_value(j), json_string_length(j)));
		check_glob(r, at, i, writes[i]);
	}
	t->writes = writes;
	t->writes_n = (uint32_t)json_array_size(list);
}

/* "on_failure":"continue" says the same as "optional":true. */
static bool read_optional(struct reader *r, const json_t *task, uint32_t at)
{
	struct ma_str on_failure = read_text(r, task, at, "on_failure");
	const json_t *optional = json_object_get(task, "optional");

	if (on_failure.n > 0 && !ma_str_is(on_failure, "continue") && !ma_str_is(on_failure, "fail"))
		problem(r, "/tasks/%" PRIu32 "/on_failure: expected \"fail\" or \"continue\"", at);
	if (optional && !json_is_boolean(optional) && !json_is_null(optional))
		problem(r, "/tasks/%" PRIu32 "/optional: expected true or false", at);
	return json_is_true(optional) || ma_str_is(on_failure, "continue");
}

static void read_times(struct reader *r, const json_t *task, uint32_t at, struct ma_task *t)
{
	int64_t s = read_number(
		r, task, at, "timeout_s", MA_TASK_TIMEOUT_MS / 1000, 1, TIMEOUT_MAX_S);

	t->timeout_ms = s * 1000;
	/* room for every attempt, and as much again for waiting between them */
	s = read_number(r, task, at, "deadline_s", 2 * s * (t->max_retries + 1), 1, DEADLINE_MAX_S);
	t->deadline_ms = s * 1000;
	s = read_number(r, task, at, "estimate_s", MA_TASK_ESTIMATE_MS / 1000, 0, TIMEOUT_MAX_S);
	t->estimate_ms = s > 0 ? s * 1000 : 1;
}

static void read_task(struct reader *r, const json_t *task, uint32_t at)
{
	struct ma_task *t = &r->plan->tasks[at];

	if (!json_is_object(task)) {
		problem(r, "/tasks/%" PRIu32 ": expected an object", at);
		return;
	}
	read_id(r, task, at, t);
	t->name = read_text(r, task, at, "name");
	if (t->name.n == 0)
		problem(r, "/tasks/%" PRIu32 "/name: missing", at);
	read_agent(r, task, at, t);
	t->description = read_text(r, task, at, "description");
	t->optional = read_optional(r, task, at);
	t->max_retries = read_number(r, task, at, "max_retries", MA_TASK_RETRIES, 0, RETRIES_MAX);
	read_times(r, task, at, t);
	read_writes(r, task, at, t);
}

/* The task that entry i of depends_on names, or -1 after naming the problem. */
static int64_t resolve_dep(struct reader *r, const json_t *entry, uint32_t at, size_t i)
{
	struct ma_str id = ma_str_n(json_string_value(entry), json_string_length(entry));
	int64_t d = ma_plan_find(r->plan, id);

	if (d < 0) {
		problem(r, "/tasks/%" PRIu32 "/depends_on/%zu: no task \"" MA_STR_FMT "\"", at, i,
			MA_STR_ARG(id));
		return -1;
	}
	if (d == at) {
		problem(r, "/tasks/%" PRIu32 "/depends_on/%zu: a task cannot depend on itself", at,
			i);
		return -1;
	}
	return d;
}

static void read_deps(struct reader *r, const json_t *task, uint32_t at)
{
	const json_t *list = json_is_object(task) ? read_list(r, task, at, "depends_on") : NULL;
	struct ma_task *t = &r->plan->tasks[at];
	uint32_t *deps;
	const json_t *j;
	size_t i, k;

	if (!list || json_array_size(list) == 0)
		return;
	deps = ma_arena_new_n(&r->plan->arena, uint32_t, json_array_size(list));
	if (!deps) {
		r->nomem = true;
		return;
	}
	t->deps = deps;
	json_array_foreach (list, i, j) {
		int64_t d = resolve_dep(r, j, at, i);

		for (k = 0; k < t->deps_n && deps[k] != d;)
			k++;
		if (d >= 0 && k == t->deps_n) /* the same one twice counts once */
			deps[t->deps_n++] = (uint32_t)d;
	}
}

static void read_contract(struct reader *r, const json_t *root)
{
	const json_t *contract = json_object_get(root, "contract");
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_PROMPT);

	if (!contract || json_is_null(contract))
		return;
	ma_json_write(contract, 0, &text);
	if (text.rc == MA_ELIMIT)
		problem(r, "/contract: larger than %zu bytes", MA_LIMIT_PROMPT);
	r->nomem |= text.rc == MA_ENOMEM;
	if (!text.rc)
		r->plan->contract = keep(r, ma_buf_str(&text));
	ma_buf_done(&text);
}

static ma_rc read_tasks(struct reader *r, const json_t *tasks, ma_err *err)
{
	size_t n = json_array_size(tasks);
	const json_t *j;
	size_t i;

	if (!json_is_array(tasks) || n == 0) {
		problem(r, "/tasks: expected at least one task");
		return MA_OK;
	}
	if (n > MA_LIMIT_PLAN_TASKS) {
		problem(r, "/tasks: %zu tasks, more than %d", n, MA_LIMIT_PLAN_TASKS);
		return MA_OK;
	}
	r->plan->tasks_cap = (uint32_t)n + MA_LIMIT_TASKS_ADDED + MA_LIMIT_REPAIRS;
	r->plan->tasks = ma_arena_new_n(&r->plan->arena, struct ma_task, r->plan->tasks_cap);
	if (!r->plan->tasks)
		return ma_fail_nomem(err);
	r->plan->tasks_n = (uint32_t)n;
	json_array_foreach (tasks, i, j)
		read_task(r, j, (uint32_t)i);
	json_array_foreach (tasks, i, j)
		read_deps(r, j, (uint32_t)i);
	return r->nomem ? ma_fail_nomem(err) : MA_OK;
}

static ma_rc check_graph(struct reader *r, ma_err *err)
{
	int64_t cycle = -1;
	ma_rc rc;

	if (r->problems_n > 0)
		return MA_OK; /* dependencies are not to be trusted yet */
	rc = ma_plan_link(r->plan, &cycle, err);
	if (!rc && cycle >= 0)
		problem(r,
			"/tasks/%" PRId64 ": \"" MA_STR_FMT
			"\" waits for itself through its dependencies",
			cycle, MA_STR_ARG(r->plan->tasks[cycle].id));
	return rc;
}

/* Its beginning, cut between characters. */
static struct ma_str shortened(struct ma_str s)
{
	size_t n = TEXT_MAX;

	if (s.n <= TEXT_MAX)
		return s;
	while (((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return ma_str_n(s.p, n);
}

static ma_rc read_root(struct reader *r, const json_t *root, ma_err *err)
{
	ma_rc rc;

	if (!json_is_object(root)) {
		problem(r, "/: expected an object with \"tasks\"");
		return MA_OK;
	}
	r->plan->summary = keep(r, shortened(ma_json_str(root, "summary")));
	read_contract(r, root);
	rc = read_tasks(r, json_object_get(root, "tasks"), err);
	return rc ? rc : check_graph(r, err);
}

ma_rc ma_plan_read(struct ma_str json, const struct ma_plan_agents *agents, struct ma_plan **out,
	struct ma_buf *problems, ma_err *err)
{
	struct reader r = { .agents = agents, .problems = problems };
	json_t *root = NULL;
	ma_rc rc;

	rc = ma_json_parse(json, "plan", &root, err);
	if (rc)
		return rc;
	r.plan = ma_new(struct ma_plan);
	if (!r.plan) {
		json_decref(root);
		return ma_fail_nomem(err);
	}
	r.plan->arena = (struct ma_arena)MA_ARENA_INIT(MA_LIMIT_ARENA);
	rc = read_root(&r, root, err);
	if (!rc && r.problems_n > 0)
		rc = ma_fail(err, MA_EINVALID, "the plan has %zu problem%s; the first: %.300s",
			r.problems_n, r.problems_n > 1 ? "s" : "", problems->p ? problems->p : "");
	if (rc)
		ma_plan_free(r.plan);
	else
		*out = r.plan;
	json_decref(root);
	return rc;
}

static json_t *string_of(struct ma_str s)
{
	return json_stringn(s.p ? s.p : "", s.n);
}

static json_t *deps_of(const struct ma_plan *plan, const struct ma_task *t)
{
	json_t *list = json_array();
	uint32_t i;

	for (i = 0; i < t->deps_n; i++)
		if (json_array_append_new(list, string_of(plan->tasks[t->deps[i]].id)))
			break;
	return list;
}

static json_t *writes_of(const struct ma_task *t)
{
	json_t *list = json_array();
	uint32_t i;

	for (i = 0; i < t->writes_n; i++)
		if (json_array_append_new(list, string_of(t->writes[i])))
			break;
	return list;
}

static json_t *task_json(const struct ma_plan *plan, const struct ma_task *t)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:I, s:I, s:I, s:I}", "id",
		string_of(t->id), "name", string_of(t->name), "agent", string_of(t->agent),
		"description", string_of(t->description), "depends_on", deps_of(plan, t), "writes",
		writes_of(t), "optional", t->optional, "timeout_s",
		(json_int_t)(t->timeout_ms / 1000), "deadline_s",
		(json_int_t)(t->deadline_ms / 1000), "max_retries", (json_int_t)t->max_retries,
		"estimate_s", (json_int_t)(t->estimate_ms / 1000));
}

ma_rc ma_plan_write(const struct ma_plan *plan, struct ma_buf *out, ma_err *err)
{
	json_t *contract = NULL, *tasks = json_array(), *root;
	ma_rc rc = MA_OK;
	uint32_t i;

	if (plan->contract.n > 0)
		rc = ma_json_parse(plan->contract, "contract", &contract, err);
	for (i = 0; i < plan->tasks_n && !rc; i++)
		if (json_array_append_new(tasks, task_json(plan, &plan->tasks[i])))
			rc = ma_fail_nomem(err);
	root = json_pack("{s:o, s:o*, s:o}", "summary", string_of(plan->summary), "contract",
		contract, "tasks", tasks);
	if (!rc && !root)
		rc = ma_fail_nomem(err);
	if (!rc) {
		ma_json_write(root, 2, out);
		rc = ma_buf_check(out, err);
	}
	json_decref(root);
	return rc;
}
