/* Where others lie, how they are run, and what their figures are. */
#include "peers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOT_INSTALLED 77

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

bool peers_find(char scripts[PATH_MAX])
{
	name_modules();
	return find_scripts(scripts);
}

double peers_figure(struct bench *b, const char *name, const char *const *argv, const char *out,
	const char *unit)
{
	struct bench_cost cost = bench_run(argv, out, false);
	double value = read_number(out);

	if (WIFEXITED(cost.status) && WEXITSTATUS(cost.status) == NOT_INSTALLED)
		bench_absent(b, name, "not installed");
	else if (cost.status != 0 || value < 0)
		bench_absent(b, name, "it failed");
	else
		bench_figure(b, name, value, unit, -1);
	return cost.status == 0 ? value : -1;
}
