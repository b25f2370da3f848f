/* A provider on a loop of its own. What a call costs is read around it: nothing else runs in this process. */
#include "llm_client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"
#include "llm_wire.h"

const char *const llm_names[] = { "gemini", "openai", "anthropic" };

struct waiting {
	bool over;
	size_t text_n;
};

double llm_cpu_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

static struct ma_http *shared_http(void *data, ma_err *err)
{
	struct llm_client *c = data;

	if (!c->http && ma_http_new(c->loop, NULL, &c->http, err))
		return NULL;
	return c->http;
}

void llm_client_init(struct llm_client *c, const char *name, int port, const char *path, bool stream)
{
	const struct ma_llm_provider *p = ma_llm_provider_find(ma_str(name));
	ma_err err = { .code = MA_OK };
	struct ma_llm_opts opts = { .http = shared_http,
		.data = c,
		.clock = ma_clock_system(),
		.key = "a-key-of-usual-length-0123456789" };
	char url[64];

	*c = (struct llm_client){ .loop = NULL };
	if (ma_loop_new(&c->loop, &err))
		bench_fail(name, err.msg);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/%s", port, path);
	opts.base_url = url;
	opts.loop = c->loop;
	if (p->new (&opts, &c->llm, &err))
		bench_fail(name, err.msg);
	memset(c->system, 's', sizeof(c->system));
	c->msg = (struct ma_llm_msg){ .role = MA_LLM_USER,
		.text = MA_STR("Say as much as there is to say.") };
	c->req = (struct ma_llm_req){ .system = { c->system, sizeof(c->system) },
		.msgs = &c->msg,
		.msgs_n = 1,
		.temperature = -1,
		.stream = stream };
}

void llm_client_done(struct llm_client *c)
{
	ma_llm_free(c->llm);
	ma_http_free(c->http);
	ma_loop_free(c->loop);
}

static void on_text(void *data, struct ma_str delta)
{
	struct waiting *w = data;

	w->text_n += delta.n;
}

static void on_done(void *data, const struct ma_llm_reply *reply)
{
	struct waiting *w = data;

	if (reply->class != MA_LLM_OK)
		bench_fail("llm", reply->message.p);
	w->text_n = reply->text.n;
	w->over = true;
}

struct llm_cost llm_client_ask(struct llm_client *c, size_t text_least)
{
	double cpu = llm_cpu_us(), wall = bench_now_ms();
	struct waiting w = { .over = false };
	struct ma_llm_call *call;
	ma_err err = { .code = MA_OK };

	if (ma_llm_send(c->llm, &c->req, on_text, on_done, &w, &call, &err))
		bench_fail("llm", err.msg);
	ma_loop_run(c->loop);
	if (!w.over || w.text_n < text_least)
		bench_fail("llm", "an answer is not whole");
	return (struct llm_cost){ llm_cpu_us() - cpu, (bench_now_ms() - wall) * 1e3 };
}
