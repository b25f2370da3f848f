/* SQL while it is read. Private to model/understand_sql*.c. */
#ifndef MA_MODEL_UNDERSTAND_SQL_H
#define MA_MODEL_UNDERSTAND_SQL_H

#include "model/understand_notation.h"

/* "public.tasks": the last part. */
struct ma_str ma_sql_name(struct ma_notation_reader *m);
/* The field of a column; NULL: none. */
struct ma_spec_field *ma_sql_field(
	struct ma_notation *n, struct ma_spec_entity *e, struct ma_str column);
/* A column of a table, or a constraint that begins with a word of its own. */
void ma_sql_read_part(struct ma_notation *n, struct ma_notation_reader *m, struct ma_spec_entity *e);

#endif
