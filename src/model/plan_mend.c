/*
 * The reader says what is wrong and where; what stands there goes, and the rest is read again, since what is gone may have
 * been waited for. A task does not go: what it lacks comes from what it says otherwise, or nothing of the plan is kept.
 */
#include "model/plan_mend.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"
#include "model/plan_similar.h"

#define ROUNDS_MAX 8

struct mender {
	json_t *root, *tasks;
	const struct ma_plan_rules *rules;
	struct ma_plan_report *told;
	int64_t *places; /* of each task that is left: its place in what was given */
	bool *dropped;   /* by its present place */
	bool first;      /* round */
};

__attribute__((format(printf, 3, 4))) static void tell(
	struct mender *m, const struct ma_plan_problem *p, const char *fmt, ...)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_EVENT);
	struct ma_plan_place place = p->place;
	char done[128];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(done, sizeof(done), fmt, ap); /* fits */
	va_end(ap);
	ma_buf_addf(&text, MA_STR_FMT ": %s", MA_STR_ARG(p->message), done);
	if (place.task >= 0)
		place.task = m->places[place.task];
	if (!m->first)
		place.entry = -1; /* entries before it may be gone */
	if (text.rc)
		m->told->nomem = true;
	else
		ma_plan_report_text(m->told, &m->told->warnings, place, ma_buf_str(&text));
	ma_buf_done(&text);
}

static bool is_member(const struct ma_plan_problem *p, const char *name)
{
	return p->place.member && strcmp(p->place.member, name) == 0;
}

static bool is_too_long(const struct ma_plan_problem *p)
{
	return is_member(p, "description") && ma_str_ends(ma_str(p->place.schema_at), "/maxLength");
}

/* Nothing that could be taken away would help. */
static bool is_hopeless(const struct ma_plan_problem *p)
{
	return p->place.task < 0 && !is_member(p, "contract") && !is_member(p, "summary");
}

static bool is_cycle(const struct ma_plan_problem *p)
{
	return is_member(p, "depends_on") && p->place.entry < 0 && !p->place.schema_at[0];
}

static void cut_text(struct mender *m, json_t *task, const char *member)
{
	const json_t *text = json_object_get(task, member);
	struct ma_str s = ma_str_clip(
		ma_str_n(json_string_value(text), json_string_length(text)), MA_PLAN_TEXT_MAX);

	if (json_object_set_new(task, member, json_stringn(s.p, s.n)))
		m->told->nomem = true;
}

static void mend_member(struct mender *m, const struct ma_plan_problem *p, json_t *owner)
{
	json_t *list = json_object_get(owner, p->place.member);

	if (is_too_long(p)) {
		cut_text(m, owner, p->place.member);
		tell(m, p, "it is cut");
	} else if (p->place.entry >= 0) {
		json_array_set_new(list, (size_t)p->place.entry, json_null()); /* goes at the end */
		tell(m, p, "it is removed");
	} else {
		json_object_del(owner, p->place.member);
		tell(m, p, "it is left out");
	}
}

static bool drop(struct mender *m, const struct ma_plan_problem *p)
{
	m->dropped[p->place.task] = true;
	tell(m, p, "the task is dropped");
	return true;
}

static bool set_text(
	struct mender *m, json_t *task, const char *member, struct ma_str text, const char *end)
{
	struct ma_buf b = MA_BUF_INIT(MA_KIB);

	ma_buf_addf(&b, MA_STR_FMT "%s", MA_STR_ARG(text), end);
	if (b.rc == MA_ENOMEM ||
		(!b.rc && json_object_set_new(task, member, json_stringn(b.p, b.n))))
		m->told->nomem = true;
	ma_buf_done(&b);
	return true;
}

/* Said twice it is done once; another one of the same name is another task. */
static bool mend_id(struct mender *m, const struct ma_plan_problem *p, json_t *task)
{
	int64_t i;

	if (p->place.schema_at[0])
		return false;
	for (i = 0; i < p->place.task; i++)
		if (json_equal(json_array_get(m->tasks, (size_t)i), task))
			return drop(m, p);
	tell(m, p, "it becomes \"%s-2\"", json_string_value(json_object_get(task, "id")));
	return set_text(m, task, "id", ma_json_str(task, "id"), "-2");
}

static bool mend_name(struct mender *m, const struct ma_plan_problem *p, json_t *task)
{
	struct ma_str id = ma_json_str(task, "id");

	if (id.n == 0)
		return false;
	tell(m, p, "it is called as its id");
	return set_text(m, task, "name", id, "");
}

/* By the name that is meant, else by the id's, which the reader takes where none is given. */
static bool mend_agent(struct mender *m, const struct ma_plan_problem *p, json_t *task)
{
	int64_t steps = MA_PLAN_SIMILAR_STEPS;
	const struct ma_plan_agents *agents = m->rules ? m->rules->agents : NULL;
	struct ma_str near = MA_STR("");

	if (agents)
		near = ma_plan_similar_agent(agents, ma_json_str(task, "agent"), &steps);
	if (near.n > 0) {
		tell(m, p, "it is taken");
		return set_text(m, task, "agent", near, "");
	}
	if (json_object_del(task, "agent"))
		return false;
	tell(m, p, "it is left out");
	return true;
}

