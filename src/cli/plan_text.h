/* A plan, as the library shows it (docs/formats/plan.md), for people and for tools that draw graphs. */
#ifndef MA_CLI_PLAN_TEXT_H
#define MA_CLI_PLAN_TEXT_H

#include <jansson.h>

#include "base/buf.h"

/* Its waves, who writes what, the critical path, and what it may take. */
void plan_text(const json_t *plan, struct ma_buf *out);
/* For Graphviz, and for Mermaid. */
void plan_dot(const json_t *plan, struct ma_buf *out);
void plan_mermaid(const json_t *plan, struct ma_buf *out);

#endif
