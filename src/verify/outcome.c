/*
 * What a command's end means. A failed check accuses the project; so what the
 * machine is to blame for (no registry, a sandbox that could not start) is a
 * skipped one, which makes the verdict `unverified`.
 */
#include "verify/outcome.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "verify/counts.h"
#include "verify/faults.h"
#include "verify/tool.h"

#define SMOKE_SAYS "smoke: " /* as cage/cage.h has it */
#define UNREACHABLE "the package registry cannot be reached"

struct ma_check ma_outcome_start(const struct ma_step *step)
{
	return (struct ma_check){ .phase = step->phase,
		.package = step->package,
		.command = step->command,
		.state = MA_CHECK_RUNNING,
		.why = "",
		.exit_code = -1,
		.tests_passed = -1,
		.tests_failed = -1,
		.tests_skipped = -1 };
}

static bool is_install(const struct ma_step *step)
{
	return strcmp(step->phase, "install") == 0;
}

/* What stands behind "npm error code " (or "npm ERR! code ", before npm 10), "" where there is none. */
static struct ma_str npm_code(struct ma_str output)
{
	struct ma_str line, code = MA_STR("");

	while (ma_str_line(&output, &line)) {
		if (ma_str_starts(line, "npm error code "))
			code = ma_str_trim(ma_str_from(line, strlen("npm error code ")));
		else if (ma_str_starts(line, "npm ERR! code "))
			code = ma_str_trim(ma_str_from(line, strlen("npm ERR! code ")));
	}
	return code;
}

static bool is_network_code(struct ma_str code)
{
	static const char *const codes[] = { "ENOTFOUND", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT",
		"EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "ERR_SOCKET_TIMEOUT", "EIDLETIMEOUT",
		"ERESPONSETIMEOUT", "ECONNECTIONTIMEOUT", "ETIMEOUT", "E502", "E503", "E504",
		"EPROTO", "ENOTCACHED" };
	size_t i;

	for (i = 0; i < MA_COUNT(codes); i++)
		if (ma_str_is(code, codes[i]))
			return true;
	return ma_str_find(code, MA_STR("CERT")) >= 0 || ma_str_find(code, MA_STR("LEAF_SIGN")) >= 0;
}

/* As cargo says that a registry wants a token and there is none. */
static bool lacks_token_of_cargos(struct ma_str output)
{
	return ma_str_find(output,
		       MA_STR("authenticated registries require a credential-provider")) >= 0 ||
		ma_str_find(output, MA_STR("no token found")) >= 0;
}

/* As a cargo from before 1.68 says that it knows no sparse index. */
static bool knows_no_sparse_index(struct ma_str output)
{
	return ma_str_find(output,
		       MA_STR("usage of sparse registries requires `-Z sparse-registry`")) >= 0;
}

/* Why an installation that did not pass is not the project's fault; false: it is. */
static bool blame_network(
	const struct ma_step *step, const struct ma_sandbox_result *result, struct ma_buf *why)
{
	const struct ma_proxy_stats *net = &result->net;

	if (net->denied[0])
		ma_buf_addf(why, "the package registry: %s", net->denied);
	else if (net->unreachable > 0)
		ma_buf_addf(why, UNREACHABLE " (%s)", net->last_error);
	else if (net->refused > 0)
		ma_buf_addf(why, "it needs %s, which is not the configured package registry",
			net->last_refused);
	else if (net->exhausted)
		ma_buf_adds(why, "more was downloaded than is allowed");
	else if (ma_str_is(npm_code(result->proc.output), "E401") ||
		ma_str_is(npm_code(result->proc.output), "ENEEDAUTH"))
		ma_buf_adds(why,
			"the package registry wants to know who asks, and the user's .npmrc has no token for it");
	else if (step->registry == MA_REGISTRY_CARGO && lacks_token_of_cargos(result->proc.output))
		ma_buf_adds(why,
			"the package registry wants to know who asks, and the user's cargo has no token for it");
	else if (step->registry == MA_REGISTRY_CARGO && knows_no_sparse_index(result->proc.output))
		ma_buf_adds(why,
			"the package registry has a sparse index, which cargo knows since 1.68, and an older one is installed");
	else if (is_network_code(npm_code(result->proc.output)))
		ma_buf_addf(why, UNREACHABLE " (" MA_STR_FMT ")",
			MA_STR_ARG(npm_code(result->proc.output)));
	else if (ma_str_find(result->proc.output, MA_STR("Could not transfer ")) >= 0)
		ma_buf_adds(why, UNREACHABLE " (Maven could not transfer what it asked for)");
	else if (ma_str_find(result->proc.output, MA_STR("> Could not GET '")) >= 0 ||
		ma_str_find(result->proc.output, MA_STR("> Could not HEAD '")) >= 0)
		ma_buf_adds(why, UNREACHABLE " (Gradle could not get what it asked for)");
	else
		return false;
	return true;
}

