/* Rows of cells, printed in columns as wide as their widest cell. */
#ifndef MA_CLI_TABLE_H
#define MA_CLI_TABLE_H

#include "base/buf.h"

#define TABLE_COLUMNS_MAX 8

struct table {
	struct ma_buf cells; /* each ends in NUL; rows follow each other */
	size_t columns, n;
};

#define TABLE_INIT(columns_n)                                 \
	{                                                     \
		MA_BUF_INIT(64 * 1024 * 1024), (columns_n), 0 \
	}

/* The next cell of the row, made visible and put on one line. */
void table_add(struct table *t, struct ma_str text);
void table_addf(struct table *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* All rows, each behind `indent` blanks; trailing blanks are left out. Empties the table. */
void table_write(struct table *t, size_t indent, struct ma_buf *out);

#endif
