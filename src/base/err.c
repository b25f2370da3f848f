/* Error values and the assertion that never sleeps. */
#include "base/err.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void append_strerror(ma_err *err, int sys)
{
	size_t n = strlen(err->msg);
	char text[128];

	/* GNU's strerror_r(): it returns the text, wherever that is. */
	(void)snprintf(err->msg + n, sizeof(err->msg) - n, ": %s",
		strerror_r(sys, text, sizeof(text))); /* may be cut */
}

ma_rc ma_fail(ma_err *err, ma_rc code, const char *fmt, ...)
{
	va_list ap;

	MA_ASSERT(code != MA_OK);
	err->code = code;
	err->sys = 0;
	va_start(ap, fmt);
	(void)vsnprintf(err->msg, sizeof(err->msg), fmt, ap); /* a long message is cut */
	va_end(ap);
	return code;
}

ma_rc ma_fail_sys(ma_err *err, ma_rc code, int sys, const char *fmt, ...)
{
	va_list ap;

	MA_ASSERT(code != MA_OK);
	err->code = code;
	err->sys = sys;
	va_start(ap, fmt);
	(void)vsnprintf(err->msg, sizeof(err->msg), fmt, ap); /* a long message is cut */
	va_end(ap);
	if (sys > 0)
		append_strerror(err, sys);
	return code;
}

ma_rc ma_fail_nomem(ma_err *err)
{
	static const char msg[] = "out of memory";

	err->code = MA_ENOMEM;
	err->sys = 0;
	memcpy(err->msg, msg, sizeof(msg));
	return MA_ENOMEM;
}

ma_rc ma_err_wrap(ma_err *err, const char *fmt, ...)
{
	char was[MA_ERR_MSG_MAX];
	va_list ap;
	size_t n;

	MA_ASSERT(err->code != MA_OK);
	memcpy(was, err->msg, sizeof(was));
	va_start(ap, fmt);
	(void)vsnprintf(err->msg, sizeof(err->msg), fmt, ap); /* a long message is cut */
	va_end(ap);
	n = strlen(err->msg);
	(void)snprintf(err->msg + n, sizeof(err->msg) - n, ": %s", was); /* a long message is cut */
	return err->code;
}

const char *ma_rc_name(ma_rc rc)
{
	static const char *const names[] = {
		[MA_OK] = "OK",
		[MA_ENOMEM] = "ENOMEM",
		[MA_EMISUSE] = "EMISUSE",
		[MA_EINVALID] = "EINVALID",
		[MA_ENOTFOUND] = "ENOTFOUND",
		[MA_ECONFLICT] = "ECONFLICT",
		[MA_ELIMIT] = "ELIMIT",
		[MA_EIO] = "EIO",
		[MA_ECANCELED] = "ECANCELED",
		[MA_ETIMEDOUT] = "ETIMEDOUT",
		[MA_ECONFIG] = "ECONFIG",
		[MA_EREFUSED] = "EREFUSED",
		[MA_EUNAVAILABLE] = "EUNAVAILABLE",
	};

	return (size_t)rc < MA_COUNT(names) ? names[rc] : "?";
}

void ma_bug(const char *file, int line, const char *what)
{
	fprintf(stderr, "meta-agent: bug at %s:%d: %s does not hold\n", file, line, what);
	abort();
}
