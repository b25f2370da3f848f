/*
 * Endpoints of an API that say what is sent: "POST /lots/{id}/spaces {number, occupied}" is left as it is, and what it tells of a space
 * stands behind it as a definition. Linear in the text: no list is looked at past LIST_SIZE.
 */
#include "model/understand_layout.h"

#define LIST_SIZE 2000 /* bytes between a path and the end of what is sent to it */

/* "POST /lots/{id}/spaces": how many bytes it takes, up to the path's end; 0: none begins there. */
static size_t endpoint_size(struct ma_str text)
{
	static const char *const methods[] = { "POST /", "PUT /", "PATCH /" };
	size_t n, i;

	for (i = 0; i < MA_COUNT(methods) && !ma_str_starts(text, methods[i]); i++)
		;
	if (i == MA_COUNT(methods))
		return 0;
	for (n = strlen(methods[i]); n < text.n && !memchr(" \t\r\n,;()[`\"", text.p[n], 10); n++)
		;
	while (n > 0 && memchr(".:", text.p[n - 1], 2))
		n--;
	return n;
}

/* "spaces" and "lots" of "/lots/{id}/spaces", "tasks" and "" of "/api/tasks/:id": the last two segments that name several things. */
static struct ma_str read_path(struct ma_spec *spec, struct ma_str path, struct ma_str *whose)
{
	struct ma_str last = MA_STR(""), segment = path;

	*whose = MA_STR("");
	while (ma_str_cut(&path, '/', &segment)) {
		if (segment.n == 0 || memchr("{:<[", segment.p[0], 4))
			continue;
		if (!ma_spec_is_plural(spec, segment)) {
			last = *whose = MA_STR("");
			continue;
		}
		*whose = last;
		last = segment;
	}
	return last;
}

/* Past what stands between a path and the fields that are sent to it: " with ", " body: ", " - ". */
static struct ma_str skip_introduction(struct ma_str text)
{
	static const char *const words[] = { "with ", "body", "takes ", "payload", "fields", "- ",
		": ", ":", "\xe2\x80\x93 ", "\xe2\x80\x94 ", "-> ", "=> " };
	size_t i = 0;

	while (i < MA_COUNT(words)) {
		text = ma_str_trim(text);
		if (ma_str_starts(text, words[i])) {
			text = ma_str_from(text, strlen(words[i]));
			i = 0;
		} else {
			i++;
		}
	}
	return text;
}

/* The list in a bracket at the beginning of the text, or up to the end of the sentence. */
static struct ma_str list_of(struct ma_str text)
{
	int depth = 0;
	size_t n;

	if (text.n == 0 || !memchr("({[", text.p[0], 3))
		return ma_outline_cut_sentence(&text);
	for (n = 0; n < text.n; n++) {
		depth += memchr("({[", text.p[n], 3) != NULL;
		depth -= memchr(")}]", text.p[n], 3) != NULL;
		if (depth == 0)
			return ma_str_n(text.p + 1, n - 1);
	}
	return MA_STR("");
}

/* What stands in braces is what is sent, even where few of its words are known as fields: "{ email, plan, coupon? }". */
static bool is_sent(struct ma_spec *spec, struct ma_str list, bool braces)
{
	struct ma_str item, name, details;

	if (!braces || list.n == 0)
		return ma_outline_lists_fields(spec, list);
	while (ma_outline_cut_item(&list, &item)) {
		ma_definition_split(item, &name, &details);
		if (ma_definition_weigh(spec, name, details) < 0)
			return false;
	}
	return true;
}

/* "coupon?" may be left out, and is no yes or no. */
static void add_sent(struct ma_buf *out, struct ma_str list, bool braces)
{
	struct ma_str part = list;

	while (braces && ma_str_cut(&list, '?', &part) && part.n > 0)
		ma_definition_fields(out, part);
	if (!braces)
		ma_definition_fields(out, list);
}

/* An endpoint at the beginning of `line`, as it is, and what it tells; how many bytes were read. */
static size_t read_endpoint(struct ma_spec *spec, struct ma_str line, struct ma_buf *out)
{
	size_t n = endpoint_size(line), first = 0;
	struct ma_str rest = ma_str_from(line, n), whose, name, list;
	bool cut = rest.n > LIST_SIZE, braces;

	while (line.p[first] != '/')
		first++;
	name = read_path(spec, ma_str_n(line.p + first, n - first), &whose);
	rest = skip_introduction(cut ? ma_str_n(rest.p, LIST_SIZE) : rest);
	list = list_of(rest);
	braces = ma_str_starts(rest, "{");
	ma_buf_addv(out, ma_str_n(line.p, n));
	if (name.n == 0 || (cut && list.p + list.n == rest.p + rest.n) ||
		!is_sent(spec, list, braces))
		return n;
	ma_definition_begin(out, name);
	if (whose.n > 0)
		ma_buf_addf(out, "belongs to one " MA_STR_FMT ", ",
			MA_STR_ARG(ma_spec_name(spec, whose, MA_CASE_SNAKE, true)));
	add_sent(out, list, braces);
	ma_definition_end(out);
	n = (size_t)(list.p + list.n - line.p);
	return n + (n < line.n && memchr(")}]", line.p[n], 3));
}

struct ma_str ma_spec_read_endpoints(struct ma_spec *spec, struct ma_str prompt)
{
	struct ma_buf out = MA_BUF_INIT(prompt.n * 4 + 64);
	struct ma_str rest = prompt, line = prompt;
	size_t n;

	if (spec->rc || ma_str_find(prompt, MA_STR(" /")) < 0)
		return prompt;
	while (ma_str_line(&rest, &line)) {
		while (line.n > 0 && !spec->rc) {
			n = endpoint_size(line) > 0 ? read_endpoint(spec, line, &out) : 1;
			if (n == 1)
				ma_buf_addc(&out, line.p[0]);
			line = ma_str_from(line, n);
		}
		ma_buf_addc(&out, '\n');
	}
	return ma_spec_text(spec, &out, prompt);
}
