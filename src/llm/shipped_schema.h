/* The schemas of share/meta-agent/schemas, by which the program checks what others write. */
#ifndef MA_LLM_SHIPPED_SCHEMA_H
#define MA_LLM_SHIPPED_SCHEMA_H

#include "codec/schema.h"

/*
 * Compile <data_dir>/schemas/<name>.json. MA_ECONFIG: it is missing or broken, as in no whole installation.
 * Gives *out: ma_schema_free() it.
 */
ma_rc ma_shipped_schema(const char *data_dir, const char *name, struct ma_schema **out, ma_err *err);

#endif
