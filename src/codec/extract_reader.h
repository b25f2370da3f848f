/*
 * The tolerant reader: one value of nearly JSON in, the same value as strict JSON out, with a
 * note of every liberty taken. A loop over what may come next with a stack of its own; each byte
 * is read once, but for looks ahead of at most LOOK bytes and what `spare` pays for.
 */
#ifndef MA_CODEC_EXTRACT_READER_H
#define MA_CODEC_EXTRACT_READER_H

#include "base/limits.h"
#include "codec/extract.h"
#include "codec/json.h"

#define EXTRACT_LOOK 128 /* the longest key that is looked for ahead */

struct extract_frame {
	char close;
	size_t n;     /* members or items written */
	size_t first; /* of its members in reader.members */
};

struct extract_member {
	size_t at, key_n; /* in `out`: where its key begins, and the key's bytes with quotes */
	const char *from; /* in the text */
};

struct extract_span {
	size_t from, to;
};

enum extract_want { WANT_KEY, WANT_COLON, WANT_VALUE, WANT_MORE };

struct extract_reader {
	/* What to read. */
	const char *p, *end;
	const char *base;   /* positions count from here... */
	const char *fixed;  /* ...and all are this one, where the text has been decoded first */
	bool fenced, loose; /* a fence is open; keys without quotes are allowed */
	size_t *spare;      /* how many bytes may still be read twice */
	/* What came of it. */
	struct ma_buf *out;
	struct ma_repairs *repairs;
	bool cut;       /* it stops in the middle */
	bool likely;    /* it has begun like JSON */
	size_t words_n; /* texts without quotes */
	ma_rc rc;
	const char *why; /* why not, at p */
	/* Meanwhile. */
	enum extract_want want;
	const char *comma; /* the one just read */
	const char *key_from;
	bool after_string;
	int depth;
	struct extract_frame stack[MA_LIMIT_JSON_DEPTH];
	struct extract_member *members; /* of the open objects */
	size_t members_n, members_cap;
	struct extract_span *drops; /* of `out`: members that a later one of the same key replaces */
	size_t drops_n, drops_cap;
};

/* Read the value at p, a '{' or '['. False: rc and why say so, p is where. Zero the reader before, _done() after. */
bool extract_read(struct extract_reader *r);
void extract_reader_done(struct extract_reader *r);

/* Parts of the reader. Those that return bool: false after extract_fault(). */
bool extract_fault(struct extract_reader *r, ma_rc rc, const char *why);
void extract_note(
	struct extract_reader *r, enum ma_repair_class class, const char *at, const char *what);
void extract_back(struct ma_buf *out, size_t n); /* back to n bytes */

/* Behind blanks of any kind and comments, which are noted. */
void extract_skip(struct extract_reader *r);
/* Behind JSON's own blanks. */
const char *extract_blank(const char *p, const char *end);
/* The length of an ellipsis at p, or 0. */
size_t extract_ellipsis(const char *p, const char *end);
/* The length of a wide blank at p, or 0. */
size_t extract_wide_blank(const char *p, const char *end);
/* At the end of the text, or at what no value goes on behind: a fence, a closing tag. */
bool extract_over(const struct extract_reader *r);

/* The length of an opening quote at p, and which it is (as ASCII: " ' `), or 0. */
size_t extract_quote(const char *p, const char *end, char *kind);
/* Whether a short string stands at p and a colon behind it. */
bool extract_key_ahead(const char *p, const char *end);
/* Read a string; `key`: it is one; `more`: it continues the one just written. */
bool extract_string(struct extract_reader *r, bool key, bool more);

/* A number, a word, a text without quotes. */
bool extract_word(struct extract_reader *r);
bool extract_is_word(const char *p, const char *end);
size_t extract_ident(const char *p, const char *end);

/* An object's members, the last of `r->stack`, all written: earlier ones with a later one's key are to be dropped. */
bool extract_check_keys(struct extract_reader *r);
void extract_drop(struct extract_reader *r);

#endif
