/* A plan as the public API shows it. */
#ifndef MA_LIB_PLAN_VIEW_H
#define MA_LIB_PLAN_VIEW_H

#include "engine/reply.h"
#include "lib/ctx.h"

/* What a plan is expected to cost. The table of prices is loaded. */
struct ma_plan_budget ma_plan_view_budget(ma_ctx *ctx, const struct ma_plan *plan,
	size_t prompt_size, struct ma_str provider, struct ma_str model);

/*
 * {"summary","contract","tasks","waves","critical_path","estimate"}: docs/formats/plan.md. NULL: out of memory, which err
 * says.
 */
json_t *ma_plan_view(const struct ma_plan *plan, size_t prompt_size,
	const struct ma_plan_budget *budget, ma_err *err);

/* [{"cause","message"}] of the warnings among an outcome's events. NULL: out of memory. */
json_t *ma_plan_view_warnings(const struct ma_outcome *o);

/* What a run with these options (NULL: none) would have for its provider, its model and its budget. Borrows. */
ma_run_opts ma_plan_as_run(const ma_ctx *ctx, const ma_plan_opts *opts);

/* A plan that a user gives, by its schema and by whatever no schema can say. MA_EINVALID tells the first problem. */
ma_rc ma_plan_check_given(ma_ctx *ctx, const char *json, ma_err *err);

/* MA_EINVALID: it is no JSON object. */
ma_rc ma_check_contract(const char *contract, ma_err *err);

#endif
