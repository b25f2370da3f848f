#include "sys/sandbox.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "support/group.h"
#include "sys/fs.h"

/* Every attempt below must fail inside, and nothing outside may have changed. */
struct room {
	struct ma_loop *loop;
	struct ma_sandbox *sandbox; /* NULL: this machine forbids it, why says how */
	char *work;
	ma_err why;
	ma_rc rc;
	int exit_code;
	bool timed_out;
	int64_t took_ms;
	char output[65536];
	struct ma_proxy_stats net;
};

static struct room room;

static int open_room(void **state)
{
	struct ma_sandbox_opts opts = { .off = false };
	ma_err err = { .code = MA_OK };
	int64_t uid;

	(void)state;
	if (ma_loop_new(&room.loop, &err) || ma_fs_temp_dir("meta-agent-test-", &room.work, &err))
		return -1;
	if (ma_sandbox_new(room.loop, &opts, &room.sandbox, &room.why))
		return 0;
	uid = ma_sandbox_uid(room.sandbox);
	return uid < 0 ? 0 : chown(room.work, (uid_t)uid, (gid_t)uid);
}

static int close_room(void **state)
{
	ma_err err = { .code = MA_OK };

	(void)state;
	ma_sandbox_free(room.sandbox);
	ma_loop_free(room.loop);
	(void)ma_fs_remove_tree(room.work, &err);
	ma_free(room.work);
	return err.code != MA_OK;
}

static void on_done(void *data, ma_rc rc, const ma_err *err, const struct ma_sandbox_result *result)
{
	(void)data;
	room.rc = rc;
	if (rc) {
		room.why = *err;
		return;
	}
	room.exit_code = result->proc.exit_code;
	room.timed_out = result->proc.timed_out;
	room.took_ms = result->proc.took_ms;
	room.net = result->net;
	snprintf(room.output, sizeof(room.output), MA_STR_FMT, MA_STR_ARG(result->proc.output));
}

static void start(const char *script, enum ma_registry_tool registry, int64_t timeout_ms,
	struct ma_sandbox_job **job)
{
	const char *argv[] = { "sh", "-c", script, NULL };
	struct ma_sandbox_cmd cmd = { .argv = argv,
		.work = room.work,
		.registry = registry,
		.timeout_ms = timeout_ms,
		.output_max = sizeof(room.output) - 1 };
	ma_err err = { .code = MA_OK };

	if (!room.sandbox) {
		print_message("SKIPPED, no sandbox on this machine: %s\n", room.why.msg);
		skip();
	}
	room.exit_code = -2;
	room.output[0] = '\0';
	if (ma_sandbox_start(room.sandbox, &cmd, NULL, on_done, NULL, job, &err))
		fail_msg("%s", err.msg);
}

static int inside(const char *script)
{
	struct ma_sandbox_job *job;

	start(script, MA_REGISTRY_NONE, 20000, &job);
	ma_loop_run(room.loop);
	assert_int_equal(room.rc, MA_OK);
	return room.exit_code;
}

static void assert_said(const char *text)
{
	if (!strstr(room.output, text))
		fail_msg("not said: \"%s\" but: %s", text, room.output);
}

static void it_says_what_confines_here(void **state)
{
	(void)state;
	inside("true");
	assert_non_null(strstr(ma_sandbox_describe(room.sandbox), "bubblewrap "));
	assert_non_null(strstr(ma_sandbox_describe(room.sandbox), ", seccomp, "));
	if (geteuid() == 0)
		assert_non_null(strstr(ma_sandbox_describe(room.sandbox), ", uid 651"));
}

static void a_command_ends_as_it_would_outside(void **state)
{
	(void)state;
	assert_int_equal(inside("exit 7"), 7);
	assert_int_equal(inside("kill -9 $$"), 137);
	assert_int_equal(inside("echo out > /dev/stdout; echo err > /dev/stderr; cat"), 0);
	assert_string_equal(room.output, "out\nerr\n");
	assert_int_equal(inside("exec no-such-program"), 127);
}

static void it_may_write_work_and_temporary_files_only(void **state)
{
	(void)state;
	assert_int_equal(
		inside("echo a > a && echo b > /tmp/b-of-the-sandbox && echo c > /dev/shm/c && echo d > /dev/null"),
		0);
	assert_int_equal(
		inside("for d in / /usr /usr/bin /usr/local/lib /etc /dev /run /run/meta-agent /opt /proc/sys/kernel; do"
		       " if touch $d/x 2>/dev/null; then echo $d; fi; done"),
		0);
	assert_string_equal(room.output, "");
	assert_false(ma_fs_exists("/tmp/b-of-the-sandbox"));
}

