/*
 * The picture:
 *
 *   ✓ architect      architect      completed       0.4s  2.1KB
 *   ● backend        backend        calling (2)    12.3s  4.5KB
 *   · frontend       frontend       waiting
 *   14.1s  1 of 6 tasks  ~12,345 tokens
 *
 * The columns on the right have fixed widths; what is left is shared by the task and its
 * agent, the task first. On a narrow terminal the agent goes, then the columns from the right.
 */
#include "cli/frame.h"

#include "base/alloc.h"
#include "cli/width.h"
#include "cli/words.h"

#define STATE_COLUMNS 14
#define ELAPSED_COLUMNS 6
#define STREAMED_COLUMNS 7
#define MARK_COLUMNS 2
#define ID_COLUMNS 8 /* no column on the right may leave less to the task */
#define NARROW 44    /* no agent is shown */

enum ink { INK_NONE, INK_GOOD, INK_BAD, INK_BUSY, INK_LATER, INK_DIM };

static const char *const inks[] = {
	[INK_NONE] = "",
	[INK_GOOD] = "\033[32m",
	[INK_BAD] = "\033[31m",
	[INK_BUSY] = "\033[36m",
	[INK_LATER] = "\033[33m",
	[INK_DIM] = "\033[2m",
};

static const struct {
	const char *mark;
	enum ink ink;
	int rank; /* whose row is left out first when there is no room: the highest */
} looks[] = {
	[SCENE_WAITING] = { "\u00b7", INK_DIM, 5 },
	[SCENE_READY] = { "\u00b7", INK_NONE, 3 },
	[SCENE_CALLING] = { "\u25cf", INK_BUSY, 0 },
	[SCENE_READING] = { "\u25cf", INK_BUSY, 0 },
	[SCENE_COMMITTING] = { "\u25cf", INK_BUSY, 0 },
	[SCENE_BACKOFF] = { "\u21bb", INK_LATER, 1 },
	[SCENE_COMPLETED] = { "\u2713", INK_GOOD, 4 },
	[SCENE_FAILED] = { "\u2717", INK_BAD, 2 },
	[SCENE_SKIPPED] = { "-", INK_LATER, 6 },
	[SCENE_CANCELLED] = { "-", INK_LATER, 6 },
	[SCENE_RUNNING] = { "\u25cf", INK_BUSY, 0 },
	[SCENE_PASSED] = { "\u2713", INK_GOOD, 4 },
};
#define RANKS 7

struct painter {
	const struct scene *s;
	const struct frame_size *size;
	int64_t now_ms;
	size_t width, id_columns, agent_columns; /* agent 0: not shown */
	bool state, elapsed, streamed;           /* are shown */
	struct ma_buf *out;
};

static void ink(const struct painter *p, enum ink i)
{
	if (p->size->colour && i != INK_NONE)
		ma_buf_adds(p->out, inks[i]);
}

static void ink_end(const struct painter *p, enum ink i)
{
	if (p->size->colour && i != INK_NONE)
		ma_buf_adds(p->out, "\033[0m");
}

/* At most 6 columns. */
static void add_elapsed(char *out, size_t size, int64_t ms)
{
	long long s = ms / 1000;

	if (ms < 0)
		*out = '\0';
	else if (s < 100)
		(void)snprintf(out, size, "%lld.%llds", s, (long long)(ms % 1000 / 100)); /* fits */
	else if (s < 6000)
		(void)snprintf(out, size, "%lldm%02llds", s / 60, s % 60); /* fits */
	else
		(void)snprintf(out, size, "%lldh%02lldm", s / 3600, s / 60 % 60); /* fits */
}

/* At most 7 columns. */
static void add_streamed(char *out, size_t size, uint64_t bytes)
{
	if (bytes == 0)
		*out = '\0';
	else if (bytes < 1000)
		(void)snprintf(out, size, "%lluB", (unsigned long long)bytes); /* fits */
	else if (bytes < 999950)
		(void)snprintf(out, size, "%.1fKB", (double)bytes / 1e3); /* fits */
	else
		(void)snprintf(out, size, "%.1fMB", (double)bytes / 1e6); /* fits */
}

static void draw_state(const struct painter *p, const struct scene_row *row)
{
	char word[32];

	if (row->attempt > 1)
		(void)snprintf(word, sizeof(word), "%s (%lld)", scene_state_word(row->state),
			(long long)row->attempt); /* may be cut */
	else
		(void)snprintf(word, sizeof(word), "%s", scene_state_word(row->state)); /* fits */
	ma_buf_adds(p->out, "  ");
	ink(p, looks[row->state].ink);
	width_add_padded(p->out, ma_str(word), STATE_COLUMNS);
	ink_end(p, looks[row->state].ink);
}

static void draw_elapsed(const struct painter *p, const struct scene_row *row)
{
	int64_t until = scene_state_final(row->state) ? row->ended_ms : p->now_ms;
	char text[24] = "";

	if (row->started_ms > 0)
		add_elapsed(text, sizeof(text), until - row->started_ms);
	ma_buf_addf(p->out, " %*s", ELAPSED_COLUMNS, text);
}

static void draw_streamed(const struct painter *p, const struct scene_row *row)
{
	char text[24] = "";

	add_streamed(text, sizeof(text), row->bytes);
	if (*text)
		ma_buf_addf(p->out, " %*s", STREAMED_COLUMNS, text);
}

