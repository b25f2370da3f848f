/* The sections of a request. */
#include "llm/offline_parts.h"

#define KEPT "All else of your last answer is kept" /* docs/formats/prompt.md */

struct ma_str ma_offline_attribute(struct ma_str tag, const char *name)
{
	ptrdiff_t at = ma_str_find(tag, ma_str(name));
	struct ma_str rest = ma_str_from(tag, at < 0 ? tag.n : (size_t)at + strlen(name)), value;

	if (!ma_str_starts(rest, "=\""))
		return MA_STR("");
	rest = ma_str_from(rest, 2);
	return ma_str_cut(&rest, '"', &value) ? value : MA_STR("");
}

bool ma_offline_opens(struct ma_str line, const char *name)
{
	size_t n = strlen(name);

	return line.n > n + 1 && line.p[0] == '<' && ma_str_starts(ma_str_from(line, 1), name) &&
		(line.p[n + 1] == '>' || line.p[n + 1] == ' ') && line.p[line.n - 1] == '>';
}

static bool closes(struct ma_str line, const char *name)
{
	return ma_str_starts(line, "</") && ma_str_ends(line, ">") &&
		ma_str_eq(ma_str_n(line.p + 2, line.n - 3), ma_str(name));
}

struct ma_str ma_offline_body(struct ma_str *rest, const char *name)
{
	const char *from = rest->p, *to = from;
	struct ma_str line;

	while (ma_str_line(rest, &line)) {
		if (closes(line, name))
			return ma_str_n(from, (size_t)(to - from));
		to = rest->p;
	}
	return ma_str_n(from, (size_t)(to - from));
}

/* One of the acceptance tests' own files, in every kind of project that has some. */
static bool is_acceptance(struct ma_str path)
{
	return ma_str_ends(path, "tests/fixtures.ts") || ma_str_starts(path, "acceptance/");
}

static void note_path(struct ma_str path, struct ma_offline_request *out)
{
	out->accepted |= is_acceptance(path);
	out->founded |= ma_str_is(path, "docs/contract.md");
}

/* Paths, a line each. */
static void note_paths(struct ma_str paths, struct ma_offline_request *out)
{
	struct ma_str line;

	while (ma_str_line(&paths, &line))
		note_path(line, out);
}

static void read_section(struct ma_str tag, struct ma_str *rest, struct ma_offline_request *out)
{
	struct ma_str body;

	if (ma_offline_opens(tag, "request")) {
		out->request = ma_offline_body(rest, "request");
	} else if (ma_offline_opens(tag, "agents")) {
		out->agents = ma_offline_body(rest, "agents");
	} else if (ma_offline_opens(tag, "contract")) {
		out->contract = ma_offline_body(rest, "contract");
	} else if (ma_offline_opens(tag, "task")) {
		out->task = ma_offline_attribute(tag, "id");
		out->agent = ma_offline_attribute(tag, "agent");
		(void)ma_offline_body(rest, "task"); /* the description is for models */
	} else if (ma_offline_opens(tag, "files")) {
		out->files = ma_offline_body(rest, "files");
		note_paths(out->files, out);
	} else if (ma_offline_opens(tag, "artifact")) {
		note_path(ma_offline_attribute(tag, "path"), out);
		(void)ma_offline_body(
			rest, "artifact"); /* so that nothing in it is taken for a section */
	} else if (ma_offline_opens(tag, "conflict")) {
		out->conflicts++;
		(void)ma_offline_body(rest, "conflict"); /* offline_resolve.c reads it */
	} else if (ma_offline_opens(tag, "problem")) {
		out->problem = ma_offline_body(rest, "problem");
		out->again = true;
	} else if (ma_offline_opens(tag, "failure")) {
		out->again = out->failed = out->doubted = true;
	} else if (ma_offline_opens(tag, "printed")) {
		(void)ma_offline_body(rest, "printed"); /* likewise */
		out->again = out->failed = true;
		out->doubted = false;
	} else if (ma_offline_opens(tag, "output")) {
		out->nonce = ma_offline_attribute(tag, "nonce");
		body = ma_offline_body(rest, "output");
		out->kept = ma_str_find(body, MA_STR(KEPT)) >= 0;
		out->edits = ma_str_find(body, MA_STR("\n=== EDIT ")) >= 0;
	}
}

void ma_offline_read_request(struct ma_str message, struct ma_offline_request *out)
{
	struct ma_str line;

	memset(out, 0, sizeof(*out));
	out->message = message;
	while (ma_str_line(&message, &line))
		read_section(line, &message, out);
}

bool ma_offline_next_artifact(struct ma_str *rest, struct ma_str *path, struct ma_str *content)
{
	struct ma_str line;

	while (ma_str_line(rest, &line)) {
		if (!ma_offline_opens(line, "artifact"))
			continue;
		*path = ma_offline_attribute(line, "path");
		*content = ma_offline_body(rest, "artifact");
		return true;
	}
	return false;
}
