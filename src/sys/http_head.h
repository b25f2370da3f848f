/* The head of a response, line by line. Include from src/sys only. */
#ifndef MA_SYS_HTTP_HEAD_H
#define MA_SYS_HTTP_HEAD_H

#include <stdbool.h>

#include "base/buf.h"
#include "sys/http.h"

struct ma_head_reader {
	struct ma_buf text;       /* the lines, names made lower case */
	struct ma_http_head head; /* filled when complete */
	struct ma_str *fields;    /* n names, then n values; borrow from text */
	bool complete;            /* a final head (no 1xx) has come */
};

void ma_head_init(struct ma_head_reader *r);
void ma_head_done(struct ma_head_reader *r);

/*
 * The next line with its end. MA_ELIMIT past MA_LIMIT_HTTP_HEADER, trailers
 * included; lines after the head are counted and dropped.
 */
ma_rc ma_head_line(struct ma_head_reader *r, struct ma_str line, ma_err *err);

#endif
