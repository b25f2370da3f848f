/* Lines. */
#include "cli/out_text.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/limits.h"
#include "cli/field.h"
#include "cli/out.h"
#include "cli/scene.h"
#include "cli/tell.h"
#include "cli/width.h"

struct text_view {
	struct view base;
	struct scene scene;
	bool to_stdout;
	struct ma_buf lines;
	struct ma_buf held; /* a check that has begun: told when the one before it is over */
};

static void text_free(struct view *self);

static struct text_view *downcast(struct view *self)
{
	MA_ASSERT(self->ops->free == text_free);
	return (struct text_view *)self;
}

static void write_lines(struct text_view *v)
{
	if (!v->to_stdout)
		out_note(ma_buf_str(&v->lines));
	else if (!v->base.failure.code)
		(void)out_write(ma_buf_str(&v->lines), &v->base.failure); /* remembered there */
	ma_buf_clear(&v->lines);
}

static void text_event(struct view *self, const json_t *event, const char *text)
{
	struct text_view *v = downcast(self);

	MA_UNUSED(text);
	scene_event(&v->scene, event);
	(void)tell_event(&v->scene, event, &v->lines); /* what is of no interest adds nothing */
	if (ma_str_is(field_str(event, "kind"), "check.finished")) {
		ma_buf_addv(&v->lines, ma_buf_str(&v->held));
		ma_buf_clear(&v->held);
	}
	write_lines(v);
}

static void text_past(struct view *self, const json_t *event)
{
	scene_event(&downcast(self)->scene, event);
}

static void text_plan(struct view *self, const json_t *plan, bool past)
{
	struct text_view *v = downcast(self);
	size_t known = (size_t)v->scene.tasks;

	scene_plan(&v->scene, plan);
	if (!past)
		tell_plan(plan, known, &v->lines);
	write_lines(v);
}

static void text_check(
	struct view *self, const char *phase, const char *package, const char *command)
{
	struct text_view *v = downcast(self);
	struct ma_clock *clock = ma_clock_system();
	int64_t now_ms = clock->wall_ms(clock);
	bool early = scene_checks_running(&v->scene) > 0;

	tell_check(phase, package, command, now_ms, early ? &v->held : &v->lines);
	scene_check(&v->scene, phase, package, command, now_ms);
	write_lines(v);
}

static void text_note(struct view *self, const char *line)
{
	struct text_view *v = downcast(self);

	ma_buf_add_visible(&v->lines, ma_str(line));
	ma_buf_addc(&v->lines, '\n');
	write_lines(v);
}

static void text_end(struct view *self)
{
	write_lines(downcast(self));
}

static void text_free(struct view *self)
{
	struct text_view *v = downcast(self);

	scene_done(&v->scene);
	ma_buf_done(&v->lines);
	ma_buf_done(&v->held);
	ma_free(v);
}

static const struct view_ops text_ops = {
	.name = "text",
	.event = text_event,
	.past = text_past,
	.plan = text_plan,
	.check = text_check,
	.note = text_note,
	.end = text_end,
	.free = text_free,
};

ma_rc out_text_new(bool to_stdout, struct view **out, ma_err *err)
{
	struct text_view *v = ma_new(struct text_view);

	if (!v)
		return ma_fail_nomem(err);
	width_init();
	v->base.ops = &text_ops;
	v->to_stdout = to_stdout;
	scene_init(&v->scene);
	v->lines = v->held = (struct ma_buf)MA_BUF_INIT(4 * MA_MIB);
	*out = &v->base;
	return MA_OK;
}
