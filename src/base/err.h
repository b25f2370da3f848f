/* Failures are returned, with a message that names the object. */
#ifndef MA_BASE_ERR_H
#define MA_BASE_ERR_H

#include <stdarg.h>

#include "metaagent/err.h"

/* Fill *err and return `code`, so that a caller can `return ma_fail(...)`. */
ma_rc ma_fail(ma_err *err, ma_rc code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* As ma_fail(), with the lower layer's number; ": strerror(sys)" is appended where sys > 0. */
ma_rc ma_fail_sys(ma_err *err, ma_rc code, int sys, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Out of memory, without formatting anything. */
ma_rc ma_fail_nomem(ma_err *err);

/* Put "<object>: " before the message. Returns err->code. */
ma_rc ma_err_wrap(ma_err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The constant's name without its prefix ("ENOTFOUND"). Borrows: static. */
const char *ma_rc_name(ma_rc rc);

_Noreturn void ma_bug(const char *file, int line, const char *what);

/* A broken contract inside the program: always on, aborts. */
#define MA_ASSERT(cond) ((cond) ? (void)0 : ma_bug(__FILE__, __LINE__, #cond))

#define MA_UNUSED(x) ((void)(x))
#define MA_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
