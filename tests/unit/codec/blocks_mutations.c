/*
 * Sets of files written in every form that models use, then damaged outside of the files' own lines, as models
 * and networks damage them: what is taken is what was meant, byte for byte, or it is refused.
 * META_AGENT_SEED draws others.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "codec/changes.h"
#include "support/setting.h"

#define REPLIES 6000
#define FILES_MAX 4
#define LINES_MAX 512

enum form {
	FORM_ENVELOPE,
	FORM_FENCE,
	FORM_TAG,
	FORM_V4A,
	FORM_DIFF,
	FORM_EDIT,
	FORM_FENCED_EDIT,
	FORM_UPDATE,
	FORM_HUNKS,
	FORMS_N
};

struct file {
	const char *path;
	struct ma_buf before, after; /* before: of those that are edited */
};

/* A reply as lines; `markup` are those that are no file's. */
struct reply {
	enum form form;
	struct file files[FILES_MAX];
	size_t files_n, lines_n;
	struct {
		struct ma_buf text;
		bool markup;
	} lines[LINES_MAX];
	uint64_t seed;
};

static uint64_t draw(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static size_t below(struct reply *r, size_t n)
{
	return (size_t)(draw(&r->seed) % n);
}

static void line(struct reply *r, bool markup, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
static void line(struct reply *r, bool markup, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	assert_true(r->lines_n < LINES_MAX);
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	ma_buf_adds(&r->lines[r->lines_n].text, text);
	r->lines[r->lines_n++].markup = markup;
}

static const char *const plain[] = { "import x from 'y';", "", "  return a + b;", "}", "\tif (x) {",
	"const s = \"a\";", "// a comment", "# another", "/* c */", "é → 日本",
	"  \"key\": [1, 2],", "<div class=\"x\">", "</div>", "==", "- item", "+ item", "1. one",
	"@media print {", "let url = 'https://x.y/z';", "foo(...args);", "---", "* a", "> quoted" };
static const char *const odd[] = { "```", "=== END n2", "=== FILE n2 x.ts", " === END n1",
	"<think>", "</thinking>", "*** note", "`x`", "~~~" };
static const char *const paths[] = { "src/a.ts", "src/lib/b.ts", "app/main.py", "web/index.html",
	"style.css", "conf/x.yaml", "Dockerfile", "pkg/c.go", "a/b/c/d.rs", "data.json" };

static const char *content_line(struct reply *r, bool strange)
{
	if (strange && below(r, 12) == 0)
		return odd[below(r, MA_COUNT(odd))];
	return plain[below(r, MA_COUNT(plain))];
}

/* A file that is new; each line has a number, so that no two files are the same. */
static void make_file(struct reply *r, struct file *f, bool strange)
{
	size_t n = 1 + below(r, 9), i;

	ma_buf_addf(&f->after, "x%zu();\n", below(r, 1000000));
	for (i = 0; i < n; i++)
		ma_buf_addf(&f->after, "%s\n", content_line(r, strange));
	ma_buf_adds(&f->after, "z();\n");
}

/* A file of distinct lines of which one changes, one goes or one comes. */
static void make_edit(struct reply *r, struct file *f, size_t *at, char was[64], char is[64])
{
	size_t n = 6 + below(r, 20), i, tag = below(r, 1000000);

	*at = 2 + below(r, n - 4);
	for (i = 0; i < n; i++) {
		char text[64];

		(void)snprintf(text, sizeof(text), "%*sstep_%zu_of_%zu();", (int)(4 * (i % 3)), "",
			i, tag);
		ma_buf_addf(&f->before, "%s\n", text);
		if (i == *at) {
			(void)snprintf(was, 64, "%s", text);
			(void)snprintf(is, 64, "%*sdone_%zu();", (int)(4 * (i % 3)), "", tag);
		}
		ma_buf_addf(&f->after, "%s\n", i == *at ? is : text);
	}
}

/* Line i of the text. */
static struct ma_str nth(const struct ma_buf *text, size_t i)
{
	struct ma_str rest = ma_buf_str(text), l = MA_STR("");

	for (i++; i > 0; i--)
		assert_true(ma_str_line(&rest, &l));
	return l;
}

static void add_content(struct reply *r, const struct ma_buf *text, const char *sign)
{
	struct ma_str rest = ma_buf_str(text), l;

	while (ma_str_line(&rest, &l))
		line(r, false, "%s" MA_STR_FMT "\n", sign, MA_STR_ARG(l));
}

static const char *label(const char *path)
{
	return strcmp(path, "Dockerfile") == 0 ? "dockerfile" : strrchr(path, '.') + 1;
}

static void write_fence(struct reply *r, const struct file *f)
{
	static const char *const hints[] = { "**%s**\n", "### `%s`\n", "`%s`:\n", "File: %s\n",
		"%s\n", "Create `%s`:\n" };
	static const char *const marks[] = { "```", "````", "~~~" };
	const char *mark = marks[below(r, MA_COUNT(marks))];
	bool inside = below(r, 3) == 0;

	if (!inside) {
		char hint[128];

		(void)snprintf(hint, sizeof(hint), hints[below(r, MA_COUNT(hints))], f->path);
		line(r, true, "%s", hint);
	}
	line(r, true, "%s%s%s%s\n", mark, label(f->path), inside ? " " : "", inside ? f->path : "");
	add_content(r, &f->after, "");
	line(r, true, "%s\n", mark);
}

static void write_tag(struct reply *r, const struct file *f)
{
	bool bolt = below(r, 2);

	line(r, true,
		bolt ? "<boltAction type=\"file\" filePath=\"%s\">\n" : "<dyad-write path=\"%s\">\n",
		f->path);
	add_content(r, &f->after, "");
	line(r, true, bolt ? "</boltAction>\n" : "</dyad-write>\n");
}

static void write_search(struct reply *r, struct file *f)
{
	char was[64] = "", is[64] = "";
	bool fenced = r->form == FORM_FENCED_EDIT;
	size_t at = 0;

	make_edit(r, f, &at, was, is);
	line(r, true, fenced ? "```%.0s\n" : "=== EDIT n1 %s\n", f->path);
	if (fenced)
		line(r, true, "%s\n", f->path);
	line(r, true, "<<<<<<< SEARCH\n");
	line(r, false, MA_STR_FMT "\n%s\n", MA_STR_ARG(nth(&f->before, at - 1)), was);
	line(r, true, "=======\n");
	line(r, false, MA_STR_FMT "\n%s\n", MA_STR_ARG(nth(&f->before, at - 1)), is);
	line(r, true, ">>>>>>> REPLACE\n");
	line(r, true, fenced ? "```\n" : "=== END n1\n");
}

static void write_hunk(struct reply *r, struct file *f)
{
	char was[64] = "", is[64] = "";
	size_t at = 0;

	make_edit(r, f, &at, was, is);
	if (r->form == FORM_HUNKS)
		line(r, true, "```diff\n--- a/%s\n+++ b/%s\n", f->path, f->path);
	else
		line(r, true, "*** Update File: %s\n", f->path);
	line(r, true, r->form == FORM_HUNKS ? "@@ ... @@\n" : "@@\n");
	line(r, false, " " MA_STR_FMT "\n-%s\n+%s\n " MA_STR_FMT "\n",
		MA_STR_ARG(nth(&f->before, at - 1)), was, is, MA_STR_ARG(nth(&f->before, at + 1)));
	if (r->form == FORM_HUNKS)
		line(r, true, "```\n");
}

static void write_file(struct reply *r, struct file *f)
{
	if (r->form == FORM_EDIT || r->form == FORM_FENCED_EDIT) {
		write_search(r, f);
		return;
	}
	if (r->form == FORM_UPDATE || r->form == FORM_HUNKS) {
		write_hunk(r, f);
		return;
	}
	make_file(r, f, r->form != FORM_FENCE);
	if (r->form == FORM_FENCE) {
		write_fence(r, f);
	} else if (r->form == FORM_TAG) {
		write_tag(r, f);
	} else if (r->form == FORM_ENVELOPE) {
		line(r, true, "=== FILE n1 %s\n", f->path);
		add_content(r, &f->after, "");
		line(r, true, "=== END n1\n");
	} else if (r->form == FORM_V4A) {
		line(r, true, "*** Add File: %s\n", f->path);
		add_content(r, &f->after, "+");
	} else {
		line(r, true, "```diff\n--- /dev/null\n+++ b/%s\n@@ -0,0 +1,9 @@\n", f->path);
		add_content(r, &f->after, "+");
		line(r, true, "```\n");
	}
}

static void prose(struct reply *r)
{
	static const char *const said[] = { "\n", "Here it is.\n",
		"I changed what you asked for; see `README.md` for more.\n", "\n## Notes\n",
		"- one\n- two\n", "Then run `npm test`.\n", "It's done (mostly).\n", "---\n" };

	while (below(r, 2))
		line(r, true, "%s", said[below(r, MA_COUNT(said))]);
	line(r, true, "\n");
}

static void write_reply(struct reply *r, uint64_t seed)
{
	size_t i, first;

	r->seed = seed;
	r->form = (enum form)below(r, FORMS_N);
	r->files_n = 1 + below(r, FILES_MAX);
	first = below(r, MA_COUNT(paths));
	prose(r);
	if (r->form == FORM_V4A || r->form == FORM_UPDATE)
		line(r, true, "*** Begin Patch\n");
	for (i = 0; i < r->files_n; i++) {
		r->files[i].path = paths[(first + i) % MA_COUNT(paths)];
		write_file(r, &r->files[i]);
		if (r->form != FORM_V4A && r->form != FORM_UPDATE)
			prose(r);
	}
	if (r->form == FORM_V4A || r->form == FORM_UPDATE)
		line(r, true, "*** End Patch\n");
	prose(r);
}

static void join(const struct reply *r, struct ma_buf *out)
{
	size_t i;

	ma_buf_clear(out);
	for (i = 0; i < r->lines_n; i++)
		ma_buf_addv(out, ma_buf_str(&r->lines[i].text));
}

/* Some line that is markup and no header of a file whose loss nothing could tell: two files would be one. */
static size_t markup(struct reply *r)
{
	size_t i;

	do
		i = below(r, r->lines_n);
	while (!r->lines[i].markup || ma_str_starts(ma_buf_str(&r->lines[i].text), "*** Add File"));
	return i;
}

static void drop_byte(struct reply *r)
{
	struct ma_buf *text = &r->lines[markup(r)].text;
	size_t at;

	if (text->n < 2)
		return;
	at = below(r, text->n);
	if (strchr("Dabcdefghijklmnopqrstuvwxyz/.\n", text->p[at]) ||
		(text->p[at] == ' ' && strchr("`~", text->p[0])))
		return; /* it may be of a path, or end it or begin it: another file would be meant */
	memmove(text->p + at, text->p + at + 1, text->n - at);
	text->n--;
}

static void insert_line(struct reply *r)
{
	static const char *const added[] = { "```\n", "```ts\n", "=== END n1\n", "Prose.\n",
		"</dyad-write>\n", "*** End Patch\n", "=======\n", "See other.ts.\n", "<think>\n" };
	size_t i = markup(r);

	while (i + 1 < r->lines_n && !r->lines[i + 1].markup) /* it would be of the file */
		i = markup(r);
	ma_buf_adds(&r->lines[i].text, added[below(r, MA_COUNT(added))]);
}

/* What the mutation is called, for the message. */
static const char *hurt(struct reply *r, struct ma_buf *out)
{
	size_t i, k, n;

	switch (below(r, 6)) {
	case 0:
		ma_buf_clear(&r->lines[markup(r)].text);
		join(r, out);
		return "a line is gone";
	case 1:
		i = markup(r);
		k = r->lines[i].text.n;
		for (n = 0; n < k; n++)
			ma_buf_addc(&r->lines[i].text, r->lines[i].text.p[n]);
		join(r, out);
		return "a line is doubled";
	case 2:
		drop_byte(r);
		join(r, out);
		return "a byte is gone";
	case 3:
		insert_line(r);
		join(r, out);
		return "a line has come";
	case 4:
		join(r, out);
		out->n = below(r, out->n + 1);
		return "the end is gone";
	default:
		n = below(r, r->lines_n);
		for (i = 0; i < n; i++)
			ma_buf_clear(&r->lines[i].text);
		join(r, out);
		return "the beginning is gone";
	}
}

static ma_rc look_up(void *data, struct ma_str path, struct ma_edit_base *out, ma_err *err)
{
	const struct reply *r = data;
	size_t i;

	MA_UNUSED(err);
	for (i = 0; i < r->files_n; i++)
		if (ma_str_is(path, r->files[i].path) && r->files[i].before.n > 0)
			*out = (struct ma_edit_base){ ma_buf_str(&r->files[i].before), true };
	return MA_OK;
}

struct counts {
	unsigned right, refused, cut, partial,
		wrong; /* cut: what is there is right; the rest was never sent */
};

static bool is_meant(const struct reply *r, const struct ma_file_change *c)
{
	size_t i;

	for (i = 0; i < r->files_n; i++)
		if (ma_str_is(c->path, r->files[i].path))
			return !c->remove && ma_str_eq(c->content, ma_buf_str(&r->files[i].after));
	return false;
}

/* How many of the files came out as they were meant; SIZE_MAX where one came out otherwise. */
static size_t read_back(const struct reply *r, struct ma_str text, bool *refused)
{
	struct ma_arena arena = MA_ARENA_INIT(64 * MA_MIB);
	struct ma_changes changes = { .n = 0 };
	struct ma_blocks b = { .n = 0 };
	ma_err err = { MA_OK, 0, "" };
	size_t i, n;

	assert_int_equal(ma_blocks_read(text, MA_STR("n1"), &arena, &b, &err), MA_OK);
	assert_int_equal(
		ma_changes_make(&b, look_up, (void *)(uintptr_t)r, &arena, &changes, &err), MA_OK);
	*refused = b.problems_n > 0 || changes.problems_n > 0 || b.n == 0;
	n = changes.n;
	for (i = 0; i < changes.n; i++)
		if (!is_meant(r, &changes.v[i])) {
			print_message("    " MA_STR_FMT " would be [" MA_STR_FMT "]\n",
				MA_STR_ARG(changes.v[i].path), MA_STR_ARG(changes.v[i].content));
			n = SIZE_MAX;
		}
	ma_arena_done(&arena);
	return n;
}

static void reply_init(struct reply *r)
{
	size_t i;

	memset(r, 0, sizeof(*r));
	for (i = 0; i < FILES_MAX; i++) {
		r->files[i].before = (struct ma_buf)MA_BUF_INIT(MA_MIB);
		r->files[i].after = (struct ma_buf)MA_BUF_INIT(MA_MIB);
	}
	for (i = 0; i < LINES_MAX; i++)
		r->lines[i].text = (struct ma_buf)MA_BUF_INIT(MA_MIB);
}

static void reply_done(struct reply *r)
{
	size_t i;

	for (i = 0; i < FILES_MAX; i++) {
		ma_buf_done(&r->files[i].before);
		ma_buf_done(&r->files[i].after);
	}
	for (i = 0; i < LINES_MAX; i++)
		ma_buf_done(&r->lines[i].text);
}

static void one(uint64_t seed, bool damage, struct counts *c)
{
	static struct reply r;
	struct ma_buf text = MA_BUF_INIT(MA_MIB);
	const char *how = "nothing";
	bool refused = false;
	size_t n;

	reply_init(&r);
	write_reply(&r, seed);
	join(&r, &text);
	if (damage)
		how = hurt(&r, &text);
	n = read_back(&r, ma_buf_str(&text), &refused);
	c->wrong += n == SIZE_MAX;
	c->right += n == r.files_n && !refused;
	c->refused += n != SIZE_MAX && refused;
	c->cut += n < r.files_n && !refused && strncmp(how, "the ", 4) == 0;
	c->partial += n < r.files_n && !refused && strncmp(how, "the ", 4) != 0;
	if (n == SIZE_MAX ||
		(getenv("META_AGENT_SHOW") &&
			(damage ? n < r.files_n && !refused && strncmp(how, "the ", 4) != 0
				: n != r.files_n || refused)))
		print_message("    seed %" PRIu64 ", form %d, %s:\n" MA_STR_FMT "\n", seed,
			(int)r.form, how, MA_STR_ARG(ma_buf_str(&text)));
	ma_buf_done(&text);
	reply_done(&r);
}

static unsigned replies(void)
{
	uint64_t n = REPLIES;
	const char *given = getenv("META_AGENT_REPLIES"); /* for a longer campaign */

	if (given && !ma_str_to_u64(ma_str(given), &n))
		fail_msg("META_AGENT_REPLIES is no number");
	return (unsigned)n;
}

static void a_reply_in_any_form_is_read_as_it_was_meant(void **state)
{
	struct counts c = { 0, 0, 0, 0, 0 };
	uint64_t seed = (uint64_t)seed_of_run();
	unsigned n = replies(), i;

	MA_UNUSED(state);
	for (i = 0; i < n; i++)
		one(seed + i, false, &c);
	print_message("    right %u, refused %u, partial %u, wrong %u\n", c.right, c.refused,
		c.partial, c.wrong);
	assert_int_equal(c.wrong, 0);
	assert_true(1000 * (uint64_t)c.right >= 995 * (uint64_t)n);
}

static void a_damaged_reply_is_read_as_it_was_meant_or_refused(void **state)
{
	struct counts c = { 0, 0, 0, 0, 0 };
	uint64_t seed = (uint64_t)seed_of_run();
	unsigned n = replies(), i;

	MA_UNUSED(state);
	for (i = 0; i < n; i++)
		one(~seed - i, true, &c);
	print_message("    right %u, refused %u, cut %u, partial %u, wrong %u\n", c.right,
		c.refused, c.cut, c.partial, c.wrong);
	assert_int_equal(c.wrong, 0);
	assert_true(1000 * (uint64_t)c.partial <= 5 * (uint64_t)n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reply_in_any_form_is_read_as_it_was_meant),
		cmocka_unit_test(a_damaged_reply_is_read_as_it_was_meant_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
