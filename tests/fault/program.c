/* The program as a process of its own. */
#include "fault/program.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/wait.h>

#include "fault/world.h"

static const char *program_path(void)
{
	const char *path = getenv("META_AGENT_PROGRAM");

	assert_non_null(path);
	return path;
}

void program_new(struct program *p, const char *root)
{
	*p = (struct program){ .pid = -1 };
	if (root)
		snprintf(p->root, sizeof(p->root), "%s", root);
	else
		tmpdir_make(p->root);
	snprintf(p->output, sizeof(p->output), "%s/out", p->root);
}

void program_free(struct program *p)
{
	assert_int_equal(p->pid, -1);
	tmpdir_remove(p->root);
}

static void exec_run(const struct program *p, int out)
{
	const char *source = getenv("META_AGENT_SOURCE");
	char script[PATH_MAX];
	int nothing = open("/dev/null", O_RDWR);

	snprintf(script, sizeof(script), "%s/tests/fault/script.json", source ? source : ".");
	dup2(nothing, 0);
	dup2(out, 1);
	dup2(out, 2);
	execl(program_path(), "meta-agent", "run", "Build a note box", "-o", p->output, "--script",
		script, "-j", "2", "--json", p->verify ? NULL : "--no-verify", (char *)NULL);
	_exit(127);
}

void program_start(struct program *p, void (*prepare)(void))
{
	int fds[2];

	assert_int_equal(p->pid, -1);
	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	fflush(NULL);
	p->pid = fork();
	assert_true(p->pid >= 0);
	if (p->pid == 0) {
		if (prepare)
			prepare();
		exec_run(p, fds[1]);
	}
	close(fds[1]);
	p->lines = fdopen(fds[0], "r");
	assert_non_null(p->lines);
}

bool program_read(struct program *p, int n)
{
	char *line = NULL;
	size_t size = 0;
	bool more = true;

	while (n-- > 0 && more)
		more = getline(&line, &size, p->lines) > 0;
	free(line); /* of getline(3) */
	return more;
}

static int reap(struct program *p)
{
	int status = 0;

	fclose(p->lines);
	assert_int_equal(waitpid(p->pid, &status, __WALL), p->pid);
	p->pid = -1;
	return status;
}

int program_kill(struct program *p)
{
	assert_int_equal(kill(p->pid, SIGKILL), 0);
	return reap(p);
}

int program_wait(struct program *p)
{
	while (program_read(p, 1))
		;
	return reap(p);
}

int program_go_on(struct program *p, const char **said_out)
{
	static char said[16 * 1024];
	size_t n;
	int status;

	program_start(p, NULL);
	n = fread(said, 1, sizeof(said) - 1, p->lines);
	said[n] = '\0';
	status = program_wait(p);
	*said_out = said;
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* What a shell command says; its exit code is its own affair. Static. */
static const char *shell(const char *dir, const char *command)
{
	static char said[64 * 1024];
	char line[8192];
	FILE *f;

	snprintf(line, sizeof(line), "cd '%s' && { %s ; } 2>&1", dir, command);
	f = popen(line, "r");
	assert_non_null(f);
	said[fread(said, 1, sizeof(said) - 1, f)] = '\0';
	(void)pclose(f);
	return said;
}

bool program_has_finished(const struct program *p)
{
	char command[PATH_MAX + 64];

	snprintf(command, sizeof(command), "'%s' status -o '%s' --json", program_path(), p->output);
	return strstr(shell("/", command), "\"phase\":\"finished\"") != NULL;
}

static const char *reference(void)
{
	static char said[64 * 1024];
	struct program p;
	const char *text;

	if (!said[0]) {
		program_new(&p, NULL);
		if (program_go_on(&p, &text))
			fail_msg("a run without any fault: %s", text);
		snprintf(said, sizeof(said), "%s", world_judge(p.output));
		assert_non_null(strstr(said, "Meta-Agent-Task: testing\n"));
		program_free(&p);
	}
	return said;
}

static void assert_unlocked(const struct program *p)
{
	assert_string_equal(
		shell(p->output, "for f in .meta-agent/*lock; do flock -n $f true || echo $f; done"),
		"");
}

void program_assert_complete(const struct program *p)
{
	assert_true(program_has_finished(p));
	assert_string_equal(shell(p->output, "git fsck --strict --no-dangling"), "");
	assert_string_equal(world_judge(p->output), reference());
	assert_unlocked(p);
}
