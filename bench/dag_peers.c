/*
 * Other schedulers on the same graphs, in processes of their own: bench/peers/peer.py and peer.mjs,
 * which measure the run alone, without their own start. Each is optional.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dag_graph.h"
#include "dag_peers.h"
#include "peers.h"

#define SLOTS "4"

static const struct {
	const char *name, *program, *script;
	uint32_t divide; /* of 10,000 tasks: what grows faster than they do gets fewer */
} peers[] = {
	{ "asyncio", "/usr/bin/python3", "peer.py", 1 },
	{ "asyncio-bare", "/usr/bin/python3", "peer.py", 1 },
	{ "p-graph", "node", "peer.mjs", 1 },
	{ "dask", "/usr/bin/python3", "peer.py", 1 },
	{ "ninja", "/usr/bin/python3", "peer.py", 1 },
	{ "ninja-phony", "/usr/bin/python3", "peer.py", 1 },
	{ "make", "/usr/bin/python3", "peer.py", 1 },
	{ "langgraph", "node", "peer.mjs", 10 },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void write_graph(const struct dag *g, const char *path)
{
	FILE *f = fopen(path, "w");

	if (!f)
		bench_fail(path, "it cannot be written");
	dag_write(g, f);
	if (fclose(f))
		bench_fail(path, "it cannot be written");
}

static void run_peer(
	struct bench *b, const char *scripts, size_t peer, const char *shape, const struct dag *g)
{
	char dir[] = "/tmp/meta-agent-peer-XXXXXX", graph[64], out[64], script[PATH_MAX + 16],
	     name[120];
	const char *const run[] = { peers[peer].program, script, peers[peer].name, graph, SLOTS,
		NULL };
	const char *const rm[] = { "rm", "-rf", dir, NULL };

	if (!mkdtemp(dir))
		bench_fail("mkdtemp", "no temporary directory");
	snprintf(graph, sizeof(graph), "%s/graph", dir);
	snprintf(out, sizeof(out), "%s/out", dir);
	snprintf(script, sizeof(script), "%s/%s", scripts, peers[peer].script);
	snprintf(name, sizeof(name), "dag: %s, %s of %u no-op tasks, " SLOTS " slots",
		peers[peer].name, shape, g->n);
	write_graph(g, graph);
	peers_figure(b, name, run, out, "us");
	bench_run(rm, NULL, false);
}

static void run_shapes(struct bench *b, const char *scripts, size_t peer, uint32_t side)
{
	struct dag wide = dag_wide(side * side / peers[peer].divide),
		   chain = dag_chain(side * side / peers[peer].divide),
		   layered = dag_layered(side / peers[peer].divide, side, 42);

	run_peer(b, scripts, peer, "wide", &wide);
	run_peer(b, scripts, peer, "chain", &chain);
	run_peer(b, scripts, peer, "layered", &layered);
	dag_free(&wide);
	dag_free(&chain);
	dag_free(&layered);
}

void dag_peers(struct bench *b, bool small)
{
	char scripts[PATH_MAX];
	size_t i;

	if (!peers_find(scripts)) {
		bench_absent(b, "dag: other schedulers", "not installed");
		return;
	}
	for (i = 0; i < (small ? 1 : COUNT(peers)); i++)
		run_shapes(b, scripts, i, small ? 10 : 100);
}
