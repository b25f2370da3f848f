/* The place of a context's exchange file: locked, and looked at before it is replaced. */
#ifndef MA_LIB_CONTEXT_PLACE_H
#define MA_LIB_CONTEXT_PLACE_H

#include "lib/context.h"

/* Where it is, with its directory locked. */
struct ma_context_place {
	char *path, *dir;
	bool named; /* by the user: what lies there is his, whatever it is */
	int lock;   /* descriptor of the directory */
};

/* Lock, as flock(2) has it in `how`. `path` NULL: the file of the context's own output. leave() it, also after a failure. */
ma_rc ma_context_enter(
	struct ma_context_place *p, const ma_context *c, const char *path, int how, ma_err *err);
void ma_context_leave(struct ma_context_place *p);

/*
 * Our own file that is no JSON object is kept under another name, which is added to the message in *err; one that the user named
 * stays where it is. Returns the code in *err. MA_EIO: it could not be kept.
 */
ma_rc ma_context_keep_unreadable(const struct ma_context_place *p, ma_err *err);

/* An object, whatever is in it. MA_EINVALID, MA_ENOMEM. */
ma_rc ma_context_check_text(const char *path, struct ma_str text, ma_err *err);

/*
 * Before the file is replaced: an older export may be; our own that cannot be read is kept under another name. MA_EREFUSED: it is
 * somebody's file, or none that can be replaced.
 */
ma_rc ma_context_look_at_old(const struct ma_context_place *p, ma_err *err);

#endif
