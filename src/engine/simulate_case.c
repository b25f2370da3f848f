/* Cases: a plan of some shape, and which faults may happen. */
#include "engine/simulate_parts.h"

static const char *const fault_names[] = {
#define X(id, name) name,
	MA_SIM_FAULTS(X)
#undef X
};

static const char *const state_names[] = {
#define X(id, name) name,
	MA_SIM_STATES(X)
#undef X
};

static const char *const ids[] = { "t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9",
	"t10", "t11", "t12", "t13", "t14", "t15", "t16", "t17", "t18", "t19", "t20", "t21", "t22",
	"t23", "t24", "t25", "repair-1", "repair-2", "repair-3", "repair-4", "repair-5", "repair-6",
	"plan" };

static const char *const agents[] = { "worker", "helper", "loner", MA_REPAIR_AGENT };
static const char *const writes[] = { "", "\"src/**\"", "\"docs/*\"", "\"docs/a.md\",\"src/b.c\"" };

_Static_assert(MA_COUNT(ids) == MA_SIM_TASKS_MAX + 1, "each task has an id, and the planner");

const char *ma_sim_fault_name(enum ma_sim_fault f)
{
	MA_ASSERT((size_t)f < MA_COUNT(fault_names));
	return fault_names[f];
}

const char *ma_sim_state_name(enum ma_sim_state s)
{
	MA_ASSERT((size_t)s < MA_COUNT(state_names));
	return state_names[s];
}

const char *ma_sim_task_id(uint32_t task)
{
	MA_ASSERT(task <= MA_SIM_PLANNER);
	return ids[task];
}

const char *ma_sim_provider(uint32_t provider)
{
	static const char *const providers[] = { "first", "second", "third" };

	MA_ASSERT(provider < MA_COUNT(providers));
	return providers[provider];
}

const char *ma_sim_agent(uint32_t agent)
{
	MA_ASSERT(agent < MA_COUNT(agents));
	return agents[agent];
}

int64_t ma_sim_agent_jobs(uint32_t agent)
{
	return agent == 1 ? 2 : agent == 2 ? 1 : INT64_MAX;
}

bool ma_sim_writes_meet(uint32_t a, uint32_t b)
{
	return a > 0 && b > 0 && (a == b || a == 3 || b == 3);
}

bool ma_sim_writes_path(uint32_t of, struct ma_str path)
{
	if (of == 3)
		return ma_str_is(path, "docs/a.md") || ma_str_is(path, "src/b.c");
	return of == 0 || ma_str_starts(path, of == 1 ? "src/" : "docs/");
}

const char *ma_sim_path(uint32_t of, uint64_t draw)
{
	static const char *const paths[][4] = { { "src/a.c", "docs/a.md", "README.md", "" },
		{ "src/a.c", "src/b.c", "src/a.c|src/b.c", "" },
		{ "docs/a.md", "docs/b.md", "docs/a.md|docs/b.md", "" },
		{ "docs/a.md", "src/b.c", "docs/a.md|src/b.c", "" } };

	return paths[of][draw % 4];
}

/* Any task may be drawn to ask for more. */
bool ma_sim_agent_adds(const struct ma_sim_case *c, uint32_t agent)
{
	return agent < MA_SIM_AGENTS && ma_sim_may(c, MA_SIM_MORE_TASKS);
}

uint32_t ma_sim_task_find(struct ma_str id)
{
	uint32_t i = 0;

	while (i <= MA_SIM_PLANNER && !ma_str_is(id, ids[i]))
		i++;
	return i;
}

static uint64_t mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	return z ^ (z >> 31);
}

uint64_t ma_sim_draw(const struct ma_sim_case *c, enum sim_draw what, uint64_t a, uint64_t b)
{
	uint64_t z = mix(c->seed + 0x9e3779b97f4a7c15U);

	z = mix(z + (uint64_t)what * 0x9e3779b97f4a7c15U);
	z = mix(z + a * 0xd1342543de82ef95U + 1);
	return mix(z + b * 0x2545f4914f6cdd1dU + 1);
}

int64_t ma_sim_between(const struct ma_sim_case *c, enum sim_draw what, uint64_t a, uint64_t b,
	int64_t least, int64_t most)
{
	return least + (int64_t)(ma_sim_draw(c, what, a, b) % (uint64_t)(most - least + 1));
}

bool ma_sim_chance(
	const struct ma_sim_case *c, enum sim_draw what, uint64_t a, uint64_t b, uint32_t percent)
{
	return ma_sim_draw(c, what, a, b) % 100 < percent;
}

