/* A call of the HTTP client and the client itself, shared by sys/http*.c. */
#ifndef MA_SYS_HTTP_CALL_H
#define MA_SYS_HTTP_CALL_H

#include "base/buf.h"
#include "sys/http.h"
#include "sys/http_curl.h"
#include "sys/http_head.h"
#include "sys/loop_uv.h"

struct ma_http {
	struct ma_loop *loop;
	struct ma_curl curl;
	CURLM *multi;
	uv_timer_t timer; /* libcurl's */
	char *ca_file;
	size_t calls; /* under way */
	bool freed;   /* memory goes when the timer is closed */
};

enum ma_http_stage { MA_HTTP_CONNECTING, MA_HTTP_WAITING, MA_HTTP_RECEIVING };

struct ma_http_call {
	struct ma_http *http;
	struct ma_http_events events;
	void *data;
	CURL *easy;
	struct curl_slist *headers;
	uv_timer_t timer;
	struct ma_defer turn; /* of the beginning, later of the end */
	bool added;           /* libcurl works on it */
	enum ma_http_stage stage;
	int64_t first_byte_ms, idle_ms, total_ms; /* as in struct ma_http_req */
	int64_t began_ms, asked_ms, heard_ms;     /* clock readings */
	struct ma_head_reader head;
	struct ma_buf body;
	size_t body_left; /* bytes that may still come, kept or passed on */
	size_t to_send;   /* bytes of the request's body, until it is known that they have left */
	char *origin;     /* host:port, for messages */
	struct ma_http_result result;
	char curl_error[CURL_ERROR_SIZE];
};

/* A checked and configured call that has not begun. Borrows as ma_http_start(). Gives *out. */
ma_rc ma_http_call_new(struct ma_http *http, const struct ma_http_req *req,
	const struct ma_http_events *events, void *data, struct ma_http_call **out, ma_err *err);

/* Of a call whose timer is not known to libuv: one that has not begun. */
void ma_http_call_free(struct ma_http_call *call);

/* What libcurl calls; `data` is the call. */
int ma_http_call_connected(void *data, char *ip, char *own_ip, int port, int own_port);
size_t ma_http_call_header(char *p, size_t size, size_t n, void *data);
size_t ma_http_call_body(char *p, size_t size, size_t n, void *data);

/* Set its timer to its next deadline. */
void ma_http_call_watch(struct ma_http_call *call);

/* Libcurl is through with it. Calls done(), unless its end is on its way already. */
void ma_http_call_ended(struct ma_http_call *call, CURLcode code);

/* Call done() and give everything back. Never from one of libcurl's callbacks: there, soon. */
void ma_http_call_finish(struct ma_http_call *call);
void ma_http_call_finish_soon(struct ma_http_call *call);

#endif
