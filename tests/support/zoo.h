/* A small project in a directory of its own, to be verified for real. The tests that share this header drive it with cmocka. */
#ifndef MA_TESTS_ZOO_H
#define MA_TESTS_ZOO_H

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "sys/fs.h"
#include "sys/sandbox.h"
#include "verify/verify.h"

struct zoo {
	struct ma_loop *loop;
	struct ma_verify *verify;
	char *dir;
	enum ma_verdict verdict;
	ma_rc rc;
	int64_t passed, failed;
	struct ma_buf lines; /* "phase package: state why" of each check that ended */
	char reason[512], sandbox[128];
	size_t began;
	const struct ma_verify_quick *quick; /* NULL: all checks are made */
};

/* Why nothing can be verified on this machine, or NULL. */
static inline const char *zoo_forbidden(void)
{
	static char why[MA_ERR_MSG_MAX];
	struct ma_sandbox_opts opts = { .off = false };
	struct ma_loop *loop = NULL;
	struct ma_sandbox *sandbox = NULL;
	ma_err err = { .code = MA_OK };

	if (ma_loop_new(&loop, &err) || ma_sandbox_new(loop, &opts, &sandbox, &err))
		(void)snprintf(why, sizeof(why), "%s", err.msg); /* fits */
	ma_sandbox_free(sandbox);
	ma_loop_free(loop);
	return why[0] ? why : NULL;
}

static inline int zoo_open(struct zoo *z)
{
	ma_err err = { .code = MA_OK };
	struct ma_verify_opts opts = { 0 };

	*z = (struct zoo){ .lines = MA_BUF_INIT(1 << 20) };
	if (ma_loop_new(&z->loop, &err))
		return -1;
	opts.loop = z->loop;
	if (ma_verify_command_new(&opts, &z->verify, &err))
		return -1;
	return ma_fs_temp_dir("meta-agent-test-", &z->dir, &err) != MA_OK;
}

static inline int zoo_close(struct zoo *z)
{
	ma_err err = { .code = MA_OK };

	ma_verify_free(z->verify);
	ma_loop_free(z->loop);
	ma_buf_done(&z->lines);
	(void)ma_fs_remove_tree(z->dir, &err);
	ma_free(z->dir);
	return err.code != MA_OK;
}

static inline void zoo_put(struct zoo *z, const char *path, const char *content)
{
	ma_err err = { .code = MA_OK };

	if (ma_fs_write_beneath(z->dir, ma_str(path), ma_str(content), 0644, &err))
		fail_msg("%s", err.msg);
}

static inline void zoo_on_check(void *data, const struct ma_check *c)
{
	struct zoo *z = data;

	if (c->state == MA_CHECK_RUNNING) {
		z->began++;
		return;
	}
	ma_buf_addf(&z->lines, "%s %s: %s %s\n", c->phase, c->package,
		ma_check_state_name(c->state), c->why);
	if (c->tests_passed >= 0) {
		z->passed += c->tests_passed;
		z->failed += c->tests_failed;
	}
}

static inline void zoo_on_done(
	void *data, ma_rc rc, const ma_err *err, const struct ma_report *report)
{
	struct zoo *z = data;

	z->rc = rc;
	if (rc) {
		snprintf(z->reason, sizeof(z->reason), "%s", err->msg);
		return;
	}
	z->verdict = report->verdict;
	snprintf(z->reason, sizeof(z->reason), "%s", report->reason);
	snprintf(z->sandbox, sizeof(z->sandbox), "%s", report->sandbox);
}

static uid_t zoo_uid;

static inline int zoo_give(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return lchown(path, zoo_uid, zoo_uid);
}

static inline void zoo_start(struct zoo *z)
{
	ma_err err = { .code = MA_OK };

	zoo_uid = (uid_t)ma_verify_uid(z->verify);
	if (ma_verify_uid(z->verify) >= 0)
		assert_int_equal(nftw(z->dir, zoo_give, 16, FTW_PHYS), 0);
	assert_int_equal(ma_verify_start(z->verify, z->dir, NULL, z->quick, zoo_on_check,
				 zoo_on_done, z, &err),
		MA_OK);
}

/* Verify it and wait. */
static inline void zoo_verify(struct zoo *z)
{
	zoo_start(z);
	ma_loop_run(z->loop);
	ma_buf_addc(&z->lines, '\0');
}

#endif
