/*
 * The sandbox: what this machine gives, found out once, and commands run in it.
 *
 *   meta-agent ── as uid 65100 where we are root ──► cage, watching ──► bwrap (namespaces, mounts)
 *        │                                                                └► cage (limits, Landlock, seccomp)
 *        └── proxy socket ◄─────────────── relay on 127.0.0.1 ◄────────────────┴► the command
 *
 * Rules:
 * - bubblewrap run by real root confines nothing that matters (it can write
 *   /proc/sys and leave set-uid files owned by root): root becomes a real
 *   unprivileged user before bubblewrap is executed.
 * - A command gets a network only in a job that asks for the registry, and then
 *   a proxy of its own that ends with the job.
 * - The walls must stand or nothing runs: a trial decides in ma_sandbox_new(),
 *   and the cage ends with 125 when it cannot do its part.
 *
 * A job: ASKING (a tool for its registry's name, once per sandbox) ─► RUNNING ─► done.
 */
#include "sys/sandbox.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/path.h"
#include "sys/fs.h"
#include "sys/sandbox_launch.h"
#include "sys/sandbox_probe.h"
#include "sys/scratch.h"

#define NETWORK_BYTES_MAX ((uint64_t)4 * 1024 * MA_MIB)
#define CAGE_BROKEN 125
#define BWRAP_BROKEN 1
#define WAYS_MAX (2 * MA_REGISTRY_URLS_MAX)

/* What a tool is configured with, once it is known. */
struct known {
	bool whole;
	struct ma_registry registry;
};

struct ma_sandbox {
	struct ma_loop *loop;
	struct ma_arena arena; /* of what from points to */
	struct ma_launch_from from;
	struct known known[MA_REGISTRY_TOOLS];
	struct ma_slot slot; /* where it was given none */
	char text[128];
	size_t jobs;
};

/* What the command came to, while its control group has not ended yet. */
struct ending {
	ma_rc rc;
	ma_err err;
	struct ma_sandbox_result result;
	char *output, *errors; /* of the result, owned */
	int waited_ms;
};

struct ma_sandbox_job {
	struct ma_sandbox *sandbox;
	struct ma_arena arena;
	struct ma_sandbox_cmd cmd; /* our copy */
	ma_proc_output_fn *output;
	ma_sandbox_done_fn *done;
	void *data;
	bool canceled;
	struct ma_proc *proc; /* the tool that is asked, then the command */
	struct ma_proxy *proxy;
	struct ma_scratch net; /* where our proxy's socket lies */
	struct ma_cgroup group;
	struct ending ending;
	struct ma_scratch tmp; /* where the sandbox has no memory of its own for temporary files */
};

ma_rc ma_sandbox_new(struct ma_loop *loop, const struct ma_sandbox_opts *opts,
	struct ma_sandbox **out, ma_err *err)
{
	struct ma_sandbox *s = ma_new(struct ma_sandbox);
	ma_rc rc;

	if (!s)
		return ma_fail_nomem(err);
	s->loop = loop;
	s->arena = (struct ma_arena)MA_ARENA_INIT(MA_LIMIT_CONFIG);
	s->slot = (struct ma_slot)MA_SLOT_NONE;
	rc = opts->slot || opts->off ? MA_OK : ma_slot_take(&s->slot, err);
	if (!rc)
		rc = ma_sandbox_probe(opts, opts->slot && !opts->off ? opts->slot : &s->slot,
			&s->arena, &s->from, s->text, sizeof(s->text), err);
	if (rc) {
		ma_sandbox_free(s);
		return rc;
	}
	*out = s;
	return MA_OK;
}

void ma_sandbox_free(struct ma_sandbox *sandbox)
{
	if (!sandbox)
		return;
	MA_ASSERT(sandbox->jobs == 0);
	ma_slot_give(&sandbox->slot);
	ma_cgroups_done(&sandbox->from.cgroups);
	ma_arena_done(&sandbox->arena);
	ma_free(sandbox);
}

const char *ma_sandbox_describe(const struct ma_sandbox *sandbox)
{
	return sandbox->text;
}

bool ma_sandbox_has_network(const struct ma_sandbox *sandbox)
{
	return !sandbox->from.alone;
}

const char *ma_sandbox_shared(const struct ma_sandbox *sandbox, const char *shared)
{
	return sandbox->from.off || sandbox->from.alone ? shared : MA_SANDBOX_SHARED;
}

int64_t ma_sandbox_uid(const struct ma_sandbox *sandbox)
{
	return sandbox->from.uid;
}

/* Jobs. */

