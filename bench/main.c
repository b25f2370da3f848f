/*
 * meta-agent-bench NAME --program PATH [--json] [--small]: measures a meta-agent from outside.
 *
 *   start  start-up time and memory of `meta-agent version`     start.c
 *   size   stripped program and library                         size.c
 *   validate  documents against a schema, beside ajv            validate.c
 *   extract  JSON out of clean and damaged text, beside JSON.parse, jsonrepair and partial-json  extract.c
 *   plan   the check of plans of up to a million tasks          plan.c
 *   app    a whole run, split into its phases                   app.c
 *   dag    the scheduler: its cost, and its schedules           dag.c
 *   store  the log: appended, and read back                 store.c
 *   storm  a run at a server that refuses most requests         storm.c
 *   llm    calls of language models, beside the SDKs            llm.c
 *   blocks replies into files, edits into files                 blocks.c
 *   offline prompts into contracts, templates into files        offline.c
 *   merge  one file of two sides, beside git and libgit2        merge.c
 *   verify a verification of what has been verified             verify.c
 *   sandbox  its start, its end, the copy that it works in      sandbox.c
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "cli/benches.h"

static const struct {
	const char *name;
	void (*run)(struct bench *b);
} benchmarks[] = {
#define ROW(name) { #name, bench_##name },
	BENCHES(ROW, ROW)
#undef ROW
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

void bench_figure(struct bench *b, const char *name, double value, const char *unit, double target)
{
	json_t *j = json_pack("{s:s, s:f, s:s}", "name", name, "value", value, "unit", unit);

	if (target >= 0 && !b->small) {
		json_object_set_new(j, "target", json_real(target));
		json_object_set_new(j, "met", json_boolean(value <= target));
		b->missed |= value > target;
	}
	json_array_append_new(b->figures, j);
}

void bench_absent(struct bench *b, const char *name, const char *why)
{
	json_array_append_new(b->figures, json_pack("{s:s, s:s}", "name", name, "absent", why));
}

void bench_fail(const char *what, const char *why)
{
	fprintf(stderr, "meta-agent-bench: %s: %s\n", what, why);
	exit(1);
}

static void print_text(const struct bench *b)
{
	const json_t *j;
	size_t i;

	json_array_foreach (b->figures, i, j) {
		const json_t *target = json_object_get(j, "target");
		const char *absent = json_string_value(json_object_get(j, "absent"));

		if (absent) {
			printf("%-66s %10s\n", json_string_value(json_object_get(j, "name")),
				absent);
			continue;
		}
		printf("%-66s %10.3f %-5s", json_string_value(json_object_get(j, "name")),
			json_real_value(json_object_get(j, "value")),
			json_string_value(json_object_get(j, "unit")));
		if (target)
			printf("  target %8.2f  %s", json_real_value(target),
				json_is_true(json_object_get(j, "met")) ? "met" : "MISSED");
		putchar('\n');
	}
}

static void print_json(const struct bench *b)
{
	json_t *all = json_pack("{s:O}", "figures", b->figures);

	json_dumpf(all, stdout, JSON_REAL_PRECISION(6));
	putchar('\n');
	json_decref(all);
}

static int usage(void)
{
	size_t i;

	fprintf(stderr,
		"usage: meta-agent-bench NAME|all --program PATH [--json] [--small]\nnames:");
	for (i = 0; i < COUNT(benchmarks); i++)
		fprintf(stderr, " %s", benchmarks[i].name);
	fputc('\n', stderr);
	return 2;
}

int main(int argc, char **argv)
{
	struct bench b = { .figures = json_array() };
	const char *name = NULL;
	bool json = false, found = false;
	size_t k;
	int i;

	for (i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--json") == 0)
			json = true;
		else if (strcmp(argv[i], "--small") == 0)
			b.small = true;
		else if (strcmp(argv[i], "--program") == 0 && i + 1 < argc)
			b.program = argv[++i];
		else if (!name && argv[i][0] != '-')
			name = argv[i];
		else
			return usage();
	}
	if (!name || !b.program)
		return usage();
	for (k = 0; k < COUNT(benchmarks); k++) {
		if (strcmp(name, "all") != 0 && strcmp(name, benchmarks[k].name) != 0)
			continue;
		found = true;
		benchmarks[k].run(&b);
	}
	if (!found)
		return usage();
	if (json)
		print_json(&b);
	else
		print_text(&b);
	json_decref(b.figures);
	return b.missed ? 1 : 0;
}
