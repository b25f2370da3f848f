/* The live block. */
#include "cli/progress.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/limits.h"
#include "cli/forecast.h"
#include "cli/frame.h"
#include "cli/out.h"
#include "cli/scene.h"
#include "cli/tell.h"
#include "cli/width.h"

#define REDRAW_MS 100
#define NEWS_INDENT 10

struct progress {
	struct view base;
	struct scene scene;
	struct frame_size size;
	struct ma_buf news;  /* lines that stay, not yet written */
	struct ma_buf drawn; /* the block as it stands on the screen */
	struct ma_buf frame; /* being made */
	int64_t drawn_at_ms; /* monotonic */
	bool changed, ended;
};

static void progress_free(struct view *self);

static struct progress *downcast(struct view *self)
{
	MA_ASSERT(self->ops->free == progress_free);
	return (struct progress *)self;
}

static void read_size(struct progress *p)
{
	struct winsize w = { 0 };

	p->size.columns = 80;
	p->size.lines = 24;
	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0 && w.ws_row > 0) {
		p->size.columns = w.ws_col;
		p->size.lines = w.ws_row;
	}
}

/* Every line clears what is left of the one it is written over. */
static void add_lines(struct ma_buf *out, struct ma_str text)
{
	struct ma_str line;

	while (ma_str_line(&text, &line)) {
		ma_buf_addv(out, line);
		ma_buf_adds(out, "\033[K\n");
	}
}

/* What is longer than the screen is wide goes on below, behind the time; where there is no memory for that, it runs on. */
static void add_news(struct progress *p, struct ma_buf *out)
{
	struct ma_buf folded = MA_BUF_INIT(16 * MA_MIB);

	width_fold(&folded, ma_buf_str(&p->news), p->size.columns - 1, NEWS_INDENT);
	add_lines(out, ma_buf_str(folded.rc ? &p->news : &folded));
	ma_buf_done(&folded);
}

/* One write per picture, so that it does not flicker. */
static void draw(struct progress *p)
{
	struct ma_clock *clock = ma_clock_system();
	struct ma_buf out = MA_BUF_INIT(16 * MA_MIB);
	size_t up = frame_lines(ma_buf_str(&p->drawn), p->size.columns);
	int64_t now_ms = clock->wall_ms(clock);

	ma_buf_clear(&p->frame);
	forecast_make(&p->scene, now_ms);
	(void)frame_draw(&p->scene, now_ms, &p->size, &p->frame); /* how many lines is not needed */
	if (up > 0)
		ma_buf_addf(&out, "\033[%zuA\r", up);
	add_news(p, &out);
	add_lines(&out, ma_buf_str(&p->frame));
	ma_buf_adds(&out, "\033[J");
	out_note(ma_buf_str(&out));
	ma_buf_done(&out);
	ma_buf_clear(&p->news);
	ma_buf_clear(&p->drawn);
	ma_buf_addv(&p->drawn, ma_buf_str(&p->frame));
	p->drawn_at_ms = clock->mono_ms(clock);
	p->changed = false;
}

static void progress_event(struct view *self, const json_t *event, const char *text)
{
	struct progress *p = downcast(self);
	size_t before = p->news.n;

	MA_UNUSED(text);
	scene_event(&p->scene, event);
	if (tell_event(&p->scene, event, &p->news) != TELL_NEWS && p->news.rc == MA_OK &&
		p->news.n > before) {
		p->news.n = before; /* the rows show it */
		p->news.p[before] = '\0';
	}
	p->changed = true;
}

static void progress_past(struct view *self, const json_t *event)
{
	struct progress *p = downcast(self);

	scene_event(&p->scene, event);
	p->changed = true;
}

static void progress_plan(struct view *self, const json_t *plan, bool past)
{
	struct progress *p = downcast(self);
	size_t known = (size_t)p->scene.tasks;

	scene_plan(&p->scene, plan);
	if (!past && json_array_size(json_object_get(plan, "tasks")) <= p->size.lines)
		tell_plan(plan, known, &p->news);
	p->changed = true;
}

static void progress_bytes(struct view *self, const char *task, uint64_t bytes)
{
	struct progress *p = downcast(self);
	struct ma_clock *clock = ma_clock_system();

	scene_bytes(&p->scene, task, bytes, clock->wall_ms(clock));
	p->changed = true;
}

static void progress_check(
	struct view *self, const char *phase, const char *package, const char *command)
{
	struct progress *p = downcast(self);
	struct ma_clock *clock = ma_clock_system();

	scene_check(&p->scene, phase, package, command, clock->wall_ms(clock));
	p->changed = true;
}

static void progress_note(struct view *self, const char *line)
{
	struct progress *p = downcast(self);

	ma_buf_add_visible(&p->news, ma_str(line));
	ma_buf_addc(&p->news, '\n');
	draw(p);
}

/* A terminal that was stopped (Ctrl-S) takes nothing: the run must not wait for it. */
static bool takes_output(void)
{
	struct pollfd fd = { .fd = STDERR_FILENO, .events = POLLOUT };

	return poll(&fd, 1, 0) != 0; /* what is wrong with it is seen by writing */
}

/* Elapsed times move without events. */
static int progress_refresh(struct view *self)
{
	struct progress *p = downcast(self);
	struct ma_clock *clock = ma_clock_system();
	int64_t since = clock->mono_ms(clock) - p->drawn_at_ms;

	if (p->ended)
		return -1;
	if (since < REDRAW_MS)
		return (int)(REDRAW_MS - since);
	if ((p->changed || p->scene.n > 0) && takes_output())
		draw(p);
	return REDRAW_MS;
}

static void progress_resized(struct view *self)
{
	read_size(downcast(self));
}

/* After Ctrl-Z the shell has written over the screen: go on below. */
static void progress_returned(struct view *self)
{
	struct progress *p = downcast(self);

	ma_buf_clear(&p->drawn);
	read_size(p);
}

static void progress_end(struct view *self)
{
	struct progress *p = downcast(self);

	if (!p->ended)
		draw(p);
	p->ended = true;
}

static void progress_free(struct view *self)
{
	struct progress *p = downcast(self);

	scene_done(&p->scene);
	ma_buf_done(&p->news);
	ma_buf_done(&p->drawn);
	ma_buf_done(&p->frame);
	ma_free(p);
}

static const struct view_ops progress_ops = {
	.name = "progress",
	.event = progress_event,
	.past = progress_past,
	.plan = progress_plan,
	.progress = progress_bytes,
	.check = progress_check,
	.note = progress_note,
	.refresh = progress_refresh,
	.resized = progress_resized,
	.returned = progress_returned,
	.end = progress_end,
	.free = progress_free,
};

ma_rc progress_new(struct view **out, ma_err *err)
{
	struct progress *p = ma_new(struct progress);

	if (!p)
		return ma_fail_nomem(err);
	width_init();
	p->base.ops = &progress_ops;
	scene_init(&p->scene);
	p->size.colour = out_has_colour(STDERR_FILENO);
	p->news = p->drawn = p->frame = (struct ma_buf)MA_BUF_INIT(8 * MA_MIB);
	read_size(p);
	*out = &p->base;
	return MA_OK;
}