static void files_of_the_host_are_not_there(void **state)
{
	(void)state;
	inside("for f in /root /home /var /etc/shadow /etc/ssh /boot /sys /mnt /run/dbus /var/run/docker.sock; do"
	       " if [ -e $f ]; then echo $f; fi; done; cat /etc/passwd | wc -l");
	assert_string_equal(room.output, "1\n");
}

static void a_symlink_does_not_lead_out(void **state)
{
	(void)state;
	inside("ln -s /etc/shadow s; ln -s /oldroot/etc o; ln -s /proc/1/root r; cat s; ls o; cat r/etc/shadow; true");
	assert_said("s: No such file");
	assert_null(strstr(room.output, "root:"));
	assert_int_equal(inside("test -L s && rm s o r"), 0);
}

static void links_in_the_work_copy_make_bubblewrap_create_nothing_outside(void **state)
{
	char *outside = NULL, link[512], target[512];
	ma_err err = { .code = MA_OK };

	(void)state;
	assert_int_equal(ma_fs_temp_dir("meta-agent-outside-", &outside, &err), MA_OK);
	snprintf(target, sizeof(target), "/oldroot%s/made", outside);
	snprintf(link, sizeof(link), "%s/.git", room.work);
	assert_int_equal(symlink(target, link), 0);
	assert_int_equal(inside("true"), 0);
	snprintf(target, sizeof(target), "%s/made", outside);
	assert_false(ma_fs_exists(target));
	unlink(link);
	rmdir(outside);
	ma_free(outside);
}

static void the_callers_environment_does_not_come_along(void **state)
{
	(void)state;
	setenv("CANARY_KEY", "cage-canary-4711", 1);
	inside("env; for p in /proc/[0-9]*; do tr '\\0' '\\n' < $p/environ; tr '\\0' ' ' < $p/cmdline; done");
	assert_null(strstr(room.output, "cage-canary"));
	assert_null(strstr(room.output, room.work));
	assert_said("HOME=/tmp");
	assert_said("CI=1");
	unsetenv("CANARY_KEY");
}

static void descriptors_and_terminal_do_not_come_along(void **state)
{
	int fd = open("/etc/passwd", O_RDONLY); /* without close-on-exec */
	char script[128];

	(void)state;
	snprintf(script, sizeof(script),
		"ls /proc/self/fd | tr '\\n' ' '; cat <&%d; tty; echo x > /dev/tty", fd);
	inside(script);
	close(fd);
	assert_true(ma_str_starts(ma_str(room.output), "0 1 2 3 ")); /* 3: ls reads the directory */
	assert_null(strstr(room.output, "root:"));
	assert_said("not a tty");
}

static void there_is_no_network(void **state)
{
	(void)state;
	inside("python3 -c '\n"
	       "import socket\n"
	       "for a in [(\"203.0.113.1\", 80), (\"169.254.169.254\", 80), (\"10.0.0.1\", 443)]:\n"
	       "  try: socket.create_connection(a, 2); print(\"reached\", a)\n"
	       "  except OSError as e: print(e.strerror)\n"
	       "try: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b\"x\", (\"203.0.113.1\", 53)); print(\"sent\")\n"
	       "except OSError as e: print(e.strerror)'");
	assert_string_equal(room.output,
		"Network is unreachable\nNetwork is unreachable\nNetwork is unreachable\nNetwork is unreachable\n");
}

static void the_hosts_loopback_is_another(void **state)
{
	(void)state;
	inside("python3 -c '\n"
	       "import socket, threading\n"
	       "s = socket.create_server((\"127.0.0.1\", 0)); threading.Thread(target=s.accept, daemon=True).start()\n"
	       "socket.create_connection(s.getsockname(), 2); print(\"own\")\n"
	       "print([i[1] for i in socket.if_nameindex()])'");
	assert_string_equal(room.output, "own\n['lo']\n");
}

static void families_that_reach_past_the_namespace_are_refused(void **state)
{
	(void)state;
	inside("python3 -c '\n"
	       "import socket\n"
	       "for f, t, p in [(40, 1, 0), (17, 3, 0), (16, 3, 9), (31, 3, 0), (38, 5, 0), (40 + (1 << 32), 1, 0)]:\n"
	       "  try: socket.socket(f, t, p); print(\"made\", f)\n"
	       "  except OverflowError: pass\n"
	       "  except OSError as e: print(e.errno)'");
	assert_string_equal(room.output, "97\n97\n97\n97\n97\n");
}

