/* Attempts to get out. What they are aimed at is real: a listener, a file, a process, a secret of our own. */
#include "sys/sandbox_escape.h"

#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "sys/fs.h"
#include "sys/sandbox.h"
#include "sys/scratch.h"

#define CANARY_ENV "META_AGENT_CANARY"
#define TIMEOUT_MS 30000

struct bait {
	int listener, abstract, named;
	int shared; /* memory, by its number */
	unsigned port;
	char canary[64];
	struct ma_scratch dir;  /* of the host, with a file */
	char file[1100];        /* in it */
	struct ma_scratch work; /* the sandbox's work copy */
};

struct trial {
	ma_escape_fn *fn;
	void *data;
	ma_rc rc;
	bool whole;
	ma_err *err;
};

static ma_rc listen_on(struct bait *b, ma_err *err)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	socklen_t size = sizeof(at);
	size_t n = strlen(b->canary);

	memcpy(name.sun_path + 1, b->canary, n);
	b->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	b->abstract = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (b->listener < 0 || b->abstract < 0 ||
		bind(b->listener, (struct sockaddr *)&at, sizeof(at)) || listen(b->listener, 4) ||
		getsockname(b->listener, (struct sockaddr *)&at, &size) ||
		bind(b->abstract, (struct sockaddr *)&name,
			(socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + n)) ||
		listen(b->abstract, 4))
		return ma_fail_sys(err, MA_EIO, errno, "listening, to be reached or not");
	b->port = ntohs(at.sin_port);
	return MA_OK;
}

/* A socket that anybody who gets to its path may connect to. */
static ma_rc listen_at_path(struct bait *b, ma_err *err)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };

	if (snprintf(at.sun_path, sizeof(at.sun_path), "%s.socket", b->file) >=
		(int)sizeof(at.sun_path))
		return MA_OK; /* then there is none to be found */
	b->named = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (b->named < 0 || bind(b->named, (struct sockaddr *)&at, sizeof(at)) ||
		chmod(at.sun_path, 0666) || chmod(b->dir.path, 0755) || listen(b->named, 4))
		return ma_fail_sys(err, MA_EIO, errno, "listening, to be reached or not");
	return MA_OK;
}

/* Memory that anybody may attach who gets to its number. */
static ma_rc share_memory(struct bait *b, ma_err *err)
{
	char *at;

	b->shared = shmget(IPC_PRIVATE, sizeof(b->canary), 0666);
	at = b->shared < 0 ? (void *)-1 : shmat(b->shared, NULL, 0);
	if (at == (void *)-1)
		return ma_fail_sys(err, MA_EIO, errno, "sharing memory, to be found or not");
	memcpy(at, b->canary, sizeof(b->canary));
	(void)shmdt(at); /* it is there */
	return MA_OK;
}

static ma_rc lay_bait(struct bait *b, int64_t uid, ma_err *err)
{
	ma_rc rc;

	(void)snprintf(
		b->canary, sizeof(b->canary), "meta-agent-canary-%ld", (long)getpid()); /* fits */
	rc = ma_scratch_make("meta-agent-bait-", &b->dir, err);
	if (!rc)
		rc = ma_scratch_make("meta-agent-trial-", &b->work, err);
	if (!rc &&
		snprintf(b->file, sizeof(b->file), "%s/file", b->dir.path) >= (int)sizeof(b->file))
		rc = ma_fail(err, MA_ELIMIT, "%s is too long", b->dir.path);
	if (!rc)
		rc = ma_fs_write(b->file, MA_STR("of the host\n"), 0644, err);
	if (!rc && uid >= 0 && chown(b->work.path, (uid_t)uid, (gid_t)uid))
		rc = ma_fail_sys(err, MA_EIO, errno, "giving %s away", b->work.path);
	if (!rc)
		rc = listen_on(b, err);
	if (!rc)
		rc = listen_at_path(b, err);
	if (!rc)
		rc = share_memory(b, err);
	if (!rc && setenv(CANARY_ENV, b->canary, 1))
		rc = ma_fail_nomem(err);
	return rc;
}

