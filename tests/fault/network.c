/*
 * Each system call and each allocation of a call to a model fails in turn, in each way in which it can: the call ends
 * with a class or was refused with a message, once, in time; what it gives for whole is whole, the next call is none
 * the worse for it, and nothing is left behind.
 *
 * The server is a process of its own, and sends in small pieces. A stride with a seed is taken unless FAULT_STRIDE=1;
 * META_AGENT_SEED repeats a run of this test.
 */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "llm/llm.h"
#include "support/fail_calls.h"
#include "support/fake_llm.h"
#include "support/group.h"
#include "support/setting.h"
#include "support/torture.h"

#define TEXT "one two three four five six seven"
#define SCRIPT "{\"replies\":[{\"text\":\"" TEXT "\",\"wire\":{\"chunk\":4,\"piece\":64}}]}"
#define STRIDE 5
#define CASE_S 60 /* a case that takes longer hangs */

/* libuv ends the process where epoll_ctl or epoll_wait fail with what the kernel has no reason for. */
static const struct strike {
	const char *name;
	uint64_t calls;
	int errors[8];
} strikes[] = {
	{ "socket", FAIL_BIT(SOCKET) | FAIL_BIT(SOCKETPAIR),
		{ EMFILE, ENFILE, ENOMEM, ENOBUFS, EACCES } },
	{ "connect", FAIL_BIT(CONNECT),
		{ ECONNREFUSED, ETIMEDOUT, ENETUNREACH, EADDRNOTAVAIL, EINTR, ENOMEM } },
	{ "send", FAIL_BIT(SEND) | FAIL_BIT(WRITE),
		{ ECONNRESET, EPIPE, EAGAIN, EINTR, ENOMEM, ETIMEDOUT, FAIL_SHORT } },
	{ "recv", FAIL_BIT(RECV) | FAIL_BIT(READ),
		{ ECONNRESET, EAGAIN, EINTR, ENOMEM, ETIMEDOUT, FAIL_SHORT, FAIL_END } },
	{ "poll", FAIL_BIT(POLL), { EINTR, ENOMEM } },
	{ "epoll_wait", FAIL_BIT(EPOLL_WAIT), { EINTR } },
	{ "descriptors of the loop", FAIL_BIT(EPOLL_CREATE) | FAIL_BIT(EVENTFD) | FAIL_BIT(PIPE),
		{ EMFILE, ENFILE, ENOMEM } },
	{ "options", FAIL_BIT(GETSOCKOPT) | FAIL_BIT(SETSOCKOPT) | FAIL_BIT(GETSOCKNAME),
		{ ENOBUFS, ENOMEM, EINTR } },
	{ "fcntl", FAIL_BIT(FCNTL) | FAIL_BIT(IOCTL), { EINTR, ENOMEM } },
	{ "close", FAIL_BIT(CLOSE), { EINTR, EIO } },
};

static const struct way {
	const char *provider;
	bool stream;
} ways[] = {
	{ "gemini", false },
	{ "gemini", true },
	{ "openai", false },
	{ "openai", true },
	{ "anthropic", false },
	{ "anthropic", true },
	{ "openai-responses", true },
	{ "ollama", true },
};

struct fixture {
	pid_t server;
	int port;
	int64_t stride, at;
};

struct heard {
	struct ma_loop *loop;
	struct ma_http *http;
	struct ma_buf text, deltas;
	enum ma_llm_class class;
	int replies;
	char message[256];
};

static char what[256]; /* the case, for whoever finds that it hangs */

static void on_alarm(int signo)
{
	ssize_t n = write(STDERR_FILENO, what, strlen(what));

	(void)signo;
	(void)n; /* there is nobody else to tell */
	_exit(3);
}

static _Noreturn void serve(int to)
{
	struct fake_llm *f;
	int port;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* fails for no signal of that number */
	f = fake_llm_start(SCRIPT);
	port = f ? fake_llm_port(f) : 0;
	if (write(to, &port, sizeof(port)) != (ssize_t)sizeof(port))
		_exit(1);
	for (;;)
		pause();
}

static int start_server(void **state)
{
	static struct fixture f;
	int ends[2];

	if (pipe(ends))
		return -1;
	f.server = fork();
	if (f.server == 0)
		serve(ends[1]);
	close(ends[1]);
	if (f.server < 0 || read(ends[0], &f.port, sizeof(f.port)) != (ssize_t)sizeof(f.port))
		return -1;
	close(ends[0]);
	f.stride = setting("FAULT_STRIDE", STRIDE);
	f.at = seed_of_run() % f.stride;
	print_message("FAULT_STRIDE=%d\n", (int)f.stride);
	(void)signal(SIGALRM, on_alarm);
	(void)setenv("no_proxy", "*", 1);
	*state = &f;
	return f.port > 0 ? 0 : -1;
}