static void privileged_calls_are_refused(void **state)
{
	(void)state;
	/* mount, umount2, unshare, setns, ptrace, bpf, keyctl, io_uring_setup, userfaultfd, perf_event_open, chroot,
	 * open_by_handle_at: on x86-64 and, from 281 on, on arm64 by other numbers; so by name from the C library. */
	inside("python3 -c '\n"
	       "import ctypes, os\n"
	       "c = ctypes.CDLL(None, use_errno=True)\n"
	       "def t(name, *a):\n"
	       "  ctypes.set_errno(0); r = getattr(c, name)(*a); print(name, r, ctypes.get_errno())\n"
	       "t(\"mount\", b\"none\", b\"/tmp\", b\"tmpfs\", 0, None)\n"
	       "t(\"umount2\", b\"/tmp\", 2)\n"
	       "t(\"unshare\", 0x10000000)\n"
	       "t(\"setns\", 0, 0)\n"
	       "t(\"ptrace\", 16, os.getppid(), 0, 0)\n"
	       "t(\"chroot\", b\"/tmp\")\n"
	       "t(\"fanotify_init\", 0, 0)\n"
	       "t(\"sethostname\", b\"x\", 1)\n"
	       "t(\"pivot_root\", b\"/tmp\", b\"/tmp\") if hasattr(c, \"pivot_root\") else None\n"
	       "t(\"swapoff\", b\"/x\")\n"
	       "t(\"process_vm_readv\", 1, None, 0, None, 0, 0)'");
	assert_null(strstr(room.output, " 0 0"));
	assert_null(strstr(room.output, " 3 0"));
	assert_said("mount -1 1\n");
	assert_said("unshare -1 1\n");
	assert_said("ptrace -1 1\n");
	assert_said("process_vm_readv -1 1\n");
}

static void set_id_files_cannot_be_left_behind(void **state)
{
	char path[512];

	(void)state;
	assert_int_not_equal(inside("cp /bin/true t && chmod 4755 t"), 0);
	assert_int_not_equal(inside("chmod 2755 t"), 0);
	assert_int_not_equal(
		inside("python3 -c 'import os; os.open(\"u\", os.O_CREAT | os.O_WRONLY, 0o4755)'"),
		0);
	snprintf(path, sizeof(path), "%s/u", room.work);
	assert_int_not_equal(
		inside("python3 -c 'import os; os.open(\".\", os.O_TMPFILE | os.O_WRONLY, 0o4755)'"),
		0);
	assert_int_equal(
		inside("python3 -c 'import os; os.open(\".\", os.O_TMPFILE | os.O_WRONLY, 0o755)'"),
		0);
	assert_false(ma_fs_exists(path));
	assert_int_equal(inside("chmod 755 t && rm t"), 0);
}

static void set_id_programs_gain_nothing(void **state)
{
	(void)state;
	inside("grep -E 'NoNewPrivs|CapEff|CapBnd|Seccomp:' /proc/self/status | tr -d '\\t '");
	assert_string_equal(room.output,
		"CapEff:0000000000000000\nCapBnd:0000000000000000\nNoNewPrivs:1\nSeccomp:2\n");
}

static void processes_of_the_host_are_not_seen(void **state)
{
	char script[128];

	(void)state;
	snprintf(script, sizeof(script), "kill -9 %d; ls /proc | grep -c '^[0-9]'", (int)getpid());
	inside(script);
	assert_said("No such process");
}

static void a_fork_bomb_ends_with_its_time(void **state)
{
	struct ma_sandbox_job *job;

	(void)state;
	start("b() { b & b & wait; }; (b) 2>/dev/null & exec sleep 100", MA_REGISTRY_NONE, 1500,
		&job);
	ma_loop_run(room.loop);
	assert_true(room.timed_out);
	assert_true(room.took_ms < 100000); /* the sleep did not end it */
	assert_int_equal(inside("echo still here"), 0);
}

static void a_daemon_does_not_outlive_its_command(void **state)
{
	char path[512];
	ma_err err = { .code = MA_OK };

	(void)state;
	assert_int_equal(
		inside("(setsid sh -c 'while :; do echo x >> alive; done' &) ; until test -s alive; do :; done"),
		0);
	assert_false(room.timed_out);
	snprintf(path, sizeof(path), "%s/alive", room.work);
	assert_int_equal(truncate(path, 0), 0);
	assert_int_equal(inside("test ! -s alive"), 0);
	assert_int_equal(ma_fs_remove_beneath(room.work, MA_STR("alive"), &err), MA_OK);
}

static void memory_and_files_have_ceilings(void **state)
{
	(void)state;
	assert_int_not_equal(inside("python3 -c 'bytearray(5 << 30)'"), 0);
	assert_int_not_equal(inside("truncate -s 2G big"), 0);
	inside("head -c 100M /dev/zero > /dev/shm/x");
	assert_said("No space left");
	inside("ulimit -c; ulimit -n");
	assert_string_equal(room.output, "0\n4096\n");
}

static void memory_that_looks_like_disks_is_sized(void **state)
{
	(void)state;
	inside("python3 -c '\n"
	       "import os\n"
	       "for d in [\"/tmp\", \"/dev/shm\"]:\n"
	       "  s = os.statvfs(d); print(s.f_blocks * s.f_frsize >> 20)'");
	assert_string_equal(room.output, "1024\n64\n");
}

