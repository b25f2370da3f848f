/* Lines of Markdown, and definitions made of them. Private to model/understand_{endpoints,rows,markdown,outline,table,definition}.c. */
#ifndef MA_MODEL_UNDERSTAND_LAYOUT_H
#define MA_MODEL_UNDERSTAND_LAYOUT_H

#include "model/understand_parts.h"

/* A line: its indent, its mark, what it says. */
struct ma_line {
	size_t indent;
	size_t level; /* of a heading */
	bool bullet;
	struct ma_str text; /* without marks, emphasis and a colon at the end */
	bool emphasised;    /* all of it */
	bool colon;         /* at the end */
};

struct ma_line ma_line_read(struct ma_str s);
/* A few plain words: what could be the name of a thing. */
bool ma_line_is_label(struct ma_str text);
/* The text in lower case, cut at `size` bytes, in `out`. */
struct ma_str ma_line_lower(struct ma_str text, char *out, size_t size);

/*
 * A thing and its fields as one line that the grammar does not have to guess at: MA_DEFINES, the name, the fields in brackets. Each
 * part is borrowed for the call.
 */
void ma_definition_begin(struct ma_buf *out, struct ma_str name);
/* "status", "one of: open, closed (required)": what is said of it may be "". */
void ma_definition_field(struct ma_buf *out, struct ma_str name, struct ma_str details);
/* "name, category (hand, power)" */
void ma_definition_fields(struct ma_buf *out, struct ma_str list);
void ma_definition_end(struct ma_buf *out);
/* Positive where the text is what a field is called or says of one, 0 where it could be one, negative where it is none. */
int ma_definition_weigh(const struct ma_spec *spec, struct ma_str name, struct ma_str details);
/* "Members have a name": whether a line says something, within its first words. */
bool ma_definition_is_sentence(const struct ma_spec *spec, struct ma_str text);
/* Whether the words are one of the names of things. */
bool ma_definition_is_named(
	struct ma_spec *spec, const struct ma_str *names, size_t n, struct ma_str words);
/* "**due date** - when it ends" as its name and the rest. */
void ma_definition_split(struct ma_str text, struct ma_str *name, struct ma_str *details);

/* The fields below `head` as a definition: how many bytes of `rest`, which is behind it, were read; 0: they are none. */
size_t ma_outline_read(
	struct ma_spec *spec, const struct ma_line *head, struct ma_str rest, struct ma_buf *out);
/* The same of a line "Tool: name, daily fee" or "A site: name. It ...", where the name alone would be taken for the whole app. */
bool ma_outline_read_line(const struct ma_spec *spec, struct ma_str line, struct ma_buf *out);
/* Whether a line in plain text lists the fields of what the head above it names: "## Teams", "name, website; belongs to a league". */
bool ma_outline_is_above_fields(const struct ma_spec *spec, struct ma_str head, struct ma_str line);

/* "Teams" right above "name, city" as a definition; `again`: others like it stand before. False: it is none. */
bool ma_outline_join(struct ma_spec *spec, const struct ma_line *head, struct ma_str list,
	bool again, struct ma_buf *out);
/* Whether a list is of two fields or more. */
bool ma_outline_lists_fields(const struct ma_spec *spec, struct ma_str list);
/* The next item of a list, up to a comma or semicolon outside of brackets, a plus, or the last "and", which is taken off as well; false at its end. */
bool ma_outline_cut_item(struct ma_str *list, struct ma_str *out);
/* Up to the end of the sentence, which is taken off as well. */
struct ma_str ma_outline_cut_sentence(struct ma_str *text);

enum ma_table { MA_TABLE_NONE, MA_TABLE_RECORDS, MA_TABLE_FIELDS };

/*
 * A table of fields that begins with `rest`, as definitions: how many bytes of it were read; 0: it is none. `name` is whose fields they
 * are, where no column says so; "": nothing says it.
 */
size_t ma_table_read(struct ma_str name, struct ma_str rest, struct ma_buf *out);
/* Whether a row, its first '|' taken off, is the line below a header. */
bool ma_table_is_rule(struct ma_str row);
enum ma_table ma_table_of(struct ma_str header);
/* "| price | decimal | required |" as "- price (decimal) required", "| Order | date, total |" as "- Order: date, total". */
void ma_table_row_as_bullet(struct ma_buf *out, enum ma_table table, struct ma_str row);
/* The name within a head: "Tool" of "Entity: Tool", "Tools table"; "" where it names no thing ("Features"). */
struct ma_str ma_outline_name(const struct ma_spec *spec, struct ma_str head);
/* The same where it is no word for a field, a choice, a feature, or what is done. */
struct ma_str ma_outline_thing(struct ma_spec *spec, struct ma_str head);

#endif
