/* Which mistakes an answer has. */
#include "llm/chaos.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "codec/blocks.h"
#include "codec/hash.h"
#include "codec/json.h"
#include "llm/chaos_parts.h"
#include "llm/offline_parts.h"

#define MISTAKE_PERCENT 30 /* of the answers have something wrong in what they say */
#define SECOND_PERCENT 20  /* of those have a second mistake */
#define AGAIN_RARER 4      /* times, once the model was told what was wrong */
#define CUT_PERCENT 12     /* reach the limit of their length */
#define REPEAT_PERCENT 40  /* of those that go on say the last words again */
#define REPEAT_BYTES 120
#define TRIES 8
#define ARENA_MAX (4 * MA_LIMIT_REPLY)

bool ma_chaos_seed(struct ma_str model, struct ma_str *seed_out)
{
	if (!ma_str_starts(model, MA_CHAOS_MODEL))
		return false;
	*seed_out = ma_str_from(model, strlen(MA_CHAOS_MODEL));
	return seed_out->n > 0;
}

static uint32_t draw(struct ma_chaos *c, struct ma_str which, size_t n)
{
	const struct ma_str parts[] = { c->seed, c->nonce, c->about, which };
	char hex[MA_HASH_HEX_SIZE];
	ma_err err = { .code = MA_OK };
	uint32_t drawn = 0;
	size_t i;

	if (ma_hash_parts(parts, MA_COUNT(parts), hex, &err)) {
		c->rc = err.code;
		return 0;
	}
	for (i = 0; i < 8; i++)
		drawn = drawn << 4 | (uint32_t)(hex[i] <= '9' ? hex[i] - '0' : hex[i] - 'a' + 10);
	return (uint32_t)(drawn % n);
}

uint32_t ma_chaos_draw(struct ma_chaos *c, size_t n)
{
	char number[16];
	int n_digits = snprintf(number, sizeof(number), "%" PRIu32, c->drawn++);

	return draw(c, ma_str_n(number, (size_t)n_digits), n);
}

static size_t chances(const struct ma_chaos *c)
{
	return 100 * (c->again ? AGAIN_RARER : 1);
}

bool ma_chaos_chance(struct ma_chaos *c, uint32_t percent)
{
	return ma_chaos_draw(c, chances(c)) < percent;
}

bool ma_chaos_happens(struct ma_chaos *c, uint32_t percent, const char *name)
{
	bool yes = draw(c, ma_str(name), chances(c)) < percent;

	if (yes)
		ma_chaos_note(c, name);
	return yes;
}

void ma_chaos_note(struct ma_chaos *c, const char *name)
{
	ma_buf_addf(c->made, "%s%s", c->made->n > 0 ? "," : "", name);
}

struct ma_str ma_chaos_keep(struct ma_chaos *c, struct ma_str text)
{
	char *copy = ma_arena_dup(&c->arena, text);

	if (!copy)
		c->rc = MA_ENOMEM;
	return copy ? ma_str_n(copy, text.n) : MA_STR("");
}

