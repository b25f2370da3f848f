/*
 * Other schedulers on the same graphs, in processes of their own: bench/peers/peer.py and peer.mjs,
 * which measure the run alone, without their own start. Each is optional.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dag_graph.h"
#include "dag_peers.h"

#define NOT_INSTALLED 77
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

/* The scripts lie in the source, from where this program was built. */
static bool find_scripts(char out[PATH_MAX])
{
	char self[PATH_MAX], *slash;
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (n <= 0)
		return false;
	self[n] = '\0';
	slash = strrchr(self, '/');
	*slash = '\0';
	return snprintf(out, PATH_MAX, "%.4000s/../../../bench/peers", self) < PATH_MAX &&
		access(out, R_OK) == 0;
}

static void name_modules(void)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	char dir[PATH_MAX];

	if (cache && *cache)
		snprintf(dir, sizeof(dir), "%s/meta-agent/peers", cache);
	else
		snprintf(dir, sizeof(dir), "%s/.cache/meta-agent/peers", home ? home : "");
	setenv("PEERS_DIR", dir, 0);
}

static double read_number(const char *path)
{
	FILE *f = fopen(path, "r");
	double value = -1;

	if (f && fscanf(f, "%lf", &value) != 1)
		value = -1;
	if (f)
		fclose(f);
	return value;
}

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
	struct bench_cost cost;
	double us;

	if (!mkdtemp(dir))
		bench_fail("mkdtemp", "no temporary directory");
	snprintf(graph, sizeof(graph), "%s/graph", dir);
	snprintf(out, sizeof(out), "%s/out", dir);
	snprintf(script, sizeof(script), "%s/%s", scripts, peers[peer].script);
	snprintf(name, sizeof(name), "dag: %s, %s of %u no-op tasks, " SLOTS " slots",
		peers[peer].name, shape, g->n);
	write_graph(g, graph);
	cost = bench_run(run, out, false);
	us = read_number(out);
	if (WIFEXITED(cost.status) && WEXITSTATUS(cost.status) == NOT_INSTALLED)
		bench_absent(b, name, "not installed");
	else if (cost.status != 0 || us < 0)
		bench_absent(b, name, "it failed");
	else
		bench_figure(b, name, us, "us", -1);
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

	if (!find_scripts(scripts)) {
		bench_absent(b, "dag: other schedulers", "not installed");
		return;
	}
	name_modules();
	for (i = 0; i < (small ? 1 : COUNT(peers)); i++)
		run_shapes(b, scripts, i, small ? 10 : 100);
}
