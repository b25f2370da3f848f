/* Sizes, stripped: the program, and the shared library that it was started with. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"

static double stripped_kib(const char *path)
{
	char copy[] = "/tmp/meta-agent-size-XXXXXX";
	const char *const strip[] = { "strip", "-o", copy, path, NULL };
	struct stat st;
	int fd = mkstemp(copy);

	if (fd < 0)
		bench_fail("mkstemp", "no temporary file");
	close(fd);
	if (bench_run(strip, NULL, false).status != 0 || stat(copy, &st) != 0)
		bench_fail(path, "it cannot be stripped");
	unlink(copy);
	return (double)st.st_size / 1024;
}

/* The library as the dynamic linker finds it for the program: "libmetaagent.so.0 => PATH (0x…)". */
static void find_library(const char *program, char *out, size_t size)
{
	char list[] = "/tmp/meta-agent-ldd-XXXXXX", line[4096];
	const char *const ldd[] = { "ldd", program, NULL };
	char *from, *to;
	FILE *f;
	int fd = mkstemp(list);

	if (fd < 0)
		bench_fail("mkstemp", "no temporary file");
	close(fd);
	out[0] = '\0';
	bench_run(ldd, list, false);
	f = fopen(list, "r");
	while (f && fgets(line, sizeof(line), f)) {
		from = strstr(line, "libmetaagent") ? strstr(line, "=> ") : NULL;
		to = from ? strstr(from, " (") : NULL;
		if (to)
			snprintf(out, size, "%.*s", (int)(to - from - 3), from + 3);
	}
	if (f)
		fclose(f);
	unlink(list);
}

void bench_size(struct bench *b)
{
	double program = stripped_kib(b->program), library;
	char path[4096];

	find_library(b->program, path, sizeof(path));
	if (!path[0])
		bench_fail(b->program, "its library was not found");
	library = stripped_kib(path);
	bench_figure(b, "size: program, stripped", program, "KiB", -1);
	bench_figure(b, "size: library, stripped", library, "KiB", -1);
	bench_figure(b, "size: both", program + library, "KiB", 1024);
}
