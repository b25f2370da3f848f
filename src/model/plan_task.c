/* The tasks of a plan, as they are read. */
#include "model/plan_reader.h"

#include <inttypes.h>

#include "base/limits.h"
#include "model/plan_similar.h"

#define TIMEOUT_MAX_S 86400
#define DEADLINE_MAX_S ((int64_t)2 * TIMEOUT_MAX_S * (RETRIES_MAX + 1))
#define RETRIES_MAX 20

static const char *const names[] = {
#define X(id, name, type_at) name,
	PLAN_MEMBERS(X)
#undef X
};

static const char *const type_at[] = {
#define X(id, name, type_at) type_at,
	PLAN_MEMBERS(X)
#undef X
};

static struct ma_plan_place of_entry(
	const struct plan_reader *r, const char *member, uint32_t entry, const char *schema_at)
{
	return (struct ma_plan_place){ r->task, member, entry, schema_at };
}

static struct ma_str read_text(struct plan_reader *r, enum plan_member m)
{
	uint32_t at = r->m[m];

	if (!at)
		return MA_STR("");
	if (plan_node(r, at)->type != MA_DOC_STRING) {
		PLAN_PROBLEM(r, plan_task_place(r, names[m], type_at[m]), "expected a string");
		return MA_STR("");
	}
	if (plan_node(r, at)->n > MA_PLAN_TEXT_MAX && m != PLAN_M_ID) {
		PLAN_PROBLEM(r,
			plan_task_place(r, names[m],
				m == PLAN_M_NAME ? PLAN_AT "name/maxLength"
						 : "#/$defs/text/maxLength"),
			"longer than %d bytes", MA_PLAN_TEXT_MAX);
		return MA_STR("");
	}
	return plan_text(r, at);
}

/* 3, 3.0 and 3e0 are the same number, as a schema has it. */
static bool whole_number(const struct plan_reader *r, uint32_t at, int64_t *out)
{
	struct ma_str s = ma_doc_str(&r->doc, at);
	double d = 0;

	if (plan_node(r, at)->type != MA_DOC_NUMBER)
		return false;
	if (ma_str_to_i64(s, out))
		return true;
	if (!ma_str_to_double(s, &d) || d < -1e15 || d > 1e15 || (double)(int64_t)d != d)
		return false;
	*out = (int64_t)d;
	return true;
}

struct range {
	enum plan_member member;
	int64_t fallback, least, most;
	const char *least_at, *most_at; /* in the schema */
};

