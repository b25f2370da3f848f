/*
 * What models write where the envelope was asked for, and the readers of its forms. Each reader is given
 * the text from the line on that begins its form, and cuts from it what it has read.
 */
#ifndef MA_CODEC_LOOSE_H
#define MA_CODEC_LOOSE_H

#include "codec/fence.h"
#include "codec/items.h"

/* Add all that is found. True when the last of it has no end. */
bool ma_loose_read(struct ma_str text, struct ma_items *items);

/* The state of the scan. */
struct ma_loose {
	struct ma_items *items;
	struct ma_str rest;
	struct ma_str hint; /* the last line of prose, "" when it was used */
	bool truncated;     /* the last thing that was read has no end */
	bool is_envelope;   /* a fence holds markers */
	bool lost;          /* where the next thing begins cannot be known */
};

/* The fence that `line` opened; l->rest begins behind that line. */
void ma_loose_fence(struct ma_loose *l, const struct ma_fence *fence);

/* Each: whether its form begins at `line`; if so it has been read. `at` is where the line begins. */
bool ma_loose_tag(struct ma_loose *l, const char *at);
bool ma_loose_v4a(struct ma_loose *l, struct ma_str line, const char *at);
bool ma_loose_diff(struct ma_loose *l, struct ma_str line, const char *at);
bool ma_loose_search(struct ma_loose *l, struct ma_str line, const char *at);

/* Tell of each line that is the rest of something whose beginning was not found. */
void ma_loose_strays(struct ma_str text, struct ma_items *items);
bool ma_loose_stray_tag(struct ma_str line);

/* What stands in a closed fence, whose end is the patch's. `hint`: what the fence names. False: it is no such thing. */
bool ma_v4a_read(struct ma_str content, struct ma_items *items);
bool ma_diff_read(struct ma_str content, struct ma_str hint, bool labelled, struct ma_items *items);

#endif
