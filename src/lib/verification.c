/*
 * Checking a directory as a run checks its result: a copy of it, in the sandbox.
 *
 *   start ─► pool: copy ─► verify/ ─► the report as JSON ─► pool: the copy goes ─► over
 */
#include <string.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/path.h"
#include "codec/json.h"
#include "lib/config.h"
#include "lib/ctx.h"
#include "lib/disposable.h"
#include "lib/places.h"
#include "lib/tree_settings.h"
#include "metaagent/verify.h"
#include "sys/fs.h"
#include "verify/verify.h"

#define OUTPUT_MAX (512 * MA_KIB) /* of a failed check, its end, in the result */

struct ma_verification {
	ma_ctx *ctx;
	struct ma_verify *verify;
	void (*on_check)(void *data, const char *check_json);
	void *data;
	struct ma_disposable copy;
	json_t *checks; /* those that ended, their outputs included */
	json_t *result; /* NULL: none yet, or none at all */
	enum ma_verdict verdict;
	bool verifying, stopped;
};

/* As text that is valid JSON whatever a program printed. NULL: memory is out. */
static json_t *output_json(struct ma_str output)
{
	struct ma_buf text = MA_BUF_INIT(8 * OUTPUT_MAX);
	json_t *j = NULL;

	if (output.n > OUTPUT_MAX)
		output = ma_str_from(output, output.n - OUTPUT_MAX);
	if (ma_str_utf8(output) && !memchr(output.p ? output.p : "", '\0', output.n))
		return json_stringn(output.p ? output.p : "", output.n);
	ma_buf_add_visible(&text, output);
	if (!text.rc)
		j = json_stringn(text.p ? text.p : "", text.n);
	ma_buf_done(&text);
	return j;
}

/* NULL: memory is out. */
static json_t *check_json(const struct ma_check *check)
{
	json_t *j = ma_check_json(check);

	if (j && check->state == MA_CHECK_FAILED &&
		json_object_set_new(j, "output", output_json(check->output))) {
		json_decref(j);
		return NULL;
	}
	return j;
}

static void on_check(void *data, const struct ma_check *check)
{
	ma_verification *v = data;
	json_t *j = check_json(check);
	char *text = NULL;

	if (!j || (check->state != MA_CHECK_RUNNING && json_array_append(v->checks, j)) ||
		ma_give_json(json_incref(j), &text, &v->copy.err))
		ma_disposable_fail(&v->copy, ma_fail_nomem(&v->copy.err));
	else if (v->on_check)
		v->on_check(v->data, text);
	ma_string_free(text);
	json_decref(j);
}

static void on_verified(void *data, ma_rc rc, const ma_err *err, const struct ma_report *report)
{
	ma_verification *v = data;

	v->verifying = false;
	if (rc) {
		v->copy.err = *err;
		if (rc == MA_EUNAVAILABLE)
			rc = ma_fail(&v->copy.err, rc,
				"%s; or have all of it run unconfined (--sandbox off)", err->msg);
		ma_disposable_fail(&v->copy, rc);
	} else {
		v->verdict = report->verdict;
		v->result = json_pack("{s:s, s:s, s:s, s:s*, s:O}", "verdict",
			ma_verdict_name(report->verdict), "reason", report->reason, "sandbox",
			report->sandbox, "node", report->node, "checks", v->checks);
		if (!v->result)
			ma_disposable_fail(&v->copy, ma_fail_nomem(&v->copy.err));
	}
	ma_disposable_end(&v->copy, v->ctx->loop);
}

static void copy_work(void *data)
{
	ma_verification *v = data;

	ma_disposable_fail(
		&v->copy, ma_disposable_make(&v->copy, ma_verify_uid(v->verify), &v->copy.err));
}

static void copy_done(void *data)
{
	ma_verification *v = data;

	if (v->stopped && !v->copy.rc)
		ma_disposable_fail(&v->copy,
			ma_fail(&v->copy.err, MA_ECANCELED, "verification was cancelled"));
	if (!v->copy.rc)
		ma_disposable_fail(&v->copy,
			ma_verify_start(v->verify, v->copy.copy.path, NULL, NULL, on_check,
				on_verified, v, &v->copy.err));
	v->verifying = !v->copy.rc;
	if (v->copy.rc)
		ma_disposable_end(&v->copy, v->ctx->loop);
}

