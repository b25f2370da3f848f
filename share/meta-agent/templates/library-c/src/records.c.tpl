#include "records.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "characters.h"
#include "json.h"

struct shelf {
    struct <%= app.module %>_record **at; /* by their ids */
    size_t count, room;
    long next_id;
};

struct <%= app.module %>_database {
    struct shelf shelves[<%= app.module | constant %>_KINDS];
};

__attribute__((format(printf, 3, 4))) static bool fail(
    struct <%= app.module %>_error *error, enum <%= app.module %>_status status, const char *format, ...)
{
    size_t used = error->status == status ? strlen(error->why) : 0;
    va_list args;

    error->status = status;
    if (used > 0 && used + 3 < sizeof(error->why)) { /* another one of several */
        memcpy(error->why + used, "; ", 3);
        used += 2;
    }
    va_start(args, format);
    (void)vsnprintf(error->why + used, sizeof(error->why) - used, format, args); /* it may be cut */
    va_end(args);
    return false;
}

static void start(struct <%= app.module %>_error *error)
{
    error->status = <%= app.module | constant %>_OK;
    error->why[0] = '\0';
}

static void free_record(const struct <%= app.module %>_kind *kind, struct <%= app.module %>_record *record)
{
    int i;

    for (i = 0; i < kind->fields_count; i++)
        free(record->values[i]);
    free(record->values);
    free(record);
}

struct <%= app.module %>_database *<%= app.module %>_new(void)
{
    struct <%= app.module %>_database *database = resize(NULL, sizeof(*database));
    int i;

    memset(database, 0, sizeof(*database));
    for (i = 0; i < <%= app.module | constant %>_KINDS; i++)
        database->shelves[i].next_id = 1;
    return database;
}

void <%= app.module %>_free(struct <%= app.module %>_database *database)
{
    size_t i;
    int kind;

    if (!database)
        return;
    for (kind = 0; kind < <%= app.module | constant %>_KINDS; kind++) {
        for (i = 0; i < database->shelves[kind].count; i++)
            free_record(&<%= app.module %>_kinds[kind], database->shelves[kind].at[i]);
        free(database->shelves[kind].at);
    }
    free(database);
}

