/* TLS is always verified: against a real server, made by the openssl program where there is one. */
#include "sys/http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "support/group.h"
#include "support/tcp_script.h"
#include "sys/fs.h"
#include "sys/proc.h"

static const char *const env[] = { "PATH=/usr/local/bin:/usr/bin:/bin", NULL };

struct visit {
	struct ma_loop *loop;
	struct ma_http *http;
	struct ma_proc *server;
	struct ma_buf said; /* by the server, which tells its port */
	char url[64];
	ma_rc rc;
	ma_err err;
	const char *ca_file; /* of the request */
	bool sent, started;
	int status;
};

static void on_done(void *data, const struct ma_http_result *r)
{
	struct visit *v = data;

	v->rc = r->rc;
	v->err = r->err;
	v->sent = r->sent;
	v->status = r->head.status;
	ma_proc_cancel(v->server);
}

static void on_hello_done(void *data, const struct ma_http_result *r)
{
	((struct visit *)data)->rc = r->rc;
}

static void on_server_output(void *data, struct ma_str bytes)
{
	struct ma_http_events events = { .done = on_done };
	struct ma_http_req req = { .method = "GET", .body_max = MA_MIB };
	struct ma_http_call *call;
	struct visit *v = data;
	ma_err err = { 0 };
	const char *at;

	ma_buf_addv(&v->said, bytes);
	at = v->said.p ? strstr(v->said.p, "ACCEPT 127.0.0.1:") : NULL;
	if (v->started || !at || !strchr(at, '\n'))
		return;
	v->started = true;
	(void)snprintf(v->url, sizeof(v->url), "https://127.0.0.1:%d/", atoi(at + 17));
	req.url = v->url;
	req.ca_file = v->ca_file;
	assert_int_equal(ma_http_start(v->http, &req, &events, v, &call, &err), MA_OK);
}

static void on_exit_code(void *data, const struct ma_proc_result *r)
{
	int *code = data;

	*code = r->exit_code;
}

static void on_server_end(void *data, const struct ma_proc_result *r)
{
	MA_UNUSED(data);
	MA_UNUSED(r);
}

/* Signed by itself, and past its time. */
#define EXPIRED                                                                                               \
	"printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index\\nnew_certs_dir=.\\nserial=serial\\n"             \
	"default_md=sha256\\npolicy=p\\nx509_extensions=e\\n[p]\\ncommonName=optional\\n[e]\\n"               \
	"subjectAltName=IP:127.0.0.1\\n' >ca.conf && : >index && echo 01 >serial && "                         \
	"openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out csr.pem "   \
	"-subj /CN=test && openssl ca -batch -notext -selfsign -config ca.conf -keyfile key.pem -in csr.pem " \
	"-out cert.pem -startdate 20200101000000Z -enddate 20200201000000Z"

/* A key and a certificate for `name` (NULL: one that has expired) in the current directory. False: there is no openssl here. */
static bool make_certificate(struct ma_loop *loop, const char *name)
{
	const char *const argv[] = { "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
		"ec_paramgen_curve:P-256", "-nodes", "-keyout", "key.pem", "-out", "cert.pem",
		"-days", "2", "-subj", "/CN=test", "-addext", name, NULL },
			  *const expired[] = { "sh", "-c", EXPIRED, NULL };
	struct ma_proc_spec spec = {
		.argv = name ? argv : expired, .envp = env, .output_max = 10000
	};
	struct ma_proc *proc;
	ma_err err = { 0 };
	int code = -1;
	ma_rc rc;

	rc = ma_proc_start(loop, &spec, NULL, on_exit_code, &code, &proc, &err);
	if (rc == MA_ENOTFOUND)
		return false;
	assert_int_equal(rc, MA_OK);
	ma_loop_run(loop);
	assert_int_equal(code, 0);
	return true;
}

/* GET / of a server whose certificate bears `name`. */
static void visit(struct visit *v, const char *name, const char *ca_file)
{
	const char *const argv[] = { "openssl", "s_server", "-accept", "127.0.0.1:0", "-cert",
		"cert.pem", "-key", "key.pem", "-www", NULL };
	struct ma_proc_spec spec = { .argv = argv, .envp = env, .timeout_ms = 20000 };

	v->said.max = MA_MIB;
	assert_int_equal(ma_loop_new(&v->loop, &v->err), MA_OK);
	if (!make_certificate(v->loop, name)) {
		ma_loop_free(v->loop);
		skip();
	}
	assert_int_equal(ma_http_new(v->loop, ca_file, &v->http, &v->err), MA_OK);
	assert_int_equal(ma_proc_start(v->loop, &spec, on_server_output, on_server_end, v,
				 &v->server, &v->err),
		MA_OK);
	ma_loop_run(v->loop);
	assert_true(v->started);
	ma_http_free(v->http);
	ma_loop_free(v->loop);
}

