/*
 * Tasks that may run at the same time and may write the same file: they exclude each other at run
 * time, which costs time that a better plan would not take. A matter of warnings, so the work is bounded:
 * what each task waits for is a set of bits, and pairs are looked at until so many have been told, or
 * so much of their globs compared.
 */
#include "base/alloc.h"
#include "base/limits.h"
#include "base/path.h"
#include "model/plan.h"

#define TOLD_MAX 20
#define STEPS_MAX 20000000 /* at most 0.2 s */

struct pairs {
	const struct ma_plan *plan;
	uint64_t *before; /* a row of `words` for each task: whom it waits for, near or far */
	size_t words;
	struct ma_plan_report *report;
	uint32_t told;
	uint64_t steps;
};

static void fill_before(struct pairs *p)
{
	const struct ma_plan *plan = p->plan;
	uint32_t i, j;
	size_t k;

	for (i = 0; i < plan->tasks_n; i++) {
		uint32_t at = plan->order[i];
		uint64_t *row = p->before + at * p->words;

		for (j = 0; j < plan->tasks[at].deps_n; j++) {
			uint32_t dep = plan->tasks[at].deps[j];

			for (k = 0; k < p->words; k++)
				row[k] |= p->before[dep * p->words + k];
			row[dep / 64] |= UINT64_C(1) << dep % 64;
		}
	}
}

bool ma_task_writes_meet(const struct ma_task *a, const struct ma_task *b)
{
	uint32_t i, j;

	for (i = 0; i < a->writes_n; i++)
		for (j = 0; j < b->writes_n; j++)
			if (ma_path_globs_meet(a->writes[i], b->writes[j]))
				return true;
	return false;
}

static bool waits(const struct pairs *p, uint32_t at, uint32_t dep)
{
	return p->before[at * p->words + dep / 64] >> dep % 64 & 1;
}

static void tell(struct pairs *p, uint32_t a, uint32_t b, uint32_t i, uint32_t j)
{
	const struct ma_task *x = &p->plan->tasks[a], *y = &p->plan->tasks[b];
	struct ma_plan_place place = { b, "writes", j, "" };

	p->told++;
	ma_plan_report_add(p->report, &p->report->warnings, place,
		"\"" MA_STR_FMT "\" may write what \"" MA_STR_FMT "\" of task \"" MA_STR_FMT
		"\" may, and neither waits for the other: they will not run at the same time",
		MA_STR_ARG(y->writes[j]), MA_STR_ARG(x->writes[i]), MA_STR_ARG(x->id));
}

static void compare(struct pairs *p, uint32_t a, uint32_t b)
{
	const struct ma_task *x = &p->plan->tasks[a], *y = &p->plan->tasks[b];
	uint32_t i, j;

	for (i = 0; i < x->writes_n; i++) {
		for (j = 0; j < y->writes_n && p->steps < STEPS_MAX; j++) {
			p->steps += 1 + x->writes[i].n * y->writes[j].n / 8;
			if (ma_path_globs_meet(x->writes[i], y->writes[j])) {
				tell(p, a, b, i, j);
				return;
			}
		}
	}
}

static void look_at_pairs(struct pairs *p)
{
	const struct ma_plan *plan = p->plan;
	uint32_t a, b;

	for (a = 0; a < plan->tasks_n; a++) {
		for (b = a + 1; plan->tasks[a].writes_n > 0 && b < plan->tasks_n; b++) {
			if (p->told == TOLD_MAX || p->steps >= STEPS_MAX)
				return;
			if (!waits(p, a, b) && !waits(p, b, a))
				compare(p, a, b);
		}
	}
}

ma_rc ma_plan_find_overlaps(const struct ma_plan *plan, struct ma_plan_report *report, ma_err *err)
{
	struct pairs p = { .plan = plan, .words = (plan->tasks_n + 63) / 64, .report = report };

	if (plan->tasks_n > MA_LIMIT_PLAN_TASKS)
		return MA_OK; /* no run has as many */
	p.before = ma_new_n(uint64_t, plan->tasks_n * p.words);
	if (!p.before)
		return ma_fail_nomem(err);
	fill_before(&p);
	look_at_pairs(&p);
	if (p.told == TOLD_MAX || p.steps >= STEPS_MAX)
		ma_plan_report_add(report, &report->warnings,
			(struct ma_plan_place){ -1, NULL, -1, "" },
			"there may be more tasks that write the same files at the same time: not all were looked at");
	ma_free(p.before);
	return report->nomem ? ma_fail_nomem(err) : MA_OK;
}
