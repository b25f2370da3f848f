/*
 * A loopback server that speaks the dialects of language-model providers,
 * unary and streamed, and misbehaves on request.
 *
 * It answers from a script: the rows of docs/formats/script.md, and in a row
 * under "wire" what a network or a server can do wrong:
 *
 *   status, headers{}, body    this answer instead (body: a string, or JSON)
 *   type                       another Content-Type
 *   events[]                   these events instead, each the bytes after "data: " (streams only)
 *   finish                     another word for the end; null: none
 *   no_usage                   true: the usage is not told
 *   fail_after                 after this many pieces of text an error event (streams only)
 *   chunk                      bytes of text in an event (default 8)
 *   piece                      bytes per write to the socket
 *   newline                    the line end of events (default "\n")
 *   comments                   this many keep-alive comments first; -1: nothing else, without end
 *   cut                        close after this many bytes of the body
 *   length                     this Content-Length, whatever the body is
 *   raw                        these bytes instead, as a stream
 *   pause_ms                   between the writes of pieces
 *   flood                      "header", "headers" or "event": that without end, instead of an answer
 *   stall                      true: after the body, silence until the client goes, and a stream's end is not told
 *
 * A row's tool_calls[] (name, id, arguments) follow its text; their arguments may also be a text, of any kind.
 *
 * {{key}} in the texts of a row is replaced by the key the request came with.
 */
#ifndef MA_TESTS_FAKE_LLM_H
#define MA_TESTS_FAKE_LLM_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct fake_llm;

/* Serve on 127.0.0.1 on threads of its own. NULL after a message on stderr. */
struct fake_llm *fake_llm_start(const char *script_json);
/* Every connection is closed. Accepts NULL. */
void fake_llm_stop(struct fake_llm *f);

int fake_llm_port(const struct fake_llm *f);
const char *fake_llm_url(const struct fake_llm *f); /* "http://127.0.0.1:PORT" */

/* How many requests came whole, and the head and body of one as they came. Borrows until stop. */
size_t fake_llm_requests(struct fake_llm *f);
size_t fake_llm_answered(struct fake_llm *f); /* how many are over */
const char *fake_llm_request(struct fake_llm *f, size_t i);

/* The answer to one request, before it is put on the wire. */
struct fake_answer {
	int status;
	bool stream; /* in chunks; else with a length */
	const char *type;
	char *headers; /* lines, each with its end */
	char *body;
	size_t body_size;
};

/* Build the answer of `row` (NULL: no row is left) to a request. False: this path is not served. */
bool fake_answer_build(const json_t *row, const char *path, const char *key,
	const char *request_body, struct fake_answer *out);
void fake_answer_done(struct fake_answer *a);

#endif
