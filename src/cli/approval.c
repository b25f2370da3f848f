#include "cli/approval.h"

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <jansson.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "cli/field.h"
#include "cli/out.h"
#include "cli/plan_text.h"
#include "cli/prompt.h"
#include "cli/signals.h"

extern char **environ;

bool approval_waits(const char *result_json, char id_out[APPROVAL_ID_SIZE])
{
	ma_err ignored = { MA_OK, 0, "" };
	json_t *result = field_parse(result_json, &ignored);
	bool waits = json_is_true(json_object_get(result, "interrupted")) &&
		ma_str_is(field_str(result, "cause"), "approval");

	(void)snprintf(id_out, APPROVAL_ID_SIZE, MA_STR_FMT,
		MA_STR_ARG(field_str(result, "run"))); /* fits: an id */
	json_decref(result);
	return waits;
}

static void add_messages(struct ma_buf *out, const json_t *list, const char *before)
{
	const json_t *item;
	size_t i;

	json_array_foreach (list, i, item) {
		ma_buf_adds(out, before);
		field_show(out, field_str(item, "message"));
		ma_buf_addc(out, '\n');
	}
}

/* The plan as `meta-agent plan` shows it, or every problem of it. */
static ma_rc show(const struct approval *a, const char *plan, int *valid_out, ma_err *err)
{
	struct ma_buf out = MA_BUF_INIT(MA_LIMIT_BLOB);
	char *json = NULL;
	json_t *result = NULL;
	const json_t *error;
	size_t i;
	ma_rc rc = ma_check_plan(a->ctx, plan, NULL, valid_out, &json, err);

	if (!rc && !(result = field_parse(json, err)))
		rc = err->code;
	if (!rc) {
		add_messages(&out, json_object_get(result, "warnings"), "warning: ");
		json_array_foreach (json_object_get(result, "errors"), i, error)
			field_error(&out, "plan", error);
		if (*valid_out)
			plan_text(json_object_get(result, "plan"), &out);
		rc = ma_buf_check(&out, err);
	}
	if (!rc)
		out_note(ma_buf_str(&out));
	ma_buf_done(&out);
	json_decref(result);
	ma_string_free(json);
	return rc;
}

/* The first letter of a line, in lower case; 'q' where there is none to come, or a signal says so. */
static char read_letter(struct approval *a)
{
	struct pollfd fds[] = { { .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = a->signals, .events = POLLIN } };
	char line[256];
	ssize_t n;

	for (;;) {
		if (poll(fds, MA_COUNT(fds), -1) < 0 && errno != EINTR)
			return 'q';
		if ((fds[1].revents & POLLIN) && (a->stopped_by = signals_next(a->signals, NULL)))
			return 'q';
		if (!(fds[0].revents & (POLLIN | POLLHUP)))
			continue;
		n = read(STDIN_FILENO, line, sizeof(line));
		return n <= 0 ? 'q' : (char)tolower((unsigned char)line[0]);
	}
}

static ma_rc write_file(char *path, const char *plan, ma_err *err)
{
	json_t *value = field_parse(plan, err);
	char *text = value ? json_dumps(value, JSON_INDENT(2)) : NULL;
	int fd = text ? mkstemps(path, (int)strlen(".json")) : -1;
	FILE *f = fd >= 0 ? fdopen(fd, "w") : NULL;
	ma_rc rc = MA_OK;

	if (!text)
		rc = err->code ? err->code : ma_fail_nomem(err);
	else if (!f || fprintf(f, "%s\n", text) < 0)
		rc = ma_fail_sys(err, MA_EIO, errno, "%s", path);
	if (f && fclose(f) && !rc)
		rc = ma_fail_sys(err, MA_EIO, errno, "%s", path);
	else if (!f && fd >= 0)
		close(fd);
	free(text); /* jansson's */
	json_decref(value);
	return rc;
}

