/* Whose files they are. */
#include "core/owner.h"

#include "base/alloc.h"
#include "base/path.h"

static bool is_owner(const struct ma_work *w)
{
	return w->state == MA_TASK_COMPLETED && w->commit.n > 0 && !w->undone;
}

/* Of a set with so many files that the log does not name them the task's globs tell. */
static bool wrote(const struct ma_work *w, struct ma_str path)
{
	uint32_t i;

	if (w->paths.n > 0)
		return ma_str_lists(w->paths, '|', path);
	for (i = 0; i < w->task->writes_n; i++)
		if (ma_path_match(w->task->writes[i], path))
			return true;
	return false;
}

const struct ma_work *ma_owner_of(const struct ma_state *s, struct ma_str path)
{
	uint32_t i = s->plan->tasks_n;

	while (i-- > 0) {
		const struct ma_work *w = &s->works[s->plan->order[i]];

		if (is_owner(w) && wrote(w, path))
			return w;
	}
	return NULL;
}

/* Of the tasks that come later in the plan, those whose paths are not known. */
struct unnamed {
	const struct ma_work **v;
	size_t n;
};

static const struct ma_work *first_of(
	const struct unnamed *later, struct ma_str path, const struct ma_work *otherwise)
{
	size_t i = 0;

	while (i < later->n && !wrote(later->v[i], path))
		i++;
	return i < later->n ? later->v[i] : otherwise;
}

/* Paths that a later task has keep it. */
static bool put_tests(const struct ma_work *w, const struct unnamed *later, struct ma_map *out)
{
	struct ma_str rest = w->paths, path;

	while (ma_str_cut(&rest, '|', &path))
		if (ma_path_is_test(path) && !ma_map_has(out, path) &&
			!ma_map_put(out, path, (void *)(uintptr_t)first_of(later, path, w)))
			return false;
	return true;
}

bool ma_owners_of_tests(const struct ma_state *s, struct ma_map *out)
{
	uint32_t i = s->plan->tasks_n;
	struct unnamed later = { ma_new_n(const struct ma_work *, i + 1), 0 };
	bool ok = later.v != NULL;

	while (ok && i-- > 0) {
		const struct ma_work *w = &s->works[s->plan->order[i]];

		if (!is_owner(w))
			continue;
		if (w->paths.n == 0)
			later.v[later.n++] = w;
		ok = put_tests(w, &later, out);
	}
	ma_free(later.v);
	return ok;
}

static bool is_in(struct ma_str package, struct ma_str path)
{
	return ma_str_is(package, ".") ||
		(path.n > package.n && path.p[package.n] == '/' &&
			ma_str_eq(ma_str_n(path.p, package.n), package));
}

static int64_t count_in(const struct ma_work *w, struct ma_str package)
{
	struct ma_str rest = w->paths, path;
	int64_t n = 0;

	while (ma_str_cut(&rest, '|', &path))
		n += is_in(package, path) && !ma_path_is_test(path);
	return n;
}

/* Of all tasks of an agent together. */
static int64_t count_of(const struct ma_state *s, struct ma_str agent, struct ma_str package)
{
	int64_t n = 0;
	uint32_t i;

	for (i = 0; i < s->tally.total; i++)
		if (is_owner(&s->works[i]) && ma_str_eq(s->works[i].task->agent, agent))
			n += count_in(&s->works[i], package);
	return n;
}

struct ma_str ma_owner_of_package(const struct ma_state *s, struct ma_str package)
{
	struct ma_str most = MA_STR("");
	int64_t most_n = 0, owners_n = 0, n;
	uint32_t i;

	for (i = 0; i < s->agents_n; i++) {
		n = count_of(s, s->agents[i].name, package);
		owners_n += n > 0;
		if (n > most_n) {
			most_n = n;
			most = s->agents[i].name;
		}
	}
	return ma_str_is(package, ".") && owners_n > 1 ? MA_STR("") : most;
}
