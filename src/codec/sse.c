/*
 * Server-sent events. Bytes are gathered to lines and only whole lines are
 * looked at, so that it does not matter where the network cut them: inside a
 * character, a BOM, or between CR and LF.
 */
#include "codec/sse.h"

#define FIELD_NAME_MAX 64 /* "data: " and what else may stand before a value */
#define EVENT_NAME_MAX 256

void ma_sse_init(struct ma_sse *sse, size_t event_max)
{
	size_t line_max = event_max < SIZE_MAX - FIELD_NAME_MAX ? event_max + FIELD_NAME_MAX
								: SIZE_MAX;

	*sse = (struct ma_sse){
		.line = MA_BUF_INIT(line_max),
		.event = MA_BUF_INIT(EVENT_NAME_MAX),
		.payload = MA_BUF_INIT(event_max),
	};
}

void ma_sse_done(struct ma_sse *sse)
{
	ma_buf_done(&sse->line);
	ma_buf_done(&sse->event);
	ma_buf_done(&sse->payload);
}

static ma_rc check(const struct ma_buf *b, const char *what, ma_err *err)
{
	return ma_buf_check(b, err) ? ma_err_wrap(err, "%s", what) : MA_OK;
}

static ma_rc dispatch(struct ma_sse *sse, ma_sse_fn *fn, void *data, ma_err *err)
{
	bool wanted = true;

	if (sse->has_data)
		wanted = fn(data, ma_buf_str(&sse->event), ma_buf_str(&sse->payload));
	ma_buf_clear(&sse->event);
	ma_buf_clear(&sse->payload);
	sse->has_data = false;
	return wanted ? MA_OK : ma_fail(err, MA_ECANCELED, "the reader stopped the event stream");
}

static ma_rc add_field(struct ma_sse *sse, struct ma_str name, struct ma_str value, ma_err *err)
{
	if (ma_str_is(name, "data")) {
		if (sse->has_data)
			ma_buf_addc(&sse->payload, '\n');
		ma_buf_addv(&sse->payload, value);
		sse->has_data = true;
		return check(&sse->payload, "data of a server-sent event", err);
	}
	if (ma_str_is(name, "event")) {
		ma_buf_clear(&sse->event);
		ma_buf_addv(&sse->event, value);
		return check(&sse->event, "name of a server-sent event", err);
	}
	return MA_OK; /* "id", "retry" and unknown fields mean nothing to us */
}

/*
 * JSON where a field should be: how some servers tell that they failed in the midst of a stream. No field has such a
 * name; so it is an event by itself.
 */
static ma_rc take_bare(
	struct ma_sse *sse, struct ma_str line, ma_sse_fn *fn, void *data, ma_err *err)
{
	ma_rc rc = dispatch(sse, fn, data, err);

	if (rc)
		return rc;
	return fn(data, MA_STR(""), line)
		? MA_OK
		: ma_fail(err, MA_ECANCELED, "the reader stopped the event stream");
}

static ma_rc take_line(struct ma_sse *sse, ma_sse_fn *fn, void *data, ma_err *err)
{
	struct ma_str line = ma_buf_str(&sse->line), name;

	if (!sse->started && ma_str_starts(line, "\xef\xbb\xbf"))
		line = ma_str_from(line, 3);
	sse->started = true;
	if (line.n == 0)
		return dispatch(sse, fn, data, err);
	if (line.p[0] == ':') {
		sse->comments++;
		return MA_OK;
	}
	if (line.p[0] == '{')
		return take_bare(sse, line, fn, data, err);
	(void)ma_str_cut(&line, ':', &name); /* not empty: checked above */
	if (ma_str_starts(line, " "))
		line = ma_str_from(line, 1);
	return add_field(sse, name, line, err);
}

/* Sixteen at a time, as in json.c. */
typedef signed char block __attribute__((vector_size(16)));

static bool has_line_end(const char *p)
{
	uint64_t found[2];
	block b, is;

	memcpy(&b, p, sizeof(b));
	is = (b == '\n') | (b == '\r');
	memcpy(found, &is, sizeof(found));
	return (found[0] | found[1]) != 0;
}

size_t ma_sse_until_line_end(struct ma_str s)
{
	size_t n = 0;

	while (n + sizeof(block) <= s.n && !has_line_end(s.p + n))
		n += sizeof(block);
	while (n < s.n && s.p[n] != '\n' && s.p[n] != '\r')
		n++;
	return n;
}

ma_rc ma_sse_feed(struct ma_sse *sse, struct ma_str bytes, ma_sse_fn *fn, void *data, ma_err *err)
{
	size_t n;
	ma_rc rc;

	while (bytes.n > 0) {
		if (sse->after_cr && bytes.p[0] == '\n')
			bytes = ma_str_from(bytes, 1); /* the second half of a CRLF */
		sse->after_cr = false;
		n = ma_sse_until_line_end(bytes);
		ma_buf_add(&sse->line, bytes.p, n);
		rc = check(&sse->line, "line of an event stream", err);
		if (rc || n == bytes.n)
			return rc;
		sse->after_cr = bytes.p[n] == '\r';
		rc = take_line(sse, fn, data, err);
		if (rc)
			return rc;
		ma_buf_clear(&sse->line);
		bytes = ma_str_from(bytes, n + 1);
	}
	return MA_OK;
}

ma_rc ma_sse_end(struct ma_sse *sse, ma_sse_fn *fn, void *data, ma_err *err)
{
	ma_rc rc = check(&sse->line, "line of an event stream", err);

	if (!rc && sse->line.n > 0)
		rc = take_line(sse, fn, data, err);
	ma_buf_clear(&sse->line);
	return rc ? rc : dispatch(sse, fn, data, err);
}
