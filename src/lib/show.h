/* What `show` looks at: shared by its text (show.c) and its JSON (show_json.c). */
#ifndef MA_LIB_SHOW_H
#define MA_LIB_SHOW_H

#include <jansson.h>

#include "engine/run.h"
#include "lib/calls.h"

enum ma_shown { MA_SHOWN_TEXT, MA_SHOWN_TASK, MA_SHOWN_CALL };

/* What is looked at, and where. */
struct ma_show {
	const char *output;
	struct ma_store *store;
	struct ma_state s;
	struct ma_calls calls;
	enum ma_shown kind;
	const struct ma_work *work;        /* of a task or the planner */
	const struct ma_call_record *call; /* of a call */
	struct ma_str blob;                /* of a text; "": the plan */
};

/* Find what is meant. MA_ENOTFOUND names what there is. *v is as ma_show_done() takes it, also on failure. */
ma_rc ma_show_find(
	struct ma_show *v, const char *output, const char *run, const char *what, ma_err *err);
void ma_show_done(struct ma_show *v);

/* Add a blob's bytes, or nothing where `hash` names none. */
ma_rc ma_show_blob(struct ma_show *v, struct ma_str hash, struct ma_buf *out, ma_err *err);

/* Add the text of MA_SHOWN_TEXT. */
ma_rc ma_show_text(struct ma_show *v, struct ma_buf *out, ma_err *err);

/* The file set of a task: [{"path","op"}]. NULL: memory is out. New reference. */
json_t *ma_show_files(struct ma_show *v, const struct ma_work *w);

/* Whether a call is one of that task's. */
bool ma_show_is_of(const struct ma_call_record *c, const struct ma_work *w);

#endif