static void job_free(struct ma_sandbox_job *j)
{
	ma_err err = { .code = MA_OK };

	ma_proxy_free(j->proxy);
	ma_cgroup_done(&j->group);
	/* Nobody uses them any more; what cannot be removed is left to the next one. */
	(void)ma_scratch_remove(&j->net, &err);
	ma_scratch_done(&j->net);
	(void)ma_scratch_remove(&j->tmp, &err);
	ma_scratch_done(&j->tmp);
	ma_arena_done(&j->arena);
	j->sandbox->jobs--;
	ma_free(j);
}

static void job_end(struct ma_sandbox_job *j, ma_rc rc, const ma_err *err,
	const struct ma_sandbox_result *result)
{
	ma_sandbox_done_fn *done = j->done;
	void *data = j->data;

	job_free(j); /* first: done() may free the sandbox */
	done(data, rc, err, result);
}

static bool keep_text(struct ma_str *text, char **copy)
{
	*copy = ma_strndup(text->p, text->n);
	text->p = *copy;
	return *copy != NULL;
}

static void on_time(void *data);

static bool ask_again(struct ma_sandbox_job *j)
{
	struct ma_timer *timer;
	ma_err ignored = { .code = MA_OK };

	j->ending.waited_ms += MA_CGROUP_STEP_MS;
	return j->ending.waited_ms <= MA_CGROUP_WAIT_MS &&
		ma_timer_start(j->sandbox->loop, MA_CGROUP_STEP_MS, on_time, j, &timer, &ignored) ==
		MA_OK;
}

/* Until all that the command left has ended. False: that cannot be waited for. */
static bool put_off(struct ma_sandbox_job *j, ma_rc rc, const ma_err *err,
	const struct ma_sandbox_result *result)
{
	struct ending *e = &j->ending;

	*e = (struct ending){ .rc = rc, .err = *err, .result = *result };
	if (keep_text(&e->result.proc.output, &e->output) &&
		keep_text(&e->result.proc.errors, &e->errors) && ask_again(j))
		return true;
	ma_free(e->output);
	ma_free(e->errors);
	return false;
}

static void on_time(void *data)
{
	struct ma_sandbox_job *j = data;
	struct ending e;

	if (!ma_cgroup_end(&j->group) && ask_again(j))
		return;
	e = j->ending;
	job_end(j, e.rc, &e.err, e.rc ? NULL : &e.result);
	ma_free(e.output);
	ma_free(e.errors);
}

static void on_command_output(void *data, struct ma_str bytes)
{
	struct ma_sandbox_job *j = data;

	j->output(j->data, bytes);
}

/* A network that led to the registry alone would take a namespace. */
static void say_unreachable(struct ma_proxy_stats *net)
{
	net->unreachable = 1;
	(void)snprintf(net->last_error, sizeof(net->last_error),
		"there is no network where Landlock alone confines"); /* fits */
}

static void on_command_done(void *data, const struct ma_proc_result *proc)
{
	struct ma_sandbox_job *j = data;
	struct ma_sandbox_result result = { .proc = *proc };
	ma_err err = { .code = MA_OK };
	ma_rc rc = MA_OK;

	j->proc = NULL;
	if (j->proxy)
		ma_proxy_stats(j->proxy, &result.net);
	else if (j->cmd.registry && j->sandbox->from.alone && proc->exit_code != 0)
		say_unreachable(&result.net);
	if (proc->canceled)
		rc = ma_fail(&err, MA_ECANCELED, "%s was cancelled", j->cmd.argv[0]);
	if (ma_cgroup_end(&j->group) || !put_off(j, rc, &err, &result))
		job_end(j, rc, &err, rc ? NULL : &result);
}

static ma_rc give_to_user(struct ma_sandbox *s, const char *path, ma_err *err)
{
	if (s->from.uid >= 0 && chown(path, (uid_t)s->from.uid, (gid_t)s->from.uid))
		return ma_fail_sys(err, MA_EIO, errno, "%s", path);
	return MA_OK;
}

static const char *place_text(struct ma_sandbox_job *j, const char *host, const char *port)
{
	struct ma_buf b = MA_BUF_INIT(MA_KIB);
	const char *text;

	ma_buf_addf(&b, strchr(host, ':') ? "[%s]:%s" : "%s:%s", host, port);
	text = b.rc ? NULL : ma_arena_dup(&j->arena, ma_buf_str(&b));
	ma_buf_done(&b);
	return text;
}