bool ma_sim_may(const struct ma_sim_case *c, enum ma_sim_fault f)
{
	return c->faults >> f & 1;
}

/* Whether the task of rank `to` depends on that of rank `from`, which comes before it. */
static bool is_edge(const struct ma_sim_case *c, uint32_t shape, uint32_t from, uint32_t to)
{
	switch (shape) {
	case 0: /* a chain */
		return from + 1 == to;
	case 1: /* wide */
		return false;
	case 2: /* layers of three */
		return from / 3 + 1 == to / 3;
	case 3: /* one, many, one */
		return from == 0 || (to + 1 == c->planned_n && from > 0);
	case 4: /* a tree */
		return (to - 1) / 2 == from;
	case 5: /* a tree upside down */
		return (c->planned_n - 2 - from) / 2 == c->planned_n - 1 - to &&
			from + 1 < c->planned_n;
	case 6:
		return ma_sim_chance(c, SIM_DRAW_EDGE, from, to, 15);
	default:
		return ma_sim_chance(c, SIM_DRAW_EDGE, from, to, 40);
	}
}

static void make_edges(struct ma_sim_case *c, const struct ma_sim_trim *trim)
{
	uint32_t rank[MA_SIM_PLANNED_MAX], shape, i, k, swap;

	for (i = 0; i < c->planned_n; i++)
		rank[i] = i;
	for (i = c->planned_n; i > 1; i--) { /* plan order need not be an order of dependencies */
		k = (uint32_t)(ma_sim_draw(c, SIM_DRAW_RANK, i, 0) % i);
		swap = rank[i - 1];
		rank[i - 1] = rank[k];
		rank[k] = swap;
	}
	shape = (uint32_t)ma_sim_between(c, SIM_DRAW_SHAPE, 0, 0, 0, 7);
	for (i = 0; i < c->planned_n; i++)
		for (k = 0; k < c->planned_n; k++)
			if (rank[k] < rank[i] && c->edges_n < MA_SIM_EDGES_MAX &&
				is_edge(c, shape, rank[k], rank[i]) &&
				(trim->edges >> c->edges_n++ & 1) && c->tasks[k].kept &&
				c->tasks[i].kept)
				c->tasks[i].deps |= UINT32_C(1) << k;
}

static struct ma_sim_task make_task(const struct ma_sim_case *c, uint32_t i)
{
	bool files = ma_sim_chance(c, SIM_DRAW_TASK, MA_SIM_TASKS_MAX, 0, 40);
	struct ma_sim_task t = { .parent = MA_SIM_TASKS_MAX,
		.optional = ma_sim_chance(c, SIM_DRAW_TASK, i, 0, 15),
		.retries = ma_sim_between(c, SIM_DRAW_TASK, i, 1, 0, 3),
		.timeout_s = ma_sim_between(c, SIM_DRAW_TASK, i, 2, 5, 300),
		.estimate_s = ma_sim_between(c, SIM_DRAW_TASK, i, 3, 1, 100),
		.agent = (uint32_t)ma_sim_between(c, SIM_DRAW_TASK, i, 4, 0, 5) };

	if (t.agent >= MA_SIM_AGENTS)
		t.agent = 0;
	t.writes = files ? (uint32_t)ma_sim_between(c, SIM_DRAW_TASK, i, 5, 0, 3) : 0;
	t.deadline_s = ma_sim_between(c, SIM_DRAW_TASK, i, 6, t.timeout_s / 2, t.timeout_s * 5);
	return t;
}

/* Tasks that tasks ask for; those with the same parent are asked for together. */
static void make_more(struct ma_sim_case *c, const struct ma_sim_trim *trim)
{
	uint32_t i, parent;

	for (i = MA_SIM_PLANNED_MAX; i < MA_SIM_ASKED_MAX; i++) {
		parent = (uint32_t)(ma_sim_draw(c, SIM_DRAW_TASK, i, 7) %
			(c->planned_n + i - MA_SIM_PLANNED_MAX));
		if (parent >= c->planned_n)
			parent += MA_SIM_PLANNED_MAX - c->planned_n;
		c->tasks[i] = make_task(c, i);
		c->tasks[i].parent = parent;
		c->tasks[i].kept = c->tasks[parent].kept && (trim->tasks >> i & 1) &&
			ma_sim_chance(c, SIM_DRAW_TASK, i, 8, 60);
		if (c->tasks[i].kept && c->tasks[i - 1].parent == parent && c->tasks[i - 1].kept &&
			ma_sim_chance(c, SIM_DRAW_TASK, i, 9, 50))
			c->tasks[i].deps = UINT32_C(1) << (i - 1);
	}
}

