/*
 * Plans that are valid, damaged as models damage them: the same value comes out, or a refusal, or it is said
 * that it was guessed or cut. META_AGENT_SEED draws others.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "codec/extract.h"
#include "codec/schema_vm.h"
#include "support/setting.h"

#define PLANS 3000
#define PLACES_MAX 4096

/* How a plan is written; all zero: as JSON. */
struct style {
	bool single, smart, bare_keys, trailing, comments, words, wide, raw, plus;
};

struct writer {
	struct ma_buf text;
	struct style style;
	uint64_t content, looks; /* two generators: the same plan can be written in two ways */
	size_t marks[PLACES_MAX]; /* where brackets, commas, colons and quotes that are no content stand */
	size_t marks_n;
};

static uint64_t draw(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static bool chance(uint64_t *state, unsigned of)
{
	return draw(state) % of == 0;
}

static void mark(struct writer *w, const char *piece)
{
	if (w->marks_n < PLACES_MAX)
		w->marks[w->marks_n++] = w->text.n;
	ma_buf_adds(&w->text, piece);
}

static void blank(struct writer *w)
{
	if (w->style.wide && chance(&w->looks, 8))
		ma_buf_adds(&w->text, "\xc2\xa0");
	if (w->style.comments && chance(&w->looks, 6))
		ma_buf_adds(&w->text, chance(&w->looks, 2) ? " // it's so: {\n" : " /* x, */");
	if (chance(&w->looks, 3))
		ma_buf_adds(&w->text, chance(&w->looks, 2) ? "\n  " : " ");
}

static const char *const pieces[] = { "Build ", "the API", "it's ", "a {placeholder} ",
	"http://x/#y ", "one, two", ": ", "[x] ", "```ts ", "\xc3\xa9\xf0\x9f\x98\x80 ", "True",
	"}, ", " // no ", "<think>", "... ", "1.5", "(all)", " + " };
static const char *const odd[] = { "\\\"", "\\\\", "\\n", "\\t" };

static void add_odd(struct writer *w, const char *escape)
{
	if (w->style.raw && escape[1] == 'n')
		ma_buf_addc(&w->text, '\n');
	else if (w->style.raw && escape[1] == 't')
		ma_buf_addc(&w->text, '\t');
	else
		ma_buf_adds(&w->text, escape);
}

static void add_piece(struct writer *w, const char *piece)
{
	for (; *piece; piece++) {
		if (*piece == '\'' && w->style.single)
			ma_buf_addc(&w->text, '\\');
		ma_buf_addc(&w->text, *piece);
	}
}

static void string(struct writer *w)
{
	const char *open = w->style.single ? "'" : w->style.smart ? "\xe2\x80\x9c" : "\"";
	const char *close = w->style.smart && !w->style.single ? "\xe2\x80\x9d" : open;
	uint64_t n = draw(&w->content) % 6;

	mark(w, open);
	while (n-- > 0) {
		if (chance(&w->content, 4))
			add_odd(w, odd[draw(&w->content) % MA_COUNT(odd)]);
		else
			add_piece(w, pieces[draw(&w->content) % MA_COUNT(pieces)]);
	}
	mark(w, close);
}

static void key(struct writer *w, const char *name, bool first)
{
	if (!first)
		mark(w, ",");
	blank(w);
	if (w->style.bare_keys)
		ma_buf_adds(&w->text, name);
	else
		ma_buf_addf(&w->text, w->style.single ? "'%s'" : "\"%s\"", name);
	mark(w, ":");
	blank(w);
}

static void word(struct writer *w)
{
	static const char *const plain[] = { "true", "false", "null" };
	static const char *const python[] = { "True", "False", "None" };

	ma_buf_adds(&w->text, (w->style.words ? python : plain)[draw(&w->content) % 3]);
}

static void strings(struct writer *w)
{
	uint64_t n = draw(&w->content) % 4, i;

	mark(w, "[");
	for (i = 0; i < n; i++) {
		if (i > 0)
			mark(w, ",");
		blank(w);
		string(w);
	}
	if (n > 0 && w->style.trailing)
		ma_buf_addc(&w->text, ',');
	mark(w, "]");
}

static void task(struct writer *w, uint64_t i)
{
	mark(w, "{");
	key(w, "id", true);
	ma_buf_addf(&w->text, w->style.single ? "'t%" PRIu64 "'" : "\"t%" PRIu64 "\"", i);
	key(w, "description", false);
	string(w);
	key(w, "depends_on", false);
	strings(w);
	key(w, "optional", false);
	word(w);
	key(w, "weight", false);
	ma_buf_addf(&w->text, "%s%" PRIu64 "%" PRIu64 "%s", w->style.plus ? "+" : "",
		1 + draw(&w->content) % 9, draw(&w->content), chance(&w->content, 2) ? "" : ".25");
	if (w->style.trailing)
		ma_buf_addc(&w->text, ',');
	blank(w);
	mark(w, "}");
}

static void plan(struct writer *w)
{
	uint64_t n = 1 + draw(&w->content) % 4, i;

	mark(w, "{");
	key(w, "summary", true);
	string(w);
	key(w, "tasks", false);
	mark(w, "[");
	for (i = 0; i < n; i++) {
		if (i > 0)
			mark(w, ",");
		blank(w);
		task(w, i);
	}
	mark(w, "]");
	blank(w);
	mark(w, "}");
	assert_int_equal(w->text.rc, MA_OK);
}

static void start(struct writer *w, uint64_t seed)
{
	w->content = seed;
	w->looks = ~seed;
	w->marks_n = 0;
	ma_buf_clear(&w->text);
}

enum outcome { SAME, OTHER, REFUSED };

struct result {
	enum outcome outcome;
	enum ma_repair_class worst;
	bool truncated;
};

static enum outcome compare(struct ma_str a, struct ma_str b)
{
	struct ma_doc x = { .n = 0 }, y = { .n = 0 };
	uint64_t steps = 0;
	ma_err err;
	bool same;

	assert_int_equal(ma_doc_parse(&x, a, "plan", &err), MA_OK);
	assert_int_equal(ma_doc_parse(&y, b, "value", &err), MA_OK);
	same = ma_doc_equal(&x, 0, &y, 0, &steps);
	ma_doc_done(&x);
	ma_doc_done(&y);
	return same ? SAME : OTHER;
}

static struct result read_back(struct ma_str text, struct ma_str wanted)
{
	struct ma_extract x = { .truncated = false };
	struct result result = { .outcome = REFUSED };
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc = ma_extract(text, MA_EXTRACT_PLAN, NULL, &x, &err);

	if (rc == MA_OK)
		result = (struct result){ compare(wanted, ma_buf_str(&x.json)), x.repairs.worst,
			x.truncated };
	else
		assert_int_equal(rc, MA_EINVALID);
	ma_extract_done(&x);
	return result;
}

static void around(struct ma_buf *out, uint64_t *looks, struct ma_str text)
{
	static const char *const before[] = { "", "Here is the plan:\n\n",
		"<think>\nperhaps {\"tasks\":[]}\n</think>\n",
		"Example: {\"tasks\":[{\"id\":\"x\"}]}\n\n", "I'd use {name} and [1].\n\n" };
	static const char *const open[] = { "", "```json\n", "```\n", "~~~\n" };
	static const char *const shut[] = { "", "\n```", "\n```", "\n~~~" };
	static const char *const behind[] = { "", "\n\nGood luck, it's \"done\"!", "\nNot {}.",
		"\nSee [2]." };
	uint64_t fence = draw(looks) % MA_COUNT(open);

	ma_buf_clear(out);
	ma_buf_adds(out, before[draw(looks) % MA_COUNT(before)]);
	ma_buf_adds(out, open[fence]);
	ma_buf_addv(out, text);
	ma_buf_adds(out, shut[fence]);
	ma_buf_adds(out, behind[draw(looks) % MA_COUNT(behind)]);
}

struct world {
	struct writer clean, damaged;
	struct ma_buf reply;
};

static void world_done(struct world *w)
{
	ma_buf_done(&w->clean.text);
	ma_buf_done(&w->damaged.text);
	ma_buf_done(&w->reply);
}

#define WORLD_INIT                                                                \
	{                                                                         \
		{ .text = MA_BUF_INIT(MA_MIB) }, { .text = MA_BUF_INIT(MA_MIB) }, \
			MA_BUF_INIT(MA_MIB)                                       \
	}

/* Safe repairs only: the value is the same, always. */
static void a_plan_in_another_notation_comes_out_as_it_is(void **state)
{
	struct world w = WORLD_INIT;
	uint64_t seed = (uint64_t)seed_of_run(), bits, i;

	MA_UNUSED(state);
	for (i = 0; i < PLANS; i++) {
		struct result got;

		start(&w.clean, seed + i);
		start(&w.damaged, seed + i);
		bits = draw(&w.damaged.looks);
		w.damaged.style = (struct style){ bits & 1, bits & 2, bits & 4, bits & 8, bits & 16,
			bits & 32, bits & 64, bits & 128, bits & 256 };
		plan(&w.clean);
		plan(&w.damaged);
		around(&w.reply, &w.damaged.looks, ma_buf_str(&w.damaged.text));
		got = read_back(ma_buf_str(&w.reply), ma_buf_str(&w.clean.text));
		if (got.outcome != SAME || got.worst > MA_REPAIR_SAFE)
			fail_msg("seed %" PRIu64 ": outcome %d, %s:\n%s", seed + i, got.outcome,
				ma_repair_class_name(got.worst), w.reply.p);
	}
	world_done(&w);
}

/* Leave out or double a byte that is no content, or put another bracket there. */
static void hurt(struct writer *w, struct ma_buf *out)
{
	size_t at = w->marks[1 +
		draw(&w->looks) % (w->marks_n - 1)]; /* not the first brace: nothing would begin */
	uint64_t way = draw(&w->looks) % 3;
	struct ma_str text = ma_buf_str(&w->text);

	ma_buf_clear(out);
	ma_buf_add(out, text.p, at);
	if (way == 1)
		ma_buf_addc(out, text.p[at]);
	if (way == 2 && strchr("]}", text.p[at]))
		ma_buf_addc(out, text.p[at] == ']' ? '}' : ']');
	ma_buf_addv(out, ma_str_from(text, way == 1 ? at : at + 1));
}

static void a_plan_with_a_slip_comes_out_as_it_was_or_it_is_said_that_it_was_guessed(void **state)
{
	struct world w = WORLD_INIT;
	uint64_t seed = (uint64_t)seed_of_run(), i;
	unsigned counts[3] = { 0, 0, 0 };

	MA_UNUSED(state);
	for (i = 0; i < PLANS; i++) {
		struct result got;

		start(&w.clean, seed + i);
		plan(&w.clean);
		hurt(&w.clean, &w.reply);
		got = read_back(ma_buf_str(&w.reply), ma_buf_str(&w.clean.text));
		counts[got.outcome]++;
		if (got.outcome == OTHER && got.worst < MA_REPAIR_GUESS)
			fail_msg("seed %" PRIu64 ": another value, %s:\n%s", seed + i,
				ma_repair_class_name(got.worst), w.reply.p);
	}
	print_message("    the same %u, another and said so %u, refused %u\n", counts[SAME],
		counts[OTHER], counts[REFUSED]);
	assert_true(counts[SAME] >= PLANS / 2);
	world_done(&w);
}

static void a_plan_that_stops_anywhere_is_refused_or_called_truncated(void **state)
{
	struct world w = WORLD_INIT;
	uint64_t seed = (uint64_t)seed_of_run(), i;
	unsigned shown = 0;

	MA_UNUSED(state);
	for (i = 0; i < PLANS; i++) {
		struct result got;
		size_t n;

		start(&w.clean, seed + i);
		plan(&w.clean);
		n = 1 + draw(&w.clean.looks) % (w.clean.text.n - 1);
		ma_buf_clear(&w.reply);
		ma_buf_adds(&w.reply, i % 2 ? "Example: {\"tasks\":[]}\n```json\n" : "");
		ma_buf_add(&w.reply, w.clean.text.p, n);
		got = read_back(ma_buf_str(&w.reply), ma_buf_str(&w.clean.text));
		if (got.outcome != REFUSED && !got.truncated && n > 12)
			fail_msg("seed %" PRIu64 ": taken for whole:\n%s", seed + i, w.reply.p);
		shown += got.truncated;
	}
	print_message("    %u of %d can be shown\n", shown, PLANS);
	assert_true(shown >= PLANS / 2);
	world_done(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plan_in_another_notation_comes_out_as_it_is),
		cmocka_unit_test(
			a_plan_with_a_slip_comes_out_as_it_was_or_it_is_said_that_it_was_guessed),
		cmocka_unit_test(a_plan_that_stops_anywhere_is_refused_or_called_truncated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