static void draw_row(const struct painter *p, const struct scene_row *row)
{
	ink(p, looks[row->state].ink);
	ma_buf_adds(p->out, looks[row->state].mark);
	ink_end(p, looks[row->state].ink);
	ma_buf_addc(p->out, ' ');
	width_add_padded(p->out, ma_str(row->id), p->id_columns);
	if (p->agent_columns > 0) {
		ma_buf_adds(p->out, "  ");
		width_add_padded(p->out, ma_str(row->agent), p->agent_columns);
	}
	if (p->state)
		draw_state(p, row);
	if (p->elapsed)
		draw_elapsed(p, row);
	if (p->streamed)
		draw_streamed(p, row);
	ma_buf_addc(p->out, '\n');
}

static size_t widest(const struct scene *s, bool agent)
{
	size_t most = 0, i, n;

	for (i = 0; i < s->n; i++) {
		n = width_of(ma_str(agent ? s->rows[i].agent : s->rows[i].id));
		most = n > most ? n : most;
	}
	return most;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* A column on the right is shown if the task keeps room enough. */
static bool take_columns(size_t *room, size_t columns)
{
	if (*room < ID_COLUMNS + columns)
		return false;
	*room -= columns;
	return true;
}

static void share_columns(struct painter *p)
{
	size_t id = widest(p->s, false), agent = widest(p->s, true);
	size_t room = p->width - least(p->width, MARK_COLUMNS);

	p->state = take_columns(&room, 2 + STATE_COLUMNS);
	p->elapsed = p->state && take_columns(&room, 1 + ELAPSED_COLUMNS);
	p->streamed = p->elapsed && take_columns(&room, 1 + STREAMED_COLUMNS);
	p->agent_columns = 0;
	p->id_columns = least(id, room);
	if (p->width < NARROW || agent == 0 || room < ID_COLUMNS + 4)
		return;
	room -= 2;
	p->agent_columns = least(agent, room - least(id, room * 3 / 5));
	p->id_columns = least(id, room - p->agent_columns);
}

/* Which rows are shown: by rank until there is no room. Returns how many were left out. */
static size_t choose(const struct scene *s, size_t room, bool *shown)
{
	size_t i, n = 0;
	int rank;

	for (rank = 0; rank < RANKS; rank++)
		for (i = 0; i < s->n && n < room; i++)
			if (looks[s->rows[i].state].rank == rank) {
				shown[i] = true;
				n++;
			}
	return s->n - n;
}

static void draw_line(const struct painter *p, struct ma_buf *line)
{
	(void)width_add_cut(p->out, ma_buf_str(line), p->width); /* its width is not needed */
	ma_buf_addc(p->out, '\n');
	ma_buf_done(line);
}

static void draw_rest(const struct painter *p, size_t left_out)
{
	struct ma_buf line = MA_BUF_INIT(256);

	ma_buf_addf(&line, "  and %zu more", left_out);
	draw_line(p, &line);
}

static void draw_foot(const struct painter *p)
{
	struct ma_buf line = MA_BUF_INIT(256);
	char elapsed[24] = "";

	add_elapsed(
		elapsed, sizeof(elapsed), p->s->started_ms > 0 ? p->now_ms - p->s->started_ms : 0);
	ma_buf_adds(&line, elapsed);
	if (p->s->tasks > 0)
		ma_buf_addf(&line, "  %lld of %lld tasks", (long long)p->s->tasks_ended,
			(long long)p->s->tasks);
	if (p->s->tokens > 0) {
		ma_buf_adds(&line, p->s->estimated ? "  ~" : "  ");
		words_count(&line, p->s->tokens);
		ma_buf_adds(&line, " tokens");
	}
	draw_line(p, &line);
}

static size_t draw_rows(const struct painter *p, size_t room)
{
	bool *shown = ma_new_n(bool, p->s->n + 1);
	size_t i, n = 0, left_out;

	if (!shown)
		return 0; /* a picture without rows; the next one may have them */
	left_out = choose(p->s, p->s->n > room ? room - 1 : room, shown);
	for (i = 0; i < p->s->n; i++) {
		if (shown[i]) {
			draw_row(p, &p->s->rows[i]);
			n++;
		}
	}
	if (left_out > 0)
		draw_rest(p, left_out);
	ma_free(shown);
	return n + (left_out > 0);
}

size_t frame_draw(
	const struct scene *s, int64_t now_ms, const struct frame_size *size, struct ma_buf *out)
{
	struct painter p = { .s = s,
		.size = size,
		.now_ms = now_ms,
		.out = out,
		.width = size->columns > 0 ? size->columns - 1 : 0 };
	size_t room = size->lines > 3 ? size->lines - 2 : 1, n;

	share_columns(&p);
	n = draw_rows(&p, room);
	draw_foot(&p);
	return n + 1;
}

/* The columns of a line, colours not counted. */
static size_t line_columns(struct ma_str line)
{
	size_t sum = 0;
	ptrdiff_t at;

	while ((at = ma_str_find(line, MA_STR("\033["))) >= 0) {
		sum += width_of(ma_str_n(line.p, (size_t)at));
		line = ma_str_from(line, (size_t)at);
		at = ma_str_find(line, MA_STR("m"));
		line = ma_str_from(line, (size_t)at + 1);
	}
	return sum + width_of(line);
}

size_t frame_lines(struct ma_str drawn, size_t columns)
{
	struct ma_str line;
	size_t n = 0, w;

	while (ma_str_line(&drawn, &line)) {
		w = line_columns(line);
		n += w > columns && columns > 0 ? (w + columns - 1) / columns : 1;
	}
	return n;
}