static void make_tasks(struct ma_sim_case *c, const struct ma_sim_trim *trim)
{
	int64_t size = ma_sim_between(c, SIM_DRAW_SIZE, 0, 0, 0, 9);
	int64_t most = size < 6 ? 5 : size < 9 ? 10 : MA_SIM_PLANNED_MAX;
	uint32_t i;

	c->planned_n = (uint32_t)ma_sim_between(c, SIM_DRAW_SIZE, 1, 0, 1, most);
	for (i = 0; i < c->planned_n; i++) {
		c->tasks[i] = make_task(c, i);
		c->tasks[i].kept = i == 0 || (trim->tasks >> i & 1);
	}
	make_edges(c, trim);
}

static void make_faults(struct ma_sim_case *c)
{
	static const uint32_t often[] = { 0, 10, 25, 50 };
	uint32_t rare = (uint32_t)ma_sim_between(c, SIM_DRAW_FAULT, 0, 1, 5, 40);
	uint32_t i;

	c->often = often[ma_sim_draw(c, SIM_DRAW_FAULT, 0, 2) % MA_COUNT(often)];
	for (i = 0; i < MA_SIM_FAULTS_N; i++)
		if (ma_sim_chance(c, SIM_DRAW_FAULT, i, 0, rare))
			c->faults |= UINT64_C(1) << i;
	/* and a project that has to be mended, in one of four */
	if (ma_sim_chance(c, SIM_DRAW_FAULT, MA_SIM_FAULTS_N, 1, 25))
		c->faults |= UINT64_C(1) << MA_SIM_VERIFY_FAILS;
	/* money is short in one case of six, whatever else is wrong */
	if (ma_sim_chance(c, SIM_DRAW_FAULT, MA_SIM_FAULTS_N, 0, 16))
		c->faults |= UINT64_C(1) << MA_SIM_BUDGET_COST;
}

/* As core/fold_verify.c has them; two in a round at most, as two checks may fail. */
static void make_repairs(struct ma_sim_case *c)
{
	uint32_t i;

	for (i = MA_SIM_ASKED_MAX; i < MA_SIM_TASKS_MAX; i++)
		c->tasks[i] = (struct ma_sim_task){ .parent = MA_SIM_NOBODY,
			.optional = true,
			.retries = 2,
			.timeout_s = 300,
			.deadline_s = 1800,
			.estimate_s = 60,
			.agent = MA_SIM_AGENTS };
	c->max_repairs = ma_sim_between(
		c, SIM_DRAW_RUN, 8, 0, 0, (MA_SIM_TASKS_MAX - MA_SIM_ASKED_MAX) / 2);
}

void ma_sim_case_make(struct ma_sim_case *c, uint64_t seed, const struct ma_sim_trim *trim)
{
	*c = (struct ma_sim_case){ .seed = seed };
	make_faults(c);
	c->faults &= trim->faults;
	make_tasks(c, trim);
	if (ma_sim_may(c, MA_SIM_MORE_TASKS))
		make_more(c, trim);
	make_repairs(c);
	c->providers_n = (uint32_t)ma_sim_between(c, SIM_DRAW_RUN, 5, 0, 1, 3);
	c->jobs = ma_sim_between(c, SIM_DRAW_RUN, 0, 0, 1, 6);
	c->fail_fast = ma_sim_chance(c, SIM_DRAW_RUN, 1, 0, 20);
	c->no_verify = ma_sim_chance(c, SIM_DRAW_RUN, 2, 0, 30);
	c->given = ma_sim_chance(c, SIM_DRAW_RUN, 3, 0, 30);
	c->approve = !c->given && ma_sim_chance(c, SIM_DRAW_RUN, 10, 0, 15);
	c->forked = ma_sim_chance(c, SIM_DRAW_RUN, 11, 0, 20);
	c->quick_checks = ma_sim_chance(c, SIM_DRAW_RUN, 12, 0, 60);
	if (ma_sim_chance(c, SIM_DRAW_RUN, 8, 0, 30))
		c->retry_budget = ma_sim_between(c, SIM_DRAW_RUN, 9, 0, 1, 6);
	if (ma_sim_may(c, MA_SIM_RUN_TIMEOUT))
		c->timeout_ms = ma_sim_between(c, SIM_DRAW_RUN, 4, 0, 1000, 200000);
	if (ma_sim_may(c, MA_SIM_BUDGET_COST))
		c->max_cost = ma_sim_between(c, SIM_DRAW_RUN, 6, 0, 2000, 30000);
	if (ma_sim_may(c, MA_SIM_BUDGET_TOKENS))
		c->max_tokens = ma_sim_between(c, SIM_DRAW_RUN, 7, 0, 2000, 30000);
}

