/* The settings that a tree brings. */
#include "lib/tree_settings.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/path.h"
#include "lib/config_file.h"
#include "lib/ctx.h"
#include "sys/fs.h"

#define PACKAGE_LEVELS 2 /* below the root, that are searched for packages */

/* MA_OK: they are right, or there are none. */
static ma_rc check_settings(const ma_ctx *ctx, const char *dir, ma_err *err)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct ma_config_file file = { .path = NULL };
	ma_err why = { MA_OK, 0, "" };
	ma_rc rc;

	ma_path_join(&path, ma_str(dir), MA_STR("meta-agent.yaml"));
	rc = ma_buf_check(&path, &why);
	if (!rc)
		rc = ma_config_file_read(path.p, ctx->data_dir, &file, &why);
	if (!rc)
		rc = ma_config_file_check(&file, &why);
	ma_config_file_done(&file);
	ma_buf_done(&path);
	if (rc == MA_ENOTFOUND)
		return MA_OK;
	if (rc)
		*err = why;
	return rc;
}

struct below {
	const ma_ctx *ctx;
	const char *dir;
	int levels;
	ma_rc rc;
	ma_err *err;
};

static ma_rc check_below(const ma_ctx *ctx, const char *dir, int levels, ma_err *err);

/* As packages are searched (verify/detect.c). */
static bool on_entry(void *data, const char *name, bool is_dir)
{
	struct below *b = data;
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);

	if (!is_dir || name[0] == '.' || strcmp(name, "node_modules") == 0)
		return true;
	ma_path_join(&path, ma_str(b->dir), ma_str(name));
	b->rc = ma_buf_check(&path, b->err);
	if (!b->rc)
		b->rc = check_settings(b->ctx, path.p, b->err);
	if (!b->rc && b->levels > 1)
		b->rc = check_below(b->ctx, path.p, b->levels - 1, b->err);
	ma_buf_done(&path);
	return b->rc == MA_OK;
}

static ma_rc check_below(const ma_ctx *ctx, const char *dir, int levels, ma_err *err)
{
	struct below b = { ctx, dir, levels, MA_OK, err };
	ma_err ignored = { MA_OK, 0, "" };

	if (ma_fs_list(dir, on_entry, &b, &ignored) && !b.rc)
		return MA_OK; /* what cannot be listed is told when it is copied */
	return b.rc;
}

ma_rc ma_tree_settings_check(const ma_ctx *ctx, const char *dir, ma_err *err)
{
	ma_rc rc = check_settings(ctx, dir, err);

	return rc ? rc : check_below(ctx, dir, PACKAGE_LEVELS, err);
}

void ma_tree_settings_warn(const ma_ctx *ctx, const char *dir)
{
	ma_err why = { MA_OK, 0, "" };

	if (ctx->on_warning && ma_tree_settings_check(ctx, dir, &why) == MA_ECONFIG)
		ctx->on_warning(ctx->warning_data, why.msg);
}

ma_rc ma_tree_settings_check_text(const void *ctx, struct ma_str text, const char *name, ma_err *err)
{
	return ma_config_text_check(text, name, ((const ma_ctx *)ctx)->data_dir, err);
}
