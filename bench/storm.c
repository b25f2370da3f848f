/*
 * A storm of refusals: all tasks of a run at once at a server that serves two requests in a second. What counts is how many
 * requests a success takes of those that leave once a refusal has come back, and that every task completes. The run
 * is the program's own, over HTTP, with its log and its commits; what left when is what its events say.
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

static bool is_kind(const json_t *event, const char *kind)
{
	const char *is = json_string_value(json_object_get(event, "kind"));

	return is && strcmp(is, kind) == 0;
}

/* Of the calls that left after the first refusal had come back: how many, and how many were answered. */
static void count_events(const char *path, unsigned *after, unsigned *answered)
{
	json_t *left = json_object(), *event;
	FILE *f = fopen(path, "r");
	const char *effect;
	bool refused = false;

	if (!f || !left)
		bench_fail(path, "there are no events");
	*after = *answered = 0;
	while ((event = json_loadf(f, JSON_DISABLE_EOF_CHECK, NULL))) {
		effect = json_string_value(json_object_get(event, "effect"));
		refused |= is_kind(event, "call.failed");
		if (refused && is_kind(event, "call.admitted")) {
			json_object_set_new(left, effect, json_true());
			++*after;
		}
		*answered += is_kind(event, "call.replied") && json_object_get(left, effect);
		json_decref(event);
	}
	json_decref(left);
	fclose(f);
}

static void run(struct bench *b, const struct storm_server *s, const char *dir, int tasks,
	unsigned *after, unsigned *answered)
{
	char out[300], plan[320], events[320], url[64], jobs[16];
	const char *const argv[] = { b->program, "run", "Storm", "-o", out, "--plan", plan,
		"--provider", "openai", "--base-url", url, "-j", jobs, "--no-verify", "--json",
		NULL };

	snprintf(out, sizeof(out), "%s/%d-%d", dir, tasks, (int)s->says);
	snprintf(plan, sizeof(plan), "%s.json", out);
	snprintf(events, sizeof(events), "%s.events", out);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/v1", s->port);
	snprintf(jobs, sizeof(jobs), "%d", tasks);
	write_plan(plan, tasks);
	(void)bench_run(argv, events, false); /* the server sees what came of it */
	count_events(events, after, answered);
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
	unsigned after, answered;

	storm_server_start(&s, says);
	run(b, &s, dir, tasks, &after, &answered);
	storm_server_stop(&s);
	figure(b, tasks, says, "tasks that did not complete", tasks - (int)s.served, "", 0);
	figure(b, tasks, says, "requests for each success after the first refusal came back",
		answered > 0 ? (double)after / answered : 0, "", REQUESTS_MAX);
	figure(b, tasks, says, "the same, with those that were under way when it was refused",
		s.served_after > 0 ? (double)s.after / s.served_after : 0, "", -1);
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
