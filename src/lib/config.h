/*
 * The configuration: what is in force, and where it comes from.
 *
 *   defaults  <  the user's file  <  the project's file  <  the environment  <  options
 *
 * The files and the variables META_AGENT_... are read only when the context is asked to; the certificates that
 * CURL_CA_BUNDLE or SSL_CERT_FILE name hold always. The layers are kept, and merged into one object when they are
 * read: whoever needs a setting looks there and nowhere else. Where "provider" is set anew, the "model" of the
 * layers below goes, for it is another provider's.
 */
#ifndef MA_LIB_CONFIG_H
#define MA_LIB_CONFIG_H

#include <jansson.h>
#include <stdbool.h>

#include "lib/config_file.h"
#include "llm/llm.h"
#include "metaagent/metaagent.h"

enum ma_config_level { MA_CONFIG_USER, MA_CONFIG_PROJECT, MA_CONFIG_ENVIRONMENT, MA_CONFIG_LEVELS };

struct ma_config_layer {
	char *path; /* where its file is, or would be; NULL: it has none */
	bool exists;
	struct ma_config_file file; /* .value: its settings, NULL where there are none */
	bool trusted;               /* a project's: by the user, as it stands */
};

struct ma_config {
	struct ma_config_layer layers[MA_CONFIG_LEVELS]; /* weakest first */
	bool asked;                                      /* files were looked for */
	json_t *in_force;                                /* all of them merged */
	void (*warn)(void *data, const char *message);   /* may be NULL */
	void *data;
};

struct ma_config_opts {
	const char *files; /* as ma_ctx_opts.config */
	const char *data_dir;
	bool lenient; /* a file that cannot be used is left out, instead of being a failure */
	void (*warn)(void *data, const char *message);
	void *data;
};

/* Borrows opts. MA_ECONFIG: a file is wrong, or sets what it may not. Gives *out: ma_config_free() it. */
ma_rc ma_config_load(const struct ma_config_opts *opts, struct ma_config **out, ma_err *err);
void ma_config_free(struct ma_config *c);

/* Set what the options leave open. `resumes`: of a run that is resumed, which has most in its log. Strings borrow from the configuration. */
void ma_config_fill_run(const struct ma_config *c, bool resumes, ma_run_opts *opts);
/* The same of a provider, the style that its requests have by default included. */
ma_rc ma_config_fill_provider(
	const struct ma_config *c, const char *provider, struct ma_llm_opts *opts, ma_err *err);

/* A text among a provider's settings, or at the top where provider is NULL; NULL when it is not set. Borrows. */
const char *ma_config_text(const struct ma_config *c, const char *provider, const char *name);
/* The file, or "the environment", that set it last. Borrows. */
const char *ma_config_from(
	const struct ma_config *c, const char *group, const char *owner, const char *name);

/* The user's own file, without the project's; or NULL. Borrows. */
json_t *ma_config_users(const struct ma_config *c);

/* The settings of agents by name, or NULL. Borrows. */
json_t *ma_config_agents(const struct ma_config *c);

#endif