static void say_how_it_ended(const struct ma_proc_result *proc, struct ma_buf *why)
{
	struct ma_str code = npm_code(proc->output);
	int signo = proc->signo ? proc->signo : proc->exit_code - 128;

	if (proc->timed_out)
		ma_buf_addf(why, "it was stopped after %lld s", (long long)(proc->took_ms / 1000));
	else if (proc->exit_code < 0 || (signo > 0 && signo < 65))
		ma_buf_addf(why, "ended by signal %d (%s)", signo, strsignal(signo));
	else
		ma_buf_addf(why, "ended with %d", proc->exit_code);
	if (code.n == 0 || code.n >= 64 || ma_str_is(code, "1"))
		return;
	ma_buf_adds(why, " (");
	ma_buf_add_visible(why, code); /* whatever printed it, a report is text */
	ma_buf_addc(why, ')');
}

static bool ended_well(const struct ma_proc_result *proc)
{
	return proc->exit_code == 0 && !proc->timed_out;
}

static void say_tests_failed(
	const struct ma_check *check, const struct ma_proc_result *proc, struct ma_buf *why)
{
	ma_buf_addf(why, "%lld of %lld tests failed", (long long)check->tests_failed,
		(long long)(check->tests_passed + check->tests_failed));
	if (ended_well(proc))
		ma_buf_adds(why, ", though the command ended with 0");
}

/* *failed: lines that tell the failed ones, as far as the runner wrote them down. */
static void count_tests(
	struct ma_check *check, struct ma_str results, struct ma_str output, struct ma_buf *failed)
{
	struct ma_counts counts;

	if (strcmp(check->phase, "test") != 0)
		return;
	if (!ma_counts_jest(results, &counts, failed) && !ma_counts_junit(results, &counts) &&
		!ma_counts_read(output, &counts))
		return;
	check->tests_passed = counts.passed;
	check->tests_failed = counts.failed;
	check->tests_skipped = counts.skipped;
}

/* What the cage says last of the server that it asked; {NULL, 0}: nothing. */
static struct ma_str smoke_says(struct ma_str output)
{
	struct ma_str line, said = { NULL, 0 };

	while (ma_str_line(&output, &line))
		if (ma_str_starts(line, SMOKE_SAYS))
			said = ma_str_from(line, strlen(SMOKE_SAYS));
	return said;
}

/* pytest and, since Python 3.12, unittest say so where there is no test: it is none that failed. */
static bool tested_nothing(
	const struct ma_check *check, const struct ma_step *step, const struct ma_proc_result *proc)
{
	return proc->exit_code == 5 && !proc->timed_out && step->kind &&
		strcmp(step->kind, "python") == 0 && strcmp(step->phase, "test") == 0 &&
		check->tests_passed <= 0 && check->tests_failed <= 0;
}

/* make, npm and a shell end so where what they should run is not there; make says it in words. */
static bool lacks_program(const struct ma_proc_result *proc, struct ma_buf *why)
{
	return (proc->exit_code == 127 || ma_str_find(proc->output, MA_STR("Error 127")) >= 0) &&
		ma_tool_lacked(proc->output, why);
}

static bool is_smoke(const struct ma_step *step)
{
	return strcmp(step->phase, "smoke") == 0;
}

