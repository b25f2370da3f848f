/* The tolerant reader's loop: what may come next, and what is made of it when something else comes. */
#include "codec/extract_reader.h"

#include "base/alloc.h"

bool extract_fault(struct extract_reader *r, ma_rc rc, const char *why)
{
	if (!r->rc) {
		r->rc = rc;
		r->why = why;
	}
	return false;
}

void extract_back(struct ma_buf *out, size_t n)
{
	if (out->rc || n >= out->n)
		return;
	out->n = n;
	out->p[n] = '\0';
}

void extract_note(
	struct extract_reader *r, enum ma_repair_class class, const char *at, const char *what)
{
	struct ma_repairs *all = r->repairs;
	struct ma_repair *grown;

	if (all->worst < class)
		all->worst = class;
	if (all->n >= MA_REPAIRS_MAX) {
		all->n++;
		return;
	}
	if (all->n == all->cap) {
		grown = ma_realloc(all->v, all->cap * 2 + 8, sizeof(*grown));
		if (!grown) {
			(void)extract_fault(r, MA_ENOMEM, ""); /* seen by the loop */
			return;
		}
		all->v = grown;
		all->cap = all->cap * 2 + 8;
	}
	all->v[all->n++] = (struct ma_repair){ class,
		(size_t)((r->fixed ? r->fixed : at) - r->base), what };
}

static struct extract_frame *top(struct extract_reader *r)
{
	return &r->stack[r->depth - 1];
}

static void begin_item(struct extract_reader *r)
{
	if (top(r)->n++ > 0)
		ma_buf_addc(r->out, ',');
	r->comma = NULL;
}

static bool open_container(struct extract_reader *r)
{
	bool array = *r->p == '[';

	if (r->depth == MA_LIMIT_JSON_DEPTH)
		return extract_fault(r, MA_EINVALID, "more than 512 levels");
	ma_buf_addc(r->out, *r->p++);
	r->stack[r->depth++] = (struct extract_frame){ array ? ']' : '}', 0, r->members_n };
	r->want = array ? WANT_VALUE : WANT_KEY;
	r->comma = NULL;
	return true;
}

/* A value has been read. */
static bool value_read(struct extract_reader *r, bool string)
{
	r->want = WANT_MORE;
	r->after_string = string;
	r->likely |= !r->cut || r->depth > 1;
	return true;
}

static bool close_top(struct extract_reader *r)
{
	bool ok = top(r)->close == ']' || extract_check_keys(r);

	ma_buf_addc(r->out, top(r)->close);
	r->members_n = top(r)->first;
	r->depth--;
	r->comma = NULL;
	return ok && value_read(r, false);
}

static bool drop_closer(struct extract_reader *r)
{
	extract_note(r, MA_REPAIR_GUESS, r->p, "a closing bracket too many");
	r->p++;
	r->want = WANT_MORE;
	return true;
}

/* The byte behind blanks behind p, or NUL. */
static char after(const struct extract_reader *r, const char *p)
{
	p = extract_blank(p + 1, r->end);
	return p < r->end ? *p : '\0';
}

static bool is_open(const struct extract_reader *r, char close)
{
	int i = r->depth;

	while (i-- > 0)
		if (r->stack[i].close == close)
			return true;
	return false;
}

/* A closer of the other kind: one is missing, or this one is too many, or it is a slip. */
static bool close_other(struct extract_reader *r)
{
	char next = after(r, r->p), c = *r->p;
	const char *more = extract_blank(r->p + 1, r->end);

	if (is_open(r, c)) {
		more = next == ',' ? extract_blank(more + 1, r->end) : r->end;
		if (c == '}' && more < r->end && (*more == '{' || *more == '['))
			return drop_closer(r); /* what follows is an item, no member */
		extract_note(r, MA_REPAIR_GUESS, r->p, "a closing bracket is missing");
		return close_top(r);
	}
	if (next == ',' || next == top(r)->close)
		return drop_closer(r);
	extract_note(r, MA_REPAIR_GUESS, r->p, "the wrong closing bracket");
	r->p++;
	return close_top(r);
}

static bool read_closer(struct extract_reader *r)
{
	const char *next = extract_blank(r->p + 1, r->end);

	if (r->comma) {
		extract_note(r, MA_REPAIR_SAFE, r->comma, "a comma behind the last one");
		r->comma = NULL;
	}
	if (*r->p != top(r)->close)
		return close_other(r);
	if (r->depth == 1 && *r->p == '}' && next < r->end && *next == ',' &&
		extract_key_ahead(extract_blank(next + 1, r->end), r->end))
		return drop_closer(r); /* its members go on */
	r->p++;
	return close_top(r);
}

