/*
 * Child processes on the loop.
 *
 *   RUNNING --timeout, cancel--> ENDING --2 s--> KILLED
 *      |                           |               |
 *      +------- pidfd readable ----+---------------+--> EXITED --output ended, or 200 ms--> done
 *
 * The child is reaped last: until then its number, which is also its group's,
 * cannot be given to another process, so signalling the group is safe.
 */
#include "sys/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "sys/loop_uv.h"
#include "sys/proc_child.h"
#include "sys/proc_kept.h"

#define KILL_AFTER_MS 2000
#define OUTPUT_GRACE_MS 200
#define READS_A_TURN 16 /* so that one loud child does not starve the loop */
#define READS_AT_END 64

enum phase { RUNNING, ENDING, KILLED, EXITED };

struct stream {
	struct ma_proc *proc;
	uv_poll_t poll;
	int fd; /* -1: ended or not used */
};

struct ma_proc {
	struct ma_loop *loop;
	ma_proc_output_fn *output;
	ma_proc_done_fn *done;
	void *data;
	enum phase phase;
	pid_t pid;
	int pidfd;
	int64_t own_uid; /* nobody else runs as that one; 0: others may */
	uv_poll_t exit;
	uv_timer_t timer;         /* of the phase */
	struct stream streams[2]; /* stdout and stderr, or both together and none */
	struct ma_proc_kept kept;
	int handles; /* that libuv still knows */
	struct ma_proc_result result;
	int64_t began_ms;
};

