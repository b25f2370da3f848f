/* What the sandbox costs: over a plain process, after a fork bomb, and for the copy that it works in. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "bench.h"
#include "sys/fs.h"
#include "sys/proc.h"
#include "sys/sandbox.h"

#define ROUNDS 51
#define BOMB_MS 1000

static ma_err err;

struct end {
	double ms;
	int64_t took_ms;
	int exit_code;
};

static void must(ma_rc rc, const char *what)
{
	if (rc)
		bench_fail(what, err.msg);
}

static int by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void on_plain_done(void *data, const struct ma_proc_result *result)
{
	struct end *e = data;

	e->ms = bench_now_ms();
	e->exit_code = result->exit_code;
}

static void on_done(void *data, ma_rc rc, const ma_err *why, const struct ma_sandbox_result *result)
{
	struct end *e = data;

	if (rc)
		bench_fail("sandbox", why->msg);
	e->ms = bench_now_ms();
	e->took_ms = result->proc.took_ms;
	e->exit_code = result->proc.exit_code;
}

static double plain(struct ma_loop *loop)
{
	static const char *const argv[] = { "/bin/true", NULL }, *const envp[] = { NULL };
	struct ma_proc_spec spec = { .argv = argv, .envp = envp, .uid = -1, .gid = -1 };
	double from = bench_now_ms();
	struct ma_proc *proc;
	struct end e;

	must(ma_proc_start(loop, &spec, NULL, on_plain_done, &e, &proc, &err), "/bin/true");
	ma_loop_run(loop);
	return e.ms - from;
}

static struct end run(struct ma_loop *loop, struct ma_sandbox *s, const char *const *argv,
	const char *work, int64_t timeout_ms)
{
	struct ma_sandbox_cmd cmd = {
		.argv = argv, .work = work, .timeout_ms = timeout_ms, .output_max = 4096
	};
	struct ma_sandbox_job *job;
	struct end e;

	must(ma_sandbox_start(s, &cmd, NULL, on_done, &e, &job, &err), "sandbox");
	ma_loop_run(loop);
	return e;
}

static double median(double *times)
{
	qsort(times, ROUNDS, sizeof(*times), by_value);
	return times[ROUNDS / 2];
}

/* The start of `true`, over that of the same without a sandbox: taken in turn, as the machine's load changes. */
static void start_cost(struct bench *b, struct ma_loop *loop, struct ma_sandbox *s,
	const char *work, const char *name, double target)
{
	static const char *const argv[] = { "true", NULL };
	double inside[ROUNDS], outside[ROUNDS], from;
	char text[128];
	struct end e;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		outside[i] = plain(loop);
		from = bench_now_ms();
		e = run(loop, s, argv, work, 10000);
		if (e.exit_code != 0)
			bench_fail(name, "it failed");
		inside[i] = e.ms - from;
	}
	from = median(outside);
	snprintf(text, sizeof(text), "sandbox: start, %s, over a plain process", name);
	bench_figure(b, text, median(inside) - from, "ms", target);
	snprintf(text, sizeof(text), "sandbox: the best of them, over the best plain one");
	bench_figure(b, text, inside[0] - outside[0], "ms", -1); /* median() sorted both */
	snprintf(text, sizeof(text), "sandbox: a plain process beside it");
	bench_figure(b, text, from, "ms", -1);
}

/* From the end of its time until nothing of it is left, 2 s of grace included where it ignores SIGTERM. */
static void bomb(struct bench *b, struct ma_loop *loop, struct ma_sandbox *s, const char *work,
	const char *name)
{
	static const char *const argv[] = { "sh", "-c",
		"b() { b & b & wait; }; (b) 2>/dev/null & exec sleep 100", NULL };
	struct end e = run(loop, s, argv, work, BOMB_MS);
	char text[128];

	snprintf(text, sizeof(text), "sandbox: fork bomb, %s, until all of it is reaped", name);
	bench_figure(b, text, (double)(e.took_ms - BOMB_MS), "ms", -1);
}

static void measure_mode(struct bench *b, struct ma_loop *loop, enum ma_sandbox_mode mode,
	const char *name, double target)
{
	struct ma_sandbox_opts opts = { .mode = mode };
	struct ma_sandbox *s = NULL;
	char *work = NULL;
	int64_t uid;

	if (ma_sandbox_new(loop, &opts, &s, &err)) {
		bench_absent(b, name, err.msg);
		err = (ma_err){ .code = MA_OK };
		return;
	}
	must(ma_fs_temp_dir("meta-agent-bench-", &work, &err), "work");
	uid = ma_sandbox_uid(s);
	if (uid >= 0 && chown(work, (uid_t)uid, (gid_t)uid))
		bench_fail(work, "it cannot be given away");
	start_cost(b, loop, s, work, name, target);
	if (!b->small)
		bomb(b, loop, s, work, name);
	must(ma_fs_remove_tree(work, &err), work);
	ma_free(work);
	ma_sandbox_free(s);
}

