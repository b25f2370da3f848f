#include "verify/packages.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "sys/fs.h"
#include "sys/sandbox.h"

#define DAY_S 86400
#define MODULE "m/@v/v1.0.0.mod"

static char *dir; /* the tree, with the cache in it */

static void put(const char *path, const char *content)
{
	ma_err err = { .code = MA_OK };

	if (ma_fs_write_beneath(dir, ma_str(path), ma_str(content), 0644, &err))
		fail_msg("%s", err.msg);
}

static int set_up(void **state)
{
	static const char *const way[] = { "", "/cache", "/cache/packages", "/cache/packages/go",
		"/cache/packages/go/m", "/cache/packages/go/m/@v" };
	ma_err err = { .code = MA_OK };
	char path[512];
	size_t i;

	(void)state;
	if (ma_fs_temp_dir("meta-agent-test-", &dir, &err))
		return -1;
	put("go.sum", "m v1.0.0 h1:x=\n");
	put("cache/packages/go/" MODULE, "module m\n");
	for (i = 0; i < sizeof(way) / sizeof(way[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", dir, way[i]);
		if (chmod(path, 0755))
			return -1;
	}
	return 0;
}

static int tear_down(void **state)
{
	ma_err err = { .code = MA_OK };

	(void)state;
	(void)ma_fs_remove_tree(dir, &err);
	ma_free(dir);
	return err.code != MA_OK;
}

static void on_done(void *data, ma_rc rc, const ma_err *err, const struct ma_sandbox_result *result)
{
	if (rc)
		fail_msg("%s", err->msg);
	if (result->proc.exit_code != 0)
		fail_msg(MA_STR_FMT, MA_STR_ARG(result->proc.output));
	*(bool *)data = ma_str_is(result->proc.output, "module m\n");
}

/* What is offered out of the store can be read by a command in that sandbox. */
static void assert_offered(const struct ma_sandbox_opts *opts)
{
	static const char *const argv[] = { "sh", "-c",
		"cat \"$META_AGENT_PACKAGES/go-offer/" MODULE "\"", NULL };
	const struct ma_step step = { .kind = "go", .package = ".", .registry = MA_REGISTRY_GO };
	struct ma_arena arena = MA_ARENA_INIT(1 << 20);
	struct ma_packages p = MA_PACKAGES_NONE;
	struct ma_sandbox *sandbox = NULL;
	struct ma_sandbox_job *job;
	ma_err err = { .code = MA_OK };
	struct ma_loop *loop;
	char cache[512];
	bool read = false;

	assert_int_equal(ma_loop_new(&loop, &err), MA_OK);
	if (ma_sandbox_new(loop, opts, &sandbox, &err)) {
		ma_loop_free(loop);
		print_message("SKIPPED, this confines nothing here: %s\n", err.msg);
		skip();
	}
	snprintf(cache, sizeof(cache), "%s/cache", dir);
	ma_packages_init(&p, dir, cache, sandbox, &arena);
	assert_non_null(p.shared);
	assert_int_equal(ma_packages_open(&p, &step, &arena, &err), MA_OK);
	assert_int_equal(ma_sandbox_start(sandbox,
				 &(struct ma_sandbox_cmd){ .argv = argv,
					 .work = p.path,
					 .packages = p.path,
					 .shared = p.shared,
					 .timeout_ms = 20000,
					 .output_max = 4096 },
				 NULL, on_done, &read, &job, &err),
		MA_OK);
	ma_loop_run(loop);
	ma_packages_remove(&p);
	ma_sandbox_free(sandbox);
	ma_loop_free(loop);
	ma_arena_done(&arena);
	assert_true(read);
}

static void what_is_offered_is_read_in_bubblewrap(void **state)
{
	(void)state;
	assert_offered(&(struct ma_sandbox_opts){ .mode = MA_SANDBOX_BWRAP });
}

static void what_is_offered_is_read_with_landlock_alone(void **state)
{
	(void)state;
	assert_offered(&(struct ma_sandbox_opts){ .mode = MA_SANDBOX_LANDLOCK });
}

static void what_is_offered_is_read_without_a_sandbox(void **state)
{
	(void)state;
	assert_offered(&(struct ma_sandbox_opts){ .off = true });
}

/* By whoever the commands run as. */
static void what_is_kept_can_be_read_by_all_whatever_the_umask(void **state)
{
	static const char *const kept[] = { "/k", "/k/@v", "/k/@v/v1.0.0.mod" };
	const struct ma_step step = { .kind = "go", .package = ".", .registry = MA_REGISTRY_GO };
	struct ma_packages p = MA_PACKAGES_NONE;
	char store[512], path[600];
	struct stat st;
	mode_t was;
	size_t i;

	(void)state;
	put("go.sum", "k v1.0.0 h1:x=\n");
	put("go/pkg/mod/cache/download/k/@v/v1.0.0.mod", "module k\n");
	snprintf(store, sizeof(store), "%s/cache/packages", dir);
	p.tree = p.path = dir;
	p.shared = store;
	was = umask(077);
	ma_packages_keep(&p, &step);
	umask(was);
	for (i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		snprintf(path, sizeof(path), "%s/go%s", store, kept[i]);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 0777, S_ISDIR(st.st_mode) ? 0755 : 0444);
	}
}

static bool can_be_unnamed(const char *where)
{
	int fd = open(where, O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static bool count_it(void *data, const char *name, bool is_dir)
{
	(void)is_dir;
	*(int *)data += strstr(name, "v9.0.0") != NULL;
	return true;
}

/* By the signal that a file past its limit brings: in the midst of writing. */
static void a_writer_that_is_killed_leaves_nothing(void **state)
{
	const struct ma_step step = { .kind = "go", .package = ".", .registry = MA_REGISTRY_GO };
	struct ma_packages p = MA_PACKAGES_NONE;
	char store[512], modules[600], *large;
	ma_err err = { .code = MA_OK };
	int status, n = 0;
	pid_t writer;

	(void)state;
	snprintf(store, sizeof(store), "%s/cache/packages", dir);
	snprintf(modules, sizeof(modules), "%s/go/m/@v", store);
	if (!can_be_unnamed(modules)) {
		print_message("SKIPPED, files without a name cannot be had in %s\n", modules);
		skip();
	}
	large = ma_new_n(char, 100001);
	assert_non_null(large);
	memset(large, 'x', 100000);
	put("go.sum", "m v9.0.0 h1:x=\n");
	put("go/pkg/mod/cache/download/m/@v/v9.0.0.zip", large);
	ma_free(large);
	p.tree = p.path = dir;
	p.shared = store;
	writer = fork();
	if (writer == 0) {
		struct rlimit low = { 5000, 5000 }, none = { 0, 0 };

		if (setrlimit(RLIMIT_FSIZE, &low) || setrlimit(RLIMIT_CORE, &none))
			_exit(1);
		ma_packages_keep(&p, &step);
		_exit(0);
	}
	assert_int_equal(waitpid(writer, &status, 0), writer);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ);
	assert_int_equal(ma_fs_list(modules, count_it, &n, &err), MA_OK);
	assert_int_equal(n, 0);
	ma_packages_keep(&p, &step);
	assert_int_equal(ma_fs_list(modules, count_it, &n, &err), MA_OK);
	assert_int_equal(n, 1);
}

static void age(const char *path, int64_t seconds)
{
	struct timespec then[2] = { { .tv_sec = time(NULL) - seconds } };
	char full[600];

	then[1] = then[0];
	snprintf(full, sizeof(full), "%s/cache/packages/%s", dir, path);
	assert_int_equal(utimensat(AT_FDCWD, full, then, 0), 0);
}

static bool is_there(const char *path)
{
	char full[600];

	snprintf(full, sizeof(full), "%s/cache/packages/%s", dir, path);
	return access(full, F_OK) == 0;
}

static struct ma_packages_swept swept(int64_t days, bool dry)
{
	struct ma_packages_swept out;
	ma_err err = { .code = MA_OK };
	char cache[512];

	snprintf(cache, sizeof(cache), "%s/cache", dir);
	if (ma_packages_sweep(cache, days, dry, &out, &err))
		fail_msg("%s", err.msg);
	return out;
}

static void what_was_not_used_for_so_long_goes(void **state)
{
	struct ma_packages_swept got;

	(void)state;
	put("cache/packages/sha256/ab/abcd/a-1.whl", "12345");
	put("cache/packages/cargo/index/empty", "");
	put("cache/packages/sha512/ab/abcd", "123");
	age("sha256/ab/abcd/a-1.whl", 30 * DAY_S + 5);
	age("sha512/ab/abcd", 29 * DAY_S);
	got = swept(30, true);
	assert_int_equal(got.files, 1);
	assert_int_equal(got.bytes, 5);
	assert_true(is_there("sha256/ab/abcd/a-1.whl"));
	got = swept(30, false);
	assert_int_equal(got.files, 1);
	assert_int_equal(got.bytes, 5);
	assert_false(is_there("sha256")); /* with the directories that it leaves empty */
	assert_true(is_there("sha512/ab/abcd"));
	assert_int_equal(swept(30, false).files, 0);
	assert_int_equal(swept(0, false).files, 3);
	assert_true(is_there("")); /* the store itself */
}

static void a_directory_that_was_empty_before_stays(void **state)
{
	char path[600];

	(void)state;
	put("cache/packages/cargo/x", "");
	snprintf(path, sizeof(path), "%s/cache/packages/cargo/index", dir);
	assert_int_equal(mkdir(path, 0755), 0);
	(void)swept(0, false);
	assert_true(is_there("cargo/index"));
}

/* The number of a process that has just ended. */
static pid_t ended(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	return pid;
}

static void what_killed_writers_left_goes(void **state)
{
	char gone[64], fresh[64], alive[64], path[128];
	struct ma_packages_swept got;

	(void)state;
	snprintf(gone, sizeof(gone), "go/m/@v/v1.zip.%ld", (long)ended());
	snprintf(fresh, sizeof(fresh), "go/m/@v/v2.zip.%ld", (long)ended());
	snprintf(alive, sizeof(alive), "go/m/@v/v3.zip.%ld", (long)getpid());
	snprintf(path, sizeof(path), "cache/packages/%s", gone);
	put(path, "half");
	snprintf(path, sizeof(path), "cache/packages/%s", fresh);
	put(path, "half");
	snprintf(path, sizeof(path), "cache/packages/%s", alive);
	put(path, "half");
	age(gone, 100);
	age(alive, 100);
	age("go/" MODULE, 100);
	got = swept(30, false);
	assert_int_equal(got.left, 1);
	assert_int_equal(got.files, 0);
	assert_int_equal(got.bytes, 4);
	assert_false(is_there(gone));
	assert_true(is_there(fresh));
	assert_true(is_there(alive));
	assert_true(is_there("go/" MODULE));
}

/* Without a sandbox: nothing of it is run. */
static void open_store(struct ma_packages *p, struct ma_arena *arena, bool and_offer)
{
	const struct ma_step step = { .kind = "go", .package = ".", .registry = MA_REGISTRY_GO };
	struct ma_sandbox *sandbox = NULL;
	ma_err err = { .code = MA_OK };
	struct ma_loop *loop;
	char cache[512];

	snprintf(cache, sizeof(cache), "%s/cache", dir);
	assert_int_equal(ma_loop_new(&loop, &err), MA_OK);
	if (ma_sandbox_new(loop, &(struct ma_sandbox_opts){ .off = true }, &sandbox, &err)) {
		ma_loop_free(loop);
		print_message("SKIPPED, nothing can be run here: %s\n", err.msg);
		skip();
	}
	ma_packages_init(p, dir, cache, sandbox, arena);
	if (and_offer)
		assert_int_equal(ma_packages_open(p, &step, arena, &err), MA_OK);
	ma_sandbox_free(sandbox);
	ma_loop_free(loop);
}

static void nothing_goes_while_a_verification_uses_any(void **state)
{
	struct ma_packages one = MA_PACKAGES_NONE, two = MA_PACKAGES_NONE;
	struct ma_arena arena = MA_ARENA_INIT(1 << 20);

	(void)state;
	open_store(&one, &arena, false);
	open_store(&two, &arena, false);
	assert_non_null(one.shared);
	assert_non_null(two.shared);
	ma_packages_remove(&one);
	assert_true(swept(0, false).in_use);
	assert_true(is_there("go/" MODULE));
	ma_packages_remove(&two);
	assert_int_equal(swept(0, false).files, 1);
	ma_arena_done(&arena);
}

static void while_it_goes_a_verification_does_without(void **state)
{
	struct ma_arena arena = MA_ARENA_INIT(1 << 20);
	struct ma_packages p = MA_PACKAGES_NONE;
	char store[512];
	int lock;

	(void)state;
	snprintf(store, sizeof(store), "%s/cache/packages", dir);
	lock = open(store, O_RDONLY | O_DIRECTORY);
	assert_int_equal(flock(lock, LOCK_EX | LOCK_NB), 0);
	open_store(&p, &arena, true);
	assert_null(p.shared);
	ma_packages_remove(&p);
	close(lock);
	ma_arena_done(&arena);
}

static void what_is_offered_is_noted_as_used(void **state)
{
	struct ma_arena arena = MA_ARENA_INIT(1 << 20);
	struct ma_packages p = MA_PACKAGES_NONE;

	(void)state;
	age("go/" MODULE, 40 * DAY_S);
	open_store(&p, &arena, true);
	ma_packages_remove(&p);
	assert_int_equal(swept(1, false).files, 0);
	age("go/" MODULE, 40 * DAY_S);
	assert_int_equal(swept(40, false).files, 1);
	ma_arena_done(&arena);
}

static void a_store_that_others_may_write_to_is_left_alone(void **state)
{
	char store[512];

	(void)state;
	snprintf(store, sizeof(store), "%s/cache/packages", dir);
	assert_int_equal(chmod(store, 0777), 0);
	assert_int_equal(swept(0, false).files, 0);
	assert_true(is_there("go/" MODULE));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_is_offered_is_read_in_bubblewrap),
		CASE(what_is_offered_is_read_with_landlock_alone),
		CASE(what_is_offered_is_read_without_a_sandbox),
		CASE(what_is_kept_can_be_read_by_all_whatever_the_umask),
		CASE(a_writer_that_is_killed_leaves_nothing),
		CASE(what_was_not_used_for_so_long_goes),
		CASE(a_directory_that_was_empty_before_stays),
		CASE(what_killed_writers_left_goes),
		CASE(nothing_goes_while_a_verification_uses_any),
		CASE(while_it_goes_a_verification_does_without),
		CASE(what_is_offered_is_noted_as_used),
		CASE(a_store_that_others_may_write_to_is_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