static int64_t now_ms(void)
{
	struct ma_clock *clock = ma_clock_system();

	return clock->mono_ms(clock);
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void on_closed(uv_handle_t *handle)
{
	struct ma_proc *p = handle->data;

	if (--p->handles > 0)
		return;
	ma_proc_kept_done(&p->kept);
	ma_free(p);
}

static void close_handle(uv_handle_t *handle)
{
	if (handle->data && !uv_is_closing(handle)) /* data: it was initialised */
		uv_close(handle, on_closed);
}

/* Give everything back; the memory goes when libuv has let go of the handles. */
static void dispose(struct ma_proc *p)
{
	close_handle((uv_handle_t *)&p->exit);
	close_handle((uv_handle_t *)&p->timer);
	close_handle((uv_handle_t *)&p->streams[0].poll);
	close_handle((uv_handle_t *)&p->streams[1].poll);
	close_fd(&p->pidfd);
	close_fd(&p->streams[0].fd);
	close_fd(&p->streams[1].fd);
	if (p->handles == 0)
		ma_free(p);
}

static void signal_group(struct ma_proc *p, int signo)
{
	(void)kill(-p->pid, signo); /* nobody left to signal is what is wanted */
}

/* Of a user of its own all goes in one go, so that nobody is missing who would have ended what went out of the group. */
static void kill_all(struct ma_proc *p)
{
	if (p->own_uid > 0)
		(void)ma_child_end_user(p->own_uid); /* or the group alone, where that fails */
	signal_group(p, SIGKILL);
}

/* A host that ignores SIGCHLD makes the kernel reap: then how it ended is not known (-1 and 0). */
static void reap(struct ma_proc *p)
{
	struct ma_proc_result *r = &p->result;
	siginfo_t info = { 0 };
	int rc;

	do
		rc = waitid(P_PIDFD, (id_t)p->pidfd, &info, WEXITED | __WALL);
	while (rc && errno == EINTR);
	r->exit_code = -1;
	if (rc == 0 && info.si_code == CLD_EXITED)
		r->exit_code = info.si_status;
	else if (rc == 0)
		r->signo = info.si_status;
}

static void finish(struct ma_proc *p)
{
	signal_group(p, SIGKILL);
	reap(p);
	if (p->result.exit_code < 0 && p->own_uid > 0)
		(void)ma_child_end_user(p->own_uid); /* it saw to nothing before it was killed */
	p->result.took_ms = now_ms() - p->began_ms;
	ma_proc_kept_join(&p->kept);
	p->result.output_lost = p->kept.lost;
	p->result.output = ma_buf_str(&p->kept.heads[0]);
	p->result.errors = ma_buf_str(&p->kept.heads[1]);
	p->done(p->data, &p->result);
	dispose(p);
}

static void finish_if_ended(struct ma_proc *p)
{
	if (p->phase == EXITED && p->streams[0].fd < 0 && p->streams[1].fd < 0)
		finish(p);
}

static void keep(struct stream *s, struct ma_str bytes)
{
	struct ma_proc *p = s->proc;

	if (p->output && s == &p->streams[0])
		p->output(p->data, bytes);
	ma_proc_kept_add(&p->kept, s == &p->streams[1], bytes);
}

/* Read at most `reads` times. False: the stream has ended. */
static bool read_stream(struct stream *s, int reads)
{
	char chunk[16384];
	ssize_t n;

	while (reads-- > 0) {
		n = read(s->fd, chunk, sizeof(chunk));
		if (n > 0)
			keep(s, ma_str_n(chunk, (size_t)n));
		else if (n == 0 || (errno != EINTR && errno != EAGAIN))
			return false;
		else if (errno == EAGAIN)
			return true;
	}
	return true;
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
	struct ma_proc *p = poll->data;
	struct stream *s = poll == &p->streams[0].poll ? &p->streams[0] : &p->streams[1];

	MA_UNUSED(events);
	if (status == 0 && read_stream(s, READS_A_TURN))
		return;
	close_handle((uv_handle_t *)poll);
	close_fd(&s->fd);
	finish_if_ended(p);
}

static void set_timer(struct ma_proc *p, int64_t ms);

static void end_group(struct ma_proc *p)
{
	p->phase = ENDING;
	signal_group(p, SIGTERM);
	set_timer(p, KILL_AFTER_MS);
}

/* What was written before the end but not read yet, as this loop was busy, is still there. */
static void give_up_output(struct ma_proc *p)
{
	size_t i;

	for (i = 0; i < MA_COUNT(p->streams); i++)
		if (p->streams[i].fd >= 0)
			(void)read_stream(
				&p->streams[i], READS_AT_END); /* ended or not, it is over */
	finish(p);
}

static void on_timer(uv_timer_t *timer)
{
	struct ma_proc *p = timer->data;

	switch (p->phase) {
	case RUNNING:
		p->result.timed_out = true;
		end_group(p);
		break;
	case ENDING:
		p->phase = KILLED;
		kill_all(p);
		break;
	case KILLED:
		break;
	case EXITED:
		give_up_output(p);
		break;
	}
}

static void set_timer(struct ma_proc *p, int64_t ms)
{
	uv_update_time(ma_loop_uv(p->loop));
	(void)uv_timer_start(
		&p->timer, on_timer, (uint64_t)ms, 0); /* fails only without a callback */
}

static void on_exit_ready(uv_poll_t *poll, int status, int events)
{
	struct ma_proc *p = poll->data;

	MA_UNUSED(status);
	MA_UNUSED(events);
	p->phase = EXITED;
	close_handle((uv_handle_t *)poll);
	set_timer(p, OUTPUT_GRACE_MS);
	finish_if_ended(p);
}

void ma_proc_cancel(struct ma_proc *p)
{
	if (!p || p->phase == EXITED || p->result.canceled)
		return;
	p->result.canceled = true;
	if (p->phase == RUNNING)
		end_group(p);
}

static int watch(struct ma_proc *p, uv_poll_t *poll, int fd, uv_poll_cb fn)
{
	int code = uv_poll_init(ma_loop_uv(p->loop), poll, fd);

	if (code)
		return code;
	poll->data = p;
	p->handles++;
	return uv_poll_start(poll, UV_READABLE, fn);
}

static int watch_all(struct ma_proc *p)
{
	size_t i;
	int code;

	(void)uv_timer_init(ma_loop_uv(p->loop), &p->timer); /* cannot fail */
	p->timer.data = p;
	p->handles++;
	code = watch(p, &p->exit, p->pidfd, on_exit_ready);
	for (i = 0; i < MA_COUNT(p->streams) && code == 0; i++)
		if (p->streams[i].fd >= 0)
			code = watch(p, &p->streams[i].poll, p->streams[i].fd, on_readable);
	return code;
}

/* A descriptor above 2, where the child's dup() cannot hit it. Takes fd; -1 with errno. */
static int above_stdio(int fd)
{
	int high, sys;

	if (fd < 0 || fd > 2)
		return fd;
	high = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	sys = errno;
	close(fd);
	errno = sys;
	return high;
}

/* `input` as a file in memory, sealed: nothing needs to be fed while the child runs, and no SIGPIPE can come. */
static int input_file(struct ma_str input)
{
	int fd = memfd_create("input", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	size_t at = 0;
	ssize_t n;

	while (fd >= 0 && at < input.n) {
		n = pwrite(fd, input.p + at, input.n - at, (off_t)at);
		if (n < 0 && errno != EINTR) {
			close(fd);
			return -1;
		}
		at += n > 0 ? (size_t)n : 0;
	}
	if (fd >= 0)
		/* Best effort: without its seals the child could only fill what it reads from. */
		(void)fcntl(
			fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
	return above_stdio(fd);
}

static int open_input(struct ma_str input)
{
	if (input.n > 0)
		return input_file(input);
	return above_stdio(open("/dev/null", O_RDONLY | O_CLOEXEC));
}

/* A pipe whose reading end does not block. False with errno. */
static bool open_pipe(int *read_end, int *write_end)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC))
		return false;
	*read_end = above_stdio(fds[0]);
	*write_end = above_stdio(fds[1]);
	return *read_end >= 0 && *write_end >= 0 && fcntl(*read_end, F_SETFL, O_NONBLOCK) == 0;
}

