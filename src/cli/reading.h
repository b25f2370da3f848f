/* What commands share that read: their options, and printing what the library gives. */
#ifndef MA_CLI_READING_H
#define MA_CLI_READING_H

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"
#include "cli/opt.h"

struct reading {
	const char *output, *run; /* output NULL: "." */
	int json, watch;
};

/* Rows for the table of a command whose args are struct reading. */
#define READING_OUTPUT                                                            \
	{                                                                         \
		"output", 'o', OPT_TEXT, offsetof(struct reading, output), "DIR", \
			"the project's directory (default: .)", 0                 \
	}
#define READING_RUN                                                                      \
	{                                                                                \
		"run", 0, OPT_TEXT, offsetof(struct reading, run), "ID",                 \
			"which run, by the beginning of its id (default: the newest)", 0 \
	}
#define READING_JSON                                                                       \
	{                                                                                  \
		"json", 0, OPT_FLAG, offsetof(struct reading, json), NULL, "write JSON", 0 \
	}

#define READING_WATCH                                                        \
	{                                                                    \
		"watch", 0, OPT_FLAG, offsetof(struct reading, watch), NULL, \
			"show the run as it goes on, until it has ended", 0  \
	}

const char *reading_output(const struct reading *r);

/*
 * Print what the library gave: as it is with --json, else as write() puts it. Takes `json`
 * (ma_string_free()).
 */
ma_rc reading_print(const struct reading *r, char *json,
	void (*write)(const json_t *value, struct ma_buf *out), ma_err *err);

#endif
