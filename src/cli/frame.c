/*
 * The picture:
 *
 *   ✓›architect      architect      completed        0.4s    512 tok  $0.0012
 *   ●›backend        backend        calling (2)     12.3s  ~38 tok/s  $0.0100
 *   ↻ frontend       frontend       backoff 3s       1.2s                      rate limit
 *   · docs           documentation  waiting
 *   14.1s  1 of 4 tasks  ~12,345 tokens  $0.0112  ~30.0s left  › critical path
 *
 * The columns on the right have fixed widths; what is left is shared by the task and its
 * agent, the task first. Why something is not going on stands where there is room behind all
 * others. On a narrow terminal the agent goes, then the columns from the right. Tokens of a
 * reply that is still coming are estimated from its bytes.
 */
#include "cli/frame.h"

#include "base/alloc.h"
#include "cli/width.h"
#include "cli/words.h"

#define STATE_COLUMNS 14
#define ELAPSED_COLUMNS 6
#define TOKENS_COLUMNS 11
#define COST_COLUMNS 8
#define WHY_COLUMNS 12 /* with less it is not worth reading */
#define BYTES_PER_TOKEN 4
#define MARK_COLUMNS 2
#define ID_COLUMNS 8 /* no column on the right may leave less to the task */
#define AGENT_LEAST 6
#define ID_ENOUGH 16    /* nor the tokens and the cost less than this, if it is used */
#define STALLED_MS 5000 /* without a byte: the reply is not coming any more */
#define CRITICAL "\u203a"
#define LEGEND_COLUMNS 17
#define NARROW 44 /* no agent is shown */

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
	[SCENE_PREPARING] = { "\u25cf", INK_BUSY, 0 },
	[SCENE_DELAYED] = { "\u21bb", INK_LATER, 1 },
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
	size_t width, id_columns, agent_columns, why_columns; /* 0: not shown */
	bool state, elapsed, tokens, cost;                    /* are shown */
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

/* The same without tenths. */
static void add_seconds(char *out, size_t size, int64_t ms)
{
	long long s = (ms + 999) / 1000;

	if (s < 100)
		(void)snprintf(out, size, "%llds", s); /* fits */
	else
		add_elapsed(out, size, s * 1000);
}

/* "12", "1.2k", "3.4M": at most 5 columns. */
static void add_short(struct ma_buf *out, double n)
{
	if (n < 999.5)
		ma_buf_addf(out, "%.0f", n);
	else if (n < 999950)
		ma_buf_addf(out, n < 99950 ? "%.1fk" : "%.0fk", n / 1e3);
	else
		ma_buf_addf(out, "%.1fM", n / 1e6);
}

/* How fast a reply comes, or how much of it has come; of what is over, what there was. */
static void add_tokens(struct ma_buf *out, const struct scene_row *row, int64_t now_ms)
{
	bool streams = row->state == SCENE_CALLING && row->bytes > 0;
	bool stalls = now_ms - row->sampled_ms > STALLED_MS;

	if (streams && row->bytes_per_second > 0) {
		ma_buf_addc(out, '~');
		add_short(out, stalls ? 0 : row->bytes_per_second / BYTES_PER_TOKEN);
		ma_buf_adds(out, " tok/s");
	} else if (streams || row->tokens > 0) {
		ma_buf_adds(out, streams || row->estimated ? "~" : "");
		add_short(out, streams ? (double)row->bytes / BYTES_PER_TOKEN : (double)row->tokens);
		ma_buf_adds(out, " tok");
	}
}

/* A price that is not known is not nothing. */
static void add_cost(struct ma_buf *out, int64_t microusd, bool unpriced)
{
	if (microusd > 0)
		words_money(out, (double)microusd / 1e6);
	if (unpriced)
		ma_buf_adds(out, microusd > 0 ? "+?" : "$?");
}

