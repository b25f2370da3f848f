/*
 * Why a cassette has no answer: the nearest request that it has one for, and the first difference.
 *
 * A request is taken as a list of named texts. How near two are is the share of their lines that both
 * have, whatever their order; in the nearest one the texts are compared one by one, line by line.
 * Nonces count as equal. It is done once, when a replay has failed: all requests are read again.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "llm/answer.h"
#include "llm/cassette_parts.h"

#define BEFORE_MAX 16 /* bytes shown of what both have */
#define SHOWN_MAX 64

struct part {
	char name[32];
	bool has_lines;
	struct ma_str text;
};

/* A request as it is compared. */
struct view {
	struct ma_str nonce, task;
	struct part *parts; /* in the arena */
	size_t parts_n;
	uint64_t *lines; /* hashes, sorted; in the arena */
	size_t lines_n;
};

static void add_part(struct view *v, struct ma_str text, const char *name, bool has_lines)
{
	struct part *p = &v->parts[v->parts_n++];

	(void)snprintf(p->name, sizeof(p->name), "%s", name); /* fits */
	p->text = text;
	p->has_lines = has_lines;
}

/* Cut at the next nonce; what is left begins behind it. */
static struct ma_str piece(struct ma_str *rest, struct ma_str nonce)
{
	ptrdiff_t at = nonce.n > 0 ? ma_str_find(*rest, nonce) : -1;
	struct ma_str head = ma_str_n(rest->p, at < 0 ? rest->n : (size_t)at);

	*rest = ma_str_from(*rest, at < 0 ? rest->n : (size_t)at + nonce.n);
	return head;
}

static uint64_t hash_line(struct ma_str line, struct ma_str nonce)
{
	uint64_t h = 0;

	do
		h = (h ^ ma_str_hash(piece(&line, nonce))) * UINT64_C(0x9e3779b97f4a7c15);
	while (line.n > 0);
	return h;
}

static bool same_line(struct ma_str a, struct ma_str nonce_a, struct ma_str b, struct ma_str nonce_b)
{
	while (a.n > 0 && b.n > 0)
		if (!ma_str_eq(piece(&a, nonce_a), piece(&b, nonce_b)))
			return false;
	return a.n == b.n;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static size_t count_lines(const struct view *v)
{
	struct ma_str rest, line;
	size_t n = 0, i;

	for (i = 0; i < v->parts_n; i++)
		for (rest = v->parts[i].text; ma_str_line(&rest, &line);)
			n++;
	return n;
}

static bool hash_lines(struct view *v, struct ma_arena *arena)
{
	struct ma_str rest, line;
	size_t i;

	v->lines = ma_arena_new_n(arena, uint64_t, count_lines(v) + 1);
	if (!v->lines)
		return false;
	for (i = 0; i < v->parts_n; i++)
		for (rest = v->parts[i].text; ma_str_line(&rest, &line);)
			v->lines[v->lines_n++] = hash_line(line, v->nonce);
	qsort(v->lines, v->lines_n, sizeof(*v->lines), by_value);
	return true;
}

/* What else is asked for, as members of JSON. */
static struct ma_str settings_of(const struct ma_llm_req *req, struct ma_arena *arena)
{
	static const char none[] = "{\"model\":\"\",\"messages\":[]";
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_REQUEST);
	struct ma_llm_req rest = *req;
	const char *copy;
	size_t n;

	rest.model = rest.system = MA_STR("");
	rest.msgs_n = 0;
	ma_llm_req_write(&rest, &text);
	copy = text.rc ? NULL : ma_arena_dup(arena, ma_str_from(ma_buf_str(&text), sizeof(none)));
	n = text.n > sizeof(none) ? text.n - sizeof(none) - 1 : 0;
	ma_buf_done(&text);
	return ma_str_n(copy, copy ? n : 0);
}

