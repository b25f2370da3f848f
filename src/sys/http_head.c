/* The head of a response. */
#include "sys/http_head.h"

#include "base/alloc.h"
#include "base/limits.h"

void ma_head_init(struct ma_head_reader *r)
{
	*r = (struct ma_head_reader){ .text = MA_BUF_INIT(MA_LIMIT_HTTP_HEADER) };
}

void ma_head_done(struct ma_head_reader *r)
{
	ma_buf_done(&r->text);
	ma_free(r->fields);
	*r = (struct ma_head_reader){ .complete = false };
}

/* "HTTP/1.1 200 OK", "HTTP/2 200" */
static int status_of(struct ma_str line)
{
	struct ma_str word;
	uint64_t status;

	if (!ma_str_cut(&line, ' ', &word) || line.n < 3 ||
		!ma_str_to_u64(ma_str_n(line.p, 3), &status))
		return 0;
	return (int)status;
}

/* Cut "Name: value" in two. False for a line that is no field: the end, or the rest of a folded value. */
static bool cut_field(struct ma_str line, struct ma_str *name, struct ma_str *value)
{
	ptrdiff_t colon = ma_str_find(line, MA_STR(":"));

	if (colon <= 0 || line.p[0] == ' ' || line.p[0] == '\t')
		return false;
	*name = ma_str_n(line.p, (size_t)colon);
	*value = ma_str_trim(ma_str_from(line, (size_t)colon + 1));
	return true;
}

static void lower_names(struct ma_buf *text)
{
	bool in_name = true;
	size_t i;

	for (i = 0; i < text->n; i++) {
		if (text->p[i] == '\n')
			in_name = true;
		else if (text->p[i] == ':')
			in_name = false;
		else if (in_name && text->p[i] >= 'A' && text->p[i] <= 'Z')
			text->p[i] = (char)(text->p[i] + 'a' - 'A');
	}
}

/* Fill fields where there are any, else only count. */
static size_t each_field(struct ma_str text, struct ma_str *fields, size_t n_max)
{
	struct ma_str line, name, value;
	size_t n = 0;

	while (ma_str_line(&text, &line)) {
		if (!cut_field(line, &name, &value))
			continue;
		if (fields) {
			fields[n] = name;
			fields[n_max + n] = value;
		}
		n++;
	}
	return n;
}

/* `lines`: what follows the status line in r->text. */
static ma_rc complete(struct ma_head_reader *r, int status, struct ma_str lines, ma_err *err)
{
	size_t n = each_field(lines, NULL, 0);

	r->fields = ma_new_n(struct ma_str, 2 * n);
	if (!r->fields)
		return ma_fail_nomem(err);
	lower_names(&r->text);
	(void)each_field(lines, r->fields, n); /* as many as before */
	r->head = (struct ma_http_head){ status, r->fields, r->fields + n, n };
	r->complete = true;
	return MA_OK;
}

ma_rc ma_head_line(struct ma_head_reader *r, struct ma_str line, ma_err *err)
{
	struct ma_str text, first = { NULL, 0 };
	int status;

	if (r->complete) {
		/* A trailer: its room is taken from the same bound, its bytes are not kept. */
		if (line.n > r->text.max)
			return ma_fail(err, MA_ELIMIT, "more than %zu bytes of trailers",
				MA_LIMIT_HTTP_HEADER);
		r->text.max -= line.n;
		return MA_OK;
	}
	ma_buf_addv(&r->text, line);
	if (ma_buf_check(&r->text, err))
		return ma_err_wrap(err, "the head of the response");
	if (ma_str_trim(line).n > 0)
		return MA_OK;
	text = ma_buf_str(&r->text);
	(void)ma_str_line(&text, &first); /* there is one: the empty line at least */
	status = status_of(first);
	if (status >= 200 || status == 101)
		return complete(r, status, text, err);
	ma_buf_clear(&r->text); /* another 1xx: the real one follows */
	return MA_OK;
}

struct ma_str ma_http_header(const struct ma_http_head *head, const char *name)
{
	size_t i;

	for (i = 0; i < head->n; i++)
		if (ma_str_is(head->names[i], name))
			return head->values[i];
	return (struct ma_str){ NULL, 0 };
}
