/* Marks whose meaning depends on what stands around them. Private to model/understand*.c. */
#ifndef MA_MODEL_UNDERSTAND_MARKS_H
#define MA_MODEL_UNDERSTAND_MARKS_H

#include "model/understand_parts.h"

/* `s` without the blanks and tabs that it begins with. */
struct ma_str ma_marks_skip_blanks(struct ma_str s);
/* The size of "yes/no", "y / n", "yes or no" at the beginning; 0: it is not there, or "yes/no/maybe". `low` is used on the way. */
size_t ma_marks_answers(struct ma_str s, struct ma_buf *low);
/* The size of the arrow of "airline -> Airline", "order FK->Order", from what a field is called to a thing; 0: none is at the beginning. */
size_t ma_marks_reference(const struct ma_spec *spec, struct ma_str s);
/* The semicolon that `rest` begins with is a comma: "Campsites: pitch number; size; price", a list without others. */
bool ma_marks_between_items(const struct ma_spec *spec, struct ma_str rest);

#endif
