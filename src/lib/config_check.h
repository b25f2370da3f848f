/* What is wrong with a configuration file beyond its schema. Private to lib/config_file.c. */
#ifndef MA_LIB_CONFIG_CHECK_H
#define MA_LIB_CONFIG_CHECK_H

#include "lib/config_file.h"

/* Add to the file's problems; `line` 0: not known. A long message is cut. */
ma_rc ma_config_problem(struct ma_config_file *f, size_t line, struct ma_str at, ma_err *err,
	const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* The line of what a pointer names; 0 where it is not found. */
size_t ma_config_line(struct ma_str text, struct ma_str at);

/* Names of providers, of headers, and of files that hold keys. The value fits the schema. */
ma_rc ma_config_check_names(struct ma_config_file *f, struct ma_str text, ma_err *err);

#endif