/* False: memory is out. */
static bool view_init(struct view *v, const struct ma_cassette_source *source,
	const struct ma_llm_req *req, struct ma_arena *arena)
{
	char name[32];
	size_t i;

	*v = (struct view){ .nonce = ma_llm_req_nonce(req),
		.task = ma_llm_req_task(req),
		.parts = ma_arena_new_n(arena, struct part, req->msgs_n + 4) };
	if (!v->parts)
		return false;
	add_part(v, source->name, "provider", false);
	add_part(v, req->model.n ? req->model : source->model, "model", false);
	add_part(v, req->system, "system text", true);
	for (i = 0; i < req->msgs_n; i++) {
		(void)snprintf(name, sizeof(name), "message %zu", i + 1); /* fits */
		add_part(v, req->msgs[i].text, name, true);
	}
	add_part(v, settings_of(req, arena), "settings", false);
	return hash_lines(v, arena);
}

/* In per cent; less than 100, as they are not the same. */
static unsigned likeness(const struct view *a, const struct view *b)
{
	size_t i = 0, j = 0, common = 0;
	unsigned alike;

	while (i < a->lines_n && j < b->lines_n) {
		bool smaller = a->lines[i]<b->lines[j], larger = a->lines[i]> b->lines[j];

		common += !smaller && !larger;
		i += !larger;
		j += !smaller;
	}
	alike = (unsigned)(200 * common / (a->lines_n + b->lines_n));
	return alike < 100 ? alike : 99;
}

struct nearest {
	const struct ma_cassette_call *call; /* NULL: none, or memory is out */
	unsigned alike;
};

/* The view of a recorded call; its texts live in *json. False: it cannot be had. */
static bool view_call(struct view *v, const struct ma_cassette *c,
	const struct ma_cassette_call *call, json_t **json, struct ma_arena *arena)
{
	ma_err err = { MA_OK, 0, "" };
	struct ma_llm_req req;

	return !ma_cassette_read(call, json, &err) &&
		!ma_llm_req_read(json_object_get(*json, "request"), arena, &req, &err) &&
		view_init(v, &c->head.sources[call->source], &req, arena);
}

static struct nearest find_nearest(const struct ma_cassette *c, const struct view *asked)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_LIMIT_ARENA);
	struct nearest best = { NULL, 0 };
	size_t i;

	for (i = 0; i < c->calls_n; i++) {
		json_t *json = NULL;
		struct view v;
		unsigned alike;

		if (view_call(&v, c, &c->calls[i], &json, &arena)) {
			alike = likeness(asked, &v);
			if (!best.call || alike > best.alike)
				best = (struct nearest){ &c->calls[i], alike };
		}
		json_decref(json);
		ma_arena_clear(&arena);
	}
	ma_arena_done(&arena);
	return best;
}

