/* Records as people and other programs read them. */
#ifndef TABLE_H
#define TABLE_H

#include "records.h"

/* A text for a terminal: its control characters are spelled out; lines and tabs stay where `lines` says so. */
void add_visible(struct text *out, const char *value, bool lines);

/* A line for each record, columns aligned; long texts are left to add_details(). */
void add_table(const struct <%= app.module %>_kind *kind, const struct <%= app.module %>_record *const *records, size_t count, struct text *out);

/* A line for each field. */
void add_details(const struct <%= app.module %>_kind *kind, const struct <%= app.module %>_record *record, struct text *out);

void add_json(const struct <%= app.module %>_kind *kind, const struct <%= app.module %>_record *const *records, size_t count, struct text *out);
void add_csv(const struct <%= app.module %>_kind *kind, const struct <%= app.module %>_record *const *records, size_t count, struct text *out);

#endif