static void endless_output_is_cut_and_ended(void **state)
{
	struct ma_sandbox_job *job;

	(void)state;
	start("(setsid yes daemon &); yes", MA_REGISTRY_NONE, 1000, &job);
	ma_loop_run(room.loop);
	assert_true(room.timed_out);
	assert_int_equal(strlen(room.output), sizeof(room.output) - 1); /* and no more */
}

static void a_signal_and_its_number_are_told_apart_from_neither(void **state)
{
	(void)state;
	assert_int_equal(inside("exit 124"), 124);
	assert_false(room.timed_out);
	assert_int_equal(inside("exit 137"), 137);
	assert_int_equal(inside("kill -SEGV $$"), 139);
}

static void node_works_inside(void **state)
{
	(void)state;
	if (access("/usr/bin/node", X_OK)) {
		print_message("SKIPPED: no /usr/bin/node\n");
		skip();
	}
	inside("node -e '\n"
	       "const { Worker } = require(\"worker_threads\"), http = require(\"http\"), os = require(\"os\");\n"
	       "new WebAssembly.Memory({ initial: 1, maximum: 65536 });\n"
	       "require(\"child_process\").execSync(\"true\"); os.networkInterfaces(); os.cpus();\n"
	       "new Worker(\"require(\\\"worker_threads\\\").parentPort.postMessage(1)\", { eval: true }).on(\"message\", () =>\n"
	       "  http.createServer((q, r) => r.end(\"ok\")).listen(0, \"localhost\", function () {\n"
	       "    fetch(\"http://localhost:\" + this.address().port).then(r => r.text()).then(t => {\n"
	       "      console.log(t); process.exit(); }); }));'");
	assert_string_equal(room.output, "ok\n");
}

static void a_cancelled_command_says_so(void **state)
{
	struct ma_sandbox_job *job;

	(void)state;
	start("sleep 100", MA_REGISTRY_NONE, 0, &job);
	ma_sandbox_cancel(job);
	ma_loop_run(room.loop);
	assert_int_equal(room.rc, MA_ECANCELED);
}

static void with_the_registry_only_the_registry_is_reached(void **state)
{
	struct ma_sandbox_job *job;

	(void)state;
	setenv("npm_config_registry", "http://127.0.0.1:1/", 1); /* where nobody listens */
	start("python3 -c '\n"
	      "import socket\n"
	      "def ask(place):\n"
	      "  s = socket.create_connection((\"127.0.0.1\", 3128), 5)\n"
	      "  s.sendall(b\"CONNECT \" + place + b\" HTTP/1.1\\r\\n\\r\\n\"); print(s.recv(99).split(b\"\\r\")[0])\n"
	      "ask(b\"elsewhere.invalid:443\"); ask(b\"127.0.0.1:22\"); ask(b\"127.0.0.1:1\")\n"
	      "try: socket.create_connection((\"203.0.113.1\", 80), 2); print(\"reached\")\n"
	      "except OSError as e: print(e.strerror)'; echo $npm_config_registry $HTTPS_PROXY",
		MA_REGISTRY_NPM, 20000, &job);
	ma_loop_run(room.loop);
	unsetenv("npm_config_registry");
	assert_string_equal(room.output,
		"b'HTTP/1.1 403 Forbidden'\nb'HTTP/1.1 403 Forbidden'\nb'HTTP/1.1 502 Bad Gateway'\n"
		"Network is unreachable\nhttp://127.0.0.1:1/ http://127.0.0.1:3128\n");
	assert_int_equal(room.net.refused, 2);
	assert_string_equal(room.net.last_refused, "127.0.0.1:22");
	assert_int_equal(room.net.unreachable, 1);
}

static void the_sandboxs_own_failure_is_told_apart(void **state)
{
	struct ma_proc_result cage = { .exit_code = 125,
		.output = MA_STR("meta-agent-cage: seccomp: no\n") };
	struct ma_proc_result bwrap = { .exit_code = 1,
		.output = MA_STR("x\nbwrap: Creating new namespace failed\n") };
	struct ma_proc_result test = { .exit_code = 1, .output = MA_STR("1 failing\n") };

	(void)state;
	assert_true(ma_str_is(ma_sandbox_failure(&cage), "meta-agent-cage: seccomp: no"));
	assert_true(ma_str_is(ma_sandbox_failure(&bwrap), "bwrap: Creating new namespace failed"));
	assert_int_equal(ma_sandbox_failure(&test).n, 0);
}

