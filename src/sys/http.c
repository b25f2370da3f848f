/*
 * HTTP client on libcurl's multi interface.
 *
 * libcurl tells which sockets to watch and when to be woken; the loop tells it
 * what became of them. None of these handles keeps the loop going (pooled
 * connections would): the one timer that each call has does.
 */
#include "sys/http.h"

#include "base/alloc.h"
#include "sys/http_call.h"

struct socket_watch {
	uv_poll_t poll;
	struct ma_http *http;
	curl_socket_t socket;
};

/* done() may free the client: its memory stays until the loop has closed its timer. */
static void take_finished(struct ma_http *http)
{
	struct ma_http_call *call;
	CURLMsg *msg;
	int left;

	while (!http->freed && (msg = http->curl.multi_info_read(http->multi, &left)))
		if (msg->msg == CURLMSG_DONE &&
			http->curl.easy_getinfo(
				msg->easy_handle, CURLINFO_PRIVATE, (char **)&call) == CURLE_OK)
			ma_http_call_ended(call, msg->data.result);
}

static void act(struct ma_http *http, curl_socket_t socket, int events)
{
	int running;

	if (http->freed)
		return;
	(void)http->curl.multi_socket_action(
		http->multi, socket, events, &running); /* failures come per call */
	take_finished(http);
}

static void on_socket_ready(uv_poll_t *poll, int status, int events)
{
	struct socket_watch *w = poll->data;
	int flags = 0;

	if (status < 0)
		flags = CURL_CSELECT_ERR;
	if (events & UV_READABLE)
		flags |= CURL_CSELECT_IN;
	if (events & UV_WRITABLE)
		flags |= CURL_CSELECT_OUT;
	act(w->http, w->socket, flags);
}

static void on_watch_closed(uv_handle_t *handle)
{
	ma_free(handle->data);
}

static struct socket_watch *watch_new(struct ma_http *http, curl_socket_t socket)
{
	struct socket_watch *w = ma_new(struct socket_watch);

	if (!w)
		return NULL;
	if (uv_poll_init(ma_loop_uv(http->loop), &w->poll, socket)) {
		ma_free(w);
		return NULL;
	}
	uv_unref((uv_handle_t *)&w->poll);
	w->poll.data = w;
	w->http = http;
	w->socket = socket;
	(void)http->curl.multi_assign(http->multi, socket, w); /* fails only for a stranger */
	return w;
}

/* A failure here must not reach libcurl, which would give up all calls: only this one ends. */
static void cannot_watch(struct ma_http *http, CURL *easy)
{
	struct ma_http_call *call;

	if (http->curl.easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&call))
		return;
	if (!call->result.rc)
		call->result.rc = ma_fail(&call->result.err, MA_EIO,
			"%s: its socket cannot be watched", call->origin);
	ma_http_call_finish_soon(call);
}

static int on_socket_wanted(
	CURL *easy, curl_socket_t socket, int what, void *data, void *socket_data)
{
	struct ma_http *http = data;
	struct socket_watch *w = socket_data;
	int events = 0;

	if (what == CURL_POLL_REMOVE) {
		if (w)
			uv_close((uv_handle_t *)&w->poll, on_watch_closed);
		return 0;
	}
	if (what != CURL_POLL_OUT)
		events |= UV_READABLE;
	if (what != CURL_POLL_IN)
		events |= UV_WRITABLE;
	if (!w)
		w = watch_new(http, socket);
	if (!w || uv_poll_start(&w->poll, events, on_socket_ready))
		cannot_watch(http, easy);
	return 0;
}

static void on_timer(uv_timer_t *timer)
{
	act(timer->data, CURL_SOCKET_TIMEOUT, 0);
}

