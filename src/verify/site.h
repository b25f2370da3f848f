/* A site of files: are its pages well-formed, and does everything that they lead to within the tree exist? Nothing is fetched or run. */
#ifndef MA_VERIFY_SITE_H
#define MA_VERIFY_SITE_H

#include "base/arena.h"
#include "base/err.h"
#include "model/verdict.h"
#include "verify/detect.h"

/*
 * Check the site in the step's package of the tree `dir`. Each page is a test, and each link, image, script and stylesheet within the tree is; what a
 * good page has and one has not (lang, title, alt) is told and fails nothing. At most 20,000 files, 2,000 pages of
 * 8 MiB and 50,000 links are looked at; more is a failure of the check. Blocks, for the pool. Strings of *out live in the arena. MA_ENOMEM, MA_EIO.
 */
ma_rc ma_site_check(const char *dir, const struct ma_step *step, struct ma_arena *arena,
	struct ma_check *out, ma_err *err);

#endif
