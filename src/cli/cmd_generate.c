/* meta-agent generate: one call of a model. */
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include <jansson.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/opt_rows.h"
#include "cli/out.h"
#include "cli/prompt.h"
#include "cli/signals.h"
#include "cli/wait.h"
#include "metaagent/metaagent.h"

struct args {
	const char *provider, *model, *base_url, *script, *record, *replay, *system, *schema,
		*tools, *tool_choice;
	int64_t timeout_ms;
	int stream, json;
};

#define AT(member) offsetof(struct args, member)

static const struct opt opts[] = {
	ROW_PROVIDER_CHAIN,
	ROW_MODEL_OF_PROVIDER,
	ROW_BASE_URL,
	ROW_SCRIPT,
	ROW_RECORD,
	ROW_REPLAY,
	{ "system", 0, OPT_TEXT, AT(system), "FILE|TEXT",
		"what the model is told before the prompt: a file, if there is one of that name",
		0 },
	{ "schema", 0, OPT_TEXT, AT(schema), "FILE",
		"the answer must be JSON that fits this JSON Schema, draft 2020-12", 0 },
	{ "tools", 0, OPT_TEXT, AT(tools), "FILE",
		"tools that the model may ask to have called: a JSON list of name, description, parameters",
		0 },
	{ "tool-choice", 0, OPT_TEXT, AT(tool_choice), "auto|none|required|NAME",
		"whether it may call one, must not, must, or must call that one", 0 },
	ROW_TIMEOUT("give up after this time, all attempts together"),
	{ "stream", 0, OPT_FLAG, AT(stream), NULL, "write the answer as it comes", 0 },
	{ "json", 0, OPT_FLAG, AT(json), NULL,
		"write JSON: text, finish, tool_calls[], usage{}, cost_usd, provider, model, attempts",
		0 },
	{ 0 },
};

struct call {
	const struct args *args;
	char *prompt, *system, *schema, *tools;
	ma_ctx *ctx;
	ma_generation *generation;
	int signals, signo; /* descriptor; 0: none came */
	bool has_end;       /* what was written last ends a line */
	ma_err failure;     /* of writing what came */
};

static void write_delta(struct call *c, struct ma_str text, struct ma_buf *out)
{
	json_t *line = json_pack("{s:s%}", "delta", text.p, text.n);
	char *json = line ? json_dumps(line, JSON_COMPACT) : NULL;

	json_decref(line);
	if (json)
		ma_buf_addf(out, "%s\n", json);
	else
		(void)ma_fail_nomem(&c->failure); /* it ends the call */
	free(json);                               /* jansson's */
}

static void on_text(void *data, const char *text, size_t size)
{
	struct call *c = data;
	struct ma_buf out = MA_BUF_INIT(16 * MA_LIMIT_REPLY);

	if (c->failure.code || size == 0)
		return;
	if (c->args->json)
		write_delta(c, ma_str_n(text, size), &out);
	else
		ma_buf_add(&out, text, size);
	c->has_end = text[size - 1] == '\n';
	if (!c->failure.code)
		(void)out_flush(&out, &c->failure); /* it ends the call */
	ma_buf_done(&out);
}

/* The name of a file, else the text itself. What can only be meant as a path is not sent to a model. */
static ma_rc read_system(const char *word, char **out, ma_err *err)
{
	if (access(word, F_OK) == 0 || (strchr(word, '/') && !strpbrk(word, " \t\n")))
		return prompt_read(word, MA_LIMIT_PROMPT, out, err);
	*out = ma_strdup(word);
	return *out ? MA_OK : ma_fail_nomem(err);
}

static ma_rc read_texts(struct call *c, const struct words *words, ma_err *err)
{
	const struct args *a = c->args;
	const char *prompt = words->n > 0 ? words->v[0] : "-";
	ma_rc rc = MA_OK;

	if (a->schema && a->stream)
		return ma_fail(err, MA_EMISUSE,
			"generate: --schema needs the whole answer: leave out --stream");
	if (a->replay && (a->record || a->script))
		return ma_fail(err, MA_EMISUSE, "generate: --replay and --%s: give one",
			a->record ? "record" : "script");
	if (a->script && a->provider && strcmp(a->provider, "script") != 0)
		return ma_fail(err, MA_EMISUSE,
			"generate: --script is for --provider script, not %.60s", a->provider);
	if (strcmp(prompt, "-") == 0)
		rc = prompt_read("-", MA_LIMIT_PROMPT, &c->prompt, err);
	else if (!(c->prompt = ma_strdup(prompt)))
		rc = ma_fail_nomem(err);
	if (!rc && ma_str_trim(ma_str(c->prompt)).n == 0)
		rc = ma_fail(err, MA_EMISUSE, "generate: the prompt is empty");
	if (!rc && a->system)
		rc = read_system(a->system, &c->system, err);
	if (!rc && a->schema)
		rc = prompt_read(a->schema, MA_LIMIT_FILE, &c->schema, err);
	if (!rc && a->tools)
		rc = prompt_read(a->tools, MA_LIMIT_FILE, &c->tools, err);
	return rc;
}

