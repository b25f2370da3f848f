/*
 * One call: its stages, its deadlines, its bounds, its end.
 *
 * A call is over when libcurl says so, or when we do: a deadline, a bound, a
 * cancel. What we say first is kept in call->result and wins. As libcurl must not
 * be entered from its own callbacks, and a call may be cancelled in one, such an
 * end comes a turn later.
 *
 * Deadlines: libcurl keeps that of the connection. Ours are those of the stage
 * and of the whole, looked at when the timer fires, and not moved with every
 * byte: the timer fires at the earliest and is set again when it was too early.
 */
#include "sys/http_call.h"

#include "base/alloc.h"
#include "base/clock.h"

static int64_t now_ms(void)
{
	struct ma_clock *clock = ma_clock_system();

	return clock->mono_ms(clock);
}

static void leave_curl(struct ma_http_call *call)
{
	struct ma_http *http = call->http;

	if (call->added)
		(void)http->curl.multi_remove_handle(
			http->multi, call->easy); /* fails only for a stranger */
	if (call->easy)
		http->curl.easy_cleanup(call->easy);
	if (call->headers)
		http->curl.slist_free_all(call->headers);
	call->added = false;
	call->easy = NULL;
	call->headers = NULL;
}

void ma_http_call_free(struct ma_http_call *call)
{
	leave_curl(call);
	ma_head_done(&call->head);
	ma_buf_done(&call->body);
	ma_free(call->origin);
	ma_free(call);
}

static void on_closed(uv_handle_t *handle)
{
	ma_http_call_free(handle->data);
}

/* done() may free the client, so all that needs it comes before. */
void ma_http_call_finish(struct ma_http_call *call)
{
	MA_ASSERT(!call->turn.queued);
	leave_curl(call);
	call->result.head = call->head.head;
	call->result.body = ma_buf_str(&call->body);
	call->http->calls--;
	call->events.done(call->data, &call->result);
	uv_close((uv_handle_t *)&call->timer, on_closed);
}

static void finish_in_turn(void *data)
{
	ma_http_call_finish(data);
}

void ma_http_call_finish_soon(struct ma_http_call *call)
{
	if (!call->turn.queued)
		ma_loop_defer_in(call->http->loop, &call->turn, finish_in_turn, call);
}

static void set_canceled(struct ma_http_call *call)
{
	if (!call->result.rc)
		call->result.rc = ma_fail(
			&call->result.err, MA_ECANCELED, "%s: cancelled", call->origin);
}

void ma_http_cancel(struct ma_http_call *call)
{
	if (!call)
		return;
	set_canceled(call);
	ma_http_call_finish_soon(call);
}

struct deadline {
	int64_t at_ms, allowed_ms; /* allowed_ms 0: there is none */
	const char *what;
};

static void earlier(struct deadline *d, int64_t from_ms, int64_t allowed_ms, const char *what)
{
	if (allowed_ms > 0 && (d->allowed_ms == 0 || from_ms + allowed_ms < d->at_ms))
		*d = (struct deadline){ from_ms + allowed_ms, allowed_ms, what };
}

static struct deadline next_deadline(const struct ma_http_call *call)
{
	struct deadline d = { 0, 0, NULL };

	earlier(&d, call->began_ms, call->total_ms, "no whole answer within");
	if (call->stage == MA_HTTP_WAITING)
		earlier(&d, call->asked_ms, call->first_byte_ms, "no answer within");
	if (call->stage == MA_HTTP_RECEIVING)
		earlier(&d, call->heard_ms, call->idle_ms, "nothing more of the answer for");
	return d;
}

static void on_deadline(uv_timer_t *timer)
{
	struct ma_http_call *call = timer->data;
	struct deadline d = next_deadline(call);

	if (call->result.rc)
		return; /* its end is on its way */
	if (d.allowed_ms == 0 || now_ms() < d.at_ms) {
		ma_http_call_watch(call);
		return;
	}
	call->result.rc = ma_fail(&call->result.err, MA_ETIMEDOUT, "%s: %s %lld ms", call->origin,
		d.what, (long long)d.allowed_ms);
	ma_http_call_finish_soon(call);
}

/* Without a deadline the timer is set far away: it is what keeps the loop going. */
void ma_http_call_watch(struct ma_http_call *call)
{
	struct deadline d = next_deadline(call);
	int64_t left = d.at_ms - now_ms();
	uint64_t ms = d.allowed_ms == 0 ? UINT64_MAX / 2 : left > 0 ? (uint64_t)left : 0;

	uv_update_time(ma_loop_uv(call->http->loop));
	(void)uv_timer_start(&call->timer, on_deadline, ms, 0); /* fails only without a callback */
}

int ma_http_call_connected(void *data, char *ip, char *own_ip, int port, int own_port)
{
	struct ma_http_call *call = data;

	MA_UNUSED(ip);
	MA_UNUSED(own_ip);
	MA_UNUSED(port);
	MA_UNUSED(own_port);
	call->stage = MA_HTTP_WAITING;
	call->asked_ms = now_ms();
	call->result.sent = true;
	ma_http_call_watch(call);
	return CURL_PREREQFUNC_OK;
}

