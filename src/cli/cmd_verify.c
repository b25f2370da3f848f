/* meta-agent verify: check any directory as a run checks its result. */
#include <stddef.h>
#include <unistd.h>

#include "base/limits.h"
#include "cli/cmd.h"
#include "cli/exits.h"
#include "cli/field.h"
#include "cli/out.h"
#include "cli/reading.h"
#include "cli/report.h"
#include "cli/signals.h"
#include "cli/wait.h"
#include "cli/words.h"
#include "metaagent/verify.h"

#define FAULTS_TOLD 10               /* to a person */
#define LINE_MAX_TOLD ((size_t)2000) /* bytes of a line of it */
#define OUTPUT_LINES 40              /* of a failed check, its end, to a person */

struct args {
	const char *output;
	int sandbox, fresh, json, report;
};

static const struct opt opts[] = {
	{ "output", 'o', OPT_TEXT, offsetof(struct args, output), "DIR",
		"the directory; the current one where none is named", 0 },
	{ "sandbox", 0, OPT_CHOICE, offsetof(struct args, sandbox), "auto|off",
		"off: run the commands unconfined; the verdict is then at most unverified", 0 },
	{ "fresh", 0, OPT_FLAG, offsetof(struct args, fresh), NULL,
		"run all of it, whatever passed before on the same bytes", 0 },
	{ "json", 0, OPT_FLAG, offsetof(struct args, json), NULL,
		"write one JSON document: verdict, reason, sandbox, checks[{phase,package,command,state,why,tests,faults,output}]",
		0 },
	{ "report", 0, OPT_CHOICE, offsetof(struct args, report), "text|junit|sarif|github",
		"write the result as JUnit XML, SARIF 2.1.0, or commands of GitHub Actions", 0 },
	{ 0 },
};

struct checking {
	const struct args *args;
	ma_ctx *ctx;
	ma_verification *verification;
	int signals, stopped_by; /* descriptor; the first signal, or 0 */
};

static void add_tests(struct ma_buf *line, const json_t *tests)
{
	long long skipped = (long long)field_int(tests, "skipped");

	if (!tests)
		return;
	ma_buf_addf(line, ", %lld passed", (long long)field_int(tests, "passed"));
	if (skipped > 0)
		ma_buf_addf(line, ", %lld skipped", skipped);
}

/* "install web: npm ci: passed in 2.1 s, 12 passed". */
static void tell_check(struct ma_buf *line, const json_t *check)
{
	struct ma_str state = field_str(check, "state"), package = field_str(check, "package");

	ma_buf_addv(line, field_str(check, "phase"));
	if (!ma_str_is(package, ".")) {
		ma_buf_addc(line, ' ');
		field_show(line, package);
	}
	if (field_str(check, "command").n > 0) {
		ma_buf_adds(line, ": ");
		field_show(line, field_str(check, "command"));
	}
	if (ma_str_is(state, "running")) {
		ma_buf_adds(line, " ...\n");
		return;
	}
	ma_buf_adds(line, ": ");
	ma_buf_addv(line, state);
	if (ma_str_is(state, "passed")) {
		if (!json_object_get(check, "reused")) {
			ma_buf_adds(line, " in ");
			words_took(line, field_int(check, "took_ms"));
		}
		add_tests(line, json_object_get(check, "tests"));
	}
	if (field_str(check, "why").n > 0) {
		ma_buf_adds(line, ": ");
		field_show(line, field_str(check, "why"));
	}
	ma_buf_addc(line, '\n');
}

static void on_check(void *data, const char *json)
{
	const struct checking *c = data;
	struct ma_buf line = MA_BUF_INIT(MA_LIMIT_REPLY);
	ma_err err = { MA_OK, 0, "" };
	json_t *check = field_parse(json, &err);

	/* one line a check where lines stay; a terminal is told at once what it waits for */
	if (check && (!ma_str_is(field_str(check, "state"), "running") || isatty(STDERR_FILENO)))
		tell_check(&line, check);
	if (!line.rc && !c->args->json)
		out_note(ma_buf_str(&line));
	json_decref(check);
	ma_buf_done(&line);
}

static struct ma_str last_lines(struct ma_str text, int lines)
{
	size_t at = text.n;

	while (at > 0 && (text.p[at - 1] != '\n' || at == text.n || lines-- > 1))
		at--;
	return ma_str_from(text, at);
}

/*
 * The rest of a line, by somebody else's program. A runner of GitHub Actions obeys what it reads in a log: lines that begin with "::",
 * whatever blanks stand before, and "##[" anywhere. So something stands before each line, and the latter is written otherwise.
 */
static void write_line(struct ma_buf *out, struct ma_str line)
{
	struct ma_buf text = MA_BUF_INIT(8 * LINE_MAX_TOLD);
	struct ma_str told = ma_str_clip(line, LINE_MAX_TOLD), rest;
	ptrdiff_t at;

	ma_buf_add_visible(&text, told);
	for (rest = ma_buf_str(&text); (at = ma_str_find(rest, MA_STR("##["))) >= 0;
		rest = ma_str_from(rest, (size_t)at + 3)) {
		ma_buf_addv(out, ma_str_n(rest.p, (size_t)at));
		ma_buf_adds(out, "##\\x5b");
	}
	ma_buf_addv(out, rest);
	if (told.n < line.n)
		ma_buf_addf(out, " ... and %zu bytes more", line.n - told.n);
	ma_buf_addc(out, '\n');
	ma_buf_done(&text);
}