/* "calling (2)", "delayed 12s". */
static void draw_state(const struct painter *p, const struct scene_row *row)
{
	bool later = row->state == SCENE_BACKOFF || row->state == SCENE_DELAYED;
	struct ma_buf word = MA_BUF_INIT(64);
	char rest[24] = "";

	ma_buf_adds(&word, scene_state_word(row->state));
	if (later && row->not_before_ms > p->now_ms)
		add_seconds(rest, sizeof(rest), row->not_before_ms - p->now_ms);
	if (*rest)
		ma_buf_addf(&word, " %s", rest);
	else if (row->attempt > 1)
		ma_buf_addf(&word, " (%lld)", (long long)row->attempt);
	ma_buf_adds(p->out, "  ");
	ink(p, looks[row->state].ink);
	width_add_padded(p->out, ma_buf_str(&word), STATE_COLUMNS);
	ink_end(p, looks[row->state].ink);
	ma_buf_done(&word);
}

static void draw_elapsed(const struct painter *p, const struct scene_row *row)
{
	int64_t until = scene_state_final(row->state) ? row->ended_ms : p->now_ms;
	char text[24] = "";

	if (row->started_ms > 0)
		add_elapsed(text, sizeof(text), until - row->started_ms);
	ma_buf_addf(p->out, " %*s", ELAPSED_COLUMNS, text);
}

/* A cell that ends where its column ends. */
static void draw_cell(const struct painter *p, struct ma_buf *cell, size_t columns)
{
	size_t n = width_of(ma_buf_str(cell));

	ma_buf_addf(p->out, "  %*s", n < columns ? (int)(columns - n) : 0, "");
	ma_buf_addv(p->out, ma_buf_str(cell));
	ma_buf_done(cell);
}

static void draw_tokens(const struct painter *p, const struct scene_row *row)
{
	struct ma_buf cell = MA_BUF_INIT(64);

	add_tokens(&cell, row, p->now_ms);
	draw_cell(p, &cell, TOKENS_COLUMNS);
}

static void draw_cost(const struct painter *p, const struct scene_row *row)
{
	struct ma_buf cell = MA_BUF_INIT(64);

	add_cost(&cell, row->cost_microusd, row->unpriced);
	draw_cell(p, &cell, COST_COLUMNS);
}

static void draw_why(const struct painter *p, const struct scene_row *row)
{
	ma_buf_adds(p->out, "  ");
	(void)width_add_cut(p->out, ma_str(row->why), p->why_columns); /* the line ends there */
}

/* Blanks at the end would be folded by a terminal that gets narrower. */
static void end_row(const struct painter *p)
{
	while (p->out->n > 0 && p->out->p[p->out->n - 1] == ' ')
		p->out->p[--p->out->n] = '\0';
	ma_buf_addc(p->out, '\n');
}

