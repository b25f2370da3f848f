/* The shape of a plan. */
#include "model/plan_shape.h"

#include "base/alloc.h"

#define NOBODY UINT32_MAX

/* Tokens: system prompt and format of a request; files of a task, as they are written, and read by one that builds on it. */
#define TOKENS_FRAME 900
#define TOKENS_FILES 6000
#define BYTES_PER_TOKEN 4

void ma_plan_shape_done(struct ma_plan_shape *s)
{
	ma_free(s->wave);
	ma_free(s->path);
	*s = (struct ma_plan_shape){ .waves_n = 0 };
}

static void find_waves(const struct ma_plan *plan, struct ma_plan_shape *out)
{
	uint32_t i, j;

	for (i = 0; i < plan->tasks_n; i++) {
		uint32_t at = plan->order[i], wave = 0;

		for (j = 0; j < plan->tasks[at].deps_n; j++)
			if (out->wave[plan->tasks[at].deps[j]] >= wave)
				wave = out->wave[plan->tasks[at].deps[j]] + 1;
		out->wave[at] = wave;
		if (wave >= out->waves_n)
			out->waves_n = wave + 1;
	}
}

/* ends_ms: when a task would end if nothing but its dependencies held it; before: the one that ended last. */
static void find_path(
	const struct ma_plan *plan, int64_t *ends_ms, uint32_t *before, struct ma_plan_shape *out)
{
	uint32_t i, j, last = plan->order[0];

	for (i = 0; i < plan->tasks_n; i++) {
		uint32_t at = plan->order[i];
		const struct ma_task *t = &plan->tasks[at];

		before[at] = NOBODY;
		for (j = 0; j < t->deps_n; j++)
			if (before[at] == NOBODY || ends_ms[t->deps[j]] > ends_ms[before[at]])
				before[at] = t->deps[j];
		ends_ms[at] = t->estimate_ms + (before[at] == NOBODY ? 0 : ends_ms[before[at]]);
		if (ends_ms[at] > ends_ms[last])
			last = at;
	}
	out->path_ms = ends_ms[last];
	for (i = last; i != NOBODY; i = before[i])
		out->path_n++;
	for (i = out->path_n; i-- > 0; last = before[last])
		out->path[i] = last;
}

ma_rc ma_plan_shape(const struct ma_plan *plan, struct ma_plan_shape *out, ma_err *err)
{
	struct ma_plan_shape s = { .wave = ma_new_n(uint32_t, plan->tasks_n),
		.path = ma_new_n(uint32_t, plan->tasks_n) };
	int64_t *ends_ms = ma_new_n(int64_t, plan->tasks_n);
	uint32_t *before = ma_new_n(uint32_t, plan->tasks_n);
	bool ok = s.wave && s.path && ends_ms && before;

	if (ok) {
		find_waves(plan, &s);
		find_path(plan, ends_ms, before, &s);
		*out = s;
	} else {
		ma_plan_shape_done(&s);
	}
	ma_free(ends_ms);
	ma_free(before);
	return ok ? MA_OK : ma_fail_nomem(err);
}

struct ma_plan_estimate ma_plan_estimate(const struct ma_plan *plan, size_t prompt_size)
{
	struct ma_plan_estimate e = { .calls = plan->tasks_n, .usage = { .estimated = true } };
	uint32_t i;

	for (i = 0; i < plan->tasks_n; i++) {
		const struct ma_task *t = &plan->tasks[i];
		size_t text = prompt_size + plan->contract.n + t->name.n + t->description.n;

		e.usage.input += TOKENS_FRAME + (int64_t)(text / BYTES_PER_TOKEN) +
			(int64_t)t->deps_n * TOKENS_FILES;
		e.usage.output += TOKENS_FILES;
	}
	return e;
}
