/* Where things are on this machine: our data, the user's configuration, caches, an output's state. */
#ifndef MA_LIB_PLACES_H
#define MA_LIB_PLACES_H

#include "base/err.h"
#include "vcs/syntax.h"

/*
 * All give *out: ma_free() it.
 *
 * share/meta-agent: META_AGENT_DATA, else the nearest one above the running program or else above the library, else
 * where it was configured to be installed. MA_ECONFIG when there is none.
 */
ma_rc ma_places_data(char **out, ma_err *err);

/*
 * tree-sitter and its grammars: META_AGENT_GRAMMARS, else libexec/meta-agent/grammars or build/grammars above the
 * program or the library. *out NULL when there are none.
 */
ma_rc ma_places_grammars(char **out, ma_err *err);

/* The same, for use; without grammars code has no syntax. Gives *out: ma_syntax_free() it. */
ma_rc ma_places_syntax(struct ma_syntax **out, ma_err *err);

/* $XDG_CONFIG_HOME/meta-agent/<name>, else ~/.config/meta-agent/<name>; need not exist. *out NULL when there is no home. */
ma_rc ma_places_config(const char *name, char **out, ma_err *err);

/* $META_AGENT_CACHE, else /var/cache/meta-agent for root, else $XDG_CACHE_HOME/meta-agent or ~/.cache/meta-agent; made when missing. *out NULL when it cannot be had. */
ma_rc ma_places_cache(char **out, ma_err *err);

/* $XDG_CACHE_HOME/meta-agent/<name>, else ~/.cache/meta-agent/<name>, root's too; need not exist. *out NULL when there is no home. */
ma_rc ma_places_user_cache(const char *name, char **out, ma_err *err);

/* $XDG_CACHE_HOME/meta-agent, else ~/.cache/meta-agent, root's too: where evidence is kept; made when missing. *out NULL when it cannot be had. */
ma_rc ma_places_evidence(char **out, ma_err *err);

/* $XDG_STATE_HOME/meta-agent/<name>, else ~/.local/state/meta-agent/<name>; need not exist. *out NULL when there is no home. */
ma_rc ma_places_user_state(const char *name, char **out, ma_err *err);

/* "<output>/.meta-agent/<name>". */
ma_rc ma_places_state(const char *output, const char *name, char **out, ma_err *err);

#endif
