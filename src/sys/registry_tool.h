/* What is peculiar to a tool with a registry. Private to sys/registry*.c. */
#ifndef MA_SYS_REGISTRY_TOOL_H
#define MA_SYS_REGISTRY_TOOL_H

#include "sys/registry.h"

struct ma_registry_ops {
	/* Optional. What the environment and the user's files say; true: nothing is left to be asked. */
	bool (*read)(struct ma_arena *arena, struct ma_registry *r, ma_err *err);
	const char *const *ask; /* the command that tells the rest; NULL: none does */
	/* Optional. Add what it said. */
	void (*answered)(
		struct ma_arena *arena, struct ma_str output, struct ma_registry *r, ma_err *err);
};

extern const struct ma_registry_ops ma_registry_npm, ma_registry_pip, ma_registry_cargo,
	ma_registry_go;

/* The first of two variables that has a value, or NULL. */
const char *ma_registry_getenv(const char *name, const char *other);

/* A file of the user's: `path`, else `below` his home directory. NULL where it cannot be read. Gives it: ma_free(). */
char *ma_registry_file(const char *path, const char *below);

/* Blanks and one pair of quotes around a value go. */
struct ma_str ma_registry_unquoted(struct ma_str value);

/*
 * Another place that may be reached; one that is there already is fine. err says what is wrong with it: it holds a
 * password, or there are too many. What is neither http nor https is passed over.
 */
void ma_registry_add_url(
	struct ma_arena *arena, struct ma_registry *r, struct ma_str url, ma_err *err);

/* Another variable for the tool. */
void ma_registry_add_env(struct ma_arena *arena, struct ma_registry *r, const char *name,
	struct ma_str value, ma_err *err);

/* The value of a key in the text of an npmrc file; empty where absent or where it refers to variables. */
struct ma_str ma_registry_npmrc(struct ma_str text, const char *key);

/* The value of a key in [global] or [install] of a pip.conf, as it stands; empty where absent. */
struct ma_str ma_registry_pipconf(struct ma_str text, const char *key);

#endif