static void judge(struct ma_check *check, const struct ma_step *step,
	const struct ma_sandbox_result *result, struct ma_buf *why)
{
	const struct ma_proc_result *proc = &result->proc;
	struct ma_str broken = ma_sandbox_failure(proc);

	check->state = MA_CHECK_FAILED;
	if (broken.n > 0) {
		check->state = MA_CHECK_SKIPPED;
		ma_buf_adds(why, "the sandbox could not start it: ");
		ma_buf_add_visible(why, broken);
	} else if (!ended_well(proc) && is_install(step) && blame_network(step, result, why)) {
		check->state = MA_CHECK_SKIPPED;
	} else if (check->tests_failed > 0 && !proc->timed_out) {
		say_tests_failed(check, proc, why);
	} else if (!ended_well(proc) && is_smoke(step) && proc->exit_code == 1 &&
		smoke_says(proc->output).n > 0) {
		ma_buf_add_visible(why, ma_str_clip(smoke_says(proc->output), MA_KIB / 2));
	} else if (tested_nothing(check, step, proc)) {
		check->state = MA_CHECK_PASSED;
		ma_buf_adds(why, "there is no test");
	} else if (!ended_well(proc) && lacks_program(proc, why)) {
		check->state = MA_CHECK_SKIPPED;
	} else if (!ended_well(proc)) {
		say_how_it_ended(proc, why);
	} else {
		check->state = MA_CHECK_PASSED;
	}
}

/* Where it went wrong, as far as the runner and the output tell. */
static ma_rc find_faults(
	struct ma_check *check, struct ma_str failed, struct ma_arena *arena, ma_err *err)
{
	struct ma_faults *faults;

	if (check->state != MA_CHECK_FAILED)
		return MA_OK;
	faults = ma_arena_new(arena, struct ma_faults);
	if (!faults)
		return ma_fail_nomem(err);
	if (ma_faults_read(failed, check->package, arena, faults, err) ||
		ma_faults_read(check->output, check->package, arena, faults, err))
		return err->code;
	check->faults = faults->v;
	check->faults_n = faults->n;
	return MA_OK;
}

ma_rc ma_outcome_read(const struct ma_step *step, const struct ma_sandbox_result *result,
	struct ma_str results, struct ma_arena *arena, struct ma_check *out, ma_err *err)
{
	struct ma_check check = ma_outcome_start(step);
	struct ma_buf why = MA_BUF_INIT(4 * MA_KIB), failed = MA_BUF_INIT(MA_MIB);
	ma_rc rc;

	check.exit_code = result->proc.exit_code;
	check.took_ms = result->proc.took_ms;
	count_tests(&check, results, result->proc.output, &failed);
	judge(&check, step, result, &why);
	check.why = why.rc ? NULL : ma_arena_dup(arena, ma_buf_str(&why));
	check.output = ma_str_n(ma_arena_dup(arena, result->proc.output), result->proc.output.n);
	ma_buf_done(&why);
	rc = check.why && check.output.p ? find_faults(&check, ma_buf_str(&failed), arena, err)
					 : ma_fail_nomem(err);
	ma_buf_done(&failed);
	if (!rc)
		*out = check;
	return rc;
}

/* As runtimes tell EPERM and EACCES. */
static bool is_refused(struct ma_str output)
{
	static const char *const words[] = { "EPERM", "peration not permitted", "EACCES",
		"ermission denied" };
	size_t i;

	for (i = 0; i < MA_COUNT(words); i++)
		if (ma_str_find(output, ma_str(words[i])) >= 0)
			return true;
	return false;
}

ma_rc ma_outcome_without_sockets(struct ma_check *check, struct ma_arena *arena, ma_err *err)
{
	struct ma_buf why = MA_BUF_INIT(4 * MA_KIB);

	if (check->state != MA_CHECK_FAILED || strcmp(check->phase, "test") != 0 ||
		!is_refused(check->output))
		return MA_OK;
	ma_buf_addf(&why,
		"there are no sockets where Landlock alone confines, and it was refused something: %s",
		check->why);
	check->state = MA_CHECK_SKIPPED;
	check->why = why.rc ? NULL : ma_arena_dup(arena, ma_buf_str(&why));
	check->faults_n = 0;
	ma_buf_done(&why);
	return check->why ? MA_OK : ma_fail_nomem(err);
}

ma_rc ma_outcome_again(
	struct ma_check *check, const char *first_why, struct ma_arena *arena, ma_err *err)
{
	struct ma_buf why = MA_BUF_INIT(8 * MA_KIB);

	if (!first_why)
		return MA_OK;
	if (check->state == MA_CHECK_PASSED)
		ma_buf_addf(
			&why, "flaky: it failed (%s), and passed when it was run again", first_why);
	else
		ma_buf_addf(&why, "%s, as it was run again; before: %s", check->why, first_why);
	check->why = why.rc ? NULL : ma_arena_dup(arena, ma_buf_str(&why));
	ma_buf_done(&why);
	return check->why ? MA_OK : ma_fail_nomem(err);
}