static void add_deps(const struct ma_sim_case *c, uint32_t task, struct ma_buf *out)
{
	const char *separator = "";
	uint32_t i;

	for (i = 0; i < MA_SIM_TASKS_MAX; i++)
		if (c->tasks[task].deps >> i & 1) {
			ma_buf_addf(out, "%s\"%s\"", separator, ids[i]);
			separator = ",";
		}
}

static void add_task(const struct ma_sim_case *c, uint32_t task, const char *id, struct ma_buf *out)
{
	const struct ma_sim_task *t = &c->tasks[task];

	ma_buf_addf(out,
		"{\"id\":\"%s\",\"name\":\"Task %u\",\"agent\":\"%s\","
		"\"max_retries\":%lld,\"timeout_s\":%lld,\"deadline_s\":%lld,"
		"\"estimate_s\":%lld,\"optional\":%s,\"writes\":[%s],\"depends_on\":[",
		id, task, agents[t->agent], (long long)t->retries, (long long)t->timeout_s,
		(long long)t->deadline_s, (long long)t->estimate_s, t->optional ? "true" : "false",
		writes[t->writes]);
	add_deps(c, task, out);
	ma_buf_adds(out, "]}");
}

uint32_t ma_sim_case_plan(const struct ma_sim_case *c, uint32_t parent, bool bad, struct ma_buf *out)
{
	uint32_t n = 0, i;

	ma_buf_adds(out, "{\"tasks\":[");
	for (i = 0; i < MA_SIM_TASKS_MAX; i++) {
		if (!c->tasks[i].kept || c->tasks[i].parent != parent)
			continue;
		ma_buf_adds(out, n++ > 0 ? "," : "");
		add_task(c, i, ids[i], out);
	}
	if (bad)
		ma_buf_addf(out, ",{\"id\":\"%s\",\"name\":\"Again\",\"agent\":\"worker\"}",
			ids[parent]);
	ma_buf_adds(out, "]}");
	return n;
}

static void show_task(const struct ma_sim_case *c, uint32_t task, struct ma_buf *out)
{
	const struct ma_sim_task *t = &c->tasks[task];
	uint32_t i;

	ma_buf_addf(out, "  %s:", ids[task]);
	for (i = 0; i < MA_SIM_TASKS_MAX; i++)
		if (t->deps >> i & 1)
			ma_buf_addf(out, " after %s,", ids[i]);
	if (t->parent < MA_SIM_TASKS_MAX)
		ma_buf_addf(out, " asked for by %s,", ids[t->parent]);
	ma_buf_addf(out,
		" %s, %lld retries, %lld s each and %lld s in all, about %lld s, writes [%s]%s\n",
		agents[t->agent], (long long)t->retries, (long long)t->timeout_s,
		(long long)t->deadline_s, (long long)t->estimate_s, writes[t->writes],
		t->optional ? ", optional" : "");
}

void ma_sim_case_show(const struct ma_sim_case *c, struct ma_buf *out)
{
	uint32_t i;

	ma_buf_addf(out, "seed %llu: %lld at once, %u providers%s%s%s", (unsigned long long)c->seed,
		(long long)c->jobs, c->providers_n, c->fail_fast ? ", fail fast" : "",
		c->no_verify ? ", not verified" : "", c->given ? ", plan given" : "");
	ma_buf_adds(out, c->forked ? ", forked" : "");
	ma_buf_adds(out, c->quick_checks ? ", quick checks" : "");
	if (c->timeout_ms > 0)
		ma_buf_addf(out, ", %lld ms in all", (long long)c->timeout_ms);
	if (c->max_cost > 0)
		ma_buf_addf(out, ", %lld micro-USD", (long long)c->max_cost);
	if (c->max_tokens > 0)
		ma_buf_addf(out, ", %lld tokens", (long long)c->max_tokens);
	if (c->retry_budget > 0)
		ma_buf_addf(out, ", %lld retries", (long long)c->retry_budget);
	if (c->max_repairs > 0)
		ma_buf_addf(out, ", %lld repairs", (long long)c->max_repairs);
	ma_buf_addf(out, "\n  %u of 100 calls hit; faults:", c->often);
	for (i = 0; i < MA_SIM_FAULTS_N; i++)
		if (ma_sim_may(c, (enum ma_sim_fault)i))
			ma_buf_addf(out, " %s", fault_names[i]);
	ma_buf_adds(out, "\n");
	for (i = 0; i < MA_SIM_TASKS_MAX; i++)
		if (c->tasks[i].kept)
			show_task(c, i, out);
}
