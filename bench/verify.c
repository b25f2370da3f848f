/* A verification of what has been verified: `meta-agent verify` of a package of 200 files, once more. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "bench.h"
#include "sys/fs.h"

#define ROUNDS 21
#define FILES 200

static void write_file(const char *dir, const char *name, const char *content)
{
	ma_err err = { .code = MA_OK };

	if (ma_fs_write_beneath(dir, ma_str(name), ma_str(content), 0644, &err))
		bench_fail(name, err.msg);
}

static void make_package(const char *dir)
{
	static char content[4096];
	char name[64];
	int i;

	for (i = 0; i + 2 < (int)sizeof(content); i++)
		content[i] = i % 40 == 39 ? '\n' : 'x';
	for (i = 0; i < FILES; i++) {
		snprintf(name, sizeof(name), "src/%d/f%d.txt", i % 10, i);
		write_file(dir, name, content);
	}
	write_file(dir, "Makefile", "test:\n\t@echo ok 1\n");
}

static int by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double verify(const struct bench *b, const char *dir)
{
	const char *const argv[] = { b->program, "verify", "-o", dir, NULL };
	struct bench_cost cost = bench_run(argv, NULL, true);

	if (cost.status != 0)
		bench_fail("verify", "it was not verified");
	return cost.ms;
}

void bench_verify(struct bench *b)
{
	char *dir = NULL, *cache = NULL;
	ma_err err = { .code = MA_OK };
	double times[ROUNDS];
	int i, rounds = b->small ? 3 : ROUNDS;

	if (strcmp(b->program, "none") == 0) {
		bench_absent(b, "verify: an unchanged package", "no program was given");
		return;
	}
	if (ma_fs_temp_dir("meta-agent-bench-", &dir, &err) ||
		ma_fs_temp_dir("meta-agent-bench-", &cache, &err) ||
		setenv("XDG_CACHE_HOME", cache, 1))
		bench_fail("verify", err.msg);
	make_package(dir);
	bench_figure(b, "verify: a package of 200 files, the first time", verify(b, dir), "ms", -1);
	for (i = 0; i < rounds; i++)
		times[i] = verify(b, dir);
	qsort(times, (size_t)rounds, sizeof(*times), by_value);
	bench_figure(b, "verify: the same, unchanged", times[rounds / 2], "ms", 50);
	bench_figure(b, "verify: the best of them", times[0], "ms", -1);
	if (ma_fs_remove_tree(dir, &err) || ma_fs_remove_tree(cache, &err))
		bench_fail("verify", err.msg);
	ma_free(dir);
	ma_free(cache);
}