static int on_timer_wanted(CURLM *multi, long ms, void *data)
{
	struct ma_http *http = data;

	MA_UNUSED(multi);
	if (ms < 0) {
		(void)uv_timer_stop(&http->timer); /* cannot fail */
		return 0;
	}
	uv_update_time(ma_loop_uv(http->loop));
	(void)uv_timer_start(
		&http->timer, on_timer, (uint64_t)ms, 0); /* fails only without a callback */
	return 0;
}

static ma_rc set_up_multi(struct ma_http *http)
{
	struct ma_curl *curl = &http->curl;

	http->multi = curl->multi_init();
	if (!http->multi ||
		curl->multi_setopt(http->multi, CURLMOPT_SOCKETFUNCTION, on_socket_wanted) ||
		curl->multi_setopt(http->multi, CURLMOPT_SOCKETDATA, http) ||
		curl->multi_setopt(http->multi, CURLMOPT_TIMERFUNCTION, on_timer_wanted) ||
		curl->multi_setopt(http->multi, CURLMOPT_TIMERDATA, http))
		return MA_ENOMEM;
	return MA_OK;
}

ma_rc ma_http_new(struct ma_loop *loop, const char *ca_file, struct ma_http **out, ma_err *err)
{
	struct ma_http *http = ma_new(struct ma_http);
	char *ca = ca_file ? ma_strdup(ca_file) : NULL;
	ma_rc rc = MA_ENOMEM;

	if (http && (ca || !ca_file))
		rc = ma_curl_open(&http->curl, err);
	else
		(void)ma_fail_nomem(err); /* rc says so */
	if (!rc && set_up_multi(http)) {
		if (http->multi)
			(void)http->curl.multi_cleanup(http->multi); /* has no calls */
		ma_curl_done(&http->curl);
		rc = ma_fail_nomem(err);
	}
	if (rc) {
		ma_free(http);
		ma_free(ca);
		return rc;
	}
	http->loop = loop;
	http->ca_file = ca;
	(void)uv_timer_init(ma_loop_uv(loop), &http->timer); /* cannot fail */
	uv_unref((uv_handle_t *)&http->timer);
	http->timer.data = http;
	*out = http;
	return MA_OK;
}

static void on_http_closed(uv_handle_t *handle)
{
	struct ma_http *http = handle->data;

	ma_free(http->ca_file);
	ma_free(http);
}

void ma_http_free(struct ma_http *http)
{
	if (!http)
		return;
	MA_ASSERT(http->calls == 0);
	http->freed = true;
	(void)http->curl.multi_cleanup(http->multi); /* has no calls */
	ma_curl_done(&http->curl);
	uv_close((uv_handle_t *)&http->timer, on_http_closed);
}

static void begin(void *data)
{
	struct ma_http_call *call = data;
	struct ma_curl *curl = &call->http->curl;
	CURLMcode code;

	if (!call->result.rc) {
		code = curl->multi_add_handle(call->http->multi, call->easy);
		call->added = code == CURLM_OK;
		if (!call->added)
			call->result.rc = ma_fail(&call->result.err,
				code == CURLM_OUT_OF_MEMORY ? MA_ENOMEM : MA_EIO, "%s: %s",
				call->origin, curl->multi_strerror(code));
	}
	if (call->result.rc)
		ma_http_call_finish(call);
}

/* Libcurl refuses new calls from within its callbacks, where our caller may be: it gets them in the next turn. */
ma_rc ma_http_start(struct ma_http *http, const struct ma_http_req *req,
	const struct ma_http_events *events, void *data, struct ma_http_call **out, ma_err *err)
{
	struct ma_http_call *call;

	MA_ASSERT(events->done && !http->freed);
	if (ma_http_call_new(http, req, events, data, &call, err))
		return err->code;
	(void)uv_timer_init(ma_loop_uv(http->loop), &call->timer); /* cannot fail */
	call->timer.data = call;
	ma_http_call_watch(call);
	http->calls++;
	ma_loop_defer_in(http->loop, &call->turn, begin, call);
	*out = call;
	return MA_OK;
}
