/* The sections of a request. */
#include "llm/offline_parts.h"

#define KEPT "All else of your last answer is kept" /* docs/formats/prompt.md */

/* The value of `name="..."` in a tag; "" when it has none. */
static struct ma_str attribute(struct ma_str tag, const char *name)
{
	ptrdiff_t at = ma_str_find(tag, ma_str(name));
	struct ma_str rest = ma_str_from(tag, at < 0 ? tag.n : (size_t)at + strlen(name)), value;

	if (!ma_str_starts(rest, "=\""))
		return MA_STR("");
	rest = ma_str_from(rest, 2);
	return ma_str_cut(&rest, '"', &value) ? value : MA_STR("");
}

/* "<name>" or "<name attributes>" */
static bool opens(struct ma_str line, const char *name)
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

/* The lines up to the section's end; *rest goes on behind it. */
static struct ma_str body(struct ma_str *rest, const char *name)
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

static void read_section(struct ma_str tag, struct ma_str *rest, struct ma_offline_request *out)
{
	if (opens(tag, "request")) {
		out->request = body(rest, "request");
	} else if (opens(tag, "agents")) {
		out->agents = body(rest, "agents");
	} else if (opens(tag, "contract")) {
		out->contract = body(rest, "contract");
	} else if (opens(tag, "task")) {
		out->task = attribute(tag, "id");
		out->agent = attribute(tag, "agent");
		(void)body(rest, "task"); /* the description is for models */
	} else if (opens(tag, "artifact")) {
		(void)body(rest, "artifact"); /* so that nothing in it is taken for a section */
	} else if (opens(tag, "problem")) {
		out->problem = body(rest, "problem");
		out->again = true;
	} else if (opens(tag, "printed")) {
		(void)body(rest, "printed"); /* likewise */
		out->again = true;
	} else if (opens(tag, "output")) {
		out->nonce = attribute(tag, "nonce");
		out->kept = ma_str_find(body(rest, "output"), MA_STR(KEPT)) >= 0;
	}
}

void ma_offline_read_request(struct ma_str message, struct ma_offline_request *out)
{
	struct ma_str line;

	memset(out, 0, sizeof(*out));
	while (ma_str_line(&message, &line))
		read_section(line, &message, out);
}

bool ma_offline_next_artifact(struct ma_str *rest, struct ma_str *path, struct ma_str *content)
{
	struct ma_str line;

	while (ma_str_line(rest, &line)) {
		if (!opens(line, "artifact"))
			continue;
		*path = attribute(line, "path");
		*content = body(rest, "artifact");
		return true;
	}
	return false;
}
