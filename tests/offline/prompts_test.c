/*
 * How well prompts are understood: what was reached must be kept. prompts.txt has grown with the grammar;
 * the closed ones were written to see what the grammar makes of prompts that it was not made for, and nothing of them is
 * shown; the others may be looked at.
 * With FILEs as arguments those are scored, without floors.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "support/prompt_score.h"
#include "support/read_file.h"

/* In hundredths. */
struct floors {
	const char *file;
	int right, entities, fields, relations, features;
};

static const struct floors floors[] = {
	{ "prompts.txt", 98, 99, 99, 99, 99 },
	{ "holdout.txt", 90, 98, 99, 94, 99 },
	{ "fresh.txt", 80, 91, 89, 96, 77 },
	{ "fresh2.txt", 92, 98, 99, 99, 97 },
	{ "fresh3.txt", 48, 93, 89, 84, 99 },
	{ "fresh4.txt", 62, 95, 89, 86, 98 },
	{ "prose.txt", 64, 97, 94, 92, 99 },
	{ "week.txt", 72, 96, 95, 94, 99 },
	{ "tester.txt", 85, 97, 97, 93, 98 },
	{ "apps.txt", 90, 98, 98, 97, 98 },
	{ "holdout2.txt", 67, 95, 92, 93, 99 },
	{ "holdout3.txt", 77, 97, 96, 96, 99 },
	{ "holdout4.txt", 77, 97, 94, 99, 97 },
	{ "holdout5.txt", 42, 90, 85, 79, 90 },
	{ "holdout6.txt", 66, 93, 90, 86, 96 },
	{ "evaluator.txt", 85, 97, 98, 98, 97 },
	{ "users.txt", 92, 99, 99, 95, 99 },
	{ "holdout7.txt", 53, 91, 89, 83, 98 },
	{ "strict.txt", 65, 92, 89, 87, 86 },
};

/* Only its scores are shown. */
static bool is_closed(const char *file)
{
	static const char *const closed[] = { "holdout.txt", "fresh.txt", "holdout5.txt",
		"holdout6.txt", "holdout7.txt" };

	return ma_str_among(ma_str(file), closed, MA_COUNT(closed));
}

/* Whether the share is at least `floor` hundredths. */
static bool keeps(const char *what, double share, int floor)
{
	printf("  %-10s %5.1f %%, not less than %d\n", what, share * 100, floor);
	return share * 100 >= floor;
}

static bool score_file(const char *path, const struct floors *f)
{
	struct ma_buf report = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct prompt_score s;
	char *text = read_file(path);
	bool kept;

	if (!text) {
		printf("%s cannot be read\n", path);
		return false;
	}
	s = prompt_score_of(ma_str(text), &report);
	printf("%s%s: %zu of %zu prompts fully right\n",
		report.p && !is_closed(f->file) ? report.p : "", f->file, s.right, s.prompts);
	kept = keeps("right", s.prompts ? (double)s.right / (double)s.prompts : 0, f->right);
	kept = keeps("entities", prompt_score_f1(&s.entities), f->entities) && kept;
	kept = keeps("fields", prompt_score_recall(&s.fields), f->fields) && kept;
	kept = keeps("relations", prompt_score_recall(&s.relations), f->relations) && kept;
	kept = keeps("features", prompt_score_recall(&s.features), f->features) && kept;
	ma_free(text);
	ma_buf_done(&report);
	return kept;
}

static bool score_set(const char *source, const struct floors *f)
{
	char path[4096];

	(void)snprintf(path, sizeof(path), "%s/tests/offline/%s", source,
		f->file); /* a path that is too long is not there */
	return score_file(path, f);
}

int main(int argc, char **argv)
{
	const char *source = getenv("META_AGENT_SOURCE");
	bool kept = true;
	size_t i;
	int n;

	for (n = 1; n < argc; n++)
		kept = score_file(argv[n], &(struct floors){ .file = argv[n] }) && kept;
	for (i = 0; argc < 2 && i < MA_COUNT(floors); i++)
		kept = score_set(source ? source : ".", &floors[i]) && kept;
	return kept ? 0 : 1;
}
