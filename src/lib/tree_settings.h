/* The meta-agent.yaml files of a tree: those of its root and of the directories that are searched for packages (verify/detect.c). */
#ifndef MA_LIB_TREE_SETTINGS_H
#define MA_LIB_TREE_SETTINGS_H

#include "base/err.h"
#include "base/str.h"
#include "metaagent/metaagent.h"

/* Each is right, or not there: what is read of them is not to be passed over in silence. MA_ECONFIG says what is wrong with the first that is not. */
ma_rc ma_tree_settings_check(const ma_ctx *ctx, const char *dir, ma_err *err);

/* The same as a warning, before anything is paid for: the run's verification takes nothing of that file, and says so. */
void ma_tree_settings_warn(const ma_ctx *ctx, const char *dir);

/* ma_settings_check_fn() of one whose text was read; `ctx` is a ma_ctx. */
ma_rc ma_tree_settings_check_text(
	const void *ctx, struct ma_str text, const char *name, ma_err *err);

#endif
