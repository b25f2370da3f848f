/* The nonce envelope of a reply: markers at the start of lines. */
#ifndef MA_CODEC_ENVELOPE_H
#define MA_CODEC_ENVELOPE_H

#include "codec/items.h"

/* Add what stands between markers with this nonce (empty: any). True when the last block has no END. */
bool ma_envelope_read(struct ma_str text, struct ma_str nonce, struct ma_items *items);

/* The line is a marker that begins a block, whatever its nonce. */
bool ma_envelope_opens(struct ma_str line);

/* Add a problem for each marker that bears another nonce or none; for a reply without any that bears the right one. */
void ma_envelope_tell(struct ma_str text, struct ma_items *items);

#endif
