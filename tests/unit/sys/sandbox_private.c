/* What a package could do in the sandbox with the way to a registry that wants a token: against the real sandbox. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "support/group.h"
#include "sys/fs.h"
#include "sys/sandbox.h"

#define TOKEN "npm_S3cretToken"

/* Tries all that it can think of, and says what it found of the token. */
static const char attempts[] =
	"import os, socket, sys\n"
	"place = os.environ['npm_config_registry'].split('/')[2]\n"
	"seen = []\n"
	"def ask(method, target, *headers):\n"
	"  s = socket.create_connection(('127.0.0.1', 3128), 5)\n"
	"  s.sendall('\\r\\n'.join([method + ' ' + target + ' HTTP/1.1', *headers, '', '']).encode())\n"
	"  got = b''\n"
	"  while True:\n"
	"    some = s.recv(4096)\n"
	"    if not some: break\n"
	"    got += some\n"
	"  seen.append(got)\n"
	"  print(method, got.split(b' ')[1].decode())\n"
	"at = 'http://' + place\n"
	"ask('GET', at + '/npm/tiny')\n"
	"ask('PUT', at + '/npm/tiny', 'Content-Length: 0')\n"
	"ask('POST', at + '/npm/-/npm/v1/tokens', 'Content-Length: 0')\n"
	"ask('DELETE', at + '/npm/tiny')\n"
	"ask('GET', at + '/secret')\n"
	"ask('GET', at + '/npm/../secret')\n"
	"ask('GET', at + '/npm/%2e%2e%2fsecret')\n"
	"ask('CONNECT', place)\n"
	"ask('GET', 'http://localhost:' + place.split(':')[1] + '/npm/tiny')\n"
	"def hidden(path):\n"
	"  try: return open(path, 'rb').read()\n"
	"  except OSError: return b''\n"
	"seen += [repr(os.environ).encode(), *[hidden('/proc/%s/%s' % (p, f)) for p in os.listdir('/proc') if p.isdigit() for f in ('environ', 'cmdline')]]\n"
	"print('found' if any(b'S3' b'cret' in s for s in seen) else 'nothing')\n"
	"print('tried again', *[os.environ[n] for n in ('npm_config_fetch_retries', 'PIP_RETRIES', 'CARGO_NET_RETRY')])\n";

struct room {
	struct ma_loop *loop;
	struct ma_sandbox *sandbox;
	char *work;
	int listener;
	pthread_t server;
	char heard[8192];
	char output[8192];
	struct ma_proxy_stats net;
	ma_rc rc;
	ma_err err;
};

static struct room room;

static void *serve(void *data)
{
	static const char answer[] =
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
	size_t at;
	ssize_t n;
	int fd;

	(void)data;
	while ((fd = accept4(room.listener, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
		at = strlen(room.heard);
		n = recv(fd, room.heard + at, sizeof(room.heard) - 1 - at, 0);
		room.heard[at + (size_t)(n > 0 ? n : 0)] = '\0';
		(void)!send(fd, answer, sizeof(answer) - 1, MSG_NOSIGNAL);
		close(fd);
	}
	return NULL;
}

static void configure(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	char npmrc[256], path[512];
	ma_err err = { .code = MA_OK };

	room.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(room.listener, (struct sockaddr *)&a, n), 0);
	assert_int_equal(listen(room.listener, 16), 0);
	assert_int_equal(getsockname(room.listener, (struct sockaddr *)&a, &n), 0);
	snprintf(npmrc, sizeof(npmrc),
		"registry=http://127.0.0.1:%u/npm/\n//127.0.0.1:%u/npm/:_authToken=" TOKEN "\n",
		ntohs(a.sin_port), ntohs(a.sin_port));
	assert_int_equal(
		ma_fs_write_beneath(room.work, MA_STR("user/npmrc"), ma_str(npmrc), 0600, &err),
		MA_OK);
	snprintf(path, sizeof(path), "%s/user/npmrc", room.work);
	setenv("npm_config_userconfig", path, 1);
	unsetenv("npm_config_registry");
	unsetenv("http_proxy");
}

static int open_room(void **state)
{
	struct ma_sandbox_opts opts = { .mode = MA_SANDBOX_BWRAP };
	ma_err err = { .code = MA_OK };

	(void)state;
	if (ma_loop_new(&room.loop, &err) || ma_fs_temp_dir("meta-agent-test-", &room.work, &err))
		return -1;
	configure();
	if (ma_sandbox_new(room.loop, &opts, &room.sandbox, &room.err))
		room.sandbox = NULL; /* the test says so */
	return pthread_create(&room.server, NULL, serve, NULL);
}

static int close_room(void **state)
{
	ma_err err = { .code = MA_OK };

	(void)state;
	shutdown(room.listener, SHUT_RDWR);
	pthread_join(room.server, NULL);
	close(room.listener);
	ma_sandbox_free(room.sandbox);
	ma_loop_free(room.loop);
	(void)ma_fs_remove_tree(room.work, &err);
	ma_free(room.work);
	return err.code != MA_OK;
}

static void on_done(void *data, ma_rc rc, const ma_err *err, const struct ma_sandbox_result *result)
{
	(void)data;
	room.rc = rc;
	if (rc) {
		room.err = *err;
		return;
	}
	room.net = result->net;
	snprintf(room.output, sizeof(room.output), MA_STR_FMT, MA_STR_ARG(result->proc.output));
}

static void of_the_registry_packages_are_read_and_nothing_else(void **state)
{
	const char *const argv[] = { "python3", "-c", attempts, NULL };
	char work[600];
	struct ma_sandbox_cmd cmd = { .argv = argv,
		.work = work,
		.registry = MA_REGISTRY_NPM,
		.timeout_ms = 60000,
		.output_max = MA_MIB };
	struct ma_sandbox_job *job;
	int64_t uid;

	(void)state;
	if (!room.sandbox) {
		print_message("SKIPPED: nothing confines here: %s\n", room.err.msg);
		skip();
	}
	snprintf(work, sizeof(work), "%s/work", room.work);
	assert_int_equal(mkdir(work, 0700), 0);
	assert_int_equal(chmod(room.work, 0711), 0); /* whoever commands run as finds his way */
	uid = ma_sandbox_uid(room.sandbox);
	assert_int_equal(uid < 0 ? 0 : chown(work, (uid_t)uid, (gid_t)uid), 0);
	assert_int_equal(
		ma_sandbox_start(room.sandbox, &cmd, NULL, on_done, NULL, &job, &room.err), MA_OK);
	ma_loop_run(room.loop);
	assert_int_equal(room.rc, MA_OK);
	assert_string_equal(room.output,
		"GET 200\nPUT 403\nPOST 403\nDELETE 403\nGET 403\nGET 403\nGET 403\nCONNECT 403\n"
		"GET 403\nnothing\ntried again 1 1 1\n");
	assert_int_equal(room.net.refused, 8);
	assert_true(ma_str_starts(ma_str(room.heard), "GET /npm/tiny HTTP/1.1\r\n"));
	assert_non_null(strstr(room.heard, "Authorization: Bearer " TOKEN "\r\n"));
	assert_null(strstr(room.heard + 1, "GET ")); /* it was asked once */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_the_registry_packages_are_read_and_nothing_else),
	};

	return group_run(tests, open_room, close_room);
}