/* What is known of the same bytes, or the copy in which it is found out. */
static void on_recalled(void *data, ma_rc rc, const ma_err *err, const struct ma_report *report)
{
	ma_verification *v = data;

	if (!rc) {
		on_verified(data, rc, err, report);
		return;
	}
	/* whatever is wrong with the tree, the copy tells */
	v->verifying = false;
	rc = v->stopped ? ma_fail(&v->copy.err, MA_ECANCELED, "verification was cancelled")
			: ma_loop_work(v->ctx->loop, copy_work, copy_done, v, &v->copy.err);
	ma_disposable_fail(&v->copy, rc);
	if (rc)
		ma_disposable_end(&v->copy, v->ctx->loop);
}

static ma_rc begin(ma_verification *v, const ma_verification_opts *opts, ma_err *err)
{
	ma_rc rc;

	if (opts->sandbox_off > 0 || opts->fresh > 0)
		return ma_loop_work(v->ctx->loop, copy_work, copy_done, v, err);
	ma_verify_command_recalls(v->verify, ma_disposable_skips);
	rc = ma_verify_start(v->verify, v->copy.from, NULL, NULL, on_check, on_recalled, v, err);
	v->verifying = !rc;
	return rc;
}

static ma_rc open_verify(ma_verification *v, const ma_verification_opts *opts, ma_err *err)
{
	struct ma_verify_opts how = { .loop = v->ctx->loop,
		.sandbox_off = opts->sandbox_off > 0,
		.must_confine = opts->sandbox_off <= 0 };
	char *cache = NULL, *evidence = NULL;
	ma_rc rc = ma_places_cache(&cache, err);

	if (!rc)
		rc = ma_places_evidence(&evidence, err);
	how.cache_dir = cache;
	how.evidence_dir = evidence;
	how.fresh = opts->fresh > 0;
	how.settings = ma_config_users(v->ctx->config);
	if (!rc)
		rc = ma_verify_command_new(&how, &v->verify, err);
	ma_free(cache);
	ma_free(evidence);
	return rc;
}

ma_rc ma_verification_start(ma_ctx *ctx, const char *dir, const ma_verification_opts *opts,
	ma_verification **out, ma_err *err)
{
	ma_verification *v;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!ctx || !dir || !out || !opts || opts->size != sizeof(*opts))
		return ma_fail(err, MA_EMISUSE,
			"ma_verification_start: a missing argument, or another version's options");
	v = ma_new(struct ma_verification);
	if (!v)
		return ma_fail_nomem(err);
	*v = (struct ma_verification){ .ctx = ctx, .on_check = opts->on_check, .data = opts->data };
	v->checks = json_array();
	rc = ma_disposable_init(&v->copy, dir, err);
	if (!rc)
		rc = ma_tree_settings_check(ctx, dir, err);
	if (!rc)
		rc = v->checks ? open_verify(v, opts, err) : ma_fail_nomem(err);
	if (!rc)
		rc = begin(v, opts, err);
	if (rc) {
		ma_verification_free(v);
		return rc;
	}
	v->copy.over = false;
	*out = v;
	return MA_OK;
}

void ma_verification_cancel(ma_verification *v)
{
	if (!v || v->copy.over || v->stopped)
		return;
	v->stopped = true;
	if (v->verifying)
		ma_verify_cancel(v->verify);
}

int ma_verification_over(const ma_verification *v)
{
	return !v || v->copy.over;
}

ma_rc ma_verification_result(ma_verification *v, int *exit_out, char **json_out, ma_err *err)
{
	static const int exits[] = { [MA_VERDICT_NONE] = 1,
		[MA_VERDICT_VERIFIED] = 0,
		[MA_VERDICT_FAILED] = 1,
		[MA_VERDICT_UNVERIFIED] = 7 };

	if (!err)
		return MA_EMISUSE;
	if (!v || !exit_out || !json_out || !v->copy.over)
		return ma_fail(err, MA_EMISUSE,
			"ma_verification_result: a missing argument, or it is not over");
	if (v->copy.rc) {
		*err = v->copy.err;
		return v->copy.rc;
	}
	*exit_out = exits[v->verdict];
	return ma_give_json(json_incref(v->result), json_out, err);
}

void ma_verification_free(ma_verification *v)
{
	if (!v)
		return;
	v->on_check = NULL;
	ma_verification_cancel(v);
	while (!v->copy.over)
		ma_ctx_wait(v->ctx);
	ma_verify_free(v->verify);
	json_decref(v->checks);
	json_decref(v->result);
	ma_disposable_done(&v->copy);
	ma_free(v);
}