static struct ma_str search_path(const char *const *envp)
{
	for (; *envp; envp++)
		if (strncmp(*envp, "PATH=", 5) == 0)
			return ma_str(*envp + 5);
	return MA_STR("/usr/local/bin:/usr/bin:/bin");
}

/* Where `name` may be, in order. An empty entry of PATH is the current directory elsewhere; here it is skipped. */
static char **candidates(struct ma_arena *arena, const char *name, const char *const *envp)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct ma_str path = search_path(envp), rest = path, dir;
	char **list = ma_arena_new_n(arena, char *, path.n + 2);
	size_t n = 0;

	if (list && strchr(name, '/')) {
		list[0] = ma_arena_dup(arena, ma_str(name));
		return list[0] ? list : NULL;
	}
	while (list && ma_str_cut(&rest, ':', &dir)) {
		if (dir.n == 0)
			continue;
		ma_buf_clear(&b);
		ma_buf_addf(&b, MA_STR_FMT "/%s", MA_STR_ARG(dir), name);
		list[n] = b.rc ? NULL : ma_arena_dup(arena, ma_buf_str(&b));
		if (!list[n++])
			list = NULL;
	}
	ma_buf_done(&b);
	return list;
}

static ma_rc fail_start(ma_err *err, const char *name, int sys, enum ma_child_step step)
{
	static const char *const doing[] = {
		[MA_CHILD_CLONE] = "making a process",
		[MA_CHILD_STDIO] = "setting up its input and output",
		[MA_CHILD_GROUP] = "joining its control group",
		[MA_CHILD_USER] = "changing its user",
		[MA_CHILD_DIR] = "entering its directory",
		[MA_CHILD_DESCRIPTORS] = "passing its descriptors",
	};

	if (sys == ENOMEM)
		return ma_fail_nomem(err);
	if (step == MA_CHILD_EXEC)
		return ma_fail_sys(err, sys == ENOENT ? MA_ENOTFOUND : MA_EIO, sys, "%s", name);
	return ma_fail_sys(err, MA_EIO, sys, "%s: %s", name, doing[step]);
}