static int stop_server(void **state)
{
	struct fixture *f = *state;

	kill(f->server, SIGKILL);
	return waitpid(f->server, NULL, 0) == f->server ? 0 : -1;
}

static int descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	assert_non_null(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

static struct ma_http *shared_http(void *data, ma_err *err)
{
	struct heard *h = data;

	if (!h->http && ma_http_new(h->loop, NULL, &h->http, err))
		return NULL;
	return h->http;
}

static void on_text(void *data, struct ma_str delta)
{
	struct heard *h = data;

	assert_int_equal(h->replies, 0);
	ma_buf_addv(&h->deltas, delta);
}

static void on_done(void *data, const struct ma_llm_reply *reply)
{
	struct heard *h = data;

	h->replies++;
	h->class = reply->class;
	(void)snprintf(
		h->message, sizeof(h->message), MA_STR_FMT, MA_STR_ARG(reply->message)); /* cut */
	ma_buf_addv(&h->text, reply->text);
}

static ma_rc make_llm(struct heard *h, const struct fixture *f, const struct way *way,
	struct ma_llm **llm, ma_err *err)
{
	const struct ma_llm_provider *p = ma_llm_provider_find(ma_str(way->provider));
	struct ma_llm_opts opts = { .loop = h->loop,
		.http = shared_http,
		.data = h,
		.clock = ma_clock_system(),
		.key = "sk-a-key-of-usual-length-0123456789",
		.model = "served",
		.idle_ms = 10000 };
	char url[64];

	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%d%s", f->port,
		strncmp(way->provider, "openai", 6) == 0 ? "/v1" : "");
	opts.base_url = url;
	return p->new (&opts, llm, err);
}

static void judge(const struct heard *h, ma_rc rc, const ma_err *err)
{
	struct ma_str text = ma_buf_str(&h->text), deltas = ma_buf_str(&h->deltas);

	if (rc) {
		if (h->replies != 0 || err->msg[0] == '\0')
			fail_msg("%s: it was refused without a reason, or answered all the same",
				what);
		return;
	}
	if (h->replies != 1)
		fail_msg("%s: %d replies", what, h->replies);
	if ((h->class == MA_LLM_OK) == (h->message[0] != '\0'))
		fail_msg("%s: %s: \"%s\"", what, ma_llm_class_name(h->class), h->message);
	if (h->class == MA_LLM_OK && !ma_str_is(text, TEXT))
		fail_msg("%s: taken for whole: \"%.*s\"", what, MA_STR_ARG(text));
	if (deltas.n > strlen(TEXT) || memcmp(deltas.p, TEXT, deltas.n) != 0)
		fail_msg("%s: not what the server said: \"%.*s\"", what, MA_STR_ARG(deltas));
}

static bool ask(struct heard *h, struct ma_llm *llm, bool stream)
{
	const struct ma_llm_msg msg = { .role = MA_LLM_USER, .text = MA_STR("Count.") };
	const struct ma_llm_req req = {
		.msgs = &msg, .msgs_n = 1, .temperature = -1, .stream = stream, .timeout_ms = 20000
	};
	struct ma_llm_call *call;
	ma_err err = { .code = MA_OK };
	ma_rc rc;

	h->replies = 0;
	ma_buf_clear(&h->text);
	ma_buf_clear(&h->deltas);
	rc = ma_llm_send(llm, &req, on_text, on_done, h, &call, &err);
	if (!rc)
		ma_loop_run(h->loop);
	judge(h, rc, &err);
	return !rc && h->class == MA_LLM_OK;
}

/* All that calls need is made for two of them, and freed. The second one may find the connection of the first. */
static void two_calls(struct heard *h, const struct fixture *f, const struct way *way)
{
	struct ma_llm *llm = NULL;
	ma_err err = { .code = MA_OK };
	ma_rc rc = ma_loop_new(&h->loop, &err);
	bool good;

	if (!rc)
		rc = make_llm(h, f, way, &llm, &err);
	if (rc) {
		judge(h, rc, &err);
	} else {
		good = ask(h, llm, way->stream);
		if (!ask(h, llm, way->stream) && !good)
			fail_msg("%s: what failed once spoiled the next call, too: %s", what,
				h->message);
	}
	ma_llm_free(llm);
	ma_http_free(h->http);
	ma_loop_free(h->loop);
}

/* What is made once in a process is there afterwards. */
static void warm_up(const struct fixture *f)
{
	struct heard h = { .text = MA_BUF_INIT(MA_MIB), .deltas = MA_BUF_INIT(MA_MIB) };

	two_calls(&h, f, &ways[0]);
	assert_int_equal(h.class, MA_LLM_OK);
	ma_buf_done(&h.text);
	ma_buf_done(&h.deltas);
}

