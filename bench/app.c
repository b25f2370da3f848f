/*
 * A whole run with the offline provider, split by its own log: planning, generation
 * (prompts, calls, reading), commits, and the verification's install, type-check, build and
 * tests. The work of other programs on the app has no target; all that is ours has one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

#define PROMPT "Build a todo app with lists, tasks (title, due date, done) and user login"

/* Milliseconds of the times "2026-11-22T19:02:49.123Z"; a run does not cross many midnights. */
static double at_ms(const json_t *event)
{
	const char *at = json_string_value(json_object_get(event, "at"));
	int day = 0, h = 0, m = 0;
	double s = 0;

	if (!at || sscanf(at, "%*d-%*d-%dT%d:%d:%lfZ", &day, &h, &m, &s) != 4)
		bench_fail("log", "an event has no time");
	return ((day * 24.0 + h) * 60 + m) * 60000 + s * 1000;
}

struct phases {
	double started, accepted, verifying, finished;
	double commits;   /* from files.proposed to files.committed, added up */
	json_t *proposed; /* task -> time */
};

static void note(struct bench *b, struct phases *p, const json_t *e)
{
	const char *kind = json_string_value(json_object_get(e, "kind"));
	const char *task = json_string_value(json_object_get(e, "task"));
	char name[200];

	if (!kind)
		return;
	if (strcmp(kind, "run.started") == 0)
		p->started = at_ms(e);
	else if (strcmp(kind, "plan.accepted") == 0)
		p->accepted = at_ms(e);
	else if (strcmp(kind, "files.proposed") == 0 && task)
		json_object_set_new(p->proposed, task, json_real(at_ms(e)));
	else if (strcmp(kind, "files.committed") == 0 && task)
		p->commits += at_ms(e) - json_real_value(json_object_get(p->proposed, task));
	else if (strcmp(kind, "verify.started") == 0)
		p->verifying = at_ms(e);
	else if (strcmp(kind, "run.finished") == 0)
		p->finished = at_ms(e);
	else if (strcmp(kind, "check.finished") == 0) {
		snprintf(name, sizeof(name), "app: %s (%s)",
			json_string_value(json_object_get(e, "name")),
			json_string_value(json_object_get(e, "verdict")));
		bench_figure(b, name, (double)json_integer_value(json_object_get(e, "took_ms")),
			"ms", -1);
	}
}

static void read_log(struct bench *b, const char *path, struct phases *p)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t size = 0;

	while (f && getline(&line, &size, f) > 0) {
		json_t *e = json_loads(line, 0, NULL);

		if (e)
			note(b, p, e);
		json_decref(e);
	}
	free(line);
	if (f)
		fclose(f);
	if (p->started == 0 || p->finished == 0)
		bench_fail("log", "the run did not finish");
}

static void remove_tree(const char *dir)
{
	const char *const rm[] = { "rm", "-rf", dir, NULL };

	bench_run(rm, NULL, false);
}

/* One run in a fresh directory. */
static struct phases run_app(struct bench *b, double *peak_mib)
{
	char dir[] = "/tmp/meta-agent-app-XXXXXX", out[64], log[64];
	const char *const run[] = { b->program, "run", PROMPT, "--provider", "offline", "--json",
		"-o", out, NULL };
	struct phases p = { .proposed = json_object() };
	struct bench_cost cost;

	if (!mkdtemp(dir))
		bench_fail("mkdtemp", "no temporary directory");
	snprintf(out, sizeof(out), "%s/app", dir);
	snprintf(log, sizeof(log), "%s/log", dir);
	cost = bench_run(run, log, true);
	if (!WIFEXITED(cost.status) ||
		(WEXITSTATUS(cost.status) != 0 && WEXITSTATUS(cost.status) != 7))
		bench_fail("meta-agent run", "it failed");
	*peak_mib = cost.peak_mib;
	read_log(b, log, &p);
	remove_tree(dir);
	return p;
}

void bench_app(struct bench *b)
{
	double peak = 0;
	struct phases p = run_app(b, &peak);

	bench_figure(b, "app: planning", p.accepted - p.started, "ms", -1);
	bench_figure(b, "app: generation and commits", p.verifying - p.accepted, "ms", -1);
	bench_figure(b, "app: commits alone, added up", p.commits, "ms", -1);
	bench_figure(b, "app: all that is ours", p.verifying - p.started, "ms", 300);
	bench_figure(b, "app: verification, with copying and removing", p.finished - p.verifying,
		"ms", -1);
	bench_figure(b, "app: peak memory of meta-agent", peak, "MiB", 24);
	json_decref(p.proposed);
}
