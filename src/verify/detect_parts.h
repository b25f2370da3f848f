/* Between the search for packages and the kinds of projects that it knows. */
#ifndef MA_VERIFY_DETECT_PARTS_H
#define MA_VERIFY_DETECT_PARTS_H

#include <jansson.h>

#include "base/buf.h"
#include "base/str.h"
#include "verify/detect.h"

#define MA_OWN_CONFIG "meta-agent.yaml" /* the user's, in the tree: no model may write it */

struct ma_survey;

/* A directory of the tree that may be a package. */
struct ma_site {
	struct ma_survey *survey;
	const char *dir; /* in the tree, "." for the root */
	const char *kind;
	bool misset; /* its meta-agent.yaml is wrong */
};

/*
 * A kind of project. It is recognised by files at the top of its directory; a symlink is none of them, as
 * what it leads to is no part of the tree.
 */
struct ma_kind {
	const char *name;
	/* Its steps, if the directory is a package of this kind; *owns_below: what lies below is a part of it. */
	bool (*survey)(const struct ma_site *site, bool *owns_below);
};

extern const struct ma_kind ma_kind_node, ma_kind_python, ma_kind_cargo, ma_kind_go, ma_kind_maven,
	ma_kind_gradle, ma_kind_cmake, ma_kind_meson, ma_kind_make, ma_kind_script, ma_kind_static;

bool ma_site_has(const struct ma_site *site, const char *name);     /* a regular file */
bool ma_site_has_dir(const struct ma_site *site, const char *name); /* a directory */
/* Whether a directory of it has a regular file whose name begins and ends so. */
bool ma_site_any(
	const struct ma_site *site, const char *dir, const char *prefix, const char *suffix);
/* The text of a file, "" where there is none that can be read. Lives as long as the search. */
struct ma_str ma_site_read(const struct ma_site *site, const char *name);

/*
 * Add a step; `row` is without its package, and where argv is NULL its command is run as it
 * stands, split at each space. Everything else of it is a literal, or lives in the search's arena.
 */
void ma_site_add(const struct ma_site *site, const struct ma_step *row);
/* A command as an argument vector, split at each space. NULL (and the search fails) when memory is out. */
const char *const *ma_site_words(const struct ma_site *site, const char *command);
/* The same of words as they are, NULL-terminated; their texts live as long as the steps. */
const char *const *ma_site_list(const struct ma_site *site, const char *const *words);
/* A file of JSON or, by its name, YAML. NULL: there is none, or it cannot be read. json_decref() it. */
json_t *ma_site_parse(const struct ma_site *site, const char *name);
/* The user's meta-agent.yaml in it. NULL: there is none, or it is wrong. json_decref() it. */
json_t *ma_site_own_settings(const struct ma_site *site);
/* The user's own settings, or NULL. */
const json_t *ma_site_settings(const struct ma_site *site);
/* The i-th script that was asked for, NULL behind the last one. */
const char *ma_site_script(const struct ma_site *site, size_t i);
/* Whether a step that was added for this directory has that command. */
bool ma_site_runs(const struct ma_site *site, const char *command);
/* Keep a text for the steps. NULL (and the search fails) when memory is out. */
const char *ma_site_keep(const struct ma_site *site, struct ma_str text);

/* The same of what was built, which is freed. */
const char *ma_site_keep_built(const struct ma_site *site, struct ma_buf *text);

/* Whether a line of the text, blanks before it passed over, begins so. */
bool ma_text_has_line(struct ma_str text, const char *prefix);

#endif
