/* Answers of earlier runs. */
#include "engine/reuse.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "base/map.h"
#include "engine/record.h"
#include "engine/run.h"
#include "llm/request.h"

#define GENERATIONS_MAX 1000 /* of forks of forks that are looked through */

/* As the log tells it. */
struct told {
	struct told *next; /* the one before */
	struct ma_str request;
	struct ma_reply_of reply;
};

struct ma_reuse {
	struct ma_store *store; /* while it is loaded */
	struct ma_arena kept;
	struct ma_map same, loose; /* hash -> struct ma_reply_of */
	struct told *told;         /* of the run that is being read, its last one first */
	struct ma_str run, parent; /* that is being read, and where it came from */
	bool nomem;
};

static struct ma_str keep(struct ma_reuse *u, struct ma_str s)
{
	const char *copy = ma_arena_dup(&u->kept, s);

	u->nomem |= !copy;
	return ma_str_n(copy, copy ? s.n : 0);
}

static bool note(void *data, const struct ma_answered *a)
{
	struct ma_reuse *u = data;
	const struct ma_event *e = a->outcome;
	struct told *t;

	if (e->kind != MA_EVENT_CALL_REPLIED)
		return true;
	t = ma_arena_new(&u->kept, struct told);
	u->nomem |= !t;
	if (!t)
		return false;
	*t = (struct told){ .next = u->told,
		.request = keep(u, a->request),
		.reply = { .run = e->reused.n > 0 ? keep(u, e->reused) : u->run,
			.provider = keep(u, a->provider),
			.reply = keep(u, e->reply),
			.key = keep(u, e->key),
			.answered_by = keep(u, e->model),
			.message = keep(u, e->message),
			.cut = e->cut } };
	u->told = t;
	return !u->nomem;
}

static bool note_parent(void *data, int64_t seq, struct ma_str text)
{
	struct ma_reuse *u = data;
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	ma_err ignored = { MA_OK, 0, "" };
	struct ma_event e;

	(void)seq;
	if (!ma_event_decode(text, &arena, &e, &ignored))
		u->parent = keep(u, e.parent);
	ma_arena_done(&arena);
	return false; /* the first event tells */
}

static ma_rc key_of(const struct ma_request *r, bool loose, char out[MA_KEY_SIZE], ma_err *err)
{
	struct ma_llm_msg msgs[MA_REQUEST_MSGS_MAX];
	struct ma_llm_req req = ma_request_llm(r, msgs);

	req.output_tokens_max = 0;
	if (loose)
		req.model = MA_STR("");
	return ma_llm_req_key(&req, out, err);
}

/* What is there already is newer, or of a nearer run. */
static ma_rc put(struct ma_reuse *u, bool loose, const struct ma_request *r,
	struct ma_reply_of *reply, ma_err *err)
{
	struct ma_map *map = loose ? &u->loose : &u->same;
	char key[MA_KEY_SIZE];
	ma_rc rc = key_of(r, loose, key, err);

	if (rc || ma_map_has(map, ma_str(key)))
		return rc;
	return ma_map_put(map, ma_str(key), reply) ? MA_OK : ma_fail_nomem(err);
}

static ma_rc index_request(struct ma_reuse *u, struct told *t, struct ma_str text, ma_err *err)
{
	struct ma_llm_msg msgs[MA_REQUEST_MSGS_MAX];
	struct ma_request r = { .json = false };
	struct ma_llm_req req;
	json_t *value = NULL;
	ma_rc rc = ma_request_decode(text, &r, &value, err);

	if (!rc) {
		req = ma_request_llm(&r, msgs);
		t->reply.nonce = keep(u, ma_llm_req_nonce(&req));
		t->reply.model = keep(u, r.model);
		t->reply.output_tokens_max = r.output_tokens_max;
		rc = put(u, false, &r, &t->reply, err);
	}
	if (!rc)
		rc = put(u, true, &r, &t->reply, err);
	json_decref(value);
	return rc;
}

static ma_rc index_told(struct ma_reuse *u, struct told *t, ma_err *err)
{
	char name[MA_HASH_HEX_SIZE] = "";
	char *text = NULL;
	size_t size = 0;
	ma_rc rc;

	if (t->request.n != sizeof(name) - 1)
		return ma_fail(err, MA_EIO, "a call of run " MA_STR_FMT " names no request",
			MA_STR_ARG(u->run));
	memcpy(name, t->request.p, t->request.n);
	rc = ma_store_blob(u->store, name, &text, &size, err);
	if (!rc)
		rc = index_request(u, t, ma_str_n(text, size), err);
	ma_free(text);
	return rc;
}

static ma_rc read_run(struct ma_reuse *u, ma_err *err)
{
	char stream[MA_ENGINE_STREAM_SIZE], run[MA_ID_SIZE] = "";
	struct told *t;
	ma_rc rc;

	u->told = NULL;
	u->parent = MA_STR("");
	if (u->run.n >= sizeof(run))
		return MA_OK; /* no id of a run */
	memcpy(run, u->run.p, u->run.n);
	ma_engine_stream(u->run, stream);
	rc = ma_store_read(u->store, stream, 0, note_parent, u, err);
	if (!rc)
		rc = ma_engine_answered(u->store, run, note, u, err);
	for (t = u->told; t && !rc && !u->nomem; t = t->next)
		rc = index_told(u, t, err);
	return !rc && u->nomem ? ma_fail_nomem(err) : rc;
}

ma_rc ma_reuse_load(struct ma_store *store, struct ma_str run, struct ma_reuse **out, ma_err *err)
{
	struct ma_reuse *u = ma_new(struct ma_reuse);
	ma_rc rc = MA_OK;
	int i;

	if (!u)
		return ma_fail_nomem(err);
	u->kept = (struct ma_arena)MA_ARENA_INIT(MA_LIMIT_ARENA);
	u->store = store;
	u->parent = keep(u, run);
	for (i = 0; i < GENERATIONS_MAX && u->parent.n > 0 && !rc; i++) {
		u->run = u->parent;
		rc = read_run(u, err);
	}
	if (rc || u->nomem) {
		ma_reuse_free(u);
		return rc ? rc : ma_fail_nomem(err);
	}
	*out = u;
	return MA_OK;
}

void ma_reuse_free(struct ma_reuse *u)
{
	if (!u)
		return;
	ma_map_done(&u->same);
	ma_map_done(&u->loose);
	ma_arena_done(&u->kept);
	ma_free(u);
}

ma_rc ma_reuse_find(const struct ma_reuse *reuse, const struct ma_request *r,
	const struct ma_reply_of **out, ma_err *err)
{
	char key[MA_KEY_SIZE];
	ma_rc rc = key_of(r, false, key, err);

	if (!rc)
		*out = ma_map_get(&reuse->same, ma_str(key));
	return rc;
}

ma_rc ma_reuse_find_loose(const struct ma_reuse *reuse, const struct ma_request *r,
	const struct ma_reply_of **out, ma_err *err)
{
	char key[MA_KEY_SIZE];
	ma_rc rc = key_of(r, true, key, err);

	if (!rc)
		*out = ma_map_get(&reuse->loose, ma_str(key));
	return rc;
}
