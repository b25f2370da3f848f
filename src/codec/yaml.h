/* YAML 1.1 by libyaml as JSON values: mappings, sequences, scalars; aliases, tags and duplicate keys refused. */
#ifndef MA_CODEC_YAML_H
#define MA_CODEC_YAML_H

#include <jansson.h>
#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

/* `what` names the text in messages, which give line and column. Plain scalars become null, booleans (true/false), integers, reals or strings by the YAML 1.2 core schema. Gives *out: json_decref(). */
ma_rc ma_yaml_parse(struct ma_str text, const char *what, json_t **out, ma_err *err);

/*
 * Whether text is YAML at all, of any number of documents, with anchors, aliases and tags. MA_EINVALID with the place: it is none, an alias is
 * of no anchor before it, or a mapping of one document without anchors has a key twice. MA_ELIMIT: it is larger or deeper than what is read here.
 */
ma_rc ma_yaml_check(struct ma_str text, const char *what, ma_err *err);

/*
 * Markdown with front matter: the mapping between the first two "---" lines, and
 * the body after them. Gives *front: json_decref(); *body borrows from text.
 */
ma_rc ma_yaml_front_matter(
	struct ma_str text, const char *what, json_t **front, struct ma_str *body, ma_err *err);

/*
 * The line, from 1, on which the value stands that a JSON pointer names, or its key in a mapping. False: the text has
 * no such place, or cannot be read that far. For messages about what ma_yaml_parse() gave.
 */
bool ma_yaml_line(struct ma_str text, struct ma_str pointer, size_t *line_out);

#endif
