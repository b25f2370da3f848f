/* Many streams at once, in a process of their own, so that what it has resident is theirs. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"
#include "llm_client.h"
#include "llm_server.h"
#include "llm_wire.h"

struct crowd {
	struct llm_client client;
	struct ma_llm_call **calls;
	size_t n, text_n, text_wanted, over;
};

static double resident_kib(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	long pages = 0;

	if (!f || fscanf(f, "%*s %ld", &pages) != 1)
		bench_fail("/proc/self/statm", "it cannot be read");
	fclose(f);
	return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1024;
}

static void on_text(void *data, struct ma_str delta)
{
	struct crowd *c = data;

	c->text_n += delta.n;
	if (c->text_n == c->text_wanted)
		ma_loop_stop(c->client.loop);
}

static void on_done(void *data, const struct ma_llm_reply *reply)
{
	struct crowd *c = data;

	if (reply->class != MA_LLM_CANCELED)
		bench_fail("llm", reply->message.p);
	c->over++;
}

/* Until each of n more has said all that it will. */
static void gather(struct crowd *c, size_t n)
{
	ma_err err = { .code = MA_OK };

	c->text_wanted += n * LLM_HELD * LLM_EVENT_TEXT;
	for (; n > 0; n--, c->n++)
		if (ma_llm_send(c->client.llm, &c->client.req, on_text, on_done, c, &c->calls[c->n],
			    &err))
			bench_fail("llm", err.msg);
	ma_loop_run(c->client.loop);
	if (c->text_n != c->text_wanted)
		bench_fail("llm", "a stream said less than it should");
}

static void scatter(struct crowd *c)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		ma_llm_cancel(c->client.llm, c->calls[i]);
	ma_loop_run(c->client.loop);
	if (c->over != c->n)
		bench_fail("llm", "a cancelled stream goes on");
}

static struct llm_memory measure(int port, size_t n)
{
	struct crowd c = { .calls = calloc(n + 1, sizeof(*c.calls)) };
	struct llm_memory m;
	double before;

	if (!c.calls)
		bench_fail("llm", "no memory");
	memset(c.calls, 1, (n + 1) * sizeof(*c.calls)); /* resident before it is counted */
	llm_client_init(&c.client, "gemini", port, "hold", true);
	gather(&c, 1);
	before = resident_kib();
	gather(&c, n);
	m = (struct llm_memory){ (resident_kib() - before) / (double)n, resident_kib() / 1024 };
	scatter(&c);
	llm_client_done(&c.client);
	free(c.calls);
	return m;
}

struct llm_memory llm_memory_of(int port, unsigned n)
{
	struct llm_memory m = { 0, 0 };
	int ends[2], status;
	pid_t pid;

	if (pipe(ends))
		bench_fail("pipe", strerror(errno));
	pid = fork();
	if (pid < 0)
		bench_fail("fork", strerror(errno));
	if (pid == 0) {
		llm_raise_descriptors();
		m = measure(port, n);
		_exit(write(ends[1], &m, sizeof(m)) == (ssize_t)sizeof(m) ? 0 : 1);
	}
	close(ends[1]);
	if (read(ends[0], &m, sizeof(m)) != (ssize_t)sizeof(m) || waitpid(pid, &status, 0) != pid ||
		status != 0)
		bench_fail("llm", "the many streams failed");
	close(ends[0]);
	return m;
}