static void draw_row(const struct painter *p, const struct scene_row *row)
{
	ink(p, looks[row->state].ink);
	ma_buf_adds(p->out, looks[row->state].mark);
	ink_end(p, looks[row->state].ink);
	ma_buf_adds(p->out, row->critical ? CRITICAL : " ");
	width_add_padded(p->out, ma_str(row->id), p->id_columns);
	if (p->agent_columns > 0) {
		ma_buf_adds(p->out, "  ");
		width_add_padded(p->out, ma_str(row->agent), p->agent_columns);
	}
	if (p->state)
		draw_state(p, row);
	if (p->elapsed)
		draw_elapsed(p, row);
	if (p->tokens)
		draw_tokens(p, row);
	if (p->cost)
		draw_cost(p, row);
	if (p->why_columns > 0 && row->why)
		draw_why(p, row);
	end_row(p);
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
static bool take_columns(size_t *room, size_t columns, size_t keep)
{
	if (*room < keep + columns)
		return false;
	*room -= columns;
	return true;
}

static bool has_cost(const struct scene *s)
{
	return s->cost_microusd > 0 || s->unpriced;
}

static void share_columns(struct painter *p)
{
	size_t id = widest(p->s, false), agent = widest(p->s, true), keep = least(id, ID_ENOUGH);
	size_t room = p->width - least(p->width, MARK_COLUMNS);

	p->state = take_columns(&room, 2 + STATE_COLUMNS, ID_COLUMNS);
	p->elapsed = p->state && take_columns(&room, 1 + ELAPSED_COLUMNS, ID_COLUMNS);
	p->tokens = p->elapsed && take_columns(&room, 2 + TOKENS_COLUMNS, keep);
	p->cost = p->tokens && has_cost(p->s) && take_columns(&room, 2 + COST_COLUMNS, keep);
	p->id_columns = least(id, room);
	if (p->width >= NARROW && agent > 0 && room >= ID_COLUMNS + 2 + AGENT_LEAST) {
		room -= 2;
		p->agent_columns = least(agent, room > id + AGENT_LEAST ? room - id : AGENT_LEAST);
		p->id_columns = least(id, room - p->agent_columns);
	}
	room -= p->id_columns + p->agent_columns;
	p->why_columns = p->tokens && room >= 2 + WHY_COLUMNS ? room - 2 : 0;
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

/* "  and 176 more: 120 completed, 56 waiting". */
static void draw_rest(const struct painter *p, size_t left_out, const bool *shown)
{
	size_t counts[SCENE_STATES_N] = { 0 }, i;
	struct ma_buf line = MA_BUF_INIT(1024);
	const char *between = ": ";

	for (i = 0; i < p->s->n; i++)
		counts[p->s->rows[i].state] += !shown[i];
	ma_buf_addf(&line, "  and %zu more", left_out);
	for (i = 0; i < SCENE_STATES_N; i++) {
		if (counts[i] == 0)
			continue;
		ma_buf_addf(&line, "%s%zu %s", between, counts[i],
			scene_state_word((enum scene_state)i));
		between = ", ";
	}
	draw_line(p, &line);
}

static bool any_critical(const struct scene *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->rows[i].critical)
			return true;
	return false;
}

static void add_left(const struct scene *s, struct ma_buf *line)
{
	char left[24] = "";

	if (s->paused)
		ma_buf_adds(line, "  paused");
	else if (s->verifying)
		ma_buf_adds(line, "  verifying");
	if (s->left_ms <= 0 || s->stopped)
		return;
	add_seconds(left, sizeof(left), s->left_ms);
	ma_buf_addf(line, "  ~%s left", left);
}

static void draw_foot(const struct painter *p)
{
	const struct scene *s = p->s;
	struct ma_buf line = MA_BUF_INIT(256);
	char elapsed[24] = "";

	add_elapsed(elapsed, sizeof(elapsed), s->started_ms > 0 ? p->now_ms - s->started_ms : 0);
	ma_buf_adds(&line, elapsed);
	if (s->tasks > 0)
		ma_buf_addf(&line, "  %lld of %lld tasks", (long long)s->tasks_ended,
			(long long)s->tasks);
	add_left(s, &line);
	if (s->tokens > 0) {
		ma_buf_adds(&line, s->estimated ? "  ~" : "  ");
		words_count(&line, s->tokens);
		ma_buf_adds(&line, " tokens");
	}
	if (has_cost(s)) {
		ma_buf_adds(&line, "  ");
		add_cost(&line, s->cost_microusd, s->unpriced);
	}
	if (any_critical(s) && width_of(ma_buf_str(&line)) + LEGEND_COLUMNS <= p->width)
		ma_buf_adds(&line, "  " CRITICAL " critical path");
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
		draw_rest(p, left_out, shown);
	ma_free(shown);
	return n + (left_out > 0);
}

size_t frame_draw(
	const struct scene *s, int64_t now_ms, const struct frame_size *size, struct ma_buf *out)
{
	struct painter p = { .s = s,
		.size = size,
		.now_ms = s->ended_ms > 0 ? s->ended_ms : now_ms, /* then it stands still */
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
