/*
 * A planner's reply into a plan.
 *
 *   reply ─► extraction ─► check ─► plan.proposed
 *              │ no JSON, or cut   │ problems
 *              ▼                   ▼
 *           (nothing)           what can be kept of it        only where it is not to be asked again,
 *              └────────┬──────────┘                          and never of a reply that was cut
 *                       ▼ nothing
 *           the default plan, or plan.rejected
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/limits.h"
#include "codec/extract.h"
#include "codec/json.h"
#include "engine/reply.h"
#include "model/plan_default.h"
#include "model/plan_mend.h"

#define PROBLEMS_SHOWN 50 /* to the planner */
#define PROBLEMS_MAX (24 * MA_KIB)
#define WARNINGS_MAX 50 /* of one cause */
#define WARNING_BYTES ((size_t)500)

struct reading {
	struct ma_outcome *o;
	const struct ma_reply_planning *how;
	struct ma_plan_agents named;
	struct ma_plan_rules rules;
	struct ma_buf text;             /* the plan's */
	struct ma_buf why;              /* it cannot be used */
	struct ma_plan_report warnings; /* of what was done to it */
};

static void warn(struct ma_outcome *o, const char *cause, struct ma_str message)
{
	ma_outcome_add(o,
		(struct ma_event){ .kind = MA_EVENT_PLAN_WARNING,
			.task = MA_STR("plan"),
			.cause = ma_str(cause),
			.message = ma_outcome_keep(o, message) });
}

void ma_reply_warn(struct ma_outcome *o, const char *cause, const struct ma_plan_problems *warnings)
{
	struct ma_buf line = MA_BUF_INIT(MA_LIMIT_EVENT);
	struct ma_plan_problems one = *warnings;
	size_t i;

	for (i = 0; i < warnings->n && i < WARNINGS_MAX && !line.rc; i++) {
		one.v = warnings->v + i;
		ma_buf_clear(&line);
		ma_plan_problems_write(&one, 1, &line);
		warn(o, cause, ma_buf_str(&line));
	}
	if (warnings->all > i) {
		ma_buf_clear(&line);
		ma_buf_addf(&line, "and %zu more", warnings->all - i);
		warn(o, cause, ma_buf_str(&line));
	}
	if (line.rc == MA_ENOMEM && !o->err.code)
		(void)ma_fail_nomem(&o->err); /* it sticks there */
	ma_buf_done(&line);
}

static void warn_of_budget(struct ma_outcome *o, const struct ma_plan_budget *b)
{
	char line[160];

	if (b->left_tokens > 0 && b->tokens > b->left_tokens) {
		(void)snprintf(line, sizeof(line),
			"the plan may take about %" PRId64 " tokens, and the budget has %" PRId64
			" left",
			b->tokens, b->left_tokens); /* fits */
		warn(o, "budget", ma_str(line));
	}
	if (b->left_microusd > 0 && b->microusd > b->left_microusd) {
		(void)snprintf(line, sizeof(line),
			"the plan may cost about $%.2f, and the budget has $%.2f left",
			(double)b->microusd / 1e6, (double)b->left_microusd / 1e6); /* fits */
		warn(o, "budget", ma_str(line));
	}
}

/* What the planner says of its own that it will not be there. */
static void warn_of_contract(struct ma_outcome *o, struct ma_str text)
{
	json_t *contract = NULL;
	const json_t *line;
	ma_err err = { MA_OK, 0, "" };
	size_t i;

	if (text.n == 0)
		return;
	if (ma_json_parse(text, "contract", &contract, &err) == MA_ENOMEM && !o->err.code)
		o->err = err;
	json_array_foreach (json_object_get(contract, "warnings"), i, line)
		if (i < WARNINGS_MAX && json_is_string(line))
			warn(o, "contract",
				ma_str_clip(
					ma_str_n(json_string_value(line), json_string_length(line)),
					WARNING_BYTES));
	json_decref(contract);
}