static void off_runs_directly_with_limits_and_a_clean_environment(void **state)
{
	struct ma_sandbox_opts opts = { .off = true };
	struct ma_sandbox *boxed = room.sandbox;
	struct ma_sandbox_job *job;
	ma_err err = { .code = MA_OK };

	(void)state;
	setenv("CANARY_KEY", "cage-canary-4711", 1);
	assert_int_equal(ma_sandbox_new(room.loop, &opts, &room.sandbox, &err), MA_OK);
	assert_string_equal(ma_sandbox_describe(room.sandbox), "off");
	assert_int_equal(ma_sandbox_uid(room.sandbox), -1);
	start("pwd; ulimit -c; env", MA_REGISTRY_NONE, 20000, &job);
	ma_loop_run(room.loop);
	ma_sandbox_free(room.sandbox);
	room.sandbox = boxed;
	unsetenv("CANARY_KEY");
	assert_true(ma_str_starts(ma_str(room.output), room.work));
	assert_said("\n0\n");
	assert_null(strstr(room.output, "cage-canary"));
}

static void without_a_cage_nothing_runs(void **state)
{
	struct ma_sandbox_opts opts = { .cage = "/nonexistent/cage" };
	struct ma_sandbox *none = NULL;
	ma_err err = { .code = MA_OK };

	(void)state;
	assert_int_not_equal(ma_sandbox_new(room.loop, &opts, &none, &err), MA_OK);
	assert_null(none);
}

/* The same with Landlock alone; the room is given back as it was. */
static void stand_alone(struct ma_sandbox **boxed)
{
	struct ma_sandbox_opts opts = { .mode = MA_SANDBOX_LANDLOCK };
	struct ma_sandbox *alone = NULL;
	ma_err err = { .code = MA_OK };

	if (geteuid() != 0) {
		print_message(
			"SKIPPED: sys/sandbox_neighbours has what happens to another than root\n");
		skip();
	}
	if (ma_sandbox_new(room.loop, &opts, &alone, &err)) {
		print_message("SKIPPED, Landlock alone confines nothing here: %s\n", err.msg);
		skip();
	}
	*boxed = room.sandbox;
	room.sandbox = alone;
	assert_int_equal(
		chown(room.work, (uid_t)ma_sandbox_uid(alone), (gid_t)ma_sandbox_uid(alone)), 0);
}

static void go_back(struct ma_sandbox *boxed)
{
	int64_t uid = boxed ? ma_sandbox_uid(boxed) : -1;

	ma_sandbox_free(room.sandbox);
	room.sandbox = boxed;
	if (uid >= 0)
		assert_int_equal(chown(room.work, (uid_t)uid, (gid_t)uid), 0);
}

static void alone_it_says_so_and_is_another_user(void **state)
{
	struct ma_sandbox *boxed;

	(void)state;
	stand_alone(&boxed);
	assert_non_null(strstr(ma_sandbox_describe(room.sandbox), " alone, uid 651"));
	assert_non_null(strstr(ma_sandbox_describe(room.sandbox), "no sockets"));
	assert_false(ma_sandbox_has_network(room.sandbox));
	assert_int_equal(inside("exit 7"), 7);
	assert_int_equal(inside("kill -9 $$"), 137);
	assert_int_equal(
		inside("echo a > alone && echo b > $TMPDIR/b && echo c > /dev/null && rm alone && pwd"),
		0);
	assert_non_null(strstr(room.output, room.work));
	if (boxed)
		assert_int_not_equal(ma_sandbox_uid(room.sandbox), ma_sandbox_uid(boxed));
	go_back(boxed);
}

static void alone_nothing_of_the_host_is_seen_or_written(void **state)
{
	char script[1024], outside[] = "/tmp/meta-agent-outside-XXXXXX";
	struct ma_sandbox *boxed;
	int fd = mkstemp(outside);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(fchmod(fd, 0666), 0);
	close(fd);
	stand_alone(&boxed);
	snprintf(script, sizeof(script),
		"for d in / /usr /etc /dev /dev/shm /tmp /var/tmp /run; do if touch $d/meta-agent-x 2>/dev/null; then echo $d; fi; done;"
		"cat %s && echo read; echo x >> %s && echo written; ls /home /root /var /run && echo listed; cat /etc/shadow;"
		"cp /bin/true t; chmod 4755 t && echo setuid; mknod dev c 1 3 && echo device; rm -f t; kill -0 %d && echo signalled; true",
		outside, outside, (int)getpid());
	inside(script);
	unlink(outside);
	go_back(boxed);
	assert_null(strstr(room.output, "\nread\n"));
	assert_null(strstr(room.output, "\nwritten\n"));
	assert_null(strstr(room.output, "listed"));
	assert_null(strstr(room.output, "setuid"));
	assert_null(strstr(room.output, "device\n"));
	assert_null(strstr(room.output, "signalled"));
	assert_null(strstr(room.output, "root:"));
}

