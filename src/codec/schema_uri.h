/* RFC 3986 references, as $id and $ref need them. */
#ifndef MA_CODEC_SCHEMA_URI_H
#define MA_CODEC_SCHEMA_URI_H

#include "base/arena.h"
#include "base/str.h"

/* Cut at the first '#': what stands before it, and the fragment in *fragment (p NULL: there is none). */
struct ma_str ma_uri_cut_fragment(struct ma_str uri, struct ma_str *fragment);

/*
 * `reference` (without a fragment) as seen from `base`, an absolute URI: dot segments removed.
 * Lives in the arena; {NULL, 0}: memory is out.
 */
struct ma_str ma_uri_resolve(struct ma_arena *arena, struct ma_str base, struct ma_str reference);

/* With %XX decoded; lives in the arena. {NULL, 0}: memory is out, or a % is no escape. */
struct ma_str ma_uri_decode(struct ma_arena *arena, struct ma_str s);

#endif