void ma_reply_warn_of_plan(
	struct ma_outcome *o, const struct ma_plan *plan, const struct ma_plan_budget *budget)
{
	struct ma_plan_report report = MA_PLAN_REPORT_INIT;
	ma_err err = { MA_OK, 0, "" };

	if (ma_plan_find_overlaps(plan, &report, &err) && !o->err.code)
		o->err = err;
	ma_reply_warn(o, "overlap", &report.warnings);
	ma_plan_report_done(&report);
	warn_of_contract(o, plan->contract);
	warn_of_budget(o, budget);
}

ma_rc ma_reply_put_contract(
	struct ma_str plan, struct ma_str contract, struct ma_buf *out, ma_err *err)
{
	json_t *root = NULL, *value = NULL;
	ma_rc rc = ma_json_parse(plan, "plan", &root, err);

	if (!rc)
		rc = ma_json_parse(contract, "contract", &value, err);
	if (!rc && (!json_is_object(root) || !json_is_object(value)))
		rc = ma_fail(err, MA_EINVALID, "%s: expected an object",
			json_is_object(root) ? "contract" : "plan");
	if (!rc && json_object_set(root, "contract", value))
		rc = ma_fail_nomem(err);
	if (!rc) {
		ma_json_write(root, 2, out);
		rc = ma_buf_check(out, err);
	}
	json_decref(value);
	json_decref(root);
	return rc;
}

/* Memory is out, or what is found cannot be used, which `why` says. */
static bool fails(struct reading *r, ma_rc rc, const ma_err *err)
{
	if (rc == MA_ENOMEM && !r->o->err.code)
		r->o->err = *err;
	else if (rc && r->why.n == 0)
		ma_buf_adds(&r->why, err->msg);
	return rc != MA_OK;
}

static void propose(struct reading *r)
{
	ma_outcome_add(r->o,
		(struct ma_event){ .kind = MA_EVENT_PLAN_PROPOSED,
			.effect = ma_str(r->o->effect),
			.task = MA_STR("plan"),
			.plan = ma_outcome_blob(r->o, ma_buf_str(&r->text)),
			.count = r->o->plan->tasks_n });
}

static void tell_guesses(struct reading *r, const struct ma_repairs *repairs)
{
	size_t i, told = 0;
	char line[160];

	for (i = 0; i < repairs->n && i < MA_REPAIRS_MAX && told < WARNINGS_MAX; i++) {
		if (repairs->v[i].class != MA_REPAIR_GUESS)
			continue;
		(void)snprintf(line, sizeof(line), "guessed at byte %zu of the reply: %s",
			repairs->v[i].at, repairs->v[i].what); /* a long one is cut */
		warn(r->o, "guess", ma_str(line));
		told++;
	}
}

/* The plan's JSON, whole, with the user's contract where there is one. */
static ma_rc find_json(struct reading *r, struct ma_str reply, struct ma_extract *x, ma_err *err)
{
	json_t *value = NULL;
	ma_rc rc = ma_extract(reply, MA_EXTRACT_PLAN, NULL, x, err);

	if (!rc && x->truncated)
		rc = ma_fail(err, MA_EINVALID, "the JSON stops in the middle");
	if (!rc)
		rc = ma_json_parse(ma_buf_str(&x->json), "JSON", &value, err);
	if (!rc && r->how->contract.n > 0) {
		rc = ma_reply_put_contract(ma_buf_str(&x->json), r->how->contract, &r->text, err);
	} else if (!rc) {
		ma_json_write(value, 2, &r->text);
		rc = ma_buf_check(&r->text, err);
	}
	json_decref(value);
	return rc;
}

/* As it is. */
static bool takes_whole(struct reading *r)
{
	struct ma_plan_report report = MA_PLAN_REPORT_INIT;
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc = ma_plan_check(ma_buf_str(&r->text), &r->rules, &r->o->plan, &report, &err);

	ma_plan_problems_write(&report.errors, PROBLEMS_SHOWN, &r->why);
	if (report.errors.all > PROBLEMS_SHOWN)
		ma_buf_addf(&r->why, "\nand %zu more", report.errors.all - PROBLEMS_SHOWN);
	if (r->why.rc == MA_ELIMIT)
		r->why.rc = MA_OK; /* its beginning says enough */
	if (!rc)
		ma_reply_warn(r->o, "member", &report.warnings);
	ma_plan_report_done(&report);
	return !fails(r, rc, &err);
}