static void alone_there_is_no_socket_of_any_kind(void **state)
{
	struct ma_sandbox *boxed;

	(void)state;
	stand_alone(&boxed);
	inside("python3 -c '\n"
	       "import socket\n"
	       "for f, t in [(2, 1), (2, 2), (10, 1), (1, 1), (16, 3), (40, 1)]:\n"
	       "  try: socket.socket(f, t); print(\"made\", f)\n"
	       "  except OSError as e: print(e.errno)\n"
	       "a, b = socket.socketpair(); a.send(b\"pair\"); print(b.recv(9).decode())'");
	go_back(boxed);
	assert_string_equal(room.output, "13\n13\n13\n13\n13\n13\npair\n");
}

static void alone_a_daemon_does_not_outlive_its_command(void **state)
{
	struct ma_sandbox *boxed;
	char path[512];
	ma_err err = { .code = MA_OK };

	(void)state;
	stand_alone(&boxed);
	assert_int_equal(
		inside("(setsid sh -c 'while :; do echo x >> alive; done' &) ; until test -s alive; do :; done"),
		0);
	snprintf(path, sizeof(path), "%s/alive", room.work);
	assert_int_equal(truncate(path, 0), 0);
	assert_int_equal(inside("test ! -s alive"), 0);
	go_back(boxed);
	assert_int_equal(ma_fs_remove_beneath(room.work, MA_STR("alive"), &err), MA_OK);
}

static void alone_a_fork_bomb_ends_with_its_time(void **state)
{
	struct ma_sandbox_job *job;
	struct ma_sandbox *boxed;

	(void)state;
	stand_alone(&boxed);
	/* none of it heeds SIGTERM; and what waits forks no more, as it could not */
	start("trap '' TERM; b() { b & b & wait; }; (b) 2>/dev/null & exec sleep 100",
		MA_REGISTRY_NONE, 1500, &job);
	ma_loop_run(room.loop);
	assert_true(room.timed_out);
	assert_int_equal(inside("ls /proc | grep -c '^[0-9]' > /dev/null; echo still here"), 0);
	go_back(boxed);
}

/* Each orphan that ends wakes the guard; a daemon in a session of its own is not of the group that is killed at last. */
static void alone_orphans_do_not_put_off_the_end(void **state)
{
	struct ma_sandbox_job *job;
	struct ma_sandbox *boxed;
	char path[512];
	ma_err err = { .code = MA_OK };

	(void)state;
	stand_alone(&boxed);
	start("trap '' TERM; (setsid sh -c 'while :; do echo x >> alive; done' &) ;"
	      " while :; do (sleep 0 &) ; sleep 0.1; done",
		MA_REGISTRY_NONE, 1000, &job);
	ma_loop_run(room.loop);
	assert_true(room.timed_out);
	snprintf(path, sizeof(path), "%s/alive", room.work);
	assert_int_equal(truncate(path, 0), 0);
	assert_int_equal(inside("test ! -s alive"), 0);
	go_back(boxed);
	assert_int_equal(ma_fs_remove_beneath(room.work, MA_STR("alive"), &err), MA_OK);
}

/* Our only child. */
static pid_t child_of_ours(void)
{
	DIR *dir = opendir("/proc");
	struct dirent *e;
	char path[300], state;
	int pid, parent;
	pid_t found = -1;

	while ((e = readdir(dir)) && found < 0) {
		FILE *f;

		snprintf(path, sizeof(path), "/proc/%s/stat", e->d_name);
		f = e->d_name[0] >= '1' && e->d_name[0] <= '9' ? fopen(path, "r") : NULL;
		if (!f)
			continue;
		if (fscanf(f, "%d (%*[^)]) %c %d", &pid, &state, &parent) == 3 && parent == getpid())
			found = pid;
		fclose(f);
	}
	closedir(dir);
	return found;
}

/* The guard is stopped, as one that gets no processor beside what it should end. */
static void alone_what_its_guard_is_too_late_for_is_ended_all_the_same(void **state)
{
	struct ma_sandbox_job *job;
	struct ma_sandbox *boxed;
	char path[512];
	struct stat st;
	ma_err err = { .code = MA_OK };
	int i;

	(void)state;
	if (geteuid() != 0)
		skip();
	stand_alone(&boxed);
	snprintf(path, sizeof(path), "%s/alive", room.work);
	start("trap '' TERM; (setsid sh -c 'while :; do echo x >> alive; done' &) ; while :; do sleep 1; done",
		MA_REGISTRY_NONE, 100, &job);
	for (i = 0; i < 3000 && stat(path, &st); i++)
		usleep(10000);
	assert_int_equal(kill(child_of_ours(), SIGSTOP), 0);
	ma_loop_run(room.loop);
	assert_true(room.timed_out);
	assert_int_equal(room.exit_code, -1);
	assert_int_equal(truncate(path, 0), 0);
	usleep(50000);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, 0);
	go_back(boxed);
	assert_int_equal(ma_fs_remove_beneath(room.work, MA_STR("alive"), &err), MA_OK);
}