static void hear(struct ma_http_call *call)
{
	call->heard_ms = now_ms();
	if (call->stage == MA_HTTP_RECEIVING)
		return;
	call->stage = MA_HTTP_RECEIVING;
	(void)call->http->curl.easy_setopt(
		call->easy, CURLOPT_FORBID_REUSE, 0L); /* where it fails, it is used once */
	ma_http_call_watch(call);
}

/* Once an answer has begun, libcurl does not begin anew: what has left by then is not asked for again. */
static void note_sent(struct ma_http_call *call)
{
	curl_off_t n = 0;

	if (call->to_send == 0 || !call->events.sent ||
		call->http->curl.easy_getinfo(call->easy, CURLINFO_SIZE_UPLOAD_T, &n) ||
		n < (curl_off_t)call->to_send)
		return;
	call->to_send = 0;
	call->events.sent(call->data);
}

size_t ma_http_call_header(char *p, size_t size, size_t n, void *data)
{
	struct ma_http_call *call = data;
	bool was_complete = call->head.complete;

	MA_UNUSED(size); /* 1, says libcurl */
	if (call->result.rc)
		return 0;
	hear(call);
	call->result.rc = ma_head_line(&call->head, ma_str_n(p, n), &call->result.err);
	if (call->head.complete && !was_complete && call->events.head)
		call->events.head(call->data, &call->head.head);
	return call->result.rc ? 0 : n;
}

static void take_body(struct ma_http_call *call, struct ma_str bytes)
{
	if (bytes.n > call->body_left) {
		call->result.rc = ma_fail(&call->result.err, MA_ELIMIT,
			"%s: the answer has more than %zu bytes", call->origin, call->body.max);
		return;
	}
	call->body_left -= bytes.n;
	if (call->events.body) {
		if (!call->events.body(call->data, &call->head.head, bytes))
			set_canceled(call);
		return;
	}
	ma_buf_addv(&call->body, bytes);
	call->result.rc = ma_buf_check(&call->body, &call->result.err);
}

size_t ma_http_call_body(char *p, size_t size, size_t n, void *data)
{
	struct ma_http_call *call = data;

	MA_UNUSED(size); /* 1, says libcurl */
	if (call->result.rc)
		return 0;
	hear(call);
	note_sent(call);
	take_body(call, ma_str_n(p, n));
	return call->result.rc ? 0 : n;
}

static ma_rc class_of(CURLcode code)
{
	switch (code) {
	case CURLE_OUT_OF_MEMORY:
		return MA_ENOMEM;
	case CURLE_OPERATION_TIMEDOUT: /* of the connection: no other limit is set there */
		return MA_ETIMEDOUT;
	case CURLE_URL_MALFORMAT:
		return MA_EINVALID;
	default:
		return MA_EIO;
	}
}

/* libcurl may quote the URL of a proxy that it cannot use: whoever is named in it, and the password, are taken out. */
static void hide_users(char *text)
{
	char *from = text, *host, *end;

	while ((host = strstr(from, "://"))) {
		host += 3;
		end = host + strcspn(host, " '\"/");
		from = memrchr(host, '@', (size_t)(end - host));
		if (from)
			memmove(host, from + 1, strlen(from + 1) + 1);
		from = host;
	}
}

static const char *words_for(struct ma_http_call *call, CURLcode code)
{
	if (code == CURLE_COULDNT_RESOLVE_PROXY && strstr(call->curl_error, "syntax"))
		return "the proxy's URL is none"; /* what is quoted then can be anything */
	hide_users(call->curl_error);
	return call->curl_error[0] ? call->curl_error : call->http->curl.easy_strerror(code);
}

/* libcurl bounds a line of the head by itself, and calls that a want of memory. */
static bool is_endless_line(const struct ma_http_call *call, CURLcode code)
{
	return code == CURLE_OUT_OF_MEMORY && call->result.sent && !call->head.complete;
}

void ma_http_call_ended(struct ma_http_call *call, CURLcode code)
{
	struct ma_curl *curl = &call->http->curl;
	const char *text = words_for(call, code);
	long sys = 0;

	if (!call->result.rc && is_endless_line(call, code))
		call->result.rc = ma_fail(&call->result.err, MA_ELIMIT,
			"%s: the head of the response: a line of more than %d bytes", call->origin,
			CURL_MAX_HTTP_HEADER);
	if (code != CURLE_OK && !call->result.rc) {
		call->result.rc = ma_fail(&call->result.err, class_of(code),
			call->result.sent ? "%s: %s" : "connecting to %s: %s", call->origin, text);
		if (curl->easy_getinfo(call->easy, CURLINFO_OS_ERRNO, &sys) == CURLE_OK)
			call->result.err.sys = (int)sys;
	}
	if (!call->turn.queued)
		ma_http_call_finish(call);
}