static ma_rc ask(struct call *c, ma_err *err)
{
	const ma_ctx_opts ctx_opts = {
		.size = sizeof(ctx_opts), .config = "", .on_warning = out_warning
	};
	const ma_generate_opts how = { .size = sizeof(how),
		.prompt = c->prompt,
		.system = c->system,
		.schema = c->schema,
		.tools = c->tools,
		.tool_choice = c->args->tool_choice,
		.provider = c->args->provider,
		.model = c->args->model,
		.script = c->args->script,
		.record = c->args->record,
		.replay = c->args->replay,
		.base_url = c->args->base_url,
		.timeout_ms = c->args->timeout_ms,
		.on_text = c->args->stream ? on_text : NULL,
		.on_retry = out_warning,
		.data = c };
	ma_rc rc = signals_watch(&c->signals, err);

	if (!rc)
		rc = ma_ctx_new(&ctx_opts, &c->ctx, err);
	if (!rc)
		rc = ma_generate(c->ctx, &how, &c->generation, err);
	if (rc)
		return rc;
	c->signo = wait_for_call(c->ctx, c->generation, c->signals, &c->failure);
	if (c->failure.code)
		*err = c->failure;
	return c->failure.code;
}

static void tell_problems(const json_t *result)
{
	const json_t *error = json_object_get(result, "error"), *e;
	struct ma_buf text = MA_BUF_INIT(MA_MIB);
	size_t i;

	if (error)
		out_error(json_string_value(json_object_get(error, "message")));
	json_array_foreach (json_object_get(result, "errors"), i, e) {
		struct ma_str at = field_str(e, "at"), message = field_str(e, "message");

		ma_buf_addf(&text, "\n" MA_STR_FMT "%s" MA_STR_FMT, MA_STR_ARG(at),
			at.n ? ": " : "", MA_STR_ARG(message));
	}
	if (text.n > 0 && !text.rc) {
		out_error(ma_str_starts(
				  field_str(json_array_get(json_object_get(result, "errors"), 0),
					  "at"),
				  "/tool_calls")
				? "the model calls what it was not offered"
				: "the answer does not fit the schema");
		out_error(text.p + 1);
	}
	ma_buf_done(&text);
}

/* What the model asks to have called is the answer where there is no other; else it is only told of. */
static void write_calls(const json_t *result, struct ma_buf *out)
{
	const json_t *calls = json_object_get(result, "tool_calls");
	char *text;

	if (!calls)
		return;
	if (field_str(result, "text").n > 0) {
		out_error("the model also calls tools: --json tells which");
		return;
	}
	text = json_dumps(calls, JSON_COMPACT);
	if (text)
		ma_buf_addf(out, "%s\n", text);
	else
		out->rc = MA_ENOMEM;
	free(text); /* jansson's */
}

static void write_words(const struct call *c, const json_t *result, struct ma_buf *out)
{
	struct ma_str text = field_str(result, "text");
	bool is_whole = ma_str_is(field_str(result, "finish"), "stop");

	if (c->args->stream) {
		ma_buf_adds(out, c->has_end ? "" : "\n");
	} else if (is_whole && (text.n > 0 || !json_object_get(result, "tool_calls"))) {
		ma_buf_addv(out, text);
		ma_buf_adds(out, ma_str_ends(text, "\n") ? "" : "\n");
	}
	write_calls(result, out);
	tell_problems(result);
}

static ma_rc write_result(const struct call *c, int *exit_out, ma_err *err)
{
	struct ma_buf out = MA_BUF_INIT(8 * MA_LIMIT_REPLY);
	char *json = NULL;
	json_t *result = NULL;
	int code = 0;
	ma_rc rc = ma_generation_result(c->generation, &code, &json, err);

	if (!rc && c->args->json)
		ma_buf_addf(&out, "%s\n", json);
	else if (!rc && (result = field_parse(json, err)))
		write_words(c, result, &out);
	else if (!rc)
		rc = err->code;
	if (!rc)
		rc = out_flush(&out, err);
	if (!rc)
		*exit_out = code;
	json_decref(result);
	ma_string_free(json);
	ma_buf_done(&out);
	return rc;
}

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	struct call c = { .args = args, .signals = -1, .has_end = true };
	ma_rc rc = read_texts(&c, words, err);

	if (!rc)
		rc = ask(&c, err);
	if (!rc && c.signo != 0)
		*exit_out = stopped_by(c.signo);
	else if (!rc)
		rc = write_result(&c, exit_out, err);
	ma_generation_free(c.generation); /* what was answered before a signal is recorded here */
	if (c.signals >= 0)
		close(c.signals);
	ma_ctx_free(c.ctx);
	ma_free(c.prompt);
	ma_free(c.system);
	ma_free(c.schema);
	ma_free(c.tools);
	return rc;
}

const struct cmd cmd_generate = {
	.name = "generate",
	.args = "[PROMPT|-]",
	.words_most = 1,
	.summary = "ask a model once, as a run would: with retries and fallbacks",
	.about = "The prompt is one word, quoted; without it, or with \"-\", it is read from standard input. The answer goes\n"
		 "to standard output, everything else to standard error. An answer that does not fit the schema is\n"
		 "asked for once more, with what is wrong with it. Once --stream has written some of an answer, one\n"
		 "that breaks off is not asked for again. With --json --stream there is a line {\"delta\"} per piece,\n"
		 "then the whole. Where the model calls tools, they are written as JSON if there is no text; with --json they are in\n"
		 "tool_calls[{id, name, arguments}]. Nothing calls them: that is for whoever asked. The exit code is 0 for a whole answer that fits, 1 when it does not fit the schema,\n"
		 "3 for configuration, 4 when the provider failed for good or the answer is too long, 6 at the timeout,\n"
		 "130 or 143 when it was stopped by a signal.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