static void alone_there_is_no_way_to_a_registry(void **state)
{
	struct ma_sandbox_job *job;
	struct ma_sandbox *boxed;

	(void)state;
	stand_alone(&boxed);
	start("test -z \"$HTTPS_PROXY$npm_config_registry\" && exit 3", MA_REGISTRY_NPM, 20000,
		&job);
	ma_loop_run(room.loop);
	go_back(boxed);
	assert_int_equal(room.exit_code, 3);
	assert_int_equal(room.net.unreachable, 1);
	assert_non_null(strstr(room.net.last_error, "Landlock alone"));
}

static void root_himself_is_not_confined_by_landlock_alone(void **state)
{
	const struct ma_slot nobody = MA_SLOT_NONE;
	struct ma_sandbox_opts opts = { .mode = MA_SANDBOX_LANDLOCK, .slot = &nobody };
	struct ma_sandbox *none = NULL;
	ma_err err = { .code = MA_OK };

	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(ma_sandbox_new(room.loop, &opts, &none, &err), MA_EUNAVAILABLE);
	assert_non_null(strstr(err.msg, "never confines root"));
	assert_null(none);
}

static void two_sandboxes_of_root_are_two_users(void **state)
{
	struct ma_sandbox_opts opts = { .off = false };
	struct ma_sandbox *other = NULL;
	ma_err err = { .code = MA_OK };

	(void)state;
	if (geteuid() != 0 || !room.sandbox)
		skip();
	assert_int_equal(ma_sandbox_new(room.loop, &opts, &other, &err), MA_OK);
	assert_int_not_equal(ma_sandbox_uid(other), ma_sandbox_uid(room.sandbox));
	ma_sandbox_free(other);
}

/* In a process of its own: start something that goes into the background, and wait to be killed. */
static _Noreturn void be_killed(enum ma_sandbox_mode mode, const char *work)
{
	static const char *const argv[] = { "sh", "-c",
		"(setsid sh -c 'trap \"\" TERM; while :; do sleep 1; done' &); touch started; sleep 4711",
		NULL };
	struct ma_sandbox_cmd cmd = { .argv = argv, .work = work, .output_max = 100 };
	struct ma_sandbox_opts opts = { .mode = mode };
	struct ma_sandbox_job *job;
	struct ma_sandbox *s = NULL;
	struct ma_loop *loop = NULL;
	ma_err err = { .code = MA_OK };

	if (ma_loop_new(&loop, &err) || ma_sandbox_new(loop, &opts, &s, &err))
		_exit(77);
	if (chown(work, (uid_t)ma_sandbox_uid(s), (gid_t)ma_sandbox_uid(s)) ||
		ma_sandbox_start(s, &cmd, NULL, on_done, NULL, &job, &err))
		_exit(1);
	ma_loop_run(loop);
	_exit(1);
}

/* That work in this directory, wherever it is mounted: others may have got its user meanwhile. */
static int processes_in(const char *work)
{
	struct stat here;
	DIR *dir = opendir("/proc");
	struct dirent *e;
	char path[300];
	struct stat st;
	int n = 0;

	assert_int_equal(stat(work, &here), 0);
	while ((e = readdir(dir))) {
		snprintf(path, sizeof(path), "/proc/%s/cwd", e->d_name);
		n += e->d_name[0] >= '1' && e->d_name[0] <= '9' && stat(path, &st) == 0 &&
			st.st_dev == here.st_dev && st.st_ino == here.st_ino;
	}
	closedir(dir);
	return n;
}

static void give_work_to(const struct ma_sandbox *s)
{
	uid_t uid = (uid_t)ma_sandbox_uid(s);

	if (ma_sandbox_uid(s) >= 0)
		assert_int_equal(chown(room.work, uid, uid), 0);
}

/* A version that it does not have shows that it was not asked. */
static void what_was_found_is_not_tried_again(void **state)
{
	struct ma_sandbox_found found = { .known = false };
	struct ma_sandbox_opts opts = { .mode = MA_SANDBOX_BWRAP, .found = &found };
	struct ma_sandbox *first = NULL, *second = NULL, *was = room.sandbox;
	ma_err err = { .code = MA_OK };

	(void)state;
	if (ma_sandbox_new(room.loop, &opts, &first, &err))
		skip();
	assert_true(found.known && !found.alone);
	assert_non_null(strstr(ma_sandbox_describe(first), found.version));
	ma_sandbox_free(first);
	snprintf(found.version, sizeof(found.version), "bubblewrap 77");
	assert_int_equal(ma_sandbox_new(room.loop, &opts, &second, &err), MA_OK);
	assert_non_null(strstr(ma_sandbox_describe(second), "bubblewrap 77, uid "));
	give_work_to(second);
	room.sandbox = second;
	assert_int_equal(inside("exit 5"), 5);
	room.sandbox = was;
	give_work_to(was);
	ma_sandbox_free(second);
}

