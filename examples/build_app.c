/* Turn a prompt into an app from inside a program, on its own loop: cc build_app.c $(pkg-config --cflags --libs metaagent) */
#include <metaagent/metaagent.h>

#include <poll.h>
#include <stdio.h>

static void show(void *data, const char *event_json)
{
	(void)data;
	puts(event_json);
}

int main(int argc, char **argv)
{
	ma_run_opts opts = {
		.size = sizeof(opts), .provider = "offline", .no_verify = 1, .on_event = show
	};
	ma_err err = { MA_OK, 0, "" };
	ma_ctx *ctx = NULL;
	ma_run *run = NULL;
	char *json = NULL;
	int code = 1;

	if (argc != 3) {
		fprintf(stderr, "usage: build_app DIR PROMPT\n");
		return 2;
	}
	opts.output = argv[1];
	opts.prompt = argv[2];
	if (ma_ctx_new(NULL, &ctx, &err) || ma_run_start(ctx, &opts, &run, &err))
		goto out;
	while (!ma_run_over(run)) {
		struct pollfd mine = { .fd = ma_ctx_fd(ctx), .events = POLLIN };

		poll(&mine, 1, ma_ctx_timeout_ms(ctx));
		ma_ctx_turn(ctx);
	}
	if (!ma_run_result(run, &code, &json, &err))
		puts(json);
out:
	if (err.code)
		fprintf(stderr, "build_app: %s\n", err.msg);
	ma_string_free(json);
	ma_run_free(run);
	ma_ctx_free(ctx);
	return code;
}