static bool read_ellipsis(struct extract_reader *r)
{
	extract_note(r, MA_REPAIR_TRUNCATION, r->p, "something was left out");
	r->p += extract_ellipsis(r->p, r->end);
	r->want = WANT_MORE;
	r->comma = NULL;
	return true;
}

static bool skip_comma(struct extract_reader *r)
{
	extract_note(r, MA_REPAIR_GUESS, r->p, "a comma or colon too many");
	r->p++;
	return true;
}

static bool begin_member(struct extract_reader *r)
{
	struct extract_member *grown;

	begin_item(r);
	if (r->members_n == r->members_cap) {
		grown = ma_realloc(r->members, r->members_cap * 2 + 16, sizeof(*grown));
		if (!grown)
			return extract_fault(r, MA_ENOMEM, "");
		r->members = grown;
		r->members_cap = r->members_cap * 2 + 16;
	}
	r->members[r->members_n++] = (struct extract_member){ r->out->n, 0, r->p };
	return true;
}

/* The member just begun has no value: it goes. */
static void take_back_member(struct extract_reader *r)
{
	extract_back(r->out, r->members[--r->members_n].at);
	if (--top(r)->n > 0)
		extract_back(r->out, r->out->n - 1); /* its comma */
}

static bool read_bare_key(struct extract_reader *r)
{
	size_t n = extract_ident(r->p, r->end);
	char next = n ? after(r, r->p + n - 1) : '\0';

	if (n == 0 || !r->loose || (next != ':' && next != '=' && r->p + n < r->end))
		return extract_fault(r, MA_EINVALID, "expected a key in quotes");
	extract_note(r, MA_REPAIR_SAFE, r->p, "a key without quotes");
	ma_json_add_string(r->out, ma_str_n(r->p, n));
	r->p += n;
	return true;
}

static bool read_key(struct extract_reader *r)
{
	char kind;

	if (*r->p == '}' || *r->p == ']')
		return read_closer(r);
	if (*r->p == ',' || *r->p == ';')
		return skip_comma(r);
	if (extract_ellipsis(r->p, r->end))
		return read_ellipsis(r);
	if (!begin_member(r))
		return false;
	if (extract_quote(r->p, r->end, &kind))
		(void)extract_string(r, true, false); /* always true */
	else if (!read_bare_key(r))
		return false;
	r->members[r->members_n - 1].key_n = r->out->n - r->members[r->members_n - 1].at;
	r->want = WANT_COLON;
	return true;
}

static bool read_colon(struct extract_reader *r)
{
	char kind;

	r->want = WANT_VALUE;
	ma_buf_addc(r->out, ':');
	if (*r->p == ':') {
		r->p++;
		r->likely = true;
		return true;
	}
	if (*r->p == '=') {
		extract_note(r, MA_REPAIR_GUESS, r->p, "no colon behind a key");
		r->p += r->end - r->p > 1 && r->p[1] == '>' ? 2 : 1;
		return true;
	}
	if (r->end - r->p >= 3 && memcmp(r->p, "\xef\xbc\x9a", 3) == 0) {
		extract_note(r, MA_REPAIR_GUESS, r->p, "a wide colon");
		r->p += 3;
		return true;
	}
	if (!extract_quote(r->p, r->end, &kind) && !strchr("{[-0123456789", *r->p))
		return extract_fault(r, MA_EINVALID, "expected ':' behind the key");
	extract_note(r, MA_REPAIR_GUESS, r->p, "a colon is missing");
	return true;
}

/* A comma or a closer stands where a value should. */
static bool read_no_value(struct extract_reader *r)
{
	if (top(r)->close == ']')
		return *r->p == ',' || *r->p == ';' ? skip_comma(r) : read_closer(r);
	extract_note(r, MA_REPAIR_GUESS, r->p, "a value is missing");
	ma_buf_adds(r->out, "null");
	return value_read(r, false);
}