static int64_t read_number(struct plan_reader *r, const struct range *n)
{
	uint32_t at = r->m[n->member];
	int64_t value = 0;
	const char *schema_at = type_at[n->member];

	if (!at)
		return n->fallback;
	if (whole_number(r, at, &value)) {
		if (value >= n->least && value <= n->most)
			return value;
		schema_at = value < n->least ? n->least_at : n->most_at;
	} else if (plan_node(r, at)->type == MA_DOC_NUMBER) {
		schema_at = ""; /* too large for us, or no whole number */
	}
	PLAN_PROBLEM(r, plan_task_place(r, names[n->member], schema_at),
		"expected a whole number from %" PRId64 " to %" PRId64, n->least, n->most);
	return n->fallback;
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

/* The text itself where it has no capitals. */
static struct ma_str lower(struct plan_reader *r, struct ma_str s)
{
	char *copy;
	size_t i = 0;

	while (i < s.n && !(s.p[i] >= 'A' && s.p[i] <= 'Z'))
		i++;
	if (i == s.n)
		return s;
	copy = ma_arena_dup(&r->plan->arena, s);
	r->nomem |= !copy;
	for (; copy && i < s.n; i++)
		if (copy[i] >= 'A' && copy[i] <= 'Z')
			copy[i] = (char)(copy[i] + 'a' - 'A');
	return ma_str_n(copy, copy ? s.n : 0);
}

static const char *id_fault_at(const struct plan_reader *r, struct ma_str id)
{
	if (!r->m[PLAN_M_ID])
		return "#/$defs/task/required";
	return id.n > MA_LIMIT_TASK_ID ? PLAN_AT "id/maxLength" : PLAN_AT "id/pattern";
}

static void read_id(struct plan_reader *r, struct ma_task *t)
{
	if (r->m[PLAN_M_ID] && plan_node(r, r->m[PLAN_M_ID])->type != MA_DOC_STRING) {
		PLAN_PROBLEM(r, plan_task_place(r, "id", type_at[PLAN_M_ID]), "expected a string");
		return;
	}
	t->id = read_text(r, PLAN_M_ID);
	if (!id_is_plain(t->id)) {
		PLAN_PROBLEM(r, plan_task_place(r, "id", id_fault_at(r, t->id)),
			"expected 1 to %d letters, digits, '-', '_' or '.', beginning with a letter or digit",
			MA_LIMIT_TASK_ID);
		t->id = MA_STR("");
		return;
	}
	t->folded = lower(r, t->id);
	if (r->nomem)
		return;
	if (ma_str_is(t->folded, "plan"))
		PLAN_PROBLEM(r, plan_task_place(r, "id", PLAN_AT "id/not"),
			"\"plan\" is the planner's own");
	if (ma_map_has(&r->plan->ids, t->folded))
		PLAN_PROBLEM(r, plan_task_place(r, "id", ""),
			"\"" MA_STR_FMT "\" is taken by an earlier task", MA_STR_ARG(t->id));
	else
		r->nomem |= !ma_map_put(&r->plan->ids, t->folded, t);
}

static void no_agent(struct plan_reader *r, struct ma_str agent)
{
	const struct ma_plan_agents *all = r->rules->agents;
	struct ma_str near = ma_plan_similar_agent(all, agent, &r->similar_steps);
	struct ma_buf names_of = MA_BUF_INIT(MA_KIB);
	size_t i;

	for (i = 0; i < all->n; i++)
		ma_buf_addf(&names_of, "%s" MA_STR_FMT, i ? ", " : "", MA_STR_ARG(all->names[i]));
	if (near.n > 0)
		PLAN_PROBLEM(r, plan_task_place(r, "agent", ""),
			"no agent \"" MA_STR_FMT "\"; did you mean \"" MA_STR_FMT "\"?",
			MA_STR_ARG(agent), MA_STR_ARG(near));
	else
		PLAN_PROBLEM(r, plan_task_place(r, "agent", ""), "no agent \"%.*s\"; there are: %s",
			(int)(agent.n < 100 ? agent.n : 100), agent.p,
			names_of.rc || !names_of.p ? "none" : names_of.p);
	r->nomem |= names_of.rc == MA_ENOMEM;
	ma_buf_done(&names_of);
}

static void read_agent(struct plan_reader *r, struct ma_task *t)
{
	size_t i;

	t->agent = read_text(r, PLAN_M_AGENT);
	if (t->agent.n == 0)
		t->agent = t->id;
	if (!r->rules->agents || t->agent.n == 0)
		return;
	for (i = 0; i < r->rules->agents->n; i++)
		if (ma_str_eq(r->rules->agents->names[i], t->agent))
			return;
	no_agent(r, t->agent);
}

/* The node of a list, 0 where there is none to be read. */
static uint32_t list_of(struct plan_reader *r, enum plan_member m)
{
	uint32_t at = r->m[m];

	if (at && plan_node(r, at)->type != MA_DOC_ARRAY) {
		PLAN_PROBLEM(
			r, plan_task_place(r, names[m], type_at[m]), "expected a list of strings");
		return 0;
	}
	return at;
}

static bool is_string_entry(struct plan_reader *r, enum plan_member m, uint32_t at, uint32_t entry)
{
	if (plan_node(r, at)->type == MA_DOC_STRING)
		return true;
	PLAN_PROBLEM(r,
		of_entry(r, names[m], entry,
			m == PLAN_M_WRITES           ? "#/$defs/globs/items/type"
				: m == PLAN_M_VERIFY ? "#/$defs/checks/items/type"
						     : "#/$defs/texts/items/type"),
		"expected a string");
	return false;
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

static void check_glob(struct plan_reader *r, uint32_t entry, struct ma_str glob)
{
	if (glob.n > MA_LIMIT_PATH)
		PLAN_PROBLEM(r, of_entry(r, "writes", entry, "#/$defs/globs/items/maxLength"),
			"longer than %d bytes", MA_LIMIT_PATH);
	else if (!can_match(glob))
		PLAN_PROBLEM(r, of_entry(r, "writes", entry, "#/$defs/globs/items/not"),
			"\"" MA_STR_FMT
			"\" matches no path: they are written like \"src/app.ts\" or \"src/**\"",
			MA_STR_ARG(glob));
}

/* It becomes a word of a command line: no option, no path. */
static void check_name(struct plan_reader *r, uint32_t entry, struct ma_str name)
{
	size_t i;

	for (i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			    (i > 0 && (c == ':' || c == '_' || c == '-'))))
			break;
	}
	if (name.n > MA_LIMIT_CHECK_NAME)
		PLAN_PROBLEM(r, of_entry(r, "verify", entry, "#/$defs/checks/items/maxLength"),
			"longer than %d bytes", MA_LIMIT_CHECK_NAME);
	else if (i < name.n || name.n == 0)
		PLAN_PROBLEM(r, of_entry(r, "verify", entry, "#/$defs/checks/items/pattern"),
			"\"" MA_STR_FMT
			"\" is no name of a check: they are phases like \"build\", or scripts like \"test:e2e\"",
			MA_STR_ARG(name));
}

