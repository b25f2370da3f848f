/* Every setting of the configuration is a row here: docs/formats/config.md describes them, schemas/config.json checks them. */
#ifndef MA_LIB_SETTINGS_H
#define MA_LIB_SETTINGS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* How the value is written, and what it becomes where it goes. */
enum ma_setting_type {
	MA_SETTING_TEXT,    /* const char * */
	MA_SETTING_SECRET,  /* the same, and never shown */
	MA_SETTING_PATH,    /* the same; relative to the directory of the file that names it */
	MA_SETTING_CHAIN,   /* a text with commas, or a list of texts: const char *, the former */
	MA_SETTING_COUNT,   /* int64_t from 1 */
	MA_SETTING_NUMBER,  /* int64_t from 0; 0 becomes -1, as 0 is "not set" */
	MA_SETTING_REAL,    /* as a member of struct ma_llm_style, which llm/style.h reads */
	MA_SETTING_SECONDS, /* int64_t in milliseconds */
	MA_SETTING_MONEY,   /* US dollars: int64_t in millionths */
	MA_SETTING_YES,     /* a boolean: int, 1 or -1 */
	MA_SETTING_NO,      /* the same, and true is -1 */
	MA_SETTING_OFF,     /* "auto" or "off": int, -1 or 1 */
	MA_SETTING_MAP,     /* an object: const json_t * */
};

enum ma_setting_scope { MA_SCOPE_RUN, MA_SCOPE_PROVIDER, MA_SCOPE_AGENT };

/* What a file of the project may do with it. */
enum ma_setting_setter {
	MA_SET_BY_ANYONE,
	MA_SET_BY_NARROWING, /* set it where the user has not, and else to less */
	MA_SET_BY_TRUSTED    /* nothing, until the user has trusted the file */
};

#define MA_SETTING_NOWHERE ((size_t)-1)

struct ma_setting {
	const char *name; /* NULL ends the table */
	enum ma_setting_scope scope;
	enum ma_setting_type type;
	enum ma_setting_setter setter;
	/* Offset in ma_run_opts or struct ma_llm_opts; NOWHERE: it is read by its name where it is needed. */
	size_t at;
	const char *standard; /* the default, as it is shown; NULL: there is none to show */
	const char *env[2]; /* variables of the environment that set it, first one first; or NULL */
	double least;       /* that a variable may set it to; in files the schema checks more */
	bool resumes;       /* of a run: also when it is resumed; what the log holds is not */
	bool everywhere;    /* of a provider: at the top too, for all providers */
};

extern const struct ma_setting ma_settings[];

/* The row of a name, or NULL. */
const struct ma_setting *ma_setting_find(enum ma_setting_scope scope, const char *name);

/* Put a value that fits the schema where the row says, in a struct of the row's scope, if nothing stands there yet. Borrows the value. */
void ma_setting_put(const struct ma_setting *s, const json_t *value, void *target);

/* The text of a variable as a value of the row; NULL when it is none, or memory is out. Gives: json_decref() it. */
json_t *ma_setting_parse(const struct ma_setting *s, const char *text);
/* The first variable of the row that is set and not empty, or NULL. Borrows: static. */
const char *ma_setting_variable(const struct ma_setting *s);

#endif
