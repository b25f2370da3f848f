/* An output's log, opened for reading or for a run. */
#ifndef MA_LIB_OUTPUT_H
#define MA_LIB_OUTPUT_H

#include "base/err.h"
#include "base/id.h"
#include "store/store.h"

/* Open <output>/.meta-agent/context.db. MA_ENOTFOUND: "<output>: there is no run here". Gives *out. */
ma_rc ma_output_open(const char *output, bool create, struct ma_store **out, ma_err *err);

/* Set a damaged log aside and go on with what can be read of it: store/salvage.h. Only under the output's lock. Gives *told_out. */
ma_rc ma_output_salvage(const char *output, char **told_out, ma_err *err);

/* Whether a process works on a run of the output. */
ma_rc ma_output_held(const char *output, bool *held_out, ma_err *err);

/* The newest run's id, "" when there is none. */
ma_rc ma_output_newest(struct ma_store *store, char run_out[MA_ID_SIZE], ma_err *err);

/* The id that `run` means: itself or a unique prefix of at least 4 characters; NULL: the newest. MA_ENOTFOUND: no such run, MA_EREFUSED: none at all. */
ma_rc ma_output_find(struct ma_store *store, const char *run, char run_out[MA_ID_SIZE], ma_err *err);

/* The store of an output for reading, and the id of the run that is meant (ma_output_find()). MA_EMISUSE: no output. Gives *store, also where the run is not found. */
ma_rc ma_output_open_run(const char *output, const char *run, struct ma_store **store,
	char run_out[MA_ID_SIZE], ma_err *err);

#endif
