/* What became of a run, for people: .meta-agent/report.md, docs/formats/run-report.md. */
#ifndef MA_LIB_RUN_REPORT_H
#define MA_LIB_RUN_REPORT_H

#include <jansson.h>

#include "base/buf.h"
#include "core/state.h"
#include "store/store.h"

/*
 * Write a summary (lib/summary.h) as Markdown. Whatever came from outside is one line of plain text there: it can make no heading,
 * link, table or markup.
 */
void ma_run_report(const json_t *summary, struct ma_buf *out);

/* The text in Markdown, on one line, at most 500 bytes of it. */
void ma_run_report_text(struct ma_buf *out, struct ma_str text);

/*
 * Put the report of a run that has finished into its output. One that cannot be written is missed, and told in the log of this process
 * alone: the run's own log holds all of it. Blocks for some milliseconds.
 */
void ma_run_report_write(const char *output, const struct ma_state *s, struct ma_store *store);

#endif
