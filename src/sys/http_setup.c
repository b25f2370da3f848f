/* A request, checked and told to libcurl. */
#include "sys/http_call.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/limits.h"
#include "sys/http_proxy.h"

#define CONNECT_MS 10000
#define STREAM_BUFFER_SIZE 4096L /* thousands of streams each bring little at a time */

static bool is_one_line(const char *text)
{
	return !strpbrk(text, "\r\n");
}

static ma_rc check_request(const struct ma_http_req *req, ma_err *err)
{
	const char *const *h;

	if (strncasecmp(req->url, "http://", 7) != 0 && strncasecmp(req->url, "https://", 8) != 0)
		return ma_fail(err, MA_EINVALID, "the URL does not begin with http:// or https://");
	if (!is_one_line(req->url))
		return ma_fail(err, MA_EINVALID, "the URL has a line break");
	for (h = req->headers; h && *h; h++)
		if (!is_one_line(*h)) /* its value may be a secret: only its name is told */
			return ma_fail(err, MA_EINVALID, "header %.*s has a line break in it",
				(int)strcspn(*h, ":\r\n"), *h);
	return MA_OK;
}

/* host:port of a checked URL, without the user, path and query that may hold secrets. Gives, or NULL: out of memory. */
static char *origin_of(const char *url)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_HTTP_HEADER);
	const char *host = strstr(url, "://") + 3;
	struct ma_str at = ma_str_n(host, strcspn(host, "/?#"));
	const char *user_end = at.n > 0 ? memrchr(at.p, '@', at.n) : NULL;
	ptrdiff_t bracket;

	if (user_end)
		at = ma_str_from(at, (size_t)(user_end - at.p) + 1);
	bracket = ma_str_find(at, MA_STR("]"));
	ma_buf_addv(&b, at);
	if (ma_str_find(ma_str_from(at, bracket > 0 ? (size_t)bracket : 0), MA_STR(":")) < 0)
		ma_buf_adds(&b, host - url == 8 ? ":443" : ":80");
	return ma_buf_take(&b);
}

static struct curl_slist *header_list(struct ma_curl *curl, const char *const *headers)
{
	struct curl_slist *list = curl->slist_append(NULL, "Expect:"),
			  *longer; /* no waiting for 100 Continue */

	for (; list && headers && *headers; headers++) {
		longer = curl->slist_append(list, *headers);
		if (!longer)
			curl->slist_free_all(list);
		list = longer;
	}
	return list;
}

/* Sticky: the first failure stays in `code`. */
#define SET(option, value)                                                                  \
	do {                                                                                \
		if (code == CURLE_OK)                                                       \
			code = call->http->curl.easy_setopt(call->easy, (option), (value)); \
	} while (0)

static CURLcode set_proxy(struct ma_http_call *call, const struct ma_http_req *req)
{
	CURLcode code = CURLE_OK;

	if (!req->proxy)
		return code;
	if (strcmp(req->proxy, "none") == 0)
		SET(CURLOPT_PROXY, "");
	else if (!ma_http_proxy_variable(req->url))
		SET(CURLOPT_PROXY, req->proxy);
	return code;
}

static CURLcode set_policy(struct ma_http_call *call, const struct ma_http_req *req)
{
	const char *ca = req->ca_file ? req->ca_file : call->http->ca_file;
	CURLcode code = CURLE_OK;

	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (ca) {
		SET(CURLOPT_CAINFO, ca);
		SET(CURLOPT_CAPATH, (char *)NULL);
		SET(CURLOPT_PROXY_CAINFO, ca);
		SET(CURLOPT_PROXY_CAPATH, (char *)NULL);
	}
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	SET(CURLOPT_PIPEWAIT, 1L);
	/* Until it has answered: for the sake of PIPEWAIT the next call would wait for one that failed before. */
	SET(CURLOPT_FORBID_REUSE, 1L);
	SET(CURLOPT_TCP_KEEPALIVE, 1L);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_QUICK_EXIT, 1L); /* a cancel must not wait for a slow name server */
	SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	return code;
}

