/*
 * Options of a command, as a table: parsed into a struct, and printed for help and the manual.
 *
 * "--long value", "--long=value", "-o value", "-oVALUE"; options and words mix; "--" ends the
 * options and "-" is a word. The last one wins when an option is given twice,
 * but for OPT_TEXTS. A value in a word of its own may not begin with '-', so that a forgotten one
 * is noticed.
 */
#ifndef MA_CLI_OPT_H
#define MA_CLI_OPT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum opt_type {
	OPT_FLAG,   /* int: 1 when given, or `most` where that is not 0 */
	OPT_TEXT,   /* const char *, borrowed from argv; never "" */
	OPT_TEXTS,  /* struct opt_texts: may be given several times */
	OPT_COUNT,  /* int64_t from 1 to `most` */
	OPT_NUMBER, /* int64_t from 0 to `most`; a 0 that is given is -1, to be told from none */
	OPT_SECONDS, /* int64_t in milliseconds; decimals may be given; from 1 ms to `most` seconds */
	OPT_MONEY, /* int64_t in millionths of a dollar; decimals may be given; up to `most` dollars */
	OPT_CHOICE, /* int: which of the words in `value`, parted by '|', counted from `most` */
};

#define OPT_TEXTS_MAX 64

struct opt_texts {
	const char *v[OPT_TEXTS_MAX]; /* borrowed from argv; never "" */
	size_t n;
};

struct opt {
	const char *name; /* "output", without its dashes; NULL ends a table */
	char letter;      /* 'o', or 0 */
	enum opt_type type;
	size_t at;         /* offset in the command's struct */
	const char *value; /* what help calls the value: "DIR"; NULL for a flag */
	const char *summary;
	int64_t most;
};

/*
 * Parse argv[0..argc) into `args`; what was not given is left as it is. The words are moved
 * to the front of argv and counted in *words_out. MA_EMISUSE names the option and what is
 * wrong with it, and a similar one where there is one. table NULL: no options.
 */
ma_rc opt_parse(
	const struct opt *table, int argc, char **argv, void *args, int *words_out, ma_err *err);

/* "-o, --output DIR", without end. */
void opt_title(const struct opt *o, struct ma_buf *out);

/* One line per option. */
void opt_help(const struct opt *table, struct ma_buf *out);

/* Is `word` probably a slip of `name`? At most two letters are wrong, swapped, missing or too many. */
int opt_similar(const char *word, const char *name);

#endif
