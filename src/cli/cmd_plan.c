/* meta-agent plan: the plan that a prompt becomes, and the check of one. */
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
#include "cli/plan_text.h"
#include "cli/prompt.h"
#include "cli/signals.h"
#include "cli/wait.h"
#include "metaagent/metaagent.h"

struct args {
	const char *check, *prompt_file, *contract, *provider, *model, *script, *record, *replay,
		*base_url;
	int64_t timeout_ms, max_cost_microusd, max_tokens;
	int format, json, no_fallback;
};

#define AT(member) offsetof(struct args, member)

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_DOT, FORMAT_MERMAID };

static const struct opt opts[] = {
	{ "check", 0, OPT_TEXT, AT(check), "FILE", "say whether the plan in a file can be run", 0 },
	{ "format", 0, OPT_CHOICE, AT(format), "text|json|dot|mermaid", "how the plan is written",
		0 },
	{ "json", 0, OPT_FLAG, AT(json), NULL, "the same as --format json", 0 },
	ROW_PROMPT_FILE,
	ROW_CONTRACT,
	ROW_PROVIDER_CHAIN,
	ROW_MODEL_OF_PROVIDER,
	ROW_BASE_URL,
	ROW_SCRIPT,
	ROW_RECORD,
	ROW_REPLAY,
	ROW_TIMEOUT("give up after this time, all attempts together"),
	ROW_MAX_COST("warn of a plan that will probably cost more"),
	ROW_MAX_TOKENS("warn of a plan that will probably take more tokens"),
	ROW_NO_FALLBACK,
	{ 0 },
};

struct planning {
	const struct args *args;
	ma_plan_opts opts;
	char *prompt, *contract;
	int signals; /* descriptor */
	ma_ctx *ctx;
	ma_generation *generation;
};

static enum format format_of(const struct args *a)
{
	return a->json ? FORMAT_JSON : (enum format)a->format;
}

static void write_json(const json_t *value, struct ma_buf *out)
{
	char *text = json_dumps(value, JSON_INDENT(2));

	if (text)
		ma_buf_addf(out, "%s\n", text);
	else
		out->rc = MA_ENOMEM;
	free(text); /* jansson's */
}

static void write_plan(const struct args *a, const json_t *plan, struct ma_buf *out)
{
	switch (format_of(a)) {
	case FORMAT_TEXT:
		plan_text(plan, out);
		break;
	case FORMAT_JSON:
		write_json(plan, out);
		break;
	case FORMAT_DOT:
		plan_dot(plan, out);
		break;
	case FORMAT_MERMAID:
		plan_mermaid(plan, out);
		break;
	}
}

/* They are in the JSON, too. */
static void tell_warnings(const json_t *result)
{
	struct ma_buf line = MA_BUF_INIT(MA_MIB);
	const json_t *w;
	size_t i;

	json_array_foreach (json_object_get(result, "warnings"), i, w) {
		ma_buf_clear(&line);
		ma_buf_adds(&line, "warning: ");
		field_show(&line, field_str(w, "message"));
		if (!line.rc)
			out_error(line.p);
	}
	ma_buf_done(&line);
}

static ma_rc make_ctx(struct planning *p, ma_err *err)
{
	const ma_ctx_opts how = { .size = sizeof(how), .config = "", .on_warning = out_warning };
	ma_rc rc = p->args->check ? MA_OK : signals_watch(&p->signals, err);

	return rc ? rc : ma_ctx_new(&how, &p->ctx, err);
}

static ma_rc read_texts(struct planning *p, const struct words *words, ma_err *err)
{
	const struct args *a = p->args;
	ma_rc rc = MA_OK;

	if (!a->check)
		rc = prompt_find("plan", words, a->prompt_file, &p->prompt, err);
	else if (words->n > 0 || a->prompt_file)
		rc = ma_fail(err, MA_EMISUSE, "plan: either a prompt, or --check and a file");
	if (!rc && a->replay && (a->record || a->script))
		rc = ma_fail(err, MA_EMISUSE, "plan: --replay and --%s: give one",
			a->record ? "record" : "script");
	if (!rc && p->prompt && ma_str_trim(ma_str(p->prompt)).n == 0)
		rc = ma_fail(err, MA_EMISUSE, "plan: the prompt is empty");
	if (!rc && a->contract)
		rc = prompt_read(a->contract, MA_LIMIT_PROMPT, &p->contract, err);
	p->opts = (ma_plan_opts){ .size = sizeof(p->opts),
		.prompt = p->prompt,
		.contract = p->contract,
		.provider = a->provider,
		.model = a->model,
		.script = a->script,
		.record = a->record,
		.replay = a->replay,
		.base_url = a->base_url,
		.timeout_ms = a->timeout_ms,
		.max_cost_microusd = a->max_cost_microusd,
		.max_tokens = a->max_tokens,
		.no_fallback = a->no_fallback,
		.on_retry = out_warning };
	return rc;
}

