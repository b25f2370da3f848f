/* The ready heap: longest remaining path first, then plan order. Deterministic. */
#ifndef MA_CORE_READY_H
#define MA_CORE_READY_H

#include "core/state.h"

/* O(log ready). The task must be in no heap, or in it, respectively. */
void ma_ready_add(struct ma_state *s, uint32_t task);
void ma_ready_remove(struct ma_state *s, uint32_t task);

#endif
