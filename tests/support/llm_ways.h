/*
 * The ways in which a language model is asked, for the cases that hold for every provider:
 * one script answers them all, from its file and through a loopback server that speaks the
 * dialects. A new provider is a row in ways[]. A replay goes through each case twice: first what
 * the script answers is recorded, then it is played from the cassette.
 */
#ifndef MA_TESTS_LLM_WAYS_H
#define MA_TESTS_LLM_WAYS_H

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/log.h"
#include "llm/cassette.h"
#include "llm/llm.h"
#include "llm/spool.h"
#include "support/fake_llm.h"
#include "support/tmpdir.h"
#include "support/torture.h"
#include "sys/fs.h"

#define KEY "sk-canary-Zm9vYmFyYmF6cXV4-0123456789"
#define SHORT_MS 150  /* where it is silence that ends an answer */
#define IDLE_MS 30000 /* a machine with much to do is silent for a while, too */

/* A provider, and how it is asked. */
struct way {
	const char *name, *provider;
	bool stream, http;
	bool plain; /* it has no filter, and tells neither cached tokens nor thoughts */
};

static const struct way ways[] = {
	{ "script", "script", false, false, false },
	{ "script, streamed", "script", true, false, false },
	{ "replay", "replay", false, false, false },
	{ "replay, streamed", "replay", true, false, false },
	{ "gemini", "gemini", false, true, false },
	{ "gemini, streamed", "gemini", true, true, false },
	{ "openai", "openai", false, true, false },
	{ "openai, streamed", "openai", true, true, false },
	{ "anthropic", "anthropic", false, true, false },
	{ "anthropic, streamed", "anthropic", true, true, false },
	{ "responses", "openai-responses", false, true, false },
	{ "responses, streamed", "openai-responses", true, true, false },
	{ "openrouter, streamed", "openrouter", true, true, false },
	{ "groq, streamed", "groq", true, true, false },
	{ "mistral, streamed", "mistral", true, true, false },
	{ "deepseek, streamed", "deepseek", true, true, false },
	{ "llamacpp, streamed", "llamacpp", true, true, false },
	{ "vllm, streamed", "vllm", true, true, false },
	{ "ollama", "ollama", false, true, true },
	{ "ollama, streamed", "ollama", true, true, true },
};

struct heard {
	struct fixture *fixture;
	struct ma_buf text, deltas, calls, echo; /* calls: "id name arguments;" of each */
	struct ma_llm_reply reply;               /* without its texts */
	char message[512], model[160], id[160];
	int replies;
	struct ma_llm_call *call;
	bool cancel_on_text, free_on_done;
	const struct ma_llm_req *asked; /* what is recorded; NULL: the fixture's */
	const struct ma_llm_req *again; /* to be sent from inside done */
};

struct fixture {
	const struct way *way;
	struct ma_loop *loop;
	struct ma_http *http;
	int http_asked;
	int64_t idle_ms;
	struct fake_llm *fake;
	char url[128]; /* of the fake, for this provider */
	struct ma_llm *llm;
	struct ma_buf log;
	char dir[TMPDIR_SIZE], script[TMPDIR_SIZE + 16], cassette[TMPDIR_SIZE + 32];
	const struct llm_case *test;
	bool recording; /* the first time that a replay goes through a case */
	int plays;      /* scripts played, each of which has a cassette of its own */
	struct ma_cassette_writer tape;
	struct ma_private spools;
	struct ma_spool *spool; /* of the call that is asked, where it has a wire */
	bool spooled;           /* its answer is one to be kept */
	struct ma_llm_msg msg;
	struct ma_llm_req req;
	struct heard heard;
};

static inline bool is_tape(const struct fixture *f)
{
	return strcmp(f->way->provider, "replay") == 0;
}

static inline struct ma_http *shared_http(void *data, ma_err *err)
{
	struct fixture *f = data;

	f->http_asked++;
	if (!f->http && ma_http_new(f->loop, NULL, &f->http, err))
		return NULL;
	return f->http;
}

static inline void keep_log(void *data, enum ma_log_level level, const char *line)
{
	struct fixture *f = data;

	MA_UNUSED(level);
	ma_buf_adds(&f->log, line);
	ma_buf_addc(&f->log, '\n');
}

static inline void heard_init(struct heard *h, struct fixture *f)
{
	*h = (struct heard){ .fixture = f,
		.text = MA_BUF_INIT(64 * MA_MIB),
		.deltas = MA_BUF_INIT(64 * MA_MIB),
		.calls = MA_BUF_INIT(64 * MA_MIB),
		.echo = MA_BUF_INIT(64 * MA_MIB) };
}

static inline void heard_done(struct heard *h)
{
	ma_buf_done(&h->text);
	ma_buf_done(&h->deltas);
	ma_buf_done(&h->calls);
	ma_buf_done(&h->echo);
}

/* One case in every way it is for. */
struct llm_case {
	const char *name;
	CMUnitTestFunction run;
};

struct llm_trial {
	const struct way *way;
	const struct llm_case *test;
};

