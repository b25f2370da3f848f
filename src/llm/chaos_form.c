/* How models write down what they answer with. */
#include "base/alloc.h"
#include "base/path.h"
#include "codec/blocks.h"
#include "codec/json.h"
#include "llm/chaos_parts.h"

static const struct {
	const char *end, *language;
} languages[] = {
	{ ".ts", "typescript" },
	{ ".tsx", "tsx" },
	{ ".js", "javascript" },
	{ ".mjs", "javascript" },
	{ ".json", "json" },
	{ ".md", "markdown" },
	{ ".css", "css" },
	{ ".html", "html" },
	{ ".yml", "yaml" },
	{ ".yaml", "yaml" },
	{ ".py", "python" },
	{ ".c", "c" },
	{ ".h", "c" },
	{ ".sh", "bash" },
};

static const char *language_of(struct ma_str path)
{
	size_t i;

	for (i = 0; i < MA_COUNT(languages); i++)
		if (ma_str_ends(path, languages[i].end))
			return languages[i].language;
	return "";
}

typedef void write_file(struct ma_buf *out, struct ma_str nonce, const struct ma_chaos_file *f);

static void in_envelope(struct ma_buf *out, struct ma_str nonce, const struct ma_chaos_file *f)
{
	ma_blocks_write(out, nonce, f->path, f->content);
}

static void fence(struct ma_buf *out, const struct ma_chaos_file *f)
{
	ma_buf_addf(out, "```%s\n", language_of(f->path));
	ma_buf_addv(out, f->content);
	ma_buf_adds(out, "```\n\n");
}

static void under_name(struct ma_buf *out, struct ma_str nonce, const struct ma_chaos_file *f)
{
	(void)nonce; /* fences have none */
	ma_buf_addf(out, "**" MA_STR_FMT "**\n", MA_STR_ARG(f->path));
	fence(out, f);
}

static void under_heading(struct ma_buf *out, struct ma_str nonce, const struct ma_chaos_file *f)
{
	(void)nonce; /* fences have none */
	ma_buf_addf(out, "### `" MA_STR_FMT "`\n\n", MA_STR_ARG(f->path));
	fence(out, f);
}

static void in_named_fence(struct ma_buf *out, struct ma_str nonce, const struct ma_chaos_file *f)
{
	(void)nonce; /* fences have none */
	ma_buf_addf(out, "```%s:" MA_STR_FMT "\n", language_of(f->path), MA_STR_ARG(f->path));
	ma_buf_addv(out, f->content);
	ma_buf_adds(out, "```\n\n");
}

static void in_tags(struct ma_buf *out, struct ma_str nonce, const struct ma_chaos_file *f)
{
	(void)nonce; /* tags have none */
	ma_buf_addf(out, "<file path=\"" MA_STR_FMT "\">\n", MA_STR_ARG(f->path));
	ma_buf_addv(out, f->content);
	ma_buf_adds(out, "</file>\n");
}

static void in_patch(struct ma_buf *out, struct ma_str nonce, const struct ma_chaos_file *f)
{
	struct ma_str rest = f->content, line;

	(void)nonce; /* patches have none */
	ma_buf_addf(out, "*** Begin Patch\n*** Add File: " MA_STR_FMT "\n", MA_STR_ARG(f->path));
	while (ma_str_line(&rest, &line))
		ma_buf_addf(out, "+" MA_STR_FMT "\n", MA_STR_ARG(line));
	ma_buf_adds(out, "*** End Patch\n");
}

/* The envelope with an end that it should not have. */
static void half_in_envelope(struct ma_buf *out, struct ma_str nonce, const struct ma_chaos_file *f)
{
	ma_buf_addf(out, "=== FILE " MA_STR_FMT " " MA_STR_FMT "\n", MA_STR_ARG(nonce),
		MA_STR_ARG(f->path));
	ma_buf_addv(out, f->content);
	ma_buf_adds(out, "=== END\n");
}

static const struct {
	const char *name;
	uint32_t weight;
	write_file *write;
} forms[] = {
	{ "", 0, in_envelope },
	{ "bold-fence", 3, under_name },
	{ "heading-fence", 3, under_heading },
	{ "named-fence", 3, in_named_fence },
	{ "tags", 2, in_tags },
	{ "patch", 2, in_patch },
	{ "half-envelope", 2, half_in_envelope },
};