/* Another user's /dev/stdout must open again. */
static bool give_pipe(int fd, const struct ma_proc_spec *spec)
{
	return spec->uid <= 0 || fchown(fd, (uid_t)spec->uid, (gid_t)-1) == 0;
}

/* Fills p->pid, pidfd and the reading ends. */
static ma_rc spawn(
	struct ma_proc *p, const struct ma_proc_spec *spec, char *const *paths, ma_err *err)
{
	struct ma_child child = {
		.paths = paths,
		.argv = (char *const *)(uintptr_t)spec->argv, /* exec changes nothing: C cannot say so */
		.envp = (char *const *)(uintptr_t)spec->envp,
		.cwd = spec->cwd,
		.in = -1,
		.out = -1,
		.errors = -1,
		.keep_fds = spec->keep_fds,
		.keep_fds_n = spec->keep_fds_n,
		.cgroup = spec->cgroup,
		.uid = spec->uid,
		.gid = spec->gid,
	};
	struct ma_child_started started = { -1, -1, MA_CHILD_CLONE };
	int apart = -1, sys;

	child.in = open_input(spec->input);
	if (child.in < 0 || !open_pipe(&p->streams[0].fd, &child.out) ||
		!give_pipe(child.out, spec) ||
		(spec->own_stderr &&
			(!open_pipe(&p->streams[1].fd, &apart) || !give_pipe(apart, spec)))) {
		sys = errno;
	} else {
		child.errors = spec->own_stderr ? apart : child.out;
		sys = ma_child_start(&child, &started);
	}
	close_fd(&child.in);
	close_fd(&child.out);
	close_fd(&apart);
	if (sys)
		return fail_start(err, spec->argv[0], sys, started.step);
	p->pid = started.pid;
	p->pidfd = started.pidfd;
	return MA_OK;
}

static struct ma_proc *proc_new(struct ma_loop *loop, const struct ma_proc_spec *spec)
{
	struct ma_proc *p = ma_new(struct ma_proc);
	size_t i;

	if (!p)
		return NULL;
	p->loop = loop;
	p->pidfd = -1;
	p->own_uid = spec->own_user ? spec->uid : 0;
	ma_proc_kept_init(&p->kept, spec->output_max, spec->tail_max);
	for (i = 0; i < MA_COUNT(p->streams); i++) {
		p->streams[i].proc = p;
		p->streams[i].fd = -1;
	}
	p->began_ms = now_ms();
	return p;
}

static void abandon(struct ma_proc *p)
{
	(void)fcntl(p->pidfd, F_SETFL,
		0); /* libuv made it non-blocking; the wait is for a child just killed */
	kill_all(p);
	reap(p);
	dispose(p);
}

ma_rc ma_proc_start(struct ma_loop *loop, const struct ma_proc_spec *spec, ma_proc_output_fn *output,
	ma_proc_done_fn *done, void *data, struct ma_proc **out, ma_err *err)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_LIMIT_CONFIG * 16);
	struct ma_proc *p = proc_new(loop, spec);
	char **paths = candidates(&arena, spec->argv[0], spec->envp);
	ma_rc rc;
	int code;

	rc = p && paths ? spawn(p, spec, paths, err) : ma_fail_nomem(err);
	ma_arena_done(&arena);
	if (rc) {
		if (p)
			dispose(p);
		return rc;
	}
	code = watch_all(p);
	if (code) {
		abandon(p);
		return ma_fail_uv(err, code, spec->argv[0]);
	}
	p->output = output;
	p->done = done;
	p->data = data;
	if (spec->timeout_ms > 0)
		set_timer(p, spec->timeout_ms);
	*out = p;
	return MA_OK;
}
