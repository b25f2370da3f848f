/* A run's state as the JSON that ma_status() and ma_run_result() give. */
#ifndef MA_LIB_SUMMARY_H
#define MA_LIB_SUMMARY_H

#include <jansson.h>

#include "core/state.h"
#include "store/store.h"

/* New reference, or NULL with *err. Reads the prompt and the report from the store. */
json_t *ma_summary(const struct ma_state *s, struct ma_store *store, ma_err *err);

/* The exit code of a run that is over or stands still, by its state. DESIGN.md section 6. */
int ma_summary_exit(const struct ma_state *s);

#endif
