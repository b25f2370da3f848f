/* Text templates over JSON values. The language: docs/formats/templates.md. */
#ifndef MA_CODEC_TEMPLATE_H
#define MA_CODEC_TEMPLATE_H

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* Finds an included template's text: borrows until the render is over. */
typedef ma_rc ma_template_load_fn(
	void *data, struct ma_str name, struct ma_str *text_out, ma_err *err);

/*
 * Render `text` (called `name` in messages) over `view` onto `out`. `load` may
 * be NULL where nothing is included. MA_EINVALID with "name:line: ..." for a
 * syntax error or an unknown path.
 */
ma_rc ma_template_render(struct ma_str name, struct ma_str text, const json_t *view,
	ma_template_load_fn *load, void *data, struct ma_buf *out, ma_err *err);

/* Whether an expression ("features.auth and not x") holds for a view. */
ma_rc ma_template_test(struct ma_str expr, const json_t *view, bool *out, ma_err *err);

#endif