/* The editor may be a command with words of its own. Signals are its own too: ours are blocked. */
static int spawn(const char *command, const char *path, pid_t *pid)
{
	const char *argv[] = { "sh", "-c", command, "sh", path, NULL };
	posix_spawnattr_t how;
	sigset_t none;
	int code = posix_spawnattr_init(&how);

	if (code)
		return code;
	sigemptyset(&none);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setsigmask(&how, &none);
	code = posix_spawnp(pid, "sh", NULL, &how, (char *const *)(uintptr_t)argv, environ);
	posix_spawnattr_destroy(&how);
	return code;
}

static ma_rc run_editor(const char *path, ma_err *err)
{
	const char *editor = getenv("VISUAL");
	struct ma_buf command = MA_BUF_INIT(64 * MA_KIB);
	pid_t pid = -1;
	int code, status = 0;

	if (!editor || !*editor)
		editor = getenv("EDITOR");
	ma_buf_addf(&command, "%s \"$1\"", editor && *editor ? editor : "vi");
	if (ma_buf_check(&command, err))
		return err->code;
	code = spawn(command.p, path, &pid);
	while (!code && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	ma_buf_done(&command);
	if (code || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return ma_fail_sys(err, MA_EIO, code, "the editor failed");
	return MA_OK;
}

/* Gives *out, as it stands in the file when the editor has ended. */
static ma_rc edit(const char *plan, char **out, ma_err *err)
{
	char path[] = "/tmp/meta-agent-plan-XXXXXX.json";
	ma_rc rc = write_file(path, plan, err);

	if (!rc)
		rc = run_editor(path, err);
	if (!rc)
		rc = prompt_read(path, MA_LIMIT_BLOB, out, err);
	(void)unlink(path); /* it need not be there */
	return rc;
}

/* A failure of the editor is told, and the plan stays as it is: false. */
static bool edit_and_tell(char **plan)
{
	ma_err why = { MA_OK, 0, "" };
	char *edited = NULL;

	if (edit(*plan, &edited, &why)) {
		out_error(why.msg);
		return false;
	}
	ma_free(*plan);
	*plan = edited;
	return true;
}

static ma_rc ask(struct approval *a, char **plan, bool *edited, bool *yes, ma_err *err)
{
	int valid = 0;
	ma_rc rc = show(a, *plan, &valid, err);
	char letter = '\0';

	while (!rc && letter != 'q' && letter != 'n' && !*yes) {
		/* what was typed before the plan was seen is no answer; where that cannot be thrown away, it is one */
		(void)tcflush(STDIN_FILENO, TCIFLUSH);
		out_note(valid ? MA_STR("Carry out this plan? [y]es, [n]o, [e]dit: ")
			       : MA_STR("This plan cannot be carried out. [e]dit, [n]o: "));
		letter = read_letter(a);
		*yes = letter == 'y' && valid;
		if (letter != 'e')
			continue;
		*edited |= edit_and_tell(plan);
		rc = show(a, *plan, &valid, err);
	}
	if (letter == 'q')
		out_note(MA_STR("\n"));
	return rc;
}

ma_rc approval_ask(struct approval *a, bool *yes_out, char **plan_out, ma_err *err)
{
	char *text = NULL, *plan = NULL;
	bool edited = false, yes = false;
	int valid;
	ma_rc rc = ma_show(a->output, a->run, "plan", &text, err);

	if (!rc && !(plan = ma_strdup(text)))
		rc = ma_fail_nomem(err);
	if (!rc && out_is_terminal(STDERR_FILENO) && isatty(STDIN_FILENO))
		rc = ask(a, &plan, &edited, &yes, err);
	else if (!rc)
		rc = show(a, plan, &valid, err);
	if (!rc) {
		*yes_out = yes;
		*plan_out = yes && edited ? plan : NULL;
		plan = yes && edited ? NULL : plan;
	}
	ma_free(plan);
	ma_string_free(text);
	return rc;
}