static void write_faults(const json_t *faults, struct ma_buf *out)
{
	const json_t *fault;
	size_t i;

	json_array_foreach (faults, i, fault) {
		if (i == FAULTS_TOLD) {
			ma_buf_addf(out, "    and %zu more\n", json_array_size(faults) - i);
			return;
		}
		ma_buf_adds(out, "    ");
		field_show(out, field_str(fault, "path"));
		ma_buf_addf(out, ":%lld", (long long)field_int(fault, "line"));
		if (field_int(fault, "column") > 0)
			ma_buf_addf(out, ":%lld", (long long)field_int(fault, "column"));
		ma_buf_addc(out, ' ');
		write_line(out, field_str(fault, "message"));
	}
}

/* Where each failed check failed, what it printed last, and the verdict. */
static void write_text(const json_t *result, struct ma_buf *out)
{
	const json_t *check;
	struct ma_str output, last, line;
	size_t i;

	json_array_foreach (json_object_get(result, "checks"), i, check) {
		output = ma_str_trim(field_str(check, "output"));
		if (output.n == 0)
			continue;
		last = last_lines(output, OUTPUT_LINES);
		ma_buf_addf(out, "--- " MA_STR_FMT " in " MA_STR_FMT "%s\n",
			MA_STR_ARG(field_str(check, "phase")),
			MA_STR_ARG(field_str(check, "package")),
			last.n < output.n ? ", the end of its output" : "");
		write_faults(json_object_get(check, "faults"), out);
		while (ma_str_line(&last, &line)) {
			ma_buf_adds(out, "| ");
			write_line(out, line);
		}
	}
	ma_buf_addv(out, field_str(result, "verdict"));
	if (field_str(result, "reason").n > 0) {
		ma_buf_adds(out, ": ");
		field_show(out, field_str(result, "reason"));
	}
	ma_buf_addc(out, '\n');
}

static bool is_over(const void *data)
{
	return ma_verification_over(((const struct checking *)data)->verification);
}

static void stop(void *data, int signo)
{
	struct checking *c = data;

	if (c->stopped_by)
		_exit(128 + signo);
	c->stopped_by = signo;
	ma_verification_cancel(c->verification);
}

static ma_rc check(struct checking *c, ma_err *err)
{
	const ma_ctx_opts ctx_opts = {
		.size = sizeof(ctx_opts), .config = "", .on_warning = out_warning
	};
	const ma_verification_opts how = { .size = sizeof(how),
		.sandbox_off = c->args->sandbox,
		.fresh = c->args->fresh,
		.on_check = on_check,
		.data = c };
	ma_rc rc = ma_ctx_new(&ctx_opts, &c->ctx, err);

	if (!rc)
		rc = ma_verification_start(c->ctx, c->args->output ? c->args->output : ".", &how,
			&c->verification, err);
	if (rc)
		return rc;
	(void)wait_until(&(struct waiting){
		c->ctx, c->signals, is_over, stop, c }); /* stop() has taken the signals */
	return MA_OK;
}

static report_fn *const reports[] = { write_text, report_junit, report_sarif, report_github };

static ma_rc write_result(const struct checking *c, int *exit_out, ma_err *err)
{
	const struct reading how = { .json = c->args->json };
	char *json = NULL;
	int code = 0;
	ma_rc rc = ma_verification_result(c->verification, &code, &json, err);

	if (!rc)
		rc = reading_print(&how, json, reports[c->args->report], err);
	if (!rc)
		*exit_out = code;
	return rc;
}

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	struct checking c = { .args = args, .signals = -1 };
	ma_rc rc;

	MA_UNUSED(words);
	if (c.args->json && c.args->report)
		return ma_fail(err, MA_EMISUSE, "verify: --json and --report: give one");
	rc = signals_watch(&c.signals, err);
	if (!rc)
		rc = check(&c, err);
	if (rc == MA_EUNAVAILABLE)
		*exit_out = EXIT_REFUSED;
	if (!rc)
		rc = write_result(&c, exit_out, err);
	if (c.stopped_by) {
		*exit_out = 128 + c.stopped_by;
		rc = MA_OK;
	}
	ma_verification_free(c.verification);
	ma_ctx_free(c.ctx);
	if (c.signals >= 0)
		close(c.signals);
	return rc;
}

const struct cmd cmd_verify = {
	.name = "verify",
	.args = "",
	.summary = "build and test a directory in the sandbox, and say what came of it",
	.about = "The directory is copied, without .git (.hg, .svn), .meta-agent, node_modules, .venv, __pycache__, .env and\n"
		 ".env.local, and the project's own commands\n"
		 "install, type-check, build and test the copy; the directory itself stays as it is. A package that\n"
		 "passed before is not run again while nothing has changed that its checks depend on. The exit code\n"
		 "is 0 when the verdict is verified, 1 when it is failed, 7 when something could not be run or no\n"
		 "test was, and 9 when nothing can be confined here.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