/* "https://host:port" where requests for the URL are ours to make, NULL where they are not. */
static ma_rc origin_of(struct ma_sandbox_job *j, const char *url, const char **out, ma_err *err)
{
	const struct ma_registry *r = &j->sandbox->known[j->cmd.registry].registry;
	struct ma_buf origin = MA_BUF_INIT(MA_KIB);
	bool granted = ma_grant_origin(ma_str(url), &origin) &&
		ma_grant_any(r->grants, r->grants_n, ma_buf_str(&origin));
	ma_rc rc = ma_buf_check(&origin, err);

	*out = granted ? ma_arena_dup(&j->arena, ma_buf_str(&origin)) : NULL;
	ma_buf_done(&origin);
	return !rc && granted && !*out ? ma_fail_nomem(err) : rc;
}

/* The ways to a URL that is reached: one, and one more by another name where it lies on the loopback. */
static ma_rc add_ways(struct ma_sandbox_job *j, const char *url, struct ma_proxy_way *ways,
	size_t *n, ma_err *err)
{
	struct ma_proxy_way way = { .place = NULL };
	struct ma_place place;
	ma_rc rc = ma_registry_upstream(&j->arena, ma_str(url), &way.upstream, &way.login, err);

	if (rc)
		return rc;
	MA_ASSERT(ma_registry_place(ma_str(url), &place)); /* it would not have been taken */
	way.place = place_text(j, place.host, place.port);
	if (!way.place)
		return ma_fail_nomem(err);
	rc = origin_of(j, url, &way.origin, err);
	if (rc)
		return rc;
	ways[(*n)++] = way;
	if (!ma_registry_on_loopback(&place))
		return MA_OK;
	way.at = way.place;
	way.place = place_text(j, MA_REGISTRY_LOOPBACK, place.port);
	ways[(*n)++] = way;
	return way.place ? MA_OK : ma_fail_nomem(err);
}

/* Who is trusted by requests that are ours to make, as a file beside the proxy's socket. */
static ma_rc write_authorities(struct ma_sandbox_job *j, const char **out, ma_err *err)
{
	const struct ma_registry *r = &j->sandbox->known[j->cmd.registry].registry;
	struct ma_buf path = MA_BUF_INIT(MA_KIB);
	char *text = NULL;
	ma_rc rc = r->grants_n > 0 ? ma_launch_authorities(j->cmd.registry, r, &text, err) : MA_OK;

	*out = NULL;
	if (rc || !text)
		return rc;
	rc = ma_fs_write_beneath(j->net.path, MA_STR("ca.pem"), ma_str(text), 0600, err);
	ma_free(text);
	if (rc)
		return rc;
	ma_path_join(&path, ma_str(j->net.path), MA_STR("ca.pem"));
	*out = path.rc ? NULL : ma_arena_dup(&j->arena, ma_buf_str(&path));
	ma_buf_done(&path);
	return *out ? MA_OK : ma_fail_nomem(err);
}

static ma_rc open_proxy(struct ma_sandbox_job *j, const char *socket, ma_err *err)
{
	const struct ma_registry *r = &j->sandbox->known[j->cmd.registry].registry;
	struct ma_proxy_way ways[WAYS_MAX];
	struct ma_proxy_opts opts = { .socket_path = socket,
		.ways = ways,
		.bytes_max = NETWORK_BYTES_MAX,
		.grants = r->grants,
		.grants_n = r->grants_n };
	ma_rc rc = write_authorities(j, &opts.ca_file, err);
	size_t i;

	for (i = 0; i < r->urls_n && !rc; i++)
		rc = add_ways(j, r->urls[i], ways, &opts.ways_n, err);
	if (!rc)
		rc = ma_proxy_start(j->sandbox->loop, &opts, &j->proxy, err);
	return rc ? rc : give_to_user(j->sandbox, socket, err);
}

static ma_rc open_network(struct ma_sandbox_job *j, const char **socket, ma_err *err)
{
	struct ma_buf b = MA_BUF_INIT(MA_KIB);
	ma_rc rc = ma_scratch_make("meta-agent-net-", &j->net, err);

	if (rc)
		return rc;
	ma_path_join(&b, ma_str(j->net.path), MA_STR("proxy"));
	*socket = b.rc ? NULL : ma_arena_dup(&j->arena, ma_buf_str(&b));
	ma_buf_done(&b);
	if (!*socket)
		return ma_fail_nomem(err);
	rc = open_proxy(j, *socket, err);
	return rc ? rc : give_to_user(j->sandbox, j->net.path, err);
}

static ma_rc make_tmp(struct ma_sandbox_job *j, struct ma_launch_from *from, ma_err *err)
{
	ma_rc rc = ma_scratch_make("meta-agent-tmp-", &j->tmp, err);

	if (!rc)
		rc = give_to_user(j->sandbox, j->tmp.path, err);
	from->tmp = j->tmp.path;
	return rc;
}

