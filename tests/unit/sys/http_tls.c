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

/* A key and a certificate for `name` in the current directory. False: there is no openssl here. */
static bool make_certificate(struct ma_loop *loop, const char *name)
{
	const char *const argv[] = { "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
		"ec_paramgen_curve:P-256", "-nodes", "-keyout", "key.pem", "-out", "cert.pem",
		"-days", "2", "-subj", "/CN=test", "-addext", name, NULL };
	struct ma_proc_spec spec = { .argv = argv, .envp = env, .output_max = 1000 };
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
	ma_buf_done(&v->said);
}

static void a_certificate_that_nobody_vouches_for_is_refused(void **state)
{
	struct visit v = { 0 };

	MA_UNUSED(state);
	visit(&v, "subjectAltName=IP:127.0.0.1", NULL);
	assert_int_equal(v.rc, MA_EIO);
	assert_non_null(strstr(v.err.msg, "certificate"));
	assert_false(v.sent); /* not a byte of the request, which may hold a key */
}

static void a_certificate_for_another_name_is_refused(void **state)
{
	struct visit v = { 0 };

	MA_UNUSED(state);
	visit(&v, "subjectAltName=DNS:example.org", "cert.pem");
	assert_int_equal(v.rc, MA_EIO);
	assert_non_null(strstr(v.err.msg, "certificate"));
	assert_false(v.sent);
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
		cmocka_unit_test(a_certificate_of_the_given_authority_is_accepted),
	};

	return cmocka_run_group_tests(tests, enter_fresh_dir, remove_dir);
}
