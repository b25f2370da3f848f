/*
 * fake-llm SCRIPT [REQUESTS [SECONDS [LOG]]]: prints the port, serves at most
 * that many requests (1000) and seconds (120), and then ends by itself; on
 * SIGTERM too. LOG gets the requests as they came, each after a line "== N".
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "support/fake_llm.h"

#define SCRIPT_MAX (32 * 1024 * 1024)

static char *read_file(const char *path)
{
	char *text = calloc(1, SCRIPT_MAX);
	FILE *f = fopen(path, "r");

	if (!f || !text || fread(text, 1, SCRIPT_MAX - 1, f) == 0) {
		perror(path);
		exit(2);
	}
	fclose(f);
	return text;
}

static long limit(int argc, char **argv, int at, long absent)
{
	return argc > at ? strtol(argv[at], NULL, 10) : absent;
}

static void write_log(struct fake_llm *f, const char *path)
{
	FILE *log = fopen(path, "w");
	size_t i;

	if (!log) {
		perror(path);
		return;
	}
	for (i = 0; i < fake_llm_requests(f); i++)
		fprintf(log, "== %zu\n%s\n", i, fake_llm_request(f, i));
	fclose(log);
}

static void serve(struct fake_llm *f, long requests, long seconds, const sigset_t *ends)
{
	const struct timespec tick = { .tv_nsec = 50 * 1000 * 1000 };
	long ticks = seconds * 20;

	while (ticks-- > 0 && (long)fake_llm_answered(f) < requests)
		if (sigtimedwait(ends, NULL, &tick) > 0)
			return;
}

int main(int argc, char **argv)
{
	struct fake_llm *f;
	sigset_t ends;
	char *script;

	if (argc < 2) {
		fputs("usage: fake-llm SCRIPT [REQUESTS [SECONDS [LOG]]]\n", stderr);
		return 2;
	}
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigprocmask(SIG_BLOCK, &ends, NULL); /* before the threads, which inherit it */
	script = read_file(argv[1]);
	f = fake_llm_start(script);
	free(script);
	if (!f)
		return 1;
	printf("%d\n", fake_llm_port(f));
	fflush(stdout);
	serve(f, limit(argc, argv, 2, 1000), limit(argc, argv, 3, 120), &ends);
	if (argc > 4)
		write_log(f, argv[4]);
	fake_llm_stop(f);
	return 0;
}
