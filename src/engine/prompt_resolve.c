/* Requests to resolve a conflict: each place with its three texts, in numbered lines. */
#include "base/limits.h"
#include "codec/json.h"
#include "engine/prompt_parts.h"

#define CONTEXT_LINES \
	5 /* of the branch's file, before and after a place, where the file is not shown whole */

/* "12| text"; the number is not known where it is 0. */
static void add_lines(struct ma_buf *out, struct ma_str text, int64_t line)
{
	struct ma_str one;

	for (; ma_str_line(&text, &one); line += line > 0) {
		if (line > 0)
			ma_buf_addf(out, "%lld| ", (long long)line);
		else
			ma_buf_adds(out, "-| ");
		ma_buf_addv(out, one);
		ma_buf_addc(out, '\n');
	}
}

/* The lines from `from` on, so many of them. */
static struct ma_str lines_of(struct ma_str text, int64_t from, int64_t n)
{
	struct ma_str rest = text, line;
	size_t at = 0;
	int64_t i;

	for (i = 1; i < from && ma_str_line(&rest, &line); i++)
		at = text.n - rest.n;
	for (i = 0; i < n && ma_str_line(&rest, &line); i++)
		;
	return ma_str_n(text.p + at, text.n - rest.n - at);
}

static int64_t count_lines(struct ma_str text)
{
	struct ma_str line;
	int64_t n = 0;

	while (ma_str_line(&text, &line))
		n++;
	return n;
}

static void add_side(struct ma_buf *out, const char *whose, struct ma_str text, int64_t line)
{
	ma_buf_addf(out, "%s:%s\n", whose, text.n == 0 ? " nothing" : "");
	add_lines(out, text, line);
}

static void add_context(
	struct ma_buf *out, const struct ma_prompt_conflict *c, int64_t line, int64_t n)
{
	int64_t from = line > CONTEXT_LINES ? line - CONTEXT_LINES : 1;

	if (c->whole || line == 0)
		return;
	add_side(out, "around it on the branch",
		lines_of(c->ours, from, line - from + n + CONTEXT_LINES), from);
}

static int64_t line_at(const json_t *place, size_t side)
{
	return json_integer_value(json_array_get(json_object_get(place, "lines"), side));
}

static void add_place(struct ma_buf *out, const struct ma_prompt_conflict *c, const json_t *place)
{
	struct ma_str ours = ma_json_str(place, "ours");

	add_side(out, "before", ma_json_str(place, "base"), line_at(place, 0));
	add_side(out, "on the branch", ours, line_at(place, 1));
	add_side(out, "of this task", ma_json_str(place, "theirs"), line_at(place, 2));
	add_context(out, c, line_at(place, 1), count_lines(ours));
}

static void add_places(struct ma_buf *out, const struct ma_prompt_conflict *c)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_REQUEST);
	const json_t *place;
	size_t i;

	json_array_foreach (c->places, i, place) {
		ma_buf_clear(&text);
		ma_buf_adds(out, "<conflict path=\"");
		ma_prompt_attribute(out, c->path);
		ma_buf_adds(out, "\" place=\"");
		ma_prompt_attribute(out, ma_json_str(place, "at"));
		ma_buf_adds(out, "\" task=\"");
		ma_prompt_attribute(out, c->task);
		ma_buf_adds(out, "\">\n");
		add_place(&text, c, place);
		ma_prompt_outside(out, ma_buf_str(&text));
		ma_buf_adds(out, "</conflict>\n\n");
	}
	if (text.rc)
		out->rc = text.rc;
	ma_buf_done(&text);
}

static void add_rivals(struct ma_buf *out, const struct ma_prompt *p)
{
	size_t i;

	if (p->rivals_n == 0)
		return;
	ma_buf_adds(out, "<others>\n");
	for (i = 0; i < p->rivals_n; i++) {
		ma_buf_addf(out, "- " MA_STR_FMT ": ", MA_STR_ARG(p->rivals[i]->id));
		ma_prompt_outside(out, p->rivals[i]->name);
		if (p->rivals[i]->description.n > 0)
			ma_prompt_outside(out, p->rivals[i]->description);
	}
	ma_buf_adds(out, "</others>\n\n");
}

void ma_prompt_conflicts(struct ma_buf *out, const struct ma_prompt *p)
{
	size_t i;

	add_rivals(out, p);
	for (i = 0; i < p->conflicts_n; i++) {
		const struct ma_prompt_conflict *c = &p->conflicts[i];

		add_places(out, c);
		if (c->whole)
			ma_prompt_artifact(out, c->task, c->path, c->ours);
	}
}

void ma_prompt_resolution(struct ma_buf *out, const struct ma_prompt *p)
{
	size_t i;

	ma_buf_addf(out,
		"The files of this task are ready, but others changed the same places since it was shown them. The artifacts are these files as the branch has them now. "
		"Resolve each conflict: what this task wanted goes into the branch's text, and nothing that either side added is lost. "
		"Where both changed the same lines, choose what fulfils both tasks.\n"
		"Answer with whole files, each between two marker lines, and nothing else:\n"
		"=== FILE %s path/to/file\n"
		"the complete content of the file, verbatim, without fences and without conflict markers\n"
		"=== END %s\n",
		p->nonce, p->nonce);
	if (p->edits)
		ma_prompt_edits_format(out, p->nonce, false);
	ma_buf_adds(out, "Give these files, and no others:\n");
	for (i = 0; i < p->conflicts_n; i++)
		ma_prompt_outside(out, p->conflicts[i].path);
	ma_buf_adds(
		out, "What cannot be resolved so is better left: answer with the reason alone.\n");
}
