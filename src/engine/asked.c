/* What tasks ask a verification for. */
#include "engine/asked.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/map.h"

/* As verify/detect.h has them; every other name is one of a script. */
static const char *const phases[] = { "install", "format", "lint", "typecheck", "build", "test",
	"smoke" };

static bool counts(const struct ma_work *w)
{
	return w->state == MA_TASK_COMPLETED && !w->undone;
}

struct finder {
	struct ma_asked *asked;
	struct ma_map seen;
	size_t scripts_n;
	bool nomem;
};

static void add(struct finder *f, const struct ma_task *t, const struct ma_str *names, size_t n)
{
	struct ma_asked *a = f->asked;
	size_t i;

	for (i = 0; i < n && !f->nomem; i++) {
		if (ma_map_has(&f->seen, names[i]))
			continue;
		f->nomem = !ma_map_put(&f->seen, names[i], a);
		a->v[a->n++] = (struct ma_asked_check){ names[i], t->id };
		if (MA_STR_AMONG(names[i], phases))
			continue;
		a->scripts[f->scripts_n] = ma_arena_dup(&a->arena, names[i]);
		f->nomem = f->nomem || !a->scripts[f->scripts_n];
		f->scripts_n++;
	}
}

static size_t count(const struct ma_state *s, const struct ma_agents *agents)
{
	size_t n = 0;
	uint32_t i;

	for (i = 0; i < s->plan->tasks_n; i++)
		n += s->plan->tasks[i].verify_n;
	for (i = 0; i < agents->n; i++)
		n += agents->v[i].verify_n;
	return n;
}

ma_rc ma_asked_find(struct ma_asked *asked, const struct ma_state *s,
	const struct ma_agents *agents, ma_err *err)
{
	struct finder f = { .asked = asked, .seen = MA_MAP_INIT };
	size_t most = count(s, agents);
	uint32_t i;

	*asked = (struct ma_asked){ .arena = MA_ARENA_INIT(MA_LIMIT_ARENA) };
	if (most == 0)
		return MA_OK;
	asked->v = ma_arena_new_n(&asked->arena, struct ma_asked_check, most);
	asked->scripts = ma_arena_new_n(&asked->arena, const char *, most + 1);
	f.nomem = !asked->v || !asked->scripts;
	for (i = 0; i < s->plan->tasks_n && !f.nomem; i++) {
		const struct ma_task *t = &s->plan->tasks[i];
		const struct ma_agent *agent = ma_agents_find(agents, t->agent);

		if (!counts(&s->works[i]))
			continue;
		add(&f, t, t->verify, t->verify_n);
		if (agent)
			add(&f, t, agent->verify, agent->verify_n);
	}
	ma_map_done(&f.seen);
	return f.nomem ? ma_fail_nomem(err) : MA_OK;
}

void ma_asked_done(struct ma_asked *asked)
{
	ma_arena_done(&asked->arena);
	*asked = (struct ma_asked){ .n = 0 };
}

/* A script may be what a phase is done by: "npm run lint:check". */
static bool answers(const struct ma_check *check, struct ma_str name)
{
	struct ma_str command = ma_str(check->command);
	size_t n = command.n > name.n ? command.n - name.n : 0;

	return ma_str_is(name, check->phase) ||
		(ma_str_eq(ma_str_from(command, n), name) &&
			ma_str_ends(ma_str_n(command.p, n), " run "));
}

static bool is_there(const struct ma_report *report, struct ma_str name)
{
	size_t i;

	for (i = 0; i < report->checks_n; i++)
		if (answers(&report->checks[i], name))
			return true;
	return false;
}

void ma_asked_conclude(
	const struct ma_asked *asked, struct ma_report *report, char *reason, size_t size)
{
	size_t i = 0;

	while (i < asked->n && is_there(report, asked->v[i].name))
		i++;
	if (i == asked->n || report->verdict != MA_VERDICT_VERIFIED)
		return;
	report->verdict = MA_VERDICT_UNVERIFIED;
	report->reason = reason;
	(void)snprintf(reason, size,
		"task " MA_STR_FMT " asks for " MA_STR_FMT ", which the project does not have",
		MA_STR_ARG(asked->v[i].task), MA_STR_ARG(asked->v[i].name)); /* fits */
}
