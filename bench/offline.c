/*
 * The offline provider: how well and how fast prompts become contracts (tests/offline, where this is run from the
 * source), how fast templates are rendered, how large they are, and a prompt's way to a committed tree.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "bench.h"
#include "llm/offline_parts.h"
#include "model/understand.h"
#include "support/prompt_score.h"
#include "support/read_file.h"
#include "text.h"

#define PROMPT                                                                                                   \
	"Build a project tracker with projects (name, budget, status: planned/active/done), tasks (title, due "  \
	"date, priority, done), comments (body), user login, search, filters, sorting, pagination, charts, CSV " \
	"export, dark mode and tags"

static const char *source(void)
{
	const char *dir = getenv("META_AGENT_SOURCE");

	return dir ? dir : ".";
}

static void score(struct bench *b, const char *file, double target)
{
	struct prompt_score s;
	char path[4096], name[128], *text;
	double from;

	(void)snprintf(path, sizeof(path), "%s/tests/offline/%s", source(), file); /* fits */
	(void)snprintf(name, sizeof(name), "%s: prompts not fully right", file);   /* fits */
	text = read_file(path);
	if (!text) {
		bench_absent(b, name, "the prompts are in the source");
		return;
	}
	from = bench_cpu_s();
	s = prompt_score_of(ma_str(text), NULL);
	from = bench_cpu_s() - from;
	bench_figure(b, name, 100 - 100 * (double)s.right / (double)s.prompts, "%", target);
	(void)snprintf(name, sizeof(name), "%s: fields not found", file); /* fits */
	bench_figure(b, name, 100 - 100 * prompt_score_recall(&s.fields), "%", -1);
	(void)snprintf(name, sizeof(name), "%s: relations not found", file); /* fits */
	bench_figure(b, name, 100 - 100 * prompt_score_recall(&s.relations), "%", -1);
	(void)snprintf(name, sizeof(name), "%s: a contract and its comparison", file); /* fits */
	bench_figure(b, name, from * 1000 / (double)s.prompts, "ms", 3);
	ma_free(text);
}

static bool count_bytes(void *data, struct ma_str path, struct ma_str content)
{
	*(size_t *)data += path.n + content.n;
	return true;
}

/* The templates rendered over the contract of PROMPT, a few times. */
static void render(struct bench *b, const char *data_dir)
{
	struct ma_offline_templates templates = { .shared = { NULL, NULL } };
	struct ma_offline_kit *kit = NULL;
	ma_err err = { .code = MA_OK };
	json_t *contract = NULL, *view = NULL;
	double times[9];
	size_t bytes = 0, i;

	if (ma_understand(MA_STR(PROMPT), &contract, &err) ||
		ma_offline_kit_load(&templates, data_dir, "webapp", &kit, &err) ||
		ma_offline_view(contract, MA_STR(PROMPT), &templates.shared, &view, &err))
		bench_fail("the view", err.msg);
	for (i = 0; i < 9; i++) {
		bytes = 0;
		times[i] = bench_cpu_s();
		if (ma_offline_render(kit, view, NULL, count_bytes, &bytes, &err))
			bench_fail("rendering", err.msg);
		times[i] = bench_cpu_s() - times[i];
	}
	bench_figure(b, "rendering an application", bench_least(times, 9) * 1000, "ms", -1);
	bench_figure(b, "rendering", (double)bytes / 1e6 / bench_least(times, 9), "MB/s", -1);
	json_decref(view);
	json_decref(contract);
	ma_offline_templates_done(&templates);
}

/* Bytes of all files below a directory. */
static double size_below(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	struct stat st;
	char path[4096];
	double size = 0;

	while (d && (entry = readdir(d))) {
		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", dir, entry->d_name); /* or lstat fails */
		if (lstat(path, &st) == 0)
			size += S_ISDIR(st.st_mode) ? size_below(path) : (double)st.st_size;
	}
	if (d)
		closedir(d);
	return size;
}

/* A run without verification: the plan, six agents, six commits. */
static void commit(struct bench *b)
{
	char top[] = "/tmp/meta-agent-bench-XXXXXX", out[sizeof(top) + 8];
	const char *const run[] = { b->program, "run", PROMPT, "--provider", "offline",
		"--no-verify", "-o", out, NULL };
	const char *const clear[] = { "rm", "-rf", top, NULL };
	double times[3];
	int i;

	if (!mkdtemp(top))
		bench_fail("mkdtemp", "no temporary directory");
	for (i = 0; i < 3; i++) {
		struct bench_cost cost;

		(void)snprintf(out, sizeof(out), "%s/%d", top, i); /* fits */
		cost = bench_run(run, "/dev/null", false);
		if (cost.status != 0)
			bench_fail(b->program, "the run failed");
		times[i] = cost.ms;
	}
	bench_run(clear, NULL, false);
	bench_figure(b, "from a prompt to a committed tree", bench_least(times, 3), "ms", 150);
}

void bench_offline(struct bench *b)
{
	static const char *const seen_once[] = { "holdout.txt", "fresh.txt", "fresh2.txt",
		"fresh3.txt", "fresh4.txt", "prose.txt", "week.txt", "holdout2.txt", "holdout3.txt",
		"holdout4.txt", "holdout5.txt", "holdout6.txt", "holdout7.txt", "tester.txt",
		"apps.txt", "evaluator.txt", "users.txt" };
	char data_dir[4096], templates[4200];
	size_t i;

	score(b, "prompts.txt", 10);
	for (i = 0; i < MA_COUNT(seen_once); i++)
		score(b, seen_once[i], -1);
	(void)snprintf(data_dir, sizeof(data_dir), "%s/share/meta-agent", source()); /* fits */
	(void)snprintf(templates, sizeof(templates), "%s/templates", data_dir);      /* fits */
	if (access(templates, R_OK) == 0) {
		render(b, data_dir);
		bench_figure(b, "templates", size_below(templates) / 1024, "KiB", 1024);
	} else {
		bench_absent(b, "rendering", "the templates are in the source");
	}
	if (strcmp(b->program, "none") != 0)
		commit(b);
}
