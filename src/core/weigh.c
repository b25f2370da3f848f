/* How long is left. */
#include "core/weigh.h"

#include "core/ready.h"

#define SCALE_ONE 1000
#define SCALE_MAX 1000000
#define SPAN_MAX_MS (INT64_C(1) << 40)

static int64_t weight(const struct ma_state *s, const struct ma_work *w)
{
	int64_t ms = w->task->estimate_ms * s->agents[w->agent].scale_milli / SCALE_ONE;

	return ms > 0 ? ms : 1;
}

void ma_weigh(struct ma_state *s)
{
	uint32_t i = s->plan->tasks_n, j;

	while (i-- > 0) {
		struct ma_work *w = &s->works[s->plan->order[i]];
		int64_t longest = 0;

		for (j = 0; j < w->task->nexts_n; j++)
			if (s->works[w->task->nexts[j]].path_ms > longest)
				longest = s->works[w->task->nexts[j]].path_ms;
		w->path_ms = longest + weight(s, w);
	}
	ma_ready_rebuild(s);
}

static int64_t clamp(int64_t x, int64_t least, int64_t most)
{
	return x < least ? least : x > most ? most : x;
}

void ma_weigh_learn(struct ma_state *s, const struct ma_work *w)
{
	struct ma_crew *crew = &s->agents[w->agent];
	int64_t scale, change;

	crew->ended_n++;
	crew->took_ms += clamp(w->ended_at_ms - w->intended_at_ms - w->held_ms, 0, SPAN_MAX_MS);
	crew->expected_ms += w->task->estimate_ms;
	if (crew->ended_n & (crew->ended_n - 1))
		return;
	scale = clamp(
		crew->took_ms / ((crew->expected_ms + SCALE_ONE - 1) / SCALE_ONE), 1, SCALE_MAX);
	change = scale > crew->scale_milli ? scale - crew->scale_milli : crew->scale_milli - scale;
	if (change * 8 < crew->scale_milli)
		return;
	crew->scale_milli = scale;
	ma_weigh(s);
}