static void take_bait_away(struct bait *b)
{
	ma_err ignored = { MA_OK, 0, "" };

	(void)unsetenv(CANARY_ENV); /* the name is fine */
	if (b->listener >= 0)
		close(b->listener);
	if (b->abstract >= 0)
		close(b->abstract);
	if (b->named >= 0)
		close(b->named);
	if (b->shared >= 0)
		(void)shmctl(b->shared, IPC_RMID, NULL); /* it is ours */
	(void)ma_scratch_remove(
		&b->dir, &ignored); /* the answer counts, not what is left of the question */
	(void)ma_scratch_remove(&b->work, &ignored);
	ma_scratch_done(&b->dir);
	ma_scratch_done(&b->work);
}

static void read_lines(struct trial *t, struct ma_str output)
{
	struct ma_str line, what;

	while (ma_str_line(&output, &line)) {
		if (ma_str_is(line, "done")) {
			t->whole = true;
			return;
		}
		if (ma_str_cut(&line, '\t', &what) && line.n > 0)
			t->fn(t->data, ma_str_is(line, "ESCAPED"), what, line);
	}
}

static void on_done(void *data, ma_rc rc, const ma_err *err, const struct ma_sandbox_result *result)
{
	struct trial *t = data;

	if (rc) {
		*t->err = *err;
		t->rc = rc;
		return;
	}
	read_lines(t, result->proc.output);
	if (!t->whole)
		t->rc = ma_fail(t->err, MA_EIO,
			"the attempts to get out of the sandbox were not all made: it ended with %d",
			result->proc.exit_code);
}

/* Where the host's paths are the sandbox's, the cage is not among those that it sees: a copy is. */
static ma_rc bring_cage(const struct bait *b, ma_err *err)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	char *cage = NULL, *text = NULL;
	size_t n;
	ma_rc rc = ma_sandbox_cage(&cage, err);

	ma_buf_addf(&path, "%s/cage", b->work.path);
	if (!rc)
		rc = ma_buf_check(&path, err);
	if (!rc)
		rc = ma_fs_read(cage ? cage : "", MA_LIMIT_OUTPUT, &text, &n, err);
	if (!rc)
		rc = ma_fs_write(path.p, ma_str_n(text, n), 0755, err);
	ma_buf_done(&path);
	ma_free(cage);
	ma_free(text);
	return rc;
}

static ma_rc attack(struct trial *t, const struct bait *b, struct ma_loop *loop,
	struct ma_sandbox *sandbox, ma_err *err)
{
	bool alone = !ma_sandbox_has_network(sandbox);
	char port[16], pid[24];
	const char *argv[] = { alone ? "./cage" : MA_SANDBOX_CAGE,
		alone ? "--probe-alone" : "--probe", port, pid, b->file, b->canary, NULL };
	struct ma_sandbox_cmd cmd = {
		.argv = argv, .work = b->work.path, .timeout_ms = TIMEOUT_MS, .output_max = MA_MIB
	};
	struct ma_sandbox_job *job;
	ma_rc rc;

	(void)snprintf(port, sizeof(port), "%u", b->port);       /* fits */
	(void)snprintf(pid, sizeof(pid), "%ld", (long)getpid()); /* fits */
	rc = alone ? bring_cage(b, err) : MA_OK;
	if (!rc)
		rc = ma_sandbox_start(sandbox, &cmd, NULL, on_done, t, &job, err);
	if (!rc)
		ma_loop_run(loop);
	return rc ? rc : t->rc;
}

ma_rc ma_sandbox_try_escapes(enum ma_sandbox_mode mode, ma_escape_fn *fn, void *data,
	char *describe, size_t size, ma_err *err)
{
	struct trial t = { .fn = fn, .data = data, .err = err };
	struct ma_sandbox_opts opts = { .mode = mode };
	struct ma_sandbox *sandbox = NULL;
	struct ma_loop *loop = NULL;
	struct bait bait = { .listener = -1,
		.abstract = -1,
		.named = -1,
		.shared = -1,
		.dir = MA_SCRATCH_NONE,
		.work = MA_SCRATCH_NONE };
	ma_rc rc = ma_loop_new(&loop, err);

	if (!rc)
		rc = ma_sandbox_new(loop, &opts, &sandbox, err);
	if (!rc) {
		(void)snprintf(
			describe, size, "%s", ma_sandbox_describe(sandbox)); /* a long one is cut */
		rc = lay_bait(&bait, ma_sandbox_uid(sandbox), err);
	}
	if (!rc)
		rc = attack(&t, &bait, loop, sandbox, err);
	take_bait_away(&bait);
	ma_sandbox_free(sandbox);
	ma_loop_free(loop);
	return rc;
}