static bool read_value(struct extract_reader *r)
{
	bool array = top(r)->close == ']', ok, string;
	char kind;

	if (strchr(",;]}", *r->p))
		return read_no_value(r);
	if (extract_ellipsis(r->p, r->end)) {
		if (!array)
			take_back_member(r);
		return read_ellipsis(r);
	}
	if (*r->p == ':' && !array)
		return skip_comma(r);
	string = extract_quote(r->p, r->end, &kind) > 0;
	if (!string && *r->p != '{' && *r->p != '[' && !extract_is_word(r->p, r->end))
		return extract_fault(r, MA_EINVALID, "expected a value");
	if (array)
		begin_item(r);
	if (*r->p == '{' || *r->p == '[')
		return open_container(r);
	ok = string ? extract_string(r, false, false) : extract_word(r);
	return ok && value_read(r, string);
}

static bool next_one(struct extract_reader *r)
{
	r->want = top(r)->close == ']' ? WANT_VALUE : WANT_KEY;
	return true;
}

static bool read_join(struct extract_reader *r)
{
	char kind;

	extract_note(r, MA_REPAIR_SAFE, r->p, "strings that are joined");
	r->p++;
	extract_skip(r);
	if (r->p == r->end || !extract_quote(r->p, r->end, &kind))
		return extract_fault(r, MA_EINVALID, "expected a string behind '+'");
	extract_back(r->out, r->out->n - 1);
	return extract_string(r, false, true) && value_read(r, true);
}

static bool read_more(struct extract_reader *r)
{
	char kind;

	if (*r->p == '}' || *r->p == ']')
		return read_closer(r);
	if (*r->p == ',') {
		r->comma = r->p++;
		return next_one(r);
	}
	if (*r->p == ';' || (r->end - r->p >= 3 && memcmp(r->p, "\xef\xbc\x8c", 3) == 0)) {
		extract_note(r, MA_REPAIR_GUESS, r->p, "no comma between two");
		r->comma = r->p;
		r->p += *r->p == ';' ? 1 : 3;
		return next_one(r);
	}
	if (*r->p == '+' && r->after_string)
		return read_join(r);
	if (extract_ellipsis(r->p, r->end))
		return read_ellipsis(r);
	if (!extract_quote(r->p, r->end, &kind) && *r->p != '{' && *r->p != '[' &&
		!extract_is_word(r->p, r->end))
		return extract_fault(r, MA_EINVALID, "expected ',' or a closing bracket");
	extract_note(r, MA_REPAIR_GUESS, r->p, "a comma is missing");
	return next_one(r);
}

static bool step(struct extract_reader *r)
{
	switch (r->want) {
	case WANT_KEY:
		return read_key(r);
	case WANT_COLON:
		return read_colon(r);
	case WANT_VALUE:
		return read_value(r);
	case WANT_MORE:
		break;
	}
	return read_more(r);
}

/* Does what was written end with a comma or colon that waits for a value? */
static bool waits(const struct extract_reader *r)
{
	char last = r->out->n > 0 ? r->out->p[r->out->n - 1] : '\0';

	return last == ',' || last == ':' || r->want == WANT_COLON;
}

/* The text is over before the value is: what is there is closed. */
static bool close_all(struct extract_reader *r)
{
	if (!r->cut || r->repairs->worst < MA_REPAIR_TRUNCATION)
		extract_note(r, MA_REPAIR_TRUNCATION, r->p, "the text stops in the middle");
	r->cut = true;
	if (r->out->rc)
		return true;
	if (top(r)->close == '}' && waits(r)) {
		take_back_member(r);
	} else if (waits(r)) {
		extract_back(r->out, r->out->n - 1);
		top(r)->n--;
	}
	while (r->depth > 0)
		if (!close_top(r))
			return false;
	return true;
}

/* Closers that nothing waits for any more. */
static void skip_closers(struct extract_reader *r)
{
	const char *p;

	for (;;) {
		p = extract_blank(r->p, r->end);
		if (p == r->end || (*p != '}' && *p != ']'))
			return;
		r->p = p;
		(void)drop_closer(r); /* always true */
	}
}

bool extract_read(struct extract_reader *r)
{
	bool ok = open_container(r);

	while (ok && r->depth > 0 && !r->rc) {
		extract_skip(r);
		if (extract_over(r)) {
			ok = close_all(r);
			break;
		}
		ok = step(r);
	}
	if (!ok || r->rc)
		return false;
	if (!r->cut)
		skip_closers(r);
	extract_drop(r);
	return true;
}

void extract_reader_done(struct extract_reader *r)
{
	ma_free(r->members);
	ma_free(r->drops);
}
