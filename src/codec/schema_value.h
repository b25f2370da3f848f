/* JSON values against a schema, where they are not a text: what was read as YAML. */
#ifndef MA_CODEC_SCHEMA_VALUE_H
#define MA_CODEC_SCHEMA_VALUE_H

#include <jansson.h>

#include "codec/schema.h"

/* As ma_schema_check(), of a value; `what` names it in messages. No copy of it stays in memory. */
ma_rc ma_schema_check_value(const struct ma_schema *schema, const json_t *value, const char *what,
	bool *valid_out, struct ma_schema_report *report, ma_err *err);

#endif
