/*
 * Records in memory: added, found, changed and removed, with unique values and references kept.
 *
 * A value is a text in the one spelling of its type: a date is 2026-01-15, money 12.50, a yes or no
 * true or false. NULL is no value. Where memory is exhausted the program ends with a message.
 */
#ifndef <%= app.module | constant %>_RECORDS_H
#define <%= app.module | constant %>_RECORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

enum <%= app.module %>_type {
    <%= app.module | constant %>_AS_STRING,
    <%= app.module | constant %>_AS_TEXT, /* of several lines */
    <%= app.module | constant %>_AS_INTEGER,
    <%= app.module | constant %>_AS_DECIMAL,
    <%= app.module | constant %>_AS_MONEY,
    <%= app.module | constant %>_AS_BOOLEAN,
    <%= app.module | constant %>_AS_DATE,
    <%= app.module | constant %>_AS_TIME,
    <%= app.module | constant %>_AS_DATETIME,
    <%= app.module | constant %>_AS_EMAIL,
    <%= app.module | constant %>_AS_URL,
    <%= app.module | constant %>_AS_PHONE,
    <%= app.module | constant %>_AS_ENUM,
    <%= app.module | constant %>_AS_JSON,
    <%= app.module | constant %>_AS_REFERENCE, /* the id of another record */
};

struct <%= app.module %>_field {
    const char *name;   /* "due_date" */
    const char *option; /* "due-date" */
    const char *label;  /* "Due date" */
    enum <%= app.module %>_type type;
    bool required, unique;
    const char *const *values; /* of an enum, up to NULL */
    int refers_to;             /* of a reference: the kind */
};

/* The kinds of records, and the fields of each. */
enum <%= app.module %>_kind_id {
<% for e in entities %>
    <%= app.module | constant %>_KIND_<%= e.snake | constant %>,
<% end %>
    <%= app.module | constant %>_KINDS
};
<% for e in entities %>

enum <%= app.module %>_<%= e.snake %>_field {
<% for f in e.fields %>
    <%= app.module | constant %>_<%= e.snake | constant %>_<%= f.attr | constant %>,
<% end %>
<% for r in e.refs %>
    <%= app.module | constant %>_<%= e.snake | constant %>_<%= r.attr | constant %>,
<% end %>
    <%= app.module | constant %>_<%= e.snake | constant %>_FIELDS
};
<% end %>

struct <%= app.module %>_kind {
    const char *table, *command, *label, *labels; /* "tasks", "task", "task", "tasks" */
    const struct <%= app.module %>_field *fields;
    int fields_count;
    int title; /* the field that it is called by */
    int done;  /* the yes or no that says it is dealt with; -1: there is none */
};

extern const struct <%= app.module %>_kind <%= app.module %>_kinds[<%= app.module | constant %>_KINDS];

#define <%= app.module | constant %>_FIELDS_MAX 128

struct <%= app.module %>_record {
    long id;       /* from 1; not used again when the record is gone */
    char **values; /* one for each field of its kind */
};

/* A field and the text that it is to hold; NULL or "" removes its value. */
struct <%= app.module %>_change {
    int field;
    const char *value;
};

enum <%= app.module %>_status {
    <%= app.module | constant %>_OK,
    <%= app.module | constant %>_NOT_FOUND, /* there is no such record */
    <%= app.module | constant %>_IN_USE,    /* others refer to it */
    <%= app.module | constant %>_INVALID,   /* values are missing or wrong */
};

struct <%= app.module %>_error {
    enum <%= app.module %>_status status;
    char why[1024]; /* what is wrong, field by field; a longer text is cut */
};

struct <%= app.module %>_database;

struct <%= app.module %>_database *<%= app.module %>_new(void);
void <%= app.module %>_free(struct <%= app.module %>_database *database);

/* Keeps a new record and gives its id; 0, and *error, where values are missing or wrong. */
long <%= app.module %>_add(struct <%= app.module %>_database *database, enum <%= app.module %>_kind_id kind, const struct <%= app.module %>_change *values, size_t count,
    struct <%= app.module %>_error *error);

/* NULL: there is none. It is valid until the record is changed or removed. */
const struct <%= app.module %>_record *<%= app.module %>_get(const struct <%= app.module %>_database *database, enum <%= app.module %>_kind_id kind, long id);

/* Changes the named fields only, or none of them. */
bool <%= app.module %>_update(struct <%= app.module %>_database *database, enum <%= app.module %>_kind_id kind, long id, const struct <%= app.module %>_change *values,
    size_t count, struct <%= app.module %>_error *error);

/* Refused while others refer to the record. */
bool <%= app.module %>_remove(struct <%= app.module %>_database *database, enum <%= app.module %>_kind_id kind, long id, struct <%= app.module %>_error *error);

/* What is looked for; zeroed, it finds everything. */
struct <%= app.module %>_query {
    const struct <%= app.module %>_change *where; /* those with these values, as they are spelled */
    size_t where_count;
    const char *search; /* those with this text anywhere, in upper or lower case */
    const int *sort;    /* a field; NULL: the id. Records without a value come last. */
    bool reverse;
};

/* As many as *count, in order; free() the list. */
const struct <%= app.module %>_record **<%= app.module %>_find(const struct <%= app.module %>_database *database, enum <%= app.module %>_kind_id kind,
    const struct <%= app.module %>_query *query, size_t *count);

/* Everything as JSON, and back into an empty database. */
void <%= app.module %>_save(const struct <%= app.module %>_database *database, struct text *out);
bool <%= app.module %>_load(struct <%= app.module %>_database *database, const char *json, size_t size, struct <%= app.module %>_error *error);

/* NULL, and the value's one spelling is added to `out`; or why it is refused. */
const char *<%= app.module %>_read_value(const struct <%= app.module %>_field *field, const char *value, struct text *out);

/* Below, equal to or above 0 as one value comes before, beside or behind another. */
int <%= app.module %>_compare(const struct <%= app.module %>_field *field, const char *one, const char *other);

/* As JSON: a number, true or false, else a text. */
void <%= app.module %>_add_json(const struct <%= app.module %>_field *field, const char *value, struct text *out);

#endif
