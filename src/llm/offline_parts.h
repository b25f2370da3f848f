/* What the parts of the offline provider share. Private to llm/offline*.c. */
#ifndef MA_LLM_OFFLINE_PARTS_H
#define MA_LLM_OFFLINE_PARTS_H

#include <jansson.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/str.h"
#include "model/plan_rows.h"

#define MA_OFFLINE_ENTITIES 64 /* of a contract */

struct ma_offline_kit;

/* The sections of a request that matter here (docs/formats/prompt.md). Borrows from the message. */
struct ma_offline_request {
	struct ma_str message;
	struct ma_str request, agents, contract;
	struct ma_str files; /* paths of those that are there and not shown, one per line */
	struct ma_str task, agent, nonce; /* from attributes; "" when absent */
	struct ma_str problem;            /* what was wrong with the last answer */
	bool accepted;                    /* the acceptance tests are there */
	bool founded;                     /* the architect's contract is there */
	bool again;                       /* there was an answer before that did not do */
	bool failed;                      /* a check failed, and its cause is to be mended */
	bool doubted; /* the agent's own tests fail, and it is not told how: nothing else is shown */
	bool edits;   /* edits are asked for, beside whole files */
	bool kept;    /* of the last answer all is kept but what the problem names */
	size_t conflicts; /* that are to be resolved */
};
void ma_offline_read_request(struct ma_str message, struct ma_offline_request *out);
/* The next file that a request shows; false: there is none. *rest goes on behind it. Borrows from the message. */
bool ma_offline_next_artifact(struct ma_str *rest, struct ma_str *path, struct ma_str *content);

/* "<name>" or "<name attributes>" */
bool ma_offline_opens(struct ma_str line, const char *name);
/* The value of `name="..."` in a tag; "" when it has none. */
struct ma_str ma_offline_attribute(struct ma_str tag, const char *name);
/* The lines up to the section's end; *rest goes on behind it. */
struct ma_str ma_offline_body(struct ma_str *rest, const char *name);

/* The files that conflict, resolved, as file blocks. MA_EREFUSED where that needs somebody who understands them. */
ma_rc ma_offline_resolve(
	struct ma_str message, struct ma_str nonce, struct ma_buf *out, ma_err *err);

/* What was written so that it could not close a section, as it was. */
void ma_offline_unescape(struct ma_buf *out, struct ma_str text);

/* The files of a request. Borrows from its message. */
struct ma_offline_shown {
	struct ma_map files; /* path -> struct ma_str *, its content */
	struct ma_arena arena;
};
#define MA_OFFLINE_SHOWN_INIT                              \
	{                                                  \
		MA_MAP_INIT, MA_ARENA_INIT(MA_LIMIT_ARENA) \
	}
/* MA_ENOMEM; either way ma_offline_shown_done() it. */
ma_rc ma_offline_shown_read(
	struct ma_offline_shown *s, const struct ma_offline_request *req, ma_err *err);
void ma_offline_shown_done(struct ma_offline_shown *s);
/* It is there with this content, but for blanks; or it is there, and not shown. */
bool ma_offline_shown_is(const struct ma_offline_shown *s, const struct ma_offline_request *req,
	struct ma_str path, struct ma_str content);

/* The plan for a request, as JSON text. MA_EREFUSED when it cannot be served. */
ma_rc ma_offline_plan(const struct ma_offline_request *req, struct ma_buf *out, ma_err *err);

/* A kind of project: its templates, and who writes what. */
struct ma_offline_kind {
	const char *kind, *language; /* as in the contract; language: NULL where there is but one */
	const char *folder;          /* of its templates */
	const char *summary;
	const struct ma_plan_row *rows;
	size_t rows_n;
};

/* What a contract asks for. MA_EREFUSED: it is none of those. Borrows: static. */
ma_rc ma_offline_kind_of(const json_t *contract, const struct ma_offline_kind **out, ma_err *err);
/* Whether all of a contract of that kind can be built. MA_EREFUSED names the member that cannot. */
ma_rc ma_offline_kind_check(const struct ma_offline_kind *kind, const json_t *contract, ma_err *err);
/* The globs of the files that an agent's task may write; NULL-terminated, NULL for an unknown agent. Borrows: static. */
const char *const *ma_offline_writes(const struct ma_offline_kind *kind, struct ma_str agent);

/* What all kinds of project share: pinned versions, and what is known of operations by their id. */
struct ma_offline_shared {
	json_t *versions, *operations;
};

/*
 * What the templates see: names in every style, samples, references and their
 * opposites, entities so ordered that a reference's target comes first.
 * `summary` is the request. MA_EINVALID names what is wrong with the contract.
 * Gives *out: json_decref().
 */
ma_rc ma_offline_view(const json_t *contract, struct ma_str summary,
	const struct ma_offline_shared *shared, json_t **out, ma_err *err);

/*
 * Two values of a field that differ and are valid, and one that must be refused (null: any is valid), as
 * `sample`, `sample2` and `invalid` of the view's field. False: out of memory.
 */
bool ma_offline_add_samples(json_t *field, bool title);

/* Templates, read from disk once. */
struct ma_offline_templates {
	struct ma_offline_shared shared;
	struct ma_map kits; /* folder -> struct ma_offline_kit *, owned */
};
/* The templates of a folder. Borrows *out: it lives as long as `t`. */
ma_rc ma_offline_kit_load(struct ma_offline_templates *t, const char *data_dir, const char *folder,
	struct ma_offline_kit **out, ma_err *err);
void ma_offline_templates_done(struct ma_offline_templates *t);

/* One rendered file; false stops with MA_ECANCELED. Borrows for the call. */
typedef bool ma_offline_file_fn(void *data, struct ma_str path, struct ma_str content);
/* Every file that the manifest gives `agent` (NULL: all). */
ma_rc ma_offline_render(struct ma_offline_kit *kit, const json_t *view, const struct ma_str *agent,
	ma_offline_file_fn *fn, void *data, ma_err *err);

#endif