static CURLcode set_request(struct ma_http_call *call, const struct ma_http_req *req)
{
	bool post = strcmp(req->method, "POST") == 0;
	CURLcode code = CURLE_OK;

	SET(CURLOPT_URL, req->url);
	SET(CURLOPT_HTTPHEADER, call->headers);
	if (post || req->body.n > 0) {
		SET(CURLOPT_POST, 1L);
		SET(CURLOPT_POSTFIELDS, req->body.n > 0 ? req->body.p : "");
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)req->body.n);
	}
	if (strcmp(req->method, "HEAD") == 0)
		SET(CURLOPT_NOBODY, 1L);
	else if (!post)
		SET(CURLOPT_CUSTOMREQUEST, req->method);
	SET(CURLOPT_CONNECTTIMEOUT_MS, (long)(req->connect_ms > 0 ? req->connect_ms : CONNECT_MS));
	if (call->events.body)
		SET(CURLOPT_BUFFERSIZE, STREAM_BUFFER_SIZE);
	else
		SET(CURLOPT_ACCEPT_ENCODING,
			""); /* whatever libcurl decodes; a stream would only be held up */
	return code;
}

static CURLcode set_callbacks(struct ma_http_call *call)
{
	CURLcode code = CURLE_OK;

	SET(CURLOPT_PRIVATE, call);
	SET(CURLOPT_ERRORBUFFER, call->curl_error);
	SET(CURLOPT_PREREQFUNCTION, ma_http_call_connected);
	SET(CURLOPT_PREREQDATA, call);
	SET(CURLOPT_HEADERFUNCTION, ma_http_call_header);
	SET(CURLOPT_HEADERDATA, call);
	SET(CURLOPT_WRITEFUNCTION, ma_http_call_body);
	SET(CURLOPT_WRITEDATA, call);
	return code;
}

static struct ma_http_call *call_new(struct ma_http *http, const struct ma_http_req *req,
	const struct ma_http_events *events, void *data)
{
	struct ma_http_call *call = ma_new(struct ma_http_call);
	struct ma_clock *clock = ma_clock_system();

	if (!call)
		return NULL;
	call->http = http;
	call->events = *events;
	call->data = data;
	call->first_byte_ms = req->first_byte_ms;
	call->idle_ms = req->idle_ms;
	call->total_ms = req->total_ms;
	call->began_ms = clock->mono_ms(clock);
	call->body.max = call->body_left = req->body_max;
	call->to_send = req->body.n;
	ma_head_init(&call->head);
	call->origin = origin_of(req->url);
	call->headers = header_list(&http->curl, req->headers);
	call->easy = http->curl.easy_init();
	if (call->origin && call->headers && call->easy)
		return call;
	ma_http_call_free(call);
	return NULL;
}

static ma_rc configure(struct ma_http_call *call, const struct ma_http_req *req, ma_err *err)
{
	CURLcode code = set_policy(call, req);

	if (!code)
		code = set_proxy(call, req);
	if (!code)
		code = set_request(call, req);
	if (!code)
		code = set_callbacks(call);
	if (code == CURLE_OUT_OF_MEMORY)
		return ma_fail_nomem(err);
	if (code)
		return ma_fail(
			err, MA_EUNAVAILABLE, "libcurl: %s", call->http->curl.easy_strerror(code));
	return MA_OK;
}

ma_rc ma_http_call_new(struct ma_http *http, const struct ma_http_req *req,
	const struct ma_http_events *events, void *data, struct ma_http_call **out, ma_err *err)
{
	struct ma_http_call *call;
	ma_rc rc;

	rc = check_request(req, err);
	if (rc)
		return rc;
	call = call_new(http, req, events, data);
	if (!call)
		return ma_fail_nomem(err);
	rc = configure(call, req, err);
	if (rc) {
		ma_http_call_free(call);
		return rc;
	}
	*out = call;
	return MA_OK;
}
