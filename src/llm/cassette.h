/*
 * A cassette: what was asked of models and what came of it, as JSON lines. Format: docs/formats/cassette.md.
 *
 *   {"v":1,"kind":"cassette","seed":…,"providers":[{"name","model"}],"calls":N}
 *   {"key":…,"task":…,"provider":…,"request":{…},"reply":{…}}        N times, in the order of the replies
 *
 * It is written whole, from a log or after a single call, and read whole before anything is asked of
 * it: every line is checked by share/meta-agent/schemas/cassette.json, and its key against its request.
 * The answers to one request are given in their order, each once.
 */
#ifndef MA_LLM_CASSETTE_H
#define MA_LLM_CASSETTE_H

#include "base/buf.h"
#include "codec/hash.h"
#include "llm/llm.h"
#include "llm/request.h"

#define MA_CASSETTE_VERSION 1
#define MA_CASSETTE_SOURCES_MAX 16

/* A provider of the chain that was asked, and its model where a request names none. */
struct ma_cassette_source {
	struct ma_str name, model;
};

struct ma_cassette_head {
	struct ma_str seed; /* of the run's nonces; "" for a single call */
	struct ma_str formats; /* as its run.started has them: they decide what is asked for; "" for none */
	bool quick_checks; /* as run.started says: they decide what is asked for, too */
	struct ma_cassette_source sources[MA_CASSETTE_SOURCES_MAX];
	size_t sources_n;
	int64_t calls;
};

struct ma_cassette_writer {
	const char *const *secrets; /* keys, which must not be in the file; borrowed */
	size_t secrets_n;
	struct ma_buf lines;
	int64_t calls_n;
};

#define MA_CASSETTE_WRITER_INIT                            \
	{                                                  \
		NULL, 0, MA_BUF_INIT(MA_LIMIT_CASSETTE), 0 \
	}

/*
 * Add a call. `model` stands in where the request names none. What the request asks for now or the reply said
 * without an end of its own, a cancellation, is none: it is left out. MA_EINVALID: a text holds a NUL.
 */
ma_rc ma_cassette_add(struct ma_cassette_writer *w, const struct ma_cassette_source *source,
	const struct ma_llm_req *req, const struct ma_llm_reply *reply, ma_err *err);
/* All of it; head->calls is known here. */
ma_rc ma_cassette_write(const struct ma_cassette_writer *w, const struct ma_cassette_head *head,
	struct ma_buf *out, ma_err *err);
void ma_cassette_writer_done(struct ma_cassette_writer *w);

struct ma_cassette;

/*
 * Read one; the schema is in data_dir. Gives *out: ma_cassette_unref() it. MA_ECONFIG: it cannot be read or is none;
 * the message names the line.
 */
ma_rc ma_cassette_load(
	const char *path, const char *data_dir, struct ma_cassette **out, ma_err *err);
/* The same of a text (takes it on success), by a schema that is compiled already; `what` names it in messages. */
struct ma_schema;
ma_rc ma_cassette_parse(char *text, size_t size, const char *what, const struct ma_schema *schema,
	struct ma_cassette **out, ma_err *err);
struct ma_cassette *ma_cassette_ref(struct ma_cassette *c);
void ma_cassette_unref(struct ma_cassette *c); /* accepts NULL */

/* Borrow from it. */
const struct ma_cassette_head *ma_cassette_head(const struct ma_cassette *c);
const char *ma_cassette_digest(const struct ma_cassette *c); /* SHA-256 of the file */

/* Whether a file's text is one, by its first line; for whoever is about to write over it. */
bool ma_cassette_is(struct ma_str text);

/* One recorded call. */
struct ma_cassette_call {
	struct ma_str line;
	size_t line_no;
	size_t source; /* of the head */
	bool given;
	char key[MA_KEY_SIZE];
	struct ma_cassette_call *next, *last; /* the same request's; last: of the first one */
};

/* The first answer of a source to a request, or NULL; the others follow it. Whether one is given says the caller. */
struct ma_cassette_call *ma_cassette_first(
	const struct ma_cassette *c, size_t source, const char *key);

/* The members of its line, which has passed all checks. Gives *out: json_decref() it. */
ma_rc ma_cassette_read(const struct ma_cassette_call *call, json_t **out, ma_err *err);

/*
 * Why a request has no answer, in one line: which one is the nearest that has (by the share of lines that both
 * have), and the first thing in which they differ.
 */
void ma_cassette_miss(const struct ma_cassette *c, size_t source, const struct ma_llm_req *req,
	char *out, size_t size);

#endif