/* What can be kept of it. */
static bool takes_mended(struct reading *r)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_PLAN);
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc;

	rc = ma_plan_mend(ma_buf_str(&r->text), &r->rules, &r->o->plan, &text, &r->warnings, &err);
	if (!rc) {
		ma_buf_done(&r->text);
		r->text = text;
		ma_reply_warn(r->o, "mended", &r->warnings.warnings);
		return true;
	}
	ma_buf_done(&text);
	(void)fails(r, rc, &err); /* and so there is nothing */
	return false;
}

/* Nothing of the reply could be used. */
static bool takes_default(struct reading *r)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_PLAN), line = MA_BUF_INIT(MA_LIMIT_EVENT);
	struct ma_plan_report report = MA_PLAN_REPORT_INIT;
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc = ma_plan_default(r->how->request, &r->named, &text, &err);

	ma_buf_clear(&r->text);
	if (!rc && r->how->contract.n > 0)
		rc = ma_reply_put_contract(ma_buf_str(&text), r->how->contract, &r->text, &err);
	else if (!rc)
		ma_buf_addv(&r->text, ma_buf_str(&text));
	if (!rc)
		rc = ma_buf_check(&r->text, &err);
	if (!rc)
		rc = ma_plan_check(ma_buf_str(&r->text), &r->rules, &r->o->plan, &report, &err);
	if (!rc) {
		ma_buf_addf(&line,
			"the planner's plan cannot be used; the default plan is taken: " MA_STR_FMT,
			MA_STR_ARG(ma_buf_str(&r->why)));
		warn(r->o, "default", ma_buf_str(&line));
	}
	ma_plan_report_done(&report);
	ma_buf_done(&line);
	ma_buf_done(&text);
	return !fails(r, rc, &err);
}

static void refuse(struct reading *r)
{
	ma_outcome_add(r->o,
		(struct ma_event){ .kind = MA_EVENT_PLAN_REJECTED,
			.effect = ma_str(r->o->effect),
			.task = MA_STR("plan"),
			.message = ma_outcome_keep(r->o, ma_buf_str(&r->why)) });
}

static bool takes_something(struct reading *r, struct ma_str reply)
{
	struct ma_extract x = { .truncated = false };
	ma_err err = { MA_OK, 0, "" };
	bool found = !fails(r, find_json(r, reply, &x, &err), &err), taken = false;

	if (found)
		taken = takes_whole(r) ||
			(r->how->resort != MA_RESORT_ASK_AGAIN && !r->o->err.code &&
				takes_mended(r));
	if (taken)
		tell_guesses(r, &x.repairs);
	ma_extract_done(&x);
	if (!taken && r->how->resort == MA_RESORT_DEFAULT && !r->o->err.code)
		taken = takes_default(r);
	return taken;
}

void ma_reply_plan(struct ma_outcome *o, struct ma_str reply, const struct ma_reply_planning *how)
{
	struct reading r = { .o = o,
		.how = how,
		.named = ma_agents_for_plan(how->agents),
		.text = MA_BUF_INIT(MA_LIMIT_PLAN),
		.why = MA_BUF_INIT(PROBLEMS_MAX),
		.warnings = MA_PLAN_REPORT_INIT };

	r.rules.agents = &r.named;
	if (takes_something(&r, reply))
		propose(&r);
	else
		refuse(&r);
	if (r.why.rc == MA_ENOMEM && !o->err.code)
		(void)ma_fail_nomem(&o->err); /* it sticks there */
	ma_plan_report_done(&r.warnings);
	ma_buf_done(&r.why);
	ma_buf_done(&r.text);
}