static inline int set_up(void **state)
{
	const struct llm_trial *trial = *state;
	const struct way *way = trial->way;
	struct fixture *f = test_calloc(1, sizeof(*f));
	ma_err err = { .code = MA_OK };

	f->way = way;
	f->test = trial->test;
	f->tape = (struct ma_cassette_writer)MA_CASSETTE_WRITER_INIT;
	f->idle_ms = IDLE_MS;
	f->log = (struct ma_buf)MA_BUF_INIT(MA_MIB);
	ma_log_to(keep_log, f, MA_LOG_DEBUG);
	tmpdir_make(f->dir);
	(void)snprintf(f->script, sizeof(f->script), "%s/script.json", f->dir);
	heard_init(&f->heard, f);
	*state = f;
	return ma_loop_new(&f->loop, &err) ? -1 : 0;
}

static inline void forget(struct fixture *f)
{
	ma_llm_free(f->llm);
	f->llm = NULL;
	fake_llm_stop(f->fake);
	f->fake = NULL;
	heard_done(&f->heard);
	heard_init(&f->heard, f);
}

static inline int tear_down(void **state)
{
	struct fixture *f = *state;

	forget(f);
	ma_cassette_writer_done(&f->tape);
	ma_http_free(f->http);
	ma_loop_free(f->loop);
	ma_log_to(NULL, NULL, MA_LOG_ERROR);
	ma_buf_done(&f->log);
	tmpdir_remove(f->dir);
	test_free(f);
	return 0;
}