struct list_rule {
	enum plan_member member;
	uint32_t most;
	const char *noun, *most_at;
	void (*check)(struct plan_reader *r, uint32_t entry, struct ma_str text);
};

/* Gives how many there are. */
static uint32_t read_list(
	struct plan_reader *r, const struct list_rule *rule, const struct ma_str **out)
{
	uint32_t list = list_of(r, rule->member), n = list ? plan_node(r, list)->n : 0, at, i;
	struct ma_str *texts;

	if (n > rule->most)
		PLAN_PROBLEM(r, plan_task_place(r, names[rule->member], rule->most_at),
			"%u %s, more than %u", (unsigned)n, rule->noun, (unsigned)rule->most);
	if (n == 0 || n > rule->most)
		return 0;
	texts = ma_arena_new_n(&r->plan->arena, struct ma_str, n);
	if (!texts) {
		r->nomem = true;
		return 0;
	}
	for (i = 0, at = list + 1; i < n; i++, at = ma_doc_next(&r->doc, at)) {
		if (!is_string_entry(r, rule->member, at, i))
			continue;
		texts[i] = plan_text(r, at);
		rule->check(r, i, texts[i]);
	}
	*out = texts;
	return n;
}

static void read_lists(struct plan_reader *r, struct ma_task *t)
{
	static const struct list_rule writes = { PLAN_M_WRITES, MA_LIMIT_TASK_WRITES, "globs",
		"#/$defs/globs/maxItems", check_glob };
	static const struct list_rule verify = { PLAN_M_VERIFY, MA_LIMIT_TASK_VERIFY, "checks",
		"#/$defs/checks/maxItems", check_name };

	t->writes_n = read_list(r, &writes, &t->writes);
	t->verify_n = read_list(r, &verify, &t->verify);
}

/* "on_failure":"continue" says the same as "optional":true. */
static bool read_optional(struct plan_reader *r)
{
	uint32_t at = r->m[PLAN_M_OPTIONAL];
	enum ma_doc_type type = at ? (enum ma_doc_type)plan_node(r, at)->type : MA_DOC_NULL;
	struct ma_str on_failure = r->m[PLAN_M_ON_FAILURE] ? read_text(r, PLAN_M_ON_FAILURE)
							   : MA_STR("");

	if (on_failure.n > 0 && !ma_str_is(on_failure, "continue") && !ma_str_is(on_failure, "fail"))
		PLAN_PROBLEM(r, plan_task_place(r, "on_failure", type_at[PLAN_M_ON_FAILURE]),
			"expected \"fail\" or \"continue\"");
	if (at && type != MA_DOC_TRUE && type != MA_DOC_FALSE)
		PLAN_PROBLEM(r, plan_task_place(r, "optional", type_at[PLAN_M_OPTIONAL]),
			"expected true or false");
	return type == MA_DOC_TRUE || ma_str_is(on_failure, "continue");
}

static void read_times(struct plan_reader *r, struct ma_task *t)
{
	const struct range retries = { PLAN_M_RETRIES, MA_TASK_RETRIES, 0, RETRIES_MAX,
		PLAN_AT "max_retries/minimum", PLAN_AT "max_retries/maximum" };
	const struct range timeout = { PLAN_M_TIMEOUT, MA_TASK_TIMEOUT_MS / 1000, 1, TIMEOUT_MAX_S,
		PLAN_AT "timeout_s/minimum", PLAN_AT "timeout_s/maximum" };
	const struct range estimate = { PLAN_M_ESTIMATE, MA_TASK_ESTIMATE_MS / 1000, 0,
		TIMEOUT_MAX_S, PLAN_AT "estimate_s/minimum", PLAN_AT "estimate_s/maximum" };
	struct range deadline = { PLAN_M_DEADLINE, 0, 1, DEADLINE_MAX_S,
		PLAN_AT "deadline_s/minimum", PLAN_AT "deadline_s/maximum" };
	int64_t s;

	t->max_retries = read_number(r, &retries);
	s = read_number(r, &timeout);
	t->timeout_ms = s * 1000;
	/* room for every attempt, and as much again for waiting between them */
	deadline.fallback = 2 * s * (t->max_retries + 1);
	t->deadline_ms = read_number(r, &deadline) * 1000;
	s = read_number(r, &estimate);
	t->estimate_ms = s > 0 ? s * 1000 : 1;
}

