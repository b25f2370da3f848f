/* Views. */
#include "cli/view.h"

#include <unistd.h>

#include "cli/out.h"
#include "cli/out_json.h"
#include "cli/out_text.h"
#include "cli/progress.h"

ma_rc view_new(enum view_use use, int json, struct view **out, ma_err *err)
{
	if (json)
		return out_json_new(out, err);
	if (out_is_terminal(STDERR_FILENO) && (use == VIEW_RUN || isatty(STDOUT_FILENO)))
		return progress_new(out, err);
	return out_text_new(use == VIEW_WATCH, out, err);
}

void view_free(struct view *v)
{
	if (v)
		v->ops->free(v);
}

void view_past(struct view *v, const json_t *event)
{
	if (v->ops->past)
		v->ops->past(v, event);
}

void view_progress(struct view *v, const char *task, uint64_t bytes)
{
	if (v->ops->progress)
		v->ops->progress(v, task, bytes);
}

void view_check(struct view *v, const char *phase, const char *package, const char *command)
{
	if (v->ops->check)
		v->ops->check(v, phase, package, command);
}

int view_refresh(struct view *v)
{
	return v->ops->refresh ? v->ops->refresh(v) : -1;
}

void view_resized(struct view *v)
{
	if (v->ops->resized)
		v->ops->resized(v);
}

void view_returned(struct view *v)
{
	if (v->ops->returned)
		v->ops->returned(v);
}