static inline void write_script(struct fixture *f, const char *json)
{
	FILE *file = fopen(f->script, "w");

	assert_non_null(file);
	assert_true(fputs(json, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static inline ma_rc make(struct fixture *f, const char *key, const char *base_url, ma_err *err)
{
	const char *name = f->recording ? "script" : f->way->provider;
	const struct ma_llm_provider *p = ma_llm_provider_find(ma_str(name));
	char data_dir[TMPDIR_SIZE];
	const struct ma_llm_opts opts = { .loop = f->loop,
		.http = shared_http,
		.data = f,
		.clock = ma_clock_system(),
		.key = key,
		.base_url = base_url,
		.model = *p->model_default || is_tape(f) ? NULL : "served",
		.script = f->script,
		.cassette = f->cassette,
		.data_dir = data_dir,
		.idle_ms = f->idle_ms };

	(void)snprintf(data_dir, sizeof(data_dir), "%s/share/meta-agent",
		getenv("META_AGENT_SOURCE")); /* too long: the schema is not found */
	return p->new (&opts, &f->llm, err);
}

/* What the script answered since it began to play is the cassette of that number. */
static inline void save_tape(struct fixture *f)
{
	const struct ma_cassette_head head = {
		.sources = { { MA_STR("script"), MA_STR("script-1") } }, .sources_n = 1
	};
	struct ma_buf text = MA_BUF_INIT(64 * MA_MIB);
	ma_err err = { .code = MA_OK };

	if (f->plays > 0 &&
		(ma_cassette_write(&f->tape, &head, &text, &err) ||
			ma_fs_write(f->cassette, ma_buf_str(&text), 0600, &err)))
		fail_msg("%s", err.msg);
	ma_buf_done(&text);
	ma_cassette_writer_done(&f->tape);
	f->tape = (struct ma_cassette_writer)MA_CASSETTE_WRITER_INIT;
}

/* Where a case cancels, the whole answer is recorded: the replay is to be cancelled too. */
static inline void record(struct heard *h, const struct ma_llm_reply *reply)
{
	const struct ma_cassette_source source = { MA_STR("script"), MA_STR("script-1") };
	struct fixture *f = h->fixture;
	struct ma_llm_reply whole = *reply;
	ma_err err = { .code = MA_OK };

	if (whole.class == MA_LLM_CANCELED) {
		whole.class = MA_LLM_OK;
		whole.text = whole.text.n > 0 ? whole.text : MA_STR("late");
	}
	if (ma_cassette_add(&f->tape, &source, h->asked ? h->asked : &f->req, &whole, &err))
		fail_msg("%s", err.msg);
}

static inline void next_tape(struct fixture *f)
{
	if (f->recording)
		save_tape(f);
	(void)snprintf(
		f->cassette, sizeof(f->cassette), "%s/tape-%d", f->dir, ++f->plays); /* fits */
}

/* A provider that answers from this script. */
static inline void play(struct fixture *f, const char *json)
{
	ma_err err = { .code = MA_OK };
	bool versioned = strcmp(f->way->provider, "gemini") != 0 && !f->way->plain;

	forget(f);
	if (is_tape(f))
		next_tape(f);
	if (f->way->http) {
		f->fake = fake_llm_start(json);
		assert_non_null(f->fake);
		(void)snprintf(f->url, sizeof(f->url), "%s%s", fake_llm_url(f->fake),
			versioned ? "/v1/" : "");
	} else {
		write_script(f, json);
	}
	if (make(f, f->way->http ? KEY : NULL, f->way->http ? f->url : NULL, &err))
		fail_msg("%s", err.msg);
	f->msg = (struct ma_llm_msg){ .role = MA_LLM_USER,
		.text = MA_STR("<output nonce=\"n0nce\">\nsay \"it\"\n</output>") };
	f->req = (struct ma_llm_req){ .system = MA_STR("You plan."),
		.msgs = &f->msg,
		.msgs_n = 1,
		.temperature = 0,
		.stream = f->way->stream };
}

#include "support/reread.h"

static inline void on_text(void *data, struct ma_str delta)
{
	struct heard *h = data;

	assert_int_equal(h->replies, 0);
	ma_buf_addv(&h->deltas, delta);
	if (h->cancel_on_text)
		ma_llm_cancel(h->fixture->llm, h->call);
}

static inline void on_done(void *data, const struct ma_llm_reply *reply)
{
	const struct ma_llm_req *again;
	struct heard *h = data;
	ma_err err = { .code = MA_OK };
	size_t i;

	h->replies++;
	h->reply = *reply;
	if (h->fixture->recording)
		record(h, reply);
	ma_buf_clear(&h->text);
	ma_buf_addv(&h->text, reply->text);
	ma_buf_clear(&h->calls);
	for (i = 0; i < reply->calls_n; i++)
		ma_buf_addf(&h->calls, MA_STR_FMT " " MA_STR_FMT " " MA_STR_FMT ";",
			MA_STR_ARG(reply->calls[i].id), MA_STR_ARG(reply->calls[i].name),
			MA_STR_ARG(reply->calls[i].arguments));
	ma_buf_clear(&h->echo);
	ma_buf_addv(&h->echo, reply->echo);
	(void)snprintf(h->message, sizeof(h->message), MA_STR_FMT, MA_STR_ARG(reply->message));
	(void)snprintf(h->model, sizeof(h->model), MA_STR_FMT, MA_STR_ARG(reply->model));
	(void)snprintf(h->id, sizeof(h->id), MA_STR_FMT, MA_STR_ARG(reply->request_id));
	if (h->fixture->spool && h == &h->fixture->heard)
		reread_end(h->fixture, reply);
	again = h->again;
	h->again = NULL;
	if (again)
		assert_int_equal(
			ma_llm_send(h->fixture->llm, again, NULL, on_done, h, &h->call, &err),
			MA_OK);
	if (h->free_on_done) {
		ma_llm_free(h->fixture->llm);
		h->fixture->llm = NULL;
	}
}

static inline void send(struct fixture *f, struct heard *h)
{
	ma_err err = { .code = MA_OK };

	if (ma_llm_send(f->llm, &f->req, on_text, on_done, h, &h->call, &err))
		fail_msg("%s", err.msg);
}

/* One request and its reply. */
static inline struct heard *ask(struct fixture *f)
{
	int before = f->heard.replies;

	ma_buf_clear(&f->heard.deltas);
	f->heard.replies = 0;
	if (f->way->http)
		reread_begin(f);
	send(f, &f->heard);
	ma_loop_run(f->loop);
	if (f->way->http)
		reread_check(f);
	assert_int_equal(f->heard.replies, 1);
	f->heard.replies += before;
	return &f->heard;
}

static inline const char *shown(const struct ma_buf *b)
{
	return b->p ? b->p : "";
}

static inline void is_class(const struct heard *h, enum ma_llm_class class, const char *name)
{
	if (h->reply.class != class)
		fail_msg("%s: %s (%s), not %s", name, ma_llm_class_name(h->reply.class), h->message,
			ma_llm_class_name(class));
	assert_true((class == MA_LLM_OK) == (h->message[0] == '\0'));
}

static inline void play_row(struct fixture *f, const char *row)
{
	char json[1024];

	assert_true(
		(size_t)snprintf(json, sizeof(json), "{\"replies\":[{%s}]}", row) < sizeof(json));
	play(f, json);
}

#define LLM_CASE(test)      \
	{                   \
#test, test \
	}
#define LLM_TESTS_MAX 512

static inline void run_trial(void **state)
{
	struct fixture *f = *state;

	if (is_tape(f)) {
		f->recording = true;
		f->test->run(state);
		forget(f);
		save_tape(f);
		f->recording = false;
		f->plays = 0;
	}
	f->test->run(state);
}

static inline int run_in_every_way(
	const char *group, const struct llm_case *cases, size_t cases_n, bool http_only)
{
	static struct CMUnitTest tests[LLM_TESTS_MAX];
	static struct llm_trial trials[LLM_TESTS_MAX];
	static char names[LLM_TESTS_MAX][128];
	size_t n = 0, c, w;

	assert_true(cases_n * MA_COUNT(ways) <= LLM_TESTS_MAX);
	for (w = 0; w < MA_COUNT(ways); w++) {
		for (c = 0; c < cases_n && (ways[w].http || !http_only); c++) {
			(void)snprintf(
				names[n], sizeof(names[n]), "%s: %s", ways[w].name, cases[c].name);
			trials[n] = (struct llm_trial){ &ways[w], &cases[c] };
			tests[n] = (struct CMUnitTest){ names[n], run_trial, set_up, tear_down,
				&trials[n] };
			n++;
		}
	}
	return _cmocka_run_group_tests(group, tests, n, NULL, NULL);
}

#endif
