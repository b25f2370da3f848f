/* Defaults of fields: what a record has where nothing was given. docs/formats/plan.md */
#ifndef MA_MODEL_PRESET_H
#define MA_MODEL_PRESET_H

#include <jansson.h>

#include "base/str.h"

/* Of a date and of a moment: when the record is made. */
#define MA_PRESET_TODAY "today"
#define MA_PRESET_NOW "now"

/* Whether a field (an object of the contract) may have the default `preset`: one of its type, and not of a unique field. */
bool ma_preset_fits(const json_t *field, const json_t *preset);

/*
 * What somebody wrote as a default of the field: "yes", "In progress", "€2.50". Borrows both; gives the default, or NULL where it
 * fits none of the field's type, where `*told_out` says whether that is worth telling: "none" and "no" are what a field has anyway.
 */
json_t *ma_preset_of_text(const json_t *field, struct ma_str text, bool *told_out);

#endif
