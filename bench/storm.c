/*
 * A storm of refusals: all tasks of a run at once at a server that serves two requests in a second. What counts is how many
 * requests a success takes once the server has refused one, those that are on their way then included, and
 * that every task completes. The run is the program's own, over HTTP, with its log and its commits.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "storm_server.h"

#define REQUESTS_MAX 1.1

static void write_plan(const char *path, int tasks)
{
	FILE *f = fopen(path, "w");
	int i;

	if (!f)
		bench_fail(path, "it cannot be written");
	for (i = 0; i < tasks; i++)
		fprintf(f, "%s{\"id\":\"t%d\",\"name\":\"T\",\"agent\":\"backend\"}",
			i > 0 ? "," : "{\"tasks\":[", i);
	fprintf(f, "]}");
	fclose(f);
}

static void run(struct bench *b, const struct storm_server *s, const char *dir, int tasks)
{
	char out[300], plan[320], url[64], jobs[16];
	const char *const argv[] = { b->program, "run", "Storm", "-o", out, "--plan", plan,
		"--provider", "openai", "--base-url", url, "-j", jobs, "--no-verify", NULL };

	snprintf(out, sizeof(out), "%s/%d-%d", dir, tasks, (int)s->says);
	snprintf(plan, sizeof(plan), "%s.json", out);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/v1", s->port);
	snprintf(jobs, sizeof(jobs), "%d", tasks);
	write_plan(plan, tasks);
	(void)bench_run(argv, NULL, false); /* the server sees what came of it */
}

static void figure(struct bench *b, int tasks, enum storm_says says, const char *what, double value,
	const char *unit, double target)
{
	static const char *const names[STORM_SAYS_N] = { "no hint", "Retry-After", "limits told" };
	char name[120];

	snprintf(name, sizeof(name), "storm: %d tasks, %s: %s", tasks, names[says], what);
	bench_figure(b, name, value, unit, target);
}

static void storm(struct bench *b, const char *dir, int tasks, enum storm_says says)
{
	struct storm_server s;

	storm_server_start(&s, says);
	run(b, &s, dir, tasks);
	storm_server_stop(&s);
	figure(b, tasks, says, "tasks that did not complete", tasks - (int)s.served, "", 0);
	figure(b, tasks, says, "requests for each success after the first refusal",
		s.served_after > 0 ? (double)s.after / s.served_after : 0, "", REQUESTS_MAX);
	figure(b, tasks, says, "all requests", s.requests, "", -1);
	figure(b, tasks, says, "from the first request to the last answer",
		(s.last_ms - s.first_ms) / 1000, "s", -1);
	figure(b, tasks, says, "the same, at best", (tasks - 1) / 2 + 0.3, "s", -1);
}

void bench_storm(struct bench *b)
{
	char dir[] = "/tmp/meta-agent-storm-XXXXXX";
	const char *const clean[] = { "rm", "-rf", dir, NULL };
	int says;

	if (!mkdtemp(dir))
		bench_fail(dir, "it cannot be made");
	if (setenv("XDG_CONFIG_HOME", dir, 1))
		bench_fail("storm", "out of memory");
	if (b->small) {
		storm(b, dir, 6, STORM_RETRY_AFTER);
	} else {
		for (says = 0; says < STORM_SAYS_N; says++)
			storm(b, dir, 16, (enum storm_says)says);
		storm(b, dir, 64, STORM_RETRY_AFTER);
	}
	(void)bench_run(clean, NULL, false); /* what is left of it is in /tmp */
}