/* Where a record of that id is, or would be. */
static size_t place_of(const struct shelf *shelf, long id)
{
    size_t low = 0, high = shelf->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (shelf->at[middle]->id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct <%= app.module %>_record *find_record(const struct shelf *shelf, long id)
{
    size_t at = place_of(shelf, id);

    return at < shelf->count && shelf->at[at]->id == id ? shelf->at[at] : NULL;
}

const struct <%= app.module %>_record *<%= app.module %>_get(const struct <%= app.module %>_database *database, enum <%= app.module %>_kind_id kind, long id)
{
    return find_record(&database->shelves[kind], id);
}

static bool missing(struct <%= app.module %>_error *error, enum <%= app.module %>_kind_id kind, long id)
{
    return fail(error, <%= app.module | constant %>_NOT_FOUND, "%s %ld does not exist", <%= app.module %>_kinds[kind].label, id);
}

static char *copy(const char *value)
{
    size_t size = strlen(value) + 1;

    return memcpy(resize(NULL, size), value, size);
}

/* A record of the given values; those that it does not name are of `old`, where there is one. */
static struct <%= app.module %>_record *draft(const struct <%= app.module %>_kind *kind, long id, const struct <%= app.module %>_record *old)
{
    struct <%= app.module %>_record *record = resize(NULL, sizeof(*record));
    int i;

    record->id = id;
    record->values = resize(NULL, sizeof(*record->values) * (size_t)kind->fields_count);
    for (i = 0; i < kind->fields_count; i++) {
        record->values[i] = old && old->values[i] ? copy(old->values[i]) : NULL;
        if (!old && kind->fields[i].type == <%= app.module | constant %>_AS_BOOLEAN)
            record->values[i] = copy("false");
    }
    return record;
}

static void set_value(const struct <%= app.module %>_kind *kind, struct <%= app.module %>_record *record, const struct <%= app.module %>_change *change,
    struct <%= app.module %>_error *error)
{
    const struct <%= app.module %>_field *field = &kind->fields[change->field];
    struct text value = { NULL, 0, 0 };
    const char *why = NULL;
    size_t i;

    free(record->values[change->field]);
    record->values[change->field] = NULL;
    if (!change->value || (!*change->value && !field->required))
        return;
    why = <%= app.module %>_read_value(field, change->value, &value);
    text_add(&value, "", 1);
    if (!why) {
        record->values[change->field] = copy(value.data);
    } else if (field->values) {
        (void)fail(error, <%= app.module | constant %>_INVALID, "%s: must be one of %s", field-><% if cli %>option<% else %>name<% end %>, field->values[0]);
        for (i = 1; field->values[i]; i++) {
            size_t used = strlen(error->why);

            (void)snprintf(error->why + used, sizeof(error->why) - used, ", %s", field->values[i]);
        }
    } else {
        (void)fail(error, <%= app.module | constant %>_INVALID, "%s: %s", field-><% if cli %>option<% else %>name<% end %>, why);
    }
    text_free(&value);
}

/* 1.5 and 1.50 are one number; texts are the same letter by letter. */
static bool is_same(const struct <%= app.module %>_field *field, const char *one, const char *other)
{
    return field->type == <%= app.module | constant %>_AS_DECIMAL ? <%= app.module %>_compare(field, one, other) == 0 : strcmp(one, other) == 0;
}

static bool is_taken(const struct shelf *shelf, const struct <%= app.module %>_record *record, const struct <%= app.module %>_field *field, int at)
{
    size_t i;

    for (i = 0; i < shelf->count; i++)
        if (shelf->at[i]->id != record->id && shelf->at[i]->values[at] &&
            is_same(field, shelf->at[i]->values[at], record->values[at]))
            return true;
    return false;
}

/* Values that are missing, taken already, or refer to nothing. */
static void check(const struct <%= app.module %>_database *database, enum <%= app.module %>_kind_id kind, const struct <%= app.module %>_record *record,
    const struct <%= app.module %>_change *changes, size_t count, struct <%= app.module %>_error *error)
{
    const struct <%= app.module %>_field *fields = <%= app.module %>_kinds[kind].fields;
    size_t k;
    int i;

    for (i = 0; i < <%= app.module %>_kinds[kind].fields_count; i++) {
        const char *value = record->values[i], *name = fields[i].<% if cli %>option<% else %>name<% end %>;
        bool given = false;

        for (k = 0; k < count; k++)
            given = given || (changes[k].field == i && changes[k].value);
        if (!value && fields[i].required && !given)
            (void)fail(error, <%= app.module | constant %>_INVALID, "%s: is required", name);
        if (value && fields[i].unique && is_taken(&database->shelves[kind], record, &fields[i], i))
            (void)fail(error, <%= app.module | constant %>_INVALID, "%s: is taken already", name);
        if (value && fields[i].type == <%= app.module | constant %>_AS_REFERENCE &&
            !find_record(&database->shelves[fields[i].refers_to], strtol(value, NULL, 10)))
            (void)fail(error, <%= app.module | constant %>_INVALID, "%s: %s does not exist", name, value);
    }
}

/* A changed copy of `old`, or a new record; NULL where values are missing or wrong. */
static struct <%= app.module %>_record *prepare(const struct <%= app.module %>_database *database, enum <%= app.module %>_kind_id kind, long id,
    const struct <%= app.module %>_record *old, const struct <%= app.module %>_change *values, size_t count, struct <%= app.module %>_error *error)
{
    struct <%= app.module %>_record *record = draft(&<%= app.module %>_kinds[kind], id, old);
    size_t i;

    for (i = 0; i < count; i++) {
        if (values[i].field >= 0 && values[i].field < <%= app.module %>_kinds[kind].fields_count)
            set_value(&<%= app.module %>_kinds[kind], record, &values[i], error);
        else
            (void)fail(error, <%= app.module | constant %>_INVALID, "%d: is no field", values[i].field);
    }
    check(database, kind, record, values, count, error);
    if (error->status == <%= app.module | constant %>_OK)
        return record;
    free_record(&<%= app.module %>_kinds[kind], record);
    return NULL;
}

static void put(struct shelf *shelf, struct <%= app.module %>_record *record)
{
    size_t at = place_of(shelf, record->id);

    if (shelf->count == shelf->room) {
        shelf->room = shelf->room * 2 + 16;
        shelf->at = resize(shelf->at, shelf->room * sizeof(*shelf->at));
    }
    memmove(shelf->at + at + 1, shelf->at + at, (shelf->count - at) * sizeof(*shelf->at));
    shelf->at[at] = record;
    shelf->count++;
}

long <%= app.module %>_add(struct <%= app.module %>_database *database, enum <%= app.module %>_kind_id kind, const struct <%= app.module %>_change *values, size_t count,
    struct <%= app.module %>_error *error)
{
    struct shelf *shelf = &database->shelves[kind];
    struct <%= app.module %>_record *record;

    start(error);
    record = prepare(database, kind, shelf->next_id, NULL, values, count, error);
    if (!record)
        return 0;
    put(shelf, record);
    return shelf->next_id++;
}

bool <%= app.module %>_update(struct <%= app.module %>_database *database, enum <%= app.module %>_kind_id kind, long id, const struct <%= app.module %>_change *values,
    size_t count, struct <%= app.module %>_error *error)
{
    struct shelf *shelf = &database->shelves[kind];
    struct <%= app.module %>_record *old = find_record(shelf, id), *record;

    start(error);
    if (!old)
        return missing(error, kind, id);
    record = prepare(database, kind, id, old, values, count, error);
    if (!record)
        return false;
    shelf->at[place_of(shelf, id)] = record;
    free_record(&<%= app.module %>_kinds[kind], old);
    return true;
}

/* The first record that refers to one; NULL: none does. Its kind is in *kind_out. */
static const struct <%= app.module %>_record *user_of(
    const struct <%= app.module %>_database *database, enum <%= app.module %>_kind_id kind, long id, int *kind_out)
{
    size_t at;
    int i, k;

    for (k = 0; k < <%= app.module | constant %>_KINDS; k++)
        for (at = 0; at < database->shelves[k].count; at++)
            for (i = 0; i < <%= app.module %>_kinds[k].fields_count; i++) {
                const struct <%= app.module %>_field *field = &<%= app.module %>_kinds[k].fields[i];
                const struct <%= app.module %>_record *record = database->shelves[k].at[at];

                if (field->type == <%= app.module | constant %>_AS_REFERENCE && field->refers_to == (int)kind && record->values[i] &&
                    strtol(record->values[i], NULL, 10) == id && !(k == (int)kind && record->id == id)) {
                    *kind_out = k;
                    return record;
                }
            }
    return NULL;
}

bool <%= app.module %>_remove(struct <%= app.module %>_database *database, enum <%= app.module %>_kind_id kind, long id, struct <%= app.module %>_error *error)
{
    struct shelf *shelf = &database->shelves[kind];
    struct <%= app.module %>_record *record = find_record(shelf, id);
    const struct <%= app.module %>_record *user;
    size_t at = place_of(shelf, id);
    int user_kind = 0;

    start(error);
    if (!record)
        return missing(error, kind, id);
    user = user_of(database, kind, id, &user_kind);
    if (user)
        return fail(error, <%= app.module | constant %>_IN_USE, "%s %ld is used by %s %ld", <%= app.module %>_kinds[kind].label, id,
            <%= app.module %>_kinds[user_kind].label, user->id);
    free_record(&<%= app.module %>_kinds[kind], record);
    memmove(shelf->at + at, shelf->at + at + 1, (shelf->count - at - 1) * sizeof(*shelf->at));
    shelf->count--;
    return true;
}

static bool matches(const struct <%= app.module %>_kind *kind, const struct <%= app.module %>_record *record, const struct <%= app.module %>_query *query)
{
    bool found = !query->search || !*query->search;
    size_t i;
    int k;

    for (i = 0; i < query->where_count; i++) {
        const char *value = record->values[query->where[i].field], *wanted = query->where[i].value;

        if (wanted && !*wanted)
            wanted = NULL;
        if (value && wanted ? !is_same(&kind->fields[query->where[i].field], value, wanted) : value != wanted)
            return false;
    }
    for (k = 0; k < kind->fields_count && !found; k++)
        found = record->values[k] && contains_folded(record->values[k], query->search);
    return found;
}

/* Whether one comes before another; what is equal stays as it was. */
static bool comes_before(const struct <%= app.module %>_kind *kind, const struct <%= app.module %>_query *query, const struct <%= app.module %>_record *a,
    const struct <%= app.module %>_record *b)
{
    int order;

    if (!query->sort)
        return query->reverse ? a->id > b->id : a->id < b->id;
    if (!a->values[*query->sort] || !b->values[*query->sort])
        return a->values[*query->sort] && !b->values[*query->sort];
    order = <%= app.module %>_compare(&kind->fields[*query->sort], a->values[*query->sort], b->values[*query->sort]);
    return query->reverse ? order > 0 : order < 0;
}

/* Merges two halves that are in order; `spare` has room for all. */
static void sort_records(const struct <%= app.module %>_kind *kind, const struct <%= app.module %>_query *query, const struct <%= app.module %>_record **list,
    const struct <%= app.module %>_record **spare, size_t count)
{
    size_t half = count / 2, left = 0, right = half, i;

    if (count < 2)
        return;
    sort_records(kind, query, list, spare, half);
    sort_records(kind, query, list + half, spare, count - half);
    for (i = 0; i < count; i++)
        spare[i] = left == half || (right < count && comes_before(kind, query, list[right], list[left]))
            ? list[right++]
            : list[left++];
    memcpy(list, spare, count * sizeof(*list));
}

const struct <%= app.module %>_record **<%= app.module %>_find(const struct <%= app.module %>_database *database, enum <%= app.module %>_kind_id kind,
    const struct <%= app.module %>_query *query, size_t *count)
{
    const struct shelf *shelf = &database->shelves[kind];
    const struct <%= app.module %>_record **list = resize(NULL, (2 * shelf->count + 1) * sizeof(*list));
    size_t i;

    *count = 0;
    for (i = 0; i < shelf->count; i++)
        if (matches(&<%= app.module %>_kinds[kind], shelf->at[i], query))
            list[(*count)++] = shelf->at[i];
    sort_records(&<%= app.module %>_kinds[kind], query, list, list + *count, *count);
    return list;
}

void <%= app.module %>_save(const struct <%= app.module %>_database *database, struct text *out)
{
    size_t i;
    int kind, k;

    text_addf(out, "{\n  \"format\": 1");
    for (kind = 0; kind < <%= app.module | constant %>_KINDS; kind++) {
        const struct shelf *shelf = &database->shelves[kind];

        text_addf(out, ",\n  \"%s\": {\n    \"next_id\": %ld,\n    \"records\": [", <%= app.module %>_kinds[kind].table,
            shelf->next_id);
        for (i = 0; i < shelf->count; i++) {
            text_addf(out, "%s\n      {\"id\": %ld", i > 0 ? "," : "", shelf->at[i]->id);
            for (k = 0; k < <%= app.module %>_kinds[kind].fields_count; k++) {
                text_addf(out, ", \"%s\": ", <%= app.module %>_kinds[kind].fields[k].name);
                <%= app.module %>_add_json(&<%= app.module %>_kinds[kind].fields[k], shelf->at[i]->values[k], out);
            }
            text_add(out, "}", 1);
        }
        text_addf(out, "%s]\n  }", shelf->count > 0 ? "\n    " : "");
    }
    text_addf(out, "\n}\n");
}

static int field_of(const struct <%= app.module %>_kind *kind, const char *name)
{
    int i;

    for (i = 0; i < kind->fields_count; i++)
        if (strcmp(kind->fields[i].name, name) == 0)
            return i;
    return -1;
}

/* Its id is 0 where none was read. */
static void load_record(struct json *j, const struct <%= app.module %>_kind *kind, struct <%= app.module %>_record *record, struct <%= app.module %>_error *error)
{
    struct text name = { NULL, 0, 0 }, value = { NULL, 0, 0 };
    struct <%= app.module %>_change change;
    bool null;
    size_t n = 0;

    while (json_more(j, "{}", &n) && json_name(j, &name)) {
        change.field = field_of(kind, name.data);
        value.size = 0;
        if (change.field >= 0 && kind->fields[change.field].type == <%= app.module | constant %>_AS_JSON) {
            null = false;
            (void)json_value(j, &value); /* j is wrong where it is none */
            text_add(&value, "", 1);
            null = strcmp(value.data, "null") == 0;
        } else {
            (void)json_scalar(j, &value, &null); /* likewise */
        }
        change.value = null ? NULL : value.data;
        if (j->wrong)
            break;
        if (strcmp(name.data, "id") == 0 && !null && !read_number(value.data, 1, LONG_MAX - 1, &record->id))
            record->id = 0;
        else if (change.field >= 0)
            set_value(kind, record, &change, error);
    }
    text_free(&name);
    text_free(&value);
}

static void load_records(
    struct json *j, struct <%= app.module %>_database *database, enum <%= app.module %>_kind_id kind, struct <%= app.module %>_error *error)
{
    struct shelf *shelf = &database->shelves[kind];
    size_t n = 0;

    while (json_more(j, "[]", &n)) {
        struct <%= app.module %>_record *record = draft(&<%= app.module %>_kinds[kind], 0, NULL);

        load_record(j, &<%= app.module %>_kinds[kind], record, error);
        if (j->wrong || record->id < 1 || find_record(shelf, record->id)) {
            if (!j->wrong)
                (void)fail(error, <%= app.module | constant %>_INVALID, "id: must be a number of its own");
            free_record(&<%= app.module %>_kinds[kind], record);
            return;
        }
        put(shelf, record);
        if (shelf->next_id <= record->id)
            shelf->next_id = record->id + 1;
    }
}

static void load_shelf(
    struct json *j, struct <%= app.module %>_database *database, enum <%= app.module %>_kind_id kind, struct <%= app.module %>_error *error)
{
    struct text name = { NULL, 0, 0 }, value = { NULL, 0, 0 };
    long next_id;
    bool null;
    size_t n = 0;

    while (error->status == <%= app.module | constant %>_OK && json_more(j, "{}", &n) && json_name(j, &name)) {
        if (strcmp(name.data, "records") == 0) {
            load_records(j, database, kind, error);
            continue;
        }
        if (json_scalar(j, &value, &null) && strcmp(name.data, "next_id") == 0 &&
            read_number(value.data, 1, LONG_MAX - 1, &next_id) && next_id > database->shelves[kind].next_id)
            database->shelves[kind].next_id = next_id;
    }
    text_free(&name);
    text_free(&value);
}

bool <%= app.module %>_load(struct <%= app.module %>_database *database, const char *json, size_t size, struct <%= app.module %>_error *error)
{
    struct json j = { json, json + size, false };
    struct text name = { NULL, 0, 0 }, value = { NULL, 0, 0 };
    bool known = false, null;
    size_t n = 0;
    int kind;

    start(error);
    while (error->status == <%= app.module | constant %>_OK && json_more(&j, "{}", &n) && json_name(&j, &name)) {
        for (kind = 0; kind < <%= app.module | constant %>_KINDS && strcmp(<%= app.module %>_kinds[kind].table, name.data) != 0; kind++)
            ;
        if (kind < <%= app.module | constant %>_KINDS)
            load_shelf(&j, database, kind, error);
        else if (json_scalar(&j, &value, &null))
            known = known || (strcmp(name.data, "format") == 0 && strcmp(value.data, "1") == 0);
    }
    text_free(&name);
    text_free(&value);
    if (error->status != <%= app.module | constant %>_OK)
        return false;
    (void)json_take(&j, '\0'); /* blanks at the end */
    if (j.wrong || j.at != j.end || !known)
        return fail(error, <%= app.module | constant %>_INVALID, "%s", j.wrong || j.at != j.end ? "it is no JSON" : "it is not of this program");
    return true;
}
