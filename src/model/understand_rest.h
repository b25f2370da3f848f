/* What a contract says of the prompt's words. Private to model/understand_{answered,rest}.c. */
#ifndef MA_MODEL_UNDERSTAND_REST_H
#define MA_MODEL_UNDERSTAND_REST_H

#include "model/understand_parts.h"

struct ma_answers;
/* Of the spec's things, fields and values as they are now. Lives in the spec's arena; NULL: out of memory. */
struct ma_answers *ma_answers_of(struct ma_spec *spec);
/* Whether a lower-case word, in whatever form, is a part of one of their names, or common. */
bool ma_answers_have(const struct ma_answers *a, struct ma_str word);
/* Of no name, and said of any application: "add", "page". */
bool ma_answers_common(const struct ma_answers *a, struct ma_str word);

#endif
