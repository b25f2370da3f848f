/* What is peculiar to a tool with a registry. Private to sys/registry*.c. */
#ifndef MA_SYS_REGISTRY_TOOL_H
#define MA_SYS_REGISTRY_TOOL_H

#include "base/buf.h"
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
	ma_registry_go, ma_registry_maven;

/* The first of two variables that has a value, or NULL. */
const char *ma_registry_getenv(const char *name, const char *other);

/*
 * A file of the user's: `path`, else `below` his home directory. NULL where it cannot be read, or memory is out, which err says; so it does
 * of one that is larger than MA_LIMIT_CONFIG. Gives it: ma_free().
 */
char *ma_registry_file(const char *path, const char *below, ma_err *err);

/* Memory is out, where nothing else was wrong before. */
void ma_registry_nomem(ma_err *err);

/* Its name. Lives in the arena; NULL where there is none, or memory is out, which err says. */
const char *ma_registry_file_name(
	struct ma_arena *arena, const char *path, const char *below, ma_err *err);

/* Blanks and one pair of quotes around a value go. */
struct ma_str ma_registry_unquoted(struct ma_str value);

/*
 * Another place that may be reached; one that is there already is fine. err says what is wrong with it: it holds a
 * password, or there are too many. What is neither http nor https is passed over.
 */
void ma_registry_add_url(
	struct ma_arena *arena, struct ma_registry *r, struct ma_str url, ma_err *err);

/* "https://host/path" as a tool is told where our proxy adds what the registry wants: "http://host:443/path". Of a URL that has a place. */
void ma_registry_plain(struct ma_str url, struct ma_buf *out);

/*
 * "https://user:password@host/path" without its login, which is "user:password" then, %-escapes decoded; else *login_out is NULL and the
 * URL as it was. False: memory is out. Both live in the arena.
 */
bool ma_registry_split_login(struct ma_arena *arena, struct ma_str *url, const char **login_out);

/* Another variable for the tool. */
void ma_registry_add_env(struct ma_arena *arena, struct ma_registry *r, const char *name,
	struct ma_str value, ma_err *err);

/* The value of a key in the text of an npmrc file; empty where absent or where it refers to variables. */
struct ma_str ma_registry_npmrc(struct ma_str text, const char *key);

/* The next key and value of one, the value as it stands but for its quotes. False: there is none. */
bool ma_registry_npmrc_next(struct ma_str *text, struct ma_str *key, struct ma_str *value);

/*
 * Who npm's user is to the registry at `url`, by the environment and the text of his npmrc, whose name is `path`: grants for it and for
 * what else is configured at the same host and port; none, and false, where none is for the registry. err says what is wrong with one.
 */
bool ma_registry_npm_grants(struct ma_arena *arena, struct ma_registry *r, struct ma_str url,
	struct ma_str npmrc, const char *path, ma_err *err);

/* A value of one with "${NAME}" put in; lives in the arena. err says what is wrong with it, and that it stands in `from`. */
struct ma_str ma_registry_npm_expanded(
	struct ma_arena *arena, struct ma_str value, const char *from, ma_err *err);

/* The i-th of npm's settings in the environment (npm_config_...): its key and its value. False: there is none any more. */
bool ma_registry_npm_variable(size_t *i, struct ma_str *key, struct ma_str *value);

/* Who the text of a netrc says that one is at a host, which borrows from it. False: it has no password for it; what it has by default is for nobody. */
bool ma_registry_netrc(
	struct ma_str text, const char *host, struct ma_str *login, struct ma_str *password);

/*
 * "user:password" that the user's netrc ($NETRC, ~/.netrc) has for the host of an https URL, and the file's name; NULL where it has none, or err
 * says why not. Both live in the arena.
 */
const char *ma_registry_netrc_login(
	struct ma_arena *arena, struct ma_str url, const char **from_out, ma_err *err);

/* The value of a key in [global] or [install] of a pip.conf, as it stands; empty where absent. */
struct ma_str ma_registry_pipconf(struct ma_str text, const char *key);

#endif
