/* The verification port: what callers and implementations may rely on, kept in one place. */
#include "verify/verify.h"

static void on_check(void *data, const struct ma_check *check)
{
	struct ma_verify *v = data;

	MA_ASSERT(v->done);
	if (v->on_check)
		v->on_check(v->data, check);
}

static void on_done(void *data, ma_rc rc, const ma_err *err, const struct ma_report *report)
{
	struct ma_verify *v = data;
	ma_verify_done_fn *done = v->done;

	MA_ASSERT(done);
	MA_ASSERT(rc != MA_OK || report->verdict != MA_VERDICT_NONE);
	v->done = NULL; /* first: done() may start again */
	done(v->data, rc, err, report);
}

ma_rc ma_verify_start(struct ma_verify *self, const char *dir, const char *const *scripts,
	const struct ma_verify_quick *quick, ma_verify_check_fn *check, ma_verify_done_fn *done,
	void *data, ma_err *err)
{
	ma_rc rc;

	MA_ASSERT(!self->done && done);
	self->on_check = check;
	self->done = done;
	self->data = data;
	rc = self->ops->start(self, dir, scripts, quick, on_check, on_done, self, err);
	if (rc)
		self->done = NULL;
	return rc;
}

void ma_verify_cancel(struct ma_verify *self)
{
	if (self->done)
		self->ops->cancel(self);
}

int64_t ma_verify_uid(struct ma_verify *self)
{
	return self->ops->uid(self);
}

void ma_verify_free(struct ma_verify *self)
{
	if (!self)
		return;
	MA_ASSERT(!self->done);
	self->ops->free(self);
}
