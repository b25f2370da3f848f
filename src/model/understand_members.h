/* Fields as notations state them, before all names are known. Private to model/understand_{notation,members,...}.c. */
#ifndef MA_MODEL_UNDERSTAND_MEMBERS_H
#define MA_MODEL_UNDERSTAND_MEMBERS_H

#include "model/understand_layout.h"
#include "model/understand_notation.h"

/* The readers that collect members; what they read is blanked. Each one's sign stands in understand_notation.c. */
void ma_notation_read_diagrams(struct ma_notation *n);
void ma_notation_read_graphql(struct ma_notation *n);
void ma_notation_read_dbml(struct ma_notation *n);
void ma_notation_read_trees(struct ma_notation *n);
void ma_notation_read_python(struct ma_notation *n);
void ma_notation_read_rails(struct ma_notation *n);
void ma_notation_read_objects(struct ma_notation *n);
void ma_notation_read_typescript(struct ma_notation *n);
/* Relations between two names, outside of brackets: "User 1:n Project". */
void ma_notation_read_arrows(struct ma_notation *n);

/* The entity of that name will have the member. NULL past the limits. */
struct ma_member *ma_member_add(
	struct ma_notation *n, struct ma_spec_entity *owner, struct ma_str name);
/* `derived` has the members of `base` as well; of several bases the first counts. */
void ma_member_inherit(struct ma_notation *n, struct ma_spec_entity *derived, struct ma_str base);
/* A relation between two that may not be known yet, from the one that refers; of one that is none nothing comes. */
void ma_member_relate(struct ma_notation *n, struct ma_str from, enum ma_link_kind kind,
	struct ma_str to, bool required);
/* Warn of a part of a notation that is not used. */
void ma_notation_unused(struct ma_notation *n, struct ma_str text);
/* The default at the front of the text, without its quotes; "" of one that is worked out ("[]"), but for "now()". */
struct ma_str ma_notation_preset(struct ma_str rest);
/* Members become fields and references. */
void ma_member_settle(struct ma_notation *n);

/* Past blanks, texts between three quotes and, where `hash` is, comments behind a '#'. */
void ma_notation_skip_notes(struct ma_notation_reader *m, bool hash);

/* Lines of a notation. */
struct ma_notation_lines {
	struct ma_str rest;
};
/* The next line, trimmed; false at the end. */
bool ma_notation_line(struct ma_notation_lines *l, struct ma_str *line);
/* Take a word (letters, digits, '_', '.', '-' within; or what stands in double quotes) off the front; "" where there is none. */
struct ma_str ma_notation_cut_word(struct ma_str *line);
/* Take that text off the front, past blanks; false: it is not there. */
bool ma_notation_cut(struct ma_str *line, const char *text);

#endif
