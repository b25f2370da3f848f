/* meta-agent doctor: what this machine has of what a run wants. */
#include <stddef.h>

#include "cli/cmd.h"
#include "cli/exits.h"
#include "cli/field.h"
#include "cli/reading.h"
#include "cli/table.h"
#include "metaagent/verify.h"

struct args {
	struct reading reading; /* first: the rows of its options say where it begins */
	int sandbox;
};

static const struct opt opts[] = {
	READING_OUTPUT,
	{ "sandbox", 0, OPT_FLAG, offsetof(struct args, sandbox), NULL,
		"try to get out of the sandbox, some 70 times: each attempt must fail", 0 },
	READING_JSON,
	{ 0 },
};

static bool is_true(const json_t *check, const char *key)
{
	return json_is_true(json_object_get(check, key));
}

static const char *state_of(const json_t *check)
{
	return is_true(check, "ok") ? "fine" : is_true(check, "needed") ? "MISSING" : "-";
}

/* Behind the table, as they are sentences. */
static void write_reasons(const json_t *check, struct ma_buf *out)
{
	struct ma_str why = field_str(check, "why"), mend = field_str(check, "mend");

	if (why.n == 0)
		return;
	ma_buf_addf(out, MA_STR_FMT ": " MA_STR_FMT, MA_STR_ARG(field_str(check, "name")),
		MA_STR_ARG(why));
	if (mend.n > 0)
		ma_buf_addf(out, "; " MA_STR_FMT, MA_STR_ARG(mend));
	ma_buf_addc(out, '\n');
}

static void write_checks(const json_t *value, struct ma_buf *out)
{
	const json_t *checks = json_object_get(value, "checks"), *check;
	struct ma_str confines = field_str(value, "sandbox");
	struct table t = TABLE_INIT(3);
	size_t i;

	if (confines.n > 0)
		ma_buf_addf(out, MA_STR_FMT "\n\n", MA_STR_ARG(confines));
	json_array_foreach (checks, i, check) {
		table_add(&t, field_str(check, "name"));
		table_add(&t, ma_str(state_of(check)));
		table_add(&t, field_str(check, "found"));
	}
	table_write(&t, 0, out);
	json_array_foreach (checks, i, check)
		write_reasons(check, out);
}

static ma_rc judge(const char *json, int *exit_out, ma_err *err)
{
	json_t *value = field_parse(json, err);
	const json_t *check;
	size_t i;

	*exit_out = 0;
	json_array_foreach (json_object_get(value, "checks"), i, check)
		if (!is_true(check, "ok") && is_true(check, "needed"))
			*exit_out = 1;
	json_decref(value);
	return value ? MA_OK : err->code;
}

static ma_rc examine(const char *output, char **json_out, ma_err *err)
{
	const ma_ctx_opts opts_of_ctx = { .size = sizeof(opts_of_ctx), .config = "" };
	ma_ctx *ctx = NULL;
	ma_rc rc = ma_ctx_new(&opts_of_ctx, &ctx, err);

	if (!rc)
		rc = ma_doctor(ctx, output, json_out, err);
	ma_ctx_free(ctx);
	return rc;
}

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const struct args *a = args;
	const struct reading *r = &a->reading;
	char *json = NULL;
	int exit_code = 0;
	ma_rc rc;

	MA_UNUSED(words);
	rc = a->sandbox ? ma_doctor_sandbox(&json, err) : examine(reading_output(r), &json, err);
	if (rc == MA_EUNAVAILABLE)
		*exit_out = EXIT_REFUSED;
	if (!rc)
		rc = judge(json, &exit_code, err);
	if (rc)
		ma_string_free(json);
	else
		rc = reading_print(r, json, write_checks, err);
	if (!rc)
		*exit_out = exit_code;
	return rc;
}

const struct cmd cmd_doctor = {
	.name = "doctor",
	.args = "",
	.summary = "look at what this machine has of what a run wants, and how to mend what is missing",
	.about = "The exit code is 1 when something is missing without which a run does not start or cannot be verified. Keys are\n"
		 "looked for as a run would, and only where they were found is told. Nothing is changed. With\n"
		 "--sandbox a program inside the sandbox tries to read, write, reach and change what it must not; the exit\n"
		 "code is 1 when one of its attempts succeeds, and 9 when nothing can be confined here.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
