/* A host program in a test: a context of its own, a directory for outputs, and all events of its runs as lines. */
#ifndef MA_TESTS_EMBED_H
#define MA_TESTS_EMBED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "metaagent/ext.h"
#include "support/tmpdir.h"

struct embed {
	char dir[TMPDIR_SIZE], output[TMPDIR_SIZE + 8], data[1024];
	ma_ctx *ctx;
	ma_run *run;
	struct ma_buf events;
	char *json; /* of the run that ended last */
	int exit;
	ma_err err;
	/* Optional. Called with each event. */
	void (*on_event)(struct embed *e, const char *json);
};

static inline void embed_hear(void *data, const char *json)
{
	struct embed *e = data;

	ma_buf_addf(&e->events, "%s\n", json);
	if (e->on_event)
		e->on_event(e, json);
}

static inline void embed_open(struct embed *e)
{
	const ma_ctx_opts opts = { .size = sizeof(opts), .data_dir = e->data };
	const char *source = getenv("META_AGENT_SOURCE");

	*e = (struct embed){ .events = MA_BUF_INIT(16 * MA_MIB), .exit = -1 };
	tmpdir_make(e->dir);
	(void)setenv("XDG_CONFIG_HOME", e->dir, 1); /* no agents but the built-in ones */
	(void)snprintf(e->output, sizeof(e->output), "%s/out", e->dir);
	(void)snprintf(e->data, sizeof(e->data), "%s/share/meta-agent", source ? source : ".");
	if (ma_ctx_new(&opts, &e->ctx, &e->err))
		fail_msg("%s", e->err.msg);
}

static inline void embed_close(struct embed *e)
{
	ma_run_free(e->run);
	ma_ctx_free(e->ctx);
	ma_string_free(e->json);
	ma_buf_done(&e->events);
	tmpdir_remove(e->dir);
}

/* A run of this plan, without verification. */
static inline ma_run_opts embed_opts(struct embed *e, const char *provider, const char *plan)
{
	return (ma_run_opts){ .size = sizeof(ma_run_opts),
		.output = e->output,
		.prompt = "Build a note box",
		.plan = plan,
		.provider = provider,
		.no_verify = 1,
		.on_event = embed_hear,
		.data = e };
}

static inline void embed_begin(struct embed *e, const ma_run_opts *opts)
{
	if (ma_run_start(e->ctx, opts, &e->run, &e->err))
		fail_msg("%s", e->err.msg);
}

/* Wait for the run's end, and free it. */
static inline void embed_end(struct embed *e)
{
	ma_run_wait(e->run);
	ma_string_free(e->json);
	e->json = NULL;
	if (ma_run_result(e->run, &e->exit, &e->json, &e->err))
		fail_msg("%s", e->err.msg);
	ma_run_free(e->run);
	e->run = NULL;
}

static inline void embed_run(struct embed *e, const char *provider, const char *plan)
{
	const ma_run_opts opts = embed_opts(e, provider, plan);

	embed_begin(e, &opts);
	embed_end(e);
}

static inline const char *embed_events(const struct embed *e)
{
	return e->events.p ? e->events.p : "";
}

static inline void embed_heard(const struct embed *e, const char *words)
{
	if (!strstr(embed_events(e), words))
		fail_msg("not in the log: %s\n%s", words, embed_events(e));
}

/* How often the words are in the log. */
static inline int embed_count(const struct embed *e, const char *words)
{
	const char *at = embed_events(e);
	int n = 0;

	while ((at = strstr(at, words))) {
		at += strlen(words);
		n++;
	}
	return n;
}

/* A file that the run made must have this content. */
static inline void embed_file(const struct embed *e, const char *path, const char *content)
{
	char name[TMPDIR_SIZE + 256], text[4096];
	size_t n;
	FILE *f;

	(void)snprintf(name, sizeof(name), "%s/%s", e->output, path);
	f = fopen(name, "r");
	assert_non_null(f);
	n = fread(text, 1, sizeof(text) - 1, f);
	(void)fclose(f);
	text[n] = '\0';
	assert_string_equal(text, content);
}

#endif