/* Not a byte of the request, which may hold a key, was sent. */
static void refused(struct visit *v, const char *why)
{
	assert_int_equal(v->rc, MA_EIO);
	if (!strstr(v->err.msg, "certificate") || !strstr(v->err.msg, why))
		fail_msg("\"%s\" does not tell \"%s\"", v->err.msg, why);
	assert_false(v->sent);
	ma_buf_done(&v->said);
}

static void a_certificate_that_nobody_vouches_for_is_refused(void **state)
{
	struct visit v = { 0 };

	MA_UNUSED(state);
	visit(&v, "subjectAltName=IP:127.0.0.1", NULL);
	refused(&v, "self-signed certificate");
}

static void a_certificate_for_another_name_is_refused(void **state)
{
	struct visit v = { 0 };

	MA_UNUSED(state);
	visit(&v, "subjectAltName=DNS:example.org", "cert.pem");
	refused(&v, "subject name matches target host name");
}

static void a_certificate_that_has_expired_is_refused(void **state)
{
	struct visit v = { 0 };

	MA_UNUSED(state);
	visit(&v, NULL, "cert.pem");
	refused(&v, "expired");
}

static void a_certificate_of_the_given_authority_is_accepted(void **state)
{
	struct visit v = { 0 };

	MA_UNUSED(state);
	visit(&v, "subjectAltName=IP:127.0.0.1", "cert.pem");
	if (v.rc)
		fail_msg("%s", v.err.msg);
	assert_int_equal(v.status, 200);
	assert_true(v.sent);
	ma_buf_done(&v.said);
}

static void a_request_may_name_an_authority_of_its_own(void **state)
{
	struct visit v = { .ca_file = "cert.pem" };

	MA_UNUSED(state);
	visit(&v, "subjectAltName=IP:127.0.0.1", NULL);
	if (v.rc)
		fail_msg("%s", v.err.msg);
	assert_int_equal(v.status, 200);
	ma_buf_done(&v.said);
}

static void an_authority_that_cannot_be_read_is_told_of(void **state)
{
	struct visit v = { .ca_file = "nowhere.pem" };

	MA_UNUSED(state);
	visit(&v, "subjectAltName=IP:127.0.0.1", NULL);
	refused(&v, "nowhere.pem");
}

/* What a client says first is in the clear. */
static void *take_hello(void *data)
{
	struct tcp_script *s = data;
	int fd = accept(s->listener, NULL, NULL);
	ssize_t n = fd < 0 ? -1 : read(fd, s->request, sizeof(s->request));

	s->n = n > 0 ? (size_t)n : 0;
	close(fd);
	return NULL;
}

static void http_2_is_offered_first(void **state)
{
	static const char offer[] = "\x00\x0c\x02h2\x08http/1.1";
	struct ma_http_events events = { .done = on_hello_done };
	struct tcp_script server = { .n = 0 };
	struct ma_http_req req = { .method = "GET", .body_max = 1000, .url = server.url };
	struct ma_http_call *call;
	struct visit v = { 0 };

	MA_UNUSED(state);
	server.listener = tcp_listen(1, &server.port);
	(void)snprintf(server.url, sizeof(server.url), "https://127.0.0.1:%d/", server.port);
	assert_int_equal(pthread_create(&server.thread, NULL, take_hello, &server), 0);
	assert_int_equal(ma_loop_new(&v.loop, &v.err), MA_OK);
	assert_int_equal(ma_http_new(v.loop, NULL, &v.http, &v.err), MA_OK);
	assert_int_equal(ma_http_start(v.http, &req, &events, &v, &call, &v.err), MA_OK);
	ma_loop_run(v.loop);
	ma_http_free(v.http);
	ma_loop_free(v.loop);
	assert_int_equal(pthread_join(server.thread, NULL), 0);
	close(server.listener);
	assert_int_equal(v.rc, MA_EIO);
	assert_non_null(memmem(server.request, server.n, offer, sizeof(offer) - 1));
}

static int enter_fresh_dir(void **state)
{
	ma_err err = { 0 };
	char *dir;

	(void)setenv("no_proxy", "*", 1);
	if (ma_fs_temp_dir("ma-tls-", &dir, &err) || chdir(dir))
		return -1;
	*state = dir;
	return 0;
}

static int remove_dir(void **state)
{
	ma_err err = { 0 };
	ma_rc rc = ma_fs_remove_tree(*state, &err);

	ma_free(*state);
	return rc || ma_alloc_live() != 0 ? -1 : 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_certificate_that_nobody_vouches_for_is_refused),
		cmocka_unit_test(a_certificate_for_another_name_is_refused),
		cmocka_unit_test(a_certificate_that_has_expired_is_refused),
		cmocka_unit_test(a_certificate_of_the_given_authority_is_accepted),
		cmocka_unit_test(a_request_may_name_an_authority_of_its_own),
		cmocka_unit_test(an_authority_that_cannot_be_read_is_told_of),
		cmocka_unit_test(http_2_is_offered_first),
	};

	return group_run(tests, enter_fresh_dir, remove_dir);
}