static void kill_its_parent(enum ma_sandbox_mode mode)
{
	char path[600], *work = NULL;
	ma_err err = { .code = MA_OK };
	struct stat st;
	pid_t pid;
	int status, i;

	if (geteuid() != 0) {
		print_message(
			"SKIPPED: only of a user of its own can it be seen that nothing is left\n");
		skip();
	}
	assert_int_equal(ma_fs_temp_dir("meta-agent-test-", &work, &err), MA_OK);
	snprintf(path, sizeof(path), "%s/started", work);
	pid = fork();
	if (pid == 0)
		be_killed(mode, work);
	for (i = 0; i < 3000 && stat(path, &st) && waitpid(pid, &status, WNOHANG) == 0; i++)
		usleep(10000);
	if (stat(path, &st)) {
		print_message("SKIPPED: this sandbox cannot be had here\n");
		(void)ma_fs_remove_tree(work, &err);
		ma_free(work);
		skip();
	}
	assert_true(processes_in(work) > 0);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	for (i = 0; i < 1000 && processes_in(work) > 0; i++)
		usleep(10000);
	assert_int_equal(processes_in(work), 0);
	assert_int_equal(ma_fs_remove_tree(work, &err), MA_OK);
	ma_free(work);
}

static void kill_9_of_its_parent_leaves_no_process(void **state)
{
	(void)state;
	kill_its_parent(MA_SANDBOX_BWRAP);
}

static void alone_kill_9_of_its_parent_leaves_no_process(void **state)
{
	(void)state;
	kill_its_parent(MA_SANDBOX_LANDLOCK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_says_what_confines_here),
		cmocka_unit_test(a_command_ends_as_it_would_outside),
		cmocka_unit_test(it_may_write_work_and_temporary_files_only),
		cmocka_unit_test(files_of_the_host_are_not_there),
		cmocka_unit_test(a_symlink_does_not_lead_out),
		cmocka_unit_test(links_in_the_work_copy_make_bubblewrap_create_nothing_outside),
		cmocka_unit_test(the_callers_environment_does_not_come_along),
		cmocka_unit_test(descriptors_and_terminal_do_not_come_along),
		cmocka_unit_test(there_is_no_network),
		cmocka_unit_test(the_hosts_loopback_is_another),
		cmocka_unit_test(families_that_reach_past_the_namespace_are_refused),
		cmocka_unit_test(privileged_calls_are_refused),
		cmocka_unit_test(set_id_files_cannot_be_left_behind),
		cmocka_unit_test(set_id_programs_gain_nothing),
		cmocka_unit_test(processes_of_the_host_are_not_seen),
		cmocka_unit_test(a_fork_bomb_ends_with_its_time),
		cmocka_unit_test(a_daemon_does_not_outlive_its_command),
		cmocka_unit_test(memory_and_files_have_ceilings),
		cmocka_unit_test(memory_that_looks_like_disks_is_sized),
		cmocka_unit_test(endless_output_is_cut_and_ended),
		cmocka_unit_test(a_signal_and_its_number_are_told_apart_from_neither),
		cmocka_unit_test(node_works_inside),
		cmocka_unit_test(a_cancelled_command_says_so),
		cmocka_unit_test(with_the_registry_only_the_registry_is_reached),
		cmocka_unit_test(the_sandboxs_own_failure_is_told_apart),
		cmocka_unit_test(off_runs_directly_with_limits_and_a_clean_environment),
		cmocka_unit_test(without_a_cage_nothing_runs),
		cmocka_unit_test(alone_it_says_so_and_is_another_user),
		cmocka_unit_test(alone_nothing_of_the_host_is_seen_or_written),
		cmocka_unit_test(alone_there_is_no_socket_of_any_kind),
		cmocka_unit_test(alone_a_daemon_does_not_outlive_its_command),
		cmocka_unit_test(alone_a_fork_bomb_ends_with_its_time),
		cmocka_unit_test(alone_orphans_do_not_put_off_the_end),
		cmocka_unit_test(alone_what_its_guard_is_too_late_for_is_ended_all_the_same),
		cmocka_unit_test(alone_there_is_no_way_to_a_registry),
		cmocka_unit_test(root_himself_is_not_confined_by_landlock_alone),
		cmocka_unit_test(two_sandboxes_of_root_are_two_users),
		cmocka_unit_test(what_was_found_is_not_tried_again),
		cmocka_unit_test(kill_9_of_its_parent_leaves_no_process),
		cmocka_unit_test(alone_kill_9_of_its_parent_leaves_no_process),
	};

	return group_run(tests, open_room, close_room);
}
