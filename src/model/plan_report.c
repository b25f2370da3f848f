/* Lists of problems. */
#include "model/plan_report.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/limits.h"

void ma_plan_report_done(struct ma_plan_report *r)
{
	ma_free(r->errors.v);
	ma_free(r->warnings.v);
	ma_arena_done(&r->arena);
	*r = (struct ma_plan_report)MA_PLAN_REPORT_INIT;
}

static bool grow(struct ma_plan_problems *list)
{
	size_t cap = list->cap ? list->cap * 2 : 16;
	struct ma_plan_problem *v;

	if (list->n < list->cap)
		return true;
	v = ma_realloc(list->v, cap, sizeof(*v));
	if (!v)
		return false;
	list->v = v;
	list->cap = cap;
	return true;
}

void ma_plan_report_text(struct ma_plan_report *r, struct ma_plan_problems *list,
	struct ma_plan_place place, struct ma_str text)
{
	struct ma_buf shown = MA_BUF_INIT(MA_LIMIT_EVENT);
	char *copy;

	if (list->all++ >= MA_PLAN_PROBLEMS_MAX)
		return;
	ma_buf_add_visible(&shown, text);
	copy = shown.rc ? NULL : ma_arena_dup(&r->arena, ma_buf_str(&shown));
	if (copy && grow(list))
		list->v[list->n++] = (struct ma_plan_problem){ place, ma_str_n(copy, shown.n) };
	else
		r->nomem = true;
	ma_buf_done(&shown);
}

void ma_plan_report_add(struct ma_plan_report *r, struct ma_plan_problems *list,
	struct ma_plan_place place, const char *fmt, ...)
{
	char line[MA_ERR_MSG_MAX];
	va_list ap;

	if (list->all >= MA_PLAN_PROBLEMS_MAX) {
		list->all++;
		return;
	}
	va_start(ap, fmt);
	(void)vsnprintf(line, sizeof(line), fmt, ap); /* a long one is cut */
	va_end(ap);
	ma_plan_report_text(r, list, place, ma_str(line));
}

void ma_plan_place_write(const struct ma_plan_place *place, struct ma_buf *out)
{
	if (place->task >= 0)
		ma_buf_addf(out, "/tasks/%" PRId64, place->task);
	if (place->member)
		ma_buf_addf(out, "/%s", place->member);
	if (place->entry >= 0)
		ma_buf_addf(out, "/%" PRId64, place->entry);
}

void ma_plan_problems_write(const struct ma_plan_problems *list, size_t most, struct ma_buf *out)
{
	size_t i;

	for (i = 0; i < list->n && i < most; i++) {
		size_t before;

		if (i > 0)
			ma_buf_addc(out, '\n');
		before = out->n;
		ma_plan_place_write(&list->v[i].place, out);
		ma_buf_adds(out, out->n > before ? ": " : "");
		ma_buf_addv(out, list->v[i].message);
	}
}
