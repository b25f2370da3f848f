/* "Did you mean?" */
#include "model/plan_similar.h"

#include "base/similar.h"

struct nearest {
	struct ma_str name;
	size_t distance;
	int64_t *steps;
};

/* Two letters at most, and not most of them. */
static void consider(struct nearest *n, struct ma_str word, struct ma_str name)
{
	size_t d;

	if (*n->steps < 0 || word.n > name.n + 2 || name.n > word.n + 2)
		return;
	*n->steps -= (int64_t)(1 + word.n * name.n);
	d = ma_str_eq_nocase(word, name) ? 0 : ma_similar_distance(word, name);
	if (d <= 2 && 2 * d < name.n && (!n->name.p || d < n->distance))
		*n = (struct nearest){ name, d, n->steps };
}

struct ma_str ma_plan_similar_agent(
	const struct ma_plan_agents *agents, struct ma_str name, int64_t *steps)
{
	struct nearest nearest = { { NULL, 0 }, 0, steps };
	size_t i;

	for (i = 0; i < agents->n; i++)
		consider(&nearest, name, agents->names[i]);
	return nearest.name;
}

struct ma_str ma_plan_similar_id(const struct ma_plan *plan, struct ma_str id, int64_t *steps)
{
	struct nearest nearest = { { NULL, 0 }, 0, steps };
	uint32_t i;

	for (i = 0; i < plan->tasks_n; i++)
		consider(&nearest, id, plan->tasks[i].id);
	return nearest.name;
}

/* Words that others have for the same. */
static const char *const synonyms[][2] = {
	{ "dependencies", "depends_on" },
	{ "deps", "depends_on" },
	{ "requires", "depends_on" },
	{ "after", "depends_on" },
	{ "files", "writes" },
	{ "outputs", "writes" },
	{ "title", "name" },
	{ "role", "agent" },
	{ "timeout", "timeout_s" },
	{ "deadline", "deadline_s" },
	{ "retries", "max_retries" },
	{ "estimate", "estimate_s" },
};

const char *ma_plan_similar_member(
	const char *const *names, size_t n, struct ma_str key, int64_t *steps)
{
	struct nearest nearest = { { NULL, 0 }, 0, steps };
	size_t i;

	for (i = 0; i < sizeof(synonyms) / sizeof(synonyms[0]); i++)
		if (ma_str_eq_nocase(key, ma_str(synonyms[i][0])))
			return synonyms[i][1];
	for (i = 0; i < n; i++)
		consider(&nearest, key, ma_str(names[i]));
	return nearest.name.p;
}
