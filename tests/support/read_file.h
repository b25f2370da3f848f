/* A file of the source, whole, for tests of floors below sys. */
#ifndef MA_TESTS_READ_FILE_H
#define MA_TESTS_READ_FILE_H

#include <stdio.h>

#include "base/buf.h"
#include "base/limits.h"

/* NULL: it cannot be read, or is longer than MA_LIMIT_CONFIG. Gives: ma_free() it. */
static inline char *read_file(const char *path)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);
	FILE *f = fopen(path, "r");
	char chunk[4096];
	size_t n;

	if (!f)
		return NULL;
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		ma_buf_add(&b, chunk, n);
	(void)fclose(f); /* it was only read */
	return ma_buf_take(&b);
}

#endif
