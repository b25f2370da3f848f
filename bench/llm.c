/*
 * Calls of language models: what an event of a stream costs, what a call costs above libcurl alone, and what a
 * stream under way keeps in memory; beside the providers' own SDKs for JavaScript, on the same server.
 *
 * Costs are processor time, user and system, of the whole client process. Each figure is the best of its rounds: what
 * else the machine does can only add.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "llm_bare.h"
#include "llm_client.h"
#include "llm_server.h"
#include "llm_wire.h"
#include "peers.h"

#define ROUNDS 15
#define UNARY_ROUNDS 15
#define UNARY_CALLS 100 /* of each kind in a round, in turn */
#define EVENT_US_MAX 1.5
#define CALL_US_MAX 60
#define STREAM_KIB_MAX 24

static void figure(struct bench *b, const char *who, const char *what, double value,
	const char *unit, double target)
{
	char name[120];

	snprintf(name, sizeof(name), "llm: %s: %s", who, what);
	bench_figure(b, name, value, unit, target);
}

static double event_us(struct llm_client *c, int rounds)
{
	double best = 1e9, us;

	(void)llm_client_ask(c, 0); /* connects */
	for (; rounds > 0; rounds--) {
		us = llm_client_ask(c, LLM_EVENTS * LLM_EVENT_TEXT).cpu_us / LLM_EVENTS;
		best = us < best ? us : best;
	}
	return best;
}

static void measure_events(struct bench *b, int port)
{
	struct llm_client c;
	unsigned i;

	for (i = 0; i < LLM_SPEECHES; i++) {
		llm_client_init(&c, llm_names[i], port, "bulk", true);
		figure(b, llm_names[i], "an event of a stream, large writes",
			event_us(&c, b->small ? 1 : ROUNDS), "us", EVENT_US_MAX);
		llm_client_done(&c);
		llm_client_init(&c, llm_names[i], port, "each", true);
		figure(b, llm_names[i], "an event of a stream, a write for each",
			event_us(&c, b->small ? 1 : ROUNDS), "us", EVENT_US_MAX);
		llm_client_done(&c);
	}
}

static int compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double median(double *v, size_t n)
{
	qsort(v, n, sizeof(*v), compare);
	return v[n / 2];
}

/* Medians of a round, ours less the bare call's. */
static struct llm_cost added(struct llm_client *c, struct llm_bare *bare)
{
	double cpu[2][UNARY_CALLS], wall[2][UNARY_CALLS];
	struct llm_cost cost;
	int i;

	for (i = 0; i < UNARY_CALLS; i++) {
		cost = llm_client_ask(c, 1000);
		cpu[0][i] = cost.cpu_us;
		wall[0][i] = cost.wall_us;
		cost = llm_bare_ask(bare);
		cpu[1][i] = cost.cpu_us;
		wall[1][i] = cost.wall_us;
	}
	return (struct llm_cost){ median(cpu[0], UNARY_CALLS) - median(cpu[1], UNARY_CALLS),
		median(wall[0], UNARY_CALLS) - median(wall[1], UNARY_CALLS) };
}

static void measure_calls(struct bench *b, int port)
{
	static const char *const paths[] = { "v1beta/models/x:generateContent", "chat/completions",
		"v1/messages" };
	double cpu[UNARY_ROUNDS], wall[UNARY_ROUNDS];
	int rounds = b->small ? 1 : UNARY_ROUNDS, k;
	char url[128], body[LLM_SYSTEM_SIZE + 256];
	struct llm_client c;
	struct llm_bare *bare;
	unsigned i;

	snprintf(body, sizeof(body), "{\"system\":\"%0*d\"}", (int)sizeof(body) - 16, 0);
	for (i = 0; i < LLM_SPEECHES; i++) {
		llm_client_init(&c, llm_names[i], port, "unary", false);
		snprintf(url, sizeof(url), "http://127.0.0.1:%d/unary/%s", port, paths[i]);
		bare = llm_bare_new(url, body);
		for (k = 0; k < rounds; k++) {
			struct llm_cost cost = added(&c, bare);

			cpu[k] = cost.cpu_us;
			wall[k] = cost.wall_us;
		}
		figure(b, llm_names[i], "a call, processor time above libcurl alone",
			median(cpu, (size_t)rounds), "us", CALL_US_MAX);
		figure(b, llm_names[i], "a call, latency above libcurl alone",
			median(wall, (size_t)rounds), "us", CALL_US_MAX);
		llm_bare_free(bare);
		llm_client_done(&c);
	}
}

static void measure_memory(struct bench *b, int port)
{
	static const unsigned crowds[] = { 1000, 10000 };
	struct llm_memory m;
	char who[32];
	size_t i;

	for (i = 0; i < (b->small ? 1 : 2); i++) {
		snprintf(who, sizeof(who), "%u streams", b->small ? 10 : crowds[i]);
		m = llm_memory_of(port, b->small ? 10 : crowds[i]);
		figure(b, who, "resident for each", m.stream_kib, "KiB", STREAM_KIB_MAX);
		figure(b, who, "resident in all", m.total_mib, "MiB", -1);
	}
}

static void measure_sdk(
	struct bench *b, const char *scripts, const char *sdk, const char *way, int port)
{
	char out[] = "/tmp/meta-agent-peer-XXXXXX", script[PATH_MAX + 16], url[64], name[120];
	const char *const run[] = { "node", script, sdk, way, url, NULL };
	int fd = mkstemp(out);

	if (fd < 0)
		bench_fail("mkstemp", "no temporary file");
	close(fd);
	snprintf(script, sizeof(script), "%s/llm.mjs", scripts);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/%s", port, way);
	snprintf(name, sizeof(name), "llm: %s: %s", sdk,
		strcmp(way, "hold") == 0           ? "resident for each of 1000 streams"
			: strcmp(way, "bulk") == 0 ? "an event of a stream, large writes"
						   : "an event of a stream, a write for each");
	peers_figure(b, name, run, out, strcmp(way, "hold") == 0 ? "KiB" : "us");
	unlink(out);
}

static void measure_sdks(struct bench *b, int port)
{
	static const char *const sdks[] = { "@google/genai", "openai", "@anthropic-ai/sdk" };
	static const char *const ways[] = { "bulk", "each", "hold" };
	char scripts[PATH_MAX];
	size_t i, w;

	if (b->small || !peers_find(scripts)) {
		bench_absent(b, "llm: the providers' SDKs", "not installed");
		return;
	}
	for (i = 0; i < 3; i++)
		for (w = 0; w < 3; w++)
			measure_sdk(b, scripts, sdks[i], ways[w], port);
}

void bench_llm(struct bench *b)
{
	struct llm_server server = llm_server_start();

	(void)setenv("no_proxy", "*", 1);
	measure_events(b, server.port);
	measure_calls(b, server.port);
	measure_memory(b, server.port);
	measure_sdks(b, server.port);
	llm_server_stop(&server);
}