struct left {
	int64_t blocks;
	int descriptors;
};

static struct left left_now(void)
{
	return (struct left){ ma_alloc_live(), descriptors() };
}

/* A loop that libuv 1.44 cannot make leaves its epoll descriptor open: then only blocks are counted. */
static void nothing_is_left(struct left before, bool had_loop)
{
	struct left now = left_now();

	if (now.blocks != before.blocks || (had_loop && now.descriptors != before.descriptors))
		fail_msg("%s: %d blocks and %d descriptors are left", what,
			(int)(now.blocks - before.blocks), now.descriptors - before.descriptors);
}

static void begin(const struct way *way, const char *strike, int64_t k, const char *error)
{
	(void)snprintf(what, sizeof(what), "%s%s: %s %d: %s\n", way->provider,
		way->stream ? ", streamed" : "", strike, (int)k, error);
	(void)alarm(CASE_S);
}

static const char *error_name(int error)
{
	return error > 0 ? strerrorname_np(error) : error == FAIL_END ? "end" : "short";
}

/* The call after `k` others of the strike's fails. True: there was one. */
static bool strike_once(const struct fixture *f, const struct way *way, const struct strike *s,
	int error, int64_t k)
{
	struct heard h = { .text = MA_BUF_INIT(MA_MIB), .deltas = MA_BUF_INIT(MA_MIB) };
	struct left before = left_now();
	int64_t counted;

	begin(way, s->name, k, error_name(error));
	fail_calls_plan(s->calls, k, error, false);
	two_calls(&h, f, way);
	counted = fail_calls_stop();
	ma_buf_done(&h.text);
	ma_buf_done(&h.deltas);
	nothing_is_left(before, h.loop != NULL);
	return counted > k;
}

/* Where the next series begins: the rows have few calls, so each is struck at other places. */
static int64_t first_of(struct fixture *f)
{
	f->at = (f->at + 1) % f->stride;
	return f->at;
}

static int64_t strike_all(struct fixture *f, const struct way *way, const struct strike *s)
{
	int64_t k, n = 0;
	size_t i;

	for (i = 0; i < MA_COUNT(s->errors) && s->errors[i]; i++)
		for (k = first_of(f); strike_once(f, way, s, s->errors[i], k); k += f->stride)
			n++;
	return n;
}

static void a_call_ends_well_or_with_a_class_whatever_fails_below_it(void **state)
{
	int64_t n;
	size_t w, s;

	warm_up(*state);
	for (s = 0; s < MA_COUNT(strikes); s++) {
		for (n = 0, w = 0; w < MA_COUNT(ways); w++)
			n += strike_all(*state, &ways[w], &strikes[s]);
		print_message("%s: %d calls failed, one at a time\n", strikes[s].name, (int)n);
		assert_true(n > 0); /* else the row says nothing */
	}
	(void)alarm(0);
}

static void *gated_alloc(size_t n)
{
	return ma_alloc(1, n);
}

/* The allocation after `k` others fails: ours, or jansson's. True: there was one. */
static bool starve_once(const struct fixture *f, const struct way *way, int64_t k)
{
	struct heard h = { .text = MA_BUF_INIT(MA_MIB), .deltas = MA_BUF_INIT(MA_MIB) };
	struct left before = left_now();
	int64_t counted;

	/* What the test itself keeps is there before. */
	ma_buf_room(&h.text, 4096);
	ma_buf_room(&h.deltas, 4096);
	begin(way, "allocation", k, "ENOMEM");
	(void)ma_alloc_fail_after(k);
	two_calls(&h, f, way);
	counted = ma_alloc_fail_after(-1);
	ma_buf_done(&h.text);
	ma_buf_done(&h.deltas);
	nothing_is_left(before, true);
	return counted > k;
}

static void a_call_ends_well_or_with_a_class_wherever_memory_runs_out(void **state)
{
	struct fixture *f = *state;
	int64_t k, n = 0;
	size_t w;

	json_set_alloc_funcs(gated_alloc, ma_free);
	for (w = 0; w < MA_COUNT(ways); w++)
		for (k = first_of(f); starve_once(f, &ways[w], k); k += f->stride)
			n++;
	json_set_alloc_funcs(malloc, free);
	(void)alarm(0);
	print_message("%d allocations failed, one at a time\n", (int)n);
	assert_true(n > 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_ends_well_or_with_a_class_whatever_fails_below_it),
		cmocka_unit_test(a_call_ends_well_or_with_a_class_wherever_memory_runs_out),
	};

	return group_run(tests, start_server, stop_server);
}
