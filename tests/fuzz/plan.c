/*
 * A plan: whatever the text is, it is read, or refused with a place and words; what is read is written, and read again
 * as the same. What is refused is mended or not, and what is mended needs no mending.
 */
#include "base/limits.h"
#include "fuzz/target.h"
#include "model/plan_mend.h"
#include "model/plan_shape.h"

static const struct ma_str names[] = { { "backend", 7 }, { "testing", 7 } };
static const struct ma_plan_agents agents = { names, 2 };
static const struct ma_plan_rules rules = { .agents = &agents };

static void check_problems(const struct ma_plan_problems *list)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		MA_ASSERT(list->v[i].message.n > 0 && ma_str_utf8(list->v[i].message));
}

/* As it is written, it is read as the same. */
static void check_plan(const struct ma_plan *plan)
{
	struct ma_buf first = MA_BUF_INIT(MA_LIMIT_BLOB), second = MA_BUF_INIT(MA_LIMIT_BLOB);
	struct ma_plan_report report = MA_PLAN_REPORT_INIT;
	struct ma_plan_shape shape = { .waves_n = 0 };
	struct ma_plan *again = NULL;
	ma_err err = { .code = MA_OK };

	MA_ASSERT(ma_plan_write(plan, &first, &err) == MA_OK);
	MA_ASSERT(ma_plan_check(ma_buf_str(&first), &rules, &again, &report, &err) == MA_OK);
	MA_ASSERT(ma_plan_write(again, &second, &err) == MA_OK);
	MA_ASSERT(ma_str_eq(ma_buf_str(&first), ma_buf_str(&second)));
	MA_ASSERT(ma_plan_shape(plan, &shape, &err) == MA_OK);
	MA_ASSERT(shape.waves_n > 0 && shape.path_n > 0 && shape.path_n <= plan->tasks_n);
	MA_ASSERT(ma_plan_find_overlaps(plan, &report, &err) == MA_OK);
	check_problems(&report.warnings);
	ma_plan_shape_done(&shape);
	ma_plan_report_done(&report);
	ma_plan_free(again);
	ma_buf_done(&first);
	ma_buf_done(&second);
}

static void check_mended(struct ma_str text)
{
	struct ma_buf mended = MA_BUF_INIT(MA_LIMIT_BLOB);
	struct ma_plan_report report = MA_PLAN_REPORT_INIT;
	struct ma_plan *plan = NULL;
	ma_err err = { .code = MA_OK };
	ma_rc rc = ma_plan_mend(text, &rules, &plan, &mended, &report, &err);

	MA_ASSERT(rc == MA_OK || ((rc == MA_EINVALID || rc == MA_ELIMIT) && err.msg[0]));
	check_problems(&report.warnings);
	if (!rc)
		check_plan(plan);
	ma_plan_free(plan);
	ma_plan_report_done(&report);
	ma_buf_done(&mended);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ma_str text = target_text(data, size);
	struct ma_plan_report report = MA_PLAN_REPORT_INIT;
	struct ma_plan *plan = NULL;
	ma_err err = { .code = MA_OK };
	ma_rc rc = ma_plan_check(text, &rules, &plan, &report, &err);

	MA_ASSERT(rc == MA_OK || ((rc == MA_EINVALID || rc == MA_ELIMIT) && err.msg[0]));
	MA_ASSERT(rc || report.errors.all == 0);
	check_problems(&report.errors);
	check_problems(&report.warnings);
	if (!rc)
		check_plan(plan);
	else
		check_mended(text);
	ma_plan_free(plan);
	ma_plan_report_done(&report);
	return 0;
}