static ma_rc job_run(struct ma_sandbox_job *j, ma_err *err)
{
	struct ma_launch_from from = j->sandbox->from;
	struct ma_launch launch;
	ma_rc rc = MA_OK;

	if (from.alone)
		rc = make_tmp(j, &from, err);
	if (!rc && j->cmd.registry && !from.alone) {
		from.registry = &j->sandbox->known[j->cmd.registry].registry;
		if (!from.off)
			rc = open_network(j, &from.socket, err);
		else if (from.registry->grants_n > 0)
			rc = ma_fail(err, MA_EUNAVAILABLE,
				"what %s has for the package registry is passed on by the sandbox alone",
				from.registry->grants[0].from);
	}
	if (!rc)
		rc = ma_launch_init(&launch, &from, &j->cmd, err);
	if (rc)
		return rc;
	if (from.cgroups.path)
		rc = ma_cgroup_make(&from.cgroups, &j->group, err);
	launch.spec.cgroup = j->group.procs;
	if (!rc)
		rc = ma_proc_start(j->sandbox->loop, &launch.spec,
			j->output ? on_command_output : NULL, on_command_done, j, &j->proc, err);
	ma_launch_done(&launch);
	return rc;
}

/* The registry's name. */

static void on_answer(void *data, const struct ma_proc_result *proc)
{
	struct ma_sandbox_job *j = data;
	struct known *k = &j->sandbox->known[j->cmd.registry];
	ma_err err = { .code = MA_OK };
	ma_rc rc;

	j->proc = NULL;
	if (j->canceled)
		rc = ma_fail(&err, MA_ECANCELED, "%s was cancelled", j->cmd.argv[0]);
	else
		rc = ma_registry_answered(j->cmd.registry, &j->sandbox->arena,
			proc->exit_code == 0 ? proc->output : MA_STR(""), &k->registry, &err);
	k->whole = !rc;
	if (!rc)
		rc = job_run(j, &err);
	if (rc)
		job_end(j, rc, &err, NULL);
}

static ma_rc name_registry(struct ma_sandbox_job *j, ma_err *err)
{
	struct ma_sandbox *s = j->sandbox;
	enum ma_registry_tool tool = j->cmd.registry;
	struct known *k = &s->known[tool];
	ma_rc rc = ma_registry_read(tool, &s->arena, &k->registry, &k->whole, err);

	if (rc || k->whole)
		return rc ? rc : job_run(j, err);
	rc = ma_registry_ask(tool, s->loop, s->from.node_dir, on_answer, j, &j->proc, err);
	return rc == MA_ENOTFOUND
		? ma_fail(err, MA_EUNAVAILABLE, "%s is not installed: no package registry is known",
			  ma_registry_program(tool))
		: rc;
}

/* Starting. */

ma_rc ma_sandbox_start(struct ma_sandbox *sandbox, const struct ma_sandbox_cmd *cmd,
	ma_proc_output_fn *output, ma_sandbox_done_fn *done, void *data,
	struct ma_sandbox_job **out, ma_err *err)
{
	struct ma_sandbox_job *j = ma_new(struct ma_sandbox_job);
	ma_rc rc;

	if (!j)
		return ma_fail_nomem(err);
	j->sandbox = sandbox;
	j->net = j->tmp = (struct ma_scratch)MA_SCRATCH_NONE;
	j->group = (struct ma_cgroup)MA_CGROUP_NONE;
	j->arena = (struct ma_arena)MA_ARENA_INIT(MA_LIMIT_CONFIG);
	j->output = output;
	j->done = done;
	j->data = data;
	sandbox->jobs++;
	if (!ma_launch_copy(&j->arena, cmd, &j->cmd))
		rc = ma_fail_nomem(err);
	else if (cmd->registry && !sandbox->from.alone && !sandbox->known[cmd->registry].whole)
		rc = name_registry(j, err);
	else
		rc = job_run(j, err);
	if (rc) {
		job_free(j);
		return rc;
	}
	*out = j;
	return MA_OK;
}

void ma_sandbox_cancel(struct ma_sandbox_job *job)
{
	if (!job)
		return;
	job->canceled = true;
	ma_proc_cancel(job->proc);
}

struct ma_str ma_sandbox_failure(const struct ma_proc_result *proc)
{
	struct ma_str rest = proc->output, line;

	if (proc->exit_code != CAGE_BROKEN && proc->exit_code != BWRAP_BROKEN)
		return (struct ma_str){ NULL, 0 };
	while (ma_str_line(&rest, &line))
		if (ma_str_starts(
			    line, proc->exit_code == CAGE_BROKEN ? "meta-agent-cage: " : "bwrap: "))
			return line;
	return (struct ma_str){ NULL, 0 };
}