static void make_tree(const char *dir, int files)
{
	char path[4096], text[1024];
	int i, fd;

	memset(text, 'x', sizeof(text));
	for (i = 0; i < files; i++) {
		snprintf(path, sizeof(path), "%s/%d", dir, i / 100);
		if (i % 100 == 0 && mkdir(path, 0755))
			bench_fail(path, "it cannot be made");
		snprintf(path, sizeof(path), "%s/%d/%d", dir, i / 100, i % 100);
		fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
		if (fd < 0 || write(fd, text, sizeof(text)) != (ssize_t)sizeof(text) || close(fd))
			bench_fail(path, "it cannot be written");
	}
}

/* Of this process, or of its children that have ended. */
static double processor_ms(int who)
{
	struct rusage u;

	(void)getrusage(who, &u); /* `who` is one of those */
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 +
		(double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3;
}

/* Of a tree by a program, in turn with ours; the processor's time, as the clock's is the machine's load. */
static double copy_by_cp(const char *from, const char *reflink)
{
	char *to = NULL, source[4096];
	const char *argv[] = { "/bin/cp", "-r", reflink, source, NULL, NULL };
	double began = processor_ms(RUSAGE_CHILDREN), took;

	must(ma_fs_temp_dir("meta-agent-bench-", &to, &err), "to");
	snprintf(source, sizeof(source), "%s/.", from);
	argv[4] = to;
	if (bench_run(argv, NULL, true).status != 0)
		bench_fail("cp", "it failed");
	took = processor_ms(RUSAGE_CHILDREN) - began;
	must(ma_fs_remove_tree(to, &err), to);
	ma_free(to);
	return took;
}

struct copied {
	double ms, processor_ms, removal_ms;
};

static struct copied copy_by_us(const char *from)
{
	struct ma_fs_copy how = { .uid = -1, .files_max = 200000, .bytes_max = 1ull << 32 };
	double began, processor;
	struct copied c;
	char *to = NULL;

	must(ma_fs_temp_dir("meta-agent-bench-", &to, &err), "to");
	processor = processor_ms(RUSAGE_SELF);
	began = bench_now_ms();
	must(ma_fs_copy_tree(from, to, &how, &err), to);
	c.ms = bench_now_ms() - began;
	c.processor_ms = processor_ms(RUSAGE_SELF) - processor;
	began = bench_now_ms();
	must(ma_fs_remove_tree(to, &err), to);
	c.removal_ms = bench_now_ms() - began;
	ma_free(to);
	return c;
}

static void keep_best(double *best, double is)
{
	*best = is < *best ? is : *best;
}

static void copy_in(struct bench *b)
{
	const int files = b->small ? 100 : 10000, rounds = b->small ? 2 : 5;
	struct copied best = { 1e9, 1e9, 1e9 }, is;
	double plain = 1e9, clones = 1e9;
	char *from = NULL;
	int i;

	must(ma_fs_temp_dir("meta-agent-bench-", &from, &err), "from");
	make_tree(from, files);
	for (i = 0; i < rounds; i++) {
		is = copy_by_us(from);
		keep_best(&best.ms, is.ms);
		keep_best(&best.processor_ms, is.processor_ms);
		keep_best(&best.removal_ms, is.removal_ms);
		keep_best(&plain, copy_by_cp(from, "--reflink=never"));
		keep_best(&clones, copy_by_cp(from, "--reflink=auto"));
	}
	bench_figure(b, "sandbox: copy of 10,000 files of 1 KiB", best.ms, "ms", -1);
	bench_figure(b, "sandbox: its processor time", best.processor_ms, "ms", -1);
	bench_figure(
		b, "sandbox: that over `cp -r --reflink=never`", best.processor_ms / plain, "", -1);
	bench_figure(
		b, "sandbox: that over `cp -r --reflink=auto`", best.processor_ms / clones, "", -1);
	bench_figure(b, "sandbox: its removal", best.removal_ms, "ms", -1);
	must(ma_fs_remove_tree(from, &err), from);
	ma_free(from);
}

void bench_sandbox(struct bench *b)
{
	struct ma_loop *loop = NULL;

	must(ma_loop_new(&loop, &err), "loop");
	measure_mode(b, loop, MA_SANDBOX_BWRAP, "bubblewrap", 35);
	measure_mode(b, loop, MA_SANDBOX_LANDLOCK, "Landlock alone", 4);
	ma_loop_free(loop);
	copy_in(b);
}