static void warn_of_member(struct plan_reader *r, struct ma_str key)
{
	const char *near = ma_plan_similar_member(names, PLAN_MEMBERS_N, key, &r->similar_steps);

	if (near)
		ma_plan_report_add(r->report, &r->report->warnings, plan_task_place(r, NULL, ""),
			"\"" MA_STR_FMT "\" is not known and does nothing; did you mean \"%s\"?",
			MA_STR_ARG(key), near);
}

static void find_members(struct plan_reader *r, uint32_t task)
{
	uint32_t at = task + 1, i, k;

	memset(r->m, 0, sizeof(r->m));
	for (i = 0; i < plan_node(r, task)->n; i++) {
		struct ma_str key = ma_doc_str(&r->doc, at);

		for (k = 0; k < PLAN_MEMBERS_N && !ma_str_is(key, names[k]);)
			k++;
		if (k < PLAN_MEMBERS_N && plan_node(r, at + 1)->type != MA_DOC_NULL)
			r->m[k] = at + 1;
		else if (k == PLAN_MEMBERS_N)
			warn_of_member(r, key);
		at = ma_doc_next(&r->doc, at + 1);
	}
}

static void no_task(struct plan_reader *r, uint32_t entry, struct ma_str id)
{
	struct ma_str near = ma_plan_similar_id(r->plan, id, &r->similar_steps);
	struct ma_plan_place place = of_entry(r, "depends_on", entry, "");

	if (near.n > 0)
		PLAN_PROBLEM(r, place,
			"no task \"" MA_STR_FMT "\"; did you mean \"" MA_STR_FMT "\"?",
			MA_STR_ARG(id), MA_STR_ARG(near));
	else
		PLAN_PROBLEM(r, place, "no task \"" MA_STR_FMT "\"", MA_STR_ARG(id));
}

/* The same one twice counts once. */
static void read_dep(struct plan_reader *r, uint32_t at, uint32_t entry, uint32_t *deps)
{
	struct ma_str id;
	int64_t d;

	if (!is_string_entry(r, PLAN_M_DEPENDS_ON, at, entry))
		return;
	id = ma_doc_str(&r->doc, at);
	d = ma_plan_find(r->plan, id);
	if (d < 0)
		no_task(r, entry, id);
	else if (d == r->task)
		PLAN_PROBLEM(
			r, of_entry(r, "depends_on", entry, ""), "a task cannot depend on itself");
	else if (r->mark[d] != r->task + 1)
		deps[r->plan->tasks[r->task].deps_n++] = (uint32_t)d;
	if (d >= 0)
		r->mark[d] = r->task + 1;
}

/* The document's own memory goes with it; its text stays. */
struct ma_str plan_text(struct plan_reader *r, uint32_t at)
{
	struct ma_str s = ma_doc_str(&r->doc, at);
	char *copy;

	if (!(plan_node(r, at)->flags & MA_DOC_DECODED))
		return s;
	copy = ma_arena_dup(&r->plan->arena, s);
	r->nomem |= !copy;
	return ma_str_n(copy, copy ? s.n : 0);
}

void plan_read_task(struct plan_reader *r, uint32_t at)
{
	struct ma_task *t = &r->plan->tasks[r->task];

	if (plan_node(r, at)->type != MA_DOC_OBJECT) {
		PLAN_PROBLEM(r, plan_task_place(r, NULL, "#/$defs/task/type"), "expected an object");
		return;
	}
	find_members(r, at);
	read_id(r, t);
	t->name = read_text(r, PLAN_M_NAME);
	if (!r->m[PLAN_M_NAME])
		PLAN_PROBLEM(r, plan_task_place(r, "name", "#/$defs/task/required"), "missing");
	else if (plan_node(r, r->m[PLAN_M_NAME])->type == MA_DOC_STRING &&
		plan_node(r, r->m[PLAN_M_NAME])->n == 0)
		PLAN_PROBLEM(r, plan_task_place(r, "name", PLAN_AT "name/minLength"), "missing");
	read_agent(r, t);
	t->description = read_text(r, PLAN_M_DESCRIPTION);
	t->optional = read_optional(r);
	read_times(r, t);
	read_lists(r, t);
	r->deps_at[r->task] = list_of(r, PLAN_M_DEPENDS_ON);
}

void plan_read_deps(struct plan_reader *r)
{
	uint32_t list = r->deps_at[r->task], n = list ? plan_node(r, list)->n : 0, at, i;
	uint32_t *deps;

	if (n == 0)
		return;
	deps = ma_arena_new_n(&r->plan->arena, uint32_t, n);
	if (!deps) {
		r->nomem = true;
		return;
	}
	r->plan->tasks[r->task].deps = deps;
	for (i = 0, at = list + 1; i < n; i++, at = ma_doc_next(&r->doc, at))
		read_dep(r, at, i, deps);
}