static bool is_continued(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

/* The piece of a line around byte `at`, between quotes. */
static void add_excerpt(struct ma_buf *out, struct ma_str line, size_t at)
{
	size_t from = at > BEFORE_MAX ? at - BEFORE_MAX : 0, to;

	while (from > 0 && from < line.n && is_continued(line.p[from]))
		from--;
	from = from < line.n ? from : line.n;
	to = line.n - from > SHOWN_MAX ? from + SHOWN_MAX : line.n;
	while (to > from && to < line.n && is_continued(line.p[to]))
		to--;
	ma_buf_addf(out, "%s\"", from > 0 ? "..." : "");
	ma_buf_add(out, line.p + from, to - from);
	ma_buf_addf(out, "\"%s", to < line.n ? "..." : "");
}

static void add_line(struct ma_buf *out, const char *who, bool there, struct ma_str line, size_t at)
{
	ma_buf_adds(out, who);
	if (there)
		add_excerpt(out, line, at);
	else
		ma_buf_adds(out, "nothing more");
}

static size_t common_prefix(struct ma_str a, struct ma_str b)
{
	size_t n = 0;

	while (n < a.n && n < b.n && a.p[n] == b.p[n])
		n++;
	return n;
}

/* The first line in which two texts differ; false: they do not. */
static bool add_difference(struct ma_buf *out, const struct view *recorded, struct ma_str was,
	const struct view *asked, const struct part *is)
{
	struct ma_str is_rest = is->text, was_line = MA_STR(""), is_line = MA_STR("");
	bool has_was = false, has_is = false;
	size_t n = 0, at;

	do {
		has_was = ma_str_line(&was, &was_line);
		has_is = ma_str_line(&is_rest, &is_line);
		n++;
		if (!has_was && !has_is)
			return false;
	} while (has_was && has_is && same_line(was_line, recorded->nonce, is_line, asked->nonce));
	at = has_was && has_is ? common_prefix(was_line, is_line) : 0;
	ma_buf_addf(out, "; %s", is->name);
	if (is->has_lines)
		ma_buf_addf(out, ", line %zu", n);
	add_line(out, ": recorded ", has_was, was_line, at);
	add_line(out, ", asked ", has_is, is_line, at);
	return true;
}

static void add_first_difference(
	struct ma_buf *out, const struct view *recorded, const struct view *asked)
{
	size_t i;

	for (i = 0; i < recorded->parts_n && i < asked->parts_n; i++)
		if (strcmp(recorded->parts[i].name, asked->parts[i].name) != 0 ||
			add_difference(
				out, recorded, recorded->parts[i].text, asked, &asked->parts[i]))
			break;
	if (recorded->parts_n != asked->parts_n)
		ma_buf_addf(out, "; recorded %zu messages, asked %zu", recorded->parts_n - 4,
			asked->parts_n - 4);
}

static void add_nearest(struct ma_buf *out, const struct ma_cassette *c, const struct view *asked)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_LIMIT_ARENA);
	struct nearest near = find_nearest(c, asked);
	json_t *json = NULL;
	struct view v;

	if (near.call && view_call(&v, c, near.call, &json, &arena)) {
		ma_buf_addf(out, "; nearest is line %zu", near.call->line_no);
		if (v.task.n > 0)
			ma_buf_addf(out, " (task " MA_STR_FMT ")", MA_STR_ARG(v.task));
		ma_buf_addf(out, ", %u%% of the lines alike", near.alike);
		add_first_difference(out, &v, asked);
	} else if (c->calls_n == 0) {
		ma_buf_adds(out, "; the cassette is empty");
	}
	json_decref(json);
	ma_arena_done(&arena);
}

/* Answers to the very request, all given; 0: there never were any. */
static size_t count_given(const struct ma_cassette *c, size_t source, const struct ma_llm_req *req)
{
	const struct ma_cassette_call *call;
	ma_err err = { MA_OK, 0, "" };
	char key[MA_KEY_SIZE];
	size_t n = 0;

	if (ma_llm_req_key(req, key, &err))
		return 0;
	for (call = ma_cassette_first(c, source, key); call; call = call->next)
		n++;
	return n;
}

void ma_cassette_miss(const struct ma_cassette *c, size_t source, const struct ma_llm_req *req,
	char *out, size_t size)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_LIMIT_ARENA);
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_REQUEST);
	struct ma_str task = ma_llm_req_task(req);
	size_t given = count_given(c, source, req);
	struct view asked;

	ma_buf_adds(&text, given > 0 ? "no recorded answer is left" : "no recorded answer");
	if (task.n > 0)
		ma_buf_addf(&text, " for task " MA_STR_FMT, MA_STR_ARG(task));
	if (given > 0)
		ma_buf_addf(
			&text, ": the cassette has %zu to this request, and all were given", given);
	else if (view_init(&asked, &c->head.sources[source], req, &arena))
		add_nearest(&text, c, &asked);
	ma_llm_line(out, size, MA_STR(""), "%s", text.p ? text.p : "no recorded answer");
	ma_buf_done(&text);
	ma_arena_done(&arena);
}
