/*
 * A host program with a loop of its own, and an agent of its own: the README of the app is written here,
 * not by a model. cc own_agent.c $(pkg-config --cflags --libs metaagent)
 */
#include <metaagent/ext.h>

#include <poll.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct host {
	ma_ctx *ctx;
	int work; /* readable when there is something to do */
	uint64_t call;
	const ma_agent_task *task; /* valid until the call is over; NULL: none */
};

/* The library asks: take the task on and return. The work is done in the host's loop. */
static void begin(void *data, uint64_t call, const ma_agent_task *task)
{
	struct host *h = data;

	h->call = call;
	h->task = task;
	eventfd_write(h->work, 1);
}

static void cancel(void *data, uint64_t call)
{
	struct host *h = data;

	if (h->call == call)
		h->task = NULL;
}

static void write_readme(struct host *h)
{
	static char text[64 * 1024];
	ma_agent_file readme = { .path = "README.md", .content = text };
	ma_err err = { MA_OK, 0, "" };
	size_t n = 0, i;

	n += (size_t)snprintf(text, 2048, "# %.1000s\n\nMade of %zu files:\n\n", h->task->request,
		h->task->files_n);
	for (i = 0; i < h->task->files_n && n < sizeof(text) - 512; i++)
		n += (size_t)snprintf(text + n, 512, "- `%s` by %s, %zu bytes\n",
			h->task->files[i].path, h->task->files[i].task, h->task->files[i].size);
	readme.size = n;
	h->task = NULL;
	if (ma_call_files(h->ctx, h->call, &readme, 1, &err))
		fprintf(stderr, "own_agent: %s\n", err.msg);
}

static void loop(struct host *h, ma_run *run)
{
	struct pollfd fds[2] = { { .fd = ma_ctx_fd(h->ctx), .events = POLLIN },
		{ .fd = h->work, .events = POLLIN } };
	eventfd_t n;

	while (!ma_run_over(run)) {
		poll(fds, 2, ma_ctx_timeout_ms(h->ctx));
		if (fds[1].revents && !eventfd_read(h->work, &n) && h->task)
			write_readme(h);
		ma_ctx_turn(h->ctx);
	}
}

int main(int argc, char **argv)
{
	const ma_agent_ops ops = { .version = MA_EXT_VERSION, .begin = begin, .cancel = cancel };
	ma_run_opts opts = { .size = sizeof(opts), .provider = "offline", .no_verify = 1 };
	struct host h = { .work = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) };
	ma_err err = { MA_OK, 0, "" };
	ma_run *run = NULL;
	char *json = NULL;
	int code = 1;

	if (argc != 3) {
		fprintf(stderr, "usage: own_agent DIR PROMPT\n");
		return 2;
	}
	opts.output = argv[1];
	opts.prompt = argv[2];
	if (!ma_ctx_new(NULL, &h.ctx, &err) &&
		!ma_ctx_add_agent(h.ctx, "documentation", "Writes README.md.", &ops, &h, &err) &&
		!ma_run_start(h.ctx, &opts, &run, &err)) {
		loop(&h, run);
		if (!ma_run_result(run, &code, &json, &err))
			puts(json);
	}
	if (err.code)
		fprintf(stderr, "own_agent: %s\n", err.msg);
	ma_string_free(json);
	ma_run_free(run);
	ma_ctx_free(h.ctx);
	close(h.work);
	return code;
}