#define FORMS_WEIGHT 15 /* of all of them */
#define FORM_PERCENT 25 /* of the answers are in another form than they should be */

static size_t draw_form(struct ma_chaos *c)
{
	uint32_t at;
	size_t i;

	if (!ma_chaos_chance(c, FORM_PERCENT))
		return 0;
	at = ma_chaos_draw(c, FORMS_WEIGHT);
	for (i = 1; at >= forms[i].weight; i++)
		at -= forms[i].weight;
	ma_chaos_note(c, forms[i].name);
	return i;
}

static bool happens(struct ma_chaos *c, uint32_t percent, const char *name)
{
	bool yes = ma_chaos_chance(c, percent);

	if (yes)
		ma_chaos_note(c, name);
	return yes;
}

static void write_files(
	struct ma_chaos *c, const struct ma_chaos_draft *d, struct ma_buf *out, bool prose)
{
	size_t form = draw_form(c), i;
	struct ma_str nonce = c->nonce;

	if (form == 0 && happens(c, 4, "nonce"))
		nonce = MA_STR("a1b2c3d4");
	for (i = 0; i < d->files_n; i++) {
		if (prose && i % 4 == 3)
			ma_buf_adds(out, "\nNext, the part that ties it together:\n\n");
		if (form > 0 || d->files[i].old.n == 0 ||
			!ma_chaos_edit(c, nonce, &d->files[i], out))
			forms[form].write(out, nonce, &d->files[i]);
	}
	if (d->files_n == 0)
		ma_buf_adds(out,
			"I'm sorry, but I need more details before I can write these files.\n");
}

static void write_plan(struct ma_chaos *c, const struct ma_chaos_draft *d, struct ma_buf *out)
{
	struct ma_buf json = MA_BUF_INIT(out->max);
	bool fenced = happens(c, 40, "fence"), commented = happens(c, 15, "comment"),
	     comma = happens(c, 15, "comma");
	struct ma_str text;

	ma_json_write(d->plan, 2, &json);
	text = ma_str_trim(ma_buf_str(&json));
	if (fenced)
		ma_buf_adds(out, "```json\n");
	if (commented && text.n > 1) {
		ma_buf_adds(out, "{ // the plan\n");
		text = ma_str_from(text, 1);
	}
	if (comma && text.n > 1) {
		ma_buf_addv(out, ma_str_trim(ma_str_n(text.p, text.n - 1)));
		ma_buf_adds(out, ",\n}\n");
	} else {
		ma_buf_addv(out, text);
		ma_buf_addc(out, '\n');
	}
	if (fenced)
		ma_buf_adds(out, "```\n");
	if (json.rc)
		c->rc = json.rc;
	ma_buf_done(&json);
}

static void with_crlf(struct ma_buf *out)
{
	struct ma_buf lines = MA_BUF_INIT(out->max);
	struct ma_str rest = ma_buf_str(out), line;

	while (ma_str_line(&rest, &line))
		ma_buf_addf(&lines, MA_STR_FMT "\r\n", MA_STR_ARG(line));
	ma_buf_done(out);
	*out = lines;
}

void ma_chaos_form(struct ma_chaos *c, const struct ma_chaos_draft *d, struct ma_buf *out)
{
	bool prose = happens(c, 25, "prose"), whole = !d->plan && happens(c, 5, "all-in-fence");

	if (happens(c, 10, "thoughts"))
		ma_buf_adds(out,
			"<think>\nThe user wants this built. I should begin with\n"
			"=== FILE notes.md\nand go on from there.\n</think>\n");
	if (prose)
		ma_buf_adds(out, "Certainly! Here is what you asked for:\n\n");
	if (whole)
		ma_buf_adds(out, "```\n");
	if (d->plan)
		write_plan(c, d, out);
	else
		write_files(c, d, out, prose);
	if (whole)
		ma_buf_adds(out, "```\n");
	if (prose)
		ma_buf_adds(out,
			"\nLet me know if you would like me to change anything! For example:\n"
			"```bash\nnpm install && npm test\n```\n");
	if (happens(c, 4, "crlf"))
		with_crlf(out);
	if (ma_chaos_happens(c, 3, "end-token"))
		ma_buf_adds(out, "<|im_end|>\n");
	if (ma_chaos_happens(c, 1, "no-answer"))
		ma_buf_clear(out);
}