static bool is_optional(const json_t *task)
{
	return json_is_true(json_object_get(task, "optional")) ||
		ma_str_is(ma_json_str(task, "on_failure"), "continue");
}

/* False: something that was to be done would be lost. */
static bool mend_one(struct mender *m, const struct ma_plan_problem *p)
{
	bool mended = true;
	json_t *task;

	if (p->place.task < 0) {
		mend_member(m, p, m->root);
		return true;
	}
	if (m->dropped[p->place.task])
		return true;
	task = json_array_get(m->tasks, (size_t)p->place.task);
	if (!p->place.member)
		return drop(m, p);
	if (is_member(p, "id"))
		mended = mend_id(m, p, task);
	else if (is_member(p, "name"))
		mended = mend_name(m, p, task);
	else if (is_member(p, "agent"))
		mended = mend_agent(m, p, task);
	else
		mend_member(m, p, task);
	return mended || (is_optional(task) && drop(m, p));
}

static void remove_nulls(json_t *list)
{
	size_t i = json_array_size(list);

	while (i-- > 0)
		if (json_is_null(json_array_get(list, i)))
			json_array_remove(list, i);
}

/* What was marked goes. */
static void sweep(struct mender *m)
{
	size_t n = json_array_size(m->tasks), i;

	for (i = n; i-- > 0;) {
		json_t *task = json_array_get(m->tasks, i);

		remove_nulls(json_object_get(task, "depends_on"));
		remove_nulls(json_object_get(task, "writes"));
		remove_nulls(json_object_get(task, "verify"));
		if (!m->dropped[i])
			continue;
		json_array_remove(m->tasks, i);
		memmove(&m->places[i], &m->places[i + 1], (n - 1 - i) * sizeof(*m->places));
		n--;
	}
}

/* False: it cannot be mended, as *why says. */
static bool mend_round(struct mender *m, const struct ma_plan_problems *errors, ma_err *why)
{
	size_t i, mended = 0;

	memset(m->dropped, 0, json_array_size(m->tasks) * sizeof(*m->dropped));
	for (i = 0; i < errors->n && !is_hopeless(&errors->v[i]); i++) {
		if (is_cycle(&errors->v[i]))
			continue; /* it may be gone in the next round */
		if (!mend_one(m, &errors->v[i]))
			break;
		mended++;
	}
	if (i == errors->n && mended > 0) {
		sweep(m);
		m->first = false;
		return true;
	}
	i = i < errors->n ? i : 0; /* the cycle is all that is wrong */
	(void)ma_fail(why, MA_EINVALID, MA_STR_FMT,
		MA_STR_ARG(errors->v[i].message)); /* the caller returns it */
	return false;
}

static ma_rc mend(struct mender *m, struct ma_plan **out, struct ma_buf *text, ma_err *err)
{
	ma_rc rc = MA_EINVALID;
	bool goes_on = true;
	int round;

	for (round = 0; rc == MA_EINVALID && goes_on; round++) {
		struct ma_plan_report report = MA_PLAN_REPORT_INIT;

		ma_buf_clear(text);
		ma_json_write(m->root, 2, text);
		rc = ma_buf_check(text, err);
		if (!rc)
			rc = ma_plan_check(ma_buf_str(text), m->rules, out, &report, err);
		if (rc == MA_EINVALID)
			goes_on = round < ROUNDS_MAX && report.errors.n > 0 &&
				mend_round(m, &report.errors, err);
		ma_plan_report_done(&report);
	}
	return rc;
}

ma_rc ma_plan_mend(struct ma_str json, const struct ma_plan_rules *rules, struct ma_plan **out,
	struct ma_buf *text, struct ma_plan_report *report, ma_err *err)
{
	struct mender m = { .rules = rules, .told = report, .first = true };
	size_t n, i;
	ma_rc rc = ma_json_parse(json, "plan", &m.root, err);

	if (rc)
		return rc;
	m.tasks = json_object_get(m.root, "tasks");
	n = json_array_size(m.tasks);
	m.places = ma_new_n(int64_t, n + 1);
	m.dropped = ma_new_n(bool, n + 1);
	for (i = 0; i < n && m.places; i++)
		m.places[i] = (int64_t)i;
	rc = m.places && m.dropped ? mend(&m, out, text, err) : ma_fail_nomem(err);
	if (report->nomem) {
		if (!rc)
			ma_plan_free(*out);
		*out = NULL;
		rc = ma_fail_nomem(err);
	}
	ma_free(m.places);
	ma_free(m.dropped);
	json_decref(m.root);
	return rc;
}
