/* The parts of ma_check_file(). */
#ifndef MA_VCS_CHECK_PARTS_H
#define MA_VCS_CHECK_PARTS_H

#include "vcs/check.h"
#include "vcs/outline.h"

struct ma_checking {
	struct ma_syntax *syntax;
	struct ma_str path, before, after;
	struct ma_arena *arena;
	struct ma_findings *out;
};

/* Add a finding at a byte of `after`, or at a line and column that are known. MA_ENOMEM. */
ma_rc ma_checking_at(struct ma_checking *c, size_t at, ma_err *err, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
ma_rc ma_checking_line(
	struct ma_checking *c, size_t line, size_t column, struct ma_str what, ma_err *err);

/* Each by the kind of the file; out->checked stays false where it cannot be told. MA_ENOMEM. */
ma_rc ma_check_code(struct ma_checking *c, const struct ma_language *language, ma_err *err);
ma_rc ma_check_data(struct ma_checking *c, ma_err *err);

/* Whether each key and table of a file is defined once. MA_EINVALID: one is not, and which; MA_ENOMEM. */
ma_rc ma_check_toml(const struct ma_outline *list, ma_err *err);

#endif
