/* JSON lines. */
#include "cli/out_json.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "cli/out.h"

static void json_event(struct view *self, const json_t *event, const char *text)
{
	struct ma_buf line = MA_BUF_INIT(2 * MA_LIMIT_EVENT);

	MA_UNUSED(event);
	if (self->failure.code)
		return;
	ma_buf_addf(&line, "%s\n", text);
	(void)out_flush(&line, &self->failure); /* remembered there */
	ma_buf_done(&line);
}

/* The plan is a blob that its event names: `meta-agent show plan`. */
static void json_plan(struct view *self, const json_t *plan, bool past)
{
	MA_UNUSED(self);
	MA_UNUSED(plan);
	MA_UNUSED(past);
}

static void json_note(struct view *self, const char *line)
{
	MA_UNUSED(self);
	out_error(line);
}

static void json_end(struct view *self)
{
	MA_UNUSED(self);
}

static void json_free(struct view *self)
{
	ma_free(self);
}

static const struct view_ops json_ops = {
	.name = "json",
	.event = json_event,
	.plan = json_plan,
	.note = json_note,
	.end = json_end,
	.free = json_free,
};

ma_rc out_json_new(struct view **out, ma_err *err)
{
	struct view *v = ma_new(struct view);

	if (!v)
		return ma_fail_nomem(err);
	v->ops = &json_ops;
	*out = v;
	return MA_OK;
}
