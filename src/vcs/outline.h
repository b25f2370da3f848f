/*
 * An outline: a text as nested lists of items that have keys, which is what a merge by structure
 * works on. Every byte belongs to one item or stands around a list, so that writing an outline
 * gives the text it was read from.
 *
 *   {                    head of the list
 *     // why             lead of the item "a"
 *     "a": 1, // note    text of the item "a", the separator, its trail
 *     "b": {             the item "b" has a list of its own inside of its text
 *       …
 *     }
 *   }                    tail of the list
 *
 * A reader of one kind of file is one function and one row of the table in outline.c. Texts that are read here
 * have no byte order mark, LF for line ends, and one at their end.
 */
#ifndef MA_VCS_OUTLINE_H
#define MA_VCS_OUTLINE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "vcs/syntax.h"

#define MA_OUTLINE_DEPTH 32 /* what is nested deeper is text */

/* How two changes of one leaf are joined. */
enum ma_leaf {
	MA_LEAF_TEXT,    /* by lines */
	MA_LEAF_WHOLE,   /* not at all: both changed it, so it is a conflict */
	MA_LEAF_VERSION, /* a range of versions in quotes: the higher one, where it meets both */
	MA_LEAF_CARET    /* the same, where "1.2" without an operator means "^1.2" */
};

struct ma_item {
	struct ma_str key;   /* what makes it the same item in another text; unique in its list */
	struct ma_str lead;  /* blanks and comments in front of it */
	struct ma_str text;  /* all of it, without its separator */
	struct ma_str trail; /* behind the separator, on the same line */
	struct ma_outline *inside; /* NULL: a leaf */
	enum ma_leaf leaf;
};

/* What the order of a list means. */
enum ma_list {
	MA_LIST_SET,       /* nothing, or what the format says */
	MA_LIST_PROGRAM,   /* statements among declarations: they are done one after the other */
	MA_LIST_BODY,      /* all of it is done one after the other */
	MA_LIST_ONE_SIDED, /* so much that only one side may add to it */
	MA_LIST_FIXED      /* it is a list only where all sides have the same items */
};

struct ma_outline {
	struct ma_str head, tail; /* in front of the first lead, behind the last trail */
	struct ma_item *items;
	size_t n, cap;
	const char *separator; /* between items; "" : none */
	bool closed;           /* it stands behind the last item too */
	size_t repeats;        /* of keys that were there already, and were told apart */
	bool sorted;           /* it may be kept in the order of its keys */
	bool spaced;           /* a blank line stands between items */
	enum ma_list does;
};

/* What an outline is read from. */
struct ma_outline_source {
	struct ma_str path, text;
	struct ma_syntax *syntax; /* for code; NULL: there are no grammars */
};

/*
 * Lives in the arena and the text. MA_EINVALID where the text is not of this kind, MA_EUNAVAILABLE where
 * what it takes is not there, MA_ELIMIT, MA_ENOMEM.
 */
typedef ma_rc ma_outline_read_fn(const struct ma_outline_source *from, struct ma_arena *arena,
	struct ma_outline **out, ma_err *err);

struct ma_outline_kind {
	const char *name;
	bool lines_first; /* a merge of lines is taken where it holds what both sides meant */
	ma_outline_read_fn *read;
};

/* The kind of a file, by its name, or by the first line of a script's text; NULL: none, it is lines. Borrows: static. */
const struct ma_outline_kind *ma_outline_kind_of(struct ma_str path, struct ma_str text);

/* The last component of a path. */
struct ma_str ma_outline_file(struct ma_str path);

/* The next line with its end; empty where there is none. */
struct ma_str ma_outline_line(struct ma_str *rest);

/* Everything from `from` up to where `rest` begins. */
struct ma_str ma_outline_since(const char *from, struct ma_str rest);

/* A list without items, and one more item for it. NULL: out of memory. */
struct ma_outline *ma_outline_new(struct ma_arena *arena, const char *separator);
struct ma_item *ma_outline_add(struct ma_outline *list, struct ma_arena *arena);

/* The item with this key, or NULL. O(items). */
const struct ma_item *ma_outline_find(const struct ma_outline *list, struct ma_str key);

/* Make the keys of a list unique: the second "a" becomes "a#2". False: out of memory. O(items). */
bool ma_outline_tell_apart(struct ma_outline *list, struct ma_arena *arena);

/* How many keys stood in their list already, of this one and all that are nested in it. */
size_t ma_outline_repeats(const struct ma_outline *list);

/* Head and tail of the list inside of an item reach to the ends of its text. */
void ma_outline_fit(struct ma_item *item);

void ma_outline_write(const struct ma_outline *list, struct ma_buf *out);

/* The readers. */
ma_outline_read_fn ma_outline_json;
ma_outline_read_fn ma_outline_lines;
ma_outline_read_fn ma_outline_markdown;
ma_outline_read_fn ma_outline_toml;
ma_outline_read_fn ma_outline_yaml;
ma_outline_read_fn ma_outline_code;

#endif