/* A byte of a character that is not its first. */
static bool is_inside(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

static const struct ma_chaos_mistake *pick(
	struct ma_chaos *c, const struct ma_chaos_mistake *table, size_t n)
{
	uint32_t sum = 0, at;
	size_t i;

	for (i = 0; i < n; i++)
		sum += table[i].weight;
	at = ma_chaos_draw(c, sum);
	for (i = 0; at >= table[i].weight; i++)
		at -= table[i].weight;
	return &table[i];
}

static void make_one(struct ma_chaos *c, struct ma_chaos_draft *d)
{
	const struct ma_chaos_mistake *mistake;
	int i;

	for (i = 0; i < TRIES; i++) {
		mistake = d->plan ? pick(c, ma_chaos_in_plans, ma_chaos_in_plans_n)
				  : pick(c, ma_chaos_in_files, ma_chaos_in_files_n);
		if (mistake->make(c, d)) {
			ma_chaos_note(c, mistake->name);
			return;
		}
	}
}

/* What is drawn within is drawn of its own, too. */
static void make_besides(struct ma_chaos *c, struct ma_chaos_draft *d)
{
	uint32_t drawn = c->drawn;
	size_t i;

	for (i = 0; i < ma_chaos_besides_n; i++)
		if (draw(c, ma_str(ma_chaos_besides[i].name), chances(c)) <
				ma_chaos_besides[i].weight &&
			ma_chaos_besides[i].make(c, d))
			ma_chaos_note(c, ma_chaos_besides[i].name);
	c->drawn = drawn;
}

static void write_text(struct ma_chaos *c, struct ma_chaos_draft *d, struct ma_buf *out)
{
	if (ma_chaos_chance(c, MISTAKE_PERCENT)) {
		make_one(c, d);
		if (ma_chaos_draw(c, 100) < SECOND_PERCENT)
			make_one(c, d);
	}
	if (!d->plan)
		make_besides(c, d);
	ma_chaos_form(c, d, out);
}

/* The files of an answer, with room for two more. */
static ma_rc read_files(
	struct ma_chaos *c, struct ma_str text, struct ma_chaos_draft *d, ma_err *err)
{
	struct ma_blocks blocks;
	ma_rc rc = ma_blocks_read(text, c->nonce, &c->arena, &blocks, err);
	size_t i;

	if (rc)
		return rc;
	d->files_max = blocks.n + 2;
	d->files = ma_arena_new_n(&c->arena, struct ma_chaos_file, d->files_max);
	if (!d->files)
		return ma_fail_nomem(err);
	for (i = 0; i < blocks.n; i++)
		if (blocks.v[i].op == MA_BLOCK_FILE)
			d->files[d->files_n++] = (struct ma_chaos_file){ .path = blocks.v[i].path,
				.content = blocks.v[i].content };
	return MA_OK;
}

static ma_rc read_others(
	struct ma_chaos *c, struct ma_str request, struct ma_chaos_draft *d, ma_err *err)
{
	struct ma_chaos_file file = { .old = MA_STR("") };
	struct ma_str rest = request;
	size_t n = 0;

	while (ma_offline_next_artifact(&rest, &file.path, &file.content))
		n++;
	if (n == 0)
		return MA_OK;
	d->others = ma_arena_new_n(&c->arena, struct ma_chaos_file, n);
	if (!d->others)
		return ma_fail_nomem(err);
	rest = request;
	while (ma_offline_next_artifact(&rest, &file.path, &file.content))
		d->others[d->others_n++] = file;
	return MA_OK;
}

static ma_rc write_all(struct ma_chaos *c, struct ma_str request, struct ma_str text, bool plans,
	struct ma_buf *out, ma_err *err)
{
	struct ma_chaos_draft d = { .plan = NULL };
	ma_rc rc = plans ? ma_json_parse(text, "plan", &d.plan, err) : read_files(c, text, &d, err);

	if (!rc)
		rc = read_others(c, request, &d, err);
	if (!rc)
		write_text(c, &d, out);
	if (!rc && (c->rc || c->made->rc))
		rc = ma_fail_nomem(err);
	json_decref(d.plan);
	return rc ? rc : ma_buf_check(out, err);
}

ma_rc ma_chaos_write(struct ma_str seed, struct ma_str request, struct ma_str text,
	struct ma_buf *out, struct ma_buf *made, ma_err *err)
{
	struct ma_chaos c = { .seed = seed, .arena = MA_ARENA_INIT(ARENA_MAX), .made = made };
	struct ma_offline_request r;
	ma_rc rc;

	ma_offline_read_request(request, &r);
	c.nonce = r.nonce;
	c.about = r.request;
	c.again = r.again;
	c.may_edit = r.edits;
	rc = write_all(&c, request, text, ma_str_is(r.agent, "planner"), out, err);
	ma_arena_done(&c.arena);
	return rc;
}

ma_rc ma_chaos_part(struct ma_str seed, struct ma_str text, size_t said, struct ma_buf *made,
	struct ma_str *part_out, bool *cut_out, ma_err *err)
{
	struct ma_str rest = ma_str_from(text, said);
	struct ma_chaos c = {
		.seed = seed, .about = said > 0 ? ma_str_n(text.p, said) : text, .made = made
	};
	size_t again;

	*cut_out = rest.n > 1 && ma_chaos_chance(&c, CUT_PERCENT);
	if (*cut_out) {
		ma_chaos_note(&c, "cut");
		rest.n = 1 + ma_chaos_draw(&c, rest.n - 1);
		while (said + rest.n < text.n && is_inside(rest.p[rest.n]))
			rest.n++;
	}
	if (said > 0 && ma_chaos_draw(&c, 100) < REPEAT_PERCENT) {
		ma_chaos_note(&c, "repeated");
		again = said < REPEAT_BYTES ? said : REPEAT_BYTES;
		while (again > 0 && is_inside(rest.p[-(ptrdiff_t)again]))
			again--;
		rest = ma_str_n(rest.p - again, rest.n + again);
	}
	*part_out = rest;
	return c.rc || made->rc ? ma_fail_nomem(err) : MA_OK;
}