/* The plan to standard output; why there is none to standard error. */
static ma_rc write_result(struct planning *p, const json_t *result, ma_err *err)
{
	const json_t *error = json_object_get(result, "error");
	struct ma_buf out = MA_BUF_INIT(MA_LIMIT_BLOB);
	ma_rc rc;

	tell_warnings(result);
	if (error)
		out_error(json_string_value(json_object_get(error, "message")));
	if (!error || format_of(p->args) == FORMAT_JSON)
		write_plan(p->args, result, &out);
	rc = out_flush(&out, err);
	ma_buf_done(&out);
	return rc;
}

static ma_rc make(struct planning *p, int *exit_out, ma_err *err)
{
	const ma_err no_failure = { .code = MA_OK };
	char *json = NULL;
	json_t *result = NULL;
	int code = 0, signo;
	ma_rc rc = ma_make_plan(p->ctx, &p->opts, &p->generation, err);

	if (rc == MA_EINVALID && p->opts.contract)
		*exit_out = 3; /* a bad contract is a bad file, as for run */
	if (rc == MA_EINVALID && p->opts.contract)
		return ma_err_wrap(err, "%s", p->args->contract);
	if (rc)
		return rc;
	signo = wait_for_call(p->ctx, p->generation, p->signals, &no_failure);
	if (signo != 0) {
		*exit_out = stopped_by(signo);
		return MA_OK;
	}
	rc = ma_generation_result(p->generation, &code, &json, err);
	if (!rc && !(result = field_parse(json, err)))
		rc = err->code;
	if (!rc)
		rc = write_result(p, result, err);
	if (!rc)
		*exit_out = code;
	json_decref(result);
	ma_string_free(json);
	return rc;
}

static void write_check(const struct args *a, const json_t *result, struct ma_buf *out)
{
	const json_t *error, *plan = json_object_get(result, "plan");
	size_t i;

	if (format_of(a) == FORMAT_JSON) {
		write_json(result, out);
		return;
	}
	tell_warnings(result);
	json_array_foreach (json_object_get(result, "errors"), i, error)
		field_error(out, a->check, error);
	if (plan)
		write_plan(a, plan, out);
}

static ma_rc check(struct planning *p, int *exit_out, ma_err *err)
{
	struct ma_buf out = MA_BUF_INIT(MA_LIMIT_BLOB);
	char *text = NULL, *json = NULL;
	json_t *result = NULL;
	int valid = 0;
	ma_rc rc = prompt_read(p->args->check, MA_LIMIT_BLOB, &text, err);

	if (!rc)
		rc = ma_check_plan(p->ctx, text, &p->opts, &valid, &json, err);
	if (!rc && !(result = field_parse(json, err)))
		rc = err->code;
	if (!rc) {
		write_check(p->args, result, &out);
		rc = out_flush(&out, err);
	}
	if (!rc)
		*exit_out = !valid;
	json_decref(result);
	ma_string_free(json);
	ma_free(text);
	ma_buf_done(&out);
	return rc;
}

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	struct planning p = { .args = args, .signals = -1 };
	ma_rc rc = read_texts(&p, words, err);

	if (!rc)
		rc = make_ctx(&p, err);
	if (!rc)
		rc = p.args->check ? check(&p, exit_out, err) : make(&p, exit_out, err);
	ma_generation_free(p.generation); /* what was answered before a signal is recorded here */
	if (p.signals >= 0)
		close(p.signals);
	ma_ctx_free(p.ctx);
	ma_free(p.prompt);
	ma_free(p.contract);
	return rc;
}

const struct cmd cmd_plan = {
	.name = "plan",
	.args = "[PROMPT|-]",
	.words_most = 1,
	.summary = "show the plan that a prompt becomes, or check one",
	.about = "The planner is asked as by run: with retries, fallbacks, and one more turn where its plan has problems. Nothing is\n"
		 "kept. The JSON can be edited and given to run --plan. With --check every problem of a plan is told, with\n"
		 "its JSON pointer, and the exit code is 1 when there is one; without, 5 when the planner's plan cannot be\n"
		 "used, and nothing may be put in its place.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
