#include "verify/packages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "sys/fs.h"
#include "sys/sandbox.h"

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

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_is_offered_is_read_in_bubblewrap),
		CASE(what_is_offered_is_read_with_landlock_alone),
		CASE(what_is_offered_is_read_without_a_sandbox),
		CASE(what_is_kept_can_be_read_by_all_whatever_the_umask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
