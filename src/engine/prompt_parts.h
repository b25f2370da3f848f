/* The parts of ma_prompt_write(). */
#ifndef MA_ENGINE_PROMPT_PARTS_H
#define MA_ENGINE_PROMPT_PARTS_H

#include "engine/prompt.h"

/* Text from outside: what would close a section is written so that it does not. Ends with a line's end. */
void ma_prompt_outside(struct ma_buf *out, struct ma_str text);
/* Between the quotes of an attribute. */
void ma_prompt_attribute(struct ma_buf *out, struct ma_str value);
void ma_prompt_artifact(
	struct ma_buf *out, struct ma_str task, struct ma_str path, struct ma_str content);
/* What stands under <output> before the format of edits. */
void ma_prompt_edits_format(struct ma_buf *out, const char *nonce, bool moves);

/* The conflict, and what is wanted of it. */
void ma_prompt_conflicts(struct ma_buf *out, const struct ma_prompt *p);
void ma_prompt_resolution(struct ma_buf *out, const struct ma_prompt *p);

#endif
